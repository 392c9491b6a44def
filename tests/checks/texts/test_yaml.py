"""YAML with lines: what hand-written files and lockfiles look like, and what hostile ones try."""

from __future__ import annotations

import time
from typing import Any

import pytest
import yaml as library
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.texts import yaml
from checks.texts.unreadable import Unreadable

WORKFLOW = b"""\
name: build
on:
  push:
jobs:
  test:
    steps:
      - uses: actions/checkout@v4   # a comment
      - name: Set up
        uses: "actions/setup-node@v4"
        with: {node-version: 18.10, cache: true}
      - run: |
          uses: nothing/here@v1
"""


def lines(data: Any) -> dict[str, int]:
    """Of every key in it, the last of a name winning."""
    if isinstance(data, list):
        return {name: line for item in data for name, line in lines(item).items()}
    if not isinstance(data, dict):
        return {}
    return {str(key): key.line for key in data} | {n: at for value in data.values() for n, at in lines(value).items()}


def test_every_key_and_scalar_knows_its_line() -> None:
    steps = yaml.from_yaml(WORKFLOW)["jobs"]["test"]["steps"]
    assert [(step["uses"], step["uses"].line) for step in steps[:2]] == [
        ("actions/checkout@v4", 7),
        ("actions/setup-node@v4", 9),
    ]
    assert {str(key): key.line for key in steps[1]} == {"name": 8, "uses": 9, "with": 10}
    assert steps[2]["run"] == "uses: nothing/here@v1\n"


def test_scalars_stay_as_they_are_written() -> None:
    data = yaml.from_yaml(WORKFLOW)
    assert data["jobs"]["test"]["steps"][1]["with"] == {"node-version": "18.10", "cache": "true"}
    assert data["on"] == {"push": None}
    assert yaml.from_yaml(b"a: ~\nb: null\nc:\nd: '~'\ne: 'null'\nf: ''\n~: g") == {
        "a": None,
        "b": None,
        "c": None,
        "d": "~",
        "e": "null",
        "f": "",
        "~": "g",
    }


def test_of_equal_keys_the_last_counts_with_its_line() -> None:
    data = yaml.from_yaml(b"a: 1\nb: 2\na: 3\n")
    assert data == {"a": "3", "b": "2"}
    assert {str(key): key.line for key in data} == {"a": 3, "b": 2}


def test_an_alias_is_what_it_stands_for_with_the_lines_of_that() -> None:
    data = yaml.from_yaml(b"x: &x\n  image: a\n  tag: 1\ny:\n  <<: *x\n  tag: 2\nz: *x\nw: {<<: [*x, {more: 3}]}\n")
    assert data["y"] == {"image": "a", "tag": "2"}
    assert data["y"]["image"].line == 2
    assert data["z"] == {"image": "a", "tag": "1"}
    assert data["w"] == {"image": "a", "tag": "1", "more": "3"}


def test_what_only_yaml_takes_for_a_line_end_moves_no_line() -> None:
    for odd in ("\r", "\x85", "\u2028"):
        data = yaml.from_yaml(f"# x{odd}a: 1\r\nb: 2\r\n".encode())
        assert {str(key): key.line for key in data} == {"a": 1, "b": 2}


def test_tags_mean_nothing() -> None:
    data = yaml.from_yaml(b"a: !!python/object/apply:os.system [id]\nb: !Ref c\nd: !!binary eA==\n")
    assert data == {"a": ["id"], "b": "c", "d": "eA=="}


def test_several_documents_are_told_apart() -> None:
    assert yaml.documents(b"a: 1\n---\n- b\n---\n") == [{"a": "1"}, ["b"], None]
    assert yaml.documents(b"# nothing\n") == []
    assert yaml.from_yaml(b"") is None
    with pytest.raises(Unreadable, match="2 YAML documents"):
        yaml.from_yaml(b"a: 1\n---\nb: 1\n")


def test_an_anchor_belongs_to_its_document() -> None:
    with pytest.raises(Unreadable, match="names nothing"):
        yaml.documents(b"a: &a 1\n---\nb: *a\n")


BOMB = "a0: &a0 [x, x]\n" + "".join(f"a{i + 1}: &a{i + 1} [*a{i}, *a{i}]\n" for i in range(40))
MERGES = "a0: &a0 {x: 1}\n" + "".join(f"a{i + 1}: &a{i + 1} {{<<: [*a{i}, *a{i}]}}\n" for i in range(40))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (BOMB, "unfolds to more"),
        (MERGES, "unfolds to more"),
        ("a: &a [*a]", "names nothing that is complete"),
        ("a: &a {<<: *a}", "names nothing that is complete"),
        ("a: *b", "in line 1 names nothing"),
        ("[" * 100_000, "line 1 is nested too deeply"),
        ("{a: " * 100_000, "nested too deeply"),
        ("- " * 100_000, "nested too deeply"),
        ("? " * 100_000, "nested too deeply"),
        ("\n".join("  " * n + "a:" for n in range(200)), "line 61 is nested too deeply"),
        ("? [a]\n: b", "key that is no plain text"),
        ("a: b\n c: d", "it is no YAML: .* in line 2"),
        ("a: \x07", "it is no YAML"),
        ("a: \0", "NUL"),
        ("a:\n<<<<<<< HEAD\n  b: 1\n", "line 2 is a merge conflict"),
        ('a: "\\ud800"', "it is no YAML"),
    ],
)
def test_what_is_hostile_or_broken_is_refused_with_the_reason(content: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        yaml.documents(content.encode())


def test_as_many_aliases_as_people_use_are_no_bomb() -> None:
    content = "x: &x {a: 1, b: 2}\n" + "".join(f"y{n}: {{<<: *x, c: {n}}}\n" for n in range(1000))
    assert len(yaml.from_yaml(content.encode())) == 1001


def test_a_file_of_a_hundred_thousand_entries_ends() -> None:
    started = time.monotonic()
    content = b"packages:\n" + b"".join(b"  p%d:\n    version: 1.0.%d\n" % (n, n) for n in range(100_000))
    assert yaml.from_yaml(content)["packages"]["p99999"]["version"].line == 200_001
    assert time.monotonic() - started < 30


SCALARS = st.text(st.sampled_from("ab1.:-#'\"~ \n{}[],&*!|>%@`<=?é/"), max_size=8) | st.sampled_from(
    ["null", "1.10", "<"]
)
DATA = st.recursive(
    SCALARS | st.none(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(SCALARS.filter(lambda key: key != "<<"), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(DATA, st.booleans(), st.sampled_from([20, 80, 1000]))
@settings(max_examples=300, deadline=None)
def test_what_the_library_writes_is_read_as_it_was_meant(data: Any, flow: bool, width: int) -> None:
    written = library.dump(data, default_flow_style=flow, width=width, allow_unicode=True, sort_keys=False)
    assert yaml.from_yaml(written.encode()) == data


@given(st.text(st.sampled_from("ab:- \n#'\"{}[],&*!|>%?<~\t\r\0\x85\u2028"), max_size=60))
@settings(max_examples=1000, deadline=None)
def test_any_text_is_read_as_the_library_would_or_refused(content: str) -> None:
    try:
        found = yaml.documents(content.encode())
    except Unreadable:
        return
    assert len(found) == len(list(library.compose_all(content, library.CSafeLoader)))
    for name, line in lines(found).items():
        assert line <= content.count("\n") + 1, name
