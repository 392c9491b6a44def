"""Patterns of folders, as workspaces name their members. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase


def matches(folder: str, patterns: Sequence[str]) -> bool:
    """Of "packages/*", "apps/**", "!apps/old": at least one says so, and none forbids it."""
    wanted = any(_match(folder, one) for one in patterns if not one.startswith("!"))
    return wanted and not any(_match(folder, one[1:]) for one in patterns if one.startswith("!"))


def is_plain(pattern: str) -> bool:
    """Whether it names one folder."""
    return not set("*?[{!") & set(pattern)


def _match(folder: str, pattern: str) -> bool:
    """Part by part, so that no pattern can make it slow."""
    parts = folder.split("/")
    done = {0}
    for wanted in pattern[:1000].removeprefix("./").strip("/").split("/"):
        if wanted == "**":
            done = set(range(min(done, default=len(parts) + 1), len(parts) + 1))
        else:
            done = {at + 1 for at in done if at < len(parts) and fnmatchcase(parts[at], wanted)}
    return len(parts) in done
