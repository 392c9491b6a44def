"""A unit's resources, as conditions look at them: by kind, by name, and through views. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial

from checks.iac.conditions.ways import Way
from checks.iac.model import Resource
from checks.iac.own import compose, gitlab, pairs, pods, programs
from checks.iac.own.references import local_name, module
from checks.iac.own.spots import Spot, follow
from checks.iac.own.statements import statements


class Scene:
    """Made once per unit."""

    def __init__(self, resources: Sequence[Resource], partly: Sequence[Resource] = ()) -> None:
        """`partly`: of which only some attributes are there to see; nothing is missing in these."""
        self.resources = (*resources, *partly)
        self._partly = frozenset(map(id, partly))

    def whole(self, resource: Resource) -> bool:
        """Whether what is not there is missing."""
        return id(resource) not in self._partly

    @cached_property
    def names(self) -> frozenset[str]:
        """Local names of all."""
        return frozenset(map(local_name, self.resources))

    def others(self, resource: Resource, kinds: Sequence[str]) -> Iterator[Resource]:
        """Those of these kinds (lower case) in the resource's module, except itself."""
        mine = module(resource)
        for other in self.resources:
            if other is not resource and of_kind(other.kind.lower(), kinds) and module(other) == mine:
                yield other

    def called(self, name: str, beside: Resource) -> Resource | None:
        """By its local name, in the same module as another."""
        found = self._by_name.get(name, ())
        return next((one for one in found if module(one) == module(beside)), None)

    def follow(self, place: Spot, way: Way) -> list[Spot]:
        """See `spots.follow`."""
        return follow(place, way, {name: partial(view, self) for name, view in VIEWS.items()})

    @cached_property
    def _by_name(self) -> Mapping[str, list[Resource]]:
        found: dict[str, list[Resource]] = {}
        for resource in self.resources:
            found.setdefault(local_name(resource), []).append(resource)
        return found

    def statements(self, spot: Spot) -> Iterator[Spot]:
        """Those of the policy document there, or of the data source that it refers to."""
        return statements(spot, self.called)


VIEWS: Mapping[str, Callable[[Scene, Spot], Iterable[Spot]]] = {
    "statements": Scene.statements,
    "pod": lambda _, spot: pods.pod(spot),
    "containers": lambda _, spot: pods.containers(spot),
    "program": lambda _, spot: programs.program(spot),
    "flags": lambda _, spot: programs.flags(spot),
    "mounts": lambda _, spot: compose.mounts(spot),
    "published": lambda _, spot: compose.published(spot),
    "environment": lambda _, spot: compose.environment(spot),
    "named": lambda _, spot: pairs.named(spot),
    "address": lambda _, spot: (spot.titled(spot.resource.address),),
    "script": lambda _, spot: gitlab.script(spot),
}
"""`@name` in a way -> what it leads to."""


def of_kind(kind: str, wanted: Sequence[str]) -> bool:
    """Whether a kind (lower case) is among those, of which one may end with `*`."""
    return any(kind == one or (one.endswith("*") and kind.startswith(one[:-1])) for one in wanted)
