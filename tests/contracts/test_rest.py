"""The REST judge itself: a good exchange passes, and each way of breaking the contract is caught."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from tests.contracts.rest import Contract

REACTIONS = "/repos/acme/shop/issues/comments/7/reactions"
REACTION = {"id": 1, "node_id": "RE_1", "user": None, "content": "eyes", "created_at": "2026-11-23T14:00:00Z"}
STATUSES = "/repos/acme/shop/statuses/" + "a" * 40


def judged(
    method: str = "POST",
    path: str = REACTIONS,
    *,
    query: dict[str, list[str]] | None = None,
    request: Any = None,
    status: int = 201,
    response: Any = None,
) -> list[str]:
    return Contract.load().validate(method, path, query or {}, request, status, response)


def reacted(request: Any = None, **changes: Any) -> list[str]:
    response = {key: value for key, value in (REACTION | changes).items() if value is not ...}
    return judged(request={"content": "eyes"} if request is None else request, response=response)


def test_a_good_exchange_passes() -> None:
    assert reacted() == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"node_id": ...}, '"node_id" is a required property'),
        ({"id": "1"}, "response id"),
        ({"id": None}, "response id"),
        ({"content": "shrug"}, "response content"),
        ({"created_at": "yesterday"}, "response created_at"),
        ({"emoji": "👀"}, "emoji"),
        ({"user": {"login": "ada"}}, "response user"),
    ],
    ids=["missing", "wrong type", "null where none may be", "bad enum", "bad format", "unknown field", "half a user"],
)
def test_an_answer_that_github_would_not_give_is_caught(changes: dict[str, Any], said: str) -> None:
    violations = reacted(**changes)
    where = "POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions 201: "
    assert violations
    assert all(each.startswith(where) and said in each for each in violations)


@pytest.mark.parametrize(
    ("request_body", "said"),
    [
        ({"content": "shrug"}, "request content"),
        ({}, '"content" is a required property'),
        ({"content": "eyes", "colour": "red"}, "colour"),
        (["eyes"], "request (whole)"),
    ],
    ids=["bad enum", "missing", "unknown field", "wrong type"],
)
def test_a_request_that_github_does_not_know_is_caught(request_body: Any, said: str) -> None:
    [violation] = reacted(request_body)
    assert said in violation


def test_a_request_without_its_body_is_caught() -> None:
    [violation] = judged(request=None, response=REACTION)
    assert "a body is required" in violation


def test_fields_are_closed_deep_down_too() -> None:
    annotation = {"path": "a.py", "start_line": 1, "end_line": 1, "annotation_level": "failure", "message": "no"}
    output = {"title": "t", "summary": "s", "annotations": [annotation]}
    request = {
        "name": "sekisho",
        "head_sha": "a" * 40,
        "status": "completed",
        "conclusion": "failure",
        "output": output,
    }
    good = [v for v in judged(path="/repos/a/b/check-runs", request=request, response={}) if " request " in v]
    worse = deepcopy(request)
    worse["output"]["annotations"][0]["severity"] = "high"  # type: ignore[index]
    bad = [v for v in judged(path="/repos/a/b/check-runs", request=worse, response={}) if " request " in v]
    assert good == []
    assert len(bad) == 1
    assert "severity" in bad[0]


def test_more_annotations_than_github_takes_are_caught() -> None:
    annotation = {"path": "a.py", "start_line": 1, "end_line": 1, "annotation_level": "failure", "message": "no"}
    for count, wrong in ((50, False), (51, True)):
        output = {"title": "t", "summary": "s", "annotations": [annotation] * count}
        request = {"name": "sekisho", "head_sha": "a" * 40, "output": output}
        said = judged(path="/repos/a/b/check-runs", request=request, response={})
        assert any("annotations" in each for each in said) is wrong


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/repos/acme/shop/threads"),
        ("DELETE", "/repos/acme/shop/pulls/1"),
        ("GET", "/repos/acme/shop/pulls/1/2"),
        ("GET", "/"),
    ],
    ids=["no such path", "no such method there", "too many segments", "the root"],
)
def test_what_github_does_not_have_is_caught(method: str, path: str) -> None:
    assert judged(method, path, status=404) == [f"{method} {path}: GitHub has no such operation"]


@pytest.mark.parametrize(
    ("path", "template", "values"),
    [
        ("/repos/a/b/commits/feature/x", "/repos/{owner}/{repo}/commits/{ref}", {"ref": "feature/x"}),
        (
            "/repos/a/b/commits/feature/x/check-runs",
            "/repos/{owner}/{repo}/commits/{ref}/check-runs",
            {"ref": "feature/x"},
        ),
        (
            "/repos/a/b/compare/release/1...feature/x",
            "/repos/{owner}/{repo}/compare/{basehead}",
            {"basehead": "release/1...feature/x"},
        ),
        ("/repos/a/b/git/ref/heads/main", "/repos/{owner}/{repo}/git/ref/{ref}", {"ref": "heads/main"}),
        ("/repos/a/b/contents/src/a.py", "/repos/{owner}/{repo}/contents/{path}", {"path": "src/a.py"}),
        ("/repos/a/b/pulls/comments/3", "/repos/{owner}/{repo}/pulls/comments/{comment_id}", {"comment_id": "3"}),
    ],
)
def test_a_path_finds_its_operation_though_parameters_hold_slashes(
    path: str, template: str, values: dict[str, str]
) -> None:
    found = Contract.load().find("GET", path)
    assert found is not None
    assert found[0].template == template
    assert values.items() <= found[1].items()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"filter": ["all"]}, ""),
        ({"filter": ["newest"]}, "query filter"),
        ({"per_page": ["100"]}, ""),
        ({"per_page": ["many"]}, "query per_page"),
        ({"colour": ["red"]}, "query colour: GitHub has no such parameter"),
    ],
)
def test_a_query_is_judged_by_name_type_and_choice(query: dict[str, list[str]], said: str) -> None:
    response = {"total_count": 0, "check_runs": []}
    violations = judged("GET", "/repos/a/b/commits/main/check-runs", query=query, status=200, response=response)
    assert [said in each for each in violations] == ([True] if said else [])


def test_a_number_in_the_path_has_to_be_one() -> None:
    [violation] = judged("GET", "/repos/a/b/check-runs/first/annotations", status=200, response=[])
    assert "path check_run_id" in violation


def test_a_success_that_github_never_answers_is_caught() -> None:
    [violation] = judged(status=202, request={"content": "eyes"}, response=REACTION)
    assert "GitHub never answers 202" in violation


def test_a_body_where_github_sends_none_is_caught() -> None:
    path = f"{REACTIONS}/3"
    assert judged("DELETE", path, status=204) == []
    [violation] = judged("DELETE", path, status=204, response={"gone": True})
    assert "GitHub sends no body" in violation


def test_an_unchanged_answer_has_no_body_and_passes() -> None:
    assert judged("GET", "/repos/a/b", status=304) == []


def test_a_renamed_repository_may_answer_any_operation_with_its_new_place() -> None:
    moved = {"message": "Moved Permanently", "url": "https://github.example/7", "documentation_url": "https://docs"}
    assert judged(status=307, request={"content": "eyes"}, response=moved) == []
    assert judged(status=307, request={"content": "eyes"}, response={"location": "there"}) != []


def test_a_refusal_looks_like_githubs_own() -> None:
    good = {"message": "Not Found", "documentation_url": "https://docs.github.com/rest", "status": "404"}
    assert judged(status=404, request={}, response=good) == []
    [violation] = judged(status=404, request={}, response={"error": "not found"})
    assert "response" in violation


def test_a_failure_in_front_of_github_may_say_anything() -> None:
    assert judged(status=502, request={}, response="<html>") == []


def test_what_may_be_null_passes_and_what_may_not_is_caught() -> None:
    permission = {"permission": "write", "role_name": "write", "user": None}
    path = "/repos/a/b/collaborators/ada/permission"
    assert judged("GET", path, status=200, response=permission) == []
    assert judged("GET", path, status=200, response=permission | {"permission": None}) != []


def test_a_state_that_a_commit_status_does_not_have_is_caught() -> None:
    said = judged(path=STATUSES, request={"state": "neutral"}, response={})
    assert any("request state" in each for each in said)
