"""The second thread of a worker: keeps its leases alive, watches the clock, and ends what does not end by itself."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot import logs
from bot.processes import kill_descendants
from bot.store import Claim, Store

LEAVE_SECONDS = 6.0
"""From SIGTERM to handing back what has not ended by itself."""
HANG_SECONDS = 10.0
"""From losing a claim to ending the process whose work does not notice; its supervisor starts another."""
_SEEN_EVERY = 5.0
_HUNG = 70
_log = logs.get("pulse")


@dataclass(slots=True, eq=False)
class _Kept:
    claim: Claim
    aside: bool
    lost_at: float | None = None


class Pulse:
    """Beats four times a lease, from `start` to `stop`; a process that forks starts it in the child."""

    def __init__(self, store: Store, name: str, alive: Callable[[], None]) -> None:
        self._store = store
        self._name = name
        self._alive = alive
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._kept: list[_Kept] = []
        self._leave_at: float | None = None
        self._seen_at = float("-inf")
        self._thread = threading.Thread()

    @property
    def leaving(self) -> bool:
        """Whether the process has been asked to end."""
        return self._leave_at is not None

    def start(self) -> None:
        """Begins to beat, where it does not yet."""
        if not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="pulse", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Ends the beating for good; waits for the last beat."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def leave(self) -> None:
        """The process is to end soon. Takes no lock: signal handlers call it."""
        self._leave_at = time.monotonic() + LEAVE_SECONDS

    @contextmanager
    def keeping(self, claim: Claim, aside: bool = False) -> Iterator[None]:
        """Keeps the claim's lease alive meanwhile. `aside`: it has no processes; where it is lost, its gate says so."""
        kept = _Kept(claim, aside)
        with self._lock:
            self._kept.append(kept)
        try:
            yield
        finally:
            with self._lock:  # waits for a beat under way, so that no kill falls into the next piece of work
                self._kept.remove(kept)

    def _run(self) -> None:
        while not self._ended.wait(self._store.limits.lease / 4):
            try:
                self._beat()
            except Exception:
                _log.exception("a beat was missed; the lease may run out")

    def _beat(self) -> None:
        self._alive()
        now = self._store.now()
        if ended := self._store.sweep(now):
            _log.warning("the watchdog ended scans", scans=ended)
        if time.monotonic() - self._seen_at > _SEEN_EVERY:
            self._store.alive(self._name, now)
            self._seen_at = time.monotonic()
        with self._lock:
            if self._kept and self._leave_at is not None and time.monotonic() > self._leave_at:
                self._hand_back()
            for kept in self._kept:
                self._tend(kept, now)

    def _tend(self, kept: _Kept, now: float) -> None:
        if self._store.heartbeat(kept.claim, now) or kept.aside:
            return
        if kept.lost_at is None:  # the work's own gates come first: they leave the warm processes alive
            kept.lost_at = time.monotonic()
        elif time.monotonic() - kept.lost_at < HANG_SECONDS:
            _log.info("lost; its checks are ended", scan=kept.claim.scan.id, processes=kill_descendants())
        else:
            _log.error("the work does not end; the process does", scan=kept.claim.scan.id)
            kill_descendants()
            os._exit(_HUNG)

    def _hand_back(self) -> None:
        """First the rows, then the processes: else the work would speak about checks that were killed under it."""
        for kept in self._kept:
            self._store.hand_back(kept.claim)
        scans = [kept.claim.scan.id for kept in self._kept]
        _log.info("leaving; what is in hand is handed back", scans=scans, processes=kill_descendants())
        os._exit(0)
