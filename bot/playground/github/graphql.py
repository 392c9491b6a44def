"""GraphQL: threads of a pull request, resolving them, hiding comments. Over a cut of GitHub's schema, by graphql-core.

Field resolvers live in `graphql_nodes.py`; here are the endpoint, the mutations and how errors read.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, Response, g, jsonify, request
from graphql import GraphQLError, build_schema, graphql_sync

from bot.playground.github import auth, committing, pulls, talk
from bot.playground.github.auth import Caller
from bot.playground.github.errors import ApiError
from bot.playground.github.graphql_nodes import Node, PullNode, RepoNode, ThreadNode, actor, find, problem, type_name
from bot.playground.github.hub import Hub, Json, hub
from bot.playground.github.nouns import Repo, Thread

graphql_api = Blueprint("graphql", __name__)
SCHEMA = build_schema((Path(__file__).parent / "schema.graphql").read_text())
for _abstract in ("Node", "Actor", "Minimizable"):
    SCHEMA.type_map[_abstract].resolve_type = lambda value, info, kind: type_name(value)  # type: ignore[attr-defined]


class Root:
    """The queries and mutations of one request."""

    def __init__(self, here: Hub, caller: Caller) -> None:
        self._hub = here
        self._caller = caller

    def repository(self, info: Any, owner: str, name: str, **_: Any) -> RepoNode:
        """A repository by name."""
        repo = self._hub.state.repos.get(f"{owner}/{name}".lower())
        if repo is None or not auth.sees(self._hub.state, self._caller, repo):
            raise problem("NOT_FOUND", f"Could not resolve to a Repository with the name '{owner}/{name}'.")
        return RepoNode(self._hub, self._caller, repo)

    def viewer(self, info: Any) -> Any:
        """Who asks."""
        return actor(self._hub, self._caller, self._caller.login)

    def node(self, info: Any, id: str) -> Node:  # noqa: A002 - GitHub's name
        """Anything by its id."""
        return self._find(id)

    def nodes(self, info: Any, ids: list[str]) -> list[Node]:
        """Several at once."""
        return [self._find(wanted) for wanted in ids]

    def _find(self, wanted: str) -> Node:
        found = find(self._hub, self._caller, wanted)
        if found is None:
            raise problem("NOT_FOUND", f"Could not resolve to a node with the global id of '{wanted}'")
        return found

    def _require(self, node: Node, needed: str) -> None:
        try:
            auth.require(self._hub.state, self._caller, self._hub.state.repo(node.repo), needed)
        except ApiError as error:
            kind = "NOT_FOUND" if error.status == 404 else "FORBIDDEN"
            raise problem(kind, error.message) from None

    def _thread(self, wanted: str) -> tuple[ThreadNode, Thread]:
        found = self._find(wanted)
        if not isinstance(found, ThreadNode):
            raise problem(
                "NOT_FOUND", f"Could not resolve to PullRequestReviewThread node with the global id of '{wanted}'."
            )
        self._require(found, "contents:write")
        return found, found.noun

    def resolveReviewThread(self, info: Any, input: Json) -> Json:  # noqa: A002, N802
        """Resolves; an app needs contents: write."""
        return self._set_resolved(input, True)

    def unresolveReviewThread(self, info: Any, input: Json) -> Json:  # noqa: A002, N802
        """Opens again."""
        return self._set_resolved(input, False)

    def _set_resolved(self, asked: Json, resolved: bool) -> Json:
        node, thread = self._thread(asked["threadId"])
        talk.set_resolved(self._hub, thread, self._caller.login, resolved)
        return {"thread": node, "clientMutationId": asked.get("clientMutationId")}

    def minimizeComment(self, info: Any, input: Json) -> Json:  # noqa: A002, N802
        """Hides a comment."""
        return {"minimizedComment": self._minimize(input, input["classifier"])}

    def unminimizeComment(self, info: Any, input: Json) -> Json:  # noqa: A002, N802
        """Shows it again."""
        return {"unminimizedComment": self._minimize(input, "")}

    def _minimize(self, asked: Json, reason: str) -> Node:
        found = self._find(asked["subjectId"])
        if not hasattr(found.noun, "minimized"):
            raise problem("NOT_FOUND", f"Could not resolve to a node with the global id of '{asked['subjectId']}'")
        self._require(found, "issues:write|pull_requests:write")
        found.noun.minimized = reason
        return found

    def addPullRequestReviewThread(self, info: Any, input: Json) -> Json:  # noqa: A002, N802
        """A thread on a line. As on GitHub, a line outside the diff is taken without a word and never shown."""
        node = self._pull(input["pullRequestId"], "pull_requests:write")
        asked = {"path": input.get("path"), "line": input.get("line"), "side": input.get("side")}
        asked |= {"subject_type": (input.get("subjectType") or "LINE").lower()}
        if input.get("startLine"):
            asked |= {"start_line": input["startLine"], "start_side": input.get("startSide")}
        try:
            where = talk.spot(self._hub, node.noun, asked, node.noun.head_sha)
        except talk.NotInDiff:
            return {"thread": None}
        review = talk.start_review(self._hub, node.noun, self._caller.login, "", "COMMENTED", where.commit)
        fresh = talk.open_thread(self._hub, node.noun, where, review, input["body"])
        talk.announce(self._hub, node.noun, review)
        return {"thread": find(self._hub, self._caller, f"PRRT_{fresh.thread_id}")}

    def _pull(self, wanted: str, needed: str) -> PullNode:
        found = self._find(wanted)
        if not isinstance(found, PullNode):
            raise problem("NOT_FOUND", f"Could not resolve to PullRequest node with the global id of '{wanted}'.")
        self._require(found, needed)
        return found

    def createCommitOnBranch(self, info: Any, input: Json) -> Json:  # noqa: A002, N802
        """A commit on a branch that stands where it is expected to; an app needs contents: write."""
        repo, branch = self._committable(input["branch"])
        made = committing.commit(self._hub, self._caller, repo, branch, input)
        url = f"{self._hub.url}/{repo.full_name}/commit/{made}"
        return {"commit": {"oid": made, "url": url}, "clientMutationId": input.get("clientMutationId")}

    def _committable(self, asked: Json) -> tuple[Repo, str]:
        full_name = str(asked.get("repositoryNameWithOwner") or "")
        repo = self._hub.state.repos.get(full_name.lower())
        if repo is None:
            raise problem("NOT_FOUND", f"Could not resolve to a Repository with the name '{full_name}'.")
        return repo, str(asked.get("branchName") or "").removeprefix("refs/heads/")

    def convertPullRequestToDraft(self, info: Any, input: Json) -> Json:  # noqa: A002, N802
        """Back to a draft."""
        return self._set_draft(input, True)

    def markPullRequestReadyForReview(self, info: Any, input: Json) -> Json:  # noqa: A002, N802
        """No longer a draft."""
        return self._set_draft(input, False)

    def _set_draft(self, asked: Json, draft: bool) -> Json:
        node = self._pull(asked["pullRequestId"], "pull_requests:write")
        pulls.set_draft(self._hub, node.noun, draft, self._caller.login)
        return {"pullRequest": node}


@graphql_api.post("/api/graphql")
def answer() -> Response:
    """Executes one document."""
    here, caller, asked = hub(), g.caller, request.get_json(silent=True, force=True)
    if caller.kind not in ("user", "installation"):
        raise ApiError(401, "This endpoint requires you to be authenticated.")
    if not isinstance(asked, dict) or not isinstance(asked.get("query"), str):
        raise ApiError(400, "A query attribute must be specified and must be a string.")
    result = graphql_sync(
        SCHEMA,
        asked["query"],
        Root(here, caller),
        variable_values=asked.get("variables"),
        operation_name=asked.get("operationName"),
    )
    errors = [_error(error) for error in result.errors or ()]
    data = {} if result.data is None and errors else {"data": result.data}
    return jsonify(data | ({"errors": errors} if errors else {}))


def _error(error: GraphQLError) -> Json:
    shape: dict[str, Any] = dict(error.formatted)
    extensions = shape.pop("extensions", None) or {}
    return ({"type": extensions["type"]} if "type" in extensions else {}) | shape
