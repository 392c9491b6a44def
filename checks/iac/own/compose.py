"""What Compose services write in two ways, as one. Pure.

See https://docs.docker.com/reference/compose-file/services/.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checks.iac.model import Node
from checks.iac.own.spots import Spot


def _made(spot: Spot, **values: str | bool | None) -> Spot:
    """The spot with names for the parts of its short form."""
    node = spot.node
    parts = {
        name: (Spot(spot.resource, spot.way, Node(value, node.start_line, node.end_line)),)
        for name, value in values.items()
        if value is not None
    }
    return Spot(spot.resource, spot.way, node, parts)


def mounts(service: Spot) -> Iterator[Spot]:
    """`source`, `target`, `read_only` of each entry of `volumes`; an anonymous volume has no source."""
    for listed in service.below("volumes"):
        for spot in listed.items():
            if isinstance(spot.node.value, Mapping) or not spot.known:
                yield spot
                continue
            source, _, rest = str(spot.node.value).partition(":")
            target, _, options = rest.partition(":")
            yield _made(
                spot, source=source if rest else None, target=target or source, read_only="ro" in options.split(",")
            )


def published(service: Spot) -> Iterator[Spot]:
    """`host_ip`, `published`, `target` of each entry of `ports` that the host listens on."""
    for listed in service.below("ports"):
        for spot in listed.items():
            if isinstance(spot.node.value, Mapping):
                if "published" in spot.node.value:
                    yield spot
            elif spot.known:
                yield from _short_port(spot)


def _short_port(spot: Spot) -> Iterator[Spot]:
    text = str(spot.node.value).partition("/")[0]
    head, _, target = text.rpartition(":")
    if not head:  # only the container's: the host takes any free one
        yield _made(spot, target=target)
        return
    host, _, port = head.rpartition(":")
    yield _made(spot, host_ip=host.strip("[]") or None, published=port, target=target)


def environment(service: Spot) -> Iterator[Spot]:
    """`name` and `value` of each variable that the file sets."""
    for spot in service.below("environment"):
        if isinstance(spot.node.value, Mapping):
            for name, node in spot.node.value.items():
                if node.value is not None:
                    one = Spot(spot.resource, (*spot.way, name), node)
                    named = Spot(one.resource, one.way, Node(name, node.start_line, node.end_line))
                    yield Spot(one.resource, one.way, node, {"name": (named,), "value": (one,)})
            continue
        for item in spot.items():
            name, mark, value = str(item.node.value).partition("=")
            if mark and item.known:
                yield _made(item, name=name, value=value)
