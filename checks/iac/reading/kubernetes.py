"""Kubernetes manifests: each document that has a kind, each item of a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from checks.iac.model import Framework, Node, Reading, Resource
from checks.iac.reading import gathering, json_nodes, yaml_nodes
from checks.iac.reading.gathering import items, text
from checks.texts.unreadable import Unreadable


def read(files: Mapping[str, bytes], targets: Sequence[str] = ()) -> Reading:
    """Fills checks.iac.reading.Reader."""
    return gathering.each(files, targets, _file)


def documents(path: str, content: bytes) -> list[Node]:
    """Those of a YAML or JSON file. Raises Unreadable."""
    if path.endswith(".json"):
        return [json_nodes.read(content)]
    return yaml_nodes.documents(content, old=True)


def _file(path: str, content: bytes) -> Iterator[Resource]:
    for document in documents(path, content):
        yield from resources(path, document)


def resources(path: str, document: Node) -> Iterator[Resource]:
    """What a document declares: itself, or what it lists. What has no kind is no manifest."""
    kind, version = text(document.at(["kind"])), text(document.at(["apiVersion"]))
    if not kind or not version:
        return
    if kind.endswith("List") and (listed := document.at(["items"])):
        for item in items(listed):
            if item.at(["items"]):
                raise Unreadable("it lists lists")
            yield from resources(path, item)
        return
    yield Resource(Framework.KUBERNETES, kind, address(document, kind), path, document)


def address(document: Node, kind: str) -> str:
    """Who a manifest is: kind, namespace where it names one, name."""
    metadata = document.at(["metadata"])
    names = [text(metadata.at([key])) if metadata else "" for key in ("namespace", "name", "generateName")]
    return "/".join(part for part in (kind, names[0], names[1] or names[2]) if part)
