"""Checks, statuses, reviews, threads, comments, reactions: what is said about a commit or a pull request."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True)
class Annotation:
    """One line of a check run's annotations, as it was sent."""

    path: str
    start_line: int
    end_line: int
    annotation_level: str
    message: str
    title: str | None = None
    raw_details: str | None = None
    start_column: int | None = None
    end_column: int | None = None


@dataclass(slots=True)
class Action:
    """A button of a check run."""

    label: str
    description: str
    identifier: str


@dataclass(slots=True)
class CheckSuite:
    """All check runs of one app at one commit."""

    id: int
    repo: str
    app_id: int
    head_sha: str
    head_branch: str | None
    before: str | None
    created: datetime
    updated: datetime


@dataclass(slots=True)
class CheckRun:
    """One check at one commit."""

    id: int
    repo: str
    suite_id: int
    app_id: int
    name: str
    head_sha: str
    status: str
    started: datetime
    conclusion: str | None = None
    completed: datetime | None = None
    details_url: str = ""
    external_id: str = ""
    title: str | None = None
    summary: str | None = None
    text: str | None = None
    annotations: list[Annotation] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)


@dataclass(slots=True)
class Status:
    """One commit status."""

    id: int
    repo: str
    sha: str
    context: str
    state: str
    description: str | None
    target_url: str | None
    creator: str
    created: datetime


@dataclass(slots=True)
class Review:
    """A pull request review; its comments point to it."""

    id: int
    repo: str
    number: int
    author: str
    body: str
    state: str
    commit_id: str
    submitted: datetime | None


@dataclass(slots=True)
class Thread:
    """A conversation at a place of the diff. Lines are those of `commit` and never change."""

    id: int
    repo: str
    number: int
    path: str
    subject_type: str
    """line | file."""
    side: str
    line: int | None
    start_side: str | None
    start_line: int | None
    commit: str
    merge_base: str
    """Merge base when it was written: what LEFT lines count in."""
    diff_hunk: str
    original_position: int
    resolved_by: str = ""


@dataclass(slots=True)
class ReviewComment:
    """One comment of a thread."""

    id: int
    thread_id: int
    review_id: int
    author: str
    body: str
    created: datetime
    updated: datetime
    reply_to: int | None = None
    minimized: str = ""
    """Why it is hidden ("RESOLVED", …); "" when it is not."""


@dataclass(slots=True)
class IssueComment:
    """A comment in the conversation of a pull request."""

    id: int
    repo: str
    number: int
    author: str
    body: str
    created: datetime
    updated: datetime
    minimized: str = ""


@dataclass(slots=True)
class Reaction:
    """A reaction to a comment."""

    id: int
    subject: tuple[str, int]
    """("issue_comment" | "review_comment", comment id)."""
    author: str
    content: str
    created: datetime
