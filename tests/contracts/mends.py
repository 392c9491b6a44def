"""Where GitHub's documents contradict each other, or GitHub itself, the wider reading counts. For making the copies.

Each mend has its reason; README.md tells of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Document = dict[str, Any]
_NUMBER_OR_NULL = {"type": ["integer", "null"]}
_TEXT = {"type": "string"}


def rest(document: Document) -> Document:
    """The REST copy, mended in place."""
    operations, definitions = document["operations"], document["$defs"]
    # An old copy of the installation's schema is written out in this one operation.
    operations["GET /app/installations"]["responses"]["200"] = {
        "type": "array",
        "items": {"$ref": "#/$defs/installation"},
    }
    # "This resource is also available via a legacy route", say the documents; PyGithub uses it.
    operations["GET /repos/{owner}/{repo}/statuses/{ref}"] = operations[
        "GET /repos/{owner}/{repo}/commits/{ref}/statuses"
    ]
    # All refusals carry `status` since 2024; only the basic one was given it in the documents.
    for name in ("validation-error", "validation-error-simple"):
        definitions[name]["properties"]["status"] = _TEXT
    # Enterprise Server's own document has it.
    definitions["api-overview"]["properties"]["installed_version"] = _TEXT
    for properties in _properties(document):
        _mend_comment(properties)
    return document


def webhooks(document: Document) -> Document:
    """The webhooks' copy, mended in place."""
    for properties in _properties(document):
        _mend_comment(properties)
        if {"permissions", "events"} <= properties.keys():
            # An app: some events list by hand what it can have, and lag behind (merge queues).
            properties["permissions"] = {"type": "object", "additionalProperties": _TEXT}
            properties["events"] = {"type": "array", "items": _TEXT}
        if {"gists_url", "followers_url"} <= properties.keys():
            # An account: some events write it out without what the common schema has.
            properties["user_view_type"] = _TEXT
    return document


def _mend_comment(properties: Document) -> None:
    """A comment on a file has no line, and an outdated one stands nowhere; not every copy of the schema knows."""
    if "diff_hunk" in properties:
        for key in {"line", "original_line", "position"} & properties.keys():
            properties[key] = _NUMBER_OR_NULL


def _properties(node: Any) -> Iterator[Document]:
    """The properties of every object schema."""
    if isinstance(node, dict):
        if isinstance(node.get("properties"), dict):
            yield node["properties"]
        node = list(node.values())
    for inner in node if isinstance(node, list) else ():
        yield from _properties(inner)
