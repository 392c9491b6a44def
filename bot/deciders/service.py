"""The service's deciders, for one scan after the other: what the store knows as the scan begins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from bot.allow.allowlist import Entry, Standing
from bot.allow.sharedlist import SharedLists
from bot.config import Config
from bot.deciders.leaks import LeakDecider
from bot.deciders.packages import AllowListDecider, LicenceDecider
from bot.deciders.pins import PinDecider
from bot.deciders.suppressions import SuppressionDecider
from bot.examiner import Decider
from bot.facts.images import ImageRegistries
from bot.facts.inquiry import Inquiry
from bot.forges.interface import Forge
from bot.looks import old_data
from bot.model import Change, Policy, Reason, Scan
from bot.store import Store
from bot.store.listed import Occasion, Place
from checks.interface import Finding


@dataclass(frozen=True, slots=True)
class Deciders:
    """All of the service's, for one scan after the other."""

    config: Config
    store: Store
    inquiry: Inquiry
    forges: Mapping[str, Forge]
    shared: SharedLists

    def __call__(self, scan: Scan, change: Change, policy: Policy) -> tuple[Decider, ...]:
        """In order."""
        lists, now = self.store.allow_lists, self.store.now()
        place = Place.of(scan.target.forge, change.repo)
        window = next((one for one in lists.windows(place) if one.open(now)), None)

        def learn(entries: Sequence[Entry]) -> None:
            lists.learn(place, [_as_proposed(one) for one in entries] if change.is_fork else entries, occasion, now)

        author = change.author or f"branch {change.base_ref}"
        occasion = Occasion(change.number or 0, change.head_sha, author, window.id if window else "")
        allowing = AllowListDecider(
            self.config.allow_list.mode_of(change.repo),
            policy,
            self.config.allow_list.files,
            partial(self.shared.of, scan.target.forge, place.owner),
            tuple(one.entry for one in lists.entries(place)),
            window,
            learn,
            silent=scan.reason is Reason.BASELINE,
        )
        licences = LicenceDecider(policy.licences, self._licences)
        forge = self.forges[scan.target.forge]
        pins = PinDecider(partial(forge.commit_of, asked_for=change.repo), self._images.digest_of)
        suppressions = SuppressionDecider(policy)
        leaks = self._leaks(scan, change)
        return (self.inquiry.weighed, pins, allowing, licences, *leaks, suppressions, old_data(self.config))

    @property
    def _images(self) -> ImageRegistries:
        """None are listed where nobody is to be asked."""
        packages = self.config.packages
        addresses = packages.registries.get("docker", ()) if packages.ask else ()
        return ImageRegistries(addresses, packages.internal.get("docker", ()))

    def _leaks(self, scan: Scan, change: Change) -> Iterator[Decider]:
        """Of a pull request; a branch's own past is no news."""
        forge, repo, number, leaks = scan.target.forge, change.repo, change.number, self.store.leaks

        def remember(found: Sequence[Finding]) -> None:
            known_by = [replace(one, commit=one.commit or change.head_sha) for one in found]
            leaks.remember(forge, repo, number or 0, known_by, self.store.now())

        if number is not None:
            known, rotated = leaks.of(forge, repo, number), leaks.rotated(forge, repo)
            yield LeakDecider(forge, repo, number, known, rotated, remember)

    def _licences(self, purls: Sequence[str]) -> dict[str, str]:
        told = self.store.facts.told(purls)
        return {purl: asked.facts.licence for purl, asked in told.items() if asked.facts}


def _as_proposed(entry: Entry) -> Entry:
    return replace(entry, standing=Standing.PROPOSED)
