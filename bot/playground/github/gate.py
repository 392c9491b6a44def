"""The door of the API: who calls, limits, faults, ETags, a record of each exchange. Routes behind it run one by one."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from werkzeug.wrappers import Request, Response

from bot.playground.common.faults import Asked
from bot.playground.common.gate import Door, exchange
from bot.playground.common.http_git import is_git
from bot.playground.github import auth, http_git, renames
from bot.playground.github.auth import ANONYMOUS, Caller
from bot.playground.github.errors import ApiError
from bot.playground.github.hub import Hub

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

REST = "/api/v3"
GRAPHQL = "/api/graphql"
CALLER = "playground.caller"
JSON = "application/json; charset=utf-8"


class Gate:
    """WSGI around the Flask application: git goes past it, pages straight through, the API through every check."""

    def __init__(self, app: WSGIApplication, hub: Hub) -> None:
        self._hub = hub
        self._door = Door(app, hub.state.lock, hub.faults)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """One request."""
        request = Request(environ)
        if is_git(request.path):
            asked = _asked(request, b"")
            answer = self._door.guarded(request, asked, lambda: http_git.serve(self._hub, request))
        elif request.path.startswith((REST, GRAPHQL)):
            answer = self._api(request)
        else:
            answer = self._door.dispatch(environ)
        return answer(environ, start_response)

    def _api(self, request: Request) -> Response:
        body = request.get_data()
        asked = _asked(request, body)
        with self._hub.state.lock:
            asked = replace(asked, path=renames.canonical(self._hub.state, asked.path))
        try:
            with self._hub.state.lock:
                caller = auth.authenticate(self._hub.state, request.headers)
            answer = self._limited(request, asked, caller)
        except ApiError as error:
            answer = refusal(error)
        answer.headers["X-GitHub-Request-Id"] = uuid.uuid4().hex[:16].upper()
        answer.headers["X-GitHub-Enterprise-Version"] = "3.19.0"
        for listener in self._hub.listeners:
            listener(exchange(request, asked, answer))
        return answer

    def _limited(self, request: Request, asked: Asked, caller: Caller) -> Response:
        limiter, client = self._hub.limiter, caller.client
        counts = caller is not ANONYMOUS and caller.kind != "app" and asked.path != "/rate_limit"
        if counts:
            limiter.enter(client, write=asked.method != "GET", content=asked.writes)
        answer = None
        try:
            answer = self._door.guarded(request, asked, lambda: self._routed(request, asked, caller))
        finally:
            if counts:
                limiter.leave(client, free=answer is not None and answer.status_code == 304)
        answer.headers.extend(limiter.headers(client))
        return answer

    def _routed(self, request: Request, asked: Asked, caller: Caller) -> Response:
        with self._hub.state.lock:
            elsewhere = renames.redirection(self._hub, asked.method, asked.path, dict(request.args))
        if elsewhere:
            headers = {"Location": elsewhere.url}
            return Response(json.dumps(elsewhere.body), elsewhere.status, headers, content_type=JSON)
        inner: dict[str, object] = {CALLER: caller}
        if not request.path.endswith(asked.path):
            inner["PATH_INFO"] = f"{REST}{asked.path}".encode().decode("latin-1")  # as WSGI has it
        return _conditional(request, self._door.routed(request, asked, **inner))


def _asked(request: Request, body: bytes) -> Asked:
    path = request.path.removeprefix(REST) if request.path.startswith(REST + "/") else request.path
    if path == GRAPHQL:
        writes = b"mutation" in body
    else:
        writes = path.startswith("/repos/") and request.method in ("POST", "PATCH", "PUT", "DELETE")
    return Asked(request.method, path, body, dict(request.headers), writes)


def _conditional(request: Request, answer: Response) -> Response:
    if request.method != "GET" or answer.status_code != 200:
        return answer
    digest = hashlib.sha256(answer.get_data() + answer.headers.get("Link", "").encode()).hexdigest()
    etag = f'W/"{digest}"'
    if etag in request.headers.get("If-None-Match", ""):
        return Response(status=304, headers={"ETag": etag})
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = "private, max-age=60, s-maxage=60"
    return answer


def refusal(error: ApiError) -> Response:
    """The error as GitHub writes it."""
    return Response(json.dumps(error.body()), error.status, error.headers, content_type=JSON)
