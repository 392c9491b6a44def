"""yarn.lock as yarn 2 and later write it: YAML, by "name@protocol:range", the workspaces among the packages. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from checks.interface import Scope
from checks.packages.npm.lock import Asked, Lock, Node, bounded
from checks.packages.npm.manifests import is_name
from checks.texts import bounds, yaml
from checks.texts.unreadable import Unreadable
from checks.texts.written import bare
from checks.texts.yaml import Text

_ARCHIVE = re.compile(r"::.*?__archiveUrl=([^&]+)")


def is_berry(content: bytes) -> bool:
    """Told by the table that every one of them begins with."""
    return re.search(rb"^__metadata:", content, re.MULTILINE) is not None


def read(path: str, content: bytes) -> Lock:
    """Raises Unreadable."""
    data = bounds.mapping(yaml.from_yaml(content))
    entries = {key: bounds.mapping(one) for key, one in data.items() if key != "__metadata"}
    bounded(len(entries))
    reader = _Reader(path, entries)
    return reader.lock()


class _Reader:
    def __init__(self, path: str, entries: Mapping[Any, Mapping[str, Any]]) -> None:
        self._path = path
        self._entries = entries
        self._by_request = {request: str(key) for key in entries for request in key.split(", ")}
        self._by_resolution = {_text(entry, "resolution"): str(key) for key, entry in entries.items()}

    def lock(self) -> Lock:
        lock = Lock(self._path, {}, lambda _folder, name, spec: self._found(name, spec))
        importers: dict[str, Mapping[str, Asked]] = {}
        for key, entry in self._entries.items():
            lock.nodes[str(key)] = node = _node(key, entry)
            folder = _text(entry, "resolution").partition("@workspace:")[2]
            if node.local and folder:
                folder = "" if folder == "." else folder
                importers[folder] = _asked(entry)
                lock.member_names[folder] = node.name
            self._connect(lock, str(key), entry)
        lock.importers = importers
        return lock

    def _connect(self, lock: Lock, key: str, entry: Mapping[str, Any]) -> None:
        meta = bounds.mapping(entry.get("dependenciesMeta") or {})
        for name, spec in bounds.mapping(entry.get("dependencies") or {}).items():
            if target := self._found(name, str(spec or "")):
                about = meta.get(name)
                optional = isinstance(about, dict) and about.get("optional") == "true"
                (lock.optional if optional else lock.edges).setdefault(key, []).append(target)

    def _found(self, name: str, spec: str) -> str | None:
        """The package that a request is answered with; a patched one is the package that was patched."""
        key = self._by_request.get(f"{name}@{spec}") or self._by_request.get(f"{name}@npm:{spec}")
        for _ in range(5):
            resolution = _text(self._entries[key], "resolution") if key else ""
            if "@patch:" not in resolution:
                break
            source = unquote(resolution.partition("@patch:")[2].partition("#")[0])
            key = self._by_resolution.get(source) or self._by_request.get(source) or key
        return key


def _node(key: Text, entry: Mapping[str, Any]) -> Node:
    resolution = _text(entry, "resolution")
    at = resolution.find("@", 1)
    name, address = resolution[:at], resolution[at + 1 :]
    if at < 0 or not is_name(name):
        raise Unreadable(f"the entry in line {key.line} says no package that it resolves to")
    if address.startswith(("workspace:", "link:", "portal:", "patch:")) or entry.get("linkType") == "soft":
        return Node(name, key.line, local=True)
    checksum = _text(entry, "checksum")
    written = key[: key.find("@", 1)]
    return Node(
        name,
        key.line,
        _text(entry, "version"),
        _origin(address),
        _digest(checksum),
        "conditions" not in entry,
        written=written if written != name else "",
    )


def _digest(checksum: str) -> tuple[str, ...]:
    """ "10c0/1a2b…" is a digest of what this generation of yarn packed: another generation's is another kind."""
    generation, _, value = checksum.rpartition("/")
    return (f"sha512-{generation}:{value}" if generation else f"sha512:{value}",) if value else ()


def _origin(address: str) -> str:
    if not address.startswith("npm:"):
        return bare(str(address))
    archive = _ARCHIVE.search(address[:4000])
    return bare(unquote(archive[1])) if archive else ""


def _asked(entry: Mapping[str, Any]) -> dict[str, Asked]:
    """Yarn does not tell the sections apart: the manifest does."""
    asked: Mapping[Any, Any] = bounds.mapping(entry.get("dependencies") or {})
    return {str(name): Asked(str(spec or ""), Scope.RUNTIME, name.line) for name, spec in asked.items()}


def _text(entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key)
    return str(value) if isinstance(value, str) else ""
