"""Sandboxes and engines that stand by: quicker, and in nothing else different from those made for a batch."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from checks.interface import Outcome, Result, Unit
from checks.runner import Runner, RunnerLimits
from checks.settings import Settings
from checks.static_analysis import StaticAnalysis, engine
from tests.checks.actor import STANDING, Actor
from tests.checks.processes import below, is_gone, named, zygote
from tests.values import MemoryChange, memory_change
from tests.waiting import until

ROOT = Path(__file__).parents[2]
ENGINES = min(2, len(os.sched_getaffinity(0)))
PYTHON = "from flask import request\ndef f(cursor):\n    cursor.execute('x' + request.args['n'])\n"
SCRIPT = "app.get('/', (req, res) => { eval(req.query.code); });\n"


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    runner = Runner(RunnerLimits(seconds=60), spares=True)
    runner.isolation()
    yield runner
    runner.close()


@pytest.fixture(scope="module")
def change() -> MemoryChange:
    """More than one engine's worth."""
    before = {f"{number}.py": f"# {number}\nx = 1\n" for number in range(3)}
    return memory_change(before, {f"{number}.py": PYTHON * 40 for number in range(3)} | {"a.js": SCRIPT * 100})


def findings(runner: Runner, change: MemoryChange) -> dict[Unit, tuple[Outcome, object]]:
    check = StaticAnalysis()
    results: list[Result] = list(runner.judge(change, list(check.units(change)), lambda: None))
    assert any(result.findings for result in results)
    return {result.unit: (result.outcome, result.findings) for result in results}


def engines(runner: Runner) -> list[int]:
    """Those that run, once as many do as stand by."""
    return until(lambda: found if len(found := named("semgrep-core", zygote(runner))) == ENGINES else [])


@pytest.fixture(scope="module")
def expected(change: MemoryChange) -> dict[Unit, tuple[Outcome, object]]:
    """What sandboxes say that were made for their batch."""
    fresh = Runner(RunnerLimits(seconds=60))
    try:
        said = findings(fresh, change)
        until(lambda: not below(zygote(fresh)))  # nobody stands by unless that was asked for
        return said
    finally:
        fresh.close()


def test_a_batch_in_a_spare_ends_as_in_a_fresh_sandbox(
    runner: Runner, change: MemoryChange, expected: dict[Unit, tuple[Outcome, object]]
) -> None:
    for _ in range(3):
        waiting = engines(runner)
        assert findings(runner, change) == expected
        until(lambda waiting=waiting: all(is_gone(pid) for pid in waiting))  # their one job is done


def test_where_no_spare_is_ready_a_batch_has_a_sandbox_made_for_it(
    runner: Runner, change: MemoryChange, expected: dict[Unit, tuple[Outcome, object]]
) -> None:
    said = []
    threads = [threading.Thread(target=lambda: said.append(findings(runner, change))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == [expected] * 3


def spare(pid: int) -> list[int]:
    """The whole sandbox that stands by under a zygote."""
    return below(pid)


def one_engine(pid: int) -> list[int]:
    return named("semgrep-core", pid)[:1]


def all_engines(pid: int) -> list[int]:
    return named("semgrep-core", pid)


@pytest.mark.parametrize("doomed", [spare, one_engine, all_engines])
def test_what_stood_by_and_was_killed_is_no_loss(
    runner: Runner,
    change: MemoryChange,
    expected: dict[Unit, tuple[Outcome, object]],
    doomed: Callable[[int], list[int]],
) -> None:
    engines(runner)
    victims = doomed(zygote(runner))
    for pid in victims:
        os.kill(pid, signal.SIGKILL)
    until(lambda: all(is_gone(pid) for pid in victims))
    assert findings(runner, change) == expected
    assert set(engines(runner)).isdisjoint(victims)


def test_a_check_that_stumbles_while_it_stands_by_still_judges(tmp_path: Path) -> None:
    runner = Runner(
        RunnerLimits(seconds=60),
        settings=Settings((tmp_path / "clumsy",)),
        factory="tests.checks.actor:build",
        spares=True,
    )
    try:
        runner.isolation()
        until(lambda: named(STANDING, zygote(runner)))
        change = memory_change({}, {"a": "say hi"})
        [result] = runner.judge(change, list(Actor().units(change)), lambda: None)
        assert result.findings[0].message == "hi"
    finally:
        runner.close()


WORKER = """
    import sys, threading
    sys.path.insert(0, {root!r})
    from checks import sandbox
    if {poor}:
        sandbox._prctl(sandbox._PR_SET_NO_NEW_PRIVS, 1)
        assert sandbox.deny_calls(["unshare"])
    from checks.runner import Runner
    runner = Runner(spares=True)
    print(runner.isolation(), flush=True)
    threading.Event().wait()
"""


@pytest.mark.parametrize("victim", ["worker", "zygote"])
@pytest.mark.parametrize("poor", [False, True], ids=["namespaces", "no namespaces"])
def test_kill_9_leaves_no_engine_at_its_gate(poor: bool, victim: str) -> None:
    script = textwrap.dedent(WORKER).format(root=str(ROOT), poor=poor)
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as worker:
        try:
            assert worker.stdout
            assert ("namespace" in worker.stdout.readline()) != poor
            until(lambda: len(named("semgrep-core", worker.pid)) == ENGINES)
            family = below(worker.pid)
            os.kill(worker.pid if victim == "worker" else family[0], signal.SIGKILL)
            until(lambda: all(is_gone(pid) for pid in family))
        finally:
            worker.kill()


# The engine at its gate


def test_an_engine_that_asks_for_its_rules_first_is_not_started_beforehand() -> None:
    def curious(*arguments: object) -> list[str]:
        """Ends before it reads a certificate."""
        return ["semgrep-core", "-version"]

    plain = engine.Way(engine.by_core)
    assert engine.choose((engine.Way(curious, waits=True), plain)) is plain  # type: ignore[arg-type]


def test_without_a_certificate_an_engine_ends() -> None:
    started = engine.Engine(engine.choose(), engine.EngineLimits()).start()
    process = started.waiting
    assert process
    assert process.stdin
    process.stdin.close()
    assert process.wait(timeout=20) != 0
    assert started.waiting is None
