"""GitHub's limits: how long to wait, how fast to write, which answers to keep; and PyGithub's log without tokens."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.logs import redact

SECONDARY_WAIT = 60.0
"""Seconds to wait after a secondary rate limit that names none, by GitHub's documentation."""


class RedactingFilter(logging.Filter):
    """PyGithub logs whole answers at debug level, those that carry a fresh token too."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Strikes tokens out of the finished message."""
        record.msg, record.args = redact(record.getMessage()), ()
        return True


def limited_for(status: int, headers: Mapping[str, str], message: str, now: float) -> float | None:
    """Seconds until GitHub wants to hear from us again; None if this answer is no rate limit."""
    if status == 422 and "submitted too quickly" in message:
        return SECONDARY_WAIT
    if status not in (403, 429):
        return None
    if "retry-after" in headers:
        return _seconds(headers["retry-after"], SECONDARY_WAIT)
    if headers.get("x-ratelimit-remaining") == "0":
        return max(1.0, _seconds(headers.get("x-ratelimit-reset", ""), now + SECONDARY_WAIT) - now)
    said = message.lower()
    secondary = "secondary rate limit" in said or "abuse detection" in said
    return SECONDARY_WAIT if status == 429 or secondary else None


def _seconds(text: str, otherwise: float) -> float:
    try:
        return max(0.0, float(text))
    except ValueError:
        return otherwise


class Pace:
    """At most 80 writes in any minute for one account, as quick as they come until then.

    GitHub means what makes content, and does not say whether check runs are: they count. The second more is for clocks.
    """

    MOST, SECONDS = 80, 61.0

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._written: dict[str, deque[float]] = {}

    def reserve(self, account: str, longest: float) -> float:
        """Seconds to wait before one write, which is taken unless that is longer than `longest`."""
        with self._lock:
            now = self._clock()
            times = self._written.setdefault(account, deque(maxlen=self.MOST))
            at = max(now, times[0] + self.SECONDS) if len(times) == self.MOST else now
            if at - now <= longest:
                times.append(at)
            return at - now


class Blocks:
    """Until when an account is to be left alone, so that its other threads do not run into the same limit."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until: dict[str, float] = {}

    def block(self, account: str, seconds: float) -> None:
        """GitHub asked for a pause of `seconds`."""
        self._until[account] = max(self._until.get(account, 0.0), self._clock() + seconds)

    def left(self, account: str) -> float:
        """Seconds that are left of the pause; 0 if there is none."""
        return max(0.0, self._until.get(account, 0.0) - self._clock())


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that may still be good: GitHub says 304, for free, when it is."""

    etag: str
    data: Any
    headers: Mapping[str, str]


class Answers:
    """The last answers by address, least recently used out first."""

    def __init__(self, most: int = 256) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Kept] = OrderedDict()

    def get(self, key: str) -> Kept | None:
        """The answer kept for `key`."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: str, answer: Kept) -> None:
        """Remembers the answer."""
        with self._lock:
            self._kept[key] = answer
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
