"""What a pull request has shown stays shown: secrets are remembered after a force-push, until they are rotated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot import diffing
from bot.changes import GitChangeSet
from bot.model import Comparison, Known
from bot.store.leaks import Leak, identifier
from checks.interface import Finding, Severity

CHECK = "secrets"
_GONE = "The commit is no longer part of this pull request, but whoever has seen it still has the secret."
_ROTATED = "It was marked as rotated, so it opens nothing any more."


@dataclass(frozen=True, slots=True)
class LeakDecider:
    """For one pull request."""

    forge: str
    repo: str
    number: int
    known: Sequence[Leak]
    """What it has shown before."""
    rotated: frozenset[str]
    """Subjects of secrets of the repository that are said to be rotated."""
    remember: Callable[[Sequence[Finding]], None]

    def __call__(self, comparison: Comparison, change: GitChangeSet) -> Comparison:
        """With what is gone from the commits and not from the world; rotated ones no longer block."""
        told = [one for one in comparison.introduced if one.finding.check == CHECK]
        self.remember([one.finding for one in told])
        introduced = tuple(self._as_it_is(one) if one.finding.check == CHECK else one for one in comparison.introduced)
        comparison = replace(comparison, introduced=introduced)
        return diffing.joined(comparison, change, list(self._gone(comparison)))

    def _as_it_is(self, known: Known) -> Known:
        finding = known.finding
        if finding.subject in self.rotated:
            settled = replace(finding, severity=Severity.INFO, observe=True, message=f"{finding.message} {_ROTATED}")
            return replace(known, finding=settled)
        name = identifier(self.forge, self.repo, self.number, finding)[:8]
        return replace(known, finding=_with_way_out(finding, name))

    def _gone(self, comparison: Comparison) -> Iterator[Finding]:
        """Not in any commit of the change any more, and not rotated."""
        there = {(one.finding.rule, one.finding.path, one.finding.subject) for one in _shown(comparison)}
        for leak in self.known:
            finding = leak.finding
            same = (finding.rule, finding.path, finding.subject)
            if leak.rotated is None and finding.subject not in self.rotated and same not in there:
                words = (
                    "The commit is no longer part of this pull request, and whoever has seen it still has the secret."
                )
                yield _with_way_out(replace(finding, message=f"{finding.message} {words}"), leak.name)


def _shown(comparison: Comparison) -> Iterable[Known]:
    return (one for one in (*comparison.introduced, *comparison.existing) if one.finding.check == CHECK)


def _with_way_out(finding: Finding, name: str) -> Finding:
    return replace(finding, remedy=f"{finding.remedy}\n\nThen say so: `/sekisho rotated {name} because …`.")
