"""`python -m bot policy test DIR`: what passes, what fails and why, what nobody tries."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

BUCKETS = """\
# METADATA
# title: A bucket names no owner
package acme.buckets

deny contains {"msg": sprintf("%s names no owner", [one.address]), "resource": one.address} if {
    some one in input.resources
    one.kind == "aws_s3_bucket"
    not one.attributes.tags.owner
}
"""
TESTS = """\
package acme.buckets_test

import data.acme.buckets

without := {"resources": [{"kind": "aws_s3_bucket", "address": "a", "attributes": {"tags": {}}}]}

test_found if {
    count(buckets.deny) == 1 with input as without
}

test_named if {
    count(buckets.deny) == 0 with input as {"resources": [
        {"kind": "aws_s3_bucket", "address": "a", "attributes": {"tags": {"owner": "}"}}},
    ]}
}
"""
RULE = """\
rules:
  - {id: acme-acl, languages: [hcl], severity: ERROR, message: Public., pattern: 'acl = "public-read"'}
"""
LINES = """\
resource "aws_s3_bucket" "a" {
  # ruleid: acme-acl
  acl = "public-read"
  # ok: acme-acl
  acl = "private"
}
"""


def tried(folder: Path, files: Mapping[str, str]) -> tuple[int, str]:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    command = [sys.executable, "-m", "bot", "policy", "test", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def test_rules_and_policies_that_keep_their_word_pass(tmp_path: Path) -> None:
    files = {"s3/buckets.rego": BUCKETS, "s3/buckets_test.rego": TESTS, "s3/acl.yaml": RULE, "s3/acl.tf": LINES}
    assert tried(tmp_path, files) == (0, "3 passed, 0 failed\n")


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {"a.yaml": RULE, "a.tf": LINES.replace("public-read", "log")},
            "FAILED a.tf: line 3: acme-acl does not find it",
        ),
        ({"a.yaml": RULE, "a.tf": LINES.replace("private", "public-read")}, "FAILED a.tf: line 5: acme-acl finds it"),
        (
            {"a.yaml": RULE, "a.tf": LINES.replace("ok: acme", "ok: acne")},
            "speaks of acne-acl, which no rule is called",
        ),
        (
            {"b.rego": BUCKETS, "b_test.rego": TESTS.replace("== 1", "== 2")},
            "FAILED b_test.rego: test_found: it is not true",
        ),
        (
            {
                "b.rego": BUCKETS,
                "b_test.rego": TESTS.replace("test_found if {", "test_found if {\n    count(deny) == 0"),
            },
            "b_test.rego",
        ),
    ],
)
def test_one_that_does_not_is_named_with_its_line(tmp_path: Path, files: Mapping[str, str], said: str) -> None:
    code, output = tried(tmp_path, files)
    assert code in (1, 2)
    assert said in output


def test_what_no_test_speaks_of_is_told(tmp_path: Path) -> None:
    other = BUCKETS.replace("acme.buckets", "acme.queues")
    files = {"b.rego": BUCKETS, "b_test.rego": TESTS, "q.rego": other, "a.yaml": RULE}
    assert tried(tmp_path, files) == (0, "no test: acme-acl\nno test: acme.queues\n2 passed, 0 failed\n")


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "nothing was tried"),
        ({"a.yaml": "rules: ["}, "a.yaml is no YAML"),
        ({"b.rego": "deny contains 1 if { true }"}, "b.rego names no package"),
        ({"b.rego": "package acme\n\ndeny contains if {"}, "b.rego is no Rego that can be read"),
        ({"b.rego": BUCKETS.replace("title: A", "title: [")}, "its METADATA are no YAML"),
    ],
)
def test_what_cannot_be_tried_is_no_pass(tmp_path: Path, files: Mapping[str, str], said: str) -> None:
    code, output = tried(tmp_path, files)
    assert code == 2
    assert said in output


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert tried(tmp_path / "none", {}) == (
        2,
        f"sekisho: {tmp_path}/none does not exist; give the folder with your rules and policies\n",
    )
