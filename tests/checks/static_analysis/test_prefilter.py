"""The engine's necessary conditions as we read them: what is not understood counts as met."""

from __future__ import annotations

from typing import Any

import pytest

from checks.static_analysis.prefilter import Text, conditions


def met(formula: Any, content: bytes) -> bool:
    return conditions([{"rule_id": "one", "filter": ["Some", formula]}])["one"](Text(content))


def idents(*names: str) -> list[Any]:
    return ["Pred", ["Idents", list(names)]]


@pytest.mark.parametrize(
    ("formula", "content", "expected"),
    [
        (idents("execute"), b"c.execute(x)", True),
        (idents("execute"), b"c.executemany(x)", False),
        (idents("a", "b"), b"a b", True),
        (idents("a", "b"), b"a", False),
        (idents("$_POST"), b"$_POST['x']", True),
        (idents("$_POST"), b"$_GET['x']", False),
        (["And", [idents("a"), idents("b")]], b"a", False),
        (["Or", [idents("a"), idents("b")]], b"b", True),
        (["Or", [idents("a"), idents("b")]], b"c", False),
        (["Pred", ["Regexp", "(?:md5|sha1)"]], b"x.md5()", True),
        (["Pred", ["Regexp", "(?:md5|sha1)"]], b"x.sha256()", False),
        (["Pred", ["Regexp", "^anchored$"]], b"nothing of it", True),
        (["Pred", ["Regexp", "(unclosed"]], b"", True),
        (["Not", [idents("a")]], b"a", True),
        (["Pred", ["Elsewhere", 3]], b"", True),
    ],
)
def test_a_condition_is_read_or_counts_as_met(formula: Any, content: bytes, expected: bool) -> None:
    assert met(formula, content) is expected


def test_rules_without_a_condition_and_answers_of_another_kind_are_left_out() -> None:
    assert conditions([{"rule_id": "one", "filter": "None"}, {"odd": 1}]) == {}
    assert conditions({"error": "no such flag"}) == {}
