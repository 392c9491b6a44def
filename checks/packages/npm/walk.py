"""How each package of a lockfile is come by: the shortest chain of the strongest kind. Pure.

What is needed at run time comes first, then what is optional, then what is for development, then what only fits to
something (an optional peer). Each package is visited once: `chains.reach` has one kind of edge and takes twice as long.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from checks.interface import Scope
from checks.packages.chains import MOST_LINKS
from checks.packages.npm.lock import Lock

Edges = Mapping[str, list[str]]


class Way(NamedTuple):
    """To one package."""

    scope: Scope
    via: tuple[str, ...]
    """Names, from the direct dependency down to the one that asks for it; () for a direct one."""


def ways(lock: Lock, direct: Mapping[str, Scope], forced: Iterable[str] = ()) -> dict[str, Way]:
    """Of every package that is come by; `direct` has the keys of those that manifests ask for.

    `forced` has those that overrides may have put in others' places: who asks for them cannot be told.
    """
    found: dict[str, Way] = {}
    for scope, edges in (
        (Scope.RUNTIME, (lock.edges,)),
        (Scope.OPTIONAL, (lock.edges, lock.optional)),
        (Scope.DEVELOPMENT, (lock.edges, lock.optional)),
    ):
        seeds = [key for key, wanted in direct.items() if wanted is scope and key not in found]
        found.update((key, Way(scope, ())) for key in seeds)
        if scope is Scope.OPTIONAL:
            seeds += [key for key in lock.optional if key in found]
        _walk(lock, found, seeds, edges, scope)
    for scope in (Scope.OPTIONAL, Scope.DEVELOPMENT):
        fitting = [
            key
            for key in lock.loose
            if key in found and (found[key].scope is Scope.DEVELOPMENT) is (scope is not Scope.OPTIONAL)
        ]
        _walk(lock, found, fitting, (lock.edges, lock.optional, lock.loose), scope)
    rest = [key for key in forced if key not in found]
    found.update((key, Way(Scope.RUNTIME, ())) for key in rest)
    _walk(lock, found, rest, (lock.edges, lock.optional), Scope.RUNTIME)
    return found


def _walk(lock: Lock, found: dict[str, Way], seeds: Iterable[str], edges: Iterable[Edges], scope: Scope) -> None:
    """Layer by layer, so that the first way found is a shortest one."""
    layers: dict[int, list[str]] = {}
    for key in seeds:
        layers.setdefault(len(found[key].via), []).append(key)
    depth = 0
    while layers:
        below: list[str] = []
        for key in layers.pop(depth, ()):
            above = found[key].via
            via = (*(above if len(above) < MOST_LINKS else above[:-1]), lock.nodes[key].name)
            for some in edges:
                for target in some.get(key, ()):
                    if target not in found:
                        found[target] = Way(scope, via)
                        below.append(target)
        depth += 1
        if below:
            layers.setdefault(depth, []).extend(below)
