"""Where a thread stands now: it follows its lines from push to push, and is outdated once the diff lost them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.playground.common import diffs
from bot.playground.github.hub import Hub
from bot.playground.github.nouns import Pull, Thread


@dataclass(frozen=True, slots=True)
class Place:
    """A thread's place in the diff as it is now; all None where the thread is outdated."""

    outdated: bool
    line: int | None = None
    start_line: int | None = None
    position: int | None = None


OUTDATED = Place(outdated=True)


def place(hub: Hub, pull: Pull, thread: Thread) -> Place:
    """Where `thread` stands at the pull request's head."""
    repo, base = hub.path(pull.repo), hub.merge_base(pull)
    change = diffs.file(repo, base, pull.head_sha, thread.path)
    if change is None:
        return OUTDATED
    if thread.subject_type == "file" or thread.line is None:
        return Place(outdated=False, position=1)
    line = _now(hub, pull, thread, change, thread.side, thread.line)
    hunk = diffs.hunk_at(change, thread.side, line) if line is not None else None
    if line is None or hunk is None:
        return OUTDATED
    start = None
    if thread.start_line is not None:
        start_side = thread.start_side or thread.side
        start = _now(hub, pull, thread, change, start_side, thread.start_line)
        if start is None or not hunk.has(start_side, start):
            return OUTDATED
    return Place(False, line, start, diffs.position(change, thread.side, line))


def _now(hub: Hub, pull: Pull, thread: Thread, change: diffs.FileChange, side: str, line: int) -> int | None:
    repo = hub.path(pull.repo)
    if side == "LEFT":
        return diffs.follow(repo, thread.merge_base, hub.merge_base(pull), change.previous or thread.path, line)
    return diffs.follow(repo, thread.commit, pull.head_sha, thread.path, line)
