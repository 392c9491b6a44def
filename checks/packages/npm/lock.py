"""What the lockfiles of npm, yarn, pnpm and bun have in common: packages, who needs whom, what manifests asked. Values.

Each of the four readers makes one of these; `join` lays it beside the manifests.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from checks.interface import Scope
from checks.texts.bounds import MOST_DEPENDENCIES
from checks.texts.unreadable import Unreadable

_DIGEST = re.compile(r"(md5|sha1|sha256|sha384|sha512)-([^\s?]+)")


class Node(NamedTuple):
    """One package of a lockfile. As many as the lockfile has entries, so made cheaply."""

    name: str
    """The real package's."""
    line: int
    version: str = ""
    origin: str = ""
    integrity: tuple[str, ...] = ()
    integrity_expected: bool = False
    install_script: bool = False
    licence: str = ""
    written: str = ""
    """The name that it is imported by, where that is another."""
    local: bool = False
    """A folder of the repository: led through, and no package itself."""


class Asked(NamedTuple):
    """What a lockfile remembers that a manifest asked for."""

    spec: str
    scope: Scope
    line: int
    peer: bool = False


@dataclass
class Lock:
    """One lockfile."""

    path: str
    nodes: dict[str, Node]
    """By a key that is the lockfile's own."""
    find: Callable[[str, str, str], str | None]
    """(folder of the manifest below the lockfile's, name, spec as written) -> key of the package that is meant."""
    edges: dict[str, list[str]] = field(default_factory=dict)
    """From who needs to who is needed."""
    optional: dict[str, list[str]] = field(default_factory=dict)
    """The same, where it works without."""
    loose: dict[str, list[str]] = field(default_factory=dict)
    """From who fits to something to that, if somebody else brings it: optional peers."""
    importers: Mapping[str, Mapping[str, Asked]] | None = None
    """Folder ("" for the lockfile's own) -> what its manifest asked for then; None where the format does not say."""
    requests: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Name -> what was asked for under it by anybody, where the format does not say who."""
    member_names: dict[str, str] = field(default_factory=dict)
    """Folder -> the name of the workspace's package there."""
    vague: frozenset[str] | None = frozenset()
    """Names that may be written otherwise than in the manifest (overridden); None where any may."""
    edges_known: bool = True

    @cached_property
    def named(self) -> Mapping[str, Sequence[str]]:
        """Name that it is imported by -> keys of all that are called so."""
        found: dict[str, list[str]] = {}
        for key, node in self.nodes.items():
            found.setdefault(node.written or node.name, []).append(key)
        return found


def digests(integrity: object) -> tuple[str, ...]:
    """ "sha512-…== sha1-…=" as ("sha512:…==", "sha1:…=")."""
    if not isinstance(integrity, str) or not integrity:
        return ()
    algorithm, dash, value = integrity.partition("-")
    if dash and algorithm == "sha512" and len(value) == 88 and " " not in value:
        return (f"sha512:{value}",)
    return tuple(f"{found[1]}:{found[2]}" for found in _DIGEST.finditer(integrity))


def licence(value: object) -> str:
    """As text, also of the old form that is a table."""
    value = value.get("type") if isinstance(value, dict) else value
    return value if isinstance(value, str) else ""


def bounded(count: int) -> None:
    """Raises Unreadable where a lockfile has more entries than one project may."""
    if count > MOST_DEPENDENCIES:
        raise Unreadable(f"it has more than {MOST_DEPENDENCIES} entries")
