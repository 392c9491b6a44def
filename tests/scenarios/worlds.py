"""The forges that there are, in plain sight. One more is one more name here."""

from __future__ import annotations

from tests.scenarios.on_github import GitHubWorld
from tests.scenarios.on_gitlab import GitLabWorld
from tests.scenarios.world import World

WORLDS: tuple[type[World], ...] = (GitHubWorld, GitLabWorld)
