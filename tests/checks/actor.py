"""A check that does what a file tells it to: everything that hostile content could bring a real one to do."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from checks import wire
from checks.interface import (
    ChangeSet,
    Check,
    CheckError,
    Confidence,
    Finding,
    Outcome,
    Result,
    Severity,
    Side,
    Skip,
    Unit,
    content_unit,
    transition_unit,
)
from checks.settings import Settings

STANDING = "standing by"


class Actor:
    """One unit per changed file; its first word names an act below, the rest is the act's argument."""

    name = "actor"

    def digest(self) -> str:
        return "1"

    def prepare(self) -> None:
        pass

    def units(self, change: ChangeSet) -> Iterable[Unit]:
        for path in sorted(change.changed[Side.HEAD]):
            make = transition_unit if path.startswith("both/") else None
            left_out = "vendored: by its name" if path.startswith("vendor/") else ""
            if make:
                yield make(self.name, change, path, [path])
            else:
                yield content_unit(self.name, change.head, Side.HEAD, path, [path], left_out)

    def stand_by(self) -> None:
        be_called(STANDING)

    def judge(self, change: ChangeSet, units: Sequence[Unit]) -> Iterator[Result]:
        be_called("judging")
        for unit in units:
            content = change.head.read(unit.paths[0])
            assert content is not None
            word, _, argument = content.decode().partition(" ")
            yield Result(unit, Outcome.RAN, (finding(unit, str(ACTS[word](argument, change, unit))),))


def be_called(name: str) -> None:
    """In the list of processes."""
    ctypes.CDLL(None).prctl(15, name.encode(), 0, 0, 0)


def finding(unit: Unit, message: str, path: str = "") -> Finding:
    return Finding(
        check=unit.check, rule="acted", severity=Severity.LOW, confidence=Confidence.HIGH, path=path or unit.paths[0],
        start_line=1, end_line=1, title="t", message=message, remedy="r", subject=message,
    )  # fmt: skip


def attempt(act: Callable[[], object]) -> str:
    try:
        return f"did: {act()}"
    except OSError as error:
        return f"refused: {error.strerror}"


def say(argument: str, *_: object) -> str:
    return argument


def both(_: str, change: ChangeSet, unit: Unit) -> str:
    path = unit.paths[0]
    return f"{change.base.read(change.renames.get(path, path))!r} -> {change.head.read(path)!r}"


def other(argument: str, change: ChangeSet, _: Unit) -> str:
    return f"{change.head.read(argument)!r} {change.head.entry(argument)!r}"


def fail(argument: str, *_: object) -> str:
    kinds: dict[str, Exception] = {
        "skip": Skip("no lockfile"), "error": CheckError("reading the mirror"), "bug": KeyError("oops"),
    }  # fmt: skip
    raise kinds[argument]


def die(argument: str, *_: object) -> str:
    if argument == "segfault":
        ctypes.string_at(0)
    os._exit(3)


def hang(*_: object) -> str:
    while True:
        pass


def connect(argument: str, *_: object) -> str:
    host, port = argument.split(":")
    return attempt(lambda: socket.create_connection((host, int(port)), timeout=5))


def network(*_: object) -> str:
    families = (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, socket.AF_NETLINK)
    return " ".join(attempt(lambda family=family: socket.socket(family, socket.SOCK_DGRAM)) for family in families)


def environment(*_: object) -> str:
    return " ".join(sorted(os.environ))


def read(argument: str, *_: object) -> str:
    return attempt(lambda: Path(argument).read_bytes()[:20])


def write(argument: str, *_: object) -> str:
    return attempt(lambda: Path(argument).write_bytes(b"x"))


def kill(argument: str, *_: object) -> str:
    return attempt(lambda: os.kill(int(argument), signal.SIGUSR1))


def descriptors(*_: object) -> str:
    kinds = []
    for number in range(200):
        try:
            kinds.append("pipe" if os.fstat(number).st_mode & 0o170000 == 0o010000 else "other")
        except OSError:
            continue
    return f"{kinds.count('pipe')} pipes of {len(kinds)}"


def daemon(argument: str, *_: object) -> str:
    """Leaves a process behind that gave up its session, its parent and its group; then goes on, or hangs."""
    seconds, _, then = argument.partition(" ")
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.execv("/bin/sleep", ["sleep", seconds])
        os._exit(0)
    subprocess.Popen(["/bin/sleep", seconds])
    return hang() if then == "hang" else "left"


def memory(*_: object) -> str:
    return str(len(bytearray(8 << 30)))


def fill(*_: object) -> str:
    def write_on() -> None:
        with Path("filled").open("wb") as out:
            while True:
                out.write(bytes(1 << 20))

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    return attempt(write_on)


def talk(argument: str, *_: object) -> str:
    return "x" * int(argument)


def prattle(*_: object) -> str:
    os.write(1, b"to the log " * 100_000)
    os.write(2, b"to the log " * 100_000)
    return "prattled"


def lie(argument: str, change: ChangeSet, unit: Unit) -> str:
    """Writes to the answers itself: junk, results of units that are not there, of other files, and twice."""
    [pipe] = [n for n in range(3, 200) if is_pipe(n)]
    honest = Result(unit, Outcome.RAN, (finding(unit, "first"),))
    foreign = Result(unit, Outcome.RAN, (finding(unit, "foreign", path="elsewhere.py"),))
    lines = [
        "R", "R x {}", f"R 0 {'[' * 5000}", "R 77 {}", "R -1 {}", "R 0 null", "Q ?", "\0\xff", 'E {"a":',
        f"R 77 {wire.to_json(honest)}", f"R 0 {wire.to_json(foreign)}",
        f"R 0 {wire.to_json(honest)}", f"R 0 {wire.to_json(honest)}",
    ]  # fmt: skip
    os.write(pipe, "".join(f"{line}\n" for line in lines).encode())
    return "second"


def is_pipe(number: int) -> bool:
    try:
        return os.fstat(number).st_mode & 0o170000 == 0o010000
    except OSError:
        return False


def slow(argument: str, *_: object) -> str:
    time.sleep(float(argument))
    return "done"


ACTS: dict[str, Callable[..., str]] = {
    act.__name__: act
    for act in (
        say, both, other, fail, die, hang, connect, network, environment, read, write, kill, descriptors, daemon,
        memory, fill, talk, prattle, lie, slow,
    )
}  # fmt: skip


class Clumsy(Actor):
    """Stumbles while it stands by."""

    def stand_by(self) -> None:
        super().stand_by()
        raise KeyError("oops")


def build(settings: Settings) -> tuple[Check, ...]:
    packs = settings.packs
    if any(re.search("broken", str(pack)) for pack in packs):
        raise CheckError(f"{packs[0]} is no rule pack")
    return (Clumsy() if any("clumsy" in str(pack) for pack in packs) else Actor(),)
