"""A Terraform plan as `terraform show -json` gives it: what it plans, module by module.

https://developer.hashicorp.com/terraform/internals/json-format
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from checks.iac.model import Framework, Node, Reading, Resource
from checks.iac.reading import gathering, json_nodes
from checks.iac.reading.gathering import items, text

_MOST_DEPTH = 20


def read(files: Mapping[str, bytes], targets: Sequence[str] = ()) -> Reading:
    """Fills checks.iac.reading.Reader."""
    return gathering.each(files, targets, _file)


def _file(path: str, content: bytes) -> Iterator[Resource]:
    root = json_nodes.read(content)
    planned = root.at(["planned_values", "root_module"])
    if planned is None:
        for change in items(root.at(["resource_changes"])):
            yield from _resource(path, change, change.at(["change", "after"]))
        return
    yield from _module(path, planned, _MOST_DEPTH)


def _module(path: str, module: Node, left: int) -> Iterator[Resource]:
    for resource in items(module.at(["resources"])):
        yield from _resource(path, resource, resource.at(["values"]))
    for child in items(module.at(["child_modules"])) if left else ():
        yield from _module(path, child, left - 1)


def _resource(path: str, node: Node, values: Node | None) -> Iterator[Resource]:
    kind, address = text(node.at(["type"])), text(node.at(["address"]))
    if not kind or not address or values is None or not isinstance(values.value, Mapping):
        return
    prefix = "data." if text(node.at(["mode"])) == "data" else ""
    lines = node.start_line, node.end_line
    yield Resource(Framework.PLAN, prefix + kind, address, path, Node(values.value, *lines))
