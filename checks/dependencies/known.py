"""What is known of one package: its advisories, each vulnerability once however many databases tell of it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from checks.dependencies.mirror import UNNUMBERED, Advisory, holds
from checks.dependencies.ranges import Interval
from checks.dependencies.severities import severity
from checks.dependencies.versions import is_prerelease, key, major
from checks.interface import Severity

_NAMED_FIRST = re.compile(r"^(?:CVE|GHSA|OSVDB)-[\w-]+\s*[-:]\s*")
_PREFERRED = ("CVE-", "GHSA-", "MAL-")
"""Of the names of one vulnerability: the one that people and databases share."""
_OSV = ("GHSA-", "PYSEC-", "RUSTSEC-", "GO-", "MAL-", "OSV-", "PSF-")


@dataclass(frozen=True, slots=True)
class Vulnerability:
    """One vulnerability of one package, as all sources together tell it."""

    type: str
    ids: tuple[str, ...]
    """All its names, the one it goes by first."""
    advisories: tuple[Advisory, ...]

    @property
    def id(self) -> str:
        """The name it goes by."""
        return self.ids[0]

    @property
    def malicious(self) -> bool:
        """Whether the package itself is the harm."""
        return any(one.malicious for one in self.advisories)

    @property
    def severity(self) -> Severity:
        """The worst that can be told of it."""
        return severity(self.advisories)

    @property
    def parts(self) -> tuple[str, ...]:
        """The only parts of the package that are affected; () for the package as a whole, as far as any source says."""
        if not all(one.parts for one in self.advisories):
            return ()
        return tuple(dict.fromkeys(part for one in self.advisories for part in one.parts))

    @property
    def summary(self) -> str:
        """One line, or ""."""
        summary = next((one.summary for one in self.advisories if one.summary), "")
        return _NAMED_FIRST.sub("", summary) or summary

    @property
    def cwes(self) -> tuple[str, ...]:
        """Sorted."""
        return tuple(sorted({cwe for one in self.advisories for cwe in one.cwes}))

    @property
    def references(self) -> tuple[str, ...]:
        """Pages about it, at most one of each database."""
        found: dict[str, str] = {}
        for name in self.ids:
            if name.startswith("CVE-"):
                found.setdefault("CVE", f"https://nvd.nist.gov/vuln/detail/{name}")
            elif name.startswith(_OSV) and name != UNNUMBERED:
                found.setdefault("OSV", f"https://osv.dev/vulnerability/{name}")
        return tuple(found[one] for one in ("OSV", "CVE") if one in found)

    def affects(self, version: str) -> bool:
        """Whether any source says so."""
        return any(one.affects(self.type, version) for one in self.advisories)

    def everything(self) -> bool:
        """Whether there is no version that is not affected."""
        return any(not (part.introduced or part.fixed or part.last) for one in self.advisories for part in one.ranges)

    def intervals(self) -> list[Interval]:
        """The affected stretches; what their bounds do not tell is left out."""
        found = []
        for part in (part for one in self.advisories for part in one.ranges):
            low, high = part.introduced and key(self.type, part.introduced), part.fixed or part.last
            top = key(self.type, high) if high else None
            if low is not None and (top is not None or not high):
                found.append(Interval(None if low == "" else low, top, True, bool(part.last)))
        return found

    def fixed_after(self, version: str) -> list[str]:
        """The first unaffected version of each stretch that `version` lies in."""
        at = key(self.type, version)
        parts = [part for one in self.advisories for part in one.ranges]
        return [part.fixed for part in parts if part.fixed and at is not None and holds(self.type, part, at)]


def vulnerabilities(type_: str, advisories: Sequence[Advisory]) -> tuple[Vulnerability, ...]:
    """All advisories about one package, joined by their aliases, by name."""
    of: dict[str, tuple[set[str], list[Advisory]]] = {}
    """Name -> all names of its vulnerability, and its records."""
    for one in advisories:
        names, members = {one.id, *one.aliases}, [one]
        for group in {id(group): group for name in names if (group := of.get(name))}.values():
            names |= group[0]
            members = [*group[1], *members]
        of |= dict.fromkeys(names, (names, members))
    groups = {id(group): group for group in of.values()}.values()
    made = (Vulnerability(type_, tuple(sorted(names, key=_rank)), tuple(members)) for names, members in groups)
    return tuple(sorted(made, key=lambda one: _rank(one.id)))


@lru_cache(1 << 15)
def _rank(name: str) -> tuple[object, ...]:
    """Preferred databases first, then by year and number."""
    kind = next((at for at, prefix in enumerate(_PREFERRED) if name.startswith(prefix)), len(_PREFERRED))
    return (kind, [int(part) if part.isdecimal() else -1 for part in re.split(r"[-:]", name)], name)


def safe_upgrade(type_: str, version: str, all_known: Iterable[Vulnerability]) -> str:
    """The smallest version above `version`, of those that advisories name, of which nothing is known; "" for none.

    One that should not break anything (the same major version) is preferred, and a release to a pre-release.
    """
    at = key(type_, version)
    if at is None:
        return ""
    some = tuple(all_known)
    now = major(type_, version)
    named = {part.fixed for one in some for advisory in one.advisories for part in advisory.ranges if part.fixed}
    above = ((one, found) for one in named if (found := key(type_, one)) is not None and found > at)
    ordered = sorted(((is_prerelease(type_, one), major(type_, one) != now, found, one) for one, found in above))
    return next((one for *_, one in ordered if not any(known.affects(one) for known in some)), "")
