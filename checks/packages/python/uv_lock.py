"""uv.lock, and pylock.toml (PEP 751), which says much the same in other words. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checks.interface import Scope
from checks.packages.model import Place
from checks.packages.python.asks import Ask, normalised, strings, table
from checks.packages.python.lock import (
    Entries,
    Lock,
    Pin,
    built,
    digests,
    extras_of,
    items,
    needs,
    odd_address,
    string,
    tables,
    usual_host,
    version_of,
)
from checks.texts import written


def uv(lock: Lock, data: dict[str, Any], entries: Entries) -> None:
    """A uv.lock; what each member of the workspace asks for is in it too."""
    manifest = table(data, "manifest")
    members = {normalised(name) for name in strings(manifest.get("members"))}
    usual = usual_host(entries)
    for entry, line in entries:
        name, place = normalised(entry["name"]), Place(lock.path, line)
        folder = string(table(entry, "source"), "virtual", "editable", "directory")
        own = bool(folder) and (name in members or folder == ".")
        lock.pins.append(_uv_pin(name, place, entry, usual, own))
        lock.link(name, needs(entry.get("dependencies")))
        for extra, needed in table(entry, "optional-dependencies").items():
            lock.link(f"{name}[{normalised(extra)}]", needs(needed))
        if own:
            lock.roots["" if folder == "." else folder] = list(_uv_asks(place, table(entry, "metadata")))
    wanted = {"requires-dist": manifest.get("requirements"), "requires-dev": manifest.get("dependency-groups")}
    if any(wanted.values()):
        lock.roots.setdefault("", []).extend(_uv_asks(Place(lock.path, 1), wanted))


def _uv_pin(name: str, place: Place, entry: dict[str, Any], usual: str, own: bool) -> Pin:
    source = table(entry, "source")
    files = tables(entry.get("sdist"), entry.get("wheels"))
    repository = string(source, "git")
    given = f"git+{repository}" if repository else string(source, "registry", "url", "path", "directory", "editable")
    return Pin(
        name=name,
        place=place,
        version=version_of(entry),
        origin=odd_address(name, files, usual) or written.bare(given.partition("#")[0].partition("?")[0]),
        integrity=digests(files),
        expected="registry" in source or "url" in source,
        built=built(files),
        own=own,
    )


def _uv_asks(place: Place, wanted: dict[str, Any]) -> Iterator[Ask]:
    """What a member asks for, at the line of the member: its manifest need not be at hand."""
    developing = [one for group in table(wanted, "requires-dev").values() for one in tables(group)]
    for scope, asked in ((Scope.RUNTIME, tables(wanted.get("requires-dist"))), (Scope.DEVELOPMENT, developing)):
        for one in asked:
            if name := normalised(string(one, "name")):
                optional = scope is Scope.RUNTIME and "extra ==" in string(one, "marker")
                yield Ask(name=name, place=place, scope=Scope.OPTIONAL if optional else scope, extras=extras_of(one))


def pylock(lock: Lock, data: dict[str, Any], entries: Entries) -> None:
    """A pylock.toml; it need not hold all groups, nor say who asks for whom."""
    lock.whole = False
    usual = usual_host(entries)
    for entry, line in entries:
        name = normalised(entry["name"])
        lock.pins.append(_pylock_pin(name, Place(lock.path, line), entry, usual))
        lock.link(name, needs(entry.get("dependencies")))
    lock.knows_edges = bool(lock.edges)


def _pylock_pin(name: str, place: Place, entry: dict[str, Any], usual: str) -> Pin:
    vcs, folder, archive = table(entry, "vcs"), table(entry, "directory"), table(entry, "archive")
    files = tables(entry.get("sdist"), items(entry.get("wheels")), archive)
    given = next((found for one in (vcs, archive, folder) if (found := string(one, "url", "path"))), "")
    kind = f"{string(vcs, 'type')}+" if string(vcs, "type") and string(vcs, "url") else ""
    proofs = (f"{kind}:{value}" for one in files for kind, value in table(one, "hashes").items() if value)
    return Pin(
        name=name,
        place=place,
        version=version_of(entry),
        origin=odd_address(name, files, usual) or written.bare(kind + given or string(entry, "index")),
        integrity=tuple(proofs),
        expected=not vcs and not folder,
        built=built(files),
        own=string(folder, "path") == ".",
    )
