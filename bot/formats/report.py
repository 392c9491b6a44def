"""What every format writes down. Values only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bot.formats.bill import Bill
from bot.model import Change, Judgement, Known, Policy


@dataclass(frozen=True, slots=True)
class Report:
    """One judged change, with what is needed to show it."""

    change: Change
    judgement: Judgement
    seconds: float
    versions: Mapping[str, str]
    lines: Callable[[str], list[str]]
    """Path at head -> its lines, for code frames; [] where it cannot be read."""
    bill: Bill
    """The packages that the touched files bring in at head."""
    policy: Policy
    """By which it was judged."""

    def findings(self) -> Iterator[Known]:
        """All of them: introduced, waived, fixed, existing."""
        judged = self.judgement
        yield from (*judged.introduced, *judged.waived, *judged.fixed, *judged.existing)
