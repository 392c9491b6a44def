"""Webhooks that come twice, and webhooks that never come."""

from __future__ import annotations

from tests.scenarios.world import STANDING, WEAK, World, said, threads


def test_redelivery(world: World) -> None:
    """The same webhook ten times more makes no scan and says nothing."""
    change = world.open({"app.py": WEAK})
    before = world.reviewed(change)
    for _ in range(10):
        world.redeliver(change)
    after = world.reviewed(change)
    assert (said(after), threads(after)) == (said(before), STANDING)
    assert len(world.verdicts(change)) == 1
