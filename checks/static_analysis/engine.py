"""Calls the engine: semgrep-core itself, without the front end that takes seconds to start.

Core's interface is its authors' own: the version is pinned, `choose` tries it once before anything is judged, and
where it no longer fits, the slower `scan` takes its place.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import certifi

from checks.interface import CheckError
from checks.static_analysis.answers import Answer, Unreadable, read


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


Way = Callable[[Path, Sequence[Target], EngineLimits], list[str]]
"""A command line over `rules.json` in a folder, to be run by core's binary."""


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


def by_core(folder: Path, targets: Sequence[Target], limits: EngineLimits) -> list[str]:
    """Core as its front end calls it."""
    document = ["Targets", [_as_target(target, name) for target in targets for name in target.analyzers]]
    (folder / "targets.json").write_text(json.dumps(document))
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


WAYS: tuple[Way, ...] = (by_core, by_scan)
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
        (folder / "ca.pem").write_text(_any_certificate())
        try:
            return _call(["semgrep-core", "-prefilter_of_rules", str(folder / "rules.json")], folder)
        except Unreadable:
            return []


def analyse(way: Way, jobs: Sequence[Job], limits: EngineLimits) -> dict[Path, Answer]:
    """All jobs side by side, an answer for each target's file. Raises Unreadable."""
    with ThreadPoolExecutor(len(jobs)) as pool:
        parts = pool.map(lambda job: _run(way, job, limits), jobs)
        return {file: answer for part in parts for file, answer in part.items()}


def _run(way: Way, job: Job, limits: EngineLimits) -> dict[Path, Answer]:
    with tempfile.TemporaryDirectory(prefix="engine-") as name:
        folder = Path(name)
        (folder / "rules.json").write_bytes(job.rules)
        (folder / "ca.pem").write_text(_any_certificate())
        raw = _call(way(folder, job.targets, limits), folder)
    return read(raw, [target.file for target in job.targets])


def _call(command: Sequence[str], folder: Path) -> Any:
    environment = {
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "PATH": os.defpath,
        "SSL_CERT_FILE": str(folder / "ca.pem"),
        "SEMGREP_SETTINGS_FILE": str(folder / "settings.yml"),
    }
    with (folder / "answer.json").open("w+b") as out:
        done = subprocess.run(
            command, executable=core(), stdout=out, stderr=subprocess.DEVNULL, env=environment, check=False
        )
        out.seek(0)
        try:
            return json.load(out)
        except ValueError as error:
            raise Unreadable(f"the engine ended with status {done.returncode} and no answer") from error


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
    with tempfile.TemporaryDirectory(prefix="sample-") as name:
        file = Path(name) / "sample.py"
        file.write_text("é = 1\nf(2)  # nosemgrep\n")
        job = Job(json.dumps({"rules": [rule]}).encode(), [Target(file, ("python",))])
        answer = _run(way, job, EngineLimits())[file]
    found = [(match.rule, match.place.start_line, match.place.start, match.place.end) for match in answer.matches]
    return found == [("sample", 2, 7, 11)] and not answer.problems


@cache
def _any_certificate() -> str:
    """The engine does not start without certificates, though it may not connect anywhere; one is read quickest."""
    begin, end = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
    bundle = certifi.contents()
    return bundle[bundle.index(begin) : bundle.index(end) + len(end)] + "\n"
