"""When forges are swept: after the service has come up, and on a schedule. A thread beside a worker's scans.

It waits for the network most of its time, so that no scan waits for it. Whose turn it is among all workers, the store
says.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from bot import logs
from bot.forges.interface import Forge, Lost
from bot.store import Store
from bot.store.sweeps import Turn
from bot.sweep.ledger import Bounds
from bot.sweep.passing import Passed, sweep

LOOK_SECONDS = 2.0
"""How often it looks whether a sweep is due."""
MORE_SECONDS = 60.0
"""Until the next pass, where there was more to ask for than one may."""
_LEAVE_SECONDS = 3.0
_NEVER = 100 * 365 * 86_400.0
_log = logs.get("sweep")


@contextmanager
def sweeping(sweeper: Sweeper | None) -> Iterator[None]:
    """Meanwhile it sweeps, if there is one."""
    if sweeper is not None:
        sweeper.start()
    try:
        yield
    finally:
        if sweeper is not None:
            sweeper.stop()


class Sweeper:
    """Begins with `start`, ends with `stop`."""

    def __init__(
        self, forges: Iterable[Forge], store: Store, name: str, interval: float, wake: Callable[[], None]
    ) -> None:
        """`interval` in seconds, from the beginning of one pass to the next; `wake` tells workers of new scans.

        An interval of 0 leaves no next pass.
        """
        self.forges = tuple(forges)
        self._store = store
        self._name = name
        self._interval = interval or _NEVER
        self._wake = wake
        self._bounds = Bounds(grace=min(Bounds().grace, self._interval))
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sweeper", daemon=True)

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def stop(self) -> None:
        """Ends after the request under way; what is left goes on elsewhere, from where it stopped."""
        self._ended.set()
        self._thread.join(_LEAVE_SECONDS)

    def sweep(self, forge: Forge, asked: bool = False) -> Passed | None:
        """One pass, if it is due (or `asked` for by a person); None where it is not, or another worker is at it."""
        turn = self._store.sweeps.take(forge.name, self._name, self._store.now(), self._bounds.lease, asked)
        if turn is None:
            return None
        passed = self._pass(forge, turn)
        if passed.leaving:
            self._store.sweeps.let_go(turn)
        else:
            pause = min(MORE_SECONDS, self._interval) if passed.more else self._interval
            self._store.sweeps.end(turn, turn.began + pause, self._store.now())
        _log.info("swept", forge=forge.name, **passed.done, stopped=passed.why)
        return passed

    def _pass(self, forge: Forge, turn: Turn) -> Passed:
        try:
            return sweep(forge, self._store, turn, self._bounds, self._wake, self._ended.is_set)
        except Lost:
            raise
        except Exception as error:  # a fault of ours must not come again at once
            _log.exception("a sweep failed; the next is tried in its time", forge=forge.name)
            return Passed({}, type(error).__name__)

    def _run(self) -> None:
        while not self._ended.wait(LOOK_SECONDS):
            for forge in self.forges:
                self._try(forge)

    def _try(self, forge: Forge) -> None:
        """The catch-all around the store: a database that is away for a while must not end the thread."""
        try:
            if self._store.sweeps.is_due(forge.name, self._store.now()):
                self.sweep(forge)
        except Lost as lost:
            _log.info("lost", forge=forge.name, why=str(lost))
        except Exception:
            _log.exception("the store failed; looking again in a moment")
