"""TOML: the data that the format's own library gives, and the line of everything in it."""

from __future__ import annotations

import contextlib
import time
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
import rtoml
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.texts import toml
from checks.texts.unreadable import Unreadable

EVERY_FORM = rb'''# a comment with [brackets] and "quotes
title = "x = [1]" # y = 2
"quoted.key" = 'C:\path'
"esc\u0061ped" = """
[not.a.table]
k = "v"
"""
dotted.keys.here = 1
list = [
  "one", # "no"
  { name = "two", "in.ner" = [1,
     2] },
  [ "three" ],
]

[a . "b c".d]
x = 1979-05-27 07:32:00Z
y = 1.5e3
[[p]]
name = "first"
[p.sub]
k = 1
[[p.deep]]
k = 2
[[p]]
version = """1"""
[[p.deep]]
[[p.deep]]
k = 3
'''


def test_every_key_and_element_has_its_line() -> None:
    document = toml.located(EVERY_FORM)
    assert document.data == tomllib.loads(EVERY_FORM.decode())
    assert document.lines == {
        ("title",): 2,
        ("quoted.key",): 3,
        ("escaped",): 4,
        ("dotted",): 8,
        ("dotted", "keys"): 8,
        ("dotted", "keys", "here"): 8,
        ("list",): 9,
        ("list", 0): 10,
        ("list", 1): 11,
        ("list", 1, "name"): 11,
        ("list", 1, "in.ner"): 11,
        ("list", 1, "in.ner", 0): 11,
        ("list", 1, "in.ner", 1): 12,
        ("list", 2): 13,
        ("list", 2, 0): 13,
        ("a",): 16,
        ("a", "b c"): 16,
        ("a", "b c", "d"): 16,
        ("a", "b c", "d", "x"): 17,
        ("a", "b c", "d", "y"): 18,
        ("p",): 19,
        ("p", 0): 19,
        ("p", 0, "name"): 20,
        ("p", 0, "sub"): 21,
        ("p", 0, "sub", "k"): 22,
        ("p", 0, "deep"): 23,
        ("p", 0, "deep", 0): 23,
        ("p", 0, "deep", 0, "k"): 24,
        ("p", 1): 25,
        ("p", 1, "version"): 26,
        ("p", 1, "deep"): 27,
        ("p", 1, "deep", 0): 27,
        ("p", 1, "deep", 1): 28,
        ("p", 1, "deep", 1, "k"): 29,
    }


def test_what_has_no_line_of_its_own_has_that_of_what_is_around_it() -> None:
    document = toml.located(EVERY_FORM)
    assert document.line("p", 1, "deep", 1, "nothing") == 28
    assert document.line("nothing") == 1


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (b'[[package]]\nname = "a"\nversion = "1"\n\n[[package]]\nname = "b"\nversion = "2"\n', [3, 7]),
        (b'[[package]]\nname = "a"\n\n[package.x]\nversion = "1"\n[[package]]\nversion = "2"\n', [1, 7]),
        (b'[[package]]\r\nname = "a"\r\nversion = "1"\r\n', [3]),
        (b'a = 1\n[[ package ]]\nname = "a"\n version="1"\n', [4]),
        (b'[[package]]\ntext = """\n[[package]]\nversion = "9"\n"""\nversion = "1"\n', [6]),
        (b'[[package]]\nfiles = [\n[[1]],\n]\nversion = "1"\n', [5]),
        (b'package = [{name = "a", version = "1"},\n{name = "b"}]\n', [1, 2]),
        (b'[package]\nversion = "1"\n', []),
    ],
    ids=["plain", "of a subtable", "crlf", "spaced", "in a string", "array", "inline", "no array"],
)
def test_a_table_of_a_lockfile_has_the_line_of_its_version(content: bytes, lines: list[int]) -> None:
    assert toml.tables(content, "package", "version") == (tomllib.loads(content.decode()), lines)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"a = 1\na = 2\n", "duplicate key at line 2"),
        (b"a = [", "it is no TOML"),
        (b"a = " + b"[" * 100_000, "recurs"),
        (b"a = " + b"{a=" * 100_000, "recurs"),
        (b"a" + b".a" * 100_000 + b" = 1", "recurs"),
        (b"\n".join(b"[" + b".".join([b"a"] * n) + b"]" for n in range(1, 500)), "recurs"),
        (b"a = " + b"9" * 10_000, "integer"),
        (b"a = 07:32:60", "it is no TOML"),
        (b"a = 2026-02-30", "it is no TOML"),
        (b"\xff\xff", "no utf-8 text"),
        (b"a = '\0'", "it is no TOML"),
        (b"<<<<<<< ours\na = 1\n", "line 1 is a merge conflict's"),
        (b"a = 1\n>>>>>>> theirs\n", "line 2 is a merge conflict's"),
        (b"#" * 20_000_001, "larger than"),
    ],
)
def test_what_cannot_be_read_is_said(content: bytes, why: str) -> None:
    for read in (toml.from_toml, toml.located):
        with pytest.raises(Unreadable, match=why):
            read(content)


def test_a_file_too_long_to_locate_is_said() -> None:
    content = b"#" * 2_000_001
    assert toml.from_toml(content) == {}
    with pytest.raises(Unreadable, match="longer than"):
        toml.located(content)


_KEYS = st.text(min_size=1, max_size=5) | st.sampled_from(["a", "b", "a.b", 'q"', "'", "#", "[x]", "\\"])
_VALUES = st.recursive(
    st.text(max_size=8) | st.integers(-9, 9) | st.booleans() | st.sampled_from(["\n[a]\n", '"""', "'''", "#", "\\"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(_KEYS, _VALUES, max_size=4), st.booleans())
def test_whatever_was_written_has_lines_that_hold_it(data: dict[str, Any], pretty: bool) -> None:
    content = rtoml.dumps(data, pretty=pretty).encode()
    document = toml.located(content)
    assert document.data == data
    assert set(document.lines) == set(_paths(data))
    lines = content.decode().split("\n")
    for path, line in document.lines.items():
        if isinstance(path[-1], str) and path[-1].isascii() and path[-1].isalpha():
            assert path[-1] in lines[line - 1]


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from([*"[]{}=,.#\n \"'\\", "a", "b", '"""', "'''", "1", "a = 1\n", "[a]\n"]), max_size=40))
def test_no_text_breaks_it(pieces: list[str]) -> None:
    try:
        document = toml.located("".join(pieces).encode())
    except Unreadable:
        return
    assert set(_paths(document.data)) <= set(document.lines)


@pytest.mark.parametrize(
    "content",
    [
        b"x = [" + b"1," * 900_000 + b"]",
        b"".join(b"k%d=1\n" % number for number in range(150_000)),
        b"".join(b"[a.b%d.c]\n" % number for number in range(120_000)),
        b"[[a]]\n" * 300_000,
        b"[[a]]\n[[a.b]]\n" * 100_000,
        b"x = '''" + b"''[[a]]\n" * 200_000 + b"'''",
        b"x = " + b'"' * 1_900_000,
        b'x = """' + b"\\" * 1_900_000,
        b"#\n" * 900_000,
    ],
    ids=["array", "keys", "tables", "arrays of tables", "nested arrays", "string", "quotes", "backslashes", "comments"],
)
def test_no_text_of_the_largest_size_takes_long(content: bytes) -> None:
    before = time.process_time()
    with contextlib.suppress(Unreadable):
        toml.located(content)
    assert time.process_time() - before < 5


def _paths(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    items: Any = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield (*path, key)
        yield from _paths(value, (*path, key))
