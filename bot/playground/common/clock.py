"""A clock that tests can move. Tokens, rate limits and time stamps follow it; JWTs are judged by the real time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """The playground's time: the real one plus an offset."""

    def __init__(self) -> None:
        self._offset = timedelta(0)

    def now(self) -> datetime:
        """Aware, UTC."""
        return datetime.now(UTC) + self._offset

    def advance(self, seconds: float) -> None:
        """Moves the time on (or back, where negative)."""
        self._offset += timedelta(seconds=seconds)


def stamp(moment: datetime) -> str:
    """As GitHub writes it: whole seconds and a Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def stamp_or_none(moment: datetime | None) -> str | None:
    """The same, for what may not have happened."""
    return stamp(moment) if moment else None
