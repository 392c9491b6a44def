"""Groups, projects, members and tokens: how they come to be and go."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from bot.playground.common import git
from bot.playground.gitlab.hub import Hub
from bot.playground.gitlab.nouns import OWNER, ROLES, Group, Project, Token
from bot.playground.gitlab.pushes import moved

HIDDEN = "refs/merge-requests"
TOKEN_LIFE = timedelta(days=365)
"""GitLab's tokens always expire: after a year unless told otherwise."""
SCOPES = ("api", "read_api", "read_user", "read_repository", "write_repository", "self_rotate")


def create_group(hub: Hub, full_path: str, owner: str, visibility: str) -> Group:
    """A group; the groups above it are made where they are not there yet. Its `owner` owns the topmost."""
    found = hub.state.namespace(full_path)
    if found is not None:
        return found
    above, _, path = full_path.rpartition("/")
    parent = create_group(hub, above, owner, visibility) if above else None
    group = Group(hub.state.new_id(), path, hub.clock.now(), parent, visibility=visibility)
    if owner and parent is None:
        group.members[hub.state.user(owner).username] = OWNER
    hub.state.groups[group.id] = group
    return group


def create_project(
    hub: Hub, full_path: str, *, visibility: str, default_branch: str, owner: str, forked_from: Project | None = None
) -> Project:
    """An empty project; its groups are made where they are not there yet. Raises ValueError for a taken path."""
    home, _, path = full_path.rpartition("/")
    if hub.state.find_project(full_path) is not None and full_path.lower() not in hub.state.moved:
        raise ValueError(f"there is a project {full_path} already")
    namespace = hub.state.namespace(home) or create_group(hub, home, owner, "private")
    creator = namespace.path if namespace.kind == "user" else owner or "root"
    now = hub.clock.now()
    project = Project(
        hub.state.new_id(), path, namespace, hub.state.user(creator).username, visibility, default_branch, now, now
    )
    project.forked_from = forked_from
    hub.state.moved.pop(full_path.lower(), None)
    hub.state.projects[project.id] = project
    git.init(hub.path(project), default_branch, HIDDEN)
    return project


def fill(hub: Hub, project: Project, source: Path, revision: str) -> str:
    """Brings `revision` of another repository on disk in as the default branch. Answers the commit's id."""
    path, ref = hub.path(project), f"refs/heads/{project.default_branch}"
    sha = git.resolve(source, revision)
    if sha is None:
        raise ValueError(f"{source} has no commit {revision!r}")
    git.take(path, source, sha)
    before = git.refs(path).get(ref, git.ZERO)
    git.set_ref(path, ref, sha)
    moved(hub, project, {ref: (before, sha)}, project.creator)
    return sha


def fork(hub: Hub, parent: Project, username: str) -> Project:
    """A fork, with all branches, in somebody's own namespace."""
    owner = hub.state.user(username)
    child = create_project(
        hub,
        f"{owner.username}/{parent.path}",
        visibility=parent.visibility,
        default_branch=parent.default_branch,
        owner=owner.username,
        forked_from=parent,
    )
    for ref, sha in git.refs(hub.path(parent)).items():
        git.take(hub.path(child), hub.path(parent), sha)
        git.set_ref(hub.path(child), ref, sha)
    return child


def rename_project(hub: Hub, project: Project, full_path: str) -> None:
    """Another path, perhaps in another group; the old one leads here from now on."""
    home, _, path = full_path.rpartition("/")
    hub.state.moved[project.full_path.lower()] = project
    project.namespace = hub.state.namespace(home) or create_group(hub, home, project.creator, "private")
    project.path = path
    hub.state.moved.pop(full_path.lower(), None)


def delete_project(hub: Hub, project: Project) -> None:
    """Takes the project out, with its merge requests, hooks and tokens; merge requests from it keep their diffs."""
    state = hub.state
    del state.projects[project.id]
    state.moved = {path: found for path, found in state.moved.items() if found is not project}
    state.hooks = {key: hook for key, hook in state.hooks.items() if hook.owner is not project}
    state.tokens = {key: token for key, token in state.tokens.items() if token.owner is not project}
    state.merge_requests = {key: mr for key, mr in state.merge_requests.items() if mr.project is not project}
    for mr in state.merge_requests.values():
        if mr.source_project is project:
            mr.source_project = None


def create_token(
    hub: Hub, owner: str | Project | Group, scopes: Iterable[str], role: str, expires: date | None, name: str
) -> Token:
    """A token of a person (username), a project or a group; the latter two act as bots of their own."""
    wanted = tuple(scopes)
    if unknown := set(wanted) - set(SCOPES):
        raise ValueError(f"there are no such scopes: {', '.join(sorted(unknown))}")
    personal = isinstance(owner, str)
    username = hub.state.user(owner).username if isinstance(owner, str) else _bot(hub, owner, ROLES[role], name)
    token = Token(
        id=hub.state.new_id(),
        value=f"glpat-{secrets.token_hex(10)}",
        name=name,
        username=username,
        scopes=wanted,
        created=hub.clock.now(),
        expires=expires or (hub.clock.now() + TOKEN_LIFE).date(),
        level=0 if personal else ROLES[role],
        owner=None if isinstance(owner, str) else owner,
    )
    hub.state.tokens[token.value] = token
    return token


def _bot(hub: Hub, owner: Project | Group, level: int, name: str) -> str:
    """Named as GitLab names them: https://docs.gitlab.com/user/project/settings/project_access_tokens/"""
    kind = "project" if isinstance(owner, Project) else "group"
    bot = hub.state.user(f"{kind}_{owner.id}_bot_{secrets.token_hex(16)}", bot=True)
    bot.name = name
    owner.members[bot.username] = level
    return bot.username


def add_member(hub: Hub, thing: Project | Group, username: str, role: str) -> None:
    """guest | planner | reporter | developer | maintainer | owner."""
    thing.members[hub.state.user(username).username] = ROLES[role]
