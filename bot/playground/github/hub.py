"""The parts of one local GitHub, held together: what every route is handed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from flask import current_app

from bot.playground.common import git
from bot.playground.common.place import Wires
from bot.playground.github.hooks import Hooks
from bot.playground.github.limits import Limiter
from bot.playground.github.nouns import Pull, Repo, Upload
from bot.playground.github.state import State


@dataclass(slots=True, kw_only=True)
class Hub(Wires):
    """State, time, disk and wires."""

    state: State
    hooks: Hooks
    limiter: Limiter
    webhook_secret: str = ""
    long_tokens: bool = False
    """Whether installation tokens come in the long form, `ghs_APPID_JWT`."""
    uploads: dict[str, Upload] = field(default_factory=dict)
    """SARIF for code scanning, by id."""

    @property
    def api(self) -> str:
        """Root of the REST API, as GitHub Enterprise Server lays it out."""
        return f"{self.url}/api/v3"

    def path(self, full_name: str) -> Path:
        """The bare repository on disk."""
        return self.root / "git" / f"{self.state.repo(full_name).full_name}.git"

    def merge_base(self, pull: Pull) -> str:
        """Where the pull request's diff starts; the base itself for unrelated histories."""
        return git.merge_base(self.path(pull.repo), pull.base_sha, pull.head_sha) or pull.base_sha

    def repo_of(self, pull: Pull) -> Repo:
        """The repository the pull request goes into."""
        return self.state.repo(pull.repo)


def hub() -> Hub:
    """The hub of the application that serves this request."""
    return cast(Hub, current_app.extensions["playground"])


Json = dict[str, Any]
