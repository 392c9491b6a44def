"""Container images: references, Dockerfiles, Compose files, GitLab's pipelines."""

from __future__ import annotations

import time

import pytest

from checks.interface import Scope
from checks.packages import images
from checks.packages.containers import Containers
from checks.packages.model import Dependency, Place
from tests.checks.packages.fuzzing import BytesSnapshot, assert_holds, check_reader

CONTAINERS = Containers()
DIGEST = "sha256:" + "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("written", "name", "host", "tag", "digest"),
    [
        ("python", "python", "", "", ""),
        ("python:3.11-slim", "python", "", "3.11-slim", ""),
        ("library/python:3", "python", "", "3", ""),
        ("docker.io/library/python", "python", "", "", ""),
        ("index.docker.io/bitnami/redis:7", "bitnami/redis", "", "7", ""),
        ("bitnami/redis", "bitnami/redis", "", "", ""),
        ("img.example/acme/ci:1", "acme/ci", "img.example", "1", ""),
        ("registry.example.org:5000/a/b/c:1", "a/b/c", "registry.example.org:5000", "1", ""),
        ("registry.example.org/library/python", "library/python", "registry.example.org", "", ""),
        ("localhost/own:dev", "own", "localhost", "dev", ""),
        ("localhost:5000/own", "own", "localhost:5000", "", ""),
        ("docker.io.example.org/python", "python", "docker.io.example.org", "", ""),
        (f"python@{DIGEST}", "python", "", "", DIGEST),
        (f"python:3@{DIGEST}", "python", "", "3", DIGEST),
    ],
)
def test_a_reference_is_taken_apart(written: str, name: str, host: str, tag: str, digest: str) -> None:
    found = images.dependency(written, Place("Dockerfile", 1))
    assert found is not None
    assert (found.type, found.name, found.origin) == ("docker", name, host)
    assert (found.requirement, found.version) == (tag, digest)


@pytest.mark.parametrize(
    "written", ["", ":tag", "a b", "https://example.org/x", "a@sha256:12", "/a", "a//b", "a:b:c", "$x"]
)
def test_what_is_no_reference_is_none(written: str) -> None:
    assert images.parse(written) is None


@pytest.mark.parametrize(
    ("text", "put"),
    [
        ("${A}", "1"),
        ("$A-x", "1-x"),
        ("${A:-2}", "1"),
        ("${B:-2}", "2"),
        ("${B-2}", "2"),
        ("${E:-2}", "2"),
        ("${E-2}", ""),
        ("${A:+3}", "3"),
        ("${B:+3}", ""),
        ("$$A", "$A"),
        ("${B}", "\0"),
        ("${B:?say it}", "\0"),
    ],
)
def test_variables_are_put_in_as_docker_and_compose_do(text: str, put: str) -> None:
    assert images.put_in(text, {"A": "1", "E": ""}) == put


def read(content: str, path: str = "Dockerfile") -> list[Dependency]:
    reading = assert_holds(CONTAINERS, {path: content.encode()})
    assert reading.problems == ()
    return list(reading.dependencies)


def named(content: str, path: str = "Dockerfile") -> list[tuple[int, str, str]]:
    return [(one.place.line, one.name, one.version or one.requirement) for one in read(content, path)]


DOCKERFILE = f"""# syntax=docker/dockerfile:1.7
# FROM commented:1
ARG PYTHON=3.11
ARG BASE="debian:12" UNSET
ARG REGISTRY=registry.example.org/team/
FROM --platform=$BUILDPLATFORM python:${{PYTHON}}-slim AS Build
ARG PYTHON
RUN --mount=type=cache,target=/c --mount=type=bind,from=busybox:1.36,target=/b \\
    # FROM in-between:1
    echo "FROM quoted:1" && \\

    true
FROM $BASE
COPY --chown=1:1 --from=build /a /b
COPY --from=0 /a /b
COPY --from=nginx:1.25 /etc/nginx /etc/nginx
RUN <<EOF cat <<-'TWO'
FROM in-document:1
EOF
FROM in-second:1
\tTWO
RUN echo $((1<<2)) && echo $((1<<PYTHON))
FROM build AS test
FROM scratch
FROM ${{REGISTRY}}app@{DIGEST} as last
FROM alpine:${{UNSET}}
FROM ${{UNSET}}
FROM ${{MISSING:-fedora}}:39
ONBUILD COPY --from=redis:7 /a /b
from \\
  ubuntu:22.04 \\
  as later
COPY --from=LATER /a /b
"""


def test_every_image_of_a_dockerfile_stands_on_its_instructions_line() -> None:
    assert named(DOCKERFILE) == [
        (1, "docker/dockerfile", "1.7"),
        (6, "python", "3.11-slim"),
        (8, "busybox", "1.36"),
        (13, "debian", "12"),
        (16, "nginx", "1.25"),
        (25, "team/app", DIGEST),
        (26, "alpine", ""),
        (28, "fedora", "39"),
        (29, "redis", "7"),
        (30, "ubuntu", "22.04"),
    ]


def test_an_image_that_an_argument_holds_tells_the_arguments_line() -> None:
    found = {one.name: one for one in read(DOCKERFILE)}
    assert found["debian"].locked == Place("Dockerfile", 4)
    assert found["python"].locked is None
    assert (found["team/app"].origin, found["team/app"].written) == (
        "registry.example.org",
        "registry.example.org/team/app",
    )


def test_the_frontend_is_needed_for_building_only() -> None:
    assert [one.name for one in read(DOCKERFILE) if one.scope is Scope.DEVELOPMENT] == ["docker/dockerfile"]


def test_an_argument_after_from_counts_in_no_from() -> None:
    content = "FROM a:1\nARG TAG=2\nFROM b:$TAG\nARG TAG=2\nCOPY --from=c:$TAG / /\n"
    assert named(content) == [(1, "a", "1"), (3, "b", ""), (5, "c", "2")]


def test_a_stage_is_an_image_before_it_is_named() -> None:
    assert named("FROM later\nFROM a AS later\nFROM later\n") == [(1, "later", ""), (2, "a", "")]


def test_another_escape_character_joins_lines_and_the_usual_one_does_not() -> None:
    content = "# escape=`\nFROM `\n  a:1\nCOPY C:\\ D:\\\nCOPY --from=b:2 / /\n"
    assert named(content) == [(2, "a", "1"), (5, "b", "2")]


def test_windows_line_ends_are_line_ends() -> None:
    assert named("FROM a:1 \\\r\n  AS b\r\nFROM b\r\nFROM c\r\n") == [(1, "a", "1"), (4, "c", "")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "it holds no instruction of a Dockerfile"),
        ("# a comment\n", "it holds no instruction of a Dockerfile"),
        ("\nRUN true\nFROM a\n", "line 2 is none that a Dockerfile begins with"),
        ("{% if x %}\n", "it holds no instruction of a Dockerfile"),
        ("FROM a\nRUN <<EOF\nFROM b\n", "line 2 opens a here-document EOF that never ends"),
        ("FROM a\n<<<<<<< HEAD\nFROM b\n", "line 2 is a merge conflict's"),
    ],
)
def test_what_is_no_dockerfile_is_a_problem(content: str, reason: str) -> None:
    reading = assert_holds(CONTAINERS, {"Dockerfile": content.encode()})
    assert [one.reason for one in reading.problems] == [reason]
    assert reading.dependencies == ()


@pytest.mark.parametrize(
    "content",
    [
        "ARG A0=aaaaaaaaaa\n" + "".join(f"ARG A{n}={f'${{A{n - 1}}}' * 10}\n" for n in range(1, 50)) + "FROM $A49\n",
        "FROM a\n" + "RUN \\\n" * 300_000,
        "ARG A=1\n" * 100_000 + "FROM a:$A\n",
        "FROM a AS b\n" * 50_000,
        "FROM a\nRUN " + "<<A " * 100_000 + "\n" + "A\n" * 100_000,
        "FROM a\nRUN " + "--mount=from=b " * 100_000,
    ],
)
def test_hostile_dockerfiles_cost_no_more_than_others(content: str) -> None:
    started = time.monotonic()
    reading = CONTAINERS.read({"Dockerfile": content.encode()})
    assert time.monotonic() - started < 5
    assert reading.problems == ()


COMPOSE = f"""x-common: &common
  image: ${{REGISTRY:-registry.example.org}}/base:1.2
  restart: always
services:
  web:
    <<: *common
    command: image
  worker: *common
  db:
    image: "postgres:${{POSTGRES_VERSION:-15}}"
  pinned: {{image: redis@{DIGEST}}}
  built:
    build: .
    image: acme/own:latest
  outside:
    image: ${{IMAGE}}
  outside-tag:
    image: mysql:${{TAG:?say which}}
  broken: image
  nothing:
configs:
  image: {{image: not:this}}
"""


def test_every_image_of_a_compose_file_stands_on_its_line_once() -> None:
    assert named(COMPOSE, "deploy/compose.prod.yaml") == [
        (2, "base", "1.2"),
        (10, "postgres", "15"),
        (11, "redis", DIGEST),
        (18, "mysql", ""),
    ]


PIPELINE = """spec:
  inputs: {image: {}}
---
image: python:3.11
variables:
  NODE: {value: node:20, description: Which}
  TAG: "1.0"
  CHAIN: $NODE
services:
  - postgres:15
  - name: redis:7
    alias: cache
include:
  - local: other.yml
default:
  image:
    name: registry.example.org/ci:$TAG
    entrypoint: [""]
.hidden:
  image: $NODE
test:
  variables: {TAG: "2.0"}
  image: acme/tool:$TAG
  script: "image: none:1"
own:
  image: $CI_REGISTRY_IMAGE/app:latest
  services: [!reference [.hidden, services]]
workflow:
  image: not:this
"""


def test_every_image_of_a_pipeline_stands_on_its_line() -> None:
    assert named(PIPELINE, ".gitlab-ci.yml") == [
        (4, "python", "3.11"),
        (10, "postgres", "15"),
        (11, "redis", "7"),
        (17, "ci", "1.0"),
        (20, "node", "20"),
        (23, "acme/tool", "2.0"),
    ]


@pytest.mark.parametrize("content", [b"- a", b"services: {", b"services: &a [*a]", b"a: 1\n---\nb: 2\n", b"\xff"])
def test_what_cannot_be_read_is_a_problem(content: bytes) -> None:
    reading = assert_holds(CONTAINERS, {"compose.yml": content})
    assert [one.path for one in reading.problems] == ["compose.yml"]


@pytest.mark.parametrize(
    "path",
    [
        *("Dockerfile", "a/Containerfile", "Dockerfile.prod", "web.Dockerfile", "web.dockerfile", "Containerfile.test"),
        *("compose.yml", "docker-compose.yaml", "docker-compose.override.yml", "compose.dev.yaml", "compose-ci.yml"),
        *(".gitlab-ci.yml", "templates/build.gitlab-ci.yml"),
    ],
)
def test_usual_names_are_claimed(path: str) -> None:
    assert CONTAINERS.claims(path)
    assert CONTAINERS.project(path, BytesSnapshot({})) == [path]


@pytest.mark.parametrize(
    "path",
    [
        *("Dockerfile.dockerignore", "Dockerfile.md", "Dockerfile.j2", "MyDockerfile", "dockerfile.py"),
        *("composer.yml", "compose.json", "decompose.yml", "Dockerfile/x", "gitlab-ci.txt"),
    ],
)
def test_others_are_not(path: str) -> None:
    assert not CONTAINERS.claims(path)


def test_any_mutation_is_read_or_told() -> None:
    files = {"Dockerfile": DOCKERFILE, "compose.yml": COMPOSE, ".gitlab-ci.yml": PIPELINE}
    check_reader(CONTAINERS, {path: content.encode() for path, content in files.items()})
