"""Container images: of Dockerfiles, Compose files and GitLab's pipelines, each on the line that names it.

Images that are only named from outside (a variable without a default) are not known here, nor are those that a
Compose file builds itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from checks.interface import Snapshot
from checks.packages import images
from checks.packages.dockerfile import read_dockerfile
from checks.packages.model import Dependency, Place, Problem, Reading
from checks.texts import bounds, yaml
from checks.texts.unreadable import Unreadable
from checks.texts.yaml import Text

_DOCKERFILE = re.compile(r"(?:Dockerfile|Containerfile)(?:\.[\w.-]+)?|[\w.-]+\.(?:[Dd]ockerfile|[Cc]ontainerfile)")
_NO_DOCKERFILE = (".dockerignore", ".md", ".txt", ".j2", ".jinja", ".erb", ".tpl", ".tmpl", ".template", ".in", ".orig")
"""What goes with one, or becomes one."""
_COMPOSE = re.compile(r"(?:docker-)?compose(?:[._-][\w.-]*)?\.ya?ml")
_PIPELINE = re.compile(r"[\w.-]*\.gitlab-ci\.ya?ml")
_NO_JOBS = frozenset({"variables", "include", "workflow", "stages", "spec", "image"})


class Containers:
    """Fills checks.packages.model.Ecosystem."""

    name = "containers"

    def claims(self, path: str) -> bool:
        """By the usual names of Dockerfiles, Compose files and GitLab's pipelines."""
        name = path.rpartition("/")[2]
        if _COMPOSE.fullmatch(name) or _PIPELINE.fullmatch(name):
            return True
        return bool(_DOCKERFILE.fullmatch(name)) and not name.endswith(_NO_DOCKERFILE)

    def project(self, path: str, snapshot: Snapshot) -> Sequence[str]:
        """Each file is one of its own."""
        return [path]

    def read(self, files: Mapping[str, bytes]) -> Reading:
        """Each file by itself."""
        found, problems = list[Dependency](), list[Problem]()
        for path, content in files.items():
            try:
                of_one = _read(path, content)
                if len(of_one) > bounds.MOST_DEPENDENCIES:
                    raise Unreadable(f"it names more than {bounds.MOST_DEPENDENCIES} images")
                found += of_one
            except Unreadable as error:
                problems.append(Problem(path, str(error)))
        return Reading(tuple(found), problems=tuple(problems))


def _read(path: str, content: bytes) -> list[Dependency]:
    name = path.rpartition("/")[2]
    if _COMPOSE.fullmatch(name):
        data = bounds.mapping(yaml.from_yaml(content) or {})
        return _placed(path, ((image, {}) for image in _of_compose(data)))
    if _PIPELINE.fullmatch(name):
        documents = [bounds.mapping(one) for one in yaml.documents(content) if one is not None]
        return _placed(path, (image for data in documents for image in _of_pipeline(data)))
    return read_dockerfile(path, bounds.text(content))


def _placed(path: str, named: Iterator[tuple[Any, Mapping[str, str]]]) -> list[Dependency]:
    """Each image once for each line that names it: anchors repeat them."""
    found: dict[tuple[str, str, int], Dependency] = {}
    for image, known in named:
        if isinstance(image, Text):
            made = images.dependency(images.put_in(image, known), Place(path, image.line))
            if made:
                found.setdefault((made.written or made.name, made.requirement + made.version, image.line), made)
    return sorted(found.values(), key=lambda one: one.place.line)


def _of_compose(data: dict[str, Any]) -> Iterator[Any]:
    services = data.get("services")
    for service in (services if isinstance(services, dict) else {}).values():
        if isinstance(service, dict) and "build" not in service:
            yield service.get("image")


def _of_pipeline(data: dict[str, Any]) -> Iterator[tuple[Any, Mapping[str, str]]]:
    known = _variables(data.get("variables"))
    for name, job in ((None, data), *data.items()):
        if not isinstance(job, dict) or name in _NO_JOBS:
            continue
        own = known | _variables(job.get("variables")) if name else known
        services = job.get("services")
        for image in (job.get("image"), *(services if isinstance(services, list) else ())):
            yield (image.get("name") if isinstance(image, dict) else image), own


def _variables(data: Any) -> dict[str, str]:
    """Those with a plain value; of a described one, its value."""
    told = data.items() if isinstance(data, dict) else ()
    values = ((name, value.get("value") if isinstance(value, dict) else value) for name, value in told)
    return {str(name): str(value) for name, value in values if isinstance(value, Text) and "$" not in value}
