""".NET: projects with central package versions and lockfiles, packages.config, nuget.config.

A central version stands where a project that is read with it uses it, else on its own line. Names keep their case and
are compared without it. MSBuild is a program: conditions are not judged, both sides of one are read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from checks.interface import Scope, Snapshot
from checks.packages.dotnet.lock import Locked, NugetLock, read_lock
from checks.packages.dotnet.msbuild import Item, ProjectFile, read_packages_config, read_project, read_sources
from checks.packages.model import Dependency, Index, Mismatch, Place, Problem, Reading
from checks.packages.properties import MSBUILD, Properties, Value, caseless
from checks.texts import bounds
from checks.texts.unreadable import Unreadable
from checks.texts.written import folder, folders_up

_PROJECTS = (".csproj", ".fsproj", ".vbproj")
_CENTRAL = "Directory.Packages.props"
_SHARED = ("Directory.Build.props", "Directory.Build.targets")
_LOCK, _CONFIG = "packages.lock.json", "packages.config"
_NAME = re.compile(r"[\w.-]{1,200}")
_EXACT = re.compile(r"\[\s*([\w.+-]+)\s*\]|\[\s*([\w.+-]+)\s*,\s*\2\s*\]|([\w.+-]+)")
_TEST_SDK = "microsoft.net.test.sdk"


class Dotnet:
    """Fills checks.packages.model.Ecosystem."""

    name = "dotnet"

    def claims(self, path: str) -> bool:
        """Projects, the props that they share, lockfiles, packages.config, nuget.config."""
        name = path.rpartition("/")[2]
        known = (_CENTRAL, *_SHARED, _LOCK, _CONFIG)
        return name in known or name.lower() == "nuget.config" or (name.endswith(_PROJECTS) and name[0] != ".")

    def project(self, path: str, snapshot: Snapshot) -> Sequence[str]:
        """What a project shares with others first, the project, its lockfile: those that share are named by it."""
        where, name = folder(path), path.rpartition("/")[2]
        if name in (_CONFIG, _CENTRAL) or name.lower() == "nuget.config":
            return [path]
        if name == _LOCK:
            own = where[:-1].rpartition("/")[2]
            guessed = (f"{where}{own}{suffix}" for suffix in _PROJECTS if own)
            path = next((one for one in guessed if snapshot.entry(one)), path)
        shared = [_nearest(where, one, snapshot) for one in (_CENTRAL, *_SHARED)]
        lock = [where + _LOCK] if path.endswith(_PROJECTS) and snapshot.entry(where + _LOCK) else []
        return list(dict.fromkeys([*(one for one in shared if one), path, *lock]))

    def read(self, files: Mapping[str, bytes]) -> Reading:
        """Each project with the versions and the lockfile that count for it; then what no project here uses."""
        found = _Solution()
        for path, content in files.items():
            try:
                found.take(path, content)
            except Unreadable as error:
                found.problems.append(Problem(path, str(error)))
        dependencies = tuple(found.dependencies())
        problems = tuple(dict.fromkeys(found.problems))
        return Reading(dependencies, tuple(found.indexes), tuple(found.mismatches), problems)


def _nearest(where: str, name: str, snapshot: Snapshot) -> str | None:
    return next((above + name for above in folders_up(where) if snapshot.entry(above + name)), None)


@dataclass(slots=True)
class _Solution:
    """Files that are read together."""

    files: dict[str, ProjectFile] = field(default_factory=dict)
    locks: dict[str, NugetLock] = field(default_factory=dict)
    """By folder."""
    pinned: list[Item] = field(default_factory=list)
    """Of packages.config."""
    indexes: list[Index] = field(default_factory=list)
    mismatches: list[Mismatch] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    """Central versions (by identity) that a project uses."""
    left: int = bounds.MOST_DEPENDENCIES

    def take(self, path: str, content: bytes) -> None:
        """Reads one file. Raises Unreadable."""
        name = path.rpartition("/")[2]
        if name == _LOCK:
            self.locks[folder(path)] = read_lock(path, content)
        elif name == _CONFIG:
            self.pinned += read_packages_config(path, content)
        elif name.lower() == "nuget.config":
            for line, url in read_sources(content):
                self.indexes.append(Index(Place(path, line), "nuget", url, "packageSources"))
        else:
            made = read_project(path, content)
            self.left -= len(made.items)
            if self.left < 0:
                raise Unreadable(f"with it, there are more than {bounds.MOST_DEPENDENCIES} packages")
            self.files[path] = made
            self.indexes += [Index(Place(path, line), "nuget", url, name) for line, name, url in made.sources]

    def dependencies(self) -> Iterator[Dependency]:
        for path, file in self.files.items():
            if not path.endswith(_CENTRAL):
                yield from _Project(self, file).dependencies()
        for where, lock in self.locks.items():
            if not self._projects_of(where):
                for one in lock.packages.values():
                    yield from _from_lock(lock, one, Scope.RUNTIME)
        for path, file in self.files.items():
            if path.endswith(_CENTRAL):
                yield from _Project(self, file).central()
        for item in self.pinned:
            if _NAME.fullmatch(item.name):
                scope = Scope.DEVELOPMENT if item.private else Scope.RUNTIME
                yield _made(item.name, item.place, item.version.text if item.version else "", scope)

    def _projects_of(self, where: str) -> list[str]:
        return [path for path in self.files if folder(path) == where and path.endswith(_PROJECTS)]

    def nearest(self, path: str, name: str) -> ProjectFile | None:
        """The shared file that counts for a project."""
        found = (self.files.get(above + name) for above in folders_up(path))
        return next((one for one in found if one), None)

    def lock_of(self, path: str) -> NugetLock | None:
        """A project's own lockfile: of several projects in a folder, it is nobody's for certain."""
        return self.locks.get(folder(path)) if self._projects_of(folder(path)) == [path] else None


class _Project:
    """One file with what counts for it."""

    def __init__(self, solution: _Solution, file: ProjectFile) -> None:
        self._solution = solution
        self._file = file
        self._lock = solution.lock_of(file.path)
        central = solution.nearest(file.path, _CENTRAL)
        told: dict[str, Value] = {}
        for one in (solution.nearest(file.path, _SHARED[0]), central, file):
            told |= one.properties if one else {}
        self._properties = Properties(told, MSBUILD)
        self._versions: dict[str, Item] = {}
        for item in central.items if central and central is not file else ():
            if item.kind == "packageversion":
                self._versions.setdefault(item.name.lower(), item)
        self._named = Counter(item.name.lower() for item in file.items)
        tests = any(item.name.lower() == _TEST_SDK for item in file.items)
        self._scope = Scope.DEVELOPMENT if tests else Scope.RUNTIME

    def dependencies(self) -> Iterator[Dependency]:
        """Its references; then what only its lockfile knows."""
        written = set[str]()
        for item in self._file.items:
            if item.kind == "packageversion":
                continue
            try:
                name = self._expand(item.name)
                written.add(name.lower())
                yield from self._reference(name, item)
            except Unreadable as error:
                self._solution.problems.append(Problem(self._file.path, f"line {item.place.line}: {error}"))
        if lock := self._lock:
            for one in lock.packages.values():
                if one.name.lower() not in written:
                    yield from _from_lock(lock, one, self._scope)

    def central(self) -> Iterator[Dependency]:
        """Central versions that no project here uses, and those that all projects have."""
        for item in self._file.items:
            if id(item) not in self._solution.used:
                try:
                    yield from self._reference(self._expand(item.name), item)
                except Unreadable as error:
                    self._solution.problems.append(Problem(self._file.path, f"line {item.place.line}: {error}"))

    def _expand(self, text: str) -> str:
        return self._properties.expand(caseless(text))

    def _reference(self, name: str, item: Item) -> Iterator[Dependency]:
        if not _NAME.fullmatch(name):
            raise Unreadable("it names its package by what is not known here")
        central = self._versions.get(name.lower())
        if central:
            self._solution.used.add(id(central))
        value = item.version or (central.version if central else None)
        if item.update and value is None:
            return
        written = self._expand(value.text) if value else ""
        written = "" if "$(" in written or "@(" in written else written
        private = item.private or item.kind in ("globalpackagereference", "dotnetclitoolreference")
        scope = Scope.DEVELOPMENT if private else self._scope
        locked = self._lock.of(name) if self._lock else []
        for one in locked:
            yield _made(name, item.place, one.version, scope, written, one.place, one)
        if not locked:
            stands = self._properties.stands_at(replace(value, text=caseless(value.text))) if value else item.place
            yield _made(name, item.place, _exact(written), scope, written, stands if stands != item.place else None)
        self._compare(name, item, written, locked)

    def _compare(self, name: str, item: Item, written: str, locked: Sequence[Locked]) -> None:
        if self._lock is None or item.conditional or item.update or item.kind != "packagereference":
            return
        if self._named[item.name.lower()] > 1:
            return
        project = self._file.path.rpartition("/")[2]
        if not locked:
            said = f"{project} asks for {name}, {_LOCK} was made without it."
            self._solution.mismatches.append(Mismatch(item.place, "nuget", name, said))
        direct = [one for one in locked if one.direct]
        wanted, had = _plain(written), [_plain(one.requested.removeprefix("[").removesuffix(", )")) for one in direct]
        if wanted and had and all(one and one != wanted for one in had):
            said = f"{project} asks for {name} {written}, {_LOCK} was made for {direct[0].requested}."
            self._solution.mismatches.append(Mismatch(item.place, "nuget", name, said))


def _exact(written: str) -> str:
    """NuGet takes the lowest version that is allowed, so a plain one is what comes."""
    match = _EXACT.fullmatch(written)
    return next(filter(None, match.groups()), "") if match else ""


def _plain(version: str) -> str:
    """As NuGet normalises it in lockfiles; "" for what is no single version."""
    match = re.fullmatch(r"(\d{1,9}(?:\.\d{1,9}){0,3})(-[\w.-]+)?(?:\+[\w.-]+)?", version)
    if not match:
        return ""
    parts = [str(int(part)) for part in match[1].split(".")]
    parts += ["0"] * (3 - len(parts))
    return ".".join(parts[:3] if parts[3:] in ([], ["0"]) else parts) + (match[2] or "").lower()


def _from_lock(lock: NugetLock, one: Locked, scope: Scope) -> Iterator[Dependency]:
    if _NAME.fullmatch(one.name):
        how = lock.how.get(one.name.lower())
        made = _made(one.name, one.place, one.version, scope, one.requested, None, one)
        yield replace(made, via=how.via if how else (), reached=how is not None)


def _made(
    name: str,
    place: Place,
    version: str,
    scope: Scope,
    requirement: str = "",
    locked: Place | None = None,
    entry: Locked | None = None,
) -> Dependency:
    return Dependency(
        type="nuget",
        name=name,
        place=place,
        version=version,
        requirement=requirement,
        locked=locked,
        scope=scope,
        integrity=(f"sha512:{entry.digest}",) if entry and entry.digest else (),
        integrity_expected=entry is not None,
    )
