"""Where a thread goes in a merge request's diff, in GitLab's terms.

GitLab finds the line by its numbers alone and answers 400 "line_code must be a valid line code" where the diff has no
such line: `new_line` for an added one, `old_line` for a removed one, both for one of context, with both paths always
(https://docs.gitlab.com/api/discussions/#create-a-new-thread-in-the-merge-request-diff).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from bot.filediff import Spot
from bot.forges.gitlab.client import Client
from bot.forges.interface import ForgeUnavailable
from bot.model import Thread

_SOON = 5.0
"""Seconds until GitLab has compared what was pushed a moment ago."""
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Refs:
    """The commits between which GitLab shows the diff: `diff_refs` of the merge request."""

    base: str
    """Merge base."""
    start: str
    """Tip of the target branch, when the diff was made."""
    head: str


def refs_of(client: Client, number: int, head_sha: str) -> Refs:
    """The refs of the diff that GitLab shows now, if it is the one at `head_sha`. Raises ForgeError.

    They are filled in some moments after a push or an opening
    (https://docs.gitlab.com/api/merge_requests/#empty-api-fields-for-new-merge-requests).
    """
    told = client.get(f"/merge_requests/{number}").get("diff_refs") or {}
    if told.get("head_sha") != head_sha or not told.get("base_sha") or not told.get("start_sha"):
        raise ForgeUnavailable("The head moved while the review was written, or GitLab has not compared it yet.", _SOON)
    return Refs(told["base_sha"], told["start_sha"], head_sha)


def anchor(thread: Thread) -> Spot | None:
    """The line that a thread stands at: the last added one, else the last. None where it has no line.

    A thread at an added line stays there and can be resolved for as long as the line is; one at a line of context
    follows the target branch, too, and may lose its place to it.
    """
    added = [spot for spot in thread.spots if spot.new and not spot.old]
    lines = added or thread.spots
    return lines[-1] if lines else None


def at_line(thread: Thread, at: Spot, refs: Refs) -> Json:
    """The position of a thread at its line, from its first line on."""
    position = _paths(thread, refs) | {"position_type": "text"} | _numbers(at)
    first = thread.spots[0]
    if first != at:
        position["line_range"] = {"start": _end(thread.path, first), "end": _end(thread.path, at)}
    return position


def at_file(thread: Thread, refs: Refs) -> Json:
    """The position of a thread at its file as a whole."""
    return _paths(thread, refs) | {"position_type": "file"}


def _paths(thread: Thread, refs: Refs) -> Json:
    commits = {"base_sha": refs.base, "start_sha": refs.start, "head_sha": refs.head}
    return {**commits, "old_path": thread.old_path or thread.path, "new_path": thread.path}


def _numbers(spot: Spot) -> Json:
    numbers = {"old_line": spot.old, "new_line": spot.new}
    return {name: number for name, number in numbers.items() if number}


def _end(path: str, spot: Spot) -> Json:
    """One end of a range. GitLab's pages mark the lines between two codes, and write a sign by the type."""
    kind = None if spot.old and spot.new else "new" if spot.new else "old"
    return {"line_code": line_code(path, spot), "type": kind, **_numbers(spot)}


def line_code(path: str, spot: Spot) -> str:
    """GitLab's name of a line: SHA-1 of the path, then how far each side is counted when the line comes
    (https://docs.gitlab.com/api/discussions/#line-code).
    """
    digest = hashlib.sha1(path.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
    return f"{digest}_{spot.old or spot.beside}_{spot.new or spot.beside}"
