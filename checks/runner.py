"""Units -> results: every unit ends as exactly one result."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from checks.interface import ChangeSet, Check, CheckError, Outcome, Result, Skip, Unit


@dataclass(frozen=True, slots=True)
class RunnerLimits:
    """What judging may take."""

    seconds: float = 120.0
    """For one batch, wall clock."""


class Runner:
    """Judges units."""

    def __init__(self, limits: RunnerLimits | None = None) -> None:
        self._limits = limits or RunnerLimits()

    def judge(
        self, check: Check, change: ChangeSet, units: Sequence[Unit], alive: Callable[[], None]
    ) -> Iterator[Result]:
        """Exactly one result per unit. `alive` is called at least twice a second; what it raises ends the judging."""
        alive()
        waiting = {unit: None for unit in units if not unit.left_out}
        for unit in units:
            if unit.left_out:
                yield Result(unit, Outcome.SKIPPED, reason=unit.left_out, by_design=True)
        try:
            for result in check.judge(change, tuple(waiting)):
                waiting.pop(result.unit)
                yield result
        except (Skip, CheckError) as error:
            outcome = Outcome.SKIPPED if isinstance(error, Skip) else Outcome.FAILED
            yield from (Result(unit, outcome, reason=str(error), lasting=False) for unit in waiting)
            return
        yield from (Result(unit, Outcome.FAILED, reason="the check gave no answer", lasting=False) for unit in waiting)

    def close(self) -> None:
        """Ends its processes."""
