"""Every rule of ours, on files of its framework: hit on the very line that a case names, and nowhere else in it."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

from checks.iac.model import Framework
from checks.iac.own.engine import Rules, hits
from checks.iac.policies import Table
from checks.iac.reading import read

CASES = Path(__file__).parents[3] / "cases" / "iac" / "own"
TABLE = Table()
RULES = Rules(TABLE.policies.values())
_MARK = re.compile(r"(?:#|//)\s*(hit|ok): ([a-z0-9 -]+)$")


def marks(text: str) -> dict[str, dict[str, set[int]]]:
    """Rule -> hit | ok -> lines, each the next that is no mark."""
    found: dict[str, dict[str, set[int]]] = defaultdict(lambda: {"hit": set(), "ok": set()})
    waiting: list[tuple[str, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if mark := _MARK.search(line.strip()):
            waiting += [(mark[1], rule) for rule in mark[2].split()]
        else:
            for word, rule in waiting:
                found[rule][word].add(number)
            waiting = []
    return found


FILES = sorted(file for file in CASES.glob("*/*") if file.is_file())


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_rules_are_hit_on_the_lines_that_a_case_names(file: Path) -> None:
    expected = marks(file.read_text())
    assert expected, "a case marks lines with hit: <rule> and ok: <rule>"
    reading = read(Framework(file.parent.name), {file.name: file.read_bytes()})
    assert reading.problems == ()
    lines: dict[str, set[int]] = defaultdict(set)
    for hit in hits(RULES, reading.resources):
        lines[hit.policy].add(hit.start_line)
    assert {rule: lines[rule] for rule in expected} == {rule: found["hit"] for rule, found in expected.items()}


@pytest.mark.parametrize("rule", sorted(policy.id for policy in TABLE.policies.values() if policy.own))
def test_every_rule_of_ours_has_a_hit_and_a_near_miss(rule: str) -> None:
    found = [marks(file.read_text()) for file in FILES]
    assert any(one[rule]["hit"] for one in found if rule in one), f"no case says hit: {rule}"
    assert any(one[rule]["ok"] for one in found if rule in one), f"no case says ok: {rule}"
