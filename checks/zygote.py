"""The process that sandboxes are forked from: it knows the checks and nothing else, and never had a secret.

The runner starts it with an emptied environment and keeps the other end of `control` (SOCK_SEQPACKET): when that end
closes, however the runner went, everything here dies. First message: `Config` as JSON; answered by `{"layers": […]}`
or `{"error": …}`. Then one message a batch, the check's name with three descriptors: the parcel, a pipe for the
answers, a leash (a pipe whose other end closing kills the batch).

Sandboxes are forked first and told their batch afterwards, over a socket of their own. So one per check can stand by,
confined and with the check's engines started, before there is a batch: a spare, made when nothing else is going on.
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
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from checks import boxed, sandbox
from checks.interface import Check, CheckError
from checks.settings import from_plain

_SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache")
_CALM_SECONDS = 0.05
"""How long nothing has happened before a spare is made: publishing what a batch found comes first."""
_DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom")


@dataclass(frozen=True, slots=True)
class Config:
    """What the runner asks for, as plain data."""

    factory: str
    """"module:function" that makes the checks, called with the settings."""
    settings: Mapping[str, Any]
    bounds: Mapping[str, int]
    """Fields of `sandbox.Bounds`."""
    spares: bool
    """Whether sandboxes stand by."""


@dataclass(slots=True)
class _Sandbox:
    check: str
    folder: Path
    batches: socket.socket
    """Where it waits for its one batch."""
    leash: int | None = None
    """Of the batch that it has; None while it is a spare."""


class Zygote:
    """Forks a sandbox per batch, some beforehand, and buries it."""

    def __init__(self, control: socket.socket, config: Config, folder: Path) -> None:
        self._control = control
        self._config = config
        self._folder = folder
        self._checks = _build(config)
        self._sandboxes: dict[int, _Sandbox] = {}
        self._missing = set(self._checks) if config.spares else set()
        """Checks that a spare is to be made for. One that died by itself is not, before there is a batch again."""
        self._wake, write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(write)
        sandbox.adopt_orphans()

    def layers(self) -> list[str]:
        """What confines a sandbox here, found out in one."""
        read, write = os.pipe()
        if os.fork() == 0:
            self._in_sandbox((write,), self._folder, lambda layers: _write(write, json.dumps(layers)))
        os.close(write)
        with os.fdopen(read, "rb") as answer:
            layers: list[str] = json.loads(answer.read() or b"[]")
        return layers

    def serve(self) -> None:
        """Until the runner is gone."""
        while True:
            leashes = {box.leash: pid for pid, box in self._sandboxes.items() if box.leash is not None}
            calm = _CALM_SECONDS if self._missing and not leashes else None
            ready, _, _ = select.select([self._control.fileno(), self._wake, *leashes], [], [], calm)
            if not ready:
                self._fork(self._missing.pop(), stands_by=True)
            for leash in leashes.keys() & set(ready):
                _kill_group(leashes[leash])
            if self._wake in ready:
                os.read(self._wake, 4096)
                self._bury()
            if self._control.fileno() in ready and not self._begin():
                return

    def end(self) -> None:
        """Kills all sandboxes and whatever they left behind."""
        for pid in self._sandboxes:
            _kill_group(pid)
        with suppress(ChildProcessError):
            while True:
                _kill_children(set())
                os.wait()

    def _begin(self) -> bool:
        message, descriptors, _, _ = socket.recv_fds(self._control, 65536, 3)
        if not message:
            return False
        *batch, leash = descriptors
        self._tell(message.decode(), batch).leash = leash
        for descriptor in batch:
            os.close(descriptor)
        return True

    def _tell(self, check: str, batch: Sequence[int]) -> _Sandbox:
        """The sandbox that has the batch now: a spare, if there is one alive."""
        if self._config.spares:
            self._missing.add(check)
        for box in self._sandboxes.values():
            if box.check == check and box.leash is None and _told(box, batch):
                return box
        box = self._fork(check, stands_by=False)
        _told(box, batch)
        return box

    def _fork(self, check: str, stands_by: bool) -> _Sandbox:
        """A sandbox that waits for a batch."""
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            pid = os.fork()
            if pid == 0:
                judge = partial(boxed.serve, self._checks[check], theirs, stands_by)
                self._in_sandbox((theirs.fileno(),), folder, lambda _: judge())
        self._sandboxes[pid] = box = _Sandbox(check, folder, ours)
        return box

    def _bury(self) -> None:
        """Reaps the dead; what a batch left running in spite of all is killed."""
        with suppress(ChildProcessError):
            while pid := os.waitpid(-1, os.WNOHANG)[0]:
                if box := self._sandboxes.pop(pid, None):
                    _kill_group(pid)
                    box.batches.close()
                    if box.leash is not None:
                        os.close(box.leash)
                    shutil.rmtree(box.folder, ignore_errors=True)
        _kill_children(set(self._sandboxes))

    def _in_sandbox(self, kept: Sequence[int], folder: Path, work: Callable[[list[str]], None]) -> NoReturn:
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
            sandbox.bound(sandbox.Bounds(**self._config.bounds))
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
            control.send(json.dumps({"error": str(error)[: boxed.REASON]}).encode())
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
    made: Sequence[Check] = getattr(importlib.import_module(module), function)(from_plain(config.settings))
    for check in made:
        check.prepare()
    gc.freeze()  # forked processes share these pages for as long as nobody touches them
    return {check.name: check for check in made}


def _told(box: _Sandbox, batch: Sequence[int]) -> bool:
    """Hands over a batch; False where the sandbox is dead."""
    try:
        socket.send_fds(box.batches, [b"batch"], batch)
    except OSError:
        return False
    return True


def _readable(config: Config) -> list[Path]:
    """The system's libraries, Python, the checks, and what the settings name."""
    system = map(Path, (*_SYSTEM, sys.prefix, sys.base_prefix))
    return [*system, Path(__file__).parent, *from_plain(config.settings).folders()]


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
