"""A chart's files as charts: what it is called, its values, its templates, and the charts it brings along. Pure."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from checks.iac.reading import yaml_nodes
from checks.iac.reading.gathering import bounded
from checks.iac.reading.helm.plain import plain
from checks.iac.reading.helm.values import copied, weight
from checks.texts.unreadable import Unreadable

NAME = "Chart.yaml"
_MOST_DEPTH = 5
_FIELDS = ("name", "version", "appVersion", "apiVersion", "type", "description", "kubeVersion", "home", "icon")
_SPELLED = {"apiVersion": "APIVersion", "appVersion": "AppVersion", "kubeVersion": "KubeVersion"}


@dataclass(frozen=True, slots=True)
class Chart:
    """One, as its parent calls it."""

    folder: str
    """In the repository; "" for its root."""
    way: str
    """Its place in the names of templates: "shop/charts/redis"."""
    about: dict[str, Any]
    """As `.Chart` has it."""
    values: dict[str, Any]
    """With those of the charts below."""
    templates: tuple[str, ...]
    """Paths in the repository, in the order of Helm's."""
    files: tuple[str, ...]
    """All others of its own."""
    charts: tuple[Chart, ...] = ()
    missing: tuple[str, ...] = ()
    """Names of charts that it depends on and does not bring."""
    names: Mapping[str, str] = field(default_factory=dict)
    """What its dependencies are called below its values, by folder."""


class Charts:
    """Those of one unit."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self.folders = frozenset(posixpath.dirname(path) for path in files if posixpath.basename(path) == NAME)
        self.unread: dict[str, str] = {}
        """Files of values that cannot be read, and why."""

    def outermost(self) -> Chart:
        """The chart that the unit is about: the first."""
        folder = next(posixpath.dirname(path) for path in self._files if posixpath.basename(path) == NAME)
        return self._chart(folder, None, "", {}, {}, 0)

    def _chart(
        self,
        folder: str,
        alias: str | None,
        above: str,
        theirs: Mapping[str, Any],
        common: Mapping[str, Any],
        depth: int,
    ) -> Chart:
        told = self._yaml(posixpath.join(folder, NAME))
        name = alias or str(told.get("name") or posixpath.basename(folder))
        way = posixpath.join(above, "charts", name) if above else name
        own = self._yaml(posixpath.join(folder, "values.yaml"))
        values = overlaid(own, theirs)
        shared = overlaid(_map(values.get("global")), common)
        if above or "global" in own:
            values["global"] = shared
        needed = list(self._needed(folder, told))
        charts = []
        for one, called, condition, tags in needed if depth < _MOST_DEPTH else ():
            if one is not None and _wanted(values, condition, tags):
                below = _map(values.get(called))
                charts.append(self._chart(one, called, way, below, shared, depth + 1))
                values[called] = charts[-1].values
        missing = tuple(
            called for one, called, condition, tags in needed if one is None and _wanted(values, condition, tags)
        )
        mine = [path for path in self._files if self._owner(path) == folder]
        templates = tuple(path for path in mine if path.startswith(posixpath.join(folder, "templates/")))
        others = tuple(path for path in mine if path not in templates)
        return Chart(folder, way, _about(told, name), values, templates, others, tuple(charts), missing)

    def _needed(self, folder: str, told: Mapping[str, Any]) -> Iterator[tuple[str | None, str, str, list[str]]]:
        """Folder (None: not in the repository), name below the values, condition and tags of each dependency."""
        seen = set()
        listed = _maps(told.get("dependencies")) + _maps(
            self._yaml(posixpath.join(folder, "requirements.yaml")).get("dependencies")
        )
        for one in listed:
            name = str(one.get("name") or "")
            where = self._found(folder, name, str(one.get("repository") or ""))
            seen.add(where)
            tags = (
                [tag for tag in one.get("tags") or () if isinstance(tag, str)]
                if isinstance(one.get("tags"), list)
                else []
            )
            yield where, str(one.get("alias") or name), str(one.get("condition") or ""), tags
        for where in sorted(self.folders - seen):
            if posixpath.dirname(where) == posixpath.join(folder, "charts"):
                yield (
                    where,
                    str(self._yaml(posixpath.join(where, NAME)).get("name") or posixpath.basename(where)),
                    "",
                    [],
                )

    def _found(self, folder: str, name: str, repository: str) -> str | None:
        places = [posixpath.join(folder, "charts", name)]
        if repository.startswith("file://"):
            places.append(posixpath.normpath(posixpath.join(folder, repository.removeprefix("file://"))))
        return next((place for place in places if place in self.folders), None)

    def _owner(self, path: str) -> str | None:
        folder = posixpath.dirname(path)
        while folder not in self.folders:
            if not folder:
                return None
            folder = posixpath.dirname(folder)
        return folder

    def _yaml(self, path: str) -> dict[str, Any]:
        if path not in self._files:
            return {}
        try:
            found = yaml_nodes.documents(bounded(self._files[path]), old=True)
        except Unreadable as error:
            self.unread[path] = str(error)
            return {}
        return _map(plain(found[0])) if found else {}


def overlaid(own: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Values with others put over them; what is null there is taken out."""
    made = dict(own)
    for key, value in over.items():
        if value is None and key in own:
            del made[key]
        elif isinstance(value, dict) and isinstance(own.get(key), dict):
            made[key] = overlaid(own[key], value)
        else:
            weight(value)
            made[key] = copied(value)
    return made


def _wanted(values: Mapping[str, Any], condition: str, tags: list[str]) -> bool:
    """Whether a dependency is on: by the first way of its condition that leads to anything, else by its tags."""
    for way in condition.split(","):
        value: Any = values
        for step in way.strip().split("."):
            value = value.get(step) if isinstance(value, dict) else None
        if isinstance(value, bool):
            return value
    told = [one for tag in tags if isinstance(one := _map(values.get("tags")).get(tag), bool)]
    return any(told) or not told


def _about(told: Mapping[str, Any], name: str) -> dict[str, Any]:
    """`.Chart`: its fields begin with capitals."""
    made = {_SPELLED.get(key, key.title()): str(told.get(key) or "") for key in _FIELDS}
    lists = {key.title(): told.get(key) or [] for key in ("keywords", "sources", "maintainers", "dependencies")}
    return {**made, **lists, "Name": name, "Annotations": _map(told.get("annotations")), "IsRoot": True}


def _map(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _maps(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
