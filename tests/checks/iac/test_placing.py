"""Hits as findings: on which line, under which name, with which mend."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from checks.iac import placing
from checks.iac.model import Framework, Hit, Job
from checks.iac.policies import Policy
from checks.iac.reading import read
from checks.interface import Finding, Severity

TERRAFORM = """resource "aws_security_group" "web" {
  name      = "web"
  encrypted = false # for now
  size      = var.size
  ingress {
    cidr_blocks = ["10.0.0.0/8"]
  }
  ingress {
    cidr_blocks = [
      "10.0.0.0/8",
      "0.0.0.0/0",
    ]
  }
  policy = jsonencode({
    Statement = [
      { Effect = "Allow", Action = "s3:Get*", Resource = "x" },
      {
        Effect = "Allow"
        Action = "*", Resource = "*"
      },
    ]
  })
}
"""
POD = """apiVersion: v1
kind: Pod
metadata:
  name: shop
  annotations:
    a.b/c: d
spec:
  containers:
    - name: web
      image: nginx
    - name: side
      securityContext:
        privileged: true
"""
STACK = """Resources:
  Db:
    Type: AWS::RDS::DBInstance
    Properties:
      StorageEncrypted: false
      Public: !Ref Public
"""


def policy(**values: Any) -> Policy:
    defaults: dict[str, Any] = {
        "id": "aws-x-open",
        "engines": {},
        "severity": Severity.HIGH,
        "observe": False,
        "title": "It is open to the whole internet",
        "why": "Because.",
        "remedy": "Close it",
        "write": {Framework.TERRAFORM: "a = 1"},
    }
    return Policy(**(defaults | values))


def found(framework: Framework, text: str, entry: Policy, path: str = "net/file.tf", **hit: Any) -> Finding:
    files = {path: text.encode()}
    job = Job(framework, Path("/nowhere"), files, read(framework, files))
    values: dict[str, Any] = {"engine": "checkov", "policy": "X", "path": path, "start_line": 1, "end_line": 23}
    return placing.finding(Hit(**(values | hit)), entry, job, placing.index(job))


def web(entry: Policy, *attributes: str, **hit: Any) -> Finding:
    return found(Framework.TERRAFORM, TERRAFORM, entry, resource="aws_security_group.web", attributes=attributes, **hit)


@pytest.mark.parametrize(
    ("attributes", "at", "lines"),
    [
        (("encrypted",), (), (3, 3)),
        (("ingress.0.cidr_blocks",), (), (6, 6)),
        (("ingress.1.cidr_blocks",), (), (11, 11)),
        (("ingress.1.cidr_blocks.0",), (), (10, 10)),
        (("ingress[1].cidr_blocks",), (), (11, 11)),
        ((), ("nothing", "encrypted"), (3, 3)),
        (("policy",), (), (17, 20)),
        (("policy.Statement.0.Action",), (), (19, 19)),
        (("policy.Statement.0",), (), (17, 20)),
        (("policy.Statement.1.Resource",), (), (19, 19)),
        (("nothing",), (), (1, 1)),
        ((), (), (1, 1)),
    ],
)
def test_a_finding_sits_on_the_attribute_or_where_one_is_missing(
    attributes: tuple[str, ...], at: tuple[str, ...], lines: tuple[int, int]
) -> None:
    finding = web(policy(at=at), *attributes)
    assert (finding.start_line, finding.end_line) == lines


def test_an_engine_that_knows_the_line_is_believed() -> None:
    finding = web(policy(at=("name",)), start_line=10, end_line=10)
    assert (finding.start_line, finding.end_line) == (10, 10)


def test_what_is_found_says_who_it_is_in_two_sentences() -> None:
    entry = policy(controls=("CIS AWS 3.0 5.2",), config_rule="restricted-ssh", references=("https://example.org",))
    finding = web(entry, "encrypted")
    assert finding.message == "It is open to the whole internet (aws_security_group.web). Close it."
    assert finding.remedy == (
        "Close it.\n\n```hcl\na = 1\n```\n\nAsked for by CIS AWS 3.0 5.2, AWS Config rule restricted-ssh."
    )
    assert finding.references[0] == "https://example.org"
    assert (finding.check, finding.rule, finding.within, finding.observe) == ("iac", "aws-x-open", "net", False)


def test_who_a_finding_is_has_no_lines_and_no_positions() -> None:
    assert web(policy(), "encrypted").subject == "aws_security_group.web encrypted"
    moved = found(
        Framework.TERRAFORM,
        "\n\n" + TERRAFORM.replace('  ingress {\n    cidr_blocks = ["10.0.0.0/8"]\n  }\n', ""),
        policy(),
        resource="module.a.aws_security_group.web[0]",
        attributes=("ingress.0.cidr_blocks",),
        start_line=3,
        end_line=20,
    )
    assert moved.subject == web(policy(), "ingress.1.cidr_blocks").subject
    assert moved.subject == "aws_security_group.web ingress.cidr_blocks=0.0.0.0/0"


def test_values_that_may_be_secrets_are_in_no_subject() -> None:
    text = 'resource "a" "b" {\n  keys = [\n    "AKIAXXXX",\n  ]\n}\n'
    finding = found(Framework.TERRAFORM, text, policy(), resource="a.b", attributes=("keys.0",))
    assert (finding.start_line, finding.subject) == (3, "a.b keys")


def test_containers_go_by_their_names() -> None:
    finding = found(
        Framework.KUBERNETES,
        POD,
        policy(at=("spec.containers.securityContext.privileged",)),
        path="pod.yaml",
        resource="Pod/shop",
    )
    assert (finding.start_line, finding.within) == (13, ".")
    assert finding.subject == "Pod/shop spec.containers.side.securityContext.privileged"


def test_a_key_with_dots_is_found() -> None:
    finding = found(
        Framework.KUBERNETES,
        POD,
        policy(),
        path="pod.yaml",
        resource="Pod/shop",
        attributes=("metadata.annotations.a.b/c",),
    )
    assert finding.start_line == 6


@pytest.mark.parametrize(
    ("attribute", "mend", "suggestion"),
    [
        ("encrypted", {"encrypted": "true"}, "  encrypted = true # for now"),
        ("name", {"name": '"x"'}, '  name      = "x"'),
        ("size", {"size": "1"}, None),
        ("encrypted", {"encrypted": "false"}, None),
        ("encrypted", {"name": '"x"'}, None),
        (
            "storage_encrypted",
            {"storage_encrypted": "true"},
            'resource "aws_security_group" "web" {\n  storage_encrypted = true',
        ),
        ("options.tokens", {"options.tokens": "true"}, None),
        ("ingress.1.cidr_blocks", {"ingress.cidr_blocks": "[]"}, None),
        ("policy", {"policy": "x"}, None),
    ],
)
def test_a_mend_is_suggested_only_where_it_is_one_literal(
    attribute: str, mend: dict[str, str], suggestion: str | None
) -> None:
    assert web(policy(mend={Framework.TERRAFORM: mend}), attribute).suggestion == suggestion


@pytest.mark.parametrize(
    ("attribute", "suggestion"),
    [("Properties.StorageEncrypted", "      StorageEncrypted: true"), ("Properties.Public", None)],
)
def test_templates_are_mended_alike(attribute: str, suggestion: str | None) -> None:
    entry = policy(mend={Framework.CLOUDFORMATION: {attribute: "true"}})
    finding = found(
        Framework.CLOUDFORMATION,
        STACK,
        entry,
        path="stack.yaml",
        resource="Db",
        attributes=(attribute,),
        start_line=2,
        end_line=6,
    )
    assert finding.suggestion == suggestion
    assert finding.within == ""


def test_what_a_container_lacks_is_put_below_its_name() -> None:
    entry = policy(mend={Framework.KUBERNETES: {"spec.containers.securityContext.privileged": "false"}})
    finding = found(
        Framework.KUBERNETES,
        POD,
        entry,
        path="pod.yaml",
        resource="Pod/shop",
        attributes=("spec.containers.0.securityContext.privileged",),
    )
    assert finding.start_line == 9
    assert finding.suggestion == "    - name: web\n      securityContext:\n        privileged: false"


def test_a_name_from_the_change_breaks_no_sentence() -> None:
    finding = found(Framework.TERRAFORM, "", policy(), resource="a.`b`\n<img>", detail="x|y")
    assert finding.message == "It is open to the whole internet (a.bimg, xy). Close it."


def test_a_hit_beside_all_resources_keeps_its_lines() -> None:
    finding = found(Framework.DOCKERFILE, "# a\nFROM b\n", policy(), path="Dockerfile", start_line=1, end_line=1)
    assert (finding.start_line, finding.subject) == (1, "aws-x-open")
