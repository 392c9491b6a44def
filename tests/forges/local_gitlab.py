"""A GitLab for one test: the playground over real HTTP and git, with a token for Sekisho and a merge request open."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.changes.hunks import read_added, read_deleted, read_diff
from bot.filediff import FileDiff
from bot.forges.gitlab.api import GitLabCredentials, GitLabSettings
from bot.forges.gitlab.forge import GitLab
from bot.markers import thread_marker
from bot.model import Change, Placement, Reason, Review, Scan, ScanState, Target, Thread
from bot.playground.gitlab import Exchange, GitLabPlayground, Limits
from bot.playground.gitlab.nouns import MergeRequest

REPO = "acme/web/shop"
MAIN: dict[str, str | None] = {
    "app.py": "".join(f"line {number}\n" for number in range(1, 41)),
    "old/name.py": "".join(f"name {number}\n" for number in range(1, 31)),
    "gone.py": "one\ntwo\nthree\n",
    "empty.py": "",
    "end.py": "a\nb\nc\nd\ne\n",
    "README.md": "A shop.\n",
}
Json = dict[str, Any]


@dataclass
class LocalGitLab:
    """The forge, what stands on it, and the adapter that talks to it."""

    playground: GitLabPlayground
    token: str
    login: str
    exchanges: list[Exchange] = field(default_factory=list)
    mr: MergeRequest = field(init=False)
    waited: list[float] = field(default_factory=list)

    def forge(self, token: str = "", **settings: Any) -> GitLab:
        """A fresh adapter: as after a restart of the process. It notes its waits, and sleeps by moving the clock."""
        known = GitLabCredentials(token=token or self.token)
        made = GitLabSettings(self.playground.url, timeout=10, **settings)
        return GitLab(made, lambda: known, clock=self.now, sleep=self._sleep)

    def now(self) -> float:
        return self.playground.clock.now().timestamp()

    def _sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.playground.clock.advance(seconds)

    def push(self, files: Mapping[str, str | None], branch: str = "fix", **how: Any) -> str:
        return self.playground.push(REPO, branch, files, author="mona", **how)

    def open(self, branch: str = "fix", **how: Any) -> MergeRequest:
        self.mr = self.playground.open_merge_request(REPO, branch, author="mona", **how)
        return self.mr

    @property
    def target(self) -> Target:
        return Target("gitlab", REPO, self.mr.iid)

    def change(self) -> Change:
        return self.forge().look_up(self.target)

    def diff(self, path: str, old_path: str = "") -> FileDiff:
        """What the merge request shows of a file, as `bot.changes` reads it."""
        base, head, old = self.mr.version.base_sha, self.mr.head_sha, old_path or path
        if not self._git("ls-tree", head, "--", path):
            return read_deleted(self._git("show", f"{base}:{old}"))
        if not self._git("ls-tree", base, "--", old):
            return read_added(self._git("show", f"{head}:{path}"))
        return read_diff(self._git("diff", f"{base}:{old}", f"{head}:{path}"))

    def thread(
        self, *members: str, path: str = "app.py", line: int = 4, end: int = 0, old_path: str = "",
        text: str = "Unsafe.", placement: Placement = Placement.LINE,
    ) -> Thread:  # fmt: skip
        """As `bot.review` makes them."""
        spots = self.diff(path, old_path).spots(line, end or line) if placement is Placement.LINE else ()
        body = f"{thread_marker(members)}\n**{text}** Mend it."
        return Thread(members[0], members, path, line, end or line, placement, body, old_path or path, spots)

    def publish(self, what: Review, number: int = 1) -> Any:
        return self.forge().publish(self.change(), scan(number), what, lambda: None)

    def publish_twice(self, what: Review, number: int = 1) -> None:
        """Publishes as a fresh process, then as another one: the second writes nothing."""
        self.publish(what, number)
        before = len(self.writes())
        again = self.publish(what, number)
        assert self.writes()[before:] == []
        assert (again.writes, again.threads_opened, again.threads_updated, again.threads_settled) == (0, 0, 0, 0)
        assert not again.summary_written

    def shown(self) -> Json:
        return self.playground.snapshot(REPO, self.mr.iid)

    def threads(self) -> list[Json]:
        return [each for each in self.shown()["discussions"] if each["notes"][0]["author"] == self.login]

    def told(self) -> list[tuple[str, int | None, bool]]:
        """Path, line at head and whether resolved, of every thread of ours."""
        return [(each["path"], each["line"], each["resolved"]) for each in self.threads()]

    def summaries(self) -> list[str]:
        """Texts of notes of ours that stand alone."""
        said = [each for each in self.shown()["notes"] if not each["system"]]
        return [each["body"] for each in said if each["author"] == self.login]

    def writes(self) -> list[str]:
        """Requests so far that changed what a merge request shows."""
        made = (
            each for each in self.exchanges if each.method in ("POST", "PUT", "DELETE") and "/projects/" in each.path
        )
        return [f"{each.method} {each.path}" for each in made]

    def _git(self, *arguments: str) -> bytes:
        repo = self.playground.hub.path(self.mr.project)
        return subprocess.run(["git", "-C", repo, *arguments], check=True, capture_output=True).stdout

    def stop(self) -> None:
        self.playground.stop()


def start(path: Path, *, limits: Limits | None = None) -> LocalGitLab:
    """The forge with a project's token, and a branch `fix` that changes each kind of file in merge request 1."""
    playground = GitLabPlayground(path / "hub", limits=limits or Limits.off()).start()
    playground.create_project(REPO, MAIN)
    for username, role in (("mona", "developer"), ("ada", "maintainer"), ("guest", "guest")):
        playground.create_user(username)
        playground.add_member(REPO, username, role)
    token = playground.create_token(REPO, ["api"], "developer")
    local = LocalGitLab(playground, token, playground.state.tokens[token].username)
    playground.hub.listeners.append(local.exchanges.append)
    local.push(CHANGED)
    local.open()
    return local


def _changed() -> dict[str, str | None]:
    lines = [f"line {number}\n" for number in range(1, 41)]
    names = [f"name {number}\n" for number in range(1, 31)]
    return {
        "app.py": "".join([*lines[:2], *(f"changed {number}\n" for number in (3, 4, 5, 6)), *lines[6:]]),
        "old/name.py": None,
        "new/name.py": "".join([*names[:9], "added\n", *names[10:]]),
        "gone.py": None,
        "empty.py": "full\nof\nlines\n",
        "end.py": "a\nb\nc\nD\nE\nF\n",
        "fresh.py": "first\nsecond\nthird\n",
    }


CHANGED = _changed()
"""Lines 3 to 6 of app.py are changed; the others are renamed, deleted, filled, changed at their end, new."""


def scan(number: int = 1, state: ScanState = ScanState.RUNNING) -> Scan:
    return Scan(f"scan-{number}", Target("gitlab", REPO, 1), "", Reason.PUSHED, "mona", state)
