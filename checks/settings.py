"""What an operator sets for the checks. Values only; they cross into the process that sandboxes are forked from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Hosts = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Settings:
    """The same settings give the same checks anywhere."""

    packs: tuple[Path, ...] = ()
    """Absolute; files or folders with semgrep rules of the operator's own."""
    knowledge: Path | None = None
    """Absolute; a folder that never changes, with the advisories and popular names to judge by. None: checks that
    need it say that it is missing."""
    registries: Hosts = field(default_factory=dict)
    """Purl type -> hosts that the operator takes packages from, besides the ecosystem's own."""
    internal: Hosts = field(default_factory=dict)
    """Purl type -> beginnings of names that only exist inside ("acme-", "@acme/")."""

    salt: str = field(default="", repr=False)
    """The installation's own key: credentials are known by their keyed hash alone."""

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "packs": [str(pack) for pack in self.packs],
            "knowledge": str(self.knowledge) if self.knowledge else None,
            "registries": {type_: list(hosts) for type_, hosts in self.registries.items()},
            "internal": {type_: list(names) for type_, names in self.internal.items()},
            "salt": self.salt,
        }

    def folders(self) -> tuple[Path, ...]:
        """What the checks read from disk."""
        return (*self.packs, self.knowledge) if self.knowledge else self.packs


def from_plain(plain: Mapping[str, Any]) -> Settings:
    """What `plain` came from."""
    return Settings(
        packs=tuple(Path(pack) for pack in plain["packs"]),
        knowledge=Path(plain["knowledge"]) if plain["knowledge"] else None,
        registries=plain["registries"],
        internal=plain["internal"],
        salt=plain["salt"],
    )
