"""JSON with lines: exact in any formatting, equal to the standard library's answer always."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.texts import json_lines
from checks.texts.unreadable import Unreadable

LOCK = b"""\
{
  "name": "shop",
  "packages": {
    "": {
      "dependencies": { "packages": "1" }
    },
    "node_modules/a": {
      "version": "1.0.0"
    }, "node_modules/b": { "version": "2.0.0" },

    "node_modules/\\u00e9":
    {"version": "3.0.0"}
  },
  "list": [
    {"name": "x"},
    {"name": "y"}, 5
  ]
}
"""


def test_members_stand_on_the_line_of_their_key_and_elements_where_they_begin() -> None:
    located = json_lines.read(LOCK)
    assert located.data == json.loads(LOCK)
    assert located.lines == {
        ("name",): 2,
        ("packages",): 3,
        ("packages", ""): 4,
        ("packages", "node_modules/a"): 7,
        ("packages", "node_modules/b"): 9,
        ("packages", "node_modules/é"): 11,
        ("list",): 14,
        ("list", 0): 15,
        ("list", 1): 16,
        ("list", 2): 16,
    }


def test_a_path_below_what_was_walked_has_the_line_of_the_part_that_was() -> None:
    located = json_lines.read(LOCK)
    assert located.line("packages", "node_modules/b", "version") == 9
    assert located.line("packages", "absent") == 3
    assert located.line("absent") == 1
    assert json_lines.read(LOCK, 3).line("packages", "node_modules/a", "version") == 8


def test_what_nests_without_end_is_walked_where_the_caller_says() -> None:
    content = b'{"dependencies": {\n"a": {"dependencies": {\n"b": {"requires": {\n"c": 1}}}}}}'
    located = json_lines.read(content, 1, lambda path: path[-1] == "dependencies" or len(path) % 2 == 0)
    assert located.line("dependencies", "a", "dependencies", "b") == 3
    assert ("dependencies", "a", "dependencies", "b", "requires", "c") not in located.lines


def test_of_equal_keys_the_last_counts_with_its_line() -> None:
    located = json_lines.read(b'{"a": 1,\n"b": 2,\n"a": 3}')
    assert located.data == {"a": 3, "b": 2}
    assert located.line("a") == 3


def test_windows_line_ends_and_byte_order_marks_are_no_lines() -> None:
    assert json_lines.read(b'\xef\xbb\xbf{\r\n"a":\r\n1,\r\n"b": 2}').line("b") == 4


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "Expecting value in line 1"),
        (b'{\n"a": 1\n"b": 2}', "Expecting ',' delimiter in line 3"),
        (b'{"a" 1}', "Expecting ':'"),
        (b"{\n1: 2}", "double quotes in line 2"),
        (b'{"a": 1,}', "double quotes"),
        (b"[1,]", "Expecting value"),
        (b'{"a": 1', "Expecting ','"),
        (b'{"a": 1}\n{}', "Extra data in line 2"),
        (b'{"a', "no JSON"),
        (b'{"a": "\n"}', "no JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b"1" * 5_000, "number too long"),
        (b"\xff{}", "no utf-8"),
        (b'{\n<<<<<<< ours\n"a": 1}', "line 2 is a merge conflict"),
    ],
)
def test_what_is_no_json_is_refused_with_the_reason(content: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        json_lines.read(content, 3, lambda _: True)


DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=20,
)


def located_keys(data: Any, path: json_lines.Path = ()) -> set[json_lines.Path]:
    inner = data.items() if isinstance(data, dict) else list(enumerate(data)) if isinstance(data, list) else ()
    return {(*path, key) for key, _ in inner} | {p for key, value in inner for p in located_keys(value, (*path, key))}


@given(DATA, st.integers(0, 5), st.sampled_from([None, 0, 2, "\t"]))
@settings(max_examples=300, deadline=None)
def test_any_json_in_any_formatting_is_what_the_standard_library_says(data: Any, depth: int, indent: Any) -> None:
    content = json.dumps(data, indent=indent).encode()
    located = json_lines.read(content, depth)
    assert located.data == data
    assert set(located.lines) == {path for path in located_keys(data) if len(path) <= depth}
    if indent is not None:
        rows = content.decode().split("\n")
        assert all(json.dumps(p[-1]) in rows[at - 1] for p, at in located.lines.items() if isinstance(p[-1], str))


@given(st.text(st.sampled_from('{}[]",:1 \n\\a-.e'), max_size=40))
@settings(max_examples=1000, deadline=None)
def test_any_text_is_read_or_refused_as_the_standard_library_does(content: str) -> None:
    try:
        expected = json.loads(content)
    except ValueError:
        with pytest.raises(Unreadable):
            json_lines.read(content.encode(), 3)
    else:
        assert json_lines.read(content.encode(), 3).data == expected


def test_a_lockfile_of_two_thousand_packages_costs_little_more_than_reading_it() -> None:
    entry = {"version": "1.0.0", "resolved": "https://registry.example.org/a.tgz", "engines": {"node": ">=1"}}
    content = json.dumps({"packages": {f"node_modules/p{n}": entry for n in range(2000)}}, indent=2).encode()
    started = time.process_time()
    located = json_lines.read(content)
    assert time.process_time() - started < 0.5
    assert located.line("packages", "node_modules/p1999") == 2 + 1999 * 7 + 1
