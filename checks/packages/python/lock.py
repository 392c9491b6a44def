"""What a lockfile of Python's pins, whence, by which digests and for whom, in one form for all formats. Pure.

A node of the graph is a name, or `name[extra]` where an extra brings in more: so a chain never goes through an extra
that nobody asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from checks.interface import Scope
from checks.packages.model import Place
from checks.packages.python.asks import Ask, normalised, strings
from checks.texts import written

Entries = list[tuple[dict[str, Any], int]]
"""Of a lockfile: each with a name, and the line of its version."""
MOST_VERSION = 200
"""Characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """One entry."""

    name: str
    place: Place
    version: str = ""
    requirement: str = ""
    """As the entry itself writes it, where it does so as a range."""
    origin: str = ""
    integrity: tuple[str, ...] = ()
    expected: bool = False
    """Whether its kind of entry has digests in this format."""
    built: bool = False
    """Whether it is only there as source: installing it runs code of its own."""
    scope: Scope | None = None
    """As the lockfile itself says; None where it does not."""
    spelled: str = ""
    own: bool = False
    """The project itself, or a member of its workspace: nothing that is brought in."""


@dataclass(slots=True)
class Lock:
    """One lockfile."""

    path: str
    pins: list[Pin] = field(default_factory=list)
    tool: str = ""
    """Whose settings in the manifest it follows; "" for any."""
    edges: dict[str, dict[str, None]] = field(default_factory=dict)
    """From node to nodes, in their order: of two shortest chains the same is told each time."""
    knows_edges: bool = True
    """Whether the format says who asks for whom."""
    roots: dict[str, list[Ask]] = field(default_factory=dict)
    """Of a workspace's members, by folder ("" for the lockfile's own): what the lockfile says that each asks for."""
    whole: bool = True
    """Whether all groups and extras of the manifest are in it."""
    groups: frozenset[str] | None = None
    """Those that are in it; None where it does not say."""

    def link(self, node: str, needed: Iterable[str]) -> None:
        """Says that `node` asks for these."""
        if found := dict.fromkeys(needed):
            self.edges.setdefault(node, {}).update(found)


def string(entry: Mapping[str, Any], *keys: str) -> str:
    """The first string under one of these keys; "" without one."""
    for key in keys:
        value = entry.get(key)
        if isinstance(value, str) and value and len(value) <= written.MOST_ADDRESS:
            return value
    return ""


def items(value: object) -> list[Any]:
    """Those of a list; none of anything else."""
    return value if isinstance(value, list) else []


def tables(*values: object) -> list[dict[str, Any]]:
    """Those among the values, and among the lists that are among them."""
    flat = [one for value in values for one in (value if isinstance(value, list) else [value])]
    return [one for one in flat if isinstance(one, dict) and one]


def version_of(entry: Mapping[str, Any]) -> str:
    """The entry's; "" without one."""
    version = string(entry, "version").lstrip("=").strip()
    return version if len(version) <= MOST_VERSION else ""


def digests(files: object) -> tuple[str, ...]:
    """Each as "algorithm:value", of tables with a `hash` or of plain strings."""
    found = [one.get("hash") if type(one) is dict else one for one in items(files)]  # in the thousands: no isinstance
    return tuple([one if ":" in one else f"sha256:{one}" for one in found if type(one) is str and one])


def built(files: object, wheels: object = None) -> bool:
    """Whether all of the files are source. `wheels` says whether one is none, where the files have no names."""
    names = [string(one, "file", "url", "name", "path") for one in tables(files)]
    return wheels is False or (bool(names) and all(re.search(r"\.(?:tar\.\w+|tgz|zip)(?:#|$)", name) for name in names))


def needs(needed: object) -> Iterator[str]:
    """The nodes that tables with names and extras ask for."""
    for one in tables(needed):
        if name := normalised(string(one, "name")):
            yield name
            for extra in (*items(one.get("extra")), *items(one.get("extras"))):
                if isinstance(extra, str):
                    yield f"{name}[{normalised(extra)}]"


def extras_of(one: Mapping[str, Any]) -> tuple[str, ...]:
    """Normalised."""
    return tuple(sorted(filter(None, map(normalised, strings(one.get("extras", []))))))


def usual_host(entries: Entries) -> str:
    """Where the first file of most packages comes from: the beginning of its URL, host included; "" for no URLs."""
    counts: dict[str, int] = {}
    for entry, _ in entries:
        first = tables(entry.get("sdist"), items(entry.get("wheels"))[:1], items(entry.get("files"))[:1])
        if first and (url := string(first[0], "url")):
            host = url[: url.find("/", 8) + 1]
            counts[host] = counts.get(host, 0) + 1
    return max(counts, key=lambda host: counts[host], default="")


def odd_address(name: str, files: list[dict[str, Any]], usual: str) -> str:
    """The address of a file that does not come from where most do, or is another package's; "" without one."""
    for one in files if usual else ():
        url = one.get("url")
        if not isinstance(url, str):
            continue
        file = re.sub(r"[-_.]+", "-", url[url.rfind("/") + 1 :][: len(name) + 8]).lower()
        if not url.startswith(usual) or not file.startswith(f"{name}-"):
            return written.bare(url.partition("#")[0])
    return ""
