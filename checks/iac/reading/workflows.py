"""GitHub's workflows and actions: the file as a whole, its jobs, their steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from checks.iac.model import Framework, Node, Reading, Resource
from checks.iac.reading import gathering, yaml_nodes
from checks.iac.reading.gathering import below, items, text
from checks.texts.unreadable import Unreadable


def read(files: Mapping[str, bytes], targets: Sequence[str] = ()) -> Reading:
    """Fills checks.iac.reading.Reader."""
    return gathering.each(files, targets, _file)


def _file(path: str, content: bytes) -> Iterator[Resource]:
    found = yaml_nodes.documents(content)
    if not found:
        return
    document = found[0]
    if not isinstance(document.value, Mapping):
        raise Unreadable("it holds no mapping where one belongs")
    if "runs" in document.value:
        yield Resource(Framework.GITHUB, "action", "action", path, document)
        yield from _steps(path, "runs", document.value["runs"])
        return
    yield Resource(Framework.GITHUB, "workflow", "workflow", path, document)
    for name, job in below(document, "jobs").items():
        yield Resource(Framework.GITHUB, "job", f"jobs.{name}", path, job)
        yield from _steps(path, f"jobs.{name}", job)


def _steps(path: str, within: str, node: Node) -> Iterator[Resource]:
    """Steps go by their id, name or action, or by what they run: never by their place."""
    seen = Counter[str]()
    for step in items(node.at(["steps"])):
        name = next((found for key in ("id", "name", "uses", "run") if (found := text(step.at([key])))), "step")
        name = name.strip().split("\n", 1)[0].partition("@")[0][:80]
        seen[name] += 1
        again = f"#{seen[name]}" if seen[name] > 1 else ""
        yield Resource(Framework.GITHUB, "step", f"{within}.steps.{name}{again}", path, step)
