"""GitHub's limits: how long to wait, how fast to write, which answers to keep."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.forges.answers import Answer
from bot.forges.pace import seconds

SECONDARY_WAIT = 60.0
"""Seconds to wait after a secondary rate limit that names none, by GitHub's documentation."""
WRITES = (80, 61.0)
"""Writes of one account in so many seconds. GitHub means what makes content, and does not say whether check runs are:
they count. The second more is for clocks.
"""


def limited_for(answer: Answer, now: float) -> float | None:
    """Seconds until GitHub wants to hear from us again; None if this answer is no rate limit."""
    status, headers = answer.status, answer.headers
    if status == 422 and "submitted too quickly" in answer.message:
        return SECONDARY_WAIT
    if status not in (403, 429):
        return None
    if "retry-after" in headers:
        return seconds(headers["retry-after"], SECONDARY_WAIT)
    if headers.get("x-ratelimit-remaining") == "0":
        return max(1.0, seconds(headers.get("x-ratelimit-reset", ""), now + SECONDARY_WAIT) - now)
    said = answer.message.lower()
    secondary = "secondary rate limit" in said or "abuse detection" in said
    return SECONDARY_WAIT if status == 429 or secondary else None


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
