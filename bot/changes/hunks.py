"""Reads unified diffs: which lines at head can carry a comment, and which are new. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FILE = re.compile(rb"^(?=diff --git )", re.MULTILINE)
_PAIR = re.compile(rb"^index ([0-9a-f]+)\.\.([0-9a-f]+)", re.MULTILINE)
_HUNK = re.compile(rb"@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@")


@dataclass(frozen=True, slots=True)
class FileDiff:
    """Lines at head, 1-based. A file without a textual difference has none."""

    hunks: tuple[tuple[int, int], ...] = ()
    """(first, last) of each hunk."""
    added: frozenset[int] = frozenset()


def read_diffs(diff: bytes) -> dict[tuple[str, str], FileDiff]:
    """(object id before, after) -> its difference, from git's output with full ids.

    All content in it stands behind a blank, a plus or a minus, so what begins a line otherwise is git's own word.
    """
    files = ((_PAIR.search(file), file) for file in _FILE.split(diff))
    return {(pair[1].decode(), pair[2].decode()): read_diff(file) for pair, file in files if pair}


def read_diff(diff: bytes) -> FileDiff:
    """From git's output for one pair of blobs. Lines are read by count, so content that looks like a header is none."""
    hunks: list[tuple[int, int]] = []
    added: set[int] = set()
    line, last = 1, 0
    for text in diff.split(b"\n"):
        if line <= last and text[:1] in (b"+", b" "):
            added.update((line,) if text[:1] == b"+" else ())
            line += 1
        elif line > last and (match := _HUNK.match(text)):
            line, count = int(match[1]), int(match[2] or b"1")
            last = line + count - 1
            hunks.extend(((line, last),) if count else ())
    return FileDiff(tuple(hunks), frozenset(added))


def read_added(content: bytes) -> FileDiff:
    """For a file that is new as a whole: every line, unless it is binary as git sees it."""
    lines = content.count(b"\n") + (not content.endswith(b"\n"))
    if not content or b"\0" in content[:8000]:
        return FileDiff()
    return FileDiff(((1, lines),), frozenset(range(1, lines + 1)))
