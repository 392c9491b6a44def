"""What the service beside a local forge, and the command that plays on it, need of any of them.

A new forge's playground fills `Stage` in a module of its own and gets one line in `stages.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.playground.shown import Shown

Files = Mapping[str, bytes | str | None]
"""Path -> content; None deletes."""


class LocalForge(Protocol):
    """A local forge, as the service beside it needs it."""

    @property
    def name(self) -> str:
        """github | gitlab: what webhooks' addresses end in."""
        ...

    def environment(self) -> Mapping[str, str]:
        """Where the service finds the forge, and what it shows there: addresses and credentials."""
        ...

    def tell(self, webhook: str) -> None:
        """From now on, what happens in repositories that Sekisho is installed on is told to this address."""
        ...


@dataclass(frozen=True, slots=True)
class Proposal:
    """A pull or merge request."""

    repo: str
    number: int
    page: str
    """Where people look at it."""


class Stage(LocalForge, Protocol):
    """A local forge of its own, to open one change on and to see what becomes of it. The change is Ann's."""

    @property
    def title(self) -> str:
        """As people write it: GitHub."""
        ...

    @property
    def proposal(self) -> str:
        """What a proposed change is called there: pull request."""
        ...

    @property
    def url(self) -> str:
        """Its pages."""
        ...

    def start(self) -> None:
        """Serves and delivers from threads of its own."""
        ...

    def stop(self) -> None:
        """Ends."""
        ...

    def propose(self, repo: str, before: Files, after: Files, title: str) -> Proposal:
        """A repository with `before`, Sekisho installed on it, and a change that makes `after` of it."""
        ...

    def propose_from(self, repo: str, source: Path, base: str, head: str) -> Proposal:
        """The same with two commits of a git folder on disk. Raises ValueError for revisions that are not there."""
        ...

    def shows(self, proposal: Proposal) -> Shown:
        """What it shows now."""
        ...
