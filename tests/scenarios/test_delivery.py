"""Webhooks that come twice, and webhooks that never come."""

from __future__ import annotations

from tests.scenarios.world import SAFE, STANDING, WEAK, World, said, threads


def test_redelivery(world: World) -> None:
    """The same webhook ten times more makes no scan and says nothing."""
    change = world.open({"app.py": WEAK})
    before = world.reviewed(change)
    for _ in range(10):
        world.redeliver(change)
    after = world.reviewed(change)
    assert (said(after), threads(after)) == (said(before), STANDING)
    assert len(world.verdicts(change)) == 1


def test_lost_delivery(world: World) -> None:
    """A sweep finds what no webhook told: a new change, and a push to one that is known."""
    repo = world.repository()
    world.commit(repo, "change", {"app.py": WEAK})
    world.delivered()
    with world.losing(repo):
        change = world.propose(repo, "change")
    assert world.verdicts(change) == []
    world.bot.run("sweep")
    before = world.reviewed(change)
    assert threads(before) == STANDING
    with world.losing(repo):
        world.push(change, {"app.py": SAFE})
    world.bot.run("sweep")
    after = world.reviewed(change)
    assert (after.conclusion, said(after)) == ("success", said(before))


def test_sweep_that_finds_nothing(world: World) -> None:
    """Where every webhook arrived, a sweep makes no scan and says nothing."""
    change = world.open({"app.py": WEAK})
    before = world.reviewed(change)
    world.bot.run("sweep")
    world.bot.run("sweep")
    other = world.open({"app.py": WEAK})
    world.reviewed(other)
    assert world.shows(change) == before
    assert len(world.verdicts(change)) == 1
