"""Where GitLab's credentials come from: the environment."""

from __future__ import annotations

from collections.abc import Mapping

from bot.forges.gitlab.api import GitLabCredentials
from bot.forges.given import value

_PREFIX = "SEKISHO_GITLAB_"


def from_environment(environment: Mapping[str, str]) -> GitLabCredentials:
    """What SEKISHO_GITLAB_* say; each may name a file instead, as SEKISHO_GITLAB_*_FILE. Raises ConfigError for it.

    TOKEN; WEBHOOK_TOKEN and SIGNING_TOKEN, each several separated by white space.
    """
    return GitLabCredentials(
        token=value(environment, f"{_PREFIX}TOKEN"),
        webhook_tokens=tuple(value(environment, f"{_PREFIX}WEBHOOK_TOKEN").split()),
        signing_tokens=tuple(value(environment, f"{_PREFIX}SIGNING_TOKEN").split()),
    )
