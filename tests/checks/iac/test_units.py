"""From a change to units of infrastructure: which are looked at, on which sides, with which files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from checks.iac.model import Framework
from checks.iac.units import framework, units, unread
from checks.interface import Entry, Side
from tests.values import MemoryChange, MemorySnapshot, memory_change

MODULE = 'variable "port" {}\nresource "aws_a" "a" {}\n'
CALL = 'module "web" {\n  source = "../modules/web"\n}\n'
BUCKET = "Resources:\n  B:\n    Type: AWS::S3::Bucket\n"
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"


def named(
    before: Mapping[str, str], after: Mapping[str, str], **renames: str
) -> list[tuple[str, str, tuple[str, ...]]]:
    return of(memory_change(before, after, **renames))


def of(change: MemoryChange) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(unit.side.value, unit.key, unit.paths) for unit in units("iac", change)]


def test_a_changed_terraform_file_is_its_folder_on_both_sides() -> None:
    before = {"net/main.tf": "", "net/variables.tf": "", "app/main.tf": "", "README.md": ""}
    paths = ("net/main.tf", "net/variables.tf")
    assert named(before, {**before, "net/main.tf": "locals {}"}) == [
        ("base", "terraform net", paths),
        ("head", "terraform net", paths),
    ]


def test_a_module_is_looked_at_through_those_who_call_it() -> None:
    before = {"net/main.tf": CALL, "modules/web/main.tf": MODULE, "other/main.tf": ""}
    found = named(before, {**before, "modules/web/main.tf": MODULE + "\n"})
    assert found[1] == ("head", "terraform net", ("net/main.tf", "modules/web/main.tf"))
    assert [key for _, key, _ in found] == ["terraform net"] * 2


def test_a_module_that_only_examples_call_is_looked_at_by_itself() -> None:
    before = {"main.tf": MODULE, "examples/full/main.tf": 'module "a" {\n  source = "../.."\n}\n'}
    assert named(before, {**before, "main.tf": MODULE + "\n"})[1] == ("head", "terraform .", ("main.tf",))


def test_a_module_that_is_newly_called_is_compared_with_what_it_was() -> None:
    before = {"net/main.tf": "", "modules/web/main.tf": MODULE}
    found = named(before, {**before, "net/main.tf": CALL})
    assert ("base", "terraform modules/web", ("modules/web/main.tf",)) in found
    assert ("head", "terraform modules/web", ("modules/web/main.tf",)) in found
    assert ("head", "terraform net", ("net/main.tf", "modules/web/main.tf")) in found


def test_modules_that_call_each_other_end() -> None:
    before = {"a/m.tf": 'module "b" {\n source = "../b"\n}\n', "b/m.tf": 'module "a" {\n source = "../a"\n}\n'}
    found = named(before, {**before, "a/m.tf": before["a/m.tf"] + "\n"})
    assert [paths for side, _, paths in found if side == "head"] == [("a/m.tf", "b/m.tf")]


@pytest.mark.parametrize("source", ["git::https://example.org/x.git", "hashicorp/vpc/aws", "../../outside", "/etc"])
def test_sources_elsewhere_are_no_paths(source: str) -> None:
    text = f'module "x" {{\n  source = "{source}"\n}}\n'
    assert named({}, {"net/main.tf": text}) == [("head", "terraform net", ("net/main.tf",))]


def test_variables_are_read_of_the_root_and_policies_with_whoever_reads_them() -> None:
    files = {
        "net/main.tf": CALL + 'locals { p = file("${path.module}/policy.json") }',
        "net/prod.auto.tfvars": "x = 1",
        "net/policy.json": "{}",
        "modules/web/main.tf": MODULE,
        "modules/web/terraform.tfvars": "x = 2",
    }
    [(_, _, paths)] = [one for one in named({}, files) if one[1] == "terraform net"]
    assert set(paths) == {"net/main.tf", "net/prod.auto.tfvars", "net/policy.json", "modules/web/main.tf"}


def test_what_was_vendored_is_left_out_and_said() -> None:
    found = list(
        units("iac", memory_change({}, {"a/.terraform/modules/x/main.tf": "", "node_modules/a/Dockerfile": ""}))
    )
    assert {unit.left_out for unit in found} == {"vendored: in node_modules/", "vendored: in .terraform/"}


@pytest.mark.parametrize(
    ("path", "text", "word", "what"),
    [
        ("web/Dockerfile", "FROM a", "dockerfile", Framework.DOCKERFILE),
        ("web/Containerfile", "FROM a", "dockerfile", Framework.DOCKERFILE),
        ("web/api.Dockerfile", "FROM a", "dockerfile", Framework.DOCKERFILE),
        ("docker-compose.prod.yml", "services: {}", "compose", Framework.COMPOSE),
        ("compose.yaml", "services: {}", "compose", Framework.COMPOSE),
        (".github/workflows/ci.yml", "on: push", "github", Framework.GITHUB),
        ("tools/lint/action.yml", "runs: {}", "github", Framework.GITHUB),
        (".gitlab-ci.yml", "a: {script: [b]}", "gitlab", Framework.GITLAB),
        ("serverless.yml", "service: a", "serverless", Framework.SERVERLESS),
        ("main.bicep", "", "bicep", Framework.BICEP),
        ("stack.yaml", BUCKET, "cloudformation", Framework.CLOUDFORMATION),
        ("stack.template", "AWSTemplateFormatVersion: '2010-09-09'\n", "cloudformation", Framework.CLOUDFORMATION),
        (
            "stack.json",
            '{"Resources": {"B": {\n  "Type": "AWS::S3::Bucket"}}}',
            "cloudformation",
            Framework.CLOUDFORMATION,
        ),
        ("k8s/pod.yml", POD, "kubernetes", Framework.KUBERNETES),
        ("plan.json", '{"planned_values": {}}', "plan", Framework.PLAN),
        (
            "azuredeploy.json",
            '{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"}',
            "arm",
            Framework.ARM,
        ),
    ],
)
def test_files_are_told_by_name_or_by_what_they_hold(path: str, text: str, word: str, what: Framework) -> None:
    [unit] = units("iac", memory_change({}, {path: text}))
    assert unit.key == f"{word} {path}"
    assert framework(unit) is what


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("package.json", '{"kind": "x"}'),
        ("config.yaml", "type: AWS\nname: Resources\n"),
        ("docs/Dockerfile.md", "FROM a"),
        ("web/Dockerfile.dockerignore", "x"),
        ("openapi.yaml", "kind: A\napiVersion: 1\n"),
        ("main.py", "kind: Pod\napiVersion: v1"),
        ("terraform.txt", 'resource "a" "b" {}'),
    ],
)
def test_other_files_are_none(path: str, text: str) -> None:
    assert named({}, {path: text}) == []


def test_a_template_comes_with_those_it_nests() -> None:
    stack = "Resources:\n  S:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: ./net/vpc.yaml}\n"
    files = {"stack.yaml": stack, "net/vpc.yaml": BUCKET}
    assert ("head", "cloudformation stack.yaml", ("stack.yaml", "net/vpc.yaml")) in named({}, files)


def test_a_file_that_the_pipeline_includes_is_looked_at_with_it() -> None:
    before = {".gitlab-ci.yml": "include: {local: /ci/build.yml}\n", "ci/build.yml": "a: {script: [b]}\n"}
    found = named(before, {**before, "ci/build.yml": "a: {script: [c]}\n"})
    assert [one[1:] for one in found] == [("gitlab .gitlab-ci.yml", (".gitlab-ci.yml", "ci/build.yml"))] * 2


def test_a_chart_is_one_unit_and_the_manifests_beside_it_are_not_in_it() -> None:
    files = {
        "chart/Chart.yaml": "name: a",
        "chart/values.yaml": "a: 1",
        "chart/templates/pod.yaml": POD,
        "chart/templates/_helpers.tpl": "",
        "k8s/pod.yaml": POD,
    }
    assert [key for _, key, _ in named({}, files)] == ["helm chart", "kubernetes k8s/pod.yaml"]


def test_a_manifest_of_an_overlay_is_looked_at_as_the_overlay() -> None:
    before = {
        "base/kustomization.yaml": "resources: [pod.yaml]\n",
        "base/pod.yaml": POD,
        "prod/kustomization.yaml": "resources: [../base]\npatches: [{path: patch.yaml}]\n",
        "prod/patch.yaml": POD,
    }
    found = named(before, {**before, "base/pod.yaml": POD + "spec: {}\n"})
    paths = ("prod/kustomization.yaml", "prod/patch.yaml", "base/kustomization.yaml", "base/pod.yaml")
    assert found == [("base", "kustomize prod", paths), ("head", "kustomize prod", paths)]


def test_a_file_that_moved_is_found_under_both_names() -> None:
    before, after = MemorySnapshot("b", {"a/pod.yaml": POD}), MemorySnapshot("a", {"b/pod.yaml": POD})
    found = of(MemoryChange(before, after, {"b/pod.yaml": "a/pod.yaml"}))
    assert found == [
        ("base", "kubernetes a/pod.yaml", ("a/pod.yaml",)),
        ("head", "kubernetes b/pod.yaml", ("b/pod.yaml",)),
    ]


@dataclass(frozen=True)
class Linked(MemorySnapshot):
    """Where every file of variables is a link."""

    def entries(self) -> Mapping[str, Entry]:
        return {
            path: Entry(entry.oid, "120000") if path.endswith(".tfvars") else entry
            for path, entry in MemorySnapshot.entries(self).items()
        }

    def read(self, path: str) -> bytes | None:
        return None if path.endswith(".tfvars") else MemorySnapshot.read(self, path)


def test_a_link_is_said_and_not_followed() -> None:
    snapshot = Linked("a", {"net/main.tf": "", "net/terraform.tfvars": "/etc/passwd"})
    change = MemoryChange(MemorySnapshot("", {}), snapshot)
    [unit] = [unit for unit in units("iac", change) if unit.side is Side.HEAD]
    assert [problem.path for problem in unread(snapshot, unit)] == ["net/terraform.tfvars"]


def test_a_chart_within_a_chart_is_looked_at_as_part_of_the_outer_one() -> None:
    files = {
        "c/Chart.yaml": "name: a",
        "c/charts/db/Chart.yaml": "name: db",
        "c/charts/db/templates/pod.yaml": POD,
        "charts/own/Chart.yaml": "name: own",
        "charts/own/templates/pod.yaml": POD,
    }
    assert [key for _, key, _ in named({}, files)] == ["helm c", "helm charts/own"]
