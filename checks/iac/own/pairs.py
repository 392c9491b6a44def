"""The entries of a mapping as things with a name and a value: environments, build arguments, labels. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checks.iac.model import Node
from checks.iac.own.spots import Spot


def named(mapping: Spot) -> Iterator[Spot]:
    """`name` and `value` of each entry; one without a value has only its name."""
    if not isinstance(mapping.node.value, Mapping):
        return
    for name, node in mapping.node.value.items():
        way = (*mapping.way, name)
        title = Spot(mapping.resource, way, Node(name, node.start_line, node.end_line))
        value = () if node.value is None and node.known else (Spot(mapping.resource, way, node),)
        yield Spot(mapping.resource, way, node if value else title.node, {"name": (title,), "value": value})
