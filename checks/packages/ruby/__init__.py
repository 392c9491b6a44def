"""Ruby: Gemfile or gems.rb with its lockfile, and gemspecs. The lockfile tells the whole graph; a Gemfile is a program.

Gems that lie in a folder of the repository are the project's own and no packages; what they ask for is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from checks.interface import Scope, Skip, Snapshot
from checks.packages.chains import Reached, reach
from checks.packages.model import Dependency, Index, Mismatch, Place, Problem, Reading
from checks.packages.ruby.gemfile import Gem, Gemfile, read_gemfile, read_gemspec
from checks.texts import bounds
from checks.texts.unreadable import Unreadable
from checks.texts.written import bare, beside, folder, lines

_LOCKS = {"Gemfile": "Gemfile.lock", "gems.rb": "gems.locked"}
_MANIFESTS = {lock: manifest for manifest, lock in _LOCKS.items()}
_ENTRY = re.compile(r"( {2}| {4}| {6})([\w.-]{1,200})(?: \(([^()]*)\))?(!)?(?: (.*))?")
_PINNED = re.compile(r"=?\s*(\d[0-9A-Za-z.-]*)")
_MOST_GEMSPECS = 50


@dataclass(frozen=True, slots=True)
class _Spec:
    """One gem of a lockfile; its builds for several platforms are one."""

    name: str
    version: str
    line: int
    origin: str
    kind: str
    """GEM, GIT, PATH or PLUGIN SOURCE."""


@dataclass(slots=True)
class _Lock:
    path: str
    specs: dict[tuple[str, str], _Spec] = field(default_factory=dict)
    edges: dict[str, list[str]] = field(default_factory=dict)
    direct: dict[str, tuple[int, frozenset[str]]] = field(default_factory=dict)
    """Name -> line and requirements, as DEPENDENCIES has them."""
    digests: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    remotes: list[tuple[int, str]] = field(default_factory=list)
    folders: list[tuple[str, str]] = field(default_factory=list)
    """Remote and name of gems that lie in a folder."""
    proves: bool = False
    """Whether it has a place for digests."""


class Ruby:
    """Fills checks.packages.model.Ecosystem."""

    name = "ruby"

    def claims(self, path: str) -> bool:
        """Gemfile, gems.rb, their lockfiles, gemspecs."""
        name = path.rpartition("/")[2]
        return name in _LOCKS or name in _MANIFESTS or (name.endswith(".gemspec") and name != ".gemspec")

    def project(self, path: str, snapshot: Snapshot) -> Sequence[str]:
        """The Gemfile, its lockfile, and the gemspecs beside it that the lockfile knows; another gemspec by itself."""
        where, name = folder(path), path.rpartition("/")[2]
        for manifest, lock in _LOCKS.items():
            files = [where + manifest, where + lock]
            if name.endswith(".gemspec") or name in (manifest, lock):
                known = _gemspecs(where, lock, snapshot)
                if name in (manifest, lock) or path in known:
                    return [one for one in (*files, *known) if snapshot.entry(one)]
        return [path]

    def read(self, files: Mapping[str, bytes]) -> Reading:
        """Manifest and lockfile joined: a direct gem on its manifest's line, a transitive one on the lockfile's."""
        return _Project(files).reading()


def _gemspecs(where: str, lock: str, snapshot: Snapshot) -> list[str]:
    try:
        content = snapshot.read(where + lock)
        folders = _read_lock(lock, bounds.text(content)).folders if content else []
    except (Skip, Unreadable):
        return []
    named = (beside(where + lock, f"{remote}/{name}.gemspec") for remote, name in folders)
    found = dict.fromkeys(path for path in named if path and folder(path) == where and snapshot.entry(path))
    return list(found)[:_MOST_GEMSPECS]


class _Project:
    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._problems: list[Problem] = []
        self._manifests: list[tuple[str, Gemfile]] = []
        self._lock: _Lock | None = None
        self._broken = False
        for path, content in files.items():
            try:
                self._take(path, bounds.text(content))
            except Unreadable as error:
                self._problems.append(Problem(path, str(error)))
                self._broken = True

    def _take(self, path: str, text: str) -> None:
        name = path.rpartition("/")[2]
        if name in _MANIFESTS:
            self._lock = _read_lock(path, text)
        else:
            self._manifests.append((path, read_gemspec(text) if name.endswith(".gemspec") else read_gemfile(text)))

    def reading(self) -> Reading:
        asked = [(path, gem) for path, manifest in self._manifests for gem in manifest.gems]
        if len(asked) > bounds.MOST_DEPENDENCIES or (self._lock and len(self._lock.specs) > bounds.MOST_DEPENDENCIES):
            return Reading(problems=(Problem(self._path, f"it has more than {bounds.MOST_DEPENDENCIES} gems"),))
        indexes = [
            Index(Place(path, line), "gem", url, "source")
            for path, manifest in self._manifests
            for line, url in manifest.sources
        ]
        if self._lock is None:
            self._tell_untold()
            found = tuple(_unlocked(path, gem) for path, gem in asked if not gem.local)
            return Reading(found, tuple(indexes), (), tuple(self._problems))
        written = {index.url.rstrip("/") for index in indexes}
        for line, url in self._lock.remotes:
            if url.rstrip("/") not in written:
                indexes.append(Index(Place(self._lock.path, line), "gem", url, "remote"))
        mismatches = () if self._broken else tuple(_mismatches(self._lock, asked, self._whole()))
        found = tuple(_joined(self._lock, asked, self._how(self._lock, asked)))
        return Reading(found, tuple(indexes), mismatches, tuple(self._problems))

    @property
    def _path(self) -> str:
        return self._lock.path if self._lock else self._manifests[0][0]

    def _tell_untold(self) -> None:
        for path, manifest in self._manifests:
            if manifest.untold:
                lines = ", ".join(map(str, manifest.untold[:5]))
                reason = f"line {lines} names gems by an expression or in another file, and no lockfile tells which"
                self._problems.append(Problem(path, reason))

    def _whole(self) -> bool:
        """Whether all gems that the manifests ask for are known."""
        gemfile = any(not path.endswith(".gemspec") for path, _ in self._manifests)
        gemspecs = any(path.endswith(".gemspec") for path, _ in self._manifests)
        return gemfile and not any(one.untold or (one.gemspec and not gemspecs) for _, one in self._manifests)

    def _how(self, lock: _Lock, asked: Sequence[tuple[str, Gem]]) -> dict[str, Reached]:
        direct = dict.fromkeys(lock.direct, Scope.RUNTIME)
        scopes: dict[str, set[Scope]] = {}
        for _, gem in asked:
            scopes.setdefault(gem.name, set()).add(gem.scope)
        for name, found in scopes.items():
            direct[name] = next(one for one in (Scope.RUNTIME, Scope.OPTIONAL, Scope.DEVELOPMENT) if one in found)
        if own := {name for _, name in lock.folders} & direct.keys():  # its gemspec's development gems are not edges
            direct.update(dict.fromkeys(own, Scope.RUNTIME))
        return reach(direct, lock.edges)


def _unlocked(path: str, gem: Gem) -> Dependency:
    pinned = _PINNED.fullmatch(gem.requirements[0]) if len(gem.requirements) == 1 else None
    return Dependency(
        type="gem",
        name=gem.name,
        place=Place(path, gem.line),
        version=pinned[1] if pinned else "",
        requirement=", ".join(gem.requirements),
        scope=gem.scope,
        origin=gem.origin,
    )


def _joined(lock: _Lock, asked: Sequence[tuple[str, Gem]], how: Mapping[str, Reached]) -> Iterator[Dependency]:
    locked: dict[str, list[_Spec]] = {}
    for spec in lock.specs.values():
        locked.setdefault(spec.name, []).append(spec)
    told = set[str]()
    for path, gem in asked:
        if gem.local or any(spec.kind == "PATH" for spec in locked.get(gem.name, ())):
            continue
        specs = locked.get(gem.name, [])
        if not specs:
            yield _unlocked(path, gem)
        elif gem.name not in told:
            told.add(gem.name)
            for spec in specs:
                yield _from_lock(lock, spec, how.get(spec.name), path, gem)
    for spec in lock.specs.values():
        if spec.name not in told and spec.kind != "PATH":
            yield _from_lock(lock, spec, how.get(spec.name))


def _from_lock(lock: _Lock, spec: _Spec, reached: Reached | None, path: str = "", gem: Gem | None = None) -> Dependency:
    place = Place(lock.path, spec.line)
    asked = gem.requirements if gem else ()
    if not gem and spec.name in lock.direct:
        asked = tuple(sorted(lock.direct[spec.name][1]))
    return Dependency(
        type="gem",
        name=spec.name,
        place=Place(path, gem.line) if gem else place,
        version=spec.version,
        requirement=", ".join(asked),
        locked=place if gem else None,
        scope=reached.scope if reached else Scope.RUNTIME,
        via=reached.via if reached else (),
        reached=reached is not None,
        origin=spec.origin,
        integrity=lock.digests.get((spec.name, spec.version), ()),
        integrity_expected=lock.proves and spec.kind == "GEM",
    )


def _mismatches(lock: _Lock, asked: Sequence[tuple[str, Gem]], whole: bool) -> Iterator[Mismatch]:
    manifest, name = "", lock.path.rpartition("/")[2]
    by_name: dict[str, list[tuple[str, Gem]]] = {}
    for path, gem in asked:
        by_name.setdefault(gem.name, []).append((path, gem))
    for path, gem in asked:
        if path.endswith(".gemspec") or not gem.certain or len(by_name[gem.name]) > 1:
            continue
        manifest = path.rpartition("/")[2]
        wanted = _plain(gem.requirements)
        if gem.name not in lock.direct:
            said = f"{manifest} asks for {gem.name}, {name} was made without it."
            yield Mismatch(Place(path, gem.line), "gem", gem.name, said)
        elif (had := lock.direct[gem.name][1]) != wanted:
            said = f"{manifest} asks for {gem.name} {_said(wanted)}, {name} was made for {_said(had)}."
            yield Mismatch(Place(path, gem.line), "gem", gem.name, said)
    own = {one for _, one in lock.folders}
    for extra in sorted(lock.direct.keys() - by_name.keys() - own) if whole else ():
        said = f"{name} was made for {extra}, which no manifest asks for."
        yield Mismatch(Place(lock.path, lock.direct[extra][0]), "gem", extra, said)


def _said(requirements: frozenset[str]) -> str:
    return ", ".join(sorted(requirements, reverse=True)) or "in any version"


def _plain(requirements: Sequence[str]) -> frozenset[str]:
    """As the lockfile writes them."""
    split = (re.fullmatch(r"\s*([=<>!~]*)\s*(.*?)\s*", part) for one in requirements for part in one.split(","))
    found = {f"{one[1] or '='} {one[2]}" for one in split if one and one[2]}
    return frozenset(found - {">= 0"})


def _read_lock(path: str, text: str) -> _Lock:
    """Bundler's format: sections by indentation. Raises Unreadable where there is no section at all."""
    lock, section, origin, asking = _Lock(path), "", "", ""
    remotes = 0
    for number, line in enumerate(lines(text), 1):
        if line and not line[0].isspace():
            section, origin, remotes = line.strip(), "", 0
            lock.proves = lock.proves or section == "CHECKSUMS"
        elif line.startswith("  remote: "):
            remotes += 1
            origin = _remote(lock, section, line[10:].strip(), number) if remotes == 1 else ""
        elif (entry := _ENTRY.fullmatch(line.rstrip())) is None:
            continue
        elif section == "DEPENDENCIES":
            lock.direct[entry[2]] = (number, _plain((entry[3] or "",)))
        elif section == "CHECKSUMS":
            _digest(lock, entry)
        elif section in ("GEM", "GIT", "PATH", "PLUGIN SOURCE") and len(entry[1]) == 4 and entry[3]:
            asking, version = entry[2], entry[3].partition("-")[0]
            if section == "PATH":
                lock.folders.append((origin, asking))
            lock.specs.setdefault((asking, version), _Spec(asking, version, number, origin, section))
            lock.edges.setdefault(asking, [])
        elif len(entry[1]) == 6 and asking:
            lock.edges[asking].append(entry[2])
    if not section:
        raise Unreadable("it holds no section of a lockfile")
    return lock


def _remote(lock: _Lock, section: str, written: str, line: int) -> str:
    if section == "GEM":
        lock.remotes.append((line, bare(written)))
    if section == "GIT":
        return written if written.startswith(("git", "ssh://")) else f"git+{bare(written)}"
    return bare(written)


def _digest(lock: _Lock, entry: re.Match[str]) -> None:
    key = (entry[2], (entry[3] or "").partition("-")[0])
    found = tuple(one.replace("=", ":", 1) for one in re.split(r"[ ,]+", entry[5] or "") if "=" in one)
    lock.digests[key] = (*lock.digests.get(key, ()), *found)
