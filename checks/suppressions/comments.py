"""One file's text -> the suppressions written in it. Pure, and linear in any text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from checks.suppressions import markers, reach, syntax
from checks.suppressions.markers import Marker
from checks.suppressions.model import Suppression, Weight
from checks.suppressions.reach import Reach
from checks.suppressions.syntax import Source
from checks.texts.unreadable import Unreadable

MOST = 2_000
"""Suppressions of one file; one with more is not worth reading to the end."""
_SECRETIVE = frozenset({"gitleaks", "betterleaks", "detect-secrets", "trufflehog", "ggshield"})
"""What they stand beside is as a rule a secret."""
_STRINGS = re.compile(r"\"(?:[^\"\\]|\\.)*+\"?|'(?:[^'\\]|\\.)*+'?|`[^`]*+`?")
_LONG = re.compile(r"[\w+/=.-]{16,}")
_CODE = 120


def found(path: str, text: str) -> list[Suppression]:
    """All of the file's, in its order. Raises Unreadable where there are more than anybody reads."""
    family = syntax.family(path)
    asked = markers.in_question(text, family) if family else []
    likely = [one for marker in asked for one in _likely(marker, text)]
    if not likely:
        return []
    source = syntax.read(path, text)
    some = (one for one in likely if _counts(one.marker, source, one.match.start()))
    return sorted((each for one in some for each in _suppressions(one, source)), key=lambda each: each.line)


@dataclass(frozen=True, slots=True)
class _Likely:
    """What is one if it stands in a comment."""

    marker: Marker
    match: re.Match[str]
    rules: tuple[tuple[str, int], ...]


def _likely(marker: Marker, text: str) -> Iterator[_Likely]:
    number = 0
    for match in markers.matches(marker, text):
        if rules := markers.rules_of(marker, match):
            number += 1
            if number > MOST:
                raise Unreadable(f"it holds more than {MOST} suppressions of {marker.tool}")
            yield _Likely(marker, match, rules)


def _suppressions(one: _Likely, source: Source) -> Iterator[Suppression]:
    line, shown = source.line(one.match.start()), _shown(one.match)
    for rule, at in one.rules:
        made = _suppression(one.marker, source, line, rule, shown)
        yield replace(made, line=source.line(at)) if one.marker.anywhere else made


def _counts(marker: Marker, source: Source, at: int) -> bool:
    in_comment = source.comment_at(at) is not None
    if marker.anywhere:
        return not in_comment
    if marker.code:
        return not in_comment and not source.in_string(at)
    return in_comment


def _shown(match: re.Match[str]) -> str:
    """The comment's own words, up to the rules that it names."""
    named = match.groupdict().get("rules") is not None
    before = match[0][: match.start("rules") - match.start()] if named else match[0]
    return " ".join(before.replace("#", "").split()).rstrip(" :=([{\"'")


def _suppression(marker: Marker, source: Source, line: int, rule: str, shown: str) -> Suppression:
    covered = reach.lines(source, line, marker.reach)
    code = _stands_at(marker, source, line, covered)
    stands = " ".join(code.split())
    outside = stands if marker.reach is Reach.BLOCK else _scrubbed(code, marker.tool in _SECRETIVE)
    return Suppression(
        tool=marker.tool,
        line=line,
        shown=shown,
        identity="\0".join((marker.tool, shown.lower(), rule, stands)),
        broader="\0".join((marker.tool, shown.lower(), "", stands)),
        subject=" ".join((marker.tool, rule or "*", outside)).strip(),
        weight=(marker.weight if rule else marker.bare) or Weight.LINE,
        rules=(rule,) if rule else (),
        lines=covered,
    )


def _stands_at(marker: Marker, source: Source, line: int, covered: tuple[int, int]) -> str:
    """The code that says where it stands, wherever that moves to."""
    if marker.reach in (Reach.FILE, Reach.REST) and not source.code(line):
        return ""
    if marker.reach is Reach.BLOCK:
        return (source.code(covered[0]) or source.code(reach.following(source, covered[0])))[:_CODE]
    own = "" if marker.code else source.code(line)
    return own or source.code(reach.following(source, line))


def _scrubbed(code: str, secretive: bool) -> str:
    """Names and words only: what may be a secret stays where it is."""
    if secretive:
        code = re.split(r"[:=]", code, maxsplit=1)[0] if re.search(r"[:=]", code) else ""
    bare = _LONG.sub(_unless_plain, _STRINGS.sub('""', code))
    return " ".join(bare.split())[:_CODE]


def _unless_plain(match: re.Match[str]) -> str:
    """A long word is kept where it is one that people speak."""
    return match[0] if re.fullmatch(r"[A-Za-z_.]+(?:_?\d{1,2})?", match[0]) and len(match[0]) < 40 else "…"
