"""What a suppression would hide now, and how bad that makes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, cast

import pytest

from bot import policy
from bot.changes import GitChangeSet
from bot.deciders.suppressions import NOTHING, SuppressionDecider
from bot.model import Comparison, Known, Level, Policy, State, Verdict, Waiver
from checks.interface import Confidence, Finding, Severity, Silence
from tests.values import finding, memory_change

CHANGE = cast(GitChangeSet, memory_change({}, {}))


def suppression(silence: Silence, **more: Any) -> Known:
    values = {
        "check": "suppressions", "rule": "new-suppression", "severity": Severity.LOW, "observe": True,
        "silences": silence, "message": "It is quiet. Mend it.", "cwe": ("CWE-693",),
    }  # fmt: skip
    return Known(finding(**(values | more)), State.INTRODUCED, "5" * 32)


def told(silence: Silence, *others: Finding, state: State = State.INTRODUCED, by: Policy | None = None) -> Finding:
    known = [Known(one, state, "a" * 32, number) for number, one in enumerate(others)]
    introduced = [suppression(silence), *(known if state is State.INTRODUCED else ())]
    existing = tuple(known) if state is State.EXISTING else ()
    comparison = Comparison(tuple(introduced), (), existing, (), ())
    after = SuppressionDecider(by or Policy())(comparison, CHANGE)
    assert after.introduced[1:] == comparison.introduced[1:]
    assert after.existing == existing
    return after.introduced[0].finding


HERE = Silence("semgrep", (), (), (3, 3))


@pytest.mark.parametrize("state", [State.INTRODUCED, State.EXISTING])
def test_it_is_as_bad_as_what_it_hides_whether_that_is_new_or_not(state: State) -> None:
    said = told(HERE, finding(severity=Severity.CRITICAL), state=state)
    assert (said.severity, said.observe) == (Severity.CRITICAL, False)
    assert said.message == "It is quiet. Mend it. It would hide: `python-sql-injection` (critical) in line 3."


def test_where_it_hides_nothing_it_stays_low_and_observed() -> None:
    for other in (finding(start_line=4, end_line=9), finding(path="b.py"), finding(check="dependencies")):
        said = told(HERE, other)
        assert (said.severity, said.observe) == (Severity.LOW, True)
        assert said.message.endswith(NOTHING)


@pytest.mark.parametrize(
    "other",
    [
        finding(severity=Severity.MEDIUM),
        finding(severity=Severity.LOW),
        finding(observe=True),
        finding(confidence=Confidence.LOW),
    ],
)
def test_what_blocks_nothing_makes_a_suppression_that_blocks_nothing(other: Finding) -> None:
    assert told(HERE, other).severity is Severity.MEDIUM


def test_the_policy_counts_for_what_is_hidden() -> None:
    assert told(HERE, finding(), by=Policy({"static_analysis": Level.OFF})).severity is Severity.LOW
    assert told(HERE, finding(), by=Policy({"static_analysis": Level.OBSERVE})).severity is Severity.MEDIUM
    assert told(HERE, finding(), by=Policy(exclude=("app.py",))).severity is Severity.LOW


SECRET = finding(check="secrets", rule="aws-key", cwe=("CWE-798",))
VULNERABLE = finding(
    check="dependencies", rule="known-vulnerability", subject="GHSA-aaaa-bbbb-cccc",
    message="Affected by CVE-2024-1234.", package="pkg:pypi/web@1", cwe=("CWE-79",),
)  # fmt: skip


@pytest.mark.parametrize(
    ("tool", "rules", "other", "hides"),
    [
        ("semgrep", ("python-sql-injection",), finding(), True),
        ("semgrep", ("packs.own.python-sql-injection",), finding(), True),
        ("semgrep", ("python.lang.security.audit.sqli",), finding(), True),
        ("semgrep", ("python.lang.security.dangerous-subprocess-use",), finding(), False),
        ("semgrep", ("our-rule-7",), finding(), True),
        ("bandit", ("B608",), finding(), True),
        ("bandit", ("B602",), finding(), False),
        ("ruff", ("S608",), finding(), True),
        ("ruff", ("S101",), finding(), False),
        ("gosec", ("G201",), finding(), True),
        ("gosec", ("G401",), finding(), False),
        ("sonar", ("java:S3649",), finding(), True),
        (".NET analyzers", ("CA2100",), finding(), True),
        ("psalm", ("TaintedHtml",), finding(), False),
        ("codeql", ("py/sql-injection",), finding(), True),
        ("gitleaks", (), SECRET, True),
        ("gitleaks", (), finding(), False),
        ("bandit", ("B105",), SECRET, True),
        ("trivy", ("CVE-2024-1234",), VULNERABLE, True),
        ("trivy", ("CVE-2024-12345",), VULNERABLE, False),
        ("osv-scanner", ("GHSA-aaaa-bbbb-cccc",), VULNERABLE, True),
        ("dependabot", ("web",), VULNERABLE, True),
        ("dependabot", ("webpack",), VULNERABLE, False),
    ],
)
def test_which_rules_mean_what_is_known_or_assumed(
    tool: str, rules: tuple[str, ...], other: Finding, hides: bool
) -> None:
    said = told(Silence(tool, rules), other)
    assert ("It would hide" in said.message) == hides


@pytest.mark.parametrize(("policy_id", "hides"), [("CKV_AWS_24", True), ("CKV_AWS_260", False), ("CKV_AWS_999", False)])
def test_an_engines_policy_is_what_the_table_says(policy_id: str, hides: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    class Small:
        def meant_by(self, engine: str, name: str) -> Any:
            ids = {"CKV_AWS_24": "aws-ssh-open", "CKV_AWS_260": "aws-http-open"}
            return type("Meant", (), {"id": ids[name]}) if engine == "checkov" and name in ids else None

    monkeypatch.setattr("bot.deciders.suppressions._table", Small)
    said = told(Silence("checkov", (policy_id,), (), (1, 9)), finding(check="iac", rule="aws-ssh-open", cwe=()))
    assert ("It would hide" in said.message) == hides


@pytest.mark.parametrize(
    ("pattern", "path", "hides"),
    [
        ("payments/", "src/payments/app.py", True),
        ("payments", "src/payments.py", False),
        ("*.py", "src/app.py", True),
        ("/src", "src/app.py", True),
        ("/app.py", "src/app.py", False),
        ("src/*.py", "src/app.py", True),
        ("src/**", "src/a/app.py", True),
        ("**/a/*.py", "src/a/app.py", True),
        ("!src", "src/app.py", False),
    ],
)
def test_ignored_files_are_those_of_the_pattern(pattern: str, path: str, hides: bool) -> None:
    said = told(Silence("semgrep", (), (pattern,)), finding(path=path))
    assert ("It would hide" in said.message) == hides
    assert not hides or f"in `{path}:3`" in said.message


def test_many_are_told_by_the_worst_of_them() -> None:
    others = [finding(start_line=3, end_line=3, rule=f"rule-{number}") for number in range(5)]
    assert told(HERE, *others).message.endswith("`rule-2` (high) in line 3 and 2 more.")


def test_it_blocks_until_somebody_grants_it_and_what_it_hides_stays() -> None:
    comparison = Comparison((suppression(HERE), Known(finding(), State.INTRODUCED, "a" * 32)), (), (), (), ())
    decided = SuppressionDecider(Policy())(comparison, CHANGE)
    today = date(2026, 11, 23)
    assert policy.judge(decided, Policy(), (), today=today).verdict is Verdict.BLOCKED
    only = replace(decided, introduced=decided.introduced[:1])
    waiver = Waiver("5" * 32, "", "why", "ann", "bob", None)
    assert policy.judge(only, Policy(), (), today=today).verdict is Verdict.BLOCKED
    assert policy.judge(only, Policy(), (waiver,), today=today).verdict is Verdict.CLEAR
    assert policy.judge(decided, Policy(), (waiver,), today=today).verdict is Verdict.BLOCKED


def test_a_change_without_one_is_left_as_it_is() -> None:
    comparison = Comparison((Known(finding(), State.INTRODUCED, "a" * 32),), (), (), (), ())
    assert SuppressionDecider(Policy())(comparison, CHANGE) is comparison
