"""The Flask application: which routes there are, and how their errors read."""

from __future__ import annotations

import copy
from functools import cache

from flask import Flask, current_app, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from bot.playground.gitlab import rest
from bot.playground.gitlab.errors import ApiError
from bot.playground.gitlab.gate import API, CALLER, Gate, refusal
from bot.playground.gitlab.hub import Hub
from bot.playground.gitlab.pages import pages
from bot.playground.gitlab.rest_awards import awards
from bot.playground.gitlab.rest_discussions import discussions
from bot.playground.gitlab.rest_hooks import hooks
from bot.playground.gitlab.rest_merge_requests import requests
from bot.playground.gitlab.rest_notes import notes
from bot.playground.gitlab.rest_projects import projects
from bot.playground.gitlab.rest_repository import repository
from bot.playground.gitlab.rest_statuses import status_routes
from bot.playground.gitlab.rest_users import users

ROUTES = (users, projects, hooks, repository, requests, discussions, notes, awards, status_routes)


def build(hub: Hub) -> Flask:
    """The application over one hub."""
    app = copy.copy(_routed())  # werkzeug takes a quarter of a second to compile the routes
    app.extensions = {"playground": hub}
    app.wsgi_app = Gate(app.wsgi_app, hub)  # type: ignore[method-assign]
    return app


@cache
def _routed() -> Flask:
    """The application without a hub, built once in a process."""
    app = Flask("bot.playground.gitlab", static_folder=None, template_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.url_map.converters["default"] = rest.Segment
    app.before_request(_introduce)
    app.register_error_handler(ApiError, refusal)
    app.register_error_handler(rest.Moved, _moved)
    app.register_error_handler(HTTPException, _failed)
    for blueprint in ROUTES:
        app.register_blueprint(blueprint, url_prefix=API)
    app.register_blueprint(pages)
    return app


def _introduce() -> None:
    if CALLER in request.environ:
        g.caller = request.environ[CALLER]
        if request.endpoint:
            rest.admit(current_app.view_functions[request.endpoint])


def _moved(moved: rest.Moved) -> Response:
    text = f"This resource has been moved permanently to {moved.location}"
    return Response(text, 301, {"Location": moved.location}, content_type="text/plain")


def _failed(error: HTTPException) -> Response:
    names = {404: "404 Not Found", 405: "405 Not Allowed", 400: "400 Bad Request"}
    code = error.code or 500
    return refusal(ApiError(code, {"error": names[code]} if code in names else {"message": f"{code} {error.name}"}))
