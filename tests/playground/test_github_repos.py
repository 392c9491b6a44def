"""Commits, branches, contents and comparisons, with what GitHub leaves out."""

from __future__ import annotations

import pytest
import requests
from github import GithubException

from bot.playground.common import git
from tests.playground.conftest import AFTER, BEFORE, REPO, World, text


def raw(world: World, path: str, ref: str) -> requests.Response:
    headers = world.bearer() | {"Accept": "application/vnd.github.raw+json"}
    url = f"{world.place.api_url}/repos/{REPO}/contents/{path}"
    return requests.get(url, params={"ref": ref}, headers=headers, timeout=10)


@pytest.mark.off_contract("the description knows no raw answers")
def test_a_file_is_read_at_any_ref_as_json_or_raw(world: World) -> None:
    repo = world.repo
    for ref, lines in (
        ("main", BEFORE),
        ("feature", AFTER),
        (world.pull.base_sha, BEFORE),
        ("refs/pull/1/head", AFTER),
    ):
        found = repo.get_contents("a.py", ref=ref)
        assert not isinstance(found, list)
        assert found.decoded_content.decode() == text(lines) == raw(world, "a.py", ref).text
    assert raw(world, "none.py", "main").status_code == 404
    assert raw(world, "a.py", "no-branch").status_code == 404


def test_json_leaves_out_what_is_over_a_megabyte(world: World) -> None:
    world.place.push(REPO, "main", {"large": "x" * (1024 * 1024 + 1), "fits": "x" * 1024 * 1024, "dir/c": "c"})
    repo = world.repo
    large, fits = repo.get_contents("large"), repo.get_contents("fits")
    assert not isinstance(large, list)
    assert not isinstance(fits, list)
    assert (large.encoding, large.content, large.size) == ("none", "", 1024 * 1024 + 1)
    assert (fits.encoding, len(fits.decoded_content)) == ("base64", 1024 * 1024)
    listed = repo.get_contents("dir")
    assert isinstance(listed, list)
    assert [(entry.path, entry.type) for entry in listed] == [("dir/c", "file")]


def test_a_branch_that_is_not_there_is_said_so(world: World) -> None:
    with pytest.raises(GithubException) as refused:
        world.repo.get_branch("nope")
    assert (refused.value.status, refused.value.data["message"]) == (404, "Branch not found")
    world.place.push(REPO, "with/slash", {"s": "s"})
    assert world.repo.get_branch("with/slash").name == "with/slash"


def test_a_patch_is_left_out_when_it_is_long(world: World) -> None:
    lines = [str(number) for number in range(4000)]
    world.place.push(REPO, "long", {"long.txt": text(lines), "short.txt": text(lines[:2000])})
    pull = world.place.open_pull_request(REPO, "long")
    patches = {file.filename: file.patch for file in world.repo.get_pull(pull.number).get_files()}
    assert patches["long.txt"] is None
    assert patches["short.txt"].startswith("@@ -0,0 +1,2000 @@")


def test_renames_are_told_as_renames(world: World) -> None:
    world.place.push(REPO, "feature", {"a.py": None, "c.py": text(AFTER)}, author="ann")
    [file] = world.shown_pull.get_files()
    assert (file.status, file.previous_filename, file.filename) == ("renamed", "a.py", "c.py")


def test_comparisons_find_the_merge_base(world: World) -> None:
    tip = world.place.push(REPO, "main", {"z.py": "z\n"})
    found = world.repo.compare(tip, world.pull.head_sha)
    assert (found.status, found.ahead_by, found.behind_by) == ("diverged", 1, 1)
    assert found.merge_base_commit.sha == world.pull.base_sha
    assert [file.filename for file in found.files] == ["a.py"]


def test_commits_without_a_common_ancestor_do_not_compare(world: World) -> None:
    path = world.place.hub.path(REPO)
    author, now = ("ann", "ann@example.com"), world.place.clock.now()
    alone = git.write_commit(path, None, {"x": "x"}, "Alone", author, now)
    world.place.push(REPO, "alone", revision=alone)
    with pytest.raises(GithubException) as refused:
        world.repo.compare("main", "alone")
    assert (refused.value.status, refused.value.data["message"][:18]) == (404, "No common ancestor")


def test_a_commit_names_its_pull_requests_while_they_are_open_or_merged(world: World) -> None:
    commit = world.repo.get_commit(world.pull.head_sha)
    assert [found.number for found in commit.get_pulls()] == [1]
    world.place.close(world.pull)
    assert list(commit.get_pulls()) == []
    world.place.reopen(world.pull)
    world.place.merge(world.pull)
    assert [found.number for found in commit.get_pulls()] == [1]
    assert list(world.repo.get_commit(world.pull.base_sha).get_pulls()) == []


def test_a_commit_that_is_none_is_refused(world: World) -> None:
    with pytest.raises(GithubException) as refused:
        world.repo.get_commit("0" * 40).stats  # noqa: B018 - PyGithub asks on first sight
    assert refused.value.status == 422
