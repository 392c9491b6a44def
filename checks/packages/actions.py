"""GitHub Actions: what workflows and composite actions use, each on the line of its `uses:`, and their images.

Actions of the repository itself are none. An image that an expression names is not known here, unless a matrix does it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from checks.interface import Snapshot
from checks.packages import images
from checks.packages.model import Dependency, Place, Problem, Reading
from checks.texts import bounds, yaml
from checks.texts.unreadable import Unreadable
from checks.texts.written import lines
from checks.texts.yaml import Text

_WORKFLOW = re.compile(r"\.github/workflows/[^/]+\.ya?ml")
_ACTION = re.compile(r"(?:.*/)?action\.ya?ml")
_USES = re.compile(r"([\w.-]{1,100}/[\w.-]{1,100})((?:/[^@\s]*)?)@(\S{1,300})")
_SHA = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_REMARK = re.compile(r"@[0-9a-f]{40,64}[\"']?\s+#\s*(?:tag\s*=\s*|ratchet:\S+@|pin@|@)?(v?\d[\w.+-]*)", re.IGNORECASE)
_MATRIX = re.compile(r"\$\{\{\s{0,20}matrix\.([\w-]{1,100})\s{0,20}\}\}")
_EXPRESSION = re.compile(r"\$\{\{.*?\}\}")


class Actions:
    """Fills checks.packages.model.Ecosystem."""

    name = "github-actions"

    def claims(self, path: str) -> bool:
        """Workflows of the repository, and action.yml anywhere."""
        return bool(_WORKFLOW.fullmatch(path) or _ACTION.fullmatch(path))

    def project(self, path: str, snapshot: Snapshot) -> Sequence[str]:
        """Each file is one of its own."""
        return [path]

    def read(self, files: Mapping[str, bytes]) -> Reading:
        """Each file by itself."""
        found, problems = list[Dependency](), list[Problem]()
        for path, content in files.items():
            try:
                found += _File(path, content).dependencies()
            except Unreadable as error:
                problems.append(Problem(path, str(error)))
        return Reading(tuple(found), problems=tuple(problems))


class _File:
    def __init__(self, path: str, content: bytes) -> None:
        self._path = path
        self._data = bounds.mapping(yaml.from_yaml(content) or {})
        self._lines = lines(bounds.text(content))

    def dependencies(self) -> list[Dependency]:
        found: dict[tuple[str, str, int], Dependency] = {}
        for one in (*self._jobs(), *self._runs()):
            found.setdefault(
                (one.written or one.name, one.requirement, one.place.line), one
            )  # an anchor's line is read once
            if len(found) > bounds.MOST_DEPENDENCIES:
                raise Unreadable(f"it uses more than {bounds.MOST_DEPENDENCIES} actions")
        return sorted(found.values(), key=lambda one: one.place.line)

    def _jobs(self) -> Iterator[Dependency]:
        for job in _dict(self._data.get("jobs")).values():
            yield from self._uses(_dict(job).get("uses"))
            yield from self._steps(_dict(job).get("steps"))
            matrix = _dict(_dict(_dict(job).get("strategy")).get("matrix"))
            for container in (_dict(job).get("container"), *_dict(_dict(job).get("services")).values()):
                image = container.get("image") if isinstance(container, dict) else container
                yield from self._image(image, matrix)

    def _runs(self) -> Iterator[Dependency]:
        """Of an action's own file."""
        runs = _dict(self._data.get("runs"))
        yield from self._steps(runs.get("steps"))
        image = runs.get("image")
        if isinstance(image, Text) and image.startswith("docker://"):
            yield from self._uses(image)

    def _steps(self, steps: Any) -> Iterator[Dependency]:
        for step in steps if isinstance(steps, list) else ():
            yield from self._uses(_dict(step).get("uses"))

    def _uses(self, uses: Any) -> Iterator[Dependency]:
        if not isinstance(uses, Text):
            return
        if uses.startswith("docker://"):
            yield from self._image(yaml.text(uses.removeprefix("docker://"), uses.line), {})
        elif match := _USES.fullmatch(uses.strip()):
            name, below, reference = match.groups()
            pinned = _SHA.fullmatch(reference)
            yield Dependency(
                type="githubactions",
                name=name.lower(),
                place=Place(self._path, uses.line),
                version=reference if pinned else "",
                requirement=self._remark(uses.line) if pinned else reference,
                written=name + below if name + below != name.lower() else "",
            )

    def _remark(self, line: int) -> str:
        """The tag that a comment beside a pinned action names."""
        match = _REMARK.search(self._lines[line - 1][:2000]) if line <= len(self._lines) else None
        return match[1] if match else ""

    def _image(self, image: Any, matrix: Mapping[str, Any]) -> Iterator[Dependency]:
        if not isinstance(image, Text):
            return
        for written in self._spelled_out(image, matrix):
            reference = _EXPRESSION.sub("${_}", written[:1000])
            if found := images.dependency(images.put_in(reference, {}), Place(self._path, written.line)):
                yield found

    def _spelled_out(self, image: Text, matrix: Mapping[str, Any]) -> list[Text]:
        """The images that a matrix makes of one, each on the line of its value where that is the whole image."""
        names = list(dict.fromkeys(_MATRIX.findall(image[:1000])))
        values = matrix.get(names[0]) if len(names) == 1 else None
        if not isinstance(values, list):
            return [image]
        parts = _MATRIX.split(image[:1000])[::2]
        whole = _MATRIX.fullmatch(image.strip()) is not None
        return [
            yaml.text(one.join(parts), one.line if whole else image.line)
            for one in values[:1000]
            if isinstance(one, Text)
        ]


def _dict(data: Any) -> dict[str, Any]:
    return data if isinstance(data, dict) else {}
