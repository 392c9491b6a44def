"""git over HTTP behind GitLab's rules: the password is a token with the right scope. Pushes have their consequences."""

from __future__ import annotations

from werkzeug.wrappers import Request, Response

from bot.playground.common import http_git
from bot.playground.common.http_git import Moves
from bot.playground.gitlab import auth
from bot.playground.gitlab.errors import ApiError
from bot.playground.gitlab.hub import Hub
from bot.playground.gitlab.nouns import DEVELOPER, REPORTER, Project
from bot.playground.gitlab.pushes import moved

READ = ("api", "read_repository", "write_repository")
WRITE = ("api", "write_repository")
MISSING = (
    "The project you were looking for could not be found or you don't have permission to view it.\n",
    "You are not allowed to push code to this project.\n",
    "HTTP Basic: Access denied. If a password was provided for Git authentication, the password was incorrect or "
    "you're required to use a token instead of a password.\n",
)


def serve(hub: Hub, request: Request) -> Response:
    """Answers one request of a git client; a path that a project had once still leads to it."""
    full_path, inner, pushes = http_git.split(request)
    try:
        with hub.state.lock:
            caller = auth.by_basic(hub.state, request.headers)
            project = hub.state.project(full_path)
            _admit(hub, caller, project, pushes)
    except ApiError as error:
        text = MISSING[0] if error.status == 404 else MISSING[1] if pushes else MISSING[2]
        return http_git.refusal(request, error.status, text, "GitLab")
    path = hub.path(project)
    if inner != "git-receive-pack":
        return http_git.backend(path, request, inner, caller.username)

    def told(moves: Moves) -> None:
        with hub.state.lock:
            moved(hub, project, moves, caller.username)

    return http_git.receive(path, request, caller.username, told)


def _admit(hub: Hub, caller: auth.Caller, project: Project, pushes: bool) -> None:
    auth.require_scope(caller, WRITE if pushes else READ)
    if pushes:
        auth.require(hub.state, caller, project, DEVELOPER)
    else:
        auth.require_code(hub.state, caller, project, 0 if project.visibility != "private" else REPORTER)
