"""The webhook judge itself."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contracts.webhooks import validate_event

USER: dict[str, Any] = {
    "login": "ada",
    "id": 1,
    "node_id": "U_1",
    "avatar_url": "https://avatars.example/1",
    "gravatar_id": "",
    "type": "User",
    "site_admin": False,
} | dict.fromkeys(
    [
        "url",
        "html_url",
        "followers_url",
        "following_url",
        "gists_url",
        "starred_url",
        "subscriptions_url",
        "organizations_url",
        "repos_url",
        "events_url",
        "received_events_url",
    ],
    "https://api.example/users/ada",
)
TARGET = {
    "action": "renamed",
    "account": {
        "id": 1,
        "node_id": "O_1",
        "login": "acme",
        "avatar_url": "https://avatars.example/2",
        "html_url": "https://github.example/acme",
    },
    "changes": {"login": {"from": "acme-old"}},
    "installation": {"id": 7, "node_id": "I_7"},
    "sender": USER,
    "target_type": "Organization",
}


def test_a_payload_as_published_passes() -> None:
    assert validate_event("installation_target", TARGET) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"changes": {}}, ""),
        ({"changes": ...}, '"changes" is a required property'),
        ({"installation": {"id": "7", "node_id": "I_7"}}, "installation/id"),
        ({"colour": "red"}, "colour"),
        ({"account": {"id": 1}}, "account"),
    ],
    ids=["a near miss", "missing", "wrong type", "unknown field", "half an account"],
)
def test_a_payload_that_github_would_not_send_is_caught(changes: dict[str, Any], said: str) -> None:
    payload = {key: value for key, value in (TARGET | changes).items() if value is not ...}
    violations = validate_event("installation_target", payload)
    assert bool(violations) is bool(said)
    assert all(said in each for each in violations[:1])


@pytest.mark.parametrize(
    ("event", "payload"),
    [
        ("installation_target", TARGET | {"action": "repainted"}),
        ("pull_request_threads", TARGET),
        ("ping", []),
    ],
    ids=["unknown action", "unknown event", "no object"],
)
def test_an_event_that_github_does_not_have_is_caught(event: str, payload: Any) -> None:
    assert len(validate_event(event, payload)) == 1
