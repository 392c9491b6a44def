"""ARM templates: resources with nested ones; parameters' defaults and variables put in where that is all there is.

https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from checks.iac.model import Framework, Node, Reading, Resource
from checks.iac.reading import gathering, json_nodes
from checks.iac.reading.gathering import Budget, below, items, placed, text

_NAMED = re.compile(r"\[\s*(parameters|variables)\(\s*'([^']{1,200})'\s*\)((?:\.\w{1,100}|\[\d{1,6}\]){0,10})\s*\]")
_STEP = re.compile(r"\w+")
_MOST_DEPTH = 20


def read(files: Mapping[str, bytes], targets: Sequence[str] = ()) -> Reading:
    """Fills checks.iac.reading.Reader."""
    return gathering.each(files, targets, _file)


def _file(path: str, content: bytes) -> Iterator[Resource]:
    yield from _Template(path, json_nodes.read(content)).resources()


class _Template:
    def __init__(self, path: str, root: Node) -> None:
        self._path = path
        self._root = root
        self._budget = Budget()

    def resources(self) -> Iterator[Resource]:
        listed = self._root.at(["resources"]) or self._root.at(
            ["properties", "template", "resources"]
        )  # of a blueprint
        yield from self._of(listed, "", "", _MOST_DEPTH)

    def _of(self, listed: Node | None, kinds: str, names: str, left: int) -> Iterator[Resource]:
        """A list, or by symbolic names; children of a resource go by both types."""
        named = listed.value if listed and isinstance(listed.value, Mapping) else {}
        for node in (*named.values(), *items(listed)):
            kind = text(node.at(["type"]))
            if not kind or not isinstance(node.value, Mapping) or not left:
                continue
            condition = node.value.get("condition")
            if condition and text(self._resolved(condition, 0)) == "False":
                continue
            made = self._resolved(replace(node, value={k: v for k, v in node.value.items() if k != "resources"}), 0)
            name = made.at(["name"])
            own = str(name.value) if name else ""
            whole = f"{names}/{own}" if names else own
            whole_kind = f"{kinds}/{kind}" if kinds and kind.count("/") == 0 else kind
            yield Resource(Framework.ARM, whole_kind, f"{whole_kind}.{whole}", self._path, made)
            inner = node.at(["properties", "template"])
            if inner and kind.lower() == "microsoft.resources/deployments":
                yield from _Template(self._path, inner)._of(inner.at(["resources"]), "", "", left - 1)
            yield from self._of(node.value.get("resources"), whole_kind, whole, left - 1)

    def _resolved(self, node: Node, depth: int) -> Node:
        self._budget.spend()
        if isinstance(node.value, tuple):
            return replace(node, value=tuple([self._resolved(one, depth) for one in node.value]))
        if isinstance(node.value, Mapping):
            return replace(node, value={key: self._resolved(one, depth) for key, one in node.value.items()})
        if not isinstance(node.value, str) or not node.value.startswith("["):
            return node
        if node.value.startswith("[["):
            return replace(node, value=node.value[1:])
        found = self._named(node.value) if depth < _MOST_DEPTH else None
        if found is None:
            return replace(node, known=False) if node.value.endswith("]") else node
        return self._resolved(placed(found, node, self._budget), depth + 1)

    def _named(self, expression: str) -> Node | None:
        match = _NAMED.fullmatch(expression)
        if not match:
            return None
        of, name, rest = match.groups()
        found = _without_case(below(self._root, of), name)
        if of == "parameters" and found:
            found = found.at(["defaultValue"])
        return found.at(_STEP.findall(rest)) if found else None


def _without_case(among: Mapping[str, Node], name: str) -> Node | None:
    return among.get(name) or next((node for key, node in among.items() if key.lower() == name.lower()), None)
