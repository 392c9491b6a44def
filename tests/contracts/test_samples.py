"""Payloads made from GitHub's schemas: the judge takes them, and the bot's reader takes whatever GitHub may send."""

from __future__ import annotations

import copy
import hmac
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.forges.github.events import Own, receive
from bot.forges.interface import CancelWanted, Event, Installed, Rejected, ScanWanted, Spoken, Uninstalled
from tests.contracts.rest import Contract
from tests.contracts.samples import SHA, events, exchanges, operations
from tests.contracts.webhooks import validate_event

EVENTS = events()
KINDS = [(name, index) for name in EVENTS for index in (0, 1)]
OWN = Own(app_id="1", client_id="text")
Place = tuple[str | int, ...]


def read(name: str, payload: Any) -> Event:
    body = json.dumps(payload).encode()
    headers = {
        "X-Hub-Signature-256": "sha256=" + hmac.new(b"secret", body, "sha256").hexdigest(),
        "X-GitHub-Event": name.split(".")[0],
        "X-GitHub-Delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
    }
    return receive(headers, body, ("secret",), OWN)


def places(value: Any, at: Place = ()) -> Iterator[Place]:
    """Every place in a payload."""
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in children:
        yield (*at, key)
        yield from places(inner, (*at, key))


def holder(payload: Any, place: Place) -> Any:
    for step in place[:-1]:
        payload = payload[step]
    return payload


@pytest.mark.parametrize(("name", "index"), KINDS)
def test_a_payload_with_the_least_or_the_most_passes_the_judge_and_is_read(name: str, index: int) -> None:
    payload = EVENTS[name][index]
    assert validate_event(name.split(".")[0], payload) == []
    assert read(name, payload).name == name


@pytest.mark.parametrize("operation", operations())
def test_an_exchange_made_from_an_operations_schemas_passes_the_judge(operation: str) -> None:
    for exchange in exchanges(operation):
        assert Contract.load().validate(*exchange) == []


@pytest.mark.parametrize("name", EVENTS)
def test_what_is_not_published_is_caught_at_the_top_and_deep_down(name: str) -> None:
    whole = EVENTS[name][1]
    assert validate_event(name.split(".")[0], whole | {"colour": "red"}) != []
    assert validate_event(name.split(".")[0], whole | {"sender": whole["sender"] | {"colour": "red"}}) != []


@pytest.mark.parametrize("name", EVENTS)
def test_what_is_required_and_missing_is_caught(name: str) -> None:
    least = EVENTS[name][0]
    for key in least.keys() - {"action"}:
        assert validate_event(name.split(".")[0], {k: v for k, v in least.items() if k != key}) != [], key


@pytest.mark.parametrize(
    ("name", "wish"),
    [
        ("pull_request.opened", ScanWanted),
        ("pull_request.synchronize", ScanWanted),
        ("pull_request.ready_for_review", ScanWanted),
        ("pull_request.closed", CancelWanted),
        ("check_run.rerequested", ScanWanted),
        ("check_suite.rerequested", ScanWanted),
        ("pull_request_review_comment.created", Spoken),
        ("merge_group.checks_requested", ScanWanted),
        ("merge_group.destroyed", CancelWanted),
        ("push", ScanWanted),
        ("installation.created", Installed),
        ("installation_repositories.added", Installed),
        ("installation.deleted", Uninstalled),
        ("installation_repositories.removed", Uninstalled),
        ("repository.deleted", Uninstalled),
        ("pull_request.labeled", type(None)),
        ("pull_request_review.submitted", type(None)),
        ("check_run.completed", type(None)),
        ("status", type(None)),
    ],
)
def test_a_payload_with_everything_asks_for_what_its_event_means(name: str, wish: type) -> None:
    assert isinstance(read(name, EVENTS[name][1]).wish, wish)


def test_a_published_push_names_its_branch_and_commit() -> None:
    wish = read("push", EVENTS["push"][1]).wish
    assert isinstance(wish, ScanWanted)
    assert (wish.target.ref, wish.head_sha) == ("main", SHA)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(kind=st.sampled_from(KINDS), data=st.data())
def test_a_payload_changed_anywhere_is_read_or_rejected(kind: tuple[str, int], data: st.DataObject) -> None:
    name, index = kind
    payload = copy.deepcopy(EVENTS[name][index])
    for _ in range(data.draw(st.integers(1, 3))):
        if not payload:
            break
        where = data.draw(st.sampled_from(sorted(places(payload), key=repr)))
        if data.draw(st.booleans()):
            holder(payload, where)[where[-1]] = data.draw(anything)
        else:
            del holder(payload, where)[where[-1]]
    try:
        assert isinstance(read(name, payload), Event)
    except Rejected as refused:
        assert refused.status == 400  # noqa: PT017 - either outcome is right
