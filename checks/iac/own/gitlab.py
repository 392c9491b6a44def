"""What GitLab's jobs run. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from checks.iac.model import Node
from checks.iac.own.spots import Spot

_SCRIPTS = ("before_script", "script", "after_script")


def script(job: Spot) -> Iterator[Spot]:
    """Each command of its scripts, nested lists (of references and anchors) flattened, blocks line by line."""
    for name in _SCRIPTS:
        for spot in job.below(name):
            yield from _flat(spot)


def _flat(spot: Spot) -> Iterator[Spot]:
    if isinstance(spot.node.value, tuple):
        for item in spot.items():
            yield from _flat(item)
        return
    written = str(spot.node.value).rstrip("\n").split("\n")
    first = spot.node.end_line - len(written) + 1
    if not spot.known or len(written) == 1 or first != spot.node.start_line + 1:
        yield spot
        return
    for number, line in enumerate(written, first):
        yield Spot(spot.resource, spot.way, Node(line, number, number))
