"""git over HTTP: real clones and pushes, with the rights of whoever comes, and what follows from a push."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.playground.conftest import AFTER, REPO, Received, World, text


def git(*arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    quiet = {"GIT_TERMINAL_PROMPT": "0", "GIT_CONFIG_GLOBAL": os.devnull}
    command = ["git", "-c", "user.name=ann", "-c", "user.email=ann@example.com", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=os.environ | quiet, check=False)


def url(world: World, login: str, password: str) -> str:
    return world.place.url.replace("://", f"://{login}:{password}@") + f"/{REPO}.git"


@pytest.fixture
def clone(world: World, tmp_path: Path) -> Path:
    folder = tmp_path / "clone"
    token = world.place.create_user("ann").token
    assert git("clone", "-q", url(world, "ann", token), str(folder)).returncode == 0
    assert git("checkout", "-q", "feature", folder=folder).returncode == 0
    return folder


def commit(folder: Path, name: str, content: bytes) -> str:
    (folder / name).write_bytes(content)
    git("add", name, folder=folder)
    assert git("commit", "-qm", f"Write {name}", folder=folder).returncode == 0
    return git("rev-parse", "HEAD", folder=folder).stdout.strip()


def test_a_push_over_http_moves_the_pull_request_and_fires_its_events(
    world: World, clone: Path, received: Received
) -> None:
    before, seen = world.pull.head_sha, len(received.requests)
    sha = commit(clone, "c.py", b"c\n")
    assert git("push", "-q", "origin", "feature", folder=clone).returncode == 0
    world.place.hooks.wait()
    assert received.events()[seen:] == ["push", "check_suite.requested", "pull_request.synchronize"]
    assert world.shown_pull.head.sha == sha
    moved = received.payload("pull_request.synchronize")
    assert (moved["before"], moved["after"], moved["sender"]["login"]) == (before, sha, "ann")


def test_a_force_push_says_so_and_updates_the_pull_refs(world: World, clone: Path, received: Received) -> None:
    git("reset", "-q", "--hard", "origin/main", folder=clone)
    sha = commit(clone, "a.py", text(AFTER).encode())
    refused = git("push", "-q", "origin", "feature", folder=clone)
    assert refused.returncode == 1
    assert git("push", "-q", "--force", "origin", "feature", folder=clone).returncode == 0
    world.place.hooks.wait()
    assert received.payload("push")["forced"] is True
    refs = git("ls-remote", "origin", "refs/pull/1/*", folder=clone).stdout.split()
    assert refs[refs.index("refs/pull/1/head") - 1] == sha
    merge = refs[refs.index("refs/pull/1/merge") - 1]
    assert merge == world.shown_pull.merge_commit_sha


def test_a_large_push_arrives_whole(world: World, clone: Path) -> None:
    data = os.urandom(3_000_000)
    commit(clone, "big.bin", data)
    assert git("push", "-q", "origin", "feature", folder=clone).returncode == 0
    assert world.place.snapshot(REPO, 1)["head_sha"] == git("rev-parse", "HEAD", folder=clone).stdout.strip()
    [file] = [file for file in world.shown_pull.get_files() if file.filename == "big.bin"]
    assert file.patch is None


def test_nobody_pushes_pull_refs(world: World, clone: Path) -> None:
    answer = git("push", "origin", "HEAD:refs/pull/1/head", "--force", folder=clone)
    assert answer.returncode == 1
    assert "deny updating a hidden ref" in answer.stderr


def test_an_installation_token_fetches_single_commits_without_their_blobs(world: World, tmp_path: Path) -> None:
    token = world.bearer()["Authorization"].split()[1]
    store = tmp_path / "store"
    git("init", "-q", "--bare", str(store))
    remote = url(world, "x-access-token", token)
    fetch = git("fetch", "-q", "--filter=blob:none", "--depth=1", remote, world.pull.head_sha, folder=store)
    assert fetch.returncode == 0, fetch.stderr
    missing = git("rev-list", "--objects", "--missing=print", world.pull.head_sha, folder=store).stdout
    assert missing.count("?") == 2


def test_who_may_not_read_or_write_is_refused(world: World, clone: Path) -> None:
    eve = world.place.create_user("eve").token
    assert "Repository not found" in git("ls-remote", url(world, "eve", eve)).stderr
    assert git("ls-remote", f"{world.place.url}/{REPO}.git").returncode != 0
    assert git("ls-remote", url(world, "ann", "wrong")).returncode != 0
    world.place.add_collaborator(REPO, "rob", "read")
    rob = url(world, "rob", world.place.create_user("rob").token)
    assert git("ls-remote", rob).returncode == 0
    commit(clone, "d.py", b"d\n")
    assert git("push", rob, "HEAD:refs/heads/rob", folder=clone).returncode != 0


def test_a_token_without_contents_write_fetches_but_does_not_push(world: World, clone: Path) -> None:
    app = world.place.create_app("Reader", (), {"contents": "read"})
    installation = world.place.install(app, "octo", [REPO])
    world.app, world.installation = app, installation
    remote = url(world, "x-access-token", world.bearer()["Authorization"].split()[1])
    assert git("ls-remote", remote).returncode == 0
    commit(clone, "e.py", b"e\n")
    assert git("push", remote, "HEAD:refs/heads/reader", folder=clone).returncode != 0


def test_deleting_the_branch_closes_its_pull_request(world: World, clone: Path, received: Received) -> None:
    assert git("push", "-q", "origin", ":feature", folder=clone).returncode == 0
    world.place.hooks.wait()
    assert received.payload("pull_request.closed")["pull_request"]["merged"] is False
    assert received.payload("push")["deleted"] is True


def test_pushing_the_head_to_the_base_merges_the_pull_request(world: World, clone: Path, received: Received) -> None:
    assert git("push", "-q", "origin", "feature:main", folder=clone).returncode == 0
    world.place.hooks.wait()
    assert received.payload("pull_request.closed")["pull_request"]["merged"] is True
