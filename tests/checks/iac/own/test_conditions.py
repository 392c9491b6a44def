"""What each word of a condition means: where it is hit, and what it takes for a near miss."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from checks.iac.conditions import BadCondition, parse
from checks.iac.model import Framework, Resource
from checks.iac.own.judging import violations
from checks.iac.own.scene import Scene
from tests.checks.iac.own.written import resource


def hit(condition: str, *resources: Resource) -> list[str]:
    """`line way` of each violation in the first resource, `line way (detail)` where there is one."""
    written: dict[str, Any] = {"framework": "terraform", "kind": "thing", **yaml.safe_load(condition)}
    return list(_shown(written, resources))


def _shown(written: dict[str, Any], resources: tuple[Resource, ...]) -> Iterator[str]:
    for spot, detail in violations(parse(written), resources[0], Scene(resources)):
        yield f"{spot.node.start_line} {'.'.join(spot.way)}" + f" ({detail})" * bool(detail)


def on(condition: str, text: str) -> list[str]:
    return hit(condition, resource(text))


@pytest.mark.parametrize(
    ("comparison", "wrong", "fine"),
    [
        ("equal: true", ["a: true", "a: 'True'", "a: [false, true]"], ["a: false", "b: true", "a: (unknown) var.a"]),
        ("equal: 22", ["a: 22", "a: '22.0'"], ["a: 2222", "a: twentytwo", "a: {b: 22}"]),
        ("equal: 1", ["a: 1"], ["a: true"]),
        ("one_of: [Allow, '*']", ["a: allow", "a: '*'"], ["a: Deny"]),
        ("not_equal: aws:kms", ["a: AES256", "a: ''"], ["a: aws:kms", "b: AES256", "a: (unknown) var.a", "a: {x: y}"]),
        ("matches: '^http://'", ["a: http://x"], ["a: https://x", "a: (unknown) http://x", "a: 7"]),
        ("not_matches: '@sha256:'", ["a: nginx:1"], ["a: nginx@sha256:ab", "b: nginx:1"]),
        ("below: 7", ["a: 6", "a: -1"], ["a: 7", "a: seven"]),
        ("above: 365", ["a: 366"], ["a: 365", "a: (unknown) 400"]),
        ("version_below: '1.2'", ["a: TLSv1_1_2016", "a: '1.0'"], ["a: TLSv1.2_2021", "a: TLS_1_2", "a: none"]),
        ("contains: [x, y]", ["a: [z, Y]", "a: x"], ["a: [z]", "a: []"]),
        ("lacks: [x, y]", ["a: [x]", "a: []", "a: x"], ["a: [y, x, z]", "a: [x, (unknown) var.y]", "b: [x]"]),
        ("fewer_than: 2", ["a: [x]"], ["a: [x, y]", "a: x", "a: [(unknown) var.all]"]),
        ("empty: true", ["a: ''", "a: []", "a: {}"], ["b: ''", "a: [x]", "a: 0"]),
        ("absent: true", ["b: 1", "a:"], ["a: ''", "a: (unknown) var.a"]),
        ("present: true", ["a: 1", "a: (unknown) var.a"], ["b: 1", "a: ~"]),
        ("known: true", ["a: hunter2"], ["a: (unknown) var.password", "a: ''", "b: hunter2"]),
        ("open_cidr: true", ["a: 0.0.0.0/0", "a: ['10.0.0.0/8', '::/0']", "a: Internet"], ["a: 10.0.0.0/8", "a: 0"]),
        ("public_cidr: true", ["a: 8.8.0.0/16"], ["a: 192.168.0.0/16", "a: 100.64.0.0/10", "a: x"]),
        ("wider_than: 16", ["a: 10.0.0.0/8"], ["a: 10.1.0.0/16", "a: 10"]),
        ("opens_port: 22", ["a: 22", "a: 20-30", "a: '*'", "a: ['443', '1/65535']"], ["a: 222", "a: 80-90", "a: ssh"]),
        (
            "opens_port: [22, 3389]",
            ["a: {from_port: 0, to_port: 65535}", "a: {FromPort: 22, IpProtocol: tcp}", "a: {protocol: '-1'}"],
            [
                "a: {from_port: 443, to_port: 443}",
                "a: {from_port: (unknown) var.port, to_port: 65535}",
                "a: {from_port: 0, to_port: 65535, protocol: icmp}",
                "a: {from_port: 0, to_port: 0, protocol: tcp}",
            ],
        ),
    ],
)
def test_a_comparison_holds_of_what_it_names_and_not_of_near_misses(
    comparison: str, wrong: list[str], fine: list[str]
) -> None:
    condition = f"{{attribute: a, is: {{{comparison}}}}}"
    assert [text for text in wrong if not on(condition, text)] == []
    assert [text for text in fine if on(condition, text)] == []


def test_a_name_where_there_are_several_means_each_and_the_way_tells_which() -> None:
    text = "ingress:\n- cidr: [10.0.0.0/8]\n- cidr:\n  - 10.0.0.0/8\n  - 0.0.0.0/0\n"
    assert on("{attribute: ingress.cidr, is: {open_cidr: true}}", text) == ["5 ingress.1.cidr.1"]


def test_places_are_judged_one_by_one() -> None:
    text = "rule:\n- port: 22\n  cidr: 10.0.0.0/8\n- port: 443\n  cidr: 0.0.0.0/0\n- port: 22\n  cidr: 0.0.0.0/0\n"
    condition = "{each: rule, when: {port: 22}, attribute: cidr, is: {open_cidr: true}}"
    assert on(condition, text) == ["7 rule.2.cidr"]


def test_what_is_missing_is_told_at_its_place_or_where_the_condition_says() -> None:
    text = "name: x\nlogging:\n- level: all\n"
    assert on("{each: logging, attribute: bucket, is: {absent: true}}", text) == ["3 logging.0"]
    assert on("{attribute: encryption, is: {absent: true}, at: [kms, logging]}", text) == ["2 logging"]
    assert on("{attribute: encryption, is: {absent: true}, at: kms}", text) == ["1 "]


def test_of_several_attributes_all_have_to_be_absent() -> None:
    condition = "{attribute: [key, keys.id], is: {absent: true}}"
    assert on(condition, "name: x") == ["1 "]
    assert on(condition, "keys: [{id: 1}]") == []


def test_what_is_not_known_before_it_is_deployed_is_neither_absent_nor_wrong() -> None:
    condition = "{attribute: options.tokens, is: {absent: true, equal: optional, not_equal: required}}"
    assert on(condition, "options: (unknown) var.options") == []
    assert on(condition, "options: {tokens: optional}") == ["1 options.tokens"]


def test_unless_gives_the_unknown_the_benefit_of_the_doubt_and_when_does_not() -> None:
    assert on("{unless: {public: false}, attribute: a, is: {equal: 1}}", "a: 1\npublic: (unknown) var.p") == []
    assert on("{unless: {public: false}, attribute: a, is: {equal: 1}}", "a: 1\npublic: true") == ["1 a"]
    assert on("{when: {public: true}, attribute: a, is: {equal: 1}}", "a: 1\npublic: (unknown) var.p") == []


def test_a_way_may_begin_at_the_resource_again_and_a_place_has_a_detail() -> None:
    text = "strict: false\nbox:\n- name: one\n- name: two\n  safe: true\n"
    condition = "{each: box, when: {/strict: false}, attribute: safe, is: {absent: true}, detail: name}"
    assert on(condition, text) == ["3 box.0 (one)"]


def test_a_key_with_dots_stands_in_brackets_and_a_star_is_every_key() -> None:
    text = "notes:\n  eks.example/role: admin\n  other: user\n"
    assert on("{attribute: 'notes[eks.example/role]', is: {equal: admin}}", text) == ["2 notes.eks.example/role"]
    assert on("{attribute: notes.*, is: {equal: user}}", text) == ["3 notes.other"]


BUCKET = resource("bucket: logs-of-shop", "aws_s3_bucket", "aws_s3_bucket.logs")
MISSING = "{kind: aws_s3_bucket, missing: {kind: aws_s3_block, by: bucket, when: {all: true}}}"


@pytest.mark.parametrize(
    ("block", "missing"),
    [
        ("all: true\nbucket: (unknown) aws_s3_bucket.logs.id", False),
        ("all: true\nbucket: (unknown) aws_s3_bucket.logs[0].id", False),
        ("all: true\nbucket: logs-of-shop", False),
        ("all: true\nbucket: (unknown) module.storage.bucket", False),
        ("all: true\nbucket: (unknown) aws_s3_bucket.other.id", True),
        ("all: true\nbucket: (unknown) data.aws_s3_bucket.logs.id", False),
        ("all: false\nbucket: (unknown) aws_s3_bucket.logs.id", True),
        ("all: true\nbucket: other", True),
    ],
)
def test_a_missing_sibling_is_one_that_surely_names_others(block: str, missing: bool) -> None:
    other = resource("bucket: other", "aws_s3_bucket", "aws_s3_bucket.other")
    sibling = resource(block, "aws_s3_block", "aws_s3_block.it")
    assert bool(hit(MISSING, BUCKET, other, sibling)) is missing


def test_a_sibling_of_another_module_does_not_count() -> None:
    sibling = resource("all: true\nbucket: (unknown) aws_s3_bucket.logs.id", "aws_s3_block", "module.m.aws_s3_block.it")
    assert hit(MISSING, BUCKET, sibling) == ["1 "]


def test_a_resource_may_have_to_be_tied_to_another() -> None:
    machine = resource("subnet: (unknown) aws_subnet.open.id", "thing", "thing.machine")
    condition = "{with: {kind: aws_subnet, to: subnet, when: {public: true}}}"
    assert hit(condition, machine, resource("public: true", "aws_subnet", "aws_subnet.open")) == ["1 "]
    assert hit(condition, machine, resource("public: true", "aws_subnet", "aws_subnet.shut")) == []
    assert hit(condition, machine, resource("public: false", "aws_subnet", "aws_subnet.open")) == []


ADMIN = """
each: [policy.@statements, '@statements']
when: {effect: Allow, resources: '*'}
attribute: actions
is: {equal: '*'}
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("policy:\n  Statement:\n  - Effect: Allow\n    Action: ['s3:Get', '*']\n    Resource: '*'", "4 policy.Stat"),
        ("policy:\n  Statement:\n    Effect: Allow\n    Action: '*'\n    Resource: '*'", "4 policy.Statement.Action"),
        ("statement:\n- actions: ['*']\n  resources: ['*']", "2 statement.0.actions.0"),
        (
            'policy: \'{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}\'',
            "1 policy.Statement.0.Act",
        ),
        ("policy:\n  Statement:\n  - Effect: Deny\n    Action: '*'\n    Resource: '*'", ""),
        ("policy:\n  Statement:\n  - Effect: Allow\n    Action: '*'\n    Resource: 'arn:aws:s3:::logs/*'", ""),
        ("policy:\n  Statement:\n  - Effect: Allow\n    NotAction: '*'\n    Resource: '*'", ""),
        ("policy: (unknown) var.policy", ""),
        ("policy: '{\"Statement\": ['", ""),
    ],
)
def test_statements_are_the_same_whatever_their_notation(text: str, expected: str) -> None:
    found = on(ADMIN, text)
    assert found[0].startswith(expected) if expected else not found


def test_a_reference_to_a_policy_document_is_followed_to_its_lines() -> None:
    role = resource("policy: (unknown) data.aws_iam_policy_document.all.json")
    address = "data.aws_iam_policy_document.all"
    document = resource(
        "x: 1\nstatement:\n- resources: ['*']\n  actions: ['*']", "data.aws_iam_policy_document", address
    )
    found = list(
        violations(
            parse({"framework": "terraform", "kind": "thing", **yaml.safe_load(ADMIN)}), role, Scene([role, document])
        )
    )
    assert [(spot.resource.address, spot.node.start_line) for spot, _ in found] == [(address, 4)]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("Pod", "spec: {initContainers: [{name: x, image: nginx}]}"),
        ("Deployment", "spec: {template: {spec: {containers: [{name: x, image: nginx}]}}}"),
        ("CronJob", "spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: x, image: nginx}]}}}}}"),
    ],
)
def test_containers_are_found_in_every_workload(kind: str, text: str) -> None:
    condition = "{framework: kubernetes, kind: workload, each: '@containers', attribute: image, is: {equal: nginx}}"
    assert len(hit(condition, resource(text, kind, framework=Framework.KUBERNETES))) == 1


@pytest.mark.parametrize(
    ("condition", "wrong"),
    [
        ("{kind: []}", "it names no kind"),
        ("{framework: terrafrom, when: {a: 1}}", "'terrafrom' is not a valid Framework; there are: terraform"),
        ("{when: {a: 1}, attributes: b}", "a condition has no 'attributes'; there are: at, attribute"),
        ("{attribute: a}", "attribute and is belong together"),
        ("{}", "it would hit every resource"),
        ("{attribute: a, is: {equals: 1}}", "there is no comparison 'equals'; there are: above, absent"),
        ("{attribute: a, is: {absent: false}}", "absent: False: write true, or leave it out"),
        ("{attribute: a, is: {matches: '('}}", "matches: '(': "),
        ("{attribute: 'a..b', is: {equal: 1}}", "'a..b' is no way"),
        ("{attribute: a, is: {equal: []}}", "equal: []: write a text"),
        ("{missing: {by: bucket}}", "with and missing say which kind"),
        ("{when: [a]}", "when is a mapping"),
    ],
)
def test_a_condition_that_makes_no_sense_is_refused_with_what_to_write(condition: str, wrong: str) -> None:
    with pytest.raises(BadCondition) as refused:
        parse({"framework": "terraform", "kind": "thing", **yaml.safe_load(condition)})
    assert str(refused.value).startswith(wrong)
