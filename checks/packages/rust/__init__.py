"""Rust: Cargo.toml with Cargo.lock, workspaces, and the indexes that .cargo/config.toml names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from checks.interface import Skip, Snapshot
from checks.packages.model import Index, Place, Problem, Reading
from checks.packages.rust import join, locks
from checks.packages.rust.manifests import Manifest, table
from checks.packages.rust.manifests import read as read_manifest
from checks.texts import globs, toml
from checks.texts.unreadable import Unreadable
from checks.texts.written import bare, beside, folder, folders_up

_MANIFEST, _LOCK = "Cargo.toml", "Cargo.lock"
_CONFIGS = (".cargo/config.toml", ".cargo/config")
MOST_MEMBERS = 1000
"""Crates of one workspace."""


class Rust:
    """Fills checks.packages.model.Ecosystem."""

    name = "rust"

    def claims(self, path: str) -> bool:
        """By its name."""
        return (
            path.rpartition("/")[2] in (_MANIFEST, _LOCK)
            or path in _CONFIGS
            or path.endswith(tuple("/" + one for one in _CONFIGS))
        )

    def project(self, path: str, snapshot: Snapshot) -> Sequence[str]:
        """The root's files, then the manifests of its members as far as their folders can be told."""
        root = _root(path, snapshot)
        own = [root + name for name in (_MANIFEST, _LOCK, *_CONFIGS)]
        found = [one for one in own if one == path or snapshot.entry(one)]
        return list(dict.fromkeys((*found, *_members(root, snapshot), path)))

    def read(self, files: Mapping[str, bytes]) -> Reading:
        """Manifests from the root down, since what members leave out stands there."""
        problems: list[Problem] = []
        manifests = _manifests(files, problems)
        reading = join.joined(manifests, _locks(files, problems))
        indexes = tuple(_indexes(files, problems))
        return Reading(reading.dependencies, indexes, reading.mismatches, tuple(problems))


def _root(path: str, snapshot: Snapshot) -> str:
    own = folder(path)
    if own.endswith(".cargo/"):
        return own[: -len(".cargo/")]
    for above in folders_up(path):
        if snapshot.entry(above + _LOCK):
            inside = own[len(above) : -1]
            return above if not inside or inside in _folders(above, snapshot, inside) else own
    return own


def _folders(root: str, snapshot: Snapshot, asked: str = "") -> list[str]:
    """The members' folders, below the root's; `asked` too if a pattern fits it."""
    try:
        content = snapshot.read(root + _MANIFEST)
        manifest = read_manifest(root + _MANIFEST, content) if content else None
    except (Unreadable, Skip):
        return []
    if manifest is None:
        return []
    found = [one for one in manifest.members if globs.is_plain(one)] + list(manifest.folders)
    if patterns := [one for one in manifest.members if not globs.is_plain(one)]:
        found += [asked] if asked and globs.matches(asked, patterns) else _guessed(root, patterns, snapshot)
    return [one.removeprefix("./").strip("/") for one in found]


def _guessed(root: str, patterns: Sequence[str], snapshot: Snapshot) -> list[str]:
    """Folders are mostly named for their crates, and those of the workspace are the lockfile's without a source."""
    try:
        crates = locks.read(snapshot.read(root + _LOCK) or b"").by_key.values()
    except (Unreadable, Skip):
        return []
    names = [crate.name for crate in crates if not crate.source]
    ways = (way for name in names for way in (name, name.replace("-", "_"), name.partition("-")[2]) if way)
    heads = [
        pattern.removeprefix("./")[:-1] for pattern in patterns if pattern.endswith("/*") and pattern.count("*") == 1
    ]
    return list(islice((head + way for way in ways for head in heads), 10 * MOST_MEMBERS))


def _members(root: str, snapshot: Snapshot) -> list[str]:
    paths = (beside(root + _MANIFEST, f"{one}/{_MANIFEST}") for one in _folders(root, snapshot) if one)
    return sorted({path for path in paths if path and snapshot.entry(path)})[:MOST_MEMBERS]


def _manifests(files: Mapping[str, bytes], problems: list[Problem]) -> list[Manifest]:
    found: list[Manifest] = []
    shared: dict[str, Mapping[str, object]] = {}
    paths = [path for path in files if path.rpartition("/")[2] == _MANIFEST]
    for path in sorted(paths, key=lambda path: path.count("/")):
        above = next((shared[one] for one in folders_up(path) if one in shared), None)
        try:
            manifest = read_manifest(path, files[path], above)
        except Unreadable as error:
            problems.append(Problem(path, str(error)))
            continue
        found.append(manifest)
        if manifest.shared is not None:
            shared[folder(path)] = manifest.shared
        if manifest.odd:
            problems.append(Problem(path, manifest.odd))
    return sorted(found, key=lambda manifest: paths.index(manifest.path))


def _locks(files: Mapping[str, bytes], problems: list[Problem]) -> dict[str, locks.Crates]:
    found = {}
    for path, content in files.items():
        if path.rpartition("/")[2] == _LOCK:
            try:
                found[path] = locks.read(content)
            except Unreadable as error:
                problems.append(Problem(path, str(error)))
    return found


def _indexes(files: Mapping[str, bytes], problems: list[Problem]) -> Iterator[Index]:
    """[registries.x] index, [source.x] registry: where packages may come from."""
    for path, content in files.items():
        if not folder(path).endswith(".cargo/"):
            continue
        try:
            document = toml.located(content)
        except Unreadable as error:
            problems.append(Problem(path, str(error)))
            continue
        for section, key in (("registries", "index"), ("source", "registry"), ("source", "git")):
            for name in table(document.data, section):
                url = table(table(document.data, section), name).get(key)
                if isinstance(url, str) and url:
                    place = Place(path, document.line(section, name, key))
                    yield Index(place, join.TYPE, bare(url), f"{section}.{name}.{key}")
