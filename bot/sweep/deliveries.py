"""Reads the forge's log of deliveries that failed, and asks for those again that never arrived."""

from __future__ import annotations

from collections.abc import Sequence

from bot.forges.reach import Reach, Spent, Undelivered
from bot.sweep.deciding import to_ask_for
from bot.sweep.ledger import Ledger, Purse

LOG_SECONDS = 3 * 86_400.0
"""How far back a delivery is asked for again: as long as GitHub does so."""
_OVERLAP = 600.0
"""Seconds of the log that are read twice, for clocks that disagree."""


class Deliveries:
    """For one pass."""

    def __init__(self, forge: str, reach: Reach, ledger: Ledger, purse: Purse) -> None:
        self._forge, self._reach, self._ledger, self._purse = forge, reach, ledger, purse
        self.more = False
        """Whether there is more to ask for than one pass may."""

    def run(self) -> None:
        """From where the last pass stopped; from the newest on where it was through. Raises ForgeError and Spent."""
        ledger = self._ledger
        if not ledger.progress.log:
            ledger.note(log_began=ledger.now(), unsettled=0.0)
        try:
            failed, cursor = self._read(max(ledger.progress.log_began - LOG_SECONDS, ledger.progress.settled))
            self._ask_again(failed)
        except Spent:
            self.more = self._purse.empty
            raise
        self.more = self.more or bool(cursor)
        self._keep(cursor)

    def _read(self, since: float) -> tuple[list[Undelivered], str]:
        """With half of the purse: the other half is for asking."""
        failed: list[Undelivered] = []
        cursor = self._ledger.progress.log
        while self._purse.asked < self._purse.most // 2:
            page = self._reach.undelivered(since, cursor)
            failed += page.items
            cursor = page.next
            if not cursor:
                break
        return failed, cursor

    def _ask_again(self, failed: Sequence[Undelivered]) -> None:
        ledger = self._ledger
        arrived = ledger.store.sweeps.arrived(self._forge, {one.delivery for one in failed})
        due, oldest = to_ask_for(failed, arrived, ledger.now())
        ledger.note(unsettled=min(filter(None, (ledger.progress.unsettled, oldest)), default=0.0))
        for one in due:
            if self._reach.deliver_again(one, ledger.gate):
                ledger.did("deliveries")
            else:
                self.more = True

    def _keep(self, cursor: str) -> None:
        if cursor:
            self._ledger.save(log=cursor)
        else:
            began, oldest = self._ledger.progress.log_began - _OVERLAP, self._ledger.progress.unsettled
            self._ledger.save(log="", settled=min(began, oldest) if oldest else began)
