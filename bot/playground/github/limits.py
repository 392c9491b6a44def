"""GitHub's rate limits: points per hour, points per minute, content written per minute and hour, requests at once.

Refuses as GitHub does: 403 with the primary limit's headers, 403 with Retry-After for the secondary ones.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.playground.common.clock import Clock
from bot.playground.github.errors import ApiError

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one client may do. The defaults are GitHub's; 0 switches one off."""

    per_hour: int = 5000
    at_once: int = 100
    points_per_minute: int = 900
    writes_per_minute: int = 80
    writes_per_hour: int = 500
    retry_after: int = 60
    """Seconds that a secondary limit asks to wait."""

    @classmethod
    def off(cls) -> Limits:
        """The hourly limit alone, and that out of reach: for tests of something else."""
        return cls(per_hour=1_000_000, at_once=0, points_per_minute=0, writes_per_minute=0, writes_per_hour=0)


@dataclass(slots=True)
class _Account:
    """What one client has used."""

    reset: datetime
    used: int = 0
    at_once: int = 0
    points: deque[tuple[datetime, int]] = field(default_factory=deque)
    writes: deque[datetime] = field(default_factory=deque)


class Limiter:
    """Counts and refuses, per client."""

    def __init__(self, limits: Limits, clock: Clock) -> None:
        self.limits = limits
        self._clock = clock
        self._accounts: dict[str, _Account] = {}
        self._lock = threading.Lock()

    def enter(self, client: str, *, write: bool, content: bool) -> None:
        """Charges one request of `client`. Raises ApiError where a limit is reached; call `leave` if it does not."""
        with self._lock:
            account, now = self._account(client), self._clock.now()
            self._check(client, account, now, content)
            account.used += 1
            account.at_once += 1
            account.points.append((now, 5 if write else 1))
            if content:
                account.writes.append(now)

    def leave(self, client: str, *, free: bool = False) -> None:
        """The request is done; `free` gives its point back (304)."""
        with self._lock:
            account = self._account(client)
            account.at_once -= 1
            account.used -= free

    def _check(self, client: str, account: _Account, now: datetime, content: bool) -> None:
        if account.used >= self.limits.per_hour:
            raise ApiError(403, f"API rate limit exceeded for {client}.", headers=self._headers(account))
        if self._over_secondary(account, now, content):
            message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
            raise ApiError(403, message, headers={"Retry-After": str(self.limits.retry_after)})

    def _over_secondary(self, account: _Account, now: datetime, content: bool) -> bool:
        limits = self.limits
        while account.points and account.points[0][0] <= now - MINUTE:
            account.points.popleft()
        while account.writes and account.writes[0] <= now - HOUR:
            account.writes.popleft()
        recent = sum(moment > now - MINUTE for moment in account.writes)
        return (
            _full(account.at_once, limits.at_once)
            or _full(sum(points for _, points in account.points), limits.points_per_minute)
            or (content and _full(recent, limits.writes_per_minute))
            or (content and _full(len(account.writes), limits.writes_per_hour))
        )

    def _account(self, client: str) -> _Account:
        now = self._clock.now()
        account = self._accounts.setdefault(client, _Account(now + HOUR))
        if now >= account.reset:
            account.used, account.reset = 0, now + HOUR
        return account

    def headers(self, client: str) -> dict[str, str]:
        """X-RateLimit-* for an answer to `client`."""
        with self._lock:
            return self._headers(self._account(client))

    def _headers(self, account: _Account) -> dict[str, str]:
        rate = self._rate(account)
        return {f"X-RateLimit-{key.title()}": str(value) for key, value in rate.items()} | {
            "X-RateLimit-Resource": "core"
        }

    def rate(self, client: str) -> dict[str, int]:
        """limit, used, remaining, reset (epoch seconds)."""
        with self._lock:
            return self._rate(self._account(client))

    def _rate(self, account: _Account) -> dict[str, int]:
        limit = self.limits.per_hour
        remaining = max(0, limit - account.used)
        return {"limit": limit, "used": account.used, "remaining": remaining, "reset": int(account.reset.timestamp())}


def _full(used: int, limit: int) -> bool:
    return 0 < limit <= used
