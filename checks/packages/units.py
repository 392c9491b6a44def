"""From a change to projects, and from a project to what it depends on: for every check that judges packages.

A project is a content unit: its manifests and lockfiles, read together. Where one side's is looked at, so is what
became of it on the other, changed or not: a lockfile that is new does not make the manifest's old lines new.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from checks.interface import ChangeSet, Side, Skip, Snapshot, Unit, content_unit
from checks.packages.ecosystems import ECOSYSTEMS
from checks.packages.model import Ecosystem, Problem, Reading
from checks.texts import written

_VENDORED = re.compile(r"(?:^|/)(node_modules|bower_components|vendor|third[_-]party|site-packages|\.?venv|Pods)/")
"""Others' projects, which nobody installs from. Attributes do not count: many lockfiles are marked generated."""


@dataclass(frozen=True, slots=True)
class _Project:
    ecosystem: Ecosystem
    paths: tuple[str, ...]
    """As the ecosystem orders them."""


def units(check: str, change: ChangeSet, among: Sequence[Ecosystem] = ECOSYSTEMS) -> Iterator[Unit]:
    """A content unit per project that the change touches, on each side it exists on; the key is its first path."""
    base = dict.fromkeys(_projects(change.base, change.changed[Side.BASE], among))
    head = dict.fromkeys(_projects(change.head, change.changed[Side.HEAD], among))
    moved = {before: after for after, before in change.renames.items()}
    became = {moved.get(path, path) for project in base for path in project.paths}
    was = {change.renames.get(path, path) for project in head for path in project.paths}
    for side, snapshot, projects in (
        (Side.BASE, change.base, base | dict.fromkeys(_projects(change.base, was, among))),
        (Side.HEAD, change.head, head | dict.fromkeys(_projects(change.head, became, among))),
    ):
        for name, paths in _apart(projects).items():
            yield content_unit(check, snapshot, side, name, paths, _left_out(name))


def reading(change: ChangeSet, unit: Unit, among: Sequence[Ecosystem] = ECOSYSTEMS) -> Reading:
    """What the unit's files say on its side. A file that may not be read is a problem of the reading."""
    return read(change.base if unit.side is Side.BASE else change.head, unit.paths, among)


def read(snapshot: Snapshot, paths: Sequence[str], among: Sequence[Ecosystem] = ECOSYSTEMS) -> Reading:
    """What these files of one project say in this snapshot; names without a file are passed over."""
    files: dict[str, bytes] = {}
    problems = []
    for path in paths:
        try:
            if (content := snapshot.read(path)) is not None:
                files[path] = content
        except Skip as skip:
            problems.append(Problem(path, str(skip)))
    ecosystem = next((one for path in paths for one in among if one.claims(path)), None)
    found = ecosystem.read(files) if ecosystem and files else Reading()
    return replace(found, problems=(*problems, *found.problems))


def lines(snapshot: Snapshot, path: str) -> list[str]:
    """The file's lines as git counts them; none of a file that may not be read."""
    try:
        content = snapshot.read(path) or b""
    except Skip:
        return []
    return written.lines(content.decode("utf-8", "replace"))


def reason(found: Reading) -> str:
    """What is not in the reading, for people; "" where all of it is."""
    return "; ".join(dict.fromkeys(f"{problem.path}: {problem.reason}" for problem in found.problems))


def _projects(snapshot: Snapshot, paths: frozenset[str] | set[str], among: Sequence[Ecosystem]) -> Iterator[_Project]:
    for path in sorted(paths):
        ecosystem = next((one for one in among if one.claims(path)), None)
        entry = snapshot.entry(path) if ecosystem else None
        if ecosystem and entry and entry.is_file and (files := tuple(dict.fromkeys(ecosystem.project(path, snapshot)))):
            yield _Project(ecosystem, files)


def _apart(projects: Iterable[_Project]) -> dict[str, tuple[str, ...]]:
    """First path -> all paths, without projects whose files are all read with another's: it would be said twice."""
    by_name: dict[str, tuple[str, ...]] = {}
    for project in projects:
        name = project.paths[0]
        by_name[name] = tuple(dict.fromkeys((*by_name.get(name, ()), *project.paths)))
    readers: dict[str, list[frozenset[str]]] = {}
    for paths in by_name.values():
        files = frozenset(paths)
        for path in paths:
            readers.setdefault(path, []).append(files)
    return {name: paths for name, paths in by_name.items() if not any(set(paths) < other for other in readers[name])}


def _left_out(path: str) -> str:
    match = _VENDORED.search(path)
    return f"vendored: in {match[1]}/" if match else ""
