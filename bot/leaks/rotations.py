"""What `/sekisho rotated` does. Knows the store, no forge; who may is asked before (`commands.NEEDS`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.commands import Answer, split_reason
from bot.markdown import code_span
from bot.model import Command
from bot.store import Store
from bot.store.leaks import Leak

_USAGE = "Write `/sekisho rotated 1a2b3c4d because …`, with as many names as you like, or `all` of this pull request."


class Unknown(Exception):
    """A name that no secret has; the text says what to write."""


@dataclass(frozen=True, slots=True)
class Rotations:
    """The command, over one store."""

    store: Store

    def obey(self, command: Command) -> Answer:
        """Marks them. Doing it twice, after a crash, changes nothing the second time."""
        names, reason = split_reason(command.arguments)
        target, author = command.spoken.target, command.spoken.author
        shown = self.store.leaks.of(target.forge, target.repo, target.number or 0)
        if not names or not reason:
            return Answer(f"{'A reason is needed. ' if names else ''}{_USAGE}{_open(shown)}")
        try:
            meant = named(shown, names)
        except Unknown as error:
            return Answer(f"{error} {_USAGE}{_open(shown)}")
        self.store.leaks.rotate(meant, author, reason, self.store.now())
        listed = ", ".join(code_span(leak.name) for leak in meant)
        return Answer(f"Marked as rotated by @{author}: {listed}. Looking again.", rescan=True)


def named(among: Sequence[Leak], names: Sequence[str]) -> list[Leak]:
    """Those of these names, or all. Raises Unknown."""
    if [name.lower() for name in names] == ["all"]:
        if not among:
            raise Unknown("There is none here.")
        return list(among)
    meant: dict[str, Leak] = {}
    for name in names:
        found = [leak for leak in among if len(name) >= 4 and leak.id.startswith(name.lower())]
        if len(found) != 1:
            raise Unknown(f"{code_span(name)} names {'none' if not found else 'several'} of the secrets here.")
        meant[found[0].id] = found[0]
    return list(meant.values())


def _open(shown: Sequence[Leak]) -> str:
    """The names there are, as a list."""
    waiting = [leak for leak in shown if leak.rotated is None]
    lines = (f"- {code_span(leak.name)}: {leak.finding.title} ({code_span(leak.finding.path)})" for leak in waiting)
    return "".join(f"\n{line}" for line in ("", *lines)) if waiting else ""
