"""Terraform: what values come to, and the very line of each."""

from __future__ import annotations

import time

import pytest

from checks.iac.model import Framework
from checks.iac.reading import read
from tests.checks.iac.lines import of, one, plain, told

TERRAFORM = Framework.TERRAFORM


def value(expression: str, before: str = "") -> object:
    """What an attribute of this expression comes to."""
    text = f'{before}\nresource "a" "b" {{\n  x = {expression}\n}}\n'
    found = one(of(TERRAFORM, text, "m.tf"), "a.b").node.at(["x"])
    assert found
    return plain(found)


@pytest.mark.parametrize(
    ("expression", "comes_to"),
    [
        ('"a"', "a"),
        ('"a\\n\\"b\\" $${c} %%{d}"', 'a\n"b" ${c} %{d}'),
        ("-3", -3),
        ("1.5", 1.5),
        ("null", None),
        ("[1, true, null]", [1, True, None]),
        ('{ a = 1, "b": 2, (var.k) = 3 }', {"a": 1, "b": 2, "k1": 3}),
        ('"${var.k}-${local.both} x"', "k1-k1! x"),
        ('"${var.k}"', "k1"),
        ("var.list[1]", "b"),
        ('var.map["x"].y[0]', 7),
        ("var.map.x.y", [7]),
        ('var.k == "k1" ? 1 : 2', 1),
        ("var.nothing ? 1 : 2", {"var.nothing ? 1 : 2"}),
        ("var.nothing || true", True),
        ("var.nothing && true", {"var.nothing && true"}),
        ("1 + 2 * 3", 7),
        ("!false", True),
        ("7 % 0", {"7 % 0"}),
        ('upper("a")', "A"),
        ('join("-", concat(var.list, ["c"]))', "a-b-c"),
        ('format("%s/%d", "a", 3)', "a/3"),
        ('lookup(var.map, "z", 4)', 4),
        ("merge({ a = 1 }, { b = aws_x.y.id })", {"a": 1, "b": {"aws_x.y.id"}}),
        ('cidrsubnet("10.0.0.0/16", 8, 2)', "10.0.2.0/24"),
        ('jsonencode({ a = aws_x.y.id, b = "c" })', {"a": {"aws_x.y.id"}, "b": "c"}),
        ('[for s in var.list : upper(s) if s != "a"]', ["B"]),
        ("{ for k, v in { p = 1 } : k => v }", {"p": 1}),
        ("[{ id = 1 }, { id = 2 }][*].id", [1, 2]),
        ("aws_x.y[0].id", {"aws_x.y[0].id"}),
        ('"${aws_x.y.id}-x"', {'"${aws_x.y.id}-x"'}),
        ("var.unset", {"var.unset"}),
        ("local.loop", {"local.loop"}),
        ("timestamp()", {"timestamp()"}),
        ("pow(9, pow(9, pow(9, 9)))", {"pow(9, pow(9, pow(9, 9)))"}),
        ('"${pow(9,pow(9,pow(9,9)))}"', {'"${pow(9,pow(9,pow(9,9)))}"'}),
        ("range(0, 1000000000)", {"range(0, 1000000000)"}),
    ],
)
def test_an_expression_comes_to_what_the_files_tell(expression: str, comes_to: object) -> None:
    before = """
variable "k" { default = "k1" }
variable "list" { default = ["a", "b"] }
variable "map" { default = { x = { y = [7] } } }
variable "unset" {}
locals {
  both = "${var.k}!"
  loop = local.pool
  pool = local.loop
}
"""
    assert value(expression, before) == comes_to


def test_each_attribute_has_its_own_lines() -> None:
    text = """resource "aws_security_group" "web" {
  name = "web"

  ingress {
    from_port = 22
    cidr_blocks = [
      "10.0.0.0/8",
      "0.0.0.0/0", # everyone
    ]
  }
  ingress { from_port = 80 }
  tags = {
    Name = "x"
  }
}
"""
    web = one(of(TERRAFORM, text, "m.tf"), "aws_security_group.web")
    assert (web.kind, web.path, web.node.start_line, web.node.end_line) == ("aws_security_group", "m.tf", 1, 15)
    assert told(web, "ingress.0.from_port") == (22, 5, 5)
    assert told(web, "ingress.0.cidr_blocks") == (["10.0.0.0/8", "0.0.0.0/0"], 6, 9)
    assert told(web, "ingress.0.cidr_blocks.1") == ("0.0.0.0/0", 8, 8)
    assert told(web, "ingress.1") == ({"from_port": 80}, 11, 11)
    assert told(web, "tags.Name") == ("x", 13, 13)


def test_statements_of_policy_documents_have_their_own_lines() -> None:
    text = """resource "aws_iam_policy" "p" {
  policy = jsonencode({
    Statement = [
      {
        Action = "*"
        Resource = aws_s3_bucket.b.arn
      },
    ]
  })
}
resource "aws_iam_policy" "q" {
  policy = <<-EOF
    {
      "Statement": [
        {"Action": "s3:*",
         "Resource": "${aws_s3_bucket.b["x"].arn}/*"}
      ]
    }
  EOF
}
data "aws_iam_policy_document" "d" {
  statement {
    actions = ["*"]
  }
}
"""
    reading = of(TERRAFORM, text, "m.tf")
    p, q, d = (
        one(reading, name) for name in ("aws_iam_policy.p", "aws_iam_policy.q", "data.aws_iam_policy_document.d")
    )
    assert told(p, "policy.Statement.0.Action") == ("*", 5, 5)
    assert told(p, "policy.Statement.0")[1:] == (4, 7)
    assert told(q, "policy.Statement.0.Action") == ("s3:*", 15, 15)
    assert told(q, "policy.Statement.0.Resource") == ({"${aws_s3_bucket.b['x'].arn}/*"}, 16, 16)
    assert told(d, "statement.0.actions.0") == ("*", 23, 23)
    assert d.kind == "data.aws_iam_policy_document"


def test_what_a_variable_gives_stands_where_it_is_named() -> None:
    text = 'variable "cidrs" {\n  default = [\n    "0.0.0.0/0",\n  ]\n}\nresource "a" "b" {\n  x = var.cidrs\n}\n'
    assert told(one(of(TERRAFORM, text, "m.tf"), "a.b"), "x.0") == ("0.0.0.0/0", 7, 7)


def test_count_and_for_each_make_what_they_make() -> None:
    text = """
resource "a" "none" { count = 0 }
resource "a" "off" { count = var.on ? 1 : 0 }
resource "a" "maybe" { count = var.unset ? 1 : 0 }
resource "a" "same" {
  for_each = toset(["x", "y"])
  b = 1
}
resource "a" "own" {
  for_each = { x = 1, y = 2 }
  b = each.value
}
variable "on" { default = false }
"""
    found = [one.address for one in of(TERRAFORM, text, "m.tf").resources if one.kind == "a"]
    assert found == ["a.maybe", "a.same", 'a.own["x"]', 'a.own["y"]']


def test_dynamic_blocks_are_blocks() -> None:
    text = """resource "a" "b" {
  dynamic "ingress" {
    for_each = [22, 80]
    content {
      port = ingress.value
    }
  }
  dynamic "egress" {
    for_each = var.unset
    iterator = it
    content {
      port = it.value
    }
  }
}
"""
    b = one(of(TERRAFORM, text, "m.tf"), "a.b")
    assert told(b, "ingress") == ([{"port": 22}, {"port": 80}], 4, 6)
    assert told(b, "egress.0.port") == ({"it.value"}, 12, 12)


def test_a_local_module_is_read_with_what_it_is_given() -> None:
    files = {
        "net/main.tf": 'module "web" {\n  source = "../modules/web"\n  port = 22\n}\n'
        'resource "a" "c" {\n  x = module.web.port\n}\n',
        "modules/web/main.tf": 'variable "port" {}\nresource "a" "b" {\n  port = var.port\n}\n'
        'output "port" { value = var.port }\n',
    }
    reading = read(TERRAFORM, {path: text.encode() for path, text in files.items()})
    inner = one(reading, "module.web.a.b")
    assert inner.path == "modules/web/main.tf"
    assert told(inner, "port") == (22, 3, 3)
    assert told(one(reading, "a.c"), "x") == (22, 6, 6)
    assert "a.b" not in [resource.address for resource in reading.resources]


def test_variables_files_count_for_the_root() -> None:
    files = {
        "terraform.tfvars": b'a = "file"\nb = "file"\n',
        "prod.auto.tfvars": b'b = "auto"\n',
        "other.tfvars": b'a = "other"\n',
        "m.tf": b'variable "a" {}\nvariable "b" {}\nresource "r" "r" {\n  a = var.a\n  b = var.b\n}\n',
    }
    found = one(read(TERRAFORM, files), "r.r")
    assert (told(found, "a")[0], told(found, "b")[0]) == ("file", "auto")


def test_terraforms_json_is_read_alike() -> None:
    text = """{"resource": {"a": {"b": {
  "x": "${var.v}-1",
  "ingress": [{"y": "z"}]
}}},
 "variable": {"v": {"default": "w"}}}"""
    b = one(of(TERRAFORM, text, "m.tf.json"), "a.b")
    assert told(b, "x") == ("w-1", 2, 2)
    assert told(b, "ingress.y") == ("z", 3, 3)


def test_modules_that_call_each_other_are_said_and_end() -> None:
    files = {
        "a/m.tf": b'module "b" {\n  source = "../b"\n}\nresource "r" "r" {}\n',
        "b/m.tf": b'module "a" {\n  source = "../a"\n}\n',
    }
    reading = read(TERRAFORM, files)
    assert any("calls itself" in problem.reason for problem in reading.problems)
    assert any(resource.kind == "r" for resource in reading.resources)


def test_a_broken_file_is_said_and_the_rest_is_read() -> None:
    reading = read(TERRAFORM, {"a.tf": b'resource "a" "b" {\n  x = = 1\n}\n', "b.tf": b'resource "c" "d" {}\n'})
    assert [(one.path, one.reason) for one in reading.problems] == [("a.tf", "it is no HCL from line 2 on")]
    assert "c.d" in [resource.address for resource in reading.resources]


def test_a_template_is_said_to_be_one() -> None:
    [problem] = of(TERRAFORM, 'resource "a" "b" {\n  x = {% if y %}1{% endif %}\n}\n', "m.tf").problems
    assert "it is a template ({% in line 2)" in problem.reason


@pytest.mark.parametrize(
    "text",
    [
        "locals {\n"
        + "".join(f'  a{n + 1} = "${{local.a{n}}}${{local.a{n}}}"\n' for n in range(60))
        + '  a0 = "xx"\n}\n',
        "locals {\n" + "".join(f"  a{n + 1} = [local.a{n}, local.a{n}]\n" for n in range(60)) + "  a0 = [1]\n}\n",
        "locals {\n  a60 = " + "(" * 5000 + "1" + ")" * 5000 + "\n}\n",
        "locals {\n  a60 = " + "[" * 5000 + "1" + "]" * 5000 + "\n}\n",
        "locals {\n  a60 = [for a in range(0, 900) : [for b in range(0, 900) : [for c in range(0, 900) : c]]]\n}\n",
        "a {\n" * 3000 + "}\n" * 3000,
    ],
)
def test_what_unfolds_without_end_is_cut_short(text: str) -> None:
    before = time.process_time()
    of(TERRAFORM, text + 'resource "a" "b" {\n  x = local.a60\n}\n', "m.tf")
    assert time.process_time() - before < 5
