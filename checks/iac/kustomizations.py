"""Kustomize's overlays: which files they name, and which overlays use a file. Only local ones."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from functools import cached_property

from checks.iac import claims
from checks.iac.folders import MOST_PATHS, Folders, inside
from checks.iac.model import Node
from checks.iac.reading import gathering, yaml_nodes
from checks.iac.reading.gathering import items, text
from checks.texts.unreadable import Unreadable

_MOST = 200
"""Overlays of a repository that are looked into."""
_LISTS = ("resources", "bases", "components", "patchesStrategicMerge", "patches", "patchesJson6902", "crds")


def named(content: bytes) -> list[str]:
    """The files and folders that a kustomization names, as it names them. Raises Unreadable."""
    found = yaml_nodes.documents(gathering.bounded(content), old=True)
    return [name for key in _LISTS for one in items(found[0].at([key]) if found else None) if (name := _name(one))]


def _name(one: Node) -> str:
    """A path; of a patch, its file's. What is written out in place, or lies on the network, is none."""
    found = text(one.at(["path"])) or text(one)
    return "" if "\n" in found or "://" in found or "?ref=" in found or len(found) > 500 else found


class Overlays:
    """Of one side of a change."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders

    @cached_property
    def _files(self) -> dict[str, str]:
        """Folder -> its kustomization."""
        return {
            folder: path
            for folder, paths in sorted(self._folders.listing.items())
            for path in paths
            if posixpath.basename(path) in claims.KUSTOMIZATIONS
        }

    @cached_property
    def _named(self) -> dict[str, list[str]]:
        """Folder of an overlay -> paths and folders it names."""
        among = list(self._files.items())[:_MOST]
        self._folders.fetch(path for _, path in among)
        return {folder: list(self._inside(folder, path)) for folder, path in among}

    def _inside(self, folder: str, path: str) -> Iterator[str]:
        try:
            names = named(self._folders.read(path))
        except (Unreadable, RecursionError):
            return
        for name in names:
            if (found := inside(folder, name)) is not None:
                yield found

    def using(self, path: str) -> list[str]:
        """The outermost overlays that come to a file."""
        if posixpath.basename(path) in claims.KUSTOMIZATIONS:
            start = {posixpath.dirname(path)}
        else:
            start = {folder for folder, names in self._named.items() if path in names}
        found, seen, waiting = set[str](), set(start), sorted(start)
        while waiting:
            one = waiting.pop()
            users = {folder for folder, names in self._named.items() if one in names and folder != one}
            if not users:
                found.add(one)
            waiting += sorted(users - seen)
            seen |= users
        return sorted(found)

    def paths(self, folder: str) -> tuple[str, ...]:
        """All files of an overlay and of what it builds on."""
        found, seen, waiting = list[str](), {folder}, [folder]
        while waiting and len(found) < MOST_PATHS:
            one = waiting.pop(0)
            if one not in self._files:
                continue
            found.append(self._files[one])
            for name in self._named.get(one, ()):
                if name in self._files and name not in seen:
                    seen.add(name)
                    waiting.append(name)
                elif name not in self._files:
                    found.append(name)
        return tuple(dict.fromkeys(found))[:MOST_PATHS]
