"""From a change to units of infrastructure: a Terraform module with what it calls, a template with those it nests, …

Where one side's is looked at, so is its counterpart on the other, changed or not: a module that is newly called does
not make its old lines new. Symbolic links are among a unit's paths and never followed; `unread` says so.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from checks.iac import claims, kustomizations
from checks.iac.folders import MOST_PATHS, Folders
from checks.iac.model import Framework, Problem
from checks.iac.reading import cloudformation, gitlab
from checks.interface import ChangeSet, Side, Snapshot, Unit, content_unit
from checks.texts.unreadable import Unreadable

_PIPELINE = ".gitlab-ci.yml"
_MOST_INCLUDED = 150


@dataclass(frozen=True, slots=True)
class _Part:
    """What a unit is about."""

    word: str
    """As in `claims.FRAMEWORKS`."""
    name: str
    """A path, or a folder ("." for the root)."""


def framework(unit: Unit) -> Framework:
    """What kind of infrastructure a unit is, by its key."""
    return claims.FRAMEWORKS[unit.key.partition(" ")[0]]


def unread(snapshot: Snapshot, unit: Unit) -> Iterator[Problem]:
    """The unit's paths that are no regular files."""
    for path in unit.paths:
        entry = snapshot.entry(path)
        if entry and not entry.is_file:
            yield Problem(path, "it is a symbolic link, which is not followed")


def units(check: str, change: ChangeSet) -> Iterator[Unit]:
    """A content unit per part of the infrastructure that the change touches, on each side it exists on."""
    base, head = _Side(change, Side.BASE), _Side(change, Side.HEAD)
    moved = {before: after for after, before in change.renames.items()}
    of_base, of_head = base.touched(), head.touched()
    for part in [*of_head]:
        of_base |= dict.fromkeys(base.counterparts(part, change.renames.get(part.name, part.name)))
    for part in [*of_base]:
        of_head |= dict.fromkeys(head.counterparts(part, moved.get(part.name, part.name)))
    called = _newly_called(base, head, [*of_head])
    for side, parts in ((base, of_base), (head, of_head)):
        for part in (*parts, *called):
            if paths := side.paths(part):
                key = f"{part.word} {part.name}"
                yield content_unit(check, side.snapshot, side.side, key, paths, claims.left_out(paths[0]))


def _newly_called(base: _Side, head: _Side, parts: Iterable[_Part]) -> list[_Part]:
    """Modules that were there before, and that a unit calls on one side only: judged by themselves on both."""
    found: dict[_Part, None] = {}
    for part in parts:
        if part.word == "terraform":
            for path in set(head.paths(part)) ^ set(base.paths(part)):
                folder = posixpath.dirname(path) or "."
                if folder != part.name and base.is_module(folder) and head.is_module(folder):
                    found[_Part("terraform", folder)] = None
    return [part for part in sorted(found, key=lambda one: one.name) if part not in parts]


class _Side:
    def __init__(self, change: ChangeSet, side: Side) -> None:
        self.side = side
        self._changed = change.changed[side]
        self._folders = Folders(change, side)
        self._overlays = kustomizations.Overlays(self._folders)
        self.snapshot = self._folders.snapshot
        self._known: dict[_Part, tuple[str, ...]] = {}

    def touched(self) -> dict[_Part, None]:
        """What the changed paths are part of."""
        return {part: None for path in sorted(self._changed) for part in self._parts(path)}

    def counterparts(self, part: _Part, name: str) -> list[_Part]:
        """What a part of the other side is on this one."""
        if part.word in ("terraform", "helm", "kustomize"):
            return [part]  # a folder; where it is not, it has no paths
        return list(self._parts(name))

    def is_module(self, folder: str) -> bool:
        """Whether Terraform is declared there."""
        return self._folders.is_module("" if folder == "." else folder)

    def _parts(self, path: str) -> Iterator[_Part]:
        entry = self.snapshot.entry(path)
        if entry is None:
            return
        word = claims.by_name(path)
        if word == "terraform":
            for root in [posixpath.dirname(path)] if claims.left_out(path) else self._roots(path):
                yield _Part(word, root or ".")
        elif not entry.is_file:
            return
        elif word:
            yield _Part(word, path)
        elif claims.may_hold(path) or path.endswith(".tpl"):
            yield from self._looked_into(path)
        elif posixpath.basename(path) in claims.KUSTOMIZATIONS:
            yield from self._of_overlays(path)

    def _roots(self, path: str) -> list[str]:
        folder = posixpath.dirname(path)
        return self._folders.roots(folder) or ([folder] if path.endswith(claims.TERRAFORM) else [])

    def _looked_into(self, path: str) -> Iterator[_Part]:
        chart = self._folders.chart(path)
        if chart is not None and _in_chart(path, chart):
            yield _Part("helm", chart or ".")
        elif overlays := list(self._of_overlays(path)):
            yield from overlays
        elif word := claims.by_content(path, self._folders.read(path)):
            yield _Part(word, path)
        elif path.endswith((".yml", ".yaml")) and path in self._included(_PIPELINE):
            yield _Part("gitlab", _PIPELINE)

    def _of_overlays(self, path: str) -> Iterator[_Part]:
        for folder in self._overlays.using(path):
            yield _Part("kustomize", folder or ".")

    def paths(self, part: _Part) -> tuple[str, ...]:
        """The files it reads; none where it is not."""
        if part not in self._known:
            found = self._found(part)
            self._known[part] = tuple(path for path in found if self.snapshot.entry(path))
        return self._known[part]

    def _found(self, part: _Part) -> tuple[str, ...]:
        folder = "" if part.name == "." else part.name
        if part.word == "terraform":
            if claims.left_out(f"{folder}/"):
                return tuple(path for path in sorted(self._changed) if posixpath.dirname(path) == folder)
            return self._folders.module_paths(folder)
        if part.word == "helm":
            chart = posixpath.join(folder, "Chart.yaml")
            return (chart, *self._folders.below(folder)) if self.snapshot.entry(chart) else ()
        if part.word == "kustomize":
            return self._overlays.paths(folder)
        if part.word == "cloudformation":
            return (part.name, *self._nested(part.name))
        return (part.name, *self._included(part.name)) if part.word == "gitlab" else (part.name,)

    def _nested(self, path: str) -> list[str]:
        """The templates that one nests, and those they do."""
        found, waiting = list[str](), [path]
        while waiting and len(found) < MOST_PATHS:
            one = waiting.pop(0)
            try:
                inner = [*cloudformation.nested(one, cloudformation.document(self._folders.read(one)))]
            except (Unreadable, RecursionError):
                continue
            fresh = [name for name in inner if name != path and name not in found and self.snapshot.entry(name)]
            found += fresh
            waiting += fresh
        return found

    def _included(self, path: str) -> list[str]:
        """The files that a pipeline includes, and those they do."""
        found, waiting = list[str](), [path]
        while waiting and len(found) < _MOST_INCLUDED:
            one = waiting.pop(0)
            try:
                inner = gitlab.includes(one, self._folders.read(one))
            except (Unreadable, RecursionError):
                continue
            fresh = [name for name in inner if name != path and name not in found and self.snapshot.entry(name)]
            found += fresh
            waiting += fresh
        return found


def _in_chart(path: str, chart: str) -> bool:
    """Whether it takes part in what the chart comes to."""
    inner = path.removeprefix(f"{chart}/" if chart else "")
    return inner.startswith(("templates/", "values", "Chart.", "charts/", "crds/"))
