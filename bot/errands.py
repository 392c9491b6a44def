"""What is to be done besides scans: answer a comment, find out who stands at a commit, delete what is kept on disk,
ask registries about packages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot import commands
from bot.commands import Answer
from bot.forges.interface import Forge, Gate, HeadRescanWanted, ScanWanted, Uninstalled
from bot.model import Command, Permission, Reason, Spoken, Target
from bot.store import Errand
from bot.store.nouns import FactsWanted


@dataclass(frozen=True, slots=True)
class Errands:
    """Each errand may be run twice, after a crash: answers are said once, wishes are merged by the store."""

    forges: Mapping[str, Forge]
    targets_at: Callable[[str, str, str], Sequence[Target]]
    """(forge, repo, head) -> what was ever scanned there: `Store.targets_at`."""
    forget: Callable[[str], None]
    """Deletes a repository's git store, by its address: `Repositories.forget`."""

    acts: Mapping[str, Callable[[Command], Answer]]
    """Command -> what it does; `help` and `rescan` are at home here."""
    inquire: Callable[[FactsWanted, Gate], Sequence[ScanWanted]]
    """Asks registries about packages: `Inquiry.run`."""

    def run(self, errand: Errand, gate: Gate) -> Sequence[ScanWanted]:
        """Does it; the scans that follow from it. Raises ForgeError and Lost."""
        match errand:
            case Spoken():
                return self._listen(errand, gate)
            case HeadRescanWanted():
                return self._rescan_head(errand)
            case Uninstalled():
                self._clear(errand)
                return ()
            case FactsWanted():
                return self.inquire(errand, gate)

    def _listen(self, spoken: Spoken, gate: Gate) -> Sequence[ScanWanted]:
        """All commands of one comment, with one answer for those that are answered in words."""
        forge = self.forges[spoken.target.forge]
        wanted: list[ScanWanted] = []
        answers: list[str] = []
        read = commands.parse(spoken)
        for command in read:
            scans, words = self._obey(forge, command)
            wanted += scans
            answers += [words] if words and words not in answers else []
        if read:
            forge.acknowledge(read[0], gate)
        if answers:
            forge.answer(read[0], "\n\n".join(answers), gate)
        return wanted

    def _obey(self, forge: Forge, command: Command) -> tuple[Sequence[ScanWanted], str]:
        needed = commands.NEEDS.get(command.name)
        if needed is None:
            return (), commands.usage(command)
        if not self._may(forge, command, needed):
            return (), commands.refusal(command, needed)
        if command.name == "help":
            return (), commands.HELP
        answer = Answer("", rescan=True) if command.name == "rescan" else self.acts[command.name](command)
        spoken = command.spoken
        again = (ScanWanted(spoken.target, Reason.REQUESTED, "", spoken.author),)
        return (again if answer.rescan else ()), answer.words

    def _may(self, forge: Forge, command: Command, needed: Permission) -> bool:
        """Asked from the forge now. The author may have the own change looked at again."""
        spoken = command.spoken
        if forge.permission(spoken.target.repo, spoken.author).allows(needed):
            return True
        return Permission.WRITE.allows(needed) and forge.look_up(spoken.target).author == spoken.author

    def _rescan_head(self, errand: HeadRescanWanted) -> Sequence[ScanWanted]:
        targets = [
            *self.forges[errand.forge].heads(errand.repo, errand.head_sha),
            *self.targets_at(errand.forge, errand.repo, errand.head_sha),
        ]
        return [
            ScanWanted(target, Reason.REQUESTED, errand.head_sha, errand.requested_by)
            for target in dict.fromkeys(targets)
        ]

    def _clear(self, errand: Uninstalled) -> None:
        forge = self.forges[errand.forge]
        for repo in errand.repos:
            self.forget(forge.clone_url(repo))
