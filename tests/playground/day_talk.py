"""The talking part of the playground's long day: reviews, threads, comments, reactions."""

from __future__ import annotations

from typing import Any

import pytest
from github import GithubException
from github.PullRequest import PullRequest
from github.Repository import Repository

from tests.playground.people import FULL, NAME, OWNER, Day


def review(day: Day, pull: PullRequest) -> None:
    """A batched review, one on several lines, one refused."""
    commit = day.bot.get_repo(FULL).get_commit(day.head)
    comments: list[Any] = [
        {"path": "a.txt", "line": 12, "side": "RIGHT", "body": "Here."},
        {"path": "a.txt", "start_line": 12, "start_side": "RIGHT", "line": 13, "side": "RIGHT", "body": "Both."},
        {"path": "a.txt", "line": 12, "side": "LEFT", "body": "Gone."},
    ]
    made = pull.create_review(commit, "All in all", "COMMENT", comments)
    assert pull.get_review(made.id).state == "COMMENTED"
    assert made.id in [each.id for each in pull.get_reviews()]
    assert pull.get_single_review_comments(made.id).totalCount == 3
    with pytest.raises(GithubException) as refused:
        pull.create_review(commit, "", "COMMENT", [{"path": "a.txt", "line": 29, "side": "RIGHT", "body": "Outside"}])
    assert refused.value.status == 422
    day.say("POST", f"/repos/{FULL}/pulls/{pull.number}/reviews", {"event": "APPROVE"})
    day.say("POST", f"/repos/{FULL}/pulls/{pull.number}/reviews", {"event": "REQUEST_CHANGES", "body": "No"})


def threads(day: Day, pull: PullRequest) -> None:
    """Single threads, answers, reactions; resolving and hiding through GraphQL."""
    commit = day.bot.get_repo(FULL).get_commit(day.head)
    on_file = pull.create_review_comment("The file.", commit, "a.txt", subject_type="file")
    top = pull.create_review_comment("A line.", commit, "dir/b.txt", line=1, side="RIGHT")
    reply = pull.create_review_comment_reply(top.id, "I see.")
    top.edit("A line, rather.")
    reaction = top.create_reaction("eyes")
    top.create_reaction("eyes")
    assert [each.id for each in top.get_reactions()] == [reaction.id]
    top.delete_reaction(reaction.id)
    assert pull.get_review_comment(reply.id).in_reply_to_id == top.id
    assert pull.get_review_comments().totalCount >= 5
    on_file.delete()
    resolve(day, pull)


THREADS = """query($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) {
    id reviewThreads(first: 2, after: $after) { pageInfo { hasNextPage endCursor } nodes {
      id isResolved isOutdated path line startLine diffSide subjectType resolvedBy { login } viewerCanResolve
      comments(first: 50) { totalCount nodes { id databaseId body isMinimized author { __typename login } } }
} } } } }"""


def resolve(day: Day, pull: PullRequest) -> None:
    """Threads page by page; settled, opened again, hidden, answered; a person resolves one."""
    asked: dict[str, Any] = {"owner": OWNER, "name": NAME, "number": pull.number}
    first = day.graphql(THREADS, **asked)["repository"]["pullRequest"]
    page = first["reviewThreads"]
    assert page["pageInfo"]["hasNextPage"]
    day.graphql(THREADS, **asked, after=page["pageInfo"]["endCursor"])
    thread = page["nodes"][0]
    for name in ("resolveReviewThread", "unresolveReviewThread"):
        query = "mutation($id: ID!) { %s(input: {threadId: $id}) { thread { id isResolved resolvedBy { login } } } }"
        day.graphql(query % name, id=thread["id"])
    comment = thread["comments"]["nodes"][0]["id"]
    day.graphql(
        "mutation($id: ID!) { minimizeComment(input: {subjectId: $id, classifier: RESOLVED}) "
        "{ minimizedComment { isMinimized minimizedReason } } }",
        id=comment,
    )
    day.graphql(
        "mutation($id: ID!) { unminimizeComment(input: {subjectId: $id}) { unminimizedComment { isMinimized } } }",
        id=comment,
    )
    new = {"pullRequestId": first["id"], "path": "a.txt", "line": 13, "side": "RIGHT", "body": "By GraphQL."}
    query = "($new: AddPullRequestReviewThreadInput!) { addPullRequestReviewThread(input: $new) { thread { line } } }"
    for line, shown in ((13, {"line": 13}), (29, None)):
        made = day.graphql("mutation" + query, new=new | {"line": line})
        assert made == {"addPullRequestReviewThread": {"thread": shown}}
    found = day.graphql("query($id: ID!) { node(id: $id) { __typename id } }", id=thread["id"])["node"]
    assert found == {"__typename": "PullRequestReviewThread", "id": thread["id"]}
    assert day.graphql("query { viewer { login } }")["viewer"]["login"]
    day.place.resolve(int(thread["id"].split("_")[1]), "ada")


def converse(day: Day, repo: Repository, pull: PullRequest) -> None:
    """The conversation below the pull request."""
    said = pull.create_issue_comment("Summary")
    said.edit("A better summary")
    reaction = said.create_reaction("+1")
    said.create_reaction("+1")
    assert said.get_reactions().totalCount == 1
    said.delete_reaction(reaction.id)
    assert pull.get_issue_comment(said.id).body == "A better summary"
    assert pull.get_issue_comments().totalCount == 1
    day.say("GET", f"/repos/{FULL}/issues/comments")
    day.say("POST", f"/repos/{FULL}/issues/{pull.number}/comments", {"body": "/sekisho help"})
    said.delete()
