"""The life of a change, from its opening to its end."""

from __future__ import annotations

from tests.scenarios.world import RULE, SAFE, STANDING, WEAK, WEAK_LINE, World, said, threads

OTHER = "x = 1\n" * 30


def test_open(world: World) -> None:
    """A weakness gets a thread on its line, the change one summary and a red verdict."""
    change = world.open({"app.py": WEAK})
    shown = world.reviewed(change)
    assert threads(shown) == STANDING
    assert [thread.rule for thread in shown.threads] == [RULE]
    assert (shown.conclusion, shown.headline) == ("failure", "Blocked: 1 high")
    assert len(shown.comments) == 1
    assert "SQL" in shown.summary
    assert len({one.author for one in (*shown.comments, *shown.threads[0].comments)}) == 1


def test_open_without_findings(world: World) -> None:
    """A green verdict and not one word."""
    shown = world.reviewed(world.open({"app.py": SAFE + "\n\nX = 1\n"}))
    assert (shown.conclusion, shown.threads, shown.comments) == ("success", (), ())


def test_what_stood_there_before(world: World) -> None:
    """It is not blamed on the change."""
    shown = world.reviewed(world.open({"app.py": "import os\n" + WEAK}, {"app.py": WEAK}))
    assert (shown.conclusion, shown.threads, shown.comments) == ("success", (), ())


def test_push_fix(world: World) -> None:
    """The thread is resolved, the verdict turns green, the summary is edited in place, and nothing new is said."""
    change = world.open({"app.py": WEAK})
    before = world.reviewed(change)
    world.push(change, {"app.py": SAFE})
    after = world.reviewed(change)
    assert [thread.resolved for thread in after.threads] == [True]
    assert (before.conclusion, after.conclusion) == ("failure", "success")
    assert said(after) == said(before)
    assert "mended or gone" in after.summary


def test_push_it_back(world: World) -> None:
    """A weakness that returns opens its thread again."""
    change = world.open({"app.py": WEAK})
    before = world.reviewed(change)
    world.push(change, {"app.py": SAFE})
    world.reviewed(change)
    world.push(change, {"app.py": WEAK})
    after = world.reviewed(change)
    assert [thread.resolved for thread in after.threads] == [False]
    assert (after.conclusion, said(after)) == ("failure", said(before))


def test_force_push(world: World) -> None:
    """The same content in another commit: nothing new is said."""
    change = world.open({"app.py": WEAK})
    before = world.reviewed(change)
    world.push(change, {"app.py": WEAK, "note.txt": "x"}, anew=True)
    after = world.reviewed(change)
    assert before.head_sha != after.head_sha
    assert said(after) == said(before)
    assert threads(after) == STANDING


def test_push_moves_lines(world: World) -> None:
    """The thread stays where it was opened or moves along; it is not opened twice."""
    change = world.open({"app.py": WEAK})
    before = world.reviewed(change)
    world.push(change, {"app.py": "import os\n\n" + WEAK})
    after = world.reviewed(change)
    assert (said(after), after.conclusion) == (said(before), "failure")
    assert [thread.resolved for thread in after.threads] == [False]


def test_rename_file(world: World) -> None:
    """A file that is renamed with its old weakness is not blamed for it; one that comes with it is, by its new name."""
    change = world.open({"old.py": None, "new.py": OTHER + WEAK}, {"old.py": OTHER + WEAK, "app.py": SAFE})
    shown = world.reviewed(change)
    assert (shown.conclusion, shown.threads) == ("success", ())
    world.push(change, {"app.py": None, "main.py": WEAK})
    shown = world.reviewed(change)
    assert threads(shown) == [("main.py", WEAK_LINE, False)]


def test_rename_file_of_thread(world: World) -> None:
    """A file that had a thread keeps it, or the thread of its new name takes the place of the old one's."""
    change = world.open({"app.py": OTHER + WEAK}, {"app.py": OTHER})
    world.reviewed(change)
    world.push(change, {"app.py": None, "main.py": OTHER + WEAK})
    after = world.reviewed(change)
    assert [thread.resolved for thread in after.threads].count(False) == 1
    assert after.conclusion == "failure"


def test_rebase(world: World) -> None:
    """Main moves on, the change is put on top of it: what main brings is not blamed, what was said stays."""
    change = world.open({"app.py": WEAK})
    before = world.reviewed(change)
    world.commit(change.repo, "main", {"other.py": WEAK, "readme.md": "x\n"})
    world.push(change, {"app.py": WEAK}, anew=True)
    after = world.reviewed(change)
    assert threads(after) == STANDING
    assert said(after) == said(before)


def test_retarget(world: World) -> None:
    """Into a branch that has the weakness already, it is not new."""
    repo = world.repository()
    world.commit(repo, "legacy", {"app.py": WEAK})
    world.commit(repo, "legacy-fix", {"app.py": WEAK})
    change = world.propose(repo, "legacy-fix")
    before = world.reviewed(change)
    assert before.conclusion == "failure"
    world.commit(repo, "legacy-fix", {"note.txt": "x"})
    world.reviewed(change)
    world.commit(repo, "stable", {"app.py": WEAK, "stable.txt": "x"})
    world.retarget(change, "stable")
    after = world.reviewed(change, scans=2)
    assert after.conclusion == "failure", "the merge base, not the branch's tip, is what counts"
    assert said(after) == said(before)


def test_draft(world: World) -> None:
    """A draft is observed without a word in threads and summary, and judged when it is ready."""
    change = world.open({"app.py": WEAK}, draft=True)
    draft = world.reviewed(change)
    assert (draft.conclusion, draft.threads, draft.summary) == ("neutral", (), "")
    assert RULE in draft.report
    world.set_draft(change, False)
    ready = world.reviewed(change, scans=2)
    assert (ready.conclusion, threads(ready)) == ("failure", STANDING)


def test_draft_again(world: World) -> None:
    """A change that becomes a draft no longer blocks."""
    change = world.open({"app.py": WEAK})
    world.reviewed(change)
    world.set_draft(change, True)
    assert world.reviewed(change, scans=2).conclusion == "neutral"


def test_fork(world: World) -> None:
    """A change from a fork is reviewed in the repository that it goes into."""
    repo = world.repository()
    home = world.fork(repo)
    world.commit(home, "theirs", {"app.py": WEAK})
    change = world.propose(repo, "theirs", home=home)
    shown = world.reviewed(change)
    assert (shown.conclusion, threads(shown)) == ("failure", STANDING)
    world.push(change, {"app.py": SAFE})
    assert world.reviewed(change).conclusion == "success"


def test_close_mid_scan(world: World) -> None:
    """Nothing is said about what is closed while it is looked at, and no verdict stays open."""
    change = world.open({"app.py": SAFE + "\n"})
    world.reviewed(change)

    def close_first() -> None:
        world.close(change)
        world.delivered()

    world.on_fetch(change.repo, close_first)
    world.push(change, {"app.py": WEAK})
    shown = world.reviewed(change)
    assert (shown.conclusion, shown.threads, shown.comments) == ("cancelled", (), ())


def test_reopen(world: World) -> None:
    """What is opened again is looked at again."""
    change = world.open({"app.py": SAFE + "\n"})
    world.reviewed(change)
    world.close(change)
    world.push(change, {"app.py": WEAK})
    world.reopen(change)
    assert threads(world.reviewed(change)) == STANDING


def test_merge(world: World) -> None:
    """A merge is no news: what was said stays as it was."""
    change = world.open({"app.py": WEAK})
    before = world.reviewed(change)
    world.merge(change)
    world.delivered()
    other = world.open({"app.py": WEAK})
    world.reviewed(other)
    assert world.shows(change) == before


def test_newer_push_mid_scan(world: World) -> None:
    """It takes the running scan's place: only the newest head is spoken of."""
    change = world.open({"app.py": SAFE + "\n"})
    world.reviewed(change)
    heads: list[str] = []

    def push_first() -> None:
        heads.append(world.push(change, {"app.py": SAFE}))
        world.delivered()

    world.on_fetch(change.repo, push_first)
    world.push(change, {"app.py": WEAK})
    world.happens(lambda: heads, "the second push")
    shown = world.reviewed(change)
    assert (shown.head_sha, shown.conclusion, shown.threads) == (heads[0], "success", ())
