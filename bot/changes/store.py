"""One repository's store: fetches commits until the merge base is here, then the blobs that are asked for.

Forges give any commit or blob by its id and leave blobs out on request; a server that does neither is asked for
whole branches instead, at the price of more bytes.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bot.changes.changeset import GitChangeSet
from bot.changes.git import ChangesError, ChangesUnavailable, Git, GitLimits, Refused, TooMuch
from bot.changes.objects import Objects
from bot.model import Change, GitAccess

_FETCH = (
    "fetch", "--quiet", "--force", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--no-auto-gc",
    "--no-show-forced-updates",
)  # fmt: skip
_NO_BLOBS = "--filter=blob:none"
_SMALL_BLOBS = "--filter=blob:limit=256k"
_FIRST_DEPTH = 30
_DEEPER = 6
"""Factor between one search for the merge base and the next."""
_FORMATS = {40: "sha1", 64: "sha256"}
_COMMITS = 1_000
"""Newest commits of a change that are listed."""


class Store:
    """The store in `folder`, reached through `access`."""

    def __init__(self, folder: Path, limits: GitLimits, access: GitAccess) -> None:
        self._folder = folder
        self._limits = limits
        self._access = access
        self._git = Git(folder, limits)
        self._depth = limits.depth

    def create(self, oid_length: int) -> None:
        """Makes the empty store, if there is none, for ids of so many hexadecimal digits."""
        with locked(self._folder.with_suffix(".lock")):
            if not (self._folder / "HEAD").exists():
                self._folder.mkdir(parents=True, exist_ok=True)
                self._git.run("init", "--quiet", "--bare", "--template=", f"--object-format={_FORMATS[oid_length]}")

    @contextmanager
    def objects(self) -> Iterator[Objects]:
        """What is here already."""
        objects = Objects(self._git)
        try:
            yield objects
        finally:
            objects.close()

    def change_set(self, change: Change, objects: Objects) -> GitChangeSet:
        """Fetches what is missing of `change`. Raises ChangesError."""
        with locked(self._folder.with_suffix(".lock")):
            base, commits = self._locate(change, objects)
        return GitChangeSet(
            self._git,
            objects,
            base,
            change.head_sha,
            commits,
            lambda oids: self._fetch_blobs(change, oids, objects),
            lambda: self._bring_target(change, objects),
        )

    def _locate(self, change: Change, objects: Objects) -> tuple[str, tuple[str, ...]]:
        """Merge base and commits, with everything up to there fetched."""
        if not change.merge_base_sha and not change.base_sha:
            self._fetch_commits(change, [change.head_sha], objects, depth=1)
            return "", (change.head_sha,)
        for depth in self._depths(change, objects):
            if depth:
                self._fetch_back_to(depth, change, objects)
            if span := self._span(change, objects):
                return span
            if depth and not (self._folder / "shallow").exists():
                break
        raise ChangesError(
            f"merge base missing: within {self._limits.depth} commits, {change.head_sha[:12]} and "
            f"{change.base_ref or change.base_sha[:12]} have no commit in common; "
            "rebase the change onto the branch it goes into"
        )

    def _bring_target(self, change: Change, objects: Objects) -> str:
        """The tip of the branch that the change goes into, alone: no history of it is needed.

        A branch's own tip where it is looked at by itself.
        """
        if not change.base_sha:
            return change.head_sha if change.number is None else ""
        with locked(self._folder.with_suffix(".lock")):
            if not _all_here(objects, change.base_sha):
                how, kept = (_NO_BLOBS, "--depth=1"), f"{_kept(change)}/target"
                try:
                    self._fetch(*how, refs=[f"+{change.base_sha}:{kept}"])
                except Refused:
                    self._fetch(*how, refs=[f"+refs/heads/{change.base_ref}:{kept}"])
                if not _all_here(objects, change.base_sha):
                    raise ChangesUnavailable(f"{change.base_ref} has moved on since it was looked up; looking again")
        return change.base_sha

    def _depths(self, change: Change, objects: Objects) -> Iterator[int]:
        """How far to go back, step by step; 0 is what is here already."""
        if _all_here(objects, change.head_sha, change.merge_base_sha or change.base_sha):
            yield 0
        depth = len(change.commits) + 1 if change.commits else _FIRST_DEPTH
        while depth < self._limits.depth:
            yield depth
            depth *= _DEEPER
        yield self._limits.depth

    def _fetch_back_to(self, depth: int, change: Change, objects: Objects) -> None:
        self._depth = depth
        if not (change.merge_base_sha and change.commits):
            self._fetch_commits(change, [change.head_sha, change.merge_base_sha or change.base_sha], objects, depth)
            return
        self._fetch_commits(change, [change.head_sha], objects, depth)
        if not _all_here(objects, change.merge_base_sha):
            self._fetch_commits(change, [change.head_sha, change.merge_base_sha], objects, depth)

    def _span(self, change: Change, objects: Objects) -> tuple[str, tuple[str, ...]] | None:
        """Merge base and commits as far as what is here shows them. Where history is cut, the forge's word counts."""
        other = change.merge_base_sha or change.base_sha
        if not _all_here(objects, other):
            return None
        base = self._merge_base(other, change.head_sha)
        if base and base == (change.merge_base_sha or base):
            return base, self._commits(base, change.head_sha)
        return (other, change.commits) if change.merge_base_sha and change.commits else None

    def _merge_base(self, one: str, other: str) -> str:
        try:
            return self._git.run("merge-base", one, other).decode().strip()
        except ChangesError:
            return ""

    def _commits(self, base: str, head: str) -> tuple[str, ...]:
        listed = self._git.run("rev-list", "--topo-order", f"--max-count={_COMMITS}", f"{base}..{head}")
        return tuple(reversed(listed.decode().split()))

    def _fetch_commits(self, change: Change, shas: Sequence[str], objects: Objects, depth: int) -> None:
        try:
            self._fetch_tips(change, shas, f"--depth={depth}", *_since_what_is_known(change, objects))
        except TooMuch:
            self._fetch_tips(change, shas, f"--depth={depth}", _NO_BLOBS)
        if not _all_here(objects, change.head_sha):
            raise ChangesError(f"commit {change.head_sha[:12]} is gone: the change has moved on; scan its new head")

    def _fetch_tips(self, change: Change, shas: Sequence[str], *how: str) -> None:
        """By id, which is exact; where the server refuses that, by branch."""
        try:
            self._fetch(*how, refs=_remembered(change, shas))
        except Refused:
            self._fetch(*how, refs=_remembered(change, _branches(change)[: len(shas)]))

    def _fetch_blobs(self, change: Change, oids: Sequence[str], objects: Objects) -> None:
        """All in one request, and without telling what is here: nothing of it could be left out anyway."""
        with locked(self._folder.with_suffix(".lock")):
            missing = [oid for oid, size in objects.sizes(oids).items() if size is None]
            if not missing:
                return
            try:
                self._fetch(_NO_BLOBS, refs=missing, settings=("-c", "fetch.negotiationAlgorithm=noop"))
            except Refused:
                whole = ("--refetch", "--no-filter", f"--depth={self._depth}")
                self._fetch(*whole, refs=_remembered(change, _branches(change)))

    def _fetch(self, *how: str, refs: Sequence[str], settings: Sequence[str] = ()) -> None:
        lines = "".join(f"{ref}\n" for ref in refs).encode()
        self._git.run(*settings, *_FETCH, *how, "--stdin", "origin", stdin=lines, access=self._access)


def _all_here(objects: Objects, *oids: str) -> bool:
    return None not in objects.sizes(oids).values()


def _since_what_is_known(change: Change, objects: Objects) -> Sequence[str]:
    """How much to ask for: after a further push the files that came with it, too, which saves a request for them.

    The server is told both the former head and the merge base, so that it leaves out what either holds: the rest of
    the repository, and what was merged into the change from its base.
    """
    known = (f"{_kept(change)}/0", change.merge_base_sha)
    if all(known) and _all_here(objects, *known):
        return [_SMALL_BLOBS, *(f"--negotiation-tip={tip}" for tip in known)]
    return [_NO_BLOBS]


def _branches(change: Change) -> list[str]:
    return [change.head_ref, *([f"refs/heads/{change.base_ref}"] if change.base_ref else [])]


def _remembered(change: Change, tips: Sequence[str]) -> list[str]:
    """Refspecs that keep the tips, so that the next fetch can say what is here: one pair per pull request."""
    return [f"+{tip}:{_kept(change)}/{number}" for number, tip in enumerate(tips)]


def _kept(change: Change) -> str:
    """Where the refs of a pull request are: 0 is its head as it was fetched last."""
    return f"refs/sekisho/{hashlib.sha256(change.head_ref.encode()).hexdigest()[:16]}"


@contextmanager
def locked(file: Path, shared: bool = False, wait: bool = True) -> Iterator[bool]:
    """Holds a lock between processes and threads; with `wait` False, answers whether it was free."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        os.utime(descriptor)
        yield _lock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB))
    finally:
        os.close(descriptor)


def _lock(descriptor: int, how: int) -> bool:
    try:
        fcntl.flock(descriptor, how)
    except BlockingIOError:
        return False
    return True
