"""Looks at each repository in reach: its baseline, its open pull requests, checks that nobody will close."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot import logs
from bot.forges.interface import Forge, NotThere, Refused, ScanWanted
from bot.forges.reach import LeftOpen, Reach, Reached, Spent, Standing
from bot.model import Reason, Scan, ScanState, Target
from bot.store.sweeps import Seen
from bot.sweep.deciding import lacks_verdict, loose_ends
from bot.sweep.ledger import Ledger, Purse

UNKNOWN_SECONDS = 600.0
"""An open check of a scan that the store does not know is closed when it is older: scans take less."""
_TITLES = {ScanState.SUPERSEDED: "A newer push took this one's place", ScanState.CANCELLED: "Cancelled"}
_log = logs.get("sweep")


class Repositories:
    """For one pass."""

    def __init__(self, forge: Forge, reach: Reach, ledger: Ledger, purse: Purse, wake: Callable[[], None]) -> None:
        self._forge, self._reach, self._ledger, self._purse, self._wake = forge, reach, ledger, purse, wake
        self._sweeps = ledger.store.sweeps

    def run(self) -> None:
        """From where the last pass stopped, to the end of the list. Raises ForgeError and Spent."""
        ledger = self._ledger
        while True:
            page = self._reach.repositories(ledger.progress.page)
            names = [reached.repo for reached in page.items]
            after = ledger.progress.after
            for reached in page.items[names.index(after) + 1 if after in names else 0 :]:
                if ledger.done["repositories"] >= ledger.bounds.repositories:
                    raise Spent("it has looked at as many repositories as one pass may")
                self._try(reached)
                ledger.did("repositories")
                ledger.save(after=reached.repo)
            ledger.save(page=page.next, after="")
            if not page.next:
                return

    def _try(self, reached: Reached) -> None:
        """One that cannot be looked at keeps nobody from the others."""
        try:
            self._look_at(reached)
        except (NotThere, Refused) as error:
            _log.info("left out", repo=reached.repo, why=logs.redact(str(error)))
            self._ledger.did("left_out")
        except (LookupError, TypeError, ValueError):
            _log.exception("left out: the forge answered as nobody expected", repo=reached.repo)
            self._ledger.did("left_out")

    def _look_at(self, reached: Reached) -> None:
        if self._reach.welcome(reached, self._ledger.gate):
            self._ledger.did("hooks")
        self._baseline(reached)
        began, forge = self._ledger.now(), self._forge.name
        standing = self._listed(reached.repo)
        seen = self._sweeps.seen(forge, reached.repo, {one.target.number or 0 for one in standing})
        for one in standing:
            self._look_at_one(one, seen.get(one.target.number or 0, []))
        there = {one.target for one in standing}
        for target in self._sweeps.waiting(forge, reached.repo, began - self._ledger.bounds.grace):
            if target not in there:
                self._cancel_if_gone(target)

    def _baseline(self, reached: Reached) -> None:
        """After the welcome: a hook that was tried may have asked for it."""
        now = self._ledger.now()
        new = self._sweeps.without_baseline(self._forge.name, [reached.repo], now)
        if new:
            self._ledger.did("baselines", self._sweeps.install(self._ledger.turn, reached.installation, new, now))
            self._wake()

    def _listed(self, repo: str) -> list[Standing]:
        found: list[Standing] = []
        cursor = ""
        while True:
            page = self._reach.open_requests(repo, cursor)
            found += page.items
            cursor = page.next
            if not cursor:
                return found

    def _look_at_one(self, standing: Standing, seen: Sequence[Seen]) -> None:
        now = self._ledger.now()
        if standing.updated > now - self._ledger.bounds.grace:
            return
        wanted, loose = lacks_verdict(standing, seen, now), loose_ends(standing, seen)
        if not wanted and not loose:
            return
        at_work = [self._is_at_work(standing, left) for left in self._reach.left_open(standing)]
        if any(at_work):
            return
        if loose:
            self._sweeps.seen_to(self._ledger.turn, loose, now)
        if wanted:
            self._want(standing, now)

    def _want(self, standing: Standing, looked: float) -> None:
        if self._ledger.done["scans"] >= self._ledger.bounds.scans:
            raise Spent("it has asked for as many scans as one pass may")
        wanted = ScanWanted(standing.target, Reason.SWEPT, standing.head_sha, "")
        if self._sweeps.want(self._ledger.turn, wanted, looked, self._ledger.now()):
            self._ledger.did("scans")
            self._wake()

    def _is_at_work(self, standing: Standing, left: LeftOpen) -> bool:
        """Closes a check that nobody will close; whether somebody may be at it of whom the store knows nothing."""
        scan = self._ledger.store.scan(left.scan)
        if scan is None and left.since > self._ledger.now() - UNKNOWN_SECONDS:
            return True
        if scan is None:
            gone = Scan(left.scan, standing.target, standing.head_sha, Reason.SWEPT, "", ScanState.CANCELLED)
            self._close(standing, gone, "It was left open by a service that is no more.")
        elif scan.state.ended:
            self._close(standing, scan, scan.note or "It is over.")
        return False

    def _close(self, standing: Standing, scan: Scan, why: str) -> None:
        self._purse()
        change = replace(self._forge.look_up(standing.target), head_sha=standing.head_sha)
        title = _TITLES.get(scan.state, "Sekisho could not finish")
        self._forge.conclude(change, scan, title, why, self._ledger.gate)
        self._ledger.did("closed")

    def _cancel_if_gone(self, target: Target) -> None:
        """A list that comes in pages loses sight of what moves up meanwhile: this one is asked for by name."""
        self._purse()
        try:
            is_open = self._forge.look_up(target).open
        except NotThere:
            is_open = False
        if not is_open:
            self._sweeps.cancel(self._ledger.turn, target, self._ledger.now())
            self._ledger.did("cancelled")
            self._wake()
