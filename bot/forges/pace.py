"""How fast a forge is written to, and when it is left alone. Thread-safe; the clock is handed in."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable


class Pace:
    """At most `most` writes in any `seconds` for one account, as quick as they come until then."""

    def __init__(self, clock: Callable[[], float], most: int, seconds: float) -> None:
        self._clock = clock
        self._most, self._seconds = most, seconds
        self._lock = threading.Lock()
        self._written: dict[str, deque[float]] = {}

    def reserve(self, account: str, longest: float) -> float:
        """Seconds to wait before one write, which is taken unless that is longer than `longest`."""
        with self._lock:
            now = self._clock()
            times = self._written.setdefault(account, deque(maxlen=self._most))
            at = max(now, times[0] + self._seconds) if len(times) == self._most else now
            if at - now <= longest:
                times.append(at)
            return at - now


class Blocks:
    """Until when an account is to be left alone, so that its other threads do not run into the same limit."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until: dict[str, float] = {}

    def block(self, account: str, seconds: float) -> None:
        """The forge asked for a pause of `seconds`."""
        self._until[account] = max(self._until.get(account, 0.0), self._clock() + seconds)

    def left(self, account: str) -> float:
        """Seconds that are left of the pause; 0 if there is none."""
        return max(0.0, self._until.get(account, 0.0) - self._clock())


def seconds(text: str, otherwise: float) -> float:
    """The number of a header, never below 0; `otherwise` where it is none."""
    try:
        return max(0.0, float(text))
    except ValueError:
        return otherwise
