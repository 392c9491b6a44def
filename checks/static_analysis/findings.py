"""The engine's matches as findings, with the file's own text as evidence. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from checks.interface import Confidence, Finding, Severity, Step
from checks.static_analysis.answers import Match, Place

_SUBJECT = 200
"""Characters of matched code that a subject shows; the rest counts through its hash."""
_CODE = 200
_SEVERITIES = {"ERROR": Severity.HIGH, "WARNING": Severity.MEDIUM}
"""Semgrep's older names; the others are ours."""


def distinct(matches: Iterable[Match]) -> list[Match]:
    """One match per rule and place, in the file's order."""
    first: dict[tuple[int, int, str], Match] = {}
    for match in matches:
        first.setdefault((match.place.start, match.place.end, match.rule), match)
    return [first[place] for place in sorted(first)]


def findings(
    check: str, path: str, content: bytes, matches: Sequence[Match], rules: Mapping[str, Mapping[str, Any]]
) -> tuple[Finding, ...]:
    """A finding for each match but those that others outweigh. `content` is what the engine read (UTF-8)."""
    lines = content.split(b"\n")
    found = [_finding(check, path, content, lines, match, rules[match.rule]) for match in matches]
    return tuple(one for one in found if not any(_says_more(other, one) for other in found))


def _says_more(one: Finding, other: Finding) -> bool:
    """Whether `other` is the same weakness at the same place, told less surely: one problem is said once."""
    overlap = one.start_line <= other.end_line and other.start_line <= one.end_line
    return overlap and bool(set(one.cwe) & set(other.cwe)) and _weight(one) > _weight(other)


def _weight(finding: Finding) -> tuple[int, int, str]:
    """Severity, then sureness; the rule's name decides between equals of different rules."""
    return finding.severity.rank, ("low", "medium", "high").index(finding.confidence), finding.rule


def _finding(
    check: str, path: str, content: bytes, lines: Sequence[bytes], match: Match, rule: Mapping[str, Any]
) -> Finding:
    about: Mapping[str, Any] = rule.get("metadata") or {}
    return Finding(
        check=check,
        rule=match.rule,
        severity=_severity(rule),
        confidence=_confidence(about),
        path=path,
        start_line=match.place.start_line,
        end_line=match.place.end_line,
        title=str(about.get("title") or match.rule),
        message=_message(rule, match),
        remedy=str(about.get("remedy") or ""),
        subject=_subject(_code_of(lines, match)),
        evidence=_evidence(path, lines, match),
        references=tuple(map(str, about.get("references") or ())),
        suggestion=_suggestion(content, match.place, match.fix),
        cwe=tuple(re.findall(r"CWE-\d+", str(about.get("cwe", "")))),
    )


def _message(rule: Mapping[str, Any], match: Match) -> str:
    """The rule's own words; the engine's only where it filled in metavariables."""
    return match.message if "$" in str(rule["message"]) else " ".join(str(rule["message"]).split())


def _severity(rule: Mapping[str, Any]) -> Severity:
    name = str(rule.get("severity", "")).upper()
    try:
        return _SEVERITIES.get(name) or Severity(name.lower())
    except ValueError:
        return Severity.UNKNOWN


def _confidence(about: Mapping[str, Any]) -> Confidence:
    try:
        return Confidence(str(about.get("confidence", "medium")).lower())
    except ValueError:
        return Confidence.MEDIUM


def _code_of(lines: Sequence[bytes], match: Match) -> str:
    """The whole lines of the match, and the line where the value comes in: the sink alone is often just a name."""
    source = [place.start_line for role, place in match.trace if role == "source"][:1]
    numbers = [*source, *range(match.place.start_line, match.place.end_line + 1)]
    return "\n".join(lines[number - 1].decode("utf-8", "replace") for number in numbers if number <= len(lines))


def _evidence(path: str, lines: Sequence[bytes], match: Match) -> tuple[Step, ...]:
    """A stop per line, in the order of the flow; nothing for a flow that never leaves its line."""
    stops: dict[int, Step] = {}
    for role, place in match.trace:
        known = stops.get(place.start_line)
        if known is None or role == "sink":
            stops[place.start_line] = Step(path, place.start_line, _line(lines, place.start_line), role)
    return tuple(stops.values()) if len(stops) > 1 else ()


def _subject(code: str) -> str:
    """Code without its layout: the same after moving, reindenting and wrapping."""
    text = " ".join(code.split())
    if len(text) <= _SUBJECT:
        return text
    return f"{text[:_SUBJECT]}…{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _line(lines: Sequence[bytes], number: int) -> str:
    text = lines[number - 1].decode("utf-8", "replace").strip() if 0 < number <= len(lines) else ""
    return text if len(text) <= _CODE else text[: _CODE - 1] + "…"


def _suggestion(content: bytes, place: Place, fix: str | None) -> str | None:
    """The whole lines of `place` with the fix in them; None where they would not change."""
    if fix is None:
        return None
    start = content.rfind(b"\n", 0, place.start) + 1
    end = content.find(b"\n", place.end)
    before = content[start : end if end >= 0 else len(content)].decode("utf-8", "replace")
    mended = (
        content[start : place.start] + fix.encode("utf-8", "replace") + content[place.end : end if end >= 0 else None]
    )
    after = mended.decode("utf-8", "replace")
    return None if after.split() == before.split() or "�" in after else after
