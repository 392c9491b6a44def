"""The judge in the middle, over real HTTP."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
import requests

from tests.contracts.middleware import ContractMiddleware

GOOD = {"permission": "write", "role_name": "write", "user": None}


def forge(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answers what `X-Answer` holds, and echoes what it was sent in a header."""
    body = environ["HTTP_X_ANSWER"].encode()
    sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    kind = environ.get("HTTP_X_KIND", "application/json")
    start_response("200 OK", [("Content-Type", kind), ("X-Sent", sent.decode())])
    return [body[:5], body[5:]]


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None: ...


@pytest.fixture
def judge() -> Iterator[tuple[ContractMiddleware, str]]:
    middleware = ContractMiddleware(forge)
    with make_server("127.0.0.1", 0, middleware, handler_class=Quiet) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield middleware, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def get(url: str, answer: str, **headers: str) -> requests.Response:
    return requests.get(url, headers={"X-Answer": answer, **headers}, timeout=10)


PERMISSION = "/api/v3/repos/a/b/collaborators/ada/permission"


def test_a_good_exchange_passes_through_unchanged(judge: tuple[ContractMiddleware, str]) -> None:
    middleware, url = judge
    assert get(url + PERMISSION, json.dumps(GOOD)).json() == GOOD
    [exchange] = middleware.exchanges
    assert (exchange.method, exchange.path, exchange.status) == ("GET", PERMISSION.removeprefix("/api/v3"), 200)
    assert middleware.violations == []


def test_a_bad_one_passes_through_and_is_told(judge: tuple[ContractMiddleware, str]) -> None:
    middleware, url = judge
    assert get(url + PERMISSION, '{"permission": 4}').json() == {"permission": 4}
    assert any("role_name" in each for each in middleware.violations)


def test_broken_json_is_told(judge: tuple[ContractMiddleware, str]) -> None:
    middleware, url = judge
    get(url + PERMISSION, '{"permission":')
    assert len(middleware.violations) == 1


def test_the_app_still_gets_the_whole_request(judge: tuple[ContractMiddleware, str]) -> None:
    middleware, url = judge
    body = '{"state": "nonsense"}'
    answer = requests.post(
        f"{url}/api/v3/repos/a/b/statuses/{'a' * 40}", data=body, headers={"X-Answer": "{}"}, timeout=10
    )
    assert answer.headers["X-Sent"] == body
    assert any("request state" in each or "never answers 200" in each for each in middleware.violations)


def test_graphql_is_judged_by_its_own_contract(judge: tuple[ContractMiddleware, str]) -> None:
    middleware, url = judge
    query = {"query": "query { viewer { login } }"}
    requests.post(f"{url}/api/graphql", json=query, headers={"X-Answer": '{"data": {"viewer": {}}}'}, timeout=10)
    assert any("missing in the answer" in each for each in middleware.violations)


def test_pages_and_git_pass_by(judge: tuple[ContractMiddleware, str]) -> None:
    middleware, url = judge
    for path in ("/acme/shop/pull/1", "/acme/shop.git/info/refs", "/api"):
        assert get(url + path, "<p>", **{"X-Kind": "text/html"}).text == "<p>"
    assert middleware.exchanges == []
