"""GitLab's limits: how long to wait, what counts, and how much of it. Pure."""

from __future__ import annotations

from bot.forges.answers import Answer
from bot.forges.pace import seconds

WAIT = 60.0
"""Seconds to wait where GitLab names none, as for its limits on notes: those are counted by the minute."""
NOTES = (300, 61.0)
"""Notes of one account in so many seconds, as GitLab comes; the second more is for clocks."""


def limited_for(answer: Answer, now: float) -> float | None:
    """Seconds until GitLab wants to hear from us again; None if this answer is no rate limit.

    A GitLab in maintenance answers 503, and says how long where it knows.
    """
    headers = answer.headers
    if answer.status == 503 and "retry-after" in headers:
        return seconds(headers["retry-after"], WAIT)
    if answer.status != 429:
        return None
    if "retry-after" in headers:
        return seconds(headers["retry-after"], WAIT)
    return max(1.0, _reset(answer, now)) if "ratelimit-reset" in headers else WAIT


def spent_for(answer: Answer, now: float) -> float:
    """Seconds for which nothing more will be answered after this good answer, which was the last one granted."""
    spent = answer.status < 400 and answer.headers.get("ratelimit-remaining") == "0"
    return _reset(answer, now) if spent else 0.0


def makes_note(verb: str, path: str) -> bool:
    """Whether a request makes a note, by what GitLab counts."""
    return verb == "POST" and path.endswith(("/notes", "/discussions"))


def _reset(answer: Answer, now: float) -> float:
    return max(0.0, seconds(answer.headers.get("ratelimit-reset", ""), now + WAIT) - now)
