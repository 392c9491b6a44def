"""The API of allow-lists and maintenance: who is admitted, and how what cannot be done is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.config import AllowListConfig
from bot.model import Mode
from bot.store import Store
from bot.web import allow_api
from bot.web.tokens import guard

CONFIG = AllowListConfig(organisations={"acme": Mode.ENFORCE}, max_maintenance_hours=8)
WINDOW = {"organisation": "acme", "duration": "2h", "reason": "upgrade", "person": "mia"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(f"sqlite:///{tmp_path}/sekisho.db")
    made.migrate()
    yield made
    made.close()


@pytest.fixture
def client(store: Store) -> FlaskClient:
    app = Flask("sekisho")
    app.register_blueprint(allow_api.blueprint(store, CONFIG, guard(store)))
    return app.test_client()


@pytest.fixture
def token(store: Store) -> str:
    return f"Bearer {store.tokens.make('ci', ['read', 'write'], None, 'olga', store.now())}"


def ask(client: FlaskClient, token: str, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    headers = {"Authorization": token} if token else {}
    answer = client.open(f"/api/v1{path}", method=method, json=body, headers=headers)
    return answer.status_code, answer.get_json()


ROUTES = [
    ("GET", "/allow-list?organisation=acme"),
    ("POST", "/allow-list"),
    ("DELETE", "/allow-list/1"),
    ("POST", "/allow-list/1/confirm"),
    ("GET", "/maintenance?organisation=acme"),
    ("POST", "/maintenance"),
    ("GET", "/maintenance/1"),
    ("DELETE", "/maintenance/1"),
    ("GET", "/maintenance/1/learned"),
    ("POST", "/maintenance/1/confirm"),
    ("POST", "/maintenance/1/remove"),
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_every_route_asks_for_a_token_and_for_its_scope(
    client: FlaskClient, store: Store, method: str, path: str
) -> None:
    now = store.now()
    expired = store.tokens.make("old", ["read", "write"], now - 1, "olga", now - 2)
    for wrong in ("", "Bearer", "Bearer x", "Basic b2xnYTp4", f"Bearer {expired}"):
        answer = client.open(f"/api/v1{path}", method=method, headers={"Authorization": wrong} if wrong else {})
        assert (answer.status_code, answer.content_type) == (401, "application/problem+json")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    reader = f"Bearer {store.tokens.make('reader', ['read'], None, 'olga', now)}"
    assert (ask(client, reader, method, path)[0] == 403) is (method != "GET")


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "words"),
    [
        ("POST", "/allow-list", None, 400, "Send a JSON object"),
        ("POST", "/allow-list", ["x"], 400, "Send a JSON object"),
        ("POST", "/allow-list", {"organisation": "acme", "purl": "kit"}, 422, "is no purl"),
        ("POST", "/allow-list", {"organisation": "acme"}, 422, "`purl` is missing"),
        ("POST", "/allow-list", {"organisation": "acme", "purl": 7}, 422, "`purl` is text of at most"),
        ("POST", "/allow-list", {"purl": "pkg:npm/kit"}, 422, "Name either repository="),
        ("POST", "/allow-list", {"repository": "acme", "purl": "pkg:npm/kit"}, 422, "write OWNER/NAME"),
        ("POST", "/allow-list", {"repository": "acme/shop", "prul": "x"}, 422, "There is no `prul` here"),
        ("GET", "/allow-list", None, 422, "Name either"),
        ("GET", "/allow-list?organisation=acme&repository=acme/shop", None, 422, "Name either"),
        ("GET", "/allow-list?organisation=a/b", None, 422, "write OWNER"),
        ("DELETE", "/allow-list/none", None, 404, "No entry has this id"),
        ("POST", "/allow-list/none/confirm", None, 404, "No entry has this id"),
        ("POST", "/maintenance", WINDOW | {"duration": "9h"}, 422, "longer than the 8 hours"),
        ("POST", "/maintenance", WINDOW | {"duration": 2}, 422, "`duration` is text"),
        ("POST", "/maintenance", WINDOW | {"reason": " "}, 422, "`reason` is text"),
        ("POST", "/maintenance", WINDOW | {"person": None}, 422, "`person` is missing"),
        ("POST", "/maintenance", WINDOW | {"repositories": ["other/shop"]}, 422, "repositories of one owner"),
        ("POST", "/maintenance", WINDOW | {"repositories": "acme/shop"}, 422, "is a list of at most"),
        ("POST", "/maintenance", WINDOW | {"repositories": [7]}, 422, "write OWNER/NAME"),
        ("GET", "/maintenance/none", None, 404, "No window has this id"),
        ("DELETE", "/maintenance/none", None, 404, "No window has this id"),
        ("POST", "/maintenance/none/confirm", {"entries": "all"}, 404, "No window has this id"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_told_as_a_problem(
    client: FlaskClient, token: str, method: str, path: str, body: Any, status: int, words: str
) -> None:
    code, problem = ask(client, token, method, path, body)
    assert (code, problem["status"]) == (status, status)
    assert words in problem["detail"]


def test_a_window_names_its_repositories_and_nothing_is_chosen_by_accident(client: FlaskClient, token: str) -> None:
    wanted = WINDOW | {"repositories": ["Acme/Shop", "acme/shop"]}
    code, window = ask(client, token, "POST", "/maintenance", wanted)
    assert (code, window["repositories"]) == (201, ["acme/shop"])
    assert ask(client, token, "GET", "/maintenance?repository=acme/shop")[1]["items"] == [window]
    assert ask(client, token, "GET", "/maintenance?repository=acme/other")[1]["items"] == []
    for entries in ([], None, "none", ["x"], [7]):
        assert ask(client, token, "POST", f"/maintenance/{window['id']}/remove", {"entries": entries})[0] == 422
    assert ask(client, token, "POST", f"/maintenance/{window['id']}/remove", {"entries": "all"}) == (200, {"items": []})


def test_the_list_tells_its_mode(client: FlaskClient, token: str) -> None:
    assert ask(client, token, "GET", "/allow-list?organisation=ACME")[1] == {"mode": "enforce", "items": []}
    assert ask(client, token, "GET", "/allow-list?repository=other/shop")[1]["mode"] == "off"
