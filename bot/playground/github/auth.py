"""Who is asking, and whether they may: app JWTs, installation tokens, personal access tokens, git's Basic.

JWTs are judged by the real time (the client signs with it); tokens expire by the playground's clock.
"""

from __future__ import annotations

import base64
import binascii
import time
from dataclasses import dataclass, field
from typing import Any, Literal

import jwt
from werkzeug.datastructures import Headers

from bot.playground.github.errors import ApiError, not_accessible, not_found
from bot.playground.github.nouns import App, Installation, Repo, Token, User
from bot.playground.github.state import RANKS, State, reaches

LONGEST_JWT = 600
DRIFT = 60
_READ_OR_MORE = {"read": ("read", "write", "admin"), "write": ("write", "admin")}


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever sent a request."""

    kind: Literal["anonymous", "user", "app", "installation"]
    login: str = ""
    """Account that writes appear under."""
    app: App | None = None
    installation: Installation | None = None
    permissions: dict[str, str] = field(default_factory=dict)
    repos: frozenset[str] | None = None

    @property
    def client(self) -> str:
        """Whom the rate limits count."""
        if self.installation:
            return f"installation ID {self.installation.id}"
        return f"user {self.login}" if self.kind == "user" else "your address"


ANONYMOUS = Caller("anonymous")


def authenticate(state: State, headers: Headers) -> Caller:
    """Reads `Authorization`. Raises 401 for what is not valid, 403 for suspended installations."""
    scheme, _, value = headers.get("Authorization", "").partition(" ")
    if not scheme:
        return ANONYMOUS
    if scheme.lower() == "basic":
        return _by_secret(state, _basic_password(value))
    if value.count(".") == 2 and not value.startswith("ghs_"):
        return _by_jwt(state, value)
    return _by_secret(state, value.strip())


def _basic_password(value: str) -> str:
    try:
        return base64.b64decode(value).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _by_secret(state: State, secret: str) -> Caller:
    token = state.tokens.get(secret)
    if token:
        return _by_token(state, token)
    user = next((user for user in state.users.values() if secret and user.token == secret), None)
    if user is None:
        raise ApiError(401, "Bad credentials")
    return _as_user(user)


def _as_user(user: User) -> Caller:
    return Caller("user", user.login)


def _by_token(state: State, token: Token) -> Caller:
    installation = state.installations.get(token.installation_id)
    if installation is None or token.expires <= state.clock.now():
        raise ApiError(401, "Bad credentials")
    if installation.suspended:
        raise ApiError(403, "This installation has been suspended")
    app = state.app(installation.app_id)
    repos = None if token.repos is None else frozenset(token.repos)
    granted = {key: level for key, level in token.permissions.items() if key in installation.permissions}
    return Caller("installation", app.bot, app, installation, granted, repos)


def _by_jwt(state: State, value: str) -> Caller:
    try:
        claims: dict[str, Any] = jwt.decode(value, options={"verify_signature": False, "verify_exp": False})
    except jwt.InvalidTokenError:
        raise ApiError(401, "A JSON web token could not be decoded") from None
    app = _issuer(state, str(claims.get("iss", "")))
    try:
        options: Any = {"verify_exp": False, "verify_iat": False}
        jwt.decode(value, app.public_key, algorithms=["RS256"], options=options)
    except jwt.InvalidTokenError:
        raise ApiError(401, "A JSON web token could not be decoded") from None
    _check_times(claims)
    return Caller("app", app.bot, app)


def _issuer(state: State, issuer: str) -> App:
    for app in state.apps.values():
        if issuer in (app.client_id, str(app.id)):
            return app
    raise ApiError(401, "Integration not found")


def _check_times(claims: dict[str, Any]) -> None:
    now, issued, expires = time.time(), claims.get("iat"), claims.get("exp")
    if not isinstance(issued, int | float) or issued > now + DRIFT:
        raise ApiError(
            401, "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued"
        )
    if not isinstance(expires, int | float) or expires <= now:
        raise ApiError(
            401,
            "'Expiration time' claim ('exp') must be a numeric value representing the future time at which "
            "the assertion expires",
        )
    if expires > now + LONGEST_JWT:
        raise ApiError(401, "'Expiration time' claim ('exp') is too far in the future")


def app_of(caller: Caller) -> App:
    """For endpoints that speak to the app itself. Raises 401 for any other caller."""
    if caller.kind != "app" or caller.app is None:
        raise ApiError(401, "A JSON web token could not be decoded")
    return caller.app


def sees(state: State, caller: Caller, repo: Repo) -> bool:
    """Whether the repository exists, as far as the caller may know."""
    if caller.kind == "installation" and caller.installation:
        in_token = caller.repos is None or repo.full_name in caller.repos
        return not repo.private or (in_token and reaches(caller.installation, repo))
    if caller.kind == "user":
        return state.permission(caller.login, repo) != "none"
    return not repo.private


def require(state: State, caller: Caller, repo: Repo, needed: str) -> None:
    """Raises unless the caller has one of the permissions: "checks:write", "issues:write|pull_requests:write".

    404 where the repository is out of the caller's sight, 403 where it is not, 401 for nobody at all.
    """
    if not sees(state, caller, repo):
        raise not_found()
    wanted = [tuple(option.split(":")) for option in needed.split("|")]
    if caller.kind == "installation" and not _granted(caller, repo, wanted):
        raise not_accessible("integration", needed.replace(":", "=").replace("|", "; "))
    if caller.kind == "app":
        raise not_accessible("integration", needed.replace(":", "="))
    writes = all(level == "write" for _, level in wanted)
    if writes and caller.kind == "anonymous":
        raise ApiError(401, "Requires authentication")
    if writes and caller.kind == "user" and not _may_write(state, caller, repo, needed):
        raise not_accessible("personal access token", needed)


def _granted(caller: Caller, repo: Repo, wanted: list[tuple[str, ...]]) -> bool:
    assert caller.installation is not None
    covered = reaches(caller.installation, repo) and (caller.repos is None or repo.full_name in caller.repos)
    if not covered:  # a public repository next door: reading only
        return all(level == "read" for _, level in wanted)
    return any(name == "metadata" or caller.permissions.get(name) in _READ_OR_MORE[level] for name, level in wanted)


def _may_write(state: State, caller: Caller, repo: Repo, needed: str) -> bool:
    """Who reads a repository may comment on it; code, statuses and checks want write."""
    least = "read" if needed.startswith(("issues:", "pull_requests:")) else "write"
    return RANKS.index(state.permission(caller.login, repo)) >= RANKS.index(least)
