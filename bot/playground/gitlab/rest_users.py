"""The instance and its accounts: version, users, tokens."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from bot.playground.gitlab import rest, shapes
from bot.playground.gitlab.hub import Json, hub

users = Blueprint("users", __name__)
VERSION = "18.11.0"
REVISION = "7a5e3c9d0f1"


@users.get("/version")
@rest.also("read_user")
def version() -> Response:
    """Which GitLab this is."""
    rest.user()
    return jsonify(_version())


@users.get("/metadata")
@rest.also("read_user")
def metadata() -> Response:
    """The same under its newer name."""
    rest.user()
    return jsonify(_version())


def _version() -> Json:
    kas = {"enabled": False, "externalUrl": None, "externalK8sProxyUrl": None, "version": None}
    enterprise = hub().edition != "free"
    return {
        "version": VERSION + ("-ee" if enterprise else ""),
        "revision": REVISION,
        "kas": kas,
        "enterprise": enterprise,
    }


@users.get("/user")
@rest.also("read_user")
def own_user() -> Response:
    """Who the caller is."""
    return jsonify(shapes.own_profile(hub(), rest.user()))


@users.get("/users")
@rest.also("read_user")
def list_users() -> Response:
    """Accounts, by `username` where it is given."""
    here, wanted = hub(), request.args.get("username")
    rest.user()
    found = [user for user in here.state.users.values() if wanted is None or user.username.lower() == wanted.lower()]
    return rest.page(found, lambda user: shapes.user_basic(here, user.username))


@users.get("/users/<int:user_id>")
@rest.also("read_user")
def get_user(user_id: int) -> Response:
    """One account."""
    rest.user()
    return jsonify(shapes.profile(hub(), hub().state.known_user(user_id)))


@users.get("/personal_access_tokens/self")
@rest.also("read_user", "read_repository", "write_repository", "self_rotate")
def own_token() -> Response:
    """The token that asks: project and group access tokens read themselves here, too."""
    user, token = rest.user(), rest.caller().token
    assert token is not None
    return jsonify(shapes.token(token, user.id))
