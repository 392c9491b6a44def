"""Real worker processes on one store, under kill -9, SIGSTOP and all that makes scans end early."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.bell import Bell
from bot.engine import Worker
from bot.forges.interface import CancelWanted, HeadRescanWanted, ScanWanted, Uninstalled, Wish
from bot.model import Delivery, Reason, Scan, ScanState, Spoken, Target, Verdict
from bot.store import Limits, Store
from tests.databases import empty_postgres
from tests.small_work import FolderWork
from tests.waiting import until

ROOT = Path(__file__).parent.parent


class Yard:
    """A folder with a store, the workers on it, and what they said."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        (folder / "url").write_text(url)
        self.store = Store(url)
        self.store.migrate()
        self.bell = Bell(folder / "bell")
        self.workers: list[subprocess.Popen[bytes]] = []
        self.deliveries = 0

    def worker(self, lease: float = Limits().lease, scan: float = 600.0) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            argv = [sys.executable, "-m", "tests.small_work", str(self.folder), str(lease), str(scan)]
            worker = subprocess.Popen(argv, cwd=ROOT, stderr=log, process_group=0)
        self.workers.append(worker)
        return worker

    def hear(self, wish: Wish) -> tuple[str, ...]:
        self.deliveries += 1
        delivery = Delivery("small", str(self.deliveries), "event", "o/r", datetime.now(UTC), "")
        scans = self.store.remember(delivery, wish, time.time(), "7").scans
        self.bell.ring()
        return scans

    def push(self, head: str, number: int = 1, reason: Reason = Reason.PUSHED) -> str:
        return self.hear(ScanWanted(Target("small", "o/r", number), reason, head, "ann"))[0]

    def scan(self, scan_id: str) -> Scan:
        scan = self.store.scan(scan_id)
        assert scan is not None
        return scan

    def ended(self, scan_id: str, seconds: float = 20.0) -> Scan:
        until(lambda: self.scan(scan_id).state.ended, seconds, f"the end of {scan_id}")
        return self.scan(scan_id)

    def said(self) -> list[str]:
        file = self.folder / "said"
        return file.read_text().splitlines() if file.exists() else []

    def started(self, scan_id: str) -> list[str]:
        file = self.folder / "started"
        lines = file.read_text().splitlines() if file.exists() else []
        return [line for line in lines if line.split()[:2] == ["start", scan_id]]

    def heralds(self, scan_id: str) -> list[str]:
        file = self.folder / "started"
        lines = file.read_text().splitlines() if file.exists() else []
        return [line for line in lines if line.split()[:2] == ["herald", scan_id]]

    def queued(self) -> list[str]:
        """Ids of the scans that were shown as queued, each time."""
        file = self.folder / "queued"
        lines = file.read_text().splitlines() if file.exists() else []
        assert all(line.endswith(" waiting") for line in lines)
        return [line.split()[0] for line in lines]

    def interrupted(self, scans: list[str]) -> int:
        return sum(len(self.started(scan)) > 1 for scan in scans)

    def works(self, worker: subprocess.Popen[bytes]) -> bool:
        file = self.folder / "started"
        lines = file.read_text().splitlines() if file.exists() else []
        mine = [line.split()[1] for line in lines if line.split()[0] == "start" and line.split()[3] == str(worker.pid)]
        return bool(mine) and not self.scan(mine[-1]).state.ended

    def words(self, scan_id: str) -> list[str]:
        return [line.split()[0] for line in self.said() if line.split()[1] == scan_id]

    def said_by(self, scan_id: str) -> list[int]:
        lines = (self.folder / "sayings").read_text().splitlines()
        return [int(line.split()[0]) for line in lines if line.endswith(f"review {scan_id}")]

    def close(self) -> None:
        for worker in self.workers:
            if worker.poll() is None:
                os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
        self.bell.close()
        self.store.close()


@pytest.fixture
def yard(tmp_path: Path) -> Iterator[Yard]:
    yard = Yard(tmp_path, f"sqlite:///{tmp_path}/sekisho.db")
    yield yard
    yard.close()


@pytest.fixture
def postgres_yard(tmp_path: Path) -> Iterator[Yard]:
    yard = Yard(tmp_path, empty_postgres())
    yield yard
    yard.close()


def processes_named(word: str) -> list[str]:
    found = subprocess.run(["ps", "-eo", "pid,stat,args"], capture_output=True, text=True, check=True).stdout
    return [line for line in found.splitlines() if word in line and " Z" not in line]


def test_a_scan_is_done_and_said_once(yard: Yard) -> None:
    yard.worker()
    scan = yard.push("busy:0")
    ended = yard.ended(scan)
    assert (ended.state, ended.verdict) == (ScanState.DONE, Verdict.CLEAR)
    assert yard.said() == [f"review {scan}"]


def test_a_waiting_worker_starts_within_a_blink_of_the_ring(yard: Yard) -> None:
    yard.worker()
    yard.ended(yard.push("busy:0"))
    delays = []
    for _ in range(9):
        before = time.time()
        scan = yard.push("busy:0")
        yard.ended(scan)
        delays.append(float(yard.started(scan)[0].split()[-1]) - before)
    assert sorted(delays)[4] < 0.25, delays  # the slow poll alone would take half a second in the middle


def test_a_scan_whose_worker_is_killed_is_taken_over_within_ten_seconds(yard: Yard) -> None:
    first = yard.worker()
    scan = yard.push("busy:2")
    until(lambda: yard.started(scan))
    yard.worker()
    os.killpg(first.pid, signal.SIGKILL)
    killed = time.monotonic()
    until(lambda: len(yard.started(scan)) == 2, 20)
    assert time.monotonic() - killed < 10
    assert yard.ended(scan).state is ScanState.DONE
    assert yard.said() == [f"review {scan}"]


def test_a_check_dies_with_its_killed_worker(yard: Yard) -> None:
    worker = yard.worker()
    scan = yard.push("check:7654.25")
    until(lambda: processes_named("sleep 7654.25"))
    assert yard.started(scan)
    os.kill(worker.pid, signal.SIGKILL)
    until(lambda: not processes_named("sleep 7654.25"), 5)


@pytest.mark.parametrize("which", ["yard", "postgres_yard"])
def test_under_random_kills_nothing_is_lost_and_nothing_said_twice(request: pytest.FixtureRequest, which: str) -> None:
    yard: Yard = request.getfixturevalue(which)
    chance = random.Random(7)
    scans = [yard.push(f"busy:{chance.uniform(0.05, 0.4):.2f}", number) for number in range(1, 41)]
    for _ in range(3):
        yard.worker(lease=2.0)
    deadline = time.monotonic() + 120
    while not all(yard.scan(scan).state.ended for scan in scans):
        assert time.monotonic() < deadline, Counter(yard.scan(scan).state for scan in scans)
        time.sleep(chance.uniform(0.0, 0.3))
        busy = [worker for worker in yard.workers if worker.poll() is None and yard.works(worker)]
        if busy and yard.interrupted(scans) < 10:
            os.killpg(chance.choice(busy).pid, signal.SIGKILL)
            yard.worker(lease=2.0)
    assert yard.interrupted(scans) >= 10, "the kills must have hit scans, not idle workers"
    until(lambda: all(yard.words(scan) for scan in scans))
    for scan in scans:
        if yard.scan(scan).state is ScanState.DONE:
            assert yard.words(scan) == ["review"]
        else:  # hit three times, the last time perhaps between its word and its end
            assert yard.words(scan) in (["closed"], ["review", "closed"])
    assert set(yard.queued()) <= set(scans)
    assert max(Counter(yard.queued()).values()) == 1, "shown as queued once, or by a worker alone"


def test_a_worker_that_was_stopped_taken_over_and_continued_says_nothing(yard: Yard) -> None:
    first = yard.worker(lease=1.0)
    scan = yard.push("busy:3")
    until(lambda: yard.started(scan))
    os.kill(first.pid, signal.SIGSTOP)
    second = yard.worker(lease=1.0)
    until(lambda: len(yard.started(scan)) == 2)
    os.kill(first.pid, signal.SIGCONT)  # its work goes on, and comes to the gate while the second still looks
    assert yard.ended(scan).fence == 2
    assert '"lost"' in (yard.folder / "log").read_text()
    assert yard.said_by(scan) == [second.pid]


def test_a_worker_that_continues_after_the_end_says_nothing_either(yard: Yard) -> None:
    first = yard.worker(lease=1.0)
    scan = yard.push("busy:1")
    until(lambda: yard.started(scan))
    os.kill(first.pid, signal.SIGSTOP)
    second = yard.worker(lease=1.0)
    yard.ended(scan)
    (yard.folder / "said").write_text("")  # else the look-up before the write would keep it quiet, not the gate
    os.kill(first.pid, signal.SIGCONT)
    until(lambda: '"lost"' in (yard.folder / "log").read_text())
    assert yard.said_by(scan) == [second.pid]


def test_a_newer_head_supersedes_a_running_scan_and_ends_its_checks(yard: Yard) -> None:
    yard.worker()
    old = yard.push("check:7654.5")
    until(lambda: processes_named("sleep 7654.5"))
    new = yard.push("busy:0")
    assert yard.ended(new).state is ScanState.DONE
    assert yard.scan(old).state is ScanState.SUPERSEDED
    assert yard.said() == [f"closed {old} superseded A newer push took its place.", f"review {new}"]
    assert not processes_named("sleep 7654.5")


def test_only_one_scan_of_a_pull_request_runs_at_a_time(yard: Yard) -> None:
    yard.worker()
    yard.worker()
    old = yard.push("busy:2")
    until(lambda: yard.started(old))
    new = yard.push("busy:0")
    neighbour = yard.push("busy:0", 2)
    yard.ended(neighbour)
    assert not yard.started(new), "the old one's worker has not let go yet, and has words to say"
    yard.ended(new)
    assert yard.said()[-1] == f"review {new}"


def test_closing_cancels_a_running_scan_and_says_so(yard: Yard) -> None:
    yard.worker()
    scan = yard.push("check:7654.75")
    until(lambda: processes_named("sleep 7654.75"))
    yard.hear(CancelWanted(Target("small", "o/r", 1)))
    until(yard.said)
    assert yard.said() == [f"closed {scan} cancelled The pull request was closed."]
    assert yard.scan(scan).state is ScanState.CANCELLED


def test_people_go_first_then_the_merge_queue_then_pushes_then_baselines(yard: Yard) -> None:
    order = (Reason.BASELINE, Reason.PUSHED, Reason.QUEUED, Reason.REQUESTED)
    scans = {reason: yard.push("busy:0", number, reason) for number, reason in enumerate(order, 1)}
    yard.worker()
    for scan in scans.values():
        yard.ended(scan)
    assert yard.said() == [f"review {scans[reason]}" for reason in reversed(order)]


def test_a_fault_is_tried_three_times_then_said_and_no_token_is_kept(yard: Yard) -> None:
    yard.worker()
    scan = yard.push("fault")
    until(yard.said, 40)
    ended = yard.scan(scan)
    assert (ended.state, len(yard.started(scan))) == (ScanState.FAILED, 3)
    assert ended.note == "It failed 3 times. Last: RuntimeError: a fault with [redacted] in its text"
    assert yard.said() == [f"closed {scan} failed {ended.note}"]


def test_a_forge_that_is_away_costs_no_attempt(yard: Yard) -> None:
    yard.worker()
    scan = yard.push("away:4")
    ended = yard.ended(scan, 60)
    assert (ended.state, ended.attempts, len(yard.started(scan))) == (ScanState.DONE, 1, 5)


def test_a_refusal_is_said_at_once(yard: Yard) -> None:
    yard.worker()
    scan = yard.push("refused")
    until(yard.said)
    assert yard.said() == [f"closed {scan} failed The app may not write here."]
    assert len(yard.started(scan)) == 1


def test_the_watchdog_ends_an_overdue_scan_and_its_checks(yard: Yard) -> None:
    yard.worker(lease=1.0, scan=1.0)
    scan = yard.push("check:7655.25")
    until(yard.said)
    assert yard.said() == [f"closed {scan} failed It took longer than 1 seconds."]
    until(lambda: not processes_named("sleep 7655.25"), 5)


def test_a_hung_worker_ends_itself_and_another_says_that_its_scan_failed(yard: Yard) -> None:
    hung = yard.worker(lease=1.0, scan=1.0)
    scan = yard.push("hang")
    until(lambda: yard.started(scan))
    yard.worker(lease=1.0, scan=1.0)
    until(yard.said)
    assert yard.said() == [f"closed {scan} failed It took longer than 1 seconds."]
    assert hung.wait(20) == 70


def test_a_scan_that_kills_its_workers_is_given_up(yard: Yard) -> None:
    scan = yard.push("busy:30")
    for times in (1, 2, 3):
        worker = yard.worker(lease=1.0)
        until(lambda times=times: len(yard.started(scan)) == times)
        os.killpg(worker.pid, signal.SIGKILL)
    yard.worker(lease=1.0)
    until(yard.said)
    assert yard.said() == [f"closed {scan} failed Its worker died 3 times while looking at it."]


def test_a_leaving_worker_finishes_what_ends_soon(yard: Yard) -> None:
    worker = yard.worker()
    scan = yard.push("busy:1.5")
    until(lambda: yard.started(scan))
    worker.terminate()
    assert worker.wait(10) == 0
    assert yard.scan(scan).state is ScanState.DONE


def test_a_leaving_worker_hands_back_what_does_not_within_ten_seconds(yard: Yard) -> None:
    worker = yard.worker()
    scan = yard.push("check:7655.5")
    until(lambda: processes_named("sleep 7655.5"))
    worker.terminate()
    assert worker.wait(10) == 0
    assert not processes_named("sleep 7655.5")
    assert (yard.scan(scan).state, yard.scan(scan).attempts) == (ScanState.WAITING, 0)
    assert yard.said() == []
    assert yard.store.claim("another", time.time()) is not None


def test_an_idle_worker_leaves_at_once(yard: Yard) -> None:
    worker = yard.worker()
    yard.ended(yard.push("busy:0"))
    worker.terminate()
    asked = time.monotonic()
    assert worker.wait(10) == 0
    assert time.monotonic() - asked < 3


def test_a_command_is_answered_and_its_scan_follows(yard: Yard) -> None:
    yard.worker()
    target = Target("small", "o/r", 3)
    command = yard.hear(Spoken(target, "/sekisho rescan", "bea", False, 99, True, "abc"))[0]
    yard.ended(command)
    until(lambda: len(yard.said()) == 2)
    assert yard.said()[0] == "errand Spoken"
    follower = yard.scan(yard.said()[1].split()[1])
    assert (follower.target, follower.reason, follower.requested_by) == (target, Reason.REQUESTED, "bea")


def test_a_scan_that_waits_for_busy_workers_is_shown_as_queued_once(yard: Yard) -> None:
    yard.worker()
    yard.worker()
    long = [yard.push("check:7656.25", 1), yard.push("check:7656.25", 2)]
    until(lambda: all(yard.started(scan) for scan in long))
    waiting = yard.push("busy:0", 3)
    silent = yard.push("busy:0", 4, Reason.BASELINE)
    asked = time.monotonic()
    until(lambda: waiting in yard.queued(), 5)
    assert time.monotonic() - asked < 3
    yard.hear(CancelWanted(Target("small", "o/r", 1)))
    for scan in (waiting, silent):
        assert yard.ended(scan).state is ScanState.DONE
    assert yard.queued() == [waiting]
    assert (len(yard.started(waiting)), yard.scan(waiting).attempts) == (1, 1)


def test_a_scan_that_finds_a_free_worker_is_not_shown_as_queued(yard: Yard) -> None:
    yard.worker()
    busy = yard.push("check:7656.5", 1)
    until(lambda: yard.started(busy))
    yard.worker()
    until(lambda: yard.store.figures(time.time()).workers == 2)
    for number in (2, 3):
        yard.ended(yard.push("busy:0.7", number))
    assert yard.queued() == []


def test_commands_are_answered_while_every_worker_is_busy(yard: Yard) -> None:
    yard.worker()
    busy = yard.push("check:7656.75", 1)
    until(lambda: yard.started(busy))
    asked = time.monotonic()
    command = yard.hear(Spoken(Target("small", "o/r", 3), "/sekisho rescan", "bea", False, 99, True, "abc"))[0]
    assert yard.ended(command, 5).state is ScanState.DONE
    assert time.monotonic() - asked < 2
    assert yard.said() == ["errand Spoken"]
    assert yard.scan(busy).state is ScanState.RUNNING
    until(yard.queued, 5, "the scan that the command asked for")


def test_what_was_shown_as_queued_and_is_called_off_is_closed_while_every_worker_is_busy(yard: Yard) -> None:
    yard.worker()
    busy = yard.push("check:7657.25", 1)
    until(lambda: yard.started(busy))
    off, replaced = yard.push("busy:0", 2), yard.push("busy:0", 3)
    until(lambda: sorted(yard.queued()) == sorted([off, replaced]))
    yard.hear(CancelWanted(Target("small", "o/r", 2)))
    newer = yard.push("busy:0.1", 3)
    until(lambda: newer in yard.queued())
    until(lambda: len(yard.said()) == 2)
    assert sorted(yard.said()) == sorted(
        [
            f"closed {off} cancelled The pull request was closed.",
            f"closed {replaced} superseded A newer push took its place.",
        ]
    )
    assert yard.scan(busy).state is ScanState.RUNNING


def test_a_worker_that_is_killed_while_it_shows_a_scan_as_queued_keeps_nobody_from_it(yard: Yard) -> None:
    first = yard.worker()
    busy = yard.push("check:7657.5", 1)
    until(lambda: yard.started(busy))
    waiting = yard.push("herald:60", 2)
    until(lambda: yard.heralds(waiting))
    os.killpg(first.pid, signal.SIGKILL)
    killed = time.monotonic()
    yard.hear(CancelWanted(Target("small", "o/r", 1)))
    yard.worker()
    assert yard.ended(waiting).state is ScanState.DONE
    assert time.monotonic() - killed < 10
    assert yard.queued() == []


def test_who_shows_a_scan_as_queued_too_late_says_nothing(yard: Yard) -> None:
    first = yard.worker(lease=1.0)
    busy = yard.push("check:7657.75", 1)
    until(lambda: yard.started(busy))
    waiting = yard.push("herald:2", 2)
    until(lambda: yard.heralds(waiting))
    second = yard.worker(lease=1.0)
    time.sleep(1.2)  # longer than the lease, which is kept meanwhile: nobody else begins
    assert not yard.started(waiting)
    os.kill(first.pid, signal.SIGSTOP)
    yard.hear(CancelWanted(Target("small", "o/r", 1)))  # else it would be taken over first
    assert yard.ended(waiting).state is ScanState.DONE
    os.kill(first.pid, signal.SIGCONT)
    until(lambda: (yard.folder / "log").read_text().count('"lost"') == 2, what="the end of the scan and the herald")
    assert yard.said_by(waiting) == [second.pid]
    assert yard.queued() == []


def test_a_leaving_worker_hands_back_what_it_was_showing_as_queued(yard: Yard) -> None:
    worker = yard.worker()
    busy = yard.push("check:7658.25", 1)
    until(lambda: yard.started(busy))
    waiting = yard.push("herald:60", 2)
    until(lambda: yard.heralds(waiting))
    worker.terminate()
    assert worker.wait(10) == 0
    ids = {claim.scan.id for claim in (yard.store.claim("a", time.time()), yard.store.claim("b", time.time())) if claim}
    assert ids == {busy, waiting}


def test_a_head_and_a_deletion_are_errands_too(yard: Yard) -> None:
    yard.worker()
    yard.ended(yard.hear(HeadRescanWanted("small", "o/r", "abc", "ann"))[0])
    yard.ended(yard.hear(Uninstalled("small", "7", ("o/r",)))[0])
    assert yard.said() == ["errand HeadRescanWanted", "errand Uninstalled"]


def test_a_broker_can_drive_a_worker_by_id_and_the_lease_is_kept_meanwhile(yard: Yard) -> None:
    store = Store(f"sqlite:///{yard.folder}/sekisho.db", Limits(lease=1.0))
    worker = Worker(store, FolderWork(yard.folder), name="driven", wait=time.sleep)
    first, second = yard.push("busy:3", 1), yard.push("busy:0", 2)
    driven = threading.Thread(target=worker.run_one, args=[first])
    driven.start()
    until(lambda: yard.started(first))
    stolen = []
    while driven.is_alive():
        claim = store.claim("thief", time.time(), first)
        stolen += [claim] if claim else []
        driven.join(0.1)
    assert stolen == []
    assert yard.said() == [f"review {first}"]
    assert worker.run_one(second)
    assert not worker.run_one(first), "it has ended"
    worker.close()
    store.close()


def test_an_idle_worker_costs_less_than_two_percent_of_a_core(yard: Yard) -> None:
    worker = yard.worker()
    yard.ended(yard.push("busy:0"))
    before = cpu_seconds(worker.pid)
    time.sleep(5)  # what is measured
    assert (cpu_seconds(worker.pid) - before) / 5 <= 0.02


def cpu_seconds(pid: int) -> float:
    fields = re.sub(r"^.*\)", "", Path(f"/proc/{pid}/stat").read_text()).split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
