"""What people say and do in the conversation."""

from __future__ import annotations

from tests.scenarios.world import SAFE, STANDING, WEAK, Change, World, said, threads


def test_person_resolved(world: World) -> None:
    """A thread that a person closed stays closed, and is not opened anew."""
    change = world.open({"app.py": WEAK})
    before = world.reviewed(change)
    world.member(change.repo, "mia", "write")
    world.resolve(change, before.threads[0].id, "mia")
    world.push(change, {"note.txt": "x"})
    after = world.reviewed(change)
    assert [thread.resolved_by for thread in after.threads] == ["mia"]
    assert (after.conclusion, said(after)) == ("failure", said(before))


def test_person_replied(world: World) -> None:
    """Where a person spoke, one note says that the finding is gone; what the person said stays."""
    change = world.open({"app.py": WEAK})
    before = world.reviewed(change)
    words = world.reply(change, before.threads[0].id, "ann", "This is on purpose.")
    world.push(change, {"app.py": SAFE})
    world.reviewed(change)
    world.push(change, {"note.txt": "x"})
    (thread,) = world.reviewed(change).threads
    assert [one.id for one in thread.comments][:2] == [before.threads[0].comments[0].id, words]
    assert len(thread.comments) == 3
    assert thread.comments[2].author == thread.comments[0].author


def test_person_deleted_summary(world: World) -> None:
    """It is written anew, once."""
    change = world.open({"app.py": WEAK})
    before = world.reviewed(change)
    world.delete_comment(change, before.comments[0].id)
    world.push(change, {"note.txt": "x"})
    after = world.reviewed(change)
    assert len(after.comments) == 1
    assert after.comments[0].id != before.comments[0].id
    assert threads(after) == STANDING


def test_person_deleted_thread(world: World) -> None:
    """The finding is still there: its thread is opened anew, once."""
    change = world.open({"app.py": WEAK})
    before = world.reviewed(change)
    world.delete_comment(change, before.threads[0].comments[0].id)
    assert world.shows(change).threads == ()
    world.push(change, {"note.txt": "x"})
    assert threads(world.reviewed(change)) == STANDING


def answers(world: World, change: Change, count: int) -> list[str]:
    """The conversation once it has so many comments."""
    world.happens(lambda: len(world.shows(change).comments) >= count, f"comment number {count}")
    return [one.body for one in world.shows(change).comments]


def test_command_help(world: World) -> None:
    """It is answered once, with a sign that it was read."""
    change = world.open({"app.py": SAFE + "\n"})
    world.reviewed(change)
    comment = world.comment(change, "ann", "/sekisho help")
    bodies = answers(world, change, 2)
    assert "`/sekisho rescan`" in bodies[1]
    (asked,) = [one for one in world.shows(change).comments if one.id == comment]
    assert len(asked.reactions) == 1
    assert len(bodies) == 2


def test_command_rescan(world: World) -> None:
    """Whoever may write can have a change looked at again; nothing new is said."""
    change = world.open({"app.py": WEAK})
    before = world.reviewed(change)
    world.member(change.repo, "wendy", "write")
    comment = world.comment(change, "wendy", "/sekisho rescan")
    after = world.reviewed(change, scans=2)
    assert said(after) == [before.comments[0].id, comment, before.threads[0].comments[0].id]


def test_command_in_a_thread(world: World) -> None:
    """It is answered in the thread."""
    change = world.open({"app.py": WEAK})
    thread = world.reviewed(change).threads[0]
    world.reply(change, thread.id, "ann", "/sekisho help")
    world.happens(lambda: len(world.shows(change).threads[0].comments) == 3, "the answer")
    shown = world.shows(change)
    assert "`/sekisho rescan`" in shown.threads[0].comments[2].body
    assert len(shown.comments) == 1


def test_command_by_a_stranger(world: World) -> None:
    """It is refused in words, and nothing is done."""
    change = world.open({"app.py": SAFE + "\n"})
    world.reviewed(change)
    world.member(change.repo, "stranger", "read")
    world.comment(change, "stranger", "/sekisho rescan")
    assert "needs write access" in answers(world, change, 2)[1]
    assert len(world.verdicts(change)) == 1


def test_command_that_is_only_shown(world: World) -> None:
    """In a fence, a quote or an HTML comment it commands nothing; the next one does."""
    change = world.open({"app.py": SAFE + "\n"})
    world.reviewed(change)
    world.comment(change, "ann", "```\n/sekisho rescan\n```\n\n> /sekisho rescan\n\n<!--\n/sekisho rescan\n-->")
    world.comment(change, "ann", "/sekisho help")
    assert "`/sekisho rescan`" in answers(world, change, 3)[2]
    assert len(world.verdicts(change)) == 1
