"""Who brings in whom: the shortest chain from what a manifest asks for to each package of a lockfile. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from checks.interface import Scope

MOST_LINKS = 30
"""Of one chain; a longer one is told by its beginning and its last link."""
_STRONGEST_FIRST = (Scope.RUNTIME, Scope.OPTIONAL, Scope.DEVELOPMENT)


@dataclass(frozen=True, slots=True)
class Reached:
    """How one package is come by."""

    scope: Scope
    """The strongest of all ways that lead to it."""
    via: tuple[str, ...]
    """From the direct dependency down to the one that asks for it; () for a direct one."""


def reach(direct: Mapping[str, Scope], edges: Mapping[str, Iterable[str]]) -> dict[str, Reached]:
    """Every package that is come by from the direct ones; what is not in here, nothing leads to."""
    found: dict[str, Reached] = {}
    for scope in _STRONGEST_FIRST:
        layer = [name for name, wanted in direct.items() if wanted is scope]
        found.update({name: Reached(scope, ()) for name in layer if name not in found})
        while layer:
            layer = list(_next(layer, edges, found, scope))
    return {name: Reached(how.scope, () if name in direct else how.via) for name, how in found.items()}


def _next(
    layer: Iterable[str], edges: Mapping[str, Iterable[str]], found: dict[str, Reached], scope: Scope
) -> Iterable[str]:
    for name in layer:
        above = found[name].via
        via = (*above, name) if len(above) < MOST_LINKS else (*above[:-1], name)
        for below in edges.get(name, ()):
            if below not in found:
                found[below] = Reached(scope, via)
                yield below
