"""The GraphQL judge itself."""

from __future__ import annotations

import pkgutil
from copy import deepcopy
from importlib import import_module
from typing import Any

import pytest

import bot.forges
from tests.contracts.graphql import validate_document, validate_exchange

THREADS = """
query($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      reviewThreads(first: 100, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes {
          id isResolved path line
          resolvedBy { login }
          comments(first: 1) { nodes { databaseId body author { login ... on Bot { databaseId } } } }
        }
      }
    }
  }
}
"""
VARIABLES = {"owner": "acme", "name": "shop", "number": 1, "after": None}
COMMENT = {"databaseId": 5, "body": "hello", "author": {"login": "sekisho", "databaseId": 9}}
THREAD = {
    "id": "PRRT_1",
    "isResolved": False,
    "path": "a.py",
    "line": None,
    "resolvedBy": None,
    "comments": {"nodes": [COMMENT]},
}
RESOLVE = "mutation($id: ID!) { resolveReviewThread(input: {threadId: $id}) { thread { id isResolved } } }"


def answer(thread: dict[str, Any]) -> dict[str, Any]:
    threads = {"pageInfo": {"hasNextPage": False, "endCursor": None}, "nodes": [thread]}
    return {"data": {"repository": {"pullRequest": {"reviewThreads": threads}}}}


def judged(thread: dict[str, Any], variables: dict[str, Any] = VARIABLES) -> list[str]:
    return validate_exchange({"query": THREADS, "variables": variables}, 200, answer(thread))


def test_a_good_query_and_its_answer_pass() -> None:
    assert judged(THREAD) == []


def test_an_author_of_any_kind_passes() -> None:
    thread = deepcopy(THREAD)
    thread["comments"]["nodes"][0]["author"] = {"login": "ada"}  # type: ignore[index]
    assert judged(thread) == []


def test_a_good_mutation_passes() -> None:
    response = {"data": {"resolveReviewThread": {"thread": {"id": "PRRT_1", "isResolved": True}}}}
    assert validate_exchange({"query": RESOLVE, "variables": {"id": "PRRT_1"}}, 200, response) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"isResolved": None}, "isResolved"),
        ({"line": "12"}, "line: '12' where 12 is due"),
        ({"path": ...}, "missing in the answer"),
        ({"side": "RIGHT"}, "side: not asked for"),
        ({"comments": {"nodes": [COMMENT | {"author": {"name": "ada"}}]}}, "no type behind Actor"),
    ],
    ids=["null where none may be", "wrong type", "missing", "not asked for", "no actor"],
)
def test_an_answer_that_does_not_fit_is_caught(changes: dict[str, Any], said: str) -> None:
    thread = {key: value for key, value in (THREAD | changes).items() if value is not ...}
    [violation] = judged(thread)
    assert said in violation


@pytest.mark.parametrize(
    "document",
    [
        "query { repository(owner: 1, name: 2) { id } }",
        'query { repository(owner: "a", name: "b") { colour } }',
        "mutation { closeReviewThread(input: {}) { thread { id } } }",
        'mutation { minimizeComment(input: {subjectId: "1", classifier: SETTLED}) { clientMutationId } }',
        "query {",
    ],
    ids=["argument's type", "field", "mutation", "enum", "syntax"],
)
def test_a_document_that_github_would_refuse_is_caught(document: str) -> None:
    assert validate_document(document) != []
    assert validate_exchange({"query": document}, 200, {"data": {}}) != []


def test_a_variable_of_the_wrong_type_is_caught() -> None:
    [violation] = judged(THREAD, VARIABLES | {"number": "one"})
    assert "number" in violation


def test_errors_have_githubs_form() -> None:
    good = {"data": None, "errors": [{"type": "NOT_FOUND", "message": "Could not resolve to a node"}]}
    assert validate_exchange({"query": RESOLVE}, 200, good) == []
    assert validate_exchange({"query": RESOLVE}, 200, {"errors": ["no"]}) != []


def test_a_refusal_carries_a_message() -> None:
    assert validate_exchange({"query": RESOLVE}, 401, {"message": "Bad credentials"}) == []
    assert validate_exchange({"query": RESOLVE}, 401, {"error": "no"}) != []


def documents() -> dict[str, str]:
    """Every document in the forges' modules, by module and name."""
    found = pkgutil.walk_packages(bot.forges.__path__, "bot.forges.")
    modules = [import_module(module.name) for module in found]
    return {
        f"{module.__name__}.{name}": value
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, str) and value.startswith(("query", "mutation"))
    }


def test_every_document_that_the_bot_holds_is_valid() -> None:
    found = documents()
    assert len(found) > 3
    assert {name: wrong for name, text in found.items() if (wrong := validate_document(text))} == {}
