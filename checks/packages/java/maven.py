"""Maven: pom.xml with the parents and imported bills of materials that lie in the repository. Nothing is fetched.

A version that comes from a parent elsewhere is not known here. What a pom manages stands on its own line, unless a pom
that is read with it uses it. Where a used one's version stands elsewhere (a property, a parent), that is `locked`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache

from checks.interface import Scope, Skip, Snapshot
from checks.packages.java.pom import Entry, Pom, read_pom
from checks.packages.model import Dependency, Index, Problem, Reading
from checks.packages.properties import Properties, Value
from checks.texts import bounds
from checks.texts.unreadable import Unreadable
from checks.texts.written import bare, beside, folder

_MOST_PARENTS = 20
_MOST_IMPORTS = 30
_NAME = re.compile(r"[\w.-]{1,200}")
_EXACT = re.compile(r"\[\s*([^\s,\[\]()]+)\s*\]|([^\s,\[\](){}$]+)")
_OWN_VERSION = frozenset(f"${{{prefix}version}}" for prefix in ("project.", "pom.", "project.parent.", ""))
_Key = tuple[str, str, tuple[str, str]]
_Managed = Mapping[_Key, tuple[Entry, Properties]]
"""With the properties of the pom that it counts for."""
_Look = Callable[[str], Pom | None]
_Exists = Callable[[str], bool]


class Maven:
    """Fills checks.packages.model.Ecosystem."""

    name = "maven"

    def claims(self, path: str) -> bool:
        """pom.xml."""
        return path.rpartition("/")[2] == "pom.xml"

    def project(self, path: str, snapshot: Snapshot) -> Sequence[str]:
        """The topmost parent first, down to the pom itself; then bills of materials among the parents' modules."""

        def exists(name: str) -> bool:
            return snapshot.entry(name) is not None

        @cache
        def look(name: str) -> Pom | None:
            try:
                content = snapshot.read(name) if exists(name) else None
                return read_pom(name, content) if content is not None else None
            except (Skip, Unreadable):
                return None

        own = look(path)
        if own is None:
            return [path]
        line = _line(own, look, exists)
        found = [one.path for one in reversed(line)]
        for pom in _imported(line, look):
            found += [one.path for one in reversed(_line(pom, look, exists))]
        return list(dict.fromkeys(found))

    def read(self, files: Mapping[str, bytes]) -> Reading:
        """Every pom of the files, with what it inherits from the others."""
        problems, poms = list[Problem](), dict[str, Pom]()
        for path, content in files.items():
            try:
                poms[path] = read_pom(path, content)
            except Unreadable as error:
                problems.append(Problem(path, str(error)))
        found = _Reactor(poms, problems)
        dependencies = tuple(found.dependencies())
        return Reading(dependencies, tuple(found.indexes()), (), tuple(dict.fromkeys(problems)))


def _line(pom: Pom, look: _Look, exists: _Exists) -> list[Pom]:
    """The pom and its parents that lie in the repository, nearest first."""
    found = [pom]
    while len(found) < _MOST_PARENTS and (above := _parent(found[-1], look, exists)):
        if any(above.path == one.path for one in found):
            break
        found.append(above)
    return found


def _parent(pom: Pom, look: _Look, exists: _Exists) -> Pom | None:
    if pom.parent is None or pom.parent_path is None:
        return None
    path = beside(pom.path, pom.parent_path)
    if path is None and folder(pom.path).count("/") == 1 and pom.parent_path in ("..", "../"):
        path = "pom.xml"  # the repository's root by its folder
    if path is None or "$" in path:
        return None
    found = look(path) if exists(path) else look(f"{path}/pom.xml") if exists(f"{path}/pom.xml") else None
    meant = found is not None and (found.artifact, found.own_group) == (pom.parent.artifact, pom.parent.group)
    return found if meant else None


def _imported(line: Sequence[Pom], look: _Look) -> Iterator[Pom]:
    """Bills of materials that these poms import, where a module of theirs is named like it."""
    names = {entry.artifact for pom in line for entry in pom.managed if entry.scope == "import"}
    left = _MOST_IMPORTS
    for pom in line:
        for module in pom.modules:
            last = module.rstrip("/").rpartition("/")[2]
            path = beside(pom.path, module if module.endswith(".xml") else f"{module}/pom.xml")
            if left and last and path and any(name.endswith(last) for name in names):
                left -= 1
                found = look(path)
                if found and found.artifact in names:
                    yield found


class _Reactor:
    """Poms that are read together."""

    def __init__(self, poms: Mapping[str, Pom], problems: list[Problem]) -> None:
        self._poms = poms
        self._problems = problems
        self._by_name = {(pom.own_group, pom.artifact): pom for pom in poms.values()}
        self._used = set[tuple[str, int]]()
        """Lines of managed entries that something uses."""

    def dependencies(self) -> Iterator[Dependency]:
        left = bounds.MOST_DEPENDENCIES
        for pom in self._poms.values():
            left -= len(pom.used) + len(pom.managed)
            if left < 0:
                reason = f"with it, there are more than {bounds.MOST_DEPENDENCIES} dependencies"
                self._problems.append(Problem(pom.path, reason))
                return
        for pom in self._poms.values():
            yield from self._of(pom, self._direct(pom), self._managed(pom, self._properties(pom), {pom.path}))
        for pom in self._poms.values():
            yield from self._of(pom, (one for one in pom.managed if (pom.path, one.place.line) not in self._used), {})

    def indexes(self) -> Iterator[Index]:
        for pom in self._poms.values():
            properties = self._properties(pom)
            for name, url in pom.repositories:
                try:
                    yield Index(url.place, "maven", bare(properties.expand(url.text)), name)
                except Unreadable as error:
                    self._problems.append(Problem(pom.path, str(error)))

    def _direct(self, pom: Pom) -> list[Entry]:
        outside = pom.parent and len(self._above(pom)) == 1
        return [*([pom.parent] if pom.parent and outside else []), *pom.used]

    def _of(self, pom: Pom, entries: Iterable[Entry], managed: _Managed) -> Iterator[Dependency]:
        plain = self._properties(pom)
        profiles = {name: self._properties(pom, told) for name, told in pom.profile_properties.items() if told}
        for entry in entries:
            try:
                if one := self._dependency(pom, entry, profiles.get(entry.profile, plain), managed):
                    yield one
            except Unreadable as error:
                self._problems.append(Problem(pom.path, f"line {entry.place.line}: {error}"))

    def _dependency(self, pom: Pom, entry: Entry, properties: Properties, managed: _Managed) -> Dependency | None:
        group, artifact = properties.expand(entry.group), properties.expand(entry.artifact)
        if not _NAME.fullmatch(group) or not _NAME.fullmatch(artifact):
            if group or artifact:
                raise Unreadable("it names its artifact by what no pom here defines")
            return None
        said, theirs = managed.get((group, artifact, entry.key), (None, properties))
        value, telling = entry.version, properties
        if said:
            self._used.add((said.place.path, said.place.line))
            value, telling = (entry.version, properties) if entry.version else (said.version, theirs)
        if self._is_own(pom, group, artifact, value):
            return None
        written = telling.expand(value.text) if value else ""
        exact = _EXACT.fullmatch(written)
        stands = telling.stands_at(value) if value else entry.place
        return Dependency(
            type="maven",
            name=f"{group}/{artifact}",
            place=entry.place,
            version=(exact[1] or exact[2]) if exact and written not in ("LATEST", "RELEASE") else "",
            requirement="" if "${" in written else written,
            locked=stands if stands != entry.place else None,
            scope=_scope(entry, said),
            origin=entry.system_path if entry.scope == "system" else "",
        )

    def _is_own(self, pom: Pom, group: str, artifact: str, version: Value | None) -> bool:
        """A module of the same project: it comes from nowhere else."""
        if (group, artifact) in self._by_name:
            return True
        return group == pom.own_group and version is not None and version.text in _OWN_VERSION

    def _above(self, pom: Pom) -> list[Pom]:
        return _line(pom, self._poms.get, self._poms.__contains__)

    def _properties(self, pom: Pom, more: Mapping[str, Value] | None = None) -> Properties:
        told: dict[str, Value] = {}
        for one in reversed(self._above(pom)):
            told |= one.properties
        told |= more or {}
        nowhere = pom.parent.place if pom.parent else None
        for prefix in ("project.", "pom.", ""):
            if version := pom.own_version:
                told.setdefault(f"{prefix}version", version)
            place = version.place if version else nowhere
            if place:
                told[f"{prefix}groupId"] = Value(pom.own_group, place)
                told[f"{prefix}artifactId"] = Value(pom.artifact, place)
        if pom.parent and pom.parent.version:
            told["project.parent.version"] = pom.parent.version
            told["project.parent.groupId"] = Value(pom.parent.group, pom.parent.place)
        return Properties(told)

    def _managed(self, pom: Pom, properties: Properties, seen: set[str]) -> _Managed:
        """Nearest first; what is imported counts where nobody says otherwise."""
        found: dict[_Key, tuple[Entry, Properties]] = {}
        imports = []
        for entry in (entry for one in self._above(pom) for entry in one.managed):
            try:
                name = properties.expand(entry.group), properties.expand(entry.artifact)
            except Unreadable:
                continue  # told where the entry itself is read
            found.setdefault((*name, entry.key), (entry, properties))
            if entry.scope == "import" and (bom := self._by_name.get(name)) and bom.path not in seen:
                seen.add(bom.path)
                imports.append(bom)
        for bom in imports:
            for key, told in self._managed(bom, self._properties(bom), seen).items():
                found.setdefault(key, told)
        return found


def _scope(entry: Entry, managed: Entry | None) -> Scope:
    scope = entry.scope or (managed.scope if managed else "")
    if entry.kind != "dependency" or scope == "test":
        return Scope.DEVELOPMENT
    return Scope.OPTIONAL if entry.optional else Scope.RUNTIME
