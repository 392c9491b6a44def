"""yarn.lock as yarn 1 writes it: a form of its own, which is read line by line. Pure.

It does not say which manifest asked for what: a package is found by the very text of the request, "name@range".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from checks.packages.npm.lock import Lock, Node, bounded, digests
from checks.packages.npm.manifests import is_name, understand
from checks.texts import bounds
from checks.texts.unreadable import Unreadable
from checks.texts.written import bare

_HASH = re.compile(r"#([0-9a-f]{40})$")
_TABLES = ("dependencies", "optionalDependencies")


@dataclass(slots=True)
class _Entry:
    descriptors: list[str]
    line: int
    values: dict[str, str] = field(default_factory=dict)
    tables: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


def read(path: str, content: bytes) -> Lock:
    """Raises Unreadable."""
    entries = list(_entries(bounds.text(content)))
    bounded(len(entries))
    by_request = {request: entry.descriptors[0] for entry in entries for request in entry.descriptors}
    lock = Lock(path, {}, lambda _folder, name, spec: _found(by_request, name, spec))
    requests: dict[str, list[str]] = {}
    for name, spec in map(_split, by_request):
        requests.setdefault(name, []).append(spec)
    lock.requests = requests
    for entry in entries:
        key = entry.descriptors[0]
        lock.nodes[key] = _node(entry)
        for table, edges in zip(_TABLES, (lock.edges, lock.optional), strict=True):
            asked = entry.tables.get(table, ())
            if targets := [found for name, spec in asked if (found := _found(by_request, name, spec))]:
                edges[key] = targets
    return lock


def _found(by_request: dict[str, str], name: str, spec: str) -> str | None:
    return by_request.get(f"{name}@{spec}") or by_request.get(f"{name}@{spec.strip() or '*'}")


def _entries(text: str) -> Iterator[_Entry]:
    entry: _Entry | None = None
    table: list[tuple[str, str]] | None = None
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.strip()
        if not bare or bare.startswith("#"):
            continue
        depth = len(line) - len(line.lstrip(" "))
        if depth == 0:
            if entry:
                yield entry
            entry, table = _Entry(_requests(bare, number), number), None
        elif entry is None:
            raise Unreadable(f"line {number} belongs to no entry")
        elif depth == 2 and bare.endswith(":"):
            table = entry.tables.setdefault(bare[:-1], [])
        else:
            key, value = _pair(bare, number)
            if depth == 2:
                entry.values[key] = value
            elif table is not None:
                table.append((key, value))
            else:
                raise Unreadable(f"line {number} is indented, and nothing asks for that")
    if entry:
        yield entry


def _requests(bare: str, number: int) -> list[str]:
    """`"a@^1", a@^2:` as ["a@^1", "a@^2"]."""
    if not bare.endswith(":"):
        raise Unreadable(f"line {number} is no entry of a yarn lockfile")
    bare = bare[:-1]
    found = re.findall(r'"([^"]*)"', bare) if '"' in bare else []
    found += [one for one in (part.strip() for part in re.sub(r'"[^"]*"', "", bare).split(",")) if one]
    if not found or not all(is_name(_split(one)[0]) for one in found):
        raise Unreadable(f"line {number} names no package")
    return found


def _pair(bare: str, number: int) -> tuple[str, str]:
    """`resolved "https://…"` or `"@a/b" "^1"` or `version 1.0.0`."""
    found = re.fullmatch(r'(?:"([^"]*)"|([^\s"]+))\s+(?:"(.*)"|(.*))', bare)
    if found is None:
        raise Unreadable(f"line {number} is no line of a yarn lockfile")
    return found[1] or found[2] or "", found[3] if found[3] is not None else found[4]


def _split(request: str) -> tuple[str, str]:
    """ "@a/b@^1" as ("@a/b", "^1")."""
    at = request.find("@", 1)
    return (request, "") if at < 0 else (request[:at], request[at + 1 :])


def _node(entry: _Entry) -> Node:
    written, spec = _split(entry.descriptors[0])
    meant = understand(written, spec)
    resolved = entry.values.get("resolved", "")
    if meant.local and not resolved:
        return Node(written, entry.line, local=True)
    digest = _HASH.search(resolved)
    address = resolved[: digest.start()] if digest and ".git#" not in resolved else resolved
    found = digests(entry.values.get("integrity"))
    if digest and address != resolved:
        found += (f"sha1:{digest[1]}",)
    return Node(
        meant.name,
        entry.line,
        entry.values.get("version", ""),
        bare(address),
        found,
        ".tgz" in address,
        written=written if written != meant.name else "",
    )
