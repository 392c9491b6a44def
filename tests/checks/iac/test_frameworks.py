"""Every kind of infrastructure from the front door: Checkov's findings and our own, on their lines, by their names."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from checks.runner import Runner
from tests.checks.iac.judging import findings, judged

ARM = """\
{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "resources": [
    {
      "type": "Microsoft.Storage/storageAccounts",
      "apiVersion": "2021-09-01",
      "name": "shop",
      "location": "westeurope",
      "properties": {
        "allowBlobPublicAccess": {open},
        "supportsHttpsTrafficOnly": {shut}
      }
    }
  ]
}
"""
BICEP = """\
resource shop 'Microsoft.Storage/storageAccounts@2021-09-01' = {
  name: 'shop'
  location: 'westeurope'
  properties: {
    allowBlobPublicAccess: {open}
    supportsHttpsTrafficOnly: {shut}
  }
}
"""
SERVERLESS = """\
service: shop
provider:
  name: aws
  runtime: python3.12
functions:
  web:
    handler: web.handle
resources:
  Resources:
    Web:
      Type: AWS::EC2::SecurityGroup
      Properties:
        GroupDescription: web
        SecurityGroupIngress:
          - IpProtocol: tcp
            FromPort: 22
            ToPort: 22
            CidrIp: {network}
"""
_VALUES = """\
{"name": "web", "description": "web", "ingress": [
     {"cidr_blocks": ["{network}"], "description": "x", "from_port": 22, "to_port": 22, "protocol": "tcp"}]}"""
PLAN = (
    """\
{"format_version": "1.2", "terraform_version": "1.9.0",
 "planned_values": {"root_module": {"resources": [
  {"address": "aws_security_group.web", "mode": "managed", "type": "aws_security_group", "name": "web", "values": """
    + _VALUES
    + """}]}},
 "resource_changes": [
  {"address": "aws_security_group.web", "mode": "managed", "type": "aws_security_group", "name": "web",
   "change": {"actions": ["create"], "before": null, "after": """
    + _VALUES
    + """, "after_unknown": {}}}],
 "configuration": {"root_module": {"resources": [{"address": "aws_security_group.web", "mode": "managed",
  "type": "aws_security_group", "name": "web", "expressions": {"name": {"constant_value": "web"}}}]}}}
"""
)
GITLAB = """\
test:
  image: docker:27
  variables:
    DOCKER_TLS_CERTDIR: "{certificates}"
  script:
    - make test
  services:
    - docker:27-dind
"""
GROUP = """\
variable "from" {}

resource "aws_security_group" "web" {
  name        = "web"
  description = "web"
  ingress {
    description = "x"
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = [var.from]
  }
}
"""
MODULES = {
    "tf/main.tf": 'module "web" {\n  source = "./modules/web"\n  from   = "{network}"\n}\n',
    "tf/modules/web/main.tf": 'variable "from" {}\nmodule "g" {\n  source = "../group"\n  from   = var.from\n}\n',
    "tf/modules/group/main.tf": GROUP,
}
OVERLAY = {
    "base/kustomization.yaml": "resources:\n  - pod.yaml\n",
    "base/pod.yaml": "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n"
    "      image: registry.example.org/web:1\n",
    "prod/kustomization.yaml": "resources:\n  - ../base\npatches:\n  - path: patch.yaml\n",
    "prod/patch.yaml": "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  hostNetwork: {open}\n",
}
DOCUMENT = """\
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  P:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - Effect: Allow
            Action: s3:GetObject
            Resource: arn:aws:s3:::a/*
          - Effect: Allow
            Action: "{action}"
            Resource: "{where}"
"""
BAD = {
    "{network}": "0.0.0.0/0",
    "{open}": "true",
    "{shut}": "false",
    "{certificates}": "",
    "{action}": "*",
    "{where}": "*",
}
GOOD = {
    "{network}": "10.0.0.0/8",
    "{open}": "false",
    "{shut}": "true",
    "{certificates}": "/certs",
    "{action}": "s3:ListBucket",
    "{where}": "arn:aws:s3:::a",
}
SSH = "aws-security-group-ssh-open"
CASES: Mapping[str, tuple[Mapping[str, str], set[tuple[str, str, int]]]] = {
    "ARM": (
        {"a.json": ARM},
        {("azure-storage-anonymous-access-allowed", "a.json", 11), ("azure-storage-http", "a.json", 12)},
    ),
    "Bicep": (
        {"a.bicep": BICEP},
        {("azure-storage-anonymous-access-allowed", "a.bicep", 5), ("azure-storage-http", "a.bicep", 6)},
    ),
    "Serverless": ({"serverless.yml": SERVERLESS}, {(SSH, "serverless.yml", 18)}),
    "a plan": ({"plan.json": PLAN}, {(SSH, "plan.json", 4)}),
    "GitLab": ({".gitlab-ci.yml": GITLAB}, {("gitlab-docker-without-tls", ".gitlab-ci.yml", 4)}),
    "nested modules": (MODULES, {(SSH, "tf/modules/group/main.tf", 11)}),
    "Kustomize": (OVERLAY, {("k8s-pod-host-network", "base/pod.yaml", 5)}),
    "a policy's second statement": (
        {"a.yaml": DOCUMENT},
        {("aws-iam-wildcard-administrator", "a.yaml", 11), ("aws-iam-privilege-escalation", "a.yaml", 12)},
    ),
}


@pytest.mark.parametrize("what", CASES)
def test_what_is_wrong_is_told_on_its_line_and_what_is_right_is_not(runner: Runner, what: str) -> None:
    files, expected = CASES[what]
    assert expected <= _told(runner, files, BAD)
    assert not {rule for rule, _, _ in expected} & {rule for rule, _, _ in _told(runner, files, GOOD)}


POLICY = """\
resource "aws_iam_policy" "deploy" {
  name = "deploy"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "{action}", Resource = "*" }]
  })
}
"""


@pytest.mark.parametrize(("before", "after"), [(GOOD, BAD), (BAD, GOOD)], ids=["made worse", "mended"])
def test_a_policy_is_judged_by_what_it_says_and_not_by_what_it_said(
    runner: Runner, before: Mapping[str, str], after: Mapping[str, str]
) -> None:
    old, new = ({"iam/main.tf": _filled(POLICY, values)} for values in (before, after))
    [result] = judged(runner, new, before=old).values()
    escalates = "aws-iam-privilege-escalation" in {one.rule for one in result.findings}
    assert escalates == (after is BAD)


def _told(runner: Runner, files: Mapping[str, str], values: Mapping[str, str]) -> set[tuple[str, str, int]]:
    return {
        (one.rule, one.path, one.start_line)
        for one in findings(runner, {path: _filled(text, values) for path, text in files.items()})
    }


def _filled(text: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(name, value)
    return text
