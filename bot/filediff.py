"""What a diff shows of one file: which lines can carry a comment, and how either side counts them. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Spot:
    """A line of a diff, 1-based on each side; 0 on the side where it is not there."""

    old: int
    new: int
    beside: int = 0
    """Of a line that is on one side only: the line of the other side that it stands before, as diffs count on; 0 where
    the other side has none at all."""


@dataclass(frozen=True, slots=True)
class FileDiff:
    """Lines that the forges show, three of context included. A file without a textual difference has none."""

    hunks: tuple[tuple[int, int], ...] = ()
    """(first, last) at head of each hunk."""
    added: frozenset[int] = frozenset()
    """Lines at head."""
    before: Mapping[int, int] = field(default_factory=dict)
    """Added line -> the line at base that it stands before; none in a file that is new as a whole."""
    context: Mapping[int, int] = field(default_factory=dict)
    """Line at head -> the same line at base, for those that stand around."""
    gone: int = 0
    """How many lines a deleted file had; all of them are shown, as removed."""
    old_path: str = ""
    """The file's name at base, where it was there."""

    def spots(self, start: int, end: int) -> tuple[Spot, ...]:
        """The lines from `start` to `end` (at head; of a deleted file: at base) that are shown."""
        if self.gone:
            return tuple(Spot(line, 0) for line in range(max(start, 1), min(end, self.gone) + 1))
        lines = range(start, end + 1)
        shown = (line for line in lines if line in self.added or line in self.context)
        return tuple(Spot(self.context.get(line, 0), line, self.before.get(line, 0)) for line in shown)
