"""Answers of the API that are no success: problem details, as RFC 9457 has them."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, jsonify


class Problem(Exception):
    """Ends a request with `status` and words about what to do."""

    def __init__(self, status: int, title: str, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.title = title
        self.headers = dict(headers or {})


def told(routes: Blueprint) -> Blueprint:
    """The blueprint, which from now on answers problems in JSON."""
    routes.register_error_handler(Problem, _tell)
    return routes


def _tell(problem: Problem) -> Response:
    response = jsonify(type="about:blank", status=problem.status, title=problem.title, detail=str(problem))
    response.status_code = problem.status
    response.content_type = "application/problem+json"
    response.headers.update(problem.headers)
    return response
