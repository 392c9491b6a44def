"""`python -m tests.scenarios`: runs the suite on every forge and prints the table, scenario by forge.

Arguments go to pytest (`-k fork`, `-n 4`). Exit code 1 if one fails.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table

from tests.scenarios.worlds import WORLDS

FOLDER = Path(__file__).parent
NAMES = tuple(world.name for world in WORLDS)


class Results:
    """Plugin that keeps how each scenario ended on each forge, and for how long it ran."""

    def __init__(self) -> None:
        self.ended: dict[str, dict[str, tuple[bool, float]]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Called for setup, call and teardown of each; a setup that fails is a scenario that does."""
        scenario, forge = _read(report.nodeid)
        if forge not in NAMES or (report.when != "call" and report.passed):
            return
        good, seconds = self.ended.setdefault(scenario, {}).get(forge, (True, 0.0))
        self.ended[scenario][forge] = (good and report.passed, seconds + report.duration)

    def table(self) -> Table:
        """Scenario by forge."""
        table = Table("scenario", *(f"{name}, s" for name in NAMES), title="One contract, every forge")
        for scenario, by_forge in self.ended.items():
            table.add_row(scenario, *(_cell(by_forge.get(name)) for name in NAMES))
        return table

    @property
    def complete(self) -> bool:
        """Whether all that ran was good, and something ran."""
        ends = [good for by_forge in self.ended.values() for good, _ in by_forge.values()]
        return bool(ends) and all(ends)


def _read(nodeid: str) -> tuple[str, str]:
    """`…::test_push_fix[github]` -> push fix, github; other parameters follow the name."""
    name, _, given = nodeid.rpartition("::")[2].partition("@")[0].partition("[")
    parameters = given.removesuffix("]").split("-")
    forge = next((each for each in parameters if each in NAMES), "")
    words = [name.removeprefix("test_").replace("_", " "), *(each for each in parameters if each and each != forge)]
    return " · ".join(words), forge


def _cell(ended: tuple[bool, float] | None) -> str:
    if ended is None:
        return "[yellow]not run[/]"
    good, seconds = ended
    return f"[green]✓[/] {seconds:.1f}" if good else f"[red]✗ {seconds:.1f}[/]"


def main(arguments: Sequence[str]) -> int:
    """Runs, prints, answers the exit code."""
    results = Results()
    with_workers = [] if any(each.startswith("-n") for each in arguments) else ["-n", "2"]
    code = pytest.main([str(FOLDER), "-q", "--dist", "loadgroup", *with_workers, *arguments], plugins=[results])
    Console(highlight=False).print(results.table())
    return int(code != pytest.ExitCode.OK or not results.complete)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
