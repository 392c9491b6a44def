"""JavaScript: package.json with the lockfiles of npm, yarn, pnpm and bun, workspaces, and where packages come from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from checks.interface import Skip, Snapshot
from checks.packages.model import Dependency, Index, Mismatch, Problem, Reading
from checks.packages.npm import berry, bun, config, join, package_lock, pnpm, yarn
from checks.packages.npm.lock import Lock
from checks.packages.npm.manifests import Manifest
from checks.packages.npm.manifests import read as read_manifest
from checks.texts import globs, written
from checks.texts.unreadable import Unreadable

T = TypeVar("T")
_MANIFEST = "package.json"
_WORKSPACE = "pnpm-workspace.yaml"
_LOCKS: Mapping[str, Callable[[str, bytes], Lock]] = {
    "npm-shrinkwrap.json": package_lock.read,
    "package-lock.json": package_lock.read,
    "pnpm-lock.yaml": pnpm.read,
    "yarn.lock": lambda path, content: (berry if berry.is_berry(content) else yarn).read(path, content),
    "bun.lock": bun.read,
}
_CONFIGS: Mapping[str, Callable[[str, bytes], Sequence[Index]]] = {
    ".npmrc": config.npmrc,
    ".yarnrc": config.yarnrc,
    ".yarnrc.yml": config.yarnrc_yml,
    "bunfig.toml": config.bunfig,
}
_BESIDE = (_MANIFEST, *_LOCKS, _WORKSPACE, *_CONFIGS)
"""In the order in which a project names its files."""
MOST_MEMBERS = 1000
"""Workspaces of one project."""
_MEMBERS = re.compile(
    rb'^[ \t]*"((?!node_modules/)[^"\\\n]{1,200})": ?\{'
    rb"|^  '?([^\s':\n][^':\n]{0,200})'?:[ \t]*$"
    rb'|@workspace:([^"\n]{1,200})"',
    re.MULTILINE,
)
"""Where lockfiles may name the folder of a workspace. It is a guess: whether one lies there is asked then."""


class Npm:
    """Fills checks.packages.model.Ecosystem."""

    name = "npm"

    def claims(self, path: str) -> bool:
        """By its name."""
        return path.rpartition("/")[2] in _BESIDE

    def project(self, path: str, snapshot: Snapshot) -> Sequence[str]:
        """The files of the workspace's root, then the members' manifests; a member's own files if it has a lockfile."""
        root = _root(path, snapshot)
        beside = [root + name for name in _BESIDE if root + name == path or snapshot.entry(root + name)]
        return list(dict.fromkeys((*beside, *_members(root, snapshot), path)))

    def read(self, files: Mapping[str, bytes]) -> Reading:
        """Manifests first, each lockfile beside those it is for."""
        return _Reader(files).reading()


def _root(path: str, snapshot: Snapshot) -> str:
    """The folder with the lockfile that this path is for: its own, or one further up whose workspaces it is among."""
    own, *above = written.folders_up(path)
    if _has_lock(own, snapshot):
        return own
    for folder in above:
        if _has_lock(folder, snapshot) and (snapshot.entry(folder + _MANIFEST) or snapshot.entry(folder + _WORKSPACE)):
            return folder if globs.matches(own[len(folder) : -1], _patterns(folder, snapshot)) else own
    return own


def _has_lock(folder: str, snapshot: Snapshot) -> bool:
    return any(snapshot.entry(folder + name) for name in _LOCKS)


def _patterns(folder: str, snapshot: Snapshot) -> tuple[str, ...]:
    """Of the workspaces that the root's files speak of; none where those cannot be read."""
    try:
        manifest = snapshot.read(folder + _MANIFEST)
        found = read_manifest(_MANIFEST, manifest).workspaces if manifest else ()
    except (Unreadable, Skip):
        found = ()
    try:
        workspace = snapshot.read(folder + _WORKSPACE)
        return found + (pnpm.workspace(workspace).patterns if workspace else ())
    except (Unreadable, Skip):
        return found


def _members(root: str, snapshot: Snapshot) -> list[str]:
    """Manifests of the workspaces that the root names or a lockfile remembers."""
    patterns = _patterns(root, snapshot)
    if not patterns:
        return []
    named = [one.strip("/").removeprefix("./") for one in patterns if globs.is_plain(one)]
    remembered = dict.fromkeys(folder for name in _LOCKS for folder in _remembered(root + name, snapshot))
    matching = [folder for folder in islice(remembered, 10 * MOST_MEMBERS) if globs.matches(folder, patterns)]
    paths = (written.beside(root + _MANIFEST, f"{folder}/{_MANIFEST}") for folder in (*named, *matching))
    return sorted({path for path in paths if path and snapshot.entry(path)})[:MOST_MEMBERS]


def _remembered(path: str, snapshot: Snapshot) -> Iterator[str]:
    try:
        content = snapshot.read(path) or b""
    except Skip:
        return
    for found in _MEMBERS.finditer(content):
        yield (found[1] or found[2] or found[3]).decode("utf-8", "replace")


@dataclass(slots=True)
class _Reader:
    files: Mapping[str, bytes]
    problems: list[Problem] = field(default_factory=list)

    def reading(self) -> Reading:
        catalogs = self._catalogs()
        manifests = {}
        for path, content in self._named(_MANIFEST):
            if manifest := self._try(path, lambda path, content: read_manifest(path, content, catalogs), content):
                manifests[path] = manifest
                if manifest.odd:
                    self.problems.append(Problem(path, manifest.odd))
        dependencies, mismatches = self._joined(manifests)
        indexes = [index for name, read in _CONFIGS.items() for index in self._indexes(name, read)]
        return Reading(tuple(dependencies), tuple(indexes), tuple(mismatches), tuple(self.problems))

    def _joined(self, manifests: Mapping[str, Manifest]) -> tuple[list[Dependency], list[Mismatch]]:
        dependencies: list[Dependency] = []
        mismatches: list[Mismatch] = []
        locked: set[str] = set()
        for name, read in _LOCKS.items():
            for path, content in self._named(name):
                if lock := self._try(path, read, content):
                    beside = self._beside(lock, manifests)
                    dependencies += join.locked(beside)
                    mismatches += join.mismatches(beside)
                    locked.update(manifest.path for manifest in beside.manifests.values())
        for path, manifest in manifests.items():
            if path not in locked:
                dependencies += join.unlocked(manifest)
        return dependencies, mismatches

    def _beside(self, lock: Lock, manifests: Mapping[str, Manifest]) -> join.Beside:
        """The lockfile with its own manifest and those of its workspaces."""
        root = written.folder(lock.path)
        others = {written.folder(path) for name in _LOCKS for path, _ in self._named(name)} - {root}
        mine = {
            written.folder(path)[len(root) : -1]: manifest
            for path, manifest in manifests.items()
            if path.startswith(root) and written.folder(path) not in others
        }
        own = mine.get("")
        complete = own is not None and all(pattern.strip("./") in mine for pattern in own.workspaces)
        return join.Beside(lock, mine, complete)

    def _catalogs(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for path, content in self._named(_WORKSPACE):
            if workspace := self._try(path, lambda _, content: pnpm.workspace(content), content):
                found.update(workspace.catalogs)
        return found

    def _indexes(self, name: str, read: Callable[[str, bytes], Sequence[Index]]) -> Iterator[Index]:
        for path, content in self._named(name):
            yield from self._try(path, read, content) or ()

    def _named(self, name: str) -> Iterator[tuple[str, bytes]]:
        return ((path, content) for path, content in self.files.items() if path.rpartition("/")[2] == name)

    def _try(self, path: str, read: Callable[[str, bytes], T], content: bytes) -> T | None:
        try:
            return read(path, content)
        except Unreadable as error:
            self.problems.append(Problem(path, str(error)))
            return None
