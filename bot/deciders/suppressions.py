"""Tells of each new suppression what it would hide now: the other checks' findings where it keeps a tool quiet.

No check obeys a suppression, so what one hides is in the comparison already, and stays there. That makes the
suppression itself as bad as what it hides; whether it stands is then for whoever grants exceptions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cache

from bot import policy
from bot.changes import GitChangeSet
from bot.model import Comparison, Known, Policy
from checks.iac.policies import Table
from checks.interface import Finding, Severity, Silence
from checks.suppressions import meanings
from checks.suppressions.wording import NAME

_MOST_SHOWN = 3
_ADVISORY = re.compile(r"(?:CVE|GHSA|PYSEC|RUSTSEC|GO|MAL|OSV)-[\w-]+", re.IGNORECASE)
_ENGINES = frozenset({"checkov", "zizmor", "hadolint"})
"""Tools whose policies the table of policies knows."""
NOTHING = "Nothing that Sekisho sees is hidden by it."


@dataclass(frozen=True, slots=True)
class SuppressionDecider:
    """Fills `examiner.Decider`."""

    policy: Policy

    def __call__(self, comparison: Comparison, change: GitChangeSet) -> Comparison:
        """The comparison with what each new suppression hides in its words, and in its weight."""
        if not any(known.finding.silences for known in comparison.introduced):
            return comparison
        others = [
            known
            for known in policy.counted((*comparison.introduced, *comparison.existing), self.policy)
            if known.finding.check != NAME and known.finding.commit is None
        ]
        return replace(comparison, introduced=tuple(self._told(known, others) for known in comparison.introduced))

    def _told(self, known: Known, others: Sequence[Known]) -> Known:
        finding = known.finding
        if finding.check != NAME or finding.silences is None:
            return known
        silence = finding.silences
        hidden = [other for other in others if _hides(silence, finding.path, other.finding)]
        if not hidden:
            told = (
                f"{finding.message} {NOTHING}"
                if silence.rules or silence.paths or silence.lines[0]
                else finding.message
            )
            return replace(known, finding=replace(finding, message=told))
        message = f"{finding.message} It would hide: {_listed(hidden, finding.path)}."
        severity = max(finding.severity, self._weight(hidden), key=lambda one: one.rank)
        return replace(known, finding=replace(finding, message=message, severity=severity, observe=False))

    def _weight(self, hidden: Iterable[Known]) -> Severity:
        """At least medium, and of what blocks as much as that has: what blocks nothing need not be approved."""
        blocking = [known.finding.severity for known in hidden if policy.blocks(known, self.policy)]
        return max((Severity.MEDIUM, *blocking), key=lambda severity: severity.rank)


def _hides(silence: Silence, path: str, finding: Finding) -> bool:
    if finding.check not in meanings.looks_at(silence.tool):
        return False
    if silence.paths:
        if not any(_matches(finding.path, pattern) for pattern in silence.paths):
            return False
    elif silence.lines[0] and not _covers(silence, path, finding):
        return False
    return not silence.rules or any(_means(silence.tool, rule, finding) for rule in silence.rules)


def _means(tool: str, rule: str, finding: Finding) -> bool:
    """Whether a tool's rule is about what a finding says. Where nobody can tell, it is."""
    if re.split(r"[./]", rule)[-1] == finding.rule:
        return True
    if tool in _ENGINES and finding.check == "iac":
        meant = _table().meant_by(tool, rule)
        return meant is not None and meant.id == finding.rule
    if finding.check == "dependencies":
        return _names_advisory(rule, finding)
    about = meanings.weaknesses(tool, rule)
    return about is None or not about.isdisjoint(finding.cwe)


@cache
def _table() -> Table:
    """Read when first asked for: it is large, and most changes suppress nothing."""
    return Table()


def _covers(silence: Silence, path: str, finding: Finding) -> bool:
    first, last = silence.lines
    return finding.path == path and finding.start_line <= last and finding.end_line >= first


def _names_advisory(rule: str, finding: Finding) -> bool:
    wanted = rule.lower()
    if _ADVISORY.fullmatch(rule):
        texts = (finding.subject, finding.message, *finding.references)
        return any(re.search(rf"(?<![\w-]){re.escape(wanted)}(?![\w-])", text.lower()) for text in texts)
    name = finding.package.partition("@")[0].rpartition("/")[2].lower()
    return bool(name) and name == wanted


def _matches(path: str, pattern: str) -> bool:
    """As .gitignore reads patterns, near enough to tell: a name anywhere, or a path from the root, and all below."""
    wanted = pattern.strip().rstrip("/").removesuffix("/**").removeprefix("./")
    if not wanted or wanted.startswith("!"):
        return False
    parts = path.split("/")
    if "/" not in wanted.lstrip("/") and not wanted.startswith("/"):
        return any(fnmatchcase(part, wanted) for part in parts)
    deep = wanted.startswith("**/")
    wanted = wanted.removeprefix("**/").lstrip("/")
    starts = range(len(parts)) if deep else (0,)
    return any(
        fnmatchcase("/".join(parts[start:end]), wanted) for start in starts for end in range(start + 1, len(parts) + 1)
    )


def _listed(hidden: Sequence[Known], path: str) -> str:
    worst = sorted(hidden, key=lambda known: -known.finding.severity.rank)
    shown = [_one(known.finding, path) for known in worst[:_MOST_SHOWN]]
    more = len(worst) - len(shown)
    return f"{', '.join(shown)}{f' and {more} more' if more else ''}"


def _one(finding: Finding, path: str) -> str:
    place = f"line {finding.start_line}" if finding.path == path else f"`{finding.path}:{finding.start_line}`"
    return f"`{finding.rule}` ({finding.severity}) in {place}"
