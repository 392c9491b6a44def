"""Which lockfile is read how. Also Pipfile.lock, which is JSON, and compiled requirements. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from checks.interface import Scope
from checks.packages.model import Place
from checks.packages.python import digest_lists, poetry_lock, uv_lock
from checks.packages.python.asks import normalised, scope_of
from checks.packages.python.lock import Entries, Lock, Pin, digests, string, version_of
from checks.packages.python.requirements import Requirements
from checks.texts import bounds, json_lines, toml, written
from checks.texts.unreadable import Unreadable

_READERS: dict[str, tuple[Callable[[Lock, dict[str, Any], Entries], None], str, str]] = {
    "uv.lock": (uv_lock.uv, "package", "uv"),
    ".py.lock": (uv_lock.uv, "package", "uv"),
    "poetry.lock": (poetry_lock.poetry, "package", "poetry"),
    "pdm.lock": (poetry_lock.pdm, "package", "pdm"),
    ".toml": (uv_lock.pylock, "packages", ""),
}
"""By the end of the file's name: with the name of its list, and the tool."""


def read(path: str, content: bytes) -> Lock:
    """By the name of the file. Raises Unreadable."""
    if path.endswith("Pipfile.lock"):
        lock = _pipfile(path, content)
    else:
        reader, key, tool = next(found for end, found in _READERS.items() if path.endswith(end))
        quick = digest_lists.parse if tool in ("poetry", "pdm") else None
        data, lines = toml.tables(content, key, "version", quick)
        entries = data.get(key)
        found = zip(entries if isinstance(entries, list) else [], lines, strict=True)
        lock = Lock(path, tool=tool)
        reader(lock, data, [(entry, line) for entry, line in found if _named(entry)])
    if len(lock.pins) > bounds.MOST_DEPENDENCIES:
        raise Unreadable(f"it holds more than {bounds.MOST_DEPENDENCIES} packages")
    return lock


def compiled(found: Requirements) -> Lock:
    """A requirements file that a tool wrote, with who asked for each; the roots are those that a manifest asked for."""
    lock = Lock(found.sheet.path, whole=False)
    names = {ask.name for ask in found.sheet.asks}
    roots = lock.roots.setdefault("", [])
    for ask in found.sheet.asks:
        lock.pins.append(
            Pin(
                name=ask.name,
                place=ask.place,
                version=ask.version,
                requirement=ask.requirement,
                origin=ask.origin,
                integrity=ask.integrity,
                expected=ask.hashed,
                spelled=ask.spelled,
                scope=ask.scope,
            )
        )
        askers = found.asked_by.get(ask.name, [])
        if not askers or any(asker not in names for asker in askers):
            roots.append(ask)
        for asker in askers:
            lock.link(asker, [ask.name])
    return lock


def _named(entry: object) -> bool:
    return isinstance(entry, dict) and isinstance(name := entry.get("name"), str) and bool(normalised(name))


def _pipfile(path: str, content: bytes) -> Lock:
    """Direct and transitive packages stand side by side, and none says who asked for it."""
    found = json_lines.read(content, depth=3)
    lock = Lock(path, knows_edges=False)
    for section, entries in bounds.mapping(found.data).items():
        if section == "_meta" or not isinstance(entries, dict):
            continue
        scope = Scope.RUNTIME if section == "default" else scope_of(section) or Scope.OPTIONAL
        for spelled, entry in entries.items():
            if isinstance(entry, dict) and (name := normalised(spelled)):
                place = Place(path, found.line(section, spelled, "version"))
                lock.pins.append(_pipfile_pin(name, spelled, entry, place, scope))
    return lock


def _pipfile_pin(name: str, spelled: str, entry: dict[str, Any], place: Place, scope: Scope) -> Pin:
    repository = next((f"{how}+{string(entry, how)}" for how in ("git", "hg", "svn") if string(entry, how)), "")
    given = repository or string(entry, "file", "path")
    return Pin(
        name=name,
        place=place,
        version=version_of(entry),
        origin=written.bare(given),
        integrity=digests(entry.get("hashes")),
        expected=not given,
        scope=scope,
        spelled=spelled if spelled != name else "",
        own=string(entry, "path") == ".",
    )
