"""Pytest plugin: whatever any test sends to a playground, and whatever the playground sends out, is judged.

A violation of GitHub's contracts fails the test during which it happened. Playgrounds in this process only. A test
that breaks the contract on purpose says so: `@pytest.mark.off_contract("why")`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from bot.playground.github.hub import Exchange, Hub
from tests.contracts.middleware import decoded, judge
from tests.contracts.webhooks import validate_event

MARK = "off_contract"


class Watch:
    """What was seen since it was last asked."""

    def __init__(self) -> None:
        self.exchanges = 0
        self.webhooks = 0
        self._violations: dict[str, None] = {}

    def exchange(self, seen: Exchange) -> None:
        """A listener for Hub.listeners."""
        self.exchanges += 1
        request = {name.lower(): value for name, value in seen.request_headers.items()}
        answer = {name.lower(): value for name, value in seen.headers.items()}
        sent = decoded(request.get("content-type") or "json", seen.request_body)
        got = decoded(answer.get("content-type") or "json", seen.body)
        self._add(judge(seen.method, seen.path, seen.query, sent, seen.status, got))

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


def _watched(build: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(build)
    def watched(self: Hub, *arguments: Any, **named: Any) -> None:
        build(self, *arguments, **named)
        self.listeners.append(WATCH.exchange)
        self.hooks.listeners.append(WATCH.webhook)

    return watched


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
