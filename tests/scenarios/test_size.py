"""More than anybody reads, and more than a forge takes."""

from __future__ import annotations

from tests.scenarios.world import RULE, SAFE, WEAK, WEAK_LINE, World, said, threads

LONG = "/".join(["a" * 60] * 3)
"""A folder; 200 characters of a path are shown."""


def test_500_findings(world: World) -> None:
    """As many threads as the budget allows, the others in the summary and the report; a second look says nothing new.

    With names so long that the whole report is longer than a comment on GitHub.
    """
    change = world.open({f"{LONG}/{number:03}.py": WEAK for number in range(500)})
    before = world.reviewed(change)
    assert len(before.threads) == 1, "so many of one rule share a thread"
    assert before.headline == "Blocked: 500 high"
    assert "… and 470 more" in before.summary
    assert before.report.count(RULE) >= 190
    assert all(len(one.body) <= world.body_limit for one in before.comments)
    world.push(change, {"note.txt": "x"})
    after = world.reviewed(change)
    assert said(after) == said(before)


def test_as_many_threads_as_the_budget(world: World) -> None:
    """Twenty are opened at once, each on its line; with one more they would share one, and none is closed for that."""
    change = world.open({f"{number:02}.py": WEAK for number in range(20)})
    before = world.reviewed(change)
    assert sorted(threads(before)) == [(f"{number:02}.py", WEAK_LINE, False) for number in range(20)]
    world.push(change, {"20.py": WEAK})
    after = world.reviewed(change)
    assert len(after.threads) in (20, 21)
    assert not any(thread.resolved for thread in after.threads)


def test_longest_comment(world: World) -> None:
    """A comment as long as the forge takes is heard to its last line."""
    change = world.open({"app.py": SAFE + "\n"})
    world.reviewed(change)
    command = "\n\n/sekisho help"
    world.comment(change, "ann", ("word " * (world.body_limit // 5 + 1))[: world.body_limit - len(command)] + command)
    world.happens(lambda: len(world.shows(change).comments) == 2, "the answer")
