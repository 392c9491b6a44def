"""What Kubernetes is told, in whatever form: plain manifests, Kustomize's overlays, Helm's charts as they are rendered.

What a chart comes to stands on the lines of its templates.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from checks.iac.claims import KUSTOMIZATIONS
from checks.iac.model import Node, Problem, Reading, Rendered, Resource
from checks.iac.reading import gathering, kubernetes, kustomize
from checks.iac.reading.helm.charts import NAME
from checks.iac.reading.helm.rendering import render
from checks.texts.unreadable import Unreadable

_LINE = re.compile(r"\bline (\d{1,7})")


def read(files: Mapping[str, bytes], targets: Sequence[str] = ()) -> Reading:
    """Fills checks.iac.reading.Reader."""
    names = {posixpath.basename(path) for path in files}
    if NAME in names:
        return _chart(files)
    return kustomize.read(files) if names & set(KUSTOMIZATIONS) else kubernetes.read(files, targets)


def _chart(files: Mapping[str, bytes]) -> Reading:
    made = render(files)
    resources: list[Resource] = []
    rendered: dict[str, Rendered] = {}
    problems = list(made.problems)
    for path, one in made.manifests.items():
        try:
            resources += _resources(path, one)
            rendered[path] = one
        except Unreadable as error:
            told = _LINE.sub(partial(_line, one), str(error))
            problems.append(Problem(path, f"not looked at: as it is rendered, {told}"))
    if len(resources) > gathering.MOST_RESOURCES:
        problems.append(Problem("", f"it declares more than {gathering.MOST_RESOURCES} resources"))
    return Reading(tuple(resources[: gathering.MOST_RESOURCES]), tuple(problems), rendered)


def _line(one: Rendered, found: re.Match[str]) -> str:
    return f"line {one.line(int(found[1]))}"


def _resources(path: str, one: Rendered) -> Iterator[Resource]:
    for document in kubernetes.documents(path, gathering.bounded(one.content)):
        for resource in kubernetes.resources(path, document):
            yield replace(resource, node=_placed(resource.node, one))


def _placed(node: Node, one: Rendered) -> Node:
    """On the lines of the template; a loop may print the end of a thing above its beginning."""
    start = one.line(node.start_line)
    end = max(start, one.line(node.end_line))
    if isinstance(node.value, Mapping):
        return Node({key: _placed(below, one) for key, below in node.value.items()}, start, end, node.known)
    if isinstance(node.value, tuple):
        return Node(tuple([_placed(below, one) for below in node.value]), start, end, node.known)
    return Node(node.value, start, end, node.known)
