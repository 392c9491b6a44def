"""Calls the engine: semgrep-core itself, once for all files and languages. Its answer becomes plain values here.

Core's JSON is no stable interface: the version is pinned, and `Unreadable` says that it no longer fits. A file that
it could not read in full is never silent: each such case ends in `Match.problems`.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import certifi

from checks.interface import CheckError


class Unreadable(Exception):
    """The engine died or answered something else than its contract; the runner tries the files in halves."""


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


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a file. Lines are 1-based, offsets are bytes."""

    start_line: int
    end_line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Match:
    """One rule's hit in one file."""

    rule: str
    place: Place
    message: str
    fix: str | None
    trace: tuple[tuple[str, Place], ...] = ()
    """(source | step | sink, place), in the order of the flow."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file was not looked at in full."""

    reason: str
    lasting: bool
    """Whether the same content would meet it again: time and memory depend on the machine."""


@dataclass(slots=True)
class Answer:
    """What the engine says about one file."""

    matches: list[Match] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@cache
def engine_version() -> str:
    """Of the installed semgrep."""
    return version("semgrep")


@cache
def core() -> Path:
    """The engine's binary. Raises CheckError."""
    spec = find_spec("semgrep")  # finds it without importing the front end, which takes seconds
    folder = Path(spec.origin).parent if spec and spec.origin else Path()
    if not (folder / "bin" / "semgrep-core").is_file():
        raise CheckError("semgrep-core is missing; install requirements.txt again (make setup)")
    return folder / "bin" / "semgrep-core"


def analyse(rules: bytes, targets: Sequence[Target], folder: Path, limits: EngineLimits) -> dict[Path, Answer]:
    """All targets in one call, with `rules` as its JSON document. Raises Unreadable."""
    (folder / "rules.json").write_bytes(rules)
    (folder / "targets.json").write_text(json.dumps(["Targets", [*map(_as_target, _per_analyzer(targets))]]))
    raw = _call(folder, limits)
    try:
        return _read(raw, targets)
    except (KeyError, TypeError, IndexError, ValueError, AttributeError) as error:
        raise Unreadable(f"semgrep-core {engine_version()} answered {error!r}") from error


def _per_analyzer(targets: Sequence[Target]) -> Iterable[tuple[Path, str]]:
    return ((target.file, analyzer) for target in targets for analyzer in target.analyzers)


def _as_target(pair: tuple[Path, str]) -> list[Any]:
    file, analyzer = pair
    path = {"fpath": str(file), "ppath": f"/{file.name}"}
    return ["CodeTarget", {"path": path, "analyzer": analyzer, "products": ["sast"]}]


def _call(folder: Path, limits: EngineLimits) -> Any:
    command = [
        str(core()), "-json_nodots", "-rules", str(folder / "rules.json"), "-targets", str(folder / "targets.json"),
        "-j", "1", "-fast", "-timeout", str(limits.rule_seconds), "-timeout_threshold", str(limits.rules_overdue),
        "-max_memory", str(limits.memory_mib),
    ]  # fmt: skip
    (folder / "ca.pem").write_text(_any_certificate())
    environment = {
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "PATH": os.defpath,
        "SSL_CERT_FILE": str(folder / "ca.pem"),
    }
    with (folder / "answer.json").open("w+b") as out:
        code = subprocess.run(command, stdout=out, stderr=subprocess.DEVNULL, env=environment, check=False).returncode
        out.seek(0)
        try:
            return json.load(out)
        except ValueError as error:
            raise Unreadable(f"semgrep-core ended with status {code} and no answer") from error


@cache
def _any_certificate() -> str:
    """The engine does not start without certificates, though it may not connect anywhere; one is read quickest."""
    begin, end = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
    bundle = certifi.contents()
    return bundle[bundle.index(begin) : bundle.index(end) + len(end)] + "\n"


def _read(raw: Any, targets: Sequence[Target]) -> dict[Path, Answer]:
    answers = {str(target.file): Answer() for target in targets}
    for result in raw["results"]:
        answers[result["path"]].matches.append(_match(result))
    if raw["skipped_rules"]:
        _say_everywhere(answers, Problem(f"{len(raw['skipped_rules'])} rules were skipped", lasting=True))
    overdue: dict[str, set[str]] = defaultdict(set)
    for error in raw["errors"]:
        path = (error.get("location") or {}).get("path", "")
        if path not in answers:
            _say_everywhere(answers, _problem(error))
        elif _kind(error) == "Timeout":
            overdue[path].add(str(error.get("rule_id")))
        else:
            answers[path].problems.append(_problem(error))
    for path, rules in overdue.items():
        answers[path].problems.append(Problem(f"{_count(len(rules), 'rule')} timed out", lasting=False))
    for path in set(answers) - set(raw["paths"]["scanned"]):
        answers[path].problems.append(Problem("the engine passed over it", lasting=True))
    return {Path(path): answer for path, answer in answers.items()}


def _say_everywhere(answers: Mapping[str, Answer], problem: Problem) -> None:
    for answer in answers.values():
        answer.problems.append(problem)


def _match(result: Mapping[str, Any]) -> Match:
    extra = result["extra"]
    return Match(
        rule=str(result["check_id"]),
        place=_place(result),
        message=str(extra["message"]),
        fix=extra.get("fix"),
        trace=tuple(_trace(extra.get("dataflow_trace") or {})),
    )


def _place(located: Mapping[str, Any]) -> Place:
    start, end = located["start"], located["end"]
    return Place(int(start["line"]), int(end["line"]), int(start["offset"]), int(end["offset"]))


def _trace(trace: Mapping[str, Any]) -> Iterable[tuple[str, Place]]:
    if trace.get("taint_source"):
        yield "source", _place(_end_of_call(trace["taint_source"]))
    for step in trace.get("intermediate_vars") or ():
        yield "step", _place(step["location"])
    if trace.get("taint_sink"):
        yield "sink", _place(_end_of_call(trace["taint_sink"]))


def _end_of_call(traced: Any) -> Any:
    """`["CliLoc", [location, text]]`, or `["CliCall", [[location, text], …]]` where a call lies between."""
    kind, inner = traced
    return inner[0] if kind == "CliLoc" else inner[0][0]


def _kind(error: Mapping[str, Any]) -> str:
    kind = error["error_type"]
    return str(kind[0] if isinstance(kind, list) else kind)


def _problem(error: Mapping[str, Any]) -> Problem:
    kind = _kind(error)
    if kind == "PartialParsing":
        lines = sorted({(int(at["start"]["line"]), int(at["end"]["line"])) for at in error["error_type"][1]})
        return Problem(f"{_lines(lines)} could not be parsed", lasting=True)
    if kind in ("Timeout", "Out of memory", "Stack overflow"):
        return Problem(f"{kind.lower()} in the engine", lasting=False)
    said = " ".join(str(error.get("message", "")).split())[:120]
    return Problem(f"{kind.lower()}{': ' + said if said else ''}", lasting=True)


def _lines(spans: Sequence[tuple[int, int]]) -> str:
    shown = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in spans[:3])
    more = f" and {len(spans) - 3} more places" if len(spans) > 3 else ""
    single = len(spans) == 1 and spans[0][0] == spans[0][1]
    return f"{'line' if single else 'lines'} {shown}{more}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
