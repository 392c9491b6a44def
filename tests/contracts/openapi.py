"""Turns an OpenAPI document into plain JSON Schema without prose. Used only when the copies are made.

Limits: JSON bodies only; `oneOf` becomes `anyOf`, because GitHub's alternatives overlap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tests.contracts.schemas import references

Schema = Any
"""A JSON Schema: a mapping, or a boolean."""

_VALUES = frozenset(
    {
        "enum",
        "const",
        "format",
        "pattern",
        "required",
        "minLength",
        "maxLength",
        "minimum",
        "maximum",
        "minItems",
        "maxItems",
        "uniqueItems",
        "minProperties",
        "maxProperties",
    }
)
_REF = "#/components/"


def plain(schema: Schema) -> Schema:
    """The schema with nothing but what decides validity; 3.0's `nullable` becomes a null type."""
    if not isinstance(schema, Mapping):
        return schema
    if "$ref" in schema:
        reduced: dict[str, Any] = {"$ref": schema["$ref"].replace("#/components/schemas/", "#/$defs/")}
    else:
        reduced = dict(_keywords(schema))
    return _or_null(reduced) if schema.get("nullable") else reduced


def _keywords(schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in schema.items():
        if key in _VALUES or key == "type":
            yield key, value
        elif key in ("properties", "patternProperties"):
            yield key, {name: plain(inner) for name, inner in value.items()}
        elif key in ("items", "additionalProperties", "not"):
            yield key, plain(value)
        elif key in ("allOf", "anyOf"):
            yield key, [plain(inner) for inner in value]
        elif key == "oneOf":
            yield "anyOf", [plain(inner) for inner in value]


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    simple = schema.get("type")
    if not isinstance(simple, str) or {"anyOf", "allOf", "const"} & schema.keys():
        return {"anyOf": [schema, {"type": "null"}]} if schema else schema
    schema["type"] = [simple, "null"]
    if "enum" in schema and None not in schema["enum"]:
        schema["enum"] = [*schema["enum"], None]
    return schema


def resolve(document: Mapping[str, Any], node: Any) -> Any:
    """The node itself, or what its reference (within the document) names."""
    while isinstance(node, Mapping) and str(node.get("$ref", "")).startswith(_REF):
        kind, name = node["$ref"].removeprefix(_REF).split("/", 1)
        node = document["components"][kind][name]
    return node


def json_schema(document: Mapping[str, Any], holder: Any) -> Schema | None:
    """The schema of a body's JSON form; None where it has none."""
    content = resolve(document, holder).get("content", {})
    forms = [body.get("schema", {}) for media, body in content.items() if "json" in media]
    return plain(forms[0]) if forms else None


def closure(document: Mapping[str, Any], roots: Iterable[Schema]) -> dict[str, Schema]:
    """All component schemas that the roots reach, by name, reduced."""
    found: dict[str, Schema] = {}
    waiting = [name for root in roots for name in references(root)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = plain(document["components"]["schemas"][name])
            waiting += references(found[name])
    return dict(sorted(found.items()))
