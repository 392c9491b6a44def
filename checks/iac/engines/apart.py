"""Works on one thing after the other in a forked child: what brings the child down is lost alone."""

from __future__ import annotations

import os
import pickle
import resource
import select
import signal
import struct
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import NoReturn, TypeVar

Thing = TypeVar("Thing")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Lost:
    """What the child did not come back from."""

    reason: str
    """For people, as the end of a sentence: "crashed"."""
    lasting: bool
    """Whether it would end so again: time may decide otherwise."""


def each(things: Sequence[Thing], work: Callable[[Thing], Answer], seconds: float) -> list[Answer | Lost]:
    """An answer for each thing, in order. `seconds` of CPU, and twice that of the clock, are each one's."""
    answers: list[Answer | Lost] = []
    while len(answers) < len(things):
        answers += _in_child(things[len(answers) :], work, seconds)
    return answers


def _in_child(things: Sequence[Thing], work: Callable[[Thing], Answer], seconds: float) -> Iterator[Answer | Lost]:
    """Answers until all are there or the child is gone; then the one that it was at is lost."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        _answer(write, things, work, seconds)
    os.close(write)
    try:
        for _ in things:
            deadline = time.monotonic() + 2 * seconds
            if not (data := _next(read, deadline)):
                late = time.monotonic() >= deadline
                yield _late(seconds) if late else _gone(child, seconds)
                return
            answer: Answer = pickle.loads(data)
            yield answer
    finally:
        os.close(read)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(child, 0)


def _answer(write: int, things: Sequence[Thing], work: Callable[[Thing], Answer], seconds: float) -> NoReturn:
    """In the child. Its answers are as trustworthy as the sandbox that both live in."""
    try:
        for thing in things:
            spent = resource.getrusage(resource.RUSAGE_SELF)
            _, hard = resource.getrlimit(resource.RLIMIT_CPU)
            resource.setrlimit(resource.RLIMIT_CPU, (int(spent.ru_utime + spent.ru_stime + seconds) + 1, hard))
            data = pickle.dumps(work(thing))
            view = memoryview(struct.pack("!Q", len(data)) + data)
            while view:
                view = view[os.write(write, view) :]
    finally:
        os._exit(1)


def _next(read: int, deadline: float) -> bytes:
    size = _exactly(read, 8, deadline)
    return _exactly(read, struct.unpack("!Q", size)[0], deadline) if size else b""


def _exactly(read: int, size: int, deadline: float) -> bytes:
    """So many bytes; none where they do not come."""
    data = b""
    while len(data) < size:
        if not select.select([read], [], [], max(0.0, deadline - time.monotonic()))[0]:
            return b""
        if not (some := os.read(read, min(size - len(data), 1 << 20))):
            return b""
        data += some
    return data


def _gone(child: int, seconds: float) -> Lost:
    """Of a child that is dead: whether it was killed for the time it took."""
    _, status = os.waitpid(child, 0)
    overdue = os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL)
    return _late(seconds) if overdue else Lost("crashed", True)


def _late(seconds: float) -> Lost:
    return Lost(f"did not finish within {seconds:g} seconds", False)
