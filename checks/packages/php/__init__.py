"""PHP: composer.json and composer.lock. What is no package (php, ext-json) is none here, nor what lies in a folder.

A composer.json that the merge plugin adds others to is not the whole of what is asked for: then nothing is concluded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from checks.interface import Scope, Snapshot
from checks.packages.chains import Reached, reach
from checks.packages.model import Dependency, Index, Mismatch, Place, Problem, Reading
from checks.packages.php.content_hash import content_hash
from checks.texts import bounds, json_lines
from checks.texts.json_lines import Located
from checks.texts.unreadable import Unreadable
from checks.texts.written import bare, folder

_MANIFEST, _LOCK = "composer.json", "composer.lock"
_NAME = re.compile(r"[^\s/@]{1,200}/[^\s/@]{1,200}")
_EXACT = re.compile(r"={0,2}\s*(v?\d+(?:\.\d+){0,3}(?:[-._]?(?:alpha|beta|rc|a|b|p|pl|patch)\.?\d*)?)", re.IGNORECASE)
_SECTIONS = {"require": Scope.RUNTIME, "require-dev": Scope.DEVELOPMENT}
_LISTS = {"packages": Scope.RUNTIME, "packages-dev": Scope.DEVELOPMENT}


class Php:
    """Fills checks.packages.model.Ecosystem."""

    name = "php"

    def claims(self, path: str) -> bool:
        """composer.json and composer.lock."""
        return path.rpartition("/")[2] in (_MANIFEST, _LOCK)

    def project(self, path: str, snapshot: Snapshot) -> Sequence[str]:
        """The two of one folder."""
        where = folder(path)
        return [one for one in (where + _MANIFEST, where + _LOCK) if snapshot.entry(one)]

    def read(self, files: Mapping[str, bytes]) -> Reading:
        """Both joined: a direct package on its manifest's line, a transitive one on the lockfile's."""
        problems = []
        manifest: _Manifest | None = None
        lock: _Lock | None = None
        for path, content in files.items():
            try:
                if path.endswith(_LOCK):
                    lock = _Lock(path, json_lines.read(content, depth=3))
                else:
                    manifest = _Manifest(path, json_lines.read(content, depth=2))
            except Unreadable as error:
                problems.append(Problem(path, str(error)))
        found: Sequence[Dependency] = manifest.unlocked() if manifest and not lock else ()
        mismatches: tuple[Mismatch, ...] = ()
        if lock:
            found = list(_joined(lock, manifest))
            mismatches = tuple(_mismatches(lock, manifest)) if manifest else ()
        return Reading(tuple(found), tuple(manifest.indexes()) if manifest else (), mismatches, tuple(problems))


@dataclass(frozen=True, slots=True)
class _Asked:
    written: str
    place: Place
    requirement: str
    scope: Scope


class _Manifest:
    def __init__(self, path: str, located: Located) -> None:
        self.path = path
        self.located = located
        self.data = bounds.mapping(located.data)
        self.asked: dict[str, _Asked] = {}
        for section, scope in _SECTIONS.items():
            for name, range_ in _dict(self.data.get(section)).items():
                if _NAME.fullmatch(name) and isinstance(range_, str):
                    place = Place(path, located.line(section, name))
                    self.asked.setdefault(name.lower(), _Asked(name, place, range_.strip(), scope))
        if len(self.asked) > bounds.MOST_DEPENDENCIES:
            raise Unreadable(f"it has more than {bounds.MOST_DEPENDENCIES} packages")

    @property
    def whole(self) -> bool:
        """Whether no other file adds to it."""
        return "merge-plugin" not in _dict(self.data.get("extra"))

    @property
    def stands_for(self) -> set[str]:
        """Names that the project itself provides."""
        sections = (_dict(self.data.get(one)) for one in ("replace", "provide"))
        return {name.lower() for section in sections for name in section}

    def unlocked(self) -> list[Dependency]:
        return [_unlocked(name, asked) for name, asked in self.asked.items()]

    def indexes(self) -> Iterator[Index]:
        repositories = self.data.get("repositories")
        pairs = repositories.items() if isinstance(repositories, dict) else enumerate(_list(repositories))
        for key, repository in pairs:
            if _dict(repository).get("type") != "path" and (url := _repository_url(_dict(repository))):
                place = Place(self.path, self.located.line("repositories", key))
                yield Index(place, "composer", bare(url), "repositories")


def _repository_url(repository: dict[str, Any]) -> str:
    package = repository.get("package")
    first = package[0] if isinstance(package, list) and package else package
    ways = (repository, *(_dict(_dict(first).get(way)) for way in ("dist", "source")))
    return next((url for way in ways if (url := _str(way.get("url")))), "")


@dataclass(frozen=True, slots=True)
class _Package:
    name: str
    written: str
    place: Place
    scope: Scope
    data: dict[str, Any]


@dataclass(slots=True)
class _Lock:
    path: str
    located: Located
    packages: dict[str, _Package] = field(default_factory=dict)
    providers: dict[str, list[str]] = field(default_factory=dict)
    """Name -> locked packages that are it, replace it or provide it."""

    def __post_init__(self) -> None:
        data = bounds.mapping(self.located.data)
        for section, scope in _LISTS.items():
            for number, one in enumerate(_list(data.get(section))):
                written = _str(_dict(one).get("name"))
                if _NAME.fullmatch(written):
                    place = Place(self.path, self.located.line(section, number, "name"))
                    self._take(_Package(written.lower(), written, place, scope, one))
        if len(self.packages) > bounds.MOST_DEPENDENCIES:
            raise Unreadable(f"it has more than {bounds.MOST_DEPENDENCIES} packages")

    def _take(self, package: _Package) -> None:
        self.packages.setdefault(package.name, package)
        self.providers.setdefault(package.name, []).insert(0, package.name)
        for section in ("replace", "provide"):
            for name in _dict(package.data.get(section)):
                self.providers.setdefault(name.lower(), []).append(package.name)

    def edges(self) -> dict[str, list[str]]:
        return {
            name: [one for asked in _dict(package.data.get("require")) for one in self._come_by(asked.lower())]
            for name, package in self.packages.items()
        }

    def _come_by(self, name: str) -> list[str]:
        """The package of that name; where there is none, whatever stands for it."""
        found = self.providers.get(name, [])
        return [name] if name in found else found[:20]

    def how(self, manifest: _Manifest | None) -> dict[str, Reached]:
        edges = self.edges()
        if manifest and manifest.whole:
            direct = {one: asked.scope for name, asked in manifest.asked.items() for one in self._come_by(name)}
            return reach(direct, edges)
        below = {one for names in edges.values() for one in names}
        direct = {name: package.scope for name, package in self.packages.items() if name not in below}
        direct |= {name: asked.scope for name, asked in manifest.asked.items()} if manifest else {}
        found = reach(direct, edges)
        rest = {name: Reached(package.scope, ()) for name, package in self.packages.items() if name not in found}
        return found | rest


def _joined(lock: _Lock, manifest: _Manifest | None) -> Iterator[Dependency]:
    how = lock.how(manifest)
    asked = manifest.asked if manifest else {}
    for name, one in asked.items():
        package = lock.packages.get(name)
        if package is None:
            yield _unlocked(name, one)
        elif not _is_local(package):
            yield _locked(package, how.get(name), one)
    for name, package in lock.packages.items():
        if name not in asked and not _is_local(package):
            yield _locked(package, how.get(name), None)


def _unlocked(name: str, asked: _Asked) -> Dependency:
    exact = _EXACT.fullmatch(asked.requirement)
    return Dependency(
        type="composer",
        name=name,
        place=asked.place,
        version=exact[1] if exact else "",
        requirement=asked.requirement,
        scope=asked.scope,
        written=asked.written if asked.written != name else "",
    )


def _locked(package: _Package, how: Reached | None, asked: _Asked | None) -> Dependency:
    dist, source = _dict(package.data.get("dist")), _dict(package.data.get("source"))
    shasum = _str(dist.get("shasum"))
    return Dependency(
        type="composer",
        name=package.name,
        place=asked.place if asked else package.place,
        version=_str(package.data.get("version")),
        requirement=asked.requirement if asked else "",
        locked=package.place if asked else None,
        scope=package.scope,
        via=how.via if how else (),
        reached=how is not None,
        origin=bare(_str(dist.get("url"))) or _git(source),
        integrity=(f"sha1:{shasum}",) if shasum else (),
        install_script=package.data.get("type") == "composer-plugin",
        licence=_licence(package.data.get("license")),
        written=package.written if package.written != package.name else "",
    )


def _git(source: dict[str, Any]) -> str:
    url = bare(_str(source.get("url")))
    return f"git+{url}" if url.startswith("http") and source.get("type") == "git" else url


def _is_local(package: _Package) -> bool:
    return _dict(package.data.get("dist")).get("type") == "path"


def _licence(declared: Any) -> str:
    """A list means any of them (https://getcomposer.org/doc/04-schema.md#license)."""
    every = [one.strip() for one in (declared if isinstance(declared, list) else [declared]) if isinstance(one, str)]
    every = [one for one in every if one][:50]
    return every[0] if len(every) == 1 else " OR ".join(f"({one})" if " " in one else one for one in every)


def _mismatches(lock: _Lock, manifest: _Manifest) -> Iterator[Mismatch]:
    missing = [name for name in manifest.asked if not lock.providers.get(name)] if manifest.whole else []
    for name in missing:
        if name not in manifest.stands_for:
            said = f"{_MANIFEST} asks for {name}, {_LOCK} was made without it."
            yield Mismatch(manifest.asked[name].place, "composer", name, said)
    made_for, computed = _str(lock.located.data.get("content-hash")), content_hash(manifest.data)
    if made_for and computed and made_for != computed:
        own = _str(manifest.data.get("name")) or _MANIFEST
        said = (
            f"{_LOCK} was made for another {_MANIFEST}: its content-hash is {made_for[:40]}, it should be {computed}."
        )
        yield Mismatch(Place(lock.path, lock.located.line("content-hash")), "composer", own, said)


def _dict(data: Any) -> dict[str, Any]:
    return data if isinstance(data, dict) else {}


def _list(data: Any) -> list[Any]:
    return data if isinstance(data, list) else []


def _str(data: Any) -> str:
    return data if isinstance(data, str) else ""
