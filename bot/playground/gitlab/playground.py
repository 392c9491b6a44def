"""The local GitLab as tests and the command line hold it: start and stop, and everything that people do by hand.

Names of projects and groups are full paths (`group/subgroup/project`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from bot.playground.common import git
from bot.playground.common.clock import Clock
from bot.playground.common.faults import Faults
from bot.playground.common.place import Place
from bot.playground.common.server import Server
from bot.playground.gitlab import accounts, rest_hooks, talk
from bot.playground.gitlab.hands import Hands
from bot.playground.gitlab.hooks import Hooks
from bot.playground.gitlab.hub import EDITIONS, Hub
from bot.playground.gitlab.limits import Limiter, Limits
from bot.playground.gitlab.nouns import Group, Hook, Project, User
from bot.playground.gitlab.pushes import moved
from bot.playground.gitlab.server import build
from bot.playground.gitlab.state import State

Files = Mapping[str, bytes | str | None]
"""Path -> content; None deletes."""


class GitLabPlayground(Hands, Place):
    """One local GitLab on a port of its own. Starts empty; only the git repositories outlive it."""

    def __init__(
        self,
        root: Path,
        *,
        port: int = 0,
        public_url: str = "",
        limits: Limits | None = None,
        webhook_url: str = "",
        edition: str = "free",
    ) -> None:
        """`root` holds the bare repositories; hooks that are added without a URL lead to `webhook_url`."""
        if edition not in EDITIONS:
            raise ValueError(f"edition is one of {', '.join(EDITIONS)}, not {edition!r}")
        server = Server(port)
        self.clock = Clock()
        state = State(self.clock)
        url = (public_url or server.url).rstrip("/")
        self.hub = Hub(
            root=root,
            url=url,
            clock=self.clock,
            state=state,
            hooks=Hooks(state, url),
            limiter=Limiter(limits or Limits(), self.clock),
            faults=Faults(),
            webhook_url=webhook_url,
            edition=edition,
            followers=[talk.follow],
        )
        super().__init__(server, self.hub, build(self.hub))

    @property
    def hooks(self) -> Hooks:
        """Deliveries: `wait()`, `lose`, `again`, `listeners`."""
        return self.hub.hooks

    def create_user(self, username: str) -> User:
        """A person; its `token` is a personal access token with every scope, and its password for git."""
        with self.state.lock:
            return self.state.user(username)

    def create_group(self, full_path: str, *, owner: str = "", visibility: str = "private") -> Group:
        """A group, with the groups above it."""
        with self.state.lock:
            return accounts.create_group(self.hub, full_path, owner, visibility)

    def create_project(
        self,
        full_path: str,
        files: Files | None = None,
        *,
        from_git_path: Path | None = None,
        revision: str = "HEAD",
        private: bool = True,
        default_branch: str = "main",
        owner: str = "root",
    ) -> Project:
        """A project, filled with `files` or with a commit of a repository on disk. Its groups are made as needed."""
        visibility = "private" if private else "public"
        with self.state.lock:
            project = accounts.create_project(
                self.hub, full_path, visibility=visibility, default_branch=default_branch, owner=owner
            )
            if from_git_path is not None:
                accounts.fill(self.hub, project, from_git_path, revision)
        if files is not None:
            self.push(full_path, default_branch, files, message="Begin")
        return project

    def fork(self, full_path: str, username: str) -> Project:
        """A fork of a project, with all its branches, in somebody's namespace."""
        with self.state.lock:
            return accounts.fork(self.hub, self.state.project(full_path), username)

    def rename_project(self, full_path: str, new_path: str) -> None:
        """Another full path; the old one redirects."""
        with self.state.lock:
            accounts.rename_project(self.hub, self.state.project(full_path), new_path)

    def delete_project(self, full_path: str) -> None:
        """Takes a project out."""
        with self.state.lock:
            accounts.delete_project(self.hub, self.state.project(full_path))

    def add_member(self, full_path: str, username: str, role: str = "developer") -> User:
        """guest | planner | reporter | developer | maintainer | owner, of a project or a group."""
        with self.state.lock:
            accounts.add_member(self.hub, self._thing(full_path), username, role)
            return self.state.user(username)

    def remove_member(self, full_path: str, username: str) -> None:
        """Takes somebody out of a project or a group."""
        with self.state.lock:
            self._thing(full_path).members.pop(self.state.user(username).username, None)

    def create_token(
        self,
        owner: str,
        scopes: Iterable[str] = ("api",),
        role: str = "developer",
        expires: date | None = None,
        name: str = "sekisho",
    ) -> str:
        """A token of a user, a project or a group (by name or full path). Expires after a year unless told otherwise.

        Those of projects and groups act as bots of their own, with `role` there; their username is the bot's.
        """
        with self.state.lock:
            person = owner.lower() in self.state.users
            thing = owner if person else self._thing(owner)
            return accounts.create_token(self.hub, thing, scopes, role, expires, name).value

    def revoke_token(self, value: str) -> None:
        """Nobody gets in with it from now on."""
        with self.state.lock:
            self.state.tokens[value].revoked = True

    def add_hook(
        self,
        full_path: str,
        url: str = "",
        token: str = "",
        signing_token: str = "",
        events: Iterable[str] = ("merge_requests", "note", "push", "pipeline"),
    ) -> Hook:
        """A webhook of a project or (Premium) a group; `events` without their `_events`."""
        with self.state.lock:
            wanted = {"push_events": False, **{f"{event}_events": True for event in events}}
            secrets = {"token": token, "signing_token": signing_token}
            asked = {"url": url or self.hub.webhook_url, **secrets, **wanted}
            return rest_hooks.create(self.hub, self._thing(full_path), asked)

    def _thing(self, full_path: str) -> Project | Group:
        return self.state.find_project(full_path) or self.state.group(full_path)

    def push(
        self,
        full_path: str,
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
            project = self.state.project(full_path)
            path, ref = self.hub.path(project), f"refs/heads/{branch}"
            before = git.resolve(path, ref)
            who = self.state.user(author or project.creator)
            if files is None:
                tip = git.bring(path, source, revision)
            else:
                begin = start or f"refs/heads/{project.default_branch}"
                base = git.resolve(path, begin) if force or before is None else before
                mail, now = (who.name, who.email), self.clock.now()
                tip = git.write_commit(path, base, files, message, mail, now, modes=modes, committer=mail)
            git.move(path, branch, before, tip, force=force)
            moved(self.hub, project, {ref: (before or git.ZERO, tip)}, who.username)
            return tip

    def delete_branch(self, full_path: str, branch: str, author: str = "") -> None:
        """Deletes a branch; merge requests from it close."""
        with self.state.lock:
            project, ref = self.state.project(full_path), f"refs/heads/{branch}"
            before = git.refs(self.hub.path(project))[ref]
            git.set_ref(self.hub.path(project), ref, None)
            moved(self.hub, project, {ref: (before, git.ZERO)}, author or project.creator)
