"""Runs git as a bounded child: its own environment, process group, time and file size. Knows no repository layout.

The credential reaches git only through the environment of the one child that fetches (readable by the same user
alone): never argv, URL, configuration file or log. Git reads no configuration but the store's own and ours.
"""

from __future__ import annotations

import base64
import os
import re
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.model import GitAccess

_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "GIT_EXEC_PATH", "SSL_CERT_FILE", "SSL_CERT_DIR")
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
_GONE = re.compile(r"not found|does not appear to be a git repository|returned error: (30[12378]|401|403|404|410)|"
                   r"Authentication failed|could not read Username|does not exist", re.IGNORECASE)  # fmt: skip

_REFUSED = re.compile(r"unadvertised object|not our ref|couldn't find remote ref|no such remote ref", re.IGNORECASE)


class ChangesError(Exception):
    """The change cannot be read, and trying again will not help. The text says what to do."""


class ChangesUnavailable(ChangesError):
    """The change cannot be read now; it may work later (network, time limit)."""


class OutOfReach(ChangesError):
    """Nothing is there, or not for this credential: gone, renamed, or no longer permitted."""


class TooMuch(ChangesError):
    """Git wrote more than the limit allows."""


class Refused(ChangesError):
    """The server does not give what was named: an id it does not show, or a branch it does not have."""


@dataclass(frozen=True, slots=True)
class GitLimits:
    """What one change may cost."""

    seconds: float = 120.0
    """For each call of git."""
    fetch_bytes: int = 512 * 2**20
    """Largest pack that one fetch may write."""
    blob_bytes: int = 5 * 2**20
    """Larger files are not read."""
    files: int = 5_000
    """Changed files beyond these are counted, not looked at."""
    depth: int = 10_000
    """Commits to go back in search of a merge base."""


class Git:
    """Git in one repository. Calls without `access` cannot reach any network."""

    def __init__(self, folder: Path, limits: GitLimits) -> None:
        self.folder = folder
        self.limits = limits

    def run(self, *arguments: str, stdin: bytes = b"", access: GitAccess | None = None) -> bytes:
        """Its standard output. Raises ChangesError or ChangesUnavailable with git's last words."""
        with self.start(*arguments, access=access) as process:
            try:
                out, err = process.communicate(stdin, timeout=self.limits.seconds)
            except subprocess.TimeoutExpired as error:
                raise self._too_slow(_command(arguments)) from error
        if process.returncode:
            raise _explain(_command(arguments), process.returncode, err, access)
        return bytes(out)

    def fields(self, *arguments: str) -> Iterator[bytes]:
        """The NUL-terminated fields of its output, as they come. Leaving the iterator early ends git."""
        with self.start(*arguments) as process, _deadline(process, self.limits.seconds) as overdue:
            stream: Any = process.stdout
            rest = b""
            while chunk := stream.read1(1 << 16):
                *whole, rest = (rest + chunk).split(b"\0")
                yield from whole
            process.wait()
            if overdue.is_set():
                raise self._too_slow(_command(arguments))
            if process.returncode:
                raise _explain(_command(arguments), process.returncode, process.communicate()[1], None)

    def _too_slow(self, command: str) -> ChangesUnavailable:
        return ChangesUnavailable(
            f"git {command} took longer than {self.limits.seconds:g} seconds; "
            "raise the limit for git in the configuration if the repository is that large"
        )

    @contextmanager
    def start(self, *arguments: str, access: GitAccess | None = None) -> Iterator[subprocess.Popen[bytes]]:
        """A running git with pipes on all three streams; its whole process group is gone afterwards."""
        process = subprocess.Popen(
            [*_launcher(access), str(self.limits.fetch_bytes // 512), "git", f"--git-dir={self.folder}", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(self.folder, access),
            cwd="/",
            start_new_session=True,
        )
        try:
            yield process
        finally:
            end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Kills what is left of the process group and closes the pipes."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            with suppress(BrokenPipeError):  # what was not read by now need not be
                stream.close()


@contextmanager
def _deadline(process: subprocess.Popen[bytes], seconds: float) -> Iterator[threading.Event]:
    overdue = threading.Event()

    def kill() -> None:
        overdue.set()
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)

    timer = threading.Timer(seconds, kill)
    timer.daemon = True
    timer.start()
    try:
        yield overdue
    finally:
        timer.cancel()


def _launcher(access: GitAccess | None) -> Sequence[str]:
    """A shell that bounds the files git writes. A git that fetches dies with the thread that waits for it, if setpriv
    is here; one that only reads ends when its pipes do."""
    tie = "setpriv --pdeathsig KILL " if access is not None and shutil.which("setpriv") else ""
    return ("/bin/sh", "-c", f'ulimit -f "$0"; exec {tie}"$@"')


def _environment(folder: Path, access: GitAccess | None) -> dict[str, str]:
    passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    environment = passed | {
        "LC_ALL": "C",
        "HOME": str(folder),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_INDEX_FILE": str(folder / "no-index"),  # attributes would be read from it
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_ALLOW_PROTOCOL": "none",
    }
    settings = {
        "core.hooksPath": os.devnull,
        "core.attributesFile": os.devnull,
        "core.fsmonitor": "false",
        "gc.auto": "0",
        "maintenance.auto": "false",
        "safe.directory": "*",
    }
    if access is None:
        environment["GIT_NO_LAZY_FETCH"] = "1"
    else:  # what comes as a difference may rest on a blob that is not here: git brings that by itself
        settings |= _reaching(access)
        environment |= _proxies(access) | {"GIT_ALLOW_PROTOCOL": "http:https" if _is_http(access.url) else "file"}
    return environment | _as_environment(settings)


def _reaching(access: GitAccess) -> dict[str, str]:
    """The remote as settings of this one call: a promisor, so that absent blobs are no damage."""
    settings = {
        "remote.origin.url": access.url,
        "remote.origin.promisor": "true",
        "remote.origin.partialclonefilter": "blob:none",
        "protocol.version": "2",
        "submodule.recurse": "false",
        "http.followRedirects": "false",  # a redirect would carry the credential to whoever it names
        "http.lowSpeedLimit": "1000",
        "http.lowSpeedTime": "30",
    }
    if access.password:
        pair = f"{access.username}:{access.password}".encode()
        settings["http.extraHeader"] = f"Authorization: Basic {base64.b64encode(pair).decode()}"
    if access.proxy:
        settings["http.proxy"] = access.proxy
    if access.ca_bundle:
        settings["http.sslCAInfo"] = access.ca_bundle
    return settings


def _proxies(access: GitAccess) -> dict[str, str]:
    """The operator's own proxy variables, unless the configuration names a proxy."""
    return {} if access.proxy else {name: os.environ[name] for name in _PROXIES if name in os.environ}


def _as_environment(settings: Mapping[str, str]) -> dict[str, str]:
    environment = {"GIT_CONFIG_COUNT": str(len(settings))}
    for number, (key, value) in enumerate(settings.items()):
        environment |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return environment


def _is_http(url: str) -> bool:
    return url.startswith(("http://", "https://"))


def _command(arguments: Sequence[str]) -> str:
    return arguments[2] if arguments[0] == "-c" else arguments[0]


def _explain(command: str, code: int, err: bytes, access: GitAccess | None) -> ChangesError:
    lines = [line for line in err.decode(errors="replace").splitlines() if line.strip()]
    said = " / ".join(lines[-3:])[:500] or f"exit status {code}"
    if access is not None and access.password:
        said = said.replace(access.password, "***")
    if "File too large" in said or "signal 25" in said:  # SIGXFSZ
        return TooMuch(f"git {command} wrote more than the limit allows; raise the limit for fetched bytes")
    if _REFUSED.search(said):
        return Refused(f"git {command}: {said}")
    if access is None:
        return ChangesError(f"git {command}: {said}")
    kind = OutOfReach if _GONE.search(said) else ChangesUnavailable
    return kind(f"git {command}: {said}")
