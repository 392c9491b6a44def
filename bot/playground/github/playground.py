"""The local GitHub as tests and the command line hold it: start and stop, and everything that people do by hand.

Names of repositories are full names (`owner/name`); each method that changes something takes who does it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from bot.playground.common import git
from bot.playground.common.clock import Clock
from bot.playground.common.faults import Faults
from bot.playground.common.place import Place
from bot.playground.common.server import Server
from bot.playground.github import accounts, events, renames
from bot.playground.github.hands import Hands
from bot.playground.github.hooks import Hooks
from bot.playground.github.hub import Hub, Json
from bot.playground.github.limits import Limiter, Limits
from bot.playground.github.nouns import App, Installation, Repo, User
from bot.playground.github.pushes import moved
from bot.playground.github.server import build
from bot.playground.github.shown import shown
from bot.playground.github.state import State

Files = Mapping[str, bytes | str | None]
"""Path -> content; None deletes."""


class GitHubPlayground(Hands, Place):
    """One local GitHub on a port of its own. Starts empty; only the git repositories outlive it."""

    def __init__(
        self,
        root: Path,
        *,
        public_url: str | None = None,
        port: int = 0,
        webhook_url: str | None = None,
        webhook_secret: str = "",
        limits: Limits | None = None,
    ) -> None:
        """`root` holds the bare repositories; `webhook_url` and `webhook_secret` are what new apps start with."""
        server = Server(port)
        self.clock = Clock()
        state = State(self.clock)
        self.hub = Hub(
            root=root,
            url=(public_url or server.url).rstrip("/"),
            clock=self.clock,
            state=state,
            hooks=Hooks(state),
            limiter=Limiter(limits or Limits(), self.clock),
            faults=Faults(),
            webhook_url=webhook_url or "",
            webhook_secret=webhook_secret,
        )
        super().__init__(server, self.hub, build(self.hub))

    @property
    def hooks(self) -> Hooks:
        """Deliveries: `wait()`, `lose`, `listeners`."""
        return self.hub.hooks

    def create_user(self, login: str, kind: str = "User") -> User:
        """A person or an Organization; its `token` is its personal access token and its password for git."""
        with self.state.lock:
            return self.state.user(login, kind)

    def create_app(
        self,
        name: str,
        events: Iterable[str],
        permissions: Mapping[str, str],
        *,
        owner: str = "octo",
        webhook_url: str | None = None,
        webhook_secret: str | None = None,
    ) -> App:
        """Registers an app; its `id`, `client_id`, `pem` and `slug` are on it. Raises ApiError (422)."""
        hub = self.hub
        url = hub.webhook_url if webhook_url is None else webhook_url
        secret = hub.webhook_secret if webhook_secret is None else webhook_secret
        with self.state.lock:
            return accounts.create_app(
                hub, name, events, permissions, owner=owner, webhook_url=url, webhook_secret=secret
            )

    def ping(self, app: App) -> None:
        """Sends the app's webhook a ping."""
        events.ping(self.hub, app)

    def install(self, app: App, owner: str, repos: Iterable[str] | None = None) -> Installation:
        """Installs the app for the repositories named (None: all of the account's)."""
        with self.state.lock:
            return accounts.install(self.hub, app, owner, repos)

    def reselect(self, installation: Installation, repos: Iterable[str]) -> None:
        """Changes which repositories it reaches."""
        with self.state.lock:
            accounts.reselect(self.hub, installation, repos)

    def uninstall(self, installation: Installation) -> None:
        """Takes the app out."""
        with self.state.lock:
            accounts.uninstall(self.hub, installation)

    def suspend(self, installation: Installation, suspended: bool = True) -> None:
        """Suspends, or brings back."""
        with self.state.lock:
            accounts.suspend(self.hub, installation, suspended)

    def create_repository(
        self,
        full_name: str,
        files: Files | None = None,
        *,
        from_git_path: Path | None = None,
        revision: str = "HEAD",
        private: bool = True,
        default_branch: str = "main",
        organization: bool = False,
    ) -> Repo:
        """A repository, filled with `files` or with a commit of a repository on disk."""
        kind = "Organization" if organization else "User"
        with self.state.lock:
            repo = accounts.create_repository(
                self.hub, full_name, private=private, default_branch=default_branch, owner_kind=kind
            )
            if from_git_path is not None:
                accounts.fill(self.hub, repo, from_git_path, default_branch, revision, repo.owner)
        if files is not None:
            self.push(full_name, default_branch, files, message="Begin")
        return repo

    def fork(self, full_name: str, login: str) -> Repo:
        """A fork of a repository, with all its branches, in somebody's account."""
        with self.state.lock:
            parent = self.state.repo(full_name)
            repo = accounts.create_repository(
                self.hub,
                f"{login}/{parent.name}",
                private=parent.private,
                default_branch=parent.default_branch,
                owner_kind="User",
                parent=parent.full_name,
            )
            for ref, sha in git.refs(self.hub.path(full_name)).items():
                git.take(self.hub.path(repo.full_name), self.hub.path(full_name), sha)
                git.set_ref(self.hub.path(repo.full_name), ref, sha)
            return repo

    def rename_repository(self, full_name: str, name: str, sender: str = "") -> Repo:
        """Another name with the same owner; the old one leads on to it."""
        with self.state.lock:
            repo = self.state.repo(full_name)
            renames.rename(self.hub, repo, name, sender or repo.owner)
            return repo

    def delete_repository(self, full_name: str, sender: str = "") -> None:
        """Deletes it."""
        with self.state.lock:
            repo = self.state.repo(full_name)
            renames.delete(self.hub, repo, sender or repo.owner)

    def add_collaborator(self, full_name: str, login: str, role: str = "write") -> User:
        """read | triage | write | maintain | admin."""
        with self.state.lock:
            user = self.state.user(login)
            self.state.repo(full_name).collaborators[user.login] = role
            return user

    def push(
        self,
        full_name: str,
        branch: str,
        files: Files | None = None,
        *,
        revision: str = "",
        source: Path | None = None,
        force: bool = False,
        start: str = "",
        message: str = "Change",
        author: str = "",
        modes: Mapping[str, str] | None = None,
    ) -> str:
        """A commit with `files` on top of a branch, or an existing `revision` (of the repository `source` on disk).

        A new branch, and a forced one, begins at `start` (the default branch). Answers the branch's new tip.

        Raises ValueError for what is no fast-forward without `force`.
        """
        with self.state.lock:
            repo = self.state.repo(full_name)
            path, ref = self.hub.path(full_name), f"refs/heads/{branch}"
            before = git.resolve(path, ref)
            who = author or repo.owner
            if files is None:
                tip = git.bring(path, source, revision)
            else:
                begin = start or f"refs/heads/{repo.default_branch}"
                base = git.resolve(path, begin) if force or before is None else before
                mail = (who, f"{who}@users.noreply.github.com")
                tip = git.write_commit(path, base, files, message, mail, self.clock.now(), modes=modes)
            git.move(path, branch, before, tip, force=force)
            moved(self.hub, repo, {ref: (before or git.ZERO, tip)}, who)
            return tip

    def delete_branch(self, full_name: str, branch: str, sender: str = "") -> None:
        """Deletes a branch; pull requests from it close."""
        with self.state.lock:
            repo, ref = self.state.repo(full_name), f"refs/heads/{branch}"
            before = git.refs(self.hub.path(full_name))[ref]
            git.set_ref(self.hub.path(full_name), ref, None)
            moved(self.hub, repo, {ref: (before, git.ZERO)}, sender or repo.owner)

    def snapshot(self, full_name: str, number: int) -> Json:
        """What the pull request shows: see `shown.shown`."""
        with self.state.lock:
            return shown(self.hub, self.state.pull(full_name, number))
