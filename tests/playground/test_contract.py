"""The playground against GitHub's published contracts: every route it has is one of GitHub's, takes what GitHub takes
and answers what GitHub answers; every webhook reads as published; its GraphQL is a true part of GitHub's.

One long day is lived once (`day.py`); the tests look at the record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from graphql import build_schema, find_breaking_changes
from werkzeug.exceptions import HTTPException

import bot.playground.github
from bot.playground.github import GitHubPlayground, Limits
from tests.contracts.graphql import published
from tests.contracts.middleware import ContractMiddleware, Exchange
from tests.contracts.rest import Contract
from tests.contracts.webhooks import validate_event
from tests.playground.day import live
from tests.playground.people import begin

BASE = "/api/v3"
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}


@dataclass(slots=True)
class Record:
    """What a day left behind."""

    place: GitHubPlayground
    exchanges: list[Exchange]
    webhooks: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    place = GitHubPlayground(tmp_path_factory.mktemp("playground"), limits=Limits.off())
    judge = ContractMiddleware(place.app.wsgi_app)
    place.app.wsgi_app = judge  # type: ignore[method-assign]
    lived = Record(place, judge.exchanges)
    place.hooks.listeners.append(lambda event, payload: lived.webhooks.append((event, payload)))
    with place:
        live(begin(place, f"{place.url}/nobody-listens"))
        yield lived


def test_no_exchange_of_a_whole_day_breaks_githubs_contract(record: Record) -> None:
    assert list(dict.fromkeys(wrong for exchange in record.exchanges for wrong in exchange.violations)) == []
    assert len(record.exchanges) > 100


def test_no_webhook_of_a_whole_day_breaks_githubs_contract(record: Record) -> None:
    assert list(dict.fromkeys(wrong for event in record.webhooks for wrong in validate_event(*event))) == []


def routes(place: GitHubPlayground) -> dict[tuple[str, str], str]:
    """(method, endpoint) -> rule, for the API's routes."""
    return {
        (method, rule.endpoint): rule.rule.removeprefix(BASE)
        for rule in place.app.url_map.iter_rules()
        for method in (rule.methods or set()) & METHODS
        if rule.rule.startswith(BASE)
    }


def test_every_route_is_an_operation_that_github_has(record: Record) -> None:
    for (method, _), rule in routes(record.place).items():
        path = re.sub(r"<area>", "issues", rule)
        path = re.sub(r"<int:\w+>", "1", path)
        path = re.sub(r"<(path:)?\w+>", "a", path)
        assert Contract.load().find(method, path) is not None, f"{method} {rule}"


def test_every_route_was_lived_through_with_success(record: Record) -> None:
    adapter = record.place.app.url_map.bind("localhost")
    lived = set()
    for exchange in record.exchanges:
        try:
            endpoint, _ = adapter.match(BASE + exchange.path, method=exchange.method)
        except HTTPException:
            continue
        if exchange.status < 300:
            lived.add((exchange.method, endpoint))
    assert {f"{key[0]} {rule}" for key, rule in routes(record.place).items() if key not in lived} == set()


def test_every_event_that_the_bot_hears_was_sent(record: Record) -> None:
    sent = {f"{event}.{payload['action']}" if "action" in payload else event for event, payload in record.webhooks}
    heard = {
        "check_run": "created completed rerequested requested_action",
        "check_suite": "requested completed rerequested",
        "installation": "created deleted suspend unsuspend",
        "installation_repositories": "added removed",
        "issue_comment": "created edited deleted",
        "merge_group": "checks_requested destroyed",
        "pull_request": "opened edited synchronize closed reopened ready_for_review converted_to_draft enqueued "
        "dequeued",
        "pull_request_review": "submitted",
        "pull_request_review_comment": "created edited deleted",
        "pull_request_review_thread": "resolved unresolved",
    }
    wanted = {f"{event}.{action}" for event, actions in heard.items() for action in actions.split()}
    assert wanted | {"push", "ping", "status"} == sent


def test_its_graphql_is_a_true_part_of_githubs() -> None:
    text = (Path(bot.playground.github.__file__).parent / "schema.graphql").read_text()
    assert [change.description for change in find_breaking_changes(build_schema(text), published())] == []
