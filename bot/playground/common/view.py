"""What the pages of every forge show, prepared: files with their lines and threads, comments, checks. Only reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from markupsafe import Markup, escape

from bot.playground.common import diffs, git
from bot.playground.common.highlight import highlight

MOST_FILES = 100
MOST_LINES = 1500
"""Lines of one file's diff that a page shows."""
_KINDS = {"+": "add", "-": "del", " ": "same", "\\": "note"}


@dataclass(frozen=True, slots=True)
class Said:
    """One comment, rendered."""

    id: int
    anchor: str
    author: str
    body: Markup
    created: datetime
    edited: bool
    minimized: str
    reactions: tuple[tuple[str, int], ...]
    applies: str = ""
    """Where a form applies the suggestion in it; "" where there is none, or it does not fit."""

    @property
    def suggests(self) -> bool:
        """Whether it holds a suggestion."""
        return 'class="suggestion"' in self.body


@dataclass(frozen=True, slots=True)
class Talk:
    """One thread with its comments."""

    id: str
    url: str
    """Where its forms lead, without the deed."""
    path: str
    outdated: bool
    lines: str
    """"line 12", "lines 12 to 14", "the file"; "" where it is at no place."""
    resolved_by: str
    comments: tuple[Said, ...]
    spot: tuple[str, int] | None = None
    """(LEFT | RIGHT, line) of the row it stands under; None for a file as a whole."""
    excerpt: tuple[Row, ...] = ()
    """The hunk it was written at, shown once it is outdated."""
    resolves: bool = True
    """Whether it can be resolved."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a diff: a hunk's header, or a line with the threads below it."""

    kind: str
    """hunk | add | del | same | note."""
    old: int | None
    new: int | None
    code: Markup
    talks: tuple[Talk, ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    """One file of the diff."""

    path: str
    previous: str
    status: str
    additions: int
    deletions: int
    note: str
    """Why there are no lines, where there are none."""
    talks: tuple[Talk, ...]
    """Threads on the file as a whole, or on lines that the diff does not show."""
    rows: tuple[Row, ...]


def files(repo: Path, base: str, head: str, talks: Sequence[Talk] = ()) -> tuple[tuple[File, ...], int]:
    """The diff with threads in place, and how many files were left out."""
    found = diffs.files(repo, base, head)
    shown = tuple(_file(repo, base, head, change, talks) for change in found[:MOST_FILES])
    return shown, max(0, len(found) - MOST_FILES)


def _file(repo: Path, base: str, head: str, change: diffs.FileChange, talks: Sequence[Talk]) -> File:
    here = [one for one in talks if one.path == change.path and not one.outdated]
    at: dict[tuple[str, int], list[Talk]] = defaultdict(list)
    for one in here:
        if one.spot:
            at[one.spot].append(one)
    note = _note(change)
    shown: tuple[Row, ...] = ()
    if not note:
        old = _code(repo, base, change.previous or change.path)
        shown = rows(change.hunks, old, _code(repo, head, change.path), at)
    placed = {one.id for row in shown for one in row.talks}
    whole = tuple(one for one in here if one.id not in placed)
    return File(change.path, change.previous, change.status, change.additions, change.deletions, note, whole, shown)


def _note(change: diffs.FileChange) -> str:
    """Why there are no lines to show; "" where there are."""
    if change.binary:
        return "Binary file"
    if change.patch.count("\n") > MOST_LINES:
        return f"Too large to show: {change.additions} lines added, {change.deletions} removed"
    if not change.patch:
        return "Renamed without changes" if change.previous else "No lines to show"
    return ""


def _code(repo: Path, commit: str, name: str) -> tuple[Markup, ...]:
    data = git.blob(repo, commit, name) or b""
    return highlight(name, data.decode(errors="replace"))


def rows(
    hunks: Sequence[diffs.Hunk],
    old: Sequence[Markup] = (),
    new: Sequence[Markup] = (),
    at: Mapping[tuple[str, int], Sequence[Talk]] | None = None,
) -> tuple[Row, ...]:
    """The rows of some hunks, in colours where the files' lines are given."""
    found = []
    for hunk in hunks:
        found.append(Row("hunk", None, None, escape(hunk.header)))
        for line in hunk.lines:
            source, number = (old, line.old) if line.kind == "-" else (new, line.new)
            code = source[number - 1] if number and number <= len(source) else escape(line.text)
            talks: list[Talk] = []
            for side, there in (("LEFT", line.old), ("RIGHT", line.new)):
                talks += (at or {}).get((side, there or 0), [])
            found.append(Row(_KINDS[line.kind], line.old, line.new, code, tuple(talks)))
    return tuple(found)


def summary(signs: Sequence[str]) -> tuple[str, str]:
    """The sign (ok | bad | off | wait) and the sentence over all checks."""
    if "bad" in signs:
        return "bad", f"{signs.count('bad')} of {len(signs)} checks failed" if len(signs) > 1 else "The check failed"
    if "wait" in signs:
        return "wait", "Still checking"
    if "ok" in signs:
        return "ok", "All checks have passed" if len(signs) > 1 else "The check has passed"
    return "off", "Nothing has failed" if signs else "No checks yet"
