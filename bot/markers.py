"""The hidden marks that comments of Sekisho's own account carry, so that the next run knows them again. Pure.

A mark counts only where no finding's text ever stands: on a body's first line (one kind: on its last). Whether the
author is Sekisho's own account is for the forge to say. `review` writes thread and summary marks, forges the others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

SUMMARY_MARKER = "<!-- sekisho:summary -->"
"""First line of the one summary comment."""

NOTE_MARKER = "<!-- sekisho:gone -->"
"""First line of the note in a thread where a person spoke, when its findings are gone."""

SETTLED_MARKER = "<!-- sekisho:settled -->"
"""Second line of a thread's first comment that was edited to say so, where resolving is not permitted."""

RESCAN_ACTION = "rescan"
"""Identifier of the check run's button that looks again."""

_IDENTITY = r"[0-9a-f]{8,64}(?:-[0-9]{1,6})?"
_THREAD = re.compile(rf"<!-- sekisho:thread ({_IDENTITY}(?: {_IDENTITY})*) -->")
_UNPLACED = re.compile(rf"<!-- sekisho:unplaced ([0-9a-f]+) ({_IDENTITY}(?: {_IDENTITY})*) -->")
_OURS = re.compile(r"<!-- sekisho:[a-z]+(?: [^\n]*)? -->")


def thread_marker(identities: Sequence[str]) -> str:
    """First line of a thread's first comment: the identities of all findings it speaks for."""
    return f"<!-- sekisho:thread {' '.join(identities)} -->"


def read_thread_marker(body: str) -> tuple[str, ...]:
    """The identities that a thread's first comment speaks for; () where it is no such comment."""
    found = _THREAD.fullmatch(first_line(body))
    return tuple(found[1].split(" ")) if found else ()


def unplaced_marker(head_sha: str, identities: Sequence[str]) -> str:
    """Last line of a summary that speaks for findings which the forge took nowhere else at this head."""
    return f"<!-- sekisho:unplaced {head_sha} {' '.join(identities)} -->"


def read_unplaced_marker(body: str, head_sha: str) -> tuple[str, ...]:
    """The identities that the summary's last line names for this head; () for another head or none."""
    found = _UNPLACED.fullmatch(body.rstrip().rpartition("\n")[2])
    return tuple(found[2].split(" ")) if found and found[1] == head_sha else ()


def answer_marker(comment_id: int) -> str:
    """First line of an answer: which comment it answers, so that it is said once."""
    return f"<!-- sekisho:answer {comment_id} -->"


def is_marked(body: str) -> bool:
    """Whether the body begins with a mark of any kind: Sekisho wrote it, if its account did."""
    return _OURS.fullmatch(first_line(body)) is not None


def first_line(body: str) -> str:
    """The body's first line without the white space around it."""
    return body.split("\n", 1)[0].strip()
