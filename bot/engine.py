"""Drives scans from claim to end, at least once and said once. Knows no forge and no check: those are `Work`.

The store is the truth. A worker claims a row, keeps its lease alive from a second thread, and every write of the work
passes a gate. While it is busy, a third thread answers comments and shows scans that wait as queued. Whoever delivers
work from elsewhere (a broker) carries ids only and calls `Worker.run_one(id)`.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Sequence
from functools import partial
from types import FrameType
from typing import Protocol

from bot import logs
from bot.forges.interface import ForgeUnavailable, Gate, Lost, Refused, ScanWanted
from bot.helper import Helper
from bot.model import Ending, Scan, ScanState
from bot.pulse import Pulse
from bot.store import Claim, Errand, Store

POLL_SECONDS = 1.0
"""How often an idle worker looks without being woken: what other hosts' work and expired leases wait for."""
_PRUNE_SECONDS = 3600.0
_CHORE_SECONDS = 60.0
_BACKOFF_BASE, _BACKOFF_CAP = 2.0, 300.0
_LONGEST_WAIT = 3600.0
_log = logs.get("engine")


class Work(Protocol):
    """What is done with claimed rows. Everything that writes to a forge calls the gate first and lets Lost pass.

    `run` is called from one thread; the others from a second one, too, at the same time.
    """

    def run(self, scan: Scan, gate: Gate) -> Ending:
        """One scan. Raises ForgeUnavailable where later is better, Refused where later is no better; else a fault."""
        ...

    def errand(self, errand: Errand, gate: Gate) -> Sequence[ScanWanted]:
        """Answers a comment, maps a head to pull requests, deletes files; and the scans that follow from it."""
        ...

    def herald(self, scan: Scan, gate: Gate) -> None:
        """Shows a scan as queued that waits for a worker. Where it fails, that is left to `run`."""
        ...

    def close(self, scan: Scan, gate: Gate) -> None:
        """Tells the forge that a scan is over without a review; scan.state and scan.note say how and why."""
        ...


class Worker:
    """One scan at a time. Several processes, on several hosts, share one store."""

    def __init__(
        self,
        store: Store,
        work: Work,
        *,
        name: str,
        wait: Callable[[float], object],
        alive: Callable[[], None] = lambda: None,
        chore: Callable[[], None] = lambda: None,
        retention: float = 90 * 86_400.0,
    ) -> None:
        """`wait(seconds)` returns early when there is work (`Bell.wait`); `alive` is called every second or two,
        `chore` once a minute between scans.

        `retention` in seconds: what has ended is kept so long.
        """
        self._store = store
        self._work = work
        self._name = name
        self._wait = wait
        self._retention = retention
        self._pulse = Pulse(store, name, alive)
        self._helper = Helper(self._try_short)
        self._chore = chore
        self._next_chore = 0.0
        self._next_prune = 0.0

    def run_forever(self, on_stop: Callable[[], None] = lambda: None) -> None:
        """Until SIGTERM or SIGINT; for the main thread. `on_stop` ends a wait (`Bell.ring`), in a signal handler."""

        def stop(_signal: int, _frame: FrameType | None) -> None:
            self._pulse.leave()
            on_stop()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        while not self._pulse.leaving:
            if not self._try_one():
                self._wait(POLL_SECONDS)
        self.close()

    def run_one(self, scan_id: str | None = None) -> bool:
        """Claims and does the next piece of work, or the one named; whether there was one to be had.

        For one thread at a time. What another worker left behind, and words owed to a forge, are nobody's by name: a
        broker's workers call it without an id every second or so, as `run_forever` does.
        """
        self._pulse.start()
        self._helper.start()
        claim = self._store.claim(self._name, self._store.now(), scan_id)
        if claim is None:
            return False
        with self._helper.helping():
            self._carry(claim)
        return True

    def close(self) -> None:
        """Ends the other threads."""
        self._helper.stop()
        self._pulse.stop()

    def _try_one(self) -> bool:
        """The catch-all around the store: a database that is away for a while must not end the worker."""
        try:
            self._prune()
            self._do_chore()
            return self.run_one()
        except Exception:
            _log.exception("the store failed; looking again in a moment")
            return False

    def _try_short(self) -> bool:
        """The helper's catch-all."""
        try:
            claim = None if self._pulse.leaving else self._store.claim_short(self._name, self._store.now())
            if claim is not None:
                self._carry(claim, aside=True)
            return claim is not None
        except Exception:
            _log.exception("the store failed; looking again in a moment")
            return False

    def _carry(self, first: Claim, aside: bool = False) -> None:
        """To its end, and what follows from that at once."""
        claim: Claim | None = first
        while claim is not None:
            with logs.bound(scan=claim.scan.id), self._pulse.keeping(claim, aside):
                claim = self._do(claim)

    def _do(self, claim: Claim) -> Claim | None:
        """Does it; what is left to do at once, where its scan was ended over this worker's head."""
        try:
            self._dispatch(claim)
            return None
        except Lost:
            _log.info("lost", target=str(claim.scan.target))
            mine = False
        except ForgeUnavailable as error:
            mine = self._put_off(claim, error.retry_after, logs.redact(str(error)))
        except Refused as error:
            mine = self._give_up(claim, logs.redact(str(error)))
        except Exception as error:
            _log.exception("failed", target=str(claim.scan.target), attempt=claim.scan.attempts)
            mine = self._try_again(claim, f"{type(error).__name__}: {logs.redact(str(error))[:500]}")
        return None if mine else self._store.reclaim_closing(claim, self._store.now())

    def _dispatch(self, claim: Claim) -> None:
        gate = partial(self._gate, claim)
        _log.info("started", target=str(claim.scan.target), **_kind(claim), attempt=claim.scan.attempts)
        if claim.closing:
            self._work.close(claim.scan, gate)
            self._store.closed(claim)
        elif claim.heralding:
            self._work.herald(claim.scan, gate)
            self._store.heralded(claim)
        elif claim.errand is not None:
            wanted = self._work.errand(claim.errand, gate)
            self._store.finish(claim, Ending(ScanState.DONE), self._store.now(), wanted)
        else:
            ending = self._work.run(claim.scan, gate)
            self._store.finish(claim, ending, self._store.now())
            _log.info(
                "ended", target=str(claim.scan.target), state=ending.state, verdict=ending.verdict, note=ending.note
            )

    def _gate(self, claim: Claim) -> None:
        self._store.gate(claim, self._store.now())

    def _try_again(self, claim: Claim, why: str) -> bool:
        """These three answer False where the claim was lost."""
        if claim.closing:
            return self._put_off(claim, None, why)
        if claim.heralding:
            return self._give_up(claim, why)
        if claim.scan.attempts >= self._store.limits.attempts:
            return self._give_up(claim, f"It failed {claim.scan.attempts} times. Last: {why}")
        return self._store.retry_later(claim, _backoff(claim.scan.attempts), why, self._store.now())

    def _put_off(self, claim: Claim, retry_after: float | None, why: str) -> bool:
        """The forge's fault does not count as an attempt; the watchdog bounds it by the scan's age."""
        if claim.closing and claim.waits + 1 >= self._store.limits.closings:
            return self._give_up(claim, why)
        delay = _backoff(claim.waits) if retry_after is None else min(retry_after, _LONGEST_WAIT) + random.uniform(0, 2)
        if claim.heralding:  # a worker may come at any moment, and does it then
            delay = max(delay, self._store.limits.heralding)
        _log.warning("waiting", target=str(claim.scan.target), seconds=round(delay, 1), why=why)
        return self._store.retry_later(claim, delay, why, self._store.now(), counted=False)

    def _give_up(self, claim: Claim, why: str) -> bool:
        """For good; what the forge is owed becomes a claim of its own."""
        _log.error("given up", target=str(claim.scan.target), **_kind(claim), why=why)
        if claim.closing:
            return self._store.closed(claim)
        if claim.heralding:
            return self._store.heralded(claim)
        return self._store.fail(claim, why, self._store.now())

    def _prune(self) -> None:
        if time.monotonic() >= self._next_prune:
            self._next_prune = time.monotonic() + _PRUNE_SECONDS
            if rows := self._store.prune(self._store.now(), self._retention):
                _log.info("pruned", rows=rows)

    def _do_chore(self) -> None:
        if time.monotonic() >= self._next_chore:
            self._next_chore = time.monotonic() + _CHORE_SECONDS
            self._chore()


def worker_name() -> str:
    """Unique among all workers of one store: host, process and a random part, since process ids come again."""
    return f"{os.uname().nodename}:{os.getpid()}:{random.SystemRandom().randrange(1 << 24):06x}"


def _kind(claim: Claim) -> dict[str, bool]:
    """For the log."""
    return {"closing": claim.closing, "heralding": claim.heralding}


def _backoff(times: int) -> float:
    """Exponential with full jitter, in seconds."""
    return random.uniform(0, min(_BACKOFF_CAP, _BACKOFF_BASE * 2 ** min(times, 20)))
