"""A check that another interpreter judges: found when it is needed, and nobody else's trouble when it is not there."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from checks.interface import CheckError, Outcome, Result
from checks.nursery import Home
from checks.runner import Runner, RunnerLimits
from checks.static_analysis import StaticAnalysis
from tests.checks.actor import Actor
from tests.values import memory_change

ACTOR = "tests.checks.actor:build"
CHANGE = memory_change({}, {"a": "say hi", "b": "environment", "a.py": "eval(input())\n"})


@contextmanager
def running(home: Home, spares: bool = False) -> Iterator[Runner]:
    runner = Runner(RunnerLimits(seconds=60), spares=spares, homes={"actor": home})
    try:
        yield runner
    finally:
        runner.close()


def judged(runner: Runner) -> dict[str, Result]:
    units = [*StaticAnalysis().units(CHANGE), *(unit for unit in Actor().units(CHANGE) if unit.key != "a.py")]
    return {result.unit.key: result for result in runner.judge(CHANGE, units, lambda: None)}


def test_a_check_is_judged_by_the_interpreter_of_its_home_and_all_others_by_ours(tmp_path: Path) -> None:
    with running(Home(interpreter(tmp_path, 'echo began >> "$(dirname "$0")/log"'), ACTOR)) as runner:
        assert not (tmp_path / "log").exists()
        results = judged(runner)
        assert {result.outcome for result in results.values()} == {Outcome.RAN}
        assert results["a"].findings[0].message == "hi"
        judged(runner)
    assert (tmp_path / "log").read_text() == "began\n"


def test_a_home_that_nobody_needs_is_not_started(tmp_path: Path) -> None:
    with running(Home(interpreter(tmp_path, 'touch "$(dirname "$0")/log"'), ACTOR)) as runner:
        runner.isolation()
        [result] = runner.judge(CHANGE, list(StaticAnalysis().units(CHANGE)), lambda: None)
    assert result.outcome is Outcome.RAN
    assert not (tmp_path / "log").exists()


def test_where_sandboxes_stand_by_a_home_is_started_beforehand(tmp_path: Path) -> None:
    with running(Home(interpreter(tmp_path, 'touch "$(dirname "$0")/log"'), ACTOR), spares=True) as runner:
        runner.isolation()
        runner.isolation("actor")
        assert (tmp_path / "log").exists()


def test_nobody_waits_for_another_checks_home(tmp_path: Path) -> None:
    with running(Home(interpreter(tmp_path, "sleep 3"), ACTOR)) as runner:
        runner.isolation()
        started, first = time.monotonic(), {}
        asked = []
        units = [*Actor().units(CHANGE), *StaticAnalysis().units(CHANGE)]
        for result in runner.judge(CHANGE, units, lambda: asked.append(time.monotonic())):
            first.setdefault(result.unit.check, time.monotonic() - started)
    assert first["static_analysis"] < first["actor"]
    assert first["actor"] >= 3
    assert max(later - earlier for earlier, later in pairwise(asked)) < 1.5


def test_a_home_that_is_not_there_fails_its_own_check_and_says_what_to_run(tmp_path: Path) -> None:
    with running(Home(tmp_path / "python", ACTOR)) as runner:
        results = judged(runner)
        again = judged(runner)
    assert results["a.py"].outcome is Outcome.RAN
    for result in (results["a"], results["b"], again["a"]):
        assert (result.outcome, result.lasting) == (Outcome.FAILED, False)
        assert result.reason == f"{tmp_path}/python cannot be started (No such file or directory); run `make setup`"


def test_a_broken_home_says_so(tmp_path: Path) -> None:
    with running(Home(interpreter(tmp_path, "exit 1"), ACTOR)) as runner:
        results = judged(runner)
        assert results["a.py"].outcome is Outcome.RAN
        assert "run `make setup`" in results["a"].reason
        try:
            words = runner.isolation("actor")
        except CheckError as error:
            words = str(error)
    assert "run `make setup`" in words


def interpreter(folder: Path, first: str) -> Path:
    """Python, after something else."""
    file = folder / "python"
    file.write_text(f'#!/bin/sh\n{first}\nexec {sys.executable} "$@"\n')
    file.chmod(0o755)
    return file
