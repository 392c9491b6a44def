"""Everything this GitLab remembers, in memory, behind one lock. Finds things; decides nothing."""

from __future__ import annotations

import itertools
import secrets
import threading

from bot.playground.common.clock import Clock
from bot.playground.gitlab.archive import Archive
from bot.playground.gitlab.errors import no_record, not_found
from bot.playground.gitlab.nouns import OWNER, Group, Hook, HookLog, MergeRequest, Project, Token, User

EVERY_SCOPE = ("api", "read_user", "read_repository", "write_repository")


class State:
    """The nouns by their keys. Hold `lock` around whatever reads and then writes."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.lock = threading.RLock()
        self.users: dict[str, User] = {}
        """By username in small letters."""
        self.tokens: dict[str, Token] = {}
        """By value."""
        self.groups: dict[int, Group] = {}
        self.projects: dict[int, Project] = {}
        self.moved: dict[str, Project] = {}
        """Full paths (small letters) that projects had once."""
        self.merge_requests: dict[tuple[int, int], MergeRequest] = {}
        """By (id of the target project, iid)."""
        self.hooks: dict[int, Hook] = {}
        self.logs: dict[int, HookLog] = {}
        self.archive = Archive()
        """What was said and reported."""
        self.archive = Archive()
        """What was said and reported."""
        self._ids = itertools.count(1001)

    def new_id(self) -> int:
        """An id that nothing else has."""
        return next(self._ids)

    def user(self, username: str, *, bot: bool = False) -> User:
        """The account, made with a namespace and (people) a token of its own where it is new."""
        key = username.lower()
        if key not in self.users:
            user = User(self.new_id(), username, username.capitalize(), self.clock.now(), bot=bot)
            self.users[key] = user
            if not bot:
                self._settle(user)
        return self.users[key]

    def _settle(self, user: User) -> None:
        now = self.clock.now()
        user.token = f"glpat-{secrets.token_hex(10)}"
        self.tokens[user.token] = Token(
            self.new_id(), user.token, "playground", user.username, EVERY_SCOPE, now, expires=None
        )
        home = Group(self.new_id(), user.username, now, kind="user", members={user.username: OWNER})
        self.groups[home.id] = home

    def known_user(self, name: int | str) -> User:
        """By id or username. Raises 404 where there is no such account."""
        wanted = str(name)
        found = next((u for u in self.users.values() if wanted in (str(u.id), u.username)), None)
        if found is None:
            raise not_found("User")
        return found

    def namespace(self, full_path: str) -> Group | None:
        """A group or a user's namespace by its path; None where there is none."""
        wanted = full_path.lower()
        return next((group for group in self.groups.values() if group.full_path.lower() == wanted), None)

    def group(self, name: int | str) -> Group:
        """A group by id or full path. Raises 404; users' namespaces are none."""
        found = self.groups.get(int(name)) if str(name).isdigit() else self.namespace(str(name))
        if found is None or found.kind != "group":
            raise not_found("Group")
        return found

    def find_project(self, name: int | str) -> Project | None:
        """A project by id, or by the full path that it has now or had once."""
        if str(name).isdigit():
            return self.projects.get(int(name))
        wanted = str(name).lower()
        now = next((p for p in self.projects.values() if p.full_path.lower() == wanted), None)
        return now or self.moved.get(wanted)

    def project(self, name: int | str) -> Project:
        """The same. Raises 404 where there is none."""
        found = self.find_project(name)
        if found is None:
            raise not_found("Project")
        return found

    def merge_request(self, project: Project, iid: int) -> MergeRequest:
        """Raises 404 where there is no such merge request."""
        found = self.merge_requests.get((project.id, iid))
        if found is None:
            raise no_record()
        return found

    def merge_requests_of(self, project: Project) -> list[MergeRequest]:
        """Those that go into the project, newest first."""
        return sorted((mr for mr in self.merge_requests.values() if mr.project is project), key=lambda mr: -mr.iid)

    def level(self, username: str, owner: Project | Group) -> int:
        """Access level of a user in a project or group, inherited ones counted; 0 for none."""
        return max((levels.get(username, 0) for levels in self.memberships(owner)), default=0)

    def memberships(self, owner: Project | Group) -> list[dict[str, int]]:
        """Members of the thing itself, then of each group above it."""
        groups = (owner.namespace if isinstance(owner, Project) else owner).line()
        own = [owner.members] if isinstance(owner, Project) else []
        return own + [group.members for group in groups]
