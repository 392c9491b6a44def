"""Dart: pubspec.yaml with pubspec.lock. Pure.

The lockfile says of each package whether it is direct, for development or transitive, and not who asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, TypeVar

from checks.interface import Scope, Skip, Snapshot
from checks.packages.model import Dependency, Mismatch, Place, Problem, Reading
from checks.packages.semver import admits
from checks.texts import bounds, globs, yaml
from checks.texts.unreadable import Unreadable
from checks.texts.written import bare, beside, folder, folders_up

T = TypeVar("T")
TYPE = "pub"
MOST_MEMBERS = 1000
"""Packages of one workspace."""
_MANIFEST, _LOCK, _OVERRIDES = "pubspec.yaml", "pubspec.lock", "pubspec_overrides.yaml"
_SECTIONS = {"dependencies": Scope.RUNTIME, "dev_dependencies": Scope.DEVELOPMENT}
_NAME = re.compile(r"[A-Za-z_]\w{0,100}", re.ASCII)
_EXACT = re.compile(r"\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?")


@dataclass(frozen=True, slots=True)
class _Want:
    name: str
    line: int
    scope: Scope
    requirement: str = ""
    origin: str = ""
    local: bool = False


@dataclass(frozen=True, slots=True)
class _Pin:
    """One package of a lockfile."""

    name: str
    line: int
    version: str
    kind: str
    """direct main | direct dev | direct overridden | transitive."""
    origin: str = ""
    digest: str = ""
    hosted: bool = False
    local: bool = False

    @property
    def integrity(self) -> tuple[str, ...]:
        return (f"sha256:{self.digest}",) if self.digest else ()


class Dart:
    """Fills checks.packages.model.Ecosystem."""

    name = "dart"

    def claims(self, path: str) -> bool:
        """By its name."""
        return path.rpartition("/")[2] in (_MANIFEST, _LOCK, _OVERRIDES)

    def project(self, path: str, snapshot: Snapshot) -> Sequence[str]:
        """Those of one folder; of a workspace those of its root, and the manifests of its members."""
        own = folder(path)
        above = (one for one in folders_up(path)[1:] if snapshot.entry(one + _LOCK))
        root = own if snapshot.entry(own + _LOCK) else next(above, own)
        members = _members(root, snapshot, own)
        if root != own and own + _MANIFEST not in members:
            root, members = own, []
        names = [root + name for name in (_MANIFEST, _LOCK, _OVERRIDES)]
        return list(dict.fromkeys((*(one for one in names if one == path or snapshot.entry(one)), *members, path)))

    def read(self, files: Mapping[str, bytes]) -> Reading:
        """Each lockfile with the manifests in its folder and below."""
        problems: list[Problem] = []
        locks = {folder(path): _try(path, content, _pins, problems) for path, content in _named(files, _LOCK)}
        forced = {
            name
            for path, content in _named(files, _OVERRIDES)
            for name in _try(path, content, _overrides, problems) or ()
        }
        manifests: dict[str, dict[str, dict[str, _Want]]] = {root: {} for root in locks}
        for path, content in _named(files, _MANIFEST):
            root = next((one for one in folders_up(path) if one in locks), folder(path))
            if (wants := _try(path, content, _wants, problems)) is not None:
                manifests.setdefault(root, {})[path] = wants
        joints = [_Joint(root + _LOCK, locks.get(root), forced, found) for root, found in manifests.items()]
        dependencies = tuple(one for joint in joints for one in joint.dependencies())
        return Reading(dependencies, (), tuple(one for joint in joints for one in joint.mismatches()), tuple(problems))


def _members(root: str, snapshot: Snapshot, asked: str) -> list[str]:
    """Manifests of the folders that the root's `workspace` names; that of the folder `asked` if a pattern fits it."""
    try:
        content = snapshot.read(root + _MANIFEST)
        data = bounds.mapping(yaml.from_yaml(content) or {}) if content else {}
    except (Unreadable, Skip):
        return []
    found = data.get("workspace")
    patterns = [str(one) for one in found if isinstance(one, str)] if isinstance(found, list) else []
    folders = [one for one in patterns if globs.is_plain(one)]
    if asked != root and globs.matches(asked[len(root) : -1], patterns):
        folders.append(asked[len(root) : -1])
    paths = (beside(root + _MANIFEST, f"{one.strip('/')}/{_MANIFEST}") for one in folders)
    return sorted({path for path in paths if path and snapshot.entry(path)})[:MOST_MEMBERS]


def _named(files: Mapping[str, bytes], name: str) -> Iterator[tuple[str, bytes]]:
    return ((path, content) for path, content in files.items() if path.rpartition("/")[2] == name)


def _try(path: str, content: bytes, read: Callable[[Mapping[str, Any]], T], problems: list[Problem]) -> T | None:
    try:
        return read(bounds.mapping(yaml.from_yaml(content) or {}))
    except Unreadable as error:
        problems.append(Problem(path, str(error)))
        return None


def _wants(data: Mapping[str, Any]) -> dict[str, _Want]:
    overridden = _overrides(data)
    found: dict[str, _Want] = {}
    for section, scope in _SECTIONS.items():
        for name, spec in _table(data, section).items():
            if str(name) not in found:
                found[str(name)] = overridden.get(str(name)) or _want(name, spec, scope)
    return {**found, **{name: one for name, one in overridden.items() if name not in found}}


def _overrides(data: Mapping[str, Any]) -> dict[str, _Want]:
    return {str(name): _want(name, spec, Scope.RUNTIME) for name, spec in _table(data, "dependency_overrides").items()}


def _want(name: yaml.Text, spec: Any, scope: Scope) -> _Want:
    """`^1.0.0`, nothing, or a table: hosted (an address, or a table with one), git, path, sdk."""
    if not _NAME.fullmatch(name):
        raise Unreadable(f"{name[:100]!r} in line {name.line} is no package's name")
    if not isinstance(spec, dict):
        return _Want(str(name), name.line, scope, str(spec or "") if not isinstance(spec, list) else "")
    version = spec.get("version")
    requirement = str(version) if isinstance(version, str) else ""
    if "path" in spec or "sdk" in spec:
        return _Want(str(name), name.line, scope, requirement, local=True)
    if "git" in spec:
        git = spec["git"] if isinstance(spec["git"], dict) else {"url": spec["git"]}
        return _Want(str(name), name.line, scope, str(git.get("ref") or ""), _git(git.get("url"), ""))
    hosted = spec.get("hosted")
    url = hosted.get("url") if isinstance(hosted, dict) else hosted
    return _Want(str(name), name.line, scope, requirement, bare(url) if isinstance(url, str) else "")


def _pins(data: Mapping[str, Any]) -> dict[str, _Pin]:
    packages: Mapping[Any, Any] = _table(data, "packages")
    if len(packages) > bounds.MOST_DEPENDENCIES:
        raise Unreadable(f"it has more than {bounds.MOST_DEPENDENCIES} entries")
    return {str(name): _pin(name, bounds.mapping(entry)) for name, entry in packages.items()}


def _pin(name: yaml.Text, entry: Mapping[str, Any]) -> _Pin:
    if not _NAME.fullmatch(name):
        raise Unreadable(f"{name[:100]!r} in line {name.line} is no package's name")
    source, about = entry.get("source"), _table(entry, "description")
    url, digest = about.get("url"), about.get("sha256")
    origin = bare(url) if isinstance(url, str) else ""
    if source == "git":
        origin = _git(url, str(about.get("resolved-ref") or ""))
    real = about.get("name")
    return _Pin(
        name=str(real) if isinstance(real, str) and _NAME.fullmatch(real) else str(name),
        line=name.line,
        version=str(entry.get("version") or "") if isinstance(entry.get("version"), str) else "",
        kind=str(entry.get("dependency") or ""),
        origin=origin,
        digest=str(digest) if isinstance(digest, str) else "",
        hosted=source == "hosted",
        local=source in ("path", "sdk"),
    )


@dataclass(frozen=True, slots=True)
class _Joint:
    """A lockfile beside the manifests that it is for."""

    path: str
    pins: Mapping[str, _Pin] | None
    """None where there is no lockfile that can be read."""
    forced: Set[str]
    manifests: Mapping[str, Mapping[str, _Want]]

    def dependencies(self) -> Iterator[Dependency]:
        pins = self.pins or {}
        proven = any(pin.digest for pin in pins.values())
        for path, wants in self.manifests.items():
            for name, want in wants.items():
                pin = pins.get(name)
                if not want.local and not (pin and pin.local):
                    yield self._direct(path, want, pin, proven)
        asked = {name for wants in self.manifests.values() for name in wants}
        for name, pin in pins.items():
            if name not in asked and not pin.local:
                yield Dependency(
                    type=TYPE,
                    name=pin.name,
                    place=Place(self.path, pin.line),
                    version=pin.version,
                    scope=Scope.DEVELOPMENT if pin.kind == "direct dev" else Scope.RUNTIME,
                    origin=pin.origin,
                    integrity=pin.integrity,
                    integrity_expected=pin.hosted and proven,
                )

    def mismatches(self) -> Iterator[Mismatch]:
        if self.pins is None or not self.manifests:
            return
        for path, wants in self.manifests.items():
            for name, want in wants.items():
                if name not in self.forced and (message := _differs(want, self.pins.get(name))):
                    yield Mismatch(Place(path, want.line), TYPE, name, message)
        asked = {name for wants in self.manifests.values() for name in wants} | self.forced
        for name, pin in self.pins.items():
            if pin.kind in ("direct main", "direct dev") and name not in asked and len(self.manifests) == 1:
                message = f"{_LOCK} was made for {name} as {pin.kind}, {_MANIFEST} does not ask for it"
                yield Mismatch(Place(self.path, pin.line), TYPE, name, message)

    def _direct(self, path: str, want: _Want, pin: _Pin | None, proven: bool) -> Dependency:
        exact = want.requirement if _EXACT.fullmatch(want.requirement) else ""
        return Dependency(
            type=TYPE,
            name=pin.name if pin else want.name,
            place=Place(path, want.line),
            version=pin.version if pin else exact,
            requirement=want.requirement,
            locked=Place(self.path, pin.line) if pin else None,
            scope=want.scope,
            origin=(pin.origin if pin else "") or want.origin,
            integrity=pin.integrity if pin else (),
            integrity_expected=pin.hosted and proven if pin else False,
            written=want.name if pin and pin.name != want.name else "",
        )


def _differs(want: _Want, pin: _Pin | None) -> str:
    """Why the lockfile cannot have been made for this; "" where it can."""
    asks = f"{_MANIFEST} asks for {want.name} {want.requirement}".rstrip()
    if pin is None:
        return "" if want.local else f"{asks}, {_LOCK} was made without it"
    if pin.hosted and not want.local and admits(want.requirement, pin.version, "=") is False:
        return f"{asks}, {_LOCK} has {pin.version}"
    return ""


def _git(url: object, ref: str) -> str:
    if not isinstance(url, str):
        return ""
    address = bare(url if url.startswith(("git", "ssh:")) else f"git+{url}")
    return f"{address}#{ref}" if ref else address


def _table(data: Mapping[Any, Any], key: str) -> Mapping[Any, Any]:
    found = data.get(key)
    return found if isinstance(found, dict) else {}
