"""What changed between two commits, which lines can carry a comment, and where a line went. Over git's own diff."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.playground.common import git

_HEADER = re.compile(r"^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_STATUS = {"A": "added", "D": "removed", "M": "modified", "R": "renamed", "C": "copied", "T": "changed"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a hunk; numbers are None on the side that does not have it."""

    kind: str
    """"+" added, "-" removed, " " context, "\\" no newline at the end."""
    old: int | None
    new: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Hunk:
    """A hunk with its header as git writes it."""

    header: str
    old_start: int
    old_count: int
    new_start: int
    new_count: int
    lines: tuple[Line, ...]

    def has(self, side: str, line: int) -> bool:
        """Whether a comment can stand there."""
        return any(number(entry, side) == line for entry in self.lines)


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file of a diff."""

    path: str
    previous: str
    """The old path where it was renamed, else ""."""
    status: str
    oid: str
    additions: int
    deletions: int
    binary: bool
    patch: str
    """Hunks without the file header; "" for binary files and pure renames."""
    modes: tuple[str, str]
    """Before and after; 000000 where there is no file."""

    @property
    def hunks(self) -> tuple[Hunk, ...]:
        """The patch, read."""
        return read(self.patch)


def number(line: Line, side: str) -> int | None:
    """The line's number on LEFT or RIGHT."""
    return line.old if side == "LEFT" else line.new


@cache
def files(repo: Path, base: str, head: str) -> tuple[FileChange, ...]:
    """What `head` has that `base` has not, renames followed."""
    common = ["diff", "-M", "--no-color", "--no-ext-diff", "--no-textconv"]
    raw = git.run(repo, *common, "--raw", "-z", "--no-abbrev", base, head)
    counts = git.run(repo, *common, "--numstat", "-z", base, head)
    patches = git.run(repo, *common, "-p", base, head).decode(errors="replace")
    sections = [_patch(section) for section in re.split(r"(?m)^diff --git ", patches)[1:]]
    return tuple(_join(_raw(raw), _counts(counts), sections))


_Raw = tuple[str, str, tuple[str, str], str, str]


def _raw(out: bytes) -> list[_Raw]:
    """(status letter, new object id, modes, path, previous path) per file."""
    fields = iter(out.decode(errors="replace").split("\0")[:-1])
    found = []
    for meta in fields:
        parts = meta.split()
        letter, modes, first = parts[4][0], (parts[0][1:], parts[1]), next(fields)
        path, previous = (next(fields), first) if letter in "RC" else (first, "")
        found.append((letter, parts[3], modes, path, previous))
    return found


def _counts(out: bytes) -> list[tuple[str, str]]:
    fields = iter(out.decode(errors="replace").split("\0")[:-1])
    found = []
    for record in fields:
        added, removed, path = record.split("\t", 2)
        if not path:
            next(fields), next(fields)
        found.append((added, removed))
    return found


def _patch(section: str) -> str:
    at = section.find("\n@@ ")
    return section[at + 1 :].removesuffix("\n") if at >= 0 else ""


def _join(raw: list[_Raw], counts: list[tuple[str, str]], sections: list[str]) -> list[FileChange]:
    changes, patches = [], iter(sections)
    for (letter, oid, modes, path, previous), (added, removed) in zip(raw, counts, strict=True):
        patch = next(patches, "")
        if letter == "T":  # git prints a type change as a deletion and an addition
            patch = f"{patch}\n{next(patches, '')}".strip("\n")
        binary = added == "-"
        numbers = (0, 0) if binary else (int(added), int(removed))
        status = _STATUS.get(letter, "changed")
        changes.append(FileChange(path, previous, status, oid, *numbers, binary, patch, modes))
    return changes


def file(repo: Path, base: str, head: str, path: str) -> FileChange | None:
    """The change of one file by its new path; None where the diff does not touch it."""
    return next((change for change in files(repo, base, head) if change.path == path), None)


@cache
def read(patch: str) -> tuple[Hunk, ...]:
    """The hunks of a file's patch."""
    hunks: list[Hunk] = []
    for block in re.split(r"(?m)^(?=@@ )", patch):
        match = _HEADER.match(block)
        if match:
            header, _, rest = block.partition("\n")
            old, old_count, new, new_count = (int(part) if part else 1 for part in match.groups())
            hunks.append(Hunk(header, old, old_count, new, new_count, _lines(rest, old, new)))
    return tuple(hunks)


def _lines(text: str, old: int, new: int) -> tuple[Line, ...]:
    lines = []
    for entry in text.removesuffix("\n").split("\n") if text else []:
        kind, content = entry[:1] or " ", entry[1:]
        lines.append(Line(kind, old if kind in " -" else None, new if kind in " +" else None, content))
        old += kind in " -"
        new += kind in " +"
    return tuple(lines)


def hunk_at(change: FileChange, side: str, line: int) -> Hunk | None:
    """The hunk that shows `line`; None where the diff does not show it."""
    return next((hunk for hunk in change.hunks if hunk.has(side, line)), None)


def position(change: FileChange, side: str, line: int) -> int | None:
    """Lines down from the file's first @@, as GitHub counted before it had lines and sides."""
    at = 0
    for hunk in change.hunks:
        for entry in hunk.lines:
            at += 1
            if number(entry, side) == line:
                return at
        at += 1
    return None


def at_position(change: FileChange, wanted: int) -> tuple[str, int] | None:
    """Side and line of a position; None where there is none."""
    at = 0
    for hunk in change.hunks:
        for entry in hunk.lines:
            at += 1
            if at == wanted:
                return ("LEFT", entry.old) if entry.kind == "-" and entry.old else ("RIGHT", entry.new or 0)
        at += 1
    return None


def excerpt(hunk: Hunk, side: str, line: int) -> str:
    """The hunk down to `line`: what a comment shows above itself."""
    shown = [hunk.header]
    for entry in hunk.lines:
        shown.append(entry.kind + entry.text)
        if number(entry, side) == line:
            break
    return "\n".join(shown)


@cache
def follow(repo: Path, old: str, new: str, path: str, line: int) -> int | None:
    """Where `line` of `path` at commit `old` stands at commit `new`; None where it was changed or is gone."""
    if old == new:
        return line
    out = git.run(
        repo, "diff", "-U0", "--no-color", "--no-ext-diff", "--no-renames", old, new, "--", f":(literal){path}"
    )
    shift = 0
    for hunk in read(_patch(out.decode(errors="replace"))):
        first = hunk.old_start + (hunk.old_count == 0)
        if line < first:
            break
        if line < first + hunk.old_count:
            return None
        shift += hunk.new_count - hunk.old_count
    return line + shift
