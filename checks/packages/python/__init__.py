"""Python: requirements files, pyproject.toml and its lockfiles, Pipfile, setup.cfg, setup.py, conda, scripts. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from checks.interface import Snapshot
from checks.packages.model import Dependency, Index, Mismatch, Problem, Reading
from checks.packages.python import conda, files, joining, locks, poetry, pyproject, requirements, script, setup_files
from checks.packages.python.asks import Sheet
from checks.packages.python.lock import Lock
from checks.packages.python.requirements import Requirements
from checks.texts import bounds, written
from checks.texts.unreadable import Unreadable

_T = TypeVar("_T")
_MANIFESTS: dict[str, Callable[[str, bytes], Sheet]] = {
    "pyproject.toml": pyproject.read,
    "setup.cfg": setup_files.read_cfg,
    "setup.py": setup_files.read_py,
    "Pipfile": poetry.read_pipfile,
}
_CONFIGURATIONS: dict[str, Callable[[str, bytes], Sheet]] = {
    "pip.conf": requirements.pip_conf,
    "pip.ini": requirements.pip_conf,
    "uv.toml": pyproject.uv_toml,
}


class Python:
    """Fills checks.packages.model.Ecosystem."""

    name = "python"

    def claims(self, path: str) -> bool:
        """By the name alone; of most .py files `project` finds that they name nothing."""
        return files.claims(path)

    def project(self, path: str, snapshot: Snapshot) -> Sequence[str]:
        """Manifest and lockfiles of a folder, or requirements with what they read on."""
        return files.project(path, snapshot)

    def read(self, files: Mapping[str, bytes]) -> Reading:
        """All of them together."""
        reading = _Reading(files)
        for path, content in files.items():
            reading.take(path, content)
        return reading.done()


@dataclass(slots=True)
class _Reading:
    """What has been read of a project so far."""

    files: Mapping[str, bytes]
    sheets: list[Sheet] = field(default_factory=list)
    """Manifests that a lockfile may belong to."""
    locks: list[Lock] = field(default_factory=list)
    loose: list[Sheet] = field(default_factory=list)
    """Indexes alone, and manifests without lockfiles."""
    requirements: dict[str, Requirements] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    included: set[str] = field(default_factory=set)
    """Requirements files that a conda environment reads on."""

    def take(self, path: str, content: bytes) -> None:
        """Reads one file, whatever it is; a file of no known name is one that requirements have named."""
        name = path.rpartition("/")[2]
        if files.is_lock(path):
            self.locks += self._tried(path, lambda: locks.read(path, content))
        elif name in _MANIFESTS:
            self.sheets += self._tried(path, lambda: _MANIFESTS[name](path, content))
        elif name in _CONFIGURATIONS:
            self.loose += self._tried(path, lambda: _CONFIGURATIONS[name](path, content))
        elif name.endswith(".py"):
            self.sheets += self._tried(path, lambda: script.read(path, content))
        elif files.is_conda(path):
            self.loose += self._tried(path, lambda: conda.read(path, content)[0])
        else:
            for found in self._tried(path, lambda: requirements.read(path, content)):
                self.requirements[path] = found

    def done(self) -> Reading:
        """All of it, within bounds."""
        dependencies, mismatches = self._locked()
        dependencies += joining.unlocked(ask for sheet in self.loose for ask in sheet.asks)
        more, others = self._required()
        dependencies += more
        mismatches += others
        if len(dependencies) > bounds.MOST_DEPENDENCIES:
            first = next(iter(self.files))
            self.problems.append(Problem(first, f"it names more than {bounds.MOST_DEPENDENCIES} packages"))
            del dependencies[bounds.MOST_DEPENDENCIES :]
        sheets = [*self.sheets, *self.loose, *(one.sheet for one in self.requirements.values())]
        problems = [*self.problems, *(problem for sheet in sheets for problem in sheet.problems)]
        return Reading(tuple(dependencies), _indexes(sheets), tuple(mismatches), tuple(dict.fromkeys(problems)))

    def _locked(self) -> tuple[list[Dependency], list[Mismatch]]:
        for lock in self.locks:
            for sheet in self.sheets:  # what the manifest says counts, not what the lockfile says that it says
                lock.roots.pop(_relative(sheet.path, lock.path), None)
        found = [one for lock in self.locks for one in joining.mismatches(self.sheets, lock)]
        return list(joining.joined(self.sheets, self.locks)), found

    def _required(self) -> tuple[list[Dependency], list[Mismatch]]:
        """Compiled files with what they were compiled from, then the others with their constraints."""
        found = self.requirements
        self._missing()
        pinning = requirements.constraints(found)
        dependencies: list[Dependency] = []
        mismatches: list[Mismatch] = []
        taken = set(pinning)
        for path, one in found.items():
            if one.compiled and path not in pinning:
                source = path.removesuffix(".txt") + ".in"
                sources = requirements.required(source, found) if source in found else []
                manifests = [found[name].sheet for name in sources if name not in taken]
                taken |= {path, *sources}
                lock = locks.compiled(one)
                dependencies += joining.joined(manifests, [lock])
                mismatches += joining.mismatches(manifests, lock)
        constraints = {ask.name: ask for path in found if path in pinning for ask in found[path].sheet.asks}
        asks = [ask for path, one in found.items() if path not in taken for ask in one.sheet.asks]
        return [*dependencies, *joining.unlocked(asks, constraints)], mismatches

    def _missing(self) -> None:
        for one in self.requirements.values():
            for path, _, line in one.includes:
                if path not in self.files:
                    one.sheet.problem(line, f"reads on {path}, which is not there")

    def _tried(self, path: str, read: Callable[[], _T]) -> Iterable[_T]:
        try:
            return [read()]
        except Unreadable as why:
            self.problems.append(Problem(path, str(why)))
            return []


def _relative(path: str, lock: str) -> str:
    """The manifest's folder, as the lockfile would call it."""
    return written.folder(path).removeprefix(written.folder(lock)).rstrip("/")


def _indexes(sheets: Sequence[Sheet]) -> tuple[Index, ...]:
    return tuple(index for sheet in sheets for index in sheet.indexes)
