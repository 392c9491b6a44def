"""The third thread of a worker: does what is short while the first is busy. Asleep otherwise, so that it costs nothing.

It looks by itself, not by the bell: it would take rings away from workers who wait for something long.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

LOOK_SECONDS = 0.25
"""How often it looks; what the first thread ends sooner it does not notice."""


class Helper:
    """Begins with `start`, ends with `stop`; a process that forks starts it in the child."""

    def __init__(self, try_one: Callable[[], bool]) -> None:
        """`try_one` does one piece of work; False where there was none. Raises nothing."""
        self._try_one = try_one
        self._busy = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread()

    def start(self) -> None:
        """Begins, where it has not yet."""
        if not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="helper", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Ends for good; waits for the piece of work under way."""
        self._ended.set()
        self._busy.set()
        if self._thread.is_alive():
            self._thread.join()

    @contextmanager
    def helping(self) -> Iterator[None]:
        """Looks for work meanwhile."""
        self._busy.set()
        try:
            yield
        finally:
            self._busy.clear()

    def _run(self) -> None:
        while not self._ended.is_set():
            self._busy.wait()
            while self._busy.is_set() and not self._ended.wait(LOOK_SECONDS):
                while self._busy.is_set() and self._try_one():
                    pass
