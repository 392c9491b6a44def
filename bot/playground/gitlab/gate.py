"""The door of the API: who calls, limits, faults, a record of each exchange. Routes behind it run one by one."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from werkzeug.wrappers import Request, Response

from bot.playground.common.faults import Asked
from bot.playground.common.gate import Door, exchange
from bot.playground.common.http_git import is_git
from bot.playground.gitlab import auth, http_git
from bot.playground.gitlab.auth import Caller
from bot.playground.gitlab.errors import ApiError
from bot.playground.gitlab.hub import Hub
from bot.playground.gitlab.limits import Throttled

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

API = "/api/v4"
CALLER = "playground.caller"
LATER = "playground.later"
"""Where a route leaves what is to be done once it holds the lock no more; its answer takes the place of the route's."""
SLASH = "\x1f"
"""Stands for a slash within one segment of a path (`%2F`), which WSGI cannot tell from one between two."""
_NOTE = re.compile(r"/merge_requests/\d+/(notes|discussions(/\w+/notes)?)$")


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
        elif request.path.startswith(API + "/"):
            answer = self._api(request)
        else:
            answer = self._door.dispatch(environ)
        return answer(environ, start_response)

    def _api(self, request: Request) -> Response:
        asked = _asked(request, request.get_data())
        try:
            with self._hub.state.lock:
                caller = auth.authenticate(self._hub.state, request.headers, request.args.get("private_token", ""))
            limits = self._hub.limiter.enter(caller.username or "anonymous", note=_is_note(asked))
            answer = self._door.guarded(request, asked, lambda: self._routed(request, asked, caller))
            answer.headers.extend(limits)
        except ApiError as error:
            answer = refusal(error)
        except Throttled as error:
            answer = Response("Retry later\n", 429, error.headers, content_type="text/plain")
        answer.headers["X-Request-Id"] = uuid.uuid4().hex.upper()[:26]
        for listener in self._hub.listeners:
            listener(exchange(request, asked, answer))
        return answer

    def _routed(self, request: Request, asked: Asked, caller: Caller) -> Response:
        later: list[Callable[[], Response]] = []
        more = {CALLER: caller, LATER: later, "PATH_INFO": _segments(asked.path)}
        answer = self._door.routed(request, asked, **more)
        return later[0]() if later else answer


def _asked(request: Request, body: bytes) -> Asked:
    raw = str(request.environ["REQUEST_URI"]).partition("?")[0]
    path = raw.removeprefix(API) if raw.startswith(API + "/") else raw
    writes = path != raw and request.method not in ("GET", "HEAD")
    return Asked(request.method, path, body, dict(request.headers), writes)


def _segments(path: str) -> str:
    """PATH_INFO (bytes as latin-1, as WSGI has it) with the slashes within segments told apart."""
    parts = (unquote_to_bytes(part).decode("latin-1").replace("/", SLASH) for part in path.split("/"))
    return API + "/".join(parts)


def _is_note(asked: Asked) -> bool:
    return asked.method == "POST" and _NOTE.search(asked.path) is not None


def refusal(error: ApiError) -> Response:
    """The error as GitLab writes it."""
    return Response(json.dumps(error.body), error.status, error.headers, content_type="application/json")
