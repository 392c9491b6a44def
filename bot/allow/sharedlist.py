"""The reviewed allow-list that an organisation keeps for all its repositories: `allow.yaml` in its `.sekisho`, or, on
GitLab, in its `sekisho-settings`.

Read from that repository's default branch, through the forge like any other; Sekisho has to be installed there. An
answer is used again for a minute, so that a morning's pull requests ask once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from bot.allow import allowfile
from bot.allow.allowfile import AllowFile, BadFile
from bot.changes import GitChangeSet
from bot.forges.interface import Forge, NotThere
from bot.model import Change, GitAccess, Target
from checks.interface import Skip

REPOSITORY = ".sekisho"
REPOSITORIES = {"gitlab": "sekisho-settings"}
"""Forge -> its name there, if another: GitLab takes no path that begins with a dot
(https://docs.gitlab.com/user/reserved_names/#rules-for-usernames-project-and-group-names-and-slugs).
"""
PATH = "allow.yaml"
_FRESH_SECONDS = 60.0


@dataclass(slots=True)
class SharedLists:
    """Of all organisations. For one thread."""

    forges: Mapping[str, Forge]
    open_change: Callable[[GitAccess, Change], AbstractContextManager[GitChangeSet]]
    """`changes.Repositories.open`."""
    clock: Callable[[], float] = time.monotonic
    _kept: dict[tuple[str, str], tuple[float, bytes | None]] = field(default_factory=dict)

    def of(self, forge: str, owner: str) -> AllowFile:
        """What it says; an organisation without one says nothing.

        Raises BadFile, and ForgeError or ChangesError where the forge does not say whether there is one.
        """
        key = (forge, owner.lower())
        at, content = self._kept.get(key, (float("-inf"), None))
        if self.clock() - at >= _FRESH_SECONDS:
            content = self._content(self.forges[forge], f"{owner}/{REPOSITORIES.get(forge, REPOSITORY)}")
            self._kept[key] = (self.clock(), content)
        return allowfile.read(content)

    def _content(self, forge: Forge, repo: str) -> bytes | None:
        try:
            change = forge.look_up(Target(forge.name, repo, None))
            access = forge.clone_access(repo)
        except NotThere:
            return None
        with self.open_change(access, change) as branch:
            try:
                return branch.head.read(PATH)
            except Skip as error:
                raise BadFile(str(error)) from error
