"""Commits over GitLab's API: made where one may push, and refused as GitLab refuses them."""

from __future__ import annotations

import base64
from typing import Any

import pytest
import requests

from tests.playground.on_gitlab import DEV, PROJECT, Lab


def commit(lab: Lab, token: str | None = None, **asked: Any) -> requests.Response:
    """A commit that updates a.py on the merge request's branch, unless told otherwise."""
    action = {"action": "update", "file_path": "a.py", "content": "mended\n"} | asked.pop("change", {})
    told = {"branch": "feature", "commit_message": "Mend", "actions": [action]} | asked
    return lab.get("/repository/commits", token, "POST", json=told)


def test_a_commit_moves_the_branch_and_the_merge_request(lab: Lab) -> None:
    before = lab.mr.head_sha
    encoded = {"content": base64.b64encode(b"\xff\n").decode(), "encoding": "base64", "last_commit_id": before}
    made = commit(lab, change=encoded)
    assert (made.status_code, made.json()["parent_ids"], made.json()["message"]) == (201, [before], "Mend")
    assert lab.request().sha == made.json()["id"]
    assert lab.get("/repository/files/a.py/raw?ref=feature").content == b"\xff\n"


def test_a_file_keeps_its_mode(lab: Lab) -> None:
    lab.place.push(PROJECT, "feature", {"run.sh": "old\n"}, author=DEV, modes={"run.sh": "100755"})
    assert commit(lab, change={"file_path": "run.sh"}).status_code == 201
    tree = lab.get("/repository/tree?ref=feature").json()
    assert [entry["mode"] for entry in tree if entry["path"] == "run.sh"] == ["100755"]


def test_a_file_that_was_changed_since_is_refused_and_another_one_is_not(lab: Lab) -> None:
    before = lab.mr.head_sha
    lab.place.push(PROJECT, "feature", {"other.py": "x\n"}, author=DEV)
    assert commit(lab, change={"last_commit_id": before}).status_code == 201
    refused = commit(lab, change={"last_commit_id": before})
    assert (refused.status_code, refused.json()["message"]) == (
        400,
        "The file has changed since you started editing it: a.py",
    )


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"change": {"file_path": "none.py"}}, "A file with this name doesn't exist"),
        ({"change": {"action": "create"}}, "A file with this name already exists"),
        ({"branch": "none"}, "You can only create or edit files when you are on a branch"),
        ({"start_branch": "main"}, "A branch called 'feature' already exists. Switch to that branch"),
        ({"branch": "new", "start_sha": "a" * 40}, "Cannot find start_sha"),
    ],
    ids=["no file", "file is there", "no branch", "branch is there", "no start"],
)
def test_what_cannot_be_is_refused(lab: Lab, asked: dict[str, Any], words: str) -> None:
    refused = commit(lab, **asked)
    assert refused.status_code == 400
    assert refused.json()["message"].startswith(words)


def test_a_new_branch_begins_at_a_commit(lab: Lab) -> None:
    before = lab.mr.head_sha
    made = commit(lab, branch="new", start_sha=before)
    assert (made.status_code, made.json()["parent_ids"]) == (201, [before])
    assert lab.mr.head_sha == before


def test_who_may_not_push_to_a_branch_may_not_commit_there(lab: Lab) -> None:
    developer = lab.place.create_token(PROJECT, ["api"], role="developer")
    reporter = lab.place.create_token(PROJECT, ["api"], role="reporter")
    assert commit(lab, reporter).json()["message"] == "403 Forbidden - You are not allowed to push into this branch"
    assert commit(lab, developer, branch="main").status_code == 403
    assert lab.get("/repository/branches/feature", developer).json()["can_push"] is True
    lab.place.protect(PROJECT, "feature")
    told = lab.get("/repository/branches/feature", developer).json()
    assert (told["can_push"], told["protected"], commit(lab, developer).status_code) == (False, True, 403)
