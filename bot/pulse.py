"""The second thread of a worker: keeps its lease alive, watches the clock, and ends what does not end by itself."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

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


class Pulse:
    """Beats four times a lease, from `start` to `stop`; a process that forks starts it in the child."""

    def __init__(self, store: Store, name: str, alive: Callable[[], None]) -> None:
        self._store = store
        self._name = name
        self._alive = alive
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._claim: Claim | None = None
        self._lost_at: float | None = None
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
    def keeping(self, claim: Claim) -> Iterator[None]:
        """Keeps the claim's lease alive meanwhile."""
        with self._lock:
            self._claim, self._lost_at = claim, None
        try:
            yield
        finally:
            with self._lock:  # waits for a beat under way, so that no kill falls into the next piece of work
                self._claim = None

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
            if self._claim is not None:
                self._tend(self._claim, now)

    def _tend(self, claim: Claim, now: float) -> None:
        if self._leave_at is not None and time.monotonic() > self._leave_at:
            self._hand_back(claim)
        if self._store.heartbeat(claim, now):
            return
        if self._lost_at is None:  # the work's own gates come first: they leave the warm processes alive
            self._lost_at = time.monotonic()
        elif time.monotonic() - self._lost_at < HANG_SECONDS:
            _log.info("lost; its checks are ended", scan=claim.scan.id, processes=kill_descendants())
        else:
            _log.error("the work does not end; the process does", scan=claim.scan.id)
            kill_descendants()
            os._exit(_HUNG)

    def _hand_back(self, claim: Claim) -> None:
        """First the row, then the processes: else the work would speak about checks that were killed under it."""
        self._store.hand_back(claim)
        _log.info("leaving; the scan is handed back", scan=claim.scan.id, processes=kill_descendants())
        os._exit(0)
