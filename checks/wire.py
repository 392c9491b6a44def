"""Results as JSON and back: between the sandbox and the runner, and in the store of kept results.

What comes back from a sandbox is hostile: `result_from` takes the unit from the caller and believes only types.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

from checks.interface import Confidence, Finding, Outcome, Package, Result, Scope, Severity, Silence, Step, Unit


def to_json(result: Result) -> str:
    """All of a result but its unit, which whoever reads it back knows."""
    fields = dataclasses.asdict(result)
    del fields["unit"]
    return json.dumps(fields, separators=(",", ":"))


def from_json(unit: Unit, text: str) -> Result:
    """The result of `unit`. Raises ValueError for what is none; findings are made to be the unit's own."""
    try:
        fields: Mapping[str, Any] = json.loads(text)
        findings = tuple(_finding(unit, found) for found in fields["findings"])
        return Result(
            unit=unit,
            outcome=Outcome(fields["outcome"]),
            findings=findings,
            reason=str(fields["reason"]),
            seconds=float(fields["seconds"]),
            lasting=bool(fields["lasting"]),
            by_design=bool(fields["by_design"]),
            packages=tuple(_package(found) for found in fields["packages"]),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"no result of {unit.check} on {unit.key}: {error!r}") from error


def _finding(unit: Unit, found: Mapping[str, Any]) -> Finding:
    suggestion, commit = found["suggestion"], found["commit"]
    return Finding(
        check=unit.check,
        rule=str(found["rule"]),
        severity=Severity(found["severity"]),
        confidence=Confidence(found["confidence"]),
        path=str(found["path"]),
        start_line=int(found["start_line"]),
        end_line=int(found["end_line"]),
        title=str(found["title"]),
        message=str(found["message"]),
        remedy=str(found["remedy"]),
        subject=str(found["subject"]),
        evidence=tuple(
            Step(str(step["path"]), int(step["line"]), str(step["code"]), str(step["role"]))
            for step in found["evidence"]
        ),
        references=tuple(str(url) for url in found["references"]),
        suggestion=None if suggestion is None else str(suggestion),
        cwe=tuple(str(cwe) for cwe in found["cwe"]),
        commit=None if commit is None else str(commit),
        package=str(found["package"]),
        within=str(found["within"]),
        observe=bool(found["observe"]),
        silences=None if found["silences"] is None else _silence(found["silences"]),
    )


def _silence(found: Mapping[str, Any]) -> Silence:
    first, last = found["lines"]
    return Silence(
        tool=str(found["tool"]),
        rules=tuple(str(rule) for rule in found["rules"]),
        paths=tuple(str(path) for path in found["paths"]),
        lines=(int(first), int(last)),
    )


def _package(found: Mapping[str, Any]) -> Package:
    return Package(
        purl=str(found["purl"]),
        path=str(found["path"]),
        start_line=int(found["start_line"]),
        scope=Scope(found["scope"]),
        requirement=str(found["requirement"]),
        via=tuple(str(name) for name in found["via"]),
        licence=str(found["licence"]),
        origin=str(found["origin"]),
    )
