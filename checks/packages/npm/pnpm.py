"""pnpm-lock.yaml, versions 5 to 9, and pnpm-workspace.yaml. Pure.

Version 9 keeps what a package is apart from who it needs, per set of peers; here both are one package again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from checks.interface import Scope
from checks.packages.npm.lock import Asked, Lock, Node, bounded, digests
from checks.packages.npm.manifests import is_name, own_catalogs
from checks.texts import bounds, yaml
from checks.texts.written import bare, beside
from checks.texts.yaml import Text

_SECTIONS = {
    "dependencies": Scope.RUNTIME,
    "devDependencies": Scope.DEVELOPMENT,
    "optionalDependencies": Scope.OPTIONAL,
}


@dataclass(frozen=True, slots=True)
class Workspace:
    """pnpm-workspace.yaml."""

    patterns: tuple[str, ...]
    catalogs: Mapping[str, str]
    """As `manifests.read` takes them."""


def workspace(content: bytes) -> Workspace:
    """Raises Unreadable."""
    data = bounds.mapping(yaml.from_yaml(content) or {})
    found = data.get("packages")
    patterns = tuple(str(one) for one in found if isinstance(one, str)) if isinstance(found, list) else ()
    return Workspace(patterns, own_catalogs(data))


def read(path: str, content: bytes) -> Lock:
    """Raises Unreadable."""
    documents = [bounds.mapping(one) for one in yaml.documents(content) if one is not None]
    data = documents[-1] if documents else {}  # since pnpm 11 a first document may hold pnpm itself
    return _Reader(path, data).lock()


class _Reader:
    def __init__(self, path: str, data: Mapping[str, Any]) -> None:
        self._path = path
        self._data = data
        packages = _table(data, "packages")
        bounded(len(packages))
        self._packages: dict[str, tuple[Text, Mapping[str, Any]]] = {}
        for key, one in packages.items():
            self._packages.setdefault(_base(key), (key, bounds.mapping(one or {})))
        self._importers = {
            _folder(folder): bounds.mapping(one or {})
            for folder, one in (_table(data, "importers") or {Text("."): data}).items()
        }
        """Folder -> its sections. Without workspaces, up to version 6, they stand at the top."""

    def lock(self) -> Lock:
        nodes = {key: self._node(line, entry) for key, (line, entry) in self._packages.items()}
        lock = Lock(self._path, nodes, self._find)
        lock.importers = {folder: dict(self._asked(importer)) for folder, importer in self._importers.items()}
        for folder in self._importers:
            lock.nodes[f"link:{folder}"] = Node(folder or ".", 1, local=True)
            lock.member_names[folder] = folder
        lock.vague = None if "pnpmfileChecksum" in self._data else frozenset(self._overridden())
        for key, entry in (*_table(self._data, "packages").items(), *_table(self._data, "snapshots").items()):
            self._connect(lock, _base(key), bounds.mapping(entry or {}))
        return lock

    def _connect(self, lock: Lock, key: str, entry: Mapping[str, Any]) -> None:
        for section, edges in (("dependencies", lock.edges), ("optionalDependencies", lock.optional)):
            for name, version in _table(entry, section).items():
                if target := self._resolve(name, version):
                    edges.setdefault(key, []).append(target)

    def _resolve(self, name: str, version: object) -> str | None:
        """`name: 1.0.0(peer@2.0.0)` is the package name@1.0.0; an alias or an address is a whole key."""
        if not isinstance(version, str):
            return None
        version = version.partition("(")[0]
        for key in (f"{name}@{version}", version, f"{name}/{version.partition('_')[0]}"):
            if (key := key.removeprefix("/")) in self._packages:
                return key
        return None

    def _find(self, folder: str, name: str, _spec: str) -> str | None:
        importer = self._importers.get(folder, {})
        for section in _SECTIONS:
            entry = _table(importer, section).get(name)
            version = entry.get("version") if isinstance(entry, dict) else entry
            if isinstance(version, str) and version.startswith("link:"):
                inside = beside(f"{folder}/x" if folder else "x", version[5:])
                return f"link:{_folder(inside or '?')}" if inside is not None else None
            if found := self._resolve(name, version):
                return found
        return None

    def _asked(self, importer: Mapping[str, Any]) -> Iterator[tuple[str, Asked]]:
        specifiers = _table(importer, "specifiers")  # of version 5
        for section, scope in _SECTIONS.items():
            for name, entry in _table(importer, section).items():
                specifier = entry.get("specifier") if isinstance(entry, dict) else specifiers.get(name)
                yield str(name), Asked(str(specifier or ""), scope, name.line)

    def _overridden(self) -> Iterator[str]:
        for selector in _table(self._data, "overrides"):
            last = selector.rpartition(">")[2]
            yield last[: last.find("@", 1)] if "@" in last[1:] else last

    def _node(self, key: Text, entry: Mapping[str, Any]) -> Node:
        name, version = _split(_base(key))
        name, version = str(entry.get("name") or name), str(entry.get("version") or version)
        resolution = _table(entry, "resolution")
        if "directory" in resolution or not is_name(name) or (version.startswith("link:") and not resolution):
            return Node(name, key.line, local=True)
        origin = _origin(resolution)
        by_address = not version[:1].isdigit()
        return Node(
            name,
            key.line,
            "" if by_address else version,
            origin,
            digests(resolution.get("integrity")),
            not by_address and "repo" not in resolution and (not origin or ".tgz" in origin),
            entry.get("requiresBuild") == "true",
        )


def _origin(resolution: Mapping[str, Any]) -> str:
    if isinstance(repo := resolution.get("repo"), str):
        return bare(f"{'' if repo.startswith('git') else 'git+'}{repo}#{resolution.get('commit') or ''}")
    tarball = resolution.get("tarball")
    return bare(tarball) if isinstance(tarball, str) else ""


def _base(key: str) -> str:
    """The key without its peers: "/@a/b@1.0.0(c@2.0.0)" is "@a/b@1.0.0"."""
    key = key.partition("(")[0].removeprefix("/")
    return str(key if "@" in key[1:] else key.partition("_")[0])


def _split(base: str) -> tuple[str, str]:
    """ "@a/b@1.0.0" as name and version; version 5 has "@a/b/1.0.0"."""
    at = base.find("@", 1)
    if at > 0:
        return base[:at], base[at + 1 :]
    name, _, version = base.rpartition("/")
    return name or base, version


def _folder(folder: str) -> str:
    return "" if folder == "." else str(folder)


def _table(data: Mapping[Any, Any], key: str) -> Mapping[Any, Any]:
    """`data[key]` where it is a mapping (of `Text`); an empty one else."""
    found = data.get(key)
    return found if isinstance(found, dict) else {}
