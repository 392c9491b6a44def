"""Infrastructure that is written against its reader: a clear word about it, everybody else's findings unaffected."""

from __future__ import annotations

import pytest

from checks.interface import Outcome
from checks.runner import Runner
from tests.checks.iac.judging import judged
from tests.checks.iac.test_check import POD, TEMPLATE

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join(f'*{old}' for _ in range(9))}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
CLOUD = 'AWSTemplateFormatVersion: "2010-09-09"\n'
POWER = 'resource "aws_s3_bucket" "b" {\n  bucket = "${pow(9,pow(9,pow(9,9)))}"\n}\n'
LAUGHS = "Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties:\n      Tags: *i\n"
JINJA = "Resources:\n{% for name in names %}\n  {{ name }}:\n    Type: AWS::S3::Bucket\n{% endfor %}\n"
HELM = "apiVersion: v1\nkind: Pod\nmetadata:\n{{- if .Values.x }}\n  name: {{ .Values.x }}\n{{- end }}\n"
HOSTILE = {
    "power": ({"bad/main.tf": POWER}, Outcome.FAILED),
    "billion laughs": ({"bad.yaml": CLOUD + BOMB + LAUGHS}, Outcome.FAILED),
    "a template of Jinja": ({"bad.yaml": CLOUD + JINJA}, Outcome.SKIPPED),
    "Helm, as it is": ({"bad.yaml": HELM}, Outcome.SKIPPED),
    "brackets": ({"bad/main.tf": 'resource "a" "b" {\n  x = ' + "[" * 100_000 + "\n}\n"}, Outcome.FAILED),
    "no YAML": ({"bad.yaml": CLOUD + "Resources: [AWS::\n"}, Outcome.FAILED),
}
CIRCLE = {
    "ok/main.tf": 'module "m" {\n  source = "../other"\n}\n',
    "other/main.tf": 'module "m" {\n  source = "../ok"\n}\n',
}
GOOD = {"good.yaml": TEMPLATE.format("0.0.0.0/0"), "pod.yaml": POD.format("true")}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_breaks_a_reader_is_said_and_spoils_nobody_elses_result(runner: Runner, what: str) -> None:
    files, outcome = HOSTILE[what]
    results = judged(runner, GOOD | files)
    [bad] = [result for key, result in results.items() if "bad" in key]
    assert (bad.outcome, bool(bad.reason)) == (outcome, True), bad.reason
    assert "aws-security-group-ssh-open" in {one.rule for one in results["cloudformation good.yaml"].findings}
    assert "k8s-container-privileged" in {one.rule for one in results["kubernetes pod.yaml"].findings}


def test_a_module_on_the_network_is_not_followed(runner: Runner) -> None:
    results = judged(runner, GOOD | {"ok/main.tf": 'module "m" {\n  source = "git::https://example.com/m.git"\n}\n'})
    assert {result.outcome for result in results.values()} == {Outcome.RAN}, [one.reason for one in results.values()]


@pytest.mark.parametrize(("count", "said"), [(480, False), (600, True)])
def test_a_module_of_more_files_than_are_read_says_so(runner: Runner, count: int, said: bool) -> None:
    many = {f"net/n{number}.tf": f'resource "aws_sns_topic" "t{number}" {{}}\n' for number in range(count)}
    result = judged(runner, many)["terraform net"]
    assert ("only its first 500 files are read" in result.reason) is said, result.reason


def test_modules_in_a_circle_are_said_to_be(runner: Runner) -> None:
    results = judged(runner, GOOD | CIRCLE)
    reasons = [result.reason for key, result in results.items() if key.startswith("terraform ")]
    assert reasons
    assert all("calls itself" in reason for reason in reasons)
    assert results["cloudformation good.yaml"].findings


def test_a_template_of_50_000_lines_ends_within_its_time(runner: Runner) -> None:
    many = "".join(
        f"  B{number}:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: b{number}\n"
        for number in range(12_500)
    )
    results = judged(runner, GOOD | {"large.yaml": f"{CLOUD}Resources:\n{many}"})
    assert results["cloudformation good.yaml"].findings
    large = results["cloudformation large.yaml"]
    assert large.outcome is Outcome.RAN or large.reason
