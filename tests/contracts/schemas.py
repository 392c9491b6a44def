"""Reads the compact copies, and judges values by them.

Judging is stricter than GitHub's documents ask: a field that they do not name is a violation too, so that neither the
playground nor the bot can lean on something that GitHub does not have.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema_rs

DATA = Path(__file__).parent / "data"
_OPEN = "~open"
"""Suffix of a definition's lenient twin, used where it is only a part of an `allOf`."""


def read(name: str) -> str:
    """Text of one copy in data/."""
    return gzip.decompress((DATA / f"{name}.gz").read_bytes()).decode()


def load(name: str) -> dict[str, Any]:
    """One JSON copy in data/, its definitions closed to unnamed fields."""
    document: dict[str, Any] = json.loads(read(name))
    definitions = document.pop("$defs")
    document["$defs"] = {name: closed(schema) for name, schema in definitions.items()} | {
        name + _OPEN: _lenient(schema) for name, schema in definitions.items()
    }
    return document


def closed(schema: Any, part: bool = False) -> Any:
    """The schema with every object that lists its properties closed to others.

    `part`: the schema is one of several that together describe an object, so the whole is closed instead.
    """
    if not isinstance(schema, Mapping):
        return schema
    if part and "$ref" in schema:
        return {"$ref": schema["$ref"] + _OPEN}
    joined = "properties" in schema or "allOf" in schema
    inner = {key: _closed_keyword(key, value, joined or part) for key, value in schema.items()}
    if part and inner.get("additionalProperties") is True:
        del inner["additionalProperties"]
    if joined and not part and "additionalProperties" not in inner:
        inner["unevaluatedProperties"] = False
    return inner


def _closed_keyword(key: str, value: Any, joined: bool) -> Any:
    if key in ("properties", "patternProperties"):
        return {name: closed(inner) for name, inner in value.items()}
    if key in ("items", "additionalProperties"):
        return closed(value)
    if key == "allOf":
        return [closed(inner, part=True) for inner in value]
    if key == "anyOf":
        return [closed(inner, part=joined) for inner in value]
    return value


def _lenient(schema: Any) -> Any:
    return closed(schema, part=True)


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
        schema = {"$defs": self._definitions, "allOf": [json.loads(text)]}
        return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


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
