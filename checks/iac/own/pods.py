"""The pods of Kubernetes' workloads, and their containers. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from checks.iac.own.spots import Spot

_TEMPLATES = (("spec", "jobTemplate", "spec", "template", "spec"), ("spec", "template", "spec"))
_CONTAINERS = ("containers", "initContainers", "ephemeralContainers")


def pod(root: Spot) -> Iterator[Spot]:
    """The one pod specification of a workload, whatever its kind."""
    ways = (("spec",),) if root.resource.kind == "Pod" else _TEMPLATES
    for way in ways:
        spot: Spot | None = root
        for step in way:
            spot = spot.one(step) if spot else None
        if spot:
            yield spot
            return


def containers(root: Spot) -> Iterator[Spot]:
    """Its containers of every sort."""
    for one in pod(root):
        for name in _CONTAINERS:
            for spot in one.below(name):
                yield from spot.items()
