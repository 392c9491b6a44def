"""The engine's JSON as plain values. A file that it could not read in full is never silent: it has problems.

Core's JSON and that of `scan` differ in how they write errors and agree in the rest. Neither is a stable interface:
what does not fit raises `Unreadable`, and `engine.choose` finds out before the first file is looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


class Unreadable(Exception):
    """The engine died or answered something else than its contract; the runner tries the files in halves."""


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


def read(raw: Any, files: Iterable[Path]) -> dict[Path, Answer]:
    """One answer per file. Raises Unreadable."""
    try:
        return _read(raw, {str(file): Answer() for file in files})
    except (KeyError, TypeError, IndexError, ValueError, AttributeError) as error:
        raise Unreadable(f"the engine's answer does not fit: {error!r}") from error


def _read(raw: Any, answers: dict[str, Answer]) -> dict[Path, Answer]:
    for result in raw["results"]:
        answers[result["path"]].matches.append(_match(result))
    if raw["skipped_rules"]:
        _say_everywhere(answers, Problem(f"{_count(len(raw['skipped_rules']), 'rule')} could not be used", True))
    _read_errors([*raw["errors"], *(raw.get("time") or {}).get("fixpoint_timeouts", ())], answers)
    for path in set(answers) - set(raw["paths"]["scanned"]):
        answers[path].problems.append(Problem("the engine passed over it", True))
    return {Path(path): answer for path, answer in answers.items()}


def _read_errors(errors: Iterable[Mapping[str, Any]], answers: Mapping[str, Answer]) -> None:
    overdue: dict[str, set[str]] = defaultdict(set)
    for error in errors:
        path = (error.get("location") or error).get("path", "")
        if path not in answers:
            _say_everywhere(answers, _problem(error))
        elif _kind(error) == "Timeout":
            overdue[path].add(str(error.get("rule_id")))
        else:
            answers[path].problems.append(_problem(error))
    for path, rules in overdue.items():
        answers[path].problems.append(Problem(f"{_count(len(rules), 'rule')} timed out", False))


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
        yield "source", _place(_where(trace["taint_source"]))
    for step in trace.get("intermediate_vars") or ():
        yield "step", _place(step["location"])
    if trace.get("taint_sink"):
        yield "sink", _place(_where(trace["taint_sink"]))


def _where(traced: Any) -> Any:
    """`["CliLoc", [location, text]]`, or `["CliCall", [[location, text], …]]` where a call lies between."""
    kind, inner = traced
    return inner[0] if kind == "CliLoc" else inner[0][0]


def _kind_and_more(error: Mapping[str, Any]) -> Any:
    return error["error_type"] if "error_type" in error else error["type"]


def _kind(error: Mapping[str, Any]) -> str:
    kind = _kind_and_more(error)
    return str(kind[0] if isinstance(kind, list) else kind)


def _problem(error: Mapping[str, Any]) -> Problem:
    kind = _kind(error)
    if kind == "PartialParsing":
        lines = sorted({(int(at["start"]["line"]), int(at["end"]["line"])) for at in _kind_and_more(error)[1]})
        return Problem(f"{_lines(lines)} could not be parsed", True)
    if kind == "Fixpoint timeout":
        return Problem("its dataflow was too large to follow to the end", False)
    if kind in _OF_THE_MACHINE:
        return Problem(f"{kind.lower()} in the engine", False)
    said = " ".join(str(error.get("message", "")).split())[:120]
    return Problem(f"{kind.lower()}{': ' + said if said else ''}", True)


_OF_THE_MACHINE = ("Timeout", "Out of memory", "Stack overflow")
"""Errors that time and memory decide."""


def _lines(spans: Sequence[tuple[int, int]]) -> str:
    shown = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in spans[:3])
    more = f" and {len(spans) - 3} more places" if len(spans) > 3 else ""
    single = len(spans) == 1 and spans[0][0] == spans[0][1]
    return f"{'line' if single else 'lines'} {shown}{more}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
