"""`git http-backend` behind a local forge's own rules of who may fetch and push."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO

from werkzeug.wrappers import Request, Response

from bot.playground.common import git

CHUNK = 65_536
_KEPT_IN_MEMORY = 4 * 1024 * 1024
_pushing = threading.Lock()

Moves = Mapping[str, tuple[str, str]]
"""Full ref name -> (before, after); forty zeros stand for "not there"."""


def is_git(path: str) -> bool:
    """Whether a path is one that git asks for."""
    return ".git/" in path and path.endswith(("/info/refs", "/git-upload-pack", "/git-receive-pack", "/HEAD"))


def split(request: Request) -> tuple[str, str, bool]:
    """(the repository's full path, what git asks of it, whether that is part of a push)."""
    full_path, _, inner = request.path.lstrip("/").partition(".git/")
    return full_path, inner, "git-receive-pack" in (inner, request.args.get("service"))


def refusal(request: Request, status: int, text: str, realm: str) -> Response:
    """Who sent no credentials is asked for them; who sent some learns what is wrong with them."""
    if "Authorization" not in request.headers or status == 401:
        wanted = {"WWW-Authenticate": f'Basic realm="{realm}"'}
        return Response("Authentication failed\n", 401, wanted, content_type="text/plain")
    return Response(text, status, content_type="text/plain")


def receive(repo: Path, request: Request, user: str, moved: Callable[[Moves], None]) -> Response:
    """A push, one at a time; buffered, so that its consequences (`moved`) are there before the client hears."""
    with _pushing:
        before = git.refs(repo)
        answer = backend(repo, request, "git-receive-pack", user)
        answer.data = b"".join(answer.iter_encoded())
        after = git.refs(repo)
        names = sorted({*before, *after})
        moved({name: (before.get(name, git.ZERO), after.get(name, git.ZERO)) for name in names})
    return answer


def backend(repo: Path, request: Request, inner: str, user: str) -> Response:
    """What git itself answers to `inner` ("info/refs", "git-upload-pack"), for whom the forge has let in."""
    with tempfile.SpooledTemporaryFile(_KEPT_IN_MEMORY) as spool:
        while chunk := request.stream.read(CHUNK):
            spool.write(chunk)
        size = spool.tell()
        spool.seek(0)
        spool.rollover()
        process = subprocess.Popen(
            ["git", "http-backend"],
            stdin=spool.fileno(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(repo, request, inner, user, size),
        )
    assert process.stdout is not None
    status, headers = _head(process.stdout)
    return Response(_stream(process, process.stdout), status, headers)


def _environment(repo: Path, request: Request, inner: str, user: str, size: int) -> dict[str, str]:
    header = {
        "CONTENT_TYPE": request.headers.get("Content-Type", ""),
        "HTTP_CONTENT_ENCODING": request.headers.get("Content-Encoding", ""),
        "GIT_PROTOCOL": request.headers.get("Git-Protocol", ""),
    }
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "GIT_PROJECT_ROOT": str(repo.parent),
        "GIT_HTTP_EXPORT_ALL": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "PATH_INFO": f"/{repo.name}/{inner}",
        "QUERY_STRING": request.query_string.decode(),
        "REQUEST_METHOD": request.method,
        "CONTENT_LENGTH": str(size) if request.method == "POST" else "",
        "REMOTE_USER": user,
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
