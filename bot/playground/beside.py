"""The bot beside a local forge: `python -m bot serve` as processes of its own, as it runs in earnest."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from bot.playground.stage import LocalForge

PATIENCE = 120.0
"""Seconds until something that should have happened counts as not happening."""
Answer = TypeVar("Answer")


class PlaygroundError(Exception):
    """Something did not happen; the text says what, and where to look."""


def wait_for(condition: Callable[[], Answer | None], what: str, seconds: float = PATIENCE) -> Answer:
    """The condition's first true answer. Raises PlaygroundError when patience ends."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if answer := condition():
            return answer
        time.sleep(0.01)
    raise PlaygroundError(f"waited {seconds:.0f} s for {what}")


class BotBeside:
    """One service for one local forge. Its data stays in `folder` when it is killed and started again."""

    def __init__(self, forge: LocalForge, folder: Path, config: Path | None = None, **environment: str) -> None:
        """`environment` is added to the service's own; `config` takes the place of the project's app.yaml."""
        self._options = ["--config", str(config)] if config else []
        self._forge = forge
        self._data = folder / "data"
        self._log = folder / "service.log"
        self._environment = _environment(forge, self._data) | environment
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0

    def __enter__(self) -> BotBeside:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    @property
    def address(self) -> str:
        """http://host:port, the same after each start."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def data(self) -> Path:
        """Its data folder."""
        return self._data

    def log(self, lines: int | None = None) -> str:
        """What it has written to its log, or the end of that."""
        written = self._log.read_text().splitlines()
        return "\n".join(written if lines is None else written[-lines:])

    def start(self) -> None:
        """Starts it and waits until it is ready to take webhooks, which from now on lead here."""
        (self._data / "address").unlink(missing_ok=True)
        environment = self._environment | {"SEKISHO_LISTEN": f"127.0.0.1:{self._port}"}
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as sink:
            command = [sys.executable, "-m", "bot", *self._options, "serve"]
            self._process = subprocess.Popen(command, env=environment, stdout=sink, stderr=sink)
        wait_for(self._is_ready, "the service to be ready")
        self._forge.tell(f"{self.address}/webhooks/{self._forge.name}")

    def run(self, *arguments: str) -> str:
        """Another command of the bot's with the same settings and data (`sweep`); what it prints.

        Raises PlaygroundError where its exit code is not 0.
        """
        command = [sys.executable, "-m", "bot", *self._options, *arguments]
        environment = self._environment | {"SEKISHO_LISTEN": f"127.0.0.1:{self._port}"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise PlaygroundError(f"{' '.join(arguments)} ended with {done.returncode}: {done.stdout}{done.stderr}")
        return done.stdout

    def stop(self) -> None:
        """Asks it to end, and waits."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)
            self._process = None

    def kill(self) -> None:
        """kill -9 of the service; all its processes die with it. Returns when they are gone."""
        if self._process is not None:
            children = _descendants(self._process.pid)
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None
            wait_for(lambda: not any(_runs(pid) for pid in children), "the killed service's processes to end", 20)

    def _is_ready(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            raise PlaygroundError(f"the service ended at once. Its log ends:\n{self.log(20)}")
        try:
            address = (self._data / "address").read_text()
            with urllib.request.urlopen(f"{address}/readyz", timeout=5) as answer:
                self._port = int(address.rpartition(":")[2])
                return bool(answer.status == 200)
        except (OSError, ValueError, urllib.error.URLError):
            return False


def _environment(forge: LocalForge, data: Path) -> dict[str, str]:
    """What this process has, but for credentials of forges in earnest."""
    earnest = ("SEKISHO_GITHUB_", "SEKISHO_GITLAB_")
    return (
        {name: value for name, value in os.environ.items() if not name.startswith(earnest)}
        | {
            "SEKISHO_DATA": str(data),
            "SEKISHO_WORKERS": "1",
            "DATABASE_URL": "",
            "SEKISHO_REFRESH_HOURS": "none",  # a playground asks nobody outside
            "NO_PROXY": "127.0.0.1,localhost",
        }
        | dict(forge.environment())
    )


def _descendants(pid: int) -> list[int]:
    found = []
    with contextlib.suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            found += [int(child), *_descendants(int(child))]
    return found


def _runs(pid: int) -> bool:
    """Whether the process is there and no zombie. Git's transport, which git starts by itself, does not count: it ends
    with the answer that it waits for, and that is perhaps what is being held up."""
    try:
        name, _, fields = Path(f"/proc/{pid}/stat").read_text().partition("(")[2].rpartition(")")
    except OSError:
        return False
    return fields.split()[0] != "Z" and not name.startswith("git")
