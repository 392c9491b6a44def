"""GitLab's rate limits: requests per minute, and notes per minute. Figures of gitlab.com unless told otherwise.

Two kinds, and they read differently: the throttle in front of everything answers in plain text with `RateLimit-*`
and `Retry-After`, the limits of single actions answer in JSON (https://docs.gitlab.com/security/rate_limits/).
"""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.playground.common.clock import Clock
from bot.playground.gitlab.errors import ApiError

MINUTE = timedelta(minutes=1)
TOO_MANY = "This endpoint has been requested too many times. Try again later."


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one user may do. 0 switches a limit off."""

    per_minute: int = 2000
    notes_per_minute: int = 300
    hook_actions_per_minute: int = 5
    """Tests, and resends, of one hook by one user."""

    @classmethod
    def off(cls) -> Limits:
        """For tests of something else."""
        return cls(per_minute=0, notes_per_minute=0, hook_actions_per_minute=0)


@dataclass(slots=True)
class _Account:
    """What one client has used in the minute that began at `start`."""

    start: datetime
    used: int = 0


class Throttled(Exception):
    """Retry later; `headers` say when."""

    def __init__(self, headers: dict[str, str]) -> None:
        super().__init__("Retry later")
        self.headers = headers


class Limiter:
    """Counts and refuses, per client."""

    def __init__(self, limits: Limits, clock: Clock) -> None:
        self.limits = limits
        self._clock = clock
        self._accounts: dict[str, _Account] = {}
        self._actions: defaultdict[str, deque[datetime]] = defaultdict(deque)
        self._lock = threading.Lock()

    def enter(self, client: str, *, note: bool) -> dict[str, str]:
        """Counts one request and answers its `RateLimit-*` headers. Raises Throttled, ApiError (429) for notes."""
        with self._lock:
            account = self._account(client)
            account.used += 1
            headers = self._headers(account)
            if 0 < self.limits.per_minute < account.used:
                raise Throttled(headers | {"Retry-After": self._seconds_left(account)})
            if note:
                self._count(f"note {client}", self.limits.notes_per_minute)
            return headers

    def action(self, key: str) -> None:
        """Counts one test or resend of a hook. Raises ApiError (429)."""
        with self._lock:
            self._count(key, self.limits.hook_actions_per_minute)

    def _count(self, key: str, most: int) -> None:
        now, past = self._clock.now(), self._actions[key]
        while past and past[0] <= now - MINUTE:
            past.popleft()
        if 0 < most <= len(past):
            raise ApiError(429, {"message": {"error": TOO_MANY}})
        past.append(now)

    def _account(self, client: str) -> _Account:
        now = self._clock.now()
        account = self._accounts.setdefault(client, _Account(now))
        if now >= account.start + MINUTE:
            account.start, account.used = now, 0
        return account

    def _seconds_left(self, account: _Account) -> str:
        left = account.start + MINUTE - self._clock.now()
        return str(max(1, round(left.total_seconds())))

    def _headers(self, account: _Account) -> dict[str, str]:
        limit = self.limits.per_minute
        if not limit:
            return {}
        reset = account.start + MINUTE
        return {
            "RateLimit-Limit": str(limit),
            "RateLimit-Name": "throttle_authenticated_api",
            "RateLimit-Observed": str(account.used),
            "RateLimit-Remaining": str(max(0, limit - account.used)),
            "RateLimit-Reset": str(int(reset.timestamp())),
            "RateLimit-ResetTime": reset.astimezone(UTC).strftime("%a, %d %b %Y %H:%M:%S GMT"),
        }
