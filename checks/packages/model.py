"""What manifests and lockfiles say, in one form for all ecosystems. Values and one protocol."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from checks.interface import Scope, Snapshot


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file."""

    path: str
    line: int
    """1-based."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency:
    """One package as one line brings it in. Where a lockfile pins what a manifest asks for, both are one of these."""

    type: str
    """The purl type: pypi, npm, golang, cargo, gem, composer, maven, nuget, pub, conda, githubactions, docker."""
    name: str
    """As the ecosystem normalises it, with its namespace: "jinja2", "@types/node", "org.slf4j/slf4j-api"."""
    place: Place
    """The line that brings it in: in the manifest for a direct dependency, in the lockfile for a transitive one."""
    version: str = ""
    """The exact version, as the ecosystem writes it; "" where none is pinned (a tag pins no image)."""
    requirement: str = ""
    """The range, tag or branch as written, in the ecosystem's own notation; "" where the file gives none."""
    locked: Place | None = None
    """Where a lockfile pins it; None where none does, and where the manifest itself does."""
    scope: Scope = Scope.RUNTIME
    via: tuple[str, ...] = ()
    """Names from the direct dependency down to the one that asks for this; () for a direct one. A shortest chain."""
    reached: bool = True
    """False where the lockfile holds it though nothing that the manifest asks for leads to it."""
    origin: str = ""
    """The URL (git address, path) that the file gives for it; "" where it leaves that to the usual registry."""
    integrity: tuple[str, ...] = ()
    """Digests that the lockfile gives, as "algorithm:value" with the value as written ("sha512:7p5…==")."""
    integrity_expected: bool = False
    """Whether this lockfile's format gives a digest for an entry of this kind, so that none is remarkable."""
    install_script: bool = False
    """Whether the lockfile says that installing it runs code of its own."""
    licence: str = ""
    """As declared; "" where the file does not say."""
    written: str = ""
    """The name as the file spells it; "" where that is `name`."""


@dataclass(frozen=True, slots=True)
class Index:
    """A place that a file tells the package manager to take packages from."""

    place: Place
    type: str
    """The purl type it is for."""
    url: str
    """Without credentials."""
    directive: str
    """As the file says it: "--extra-index-url", "registry", "@acme:registry", "[[tool.uv.index]]"."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A manifest and its lockfile that cannot both be meant."""

    place: Place
    """The manifest's line, or the lockfile's where the manifest has none."""
    type: str
    name: str
    message: str
    """One sentence: "package.json asks for ^5.0.0, package-lock.json was made for ^4.17.0"."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A file, or a part of one, that could not be read."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that the files of one project say."""

    dependencies: tuple[Dependency, ...] = ()
    """In the order of the files."""
    indexes: tuple[Index, ...] = ()
    mismatches: tuple[Mismatch, ...] = ()
    problems: tuple[Problem, ...] = ()
    """What is not in here."""


class Ecosystem(Protocol):
    """One family of files: one module of `checks.packages`, one line in `ecosystems.ECOSYSTEMS`."""

    @property
    def name(self) -> str:
        """For people and for unit keys: "python", "npm", "go"."""
        ...

    def claims(self, path: str) -> bool:
        """Whether a file of this path is one to read, by its name alone. No path is claimed by two ecosystems."""
        ...

    def project(self, path: str, snapshot: Snapshot) -> Sequence[str]:
        """The files to be read together with the claimed `path`, itself included, the one to name the project by first.

        Every file of one project answers the same, in the same order, as far as it can be told. Asks `entry` for names
        that it can guess; reads a file only where it has to (`-r`), which is hostile text: names that lead outside the
        repository are dropped. Never calls `entries`. Nothing where only its content could tell, and tells that it
        names no packages (most `.py` files).
        """
        ...

    def read(self, files: Mapping[str, bytes]) -> Reading:
        """Reads them; what cannot be read is a problem of the reading, never an exception. Pure."""
        ...
