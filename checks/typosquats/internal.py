"""Dependency confusion: a name that only exists inside, where a public index can answer for it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from checks.packages.hosts import host, official
from checks.packages.model import Dependency, Index, Reading

Internal = Mapping[str, Sequence[str]]
"""Purl type -> beginnings of names that only exist inside ("acme-", "@acme/")."""


def is_internal(dependency: Dependency, internal: Internal) -> bool:
    """Whether the operator says that this name only exists inside."""
    return dependency.name.startswith(tuple(filter(None, internal.get(dependency.type, ()))))


def exposed(dependency: Dependency, reading: Reading) -> str:
    """How a public index can answer for it, in a sentence; "" where nothing in the files lets it."""
    name = host(dependency.origin)
    if name in official(dependency.type):
        return f"This name only exists inside, and the lockfile takes it from the public {name}."
    for index in reading.indexes:
        if index.type == dependency.type and _is_extra(index):
            return (
                f"This name only exists inside, and `{index.directive}` in {index.place.path} lets the package manager "
                "take it from whichever index has the highest version."
            )
    return ""


def _is_extra(index: Index) -> bool:
    """Whether the package manager asks it beside another one, without saying which is for what."""
    return "extra-index-url" in index.directive or "find-links" in index.directive
