"""What a forge is made of: users, repositories, pull requests and what is said about them.

Plain mutable records; `state.py` keeps them, `people.py` and the REST modules change them under its lock.
Times are aware datetimes in UTC.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(slots=True)
class User:
    """A person, an organization, or the bot account of an app."""

    id: int
    login: str
    kind: str = "User"
    """User | Organization | Bot."""
    token: str = ""
    """Personal access token; it is the password for git, too."""
    name: str = ""


@dataclass(slots=True)
class App:
    """A GitHub App as its owner registered it."""

    id: int
    slug: str
    name: str
    client_id: str
    client_secret: str
    pem: str
    """Private key; GitHub keeps the public half only, a stand-in may give it out again."""
    public_key: str
    owner: str
    bot: str
    """Login of its bot account, `slug[bot]`."""
    permissions: dict[str, str]
    events: tuple[str, ...]
    webhook_url: str
    webhook_secret: str
    created: datetime
    url: str = ""
    description: str = ""


@dataclass(slots=True)
class Installation:
    """An app in one account."""

    id: int
    app_id: int
    account: str
    permissions: dict[str, str]
    events: tuple[str, ...]
    repos: set[str] | None
    """Full names; None means all of the account's repositories."""
    created: datetime
    suspended: datetime | None = None


@dataclass(slots=True)
class Token:
    """An installation access token."""

    value: str
    installation_id: int
    permissions: dict[str, str]
    repos: set[str] | None
    expires: datetime


@dataclass(slots=True)
class Repo:
    """A repository; its commits live in a bare repository on disk."""

    id: int
    owner: str
    name: str
    private: bool
    default_branch: str
    created: datetime
    pushed: datetime
    parent: str = ""
    """Full name of the repository it was forked from."""
    collaborators: dict[str, str] = field(default_factory=dict)
    """login -> read | triage | write | maintain | admin."""
    next_number: int = 1

    @property
    def full_name(self) -> str:
        """owner/name."""
        return f"{self.owner}/{self.name}"


@dataclass(slots=True)
class Pull:
    """A pull request."""

    id: int
    repo: str
    number: int
    title: str
    body: str
    author: str
    head_repo: str
    head_ref: str
    head_sha: str
    base_ref: str
    base_sha: str
    created: datetime
    updated: datetime
    draft: bool = False
    state: str = "open"
    merged_by: str = ""
    merge_sha: str | None = None
    """The test merge while open, the merge once merged; None where they conflict."""
    closed: datetime | None = None
    merged: datetime | None = None
    issue_id: int = 0
    queue_ref: str = ""
    """Branch of the merge queue it stands in, without refs/heads/."""

    @property
    def from_fork(self) -> bool:
        """Whether the head lives in another repository."""
        return self.head_repo != self.repo


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


@dataclass(slots=True)
class Delivery:
    """One attempt to deliver one webhook."""

    id: int
    app_id: int
    guid: str
    event: str
    action: str | None
    installation_id: int | None
    repository_id: int | None
    url: str
    headers: dict[str, str]
    body: bytes
    created: datetime
    redelivery: bool = False
    delivered: datetime | None = None
    """None while it waits to be sent."""
    duration: float = 0.0
    status: str = "pending"
    status_code: int = 0
    answer_headers: dict[str, str] = field(default_factory=dict)
    answer: str = ""

    def payload(self) -> dict[str, Any]:
        """The body, read."""
        read: dict[str, Any] = json.loads(self.body)
        return read


@dataclass(slots=True)
class ManifestCode:
    """The one-time code that a registered manifest is exchanged with."""

    code: str
    app_id: int
    expires: datetime
