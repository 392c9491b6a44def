"""Looks at a change and judges it. Knows no forge and no store: webhooks and `review` share it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot import __version__, diffing, policy, review
from bot.changes import GitChangeSet
from bot.forges.interface import Gate
from bot.model import Comparison, Judgement, Level, Terms, Unseen
from checks.interface import ChangeSet, Check, Finding, Result, Unit

Runner = Callable[[ChangeSet, Sequence[Unit], Gate], Iterator[Result]]
"""Judges units in the sandbox: `checks.runner`."""

Decider = Callable[[Comparison, GitChangeSet], Comparison]
"""Adds to a comparison, or weighs anew, what rests on more than content: an allow-list, facts about packages."""


@dataclass(frozen=True, slots=True)
class Examination:
    """What looking at one change came to."""

    comparison: Comparison
    judgement: Judgement
    about: review.About


@dataclass(frozen=True, slots=True)
class Examiner:
    """Checks, and what runs them."""

    checks: tuple[Check, ...]
    runner: Runner
    versions: Callable[[], Mapping[str, str]]
    """Part -> version, or age, as of now."""

    def examine(
        self,
        change: GitChangeSet,
        terms: Terms,
        cache: diffing.KeptResults,
        alive: Gate,
        deciders: Sequence[Decider] = (),
    ) -> Examination:
        """`alive` is called now and then; what it raises ends the examination."""
        started = time.monotonic()
        wanted = [check for check in self.checks if terms.policy.level(check.name) is not Level.OFF]
        looked = diffing.look(wanted, change, self._judge_with(change, alive), cache)
        comparison = _with_omitted(diffing.compare(change, looked, _on_added_line(change)), change)
        for decide in deciders:
            comparison = decide(comparison, change)
        judgement = policy.judge(comparison, terms.policy, terms.waivers, today=datetime.now(UTC).date())
        seconds = time.monotonic() - started
        return Examination(comparison, judgement, review.About(seconds, {"Sekisho": __version__, **self.versions()}))

    def _judge_with(self, change: GitChangeSet, alive: Gate) -> diffing.Judge:
        def judge(units: Sequence[Unit]) -> Iterator[Result]:
            change.prefetch(units)
            return self.runner(change, units, alive)

        return judge


def _on_added_line(change: GitChangeSet) -> Callable[[Finding], bool]:
    def on_added_line(finding: Finding) -> bool:
        lines = range(finding.start_line, finding.end_line + 1)
        return not change.added_lines(finding.path).isdisjoint(lines)

    return on_added_line


def _with_omitted(comparison: Comparison, change: GitChangeSet) -> Comparison:
    """Changed files beyond the limit are said: they were looked at by nobody."""
    if not change.omitted:
        return comparison
    beyond = Unseen("changes", "", f"{change.omitted} changed files beyond the limit were not looked at")
    return replace(comparison, unseen=(*comparison.unseen, beyond))
