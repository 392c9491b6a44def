"""Declared licences against the policy's lists, as SPDX expressions. Pure.

`OR` is a choice: one allowed licence is enough. `AND` takes all. An exception (`WITH`) makes a licence another one,
which is allowed where it is listed itself, or where the licence without the exception is: exceptions only permit more.
A licence that no SPDX identifier names is unknown, and unknown is said, never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache, lru_cache
from typing import Any

from bot import purls
from bot.markdown import code_span
from bot.model import Licences, Note
from checks.interface import Confidence, Finding, Package, Severity

CHECK = "licences"
DENIED, NOT_ALLOWED = "licence-denied", "licence-not-allowed"
LookUp = Callable[[Sequence[str]], Mapping[str, str]]
"""Purls -> the licences that facts about the packages declare, for those there are facts about."""
_LONGEST = 1_000


class BadLicence(ValueError):
    """A policy's entry that is no SPDX expression."""


class Rank(IntEnum):
    """How a licence stands, worst first, so that AND takes the least and OR the greatest."""

    DENIED = 0
    NOT_ALLOWED = 1
    UNKNOWN = 2
    ALLOWED = 3


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the policy says of some packages."""

    findings: tuple[Finding, ...] = ()
    notes: tuple[Note, ...] = ()


def checked(lists: Licences) -> Licences:
    """The same lists in SPDX's own spelling. Raises BadLicence."""
    return replace(lists, allow=tuple(map(_entry, lists.allow)), deny=tuple(map(_entry, lists.deny)))


def judge(
    before: Sequence[Package], after: Sequence[Package], lists: Licences, look_up: LookUp = lambda purls: {}
) -> Ruling:
    """What came in: packages that were not there before, or not under this licence. Without lists, nothing is said."""
    if not (lists.allow or lists.deny):
        return Ruling()
    old, new = _without(before, after), _without(after, before)
    declared = _declared([*old, *new], look_up)
    there = {(purls.fold(package.purl), declared[package.purl]) for package in old}
    came = [package for package in new if (purls.fold(package.purl), declared[package.purl]) not in there]
    ranked = [(package, rank_of(declared[package.purl], lists)) for package in came]
    wrong = [(package, rank) for package, rank in ranked if rank in (Rank.DENIED, Rank.NOT_ALLOWED)]
    unknown = len({package.purl for package, rank in ranked if rank is Rank.UNKNOWN})
    return Ruling(tuple(_finding(package, declared[package.purl], rank) for package, rank in wrong), _unknown(unknown))


def _without(some: Sequence[Package], others: Sequence[Package]) -> list[Package]:
    """Those of `some` that are not among the others, each once a file."""
    known = {package.purl for package in others}
    found: dict[tuple[str, str], Package] = {}
    for package in some:
        if package.purl not in known:
            found.setdefault((package.purl, package.path), package)
    return list(found.values())


def _declared(packages: Sequence[Package], look_up: LookUp) -> dict[str, str]:
    """Purl -> licence, "" where nobody declares one. What the files say goes first."""
    said = {package.purl: package.licence for package in packages if package.licence}
    silent = [package.purl for package in packages if package.purl not in said]
    told = look_up(silent) if silent else {}
    return {package.purl: said.get(package.purl) or told.get(package.purl, "") for package in packages}


def rank_of(declared: str, lists: Licences) -> Rank:
    """How a declared expression stands."""
    expression = _parsed(declared)
    return Rank.UNKNOWN if expression is None else _rank(expression, lists)


def _rank(expression: Any, lists: Licences) -> Rank:
    if isinstance(expression, _spdx().AND):
        return min(_rank(each, lists) for each in expression.args)
    if isinstance(expression, _spdx().OR):
        return max(_rank(each, lists) for each in expression.args)
    exact, plain = expression.render(), next(iter(expression.decompose())).key
    if exact in lists.deny or (plain in lists.deny and exact not in lists.allow):
        return Rank.DENIED
    if exact in lists.allow or plain in lists.allow:
        return Rank.ALLOWED
    if _spdx().unknown_license_keys(expression):
        return Rank.UNKNOWN
    return Rank.NOT_ALLOWED if lists.allow else Rank.ALLOWED


def _entry(text: str) -> str:
    expression = _parsed(text) if isinstance(text, str) else None
    known = expression is not None and (text.startswith("LicenseRef-") or not _spdx().unknown_license_keys(expression))
    if not (known and expression.isliteral):
        raise BadLicence(f"{text!r} is no SPDX licence; write one identifier, like MIT or GPL-3.0-only")
    return str(expression.render())


@lru_cache(maxsize=4_096)
def _parsed(declared: str) -> Any:
    """The expression, whose licences may be unknown ones; None where it is none."""
    if not declared.strip() or len(declared) > _LONGEST:
        return None
    try:
        return _spdx().parse(declared, validate=False, strict=True)
    except Exception:  # the library raises whatever its parser meets: such a text is no expression
        return None


@cache
def _spdx() -> Any:
    # Here, since only policies with lists have to wait for it.
    from license_expression import get_spdx_licensing  # type: ignore[import-untyped]

    return get_spdx_licensing()


def _finding(package: Package, declared: str, rank: Rank) -> Finding:
    denied = rank is Rank.DENIED
    name = package.purl.removeprefix("pkg:")
    wrong = "which the policy denies" if denied else "which is not among the licences that the policy allows"
    remedy = "Use another package, or ask whoever answers for the licence policy."
    return Finding(
        check=CHECK,
        rule=DENIED if denied else NOT_ALLOWED,
        severity=Severity.HIGH if denied else Severity.MEDIUM,
        confidence=Confidence.HIGH,
        path=package.path,
        start_line=package.start_line,
        end_line=package.start_line,
        title=f"{declared} is {'denied' if denied else 'not an allowed licence'}",
        message=f"{code_span(name)} is under {code_span(declared)}, {wrong}. {remedy}",
        remedy=remedy,
        subject=f"{package.purl} {declared}",
        package=package.purl,
    )


def _unknown(count: int) -> tuple[Note, ...]:
    if not count:
        return ()
    packages = "1 new package declares" if count == 1 else f"{count} new packages declare"
    return (Note(CHECK, f"{packages} no licence that is known here: nothing is said of them."),)
