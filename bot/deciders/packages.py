"""What is decided about a change's packages besides their content: the allow-list, and the policy of licences.

Each is a `pipeline.Decider`: a comparison in, the comparison with more findings and notes out. What they rest on (the
list's entries, the maintenance that is going on) is handed in as it stood when the scan began.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot import diffing, licences
from bot.allow import allowfile, allowlist
from bot.allow.allowfile import AllowFile, BadFile
from bot.allow.allowlist import AllowList, Entry, Window
from bot.changes import GitChangeSet
from bot.config import Config
from bot.examiner import Decider
from bot.model import Comparison, Level, Licences, Mode, Policy, Unseen
from checks.dependencies.name import NAME as DEPENDENCIES
from checks.interface import Finding, Side, Skip


def _nothing(entries: Sequence[Entry]) -> None:
    """Without a store, nothing is learned."""


@dataclass(frozen=True, slots=True)
class AllowListDecider:
    """Lets in, learns or refuses what is new."""

    mode: Mode
    """The operator's word for this repository; reviewed files can only be stricter."""
    policy: Policy
    files: bool = True
    """Whether reviewed files count."""
    shared: Callable[[], AllowFile] = AllowFile
    """The reviewed file of the whole organisation. Raises BadFile, and what the forge raises."""
    entries: Sequence[Entry] = ()
    window: Window | None = None
    """The maintenance that is going on."""
    learn: Callable[[Sequence[Entry]], None] = _nothing
    silent: bool = False
    """A first look or a branch's own: nothing is refused there, but a list that learns may learn from it."""

    def __call__(self, comparison: Comparison, change: GitChangeSet) -> Comparison:
        """Raises ChangesError where the reviewed file cannot be fetched."""
        if self.policy.level(allowlist.CHECK) is Level.OFF or not self._concerned(comparison, change):
            return comparison
        comparison, shared = _tried(comparison, "allow.yaml of the organisation", self._shared)
        comparison, file = _tried(comparison, allowfile.PATH, lambda: self._file(change))
        mode = max(self.mode, shared.mode or Mode.OFF, file.mode or Mode.OFF, key=lambda mode: mode.rank)
        if self.silent and mode is not Mode.LEARN:
            return comparison
        allowed = AllowList.of([*self.entries, *shared.entries, *file.entries])
        before, after = comparison.packages.get(Side.BASE, ()), comparison.packages.get(Side.HEAD, ())
        ruling = allowlist.judge(before, after, allowed, mode, self.window)
        if ruling.learned:
            self.learn(ruling.learned)
        if mode is Mode.ENFORCE:
            comparison = self._with_blind_spots(comparison)
        comparison = replace(comparison, notes=(*comparison.notes, *ruling.notes))
        return diffing.joined(comparison, change, (*ruling.findings, *self._effect(file, change)))

    def _concerned(self, comparison: Comparison, change: GitChangeSet) -> bool:
        """Whether there is anything to decide: most changes touch no package, and need no file fetched."""
        something = comparison.packages.get(Side.HEAD, ()) or comparison.unseen or not _told(comparison)
        return (self.mode is not Mode.OFF or self.files) and bool(something or _touched(change))

    def _shared(self) -> AllowFile:
        return self.shared() if self.files else AllowFile()

    def _file(self, change: GitChangeSet) -> AllowFile:
        """The one that counts: of the branch that the change goes into."""
        return _read(change.target.read) if self.files else AllowFile()

    def _effect(self, file: AllowFile, change: GitChangeSet) -> Iterator[Finding]:
        """What the change would do to the file, once merged."""
        if not self.files or not _touched(change):
            return
        try:
            found = allowfile.effect(file, _read(change.head.read))
        except BadFile as error:
            found = allowfile.broken(error)
        if found is not None:
            yield found

    def _with_blind_spots(self, comparison: Comparison) -> Comparison:
        """What was not looked at may have brought in anything, even where the check itself is only observed."""
        if not _told(comparison):
            why = f"the check {DEPENDENCIES} did not run, so that nobody knows which packages are new"
            return _unseen(comparison, "", why)
        missing = [one for one in comparison.unseen if one.check == DEPENDENCIES and not one.by_design]
        said = self.policy.level(DEPENDENCIES) is Level.ENFORCE
        again = () if said else (replace(one, check=allowlist.CHECK) for one in missing)
        return replace(comparison, unseen=(*comparison.unseen, *again))


@dataclass(frozen=True, slots=True)
class LicenceDecider:
    """Holds the declared licences of what is new against the policy."""

    lists: Licences
    look_up: licences.LookUp = lambda purls: {}
    """Licences by facts about packages, where the files declare none."""

    def __call__(self, comparison: Comparison, change: GitChangeSet) -> Comparison:
        """The comparison with what the policy says of licences."""
        before, after = comparison.packages.get(Side.BASE, ()), comparison.packages.get(Side.HEAD, ())
        ruling = licences.judge(before, after, self.lists, self.look_up)
        comparison = replace(comparison, notes=(*comparison.notes, *ruling.notes))
        return diffing.joined(comparison, change, ruling.findings)


def local(config: Config) -> tuple[Decider, ...]:
    """Those that need no service: the operator's default mode, the reviewed file, the policy of licences."""
    allowing = AllowListDecider(config.allow_list.mode, config.policy, config.allow_list.files)
    return (allowing, LicenceDecider(config.policy.licences))


def _told(comparison: Comparison) -> bool:
    """Whether the check that knows packages was asked."""
    return any(tally.check == DEPENDENCIES for tally in comparison.tallies)


def _touched(change: GitChangeSet) -> bool:
    return allowfile.PATH in change.changed[Side.HEAD] or allowfile.PATH in change.changed[Side.BASE]


def _read(read: Callable[[str], bytes | None]) -> AllowFile:
    try:
        return allowfile.read(read(allowfile.PATH))
    except Skip as error:
        raise BadFile(str(error)) from error


def _tried(comparison: Comparison, name: str, read: Callable[[], AllowFile]) -> tuple[Comparison, AllowFile]:
    """A file that cannot be read lets nothing in, and leaves the verdict open."""
    try:
        return comparison, read()
    except BadFile as error:
        return _unseen(comparison, name, f"{error}; until that is mended, nothing of it counts"), AllowFile()


def _unseen(comparison: Comparison, key: str, reason: str) -> Comparison:
    return replace(comparison, unseen=(*comparison.unseen, Unseen(allowlist.CHECK, key, reason)))
