"""The process that sandboxes are forked from: it knows the checks and nothing else, and never had a secret.

The runner starts it with an emptied environment and keeps the other end of `control` (SOCK_SEQPACKET): when that end
closes, however the runner went, everything here dies. First message: `Config` as JSON; answered by `{"layers": […]}`
or `{"error": …}`. Then one message a batch, `{"seconds": …}` with three descriptors: the parcel, a pipe for the
answers, a leash (a pipe whose other end closing kills the batch). Answers are lines: `R <place of unit> <result>`,
`S|E|C <reason>` for Skip, CheckError and a crash, `D` when all is said.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import select
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NoReturn

from checks import parcel, sandbox, wire
from checks.interface import Check, CheckError, Skip

_REASON = 500
"""Characters of a reason that are passed on."""
_SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache")
_DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom")


@dataclass(frozen=True, slots=True)
class Config:
    """What the runner asks for, as plain data."""

    factory: str
    """"module:function" that makes the checks, called with the rule packs' paths."""
    packs: Sequence[str]
    memory_bytes: int
    file_bytes: int


@dataclass(frozen=True, slots=True)
class _Batch:
    leash: int
    folder: Path


class Zygote:
    """Forks a sandbox per batch and buries it."""

    def __init__(self, control: socket.socket, config: Config, folder: Path) -> None:
        self._control = control
        self._config = config
        self._folder = folder
        self._checks = _build(config)
        self._batches: dict[int, _Batch] = {}
        self._wake, write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(write)
        sandbox.adopt_orphans()

    def layers(self) -> list[str]:
        """What confines a sandbox here, found out in one."""
        read, write = os.pipe()
        if os.fork() == 0:
            self._in_sandbox((write,), self._folder, 10, lambda layers: _write(write, json.dumps(layers)))
        os.close(write)
        with os.fdopen(read, "rb") as answer:
            layers: list[str] = json.loads(answer.read() or b"[]")
        return layers

    def serve(self) -> None:
        """Until the runner is gone."""
        while True:
            leashes = {batch.leash: pid for pid, batch in self._batches.items()}
            ready, _, _ = select.select([self._control.fileno(), self._wake, *leashes], [], [])
            for leash in leashes.keys() & set(ready):
                _kill_group(leashes[leash])
            if self._wake in ready:
                os.read(self._wake, 4096)
                self._bury()
            if self._control.fileno() in ready and not self._begin():
                return

    def end(self) -> None:
        """Kills all batches and whatever they left behind."""
        for pid in self._batches:
            _kill_group(pid)
        with suppress(ChildProcessError):
            while True:
                _kill_children(set())
                os.wait()

    def _begin(self) -> bool:
        message, descriptors, _, _ = socket.recv_fds(self._control, 65536, 3)
        if not message:
            return False
        given, answers, leash = descriptors
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        pid = os.fork()
        if pid == 0:
            seconds = int(json.loads(message)["seconds"])
            self._in_sandbox((given, answers), folder, seconds, lambda _: _judge(self._checks, given, answers))
        os.close(given)
        os.close(answers)
        self._batches[pid] = _Batch(leash, folder)
        return True

    def _bury(self) -> None:
        """Reaps the dead; what a batch left running in spite of all is killed."""
        with suppress(ChildProcessError):
            while pid := os.waitpid(-1, os.WNOHANG)[0]:
                if batch := self._batches.pop(pid, None):
                    _kill_group(pid)
                    os.close(batch.leash)
                    shutil.rmtree(batch.folder, ignore_errors=True)
        _kill_children(set(self._batches))

    def _in_sandbox(
        self, kept: Sequence[int], folder: Path, seconds: int, work: Callable[[list[str]], None]
    ) -> NoReturn:
        """In a forked child: gives up everything but `kept` descriptors and `folder`, works, and never returns."""
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.setsid()
            sandbox.die_with_parent()
            _close_all_but(kept)
            layers = sandbox.enter_namespaces()
            if layers:
                _go_on_as_child()
            tempfile.tempdir = str(folder)
            os.environ["TMPDIR"] = str(folder)
            os.chdir(folder)
            sandbox.bound(sandbox.Bounds(seconds, self._config.memory_bytes, self._config.file_bytes))
            work(layers + sandbox.confine(_readable(self._config), [folder, *map(Path, _DEVICES)]))
        finally:
            os._exit(0)


def main() -> None:
    """`python -m checks.zygote DESCRIPTOR`."""
    control = socket.socket(fileno=int(sys.argv[1]))
    with tempfile.TemporaryDirectory(prefix="sekisho-", ignore_cleanup_errors=True) as name:
        try:
            zygote = Zygote(control, Config(**json.loads(control.recv(65536))), Path(name))
        except CheckError as error:
            control.send(json.dumps({"error": str(error)[:_REASON]}).encode())
            return
        try:
            control.send(json.dumps({"layers": zygote.layers()}).encode())
            zygote.serve()
        except (BrokenPipeError, ConnectionResetError):
            pass  # the runner is gone
        finally:
            zygote.end()


def _build(config: Config) -> Mapping[str, Check]:
    """Ready to be forked: what can be read and computed beforehand has been."""
    module, function = config.factory.split(":")
    made: Sequence[Check] = getattr(importlib.import_module(module), function)([Path(pack) for pack in config.packs])
    for check in made:
        check.prepare()
    gc.freeze()  # forked processes share these pages for as long as nobody touches them
    return {check.name: check for check in made}


def _judge(checks: Mapping[str, Check], given: int, answers: int) -> None:
    with os.fdopen(given, "rb") as file, os.fdopen(answers, "wb", buffering=0) as out:
        sent = parcel.unpack(file)
        places = {unit: place for place, unit in enumerate(sent.units)}
        try:
            for result in checks[sent.check].judge(sent.change, sent.units):
                _say(out, f"R {places[result.unit]} {wire.to_json(result)}")
        except Skip as skip:
            _say(out, f"S {_short(skip)}")
        except CheckError as error:
            _say(out, f"E {_short(error)}")
        except Exception as crash:  # the sandbox's one catch-all: whatever it was, the runner has to hear of it
            _say(out, f"C {_short(f'{type(crash).__name__}: {crash}')}")
            return
        _say(out, "D")


def _say(out: IO[bytes], line: str) -> None:
    data = memoryview(line.encode() + b"\n")
    while data:
        data = data[out.write(data) :]


def _short(reason: object) -> str:
    return json.dumps(str(reason)[:_REASON])


def _readable(config: Config) -> list[Path]:
    """The system's libraries, Python, the checks and the rule packs."""
    places = (*_SYSTEM, sys.prefix, sys.base_prefix, *config.packs)
    return [*map(Path, places), Path(__file__).parent]


def _go_on_as_child() -> None:
    """A process namespace begins with a child: its first process, with which all others die. This one waits for it."""
    if pid := os.fork():
        _close_all_but(())
        os.waitpid(pid, 0)
        os._exit(0)
    sandbox.die_with_parent()


def _close_all_but(kept: Sequence[int]) -> None:
    """All descriptors but these; the standard streams lead nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    edges = sorted({2, *kept})
    for low, high in zip(edges, [*edges[1:], os.sysconf("SC_OPEN_MAX")], strict=True):
        os.closerange(low + 1, high)


def _kill_group(leader: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def _kill_children(spared: set[int]) -> None:
    listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    for pid in {int(pid) for pid in listed} - spared:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _write(descriptor: int, text: str) -> None:
    os.write(descriptor, text.encode())


if __name__ == "__main__":
    main()
