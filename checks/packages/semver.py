"""Whether a requirement admits a version, where that is beyond doubt: for contradictions, not for choosing. Pure."""

from __future__ import annotations

import re

_SIMPLE = re.compile(r"(\^|~|=)?\s*v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?", re.ASCII)
_RELEASE = re.compile(r"v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:\+.*)?", re.ASCII)


def admits(requirement: str, version: str, plain: str) -> bool | None:
    """None where either is not of the simplest forms. `plain`: what a requirement without a sign means, "^" or "="."""
    wanted, had = _SIMPLE.fullmatch(requirement.strip()), _RELEASE.fullmatch(version)
    if wanted is None or had is None:
        return None
    low = [int(part) for part in wanted.groups()[1:] if part is not None]
    have = [int(part) for part in had.groups()]
    sign = wanted[1] or plain
    if sign == "=":
        return have[: len(low)] == low
    fixed = min(2, len(low)) if sign == "~" else _caret(low)
    return have[:fixed] == low[:fixed] and have >= low


def _caret(low: list[int]) -> int:
    """How many numbers must stay: up to the first that is not zero, and no more than are written."""
    return next((at for at, number in enumerate(low, 1) if number), len(low))
