"""What Kustomize's overlays come to, as far as that needs no plug-in: resources, patches, names, namespaces, images.

A value that a patch brings stands on the first line of what it is put into: the file that declares a resource is the
one a finding is about. https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from checks.iac.claims import KUSTOMIZATIONS
from checks.iac.model import Node, Problem, Reading
from checks.iac.reading import gathering, kubernetes, yaml_nodes
from checks.iac.reading.gathering import Budget, items, placed, text
from checks.texts.unreadable import Unreadable

_MOST_DEPTH = 10
_KEYS = {"volumeMounts": "mountPath", "ports": "containerPort", "volumeDevices": "devicePath"}
"""What tells the items of a list apart, where that is not their name."""
_NAMED = frozenset({"containers", "initContainers", "ephemeralContainers", "volumes", "env", "imagePullSecrets"})
_PLUGINS = ("generators", "transformers", "validators", "helmCharts", "helmChartInflationGenerator")


@dataclass(frozen=True, slots=True)
class _Manifest:
    path: str
    node: Node


def read(files: Mapping[str, bytes]) -> Reading:
    """All overlays that no other of these files' builds on."""
    unit = _Unit(files)
    found = [
        resource
        for folder in unit.outermost()
        for manifest in unit.built(folder, 0)
        for resource in kubernetes.resources(manifest.path, manifest.node)
    ]
    return Reading(tuple(found[: gathering.MOST_RESOURCES]), tuple(dict.fromkeys(unit.problems)))


class _Unit:
    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self._budget = Budget()
        self.problems: list[Problem] = []
        self._overlays = {
            posixpath.dirname(path): (path, document)
            for path in sorted(files)
            if posixpath.basename(path) in KUSTOMIZATIONS and (document := self._document(path))
        }

    def _document(self, path: str) -> Node | None:
        found = self._documents(path)
        return found[0] if found and isinstance(found[0].value, Mapping) else None

    def _documents(self, path: str) -> list[Node]:
        try:
            return kubernetes.documents(path, gathering.bounded(self._files[path]))
        except Unreadable as error:
            self.problems.append(Problem(path, gathering.why(self._files[path], error)))
            return []

    def outermost(self) -> list[str]:
        """Folders of overlays that no other names."""
        named = {
            found
            for folder, (_, node) in self._overlays.items()
            for name in _names(node)
            if (found := _inside(folder, name)) != folder
        }
        return sorted(set(self._overlays) - named) or sorted(self._overlays)

    def built(self, folder: str, depth: int) -> list[_Manifest]:
        """What an overlay comes to."""
        if folder not in self._overlays or depth > _MOST_DEPTH:
            return []
        path, node = self._overlays[folder]
        for key in _PLUGINS:
            if node.at([key]):
                self.problems.append(Problem(path, f"its {key} are not looked at: they need plug-ins of Kustomize"))
        found: list[_Manifest] = []
        for name in _names(node):
            where = _inside(folder, name)
            if where in self._overlays and where != folder:
                found += self.built(where, depth + 1)
            elif where and where in self._files:
                found += [_Manifest(where, document) for document in self._documents(where)]
        try:
            for patch, target in self._patches(folder, node):
                found = [patched for one in found if (patched := self._patched(one, patch, target))]
            return [replace(one, node=self._transformed(one.node, node)) for one in found]
        except Unreadable as error:
            self.problems.append(Problem(path, str(error)))
            return found

    def _patches(self, folder: str, node: Node) -> Iterator[tuple[Node, Node | None]]:
        """Each patch with the target that it names besides."""
        for key in ("patchesStrategicMerge", "patches", "patchesJson6902"):
            for one in items(node.at([key])):
                inline = text(one.at(["patch"])) or text(one)
                where = _inside(folder, text(one.at(["path"])) or inline) if "\n" not in inline else ""
                if where and where in self._files:
                    documents = self._documents(where)
                else:
                    documents = yaml_nodes.read_text(inline, old=True) if inline else []
                yield from ((document, one.at(["target"])) for document in documents)

    def _patched(self, one: _Manifest, patch: Node, target: Node | None) -> _Manifest | None:
        if not _meant(one.node, patch, target):
            return one
        if isinstance(patch.value, tuple):
            node: Node | None = one.node
            for operation in patch.value:
                node = self._operated(node, operation) if node else None
            return replace(one, node=node or one.node)
        merged = self._merged(one.node, patch)
        return replace(one, node=merged) if merged else None

    def _merged(self, own: Node, patch: Node) -> Node | None:
        """As a strategic merge does it; None: it is deleted."""
        if not isinstance(own.value, Mapping) or not isinstance(patch.value, Mapping):
            return placed(patch, replace(own, end_line=own.start_line), self._budget)
        way = text(patch.value.get("$patch"))
        if way == "delete":
            return None
        values = dict(own.value) if way != "replace" else {}
        for key, change in patch.value.items():
            if key.startswith("$"):
                continue
            if change.value is None:
                values.pop(key, None)
            elif key not in values:
                values[key] = placed(change, replace(own, end_line=own.start_line), self._budget)
            elif isinstance(change.value, tuple) and (key in _NAMED or key in _KEYS):
                values[key] = self._listed(values[key], change, _KEYS.get(key, "name"))
            elif (made := self._merged(values[key], change)) is not None:
                values[key] = made
            else:
                del values[key]
        return replace(own, value=values)

    def _listed(self, own: Node, patch: Node, key: str) -> Node:
        found = list(items(own))
        for change in items(patch):
            name = text(change.at([key]))
            at = next((n for n, one in enumerate(found) if name and text(one.at([key])) == name), None)
            if at is None:
                found.append(placed(change, replace(own, end_line=own.start_line), self._budget))
            elif (made := self._merged(found[at], change)) is not None:
                found[at] = made
            else:
                found.pop(at)
        return replace(own, value=tuple(found))

    def _operated(self, node: Node, operation: Node) -> Node:
        """One operation of a JSON patch; what cannot be done leaves all as it is."""
        way = [step.replace("~1", "/").replace("~0", "~") for step in text(operation.at(["path"])).split("/")[1:]]
        what, value = text(operation.at(["op"])), operation.at(["value"])
        if what not in ("add", "replace", "remove") or not way or (what != "remove" and value is None):
            return node
        return self._put(node, way, None if what == "remove" else value, insert=what == "add")

    def _put(self, node: Node, way: Sequence[str], value: Node | None, *, insert: bool) -> Node:
        self._budget.spend()
        step, rest = way[0], way[1:]
        new = placed(value, replace(node, end_line=node.start_line), self._budget) if value and not rest else None
        if isinstance(node.value, Mapping):
            values = dict(node.value)
            if rest:
                if step in values:
                    values[step] = self._put(values[step], rest, value, insert=insert)
            elif new:
                values[step] = new
            else:
                values.pop(step, None)
            return replace(node, value=values)
        if not isinstance(node.value, tuple) or not (step == "-" or (step.isdecimal() and len(step) < 6)):
            return node
        found, at = list(node.value), len(node.value) if step == "-" else int(step)
        if rest and at < len(found):
            found[at] = self._put(found[at], rest, value, insert=insert)
        elif new and insert:
            found.insert(at, new)
        elif new and at < len(found):
            found[at] = new
        elif not rest and value is None and at < len(found):
            del found[at]
        return replace(node, value=tuple(found))

    def _transformed(self, node: Node, overlay: Node) -> Node:
        """Namespace, prefix and suffix of the name, labels and images as the overlay has them."""
        metadata = node.at(["metadata"])
        if metadata is None or not isinstance(metadata.value, Mapping) or not isinstance(node.value, Mapping):
            return node
        own, values = dict(metadata.value), dict(node.value)
        if space := overlay.at(["namespace"]):
            own["namespace"] = placed(space, replace(metadata, end_line=metadata.start_line), self._budget)
        if "name" in own:
            whole = f"{text(overlay.at(['namePrefix']))}{text(own['name'])}{text(overlay.at(['nameSuffix']))}"
            own["name"] = replace(own["name"], value=whole)
        values["metadata"] = replace(metadata, value=own)
        images = {text(one.at(["name"])): one for one in items(overlay.at(["images"]))}
        made = replace(node, value=values)
        return self._with_images(made, images) if images else made

    def _with_images(self, node: Node, images: Mapping[str, Node]) -> Node:
        self._budget.spend()
        if isinstance(node.value, tuple):
            return replace(node, value=tuple([self._with_images(one, images) for one in node.value]))
        if not isinstance(node.value, Mapping):
            return node
        values = {key: self._with_images(one, images) for key, one in node.value.items()}
        image = values.get("image")
        if image and isinstance(image.value, str):
            values["image"] = replace(image, value=_image(image.value, images))
        return replace(node, value=values)


def _image(written: str, images: Mapping[str, Node]) -> str:
    name, digest = written.partition("@")[::2]
    tag = name.rpartition("/")[2].partition(":")[2]
    bare = name.removesuffix(f":{tag}") if tag else name
    if bare not in images:
        return written
    new = images[bare]
    bare = text(new.at(["newName"])) or bare
    if found := text(new.at(["digest"])) or (digest if not text(new.at(["newTag"])) else ""):
        return f"{bare}@{found}"
    tag = text(new.at(["newTag"])) or tag
    return f"{bare}:{tag}" if tag else bare


def _meant(node: Node, patch: Node, target: Node | None) -> bool:
    """Whether a patch is for a manifest: by its target, else by its own kind and name."""
    asked = target or (patch if isinstance(patch.value, Mapping) else None)
    if asked is None:
        return False
    kind = text(asked.at(["kind"]))
    name = text(asked.at(["name"]) if target else asked.at(["metadata", "name"]))
    own = text(node.at(["metadata", "name"]))
    return (
        kind in ("", text(node.at(["kind"]))) and (name in ("", ".*") or name == own) and bool(kind or name or target)
    )


def _names(node: Node) -> list[str]:
    return [text(one) for key in ("resources", "bases", "components") for one in items(node.at([key]))]


def _inside(folder: str, name: str) -> str | None:
    found = posixpath.normpath(posixpath.join(folder, name))
    return None if not name or found.startswith(("..", "/")) else "" if found == "." else found
