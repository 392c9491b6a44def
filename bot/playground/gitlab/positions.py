"""Places of a diff as GitLab has them: which it takes, their line codes, and where a push moves them. Over git alone.

A position names three commits, both paths and one line number or two: `new_line` alone for an added line, `old_line`
alone for a removed one, both for an unchanged one. Read from gitlabhq's diff_note.rb, diff/position.rb,
diff/lines_unfolder.rb and diff/position_tracer/{line,file}_strategy.rb.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.playground.common import diffs, git
from bot.playground.gitlab.nouns.said import Position, Refs

NO_LINE = {"line_code": ["can't be blank", "must be a valid line code"]}
INCOMPLETE = {"position": ["is incomplete"]}
_CODE = re.compile(r"[0-9a-f]{40}_\d+_\d+")


class Misplaced(Exception):
    """A place that GitLab does not take; `errors` are its words by field."""

    def __init__(self, errors: Mapping[str, Sequence[str]]) -> None:
        super().__init__(str(errors))
        self.errors = errors


def line_code(path: str, old: int, new: int) -> str:
    """What GitLab calls a line; an added line has the number of the old line it stands before, and vice versa."""
    return f"{hashlib.sha1(path.encode(), usedforsecurity=False).hexdigest()}_{old}_{new}"


def check(repo: Path, position: Position, versions: Collection[Refs]) -> str:
    """The line code of a place ("" for a whole file). Raises Misplaced."""
    if position.kind == "file":
        return _check_file(repo, position, versions)
    if not (position.old_path or position.new_path) or (position.old_line is None and position.new_line is None):
        raise Misplaced({**NO_LINE, **INCOMPLETE})
    change = _change(repo, position) if position.refs in versions else None
    numbers = _numbers(repo, position, change) if change else None
    if change is None or numbers is None:
        raise Misplaced(NO_LINE)
    _check_range(repo, position, change)
    return line_code(change.path, *numbers)


def _check_file(repo: Path, position: Position, versions: Collection[Refs]) -> str:
    known = position.old_path and position.new_path and position.refs in versions
    if not known or _change(repo, position) is None:
        raise Misplaced(INCOMPLETE)
    return ""


def _change(repo: Path, position: Position) -> diffs.FileChange | None:
    """The file that a position means. Both paths are wanted, and the right ones where it was renamed."""
    change = diffs.file(repo, position.refs.base, position.refs.head, position.new_path)
    fits = change is not None and position.old_path == (change.previous or change.path)
    return change if fits else None


def _numbers(repo: Path, position: Position, change: diffs.FileChange) -> tuple[int, int] | None:
    """(old, new) as the line code counts them; None where the diff has no such line.

    An unchanged line is taken wherever it stands in a changed file, as GitLab unfolds the diff down to it.
    """
    wanted = (position.old_line, position.new_line)
    for old, new, line in _counted(change):
        if (line.old, line.new) == wanted:
            return old, new
    if position.unchanged and _unfolds(repo, position, change):
        return position.old_line or 0, position.new_line or 0
    return None


def _counted(change: diffs.FileChange) -> list[tuple[int, int, diffs.Line]]:
    """Each line of the diff with how far either side has been counted when it comes: from 0 on the side that has none
    (gitlabhq's lib/gitlab/diff/parser.rb).
    """
    counted = []
    for hunk in change.hunks:
        old, new = hunk.old_start, hunk.new_start
        for line in hunk.lines:
            if line.kind != "\\":
                counted.append((old, new, line))
            old += line.kind in " -"
            new += line.kind in " +"
    return counted


def _unfolds(repo: Path, position: Position, change: diffs.FileChange) -> bool:
    if change.status in ("added", "removed") or not change.hunks or position.old_line is None:
        return False
    blob = git.blob(repo, position.refs.base, change.previous or change.path) or b""
    inside = 1 <= position.old_line <= len(blob.splitlines())
    return inside and old_to_new(change, position.old_line) == position.new_line


def _check_range(repo: Path, position: Position, change: diffs.FileChange) -> None:
    """GitLab stores what it is sent and shows one line where it makes no sense: refused here, so that it is noticed."""
    if position.line_range is None:
        return
    for end in ("start", "end"):
        given = position.line_range.get(end)
        code = given.get("line_code") if isinstance(given, Mapping) else None
        if not isinstance(code, str) or not _CODE.fullmatch(code) or not _has(repo, position, change, code):
            raise Misplaced({"position": [f"line_range[{end}][line_code] is no line of the diff"]})


def _has(repo: Path, position: Position, change: diffs.FileChange, code: str) -> bool:
    if any(line_code(change.path, old, new) == code for old, new, _ in _counted(change)):
        return True
    old, new = (int(number) for number in code.split("_")[1:])
    unfolded = replace(position, old_line=old, new_line=new)
    return code == line_code(change.path, old, new) and _unfolds(repo, unfolded, change)


def read(sent: Mapping[str, Any]) -> Position:
    """The position as it was sent. Numbers may come as text, as GitLab coerces them."""
    refs = Refs(str(sent["base_sha"]), str(sent["start_sha"]), str(sent["head_sha"]))
    paths = (str(sent.get("old_path") or ""), str(sent.get("new_path") or ""))
    lines = (_number(sent.get("old_line")), _number(sent.get("new_line")))
    return Position(refs, str(sent["position_type"]), *paths, *lines, sent.get("line_range") or None)


def _number(value: Any) -> int | None:
    return int(value) if value not in (None, "") else None


def old_to_new(change: diffs.FileChange | None, line: int) -> int | None:
    """Where an old line stands now; None where it was changed or is gone. An untouched file changes nothing."""
    return _mapped(change, line, "LEFT", "RIGHT")


def new_to_old(change: diffs.FileChange | None, line: int) -> int | None:
    """Where a new line stood before; None where it is new."""
    return _mapped(change, line, "RIGHT", "LEFT")


def _mapped(change: diffs.FileChange | None, line: int, side: str, other: str) -> int | None:
    if change is None:
        return line
    if change.binary or change.status in ("added", "removed"):
        return None
    shift = 0
    for hunk in change.hunks:
        old, new = (hunk.old_start, hunk.old_count), (hunk.new_start, hunk.new_count)
        (start, count), (_, becomes) = (old, new) if side == "LEFT" else (new, old)
        if line < start:
            break
        if line < start + count:
            return next((diffs.number(each, other) for each in hunk.lines if diffs.number(each, side) == line), None)
        shift += becomes - count
    return line + shift


def trace(repo: Path, position: Position, now: Refs) -> Position | None:
    """The place in the diff as it is now; None where it is outdated: it then stays where it was written."""
    before = position.refs
    if before == now:
        return position
    moved = _Moved(
        target=diffs.files(repo, before.base, now.base),
        head=diffs.files(repo, before.head, now.head),
        merge=diffs.files(repo, now.base, now.head),
    )
    if position.kind == "file":
        return _trace_file(position, now, moved)
    if position.unchanged:
        return _trace_unchanged(position, now, moved)
    return (_trace_added if position.new_line is not None else _trace_removed)(position, now, moved)


class _Moved:
    """What changed on the target, on the source, and the diff between them that the merge request shows now."""

    def __init__(
        self,
        target: Sequence[diffs.FileChange],
        head: Sequence[diffs.FileChange],
        merge: Sequence[diffs.FileChange],
    ) -> None:
        self.target = {change.previous or change.path: change for change in target if change.status != "added"}
        self.head = {change.previous or change.path: change for change in head if change.status != "added"}
        self.merge = {change.path: change for change in merge}
        self.merge_by_old = {change.previous or change.path: change for change in merge if change.status != "added"}


def _placed(change: diffs.FileChange, now: Refs, position: Position, old: int | None, new: int | None) -> Position:
    paths = (change.previous or change.path, change.path)
    return Position(now, position.kind, *paths, old, new, position.line_range)


def _trace_added(position: Position, now: Refs, moved: _Moved) -> Position | None:
    on_head = moved.head.get(position.new_path)
    line = old_to_new(on_head, position.new_line or 0)
    change = moved.merge.get(on_head.path if on_head else position.new_path)
    if line is None or change is None:
        return None
    # A line that the target has by now, too, has turned into context.
    old = None if change.status == "added" else new_to_old(change, line)
    return _placed(change, now, position, old, line)


def _trace_removed(position: Position, now: Refs, moved: _Moved) -> Position | None:
    on_target = moved.target.get(position.old_path)
    line = old_to_new(on_target, position.old_line or 0)
    change = moved.merge_by_old.get(on_target.path if on_target else position.old_path)
    if line is None or change is None or old_to_new(change, line) is not None:
        return None
    return _placed(change, now, position, line, None)


def _trace_unchanged(position: Position, now: Refs, moved: _Moved) -> Position | None:
    on_target, on_head = moved.target.get(position.old_path), moved.head.get(position.new_path)
    old, new = old_to_new(on_target, position.old_line or 0), old_to_new(on_head, position.new_line or 0)
    change = moved.merge.get(on_head.path if on_head else position.new_path)
    if new is None or change is None:
        return None
    # Gone from the target, it is an added line of the merge request now.
    fits = old is not None and new_to_old(change, new) == old
    return _placed(change, now, position, old if fits else None, new) if fits or old is None else None


def _trace_file(position: Position, now: Refs, moved: _Moved) -> Position | None:
    """Any change to the file on the source outdates what was said of it as a whole."""
    change = moved.merge.get(position.new_path)
    if position.new_path in moved.head or change is None:
        return None
    return _placed(change, now, position, None, None)
