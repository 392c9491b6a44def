"""A GitHub for one test: the playground over real HTTP and git, with an app installed and a pull request open."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.forges.github.api import GitHubCredentials, GitHubSettings
from bot.forges.github.forge import GitHub
from bot.markers import SUMMARY_MARKER, thread_marker
from bot.model import Annotation, Change, Placement, Reason, Review, Scan, ScanState, Target, Thread, Verdict
from bot.playground.common.gate import Exchange
from bot.playground.github import accounts, pulls, talk
from bot.playground.github.hub import Hub
from bot.playground.github.limits import Limits
from bot.playground.github.nouns import App, CheckRun, Installation, IssueComment, Pull, Repo, ReviewComment, Status
from bot.playground.github.nouns import Thread as ForgeThread
from bot.playground.github.playground import GitHubPlayground

PERMISSIONS = {
    "checks": "write",
    "contents": "write",
    "issues": "write",
    "merge_queues": "read",
    "pull_requests": "write",
    "statuses": "write",
}
DATE = "2026-11-23T12:00:00+0000"
"""Of every commit, so that the same content is the same commit."""
REPO = "acme/shop"
SECRET = "hook secret"
IDENTITIES = [letter * 32 for letter in "abcdef0123456789"]
A, B, C, D = IDENTITIES[:4]
MAIN = {"app.py": "".join(f"line {number}\n" for number in range(1, 41)), "README.md": "A shop.\n"}


class Work:
    """A developer's clone."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str) -> str:
        person = ("-c", "user.name=Mona", "-c", "user.email=mona@example.org", "-c", "commit.gpgsign=false")
        env = os.environ | {"GIT_AUTHOR_DATE": DATE, "GIT_COMMITTER_DATE": DATE}
        command = ["git", *person, *arguments]
        done = subprocess.run(command, cwd=self.path, env=env, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def commit(self, files: Mapping[str, str | None], message: str = "A change") -> str:
        for name, content in files.items():
            place = self.path / name
            if content is None:
                place.unlink()
            else:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(content)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")


@dataclass
class LocalGitHub:
    """The forge, what stands on it, and the adapter that talks to it."""

    playground: GitHubPlayground
    hub: Hub
    work: Work
    app: App
    installation: Installation
    repo: Repo
    exchanges: list[Exchange] = field(default_factory=list)
    pull: Pull = field(init=False)
    waited: list[float] = field(default_factory=list)

    def another_app(self, name: str) -> App:
        """Somebody else's app, installed beside ours."""
        with self.hub.state.lock:
            made = accounts.create_app(self.hub, name, (), PERMISSIONS, owner="acme", webhook_secret="other")
            accounts.install(self.hub, made, "acme", None)
        return made

    def forge(self, *, token: str = "", app: App | None = None, **settings: Any) -> GitHub:
        """A fresh adapter: as after a restart of the process. It notes its waits, and sleeps by moving the clock."""
        who = app or self.app
        known = GitHubCredentials(
            app_id=str(who.id),
            client_id=who.client_id,
            private_key=who.pem,
            webhook_secrets=(SECRET,),
            slug=who.slug,
        )
        person = GitHubCredentials(webhook_secrets=(SECRET,), token=token)
        made = GitHubSettings(self.hub.url, self.hub.api, timeout=10, **settings)
        return GitHub(made, lambda: person if token else known, clock=self.now, sleep=self._sleep)

    def now(self) -> float:
        return self.hub.clock.now().timestamp()

    def _sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.hub.clock.advance(seconds)

    def push(self, branch: str, files: Mapping[str, str | None], *, onto: str = "") -> str:
        """Commits on `branch` and pushes it; `onto` begins it anew there (a force push)."""
        if onto:
            self.work.git("checkout", "-q", "-B", branch, onto)
        else:
            self.work.git("checkout", "-q", branch)
        sha = self.work.commit(files)
        return self.fill(branch, sha)

    def fill(self, branch: str, revision: str) -> str:
        with self.hub.state.lock:
            return accounts.fill(self.hub, self.repo, self.work.path / ".git", branch, revision, "mona")

    def open(self, branch: str, *, draft: bool = False, head_repo: Repo | None = None) -> Pull:
        with self.hub.state.lock:
            made = pulls.open_pull(
                self.hub, self.repo, branch, "main", "A change", "mona", body="", draft=draft,
                head_repo=head_repo or self.repo,
            )  # fmt: skip
        self.pull = made
        return made

    @property
    def changed(self) -> str:
        """app.py with lines 3 to 6 changed."""
        lines = MAIN["app.py"].splitlines(keepends=True)
        return "".join([*lines[:2], *(f"changed {number}\n" for number in (3, 4, 5, 6)), *lines[6:]])

    @property
    def target(self) -> Target:
        return Target("github", REPO, self.pull.number)

    def threads(self) -> list[ForgeThread]:
        return self.hub.state.threads_of(REPO, self.pull.number)

    def comments_in(self, thread: ForgeThread) -> list[ReviewComment]:
        return self.hub.state.comments_in(thread)

    def first(self, thread: ForgeThread) -> ReviewComment:
        return self.comments_in(thread)[0]

    def told(self) -> list[tuple[str, int | None, bool]]:
        """Path, line and whether resolved, of every thread."""
        return [(thread.path, thread.line, bool(thread.resolved_by)) for thread in self.threads()]

    def summaries(self) -> list[IssueComment]:
        return self.hub.state.issue_comments_of(REPO, self.pull.number)

    def runs(self, sha: str = "") -> list[CheckRun]:
        return self.hub.state.runs_at(REPO, sha or self.pull.head_sha)

    def statuses(self) -> list[Status]:
        return self.hub.state.statuses_at(REPO, self.pull.head_sha)

    def token(self, login: str) -> str:
        """A personal access token of `login`."""
        person = self.hub.state.user(login)
        person.token = person.token or f"ghp_{login}{'x' * 36}"
        return person.token

    def reply(self, thread: ForgeThread, text: str, author: str = "mona") -> ReviewComment:
        with self.hub.state.lock:
            return talk.reply(self.hub, self.pull, self.first(thread), author, text)

    def resolve(self, thread: ForgeThread, login: str = "mona", *, resolved: bool = True) -> None:
        with self.hub.state.lock:
            talk.set_resolved(self.hub, thread, login, resolved)

    def writes(self) -> int:
        """Requests so far that changed what a pull request shows."""
        return sum(_writes(each) for each in self.exchanges)

    def reads(self) -> list[Exchange]:
        return [each for each in self.exchanges if each.method == "GET"]

    def stop(self) -> None:
        self.playground.stop()


def _writes(exchange: Exchange) -> bool:
    if exchange.path.endswith("/graphql"):
        return b"mutation" in exchange.request_body
    return exchange.method in ("POST", "PATCH", "PUT", "DELETE") and exchange.path.startswith("/repos/")


def start(path: Path, *, permissions: Mapping[str, str] = PERMISSIONS, limits: Limits | None = None) -> LocalGitHub:
    """The forge with an installed app, and a branch `fix` that changes lines 3 to 6 of app.py in pull request 1."""
    playground = GitHubPlayground(path / "hub", limits=limits or Limits.off()).start()
    hub = playground.hub
    work = Work(path / "work")
    repo = accounts.create_repository(hub, REPO, private=True, default_branch="main", owner_kind="Organization")
    for login, role in (("mona", "write"), ("ada", "admin"), ("grace", "maintain"), ("guest", "read")):
        hub.state.user(login)
        repo.collaborators[login] = role
    app = accounts.create_app(hub, "Sekisho", (), permissions, owner="acme", webhook_secret=SECRET)
    local = LocalGitHub(playground, hub, work, app, accounts.install(hub, app, "acme", None), repo)
    hub.listeners.append(local.exchanges.append)
    local.fill("main", work.commit(MAIN))
    local.push("fix", {"app.py": local.changed}, onto="main")
    local.open("fix")
    return local


def thread(*members: str, line: int = 4, end: int = 0, path: str = "app.py", text: str = "It is unsafe.",
           placement: Placement = Placement.LINE) -> Thread:  # fmt: skip
    return Thread(
        members[0], members, path, line, end or line, placement, f"{thread_marker(members)}\n**{text}** Mend it."
    )


def review(*threads: Thread, present: frozenset[str] | None = None, **more: object) -> Review:
    """A review as `bot.review` makes them: blocked where there is a thread, else clear."""
    spoken = frozenset(member for each in threads for member in each.members)
    made: dict[str, object] = {
        "verdict": Verdict.BLOCKED if threads else Verdict.CLEAR,
        "observed": False,
        "headline": f"{'Blocked' if threads else 'Clear'}: {len(threads)} found",
        "summary": f"{SUMMARY_MARKER}\n### {len(threads)} found" if threads else "",
        "settled": f"{SUMMARY_MARKER}\n### Nothing is left",
        "report": f"{len(threads)} found.\n\n### Details\n\nAll of them.",
        "threads": threads,
        "annotations": tuple(
            Annotation(each.path, each.start_line, each.end_line, "failure", "Unsafe", "It is unsafe. Mend it.")
            for each in threads
        ),
        "actions": (),
        "present": spoken if present is None else present,
    }
    return Review(**(made | more))  # type: ignore[arg-type]


def scan(number: int = 1, state: ScanState = ScanState.RUNNING) -> Scan:
    target = Target("github", REPO, 1)
    return Scan(f"scan-{number}", target, "", Reason.PUSHED, "mona", state)


def publish_twice(local: LocalGitHub, change: Change, what: Review, number: int = 1, **how: Any) -> None:
    """Publishes as a fresh process, then as another one: the second writes nothing."""
    local.forge(**how).publish(change, scan(number), what, lambda: None)
    before = local.writes()
    again = local.forge(**how).publish(change, scan(number), what, lambda: None)
    assert local.writes() == before
    assert (again.writes, again.threads_opened, again.threads_updated, again.threads_settled) == (0, 0, 0, 0)
    assert not again.summary_written
