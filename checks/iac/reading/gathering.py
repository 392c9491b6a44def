"""Files to a reading, one after another: what cannot be read is said, and the rest goes on. Bounded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice

from checks.iac.model import Node, Problem, Reading, Resource
from checks.texts.unreadable import Unreadable

MOST_RESOURCES = 20_000
"""Of one unit."""
MOST_BYTES = 5_000_000
"""Of one file: a template of 50,000 lines has two million."""
_TEMPLATE = re.compile(rb"\{\{|\{%[-\s]|<%")

OneFile = Callable[[str, bytes], Iterable[Resource]]


def each(files: Mapping[str, bytes], targets: Sequence[str], read: OneFile) -> Reading:
    """What `read` finds in each file; only in `targets`, where there are any."""
    found: list[Resource] = []
    problems: list[Problem] = []
    for path in sorted(set(targets) & set(files)) if targets else sorted(files):
        try:
            found += islice(read(path, bounded(files[path])), MOST_RESOURCES + 1 - len(found))
        except Unreadable as error:
            problems.append(Problem(path, why(files[path], error)))
        if len(found) > MOST_RESOURCES:
            problems.append(Problem(path, f"it declares more than {MOST_RESOURCES} resources"))
            break
    return Reading(tuple(found[:MOST_RESOURCES]), tuple(problems))


def bounded(content: bytes) -> bytes:
    """The content, where it is not too much. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable(f"it is larger than {MOST_BYTES} bytes")
    return content


def why(content: bytes, error: Unreadable) -> str:
    """The reason, for people: a text that only becomes what it should be once rendered is told as such."""
    if found := _TEMPLATE.search(content):
        line = content.count(b"\n", 0, found.start()) + 1
        return (
            f"it is a template ({found[0].decode().strip()} in line {line}) that cannot be read before it is rendered"
        )
    return str(error)


def below(node: Node | None, *way: str) -> Mapping[str, Node]:
    """The mapping there; an empty one where there is none."""
    found = node.at(way) if node else None
    return found.value if found and isinstance(found.value, Mapping) else {}


def items(node: Node | None) -> tuple[Node, ...]:
    """Those of a list; none of anything else."""
    return node.value if node and isinstance(node.value, tuple) else ()


def text(node: Node | None) -> str:
    """A known scalar as text; "" for anything else."""
    if node is None or not node.known or node.value is None or isinstance(node.value, (Mapping, tuple)):
        return ""
    return str(node.value)


class Budget:
    """How many values one file or unit may come to, once all that refers to something is put in."""

    def __init__(self, most: int = 300_000) -> None:
        self._left = most

    def spend(self) -> None:
        """One more. Raises Unreadable."""
        self._left -= 1
        if self._left < 0:
            raise Unreadable("what it refers to comes to too many values")


def placed(node: Node, where: Node, budget: Budget) -> Node:
    """All of a value on the lines of what refers to it: it comes from elsewhere. Raises Unreadable."""
    budget.spend()
    lines = where.start_line, where.end_line
    if isinstance(node.value, Mapping):
        return Node({key: placed(one, where, budget) for key, one in node.value.items()}, *lines, node.known)
    if isinstance(node.value, tuple):
        return Node(tuple([placed(one, where, budget) for one in node.value]), *lines, node.known)
    return Node(node.value, *lines, node.known)
