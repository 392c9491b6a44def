"""Reads unified diffs: which lines can carry a comment, and which are new. Pure."""

from __future__ import annotations

import re

from bot.filediff import FileDiff

_FILE = re.compile(rb"^(?=diff --git )", re.MULTILINE)
_PAIR = re.compile(rb"^index ([0-9a-f]+)\.\.([0-9a-f]+)", re.MULTILINE)
_HUNK = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


def read_diffs(diff: bytes) -> dict[tuple[str, str], FileDiff]:
    """(object id before, after) -> its difference, from git's output with full ids.

    All content in it stands behind a blank, a plus or a minus, so what begins a line otherwise is git's own word.
    """
    files = ((_PAIR.search(file), file) for file in _FILE.split(diff))
    return {(pair[1].decode(), pair[2].decode()): read_diff(file) for pair, file in files if pair}


def read_diff(diff: bytes) -> FileDiff:
    """From git's output for one pair of blobs. Lines are read by count, so content that looks like a header is none."""
    hunks: list[tuple[int, int]] = []
    before: dict[int, int] = {}
    context: dict[int, int] = {}
    old, new, last_old, last_new = 1, 1, 0, 0
    for text in diff.split(b"\n"):
        if old > last_old and new > last_new:
            if match := _HUNK.match(text):
                old, old_count, new, count = (int(number or b"1") for number in match.groups())
                last_old, last_new = old + old_count - 1, new + count - 1
                hunks.extend(((new, last_new),) if count else ())
        elif text[:1] == b"+":
            before[new] = old
            new += 1
        elif text[:1] == b"-":
            old += 1
        elif text[:1] == b" ":
            context[new] = old
            old, new = old + 1, new + 1
    return FileDiff(tuple(hunks), frozenset(before), before, context)


def read_added(content: bytes) -> FileDiff:
    """For a file that is new as a whole: every line, unless it is binary as git sees it."""
    lines = count_lines(content)
    return FileDiff(((1, lines),), frozenset(range(1, lines + 1))) if lines else FileDiff()


def read_deleted(content: bytes) -> FileDiff:
    """For a file that is there no more."""
    return FileDiff(gone=count_lines(content))


def count_lines(content: bytes) -> int:
    """How many lines a diff shows of it: none of what is binary as git sees it."""
    if not content or b"\0" in content[:8000]:
        return 0
    return content.count(b"\n") + (not content.endswith(b"\n"))
