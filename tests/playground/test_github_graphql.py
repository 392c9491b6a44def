"""GraphQL: threads are read, resolved with the right permission and not without, comments hidden."""

from __future__ import annotations

from typing import Any

import pytest
from github import Github, GithubException

from tests.playground.conftest import PERMISSIONS, REPO, Received, World

THREADS = """query($first: Int) { repository(owner: "octo", name: "demo") { pullRequest(number: 1) {
  reviewThreads(first: $first) { totalCount nodes { id isResolved isOutdated resolvedBy { login } viewerCanResolve
    comments(first: 10) { nodes { id databaseId body author { login __typename } } } } } } } }"""
RESOLVE = "mutation($id: ID!) { resolveReviewThread(input: {threadId: $id}) { thread { isResolved } } }"
UNRESOLVE = "mutation($id: ID!) { unresolveReviewThread(input: {threadId: $id}) { thread { isResolved } } }"


@pytest.fixture
def thread(world: World) -> str:
    comment: Any = {"path": "a.py", "line": 10, "side": "RIGHT", "body": "Here"}
    world.shown_pull.create_review(world.repo.get_commit(world.pull.head_sha), "", "COMMENT", [comment])
    return str(nodes(world.client())[0]["id"])


def ask(client: Github, query: str, **variables: Any) -> Any:
    return client.requester.graphql_query(query, variables)[1]["data"]


def nodes(client: Github) -> list[Any]:
    found: list[Any] = ask(client, THREADS, first=50)["repository"]["pullRequest"]["reviewThreads"]["nodes"]
    return found


def errors(client: Github, query: str, **variables: Any) -> Any:
    with pytest.raises(GithubException) as refused:
        client.requester.graphql_query(query, variables)
    return refused.value.data["errors"]


def test_threads_are_read_with_their_comments(world: World, thread: str) -> None:
    [found] = nodes(world.client())
    assert (found["id"], found["isResolved"], found["isOutdated"], found["viewerCanResolve"]) == (
        thread,
        False,
        False,
        True,
    )
    [comment] = found["comments"]["nodes"]
    assert (comment["body"], comment["author"]) == ("Here", {"login": "sekisho", "__typename": "Bot"})
    assert world.shown_pull.get_review_comment(comment["databaseId"]).body == "Here"


def test_an_app_that_may_write_contents_resolves_and_opens_again(world: World, thread: str, received: Received) -> None:
    client = world.client()
    assert ask(client, RESOLVE, id=thread)["resolveReviewThread"]["thread"]["isResolved"] is True
    assert nodes(client)[0]["resolvedBy"] == {"login": "sekisho"}
    assert ask(client, UNRESOLVE, id=thread)["unresolveReviewThread"]["thread"]["isResolved"] is False
    world.place.hooks.wait()
    assert received.events()[-2:] == ["pull_request_review_thread.resolved", "pull_request_review_thread.unresolved"]


def test_an_app_that_may_only_read_contents_is_forbidden_to(world: World, thread: str) -> None:
    app = world.place.create_app("Reader", (), PERMISSIONS | {"contents": "read"})
    client = world.client(app=app, installation=world.place.install(app, "octo", [REPO]))
    [found] = errors(client, RESOLVE, id=thread)
    assert (found["type"], found["message"]) == ("FORBIDDEN", "Resource not accessible by integration")
    assert nodes(client)[0]["isResolved"] is False
    assert nodes(client)[0]["viewerCanResolve"] is False


def test_what_a_person_resolved_says_so(world: World, thread: str) -> None:
    world.place.resolve(int(thread.split("_")[1]), "ann")
    assert nodes(world.client())[0]["resolvedBy"] == {"login": "ann"}


def test_comments_are_hidden_with_a_reason(world: World, thread: str) -> None:
    said = world.shown_pull.create_issue_comment("Old news")
    said.minimize("OUTDATED")
    assert world.place.snapshot(REPO, 1)["comments"][0]["minimized"] == "OUTDATED"
    said.unminimize()
    assert world.place.snapshot(REPO, 1)["comments"][0]["minimized"] == ""
    query = """mutation($id: ID!) { minimizeComment(input: {subjectId: $id, classifier: RESOLVED}) {
      minimizedComment { isMinimized minimizedReason } } }"""
    comment = nodes(world.client())[0]["comments"]["nodes"][0]["id"]
    told = ask(world.client(), query, id=comment)["minimizeComment"]["minimizedComment"]
    assert told == {"isMinimized": True, "minimizedReason": "resolved"}


def test_lists_without_a_bound_or_over_a_hundred_are_refused(world: World, thread: str) -> None:
    assert errors(world.client(), THREADS, first=None)[0]["type"] == "MISSING_PAGINATION_BOUNDARIES"
    assert errors(world.client(), THREADS, first=101)[0]["type"] == "EXCESSIVE_PAGINATION"


def test_an_unknown_field_or_thread_is_an_error(world: World) -> None:
    assert "Cannot query field 'nope'" in errors(world.client(), "query { nope }")[0]["message"]
    [found] = errors(world.client(), RESOLVE, id="PRRT_999999")
    assert (found["type"], found["path"]) == ("NOT_FOUND", ["resolveReviewThread"])


def test_a_thread_outside_the_diff_is_taken_and_never_shown(world: World) -> None:
    query = """mutation($input: AddPullRequestReviewThreadInput!) {
      addPullRequestReviewThread(input: $input) { thread { line } } }"""
    new = {"pullRequestId": f"PR_{world.pull.id}", "path": "a.py", "body": "x", "line": 40}
    assert ask(world.client(), query, input=new) == {"addPullRequestReviewThread": {"thread": None}}
    assert world.threads() == []
    told = ask(world.client(), query, input=new | {"line": 10})
    assert told == {"addPullRequestReviewThread": {"thread": {"line": 10}}}


def test_strangers_see_nothing(world: World, thread: str) -> None:
    assert errors(world.person("eve"), THREADS, first=10)[0]["type"] == "NOT_FOUND"
