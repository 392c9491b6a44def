"""Which suggestions a command means. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.fixing import words
from bot.model import Command
from bot.store.suggestions import Reviewed, Suggestion

_LEAST = 4
"""Characters of a finding's name."""


class Wrong(Exception):
    """A command that cannot be done as it stands; what it says is the answer."""


def choose(command: Command, reviewed: Reviewed) -> Sequence[Suggestion]:
    """Those that it names, or all that count, or those of the thread that it answers in. Raises Wrong."""
    names = [argument.lower() for argument in command.arguments]
    if names == ["all"]:
        return _all(reviewed)
    if names:
        return list({one.identity: one for name in names for one in _named(name, reviewed)}.values())
    found = [one for one in reviewed.suggestions if one.identity in command.about]
    if not found:
        raise Wrong(words.nothing_here(reviewed) if command.about else words.usage(reviewed))
    return found


def _all(reviewed: Reviewed) -> list[Suggestion]:
    """What is only observed is left to those who name it."""
    found = [one for one in reviewed.suggestions if one.enforced]
    if not found:
        raise Wrong(words.nothing_at_all(reviewed))
    return found


def _named(name: str, reviewed: Reviewed) -> list[Suggestion]:
    """Equal findings share a name: all of them are meant."""
    found = [one for one in reviewed.suggestions if len(name) >= _LEAST and one.identity.startswith(name)]
    if len({one.identity.partition("-")[0] for one in found}) != 1:
        raise Wrong(words.unknown(name, several=bool(found), reviewed=reviewed))
    return found
