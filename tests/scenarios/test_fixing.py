"""`/sekisho fix`: what the review suggests is committed where somebody asks for it, and nothing else is."""

from __future__ import annotations

import re

from tests.scenarios.test_people import answers
from tests.scenarios.world import Change, World

OFF = "import https from 'node:https';\nexport const agent = new https.Agent({ rejectUnauthorized: false });\n"
ON = OFF.replace("false", "true")
TWO = OFF + "export const other = new https.Agent({ keepAlive: true, rejectUnauthorized: false });\n"
HALF = TWO.replace("false", "true", 1)
BEFORE = {"README.md": "A shop.\n"}


def opened(world: World, text: str = OFF) -> Change:
    """A change with a suggestion, reviewed."""
    change = world.open({"a.mjs": text}, BEFORE)
    assert world.reviewed(change).conclusion == "failure"
    return change


def said_last(world: World, change: Change, count: int) -> str:
    """The newest comment, once there are so many."""
    return answers(world, change, count)[-1]


def test_fix_all(world: World) -> None:
    """One commit on the branch, which is reviewed as any other push: the finding is gone."""
    change = world.open({"a.mjs": TWO, "lib/b.mjs": OFF, "lib/none.mjs": ON}, BEFORE)
    world.reviewed(change)
    before = world.files(change.repo, change.branch)
    world.comment(change, "ann", "/sekisho fix all")
    told = said_last(world, change, 3)
    after = world.files(change.repo, change.branch)
    assert {path: after[path] for path in after if path} == {
        **BEFORE,
        "a.mjs": TWO.replace("false", "true"),
        "lib/b.mjs": ON,
        "lib/none.mjs": ON,
    }
    assert world.parents(change.repo, after[""]) == [before[""]]
    assert f"Committed {after['']}, with 3 suggestions" in told
    assert world.happens(lambda: world.reviewed(change).conclusion == "success", "the review of the commit")
    assert len(world.proposals(change.repo)) == 1


def test_fix_one(world: World) -> None:
    """By its name, and no other. Without a name the answer lists those that there are, and nothing is committed."""
    change = opened(world, TWO)
    before = world.files(change.repo, change.branch)
    world.comment(change, "ann", "/sekisho fix")
    listed = re.findall(
        r"- `(\w{8})`: `javascript-tls-verification-disabled` in `a\.mjs:(\d)`", said_last(world, change, 3)
    )
    assert world.files(change.repo, change.branch) == before
    names = {line: name for name, line in listed}
    world.comment(change, "ann", f"/sekisho fix {names['2']}")
    assert "with 1 suggestion." in said_last(world, change, 5)
    assert world.files(change.repo, change.branch)["a.mjs"] == HALF


def test_fix_in_a_thread(world: World) -> None:
    """In a finding's own thread no name is needed: that finding, and no other. The answer comes there."""
    change = opened(world, TWO)
    (thread,) = [one for one in world.shows(change).threads if one.line == 3]
    world.reply(change, thread.id, "ann", "/sekisho fix")

    def answered() -> str:
        (now,) = [one for one in world.shows(change).threads if one.id == thread.id]
        return now.comments[2].body if len(now.comments) > 2 else ""

    assert "with 1 suggestion." in world.happens(answered, "the answer in the thread")
    assert world.files(change.repo, change.branch)["a.mjs"] == OFF + TWO.removeprefix(OFF).replace("false", "true")


def test_fix_a_name_that_is_none(world: World) -> None:
    """It is answered with those that there are, and nothing is committed."""
    change = opened(world)
    before = world.files(change.repo, change.branch)
    world.comment(change, "ann", "/sekisho fix 00000000")
    assert "names none" in said_last(world, change, 3)
    assert world.files(change.repo, change.branch) == before


def test_fix_by_a_stranger(world: World) -> None:
    """Who only reads may have nothing committed."""
    change = opened(world)
    before = world.files(change.repo, change.branch)
    world.member(change.repo, "stranger", "read")
    world.comment(change, "stranger", "/sekisho fix all")
    assert "needs write access" in said_last(world, change, 3)
    assert world.files(change.repo, change.branch) == before


def test_fix_after_a_push(world: World) -> None:
    """The head that was reviewed is no longer there: refused with the head that is, and nothing is committed."""
    change = opened(world)
    with world.losing(change.repo):
        pushed = world.push(change, {"note.txt": "x\n"})
    world.comment(change, "ann", "/sekisho fix all")
    told = said_last(world, change, 3)
    assert "Nothing was committed" in told
    assert pushed[:12] in told
    assert world.files(change.repo, change.branch)[""] == pushed


def test_fix_while_somebody_pushes(world: World) -> None:
    """The push comes right before the commit: the forge refuses that, and it is said."""
    change = opened(world, TWO)
    theirs = TWO + "// mine\n"
    pushed: list[str] = []
    world.before_commit(change.repo, lambda: pushed.append(world.push(change, {"a.mjs": theirs})))
    world.comment(change, "ann", "/sekisho fix all")
    told = said_last(world, change, 3)
    assert "Nothing was committed" in told
    assert pushed[0][:12] in told
    assert world.files(change.repo, change.branch) == {"": pushed[0], "a.mjs": theirs, **BEFORE}


def test_fix_asked_for_twice(world: World) -> None:
    """Two ask at once: one commit, and whoever came second is told where the branch stands, or that all is done."""
    change = opened(world)
    before = world.files(change.repo, change.branch)
    world.member(change.repo, "wendy", "write")
    for who in ("ann", "wendy"):
        world.comment(change, who, "/sekisho fix all")
    told = [body for body in answers(world, change, 5) if "/sekisho fix all" not in body]
    after = world.files(change.repo, change.branch)
    assert world.parents(change.repo, after[""]) == [before[""]]
    assert len([body for body in told if f"Committed {after['']}" in body]) == 1
    assert len([body for body in told if "Nothing was committed" in body or "suggests nothing" in body]) == 1


def test_fix_with_a_lost_answer(world: World) -> None:
    """The forge has made the commit and the answer never came: it is found, and not made again."""
    change = opened(world)
    before = world.files(change.repo, change.branch)
    world.lose_answer_to_commit(change.repo)
    world.comment(change, "ann", "/sekisho fix all")
    told = said_last(world, change, 3)
    after = world.files(change.repo, change.branch)
    assert (after["a.mjs"], f"Committed {after['']}" in told) == (ON, True)
    assert world.parents(change.repo, after[""]) == [before[""]]


def test_fix_on_a_protected_branch(world: World) -> None:
    """A pull request into it instead, opened once, and reviewed."""
    change = opened(world)
    before = world.files(change.repo, change.branch)
    world.protect(change.repo, change.branch)
    world.comment(change, "ann", "/sekisho fix all")
    told = said_last(world, change, 3)
    assert world.files(change.repo, change.branch) == before
    own, made = world.proposals(change.repo)
    assert own.number == change.number
    assert str(made.number) in told
    assert world.files(change.repo, made.branch)["a.mjs"] == ON
    assert world.reviewed(made).conclusion == "success"


def test_fix_without_the_permission(world: World) -> None:
    """The answer names what is missing; reviews go on without it."""
    change = opened(world)
    before = world.files(change.repo, change.branch)
    missing = world.forbid_commits(change.repo)
    world.comment(change, "ann", "/sekisho fix all")
    assert missing in said_last(world, change, 3)
    assert world.files(change.repo, change.branch) == before


def test_fix_in_a_fork(world: World) -> None:
    """Only where its author lets others push there; then as everywhere."""
    repo = world.repository(BEFORE)
    fork = world.fork(repo)
    world.commit(fork, "change", {"a.mjs": OFF})
    change = world.propose(repo, "change", home=fork)
    world.reviewed(change)
    world.member(repo, "wendy", "write")
    before = world.files(fork, "change")
    world.comment(change, "wendy", "/sekisho fix all")
    assert "fork" in said_last(world, change, 3)
    assert world.files(fork, "change") == before
    world.allow_edits(change)
    world.comment(change, "wendy", "/sekisho fix all")
    assert "Committed" in said_last(world, change, 5)
    assert world.files(fork, "change")["a.mjs"] == ON
