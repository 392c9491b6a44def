"""What the commands about the allow-list do: `/sekisho allow`, `disallow`, `maintenance`. Knows the store, no forge.

Who may is asked before (`commands.NEEDS`). Doing a command twice, after a crash, changes nothing the second time.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot import purls
from bot.allow.allowlist import Entry, Standing, Window, shown
from bot.commands import Answer, split_reason
from bot.config import AllowListConfig
from bot.markdown import code_span, escape
from bot.model import Command
from bot.store import Store
from bot.store.listed import Listed, Place

_LENGTH = re.compile(r"(\d{1,5})(m|h|d)")
_SECONDS = {"m": 60, "h": 3600, "d": 86_400}
_MOST = 50
_USAGE = {
    "allow": "Write `/sekisho allow pkg:npm/left-pad`, with as many purls as you like, and perhaps `because …`.",
    "disallow": "Write `/sekisho disallow pkg:npm/left-pad`, with as many purls as you like.",
    "maintenance": "Write `/sekisho maintenance on 2h because …`, `/sekisho maintenance off` or "
    "`/sekisho maintenance status`.",
}


class Wrong(Exception):
    """A command that cannot be done as it stands; what it says is the answer."""


@dataclass(frozen=True, slots=True)
class Permits:
    """The commands, over one store."""

    store: Store
    config: AllowListConfig

    def obey(self, command: Command) -> Answer:
        """Does it. What is wrong with it is the answer."""
        arguments, reason = split_reason(command.arguments)
        try:
            match command.name, arguments:
                case "allow", [_, *_]:
                    return self._allow(command, arguments, reason)
                case "disallow", [_, *_]:
                    return self._disallow(command, arguments)
                case "maintenance", ["on", length]:
                    return self._begin(command, length, reason)
                case "maintenance", ["off"]:
                    return self._end(command)
                case "maintenance", ["status"]:
                    return Answer(self._status(_place(command)))
        except Wrong as wrong:
            return Answer(str(wrong))
        return Answer(_USAGE[command.name])

    def _allow(self, command: Command, names: Sequence[str], reason: str) -> Answer:
        place, now = _place(command), self.store.now()
        entries = [Entry(*self._read(command, name), reason=reason) for name in names[:_MOST]]
        for entry in entries:
            self.store.allow_lists.add(place, entry, command.spoken.author, now)
        listed = ", ".join(code_span(shown(entry)) for entry in entries)
        return Answer(f"On the allow-list of {code_span(str(place))}: {listed}. Looking again.", rescan=True)

    def _disallow(self, command: Command, names: Sequence[str]) -> Answer:
        place, lists, now = _place(command), self.store.allow_lists, self.store.now()
        wanted = {self._read(command, name) for name in names[:_MOST]}
        own = [one for one in lists.entries(place) if one.repo and (one.entry.purl, one.entry.versions) in wanted]
        for one in own:
            lists.remove(one.id, command.spoken.author, now)
        if not own:
            return Answer(f"Nothing of that is on the list of {code_span(str(place))} itself.")
        listed = ", ".join(code_span(shown(one.entry)) for one in own)
        return Answer(f"No longer on the allow-list of {code_span(str(place))}: {listed}. Looking again.", rescan=True)

    def _read(self, command: Command, name: str) -> tuple[str, str]:
        """A purl, or the name of something that the last look refused."""
        if name.startswith("pkg:"):
            try:
                return purls.read(name)
            except purls.BadPurl as error:
                raise Wrong(f"{escape(str(error))}.") from error
        refused = self.store.allow_lists.refused(command.spoken.target)
        meant = {purls.fold(purl) for purl in refused if purls.name(purl) == name}
        if len(meant) != 1:
            found = "nothing" if not meant else "several packages"
            raise Wrong(f"{code_span(name)} names {found} that was refused here. {_USAGE[command.name]}")
        return meant.pop(), ""

    def _begin(self, command: Command, length: str, reason: str) -> Answer:
        place, now, spoken = _place(command), self.store.now(), command.spoken
        if not reason:
            raise Wrong(f"A reason is needed. {_USAGE['maintenance']}")
        until = now + seconds(length, self.config.max_maintenance_hours)
        # Named after the comment, so that it is opened once however often this runs.
        key = hashlib.sha256(f"{spoken.target} {spoken.comment_id}".encode()).hexdigest()[:32]
        window = Window(key, place.forge, place.owner, (place.repo,), spoken.author, reason, now, until)
        begun = self.store.allow_lists.begin(window, spoken.author)
        return Answer(
            f"Maintenance mode for {code_span(place.repo)} until {_clock(begun.until)}: what is new is let through and "
            "recorded. `/sekisho maintenance status` lists it. Looking again.",
            rescan=True,
        )

    def _end(self, command: Command) -> Answer:
        place, lists, now = _place(command), self.store.allow_lists, self.store.now()
        going = [one for one in lists.windows(place) if one.open(now)]
        own = [one for one in going if one.repos == (place.repo,)]
        for window in own:
            lists.end(window.id, command.spoken.author, now)
        if going and not own:
            return Answer(f"It was opened for more than {code_span(place.repo)}: whoever operates Sekisho can end it.")
        return Answer(f"{'Ended.' if own else 'There is none going on.'}\n\n{self._status(place)}")

    def _status(self, place: Place) -> str:
        now = self.store.now()
        going = [one for one in self.store.allow_lists.windows(place) if one.open(now)]
        lines = [
            f"Maintenance mode until {_clock(one.end)}, opened by {escape(one.person)}: {escape(one.reason)}"
            for one in going
        ] or ["There is no maintenance going on."]
        waiting = [one for one in self.store.allow_lists.entries(place) if one.entry.standing is not Standing.CONFIRMED]
        return "\n\n".join([*lines, _reconciliation(waiting)])


def seconds(length: str, most_hours: float) -> float:
    """Of "90m", "2h", "1d". Raises Wrong, beyond the operator's limit as well."""
    match = _LENGTH.fullmatch(length.lower())
    if match is None or not int(match[1]):
        raise Wrong(f"{code_span(length)} is no length of time; write it like 90m, 2h or 1d.")
    found = int(match[1]) * _SECONDS[match[2]]
    if found > most_hours * 3600:
        raise Wrong(f"{code_span(length)} is longer than the {most_hours:g} hours that the operator allows.")
    return float(found)


def _reconciliation(waiting: Sequence[Listed]) -> str:
    """What was learned and nobody has looked at yet."""
    if not waiting:
        return "Nothing that was learned waits to be looked at."
    rows = [
        f"| {code_span(shown(one.entry))} | {one.entry.standing} | {escape(one.actor)} | {_where(one)} "
        f"| {datetime.fromtimestamp(one.at, UTC):%Y-%m-%d %H:%M} UTC |"
        for one in waiting[:100]
    ]
    more = f"\n\n… and {len(waiting) - 100} more." if len(waiting) > 100 else ""
    return (
        "To be confirmed (`/sekisho allow PURL`) or removed (`/sekisho disallow PURL`):\n\n"
        "| package | | from | where | when |\n|---|---|---|---|---|\n" + "\n".join(rows) + more
    )


def _where(one: Listed) -> str:
    number = f"#{one.number} " if one.number else ""
    return f"{number}{code_span(one.head_sha[:12])}" if one.head_sha else number


def _place(command: Command) -> Place:
    target = command.spoken.target
    return Place.of(target.forge, target.repo)


def _clock(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"
