"""Where the operator's packages come from, and which of them nobody else is to hear of: `packages` of app.yaml."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Origins:
    """By purl type."""

    registries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Addresses of registries besides the ecosystem's own; the first one is the one to ask for facts."""
    internal: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Beginnings of names that only exist inside."""
    ask: bool = False
    """Whether registries are asked for facts about packages, which tells them what is used here."""

    @property
    def hosts(self) -> dict[str, tuple[str, ...]]:
        """The registries'."""
        return {type_: tuple(urlsplit(one).hostname or "" for one in some) for type_, some in self.registries.items()}


def read(values: Mapping[str, Any]) -> Origins:
    """What app.yaml says. Raises ValueError with what to write instead."""
    if unknown := sorted(set(values) - {"registries", "internal", "ask"}):
        raise ValueError(f"unknown key packages.{unknown[0]}; known are registries, internal, ask")
    ask = values.get("ask", False)
    if ask not in (True, False):
        raise ValueError(f"packages.ask is {ask!r}; write on or off")
    registries, internal = (_lists(key, values.get(key) or {}) for key in ("registries", "internal"))
    for address in (address for some in registries.values() for address in some):
        if not (address.startswith(("https://", "http://")) and urlsplit(address).hostname):
            raise ValueError(f"packages.registries: {address!r} is no address; write one that begins with https://")
    return Origins(registries, internal, ask)


def begins(name: str, beginnings: Sequence[str]) -> bool:
    """Whether a name begins with one of these, as registries compare them: "Acme_" begins the name of acme-billing."""
    return _folded(name).startswith(tuple(_folded(one) for one in beginnings))


def _folded(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name.lower())


def _lists(key: str, value: object) -> dict[str, tuple[str, ...]]:
    """A single text may stand for a list of one."""
    found = {}
    for type_, some in value.items() if isinstance(value, dict) else [("", value)]:
        listed = [some] if isinstance(some, str) else some
        if not type_ or not isinstance(listed, list) or not all(isinstance(one, str) and one for one in listed):
            raise ValueError(f'packages.{key} must be lists by purl type, like {{npm: ["@acme/"]}}')
        found[str(type_)] = tuple(listed)
    return found
