"""The runner's hold on its zygote: starts it when first needed, and again should it die. Thread-safe."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path

from checks.interface import CheckError
from checks.sandbox import Bounds
from checks.settings import Settings

_PASSED_ON = ("PATH", "LD_LIBRARY_PATH")
"""The zygote's whole environment, besides the language: it never sees a secret."""


class Nursery:
    """One zygote, for as long as it lives."""

    def __init__(self, factory: str, settings: Settings, bounds: Bounds, spares: bool) -> None:
        self._config = {
            "factory": factory,
            "settings": settings.plain(),
            "bounds": asdict(bounds),
            "spares": spares,
        }
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._layers: list[str] = []

    def fork(self, check: str, given: int) -> tuple[int, int]:
        """A sandbox in which `check` judges the parcel in `given`.

        Its answers (a pipe to read) and its leash (closing it kills). Raises CheckError.
        """
        answers, their_answers = os.pipe()
        their_leash, leash = os.pipe()
        try:
            with self._lock:
                self._send(check.encode(), [given, their_answers, their_leash])
        except BaseException:
            os.close(answers)
            os.close(leash)
            raise
        finally:
            os.close(their_answers)
            os.close(their_leash)
        return answers, leash

    def layers(self) -> list[str]:
        """What confines the sandboxes. Raises CheckError."""
        with self._lock:
            self._started()
            return self._layers

    def keeps_from_network(self) -> bool:
        """Whether some layer does. Raises CheckError."""
        return any("network" in layer or "sockets" in layer for layer in self.layers())

    def close(self) -> None:
        """Ends the zygote and all that it forked."""
        with self._lock:
            self._drop()

    def _send(self, message: bytes, descriptors: list[int]) -> None:
        try:
            socket.send_fds(self._started(), [message], descriptors)
        except OSError:
            self._drop()
            socket.send_fds(self._started(), [message], descriptors)

    def _started(self) -> socket.socket:
        if self._control is None:
            self._start()
        assert self._control is not None
        return self._control

    def _start(self) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ} | {
            "PYTHONPATH": str(Path(__file__).parent.parent),
            "PYTHONUTF8": "1",
        }
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "checks.zygote", str(theirs.fileno())],
                env=environment,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        self._control.send(json.dumps(self._config).encode())
        self._layers = self._hello(self._control)

    def _hello(self, control: socket.socket) -> list[str]:
        message = json.loads(control.recv(65536) or b"{}")
        if "layers" not in message:
            self._drop()
            raise CheckError(message.get("error", "the process for checks did not start; its words are in the log"))
        return [str(layer) for layer in message["layers"]]

    def _drop(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            try:
                self._process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
