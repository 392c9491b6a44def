"""What a forge is made of, and what is said about it.

Plain mutable records; `state.py` keeps them, and they change under its lock. Times are aware datetimes in UTC.
"""

from bot.playground.github.nouns.said import (
    Action,
    Annotation,
    CheckRun,
    CheckSuite,
    IssueComment,
    Reaction,
    Review,
    ReviewComment,
    Status,
    Thread,
)
from bot.playground.github.nouns.things import (
    App,
    Delivery,
    Installation,
    ManifestCode,
    Pull,
    Repo,
    Token,
    Upload,
    User,
)

__all__ = [
    "Action",
    "Annotation",
    "App",
    "CheckRun",
    "CheckSuite",
    "Delivery",
    "Installation",
    "IssueComment",
    "ManifestCode",
    "Pull",
    "Reaction",
    "Repo",
    "Review",
    "ReviewComment",
    "Status",
    "Thread",
    "Token",
    "Upload",
    "User",
]
