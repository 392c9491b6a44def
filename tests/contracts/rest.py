"""Judges one HTTP exchange by GitHub's REST contract: the operation exists, request and answer are as published.

Limits: JSON bodies; headers are not looked at; a refusal (4xx) that GitHub does not list for an operation has to look
like GitHub's basic error; failures (5xx) come from whatever stands in front, with any body.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.contracts import schemas

_SLASHED = frozenset({"ref", "basehead", "dir", "branch", "name"})
"""Path parameters that may hold slashes."""
_MOVED = (301, 302, 307, 308)
"""Any operation on a repository that was renamed."""
_ERROR = {"$ref": "#/$defs/basic-error"}
Query = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Operation:
    """One published operation."""

    method: str
    template: str
    pattern: re.Pattern[str]
    parameters: tuple[Mapping[str, Any], ...]
    body: Any
    body_required: bool
    responses: Mapping[str, Any]
    """Status -> schema of the JSON body, None where it has none."""

    @property
    def fixed(self) -> int:
        """How much of the template is spelled out: the better of two that match has more."""
        return len(re.sub(r"\{\w+\}", "", self.template))


class Contract:
    """GitHub's REST API as published."""

    def __init__(self, operations: Mapping[str, Any], definitions: schemas.Definitions) -> None:
        self._judge = schemas.Judge(definitions)
        read = (_operation(name, entry, definitions) for name, entry in operations.items())
        self._operations = sorted(read, key=lambda operation: -operation.fixed)

    @staticmethod
    @cache
    def load() -> Contract:
        """The copy in data/, read and compiled once."""
        return Contract(*schemas.load("github_rest.json", "operations"))

    def find(self, method: str, path: str) -> tuple[Operation, Mapping[str, str]] | None:
        """The operation that a request means, with its path parameters; None where GitHub has none."""
        for operation in self._operations:
            match = operation.pattern.fullmatch(path)
            if match and operation.method == method:
                return operation, match.groupdict()
        return None

    def validate(
        self, method: str, path: str, query: Query, request_body: Any, status: int, response_body: Any
    ) -> list[str]:
        """All that breaks the contract. Bodies are decoded JSON, or None where there was none.

        A request that was answered with a refusal is not judged: tests send bad ones on purpose.
        """
        found = self.find(method, path)
        if found is None:
            return [f"{method} {path}: GitHub has no such operation"]
        operation, values = found
        wrong = self._answer(operation, status, response_body)
        if status < 400:
            wrong += self._parameters(operation, values, query) + self._request(operation, request_body)
        return [f"{method} {operation.template} {status}: {each}" for each in wrong]

    def _parameters(self, operation: Operation, values: Mapping[str, str], query: Query) -> list[str]:
        known = {each["name"].removesuffix("[]") for each in operation.parameters if each["in"] == "query"}
        wrong = [
            f"query {name}: GitHub has no such parameter" for name in query if name.removesuffix("[]") not in known
        ]
        for each in operation.parameters:
            given = [values[each["name"]]] if each["in"] == "path" else list(query.get(each["name"], ()))
            if each["required"] and not given:
                wrong.append(f"query {each['name']}: missing")
            if given and all(self._judge.violations(each["schema"], reading) for reading in _readings(given)):
                wrong.append(f"{each['in']} {each['name']}: {given} does not fit {each['schema']}")
        return wrong

    def _request(self, operation: Operation, body: Any) -> list[str]:
        if body is None or operation.body is None:
            return ["request: a body is required"] if operation.body_required and body is None else []
        return [f"request {each}" for each in self._judge.violations(operation.body, body)]

    def _answer(self, operation: Operation, status: int, body: Any) -> list[str]:
        if status >= 500:
            return []
        if str(status) in operation.responses:
            schema = operation.responses[str(status)]
        elif status == 304:
            schema = None
        elif status in _MOVED or status >= 400:
            schema = _ERROR
        else:
            return [f"GitHub never answers {status}, but {', '.join(operation.responses)}"]
        if schema is None:
            return [] if not body or status >= 400 else ["response: GitHub sends no body"]
        return [f"response {each}" for each in self._judge.violations(schema, body)]


def _operation(name: str, entry: Mapping[str, Any], definitions: schemas.Definitions) -> Operation:
    method, template = name.split(" ", 1)
    return Operation(
        method,
        template,
        _pattern(template),
        tuple(entry["parameters"]),
        schemas.closed(entry["body"], definitions),
        entry["body_required"],
        {status: schemas.closed(schema, definitions) for status, schema in entry["responses"].items()},
    )


def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", template)
    for index in range(1, len(parts), 2):
        parts[index] = f"(?P<{parts[index]}>{_values(parts[index])})"
    for index in range(0, len(parts), 2):
        parts[index] = re.escape(parts[index])
    return re.compile("".join(parts))


def _values(name: str) -> str:
    if name == "path":
        return ".*"  # the repository's root has none
    return ".+" if name in _SLASHED else "[^/]+"


def _readings(given: list[str]) -> list[Any]:
    """Everything that a parameter's text may mean: a URL knows no types."""
    first = given[0]
    numbers: list[Any] = [int(first)] if re.fullmatch(r"-?\d+", first) else []
    truths: list[Any] = [first == "true"] if first in ("true", "false") else []
    return [*numbers, *truths, first, given]
