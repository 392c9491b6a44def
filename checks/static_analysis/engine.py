"""Calls the engine: semgrep-core itself, without the front end that takes seconds to start.

Core's interface is its authors' own: the version is pinned, `choose` tries it once before anything is judged, and
where it no longer fits, the slower `scan` takes its place.

Most of a small job is core's start. Only when that is done does it read its certificates, and then the rules and the
targets: so the certificates are its standard input, and an engine that was started beforehand stands by until it is
given them. When whoever started it is gone, it reads the end of them and dies.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import certifi

from checks.interface import CheckError
from checks.static_analysis.answers import Answer, Unreadable, read

_CERTIFICATES = "/proc/self/fd/0"
_START_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class EngineLimits:
    """What the engine may take."""

    rule_seconds: float = 5.0
    """For one rule on one file."""
    rules_overdue: int = 3
    """After so many of them, the file is given up."""
    memory_mib: int = 1500


@dataclass(frozen=True, slots=True)
class Target:
    """One file for the engine, under a name of ours."""

    file: Path
    analyzers: tuple[str, ...]
    path: str = ""
    """Its path in the repository, which rules may be limited to; "" where that is none the engine would take."""


@dataclass(frozen=True, slots=True)
class Job:
    """One call of the engine."""

    rules: bytes
    """The engine's JSON document of rules."""
    targets: Sequence[Target]


@dataclass(frozen=True, slots=True)
class Way:
    """How the engine is called."""

    command: Callable[[Path, Sequence[Target], EngineLimits], list[str]]
    """The command line over `rules.json` and `targets.json` in a folder, to be run by core's binary."""
    waits: bool = False
    """Whether it can be started before there are rules and targets, which its command line then does not name."""


class Engine:
    """One call of the engine, in a folder of its own."""

    def __init__(self, way: Way, limits: EngineLimits) -> None:
        self._way = way
        self._limits = limits
        self._folder = tempfile.TemporaryDirectory(prefix="engine-")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Engine:
        """Before its job is known."""
        folder = Path(self._folder.name)
        self._process = _start(self._way.command(folder, (), self._limits), folder)
        return self

    @property
    def waiting(self) -> subprocess.Popen[bytes] | None:
        """Its process, if it was started and is still there."""
        return self._process if self._process and self._process.poll() is None else None

    def analyse(self, job: Job) -> dict[Path, Answer]:
        """An answer for each target's file; once. Starts it where it has not been, or died. Raises Unreadable."""
        with self._folder as name:
            folder = Path(name)
            (folder / "rules.json").write_bytes(job.rules)
            (folder / "targets.json").write_text(_as_targets(job.targets))
            process = self.waiting or _start(self._way.command(folder, job.targets, self._limits), folder)
            return read(_finish(process, folder), [target.file for target in job.targets])


@cache
def engine_version() -> str:
    """Of the installed semgrep."""
    return version("semgrep")


@cache
def core() -> Path:
    """The engine's binary. Raises CheckError."""
    spec = find_spec("semgrep")  # finds it without importing the front end
    folder = Path(spec.origin).parent if spec and spec.origin else Path()
    if not (folder / "bin" / "semgrep-core").is_file():
        raise CheckError("semgrep-core is missing; install requirements.txt again (make setup)")
    return folder / "bin" / "semgrep-core"


def by_core(folder: Path, _targets: Sequence[Target], limits: EngineLimits) -> list[str]:
    """Core as its front end calls it."""
    return [
        "semgrep-core", "-json_nodots", "-rules", str(folder / "rules.json"), "-targets", str(folder / "targets.json"),
        "-j", "1", "-fast", "-timeout", str(limits.rule_seconds), "-timeout_threshold", str(limits.rules_overdue),
        "-max_memory", str(limits.memory_mib),
    ]  # fmt: skip


def by_scan(folder: Path, targets: Sequence[Target], limits: EngineLimits) -> list[str]:
    """The documented command line. It goes by suffixes, knows no paths of the repository and shows no dataflow."""
    return [
        "osemgrep", "scan", "--experimental", "--json", "--metrics", "off", "--disable-version-check",
        "--disable-nosem", "--no-git-ignore", "--max-target-bytes", "0", "-j", "1",
        "--timeout", str(int(limits.rule_seconds) or 1), "--timeout-threshold", str(limits.rules_overdue),
        "--max-memory", str(limits.memory_mib),
        "--config", str(folder / "rules.json"), *(str(target.file) for target in targets),
    ]  # fmt: skip


WAYS = (Way(by_core, waits=True), Way(by_core), Way(by_scan))
"""Best first."""


def choose(ways: Sequence[Way] = WAYS) -> Way:
    """The first way that still answers as expected, tried on two lines of code. Raises CheckError."""
    for way in ways:
        try:
            if _finds_the_sample(way):
                return way
        except Unreadable:
            continue
    raise CheckError(
        f"semgrep {engine_version()} answers otherwise than expected; install requirements.txt (make setup)"
    )


def necessary_conditions(rules: bytes) -> Any:
    """What core itself asks of a file before it tries a rule on it; [] where it does not tell."""
    with tempfile.TemporaryDirectory(prefix="engine-") as name:
        folder = Path(name)
        (folder / "rules.json").write_bytes(rules)
        try:
            return _finish(_start(["semgrep-core", "-prefilter_of_rules", str(folder / "rules.json")], folder), folder)
        except Unreadable:
            return []


def analyse(engines: Iterable[Engine], jobs: Sequence[Job]) -> dict[Path, Answer]:
    """All jobs side by side, each by an engine of its own; an answer for each target's file. Raises Unreadable."""
    with ThreadPoolExecutor(len(jobs)) as pool:
        parts = pool.map(Engine.analyse, engines, jobs)
        return {file: answer for part in parts for file, answer in part.items()}


def _start(command: Sequence[str], folder: Path) -> subprocess.Popen[bytes]:
    environment = {
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "PATH": os.defpath,
        "SSL_CERT_FILE": _CERTIFICATES,
        "SEMGREP_SETTINGS_FILE": str(folder / "settings.yml"),
    }
    with (folder / "answer.json").open("wb") as out:
        return subprocess.Popen(
            command, executable=core(), stdin=subprocess.PIPE, stdout=out, stderr=subprocess.DEVNULL, env=environment
        )


def _finish(process: subprocess.Popen[bytes], folder: Path) -> Any:
    process.communicate(_any_certificate())
    try:
        return json.loads((folder / "answer.json").read_bytes())
    except ValueError as error:
        raise Unreadable(f"the engine ended with status {process.returncode} and no answer") from error


def _as_targets(targets: Sequence[Target]) -> str:
    """Core's own document: a file is listed once for each analyzer."""
    return json.dumps(["Targets", [_as_target(target, name) for target in targets for name in target.analyzers]])


def _as_target(target: Target, analyzer: str) -> list[Any]:
    path = {"fpath": str(target.file), "ppath": f"/{target.path or target.file.name}"}
    return ["CodeTarget", {"path": path, "analyzer": analyzer, "products": ["sast"]}]


def _finds_the_sample(way: Way) -> bool:
    rule = {
        "id": "sample",
        "languages": ["python"],
        "severity": "LOW",
        "message": "-",
        "pattern": "f($X)",
        "fix": "g($X)",
    }
    engine = Engine(way, EngineLimits())
    if way.waits and not _comes_to_its_gate(engine.start()):
        return False
    with tempfile.TemporaryDirectory(prefix="sample-") as name:
        file = Path(name) / "sample.py"
        file.write_text("é = 1\nf(2)  # nosemgrep\n")
        answer = engine.analyse(Job(json.dumps({"rules": [rule]}).encode(), [Target(file, ("python",))]))[file]
    found = [(match.rule, match.place.start_line, match.place.start, match.place.end) for match in answer.matches]
    return found == [("sample", 2, 7, 11)] and not answer.problems


def _comes_to_its_gate(engine: Engine) -> bool:
    """Whether it asks for its certificates before it asks for rules and targets, which are not there yet."""
    deadline = time.monotonic() + _START_SECONDS
    while (process := engine.waiting) and time.monotonic() < deadline:
        if _has_opened_its_input(process.pid):
            return True
        time.sleep(0.005)
    return False


def _has_opened_its_input(pid: int) -> bool:
    """Once more, besides having been given it."""
    with suppress(OSError):  # files come and go while it starts
        files = [file.readlink() for file in Path(f"/proc/{pid}/fd").iterdir()]
        return files.count(Path(f"/proc/{pid}/fd/0").readlink()) > 1
    return False


@cache
def _any_certificate() -> bytes:
    """The engine does not start without certificates, though it may not connect anywhere; one is read quickest."""
    begin, end = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
    bundle = certifi.contents()
    return (bundle[bundle.index(begin) : bundle.index(end) + len(end)] + "\n").encode()
