"""bun.lock: JSON with comments and trailing commas, a package a line, keyed by the way that leads to it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from checks.interface import Scope
from checks.packages.npm.lock import Asked, Lock, Node, bounded, digests
from checks.packages.npm.manifests import is_name, table, understand
from checks.texts import bounds, json_lines
from checks.texts.unreadable import Unreadable
from checks.texts.written import bare

MOST_KEY = 2_000
"""Characters of the way to one package."""
_SECTIONS = {
    "optionalDependencies": Scope.OPTIONAL,
    "dependencies": Scope.RUNTIME,
    "devDependencies": Scope.DEVELOPMENT,
    "peerDependencies": Scope.RUNTIME,
}
_STRING_OR_COMMENT = re.compile(r'"(?:[^"\\\n]|\\.)*+"?|//[^\n]*|/\*.*?(?:\*/|\Z)', re.DOTALL)
_STRING_OR_COMMA = re.compile(r'"(?:[^"\\\n]|\\.)*+"?|,(?=[ \t\r\n]*[}\]])')
"""What never ends counts too, or looking for its end would begin anew at each character."""
_SEGMENT = re.compile(r"(?:@[^/]+/)?[^/]+")


def read(path: str, content: bytes) -> Lock:
    """Raises Unreadable."""
    located = json_lines.read_text(_strict(bounds.text(content)), 2, lambda at: at[0] == "workspaces" and len(at) < 4)
    return _Reader(path, located).lock()


def _strict(text: str) -> str:
    """Without comments and trailing commas, each line where it was."""
    text = _STRING_OR_COMMENT.sub(lambda found: found[0] if found[0][0] == '"' else "\n" * found[0].count("\n"), text)
    return _STRING_OR_COMMA.sub(lambda found: found[0] if found[0][0] == '"' else "", text)


class _Reader:
    def __init__(self, path: str, located: json_lines.Located) -> None:
        self._path = path
        self._located = located
        data = bounds.mapping(located.data)
        self._packages = bounds.mapping(data.get("packages", {}), "packages")
        self._workspaces = bounds.mapping(data.get("workspaces", {}), "workspaces")
        self._names = {folder: bounds.mapping(one).get("name", folder) for folder, one in self._workspaces.items()}
        self._overrides = frozenset(table(data, "overrides"))
        bounded(len(self._packages))
        self._homes = {key[: key.index("/")] for key in self._packages if "/" in key}
        """First names of the ways that lead further down."""

    def lock(self) -> Lock:
        lock = Lock(self._path, {}, self._find)
        for key, entry in self._packages.items():
            if len(key) > MOST_KEY:
                raise Unreadable(f"it has a key of more than {MOST_KEY} characters")
            node, about = self._node(key, entry)
            lock.nodes[key] = node
            optional = about.get("optionalPeers")
            loose = frozenset(map(str, optional)) if isinstance(optional, list) else frozenset[str]()
            self._connect(lock, key, about, loose)
        lock.importers = {folder: dict(self._asked(folder, one)) for folder, one in self._workspaces.items()}
        lock.member_names = {folder: str(name) for folder, name in self._names.items() if folder}
        lock.vague = self._overrides
        return lock

    def _connect(self, lock: Lock, key: str, about: Mapping[str, Any], loose: frozenset[str]) -> None:
        for section, edges in (
            ("dependencies", lock.edges),
            ("peerDependencies", lock.edges),
            ("optionalDependencies", lock.optional),
        ):
            for name in table(about, section):
                if target := self._resolve(key, name):
                    into = lock.loose if section == "peerDependencies" and name in loose else edges
                    into.setdefault(key, []).append(target)

    def _node(self, key: str, entry: Any) -> tuple[Node, Mapping[str, Any]]:
        line = self._located.line("packages", key)
        if not isinstance(entry, list) or not entry or not isinstance(entry[0], str):
            raise Unreadable(f"the entry in line {line} is no list that begins with a package")
        at = entry[0].find("@", 1)
        name, version = entry[0][:at], entry[0][at + 1 :]
        if at < 0 or not is_name(name):
            raise Unreadable(f"the entry in line {line} names no package")
        about = next((one for one in entry[1:] if isinstance(one, dict)), {})
        meant = understand(name, version)
        if meant.local:
            return Node(name, line, local=True), about
        last = _segments(key)[-1]
        by_registry = not meant.origin
        registry = entry[1] if by_registry and len(entry) > 1 and isinstance(entry[1], str) else ""
        found = digests(entry[-1])
        expected = by_registry and about.get("bundled") is not True
        written = last if last != name else ""
        origin = meant.origin or bare(registry)
        return Node(name, line, version if by_registry else "", origin, found, expected, written=written), about

    def _find(self, folder: str, name: str, _spec: str) -> str | None:
        return self._resolve(str(self._names.get(folder, folder)) if folder else "", name)

    def _resolve(self, key: str, name: str) -> str | None:
        """The nearest package of that name, seen from `key`."""
        if "/" not in key and key not in self._homes:
            return name if name in self._packages else None
        segments = _segments(key)[:20]
        while segments:
            if (found := f"{'/'.join(segments)}/{name}") in self._packages:
                return found
            segments.pop()
        return name if name in self._packages else None

    def _asked(self, folder: str, workspace: Mapping[str, Any]) -> Iterator[tuple[str, Asked]]:
        seen: set[str] = set()
        for section, scope in _SECTIONS.items():
            for name, spec in table(workspace, section).items():
                if name not in seen:
                    seen.add(name)
                    line = self._located.line("workspaces", folder, section, name)
                    yield name, Asked(str(spec), scope, line, section == "peerDependencies")


def _segments(key: str) -> list[str]:
    """ "a/@b/c" as ["a", "@b/c"]."""
    return _SEGMENT.findall(key)
