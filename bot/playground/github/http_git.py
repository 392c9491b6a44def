"""git over HTTP: `git http-backend` behind GitHub's rules of who may fetch and push. Pushes have their consequences."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from typing import IO

from werkzeug.wrappers import Request, Response

from bot.playground.common import git
from bot.playground.github import auth
from bot.playground.github.auth import Caller
from bot.playground.github.errors import ApiError
from bot.playground.github.hub import Hub
from bot.playground.github.nouns import Repo
from bot.playground.github.pushes import moved

CHUNK = 65_536
_KEPT_IN_MEMORY = 4 * 1024 * 1024
_pushing = threading.Lock()


def is_git(path: str) -> bool:
    """Whether a path is one that git asks for."""
    return ".git/" in path and path.endswith(("/info/refs", "/git-upload-pack", "/git-receive-pack", "/HEAD"))


def serve(hub: Hub, request: Request) -> Response:
    """Answers one request of a git client."""
    full_name, _, inner = request.path.lstrip("/").partition(".git/")
    pushes = "git-receive-pack" in (inner, request.args.get("service"))
    try:
        with hub.state.lock:
            repo = hub.state.repo(full_name)
            caller = auth.authenticate(hub.state, request.headers)
            auth.require(hub.state, caller, repo, "contents:write" if pushes else "contents:read")
    except ApiError as error:
        return _refusal(request, error)
    if inner == "git-receive-pack":
        return _receive(hub, repo, caller, request)
    return _backend(hub, repo, caller, request, inner)


def _refusal(request: Request, error: ApiError) -> Response:
    """Who sent no credentials is asked for them; who sent some learns what is wrong with them."""
    if "Authorization" not in request.headers or error.status == 401:
        wanted = {"WWW-Authenticate": 'Basic realm="GitHub"'}
        return Response("Authentication failed\n", 401, wanted, content_type="text/plain")
    text = "Repository not found.\n" if error.status == 404 else f"{error.message}\n"
    return Response(text, error.status, content_type="text/plain")


def _receive(hub: Hub, repo: Repo, caller: Caller, request: Request) -> Response:
    """A push, one at a time; buffered, so that its consequences are there before the client hears."""
    path = hub.path(repo.full_name)
    with _pushing:
        before = git.refs(path)
        answer = _backend(hub, repo, caller, request, "git-receive-pack")
        answer.data = b"".join(answer.iter_encoded())
        after = git.refs(path)
        names = sorted({*before, *after})
        moves = {name: (before.get(name, git.ZERO), after.get(name, git.ZERO)) for name in names}
        with hub.state.lock:
            moved(hub, repo, moves, caller.login)
    return answer


def _backend(hub: Hub, repo: Repo, caller: Caller, request: Request, inner: str) -> Response:
    with tempfile.SpooledTemporaryFile(_KEPT_IN_MEMORY) as spool:
        while chunk := request.stream.read(CHUNK):
            spool.write(chunk)
        size = spool.tell()
        spool.seek(0)
        spool.rollover()
        environment = _environment(hub, repo, caller, request, inner, size)
        process = subprocess.Popen(
            ["git", "http-backend"],
            stdin=spool.fileno(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
    assert process.stdout is not None
    status, headers = _head(process.stdout)
    return Response(_stream(process, process.stdout), status, headers)


def _environment(hub: Hub, repo: Repo, caller: Caller, request: Request, inner: str, size: int) -> dict[str, str]:
    header = {
        "CONTENT_TYPE": request.headers.get("Content-Type", ""),
        "HTTP_CONTENT_ENCODING": request.headers.get("Content-Encoding", ""),
        "GIT_PROTOCOL": request.headers.get("Git-Protocol", ""),
    }
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "GIT_PROJECT_ROOT": str(hub.root / "git"),
        "GIT_HTTP_EXPORT_ALL": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "PATH_INFO": f"/{repo.full_name}.git/{inner}",
        "QUERY_STRING": request.query_string.decode(),
        "REQUEST_METHOD": request.method,
        "CONTENT_LENGTH": str(size) if request.method == "POST" else "",
        "REMOTE_USER": caller.login,
        "REMOTE_ADDR": request.remote_addr or "",
        **{key: value for key, value in header.items() if value},
    }


def _head(out: IO[bytes]) -> tuple[int, list[tuple[str, str]]]:
    status, headers = 200, []
    while (line := out.readline().decode().strip()) != "":
        name, _, value = line.partition(": ")
        if name.lower() == "status":
            status = int(value.split()[0])
        else:
            headers.append((name, value))
    return status, headers


def _stream(process: subprocess.Popen[bytes], out: IO[bytes]) -> Iterator[bytes]:
    try:
        while chunk := out.read1(CHUNK):  # type: ignore[attr-defined]
            yield chunk
    finally:
        out.close()
        process.wait()
