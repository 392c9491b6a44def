"""Commits over the API: who may push to a branch, when GitLab refuses a commit, and what it makes.

Read from gitlabhq's lib/api/commits.rb, app/services/commits/create_service.rb, app/services/files/multi_service.rb and
lib/gitlab/user_access.rb.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from bot.playground.common import git
from bot.playground.gitlab import auth
from bot.playground.gitlab.auth import Caller
from bot.playground.gitlab.errors import invalid, wrong
from bot.playground.gitlab.hub import Hub
from bot.playground.gitlab.nouns import DEVELOPER, MAINTAINER, Project
from bot.playground.gitlab.pushes import HEADS, moved

NO_ONE = 60
"""The level that nobody has."""


def may_push(hub: Hub, caller: Caller, project: Project, branch: str) -> bool:
    """By one's own level, or because a merge request out of this branch lends it to who may merge there."""
    usual = MAINTAINER if branch == project.default_branch else DEVELOPER
    if auth.level(hub.state, caller, project) >= project.protected.get(branch, usual):
        return True
    lent = [
        mr.project
        for mr in hub.state.merge_requests.values()
        if (mr.source_project, mr.source_branch, mr.state) == (project, branch, "opened")
        and mr.from_fork
        and mr.allow_collaboration
    ]
    open_to_all = branch not in project.protected and project.visibility != "private"
    return open_to_all and any(auth.level(hub.state, caller, target) >= DEVELOPER for target in lent)


def commit(hub: Hub, project: Project, username: str, asked: Mapping[str, Any]) -> str:
    """The commit's id. Raises 400."""
    path, branch = hub.path(project), str(asked["branch"])
    tip = git.resolve(path, HEADS + branch)
    begin = _begin(hub, project, branch, tip, asked)
    files, modes = _files(hub, project, begin, asked["actions"])
    who = hub.state.user(username)
    mail = (who.name, who.email)
    sha = git.write_commit(
        path, begin, files, str(asked["commit_message"]), mail, hub.clock.now(), modes=modes, committer=mail
    )
    git.set_ref(path, HEADS + branch, sha)
    moved(hub, project, {HEADS + branch: (tip or git.ZERO, sha)}, username)
    return sha


def _begin(hub: Hub, project: Project, branch: str, tip: str | None, asked: Mapping[str, Any]) -> str:
    """What the commit goes on from."""
    path, sha, start = hub.path(project), asked.get("start_sha"), asked.get("start_branch")
    if sha is None and start in (None, branch):
        if tip is None:
            raise invalid("You can only create or edit files when you are on a branch")
        return tip
    if sha is not None and start is not None:
        raise invalid("You can't pass both start_branch and start_sha")
    if tip is not None:
        raise invalid(f"A branch called '{branch}' already exists. Switch to that branch in order to make changes")
    begin = git.resolve(path, str(sha) if sha else HEADS + str(start))
    if begin is None:
        raise invalid(f"Cannot find start_sha '{sha}'" if sha else f"Invalid reference name: {start}")
    return begin


def _files(
    hub: Hub, project: Project, begin: str, actions: Any
) -> tuple[dict[str, bytes | str | None], dict[str, str]]:
    """Path -> content, and path -> mode, which stays what it was."""
    path = hub.path(project)
    files: dict[str, bytes | str | None] = {}
    modes: dict[str, str] = {}
    for action in actions if isinstance(actions, list) else ():
        file, kind = str(action["file_path"]), action.get("action")
        if kind not in ("create", "update", "delete"):
            raise wrong("actions[0][action] does not have a valid value")
        there = [entry for entry in git.tree(path, begin, file) if entry.path == file and entry.kind == "blob"]
        if there and kind == "create":
            raise invalid("A file with this name already exists")
        if not there and kind != "create":
            raise invalid("A file with this name doesn't exist")
        if there and _changed_since(hub, project, begin, file, action.get("last_commit_id")):
            raise invalid(f"The file has changed since you started editing it: {file}")
        modes |= {entry.path: entry.mode for entry in there}
        content = str(action.get("content") or "")
        plain = base64.b64decode(content) if action.get("encoding") == "base64" else content
        files[file] = None if kind == "delete" else plain
    return files, modes


def _changed_since(hub: Hub, project: Project, begin: str, file: str, known: Any) -> bool:
    """Whether another commit touched the file last than did as of the commit `known`."""
    last = [_last(hub, project, revision, file) for revision in (begin, str(known))] if known else []
    return len(set(last)) > 1


def _last(hub: Hub, project: Project, revision: str, file: str) -> str:
    path = hub.path(project)
    if git.resolve(path, revision) is None:
        return ""
    return git.run(path, "rev-list", "-1", revision, "--", file).decode().strip()
