"""What is said about a merge request and its commits: discussions, notes, awards, suggestions, pipelines, statuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.playground.gitlab.nouns.things import MergeRequest, Project


@dataclass(frozen=True, slots=True)
class Refs:
    """The three commits that a version of a merge request's diff is made of."""

    base: str
    """Merge base of the two below."""
    start: str
    """Tip of the target branch."""
    head: str


@dataclass(frozen=True, slots=True)
class Position:
    """A place of one version of the diff."""

    refs: Refs
    kind: str
    """text | file."""
    old_path: str
    new_path: str
    old_line: int | None = None
    new_line: int | None = None
    line_range: Mapping[str, Any] | None = None
    """As it was sent: `start` and `end` with line_code, type, old_line, new_line."""

    @property
    def unchanged(self) -> bool:
        """Whether it is a line of context: it has a number on either side."""
        return self.old_line is not None and self.new_line is not None


@dataclass(slots=True, eq=False)
class Discussion:
    """Notes that belong together; a single note is one, too."""

    id: str
    """40 hexadecimal characters."""
    mr: MergeRequest
    kind: str
    """"" for an individual note, DiscussionNote, DiffNote: the `type` of its notes."""
    position: Position | None = None
    """Where it stands; moved on by pushes for as long as the diff has its line."""
    original: Position | None = None
    outdated: bool = False
    notes: list[Note] = field(default_factory=list)
    """Oldest first."""


@dataclass(slots=True, eq=False)
class Note:
    """One thing said, by a person or (system) by GitLab itself."""

    id: int
    discussion: Discussion
    author: str
    body: str
    created: datetime
    updated: datetime
    system: bool = False
    internal: bool = False
    resolved_by: str = ""
    resolved_at: datetime | None = None


@dataclass(slots=True, eq=False)
class Award:
    """An emoji that somebody gave to a note, or (no note) to the merge request."""

    id: int
    mr: MergeRequest
    note: Note | None
    author: str
    name: str
    created: datetime


@dataclass(slots=True, eq=False)
class Suggestion:
    """A change that a note proposes for lines of its file."""

    id: int
    note: Note
    above: int
    """Lines above its note's own that it replaces, too; `below` likewise."""
    below: int
    from_content: str
    to_content: str
    applied: bool = False

    def span(self) -> tuple[int, int]:
        """First and last line that it replaces; they move with its discussion."""
        place = self.note.discussion.position
        line = (place.new_line if place else None) or 1
        return line - self.above, line + self.below


@dataclass(slots=True, eq=False)
class Pipeline:
    """Jobs at a commit. Its status is what its statuses come to."""

    id: int
    iid: int
    project: Project
    sha: str
    ref: str
    source: str
    """external where a status made it; push, merge_request_event where CI did."""
    author: str
    created: datetime
    updated: datetime


@dataclass(slots=True, eq=False)
class Status:
    """One job of the external stage: a commit status."""

    id: int
    pipeline: Pipeline
    name: str
    author: str
    created: datetime
    status: str = "created"
    description: str | None = None
    target_url: str | None = None
    coverage: float | None = None
    started: datetime | None = None
    finished: datetime | None = None
    retried: bool = False
    """A newer one of the same name took its place."""


@dataclass(slots=True, eq=False)
class ExternalCheck:
    """An external status check of a project (Ultimate)."""

    id: int
    project: Project
    name: str
    external_url: str
    secret: str = ""


@dataclass(slots=True, eq=False)
class CheckResponse:
    """What a service answered for one head of a merge request."""

    id: int
    check: ExternalCheck
    mr: MergeRequest
    sha: str
    status: str
    """pending | passed | failed."""
    created: datetime
