"""CloudFormation, SAM, serverless.yml, ARM and Bicep: what intrinsics and variables come to, and where."""

from __future__ import annotations

import time

import pytest

from checks.iac.model import Framework
from checks.iac.reading import read
from tests.checks.iac.lines import of, one, plain, told

CLOUDFORMATION = Framework.CLOUDFORMATION
HEAD = """Parameters:
  Cidr: {Type: String, Default: 0.0.0.0/0}
  Port: {Type: Number, Default: "22"}
  Names: {Type: CommaDelimitedList, Default: "a, b"}
  Unset: {Type: String}
  Image: {Type: AWS::SSM::Parameter::Value<String>, Default: /a/b}
Mappings:
  Sizes: {prod: {disk: 10}}
Conditions:
  Open: !Equals [!Ref Cidr, 0.0.0.0/0]
  Closed: !Not [!Condition Open]
  Maybe: !Equals [!Ref Unset, a]
  Either: !Or [!Condition Maybe, !Condition Open]
  Loop: !Not [!Condition Loop]
Resources:
"""


@pytest.mark.parametrize(
    ("written", "comes_to"),
    [
        ("!Ref Cidr", "0.0.0.0/0"),
        ("!Ref Port", 22),
        ("!Ref Names", ["a", "b"]),
        ("!Ref Unset", {'{"Ref": "Unset"}'}),
        ("!Ref Image", {'{"Ref": "Image"}'}),
        ("!Ref Bucket", {'{"Ref": "Bucket"}'}),
        ("!GetAtt Bucket.Arn.X", {'{"Fn::GetAtt": ["Bucket", "Arn.X"]}'}),
        ("{Ref: Cidr}", "0.0.0.0/0"),
        ('!Sub "${Cidr} ${!Keep}"', "0.0.0.0/0 ${Keep}"),
        ('!Sub "${Unset}-x"', {'{"Fn::Sub": "${Unset}-x"}'}),
        ('!Sub ["${a}-${Port}", {a: b}]', "b-22"),
        ("!Join ['-', [a, !Ref Port]]", "a-22"),
        ("!Join ['-', [a, !Ref Unset]]", {'{"Fn::Join": ["-", ["a", {"Ref": "Unset"}]]}'}),
        ("!Select [1, !Split [',', 'x,y']]", "y"),
        ("!Select [7, [a]]", {'{"Fn::Select": [7, ["a"]]}'}),
        ("!FindInMap [Sizes, prod, disk]", 10),
        ("!If [Open, a, b]", "a"),
        ("!If [Closed, a, b]", "b"),
        ("!If [Either, a, b]", "a"),
        ("!If [Maybe, a, b]", {'{"Fn::If": ["Maybe", "a", "b"]}'}),
        ("!If [Loop, a, b]", {'{"Fn::If": ["Loop", "a", "b"]}'}),
        ("!Base64 abc", "abc"),
        ("yes", True),
        ("'yes'", "yes"),
        ("2012-10-17", "2012-10-17"),
        ("[a, !If [Closed, b, !Ref AWS::NoValue]]", ["a"]),
    ],
)
def test_an_intrinsic_comes_to_what_the_template_tells(written: str, comes_to: object) -> None:
    text = f"{HEAD}  A:\n    Type: AWS::X::Y\n    Properties:\n      P: {written}\n"
    found = one(of(CLOUDFORMATION, text), "A").node.at(["Properties", "P"])
    assert found
    assert plain(found) == comes_to
    assert found.start_line == HEAD.count("\n") + 4


@pytest.mark.parametrize(("condition", "there"), [("Open", True), ("Closed", False), ("Maybe", True)])
def test_a_resource_whose_condition_is_false_is_not_made(condition: str, there: bool) -> None:
    reading = of(CLOUDFORMATION, f"{HEAD}  A:\n    Type: AWS::X::Y\n    Condition: {condition}\n")
    assert bool(reading.resources) is there


def test_attributes_have_their_own_lines_in_yaml_and_json() -> None:
    yaml = """Resources:
  Sg:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress:
        - FromPort: 22
          CidrIp: 0.0.0.0/0

        - {FromPort: 80,
           CidrIp: 10.0.0.0/8}
      Text: |
        a
        b

  Next: {Type: AWS::X::Y}
"""
    sg = one(of(CLOUDFORMATION, yaml), "Sg")
    assert (sg.node.start_line, sg.node.end_line) == (2, 13)
    assert told(sg, "Properties.SecurityGroupIngress.0.CidrIp") == ("0.0.0.0/0", 7, 7)
    assert told(sg, "Properties.SecurityGroupIngress.1") == ({"FromPort": 80, "CidrIp": "10.0.0.0/8"}, 9, 10)
    assert told(sg, "Properties.Text") == ("a\nb\n", 11, 13)
    json = '{"Resources": {\n  "Sg": {"Type": "AWS::X::Y",\n    "Properties": {\n      "A": [\n        "b"]}}}}'
    assert told(one(of(CLOUDFORMATION, json), "Sg"), "Properties.A.0") == ("b", 5, 5)


def test_what_a_merge_brings_keeps_its_lines_and_an_alias_stands_where_it_is() -> None:
    text = "X:\n  T: &t\n    A: 1\nResources:\n  R:\n    Type: AWS::X::Y\n    Properties:\n      <<: *t\n      B: *t\n"
    found = one(of(CLOUDFORMATION, text), "R")
    assert told(found, "Properties.A") == (1, 3, 3)
    assert told(found, "Properties.B") == ({"A": 1}, 9, 9)


def test_a_nested_template_is_read_with_the_parameters_it_is_given() -> None:
    stack = """Resources:
  Net:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: net/vpc.yaml
      Parameters: {Cidr: 0.0.0.0/0}
"""
    vpc = HEAD.replace(", Default: 0.0.0.0/0", "") + "  V:\n    Type: AWS::EC2::VPC\n    Properties: {C: !Ref Cidr}\n"
    reading = read(CLOUDFORMATION, {"stack.yaml": stack.encode(), "net/vpc.yaml": vpc.encode()})
    inner = one(reading, "Net.V")
    assert inner.path == "net/vpc.yaml"
    assert told(inner, "Properties.C") == ("0.0.0.0/0", 18, 18)


def test_templates_that_nest_each_other_end() -> None:
    text = b"Resources:\n  N: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: %s}}\n"
    reading = read(CLOUDFORMATION, {"a.yaml": text % b"b.yaml", "b.yaml": text % b"a.yaml"})
    assert "templates nest each other" in reading.problems[0].reason


def test_globals_of_sam_are_part_of_its_functions() -> None:
    text = """Globals:
  Function:
    Tracing: Active
    Environment: {Variables: {A: a}}
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Environment: {X: y}
"""
    found = one(of(CLOUDFORMATION, text), "F")
    assert told(found, "Properties.Tracing") == ("Active", 3, 3)
    assert told(found, "Properties.Environment")[0] == {"Variables": {"A": "a"}, "X": "y"}


def test_serverless_variables_are_put_in() -> None:
    text = """custom: {cidr: 0.0.0.0/0}
provider:
  name: aws
  stage: ${opt:stage, 'dev'}
functions:
  f:
    environment: {A: "${self:custom.cidr}", B: "${ssm:/x}", C: "${self:custom.loop}"}
resources:
  Resources:
    B: {Type: AWS::S3::Bucket, Properties: {P: "${self:custom.cidr}/x", Q: !Ref R}}
"""
    reading = of(Framework.SERVERLESS, text)
    assert told(one(reading, "provider"), "stage") == ("dev", 4, 4)
    assert told(one(reading, "functions.f"), "environment")[0] == {
        "A": "0.0.0.0/0",
        "B": {"${ssm:/x}"},
        "C": {"${self:custom.loop}"},
    }
    bucket = one(reading, "B")
    assert bucket.framework is Framework.SERVERLESS
    assert told(bucket, "Properties") == ({"P": "0.0.0.0/0/x", "Q": {'{"Ref": "R"}'}}, 10, 10)


def test_arm_parameters_and_variables_are_put_in() -> None:
    text = """{
  // comments are allowed
  "parameters": {"public": {"defaultValue": true}},
  "variables": {"net": {"cidr": ["*"]}},
  "resources": [{
    "type": "Microsoft.Sql/servers",
    "name": "db",
    "properties": {
      "publicNetworkAccess": "[parameters('public')]",
      "cidr": "[variables('net').cidr[0]]", /* and here */
      "id": "[resourceId('a', 'b')]"
    },
    "resources": [{"type": "firewallRules", "name": "all"}]
  }]
}"""
    reading = of(Framework.ARM, text)
    server = one(reading, "Microsoft.Sql/servers.db")
    assert told(server, "properties.publicNetworkAccess") == (True, 9, 9)
    assert told(server, "properties.cidr") == ("*", 10, 10)
    assert told(server, "properties.id") == ({"[resourceId('a', 'b')]"}, 11, 11)
    assert one(reading, "Microsoft.Sql/servers/firewallRules.db/all").node.start_line == 13


def test_bicep_parameters_and_variables_are_put_in() -> None:
    text = """param public bool = true
param unset string
var net = {
  cidr: '*'
}
resource sql 'Microsoft.Sql/servers@2021-11-01' = {
  name: 'db-${net.cidr}'
  properties: {
    publicNetworkAccess: public ? 'Enabled' : 'Disabled'
    id: '${unset}x'
  }
  resource all 'firewallRules' = {
    name: 'all'
  }
}
resource gone 'A.B/c@1' = if (!public) { name: 'x' }
"""
    reading = of(Framework.BICEP, text)
    sql = one(reading, "Microsoft.Sql/servers.sql")
    assert told(sql, "name") == ("db-*", 7, 7)
    assert told(sql, "properties.publicNetworkAccess") == ("Enabled", 9, 9)
    assert told(sql, "properties.id") == ({"'${unset}x'"}, 10, 10)
    assert one(reading, "Microsoft.Sql/servers/firewallRules.all").node.start_line == 12


def test_a_plan_is_read_module_by_module() -> None:
    text = """{"planned_values": {"root_module": {"resources": [
  {"address": "aws_s3_bucket.a", "mode": "managed", "type": "aws_s3_bucket",
   "values": {
     "acl": "public-read"}}],
  "child_modules": [{"resources": [{"address": "module.m.a.b", "type": "a", "values": {}}]}]}}}"""
    reading = of(Framework.PLAN, text)
    assert told(one(reading, "aws_s3_bucket.a"), "acl") == ("public-read", 4, 4)
    assert one(reading, "module.m.a.b").kind == "a"


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(f"{b}: &{b} [{','.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
        "a: " + "[" * 10_000,
        "a: " + "{b: " * 10_000,
        "Resources: {{ resources }}\n",
        "Resources:\n  {% for x in y %}\n  A: 1\n",
        "a: b: c\n",
        "a: *nothing\n",
        "? [a]\n: b\n",
        "\x00",
        '{"Resources": {"A": ',
        "<<<<<<< ours\na: 1\n",
    ],
)
def test_what_is_no_template_is_said(text: str) -> None:
    before = time.process_time()
    assert of(CLOUDFORMATION, text).problems
    assert time.process_time() - before < 2
