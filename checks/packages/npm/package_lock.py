"""package-lock.json and npm-shrinkwrap.json, versions 1 to 3. Pure.

Keys are the folders that npm makes; who is meant by a name follows from Node's way of looking for it: beside, then
in each folder above. Version 1 nests instead of naming folders, and is brought into the same form first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

from checks.interface import Scope
from checks.packages.npm.lock import Asked, Lock, Node, bounded, digests, licence
from checks.packages.npm.manifests import is_name, understand
from checks.texts import bounds, json_lines
from checks.texts.unreadable import Unreadable
from checks.texts.written import bare

_INSIDE = "node_modules/"
_WITHIN = "/node_modules/"
_SECTIONS = {
    "dependencies": Scope.RUNTIME,
    "devDependencies": Scope.DEVELOPMENT,
    "optionalDependencies": Scope.OPTIONAL,
    "peerDependencies": Scope.RUNTIME,
}
MOST_LEVELS = 40
"""Packages within packages; real ones have a handful."""
MOST_KEY = 2_000
"""Characters of the folder of one package."""
MOST_EDGES = 1_000_000


def read(path: str, content: bytes) -> Lock:
    """Raises Unreadable."""
    located = json_lines.read(content, 2, _importers_too)
    data = bounds.mapping(located.data)
    if isinstance(data.get("packages"), dict):
        lines = {str(at[1]): line for at, line in located.lines.items() if len(at) == 2}
        return _Reader(path, data["packages"], lines, located).lock()
    located = json_lines.read(content, 1, _nested_too)
    data = bounds.mapping(located.data)
    if "lockfileVersion" not in data and "dependencies" not in data:
        raise Unreadable("it holds neither packages nor dependencies")
    entries: dict[str, Any] = {}
    flat: dict[str, int] = {}
    for key, entry, line in _flat(data, "", located, ()):
        entries[key], flat[key] = entry, line
        bounded(len(entries))
    return _Reader(path, entries, flat, None).lock()


def _importers_too(at: json_lines.Path) -> bool:
    """The root's and the workspaces' own entries are walked to the names that they ask for."""
    return at[0] == "packages" and len(at) < 4 and _INSIDE not in str(at[1])


def _nested_too(at: json_lines.Path) -> bool:
    return at[0] == "dependencies" and (len(at) % 2 == 0 or at[-1] == "dependencies") and len(at) < 2 * MOST_LEVELS


def _flat(
    data: Mapping[str, Any], above: str, located: json_lines.Located, at: json_lines.Path
) -> Iterator[tuple[str, Any, int]]:
    inner = data.get("dependencies")
    if not isinstance(inner, dict):
        return
    if len(at) >= 2 * MOST_LEVELS - 2:
        raise Unreadable("its packages are nested too deeply")
    for name, entry in inner.items():
        here = (*at, "dependencies", name)
        key = f"{above}{_INSIDE}{name}"
        yield key, entry, located.line(*here)
        if isinstance(entry, dict):
            yield from _flat(entry, key + "/", located, here)


class _Reader:
    def __init__(
        self, path: str, entries: Mapping[str, Any], lines: Mapping[str, int], located: json_lines.Located | None
    ) -> None:
        bounded(len(entries))
        self._path = path
        self._entries = entries
        self._lines = lines
        self._located = located
        self._nested = located is None
        self._needs = "requires" if self._nested else "dependencies"
        self._edges = 0
        self._linked: dict[str, str] = {}
        """Folder of a workspace -> its key, where version 1 nests what only the workspace has."""
        self._homes = {key[: key.rindex(_WITHIN)] for key in entries if _WITHIN in key}
        """Folders that have a node_modules of their own."""

    def lock(self) -> Lock:
        lock = Lock(self._path, {}, self._find)
        for key, entry in self._entries.items():
            if not isinstance(entry, dict):
                raise Unreadable(f"the entry in line {self._lines[key]} is no mapping")
            if key:
                lock.nodes[key] = self._node(key, entry)
                self._connect(lock, key, entry)
        if self._nested:
            lock.edges_known = any("requires" in entry for entry in self._entries.values())
        else:
            lock.importers = {key: self._asked(key, entry) for key, entry in self._importers()}
            lock.member_names = {key: lock.nodes[key].name for key, _ in self._importers() if key}
        return lock

    def _importers(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        linked = {str(entry.get("resolved")) for entry in self._entries.values() if entry.get("link") is True}
        for key, entry in self._entries.items():
            if _INSIDE not in key and (not key or key in linked):
                yield key, entry

    def _asked(self, key: str, entry: Mapping[str, Any]) -> dict[str, Asked]:
        found: dict[str, Asked] = {}
        for section, scope in _SECTIONS.items():
            asked = entry.get(section)
            for name, spec in asked.items() if isinstance(asked, dict) else ():
                line = self._located.line("packages", key, section, name) if self._located else 1
                if is_name(name) and (name not in found or scope is Scope.OPTIONAL):
                    found[name] = Asked(str(spec), scope, line, section == "peerDependencies")
        return found

    def _node(self, key: str, entry: Mapping[str, Any]) -> Node:
        line = self._lines[key]
        if len(key) > MOST_KEY:
            raise Unreadable(f"line {line} has a key of more than {MOST_KEY} characters")
        folder = key[key.rfind(_INSIDE) + len(_INSIDE) :] if _INSIDE in key else key
        if "link" in entry or folder is key:
            return Node(_text(entry, "name") or folder.rpartition("/")[2] or folder, line, local=True)
        version, origin = _text(entry, "version"), _text(entry, "resolved")
        name = _text(entry, "name") or folder
        if not (is_name(folder) and (name is folder or is_name(name))):
            raise Unreadable(f"{key[:100]!r} holds no package's name")
        if self._nested and not version[:1].isdigit():
            link = version
            name, version, origin, local = _odd(folder, version, origin)
            if local:
                self._linked[link.removeprefix("file:")] = key
                return Node(name, line, local=True)
        return Node(
            name,
            line,
            version,
            bare(origin) if "@" in origin else origin,
            digests(entry["integrity"]) if "integrity" in entry else (),
            (origin.startswith("http") or not origin) and "inBundle" not in entry and "bundled" not in entry,
            "hasInstallScript" in entry and entry["hasInstallScript"] is True,
            licence(entry["license"]) if "license" in entry else "",
            folder if folder != name else "",
        )

    def _connect(self, lock: Lock, key: str, entry: Mapping[str, Any]) -> None:
        """Who is asked for by `key`: dependencies and peers, what is optional, what is bundled, what is linked to."""
        targets: list[str] = []
        if self._needs in entry:
            targets = self._targets(key, entry[self._needs])
        if "peerDependencies" in entry:
            targets += self._peers(lock, key, entry)
        if "link" in entry and (target := str(entry.get("resolved"))) in self._entries:
            targets.append(target)
        if targets:
            lock.edges.setdefault(key, []).extend(targets)
        if "optionalDependencies" in entry:
            lock.optional[key] = self._targets(key, entry["optionalDependencies"])
        if ("inBundle" in entry or "bundled" in entry) and _WITHIN in key:
            lock.edges.setdefault(key[: key.rindex(_WITHIN)], []).append(key)

    def _peers(self, lock: Lock, key: str, entry: Mapping[str, Any]) -> list[str]:
        meta, peers = entry.get("peerDependenciesMeta"), entry["peerDependencies"]
        if not isinstance(meta, dict) or not isinstance(peers, dict):
            return self._targets(key, peers)
        optional = {name for name, one in meta.items() if isinstance(one, dict) and one.get("optional") is True}
        lock.loose[key] = self._targets(key, {name: spec for name, spec in peers.items() if name in optional})
        return self._targets(key, {name: spec for name, spec in peers.items() if name not in optional})

    def _targets(self, key: str, asked: object) -> list[str]:
        """The entries that a file in `key` gets: from its own node_modules, or from those above it."""
        if not isinstance(asked, dict):
            return []
        self._edges += len(asked)
        if self._edges > MOST_EDGES:
            raise Unreadable(f"it has more than {MOST_EDGES} edges")
        homes = _homes(key, self._homes)
        if not homes:
            return [found for name in asked if (found := _INSIDE + name) in self._entries]
        return [found for name in asked if (found := self._resolve(homes, name))]

    def _find(self, folder: str, name: str, _spec: str) -> str | None:
        return self._resolve(_homes(self._linked.get(folder, folder), self._homes), name)

    def _resolve(self, homes: Sequence[str], name: str) -> str | None:
        for home in homes:
            if (key := home + _WITHIN + name) in self._entries:
                return key
        key = _INSIDE + name
        return key if key in self._entries else None


def _homes(folder: str, homes: Set[str]) -> list[str]:
    """Those of the folders, from this one up to the root (without it), that have packages of their own."""
    found = [folder] if folder in homes else []
    if folder.startswith(_INSIDE) and _WITHIN not in folder:
        return found
    for _ in range(2 * MOST_LEVELS):
        folder = folder[: folder.rfind("/")] if "/" in folder else ""
        if folder in homes:
            found.append(folder)
    return found


def _text(entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key)
    return value if isinstance(value, str) else ""


def _odd(folder: str, version: str, origin: str) -> tuple[str, str, str, bool]:
    """Version 1 writes aliases, addresses and folders in the version's place: name, version, origin, local."""
    meant = understand(folder, version)
    if meant.origin or meant.local:
        return folder, "", meant.origin, meant.local
    return meant.name, meant.requirement, origin, False
