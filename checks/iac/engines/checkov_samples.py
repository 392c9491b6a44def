"""Small files that make Checkov compute what it computes when first needed: before children are forked."""

from __future__ import annotations

from collections.abc import Mapping

from checks.iac.model import Framework

_ACTIONS = '{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Principal": {"AWS": "*"}}]}'
_TERRAFORM = f"""\
variable "a" {{
  type    = map(string)
  default = {{ a = "10.0.0.0/8" }}
}}

locals {{
  a = [for one in values(var.a) : "${{one}}-${{length(one)}}" if one != ""]
  b = var.a["a"] == "" ? 1 : -2 * 3
}}

module "a" {{
  source = "./a"
}}

data "aws_iam_policy_document" "a" {{
  statement {{
    actions   = ["*"]
    resources = ["*"]
  }}
}}

resource "aws_iam_policy" "a" {{
  policy = <<P
{_ACTIONS}
P
}}

resource "aws_iam_policy" "b" {{
  policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = "*", Resource = "*" }}]
  }})
}}

resource "aws_iam_role" "a" {{
  assume_role_policy = data.aws_iam_policy_document.a.json
  inline_policy {{
    policy = data.aws_iam_policy_document.a.json
  }}
}}

resource "aws_security_group" "a" {{
  count = local.b
  dynamic "ingress" {{
    for_each = toset(local.a)
    content {{
      from_port   = 22
      to_port     = 22
      cidr_blocks = [ingress.value, "0.0.0.0/0"]
    }}
  }}
}}

resource "aws_s3_bucket" "a" {{
  bucket = format("%s-a", var.a["a"])
}}

resource "aws_s3_bucket_policy" "a" {{
  bucket = aws_s3_bucket.a.id
  policy = aws_iam_policy.a.policy
}}

resource "azurerm_storage_account" "a" {{
  name = "a"
}}

resource "google_storage_bucket" "a" {{
  name = "a"
}}

resource "kubernetes_pod" "a" {{
  spec {{
    container {{
      name = "a"
    }}
  }}
}}
"""
_CLOUDFORMATION = f"""\
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  A: {{Type: String, Default: a}}
Conditions:
  C: !Equals [!Ref A, a]
Resources:
  A:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: !Sub "${{A}}-a"
      PolicyDocument: {_ACTIONS}
  B:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Join ["-", [!Ref A, !GetAtt A.Arn]]
"""
_POD = """\
apiVersion: v1
kind: Pod
metadata: {name: a, labels: {a: b}}
spec: {containers: [{name: a, image: a, securityContext: {privileged: true}}]}
---
apiVersion: v1
kind: Service
metadata: {name: a}
spec: {selector: {a: b}}
"""
_ARM = """\
{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
 "parameters": {"a": {"type": "string", "defaultValue": "a"}},
 "resources": [{"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2021-02-01", "name": "[parameters('a')]",
  "properties": {}}]}
"""
_BICEP = """\
param a string = 'a'
resource b 'Microsoft.Storage/storageAccounts@2021-02-01' = {
  name: a
  properties: { minimumTlsVersion: 'TLS1_0' }
}
"""
_SERVERLESS = """\
service: a
provider: {name: aws, runtime: python3.12}
functions: {a: {handler: a.b}}
resources: {Resources: {B: {Type: "AWS::S3::Bucket"}}}
"""
_PLAN = """\
{"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": {"root_module": {"resources": [
 {"address": "aws_s3_bucket.a", "mode": "managed", "type": "aws_s3_bucket", "name": "a", "values": {"bucket": "a"}}]}},
 "resource_changes": [{"address": "aws_s3_bucket.a", "mode": "managed", "type": "aws_s3_bucket", "name": "a",
  "change": {"actions": ["create"], "before": null, "after": {"bucket": "a"}}}],
 "configuration": {"root_module": {"resources": [{"address": "aws_s3_bucket.a", "mode": "managed",
  "type": "aws_s3_bucket", "name": "a", "expressions": {"bucket": {"constant_value": "a"}}}]}}}
"""
SAMPLES: Mapping[Framework, tuple[str, str]] = {
    Framework.TERRAFORM: ("a.tf", _TERRAFORM),
    Framework.CLOUDFORMATION: ("a.yaml", _CLOUDFORMATION),
    Framework.KUBERNETES: ("a.yaml", _POD),
    Framework.DOCKERFILE: ("Dockerfile", "FROM a\nRUN a && sudo b\nEXPOSE 22\nENV A=b\nUSER root\n"),
    Framework.GITHUB: (
        ".github/workflows/a.yml",
        "on: push\njobs: {a: {runs-on: a, steps: [{uses: a/b@c}, {run: a}]}}\n",
    ),
    Framework.GITLAB: (".gitlab-ci.yml", "a: {image: a, script: [a, curl b]}\n"),
    Framework.ARM: ("a.json", _ARM),
    Framework.BICEP: ("a.bicep", _BICEP),
    Framework.SERVERLESS: ("serverless.yml", _SERVERLESS),
    Framework.PLAN: ("a.json", _PLAN),
}
"""Framework -> the file's path and text."""
