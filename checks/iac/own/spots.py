"""Places below a resource, and the ways that lead there. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from checks.iac.conditions.ways import Way
from checks.iac.model import Node, Resource


@dataclass(frozen=True, slots=True)
class Spot:
    """A value, whose it is, and the way that leads to it."""

    resource: Resource
    way: tuple[str, ...]
    node: Node
    derived: Mapping[str, tuple[Spot, ...]] = field(default_factory=dict)
    """What a view makes of it: name -> places."""
    cut: bool = False
    """The way leads on, and nobody knows where before it is deployed: `node` is where it ends."""

    @property
    def known(self) -> bool:
        """Whether its value is."""
        return self.node.known and not self.cut

    def below(self, step: str) -> Iterator[Spot]:
        """What lies a step further: a name where there are several means each one's."""
        if step in self.derived:
            yield from self.derived[step]
        elif not self.node.known:
            yield Spot(self.resource, self.way, self.node, cut=True)
        elif isinstance(self.node.value, tuple):
            yield from self._of_several(step)
        elif isinstance(self.node.value, Mapping):
            names = self.node.value if step == "*" else [step]
            for name in names:
                if found := self.node.value.get(name):
                    yield Spot(self.resource, (*self.way, name), found)

    def _of_several(self, step: str) -> Iterator[Spot]:
        for item in self.items():
            if step == "*" or step == item.way[-1]:
                yield item
            elif not step.isdecimal():
                yield from item.below(step)

    def items(self) -> Sequence[Spot]:
        """Those of a list; of anything else it is itself, of nothing none."""
        if isinstance(self.node.value, tuple) and self.node.known:
            return [Spot(self.resource, (*self.way, str(at)), one) for at, one in enumerate(self.node.value)]
        return [] if self.node.value is None and self.node.known else [self]

    def titled(self, text: str) -> Spot:
        """The same place with a text of its own for a value."""
        return Spot(self.resource, self.way, Node(text, self.node.start_line, self.node.end_line))

    def one(self, step: str) -> Spot | None:
        """The first that lies there."""
        return next(iter(self.below(step)), None)

    def text(self, *steps: str) -> str:
        """What stands there, where that is one known scalar; else ""."""
        spot: Spot | None = self
        for step in steps:
            spot = spot.one(step) if spot else None
        if spot is None or not spot.known or spot.node.value is None or isinstance(spot.node.value, (Mapping, tuple)):
            return ""
        return str(spot.node.value)


View = Callable[[Spot], Iterable[Spot]]
"""Places that a resource only has by its meaning: the containers of whatever workload it is."""


def follow(place: Spot, way: Way, views: Mapping[str, View]) -> list[Spot]:
    """Where the way leads from a place; what is null is not there. A cut one is where it is not known further."""
    found = [Spot(place.resource, (), place.resource.node)] if way.from_resource else [place]
    for step in way.steps:
        found = [further for spot in found for further in _further(spot, step, views)]
    return [spot for spot in found if spot.node.value is not None or not spot.node.known]


def _further(spot: Spot, step: str, views: Mapping[str, View]) -> Iterable[Spot]:
    if spot.cut:
        return (spot,)
    return views[step[1:]](spot) if step.startswith("@") else spot.below(step)
