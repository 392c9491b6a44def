"""The policies that an organisation keeps in a repository of its own: the default branch's, as of now.

Each commit's files lie in a folder of their own that never changes, so that a scan keeps what it began with. What
cannot be read is not put into force: the policies before it stay, and reviews say so.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path

from bot.changes import ChangesError, GitChangeSet
from bot.forges.interface import Forge, ForgeError, NotThere
from bot.model import Change, GitAccess, Target
from checks.interface import CheckError, Side, Skip

_FRESH_SECONDS = 60.0
_KEPT = 5
_SUFFIXES = (".yaml", ".yml", ".rego")


@dataclass(frozen=True, slots=True)
class InForce:
    """Which policies count."""

    folder: Path
    about: str
    """For people: which repository's, of which commit, and what is amiss with newer ones."""


class PolicyRepository:
    """Keeps the newest policies that can be read. For one thread; several processes share the folder."""

    def __init__(
        self,
        repo: str,
        forge: Forge,
        open_change: Callable[[GitAccess, Change], AbstractContextManager[GitChangeSet]],
        root: Path,
        try_out: Callable[[Path], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`try_out` raises CheckError for a folder of policies that cannot be read."""
        self._repo = repo
        self._forge = forge
        self._open = open_change
        self._root = root
        self._try_out = try_out
        self._clock = clock
        self._asked = float("-inf")
        self._known: InForce | None = None
        self._broken: dict[str, str] = {}

    def __call__(self) -> InForce:
        """Asks the forge once a minute. Raises CheckError where there is nothing that could count."""
        if self._known is None or self._clock() - self._asked >= _FRESH_SECONDS:
            self._known = self._renewed()
            self._asked = self._clock()
        return self._known

    def _renewed(self) -> InForce:
        try:
            change = self._forge.look_up(Target(self._forge.name, self._repo, None))
            return self._of(change)
        except NotThere as error:
            why = f"it is gone, or Sekisho is not installed there ({error})"
        except (ForgeError, ChangesError) as error:
            why = str(error)
        return self._last(f"not asked again: {why}")

    def _of(self, change: Change) -> InForce:
        sha = change.head_sha
        folder = self._root / sha
        if not folder.is_dir() and sha not in self._broken:
            try:
                self._write(change, folder)
            except CheckError as error:
                self._broken[sha] = str(error)
        if sha in self._broken:
            return self._last(f"{sha[:7]} cannot be used: {self._broken[sha]}")
        self._point(sha)
        return InForce(folder, f"{self._repo}@{sha[:7]}")

    def _write(self, change: Change, folder: Path) -> None:
        """Into a folder beside it first: what is there under a commit's name is whole and can be used."""
        self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = self._root / f"{change.head_sha}.{os.getpid()}.part"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir()
        try:
            with self._open(self._forge.clone_access(self._repo), change) as branch:
                _copy(branch, draft)
            self._try_out(draft)
            with suppress(OSError):  # another worker was quicker
                draft.rename(folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def _last(self, why: str) -> InForce:
        """What counted before."""
        sha = ""
        with suppress(OSError):
            sha = (self._root / "current").read_text()
        if not sha or not (self._root / sha).is_dir():
            raise CheckError(f"the policies of {self._repo} are not to be had: {why}")
        return InForce(self._root / sha, f"{self._repo}@{sha[:7]} ({why})")

    def _point(self, sha: str) -> None:
        pointer = self._root / f"current.{os.getpid()}"
        pointer.write_text(sha)
        pointer.replace(self._root / "current")
        os.utime(self._root / sha)
        versions = [one for one in self._root.iterdir() if one.is_dir() and not one.suffix]
        for old in sorted(versions, key=lambda one: one.stat().st_mtime)[:-_KEPT]:
            shutil.rmtree(old, ignore_errors=True)


def _copy(branch: GitChangeSet, folder: Path) -> None:
    """Rules and policies of the head, and nothing else of it. Raises CheckError for one that is too large."""
    wanted = [
        path
        for path, entry in branch.head.entries().items()
        if entry.is_file and path.endswith(_SUFFIXES) and not any(part.startswith(".") for part in path.split("/"))
    ]
    branch.prefetch_paths((Side.HEAD, path) for path in wanted)
    for path in wanted:
        try:
            content = branch.head.read(path) or b""
        except Skip as error:
            raise CheckError(f"{path}: {error}") from error
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
