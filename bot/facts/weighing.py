"""Weighs what was found about a package by what its registry says of it. Pure.

An impostor is young, has few releases and names no source of its own; a package that merely sounds like a popular one
has a history. Its age is what counts most, because it is the registry that writes the dates. What may be forged
(number of releases, a repository's address) lifts a suspicion, but does not allay it alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from packageurl import PackageURL

from bot.facts.facts import Facts
from bot.model import Known
from checks.interface import Confidence, Finding, Severity

CHECK = "typosquats"
"""Whose findings are weighed."""
_CONFUSED = "dependency-confusion"
_NEW, _YOUNG, _OLD, _ANCIENT = (timedelta(days=days) for days in (30, 180, 2 * 365, 5 * 365))
_FEW, _SEVERAL, _MANY = 3, 10, 30
_USED, _MUCH_USED = 1_000, 100_000
"""Downloads in a month."""
_LIFTED = {Confidence.LOW: Confidence.MEDIUM, Confidence.MEDIUM: Confidence.HIGH, Confidence.HIGH: Confidence.HIGH}


def is_suspect(finding: Finding) -> bool:
    """Whether facts about the package weigh: not where it is a name of the operator's own that others could take."""
    return finding.check == CHECK and finding.rule != _CONFUSED and bool(finding.package)


def weigh(known: Known, told: Mapping[str, Facts], today: date) -> Known:
    """The same finding, with the facts in its message, and severity and confidence by them. Its identity stays."""
    finding = known.finding
    if not is_suspect(finding):
        return known
    facts = told.get(finding.package)
    if facts is None:
        return replace(known, finding=_saying(finding, "The registry's facts about it are not known here."))
    if not facts.exists:
        return replace(known, finding=_saying(finding, "Today the registry knows no package of this name: whoever "
                                                       "registers it decides what is installed here."))  # fmt: skip
    weighed = _weighed(finding, facts, today)
    return replace(known, finding=_saying(weighed, _sentence(facts)))


def _weighed(finding: Finding, facts: Facts, today: date) -> Finding:
    age = today - facts.first_release if facts.first_release else None
    doubts = _doubts(facts, age)
    if facts.taken_down or (age is not None and age < _NEW and not facts.repository):
        severity = Severity.HIGH if finding.severity is Severity.MEDIUM else finding.severity
        return replace(finding, severity=severity, confidence=Confidence.HIGH)
    if doubts >= 2:
        return replace(finding, confidence=_LIFTED[finding.confidence])
    if age is not None and age >= _OLD and not doubts and _has_its_own(finding, facts):
        proven = age >= _ANCIENT and (facts.releases or 0) >= _MANY
        proven = proven or (facts.downloads or 0) >= _MUCH_USED
        severity = Severity.INFO if proven else Severity.LOW
        return replace(finding, severity=min(finding.severity, severity, key=_rank), confidence=Confidence.LOW)
    return finding


def _doubts(facts: Facts, age: timedelta | None) -> int:
    """How many signs of an impostor there are; unknown ones do not count."""
    return sum(
        (
            age is not None and age < _YOUNG,
            facts.releases is not None and facts.releases <= _FEW,
            not facts.repository,
            facts.downloads is not None and facts.downloads < _USED,
        )
    )


def _has_its_own(finding: Finding, facts: Facts) -> bool:
    """Several releases, from a repository of its own name: impostors name the one of what they imitate."""
    name = re.sub(r"[^a-z0-9]", "", PackageURL.from_string(finding.package).name.lower())
    source = re.sub(r"[^a-z0-9]", "", facts.repository.rstrip("/").rpartition("/")[2].lower())
    return (facts.releases or 0) >= _SEVERAL and (name in source or (len(source) > 2 and source in name))


def _rank(severity: Severity) -> int:
    return severity.rank


def _saying(finding: Finding, sentence: str) -> Finding:
    return replace(finding, message=f"{finding.message} {sentence}")


def _sentence(facts: Facts) -> str:
    """ "First released on 2026-11-20, 2 releases, names no repository."."""
    text = ", ".join(_words(facts))
    return f"{text[:1].upper()}{text[1:]}."


def _words(facts: Facts) -> Iterator[str]:
    yield f"first released on {facts.first_release}" if facts.first_release else "first release unknown"
    if facts.releases is not None:
        yield "1 release" if facts.releases == 1 else f"{facts.releases} releases"
    if facts.owners is not None:
        yield "1 owner" if facts.owners == 1 else f"{facts.owners} owners"
    if facts.downloads is not None:
        yield f"{facts.downloads} downloads a month"
    yield "names its repository" if facts.repository else "names no repository"
    if facts.withdrawn:
        yield "withdrawn by its publisher"
    if facts.taken_down:
        yield "taken down by the registry"
