"""The supervisor over real processes: started, restarted, noticed when frozen, ended together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.waiting import until

ROOT = Path(__file__).parent.parent

SUPERVISOR = """
import sys
from bot import logs
from bot.supervisor import supervise
logs.configure(json=True)
commands = {name: [sys.executable, "-c", code] for name, code in zip(sys.argv[1::2], sys.argv[2::2])}
sys.exit(supervise(commands, silence=3))
"""
LIVES = "import os, sys, time; open('{0}', 'a').write(f'{{os.getpid()}}\\n'); time.sleep(600)"
BEATS = """
import os, time
from bot.supervisor import sign_of_life
alive = sign_of_life()
open('{0}', 'a').write(f'{{os.getpid()}}\\n')
while True:
    alive()
    time.sleep(0.2)
"""
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + LIVES


class Supervised:
    def __init__(self, folder: Path, **codes: str) -> None:
        self.folder = folder
        self.log = (folder / "log").open("wb")
        arguments = [part for name, code in codes.items() for part in (name, code.format(folder / name))]
        argv = [sys.executable, "-c", SUPERVISOR, *arguments]
        self.process = subprocess.Popen(argv, cwd=ROOT, stderr=self.log)

    def pids(self, name: str) -> list[int]:
        file = self.folder / name
        return [int(line) for line in file.read_text().splitlines()] if file.exists() else []

    def logged(self, word: str) -> bool:
        return word in (self.folder / "log").read_text()


@pytest.fixture
def started(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Supervised]:
    supervised = Supervised(tmp_path, **request.param)
    yield supervised
    supervised.process.kill()
    supervised.process.wait()
    supervised.log.close()


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


@pytest.mark.parametrize("started", [{"web": LIVES, "worker": LIVES}], indirect=True)
def test_a_killed_process_is_started_again_and_the_other_left_alone(started: Supervised) -> None:
    until(lambda: started.pids("web") and started.pids("worker"))
    os.kill(started.pids("worker")[0], signal.SIGKILL)
    until(lambda: len(started.pids("worker")) == 2)
    assert len(started.pids("web")) == 1


@pytest.mark.parametrize("started", [{"web": LIVES, "worker": LIVES}], indirect=True)
def test_sigterm_ends_them_all_at_once(started: Supervised) -> None:
    until(lambda: started.pids("web") and started.pids("worker"))
    started.process.terminate()
    asked = time.monotonic()
    assert started.process.wait(10) == 0
    assert time.monotonic() - asked < 3
    assert all(gone(pid) for pid in started.pids("web") + started.pids("worker"))


@pytest.mark.parametrize("started", [{"worker": STUBBORN}], indirect=True)
def test_what_ignores_sigterm_is_killed_within_ten_seconds(started: Supervised) -> None:
    until(lambda: started.pids("worker"))
    started.process.terminate()
    assert started.process.wait(10.5) == 0
    assert gone(started.pids("worker")[0])


@pytest.mark.parametrize("started", [{"web": LIVES, "worker": LIVES}], indirect=True)
def test_they_die_with_their_supervisor(started: Supervised) -> None:
    until(lambda: started.pids("web") and started.pids("worker"))
    started.process.kill()
    until(lambda: all(gone(pid) for pid in started.pids("web") + started.pids("worker")), 5)


@pytest.mark.parametrize("started", [{"worker": BEATS, "web": LIVES}], indirect=True)
def test_a_frozen_process_is_killed_and_started_again_a_silent_one_is_not(started: Supervised) -> None:
    until(lambda: started.pids("web") and started.pids("worker"))
    until(lambda: started.logged('"started"'))
    time.sleep(1)  # some signs of life, before there are none
    os.kill(started.pids("worker")[0], signal.SIGSTOP)
    until(lambda: len(started.pids("worker")) == 2)
    assert started.logged("frozen")
    assert len(started.pids("web")) == 1


@pytest.mark.parametrize("started", [{"web": "raise SystemExit(2)", "worker": LIVES}], indirect=True)
def test_wrong_usage_is_not_tried_again(started: Supervised) -> None:
    assert started.process.wait(10) == 2
    assert all(gone(pid) for pid in started.pids("worker"))


@pytest.mark.parametrize("started", [{"web": "raise SystemExit(1)", "worker": LIVES}], indirect=True)
def test_what_keeps_ending_is_started_again_later_each_time(started: Supervised) -> None:
    until(lambda: started.logged('"again_in": 2.0'))
    assert started.process.poll() is None
    assert len(started.pids("worker")) == 1
