"""Who is asking, and whether they may: personal, project and group access tokens, their scopes, and git's Basic."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from werkzeug.datastructures import Headers

from bot.playground.gitlab.errors import forbidden, insufficient_scope, invalid_token, not_found, unauthorized
from bot.playground.gitlab.nouns import GUEST, Group, Project, Token, User
from bot.playground.gitlab.state import State

EXPIRED = "Token is expired. You can either do re-authorization or token refresh."
REVOKED = "Token was revoked. You have to re-authorize from the user."


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever sent a request; nobody at all has neither."""

    user: User | None = None
    token: Token | None = None

    @property
    def username(self) -> str:
        """Account that writes appear under; "" for nobody."""
        return self.user.username if self.user else ""

    def has(self, scopes: tuple[str, ...]) -> bool:
        """Whether the token carries one of them."""
        return self.token is not None and any(scope in self.token.scopes for scope in scopes)


ANONYMOUS = Caller()


def authenticate(state: State, headers: Headers, query_token: str = "") -> Caller:
    """Reads `PRIVATE-TOKEN`, `Authorization: Bearer` or `private_token=`. Raises 401 for what is not valid."""
    scheme, _, value = headers.get("Authorization", "").partition(" ")
    bearer = value.strip() if scheme.lower() == "bearer" else ""
    secret = headers.get("PRIVATE-TOKEN") or bearer or query_token
    return by_secret(state, secret) if secret else ANONYMOUS


def by_basic(state: State, headers: Headers) -> Caller:
    """Reads git's `Authorization: Basic`: the password is the token, whatever the name (https://docs.gitlab.com)."""
    scheme, _, value = headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return ANONYMOUS
    try:
        password = base64.b64decode(value).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        password = ""
    return by_secret(state, password)


def by_secret(state: State, secret: str) -> Caller:
    """The caller that a token stands for. Raises 401: unknown, expired, revoked."""
    token = state.tokens.get(secret)
    if token is None:
        raise unauthorized()
    if token.revoked:
        raise invalid_token(REVOKED)
    if token.expires and token.expires <= state.clock.now().date():
        raise invalid_token(EXPIRED)
    token.used = state.clock.now()
    return Caller(state.user(token.username), token)


def require_scope(caller: Caller, scopes: tuple[str, ...]) -> None:
    """Raises 403 where there is a token, but without any of these scopes."""
    if caller.token and not caller.has(scopes):
        raise insufficient_scope(" ".join(scopes))


def level(state: State, caller: Caller, thing: Project | Group) -> int:
    """Access level of the caller; 0 for none."""
    return state.level(caller.username, thing) if caller.user else 0


def sees(state: State, caller: Caller, thing: Project | Group) -> bool:
    """Whether the thing exists, as far as the caller may know."""
    if thing.visibility == "public" or (thing.visibility == "internal" and caller.user):
        return True
    if level(state, caller, thing) >= GUEST:
        return True
    return isinstance(thing, Group) and any(
        thing in project.namespace.line() and sees(state, caller, project) for project in state.projects.values()
    )


def require(state: State, caller: Caller, thing: Project | Group, least: int) -> None:
    """Raises 404 where the thing is out of the caller's sight, 401 for nobody, 403 below the level asked for."""
    if not sees(state, caller, thing):
        raise not_found("Group" if isinstance(thing, Group) else "Project")
    if least and level(state, caller, thing) < least:
        raise forbidden() if caller.user else unauthorized()


def require_code(state: State, caller: Caller, project: Project, least: int) -> None:
    """The same for code and merge requests, which guests of a private project do not see (403)."""
    require(state, caller, project, least if project.visibility != "private" else max(least, 20))
