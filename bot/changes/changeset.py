"""What differs between two commits that are already here, and their files. Missing blobs are fetched in one batch.

Whole trees are never listed unless somebody asks for `entries`: a diff costs what changed, not what there is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from pathlib import PurePosixPath
from types import MappingProxyType

from bot.changes.git import ChangesError, Git
from bot.changes.hunks import read_added, read_deleted, read_diffs
from bot.changes.objects import Objects, as_path
from bot.filediff import FileDiff
from checks.interface import Entry, Kind, Side, Skip, Unit, Version

Fetch = Callable[[Sequence[str]], None]
"""Brings the blobs of these object ids, as far as the limits and the server allow."""

_RENAME_CANDIDATES = 400
"""Added plus deleted files up to which renames with edits are looked for: their blobs have to be fetched."""


_AS_PATCH = ("-p", "--full-index", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames", "-U3")
_AT_ONCE = 100
"""Files at most whose differences are read together."""


class GitSnapshot:
    """One commit's tree; the empty one has neither commit nor tree."""

    def __init__(self, sha: str, objects: Objects, git: Git, bring: Callable[[str, str], None]) -> None:
        """`bring` fetches a path's object that is not here."""
        self._sha = sha
        self._objects = objects
        self._git = git
        self._bring = bring

    @property
    def sha(self) -> str:
        """The commit; "" for the empty snapshot."""
        return self._sha

    @cached_property
    def tree(self) -> str:
        """Object id of the root directory; "" for the empty snapshot."""
        return self._objects.read(self._sha).split(b"\n", 1)[0].split()[1].decode() if self._sha else ""

    def entry(self, path: str) -> Entry | None:
        """One path's entry, at the cost of the directories on the way."""
        found = Entry(self.tree, "040000") if self.tree else None
        for name in path.split("/"):
            if found is None or found.mode != "040000":
                return None
            found = self._objects.tree(found.oid).get(name)
        return None if found and found.mode == "040000" else found

    def entries(self) -> Mapping[str, Entry]:
        """The whole tree."""
        return self._entries

    @cached_property
    def _entries(self) -> Mapping[str, Entry]:
        lines = self._git.fields("ls-tree", "-r", "-z", self.tree) if self.tree else iter(())
        return MappingProxyType(dict(_parse_listing(lines)))

    def read(self, path: str) -> bytes | None:
        """The file's bytes; None for what is no regular file. Raises Skip above the size limit."""
        entry = self.entry(path)
        if entry is None or not entry.is_file:
            return None
        size = self._objects.sizes([entry.oid])[entry.oid]
        if size is None:
            self._bring(path, entry.oid)
            size = self._objects.sizes([entry.oid])[entry.oid]
        return self._objects.read(entry.oid) if self.is_readable(size) else None

    def is_readable(self, size: int | None) -> bool:
        """Whether a file of that size is read. Raises Skip where not, with the reason."""
        limit = self._git.limits.blob_bytes
        if size is None:
            raise Skip("its content could not be fetched within the limits")
        if size > limit:
            raise Skip(f"it has {_human(size)}, more than the limit of {_human(limit)}")
        return True


class GitChangeSet:
    """Merge base to head. Fills checks.interface.ChangeSet."""

    def __init__(
        self,
        git: Git,
        objects: Objects,
        base: str,
        head: str,
        commits: Sequence[str],
        fetch: Fetch,
        target: Callable[[], str],
    ) -> None:
        """`target` brings the tip of the branch that the change goes into, and answers its id."""
        self._git = git
        self._objects = objects
        self._fetch = fetch
        self.commits = tuple(commits)
        """Oldest first, without the merge base."""
        self.base = GitSnapshot(base, objects, git, self._bring)
        self.head = GitSnapshot(head, objects, git, self._bring)
        self._bring_target = target
        self._brought = set[str]()
        """Suffixes of files whose changed ones are here."""
        self.omitted = 0
        """Changed files beyond the limit: they are in no answer of this change set, and have to be said."""
        self._diffs: dict[str, FileDiff] = {}
        self._edits: dict[tuple[str, str], FileDiff] = {}
        self._read_difference()
        self._edited = iter(sorted(self._changed[Side.HEAD] & self._changed[Side.BASE]))

    @property
    def changed(self) -> Mapping[Side, frozenset[str]]:
        """Paths that differ, by side; a renamed file is there under both names."""
        return self._changed

    @property
    def renames(self) -> Mapping[str, str]:
        """Path at head -> path at base."""
        return self._renames

    @cached_property
    def history(self) -> tuple[Version, ...]:
        """Every version of a regular file that a commit of the change made, oldest first; merges only where they differ
        from all that they merge."""
        listed = "".join(f"{commit}\n" for commit in self.commits).encode()
        how = ("-r", "-c", "--root", "--raw", "-z", "--no-abbrev", "--no-renames")
        out = self._git.run("diff-tree", "--stdin", *how, stdin=listed) if listed else b""
        return tuple(_parse_history(iter(out.split(b"\0")[:-1])))

    def read_version(self, version: Version) -> bytes | None:
        """That version's bytes; None if they could not be fetched. Raises Skip above the size limit."""
        self._fetch_missing([version.oid])
        size = self._objects.sizes([version.oid])[version.oid]
        return self._objects.read(version.oid) if size is not None and self.head.is_readable(size) else None

    @cached_property
    def target(self) -> GitSnapshot:
        """The branch that the change goes into, as it is now: what holds there holds here. Fetched when asked for.

        The merge base will not do for that, since whoever makes a change chooses where it begins. Raises ChangesError.
        """
        return GitSnapshot(self._bring_target(), self._objects, self._git, self._bring)

    def prefetch(self, units: Iterable[Unit]) -> None:
        """Brings all that the units read in one fetch, so that reading it is local."""
        units = tuple(units)
        paths = self._oids((side, path) for unit in units for side, path in self._reads(unit))
        self._fetch_missing([*paths, *(version.oid for unit in units for version in unit.versions)])

    def prefetch_paths(self, wanted: Iterable[tuple[Side, str]]) -> None:
        """As prefetch, for paths; those that are no regular file there are left out."""
        self._fetch_missing(list(self._oids(wanted)))

    def _oids(self, wanted: Iterable[tuple[Side, str]]) -> Iterator[str]:
        sides = {Side.BASE: self.base, Side.HEAD: self.head}
        entries = (sides[side].entry(path) for side, path in wanted)
        return (entry.oid for entry in entries if entry and entry.is_file)

    def _bring(self, path: str, oid: str) -> None:
        """Who asks for one changed file without having said so before will ask for others of its kind."""
        suffix = PurePosixPath(path).suffix
        if suffix not in self._brought:
            self._brought.add(suffix)
            self.prefetch_paths(
                (side, one) for side in Side for one in self._changed[side] if PurePosixPath(one).suffix == suffix
            )
        self._fetch_missing([oid])

    def shown(self, path: str) -> FileDiff:
        """What the forges show of `path` (at head, or deleted) in the diff."""
        if path not in self._diffs:
            self._diffs[path] = replace(self._read_diff(path), old_path=self.renames.get(path, path))
        return self._diffs[path]

    def added_lines(self, path: str) -> frozenset[int]:
        """Lines at head, 1-based, that the change added."""
        return self.shown(path).added

    def text(self, path: str, side: Side = Side.HEAD) -> str | None:
        """The file as text, undecodable bytes replaced; None if there is none or it is over the limit."""
        try:
            content = (self.head if side is Side.HEAD else self.base).read(path)
        except Skip:
            return None
        return None if content is None else content.decode("utf-8", "replace")

    def _reads(self, unit: Unit) -> Iterator[tuple[Side, str]]:
        for path in unit.paths:
            yield unit.side, path
            if unit.kind is Kind.TRANSITION:
                yield Side.BASE, self.renames.get(path, path)

    def _fetch_missing(self, oids: Sequence[str]) -> None:
        missing = [oid for oid, size in self._objects.sizes(list(dict.fromkeys(oids))).items() if size is None]
        if missing:
            self._fetch(missing)

    def _read_difference(self) -> None:
        rows = self._rows("-M100%")
        added = [row for row in rows if row.status == "A" and row.new.is_file]
        deleted = [row for row in rows if row.status == "D" and row.old.is_file]
        if added and deleted and len(added) + len(deleted) <= _RENAME_CANDIDATES:
            rows = self._with_edited_renames(rows, [row.new.oid for row in added] + [row.old.oid for row in deleted])
        self._renames = {row.new_path: row.old_path for row in rows if row.status == "R"}
        self._changed = {
            Side.BASE: frozenset(row.old_path for row in rows if row.status != "A"),
            Side.HEAD: frozenset(row.new_path for row in rows if row.status != "D"),
        }

    def _with_edited_renames(self, rows: list[_Row], oids: list[str]) -> list[_Row]:
        """The same difference with similar files paired. Without their blobs git cannot: then they stay apart."""
        self._fetch_missing(oids)
        if None in self._objects.sizes(oids).values():
            return rows
        return self._rows("-M50%", f"-l{_RENAME_CANDIDATES}")

    def _rows(self, *how: str) -> list[_Row]:
        trees = (self.base.tree or self._empty_tree(), self.head.tree)
        if not trees[1]:
            raise ChangesError("a change needs a head commit")
        rows: list[_Row] = []
        self.omitted = 0
        for row in _parse_raw(self._git.fields("diff-tree", "-r", "-z", "--raw", "--no-abbrev", *how, *trees)):
            if len(rows) < self._git.limits.files:
                rows.append(row)
            else:
                self.omitted += 1
        return rows

    def _empty_tree(self) -> str:
        return self._git.run("hash-object", "-t", "tree", "--stdin").decode().strip()

    def _read_diff(self, path: str) -> FileDiff:
        new, old = self.head.entry(path), self.base.entry(self.renames.get(path, path))
        if path not in self._changed[Side.HEAD] or new is None or not new.is_file:
            return self._read_deleted(path)
        pair = [entry.oid for entry in (old, new) if entry and entry.is_file]
        self._fetch_missing(pair)
        if None in self._objects.sizes(pair).values():
            return FileDiff()
        if len(pair) == 1:
            return read_added(self._objects.read(new.oid))
        if (pair[0], pair[1]) not in self._edits:
            self._edits |= self._read_edits(path)
        return self._edits.get((pair[0], pair[1]), FileDiff())

    def _read_deleted(self, path: str) -> FileDiff:
        old = self.base.entry(path) if path in self._changed[Side.BASE] else None
        if path in self._changed[Side.HEAD] or path in self.renames.values() or old is None or not old.is_file:
            return FileDiff()
        self._fetch_missing([old.oid])
        at_hand = None not in self._objects.sizes([old.oid]).values()
        return read_deleted(self._objects.read(old.oid)) if at_hand else FileDiff()

    def _read_edits(self, path: str) -> dict[tuple[str, str], FileDiff]:
        """Of some further files, too, that are like to be asked for: a git for each takes longer than the comparing."""
        if path in self._renames:
            pair = (self.base.entry(self._renames[path]), self.head.entry(path))
            return read_diffs(self._git.run("diff", *_AS_PATCH, *(entry.oid for entry in pair if entry)))
        further = [other for other in islice(self._edited, _AT_ONCE) if self._is_at_hand(other)]
        wanted = dict.fromkeys([path, *further])
        return read_diffs(self._git.run("diff-tree", "-r", *_AS_PATCH, self.base.tree, self.head.tree, "--", *wanted))

    def _is_at_hand(self, path: str) -> bool:
        """Whether both sides are here, and of a size that is read."""
        entries = [snapshot.entry(path) for snapshot in (self.base, self.head)]
        sizes = self._objects.sizes([entry.oid for entry in entries if entry]).values()
        return all(size is not None and size <= self._git.limits.blob_bytes for size in sizes)


@dataclass(frozen=True, slots=True)
class _Row:
    status: str
    old: Entry
    new: Entry
    old_path: str
    new_path: str


def _parse_raw(fields: Iterator[bytes]) -> Iterator[_Row]:
    """From `:oldmode newmode oldid newid S100 NUL path NUL [path NUL]`."""
    for head in fields:
        old_mode, new_mode, old, new, status = head.decode().lstrip(":").split(" ")
        path = as_path(next(fields))
        new_path = as_path(next(fields)) if status[0] in "RC" else path
        yield _Row(status[0], Entry(old, old_mode), Entry(new, new_mode), path, new_path)


def _parse_history(fields: Iterator[bytes]) -> Iterator[Version]:
    """From `commit NUL`, then for each file `:oldmode newmode oldid newid S NUL path NUL`.

    A merge has a colon, an old mode and an old id more for each further parent.
    """
    commit = ""
    for head in fields:
        if not head.startswith(b":"):
            commit = head.decode()
            continue
        path, words = as_path(next(fields)), head.decode().lstrip(":").split(" ")
        parents = len(head) - len(head.lstrip(b":"))
        mode, oid = words[parents], words[2 * parents + 1]
        if mode.startswith("100"):
            yield Version(commit, path, oid)


def _parse_listing(fields: Iterator[bytes]) -> Iterator[tuple[str, Entry]]:
    """From `mode type id TAB path NUL`."""
    for field in fields:
        about, path = field.split(b"\t", 1)
        mode, _, oid = about.decode().split(" ")
        yield as_path(path), Entry(oid, mode)


def _human(size: int) -> str:
    return (
        f"{size / 2**20:.1f} MiB" if size >= 2**20 else f"{size / 2**10:.0f} KiB" if size >= 2**10 else f"{size} bytes"
    )
