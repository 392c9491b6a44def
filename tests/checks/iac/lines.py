"""A reading as lines that a test can write down: address, way, value, where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checks.iac.model import Framework, Node, Reading, Resource
from checks.iac.reading import read


def of(framework: Framework, text: str, path: str = "file", **others: str) -> Reading:
    files = {path: text, **others}
    return read(framework, {name: content.encode() for name, content in files.items()})


def one(reading: Reading, address: str) -> Resource:
    assert not reading.problems, reading.problems
    [found] = [resource for resource in reading.resources if resource.address == address]
    return found


def told(resource: Resource, way: str) -> tuple[object, int, int]:
    """Value, first line, last line; the value of what is unknown is a set with its source text."""
    found = resource.node.at(way.split("."))
    assert found is not None, f"{way} is not there: {list(walked(resource.node))}"
    return plain(found), found.start_line, found.end_line


def plain(node: Node) -> object:
    if not node.known:
        return {str(node.value)}
    if isinstance(node.value, Mapping):
        return {key: plain(one) for key, one in node.value.items()}
    return [plain(one) for one in node.value] if isinstance(node.value, tuple) else node.value


def walked(node: Node, way: str = "") -> Iterator[str]:
    yield f"{way}:{node.start_line}-{node.end_line}"
    if isinstance(node.value, Mapping):
        for key, inner in node.value.items():
            yield from walked(inner, f"{way}.{key}")
    elif isinstance(node.value, tuple):
        for at, inner in enumerate(node.value):
            yield from walked(inner, f"{way}.{at}")
