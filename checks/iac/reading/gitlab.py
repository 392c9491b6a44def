"""GitLab's pipelines: the pipeline as a whole and its jobs, with `include: local`, `extends` and `!reference` put in.

What comes from another file stands on the line that asks for it. https://docs.gitlab.com/ci/yaml/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from checks.iac.model import Framework, Node, Reading, Resource
from checks.iac.reading import gathering, yaml_nodes
from checks.iac.reading.gathering import Budget, below, items, placed, text
from checks.iac.reading.yaml_nodes import Raw, moved
from checks.texts.unreadable import Unreadable

_NO_JOBS = frozenset(
    {"variables", "include", "workflow", "stages", "spec", "image", "services", "cache", "default", "before_script"}
    | {"after_script", "pages_access_control", "types"}
)
_REFERENCE = "!reference"
_MOST_DEPTH = 11
"""Jobs that extend each other, as GitLab has it; references within references."""
_MOST_NESTING = yaml_nodes.MOST_DEPTH * 2
_MOST_INCLUDED = 150


def read(files: Mapping[str, bytes], targets: Sequence[str] = ()) -> Reading:
    """Fills checks.iac.reading.Reader."""
    return gathering.each(files, targets, lambda path, content: _Pipeline(files, path, content).resources())


def includes(path: str, content: bytes) -> list[str]:
    """The files of the repository that a pipeline names by `include`, without patterns. Raises Unreadable."""
    return [found for document in _documents(content) for found in _local(document)]


def _documents(content: bytes) -> list[Node]:
    return yaml_nodes.documents(gathering.bounded(content), old=True, tags=_tags)


def _tags(tag: str, raw: Raw) -> Raw:
    return Raw({_REFERENCE: Node(raw.value, raw.start, raw.end)}, raw.start, raw.end) if tag == _REFERENCE else raw


def _local(document: Node) -> Iterator[str]:
    include = document.at(["include"]) if isinstance(document.value, Mapping) else None
    for one in items(include) or ((include,) if include else ()):
        name = text(one.at(["local"])) if isinstance(one.value, Mapping) else text(one)
        if name and "://" not in name and "$" not in name and "*" not in name and name.endswith((".yml", ".yaml")):
            yield name.lstrip("/")


class _Pipeline:
    def __init__(self, files: Mapping[str, bytes], path: str, content: bytes) -> None:
        self._files = files
        self._path = path
        self._own: dict[str, Node] = {}
        self._lines = (1, 1)
        self._budget = Budget()
        for document in _documents(content):
            if not isinstance(document.value, Mapping):
                raise Unreadable("it holds no mapping where one belongs")
            self._own |= document.value
            self._lines = document.start_line, document.end_line
        self._all = dict(self._own)
        self._seen = {path}
        self._include(content, [path])

    def _include(self, content: bytes, way: list[str]) -> None:
        for name in includes(way[-1], content):
            if name in self._seen or name not in self._files or len(self._seen) > _MOST_INCLUDED:
                continue
            self._seen.add(name)
            try:
                found = [one for one in _documents(self._files[name]) if isinstance(one.value, Mapping)]
                for document in found:
                    for key, node in below(document).items():
                        self._all.setdefault(key, node)
                self._include(self._files[name], [*way, name])
            except (Unreadable, RecursionError):  # said where that file is a target
                continue

    def resources(self) -> Iterator[Resource]:
        whole = {name: self._resolved(node, 0) for name, node in self._own.items() if name in _NO_JOBS}
        yield Resource(Framework.GITLAB, "pipeline", "pipeline", self._path, Node(whole, *self._lines))
        for name, node in self._own.items():
            if name not in _NO_JOBS and isinstance(node.value, Mapping):
                job = self._resolved(self._extended(name, node, _MOST_DEPTH), 0)
                kind = "template" if name.startswith(".") else "job"
                yield Resource(Framework.GITLAB, kind, f"jobs.{name}", self._path, job)

    def _extended(self, name: str, job: Node, left: int) -> Node:
        extends = job.at(["extends"]) if isinstance(job.value, Mapping) else None
        if extends is None or not left or not isinstance(job.value, Mapping):
            return job
        merged: dict[str, Node] = {}
        for parent in map(text, items(extends) or (extends,)):
            if parent in self._all and parent != name:
                found = self._extended(parent, self._all[parent], left - 1)
                here = found if parent in self._own else placed(found, extends, self._budget)
                merged = _over(merged, below(here))
        return replace(job, value=_over(merged, {key: one for key, one in job.value.items() if key != "extends"}))

    def _resolved(self, node: Node, depth: int) -> Node:
        """With references put in: within a list, what a referred list holds becomes part of it."""
        self._budget.spend()
        if depth > _MOST_NESTING:
            return node
        if isinstance(node.value, tuple):
            found = list[Node]()
            for one in node.value:
                made = self._resolved(one, depth + 1)
                found += items(made) if _is_reference(one) and isinstance(made.value, tuple) else [made]
            return replace(node, value=tuple(found))
        if not isinstance(node.value, Mapping):
            return node
        if _is_reference(node):
            return self._referred(node, depth)
        return replace(node, value={key: self._resolved(one, depth + 1) for key, one in node.value.items()})

    def _referred(self, node: Node, depth: int) -> Node:
        way = [text(one) for one in items(node.at([_REFERENCE]))]
        root = self._all.get(way[0]) if way else None
        found = root.at(way[1:]) if root else None
        if found is None or depth > _MOST_DEPTH * 2:
            return Node(f"!reference [{', '.join(way)}]", node.start_line, node.end_line, known=False)
        here = found if way[0] in self._own else placed(found, node, self._budget)
        return moved(self._resolved(here, depth + 2), node.start_line, node.end_line)


def _is_reference(node: Node) -> bool:
    return isinstance(node.value, Mapping) and len(node.value) == 1 and _REFERENCE in node.value


def _over(parent: Mapping[str, Node], own: Mapping[str, Node]) -> dict[str, Node]:
    """As `extends` merges: mappings key by key, anything else is replaced."""
    merged = dict(parent)
    for key, node in own.items():
        before = merged.get(key)
        if before and isinstance(before.value, Mapping) and isinstance(node.value, Mapping):
            node = replace(node, value=_over(before.value, node.value))
        merged[key] = node
    return merged
