"""What a pass did, in words for whoever asked for it. Pure."""

from __future__ import annotations

from bot.sweep.passing import Passed

_WORDS = {
    "deliveries": ("delivery asked for again", "deliveries asked for again"),
    "scans": ("pull request to be scanned", "pull requests to be scanned"),
    "cancelled": ("scan of a closed pull request cancelled", "scans of closed pull requests cancelled"),
    "closed": ("check closed that was left open", "checks closed that were left open"),
    "baselines": ("repository new in reach", "repositories new in reach"),
    "hooks": ("repository given its webhook", "repositories given their webhooks"),
    "left_out": ("repository that could not be looked at", "repositories that could not be looked at"),
    "repositories": ("repository looked at", "repositories looked at"),
}


def told(passed: Passed | None) -> str:
    """One line, without the forge's name."""
    if passed is None:
        return "a worker is at it already"
    done = [f"{number} {_WORDS[what][number != 1]}" for what in _WORDS if (number := passed.done.get(what, 0))]
    early = f"; stopped early: {passed.why}" if passed.why else ""
    return f"{', '.join(done) or 'nothing to do'}{early}"
