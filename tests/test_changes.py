"""Changes over real git: fetched over real HTTP from a real server, with everything that a hostile tree can hold."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.changes import ChangesError, ChangesUnavailable, GitLimits, OutOfReach, Repositories
from bot.filediff import FileDiff, Spot
from bot.model import Change, GitAccess
from checks.interface import Side, Skip, content_unit, transition_unit
from tests.githttp import Repo, Server, serving

HEAD = "refs/pull/7/head"
LONG = "".join(f"line {number}\n" for number in range(2_000))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    (tmp_path / "served").mkdir()
    with serving(tmp_path / "served") as server:
        yield server


@pytest.fixture
def repo(server: Server) -> Repo:
    return Repo(server.root / "app.git")


@pytest.fixture
def repositories(tmp_path: Path) -> Repositories:
    return Repositories(tmp_path / "stores")


def change(base: str, head: str, merge_base: str = "", commits: tuple[str, ...] = ()) -> Change:
    return Change("o/app", 7, base, merge_base, head, HEAD, "main", commits)


def posts(server: Server) -> int:
    return sum(method == "POST" for method, _, _ in server.asked)


# What a change is


def test_a_change_is_what_lies_between_merge_base_and_head(
    server: Server, repo: Repo, repositories: Repositories
) -> None:
    old = repo.commit("main", {"kept.py": "same\n", "edited.py": "one\n", "gone.py": "bye\n"})
    first = repo.commit(HEAD, {"edited.py": "two\n"}, parents=(old,))
    head = repo.commit(HEAD, {"gone.py": None, "new.py": "hello\n"})
    tip = repo.commit("main", {"elsewhere.py": "not part of the change\n"})
    with repositories.open(GitAccess(server.url(repo)), change(tip, head)) as opened:
        assert (opened.base.sha, opened.head.sha, opened.commits) == (old, head, (first, head))
        assert opened.changed == {Side.BASE: {"edited.py", "gone.py"}, Side.HEAD: {"edited.py", "new.py"}}
        assert opened.renames == {}
        assert (opened.base.read("edited.py"), opened.head.read("edited.py")) == (b"one\n", b"two\n")
        assert opened.head.read("kept.py") == b"same\n"
        assert (opened.head.read("gone.py"), opened.head.entry("gone.py")) == (None, None)
        assert set(opened.head.entries()) == {"kept.py", "edited.py", "new.py"}
        assert opened.omitted == 0


def test_the_branch_that_a_change_goes_into_is_there_as_it_is_now(
    server: Server, repo: Repo, repositories: Repositories
) -> None:
    old = repo.commit("main", {"rules": "lax\n", "a.py": "1\n"})
    head = repo.commit(HEAD, {"rules": "none\n"}, parents=(old,))
    for number in range(3):
        tip = repo.commit("main", {"rules": f"strict {number}\n"})
    with repositories.open(GitAccess(server.url(repo)), change(tip, head, merge_base=old)) as opened:
        asked = posts(server)
        assert opened.base.read("rules") == b"lax\n"
        assert (opened.target.sha, opened.target.read("rules")) == (tip, b"strict 2\n")
        assert posts(server) > asked, "it is fetched by whoever asks for it"
    asked = posts(server)
    with repositories.open(GitAccess(server.url(repo)), change(tip, head, merge_base=old)) as again:
        assert (again.base.sha, again.commits, again.target.read("rules")) == (old, (head,), b"strict 2\n")
    assert posts(server) == asked


def test_without_a_base_everything_at_head_is_new(server: Server, repo: Repo, repositories: Repositories) -> None:
    repo.commit("main", {"a.py": "1\n"})
    head = repo.commit("main", {"src/b.py": "2\n"})
    baseline = Change("o/app", None, "", "", head, "refs/heads/main", "main")
    with repositories.open(GitAccess(server.url(repo)), baseline) as opened:
        assert opened.changed == {Side.BASE: frozenset(), Side.HEAD: {"a.py", "src/b.py"}}
        assert (opened.base.sha, opened.base.entry("a.py"), opened.base.read("a.py")) == ("", None, None)
        assert opened.base.entries() == {}
        assert opened.shown("src/b.py").hunks == ((1, 1),)


def test_renames_are_followed_exact_and_edited(server: Server, repo: Repo, repositories: Repositories) -> None:
    body = "".join(f"line {number}\n" for number in range(40))
    base = repo.commit("main", {"exact.py": "x\n", "edited.py": body, "rewritten.py": body[::-1]})
    head = repo.commit(
        HEAD,
        {
            "exact.py": None, "moved/exact.py": "x\n",
            "edited.py": None, "moved/edited.py": body + "one more\n",
            "rewritten.py": None, "unlike.py": "nothing in common\n",
        },
        parents=(base,),
    )  # fmt: skip
    with repositories.open(GitAccess(server.url(repo)), change(base, head)) as opened:
        assert opened.renames == {"moved/exact.py": "exact.py", "moved/edited.py": "edited.py"}
        assert opened.shown("moved/edited.py").hunks == ((38, 41),)
        assert opened.added_lines("moved/edited.py") == {41}
        assert opened.shown("moved/edited.py").old_path == "edited.py"
        assert opened.shown("unlike.py").hunks == ((1, 1),)
        assert opened.shown("rewritten.py").gone == 41
        assert opened.shown("edited.py") == FileDiff(old_path="edited.py")


def test_hunks_are_the_lines_that_forges_let_one_comment_on(
    server: Server, repo: Repo, repositories: Repositories
) -> None:
    lines = [f"line {number}" for number in range(1, 31)]
    edited = [*lines[:9], "ten", *lines[10:19], "+++ no header", "@@ -1 +1 @@", *lines[19:25], *lines[26:]]
    base = repo.commit("main", {"a.py": "\n".join(lines), "only-removed.py": "1\n2\n3\n", "bin": b"\0a"})
    head = repo.commit(HEAD, {"a.py": "\n".join(edited), "only-removed.py": "", "bin": b"\0b"}, parents=(base,))
    with repositories.open(GitAccess(server.url(repo)), change(base, head)) as opened:
        assert opened.shown("a.py").hunks == ((7, 13), (17, 30))
        assert opened.added_lines("a.py") == {10, 20, 21}
        around = (Spot(18, 18), Spot(19, 19), Spot(0, 20, 20), Spot(0, 21, 20), Spot(20, 22))
        assert opened.shown("a.py").spots(18, 22) == around
        assert opened.shown("only-removed.py").hunks == ()
        assert opened.shown("bin").hunks == ()
        assert opened.shown("not-there.py").hunks == ()


def test_the_hunks_of_many_files_are_each_files_own(server: Server, repo: Repo, repositories: Repositories) -> None:
    """They are read many at a time; one of them pretends to be a header of another."""
    numbers = range(230)
    before = {f"d/{number}.py": "same\n" * (number + 1) for number in numbers}
    fake = "diff --git a/d/1.py b/d/1.py\nindex 1..2\n@@ -1 +100 @@\n"
    base = repo.commit("main", {**before, "moved.py": LONG, "ü\n.py": "1\n"})
    after = {path: content + f"added {path}\n" for path, content in before.items()}
    changed = {**after, "d/0.py": fake, "moved.py": None, "there.py": LONG + "more\n", "ü\n.py": "1\n2\n"}
    head = repo.commit(HEAD, changed, parents=(base,))
    with repositories.open(GitAccess(server.url(repo)), change(base, head)) as opened:
        opened.prefetch_paths((side, path) for side in Side for path in before)
        assert [opened.added_lines(f"d/{number}.py") for number in numbers[1:]] == [{n + 2} for n in numbers[1:]]
        assert opened.added_lines("d/0.py") == {1, 2, 3}
        assert (opened.added_lines("there.py"), opened.added_lines("ü\n.py")) == ({2_001}, {2})


def test_attributes_in_a_local_repository_hide_no_lines(tmp_path: Path, repositories: Repositories) -> None:
    def git(*arguments: str) -> None:
        command = ["git", "-C", str(tmp_path / "local"), "-c", "user.name=a", "-c", "user.email=a@b", *arguments]
        subprocess.run(command, check=True, capture_output=True)

    (tmp_path / "local").mkdir()
    git("init", "-b", "main")
    for content in ("one\n", "one\ntwo\n"):
        (tmp_path / "local" / ".gitattributes").write_text("*.py -diff\n")
        (tmp_path / "local" / "a.py").write_text(content)
        git("add", ".")
        git("commit", "-m", "-")
    with repositories.open_local(tmp_path / "local", "HEAD~1", "HEAD") as opened:
        assert opened.added_lines("a.py") == {2}


def test_units_over_unchanged_content_keep_their_digest(server: Server, repo: Repo, repositories: Repositories) -> None:
    base = repo.commit("main", {"a.py": "1\n", "b.py": "2\n"})
    head = repo.commit(HEAD, {"b.py": "3\n"}, parents=(base,))
    with repositories.open(GitAccess(server.url(repo)), change(base, head)) as opened:
        digests = [
            [content_unit("c", snapshot, side, path, [path]).digest for path in ("a.py", "b.py")]
            for side, snapshot in ((Side.BASE, opened.base), (Side.HEAD, opened.head))
        ]
        assert digests[0][0] == digests[1][0]
        assert digests[0][1] != digests[1][1]
        opened.prefetch([transition_unit("c", opened, "b.py", ["b.py"])])
        fetched = posts(server)
        assert (opened.base.read("b.py"), opened.head.read("b.py")) == (b"2\n", b"3\n")
        assert posts(server) == fetched


# What is fetched


def test_blobs_come_in_one_batch_and_only_those_asked_for(
    server: Server, repo: Repo, repositories: Repositories
) -> None:
    base = repo.commit("main", {f"f{number}.py": f"old {number}\n" for number in range(50)})
    head = repo.commit(HEAD, {f"f{number}.py": f"new {number}\n" for number in range(20)}, parents=(base,))
    with repositories.open(GitAccess(server.url(repo)), change(base, head)) as opened:
        before = posts(server)
        opened.prefetch_paths((Side.HEAD, f"f{number}.py") for number in range(20))
        assert posts(server) - before == 1
        assert opened.head.read("f3.py") == b"new 3\n"
        assert posts(server) - before == 1
    [store] = (repositories._root).glob("*.git")
    kept = subprocess.run(
        ["git", f"--git-dir={store}", "cat-file", "--batch-all-objects", "--batch-check=%(objecttype)"],
        capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert kept.count("blob") == 20


def test_what_was_fetched_once_is_not_fetched_again(server: Server, repo: Repo, repositories: Repositories) -> None:
    base = repo.commit("main", {"a.py": "1\n"})
    head = repo.commit(HEAD, {"a.py": "2\n"}, parents=(base,))
    for _ in range(2):
        with repositories.open(GitAccess(server.url(repo)), change(base, head)) as opened:
            assert opened.head.read("a.py") == b"2\n"
            asked = len(server.asked)
    assert len(server.asked) == asked
    later = repo.commit(HEAD, {"b.py": "3\n"})
    with repositories.open(GitAccess(server.url(repo)), change(base, later)) as opened:
        assert opened.commits == (head, later)
        assert len(server.asked) > asked


def here(repositories: Repositories, repo: Repo, commit: str) -> set[str]:
    """Files of a commit whose contents are in the store."""
    [store] = repositories._root.glob("*.git")
    listed = subprocess.run(
        ["git", f"--git-dir={store}", "cat-file", "--batch-all-objects", "--batch-check=%(objectname)"],
        capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    tree = (line.split(None, 3) for line in repo.git("ls-tree", "-r", commit).splitlines())
    return {path for _, _, oid, path in tree if oid in listed}


def test_a_further_push_comes_in_one_request_with_its_files(
    server: Server, repo: Repo, repositories: Repositories
) -> None:
    access = GitAccess(server.url(repo))
    base = repo.commit("main", {"a.py": "1\n", "long.py": LONG, **{f"{number}.txt": "-" for number in range(50)}})
    first = repo.commit(HEAD, {"a.py": "2\n"}, parents=(base,))
    with repositories.open(access, change(base, first, base)) as opened:
        assert opened.head.read("a.py") == b"2\n"
    assert here(repositories, repo, first) == {"a.py"}
    head = repo.commit(HEAD, {"a.py": "3\n", "long.py": LONG + "one more\n", "large.bin": os.urandom(300_000)})
    before = posts(server)
    with repositories.open(access, change(base, head, base)) as opened:
        assert (opened.head.read("a.py"), opened.head.read("long.py")) == (b"3\n", f"{LONG}one more\n".encode())
        # `long.py` may come as a difference to what is not here, which is then brought in one request
        assert posts(server) - before <= 2
        assert here(repositories, repo, head) == {"a.py", "long.py"}
        assert len(opened.head.read("large.bin") or b"") == 300_000
    last = repo.commit(HEAD, {"a.py": "4\n"})
    before = posts(server)
    with repositories.open(access, change(base, last, base)) as opened:
        assert opened.head.read("a.py") == b"4\n"
        assert posts(server) - before == 1


def test_what_was_merged_from_the_base_or_rebased_onto_does_not_come_along(
    server: Server, repo: Repo, repositories: Repositories
) -> None:
    access = GitAccess(server.url(repo))
    base = repo.commit("main", {"a.py": "1\n"})
    first = repo.commit(HEAD, {"a.py": "2\n"}, parents=(base,))
    with repositories.open(access, change(base, first, base)) as opened:
        assert opened.head.read("a.py") == b"2\n"
    moved = repo.commit("main", {f"{number}.txt": f"{number}" for number in range(50)})
    merge = repo.commit(HEAD, {f"{number}.txt": f"{number}" for number in range(50)}, parents=(first, moved))
    with repositories.open(access, change(moved, merge, moved)) as opened:
        assert opened.head.read("a.py") == b"2\n"
    rebased = repo.commit(HEAD, {"a.py": "5\n"}, parents=(moved,))
    with repositories.open(access, change(moved, rebased, moved)) as opened:
        assert opened.head.read("a.py") == b"5\n"
    assert here(repositories, repo, rebased) == {"a.py"}
    later = repo.commit(HEAD, {"a.py": "6\n"})
    with repositories.open(access, change(moved, later, moved)) as opened:
        assert here(repositories, repo, later) == {"a.py"}


def test_a_further_push_with_more_than_the_limit_is_fetched_without_its_files(
    server: Server, repo: Repo, tmp_path: Path
) -> None:
    repositories = Repositories(tmp_path / "bounded", GitLimits(fetch_bytes=1_000_000))
    access = GitAccess(server.url(repo))
    base = repo.commit("main", {"a.py": "1\n"})
    first = repo.commit(HEAD, {"a.py": "2\n"}, parents=(base,))
    with repositories.open(access, change(base, first, base)):
        pass
    head = repo.commit(HEAD, {"a.py": "3\n", **{f"{number}.bin": os.urandom(200_000) for number in range(10)}})
    with repositories.open(access, change(base, head, base)) as opened:
        assert opened.head.read("a.py") == b"3\n"
    assert here(repositories, repo, head) == {"a.py"}


def test_history_is_fetched_no_further_than_the_merge_base(
    server: Server, repo: Repo, repositories: Repositories
) -> None:
    for number in range(60):
        base = repo.commit("main", {"a.py": f"{number}\n"})
    head = repo.commit(HEAD, {"b.py": "2\n"}, parents=(base,))
    known = change(base, head, merge_base=base, commits=(head,))
    with repositories.open(GitAccess(server.url(repo)), known) as opened:
        assert (opened.base.sha, opened.commits) == (base, (head,))
    [store] = (repositories._root).glob("*.git")
    command = ["git", f"--git-dir={store}", "rev-list", "--count", "--all"]
    assert int(subprocess.run(command, capture_output=True, check=True).stdout) == 2


def test_a_merge_base_far_back_is_found_by_deepening(server: Server, repo: Repo, repositories: Repositories) -> None:
    fork = repo.commit("main", {"a.py": "0\n"})
    for number in range(100):
        tip = repo.commit("main", {"a.py": f"{number}\n"})
    head = repo.commit(HEAD, {"b.py": "2\n"}, parents=(fork,))
    with repositories.open(GitAccess(server.url(repo)), change(tip, head)) as opened:
        assert (opened.base.sha, opened.commits) == (fork, (head,))
    bounded = Repositories(repositories._root.with_name("bounded"), GitLimits(depth=40))
    with pytest.raises(ChangesError, match="merge base missing: within 40 commits"):
        bounded.open(GitAccess(server.url(repo)), change(tip, head)).__enter__()


def test_unrelated_histories_are_said_to_be(server: Server, repo: Repo, repositories: Repositories) -> None:
    base = repo.commit("main", {"a.py": "1\n"})
    head = repo.commit(HEAD, {"b.py": "2\n"}, parents=())
    with pytest.raises(ChangesError, match=r"merge base missing.*rebase the change"):
        repositories.open(GitAccess(server.url(repo)), change(base, head)).__enter__()


def test_a_force_push_is_just_another_change(server: Server, repo: Repo, repositories: Repositories) -> None:
    base = repo.commit("main", {"a.py": "1\n"})
    first = repo.commit(HEAD, {"b.py": "first\n"}, parents=(base,))
    second = repo.commit(HEAD, {"b.py": "second\n"}, parents=(base,))
    for head, content in ((first, b"first\n"), (second, b"second\n"), (first, b"first\n")):
        with repositories.open(GitAccess(server.url(repo)), change(base, head)) as opened:
            assert opened.head.read("b.py") == content
    with repositories.open(GitAccess(server.url(repo)), change(first, second)) as opened:
        assert opened.base.sha == base


def test_a_merge_from_the_base_branch_moves_the_merge_base(
    server: Server, repo: Repo, repositories: Repositories
) -> None:
    old = repo.commit("main", {"a.py": "1\n"})
    work = repo.commit(HEAD, {"b.py": "2\n"}, parents=(old,))
    tip = repo.commit("main", {"a.py": "from main\n"})
    head = repo.commit(HEAD, {"a.py": "from main\n"}, parents=(work, tip))
    with repositories.open(GitAccess(server.url(repo)), change(tip, head)) as opened:
        assert (opened.base.sha, set(opened.commits)) == (tip, {work, head})
        assert opened.changed[Side.HEAD] == {"b.py"}


def test_history_is_what_each_commit_made_and_no_merge_carried_over(
    server: Server, repo: Repo, repositories: Repositories
) -> None:
    old = repo.commit("main", {"a.py": "1\n", "d.py": "1\n"})
    first = repo.commit(HEAD, {"a.py": "leaked\n", "ü b.py": "leaked\n"}, parents=(old,))
    second = repo.commit(HEAD, {"a.py": "2\n", "ü b.py": None, "d.py": "2\n"}, parents=(first,))
    tip = repo.commit("main", {"z.py": "from main\n", "d.py": "main's\n"})
    merge = repo.commit(HEAD, {"z.py": "from main\n", "d.py": "both\n"}, parents=(second, tip))
    with repositories.open(GitAccess(server.url(repo)), change(tip, merge)) as opened:
        made = {(version.commit, version.path) for version in opened.history}
        assert made == {(first, "a.py"), (first, "ü b.py"), (second, "a.py"), (second, "d.py"), (merge, "d.py")}
        assert [version.commit for version in opened.history] == sorted(
            (version.commit for version in opened.history), key=[first, second, merge].index
        )
        unit = transition_unit("t", opened, "all", ["a.py"], opened.history)
        opened.prefetch([unit])
        asked = posts(server)
        texts = {(version.commit, version.path): opened.read_version(version) for version in unit.versions}
        assert (texts[first, "ü b.py"], texts[merge, "d.py"]) == (b"leaked\n", b"both\n")
        assert posts(server) == asked


# Servers


@pytest.mark.parametrize("settings", [{"uploadpack.allowFilter": "false"}, {"uploadpack.allowAnySHA1InWant": "false"}])
@pytest.mark.parametrize("modern", [True, False])
def test_a_server_that_can_do_less_costs_bytes_not_answers(
    server: Server, repo: Repo, repositories: Repositories, settings: dict[str, str], modern: bool
) -> None:
    server.modern = modern
    for key, value in settings.items():
        repo.set(key, value)
    base = repo.commit("main", {"a.py": "1\n", "d/b.py": "1\n"})
    tip = repo.commit("main", {"z.py": "1\n"})
    head = repo.commit(HEAD, {"a.py": "2\n"}, parents=(base,))
    with repositories.open(GitAccess(server.url(repo)), change(tip, head)) as opened:
        assert opened.base.sha == base
        opened.prefetch_paths([(Side.BASE, "a.py"), (Side.HEAD, "a.py")])
        assert (opened.base.read("a.py"), opened.head.read("a.py")) == (b"1\n", b"2\n")
        assert opened.shown("a.py").hunks == ((1, 1),)


def test_a_head_that_nobody_offers_any_more_is_said_to_be_gone(
    server: Server, repo: Repo, repositories: Repositories
) -> None:
    base = repo.commit("main", {"a.py": "1\n"})
    repo.commit(HEAD, {"a.py": "2\n"}, parents=(base,))
    with pytest.raises(ChangesError, match="the change has moved on"):
        repositories.open(GitAccess(server.url(repo)), change(base, "1" * 40)).__enter__()


def test_a_repository_that_is_gone_is_final_and_a_silent_server_is_not(
    server: Server, repo: Repo, repositories: Repositories
) -> None:
    base = repo.commit("main", {"a.py": "1\n"})
    wanted = change(base, base)
    with pytest.raises(ChangesError, match="not found") as gone:
        repositories.open(GitAccess(f"{server.url(repo)}-not"), wanted).__enter__()
    assert isinstance(gone.value, OutOfReach)
    with pytest.raises(ChangesUnavailable):
        repositories.open(GitAccess("http://127.0.0.1:9/app.git"), wanted).__enter__()


def test_a_transfer_over_the_limits_ends_with_what_to_do(
    server: Server, repo: Repo, repositories: Repositories
) -> None:
    base = repo.commit("main", {"a.py": "1\n"})
    head = repo.commit(HEAD, {"big.bin": os.urandom(3_000_000)}, parents=(base,))
    tight = Repositories(repositories._root, GitLimits(fetch_bytes=1_000_000))
    with tight.open(GitAccess(server.url(repo)), change(base, head)) as opened:
        with pytest.raises(ChangesError, match="raise the limit for fetched bytes"):
            opened.prefetch_paths([(Side.HEAD, "big.bin")])
        assert opened.head.read("a.py") == b"1\n"
    with repositories.open(GitAccess(server.url(repo)), change(base, head)) as opened:
        assert len(opened.head.read("big.bin") or b"") == 3_000_000


def test_the_credential_opens_the_door_and_is_nowhere_else(
    server: Server, repo: Repo, repositories: Repositories, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.password = "Basic eC1hY2Nlc3MtdG9rZW46Z2hzX3NlY3JldDEyMw=="  # x-access-token:ghs_secret123
    base = repo.commit("main", {"a.py": "1\n"})
    head = repo.commit(HEAD, {"a.py": "2\n"}, parents=(base,))
    seen: list[list[str]] = []
    popen = subprocess.Popen.__init__
    monkeypatch.setattr(
        subprocess.Popen, "__init__", lambda self, args, **more: (seen.append(args), popen(self, args, **more))[1]
    )
    access = GitAccess(server.url(repo), "x-access-token", "ghs_secret123")
    with repositories.open(access, change(base, head)) as opened:
        assert opened.head.read("a.py") == b"2\n"
    wrong = replace(access, password="ghs_wrong456", url=f"{access.url}/")
    with pytest.raises(ChangesError) as refused:
        repositories.open(wrong, change(base, head)).__enter__()
    assert "ghs_" not in str(refused.value)
    assert "ghs_" not in repr(access)
    assert seen
    assert not any("ghs_" in word or "eC1hY2Nl" in word for words in seen for word in words)
    for file in (path for path in repositories._root.rglob("*") if path.is_file()):
        content = file.read_bytes()
        assert b"ghs_" not in content
        assert b"eC1hY2Nl" not in content


def test_the_credential_does_not_follow_a_redirect(server: Server, repo: Repo, repositories: Repositories) -> None:
    base = repo.commit("main", {"a.py": "1\n"})
    server.redirect = server.url(repo)
    access = GitAccess(f"{server.url(repo)}.moved", "x", "ghs_secret123")
    with pytest.raises(OutOfReach):
        repositories.open(access, change(base, base)).__enter__()
    assert all(path.startswith("/app.git.moved/") for _, path, _ in server.asked)


# What a tree can hold


def hostile(repo: Repo, base: str) -> str:
    """A commit on HEAD whose tree no checkout would survive."""

    def blob(content: bytes) -> str:
        return repo.git("hash-object", "-w", "--stdin", stdin=content)

    def tree(*entries: tuple[str, str, bytes]) -> str:
        raw = b"".join(mode.encode() + b" " + name + b"\0" + bytes.fromhex(oid) for mode, oid, name in entries)
        return repo.git("hash-object", "-t", "tree", "-w", "--literally", "--stdin", stdin=raw)

    code = blob(b"x = 1\n")
    up = tree(("40000", tree(("100644", code, b"escape.py")), b".."))
    root = tree(
        ("100644", code, b"\xff\xfe.py"),
        ("40000", up, b"d"),
        ("100644", blob(b"a\0b"), b"data.bin"),
        ("100644", blob("é".encode("latin-1")), b"latin.py"),
        ("120000", blob(b"/etc/passwd"), b"link.py"),
        ("160000", base, b"module"),
        ("100644", code, b"new\nline.py"),
    )
    head = repo.git("commit-tree", root, "-p", base, "-m", "hostile")
    repo.git("update-ref", HEAD, head)
    return head


def test_names_are_data_and_links_are_never_followed(server: Server, repo: Repo, repositories: Repositories) -> None:
    base = repo.commit("main", {"a.py": "1\n"})
    head = hostile(repo, base)
    with repositories.open(GitAccess(server.url(repo)), change(base, head)) as opened:
        names = {"\udcff\udcfe.py", "d/../escape.py", "data.bin", "latin.py", "link.py", "module", "new\nline.py"}
        assert opened.changed[Side.HEAD] == names
        assert set(opened.head.entries()) == names
        opened.prefetch_paths((Side.HEAD, path) for path in names)
        read = {path: opened.head.read(path) for path in names}
        assert (read["link.py"], read["module"]) == (None, None)
        assert read["new\nline.py"] == read["d/../escape.py"] == read["\udcff\udcfe.py"] == b"x = 1\n"
        assert (read["data.bin"], read["latin.py"]) == (b"a\0b", b"\xe9")
        paths = ("new\nline.py", "d/../escape.py", "data.bin", "link.py", "module")
        assert [opened.shown(path).hunks for path in paths] == [
            ((1, 1),), ((1, 1),), (), (), (),
        ]  # fmt: skip
        assert opened.text("latin.py") == "�"
        units = [content_unit("c", opened.head, Side.HEAD, path, [path]) for path in sorted(names)]
        assert len({unit.digest for unit in units}) == len(names)
    for left in ("escape.py", "new\nline.py"):
        assert not list(repositories._root.rglob(left))


def test_a_file_over_the_limit_is_not_read_and_said_so(server: Server, repo: Repo, repositories: Repositories) -> None:
    base = repo.commit("main", {"a.py": "1\n"})
    head = repo.commit(HEAD, {"huge.py": b"#" * 40 * 2**20, "small.py": "1\n"}, parents=(base,))
    with repositories.open(GitAccess(server.url(repo)), change(base, head)) as opened:
        with pytest.raises(Skip, match=r"40\.0 MiB, more than the limit of 5\.0 MiB"):
            opened.head.read("huge.py")
        assert opened.text("huge.py") is None
        assert opened.head.read("small.py") == b"1\n"


def test_changed_files_beyond_the_limit_are_counted(server: Server, repo: Repo, repositories: Repositories) -> None:
    base = repo.commit("main", {"a.py": "1\n"})
    head = repo.commit(HEAD, {f"{number:05}.py": f"{number}\n" for number in range(10_000)}, parents=(base,))
    bounded = Repositories(repositories._root, GitLimits(files=3_000))
    with bounded.open(GitAccess(server.url(repo)), change(base, head)) as opened:
        assert (len(opened.changed[Side.HEAD]), opened.omitted) == (3_000, 7_000)
    with repositories.open(GitAccess(server.url(repo)), change(base, head)) as opened:
        opened.prefetch_paths((Side.HEAD, f"{number:05}.py") for number in range(5_000))
        assert opened.head.read("04999.py") == b"4999\n"


def test_a_change_in_a_large_tree_costs_what_changed(server: Server, repo: Repo, repositories: Repositories) -> None:
    took = {}
    for size in (100, 50_000):
        large = Repo(server.root / f"{size}.git")
        base = large.commit("main", {f"d{number % 200}/f{number}.py": f"{number}\n" for number in range(size)})
        head = large.commit(HEAD, {"d1/f1.py": "changed\n"}, parents=(base,))
        access = GitAccess(server.url(large))
        with repositories.open(access, change(base, head)):
            pass
        runs = []
        for _ in range(5):
            started = time.perf_counter()
            with repositories.open(access, change(base, head)) as opened:
                assert opened.changed[Side.HEAD] == {"d1/f1.py"}
                opened.head.read("d1/f1.py")
            runs.append(time.perf_counter() - started)
        took[size] = min(runs)
    assert took[50_000] < took[100] * 2 + 0.02


# Stores


def test_several_workers_share_a_store(server: Server, repo: Repo, repositories: Repositories) -> None:
    base = repo.commit("main", {"a.py": "1\n"})
    heads = [repo.commit(f"refs/pull/{number}/head", {"a.py": f"{number}!\n"}, parents=(base,)) for number in range(6)]
    contents: dict[str, bytes | None] = {}

    def work(head: str, number: int) -> None:
        wanted = replace(change(base, head), head_ref=f"refs/pull/{number}/head")
        with Repositories(repositories._root).open(GitAccess(server.url(repo)), wanted) as opened:
            opened.prefetch_paths([(Side.HEAD, "a.py"), (Side.BASE, "a.py")])
            contents[head] = opened.head.read("a.py")

    threads = [threading.Thread(target=work, args=(head, number)) for number, head in enumerate(heads)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert contents == {head: f"{number}!\n".encode() for number, head in enumerate(heads)}


def test_a_store_is_forgotten_and_old_ones_are_pruned_unless_in_use(
    server: Server, repo: Repo, repositories: Repositories
) -> None:
    base = repo.commit("main", {"a.py": "1\n"})
    access = GitAccess(server.url(repo))
    with repositories.open(access, change(base, base)):
        assert repositories.prune(older_than=time.time() + 60) == 0
    assert repositories.prune(older_than=time.time() - 60) == 0
    assert repositories.prune(older_than=time.time() + 60) == 1
    with repositories.open(access, change(base, base)) as opened:
        assert opened.head.read("a.py") == b"1\n"
    repositories.forget(access.url)
    assert not list(repositories._root.glob("*.git"))


def test_hooks_and_configuration_of_the_host_do_not_run(
    server: Server, repo: Repo, repositories: Repositories, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    (home / "hooks").mkdir(parents=True)
    for hook in ("post-checkout", "reference-transaction", "post-merge"):
        (home / "hooks" / hook).write_text(f"#!/bin/sh\ntouch {home}/ran\n")
        (home / "hooks" / hook).chmod(0o755)
    (home / ".gitconfig").write_text(f"[core]\nhooksPath = {home}/hooks\n[init]\ntemplateDir = {home}\n")
    monkeypatch.setenv("HOME", str(home))
    base = repo.commit("main", {"a.py": "1\n", ".gitattributes": "* filter=evil diff=evil\n"})
    head = repo.commit(HEAD, {"a.py": "2\n"}, parents=(base,))
    with repositories.open(GitAccess(server.url(repo)), change(base, head)) as opened:
        assert opened.shown("a.py").hunks == ((1, 1),)
    assert not (home / "ran").exists()


# A repository on this machine


def test_a_local_repository_is_read_and_left_as_it_was(repo: Repo, repositories: Repositories) -> None:
    base = repo.commit("main", {"a.py": "1\n"})
    repo.commit("main", {"z.py": "1\n"})
    head = repo.commit("work", {"a.py": "2\n", "new.py": "1\n"}, parents=(base,))
    before = sorted(str(path) for path in repo.folder.rglob("*"))
    with repositories.open_local(repo.folder, "main", "work") as opened:
        assert (opened.base.sha, opened.head.sha, opened.commits) == (base, head, (head,))
        assert opened.head.read("a.py") == b"2\n"
        assert (opened.shown("a.py").hunks, opened.shown("new.py").hunks) == (((1, 1),), ((1, 1),))
    with repositories.open_local(repo.folder, None, head[:12]) as opened:
        assert opened.changed[Side.HEAD] == {"a.py", "new.py"}
    assert sorted(str(path) for path in repo.folder.rglob("*")) == before


def test_a_worktree_and_a_folder_that_is_no_repository(repo: Repo, repositories: Repositories, tmp_path: Path) -> None:
    repo.commit("main", {"a.py": "1\n"})
    tree = tmp_path / "tree"
    repo.git("worktree", "add", "--quiet", "--detach", str(tree), "main")
    with repositories.open_local(tree, None, "HEAD") as opened:
        assert opened.head.read("a.py") == b"1\n"
    with pytest.raises(ChangesError, match="is no git repository"):
        repositories.open_local(tmp_path / "nowhere", None, "HEAD").__enter__()


def test_revisions_that_are_not_there_or_do_not_meet_are_named(repo: Repo, repositories: Repositories) -> None:
    repo.commit("main", {"a.py": "1\n"})
    repo.commit("other", {"b.py": "1\n"}, parents=())
    with pytest.raises(ChangesError, match="has no commit 'nope'"):
        repositories.open_local(repo.folder, "main", "nope").__enter__()
    with pytest.raises(ChangesError, match="has no commit '--all'"):
        repositories.open_local(repo.folder, "--all", "main").__enter__()
    with pytest.raises(ChangesError, match="main and other have no commit in common"):
        repositories.open_local(repo.folder, "main", "other").__enter__()
