"""Commits over GitHub's API: made where the branch stands as expected, and refused with GitHub's own types."""

from __future__ import annotations

from typing import Any

import pytest
from github import Github, GithubException

from tests.playground.conftest import PERMISSIONS, REPO, World
from tests.playground.test_github_graphql import ask, errors

COMMIT = "mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }"


def told(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "branch": {"repositoryNameWithOwner": REPO, "branchName": "feature"},
        "expectedHeadOid": world.pull.head_sha,
        "fileChanges": {"additions": [{"path": "a.py", "contents": "bWVuZGVkCg=="}]},
        "message": {"headline": "Mend", "body": "Asked for"},
    } | changes


def refusal(client: Github, asked: dict[str, Any]) -> str:
    [found] = errors(client, COMMIT, input=asked)
    return str(found["type"])


def test_a_commit_moves_the_branch_and_the_pull_request(world: World) -> None:
    before = world.pull.head_sha
    oid = ask(world.client(), COMMIT, input=told(world))["createCommitOnBranch"]["commit"]["oid"]
    made = world.repo.get_commit(oid)
    assert (made.commit.message, [one.sha for one in made.parents]) == ("Mend\n\nAsked for", [before])
    assert (world.shown_pull.head.sha, made.commit.author.name) == (oid, "sekisho[bot]")
    assert [file.filename for file in made.files] == ["a.py"]


def test_a_branch_that_stands_elsewhere_is_stale(world: World) -> None:
    asked = told(world)
    tip = world.place.push(REPO, "feature", {"b.py": "x\n"}, author="ann")
    assert refusal(world.client(), asked) == "STALE_DATA"
    assert world.pull.head_sha == tip


def test_a_protected_branch_changes_through_pull_requests(world: World) -> None:
    world.place.protect(REPO, "feature")
    assert refusal(world.client(), told(world)) == "BRANCH_PROTECTION_RULE_VIOLATION"
    assert world.repo.get_branch("feature").protected
    assert not world.repo.get_branch("main").protected


def test_an_app_that_may_only_read_contents_commits_and_branches_nothing(world: World) -> None:
    app = world.place.create_app("Reader", (), PERMISSIONS | {"contents": "read"})
    client = world.client(app=app, installation=world.place.install(app, "octo", [REPO]))
    assert refusal(client, told(world)) == "FORBIDDEN"
    with pytest.raises(GithubException) as refused:
        client.get_repo(REPO).create_git_ref("refs/heads/new", world.pull.head_sha)
    assert refused.value.status == 403


def test_a_fork_is_written_to_only_where_its_author_allows_it(world: World) -> None:
    fork = world.place.fork(REPO, "eve").full_name
    tip = world.place.push(fork, "theirs", {"a.py": "x\n"})
    pull = world.place.open_pull_request(REPO, "theirs", from_fork=fork)
    branch = {"repositoryNameWithOwner": fork, "branchName": "theirs"}
    asked = told(world, branch=branch, expectedHeadOid=tip)
    assert refusal(world.client(), asked) == "NOT_FOUND"
    world.place.allow_edits(pull)
    assert world.repo.get_pull(pull.number).maintainer_can_modify
    assert refusal(world.client(), asked | {"branch": branch | {"branchName": "main"}}) == "NOT_FOUND"
    assert ask(world.client(), COMMIT, input=asked)["createCommitOnBranch"]["commit"]["oid"] == pull.head_sha


def test_a_branch_is_made_once_and_where_a_commit_is(world: World) -> None:
    repo = world.repo
    assert repo.create_git_ref("refs/heads/new", world.pull.head_sha).object.sha == world.pull.head_sha
    for ref, sha, words in (
        ("refs/heads/new", world.pull.head_sha, "Reference already exists"),
        ("refs/heads/other", "a" * 40, "Object does not exist"),
        ("new", world.pull.head_sha, "at least two slashes"),
    ):
        with pytest.raises(GithubException) as refused:
            repo.requester.requestJsonAndCheck("POST", f"/repos/{REPO}/git/refs", input={"ref": ref, "sha": sha})
        assert refused.value.status == 422
        assert words in refused.value.data["message"]
