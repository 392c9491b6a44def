"""Where something that is gone would stand now: a line of the base -> the line of head where it was taken out."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence


class Places:
    """Lines that stand once on each side are anchors; from the nearest one above, what is equal is followed down."""

    def __init__(self, before: Sequence[str], after: Sequence[str]) -> None:
        self._before, self._after = before, after
        once = {line for line, count in Counter(before).items() if count == 1}
        place = {line: number for number, line in enumerate(after)}
        single = {line for line, count in Counter(after).items() if count == 1} & once
        pairs = [(number, place[line]) for number, line in enumerate(before) if line in single and line.strip()]
        self._anchors = _rising(pairs)

    def at(self, line: int) -> int:
        """1-based line of the base -> 1-based line of head: itself where it still is, else the one in its place."""
        position = bisect_right(self._anchors, (line - 1, len(self._after))) - 1
        old, new = self._anchors[position] if position >= 0 else (-1, -1)
        while old < line - 1 and new + 1 < len(self._after) and self._before[old + 1] == self._after[new + 1]:
            old, new = old + 1, new + 1
        here = new if old == line - 1 else new + 1
        return max(1, min(here + 1, len(self._after)))


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs that rises on both sides: what was moved is no anchor."""
    tails: list[int] = []
    last: list[int] = []
    previous: list[int] = []
    for number, (_, new) in enumerate(pairs):
        at = bisect_right(tails, new)
        tails[at : at + 1] = [new]
        last[at : at + 1] = [number]
        previous.append(last[at - 1] if at else -1)
    run = []
    number = last[-1] if last else -1
    while number >= 0:
        run.append(pairs[number])
        number = previous[number]
    return run[::-1]
