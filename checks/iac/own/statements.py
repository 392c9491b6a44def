"""Statements of policy documents of AWS: JSON, CloudFormation, jsonencode, data sources alike. Pure.

Each has `effect`, `actions`, `not_actions`, `resources`, `not_resources`, `principals` (values only: "*", ARNs,
services), `not_principals`, `condition` and `sid`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from checks.iac.model import Node, Resource
from checks.iac.own.spots import Spot

Called = Callable[[str, Resource], Resource | None]
_SAME = {
    "effect": ("Effect", "effect"),
    "actions": ("Action", "actions", "action"),
    "not_actions": ("NotAction", "not_actions"),
    "resources": ("Resource", "resources", "resource"),
    "not_resources": ("NotResource", "not_resources"),
    "condition": ("Condition", "condition"),
    "sid": ("Sid", "sid"),
}
_PRINCIPALS = {"principals": ("Principal", "principals"), "not_principals": ("NotPrincipal", "not_principals")}
_DATA = re.compile(r"data\.aws_iam_policy_document\.[\w-]+")
_MOST_JSON = 1_000_000


def statements(document: Spot, called: Called) -> Iterator[Spot]:
    """Those of a policy document, of a text that holds one, or of the data source that a reference names."""
    for spot in document.items():
        if not spot.node.known:
            yield from _referred(spot, called)
        elif isinstance(spot.node.value, str):
            yield from _of_text(spot, called)
        else:
            for name in ("Statement", "statement"):
                for below in spot.below(name):
                    yield from (_statement(one) for one in below.items() if isinstance(one.node.value, Mapping))


def _referred(spot: Spot, called: Called) -> Iterator[Spot]:
    found = _DATA.search(str(spot.node.value))
    source = called(found[0], spot.resource) if found else None
    if source:
        yield from statements(Spot(source, (), source.node), called)


def _of_text(spot: Spot, called: Called) -> Iterator[Spot]:
    text = str(spot.node.value)
    if '"Statement"' not in text or len(text) > _MOST_JSON:
        return
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return
    lines = spot.node.start_line, spot.node.end_line
    yield from statements(Spot(spot.resource, spot.way, _node(data, lines)), called)


def _node(data: Any, lines: tuple[int, int]) -> Node:
    if isinstance(data, dict):
        return Node({name: _node(value, lines) for name, value in data.items()}, *lines)
    return Node(tuple(_node(value, lines) for value in data) if isinstance(data, list) else data, *lines)


def _statement(spot: Spot) -> Spot:
    names = {name: tuple(_first(spot, spellings)) for name, spellings in _SAME.items()}
    if not names["effect"]:
        names["effect"] = (Spot(spot.resource, spot.way, Node("Allow", spot.node.start_line, spot.node.end_line)),)
    for name, spellings in _PRINCIPALS.items():
        names[name] = tuple(
            one for spelling in spellings for below in spot.below(spelling) for one in _principals(below)
        )
    return Spot(spot.resource, spot.way, spot.node, names)


def _first(spot: Spot, spellings: tuple[str, ...]) -> Iterator[Spot]:
    for spelling in spellings:
        if found := list(spot.below(spelling)):
            yield from found
            return


def _principals(spot: Spot) -> Iterator[Spot]:
    """Values of "*", {"AWS": "*"}, {"Service": [...]}, and of blocks with `identifiers`."""
    for item in spot.items():
        if not isinstance(item.node.value, Mapping):
            yield item
        elif "identifiers" in item.node.value:
            yield from (one for below in item.below("identifiers") for one in below.items())
        else:
            yield from (one for below in item.below("*") for one in below.items())
