"""Keeps one bare, blobless store per repository and opens changes in it. A store is a cache: deleting it loses nothing.

Workers share stores: who fetches holds the store's lock until it has read from history what it needs, because a
shallow fetch may cut history that another one just deepened. Blobs and trees, once here, stay.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.changes.changeset import GitChangeSet
from bot.changes.git import ChangesError, Git, GitLimits
from bot.changes.objects import Objects
from bot.changes.store import Store, locked
from bot.model import Change, GitAccess

_PACKS = 200
"""A store with more packs than this is slow to read: it is started anew when nobody uses it."""


class Repositories:
    """All stores under one folder, which is the service's own."""

    def __init__(self, root: Path, limits: GitLimits | None = None) -> None:
        self._root = root.resolve()
        self._limits = limits or GitLimits()

    @contextmanager
    def open(self, access: GitAccess, change: Change) -> Iterator[GitChangeSet]:
        """The change, fetched from merge base to head. Raises ChangesError; ChangesUnavailable if it may work later."""
        folder = self._folder(access.url)
        self._renew(folder)
        with locked(folder.with_suffix(".use"), shared=True):
            store = Store(folder, self._limits, access)
            store.create(len(change.head_sha))
            with store.objects() as objects:
                yield store.change_set(change, objects)

    @contextmanager
    def open_local(self, path: Path, base: str | None, head: str) -> Iterator[GitChangeSet]:
        """The change between two revisions of a repository on this machine, which is only read.

        `base` None: everything at head counts as new. Raises ChangesError.
        """
        git = Git(_git_folder(path.resolve()), self._limits)
        objects = Objects(git)
        try:
            head_sha = _commit(git, path, head)
            target = _commit(git, path, base) if base is not None else ""
            base_sha = _merge_base(git, target, head_sha, base, head) if target else ""
            commits = _between(git, base_sha, head_sha)
            yield GitChangeSet(git, objects, base_sha, head_sha, commits, lambda _: None, lambda: target)
        finally:
            objects.close()

    def forget(self, url: str) -> None:
        """Deletes what is kept of a repository, waiting for who uses it."""
        folder = self._folder(url)
        with locked(folder.with_suffix(".use")):
            shutil.rmtree(folder, ignore_errors=True)

    def prune(self, older_than: float) -> int:
        """Deletes stores unused since `older_than` (seconds since the epoch); says how many. Those in use stay."""
        idle = [
            use
            for use in self._root.glob("*.use")
            if use.with_suffix(".git").exists() and use.stat().st_mtime < older_than
        ]
        return sum(_delete_if_unused(use.with_suffix(".git")) for use in idle)

    def _renew(self, folder: Path) -> None:
        if len(list((folder / "objects" / "pack").glob("*.pack"))) > _PACKS:
            _delete_if_unused(folder)

    def _folder(self, url: str) -> Path:
        readable = re.sub(r"[^A-Za-z0-9]+", "-", url.split("://")[-1]).strip("-")[-60:]
        return self._root / f"{readable}-{hashlib.sha256(url.encode()).hexdigest()[:16]}.git"


def _delete_if_unused(folder: Path) -> bool:
    with locked(folder.with_suffix(".use"), wait=False) as held:
        if held:
            shutil.rmtree(folder, ignore_errors=True)
        return held


def _git_folder(path: Path) -> Path:
    for candidate in (path / ".git", path):
        if (candidate / "HEAD").exists() or candidate.is_file():
            return _worktree_folder(candidate) if candidate.is_file() else candidate
    raise ChangesError(f"{path} is no git repository; give the folder that holds .git")


def _worktree_folder(pointer: Path) -> Path:
    """A worktree or submodule has a file `.git` that says `gitdir: PATH`."""
    return (pointer.parent / pointer.read_text().removeprefix("gitdir:").strip()).resolve()


def _commit(git: Git, path: Path, revision: str) -> str:
    try:
        return (
            git.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").decode().strip()
        )
    except ChangesError as error:
        raise ChangesError(f"{path} has no commit {revision!r}; fetch it first, or name another revision") from error


def _merge_base(git: Git, base_sha: str, head_sha: str, base: str | None, head: str) -> str:
    try:
        return git.run("merge-base", base_sha, head_sha).decode().strip()
    except ChangesError as error:
        raise ChangesError(f"{base} and {head} have no commit in common; name a base that head grew from") from error


def _between(git: Git, base: str, head: str) -> tuple[str, ...]:
    span = [f"{base}..{head}"] if base else ["--max-count=1", head]
    return tuple(git.run("rev-list", "--reverse", "--topo-order", *span).decode().split())
