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
        self._contract = Contract.load()
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
        self._record(environ, path, request, status, _json(headers.get("content-type", "json"), body))
        yield body

    def _record(self, environ: Environ, path: str, request: bytes, status: int, body: Any) -> None:
        method = environ["REQUEST_METHOD"]
        sent = _json(environ.get("CONTENT_TYPE") or "json", request)
        if path == self._graphql_path:
            wrong = graphql.validate_exchange(sent, status, body)
        else:
            path = path.removeprefix(self._rest_base)
            query = parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True)
            wrong = self._contract.validate(method, path, query, sent, status, body)
        self.exchanges.append(Exchange(method, path, status, tuple(wrong)))


def _remember(started: list[Any], head: tuple[Any, ...], start_response: StartResponse) -> Callable[[bytes], object]:
    started[:] = head[:2]
    return start_response(*head)


def _json(media_type: str, body: bytes) -> Any:
    """The decoded body; None where there is none or it is no JSON by its type; its text where it is broken."""
    if not body or ("json" not in media_type and "x-www-form-urlencoded" not in media_type):
        return None
    try:
        return json.loads(body)
    except ValueError:
        return body.decode(errors="replace")
