"""The parts of one local GitLab, held together: what every route is handed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from flask import current_app

from bot.playground.common.place import Wires
from bot.playground.gitlab.hooks import Hooks
from bot.playground.gitlab.limits import Limiter
from bot.playground.gitlab.nouns import MergeRequest, Project, Version
from bot.playground.gitlab.state import State

EDITIONS = ("free", "premium", "ultimate")
Json = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Hub(Wires):
    """State, time, disk and wires."""

    state: State
    hooks: Hooks
    limiter: Limiter
    edition: str = "free"
    """free | premium | ultimate: group hooks want premium, external status checks ultimate."""
    followers: list[Callable[[Hub, MergeRequest, Version, str], None]] = field(default_factory=list)
    """What goes along when a merge request's diff gets a new version: they are told the one before, and who pushed."""

    @property
    def api(self) -> str:
        """Root of the REST API."""
        return f"{self.url}/api/v4"

    def path(self, project: Project) -> Path:
        """The bare repository on disk; a rename does not move it."""
        return self.root / "git" / f"{project.id}.git"

    def at_least(self, edition: str) -> bool:
        """Whether this GitLab is licensed for that much."""
        return EDITIONS.index(self.edition) >= EDITIONS.index(edition)

    def web_url(self, thing: Project | MergeRequest) -> str:
        """The page of a project or a merge request."""
        if isinstance(thing, Project):
            return f"{self.url}/{thing.full_path}"
        return f"{self.url}/{thing.repo}/-/merge_requests/{thing.iid}"


def hub() -> Hub:
    """The hub of the application that serves this request."""
    return cast(Hub, current_app.extensions["playground"])
