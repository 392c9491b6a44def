"""git over HTTP: clones and pushes with tokens, the refs of merge requests, what a token may fetch."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.playground.conftest import Received
from tests.playground.on_gitlab import DEV, PROJECT, Lab, told
from tests.playground.test_github_git import commit, git


@pytest.fixture
def clone(lab: Lab, tmp_path: Path) -> Path:
    folder = tmp_path / "clone"
    remote = lab.remote(DEV, lab.place.create_user(DEV).token)
    assert git("clone", "-q", "-b", "feature", remote, str(folder)).returncode == 0
    return folder


def test_a_push_moves_the_merge_request_and_tells_the_hooks(lab: Lab, clone: Path, received: Received) -> None:
    lab.hook(received)
    before = lab.mr.head_sha
    sha = commit(clone, "c.py", b"c\n")
    assert git("push", "-q", "origin", "feature", folder=clone).returncode == 0
    lab.place.hooks.wait()
    assert told(received) == ["push", "merge_request.update"]
    assert lab.request().sha == sha
    assert received.requests[1][1].count(f'"oldrev":"{before}"'.encode()) == 1


def test_the_refs_of_a_merge_request_follow_it_and_nobody_pushes_them(lab: Lab, clone: Path) -> None:
    sha = commit(clone, "c.py", b"c\n")
    assert git("push", "-q", "origin", "feature", folder=clone).returncode == 0
    refs = lab.refs("refs/merge-requests/1/*")
    assert refs["refs/merge-requests/1/head"] == sha
    assert refs["refs/merge-requests/1/merge"] == lab.get("/merge_requests/1/merge_ref").json()["commit_id"]
    refused = git("push", "origin", "HEAD:refs/merge-requests/1/head", "--force", folder=clone)
    assert refused.returncode == 1
    assert "deny updating a hidden ref" in refused.stderr


def test_single_commits_are_fetched_without_their_blobs(lab: Lab, tmp_path: Path) -> None:
    store = tmp_path / "store"
    git("init", "-q", "--bare", str(store))
    remote = lab.remote("oauth2", lab.token)
    fetch = git("fetch", "-q", "--filter=blob:none", "--depth=1", remote, lab.mr.head_sha, folder=store)
    assert fetch.returncode == 0, fetch.stderr
    missing = git("rev-list", "--objects", "--missing=print", lab.mr.head_sha, folder=store).stdout
    assert missing.count("?") == 2


@pytest.mark.parametrize(
    ("scope", "reads"), [("read_repository", True), ("write_repository", True), ("read_api", False)]
)
def test_fetching_wants_a_scope_for_code(lab: Lab, scope: str, reads: bool) -> None:
    assert bool(lab.refs(password=lab.place.create_token(PROJECT, [scope]))) is reads


@pytest.mark.parametrize(
    ("scope", "role", "pushes"),
    [
        ("write_repository", "developer", True),
        ("api", "developer", True),
        ("read_repository", "developer", False),
        ("write_repository", "reporter", False),
    ],
)
def test_pushing_wants_the_scope_and_the_role(lab: Lab, clone: Path, scope: str, role: str, pushes: bool) -> None:
    token = lab.place.create_token(PROJECT, [scope], role)
    commit(clone, "d.py", b"d\n")
    answer = git("push", lab.remote("oauth2", token), "HEAD:refs/heads/other", folder=clone)
    assert (answer.returncode == 0) is pushes


def test_strangers_and_wrong_passwords_are_refused(lab: Lab) -> None:
    eve = git("ls-remote", lab.remote("eve", lab.place.create_user("eve").token))
    assert "could not be found or you don't have permission" in eve.stderr
    assert git("ls-remote", lab.remote("oauth2", "wrong")).returncode != 0
    assert git("ls-remote", f"{lab.place.url}/{PROJECT}.git").returncode != 0
    assert git("ls-remote", lab.remote("anybody", lab.token)).returncode == 0


def test_a_renamed_project_is_fetched_under_its_old_path(lab: Lab) -> None:
    lab.place.rename_project(PROJECT, "acme/store")
    assert lab.refs("refs/merge-requests/1/head")["refs/merge-requests/1/head"] == lab.mr.head_sha


def test_a_fork_is_read_through_its_merge_request_only(lab: Lab) -> None:
    lab.place.add_member(PROJECT, "fay", "reporter")
    lab.place.fork(PROJECT, "fay")
    sha = lab.place.push("fay/shop", "idea", {"new.py": "x\n"}, author="fay")
    mr = lab.place.open_merge_request(PROJECT, "idea", author="fay", from_fork="fay/shop")
    assert lab.refs(f"refs/merge-requests/{mr.iid}/head")[f"refs/merge-requests/{mr.iid}/head"] == sha
    assert git("ls-remote", lab.remote("oauth2", lab.token, "fay/shop")).returncode != 0
    assert lab.get(f"/repository/commits/{sha}").json()["id"] == sha
    later = lab.place.push("fay/shop", "idea", {"new.py": "y\n"}, author="fay")
    assert lab.project().mergerequests.get(mr.iid).sha == later
