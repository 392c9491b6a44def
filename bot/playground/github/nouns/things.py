"""Users, apps, repositories, pull requests, deliveries: what there is."""

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
    protected: set[str] = field(default_factory=set)
    """Branches that change through pull requests only."""
    next_number: int = 1
    code_scanning: bool = True

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
    maintainers_edit: bool = False
    """Whether those who may push to the repository may push to the fork's branch, too."""

    @property
    def from_fork(self) -> bool:
        """Whether the head lives in another repository."""
        return self.head_repo != self.repo


@dataclass(slots=True)
class Upload:
    """A SARIF file that code scanning was sent."""

    id: str
    repo: str
    ref: str
    sha: str
    log: Any
    """The file, parsed."""
    errors: list[str]
    """Why it cannot be read; [] where it can."""
    looks: int = 0
    """How often its status was asked for."""


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
