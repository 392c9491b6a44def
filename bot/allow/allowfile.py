"""The allow-list as a reviewed file of the repository, and what a change to that file would do. Pure.

Only the file on the branch that a change goes into counts. The change's own is hostile text, read to be shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot import purls
from bot.allow.allowlist import CHECK, Entry, shown
from bot.markdown import code_span
from bot.model import Mode
from checks.interface import Confidence, Finding, Severity
from checks.texts.unreadable import Unreadable
from checks.texts.yaml import from_yaml

PATH = ".sekisho/allow.yaml"
CHANGED, BROKEN = "allow-list-changed", "allow-list-broken"
_KEYS = ("purl", "versions", "reason")
_MOST_BYTES = 500_000
_MOST_ENTRIES = 10_000
_SHOWN = 12


class BadFile(Exception):
    """The file cannot be read; what it says is for people."""


@dataclass(frozen=True, slots=True)
class AllowFile:
    """What one says."""

    entries: tuple[Entry, ...] = ()
    mode: Mode | None = None
    """None: it leaves that to the operator."""
    lines: Mapping[Entry, int] = field(default_factory=dict)
    """1-based."""


def read(content: bytes | None) -> AllowFile:
    """The file; None is one that says nothing. Raises BadFile."""
    if content is None:
        return AllowFile()
    if len(content) > _MOST_BYTES:
        raise BadFile(f"it is larger than {_MOST_BYTES} bytes")
    try:
        document = from_yaml(content)
    except Unreadable as error:
        raise BadFile(str(error)) from error
    if document is None:
        return AllowFile()
    if not isinstance(document, dict) or set(document) - {"mode", "packages"}:
        raise BadFile("it must hold a mapping with the keys `mode` and `packages`")
    rows = document.get("packages") or []
    if not isinstance(rows, list) or len(rows) > _MOST_ENTRIES:
        raise BadFile(f"`packages` must be a list, of at most {_MOST_ENTRIES} entries")
    lines: dict[Entry, int] = {}
    for number, row in enumerate(rows, 1):
        entry, line = _entry(row, number)
        lines.setdefault(entry, line)
    return AllowFile(tuple(lines), _mode(document.get("mode")), lines)


def _mode(value: Any) -> Mode | None:
    if value is None:
        return None
    try:
        return Mode(value)
    except ValueError as error:
        raise BadFile(f"`mode` must be one of {', '.join(Mode)}") from error


def _entry(row: Any, number: int) -> tuple[Entry, int]:
    texts = {"purl": row} if isinstance(row, str) else row
    if not isinstance(texts, dict) or set(texts) - set(_KEYS) or not isinstance(texts.get("purl"), str):
        raise BadFile(f"entry {number} must be a purl, or a mapping with `purl` and perhaps `versions` and `reason`")
    line = texts["purl"].line
    if not all(value is None or isinstance(value, str) for value in texts.values()):
        raise BadFile(f"line {line}: `versions` and `reason` must be text")
    try:
        purl, versions = purls.read(str(texts["purl"]), str(texts.get("versions") or ""))
    except purls.BadPurl as error:
        raise BadFile(f"line {line}: {error}") from error
    return Entry(purl, versions, reason=str(texts.get("reason") or "")), line


def effect(before: AllowFile, after: AllowFile) -> Finding | None:
    """What changing the file would do once it is merged; None where it would do nothing."""
    old, new = _by_sense(before), _by_sense(after)
    added = [entry for sense, entry in new.items() if sense not in old]
    removed = [entry for sense, entry in old.items() if sense not in new]
    parts = []
    if before.mode is not after.mode:
        parts.append(f"changes the mode from {before.mode or 'the default'} to {after.mode or 'the default'}")
    if added:
        parts.append(f"lets in {_listed(added)}")
    if removed:
        parts.append(f"no longer lets in {_listed(removed)}")
    if not parts:
        return None
    line = after.lines[added[0]] if added else 1
    return _finding(
        CHANGED,
        Severity.INFO,
        line,
        "This changes the allow-list",
        f"Once merged, this {', and '.join(parts)}.",
        "Until then it counts for nothing: have whoever answers for the list look at it.",
        subject="\0".join((str(after.mode), *sorted(new))),
    )


def broken(error: BadFile) -> Finding:
    """A change that would leave the file unreadable."""
    return _finding(
        BROKEN,
        Severity.HIGH,
        1,
        "The allow-list would be unreadable",
        f"{code_span(PATH)} cannot be read: {code_span(str(error), 300)}.",
        "Mend it before it is merged: nothing of a file that cannot be read counts.",
        subject=str(error),
    )


def _by_sense(file: AllowFile) -> dict[str, Entry]:
    return {f"{entry.purl}\0{entry.versions}": entry for entry in file.entries}


def _listed(entries: list[Entry]) -> str:
    more = f" and {len(entries) - _SHOWN} more" if len(entries) > _SHOWN else ""
    return ", ".join(code_span(shown(entry)) for entry in entries[:_SHOWN]) + more


def _finding(
    rule: str, severity: Severity, line: int, title: str, message: str, remedy: str, *, subject: str
) -> Finding:
    return Finding(
        check=CHECK,
        rule=rule,
        severity=severity,
        confidence=Confidence.HIGH,
        path=PATH,
        start_line=line,
        end_line=line,
        title=title,
        message=f"{message} {remedy}",
        remedy=remedy,
        subject=subject,
    )
