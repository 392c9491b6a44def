"""CloudFormation and SAM: resources with what their intrinsics come to, nested templates with their parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from checks.iac.model import Framework, Node, Problem, Reading, Resource
from checks.iac.reading import gathering, json_nodes, yaml_nodes
from checks.iac.reading.gathering import below, text
from checks.iac.reading.intrinsics import Template, short_tags
from checks.texts import bounds
from checks.texts.unreadable import Unreadable
from checks.texts.written import beside

MOST_NESTED = 5
"""Templates within templates."""
MOST_STACKS = 50
STACKS = {"AWS::CloudFormation::Stack": "TemplateURL", "AWS::Serverless::Application": "Location"}
"""Kind -> the property that names a template."""


def read(files: Mapping[str, bytes], targets: Sequence[str] = ()) -> Reading:
    """Fills checks.iac.reading.Reader. What another file nests is read there, with the parameters it is given."""
    return _Unit(files, targets).reading()


def document(content: bytes) -> Node | None:
    """The template, YAML or JSON. Raises Unreadable."""
    decoded = bounds.text(gathering.bounded(content))
    if decoded.lstrip()[:1] == "{":
        try:
            return json_nodes.read_text(decoded)
        except Unreadable as error:
            try:  # a flow mapping
                found = yaml_nodes.read_text(decoded, old=True, tags=short_tags)
            except Unreadable:
                raise error from None
    else:
        found = yaml_nodes.read_text(decoded, old=True, tags=short_tags)
    if len(found) > 1:
        raise Unreadable(f"it holds {len(found)} YAML documents where one belongs")
    return found[0] if found else None


class _Unit:
    def __init__(self, files: Mapping[str, bytes], targets: Sequence[str]) -> None:
        self._files = files
        self._targets = set(targets) & set(files) or set(files)
        self._documents: dict[str, Node | None] = {}
        self._problems: list[Problem] = []
        self._stacks = 0

    def reading(self) -> Reading:
        nested = {path for one in self._targets for path in self._nests(one)}
        tops = sorted(self._targets - nested) or sorted(self._targets)
        found: list[Resource] = []
        for path in tops:
            for resource in self._resources(path, {}, "", MOST_NESTED):
                found.append(resource)
                if len(found) >= gathering.MOST_RESOURCES:
                    self._problems.append(Problem(path, f"it declares more than {len(found)} resources"))
                    return Reading(tuple(found), tuple(self._problems))
        return Reading(tuple(found), tuple(dict.fromkeys(self._problems)))

    def _document(self, path: str) -> Node | None:
        if path not in self._documents:
            self._documents[path] = None
            try:
                self._documents[path] = document(self._files[path])
            except Unreadable as error:
                self._problems.append(Problem(path, gathering.why(self._files[path], error)))
        return self._documents[path]

    def _nests(self, path: str) -> Iterator[str]:
        yield from (one for one in nested(path, self._document(path)) if one in self._files and one != path)

    def _resources(self, path: str, given: Mapping[str, Node], prefix: str, left: int) -> Iterator[Resource]:
        root = self._document(path)
        if root is None:
            return
        try:
            template = Template(root, given)
            for name, node in template.resources():
                yield Resource(Framework.CLOUDFORMATION, _kind(node), prefix + name, path, node)
                yield from self._nested(path, f"{prefix}{name}.", node, left)
        except Unreadable as error:
            self._problems.append(Problem(path, str(error)))

    def _nested(self, path: str, prefix: str, node: Node, left: int) -> Iterator[Resource]:
        other = _template_of(path, node)
        if other is None or other not in self._files:
            return
        if not left or self._stacks >= MOST_STACKS:
            self._problems.append(Problem(other, "templates nest each other without an end, or too deeply"))
            return
        self._stacks += 1
        yield from self._resources(other, below(node, "Properties", "Parameters"), prefix, left - 1)


def nested(path: str, root: Node | None) -> Iterator[str]:
    """The files of the repository that a template nests, each once."""
    found = {_template_of(path, node): None for node in below(root, "Resources").values()}
    yield from (one for one in found if one)


def _template_of(path: str, node: Node) -> str | None:
    wanted = STACKS.get(text(node.at(["Type"])))
    location = text(node.at(["Properties", wanted])) if wanted else ""
    return beside(path, location) if location and "://" not in location else None


def of_document(path: str, root: Node, framework: Framework, prefix: str = "") -> Iterator[Resource]:
    """The resources of a template that is a part of something else. Raises Unreadable."""
    for name, node in Template(root, {}).resources():
        yield Resource(framework, _kind(node), prefix + name, path, node)


def _kind(node: Node) -> str:
    return text(node.at(["Type"])) or "unknown"
