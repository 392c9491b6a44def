"""The runner with real sandboxes: every unit ends as exactly one result, whatever the content makes a check do."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from checks.interface import Outcome, Result, Side, Skip, content_unit
from checks.nursery import Nursery
from checks.runner import Runner, RunnerLimits
from checks.settings import Settings
from tests.checks.actor import STANDING, Actor
from tests.checks.processes import named, running, zygote
from tests.values import MemoryChange, MemorySnapshot, memory_change
from tests.waiting import until

ACTOR = "tests.checks.actor:build"
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module", params=[False, True], ids=["fresh", "spare"])
def runner(request: pytest.FixtureRequest) -> Iterator[Runner]:
    """Every way a batch can end is tried in sandboxes made for it, and in such that stood by."""
    runner = Runner(RunnerLimits(seconds=60), factory=ACTOR, spares=request.param)
    runner.isolation()
    yield runner
    runner.close()


@pytest.fixture
def quick() -> Iterator[Runner]:
    limits = RunnerLimits(seconds=1.5, answer_bytes=200_000, written_bytes=5_000_000, memory_bytes=2_000_000_000)
    runner = Runner(limits, factory=ACTOR)
    yield runner
    runner.close()


def judge(
    runner: Runner, files: Mapping[str, str], alive: Callable[[], None] = lambda: None, before: Mapping[str, str] = {}
) -> dict[str, Result]:
    change = memory_change(dict(before), dict(files))
    units = list(Actor().units(change))
    if runner._nursery._config["spares"]:
        until(lambda: named(STANDING, zygote(runner)))
    results = list(runner.judge(change, units, alive))
    assert sorted(result.unit.key for result in results) == sorted(unit.key for unit in units)
    return {result.unit.key: result for result in results}


def act(runner: Runner, what: str) -> str:
    """What one act said."""
    [result] = judge(runner, {"a": what}).values()
    assert result.outcome is Outcome.RAN, result.reason
    return result.findings[0].message


def marker() -> str:
    """Seconds for sleep that nobody else sleeps."""
    return f"1000.{uuid.uuid4().int % 10**12:012}"


# Results


def test_results_come_back_whole(runner: Runner) -> None:
    results = judge(runner, {"d/ü\n\udcff.py": "say „hello“\n", "b.py": "say again"})
    assert {key: result.findings[0].message for key, result in results.items()} == {
        "d/ü\n\udcff.py": "„hello“\n",
        "b.py": "again",
    }
    assert all(result.outcome is Outcome.RAN and result.lasting for result in results.values())


def test_a_unit_left_out_by_design_is_skipped_and_never_read(runner: Runner) -> None:
    results = judge(runner, {"vendor/x.py": "die now", "a.py": "say hi"})
    assert (results["vendor/x.py"].outcome, results["vendor/x.py"].by_design) == (Outcome.SKIPPED, True)
    assert results["vendor/x.py"].reason == "vendored: by its name"
    assert results["a.py"].outcome is Outcome.RAN


def test_a_transition_sees_both_sides_and_a_unit_sees_no_other_file(runner: Runner) -> None:
    results = judge(runner, {"both/a": "both now", "b": "other both/a", "c": "other d"}, before={"both/a": "then"})
    assert results["both/a"].findings[0].message == "b'then' -> b'both now'"
    assert results["c"].findings[0].message == "None None"


def test_what_cannot_be_read_reaches_the_check_as_a_skip(runner: Runner) -> None:
    class Refusing(MemorySnapshot):
        def read(self, path: str) -> bytes | None:
            raise Skip("it has 40 MiB, more than the limit")

    change = MemoryChange(MemorySnapshot("", {}), Refusing("h", {"a": "say hi"}))
    unit = content_unit("actor", change.head, Side.HEAD, "a", ["a"])
    [result] = runner.judge(change, [unit], lambda: None)
    assert (result.outcome, result.reason) == (Outcome.SKIPPED, "it has 40 MiB, more than the limit")


@pytest.mark.parametrize(
    ("what", "outcome", "reason"),
    [
        ("fail skip", Outcome.SKIPPED, "no lockfile"),
        ("fail error", Outcome.FAILED, "reading the mirror"),
        ("fail bug", Outcome.FAILED, "KeyError: 'oops'"),
        ("die now", Outcome.FAILED, "the check stopped in the middle"),
        ("die segfault", Outcome.FAILED, "the check stopped in the middle"),
        ("memory", Outcome.FAILED, "MemoryError: "),
    ],
)
def test_however_a_check_ends_its_unit_ends_with_the_reason(
    runner: Runner, what: str, outcome: Outcome, reason: str
) -> None:
    result = judge(runner, {"a": what})["a"]
    assert (result.outcome, result.reason) == (outcome, reason)
    assert result.lasting == (outcome is Outcome.SKIPPED)


def test_a_poisonous_file_spoils_no_result_but_its_own(runner: Runner) -> None:
    files = {f"{number:02}": f"say {number}" for number in range(40)} | {"13": "die now", "31": "fail bug"}
    results = judge(runner, files)
    assert {key for key, result in results.items() if result.outcome is not Outcome.RAN} == {"13", "31"}
    assert results["30"].findings[0].message == "30"


def test_when_everything_is_poisonous_trying_again_has_an_end() -> None:
    runner = Runner(RunnerLimits(seconds=60, retries=5), factory=ACTOR)
    try:
        results = judge(runner, {f"{number:03}": "die now" for number in range(60)})
        assert {result.outcome for result in results.values()} == {Outcome.FAILED}
    finally:
        runner.close()


def test_more_units_than_a_batch_takes_are_all_judged() -> None:
    runner = Runner(RunnerLimits(batch_units=7, parallel=3), factory=ACTOR)
    try:
        results = judge(runner, {f"{number:03}": f"say {number}" for number in range(50)})
        assert {result.findings[0].message for result in results.values()} == {str(number) for number in range(50)}
    finally:
        runner.close()


# Limits


def test_at_the_time_limit_what_has_no_result_fails_and_what_has_one_keeps_it(quick: Runner) -> None:
    results = judge(quick, {"a": "say early", "b": "hang", "c": "say late"})
    assert (results["a"].outcome, results["c"].outcome) == (Outcome.RAN, Outcome.RAN)
    assert (results["b"].outcome, results["b"].lasting) == (Outcome.FAILED, False)
    assert results["b"].reason == "time limit: no result within 0.75 seconds"


def test_when_everything_hangs_trying_again_has_an_end(quick: Runner) -> None:
    started = time.monotonic()
    results = judge(quick, {f"{number:02}": "hang" for number in range(32)})
    assert {result.outcome for result in results.values()} == {Outcome.FAILED}
    assert time.monotonic() - started < 12


def test_endless_answers_are_cut_off(quick: Runner) -> None:
    results = judge(quick, {"a": "say small", "b": "talk 5000000"})
    assert results["a"].outcome is Outcome.RAN
    assert results["b"].reason == "the check answered more than the limit allows"


def test_endless_files_are_cut_off_and_noise_goes_nowhere(quick: Runner, capfd: pytest.CaptureFixture[str]) -> None:
    assert act(quick, "fill") == "refused: File too large"
    assert act(quick, "prattle") == "prattled"
    assert capfd.readouterr() == ("", "")


def test_lies_on_the_wire_are_dropped(runner: Runner) -> None:
    results = judge(runner, {"a": "lie", "b": "say truth"})
    assert [finding.message for finding in results["a"].findings] == ["first"]
    assert results["b"].findings[0].message == "truth"


# The sandbox


def test_there_is_no_network(runner: Runner) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        said = act(runner, f"connect 127.0.0.1:{server.getsockname()[1]}")
    assert said.startswith("refused")
    assert act(runner, "network").count("refused") == 4


def test_secrets_of_the_worker_are_out_of_reach(
    runner: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEKISHO_SECRET", "hunter2")
    (tmp_path / "key.pem").write_text("secret")
    assert "SEKISHO_SECRET" not in act(runner, "environment")
    for place in (tmp_path / "key.pem", f"/proc/{os.getpid()}/environ", "/proc/self/environ", "/etc/passwd"):
        assert act(runner, f"read {place}").startswith("refused"), place
    assert act(runner, f"read {sys.prefix}/pyvenv.cfg").startswith("did")
    assert act(runner, "descriptors") == "1 pipes of 5"


def test_only_its_own_folder_can_be_written(runner: Runner, tmp_path: Path) -> None:
    for place in (tmp_path / "new", "/tmp/sekisho-escaped", ROOT / "checks" / "escaped.py", sys.executable):
        assert act(runner, f"write {place}").startswith("refused"), place
    assert act(runner, "write here") == "did: 1"
    assert act(runner, "read here").startswith("refused")


def test_other_processes_cannot_be_signalled(runner: Runner) -> None:
    victim = subprocess.Popen(["sleep", "60"])
    try:
        assert act(runner, f"kill {victim.pid}").startswith("refused")
        assert victim.poll() is None
    finally:
        victim.kill()
        victim.wait()


def test_the_layers_are_named_for_the_operator(runner: Runner) -> None:
    assert "sockets" in runner.isolation() or "network" in runner.isolation()


def test_where_isolation_is_demanded_and_missing_nothing_is_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Nursery, "layers", lambda self: ["files (Landlock 3)"])
    demanding = Runner(RunnerLimits(require_isolation=True), factory=ACTOR)
    results = judge(demanding, {"a": "say hi"})
    assert results["a"].outcome is Outcome.FAILED
    assert "does not keep checks from the network" in results["a"].reason


# Life and death


def test_processes_that_a_check_leaves_behind_are_killed(runner: Runner, quick: Runner) -> None:
    mark = marker()
    assert act(runner, f"daemon {mark}") == "left"
    until(lambda: not running(mark))
    results = judge(quick, {"a": f"daemon {mark} hang"})
    assert results["a"].reason.startswith("time limit")
    until(lambda: not running(mark))


WORKER = """
    import sys
    sys.path.insert(0, {root!r})
    from checks import sandbox
    if {poor}:
        sandbox._prctl(sandbox._PR_SET_NO_NEW_PRIVS, 1)
        assert sandbox.deny_calls(["unshare"])
    from checks.runner import Runner, RunnerLimits
    from tests.checks.actor import Actor
    from tests.values import memory_change
    runner = Runner(RunnerLimits(seconds=120), factory="tests.checks.actor:build")
    print(runner.isolation(), flush=True)
    change = memory_change({{}}, dict(enumerate_files for enumerate_files in {files!r}))
    for result in runner.judge(change, list(Actor().units(change)), lambda: None):
        print(result.unit.key, result.outcome, [f.message for f in result.findings], result.reason, flush=True)
    runner.close()
"""


def worker(files: Sequence[tuple[str, str]], poor: bool) -> subprocess.Popen[str]:
    """A process with a runner of its own; `poor`: where the kernel allows no namespaces."""
    script = textwrap.dedent(WORKER).format(root=str(ROOT), poor=poor, files=list(files))
    return subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("poor", [False, True], ids=["namespaces", "no namespaces"])
def test_kill_9_of_the_worker_leaves_nothing_running(poor: bool) -> None:
    mark = marker()
    process = worker([("a", f"daemon {mark} hang")], poor)
    assert process.stdout
    with process:
        layers = process.stdout.readline()
        assert ("namespace" in layers) != poor
        until(lambda: len(running(mark)) >= 2)
        zygotes = running("checks.zygote")
        process.send_signal(signal.SIGKILL)
    until(lambda: not running(mark))
    until(lambda: set(running("checks.zygote")) < set(zygotes))


def test_without_namespaces_there_is_still_no_network_and_nothing_left_behind() -> None:
    mark = marker()
    process = worker([("a", "network"), ("b", f"daemon {mark}"), ("c", f"kill {os.getpid()}")], poor=True)
    said, _ = process.communicate(timeout=60)
    layers, *lines = said.splitlines()
    assert "namespace" not in layers
    assert lines[0].count("refused") == 4
    assert "left" in lines[1]
    assert "refused" in lines[2]
    until(lambda: not running(mark))


def test_a_runner_survives_the_death_of_its_helper() -> None:
    runner = Runner(factory=ACTOR)
    try:
        assert act(runner, "say before") == "before"
        process = runner._nursery._process
        assert process
        process.kill()
        process.wait()
        assert act(runner, "say after") == "after"
    finally:
        runner.close()
    assert process.poll() is not None


def test_a_helper_that_cannot_start_fails_every_unit_with_its_reason(tmp_path: Path) -> None:
    runner = Runner(factory=ACTOR, settings=Settings((tmp_path / "broken",)))
    results = judge(runner, {"a": "say hi", "b": "say ho"})
    assert {result.reason for result in results.values()} == {f"{tmp_path / 'broken'} is no rule pack"}
    assert {result.outcome for result in results.values()} == {Outcome.FAILED}


class Lost(Exception):
    pass


def test_a_worker_that_lost_its_scan_stops_judging_at_once(runner: Runner) -> None:
    mark = marker()
    calls = []

    def alive() -> None:
        calls.append(time.monotonic())
        if running(mark):
            raise Lost

    with pytest.raises(Lost):
        judge(runner, {"a": f"daemon {mark} hang"}, alive)
    assert max((late - early for early, late in pairwise(calls)), default=0) < 2
    until(lambda: not running(mark))


def test_alive_is_asked_now_and_then_while_a_check_works(runner: Runner) -> None:
    calls: list[float] = []
    judge(runner, {"a": "slow 1.6"}, lambda: calls.append(time.monotonic()))
    assert len(calls) >= 3


def test_several_threads_judge_at_once(runner: Runner) -> None:
    said: dict[int, str] = {}

    def work(number: int) -> None:
        said[number] = act(runner, f"say {number}")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == {number: str(number) for number in range(8)}


def test_nothing_is_left_on_disk_or_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    before = len(list(Path("/proc/self/fd").iterdir()))
    runner = Runner(factory=ACTOR)
    for _ in range(3):
        act(runner, "write here")
    assert list(tmp_path.glob("sekisho-*")), "that is where it works"
    runner.close()
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    assert list(tmp_path.glob("sekisho-*")) == []
