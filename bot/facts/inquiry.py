"""Which packages registries are asked about, and what follows from their answers. Never during a scan.

Off unless the operator turns it on, because every question tells somebody else what is used here. Names that begin as
the operator's own do, and packages whose purl or requirement says that they come from elsewhere, are never asked for.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from packageurl import PackageURL

from bot import logs
from bot.facts import origins
from bot.facts.asking import NoAnswer
from bot.facts.facts import READERS, Facts
from bot.facts.registries import Registries
from bot.facts.weighing import is_suspect, weigh
from bot.forges.interface import Gate, ScanWanted
from bot.model import Comparison, Reason, Scan
from bot.store.facts import PackageFacts
from bot.store.nouns import FactsWanted
from checks.interface import ChangeSet, Side

MOST = 50
"""Packages that one scan asks about. A change that brings in more questions than that gets no better by asking."""
_PATIENCE = 3
"""Questions in a row without an answer."""
_ERRAND_SECONDS = 30.0
"""After so long the next question waits: whoever asks now might be answering people."""
_LOCATION = re.compile(r"[:/@]")
"""In a requirement: it names a place (file:, workspace:, git+https:), not a range."""
_NAME = re.compile(r"(?:@[\w.~-]+/)?(?!\.+$)[\w.~-]+", re.ASCII)
"""What registries take for a name; nothing else is sent to them."""
REQUESTER = "facts about packages"
"""Who asks for the scan that follows."""
_log = logs.get("inquiry")


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Reads facts for scans, asks for those that are missing afterwards."""

    facts: PackageFacts
    registries: Registries | None = None
    """None: nobody is asked, and the facts that are here are all there are."""
    internal: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Purl type -> beginnings of names that never leave the machine."""
    licences: bool = False
    """Whether licences that no file declares are worth a question."""

    def weighed(self, comparison: Comparison, change: ChangeSet) -> Comparison:
        """The comparison with impostors' findings weighed by facts: a `pipeline.Decider`."""
        found = (*comparison.introduced, *comparison.existing)
        suspects = [known.finding.package for known in found if is_suspect(known.finding)]
        if not suspects:
            return comparison
        told = {purl: one.facts for purl, one in self.facts.told(suspects).items() if one.facts}
        today = datetime.now(UTC).date()
        introduced, existing = (
            tuple(weigh(known, told, today) for known in some) for some in (comparison.introduced, comparison.existing)
        )
        return replace(comparison, introduced=introduced, existing=existing)

    def lacking(self, scan: Scan, comparison: Comparison) -> tuple[str, ...]:
        """Purls that would be weighed better with facts: what an errand asks for after the verdict."""
        if self.registries is None or scan.reason is Reason.BASELINE:
            return ()
        wanted = [purl for purl in dict.fromkeys(self._worth_it(comparison)) if self._may_ask(purl)]
        told, now = self.facts.told(wanted), self.facts.now()
        return tuple(purl for purl in wanted if purl not in told or not told[purl].fresh(now))[:MOST]

    def run(self, errand: FactsWanted, gate: Gate) -> Sequence[ScanWanted]:
        """Asks, remembers, and has the change looked at again where anything was learned. Raises Lost.

        What there was no time for is asked after the next look.
        """
        until = time.monotonic() + _ERRAND_SECONDS
        learned = False
        for found in self._answers(errand.purls[:MOST], gate):
            learned |= found
            if time.monotonic() > until:
                break
        return (ScanWanted(errand.target, Reason.REQUESTED, "", REQUESTER),) if learned else ()

    def refresh(self, most: int) -> int:
        """Asks again about what has grown old, the oldest first; about how many."""
        return len(list(self._answers(self.facts.stale(self.facts.now(), most))))

    def _answers(self, purls: Iterable[str], gate: Gate = lambda: None) -> Iterator[bool]:
        """Whether there are facts, one after the other. Ends where nobody answers any more."""
        silent = 0
        for purl in filter(self._may_ask, purls):
            gate()
            found = self._learn(purl)
            yield found
            silent = 0 if found else silent + 1
            if silent == _PATIENCE:
                return

    def _learn(self, purl: str) -> bool:
        """Whether there are facts now; another errand may have been here first."""
        known = self.facts.told([purl]).get(purl)
        if known is not None and known.fresh(self.facts.now()):
            return known.facts is not None
        answer = self._ask(PackageURL.from_string(purl))
        self.facts.keep({purl: answer}, self.facts.now())
        return not isinstance(answer, str)

    def _ask(self, purl: PackageURL) -> Facts | str:
        if self.registries is None:
            return "nobody is asked"
        try:
            facts = self.registries.ask(purl)
        except NoAnswer as error:
            _log.warning("a registry gave no answer", kind=purl.type, why=str(error))
            return str(error)
        _log.info("asked a registry", kind=purl.type, known=facts.exists)
        return facts

    def _worth_it(self, comparison: Comparison) -> Iterator[str]:
        """Suspects first, then new packages whose licence nobody declares."""
        yield from (known.finding.package for known in comparison.introduced if is_suspect(known.finding))
        if self.licences:
            before = {package.purl for package in comparison.packages.get(Side.BASE, ())}
            after = comparison.packages.get(Side.HEAD, ())
            silent = (one for one in after if not one.licence and not _LOCATION.search(one.requirement))
            yield from (one.purl for one in silent if one.purl not in before)

    def _may_ask(self, purl: str) -> bool:
        if "?" in purl:  # it comes from elsewhere
            return False
        try:
            read = PackageURL.from_string(purl)
        except ValueError:
            return False
        name = f"{read.namespace}/{read.name}" if read.namespace else read.name
        internal = origins.begins(name, self.internal.get(read.type, ()))
        return read.type in READERS and _NAME.fullmatch(name) is not None and not internal
