"""Gradle: version catalog, build scripts and lockfiles of one folder. Scripts are read for plain notations only.

A catalog's entry stands where a script that is read with it uses it, else on its own line. Lockfiles know no edges.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from checks.interface import Scope, Snapshot
from checks.packages.java.catalog import Catalog, Library, read_catalog
from checks.packages.java.script import Notation, Script, read_script
from checks.packages.model import Dependency, Index, Place, Problem, Reading
from checks.texts import bounds
from checks.texts.unreadable import Unreadable
from checks.texts.written import bare, folder, folders_up, lines

_CATALOG = "gradle/libs.versions.toml"
_SCRIPTS = ("settings.gradle", "settings.gradle.kts", "build.gradle", "build.gradle.kts")
_LOCKS = ("gradle.lockfile", "buildscript-gradle.lockfile")
_LOCKED = re.compile(r"([\w.-]{1,200}:[\w.-]{1,200}):([^\s:=]{1,200})=([\w,.-]*)")
_EXACT = re.compile(r"([^\s\[\](),+$!]+)(?:!!.*)?")
_DEVELOPMENT = re.compile(
    r"^test|Test(?![a-z])|[Aa]nnotationProcessor"
    r"|^(?:kapt|ksp|lint|detekt)|^(?:classpath|buildscript|plugins|developmentOnly)$"
)


class Gradle:
    """Fills checks.packages.model.Ecosystem."""

    name = "gradle"

    def claims(self, path: str) -> bool:
        """Scripts, lockfiles and the usual catalog."""
        return path.rpartition("/")[2] in (*_SCRIPTS, *_LOCKS) or f"/{path}".endswith(f"/{_CATALOG}")

    def project(self, path: str, snapshot: Snapshot) -> Sequence[str]:
        """The nearest catalog, then what lies in the folder: projects that share a catalog are named by it."""
        where = path.removesuffix(_CATALOG) if f"/{path}".endswith(f"/{_CATALOG}") else folder(path)
        catalogs = (f"{above}{_CATALOG}" for above in folders_up(where))
        catalog = next((one for one in catalogs if snapshot.entry(one)), None)
        beside = [where + name for name in (*_SCRIPTS, *_LOCKS) if snapshot.entry(where + name)]
        return [*([catalog] if catalog else []), *beside]

    def read(self, files: Mapping[str, bytes]) -> Reading:
        """Each script's notations with the lockfile of its folder; then what only lockfile or catalog knows."""
        found = _Project()
        for path, content in files.items():
            try:
                found.take(path, content)
            except Unreadable as error:
                found.problems.append(Problem(path, str(error)))
        dependencies = tuple(found.dependencies())
        return Reading(dependencies, tuple(found.indexes()), (), tuple(found.problems))


@dataclass(frozen=True, slots=True)
class _Locked:
    version: str
    place: Place
    scope: Scope


@dataclass(slots=True)
class _Project:
    catalog: Catalog | None = None
    scripts: dict[str, Script] = field(default_factory=dict)
    locks: dict[str, dict[str, list[_Locked]]] = field(default_factory=dict)
    """Folder -> name -> versions that its lockfiles hold."""
    problems: list[Problem] = field(default_factory=list)
    _left: int = bounds.MOST_DEPENDENCIES

    def take(self, path: str, content: bytes) -> None:
        """Reads one file. Raises Unreadable."""
        name = path.rpartition("/")[2]
        if name in _SCRIPTS:
            self.scripts[path] = read_script(bounds.text(content))
            self._count(len(self.scripts[path].notations))
        elif name in _LOCKS:
            self._lock(path, bounds.text(content))
        else:
            self.catalog = read_catalog(path, content)

    def _count(self, many: int) -> None:
        self._left -= many
        if self._left < 0:
            raise Unreadable(f"with it, there are more than {bounds.MOST_DEPENDENCIES} dependencies")

    def _lock(self, path: str, text: str) -> None:
        into: dict[str, list[_Locked]] = {}
        for number, line in enumerate(lines(text), 1):
            if match := _LOCKED.fullmatch(line.strip()):
                self._count(1)
                configurations = match[3].split(",")
                development = path.endswith(_LOCKS[1]) or all(map(_DEVELOPMENT.search, configurations))
                scope = Scope.DEVELOPMENT if development else Scope.RUNTIME
                into.setdefault(match[1], []).append(_Locked(match[2], Place(path, number), scope))
            elif line.strip() and not line.lstrip().startswith(("#", "empty=")):
                raise Unreadable(f"line {number} is none of a Gradle lockfile")
        for name, found in into.items():
            self.locks.setdefault(folder(path), {}).setdefault(name, []).extend(found)

    def dependencies(self) -> Iterator[Dependency]:
        used, told = set[str](), set[tuple[str, str]]()
        for path, script in self.scripts.items():
            if script.untold:
                line = ", ".join(map(str, script.untold[:5]))
                self.problems.append(Problem(path, f"line {line} names a dependency by an expression"))
            for notation in script.notations:
                for library in self._meant(path, notation, used):
                    told.add((folder(path), library.name))
                    yield from self._joined(library, path, notation)
        for where, locks in self.locks.items():
            for name, versions in locks.items():
                if (where, name) not in told and not self._stands_in_catalog(where, name):
                    yield from (_made(name, one.place, one.version, "", one.scope) for one in versions)
        for alias, library in (self.catalog.libraries if self.catalog else {}).items():
            if alias not in used:
                yield from self._joined(library, self._root, None)

    @property
    def _root(self) -> str:
        return self.catalog.path.removesuffix(_CATALOG) if self.catalog else ""

    def _stands_in_catalog(self, where: str, name: str) -> bool:
        libraries = self.catalog.libraries.values() if self.catalog and where == self._root else ()
        return any(library.name == name for library in libraries)

    def _meant(self, path: str, notation: Notation, used: set[str]) -> list[Library]:
        place = Place(path, notation.line)
        if not notation.alias:
            return [Library(notation.name, notation.version, place, place)]
        aliases = self.catalog.meant(notation.name) if self.catalog else []
        used.update(aliases)
        return [self.catalog.libraries[alias] for alias in aliases] if self.catalog else []

    def _joined(self, library: Library, path: str, notation: Notation | None) -> Iterator[Dependency]:
        place = library.place
        if notation and notation.alias:
            place = Place(path, notation.line)
        development = library.plugin or bool(notation and _DEVELOPMENT.search(notation.configuration))
        scope = Scope.DEVELOPMENT if development else Scope.RUNTIME
        locked = self.locks.get(folder(path), {}).get(library.name, [])
        exact = _EXACT.fullmatch(library.version)
        version = exact[1] if exact and not library.version.startswith("latest.") else ""
        requirement = "" if "$" in library.version else library.version
        if not locked:
            stands = library.stands if library.stands != place and library.version else None
            yield _made(library.name, place, version, requirement, scope, stands)
        for one in locked:
            yield _made(library.name, place, one.version, requirement, scope, one.place)

    def indexes(self) -> Iterator[Index]:
        for path, script in self.scripts.items():
            for line, url in script.repositories:
                yield Index(Place(path, line), "maven", bare(url), "repositories")


def _made(
    name: str, place: Place, version: str, requirement: str, scope: Scope, locked: Place | None = None
) -> Dependency:
    return Dependency(
        type="maven",
        name=name.replace(":", "/"),
        place=place,
        version=version,
        requirement=requirement,
        locked=locked,
        scope=scope,
    )
