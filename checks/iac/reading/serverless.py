"""serverless.yml: the provider, the functions, and the resources of CloudFormation, with `${self:…}` put in.

https://www.serverless.com/framework/docs/providers/aws/guide/variables
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from checks.iac.model import Framework, Node, Reading, Resource
from checks.iac.reading import cloudformation, gathering, yaml_nodes
from checks.iac.reading.gathering import Budget, below, items, text
from checks.iac.reading.intrinsics import short_tags
from checks.iac.reading.yaml_nodes import moved, scalar
from checks.texts.unreadable import Unreadable

_VARIABLE = re.compile(r"\$\{(self|opt|env|file|ssm|cf|s3|sls|aws|param|strToBool|output)\b([^{}]{0,500})\}")
_SELF = re.compile(r"self:([\w.-]{1,200})(?:\s*,\s*(.{1,200}))?")
_FALLBACK = re.compile(r"(?:opt|env|param):[\w.-]{1,200}\s*,\s*(.{1,200})")
_MOST_DEPTH = 20
_MOST_TEXT = 100_000


def read(files: Mapping[str, bytes], targets: Sequence[str] = ()) -> Reading:
    """Fills checks.iac.reading.Reader."""
    return gathering.each(files, targets, _file)


def _file(path: str, content: bytes) -> Iterator[Resource]:
    found = yaml_nodes.documents(content, old=True, tags=short_tags)
    if not found:
        return
    if not isinstance(found[0].value, Mapping):
        raise Unreadable("it holds no mapping where one belongs")
    root = _Variables(found[0]).resolved(found[0], 0)
    if provider := root.at(["provider"]):
        yield Resource(Framework.SERVERLESS, "provider", "provider", path, provider)
    for name, node in below(root, "functions").items():
        yield Resource(Framework.SERVERLESS, "function", f"functions.{name}", path, node)
    resources = root.at(["resources"])
    for part in items(resources) or ((resources,) if resources else ()):
        yield from cloudformation.of_document(path, part, Framework.SERVERLESS)


class _Variables:
    def __init__(self, root: Node) -> None:
        self._root = root
        self._budget = Budget()

    def resolved(self, node: Node, depth: int) -> Node:
        self._budget.spend()
        if isinstance(node.value, tuple):
            return replace(node, value=tuple([self.resolved(one, depth) for one in node.value]))
        if isinstance(node.value, Mapping):
            return replace(node, value={key: self.resolved(one, depth) for key, one in node.value.items()})
        if not isinstance(node.value, str) or "${" not in node.value:
            return node
        return self._of_text(node, node.value, depth)

    def _of_text(self, node: Node, written: str, depth: int) -> Node:
        if not _VARIABLE.search(written):
            return node  # of CloudFormation
        unknown = replace(node, known=False)
        if depth > _MOST_DEPTH:
            return unknown
        if whole := _VARIABLE.fullmatch(written):
            found = self._variable(whole[1] + whole[2], node, depth)
            return moved(found, node.start_line, node.end_line) if found else unknown
        pieces, at = list[str](), 0
        for match in _VARIABLE.finditer(written):
            found = self._variable(match[1] + match[2], node, depth)
            if found is None or not found.known or isinstance(found.value, (Mapping, tuple)):
                return unknown
            pieces += written[at : match.start()], text(found)
            at = match.end()
        made = "".join([*pieces, written[at:]])
        return unknown if len(made) > _MOST_TEXT else self._of_text(replace(node, value=made), made, depth + 1)

    def _variable(self, inner: str, where: Node, depth: int) -> Node | None:
        default = None
        if match := _SELF.fullmatch(inner.strip()):
            if found := self._root.at(match[1].split(".")):
                return self.resolved(found, depth + 1)
            default = match[2]
        elif match := _FALLBACK.fullmatch(inner.strip()):
            default = match[1]
        if default is None:
            return None
        plain = default.strip()
        quoted = plain[:1] in ("'", '"') and plain[-1:] == plain[:1]
        if not quoted and ":" in plain:
            return self._variable(plain, where, depth + 1) if depth < _MOST_DEPTH else None
        return replace(where, value=plain[1:-1] if quoted else scalar(plain))
