"""Cuts GitHub's GraphQL schema down to the types that Sekisho's operations touch. Used only when the copy is made.

Works on an introspection result: a field stays when its type stays, and brings its arguments' types along. Prose goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import GraphQLSchema, build_client_schema

OBJECTS = frozenset(
    {
        "Actor",
        "Bot",
        "Comment",
        "Commit",
        "ConvertPullRequestToDraftPayload",
        "CreateCommitOnBranchPayload",
        "IssueComment",
        "IssueCommentConnection",
        "IssueCommentEdge",
        "Mannequin",
        "MarkPullRequestReadyForReviewPayload",
        "Minimizable",
        "Node",
        "Organization",
        "PageInfo",
        "PullRequest",
        "PullRequestReview",
        "PullRequestReviewComment",
        "PullRequestReviewCommentConnection",
        "PullRequestReviewCommentEdge",
        "PullRequestReviewConnection",
        "PullRequestReviewEdge",
        "PullRequestReviewThread",
        "PullRequestReviewThreadConnection",
        "PullRequestReviewThreadEdge",
        "Query",
        "Repository",
        "RepositoryOwner",
        "UniformResourceLocatable",
        "User",
        "AddPullRequestReviewThreadPayload",
        "AddPullRequestReviewThreadReplyPayload",
        "MinimizeCommentPayload",
        "ResolveReviewThreadPayload",
        "UnminimizeCommentPayload",
        "UnresolveReviewThreadPayload",
    }
)
MUTATIONS = frozenset(
    {
        "addPullRequestReviewThread",
        "addPullRequestReviewThreadReply",
        "convertPullRequestToDraft",
        "createCommitOnBranch",
        "markPullRequestReadyForReview",
        "minimizeComment",
        "resolveReviewThread",
        "unminimizeComment",
        "unresolveReviewThread",
    }
)
_PROSE = frozenset({"description", "deprecationReason"})
Node = dict[str, Any]


def reduce(introspection: Mapping[str, Any]) -> GraphQLSchema:
    """The part of the schema that `OBJECTS` and `MUTATIONS` span."""
    types: dict[str, Node] = {each["name"]: each for each in introspection["__schema"]["types"]}
    kept = {name: _cut(types[name], types) for name in sorted({*OBJECTS, "Mutation"})}
    waiting = list(kept.values())
    while waiting:
        new = {_name(use["type"]) for use in _uses(waiting.pop())} - kept.keys()
        for name in sorted(new):
            kept[name] = types[name]
            waiting.append(types[name])
    roots = {"queryType": {"name": "Query"}, "mutationType": {"name": "Mutation"}, "subscriptionType": None}
    return build_client_schema(_without_prose({"__schema": {**roots, "types": list(kept.values()), "directives": []}}))


def _cut(node: Node, types: Mapping[str, Node]) -> Node:
    fields = [field for field in node["fields"] or () if _stays(node["name"], field, types)]
    related = {
        key: [each for each in node.get(key) or () if each["name"] in OBJECTS]
        for key in ("interfaces", "possibleTypes")
    }
    return {**node, **related, "fields": fields}


def _stays(owner: str, field: Node, types: Mapping[str, Node]) -> bool:
    if owner == "Mutation":
        return field["name"] in MUTATIONS
    name = _name(field["type"])
    return name in OBJECTS or types[name]["kind"] in ("SCALAR", "ENUM")


def _uses(node: Node) -> Iterator[Node]:
    """Everything in a type that has a type of its own: fields, their arguments, input fields."""
    for field in node.get("fields") or ():
        yield field
        yield from field["args"]
    yield from node.get("inputFields") or ()


def _name(reference: Node) -> str:
    while reference.get("ofType"):
        reference = reference["ofType"]
    return str(reference["name"])


def _without_prose(node: Any) -> Any:
    if isinstance(node, Mapping):
        return {key: None if key in _PROSE else _without_prose(value) for key, value in node.items()}
    return [_without_prose(each) for each in node] if isinstance(node, list) else node
