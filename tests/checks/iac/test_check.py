"""Infrastructure from the front door: files of a change in, findings on their lines out."""

from __future__ import annotations

import pytest

from checks import registry
from checks.iac.check import Infrastructure
from checks.interface import Outcome
from checks.runner import Runner
from tests.checks.iac.judging import findings, judged, told

GROUP = """\
resource "aws_security_group" "web" {
  name        = "web"
  description = "the web"
  ingress {
    description = "from anywhere"
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = [var.from]
  }
}
"""
OPEN = 'variable "from" {\n  default = "0.0.0.0/0"\n}\n'
SHUT = OPEN.replace("0.0.0.0/0", "10.0.0.0/8")
TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: web
      SecurityGroupIngress:
        - IpProtocol: tcp
          Description: from anywhere
          FromPort: 22
          ToPort: 22
          CidrIp: {}
"""
POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
spec:
  containers:
    - name: web
      image: registry.example.org/web:1
      securityContext:
        privileged: {}
"""
WORKFLOW = """\
on: pull_request_target
permissions: {}
jobs:
  greet:
    runs-on: ubuntu-24.04
    steps:
      - run: echo "${{ github.event.pull_request.title }}"
"""
IMAGE = """\
FROM registry.example.org/debian:12
RUN apt-get update && apt-get install -y --no-install-recommends curl=1
EXPOSE {}
"""


def test_an_open_port_is_told_on_its_own_line_in_terraform_and_cloudformation_by_one_name(runner: Runner) -> None:
    files = {"net/main.tf": GROUP, "net/variables.tf": OPEN, "web.yaml": TEMPLATE.format("0.0.0.0/0")}
    assert told(findings(runner, files)) == {
        ("aws-security-group-ssh-open", "net/main.tf", 9),
        ("aws-security-group-ssh-open", "web.yaml", 12),
    }


def test_a_port_that_is_open_to_a_private_network_is_not(runner: Runner) -> None:
    files = {"net/main.tf": GROUP, "net/variables.tf": SHUT, "web.yaml": TEMPLATE.format("10.0.0.0/8")}
    assert not told(findings(runner, files))


def test_a_privileged_pod_is_told_once_though_two_engines_see_it(runner: Runner) -> None:
    found = findings(runner, {"pod.yaml": POD.format("true")})
    assert [one.start_line for one in found if one.rule == "k8s-container-privileged"] == [11]
    assert not told(findings(runner, {"pod.yaml": POD.format("false")}))


def test_workflows_and_dockerfiles_are_looked_at_by_their_engines(runner: Runner) -> None:
    workflow = ".github/workflows/w.yml"
    rules = {(one.rule, one.path) for one in findings(runner, {workflow: WORKFLOW, "Dockerfile": IMAGE.format(22)})}
    assert {("github-script-injection", workflow), ("docker-ssh-exposed", "Dockerfile")} <= rules
    near = {workflow: WORKFLOW.replace("pull_request.title", "pull_request.number"), "Dockerfile": IMAGE.format(443)}
    rules = {(one.rule, one.path) for one in findings(runner, near)}
    assert not {("github-script-injection", workflow), ("docker-ssh-exposed", "Dockerfile")} & rules


OPEN_TEMPLATE, PRIVILEGED = TEMPLATE.format("0.0.0.0/0"), POD.format("true")
METADATA = (
    "Metadata:\n      checkov:\n        skip:\n          - id: CKV_AWS_24\n            comment: fine\n    Properties"
)
SUPPRESSED = {
    "a.tf": (
        GROUP.replace("{\n", "{\n  # checkov:skip=CKV_AWS_24: fine\n", 1).replace("var.from", '"0.0.0.0/0"'),
        "aws-security-group-ssh-open",
    ),
    "a.yaml": (
        OPEN_TEMPLATE.replace("Properties", f"# checkov:skip=CKV_AWS_24: fine\n    {METADATA}"),
        "aws-security-group-ssh-open",
    ),
    "pod.yaml": (
        PRIVILEGED.replace("  namespace", "  annotations:\n    checkov.io/skip1: CKV_K8S_16=fine\n  namespace"),
        "k8s-container-privileged",
    ),
    "Dockerfile": ("# checkov:skip=CKV_DOCKER_1: fine\n" + IMAGE.format(22), "docker-ssh-exposed"),
}


@pytest.mark.parametrize("path", SUPPRESSED)
def test_a_suppression_is_not_obeyed(runner: Runner, path: str) -> None:
    content, rule = SUPPRESSED[path]
    assert rule in {one.rule for one in findings(runner, {path: content})}


def test_settings_of_the_pull_request_steer_nothing(runner: Runner) -> None:
    quiet = {".checkov.yaml": "skip-check: [CKV_AWS_24]\n", ".hadolint.yaml": "ignored: [DL3004]\n"}
    files = {"a.yaml": TEMPLATE.format("0.0.0.0/0"), **quiet}
    assert "aws-security-group-ssh-open" in {one.rule for one in findings(runner, files)}


def test_the_same_files_give_the_same_findings_in_the_same_order(runner: Runner) -> None:
    files = {"net/main.tf": GROUP, "net/variables.tf": OPEN, "web.yaml": TEMPLATE.format("0.0.0.0/0")}
    assert findings(runner, files) == findings(runner, files)


def test_the_digest_can_be_told_where_infrastructure_is_not_judged() -> None:
    assert Infrastructure().digest() == Infrastructure().digest()
    assert registry.homes()["iac"].factory == "checks.iac.check:build"


def test_what_one_side_has_is_judged_by_itself(runner: Runner) -> None:
    results = judged(runner, {"a.yaml": TEMPLATE.format("10.0.0.0/8")}, before={"a.yaml": TEMPLATE.format("0.0.0.0/0")})
    assert results["cloudformation a.yaml"].outcome is Outcome.RAN
    assert not told(list(results["cloudformation a.yaml"].findings))


def test_a_chart_is_judged_as_what_it_comes_to_on_its_templates_lines(runner: Runner) -> None:
    template = """{{- if .Values.on }}
apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}
spec:
  containers:
    - name: web
      image: nginx:1
      securityContext:
        {{- toYaml .Values.security | nindent 8 }}
{{- end }}
"""
    files = {
        "c/Chart.yaml": "name: web\n",
        "c/values.yaml": '"on": true\nsecurity: {privileged: true}\n',
        "c/templates/pod.yaml": template,
        "c/templates/other.yaml": '{{ required "no host" .Values.host }}',
    }
    result = judged(runner, files)["helm c"]
    found = {(one.rule, one.path, one.start_line) for one in result.findings}
    assert ("k8s-container-privileged", "c/templates/pod.yaml", 11) in found
    assert not {one for one in found if "default-namespace" in one[0]}
    assert result.reason.startswith("c/templates/other.yaml: not looked at: it needs a value")
