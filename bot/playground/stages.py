"""The local forges that there are, in plain sight."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from bot.playground.on_github import OnGitHub
from bot.playground.on_gitlab import OnGitLab
from bot.playground.stage import Stage

Build: TypeAlias = Callable[..., Stage]
"""(root, config, port=)."""

STAGES: Mapping[str, Build] = {OnGitHub.name: OnGitHub, OnGitLab.name: OnGitLab}
