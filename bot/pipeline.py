"""One scan from top to bottom. Read this first.

look up the live pull request → announce → fetch merge base and head → look (every check, kept results first) →
compare → judge → compose → publish. Every part is handed in by `app`; nothing is decided here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from bot import __version__, diffing, policy, review
from bot.changes import ChangesError, ChangesUnavailable, GitChangeSet
from bot.errands import Errands
from bot.forges.interface import Forge, ForgeUnavailable, Gate, NotThere, Refused, ScanWanted
from bot.model import (
    Change,
    Comparison,
    Ending,
    GitAccess,
    Judgement,
    Level,
    Policy,
    Reason,
    Scan,
    ScanState,
    Unseen,
)
from bot.store import Errand
from checks.interface import ChangeSet, Check, Finding, Result, Unit

Opener = Callable[[GitAccess, Change], AbstractContextManager[GitChangeSet]]
"""Opens a change for reading: `changes.Repositories.open`."""

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
    """Looks at a change and judges it. Knows no forge: webhooks and `review` share it."""

    checks: tuple[Check, ...]
    runner: Runner
    policy: Policy
    versions: Callable[[], Mapping[str, str]]
    """Part -> version, or age, as of now."""

    def examine(
        self, change: GitChangeSet, cache: diffing.KeptResults, alive: Gate, deciders: Sequence[Decider] = ()
    ) -> Examination:
        """`alive` is called now and then; what it raises ends the examination."""
        started = time.monotonic()
        looked = diffing.look(filter(self._wants, self.checks), change, self._judge_with(change, alive), cache)
        comparison = _with_omitted(diffing.compare(change, looked, _on_added_line(change)), change)
        for decide in deciders:
            comparison = decide(comparison, change)
        judgement = policy.judge(comparison, self.policy, (), today=datetime.now(UTC).date())
        seconds = time.monotonic() - started
        return Examination(comparison, judgement, review.About(seconds, {"Sekisho": __version__, **self.versions()}))

    def _wants(self, check: Check) -> bool:
        return self.policy.level(check.name) is not Level.OFF

    def _judge_with(self, change: GitChangeSet, alive: Gate) -> diffing.Judge:
        def judge(units: Sequence[Unit]) -> Iterator[Result]:
            change.prefetch(units)
            return self.runner(change, units, alive)

        return judge


@dataclass(frozen=True, slots=True)
class Pipeline:
    """What the engine drives. Stateless: everything that must survive is in the store or on the forge."""

    forges: Mapping[str, Forge]
    open_change: Opener
    examiner: Callable[[], Examiner]
    """For what is known at that moment: a scan keeps the one that it began with."""
    errands: Errands
    cache: Callable[[str, str], diffing.KeptResults]
    """(forge, repo) -> the kept results, for additions in the repository's name."""
    looked_up: Callable[[Scan, str], None]
    """Writes down which head a scan is really looking at."""
    deciders: Callable[[Scan, Change], Sequence[Decider]] = lambda scan, change: ()
    """What else decides about this change, in order."""

    def run(self, scan: Scan, gate: Gate) -> Ending:
        """One scan. Raises Lost, and ForgeUnavailable where trying again later makes sense."""
        clock = _Clock()
        forge = self.forges[scan.target.forge]
        try:
            with clock("look up"):
                change = forge.look_up(scan.target, scan.head_sha, scan.base_sha)
        except NotThere as gone:
            return Ending(ScanState.CANCELLED, note=str(gone))
        if not change.open:
            return Ending(ScanState.CANCELLED, note="The pull request is closed.", head_sha=change.head_sha)
        if scan.head_sha not in ("", change.head_sha):
            self._unless_silent(scan, lambda: self._leave(forge, change, scan, gate))
        self.looked_up(scan, change.head_sha)
        with clock("announce"):
            self._unless_silent(scan, lambda: forge.announce(change, scan, gate))
        try:
            return self._review(forge, change, scan, gate, clock)
        except ChangesUnavailable as error:
            raise ForgeUnavailable(str(error)) from error
        except ChangesError as error:
            why = str(error)
            self._unless_silent(scan, lambda: self._conclude(forge, change, scan, why, gate))
            return Ending(ScanState.FAILED, note=why, head_sha=change.head_sha)

    def errand(self, errand: Errand, gate: Gate) -> Sequence[ScanWanted]:
        """What is no scan; the scans that follow from it."""
        return self.errands.run(errand, gate)

    def herald(self, scan: Scan, gate: Gate) -> None:
        """Shows a scan as queued that no worker has had time for yet."""
        forge = self.forges[scan.target.forge]
        try:
            change = forge.look_up(scan.target, scan.head_sha, scan.base_sha)
        except NotThere:
            return  # whoever runs it finds out, too
        if change.open:
            self.looked_up(scan, change.head_sha)
            self._unless_silent(scan, lambda: forge.announce(change, scan, gate))

    def close(self, scan: Scan, gate: Gate) -> None:
        """Tells the forge that a scan is over without a review: failed for good, superseded, cancelled."""
        if scan.reason is Reason.BASELINE:
            return
        forge = self.forges[scan.target.forge]
        try:
            change = forge.look_up(scan.target, scan.head_sha, scan.base_sha)
            change = replace(change, head_sha=scan.head_sha or change.head_sha)
            self._conclude(forge, change, scan, scan.note, gate)
        except (NotThere, Refused):
            return  # nobody is left to be told

    def _review(self, forge: Forge, change: Change, scan: Scan, gate: Gate, clock: _Clock) -> Ending:
        with ExitStack() as opened:
            with clock("fetch"):
                change_set = opened.enter_context(self.open_change(forge.clone_access(change.repo), change))
            with clock("look"):
                examiner = self.examiner()
                cache, deciders = self.cache(scan.target.forge, change.repo), self.deciders(scan, change)
                examined = examiner.examine(change_set, cache, gate, deciders)
            change = replace(change, merge_base_sha=change_set.base.sha, commits=tuple(change_set.commits))
            with clock("compose"):
                said = review.compose(change, examined.judgement, examiner.policy, examined.about, change_set.hunks)
        with clock("publish"):
            self._unless_silent(scan, lambda: forge.publish(change, scan, said, gate))
        judged = examined.judgement
        found = (*judged.introduced, *judged.waived, *judged.fixed, *judged.existing)
        return Ending(
            ScanState.DONE,
            judged.verdict,
            judged.why,
            clock.timings,
            change.head_sha,
            found,
            judged.tallies,
            examined.comparison,
        )

    def _conclude(self, forge: Forge, change: Change, scan: Scan, why: str, gate: Gate) -> None:
        title = {
            ScanState.SUPERSEDED: "A newer push took this one's place",
            ScanState.CANCELLED: "Cancelled",
        }.get(scan.state, "Sekisho could not finish")
        forge.conclude(change, scan, title, why, gate)

    def _leave(self, forge: Forge, change: Change, scan: Scan, gate: Gate) -> None:
        """The head has moved since the scan was shown at an older one: nothing of it may stay open there."""
        there, over = replace(change, head_sha=scan.head_sha), replace(scan, state=ScanState.SUPERSEDED)
        with suppress(NotThere, Refused):
            self._conclude(forge, there, over, "The pull request has moved on.", gate)

    def _unless_silent(self, scan: Scan, say: Callable[[], object]) -> None:
        """A baseline is looked at without a word."""
        if scan.reason is not Reason.BASELINE:
            say()


@dataclass(slots=True)
class _Clock:
    """Step -> seconds, in the order of the walk."""

    timings: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        started = time.monotonic()
        try:
            yield
        finally:
            self.timings[step] = round(time.monotonic() - started, 4)


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
