"""Pytest plugin: whatever any test sends to a playground, and whatever the playground sends out, is judged.

A violation of GitHub's contracts fails the test during which it happened. Playgrounds in this process only. Answers
that a test injects as faults are not judged; a test that breaks the contract otherwise, and on purpose, says so:
`@pytest.mark.off_contract("why")`.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from bot.playground.common.faults import Faults, Outcome
from bot.playground.common.gate import Exchange
from bot.playground.github.hub import Hub
from tests.contracts.middleware import decoded, judge
from tests.contracts.webhooks import validate_event

MARK = "off_contract"


class Watch:
    """What was seen since it was last asked."""

    def __init__(self) -> None:
        self.exchanges = 0
        self.webhooks = 0
        self._violations: dict[str, None] = {}
        self._thread = threading.local()

    def fault(self, outcome: object) -> None:
        """A test put something of its own in the playground's mouth: that answer is not the playground's."""
        self._thread.faulted = outcome is not None or getattr(self._thread, "faulted", False)

    def exchange(self, seen: Exchange) -> None:
        """A listener for Hub.listeners."""
        self.exchanges += 1
        request = {name.lower(): value for name, value in seen.request_headers.items()}
        answer = {name.lower(): value for name, value in seen.headers.items()}
        sent = decoded(request.get("content-type") or "json", seen.request_body)
        got = decoded(answer.get("content-type") or "json", seen.body)
        faulted, self._thread.faulted = getattr(self._thread, "faulted", False), False
        self._add(judge(seen.method, seen.path, seen.query, sent, 599 if faulted else seen.status, got))

    def webhook(self, event: str, payload: Mapping[str, Any]) -> None:
        """A listener for Hooks.listeners."""
        self.webhooks += 1
        self._add(validate_event(event, payload))

    def _add(self, violations: list[str]) -> None:
        self._violations |= dict.fromkeys(violations)

    def taken(self) -> list[str]:
        """The violations, each once; they are forgotten."""
        taken, self._violations = list(self._violations), {}
        return taken


WATCH = Watch()


@pytest.fixture
def contract() -> Watch:
    """The watch itself, for tests that want to know how much it saw."""
    return WATCH


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", f"{MARK}(why): the test breaks GitHub's contracts on purpose")
    if not hasattr(Hub.__init__, "__wrapped__"):
        Hub.__init__ = _watched(Hub.__init__)  # type: ignore[method-assign]
        Faults.outcome = _told(Faults.outcome)  # type: ignore[method-assign]


def _watched(build: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(build)
    def watched(self: Hub, *arguments: Any, **named: Any) -> None:
        build(self, *arguments, **named)
        self.listeners.append(WATCH.exchange)
        self.hooks.listeners.append(WATCH.webhook)

    return watched


def _told(decide: Callable[..., Outcome]) -> Callable[..., Outcome]:
    @functools.wraps(decide)
    def told(self: Faults, *arguments: Any, **named: Any) -> Outcome:
        outcome = decide(self, *arguments, **named)
        WATCH.fault(outcome)
        return outcome

    return told


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    result = yield
    _check(item)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    result = yield
    _check(item)
    return result


def _check(item: pytest.Item) -> None:
    violations = WATCH.taken()
    if violations and item.get_closest_marker(MARK) is None:
        shown = "\n  ".join(violations[:20])
        pytest.fail(f"GitHub's contracts are broken ({len(violations)}):\n  {shown}", pytrace=False)
