"""What follows when branches move: push events, merge requests that go along, close or count as merged."""

from __future__ import annotations

from bot.playground.common.http_git import Moves
from bot.playground.gitlab.hub import Hub
from bot.playground.gitlab.nouns import Project


def moved(hub: Hub, project: Project, moves: Moves, username: str) -> None:
    """Tells everybody of branches that moved, and lets the merge requests follow."""
