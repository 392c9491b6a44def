"""Reads the compact copies, and judges values by them.

Judging is stricter than GitHub's documents ask: a field that they do not name is a violation too, so that neither the
playground nor the bot can lean on something that GitHub does not have.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema_rs

DATA = Path(__file__).parent / "data"
_DEFS = "#/$defs/"
_OPEN = "~open"
"""Suffix of a definition's twin as published, used where it is only one alternative of a larger object."""
_JOINABLE = frozenset({"properties", "required", "items", "type", "enum"})
Definitions = Mapping[str, Any]


def read(name: str) -> str:
    """Text of one copy in data/."""
    return gzip.decompress((DATA / f"{name}.gz").read_bytes()).decode()


def read_json(name: str) -> dict[str, Any]:
    """One JSON copy in data/, as published."""
    document: dict[str, Any] = json.loads(read(name))
    return document


def load(name: str, entries: str) -> tuple[dict[str, Any], Definitions]:
    """What a JSON copy holds under `entries`, and its definitions closed to unnamed fields."""
    document = read_json(name)
    published = document["$defs"]
    shut = {name: closed(schema, published) for name, schema in published.items()}
    return document[entries], published | shut | {name + _OPEN: _opened(schema) for name, schema in published.items()}


def closed(schema: Any, published: Definitions) -> Any:
    """The schema with every object that lists its properties closed to others; `published` are the definitions."""
    if not isinstance(schema, Mapping):
        return schema
    schema = merged(schema, published)
    listed = "properties" in schema
    inner = {key: _closed_keyword(key, value, published, listed) for key, value in schema.items()}
    return inner | ({"unevaluatedProperties": False} if listed and "additionalProperties" not in inner else {})


def _closed_keyword(key: str, value: Any, published: Definitions, listed: bool) -> Any:
    if key in ("properties", "patternProperties"):
        return {name: closed(inner, published) for name, inner in value.items()}
    if key in ("items", "additionalProperties"):
        return closed(value, published)
    if key == "anyOf":
        return [_opened(inner) if listed else closed(inner, published) for inner in value]
    return value


def _opened(schema: Any) -> Any:
    """As published, but for a wholesale leave to hold anything: the object around it decides that."""
    if isinstance(schema, list):
        return [_opened(each) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    if "$ref" in schema:
        return {"$ref": schema["$ref"] + _OPEN}
    kept = {key: value for key, value in schema.items() if (key, value) != ("additionalProperties", True)}
    return {key: _opened(value) if key != "enum" else value for key, value in kept.items()}


def merged(schema: Mapping[str, Any], published: Definitions) -> dict[str, Any]:
    """The schema with the parts of its `allOf` in one; as it is where they cannot be written as one."""
    whole = {key: value for key, value in schema.items() if key != "allOf"}
    for part in schema.get("allOf", ()):
        other = merged(resolve(part, published), published)
        if any(whole[key] != other[key] for key in whole.keys() & other.keys() - _JOINABLE):
            return dict(schema)
        whole = (
            whole
            | other
            | {key: _joined(key, whole[key], other[key]) for key in _JOINABLE & whole.keys() & other.keys()}
        )
    return whole


def _joined(key: str, one: Any, other: Any) -> Any:
    """Both values of one keyword, as one value that asks for both."""
    if key == "required":
        return sorted({*one, *other})
    if key == "enum":
        return [each for each in one if each in other]
    if key == "type":
        kinds = [[each] if isinstance(each, str) else each for each in (one, other)]
        return [kind for kind in kinds[0] if kind in kinds[1]]
    if key == "items":
        return _both(one, other)
    return {name: _both(one.get(name), other.get(name)) for name in sorted(one.keys() | other.keys())}


def _both(one: Any, other: Any) -> Any:
    return {"allOf": [one, other]} if one and other else one or other or {}


def resolve(schema: Mapping[str, Any], published: Definitions) -> Mapping[str, Any]:
    """What a reference names; anything else as it is."""
    while "$ref" in schema:
        schema = published[schema["$ref"].removeprefix(_DEFS)]
    return schema


class Judge:
    """Violations of schemas that share definitions. Compiled once each."""

    def __init__(self, definitions: Mapping[str, Any]) -> None:
        self._definitions = definitions
        self._compiled = lru_cache(maxsize=None)(self._compile)

    def violations(self, schema: Any, value: Any) -> list[str]:
        """What is wrong with `value`, each with its place; at most ten."""
        validator = self._compiled(json.dumps(schema, sort_keys=True))
        return [_told(error) for error in _causes(list(validator.iter_errors(value)))[:10]]

    def _compile(self, text: str) -> jsonschema_rs.Draft202012Validator:
        asked = json.loads(text)
        schema = {"$defs": self._reached(asked), "allOf": [asked]}
        return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)

    def _reached(self, schema: Any) -> dict[str, Any]:
        """Just the definitions that the schema needs: compiling all takes ten times as long."""
        found: dict[str, Any] = {}
        waiting = list(references(schema))
        while waiting:
            name = waiting.pop()
            if name not in found:
                found[name] = self._definitions[name]
                waiting += references(found[name])
        return found


def references(node: Any) -> Iterator[str]:
    """Names of the definitions that a schema refers to by itself."""
    if isinstance(node, Mapping):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"].removeprefix(_DEFS)
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def _causes(errors: list[jsonschema_rs.ValidationError]) -> list[jsonschema_rs.ValidationError]:
    """Leaves out "unevaluated" where something at or below it is wrong: that is then only a consequence."""
    return [error for error in errors if not (_about_names(error) and any(_explains(each, error) for each in errors))]


def _explains(cause: jsonschema_rs.ValidationError, error: jsonschema_rs.ValidationError) -> bool:
    depth = len(error.instance_path)
    below = len(cause.instance_path) > depth or not _about_names(cause)
    return below and cause.instance_path[:depth] == error.instance_path


def _about_names(error: jsonschema_rs.ValidationError) -> bool:
    return error.message.startswith("Unevaluated")


def _told(error: jsonschema_rs.ValidationError) -> str:
    place = "/".join(str(step) for step in error.instance_path) or "(whole)"
    return f"{place}: {error.message[:300]}"
