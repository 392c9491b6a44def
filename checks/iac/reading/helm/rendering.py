"""A chart's files to manifests, each line with the line of the template that printed it.

What an `include` prints stands on the line of the outermost template that asks for it. A template that comes to nothing
is lost alone and said. https://helm.sh/docs/chart_template_guide/
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from checks.iac.model import Problem, Rendered
from checks.iac.reading.helm import objects
from checks.iac.reading.helm.charts import NAME, Chart, Charts
from checks.iac.reading.helm.nodes import Step
from checks.iac.reading.helm.parsing import parse
from checks.iac.reading.helm.running import MOST_STEPS, Machine, Out, Steps, Undefined, joined
from checks.iac.reading.helm.values import Unrendered, copied, weight
from checks.texts import bounds
from checks.texts.unreadable import Unreadable

_MOST_TOGETHER = 3_000_000
"""Steps of all templates of a chart."""
_PLAIN = (".yaml", ".yml", ".json")
_MANIFESTS = (*_PLAIN, ".tpl")


@dataclass(frozen=True, slots=True)
class Rendering:
    """What a chart comes to."""

    manifests: Mapping[str, Rendered]
    """By the template's path."""
    problems: tuple[Problem, ...] = ()


def render(files: Mapping[str, bytes]) -> Rendering:
    """The outermost chart of the files, and those that it brings along. Never raises for what they hold."""
    charts = Charts(files)
    try:
        run = _Run(files, charts.outermost())
    except (Unrendered, RecursionError) as error:
        return Rendering({}, (Problem("", f"it is not looked at: {_told(error)}"),))
    unread = [Problem(path, reason) for path, reason in charts.unread.items()]
    manifests: dict[str, Rendered] = {}
    for path, made in run.manifests():
        manifests[path] = _after(manifests[path], made) if path in manifests else made
    return Rendering(manifests, (*unread, *run.problems()))


def _after(one: Rendered, other: Rendered) -> Rendered:
    """What a chart that is used twice comes to."""
    return Rendered(one.content + b"\n---\n" + other.content, (*one.lines, 1, *other.lines))


class _Run:
    def __init__(self, files: Mapping[str, bytes], chart: Chart) -> None:
        self._files = files
        self._left = _MOST_TOGETHER
        self._reasons: dict[str, list[str]] = {}
        self._charts = list(_all(chart))
        self._missing = list(dict.fromkeys(name for one in self._charts for name in one.missing))
        self._bodies: dict[str, tuple[Step, ...]] = {}
        self._defined: dict[str, tuple[Step, ...]] = {}
        named = [(one, path, _name(one, path)) for one in self._charts for path in one.templates]
        self._chart = posixpath.join(chart.folder, NAME)
        for _, path, name in sorted(named, key=lambda each: (-each[2].count("/"), each[2])):
            self._parse(path, name)

    def _parse(self, path: str, name: str) -> None:
        try:
            found = parse(bounds.text(self._files[path]))
        except (Unrendered, Unreadable, RecursionError) as error:
            if not path.endswith(".txt"):
                self._lost(path, error)
            return
        self._bodies[path] = self._defined[name] = found.body
        self._defined |= found.defined

    def _lost(self, path: str, error: Exception) -> None:
        reason = _told(error)
        if isinstance(error, Undefined) and self._missing:
            reason = "it needs what a chart defines that is not in the repository"
        self._reasons.setdefault(reason, []).append(path)

    def problems(self) -> Iterator[Problem]:
        """One for each reason."""
        if self._missing:
            words = ", ".join(name[:60] for name in self._missing[:5])
            yield Problem(
                self._chart, f"charts that it depends on are not in the repository, and not looked at ({words})"
            )
        for reason, paths in self._reasons.items():
            others = len(set(paths)) - 1
            like = f", like {others} other template{'s' if others > 1 else ''}" if others else ""
            yield Problem(paths[0], f"not looked at{like}: {reason}")

    def manifests(self) -> Iterator[tuple[str, Rendered]]:
        """What each template prints, where it prints anything."""
        for chart in self._charts:
            for path in chart.files:
                if path.startswith(posixpath.join(chart.folder, "crds/")) and path.endswith(_PLAIN):
                    content = self._files[path]
                    yield path, Rendered(content, tuple(range(1, content.count(b"\n") + 2)))
            for path in chart.templates:
                base = posixpath.basename(path)
                if path not in self._bodies or base.startswith("_") or not base.endswith(_MANIFESTS):
                    continue
                try:
                    made = self._run(chart, path)
                except (Unrendered, RecursionError) as error:
                    self._lost(path, error)
                    continue
                if made.content.strip():
                    yield path, made

    def _run(self, chart: Chart, path: str) -> Rendered:
        if chart.about["Type"] == "library":
            return Rendered(b"", ())
        steps = Steps(min(MOST_STEPS, self._left))
        try:
            weight(chart.values)
            machine = Machine(self._defined, steps)
            return lined(machine.run(self._bodies[path], self._data(chart, path)))
        finally:
            self._left -= min(MOST_STEPS, self._left) - max(0, steps.left)

    def _data(self, chart: Chart, path: str) -> dict[str, object]:
        inside = {one.removeprefix(f"{chart.folder}/" if chart.folder else ""): self._files[one] for one in chart.files}
        return {
            "Values": copied(chart.values),
            "Chart": copied(chart.about),
            "Release": dict(objects.RELEASE),
            "Capabilities": objects.capabilities(),
            "Files": objects.files(inside),
            "Template": {"Name": _name(chart, path), "BasePath": f"{chart.way}/templates"},
            "Subcharts": {},
        }


def lined(out: Out) -> Rendered:
    """The text, and for each of its lines the template's that printed the first mark in it. Raises Unrendered."""
    text, lines, fresh = joined(out), [out[0][1] if out else 1], True
    for printed, line, as_it_is in out:
        for at, part in enumerate(printed.split("\n")):
            own = line + at * as_it_is
            if at:
                lines.append(own)
                fresh = True
            if fresh and part.strip():
                lines[-1] = own
                fresh = False
    return Rendered(text.encode("utf-8", "replace"), tuple(lines))


def _all(chart: Chart) -> Iterator[Chart]:
    yield chart
    for one in chart.charts:
        yield from _all(one)


def _name(chart: Chart, path: str) -> str:
    return posixpath.join(chart.way, path.removeprefix(f"{chart.folder}/" if chart.folder else ""))


def _told(error: Exception) -> str:
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
