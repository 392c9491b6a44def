"""Compose files: services, networks, volumes, secrets and configs. `extends` of the same files is put in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from checks.iac.model import Framework, Node, Reading, Resource
from checks.iac.reading import gathering, yaml_nodes
from checks.iac.reading.gathering import Budget, below, placed, text
from checks.texts.unreadable import Unreadable
from checks.texts.written import beside

_KINDS = {"services": "service", "networks": "network", "volumes": "volume", "secrets": "secret", "configs": "config"}
_MOST_EXTENSIONS = 10


def read(files: Mapping[str, bytes], targets: Sequence[str] = ()) -> Reading:
    """Fills checks.iac.reading.Reader."""
    return gathering.each(files, targets, partial(_file, files))


def _file(files: Mapping[str, bytes], path: str, content: bytes) -> Iterator[Resource]:
    document, budget = _document(content), Budget()
    for section, kind in _KINDS.items():
        for name, node in below(document, section).items():
            if kind == "service":
                node = _extended(files, path, document, node, _MOST_EXTENSIONS, budget)
            yield Resource(Framework.COMPOSE, kind, f"{section}.{name}", path, node)


def _document(content: bytes) -> Node:
    found = yaml_nodes.documents(gathering.bounded(content))
    if found and not isinstance(found[0].value, Mapping):
        raise Unreadable("it holds no mapping where one belongs")
    return found[0] if found else Node({}, 1, 1)


def _extended(files: Mapping[str, bytes], path: str, document: Node, service: Node, left: int, budget: Budget) -> Node:
    """The service with what it extends: values of another file stand on the line that says so."""
    extends = service.at(["extends"])
    if extends is None or not isinstance(service.value, Mapping) or not left:
        return service
    name = text(extends.at(["service"])) or text(extends)
    other = text(extends.at(["file"])) if isinstance(extends.value, Mapping) else ""
    where = beside(path, other) if other else path
    parent = _parent(files, where, document if where == path else None, name, left, budget)
    if parent is None or not isinstance(parent.value, Mapping):
        return service
    merged = {
        key: node if where == path else placed(node, extends, budget)
        for key, node in parent.value.items()
        if key != "depends_on"
    }
    return replace(service, value={**merged, **service.value})


def _parent(
    files: Mapping[str, bytes], path: str | None, document: Node | None, name: str, left: int, budget: Budget
) -> Node | None:
    if document is None:
        if path is None or path not in files:
            return None
        try:
            document = _document(files[path])
        except Unreadable:  # said where that file is a target
            return None
    found = below(document, "services").get(name)
    return _extended(files, path or "", document, found, left - 1, budget) if found else None
