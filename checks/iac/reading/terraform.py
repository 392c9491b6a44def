"""Terraform and OpenTofu: a folder's resources, with the local modules that it calls, and what their values come to.

Sources on the network are never fetched. A resource that `count` or `for_each` makes several times is one, unless its
instances differ. Lines are those of the file that declares a resource: what a caller or a variable gives stands on
the line that refers to it.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence

from checks.iac.model import Problem, Reading, Resource
from checks.iac.reading import gathering, hcl, json_nodes
from checks.iac.reading.gathering import Budget
from checks.iac.reading.modules import Call, Instance, Module
from checks.texts.unreadable import Unreadable

SUFFIXES = (".tf", ".tofu", ".tf.json", ".tofu.json")
MOST_VALUES = 400_000
MOST_DEPTH = 10
"""Modules within modules."""
MOST_INSTANCES = 200


def read(files: Mapping[str, bytes], targets: Sequence[str] = ()) -> Reading:
    """Fills checks.iac.reading.Reader. What no other folder of `files` calls is a root."""
    return _Unit(files, frozenset(targets)).reading()


def folder(path: str) -> str:
    """Without a slash; "" for the repository's root."""
    return posixpath.dirname(path)


def local(of: str, source: str) -> str | None:
    """The folder that a module's source names, from the one that calls it; None where that is not the repository's."""
    if not source.startswith(("./", "../")) or "\0" in source or len(source) > 1000:
        return None
    found = posixpath.normpath(posixpath.join(of, source))
    return None if found.startswith("..") else "" if found == "." else found


class _Unit:
    def __init__(self, files: Mapping[str, bytes], targets: frozenset[str]) -> None:
        self._files = files
        self._targets = targets
        self._problems: dict[Problem, None] = {}
        self._budget = Budget(MOST_VALUES)
        self._modules = self._parsed()
        self._instances = 0

    def _parsed(self) -> dict[str, Module]:
        modules: dict[str, Module] = {}
        for path in sorted(self._files):
            if not path.endswith(SUFFIXES):
                continue
            module = modules.setdefault(folder(path), Module(folder(path)))
            try:
                if path.endswith(".json"):
                    module.add_json(path, json_nodes.read(gathering.bounded(self._files[path])))
                    continue
                file = hcl.parse(self._files[path])
                module.add(path, file)
            except Unreadable as error:
                self._say(path, gathering.why(self._files[path], error))
                continue
            if file.broken_line:
                told = Unreadable(f"it is no HCL from line {file.broken_line} on")
                self._say(path, gathering.why(self._files[path], told))
        return modules

    def _say(self, path: str, reason: str) -> None:
        self._problems[Problem(path, reason)] = None

    def reading(self) -> Reading:
        called = {
            other
            for module in self._modules.values()
            for source in module.sources()
            if (other := local(module.folder, source)) is not None and other != module.folder
        }
        found: list[Resource] = []
        reached = set[str]()
        for name in sorted(set(self._modules) - called) + sorted(called & set(self._modules)):
            if name in reached:
                continue
            for resource in self._read(name, reached):
                found.append(resource)
                if len(found) >= gathering.MOST_RESOURCES:
                    self._say(resource.path, f"it declares more than {len(found)} resources")
                    return Reading(tuple(found), tuple(self._problems))
        return Reading(tuple(found), tuple(self._problems))

    def _read(self, name: str, reached: set[str]) -> Iterator[Resource]:
        root = Instance(self._modules[name], {}, "", self._files, self._budget)
        for path in self._variable_files(name):
            try:
                root.give(path, self._files[path])
            except Unreadable as error:
                self._say(path, gathering.why(self._files[path], error))
        try:
            yield from self._instance(root, [name], reached)
        except Unreadable as error:
            self._say("", str(error))

    def _variable_files(self, name: str) -> list[str]:
        """As Terraform orders them: terraform.tfvars, then *.auto.tfvars by name."""
        here = [path for path in sorted(self._files) if folder(path) == name]
        plain = [path for path in here if path.endswith(("/terraform.tfvars", "/terraform.tfvars.json"))]
        plain += [path for path in here if path in ("terraform.tfvars", "terraform.tfvars.json")]
        return plain + [path for path in here if path.endswith((".auto.tfvars", ".auto.tfvars.json"))]

    def _instance(self, instance: Instance, way: list[str], reached: set[str]) -> Iterator[Resource]:
        """Its own resources, then those of what it calls."""
        reached.add(instance.module.folder)
        inner = [(instance.called(call, self._modules[other]), other) for call, other in self._calls(instance, way)]
        for resource in instance.resources():
            if not self._targets or resource.path in self._targets:
                yield resource
        for made, other in inner:
            yield from self._instance(made, [*way, other], reached)

    def _calls(self, instance: Instance, way: list[str]) -> Iterator[tuple[Call, str]]:
        for call in instance.calls():
            other = local(instance.module.folder, call.source)
            if other is None or other not in self._modules:
                continue
            if other in way or len(way) > MOST_DEPTH or self._instances >= MOST_INSTANCES:
                self._say(call.path, f"module {call.name} in line {call.line} calls itself, or is nested too deeply")
                continue
            self._instances += 1
            yield call, other
