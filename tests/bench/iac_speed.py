"""How long a change to infrastructure takes, warm, beside the raw command lines one after another in the same run.

3 Terraform files, 1 CloudFormation, 2 Kubernetes, 1 Dockerfile, 1 workflow: ours looks at both sides, theirs at head.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from checks import registry
from checks.iac.check import Infrastructure
from checks.iac.home import python
from checks.interface import Outcome
from checks.runner import Runner
from tests.values import MemoryChange, memory_change

_ROUNDS = 5
_NETWORK = """\
variable "from" {{
  default = "{0}"
}}

resource "aws_security_group" "web" {{
  name        = "web"
  description = "web"
  ingress {{
    description = "the people on call"
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = [var.from]
  }}
}}
"""
_ROLES = """\
resource "aws_iam_policy" "deploy" {{
  name = "deploy"
  policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = "{1}", Resource = "*" }}]
  }})
}}
"""
_STORES = """\
resource "aws_s3_bucket" "logs" {{
  bucket = "logs"
}}

resource "aws_db_instance" "shop" {{
  engine              = "postgres"
  instance_class      = "db.t3.micro"
  publicly_accessible = {2}
}}
"""
_TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: web
      SecurityGroupIngress:
        - IpProtocol: tcp
          FromPort: 22
          ToPort: 22
          CidrIp: {0}
  Logs:
    Type: AWS::S3::Bucket
"""
_POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: registry.example.org/web:1
      securityContext:
        privileged: {2}
"""
_IMAGE = "FROM registry.example.org/debian:12\nRUN apt-get update\nENV OPEN={2}\nEXPOSE 22\n"
_WORKFLOW = """\
on: pull_request
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: make test OPEN={2}
"""
_FILES = {
    "net/main.tf": _NETWORK,
    "net/roles.tf": _ROLES,
    "net/stores.tf": _STORES,
    "stacks/web.yaml": _TEMPLATE,
    "pods/web.yaml": _POD,
    "pods/other.yaml": _POD.replace("name: web\nspec", "name: other\nspec"),
    "Dockerfile": _IMAGE,
    ".github/workflows/test.yml": _WORKFLOW,
}


def main() -> None:
    """Prints seconds and shares, and what the goals are."""
    before = {path: text.format("10.0.0.0/8", "s3:GetObject", "false") for path, text in _FILES.items()}
    after = {path: text.format("0.0.0.0/0", "*", "true") for path, text in _FILES.items()}
    again = after | {"pods/web.yaml": before["pods/web.yaml"] + "  hostNetwork: true\n"}
    raw = _timed(lambda: _raw(after), 2)
    runner = Runner(spares=True, homes=registry.homes())
    try:
        runner.isolation("iac")
        _look(runner, memory_change(before, after), frozenset())
        kept = _kept(memory_change(before, after))
        first = _timed(lambda: _look(runner, memory_change(before, after), frozenset()), _ROUNDS)
        second = _timed(lambda: _look(runner, memory_change(before, again), kept), _ROUNDS)
    finally:
        runner.close()
    print(f"raw command lines, one after another, head only  {raw:6.2f} s")
    print(f"first push, both sides, warm                     {first:6.2f} s  {first / raw:.3f} of it (goal: 0.1)")
    print(f"second push, one file touched                    {second:6.2f} s  {second / first:.2f} of it (goal: 0.5)")


def _look(runner: Runner, change: MemoryChange, kept: frozenset[str]) -> None:
    units = [unit for unit in Infrastructure().units(change) if unit.digest not in kept]
    results = list(runner.judge(change, units, lambda: None))
    assert results, "nothing was looked at"
    for result in results:
        assert result.outcome is Outcome.RAN, f"{result.unit.key}: {result.reason}"


def _kept(change: MemoryChange) -> frozenset[str]:
    return frozenset(unit.digest for unit in Infrastructure().units(change))


def _raw(files: Mapping[str, str]) -> None:
    programs = python().parent
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        checkov = [
            programs / "checkov",
            "-d",
            name,
            "--quiet",
            "--compact",
            "--soft-fail",
            "--skip-download",
            "-o",
            "json",
        ]
        zizmor = [programs / "zizmor", "--offline", "--no-exit-codes", name]
        for command in (checkov, zizmor, [programs / "hadolint", "--no-fail", folder / "Dockerfile"]):
            environment = os.environ | {"PATH": f"{programs}:{os.environ['PATH']}"}
            subprocess.run(command, capture_output=True, check=True, env=environment)


def _timed(work: Callable[[], object], rounds: int) -> float:
    """The median."""
    seconds = []
    for _ in range(rounds):
        started = time.monotonic()
        work()
        seconds.append(time.monotonic() - started)
    return statistics.median(seconds)
