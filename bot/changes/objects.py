"""Reads objects of one repository through long-lived git processes: sizes, blobs, trees. Fetches nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import islice
from typing import Any

from bot.changes.git import ChangesError, Git
from checks.interface import Entry

_AT_ONCE = 500
"""Questions in flight: their answers must fit into a pipe, or both sides wait for ever."""


class Objects:
    """Objects by id. May be used from several threads. `close` ends the processes."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._stack = ExitStack()
        self._lock = threading.Lock()
        self._processes: dict[str, Any] = {}
        self._trees: dict[str, Mapping[str, Entry]] = {}

    def close(self) -> None:
        """Ends the processes."""
        self._stack.close()

    def sizes(self, oids: Sequence[str]) -> dict[str, int | None]:
        """Object id -> bytes, None where the object is not here."""
        found: dict[str, int | None] = {}
        waiting = iter(oids)
        with self._lock:
            process = self._process("--batch-check")
            while some := list(islice(waiting, _AT_ONCE)):
                self._ask(process, some)
                found |= {oid: _size(process.stdout.readline()) for oid in some}
        return found

    def read(self, oid: str) -> bytes:
        """The object's bytes. Raises ChangesError if it is not here."""
        with self._lock:
            process = self._process("--batch")
            self._ask(process, [oid])
            size = _size(process.stdout.readline())
            if size is None:
                raise ChangesError(f"object {oid} is missing in {self._git.folder}; delete that folder, it is a cache")
            content: bytes = process.stdout.read(size + 1)
        return content[:-1]

    def tree(self, oid: str) -> Mapping[str, Entry]:
        """Name -> entry of one directory."""
        if oid not in self._trees:
            self._trees[oid] = dict(_parse_tree(self.read(oid), len(oid) // 2))
        return self._trees[oid]

    def _process(self, mode: str) -> Any:
        if mode not in self._processes:
            self._processes[mode] = self._stack.enter_context(self._git.start("cat-file", mode))
        return self._processes[mode]

    def _ask(self, process: Any, oids: Sequence[str]) -> None:
        process.stdin.write("".join(f"{oid}\n" for oid in oids).encode())
        process.stdin.flush()


def _size(header: bytes) -> int | None:
    """From `<oid> <type> <size>` or `<oid> missing`."""
    words = header.split()
    if not words:
        raise ChangesError("git cat-file stopped; the repository may be damaged")
    return int(words[2]) if len(words) == 3 else None


def _parse_tree(raw: bytes, width: int) -> Iterator[tuple[str, Entry]]:
    """`raw` is git's tree object: mode, space, name, NUL, then the object id in `width` bytes, again and again."""
    at = 0
    while at < len(raw):
        space = raw.index(b" ", at)
        end = raw.index(b"\0", space)
        oid = raw[end + 1 : end + 1 + width].hex()
        yield as_path(raw[space + 1 : end]), Entry(oid, raw[at:space].decode().zfill(6))
        at = end + 1 + width


def as_path(name: bytes) -> str:
    """A path is bytes to git; to us a string that turns back into the same bytes."""
    return name.decode("utf-8", "surrogateescape")
