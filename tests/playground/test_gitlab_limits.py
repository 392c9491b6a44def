"""Rate limits in both of GitLab's forms, and faults on demand."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests

from bot.playground.gitlab import CLOSE, Answer, Asked, GitLabPlayground, Limits
from tests.playground.conftest import Received
from tests.playground.on_gitlab import Lab


def limit(lab: Lab, limits: Limits) -> None:
    lab.place.hub.limiter.limits = limits


def say(lab: Lab) -> requests.Response:
    return lab.get("/merge_requests/1/notes", method="POST", json={"body": "x"})


def is_note(asked: Asked) -> bool:
    return asked.writes and asked.path.endswith("/notes")


def said(lab: Lab) -> int:
    return len(lab.place.state.archive.notes_of(lab.mr))


def test_the_limits_are_gitlabs_unless_told_otherwise(tmp_path: Path) -> None:
    with GitLabPlayground(tmp_path) as place:
        limits = place.hub.limiter.limits
    assert (limits.per_minute, limits.notes_per_minute, limits.hook_actions_per_minute) == (2000, 300, 5)


def test_the_throttle_answers_in_plain_text_until_its_reset(lab: Lab) -> None:
    limit(lab, Limits(per_minute=3))
    assert [lab.get("").headers["RateLimit-Remaining"] for _ in range(3)] == ["2", "1", "0"]
    refused = lab.get("")
    assert (refused.status_code, refused.text) == (429, "Retry later\n")
    assert (refused.headers["RateLimit-Limit"], refused.headers["RateLimit-Observed"]) == ("3", "4")
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert 0 < int(refused.headers["RateLimit-Reset"]) - lab.place.clock.now().timestamp() <= 60
    assert lab.get("", lab.place.create_user("ada").token).status_code == 200, "each user has a limit of its own"
    lab.place.clock.advance(61)
    assert lab.get("").status_code == 200


def test_notes_have_a_limit_of_their_own_and_it_answers_in_json(lab: Lab) -> None:
    limit(lab, Limits(notes_per_minute=3))
    assert [say(lab).status_code for _ in range(3)] == [201] * 3
    refused = say(lab)
    words = "This endpoint has been requested too many times. Try again later."
    assert (refused.status_code, refused.json()) == (429, {"message": {"error": words}})
    assert lab.get("/merge_requests/1/discussions", method="POST", json={"body": "x"}).status_code == 429
    note = lab.place.state.archive.notes_of(lab.mr)[0].id
    assert lab.get(f"/merge_requests/1/notes/{note}", method="PUT", json={"body": "y"}).status_code == 200
    lab.place.clock.advance(61)
    assert say(lab).status_code == 201
    assert said(lab) == 4


def test_a_hook_is_tried_five_times_a_minute(lab: Lab, received: Received) -> None:
    path, ada = f"/hooks/{lab.hook(received).id}/test/push_events", lab.place.create_user("ada").token
    limit(lab, Limits())
    assert [lab.get(path, ada, "POST").status_code for _ in range(6)] == [201] * 5 + [429]
    lab.place.clock.advance(61)
    assert lab.get(path, ada, "POST").status_code == 201
    assert len(received.requests) == 6


def test_an_error_before_the_write_leaves_nothing_and_one_after_it_leaves_it(lab: Lab) -> None:
    lab.place.faults.add(is_note, Answer(502))
    assert (say(lab).status_code, said(lab)) == (502, 0)
    lab.place.faults.add(is_note, Answer(500), when="after")
    assert (say(lab).status_code, said(lab)) == (500, 1)
    assert (say(lab).status_code, said(lab)) == (201, 2)


@pytest.mark.parametrize(("when", "written"), [("before", 0), ("after", 1)])
def test_the_connection_can_end_without_an_answer(lab: Lab, when: str, written: int) -> None:
    lab.place.faults.add(is_note, CLOSE, when=when)  # type: ignore[arg-type]
    with pytest.raises(requests.ConnectionError):
        say(lab)
    assert said(lab) == written
    assert say(lab).status_code == 201


def test_reads_and_git_are_no_writes_and_each_exchange_is_told(lab: Lab) -> None:
    asked: list[tuple[str, bool]] = []
    heard: list[tuple[str, str, int]] = []
    lab.place.faults.add(lambda one: bool(asked.append((one.path, one.writes))), Answer(500))
    lab.place.hub.listeners.append(lambda seen: heard.append((seen.method, seen.path, seen.status)))
    lab.get("/merge_requests/1")
    say(lab)
    lab.refs()
    base = "/projects/acme%2Ftools%2Fshop/merge_requests/1"
    assert asked[:2] == [(base, False), (f"{base}/notes", True)]
    assert not any(writes for _, writes in asked[2:])
    assert heard == [("GET", base, 200), ("POST", f"{base}/notes", 201)]
