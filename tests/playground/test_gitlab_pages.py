"""The page of a merge request: what is said stands on its line, and the forms do what people press."""

from __future__ import annotations

import requests

from tests.playground.conftest import AFTER, BEFORE
from tests.playground.on_gitlab import DEV, PROJECT, Lab

ADDED = next(number for number, line in enumerate(AFTER, 1) if line not in BEFORE)


def page(lab: Lab) -> str:
    answer = requests.get(f"{lab.place.url}/{PROJECT}/-/merge_requests/1", timeout=10)
    assert answer.status_code == 200
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    return answer.text


def press(lab: Lab, where: str, **fields: str) -> int:
    url = f"{lab.place.url}/{PROJECT}/-/merge_requests/1/{where}"
    return requests.post(url, data=fields, timeout=10, allow_redirects=False).status_code


def test_a_thread_stands_on_its_line_and_hostile_text_is_no_markup(lab: Lab) -> None:
    mr = lab.request(DEV)
    place = mr.diff_refs | {"position_type": "text", "old_path": "a.py", "new_path": "a.py", "new_line": ADDED}
    thread = mr.discussions.create({"body": "Look <script>alert(1)</script> here", "position": place})
    shown = page(lab)
    assert f'id="thread-{thread.id}"' in shown
    assert f"Line {ADDED}" in shown
    assert "<script>" not in shown


def test_comments_answers_and_resolving_go_through_its_forms(lab: Lab) -> None:
    mr = lab.request(DEV)
    thread = mr.discussions.create({"body": "Is this meant?"})
    assert press(lab, "comment", body="Said by itself") == 302
    assert press(lab, f"threads/{thread.id}/reply", body="It is.", resolve="yes") == 302
    notes = mr.discussions.get(thread.id).attributes["notes"]
    assert [(note["body"], note["resolved"]) for note in notes] == [("Is this meant?", True), ("It is.", True)]
    assert "Said by itself" in page(lab)
    assert press(lab, f"threads/{thread.id}/reply", body="", resolve="no") == 302
    assert not mr.discussions.get(thread.id).attributes["notes"][0]["resolved"]


def test_a_suggestion_is_applied_from_the_page(lab: Lab) -> None:
    mr = lab.request(DEV)
    place = mr.diff_refs | {"position_type": "text", "old_path": "a.py", "new_path": "a.py", "new_line": ADDED}
    thread = mr.discussions.create({"body": "```suggestion:-0+0\nbetter\n```", "position": place})
    assert "Apply suggestion" in page(lab)
    before = lab.request().sha
    assert press(lab, f"threads/{thread.id}/apply") == 302
    assert lab.request().sha != before
