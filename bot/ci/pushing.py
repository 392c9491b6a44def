"""What the pre-push hook calls: looks at what is about to be pushed. Quiet where it is clear.

Only a verdict of BLOCKED stops a push: where Sekisho cannot look, it says so and lets it go on. A ref that moves is
compared with what the remote has of it; a new one with the remote's default branch; commits that the remote has under
another name are not looked at again.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot import local
from bot.changes import ChangesError
from bot.ci.exits import BLOCKED
from bot.config import Config
from bot.formats import FORMATS
from bot.looks import UnknownCheck
from bot.markdown import visible
from bot.model import Verdict
from checks.interface import CheckError

_NOTHING = re.compile(r"0+")
_ID = re.compile(r"[0-9a-f]{40,64}")
_USUAL = ("main", "master", "trunk", "develop")


@dataclass(frozen=True, slots=True)
class Pushed:
    """One line of git's: what goes where."""

    ref: str
    """At the remote."""
    sha: str
    there: str
    """What the remote has now; zeros where the ref is new."""


def run(config: Config, repo: Path, remote: str) -> int:
    """Reviews what standard input tells of; BLOCKED if any of it is, else 0."""
    git = _Git(repo, remote)
    try:
        blocked = [_blocks(config, repo, one, git.base(one)) for one in _read(sys.stdin) if git.brings_something(one)]
    except (ChangesError, UnknownCheck, CheckError) as error:
        _tell(f"not looked at what is pushed: {error}")
        return 0
    if any(blocked):
        _tell("blocked; mend it, or push past this hook with `git push --no-verify`")
    return BLOCKED if any(blocked) else 0


def _read(lines: Iterable[str]) -> Iterator[Pushed]:
    """Those that bring something: deletions have nothing to look at."""
    for line in lines:
        parts = line.split()
        if len(parts) == 4 and _ID.fullmatch(parts[1]) and not _NOTHING.fullmatch(parts[1]):
            yield Pushed(parts[2], parts[1], parts[3])


def _blocks(config: Config, repo: Path, pushed: Pushed, base: str | None) -> bool:
    if base is None:
        _tell(f"{visible(pushed.ref)} has no history at the remote: looking at all of it")
    with local.looked_at(config, local.Range(repo, base, pushed.sha)) as report:
        if report.judgement.verdict is not Verdict.CLEAR:
            print(f"{visible(pushed.ref)}:\n{FORMATS['text'](report)}", end="", file=sys.stderr)
    return report.judgement.verdict is Verdict.BLOCKED


class _Git:
    """Questions about the repository that is pushed from."""

    def __init__(self, repo: Path, remote: str) -> None:
        self._repo = repo
        self._remote = remote

    def brings_something(self, pushed: Pushed) -> bool:
        """Whether it holds commits that the remote is not known to have; what is no commit holds none."""
        known = [f"--remotes={self._remote}"] if self._is_name() else []
        told = self._ask("rev-list", "--max-count=1", f"{pushed.sha}^{{commit}}", "--not", *known)
        return bool(told)

    def base(self, pushed: Pushed) -> str | None:
        """What to compare with; None where nothing is in common with the remote."""
        if not _NOTHING.fullmatch(pushed.there) and self._related(pushed.there, pushed.sha):
            return pushed.there
        candidates = (f"refs/remotes/{self._remote}/{name}" for name in ("HEAD", *_USUAL))
        return next((one for one in candidates if self._is_name() and self._related(one, pushed.sha)), None)

    def _related(self, one: str, other: str) -> bool:
        return bool(self._ask("merge-base", "--end-of-options", one, other))

    def _is_name(self) -> bool:
        return self._ask("config", "--get", f"remote.{self._remote}.url") != ""

    def _ask(self, *arguments: str) -> str:
        """Its answer; "" where there is none."""
        command = ["git", f"--git-dir={self._repo}", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.stdout.strip() if done.returncode == 0 else ""


def _tell(what: str) -> None:
    print(f"sekisho: {what}", file=sys.stderr)
