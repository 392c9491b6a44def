"""Known vulnerabilities of what a project depends on, each on the line that brings it in. Pure.

A finding is one vulnerability of one package: so a version that moves from {A, B} to {B} mends A and brings nothing in.
Its subject has no version for the same reason. People read them by package: the review joins those of one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from checks.dependencies import upgrades
from checks.dependencies.known import Vulnerability, safe_upgrade
from checks.dependencies.mirror import UNNUMBERED, Mirror
from checks.dependencies.name import NAME
from checks.dependencies.ranges import Interval, admitted, covered
from checks.dependencies.used import Lines, Package, Text, Used
from checks.dependencies.versions import key, known, least, major
from checks.interface import Confidence, Finding, Scope, Severity
from checks.packages.model import Problem, Reading
from checks.packages.purls import purl
from checks.rule import load

RULES = load(Path(__file__).with_suffix(".yaml"))
_BRANCH = re.compile(r"[0-9a-f]{40,64}|dev-.+|.+-dev")
"""A commit, or a branch as composer writes it: nobody expects an advisory to name one."""
_DELIBERATE = re.compile(r"^[^*xX]*\d+\.\d+[^*xX]*$")
"""A range whose first version somebody chose: ">=2.11", not ">=2", "2.*" or "2.x"."""
_MOST_NAMED = 3
_LONGEST_SUMMARY = 80
_LONGEST_SHOWN = 80


def findings(reading: Reading, mirror: Mirror, text: Text) -> tuple[Finding, ...]:
    """All that the mirror knows of what a project depends on, in the order of its files. Raises mirror's Unusable."""
    packages = _packages(reading, mirror)
    lines = Lines(text, reading)
    found: list[Finding] = []
    for dependency in reading.dependencies:
        if (package := packages.get((dependency.type, dependency.name))) is not None:
            found += _about(Used(dependency, package, lines))
    return tuple(found)


def unjudged(reading: Reading, mirror: Mirror) -> tuple[Problem, ...]:
    """Pinned versions that cannot be compared with what is known of their packages: nothing is said of those."""
    packages = _packages(reading, mirror)
    return tuple(
        Problem(one.place.path, f"line {one.place.line}: `{one.version[:60]}` is no version that can be compared")
        for one in reading.dependencies
        if (one.type, one.name) in packages
        and one.version
        and known(one.type)
        and key(one.type, one.version) is None
        and not _BRANCH.fullmatch(one.version)
    )


def _packages(reading: Reading, mirror: Mirror) -> dict[tuple[str, str], Package]:
    names = dict.fromkeys((one.type, one.name) for one in reading.dependencies)
    return {name: Package(name[0], some) for name, some in mirror.advisories(names).items()}


def _about(used: Used) -> Iterator[Finding]:
    if used.package.malicious and (malicious := _malicious(used)):
        yield _malicious_finding(used, malicious)
    if used.version:
        mine, safe = used.package.of(used.version)
        yield from (_pinned(used, one, safe) for one in mine if not one.malicious)
    elif used.now.requirement and (finding := _ranged(used)):
        yield finding


def _malicious(used: Used) -> list[Vulnerability]:
    mal = [one for one in used.package.known if one.malicious]
    return [one for one in mal if (one.affects(used.version) if used.version else one.everything())]


def _malicious_finding(used: Used, some: Sequence[Vulnerability]) -> Finding:
    rule = RULES["malicious-package"]
    named = ", ".join(one.id for one in some[:_MOST_NAMED] if one.id != UNNUMBERED)
    known_as = (
        f"known to be malicious ({named})" if named else "on a list of malicious packages, which names no versions"
    )
    return _finding(
        used,
        rule.id,
        f"{_label(used)} is a malicious package",
        f"{_named(used)} is {known_as}. {rule.remedy}",
        subject="malicious",
        severity=Severity.CRITICAL,
        references=(*(url for one in some for url in one.references), *rule.references),
        cwe=rule.cwe,
        confidence=Confidence.HIGH if named else Confidence.MEDIUM,
    )


def _pinned(used: Used, one: Vulnerability, safe: str) -> Finding:
    scope = "" if used.now.scope is Scope.RUNTIME else f" ({used.now.scope} dependency)"
    parts = ", ".join(f"`{part}`" for part in one.parts[:_MOST_NAMED])
    only = f" It concerns those who use {parts}{' and more' if len(one.parts) > _MOST_NAMED else ''}." if parts else ""
    remedy = _remedy(used, one, safe)
    return _finding(
        used,
        "known-vulnerability",
        f"{one.id} in {_label(used)}{_about_it(one.summary)}",
        f"{_named(used)}{scope} is affected by {_ids(one)}.{only} {remedy}",
        subject=one.id,
        severity=one.severity,
        confidence=Confidence.MEDIUM if parts else used.confidence,
        remedy=remedy,
        references=one.references,
        cwe=one.cwes,
        suggestion=_suggestion(used, used.version, safe),
    )


def _remedy(used: Used, one: Vulnerability, safe: str) -> str:
    """What to do, in a sentence or two."""
    target = safe or least(used.now.type, one.fixed_after(used.version))
    if not target:
        return "No mended version is known: replace it, or make sure that what is vulnerable is not used."
    what = "the nearest version without a known advisory" if safe else "which mends this one but has others"
    if major(used.now.type, target) != major(used.now.type, used.version):
        what += " (and another major version)"
    command = upgrades.command(used.now, target)
    take = f"Run `{command}`: {target} is {what}." if command else f"Take {target}, {what}."
    if not used.now.via:
        return take
    chain = " → ".join(f"`{_plain(name)}`" for name in used.now.via)
    return f"It comes in by {chain}. {take} Where that is not allowed, move `{_plain(used.now.via[0])}`."


def _ranged(used: Used) -> Finding | None:
    """At most one finding about what a range lets in."""
    now = used.now
    intervals = admitted(now.type, now.requirement)
    some = [one for one in used.package.known if not one.malicious]
    if not intervals or all(_unbounded(now.type, one) for one in intervals):
        return None
    if all_of := [one for one in some if all(covered(each, one.intervals()) for each in intervals)]:
        lowest = intervals[0].lowest
        safe = safe_upgrade(now.type, lowest or "0", some)
        return _range_finding(used, all_of, lowest, safe, Confidence.MEDIUM)
    begins = [one for one in intervals if one.lowest and one.floor]
    if not begins or not _DELIBERATE.search(now.requirement):
        return None
    lowest = begins[0].lowest
    if first := [one for one in some if one.affects(lowest)]:
        return _range_finding(used, first, lowest, safe_upgrade(now.type, lowest, some), Confidence.LOW)
    return None


def _unbounded(type_: str, one: Interval) -> bool:
    """Whether a range says nothing: "*", ">=0"."""
    return one.high is None and (one.low is None or bool(one.low <= key(type_, "0.0.0")))


def _range_finding(
    used: Used, some: Sequence[Vulnerability], lowest: str, safe: str, confidence: Confidence
) -> Finding:
    worst = sorted(some, key=lambda one: -one.severity.rank)
    sure = confidence is Confidence.MEDIUM
    named = ", ".join(one.id for one in worst[:_MOST_NAMED])
    more = f" and {len(worst) - _MOST_NAMED} more" if len(worst) > _MOST_NAMED else ""
    what = "Every version that" if sure else f"Version {_plain(lowest)}, with which"
    does = "admits is" if sure else "begins, is"
    said = (
        f"{what} `{_plain(used.now.requirement)}` {does} affected by {named}{more}; no lockfile says which one is used."
    )
    remedy = (
        f"Begin the range with {safe}." if safe else "No mended version is known within reach: look for a replacement."
    )
    return _finding(
        used,
        "vulnerable-range",
        f"{_plain(used.now.name)} {_plain(used.now.requirement)} admits {'only ' if sure else ''}vulnerable versions",
        f"{_named(used)}: {said[0].lower()}{said[1:]} {remedy}",
        subject="range",
        severity=worst[0].severity if sure else Severity.LOW,
        confidence=confidence,
        remedy=remedy,
        references=worst[0].references,
        cwe=worst[0].cwes,
        suggestion=None if sure else _suggestion(used, lowest, safe),
    )


def _suggestion(used: Used, old: str, new: str) -> str | None:
    return upgrades.suggestion(used.now, old, new, used.lines.of(used.now.place.path)) if new else None


def _finding(
    used: Used,
    rule: str,
    title: str,
    message: str,
    *,
    subject: str,
    severity: Severity,
    references: Iterable[str],
    cwe: tuple[str, ...],
    confidence: Confidence = Confidence.HIGH,
    remedy: str = "",
    suggestion: str | None = None,
) -> Finding:
    now = used.now
    return Finding(
        check=NAME,
        rule=rule,
        severity=severity,
        confidence=confidence,
        path=now.place.path,
        start_line=now.place.line,
        end_line=now.place.line,
        title=title,
        message=message,
        remedy=remedy or RULES[rule].remedy,
        subject=f"{now.type}/{now.name} {subject}",
        evidence=used.evidence(),
        references=tuple(dict.fromkeys(references))[:3],
        suggestion=suggestion,
        cwe=cwe or RULES[rule].cwe,
        package=purl(now),
    )


def _label(used: Used) -> str:
    return f"{_plain(used.now.name)} {_plain(used.version)}".strip()


def _named(used: Used) -> str:
    return f"`{_plain(used.now.name)}` {_plain(used.version)}".strip()


def _ids(one: Vulnerability) -> str:
    others = [name for name in one.ids[1:] if name.startswith(("GHSA-", "PYSEC-", "RUSTSEC-", "GO-", "CVE-"))]
    return f"{one.id} ({', '.join(others[:2])})" if others else one.id


def _about_it(summary: str) -> str:
    if not summary:
        return ""
    return f": {summary if len(summary) <= _LONGEST_SUMMARY else summary[: _LONGEST_SUMMARY - 1].rstrip() + '…'}"


def _plain(text: str) -> str:
    """From a hostile file, for the inside of a code span or a title."""
    if len(text) <= _LONGEST_SHOWN and text.isprintable() and "`" not in text:
        return text
    shown = "".join(letter if letter.isprintable() and letter != "`" else "?" for letter in text[: _LONGEST_SHOWN + 1])
    return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[: _LONGEST_SHOWN - 1]}…"
