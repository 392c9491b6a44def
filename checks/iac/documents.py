"""Policy documents: which of their statements gives most away. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from checks.iac.model import Node

STATEMENTS = ("Statement", "statement")
"""What holds them: in JSON, in a data source of Terraform."""


def giving_most(whole: Node, way: tuple[str, ...], node: Node) -> tuple[tuple[str, ...], Node]:
    """In a policy document the statement that gives most, where the engine names one that gives less."""
    at = next((n for n, step in enumerate(way[:-1]) if step in STATEMENTS and way[n + 1].isdecimal()), None)
    document = whole.at(way[: at + 1]) if at is not None else None
    if at is None or document is None or not isinstance(document.value, tuple):
        return way, node
    items, named = document.value, int(way[at + 1])
    most = max(range(len(items)), key=lambda n: (allows_all(items[n]), n == named, -n))
    if most == named:
        return way, node
    there = (*way[: at + 1], str(most))
    further = items[most].at(way[at + 2 :])
    return ((*there, *way[at + 2 :]), further) if further else (there, items[most])


def allows_all(statement: Node) -> int:
    """How much a statement gives away."""
    if not isinstance(statement.value, Mapping):
        return 0
    values = {key.lower(): one for key, one in statement.value.items()}
    effect = values.get("effect")
    if effect and effect.value == "Deny":
        return -1
    given = ("action", "actions", "resource", "resources", "principal", "principals")
    return sum(_has_star(values[key]) for key in given if key in values)


def _has_star(node: Node) -> bool:
    if isinstance(node.value, tuple):
        return any(map(_has_star, node.value))
    if isinstance(node.value, Mapping):
        return any(map(_has_star, node.value.values()))
    return isinstance(node.value, str) and (node.value == "*" or node.value.endswith(":*"))
