"""How this GitLab says no: statuses, sentences and JSON shapes of GitLab's own.

Two shapes: `{"message": …}` from the application, `{"error": …}` from parameters and tokens (lib/api/helpers.rb).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class ApiError(Exception):
    """An answer of 4xx with its body."""

    def __init__(self, status: int, body: Any, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(str(body))
        self.status = status
        self.body = body
        self.headers = dict(headers or {})


def unauthorized() -> ApiError:
    """401: no token, or one that nobody knows."""
    return ApiError(401, {"message": "401 Unauthorized"})


def invalid_token(description: str) -> ApiError:
    """401 for a token that was good once, as lib/api/api_guard.rb writes it."""
    body = {"error": "invalid_token", "error_description": description}
    challenge = f'Bearer realm="The API", error="invalid_token", error_description="{description}"'
    return ApiError(401, body, headers={"WWW-Authenticate": challenge})


def insufficient_scope(scopes: str) -> ApiError:
    """403 for a token without one of `scopes` (space separated)."""
    description = "The request requires higher privileges than provided by the access token."
    return ApiError(403, {"error": "insufficient_scope", "error_description": description, "scope": scopes})


def forbidden(reason: str = "") -> ApiError:
    """403 for who sees the thing, but may not do that."""
    return ApiError(403, {"message": f"403 Forbidden - {reason}" if reason else "403 Forbidden"})


def not_found(what: str = "") -> ApiError:
    """404, also for what the caller may not know of: `404 Project Not Found`."""
    return ApiError(404, {"message": f"404 {what} Not Found" if what else "404 Not Found"})


def no_record() -> ApiError:
    """404 of a record that a route looked for by id; GitLab writes this one in small letters."""
    return ApiError(404, {"message": "404 Not found"})


def bad_request(reason: str) -> ApiError:
    """400 in the application's words."""
    return ApiError(400, {"message": f"400 Bad request - {reason}" if reason else "400 Bad request"})


def wrong(what: str) -> ApiError:
    """400 of a parameter: `title is missing`, `per_page is invalid`."""
    return ApiError(400, {"error": what})


def invalid(messages: Any, status: int = 400) -> ApiError:
    """A record that does not pass: `{"message": {"title": ["can't be blank"]}}`."""
    return ApiError(status, {"message": messages})


def conflict(messages: Any) -> ApiError:
    """409."""
    return ApiError(409, {"message": messages})


def not_allowed(reason: str = "") -> ApiError:
    """405."""
    return ApiError(405, {"message": reason or "405 Method Not Allowed"})
