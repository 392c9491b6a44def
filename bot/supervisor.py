"""Keeps a set of processes running: starts, restarts, notices the frozen, ends them together. Knows not their work."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from types import FrameType

from bot import logs
from bot.processes import die_with

WRONG_USAGE = 2
"""The exit code of a process that starting again cannot help: wrong usage or configuration."""
GRACE_SECONDS = 9.0
"""From SIGTERM to SIGKILL."""
SILENCE_SECONDS = 30.0
"""A process that has given signs of life and gives none for so long is frozen."""
_PULSE_FD = "SEKISHO_PULSE_FD"
_FIRST_DELAY, _LONGEST_DELAY, _GOOD_LIFE = 0.5, 30.0, 60.0
_log = logs.get("supervisor")


def supervise(commands: Mapping[str, Sequence[str]], silence: float = SILENCE_SECONDS) -> int:
    """Runs all commands (name -> argv) until SIGTERM, SIGINT, or one of them exits with WRONG_USAGE.

    For the main thread of a process with no other. Returns the exit code: 0, or WRONG_USAGE. The commands are killed
    when this process dies, however it dies.
    """
    children = [_Child(name, argv, silence) for name, argv in commands.items()]
    with _signals() as wakeup:
        try:
            while not any(child.hopeless for child in children):
                for child in children:
                    child.tend()
                _listen(wakeup, children)
        except _Asked:
            _log.info("ending")
        _end(children)
    return WRONG_USAGE if any(child.hopeless for child in children) else 0


def sign_of_life() -> Callable[[], None]:
    """What a supervised process calls every few seconds; does nothing where nobody supervises."""
    fd = os.environ.get(_PULSE_FD)
    return partial(_beat, int(fd)) if fd else lambda: None


def _beat(fd: int) -> None:
    with contextlib.suppress(OSError):  # a full pipe says the same; a closed one has nobody to hear it
        os.write(fd, b".")


class _Asked(Exception):
    """SIGTERM or SIGINT came."""


class _Child:
    """One command: running, or waiting to be started again."""

    def __init__(self, name: str, argv: Sequence[str], silence: float) -> None:
        self._name = name
        self._silence = silence
        self._argv = list(argv)
        self._process: subprocess.Popen[bytes] | None = None
        self._delay = _FIRST_DELAY
        self._start_at = self._started = 0.0
        self._heard: float | None = None
        self.pulse = -1
        self.hopeless = False

    @property
    def running(self) -> bool:
        """Whether there is a process, by the last look."""
        return self._process is not None

    @property
    def due(self) -> float:
        """Seconds until it wants to be started again."""
        return max(0.0, self._start_at - time.monotonic())

    def tend(self) -> None:
        """Starts what is due, buries what has ended, kills what is frozen."""
        if self._process is None:
            if not self.due:
                self._start()
        elif (code := self._process.poll()) is not None:
            self._bury(code)
        elif self._heard is not None and time.monotonic() - self._heard > self._silence:
            _log.error("frozen; killed", process=self._name, pid=self._process.pid)
            self._heard = None
            self.kill()

    def hear(self) -> None:
        """A sign of life has come."""
        if os.read(self.pulse, 4096):
            self._heard = time.monotonic()

    def terminate(self) -> None:
        """Asks it to end."""
        if self._process is not None:
            self._process.terminate()

    def kill(self) -> None:
        """Ends it, with all that is still in its process group."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def wait(self, until: float) -> bool:
        """Whether it has ended by then."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            if self._process is not None:
                self._process.wait(max(0.0, until - time.monotonic()))
            return True
        return False

    def _start(self) -> None:
        self.pulse, theirs = os.pipe()
        os.set_blocking(theirs, False)
        self._process = subprocess.Popen(
            self._argv,
            stdin=subprocess.DEVNULL,
            env=os.environ | {_PULSE_FD: str(theirs)},
            pass_fds=[theirs],
            process_group=0,
            preexec_fn=partial(die_with, os.getpid()),  # safe: no other thread
        )
        os.close(theirs)
        self._started, self._heard = time.monotonic(), None
        _log.info("started", process=self._name, pid=self._process.pid)

    def _bury(self, code: int) -> None:
        """It has ended by itself: start it again soon, later each time, unless that is hopeless."""
        self.kill()
        os.close(self.pulse)
        self._process, self.pulse = None, -1
        self.hopeless = code == WRONG_USAGE
        if time.monotonic() - self._started > _GOOD_LIFE:
            self._delay = _FIRST_DELAY
        self._start_at = time.monotonic() + self._delay
        _log.warning("ended", process=self._name, code=code, again_in=self._delay)
        self._delay = min(self._delay * 2, _LONGEST_DELAY)


def _listen(wakeup: int, children: Sequence[_Child]) -> None:
    """Until something happens: a signal, a sign of life, a start that is due; at most a second."""
    pulses = {child.pulse: child for child in children if child.running}
    seconds = min([1.0, *(child.due for child in children if not child.running)])
    for fd in select.select([wakeup, *pulses], [], [], seconds)[0]:
        if fd == wakeup:
            os.read(wakeup, 4096)
        else:
            pulses[fd].hear()


def _end(children: Sequence[_Child]) -> None:
    """Together, and within the grace."""
    for child in children:
        child.terminate()
    until = time.monotonic() + GRACE_SECONDS
    for child in children:
        if not child.wait(until):
            child.kill()
            child.wait(time.monotonic() + 1)


@contextlib.contextmanager
def _signals() -> Iterator[int]:
    """Meanwhile, SIGTERM and SIGINT raise _Asked, and a child's end makes the answered descriptor readable."""

    def ask(_signal: int, _frame: FrameType | None) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):  # once is enough: the ending must not be interrupted
            signal.signal(number, signal.SIG_IGN)
        raise _Asked

    reader, writer = os.pipe()
    for fd in (reader, writer):
        os.set_blocking(fd, False)
    before = {number: signal.signal(number, ask) for number in (signal.SIGTERM, signal.SIGINT)}
    before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda _signal, _frame: None)
    earlier = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    try:
        yield reader
    finally:
        signal.set_wakeup_fd(earlier)
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(reader)
        os.close(writer)
