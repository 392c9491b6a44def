"""What goes in and out of the allow-lists' part of the store. Values only."""

from __future__ import annotations

from dataclasses import dataclass

from bot.allow.allowlist import Entry


@dataclass(frozen=True, slots=True)
class Place:
    """Whose list it is."""

    forge: str
    owner: str
    """In lower case, as `repo`."""
    repo: str = ""
    """owner/name; "" for all of the owner's."""

    @classmethod
    def of(cls, forge: str, repo: str = "", owner: str = "") -> Place:
        """Of a repository, or of an owner."""
        return cls(forge, (owner or repo.partition("/")[0]).lower(), repo.lower())

    def __str__(self) -> str:
        return self.repo or self.owner


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry and its story."""

    id: str
    forge: str
    owner: str
    repo: str
    """"": all of the owner's."""
    entry: Entry
    actor: str
    """Who put it there; of a learned one: who proposed it."""
    at: float
    """When, seconds since the epoch."""
    number: int
    """The pull request where it was learned; 0: none."""
    head_sha: str
    maintenance: str
    """The window in which it was learned; "": none."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """Where something was learned, and from whom."""

    number: int
    head_sha: str
    author: str
    maintenance: str = ""
    """The window; "": none."""
