"""Stands between a client and a forge's WSGI app, and judges every API exchange by GitHub's contracts.

Limits: JSON, at the base paths of GitHub Enterprise Server unless told otherwise; what lies outside the API (git,
pages) passes by.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from tests.contracts import graphql
from tests.contracts.rest import Contract

Environ = dict[str, Any]
StartResponse = Callable[..., Callable[[bytes], object]]
Wsgi = Callable[[Environ, StartResponse], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer."""

    method: str
    path: str
    """Below the API's base."""
    status: int
    violations: tuple[str, ...]


class ContractMiddleware:
    """A WSGI app around another one. `exchanges` is what went through so far."""

    def __init__(self, app: Wsgi, rest_base: str = "/api/v3", graphql_path: str = "/api/graphql") -> None:
        self._app = app
        self._rest_base = rest_base
        self._graphql_path = graphql_path
        self.exchanges: list[Exchange] = []

    @property
    def violations(self) -> list[str]:
        """All that broke a contract, in the order it happened, each once."""
        return list(dict.fromkeys(each for exchange in self.exchanges for each in exchange.violations))

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path != self._graphql_path and not path.startswith(f"{self._rest_base}/"):
            return self._app(environ, start_response)
        return self._judged(environ, start_response, path)

    def _judged(self, environ: Environ, start_response: StartResponse, path: str) -> Iterator[bytes]:
        request = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(request)
        started: list[Any] = []
        answer = self._app(environ, lambda *head: _remember(started, head, start_response))
        try:
            body = b"".join(answer)
        finally:
            getattr(answer, "close", lambda: None)()
        status, headers = int(started[0].split()[0]), {name.lower(): value for name, value in started[1]}
        self._record(environ, path, request, status, headers.get("content-type", "json"), body)
        yield body

    def _record(self, environ: Environ, path: str, request: bytes, status: int, kind: str, body: bytes) -> None:
        method, query = environ["REQUEST_METHOD"], environ.get("QUERY_STRING", "")
        below = path if path == self._graphql_path else path.removeprefix(self._rest_base)
        sent = decoded(environ.get("CONTENT_TYPE") or "json", request)
        wrong = judge(method, below, query, sent, status, decoded(kind, body), graphql_path=self._graphql_path)
        self.exchanges.append(Exchange(method, below, status, tuple(wrong)))


def judge(
    method: str, path: str, query: str, sent: Any, status: int, got: Any, graphql_path: str = "/api/graphql"
) -> list[str]:
    """Violations of one exchange. `path`: without the API's base; `sent`, `got`: decoded bodies."""
    if path == graphql_path:
        return graphql.validate_exchange(sent, status, got)
    return Contract.load().validate(method, path, parse_qs(query, keep_blank_values=True), sent, status, got)


def decoded(media_type: str, body: bytes) -> Any:
    """A JSON body; None where there is none or it is no JSON by its type; its text where it is broken."""
    if not body or ("json" not in media_type and "x-www-form-urlencoded" not in media_type):
        return None
    try:
        return json.loads(body)
    except ValueError:
        return body.decode(errors="replace")


def _remember(started: list[Any], head: tuple[Any, ...], start_response: StartResponse) -> Callable[[bytes], object]:
    started[:] = head[:2]
    return start_response(*head)
