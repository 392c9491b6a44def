"""What every local forge's door does: faults before and after a request, routes one by one, a record of exchanges."""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

from bot.playground.common.faults import Answer, Asked, Close, Faults, Outcome, When

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment


@dataclass(frozen=True, slots=True)
class Exchange:
    """One finished request with its answer, for whoever listens (contract tests, say)."""

    method: str
    path: str
    """Without the API prefix for REST (`/repos/o/r`); as it came for everything else."""
    query: str
    request_headers: dict[str, str]
    request_body: bytes
    status: int
    headers: dict[str, str]
    body: bytes


class Door:
    """Around one Flask application. `lock` is the forge's own: routes run one at a time."""

    def __init__(self, app: WSGIApplication, lock: threading.RLock, faults: Faults) -> None:
        self._app = app
        self._lock = lock
        self._faults = faults

    def guarded(self, request: Request, asked: Asked, serve: Callable[[], Response]) -> Response:
        """Serves unless a fault comes before; answers with it unless a fault comes after."""
        answer = self._fault(request, asked, "before") or serve()
        return self._fault(request, asked, "after") or answer

    def _fault(self, request: Request, asked: Asked, when: When) -> Response | None:
        return _as_response(request, self._faults.outcome(asked, when))

    def routed(self, request: Request, asked: Asked, **environ: Any) -> Response:
        """The application's answer to a request whose body was read; `environ` is added to what the routes see."""
        inner = {**request.environ, **environ, "wsgi.input": io.BytesIO(asked.body)}
        inner["CONTENT_LENGTH"] = str(len(asked.body))
        inner.pop("HTTP_TRANSFER_ENCODING", None)
        return self.dispatch(inner)

    def dispatch(self, environ: WSGIEnvironment) -> Response:
        """The application's answer."""
        with self._lock:
            return Response.from_app(self._app, environ, buffered=True)


def exchange(request: Request, asked: Asked, answer: Response) -> Exchange:
    """The record of what was asked and answered."""
    return Exchange(
        asked.method,
        asked.path,
        request.query_string.decode(),
        asked.headers,
        asked.body,
        answer.status_code,
        dict(answer.headers),
        answer.get_data(),
    )


def _as_response(request: Request, outcome: Outcome) -> Response | None:
    if isinstance(outcome, Close):
        connection: Any = request.environ["werkzeug.socket"]
        connection.shutdown(socket.SHUT_RDWR)
        return Response(status=500)  # nobody hears it
    if isinstance(outcome, Answer):
        return Response(outcome.body, outcome.status, outcome.headers, content_type="application/json; charset=utf-8")
    return None
