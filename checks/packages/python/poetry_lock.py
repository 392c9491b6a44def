"""poetry.lock (of 1.x and 2.x) and pdm.lock. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checks.interface import Scope
from checks.packages.model import Place
from checks.packages.python.asks import normalised, parse, strings, table
from checks.packages.python.lock import (
    Entries,
    Lock,
    Pin,
    built,
    digests,
    extras_of,
    items,
    odd_address,
    string,
    tables,
    usual_host,
    version_of,
)
from checks.texts import written

_VCS = ("git", "hg", "svn")


def poetry(lock: Lock, data: dict[str, Any], entries: Entries) -> None:
    """A poetry.lock."""
    files = table(data, "metadata", "files") or table(data, "metadata", "hashes")  # before Poetry 1.2
    for entry, line in entries:
        name, source = normalised(entry["name"]), table(entry, "source")
        kind = string(source, "type")
        address = string(source, "url")
        lock.pins.append(
            Pin(
                name=name,
                place=Place(lock.path, line),
                version=version_of(entry),
                origin=written.bare((f"{kind}+" if kind in _VCS else "") + address.partition("#")[0]),
                integrity=digests(entry.get("files") or files.get(entry["name"])),
                expected=kind in ("", "legacy", "url"),
                built=built(entry.get("files") or files.get(entry["name"]), entry.get("wheels")),
                scope=_poetry_scope(entry),
                spelled=entry["name"] if entry["name"] != name else "",
            )
        )
        _poetry_edges(lock, name, entry)


def _poetry_scope(entry: dict[str, Any]) -> Scope | None:
    groups = set(strings(entry.get("groups", []))) or {string(entry, "category")} - {""}
    if not groups:
        return None
    optional = entry.get("optional") is True
    return (Scope.OPTIONAL if optional else Scope.RUNTIME) if "main" in groups else Scope.DEVELOPMENT


def _poetry_edges(lock: Lock, name: str, entry: dict[str, Any]) -> None:
    needs = [(normalised(spelled), tables(details)) for spelled, details in table(entry, "dependencies").items()]
    optional = {needed for needed, several in needs if several and all(one.get("optional") is True for one in several)}
    extras = _poetry_extras(lock, name, table(entry, "extras")) if optional else {}
    for needed, several in needs:
        nodes = [needed, *(f"{needed}[{extra}]" for one in several for extra in extras_of(one))] if needed else []
        for node in extras.get(needed, [name]) if needed in optional else [name]:
            lock.link(node, nodes)


def _poetry_extras(lock: Lock, name: str, extras: dict[str, Any]) -> dict[str, list[str]]:
    """For each package that extras bring in, their nodes. One extra may stand for others of the same package."""
    found: dict[str, list[str]] = {}
    for extra, members in extras.items():
        node = f"{name}[{normalised(extra)}]"
        for parsed in _parsed(members):
            if parsed.name == name:
                lock.link(node, (f"{name}[{other}]" for other in parsed.extras))
            else:
                found.setdefault(parsed.name, []).append(node)
    return found


def pdm(lock: Lock, data: dict[str, Any], entries: Entries) -> None:
    """A pdm.lock: a package is in it once more for each set of its extras."""
    lock.groups = frozenset(strings(table(data, "metadata").get("groups", []))) or None
    files = table(data, "metadata", "files")  # before PDM 2.8
    usual = usual_host(entries)
    known = set[tuple[str, str]]()
    for entry, line in entries:
        name, version = normalised(entry["name"]), version_of(entry)
        needed = [node for parsed in _parsed(entry.get("dependencies")) for node in _nodes(parsed.name, parsed.extras)]
        for node in [f"{name}[{extra}]" for extra in extras_of(entry)] or [name]:
            lock.link(node, (one for one in needed if one != name))
        if (name, version) in known:
            continue
        known.add((name, version))
        found = entry.get("files") or files.get(f"{entry['name']} {version}")
        given = next(
            (f"{how}+{string(entry, how)}" for how in _VCS if string(entry, how)), string(entry, "url", "path")
        )
        lock.pins.append(
            Pin(
                name=name,
                place=Place(lock.path, line),
                version=version,
                origin=odd_address(name, tables(found), usual) or written.bare(given),
                integrity=digests(found),
                expected=not given or "url" in entry,
                built=built(found, entry.get("wheels")),
                scope=_pdm_scope(entry),
                spelled=entry["name"] if entry["name"] != name else "",
            )
        )


def _pdm_scope(entry: dict[str, Any]) -> Scope | None:
    groups = set(strings(entry.get("groups", [])))
    return None if not groups else Scope.RUNTIME if "default" in groups else Scope.DEVELOPMENT


def _nodes(name: str, extras: tuple[str, ...]) -> Iterator[str]:
    yield name
    yield from (f"{name}[{extra}]" for extra in extras)


def _parsed(members: object) -> Iterator[Any]:
    return (parsed for one in strings(items(members)) if (parsed := parse(one)))
