"""Text -> the credentials in it. Pure; time is linear in the text.

Formats come first: a value that an issuer's format explains is not told as an assignment, too.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate

import re2

from checks.interface import Confidence, Severity
from checks.secrets import assignments
from checks.secrets.catalogue import OPTIONS, Format, Prefilter, formats
from checks.secrets.likeness import entropy
from checks.secrets.plausible import MOST, PROOFS, near_kty, placeholder

ASSIGNED_TOKEN = "assigned-credential"
ASSIGNED_PASSWORD = "assigned-password"
MOST_FOUND = 200
"""In one file; one with more is not worth reading to the end."""
_AROUND = 2_000
"""Bytes to each side in which the other half of a credential is looked for."""
_GENERATED = re.compile(
    r"(?:^|/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|poetry\.lock|Pipfile\.lock|uv\.lock|"
    r"Cargo\.lock|composer\.lock|Gemfile\.lock|go\.sum|packages\.lock\.json|gradle\.lockfile|mix\.lock|pubspec\.lock|"
    r"flake\.lock|\.terraform\.lock\.hcl)$|\.min\.(?:js|css)$|\.(?:map|svg|snap)$|"
    r"(?:^|/)(?:i18n|locales?|translations?|lang)/"
)
"""Lockfiles, minified and generated files, translations: only issuers' formats are looked for in them."""
_PACKED = re.compile(r"\.(?:[cm]?js|css|html?)$")
_LONG_LINE = 2_000
"""Bytes; longer ones in such files were written by no person."""


@dataclass(frozen=True, slots=True)
class Secret:
    """One credential in a text."""

    rule: str
    value: bytes
    line: int
    """1-based."""
    end_line: int
    severity: Severity
    confidence: Confidence
    format: Format | None = None
    name: str = ""
    """What it is assigned to, where no format explains it."""


class Lines:
    """Position -> line."""

    def __init__(self, text: bytes) -> None:
        self._starts = [0, *accumulate(len(line) + 1 for line in text.split(b"\n"))]

    def of(self, position: int) -> int:
        """1-based."""
        return bisect.bisect_right(self._starts, position)

    def length(self, line: int, size: int) -> int:
        """Bytes of a line, its end included."""
        following = self._starts[line] if line < len(self._starts) else size
        return following - self._starts[line - 1]


def scan(text: bytes, path: str) -> list[Secret]:
    """In the order of lines, at most MOST_FOUND."""
    lines, taken = Lines(text), _Taken()
    found = []
    for one, start, end in _by_format(text, path):
        if taken.free(start, end):
            found.append(_of_format(one, text, start, end, lines))
        if len(found) >= MOST_FOUND:
            return _ordered(found)
    if not _GENERATED.search(path) and _worth(text):
        for literal in assignments.assigned(text, path):
            line = lines.of(literal.start)
            packed = lines.length(line, len(text)) > _LONG_LINE and _PACKED.search(path)
            if not packed and taken.free(literal.start, literal.end):
                found.append(_assigned(literal, text, line))
            if len(found) >= MOST_FOUND:
                break
    return _ordered(found)


def _ordered(found: Sequence[Secret]) -> list[Secret]:
    return sorted(found, key=lambda one: (one.line, one.rule))


def _by_format(text: bytes, path: str) -> Iterator[tuple[Format, int, int]]:
    """Those without a name to lean on come first: they are surer."""
    found, prefilter = _prepared()
    for place in sorted(prefilter(text), key=lambda place: (found[place].named, place)):
        one = found[place]
        if one.paths is None or one.paths.search(path):
            yield from ((one, start, end) for start, end in _places(one, text))


@cache
def _prepared() -> tuple[Sequence[Format], Prefilter]:
    return formats(), Prefilter(formats())


def prepare() -> None:
    """Reads the formats and compiles them."""
    _prepared()
    _names()


def _places(one: Format, text: bytes) -> Iterator[tuple[int, int]]:
    at = 0
    while found := one.expression.search(text, at):
        start, end = found.span(1)
        at = max(end, found.start() + 1)
        if _proved(one, text, start, end):
            yield start, end


def _proved(one: Format, text: bytes, start: int, end: int) -> bool:
    value = text[start:end]
    if one.proof == "pem":
        return PROOFS["pem"](value)
    if len(value) > MOST or entropy(value) < one.entropy or (one.entropy and _stands_for(value)):
        return False
    if one.proof == "service-account":
        return b"BEGIN PRIVATE KEY" in text[start : start + 2 * _AROUND]
    if one.proof == "jwk":
        return near_kty(text[max(0, start - _AROUND) : end + _AROUND])
    return not one.proof or PROOFS[one.proof](value)


def _stands_for(value: bytes) -> bool:
    """Whether the part after the prefix is a placeholder."""
    return placeholder(re.split(rb"[-_.](?=[^-_.]{6})", value)[-1].decode("latin-1"))


def _of_format(one: Format, text: bytes, start: int, end: int, lines: Lines) -> Secret:
    value = text[start:end]
    sure = assignments.chosen(value.decode("latin-1")) if one.proof == "password" else one.confidence
    return Secret(one.id, value, lines.of(start), lines.of(end - 1), one.severity, sure, one)


def _assigned(one: assignments.Assigned, text: bytes, line: int) -> Secret:
    rule = ASSIGNED_PASSWORD if one.password else ASSIGNED_TOKEN
    return Secret(rule, text[one.start : one.end], line, line, Severity.HIGH, one.confidence, name=one.name)


def _worth(text: bytes) -> bool:
    return bool(_names().Match(text))


@cache
def _names() -> re2.Set:
    made = re2.Set.SearchSet(OPTIONS)
    for keyword in assignments.KEYWORDS:
        made.Add(f"(?i){keyword}")
    made.Compile()
    return made


class _Taken:
    """Spans that are told already."""

    def __init__(self) -> None:
        self._spans: list[tuple[int, int]] = []

    def free(self, start: int, end: int) -> bool:
        """Whether nothing there overlaps; takes it then."""
        place = bisect.bisect_left(self._spans, (start, end))
        near = self._spans[max(0, place - 1) : place + 1]
        if any(one < end and start < other for one, other in near):
            return False
        self._spans.insert(place, (start, end))
        return True


def first_of_each(found: Sequence[Secret]) -> list[Secret]:
    """Of equal values the surest, at the first line."""
    best: dict[bytes, Secret] = {}
    for one in found:
        known = best.get(one.value)
        if known is None:
            best[one.value] = one
        elif _rank(one) > _rank(known):
            best[one.value] = replace(one, line=known.line, end_line=known.end_line)
    return list(best.values())


def _rank(one: Secret) -> tuple[int, int]:
    return ("low", "medium", "high").index(one.confidence), one.severity.rank
