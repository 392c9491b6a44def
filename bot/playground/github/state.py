"""Everything this GitHub remembers, in memory, behind one lock. Finds things; decides nothing."""

from __future__ import annotations

import itertools
import secrets
import threading
from collections.abc import Iterable

from bot.playground.common.clock import Clock
from bot.playground.github.errors import not_found
from bot.playground.github.nouns import (
    App,
    CheckRun,
    CheckSuite,
    Delivery,
    Installation,
    IssueComment,
    ManifestCode,
    Pull,
    Reaction,
    Repo,
    Review,
    ReviewComment,
    Status,
    Thread,
    Token,
    User,
)

RANKS = ("none", "read", "triage", "write", "maintain", "admin")


class State:
    """The nouns by their keys. Hold `lock` around whatever reads and then writes."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.lock = threading.RLock()
        self.users: dict[str, User] = {}
        self.apps: dict[int, App] = {}
        self.installations: dict[int, Installation] = {}
        self.tokens: dict[str, Token] = {}
        self.repos: dict[str, Repo] = {}
        self.moved: dict[str, int] = {}
        """Names that repositories once had -> their id."""
        self.pulls: dict[tuple[str, int], Pull] = {}
        self.suites: dict[int, CheckSuite] = {}
        self.runs: dict[int, CheckRun] = {}
        self.statuses: list[Status] = []
        self.reviews: dict[int, Review] = {}
        self.threads: dict[int, Thread] = {}
        self.review_comments: dict[int, ReviewComment] = {}
        self.issue_comments: dict[int, IssueComment] = {}
        self.reactions: dict[int, Reaction] = {}
        self.deliveries: dict[int, Delivery] = {}
        self.codes: dict[str, ManifestCode] = {}
        self._ids = itertools.count(1001)

    def new_id(self) -> int:
        """An id that nothing else has."""
        return next(self._ids)

    def user(self, login: str, kind: str = "User") -> User:
        """The account, made with a token of its own where it is new. Logins do not tell case apart."""
        key = login.lower()
        if key not in self.users:
            token = "" if kind == "Bot" else "ghp_" + secrets.token_hex(18)
            self.users[key] = User(self.new_id(), login, kind, token, login)
        return self.users[key]

    def known_user(self, login: str) -> User:
        """Raises 404 where there is no such account."""
        if login.lower() not in self.users:
            raise not_found()
        return self.users[login.lower()]

    def repo(self, full_name: str) -> Repo:
        """Raises 404 where there is no such repository."""
        found = self.repos.get(full_name.lower())
        if found is None:
            raise not_found()
        return found

    def repo_by_id(self, number: int) -> Repo | None:
        """The repository of this id, if it still is there."""
        return next((repo for repo in self.repos.values() if repo.id == number), None)

    def pull(self, repo: str, number: int) -> Pull:
        """Raises 404 where there is no such pull request."""
        found = self.pulls.get((self.repo(repo).full_name, number))
        if found is None:
            raise not_found()
        return found

    def pulls_of(self, repo: str) -> list[Pull]:
        """Newest first."""
        return sorted((p for p in self.pulls.values() if p.repo == repo), key=lambda p: -p.number)

    def app(self, app_id: int) -> App:
        """The app; the id comes from here, so it is there."""
        return self.apps[app_id]

    def installation_on(self, app_id: int, repo: Repo) -> Installation | None:
        """The app's installation that reaches `repo`, suspended or not."""
        return next((i for i in self.installations.values() if i.app_id == app_id and reaches(i, repo)), None)

    def permission(self, login: str, repo: Repo) -> str:
        """none | read | triage | write | maintain | admin."""
        if login.lower() == repo.owner.lower():
            return "admin"
        given = next((role for name, role in repo.collaborators.items() if name.lower() == login.lower()), None)
        return given or ("none" if repo.private else "read")

    def threads_of(self, repo: str, number: int) -> list[Thread]:
        """In the order they were opened; those with all comments deleted are gone."""
        alive = {comment.thread_id for comment in self.review_comments.values()}
        return [t for t in self.threads.values() if (t.repo, t.number) == (repo, number) and t.id in alive]

    def comments_in(self, thread: Thread) -> list[ReviewComment]:
        """Oldest first."""
        return [comment for comment in self.review_comments.values() if comment.thread_id == thread.id]

    def issue_comments_of(self, repo: str, number: int) -> list[IssueComment]:
        """Oldest first."""
        return [c for c in self.issue_comments.values() if (c.repo, c.number) == (repo, number)]

    def reactions_to(self, kind: str, comment_id: int) -> list[Reaction]:
        """Oldest first."""
        return [r for r in self.reactions.values() if r.subject == (kind, comment_id)]

    def runs_at(self, repo: str, sha: str) -> list[CheckRun]:
        """All check runs at a commit, oldest first."""
        return [run for run in self.runs.values() if (run.repo, run.head_sha) == (repo, sha)]

    def statuses_at(self, repo: str, sha: str) -> list[Status]:
        """All statuses at a commit, newest first."""
        return [s for s in reversed(self.statuses) if (s.repo, s.sha) == (repo, sha)]

    def pulls_at(self, repo: str, sha: str) -> list[Pull]:
        """Open pull requests of `repo` from its own branches with that head: what check payloads list."""
        return [p for p in self.pulls_of(repo) if p.head_sha == sha and p.state == "open" and not p.from_fork]


def reaches(installation: Installation, repo: Repo) -> bool:
    """Whether the installation covers the repository."""
    same_account = installation.account.lower() == repo.owner.lower()
    return same_account and (installation.repos is None or repo.full_name in installation.repos)


def latest_runs(runs: Iterable[CheckRun]) -> list[CheckRun]:
    """The newest run of each app and name, in order of creation."""
    newest = {(run.app_id, run.name): run for run in runs}
    return sorted(newest.values(), key=lambda run: run.id)


def latest_statuses(statuses: Iterable[Status]) -> list[Status]:
    """The newest status of each context; `statuses` come newest first."""
    newest: dict[str, Status] = {}
    for status in statuses:
        newest.setdefault(status.context, status)
    return list(newest.values())
