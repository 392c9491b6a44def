"""One side of a change as folders of infrastructure: Terraform's modules and who calls them, charts, overlays.

Whole trees are listed only where something changed that needs it; contents are read for a bounded number of files.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from checks.iac import claims
from checks.interface import ChangeSet, FetchesAhead, Side, Skip, Snapshot

MOST_READ = 400
"""Files of Terraform that are looked into for calls of a changed module: the nearest."""
MOST_ROOTS = 10
"""That call one module, and are looked at for it."""
MOST_PATHS = 500
"""Of one unit."""
_SOURCE = re.compile(rb"^[ \t]*\"?source\"?\s*[=:]\s*\"(\.{1,2}/[^\"\n$]{0,300})\"", re.MULTILINE)
_FILE = re.compile(rb"\bfile\(\s*\"(?:\$\{path\.module\}/)?([\w./-]{1,200}\.json)\"\s*\)")
_EXAMPLE = re.compile(r"(?:^|/)(?:examples?|tests?|fixtures?|samples?|e2e)(?:/|$)")


class Folders:
    """What lies where in one snapshot."""

    def __init__(self, change: ChangeSet, side: Side) -> None:
        self._change = change
        self._side = side
        self.snapshot: Snapshot = change.base if side is Side.BASE else change.head
        self._sources: dict[str, frozenset[str]] = {}

    @cached_property
    def listing(self) -> Mapping[str, list[str]]:
        """Folder -> its files and links, without vendored ones."""
        found: dict[str, list[str]] = defaultdict(list)
        for path, entry in self.snapshot.entries().items():
            if (entry.is_file or entry.mode == "120000") and not claims.left_out(path):
                found[posixpath.dirname(path)].append(path)
        return found

    @cached_property
    def _modules(self) -> dict[str, list[str]]:
        """Folder -> files of Terraform and of its variables."""
        wanted = (*claims.TERRAFORM, *claims.VARIABLES)
        listed = {folder: sorted(p for p in paths if p.endswith(wanted)) for folder, paths in self.listing.items()}
        return {
            folder: files for folder, files in listed.items() if any(path.endswith(claims.TERRAFORM) for path in files)
        }

    def is_module(self, folder: str) -> bool:
        """Whether Terraform is declared there."""
        return folder in self._modules

    def roots(self, folder: str) -> list[str]:
        """The modules that nobody calls and that come to this one; itself, where there are none."""
        if folder not in self._modules:
            return []
        found, seen, waiting = list[str](), {folder}, [folder]
        while waiting and len(found) < MOST_ROOTS:
            one = waiting.pop(0)
            callers = sorted(self._callers.get(one, frozenset()) - seen)
            if not callers and one not in found and (one == folder or not self._callers.get(one)):
                found.append(one)
            seen.update(callers)
            waiting += callers
        return found or [folder]

    @cached_property
    def _callers(self) -> Mapping[str, frozenset[str]]:
        """Module -> who calls it; examples call nobody but each other's."""
        changed = {posixpath.dirname(path) for paths in self._change.changed.values() for path in paths}
        near = sorted(self._modules, key=lambda one: (-max((_shared(one, other) for other in changed), default=0), one))
        among, count = list[str](), 0
        for folder in near:
            count += len(self._modules[folder])
            if count > MOST_READ:
                break
            among.append(folder)
        self.fetch(path for folder in among for path in self._modules[folder])
        found: dict[str, set[str]] = defaultdict(set)
        for folder in among:
            for called in self.called(folder):
                if called != folder and (_EXAMPLE.search(called) or not _EXAMPLE.search(folder)):
                    found[called].add(folder)
        return {folder: frozenset(callers) for folder, callers in found.items()}

    def called(self, folder: str) -> frozenset[str]:
        """The modules of the repository that this one calls by itself."""
        if folder not in self._sources:
            self.fetch(self._modules.get(folder, ()))
            self._sources[folder] = frozenset(self._named(folder))
        return self._sources[folder]

    def _named(self, folder: str) -> Iterator[str]:
        for path in self._modules.get(folder, ()):
            for match in _SOURCE.finditer(self.read(path)) if path.endswith(claims.TERRAFORM) else ():
                found = inside(folder, match[1].decode("utf-8", "replace"))
                if found is not None and found in self._modules:
                    yield found

    def module_paths(self, root: str) -> tuple[str, ...]:
        """The files of a module, of those it calls, and the policies that they read; links among them."""
        found, seen, waiting = list[str](), {root}, [root]
        while waiting and len(found) < MOST_PATHS:
            one = waiting.pop(0)
            found += [path for path in self._modules.get(one, ()) if one == root or path.endswith(claims.TERRAFORM)]
            found += self._policies(one)
            further = sorted(self.called(one) - seen)
            seen.update(further)
            waiting += further
        return tuple(dict.fromkeys(found))[:MOST_PATHS]

    def _policies(self, folder: str) -> Iterator[str]:
        for path in self._modules.get(folder, ()):
            for match in _FILE.finditer(self.read(path)) if path.endswith(claims.TERRAFORM) else ():
                found = inside(folder, match[1].decode())
                if found and self.snapshot.entry(found):
                    yield found

    def chart(self, path: str) -> str | None:
        """The folder of the chart that the file is part of: of charts within charts the outermost."""
        found = next((folder for folder in _up(posixpath.dirname(path)) if self._is_chart(folder)), None)
        while found and posixpath.basename(posixpath.dirname(found)) == "charts":
            above = posixpath.dirname(posixpath.dirname(found))
            if not self._is_chart(above):
                break
            found = above
        return found

    def _is_chart(self, folder: str) -> bool:
        return self.snapshot.entry(posixpath.join(folder, "Chart.yaml")) is not None

    def below(self, folder: str) -> tuple[str, ...]:
        """All files below it."""
        prefix = f"{folder}/" if folder else ""
        names = sorted(one for one in self.listing if one == folder or one.startswith(prefix))
        return tuple(sorted(path for one in names for path in self.listing[one]))[:MOST_PATHS]

    def read(self, path: str) -> bytes:
        """The file's bytes; none of what may not be read."""
        try:
            return self.snapshot.read(path) or b""
        except Skip:
            return b""

    def fetch(self, paths: Iterable[str]) -> None:
        """Brings files that are to be read, together."""
        if isinstance(self._change, FetchesAhead):
            self._change.prefetch_paths((self._side, path) for path in paths)


def inside(folder: str, relative: str) -> str | None:
    """What `relative` names from a folder; None where that is outside of the repository, "" for its root."""
    if "\0" in relative or relative.startswith("/"):
        return None
    found = posixpath.normpath(posixpath.join(folder, relative))
    return None if found.startswith("..") else "" if found == "." else found


def _up(folder: str) -> Iterator[str]:
    while folder:
        yield folder
        folder = posixpath.dirname(folder)
    yield ""


def _shared(one: str, other: str) -> int:
    return len(posixpath.commonpath([one, other]).split("/")) if one and other else 0
