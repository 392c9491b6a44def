"""What a GitLab is made of, and what is said in it.

Plain mutable records; `state.py` keeps them, and they change under its lock. Times are aware datetimes in UTC.
"""

from bot.playground.gitlab.nouns.things import (
    DEVELOPER,
    GUEST,
    MAINTAINER,
    OWNER,
    REPORTER,
    ROLES,
    Group,
    Hook,
    HookLog,
    MergeRequest,
    Project,
    Token,
    User,
    Version,
)

__all__ = [
    "DEVELOPER",
    "GUEST",
    "MAINTAINER",
    "OWNER",
    "REPORTER",
    "ROLES",
    "Group",
    "Hook",
    "HookLog",
    "MergeRequest",
    "Project",
    "Token",
    "User",
    "Version",
]
