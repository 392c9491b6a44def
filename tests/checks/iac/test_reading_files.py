"""Kubernetes, Compose, workflows, pipelines and Dockerfiles: who is who, and on which lines."""

from __future__ import annotations

import pytest

from checks.iac.model import Framework
from checks.iac.reading import read
from tests.checks.iac.lines import of, one, told


def test_every_document_and_every_item_of_a_list_is_a_manifest() -> None:
    text = """---
apiVersion: v1
kind: Pod
metadata: {name: a, namespace: shop}
spec:
  containers:
    - name: web
      securityContext:
        privileged: yes
---
replicas: 1
---
apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Service
    metadata:
      name: b
"""
    reading = of(Framework.KUBERNETES, text)
    assert [resource.address for resource in reading.resources] == ["Pod/shop/a", "Service/b"]
    pod, service = reading.resources
    assert (pod.node.start_line, pod.node.end_line, service.node.start_line) == (2, 9, 16)
    assert told(pod, "spec.containers.0.securityContext.privileged") == (True, 9, 9)
    assert told(pod, "spec.containers.0")[1:] == (7, 9)


@pytest.mark.parametrize("text", ["kind: {{ .Values.kind }}\n", "{{- if .x }}\nkind: Pod\n{{- end }}\n"])
def test_a_manifest_that_is_a_template_is_said_to_be_one(text: str) -> None:
    [problem] = of(Framework.KUBERNETES, text).problems
    assert "is a template" in problem.reason


def test_services_extend_each_other() -> None:
    files = {
        "compose.yml": b"x-base: &base\n  privileged: true\nservices:\n  a:\n    <<: *base\n    ports: ['22:22']\n"
        b"  b:\n    extends: {file: other/c.yml, service: z}\n    image: own\nvolumes:\n  data:\n",
        "other/c.yml": b"services:\n  z:\n    image: theirs\n    network_mode: host\n",
    }
    reading = read(Framework.COMPOSE, files, ["compose.yml"])
    assert told(one(reading, "services.a"), "privileged") == (True, 2, 2)
    assert told(one(reading, "services.a"), "ports") == (["22:22"], 6, 6)
    assert told(one(reading, "services.b"), "network_mode") == ("host", 8, 8)
    assert told(one(reading, "services.b"), "image") == ("own", 9, 9)
    assert one(reading, "volumes.data").kind == "volume"


def test_services_that_extend_themselves_end() -> None:
    assert of(Framework.COMPOSE, "services:\n  a: {extends: b}\n  b: {extends: a}\n").resources


def test_steps_go_by_their_names_and_never_by_their_places() -> None:
    text = """on: push
jobs:
  build:
    steps:
      - uses: actions/checkout@v4
      - id: make
        run: |
          make
          make test

      - run: make
      - run: make
"""
    reading = of(Framework.GITHUB, text)
    assert [resource.address for resource in reading.resources] == [
        "workflow",
        "jobs.build",
        "jobs.build.steps.actions/checkout",
        "jobs.build.steps.make",
        "jobs.build.steps.make#2",
        "jobs.build.steps.make#3",
    ]
    assert told(one(reading, "workflow"), "on") == ("push", 1, 1)
    assert told(one(reading, "jobs.build.steps.make"), "run")[1:] == (7, 9)


def test_a_pipelines_jobs_have_what_they_extend_and_refer_to() -> None:
    files = {
        ".gitlab-ci.yml": b"""include:
  - local: /ci/base.yml
.own:
  variables: {A: a}
test:
  extends: [.own, .base]
  script:
    - !reference [.base, script]
    - make
""",
        "ci/base.yml": b".base:\n  image: alpine\n  script: [one, two]\n",
    }
    reading = read(Framework.GITLAB, files, [".gitlab-ci.yml"])
    test = one(reading, "jobs.test")
    assert test.kind == "job"
    assert told(test, "script")[0] == ["one", "two", "make"]
    assert told(test, "script.0")[1:] == (8, 8)
    assert told(test, "variables.A") == ("a", 4, 4)
    assert told(test, "image") == ("alpine", 6, 6)


def test_jobs_that_refer_to_themselves_end() -> None:
    text = "a:\n  extends: b\n  script: !reference [b, script]\nb:\n  extends: a\n  script: !reference [a, script]\n"
    assert of(Framework.GITLAB, text).resources


def test_a_dockerfiles_instructions_have_all_their_lines() -> None:
    text = """# syntax=docker/dockerfile:1
ARG VERSION=1
FROM --platform=linux/amd64 alpine:${VERSION} AS build
RUN apk add \\
    # why
    curl && \\
    true
RUN <<EOF
echo one
EOF
FROM scratch
ENV A=1 \\
    B="two words"
COPY --from=build /a /b \\
     /c/
USER root
EXPOSE 22/tcp 80
ENTRYPOINT ["sh", "-c"]
"""
    reading = of(Framework.DOCKERFILE, text)
    assert not reading.problems
    runs = [resource for resource in reading.resources if resource.kind == "RUN"]
    assert [(run.address, run.node.start_line, run.node.end_line) for run in runs] == [
        ("build.RUN", 4, 7),
        ("build.RUN", 8, 10),
    ]
    assert told(runs[0], "lines.1") == ("curl &&", 6, 6)
    assert told(runs[1], "command")[0] == "<<EOF\necho one"
    assert told(one(reading, "build.FROM"), "image")[0] == {"alpine:${VERSION}"}
    assert told(one(reading, "build.FROM"), "platform")[0] == "linux/amd64"
    assert told(one(reading, "stage1.ENV"), "variables.B") == ("two words", 13, 13)
    assert told(one(reading, "stage1.COPY"), "destination") == ("/c/", 15, 15)
    assert told(one(reading, "stage1.EXPOSE"), "ports.0")[0] == "22/tcp"
    assert told(one(reading, "stage1.ENTRYPOINT"), "words")[0] == ["sh", "-c"]
    last = one(reading, "stage1")
    assert (told(last, "user")[0], told(last, "final")[0], told(one(reading, "build"), "final")[0]) == (
        "root",
        True,
        False,
    )


@pytest.mark.parametrize("text", ["", "hello\n", "RUN x\n", "FROM a\nRUN <<EOF\nx\n", "FROM a\n" * 6000])
def test_what_is_no_dockerfile_is_said(text: str) -> None:
    assert of(Framework.DOCKERFILE, text).problems
