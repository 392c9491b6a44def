"""What a sweep makes of what it sees: which deliveries, which heads, which checks. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.forges.reach import Standing, Undelivered
from bot.model import ScanState
from bot.store.sweeps import Seen

PAUSES = (0.0, 600.0, 3_600.0, 6 * 3_600.0, 24 * 3_600.0)
"""After so many failed attempts at one delivery, how many seconds until the next; then it is given up."""
AGAIN_SECONDS = 3_600.0
"""How long until a head is tried again whose scan failed; four times that after each further failure."""
MOST_TRIES = 4


def to_ask_for(
    failed: Sequence[Undelivered], arrived: Collection[str], now: float
) -> tuple[list[Undelivered], float | None]:
    """Attempts to repeat, the oldest first, and when the oldest was that is neither taken nor given up."""
    attempts: dict[str, list[Undelivered]] = {}
    for one in failed:
        if one.delivery not in arrived:
            attempts.setdefault(one.delivery, []).append(one)
    alive = [sorted(some, key=lambda one: one.at) for some in attempts.values() if len(some) <= len(PAUSES)]
    due = [some[-1] for some in alive if len(some) == 1 or some[-1].at + PAUSES[len(some) - 1] <= now]
    return sorted(due, key=lambda one: one.at), min((some[0].at for some in alive), default=None)


def lacks_verdict(standing: Standing, seen: Sequence[Seen], now: float) -> bool:
    """Whether its head is to be scanned: nobody looked at it, nobody is about to, or it failed long ago.

    `seen` are the scans of the pull request, whatever their head.
    """
    head = standing.head_sha
    if any(one.state is ScanState.WAITING for one in seen):
        return False
    if any(one.state is ScanState.RUNNING and one.head_sha in ("", head) for one in seen):
        return False
    at_head = [one for one in seen if one.head_sha == head]
    if any(one.state is ScanState.DONE for one in at_head):
        return False
    fruitless = [one for one in at_head if one.state in (ScanState.FAILED, ScanState.CANCELLED)]
    if not fruitless or (len(fruitless) == 1 and fruitless[0].state is ScanState.CANCELLED):
        return True  # closed, and opened again
    pause = AGAIN_SECONDS * 4 ** (len(fruitless) - 1)
    return len(fruitless) <= MOST_TRIES and max(one.ended for one in fruitless) + pause <= now


def loose_ends(standing: Standing, seen: Sequence[Seen]) -> list[str]:
    """Scans of its head that ended without a verdict, and may still be shown as running."""
    return [
        one.scan
        for one in seen
        if one.head_sha == standing.head_sha
        and one.state.ended
        and one.state is not ScanState.DONE
        and one.announced
        and not one.swept
    ]
