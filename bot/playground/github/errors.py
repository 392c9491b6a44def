"""How this GitHub says no: status, message and details in GitHub's own form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

DOCS = "https://docs.github.com/rest"


class ApiError(Exception):
    """An answer of 4xx. `errors` are strings or objects, as the endpoint has them."""

    def __init__(
        self, status: int, message: str, *, errors: list[Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.errors = errors
        self.headers = dict(headers or {})

    def body(self) -> dict[str, Any]:
        """The JSON that GitHub would answer."""
        plain = self.errors is None and self.status != 405
        details = {"status": str(self.status)} if plain else {"errors": self.errors} if self.errors else {}
        return {"message": self.message, "documentation_url": DOCS, **details}


def not_found() -> ApiError:
    """404, also for what the caller may not know of."""
    return ApiError(404, "Not Found")


def invalid_request(detail: str) -> ApiError:
    """422 for a body that breaks the endpoint's schema."""
    return ApiError(422, f"Invalid request.\n\n{detail}")


def unprocessable(*errors: str) -> ApiError:
    """422 with plain sentences, as reviews answer it."""
    return ApiError(422, "Unprocessable Entity", errors=list(errors))


def validation_failed(resource: str, field: str, code: str, message: str = "") -> ApiError:
    """422 with one structured error."""
    error = {"resource": resource, "field": field, "code": code} | ({"message": message} if message else {})
    return ApiError(422, "Validation Failed", errors=[error])


def not_accessible(kind: str, needed: str) -> ApiError:
    """403 for a token that lacks a permission; `kind` is `integration` or `personal access token`."""
    headers = {"X-Accepted-GitHub-Permissions": needed}
    return ApiError(403, f"Resource not accessible by {kind}", headers=headers)
