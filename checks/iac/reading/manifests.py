"""What Kubernetes is told, in whatever form: plain manifests, Kustomize's overlays, Helm's charts.

Charts are not rendered: of a chart those manifests are read that need no rendering, and the others are said.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import replace

from checks.iac.claims import KUSTOMIZATIONS
from checks.iac.model import Problem, Reading
from checks.iac.reading import kubernetes, kustomize

_CHART = "Chart.yaml"


def read(files: Mapping[str, bytes], targets: Sequence[str] = ()) -> Reading:
    """Fills checks.iac.reading.Reader."""
    names = {posixpath.basename(path) for path in files}
    if _CHART in names:
        return _chart(files)
    return kustomize.read(files) if names & set(KUSTOMIZATIONS) else kubernetes.read(files, targets)


def _chart(files: Mapping[str, bytes]) -> Reading:
    manifests = {path: content for path, content in files.items() if _is_manifest(path)}
    templates = [path for path, content in manifests.items() if b"{{" in content]
    found = kubernetes.read({path: content for path, content in manifests.items() if path not in templates})
    if not templates:
        return found
    chart = min((path for path in files if posixpath.basename(path) == _CHART), key=len)
    some = f"{len(templates)} of its templates are" if len(templates) > 1 else "its template is"
    told = Problem(chart, f"{some} not looked at: that needs Helm to render them")
    return replace(found, problems=(*found.problems, told))


def _is_manifest(path: str) -> bool:
    inside = "/templates/" in f"/{path}" or "/crds/" in f"/{path}"
    return inside and path.endswith((".yaml", ".yml", ".json"))
