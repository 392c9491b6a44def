"""packages.lock.json of NuGet: all target frameworks as one graph.

https://learn.microsoft.com/nuget/consume-packages/package-references-in-project-files#locking-dependencies
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from checks.interface import Scope
from checks.packages.chains import Reached, reach
from checks.packages.model import Place
from checks.texts import bounds, json_lines
from checks.texts.unreadable import Unreadable


@dataclass(frozen=True, slots=True)
class Locked:
    """One package in one version."""

    name: str
    """As written."""
    version: str
    place: Place
    direct: bool
    requested: str
    digest: str
    """Base64 of a sha512; "" where there is none."""


@dataclass(slots=True)
class NugetLock:
    """What one file says. Names are compared in lower case."""

    path: str
    packages: dict[tuple[str, str], Locked] = field(default_factory=dict)
    """By name and version."""
    how: dict[str, Reached] = field(default_factory=dict)
    """By name; chains in names as written."""

    def of(self, name: str) -> list[Locked]:
        """All versions of a package."""
        return self._by_name.get(name.lower(), [])

    _by_name: dict[str, list[Locked]] = field(default_factory=dict)


def read_lock(path: str, content: bytes) -> NugetLock:
    """Raises Unreadable."""
    located = json_lines.read(content, depth=3)
    frameworks = bounds.mapping(bounds.mapping(located.data).get("dependencies"), "dependencies")
    lock = NugetLock(path)
    roots: dict[str, Scope] = {}
    edges: dict[str, list[str]] = {}
    written: dict[str, str] = {}
    for framework, packages in frameworks.items():
        for name, entry in _mappings(packages):
            key, kind = name.lower(), entry.get("type")
            written.setdefault(key, name)
            edges.setdefault(key, []).extend(one.lower() for one, _ in _items(entry.get("dependencies")))
            if kind in ("Direct", "Project"):
                roots[key] = Scope.RUNTIME
            if kind != "Project":
                place = Place(path, located.line("dependencies", framework, name))
                _take(lock, name, entry, place)
    lock.how = {
        name: Reached(how.scope, tuple(written.get(one, one) for one in how.via))
        for name, how in reach(roots, edges).items()
    }
    return lock


def _take(lock: NugetLock, name: str, entry: dict[str, Any], place: Place) -> None:
    version = _str(entry.get("resolved"))
    made = Locked(
        name,
        version,
        place,
        entry.get("type") == "Direct",
        _str(entry.get("requested")),
        _str(entry.get("contentHash")),
    )
    if (name.lower(), version) not in lock.packages:
        lock.packages[name.lower(), version] = made
        lock._by_name.setdefault(name.lower(), []).append(made)
    if len(lock.packages) > bounds.MOST_DEPENDENCIES:
        raise Unreadable(f"it has more than {bounds.MOST_DEPENDENCIES} packages")


def _items(data: Any) -> Iterator[tuple[str, Any]]:
    return iter(data.items() if isinstance(data, dict) else ())


def _mappings(data: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    return ((name, entry) for name, entry in _items(data) if isinstance(entry, dict))


def _str(data: Any) -> str:
    return data if isinstance(data, str) else ""
