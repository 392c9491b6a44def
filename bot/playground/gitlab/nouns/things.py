"""Users, groups, projects, tokens, merge requests, hooks: what there is.

A project is held by reference everywhere, so that renaming it changes its path and nothing else.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

GUEST, REPORTER, DEVELOPER, MAINTAINER, OWNER = 10, 20, 30, 40, 50
ROLES = {
    "guest": GUEST,
    "planner": 15,
    "reporter": REPORTER,
    "developer": DEVELOPER,
    "maintainer": MAINTAINER,
    "owner": OWNER,
}
"""Role -> access level."""


@dataclass(slots=True)
class User:
    """A person, or the bot that a project or group access token acts as."""

    id: int
    username: str
    name: str
    created: datetime
    token: str = ""
    """A personal access token with every scope; it is the password for git, too. "" for bots."""
    bot: bool = False

    @property
    def email(self) -> str:
        """Where git's authors are known by."""
        return f"{self.username}@users.example.com"


@dataclass(slots=True, eq=False)
class Group:
    """A group, a subgroup, or (kind "user") the namespace that everybody has."""

    id: int
    path: str
    created: datetime
    parent: Group | None = None
    kind: str = "group"
    """group | user."""
    visibility: str = "private"
    members: dict[str, int] = field(default_factory=dict)
    """username -> access level, of those added to this very group."""

    @property
    def full_path(self) -> str:
        """`group/subgroup`."""
        return f"{self.parent.full_path}/{self.path}" if self.parent else self.path

    def line(self) -> list[Group]:
        """The group and what it stands in, inside out."""
        return [self, *(self.parent.line() if self.parent else [])]


@dataclass(slots=True, eq=False)
class Project:
    """A project; its commits live in a bare repository on disk, under its id."""

    id: int
    path: str
    namespace: Group
    creator: str
    visibility: str
    """private | internal | public."""
    default_branch: str
    created: datetime
    active: datetime
    forked_from: Project | None = None
    members: dict[str, int] = field(default_factory=dict)
    """username -> access level, of those added to this very project."""
    protected: dict[str, int] = field(default_factory=dict)
    """Branch -> access level from which on one may push, of those that were protected besides the default branch."""
    next_iid: int = 1
    archived: bool = False

    @property
    def full_path(self) -> str:
        """`group/subgroup/project`."""
        return f"{self.namespace.full_path}/{self.path}"


@dataclass(slots=True)
class Token:
    """A personal, project or group access token."""

    id: int
    value: str
    name: str
    username: str
    """Who it acts as."""
    scopes: tuple[str, ...]
    created: datetime
    expires: date | None
    """Dead from this day on; None never."""
    level: int = 0
    """Access level of a project's or group's token."""
    owner: Project | Group | None = None
    """What it belongs to; None for a personal one."""
    revoked: bool = False
    used: datetime | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One state of a merge request's diff, made by a push or a new target."""

    id: int
    base_sha: str
    """Merge base of the two branches."""
    start_sha: str
    """Tip of the target branch when the version was made."""
    head_sha: str
    created: datetime


@dataclass(slots=True, eq=False)
class MergeRequest:
    """A merge request of `project`, the one that it goes into."""

    id: int
    iid: int
    project: Project
    source_project: Project | None
    """The project itself or a fork of it; None once that fork is gone."""
    source_branch: str
    target_branch: str
    title: str
    description: str
    author: str
    created: datetime
    updated: datetime
    versions: list[Version] = field(default_factory=list)
    """Oldest first; never empty."""
    state: str = "opened"
    """opened | closed | merged."""
    closed: datetime | None = None
    closed_by: str = ""
    merged: datetime | None = None
    merged_by: str = ""
    merge_sha: str | None = None
    """The merge commit, once merged."""
    merge_ref: str | None = None
    """The test merge with the target branch; None where they conflict."""
    labels: list[str] = field(default_factory=list)
    train: int = 0
    """Id of its car in a merge train; 0 while it is in none."""
    allow_collaboration: bool = False
    """Whether who may merge into the target may push to the fork's branch, too."""

    @property
    def repo(self) -> str:
        """Full path of the project it goes into."""
        return self.project.full_path

    @property
    def draft(self) -> bool:
        """Whether its title says so."""
        return is_draft(self.title)

    @property
    def version(self) -> Version:
        """The newest state of its diff: what `diff_refs` name."""
        return self.versions[-1]

    @property
    def head_sha(self) -> str:
        """The commit it stands at."""
        return self.version.head_sha

    @property
    def from_fork(self) -> bool:
        """Whether the source lives in another project."""
        return self.source_project is not self.project

    @property
    def reference(self) -> str:
        """`group/project!7`."""
        return f"{self.repo}!{self.iid}"


DRAFT = ("draft:", "[draft]", "(draft)")
"""https://docs.gitlab.com/user/project/merge_requests/drafts/"""


def is_draft(title: str) -> bool:
    """Whether a title marks a draft."""
    return title.lower().startswith(DRAFT)


def ready_title(title: str) -> str:
    """The title without what marks a draft."""
    while is_draft(title):
        mark = next(mark for mark in DRAFT if title.lower().startswith(mark))
        title = title[len(mark) :].lstrip()
    return title


@dataclass(slots=True, eq=False)
class Hook:
    """A webhook of a project or a group."""

    id: int
    url: str
    owner: Project | Group
    events: dict[str, bool]
    """`push_events`, `note_events`, … -> subscribed."""
    created: datetime
    token: str = ""
    signing_token: str = ""
    """`whsec_…`; "" sends no signature."""
    name: str = ""
    description: str = ""
    ssl: bool = True
    branch_filter: str = ""
    custom_headers: dict[str, str] = field(default_factory=dict)
    failures: int = 0
    """In a row."""
    disabled_until: datetime | None = None
    logs: list[HookLog] = field(default_factory=list)
    """Oldest first."""


@dataclass(slots=True, eq=False)
class HookLog:
    """One attempt to deliver one event."""

    id: int
    hook: Hook
    event: str
    """Trigger, as `merge_request_hooks`."""
    url: str
    headers: dict[str, str]
    body: bytes
    created: datetime
    forced: bool = False
    """Whether it goes out although the hook is disabled: tests and resends."""
    status: str = ""
    """HTTP status, or "internal error"; "" until it was sent."""
    duration: float = 0.0
    answer_headers: dict[str, str] = field(default_factory=dict)
    answer: str = ""

    @property
    def payload(self) -> dict[str, Any]:
        """The body, read."""
        read: dict[str, Any] = json.loads(self.body)
        return read
