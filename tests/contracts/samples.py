"""Makes payloads out of GitHub's published schemas: for every event one that holds the least, and one that holds all.

What a schema leaves open (any text, any number) is filled with what such a field holds in life.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from tests.contracts import schemas

SHA = "a" * 40
TEXTS: Mapping[str, str] = {
    "full_name": "acme/shop",
    "login": "ada",
    "sha": SHA,
    "head_sha": SHA,
    "commit_sha": SHA,
    "base_sha": SHA,
    "after": SHA,
    "before": SHA,
    "ref": "refs/heads/main",
    "head_ref": "refs/heads/gh-readonly-queue/main/pr-1-" + SHA,
    "base_ref": "refs/heads/main",
    "head_branch": "feature",
    "default_branch": "main",
}
FORMATS: Mapping[str, str] = {
    "date-time": "2026-11-23T14:00:00Z",
    "date": "2026-11-23",
    "uri": "https://github.example/acme",
    "email": "ada@example.org",
    "uuid": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
}
DEEPEST = 12
"""Below this only what is required is filled in: schemas refer to themselves."""


class Sampler:
    """Instances of schemas that share definitions."""

    def __init__(self, definitions: Mapping[str, Any], whole: bool) -> None:
        self._definitions = definitions
        self._whole = whole

    def make(self, schema: Any, key: str = "", depth: int = 0) -> Any:
        """One instance. `key` is the field that it stands in."""
        schema = self._flat(schema, depth)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return next((each for each in schema["enum"] if each is not None), None)
        kinds = schema.get("type", "object" if "properties" in schema else "string")
        kind = kinds if isinstance(kinds, str) else self._chosen(kinds)
        makers = {"object": self._object, "array": self._array}
        return makers[kind](schema, key, depth) if kind in makers else _leaf(kind, schema, key)

    def _chosen(self, kinds: list[str]) -> str:
        """Null where little is wanted, else the value."""
        if "null" in kinds and not self._whole:
            return "null"
        return next((kind for kind in kinds if kind != "null"), "null")

    def _flat(self, schema: Any, depth: int) -> dict[str, Any]:
        """References followed, alternatives decided, parts joined."""
        flat = schemas.merged(schemas.resolve(schema, self._definitions), self._definitions)
        if "anyOf" not in flat:
            return flat
        option = self._flat(self._alternative(flat.pop("anyOf"), depth), depth)
        return schemas.merged({"allOf": [flat, option]}, self._definitions)

    def _alternative(self, options: list[Any], depth: int) -> Any:
        nothing = [option for option in options if option.get("type") == "null"]
        something = [option for option in options if option.get("type") != "null"]
        return nothing[0] if nothing and (not self._whole or depth > DEEPEST) else something[0]

    def _object(self, schema: Mapping[str, Any], key: str, depth: int) -> dict[str, Any]:
        wanted = set(schema.get("required", ()))
        if self._whole and depth <= DEEPEST:
            wanted |= schema.get("properties", {}).keys()
        properties = schema.get("properties", {})
        return {name: self.make(properties.get(name, {}), name, depth + 1) for name in sorted(wanted)}

    def _array(self, schema: Mapping[str, Any], key: str, depth: int) -> list[Any]:
        count = max(schema.get("minItems", 0), int(self._whole and depth <= DEEPEST))
        return [self.make(schema.get("items", {}), key, depth + 1) for _ in range(count)]


def _leaf(kind: str, schema: Mapping[str, Any], key: str) -> Any:
    if kind in ("integer", "number"):
        return max(1, schema.get("minimum", 1))
    if kind == "boolean":
        return False
    if kind == "null":
        return None
    return FORMATS.get(schema.get("format", ""), TEXTS.get(key, "text"))


@cache
def _document() -> Mapping[str, Any]:
    return schemas.read_json("github_rest.json")


def events() -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """For every published event ("pull_request.opened"): the payload with the least, and the one with all."""
    document = schemas.read_json("github_webhooks.json")
    makers = [Sampler(document["$defs"], whole) for whole in (False, True)]
    made = {}
    for name, schema in document["events"].items():
        least, most = (maker.make(schema) for maker in makers)
        made[name] = (least, most)
    return made


def exchanges(operation: str) -> Iterator[tuple[str, str, dict[str, list[str]], Any, int, Any]]:
    """For one published operation ("GET /repos/{owner}/{repo}"): what `Contract.validate` takes, per status twice."""
    document = _document()
    entry = document["operations"][operation]
    method, path = operation.split(" ", 1)
    query = {each["name"]: ["1"] for each in entry["parameters"] if each["in"] == "query" and each["required"]}
    for whole in (False, True):
        sampler = Sampler(document["$defs"], whole)
        body = sampler.make(entry["body"]) if entry["body"] else None
        for status, schema in entry["responses"].items():
            answer = sampler.make(schema) if schema is not None else None
            yield method, re.sub(r"\{\w+\}", "1", path), query, body, int(status), answer


def operations() -> list[str]:
    """All published operations in the copy."""
    return list(_document()["operations"])
