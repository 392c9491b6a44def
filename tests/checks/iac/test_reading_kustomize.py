"""What overlays come to: patches, names and images over the manifests of their bases."""

from __future__ import annotations

from checks.iac.model import Framework, Reading
from checks.iac.reading import read
from tests.checks.iac.lines import one, told

POD = """apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: nginx:1
    - name: side
      image: busybox
"""
BASE = "resources: [pod.yaml]\n"


def overlay(text: str, **files: str) -> Reading:
    all_files = {"base/kustomization.yaml": BASE, "base/pod.yaml": POD, "prod/kustomization.yaml": text, **files}
    return read(Framework.KUBERNETES, {path: content.encode() for path, content in all_files.items()})


def test_an_overlay_is_its_base_with_names_and_images() -> None:
    text = "resources: [../base]\nnamespace: shop\nnamePrefix: prod-\nimages: [{name: nginx, newTag: '2'}]\n"
    reading = overlay(text)
    assert [resource.address for resource in reading.resources] == ["Pod/shop/prod-web"]
    pod = one(reading, "Pod/shop/prod-web")
    assert pod.path == "base/pod.yaml"
    assert told(pod, "spec.containers.0.image") == ("nginx:2", 8, 8)
    assert told(pod, "spec.containers.1.image") == ("busybox", 10, 10)


def test_a_strategic_merge_goes_by_the_names_of_containers() -> None:
    patch = """apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  hostNetwork: true
  containers:
    - name: side
      securityContext: {privileged: true}
    - name: web
      $patch: delete
"""
    pod = one(overlay("resources: [../base]\npatches: [{path: patch.yaml}]\n", **{"prod/patch.yaml": patch}), "Pod/web")
    assert told(pod, "spec.containers.0.name")[0] == "side"
    assert told(pod, "spec.containers.0.securityContext.privileged") == (True, 9, 9)
    assert told(pod, "spec.hostNetwork") == (True, 5, 5)


def test_a_patch_for_another_is_none_for_this() -> None:
    patch = "kind: Pod\nmetadata: {name: other}\nspec: {hostNetwork: true}\n"
    pod = one(overlay("resources: [../base]\npatches: [{path: patch.yaml}]\n", **{"prod/patch.yaml": patch}), "Pod/web")
    assert pod.node.at(["spec", "hostNetwork"]) is None


def test_operations_of_a_json_patch_are_done() -> None:
    text = """resources: [../base]
patches:
  - target: {kind: Pod, name: web}
    patch: |
      - {op: replace, path: /spec/containers/0/image, value: evil}
      - {op: add, path: /spec/hostPID, value: true}
      - {op: remove, path: /spec/containers/1}
      - {op: replace, path: /nothing/here, value: 1}
"""
    pod = one(overlay(text), "Pod/web")
    assert told(pod, "spec.containers.0.image")[0] == "evil"
    assert told(pod, "spec.hostPID")[0] is True
    assert pod.node.at(["spec", "containers", "1"]) is None


def test_overlays_that_build_on_each_other_end() -> None:
    files = {"a/kustomization.yaml": b"resources: [../b]\n", "b/kustomization.yaml": b"resources: [../a]\n"}
    assert read(Framework.KUBERNETES, files).resources == ()


def test_plug_ins_are_said() -> None:
    assert "need plug-ins" in overlay("resources: [../base]\nhelmCharts: [{name: a}]\n").problems[0].reason
