"""What GitLab's jobs run. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from checks.iac.own.spots import Spot

_SCRIPTS = ("before_script", "script", "after_script")


def script(job: Spot) -> Iterator[Spot]:
    """Each command of its scripts, nested lists (of references and anchors) flattened."""
    for name in _SCRIPTS:
        for spot in job.below(name):
            yield from _flat(spot)


def _flat(spot: Spot) -> Iterator[Spot]:
    if not isinstance(spot.node.value, tuple):
        yield spot
        return
    for item in spot.items():
        yield from _flat(item)
