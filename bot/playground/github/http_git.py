"""git over HTTP behind GitHub's rules of who may fetch and push. Pushes have their consequences."""

from __future__ import annotations

from werkzeug.wrappers import Request, Response

from bot.playground.common import http_git
from bot.playground.common.http_git import Moves
from bot.playground.github import auth, renames
from bot.playground.github.errors import ApiError
from bot.playground.github.hub import Hub
from bot.playground.github.pushes import moved


def serve(hub: Hub, request: Request) -> Response:
    """Answers one request of a git client."""
    full_name, inner, pushes = http_git.split(request)
    if address := renames.git_address(hub, full_name):
        query = f"?{request.query_string.decode()}" if request.query_string else ""
        return Response(status=301, headers={"Location": f"{address}/{inner}{query}"})
    try:
        with hub.state.lock:
            repo = hub.state.repo(full_name)
            caller = auth.authenticate(hub.state, request.headers)
            auth.require(hub.state, caller, repo, "contents:write" if pushes else "contents:read")
    except ApiError as error:
        text = "Repository not found.\n" if error.status == 404 else f"{error.message}\n"
        return http_git.refusal(request, error.status, text, "GitHub")
    path = hub.path(repo.full_name)
    if inner != "git-receive-pack":
        return http_git.backend(path, request, inner, caller.login)

    def told(moves: Moves) -> None:
        with hub.state.lock:
            moved(hub, repo, moves, caller.login)

    return http_git.receive(path, request, caller.login, told)
