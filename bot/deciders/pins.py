"""Completes the finding of an unpinned action: asks the forge which commit its tag names now, and suggests that line.

The check cannot know: it has no network. What the forge does not tell leaves the finding as it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.changes import GitChangeSet
from bot.forges.interface import ForgeError
from bot.model import Comparison, Known
from checks.texts import written

RULE = "unpinned-action"
MOST = 10
"""Questions in one scan."""
_USES = re.compile(
    r"""(?P<before>.*\buses:\s*["']?(?P<repo>[\w.-]+/[\w.-]+)(?P<path>/[\w./-]*)?@)(?P<ref>[\w./-]{1,100})"""
)
_COMMIT = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class PinDecider:
    """Fills `examiner.Decider`."""

    commit_of: Callable[[str, str], str]
    """(owner/name, tag or branch) -> the commit it names now. Raises ForgeError."""

    def __call__(self, comparison: Comparison, change: GitChangeSet) -> Comparison:
        """The comparison with suggestions where the forge told."""
        left = MOST
        introduced = []
        for known in comparison.introduced:
            wanted = known.finding.rule == RULE and left > 0
            introduced.append(self._pinned(known, change) if wanted else known)
            left -= wanted
        return replace(comparison, introduced=tuple(introduced))

    def _pinned(self, known: Known, change: GitChangeSet) -> Known:
        finding = known.finding
        lines = written.lines(change.text(finding.path) or "")
        line = lines[finding.start_line - 1] if finding.start_line <= len(lines) else ""
        match = _USES.match(line)
        if match is None or ".." in match["ref"]:
            return known
        try:
            commit = self.commit_of(match["repo"], match["ref"])
        except ForgeError:
            return known
        if not _COMMIT.fullmatch(commit):
            return known
        rest = line[match.end() :]
        said = rest if "#" in rest else f"{rest.rstrip()} # {match['ref']}"
        return replace(known, finding=replace(finding, suggestion=f"{match['before']}{commit}{said}"))
