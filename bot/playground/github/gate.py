"""The door of the API: who calls, limits, faults, ETags, a record of each exchange. Routes behind it run one by one."""

from __future__ import annotations

import hashlib
import io
import json
import socket
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

from bot.playground.common.faults import Answer, Asked, Close, Outcome, When
from bot.playground.github import auth, http_git
from bot.playground.github.auth import ANONYMOUS, Caller
from bot.playground.github.errors import ApiError
from bot.playground.github.hub import Exchange, Hub

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

REST = "/api/v3"
GRAPHQL = "/api/graphql"
CALLER = "playground.caller"


class Gate:
    """WSGI around the Flask application: git goes past it, pages straight through, the API through every check."""

    def __init__(self, app: WSGIApplication, hub: Hub) -> None:
        self._app = app
        self._hub = hub

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """One request."""
        request = Request(environ)
        if http_git.is_git(request.path):
            answer = self._git(request)
        elif request.path.startswith((REST, GRAPHQL)):
            answer = self._api(request)
        else:
            answer = self._dispatch(environ)
        return answer(environ, start_response)

    def _git(self, request: Request) -> Response:
        asked = _asked(request, b"")
        return self._fault(request, asked, "before") or self._after(request, asked, http_git.serve(self._hub, request))

    def _api(self, request: Request) -> Response:
        body = request.get_data()
        asked = _asked(request, body)
        try:
            with self._hub.state.lock:
                caller = auth.authenticate(self._hub.state, request.headers)
            answer = self._limited(request, asked, caller)
        except ApiError as error:
            answer = refusal(error)
        answer.headers["X-GitHub-Request-Id"] = uuid.uuid4().hex[:16].upper()
        answer.headers["X-GitHub-Enterprise-Version"] = "3.19.0"
        self._tell(request, asked, answer)
        return answer

    def _limited(self, request: Request, asked: Asked, caller: Caller) -> Response:
        limiter, client = self._hub.limiter, caller.client
        counts = caller is not ANONYMOUS and caller.kind != "app" and asked.path != "/rate_limit"
        if counts:
            limiter.enter(client, write=asked.method != "GET", content=asked.writes)
        answer = None
        try:
            answer = self._fault(request, asked, "before") or self._routed(request, asked, caller)
            answer = self._after(request, asked, answer)
        finally:
            if counts:
                limiter.leave(client, free=answer is not None and answer.status_code == 304)
        answer.headers.extend(limiter.headers(client))
        return answer

    def _routed(self, request: Request, asked: Asked, caller: Caller) -> Response:
        inner = {**request.environ, CALLER: caller, "wsgi.input": io.BytesIO(asked.body)}
        inner["CONTENT_LENGTH"] = str(len(asked.body))
        inner.pop("HTTP_TRANSFER_ENCODING", None)
        return _conditional(request, self._dispatch(inner))

    def _dispatch(self, environ: WSGIEnvironment) -> Response:
        with self._hub.state.lock:
            return Response.from_app(self._app, environ, buffered=True)

    def _after(self, request: Request, asked: Asked, answer: Response) -> Response:
        return self._fault(request, asked, "after") or answer

    def _fault(self, request: Request, asked: Asked, when: When) -> Response | None:
        return _as_response(request, self._hub.faults.outcome(asked, when))

    def _tell(self, request: Request, asked: Asked, answer: Response) -> None:
        exchange = Exchange(
            asked.method,
            asked.path,
            request.query_string.decode(),
            asked.headers,
            asked.body,
            answer.status_code,
            dict(answer.headers),
            answer.get_data(),
        )
        for listener in self._hub.listeners:
            listener(exchange)


def _asked(request: Request, body: bytes) -> Asked:
    path = request.path.removeprefix(REST) if request.path.startswith(REST + "/") else request.path
    return Asked(request.method, path, body, dict(request.headers))


def _as_response(request: Request, outcome: Outcome) -> Response | None:
    if isinstance(outcome, Close):
        connection: Any = request.environ["werkzeug.socket"]
        connection.shutdown(socket.SHUT_RDWR)
        return Response(status=500)  # nobody hears it
    if isinstance(outcome, Answer):
        return Response(outcome.body, outcome.status, outcome.headers, content_type="application/json; charset=utf-8")
    return None


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
    return Response(
        json.dumps(error.body()), error.status, error.headers, content_type="application/json; charset=utf-8"
    )
