"""What must hold of every reader whatever its files say: it answers, soon, with lines that are there."""

from __future__ import annotations

import time
from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks.iac.model import Framework, Node
from checks.iac.reading import read
from tests.checks.packages import fuzzing

SECONDS = 4.0
EXAMPLES = 60
TERRAFORM = b"""variable "a" { default = ["x"] }
locals { b = "${var.a[0]}-${upper("y")}" }
resource "aws_x" "y" {
  for_each = toset(["a", "b"])
  name = each.key
  list = [for s in var.a : s if s != ""]
  doc = <<-EOF
    {"Statement": [{"Action": "*", "Resource": "${local.b}"}]}
  EOF
  dynamic "ingress" {
    for_each = { k = 1 }
    content { port = ingress.value == 1 ? 22 : -1 }
  }
}
module "m" {
  source = "./m"
  a = local.b
}
"""
CLOUDFORMATION = b"""Parameters: {P: {Type: String, Default: a}}
Mappings: {M: {a: {b: c}}}
Conditions: {C: !Equals [!Ref P, a]}
Resources:
  A: &a
    Type: AWS::X::Y
    Condition: C
    Properties:
      Q: !If [C, !Sub "${P}-x", !Ref AWS::NoValue]
      R: !FindInMap [M, !Ref P, b]
      S: !Select [0, !Split [",", "a,b"]]
  B: *a
"""
PLAN = b"""{"planned_values": {"root_module": {"resources": [
  {"address": "a.b", "type": "a", "values": {"c": 1}}]}}}"""
STACK = b"""{"Resources": {"S": {"Type": "AWS::CloudFormation::Stack",
  "Properties": {"TemplateURL": "a.yaml"}}}}"""
LIST = b"""apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Pod
  spec:
    a: |
      b
    c: {d: [e]}
"""
DOCKERFILE = b"""# escape=`
FROM a AS b
RUN x && `
  y
RUN <<END
z
END
ENV A=1 B="2"
CMD ["a"]
COPY a b c
"""
COMPOSE = b"""x: &x {a: 1}
services:
  a: {<<: *x, extends: b, ports: ['1:2']}
  b: {image: c}
volumes:
  d:
"""
WORKFLOW = b"""on: push
jobs:
  a:
    steps:
    - uses: b@c
    - run: |
        d
"""
PIPELINE = b"""include: {local: x.yml}
.a: {script: [b]}
c:
  extends: .a
  script: [!reference [.a, script], d]
"""
SERVERLESS = b"""custom: {a: b}
provider: {stage: "${opt:s, 'dev'}"}
functions: {f: {x: "${self:custom.a}"}}
"""
ARM = b"""{"parameters": {"p": {"defaultValue": 1}}, // why
 "resources": [{"type": "A/b", "name": "[parameters('p')]", "resources": []}]}"""
BICEP = b"""param p string = 'a'
var v = { b: [p] }
resource r 'A/b@1' = if (p == 'a') {
  name: '${p}x'
  c: v.b
}
"""
CASES: Mapping[Framework, Mapping[str, bytes]] = {
    Framework.TERRAFORM: {
        "m.tf": TERRAFORM,
        "terraform.tfvars": b'a = ["z"]\n',
        "m/m.tf": b'variable "a" {}\nresource "b" "c" {\n  d = var.a\n}\noutput "e" { value = var.a }\n',
        "j.tf.json": b'{"resource": {"a": {"b": {"c": "${local.b}", "d": [{"e": 1}]}}}}',
    },
    Framework.PLAN: {"p.json": PLAN},
    Framework.CLOUDFORMATION: {"a.yaml": CLOUDFORMATION, "b.json": STACK},
    Framework.KUBERNETES: {"a.yaml": LIST},
    Framework.DOCKERFILE: {"Dockerfile": DOCKERFILE},
    Framework.COMPOSE: {"compose.yml": COMPOSE},
    Framework.GITHUB: {"w.yml": WORKFLOW},
    Framework.GITLAB: {".gitlab-ci.yml": PIPELINE, "x.yml": b".e: {script: [!reference [.a, script]]}\n"},
    Framework.SERVERLESS: {"serverless.yml": SERVERLESS},
    Framework.ARM: {"a.json": ARM},
    Framework.BICEP: {"a.bicep": BICEP},
}


def assert_holds(framework: Framework, files: Mapping[str, bytes]) -> None:
    before = time.process_time()
    reading = read(framework, files)
    assert time.process_time() - before < SECONDS, "it takes too long"
    for problem in reading.problems:
        assert problem.reason.strip()
        assert not problem.path or problem.path in files
    for resource in reading.resources:
        assert resource.kind
        assert resource.address
        assert isinstance(resource.node.value, Mapping), resource
        lines = files[resource.path].count(b"\n") + 1
        assert_inside(resource.node, lines, [2000])


def assert_inside(node: Node, lines: int, left: list[int]) -> None:
    left[0] -= 1
    assert 1 <= node.start_line <= node.end_line <= lines, node
    below = node.value.values() if isinstance(node.value, Mapping) else node.value
    for inner in below if not isinstance(node.value, str) and isinstance(node.value, (Mapping, tuple)) else ():
        if left[0] > 0:
            assert isinstance(inner, Node)
            assert_inside(inner, lines, left)


@pytest.mark.parametrize("framework", CASES)
def test_a_reader_holds_whatever_its_files_say(framework: Framework) -> None:
    files = CASES[framework]
    assert_holds(framework, files)
    assert read(framework, files).resources
    paths = sorted(files)

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.data())
    def mutated(data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(paths))
        content = files[path]
        for _ in range(data.draw(st.integers(1, 6))):
            content = fuzzing._mutated(content, data, files)
        assert_holds(framework, {**files, path: content})

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.data())
    def random(data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(paths))
        words = st.sampled_from((*fuzzing._PIECES, *fuzzing._words(files[path])))
        content = data.draw(st.one_of(st.binary(max_size=200), st.lists(words, max_size=40).map(b"".join)))
        assert_holds(framework, {**files, path: content})

    mutated()
    random()
