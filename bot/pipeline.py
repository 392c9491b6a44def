"""One scan from top to bottom. Read this first.

look up the live pull request → announce → fetch merge base and head → look (every check, kept results first) →
compare → judge → compose → publish. Every part is handed in by `app`; nothing is decided here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace

from bot import diffing, review
from bot.changes import ChangesError, ChangesUnavailable, GitChangeSet, OutOfReach
from bot.errands import Errands
from bot.examiner import Decider, Examiner
from bot.forges.interface import Forge, ForgeUnavailable, Gate, NotThere, Refused, ScanWanted
from bot.model import (
    Change,
    Comparison,
    Ending,
    GitAccess,
    Policy,
    Reason,
    Scan,
    ScanState,
    Terms,
)
from bot.store import Errand

Opener = Callable[[GitAccess, Change], AbstractContextManager[GitChangeSet]]
"""Opens a change for reading: `changes.Repositories.open`."""


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
    terms: Callable[[Scan, Change, GitChangeSet], Terms]
    """The policy in force where the change goes to, and what was granted there."""
    deciders: Callable[[Scan, Change, Policy], Sequence[Decider]] = lambda scan, change, policy: ()
    """What else decides about this change, in order."""
    wondering: Callable[[Scan, Comparison], tuple[str, ...]] = lambda scan, comparison: ()
    """Purls about which registries are to be asked, once the verdict is said."""

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
            return self._review_where_it_is(forge, change, scan, gate, clock)
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

    def _review_where_it_is(self, forge: Forge, change: Change, scan: Scan, gate: Gate, clock: _Clock) -> Ending:
        """Where git is turned away, the repository may have gone or been renamed since it was looked up, or the
        credential have ended: it is looked up once more, which tells."""
        try:
            return self._review(forge, change, scan, gate, clock)
        except OutOfReach:
            try:
                with clock("look up again"):
                    change = forge.look_up(scan.target, scan.head_sha, scan.base_sha)
            except NotThere as gone:
                return Ending(ScanState.CANCELLED, note=str(gone), head_sha=change.head_sha)
            return self._review(forge, change, scan, gate, clock)

    def _review(self, forge: Forge, change: Change, scan: Scan, gate: Gate, clock: _Clock) -> Ending:
        with ExitStack() as opened:
            with clock("fetch"):
                change_set = opened.enter_context(self.open_change(forge.clone_access(change.repo), change))
            with clock("look"):
                terms = self.terms(scan, change, change_set)
                cache = self.cache(scan.target.forge, change.repo)
                deciders = self.deciders(scan, change, terms.policy)
                examined = self.examiner().examine(change_set, terms, cache, gate, deciders)
            change = replace(change, merge_base_sha=change_set.base.sha, commits=tuple(change_set.commits))
            with clock("compose"):
                said = review.compose(change, examined.judgement, terms.policy, examined.about, change_set.shown)
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
            self.wondering(scan, examined.comparison),
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
