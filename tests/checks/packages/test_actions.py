"""GitHub Actions: workflows and composite actions as they are written."""

from __future__ import annotations

import pytest

from checks.packages.actions import Actions
from checks.packages.model import Dependency, Place
from tests.checks.packages.fuzzing import BytesSnapshot, assert_holds, check_reader

ACTIONS = Actions()
SHA = "8e5e7e5ab8b370d6c329ec480221332ada57f0ab"
DIGEST = "sha256:" + "ab" * 32

WORKFLOW = f"""name: CI
on: [push]
env: {{uses: not/this@v1}}
jobs:
  test:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        python: ["3.10", 3.11]
        image:
          - alpine:3.18
          - fedora:39
    container:
      image: img.example/acme/ci:1.4
      options: --cpus 1
    services:
      db:
        image: "postgres@{DIGEST}"
      cache: {{image: redis}}
    steps:
      - uses: actions/checkout@v4
      - name: Set up
        uses: Actions/Setup-Python@{SHA} # v4.7.1
      - uses: 'github/codeql-action/init@v3'
      - uses: ./.github/actions/own
      - uses: docker://alpine:3.18
      - uses: acme/tool@main   # v9 of old
      - uses: acme/pinned@{SHA} # not a version
      - run: |
          echo "uses: evil/action@v1"
      # - uses: commented/out@v1
  matrix:
    strategy: {{matrix: {{python: ["3.10", 3.11]}}}}
    container: python:${{{{ matrix.python }}}}
    runs-on: x
  listed:
    strategy:
      matrix:
        image:
          - debian:12
          - fedora:39
    container: ${{{{ matrix.image }}}}
  unknown:
    container: ${{{{ inputs.image }}}}
    services:
      one: {{image: "mysql:${{{{ inputs.version }}}}"}}
  call:
    uses: acme/workflows/.github/workflows/deploy.yml@release/v2
  local:
    uses: ./.github/workflows/other.yml
""".encode()
PATH = ".github/workflows/ci.yml"


def read(content: bytes, path: str = PATH) -> list[Dependency]:
    reading = assert_holds(ACTIONS, {path: content})
    assert reading.problems == ()
    return list(reading.dependencies)


def test_everything_that_a_workflow_uses_stands_on_its_line() -> None:
    found = [(one.place.line, one.type, one.name, one.version, one.requirement) for one in read(WORKFLOW)]
    assert found == [
        (14, "docker", "acme/ci", "", "1.4"),
        (18, "docker", "postgres", DIGEST, ""),
        (19, "docker", "redis", "", ""),
        (21, "githubactions", "actions/checkout", "", "v4"),
        (23, "githubactions", "actions/setup-python", SHA, "v4.7.1"),
        (24, "githubactions", "github/codeql-action", "", "v3"),
        (26, "docker", "alpine", "", "3.18"),
        (27, "githubactions", "acme/tool", "", "main"),
        (28, "githubactions", "acme/pinned", SHA, ""),
        (34, "docker", "python", "", "3.10"),
        (34, "docker", "python", "", "3.11"),
        (40, "docker", "debian", "", "12"),
        (41, "docker", "fedora", "", "39"),
        (46, "docker", "mysql", "", ""),
        (48, "githubactions", "acme/workflows", "", "release/v2"),
    ]


def test_what_is_written_is_kept_where_it_says_more_than_the_name() -> None:
    written = {one.name: one.written for one in read(WORKFLOW)}
    assert written["actions/setup-python"] == "Actions/Setup-Python"
    assert written["github/codeql-action"] == "github/codeql-action/init"
    assert written["acme/workflows"] == "acme/workflows/.github/workflows/deploy.yml"
    assert written["actions/checkout"] == ""


def test_an_image_of_another_registry_has_its_host_as_origin() -> None:
    (image,) = [one for one in read(WORKFLOW) if one.name == "acme/ci"]
    assert (image.origin, image.written) == ("img.example", "img.example/acme/ci")


@pytest.mark.parametrize(
    ("comment", "requirement"),
    [
        (" # v4.1.0", "v4.1.0"),
        (" # tag=v4.1.0", "v4.1.0"),
        ("  # pin@v4", "v4"),
        (" # ratchet:actions/checkout@v4", "v4"),
        (" # 4.1.0 is the newest", "4.1.0"),
        (" # the newest, 4.1.0", ""),
        ("", ""),
    ],
)
def test_a_comment_beside_a_pin_names_its_tag(comment: str, requirement: str) -> None:
    content = f"jobs: {{}}\nruns:\n  steps:\n  - uses: a/b@{SHA}{comment}\n".encode()
    (found,) = read(content, "action.yml")
    assert (found.version, found.requirement, found.place) == (SHA, requirement, Place("action.yml", 4))


@pytest.mark.parametrize("reference", ["v4", "main", SHA[:7], SHA + "0", SHA.upper(), "v1 "])
def test_only_a_whole_commit_is_a_version(reference: str) -> None:
    (found,) = read(f"runs: {{steps: [{{uses: 'a/b@{reference}'}}]}}".encode(), "a/action.yaml")
    assert (found.version, found.requirement) == ("", reference.strip())


@pytest.mark.parametrize(
    "uses", ["./own", "../own", "owner@v1", "a/b", "a/b@", "@v1", "a//b@v1 x", "${{ x }}", "null", "{}"]
)
def test_what_is_no_action_of_elsewhere_is_none(uses: str) -> None:
    assert read(f"runs: {{steps: [{{uses: {uses!r}}}, {{uses: {{}}}}, [], x]}}".encode(), "action.yml") == []


def test_an_action_in_an_image_is_read_and_one_with_a_dockerfile_brings_none() -> None:
    assert [one.name for one in read(b"runs: {using: docker, image: 'docker://debian:12'}", "action.yml")] == ["debian"]
    assert read(b"runs: {using: docker, image: Dockerfile}", "action.yml") == []


def test_a_step_that_an_anchor_repeats_is_told_once() -> None:
    content = b"jobs:\n  a: &a\n    steps:\n    - uses: a/b@v1\n  b: *a\n  c: {<<: *a}\n"
    assert [one.place.line for one in read(content)] == [4]


def test_names_are_claimed_by_themselves() -> None:
    assert all(map(ACTIONS.claims, [PATH, ".github/workflows/a.yaml", "action.yml", "x/action.yaml"]))
    others = [".github/workflows/sub/a.yml", "x/.github/workflows/a.yml", "reaction.yml", ".github/workflows/a.txt"]
    assert not any(map(ACTIONS.claims, others))
    assert ACTIONS.project(PATH, BytesSnapshot({})) == [PATH]


@pytest.mark.parametrize(
    "content",
    [
        b"- a",
        b"jobs: {",
        b"jobs:\n<<<<<<< HEAD\n",
        b"a: &a [x, x]\nb: &b [*a, *a]\n"
        + b"".join(
            b"c%d: &c%d [*%s, *%s]\n" % (n, n, p, p)
            for n, p in ((n, b"b" if n == 0 else b"c%d" % (n - 1)) for n in range(40))
        ),
        b"a: " + b"[" * 10_000,
    ],
)
def test_what_cannot_be_read_is_a_problem(content: bytes) -> None:
    reading = assert_holds(ACTIONS, {PATH: content})
    assert [one.path for one in reading.problems] == [PATH]
    assert reading.dependencies == ()


def test_an_empty_file_says_nothing() -> None:
    assert read(b"") == []


def test_any_mutation_is_read_or_told() -> None:
    check_reader(ACTIONS, {PATH: WORKFLOW, "action.yml": b"runs:\n  image: docker://debian:12\n"})
