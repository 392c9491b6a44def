"""Takes credentials out of what other checks say of the same files: their code quotes, subjects and suggestions. Pure.

A check that quotes a line does not know what stands in it. Before a result is kept or told, every value that this check
would find in the files of its findings is replaced by `…`; a suggestion that holds one is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from checks.interface import ChangeSet, Finding, Kind, Result, Side, Skip, Step, Unit
from checks.secrets.decoding import decoded
from checks.secrets.scanning import scan
from checks.secrets.wording import NAME

HIDDEN = "…"
Text = Callable[[str], str]


class Hush:
    """For one change; a file is looked at once."""

    def __init__(self, change: ChangeSet) -> None:
        self._change = change
        self._values: dict[tuple[Side, str], frozenset[str]] = {}

    def __call__(self, result: Result) -> Result:
        """The result without them."""
        if result.unit.check == NAME or not result.findings:
            return result
        return replace(result, findings=tuple(self._hushed(one, result.unit) for one in result.findings))

    def _hushed(self, finding: Finding, unit: Unit) -> Finding:
        """What the unit itself read is at hand; nothing else of the change need be fetched."""
        paths = {finding.path, *(step.path for step in finding.evidence)} & set(unit.paths)
        places = [(unit.side, path) for path in paths]
        if unit.kind is Kind.TRANSITION:
            places += [(Side.BASE, self._change.renames.get(path, path)) for path in paths]
        secret = frozenset[str]().union(*(self._of(side, path) for side, path in places))
        return without(finding, secret) if secret else finding

    def _of(self, side: Side, path: str) -> frozenset[str]:
        if (side, path) not in self._values:
            snapshot = self._change.head if side is Side.HEAD else self._change.base
            try:
                content = snapshot.read(path)
            except Skip:
                content = None
            self._values[side, path] = values(content or b"", path)
        return self._values[side, path]


def values(content: bytes, path: str) -> frozenset[str]:
    """All that stand in a file, as text; of one with several lines each line."""
    try:
        text = decoded(content)
    except Skip:
        return frozenset()
    found = (one.value.decode("utf-8", "replace") for one in scan(text, path))
    return frozenset(line.strip() for value in found for line in value.splitlines() if len(line.strip()) > 3)


def lines(text: str, path: str) -> list[str]:
    """A file's lines without them, for people."""
    return quiet(values(text.encode("utf-8", "replace"), path))(text).splitlines()


def without(finding: Finding, secret: frozenset[str]) -> Finding:
    """The finding without these values."""
    said = quiet(secret)
    suggestion = finding.suggestion
    return replace(
        finding,
        title=said(finding.title),
        message=said(finding.message),
        remedy=said(finding.remedy),
        subject=said(finding.subject),
        evidence=_steps(finding.evidence, said),
        suggestion=suggestion if suggestion is None or said(suggestion) == suggestion else None,
        package=said(finding.package),
    )


def _steps(steps: Sequence[Step], said: Text) -> tuple[Step, ...]:
    return tuple(replace(step, code=said(step.code)) for step in steps)


def quiet(secret: frozenset[str]) -> Text:
    """What takes these values out of a text, where they are no part of a longer word."""
    if not secret:
        return lambda text: text
    ordered = "|".join(map(re.escape, sorted(secret, key=len, reverse=True)))
    pattern = re.compile(rf"(?<![0-9A-Za-z])(?:{ordered})(?![0-9A-Za-z])")
    return lambda text: pattern.sub(HIDDEN, text)
