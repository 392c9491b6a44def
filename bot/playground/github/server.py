"""The Flask application: which routes there are, and how their errors read."""

from __future__ import annotations

import copy
from functools import cache

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from bot.playground.github.errors import ApiError, not_found
from bot.playground.github.gate import CALLER, REST, Gate, refusal
from bot.playground.github.graphql import graphql_api
from bot.playground.github.hub import Hub
from bot.playground.github.pages import pages, show
from bot.playground.github.pages_apps import app_pages
from bot.playground.github.pages_forms import forms
from bot.playground.github.rest_apps import apps
from bot.playground.github.rest_checks import check_routes
from bot.playground.github.rest_pulls import pull_requests
from bot.playground.github.rest_repos import repos
from bot.playground.github.rest_reviews import reviews
from bot.playground.github.rest_scanning import scanning
from bot.playground.github.rest_talk import conversation

ROUTES = (apps, repos, pull_requests, reviews, conversation, check_routes, scanning)


def build(hub: Hub) -> Flask:
    """The application over one hub."""
    app = copy.copy(_routed())  # werkzeug takes a quarter of a second to compile the routes
    app.extensions = {"playground": hub}
    app.wsgi_app = Gate(app.wsgi_app, hub)  # type: ignore[method-assign]
    return app


@cache
def _routed() -> Flask:
    """The application without a hub, built once in a process."""
    app = Flask("bot.playground.github", static_folder=None, template_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.before_request(_introduce)
    app.register_error_handler(ApiError, _refused)
    app.register_error_handler(HTTPException, _failed)
    for blueprint in ROUTES:
        app.register_blueprint(blueprint, url_prefix=REST)
    for blueprint in (graphql_api, pages, forms, app_pages):
        app.register_blueprint(blueprint)
    return app


def _introduce() -> None:
    if CALLER in request.environ:
        g.caller = request.environ[CALLER]


def _refused(error: ApiError) -> Response:
    if not request.path.startswith("/api/"):
        page = show("problem.html.j2", status=error.status, message=error.message)
        page.status_code = error.status
        return page
    return Response(refusal(error).get_data(), error.status, error.headers, content_type="application/json")


def _failed(error: HTTPException) -> Response:
    return _refused(not_found() if error.code == 404 else ApiError(error.code or 500, error.name))
