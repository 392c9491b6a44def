"""Who may use the API: bearer tokens with scopes. Every route of every blueprint under /api asks here first."""

from __future__ import annotations

from collections.abc import Callable

from flask import request

from bot.store import Store
from bot.store.tokens import ApiToken
from bot.web.problems import Problem

Guard = Callable[[str], ApiToken]
"""Called with the scope that a route needs ("read", "write"), within a request; raises Problem 401 or 403."""


def guard(store: Store) -> Guard:
    """Admits whoever brings a token that holds and has the scope; answers it, for the audit log to name."""

    def admit(scope: str) -> ApiToken:
        found = store.tokens.find(_brought())
        if found is None or not found.holds(store.now()):
            raise _unknown()
        if scope not in found.scopes:
            raise Problem(
                403, "This token may not do that", f"It has the scopes {', '.join(found.scopes)}; this needs {scope}."
            )
        return found

    return admit


def _brought() -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise _unknown()
    return token.strip()


def _unknown() -> Problem:
    return Problem(
        401,
        "A valid token is needed",
        "Send 'Authorization: Bearer TOKEN'. The operator makes one with `python -m bot token new NAME`.",
        {"WWW-Authenticate": 'Bearer realm="sekisho"'},
    )
