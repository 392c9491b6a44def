"""The runner's hold on a zygote: starts it when first needed, and again should it die. Thread-safe."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import threading
from dataclasses import asdict, dataclass
from pathlib import Path

from checks.interface import CheckError
from checks.sandbox import Bounds
from checks.settings import Settings

_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "TMPDIR")
"""The zygote's whole environment, besides the language: it never sees a secret."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where a check is judged: what it needs may not go together with what others need."""

    python: Path
    """The interpreter. It starts with the standard library and this project's code alone."""
    factory: str
    """"module:function" that makes the checks, called with the settings."""


class Nursery:
    """One zygote, for as long as it lives."""

    def __init__(self, home: Home, settings: Settings, bounds: Bounds, spares: bool) -> None:
        self._python = home.python
        self._config = {
            "factory": home.factory,
            "settings": settings.plain(),
            "bounds": asdict(bounds),
            "spares": spares,
        }
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._layers: list[str] = []
        self._starter: threading.Thread | None = None
        self._fault: CheckError | None = None
        """Why the last start in the background failed: the next `fork` says so."""

    def awake(self) -> bool:
        """Whether `fork` would answer at once; where not, it is being started meanwhile."""
        if self._starter is None and self._control is None:
            self._starter = threading.Thread(target=self._wake, daemon=True)
            self._starter.start()
        elif self._starter is not None and not self._starter.is_alive():
            self._starter = None
            return True
        return self._starter is None

    def fork(self, check: str, given: int) -> tuple[int, int]:
        """A sandbox in which `check` judges the parcel in `given`.

        Its answers (a pipe to read) and its leash (closing it kills). Raises CheckError.
        """
        answers, their_answers = os.pipe()
        their_leash, leash = os.pipe()
        try:
            with self._lock:
                self._raise_fault()
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

    def _wake(self) -> None:
        with self._lock:
            try:
                self._started()
            except CheckError as error:
                self._fault = error

    def _raise_fault(self) -> None:
        fault, self._fault = self._fault, None
        if fault is not None:
            raise fault

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
            try:
                self._process = subprocess.Popen(
                    [self._python, "-m", "checks.zygote", str(theirs.fileno())],
                    env=environment,
                    cwd="/",
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    pass_fds=[theirs.fileno()],
                    start_new_session=True,
                )
            except OSError as error:
                self._drop()
                raise CheckError(f"{self._python} cannot be started ({error.strerror}); run `make setup`") from error
        self._layers = self._hello(self._control)

    def _hello(self, control: socket.socket) -> list[str]:
        try:
            control.send(json.dumps(self._config).encode())
            message = json.loads(control.recv(65536) or b"{}")
        except OSError:  # it died before it took what it was sent
            message = {}
        if "layers" not in message:
            self._drop()
            silent = (
                f"{self._python} did not start the process for checks; run `make setup`, or see its words in the log"
            )
            raise CheckError(message.get("error", silent))
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
