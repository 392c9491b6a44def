"""Faults on demand: what happens to a request before it is done, or after it is done and before its answer leaves.

A rule is looked at for each request in turn, and is used up after `times` hits. Its action may sleep, wait for an
event, kill a process; what it returns decides how the request goes on.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

When = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as a rule sees it."""

    method: str
    path: str
    """Without the API's prefix for REST, everything else as it came."""
    body: bytes
    headers: dict[str, str]
    writes: bool = False
    """Whether the request changes what the API shows; each forge knows its own (reads, tokens and git never do)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the client gets instead."""

    status: int
    body: bytes = b'{"message": "Server Error"}'
    headers: dict[str, str] = field(default_factory=dict)


class Close:
    """The connection ends without an answer."""


CLOSE = Close()
Outcome = Answer | Close | None
Act = Callable[[Asked], Outcome]


@dataclass(slots=True)
class Rule:
    """When, to whom, what, and how often yet."""

    applies: Callable[[Asked], bool]
    act: Act
    when: When
    times: int | None
    skip: int = 0


class Faults:
    """The rules, in the order they were added. Safe to change while requests run."""

    def __init__(self) -> None:
        self._rules: list[Rule] = []
        self._lock = threading.Lock()

    def add(
        self,
        applies: Callable[[Asked], bool],
        act: Act | Answer | Close,
        *,
        when: When = "before",
        times: int | None = 1,
        skip: int = 0,
    ) -> Rule:
        """Adds a rule; `skip` lets so many matching requests pass first, `times` None is for ever."""
        doing: Act = (lambda _asked: act) if isinstance(act, Answer | Close) else act
        rule = Rule(applies, doing, when, times, skip)
        with self._lock:
            self._rules.append(rule)
        return rule

    def clear(self) -> None:
        """Forgets all rules."""
        with self._lock:
            self._rules.clear()

    def outcome(self, asked: Asked, when: When) -> Outcome:
        """What the first rule that hits makes of the request; None lets it go on."""
        for rule in self._due(asked, when):
            outcome = rule.act(asked)
            if outcome is not None:
                return outcome
        return None

    def _due(self, asked: Asked, when: When) -> list[Rule]:
        with self._lock:
            return [rule for rule in self._rules if rule.when == when and rule.applies(asked) and _counts(rule)]


def _counts(rule: Rule) -> bool:
    if rule.skip > 0:
        rule.skip -= 1
        return False
    if rule.times is None:
        return True
    rule.times -= 1
    return rule.times >= 0
