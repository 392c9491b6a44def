"""Webhooks: what is sent and signed, tests, logs and resends, disablement, who may keep hooks."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import pytest

from bot.playground.gitlab import GitLabPlayground, Limits
from tests.playground.conftest import AFTER, Received
from tests.playground.on_gitlab import DEV, PROJECT, SIGNING, TOKEN, Lab, refusal, told


def fail(lab: Lab, received: Received, times: int) -> None:
    """Makes the hook fail so often in a row, whatever pauses GitLab makes."""
    received.status = 500
    for number in range(times):
        lab.push([*AFTER, str(number), str(len(received.requests))])
        lab.place.hooks.wait()
        lab.place.clock.advance(24 * 3600 + 1)


def test_a_delivery_says_where_it_comes_from_and_what_it_is(lab: Lab, received: Received) -> None:
    lab.hook(received, push_events=False)
    lab.push([*AFTER, "end"])
    lab.place.hooks.wait()
    [(headers, body)] = received.requests
    assert headers["X-Gitlab-Event"] == "Merge Request Hook"
    assert headers["X-Gitlab-Token"] == TOKEN
    assert headers["X-Gitlab-Instance"] == lab.place.url
    assert len({headers[name] for name in ("Idempotency-Key", "X-Gitlab-Webhook-UUID", "X-Gitlab-Event-UUID")}) == 3
    assert "webhook-signature" not in headers
    payload = json.loads(body)
    assert payload["project"]["path_with_namespace"] == PROJECT
    assert payload["object_attributes"]["last_commit"]["id"] == lab.mr.head_sha
    assert payload["user"]["username"] == DEV


def test_a_signing_token_signs_id_timestamp_and_body(lab: Lab, received: Received) -> None:
    hook = lab.hook(received, token="", signing_token=SIGNING)
    assert (hook.token_present, hook.signing_token_present) == (False, True)
    lab.place.comment(lab.mr, DEV, "hello")
    lab.place.hooks.wait()
    [(headers, body)] = received.requests
    assert headers["webhook-id"] == headers["Idempotency-Key"]
    secret = base64.b64decode(SIGNING.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    digest = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{digest}"
    assert "X-Gitlab-Token" not in headers


def test_one_event_has_one_uuid_for_all_hooks_and_a_key_for_each(lab: Lab, received: Received) -> None:
    lab.hook(received, push_events=False)
    lab.hook(received, push_events=False)
    lab.push([*AFTER, "end"])
    lab.place.hooks.wait()
    first, second = (headers for headers, _ in received.requests)
    assert first["X-Gitlab-Event-UUID"] == second["X-Gitlab-Event-UUID"]
    assert first["Idempotency-Key"] != second["Idempotency-Key"]


def test_only_what_was_asked_for_is_told(lab: Lab, received: Received) -> None:
    hook = lab.hook(received, push_events=False, note_events=False, push_events_branch_filter="main")
    lab.place.comment(lab.mr, DEV, "unheard")
    lab.push([*AFTER, "end"])
    lab.place.hooks.wait()
    assert told(received) == ["merge_request.update"]
    hook.push_events = True
    hook.save()
    lab.push([*AFTER, "end", "of it"])
    lab.place.push(PROJECT, "main", {"b.py": "B\n"}, author="ada")
    lab.place.hooks.wait()
    assert told(received)[1:] == ["merge_request.update", "push"]


def test_notes_are_told_with_their_place(lab: Lab, received: Received) -> None:
    lab.hook(received, push_events=False)
    mr = lab.request()
    place = {**mr.diff_refs, "position_type": "text", "new_path": "a.py", "old_path": "a.py", "new_line": 10}
    mr.discussions.create({"body": "On a line", "position": place})
    mr.notes.create({"body": "By itself"})
    lab.place.hooks.wait()
    on_line, alone = (received.payload_at(number)["object_attributes"] for number in range(2))
    assert (on_line["type"], on_line["position"]["new_line"], on_line["note"]) == ("DiffNote", 10, "On a line")
    assert on_line["line_code"] == hashlib.sha1(b"a.py").hexdigest() + "_0_10"
    assert (alone["type"], alone["position"], alone["line_code"]) == (None, None, None)
    assert received.payload_at(0)["merge_request"]["iid"] == 1


def test_pipelines_are_told_of(lab: Lab, received: Received) -> None:
    lab.hook(received, push_events=False)
    lab.project().commits.get(lab.mr.head_sha).statuses.create({"state": "failed", "name": "sekisho"})
    lab.place.hooks.wait()
    payload = received.payload_at(-1)
    assert (payload["object_kind"], payload["object_attributes"]["status"]) == ("pipeline", "failed")
    assert (payload["commit"]["id"], payload["merge_request"]["iid"]) == (lab.mr.head_sha, 1)


def test_a_branch_that_comes_and_goes_is_pushed_with_zeros(lab: Lab, received: Received) -> None:
    lab.hook(received)
    sha = lab.place.push(PROJECT, "brief", {"c.py": "c\n"}, author=DEV)
    lab.place.delete_branch(PROJECT, "brief", DEV)
    lab.place.hooks.wait()
    came, went = received.payload_at(0), received.payload_at(1)
    assert (came["before"], came["after"], came["ref"]) == ("0" * 40, sha, "refs/heads/brief")
    assert (went["before"], went["after"], went["checkout_sha"]) == (sha, "0" * 40, None)


def test_a_test_sends_what_the_project_has_and_reports_the_answer(lab: Lab, received: Received) -> None:
    hook = lab.hook(received)
    hook.test("push_events")
    hook.test("merge_requests_events")
    assert told(received) == ["push", "merge_request"]
    assert refusal(hook.test, "note_events") == (422, {"message": "Ensure the project has notes."})
    received.status = 500
    assert refusal(hook.test, "push_events")[0] == 422
    assert refusal(hook.test, "nonsense")[0] == 400


def test_a_resend_keeps_the_idempotency_key(lab: Lab, received: Received) -> None:
    hook = lab.hook(received, push_events=False)
    lab.place.hooks.lose = lambda log: True
    lab.push([*AFTER, "end"])
    lab.place.hooks.wait()
    assert received.requests == []
    lab.place.hooks.lose = lambda log: False
    [event] = events(lab, hook)
    assert (event["response_status"], event["trigger"]) == ("internal error", "merge_request_hooks")
    assert event["request_headers"]["X-Gitlab-Token"] == "[REDACTED]"
    answer = lab.person("ada").http_post(f"/projects/{hook.project_id}/hooks/{hook.id}/events/{event['id']}/resend")
    assert answer == {"response_status": 202}
    [(headers, body)] = received.requests
    assert headers["Idempotency-Key"] == event["request_headers"]["Idempotency-Key"]
    assert json.loads(body) == event["request_data"]
    assert [log["response_status"] for log in events(lab, hook)] == ["202", "internal error"]
    assert [log["response_status"] for log in events(lab, hook, status="server_failure")] == ["internal error"]
    lab.place.clock.advance(7 * 24 * 3600)
    assert events(lab, hook) == []


def events(lab: Lab, hook: Any, **query: Any) -> list[Any]:
    found: Any = lab.person("ada").http_list(f"/projects/{hook.project_id}/hooks/{hook.id}/events", query_data=query)
    return list(found)


def test_three_failures_do_no_harm_and_the_fourth_disables_for_a_minute(lab: Lab, received: Received) -> None:
    hook = lab.hook(received, push_events=False)
    received.status = 404
    for number in range(3):
        lab.push([*AFTER, str(number)])
    lab.place.hooks.wait()
    assert state(lab, hook) == "executable"
    lab.push([*AFTER, "fourth"])
    lab.place.hooks.wait()
    assert state(lab, hook) == "temporarily_disabled"
    lab.push([*AFTER, "unheard"])
    lab.place.hooks.wait()
    assert len(received.requests) == 4
    lab.place.clock.advance(61)
    lab.push([*AFTER, "fifth"])
    lab.place.hooks.wait()
    assert len(received.requests) == 5
    lab.place.clock.advance(61)
    assert state(lab, hook) == "temporarily_disabled", "the pause has doubled"
    lab.place.clock.advance(60)
    assert state(lab, hook) == "executable"


def state(lab: Lab, hook: Any) -> str:
    status: str = lab.project("ada").hooks.get(hook.id).alert_status
    return status


def test_the_fortieth_failure_disables_for_good_until_a_test_succeeds(lab: Lab, received: Received) -> None:
    hook = lab.hook(received, push_events=False)
    fail(lab, received, 39)
    assert state(lab, hook) == "executable"
    fail(lab, received, 1)
    assert state(lab, hook) == "disabled"
    received.status = 200
    lab.push([*AFTER, "unheard"])
    lab.place.hooks.wait()
    assert len(received.requests) == 40
    lab.project("ada").hooks.get(hook.id).test("push_events")
    assert state(lab, hook) == "executable"


@pytest.mark.parametrize(("status", "failures"), [(202, 0), (302, 0), (400, 1)])
def test_redirects_count_as_success_and_client_errors_do_not(
    lab: Lab, received: Received, status: int, failures: int
) -> None:
    hook = lab.hook(received, push_events=False)
    received.status = status
    lab.push([*AFTER, "end"])
    lab.place.hooks.wait()
    assert lab.place.state.hooks[hook.id].failures == failures


def test_a_hook_shows_no_secret_and_another_url_forgets_it(lab: Lab, received: Received) -> None:
    hook = lab.hook(received, signing_token=SIGNING)
    assert TOKEN not in json.dumps(hook.attributes)
    hook.url = received.url + "/elsewhere"
    hook.save()
    changed = lab.project("ada").hooks.get(hook.id)
    assert (changed.token_present, changed.signing_token_present) == (False, False)
    changed.note_events = False
    changed.token = TOKEN
    changed.save()
    assert lab.project("ada").hooks.get(hook.id).token_present is True


def test_only_maintainers_keep_hooks_and_only_sound_ones(lab: Lab, received: Received) -> None:
    assert refusal(lab.project(DEV).hooks.list) == (403, {"message": "403 Forbidden"})
    create = lab.project("ada").hooks.create
    assert refusal(create, {"url": "ftp://x"}) == (422, {"error": "Invalid url given"})
    assert refusal(create, {"url": received.url, "signing_token": "whsec_c2hvcnQ="})[0] == 422
    hook = lab.hook(received)
    hook.delete()
    assert refusal(lab.project("ada").hooks.get, hook.id) == (404, {"message": "404 Not found"})


@pytest.mark.parametrize("edition", ["free", "premium"])
def test_hooks_of_groups_want_premium(tmp_path: Path, received: Received, edition: str) -> None:
    with GitLabPlayground(tmp_path, limits=Limits.off(), edition=edition) as place:
        place.create_group("acme", owner="ada")
        place.create_project(PROJECT, {"a": "a"}, owner="ada")
        lab = Lab(place, None, place.create_user("ada").token)  # type: ignore[arg-type]
        hooks = lab.client().groups.get("acme").hooks
        if edition == "free":
            assert refusal(hooks.list) == (403, {"message": "403 Forbidden"})
            return
        hooks.create({"url": received.url, "push_events": True})
        place.push(PROJECT, "main", {"a": "b"})
        place.hooks.wait()
        assert told(received) == ["push"]
