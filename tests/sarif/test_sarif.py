"""The SARIF judge itself."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from tests.sarif import violations

RESULT: dict[str, Any] = {
    "ruleId": "python-sql-injection",
    "ruleIndex": 0,
    "level": "error",
    "message": {"text": "A value of the request reaches a query. Pass it as a parameter."},
    "locations": [{"physicalLocation": {"artifactLocation": {"uri": "a.py"}, "region": {"startLine": 3}}}],
    "partialFingerprints": {"sekisho/v1": "0" * 32},
}
LOG: dict[str, Any] = {
    "version": "2.1.0",
    "runs": [{"tool": {"driver": {"name": "Sekisho", "rules": [{"id": "python-sql-injection"}]}}, "results": [RESULT]}],
}


def log(**changes: Any) -> dict[str, Any]:
    document = deepcopy(LOG)
    result = document["runs"][0]["results"][0]
    result |= changes
    document["runs"][0]["results"][0] = {key: value for key, value in result.items() if value is not ...}
    return document


def test_a_good_log_passes() -> None:
    assert violations(LOG) == []


def test_a_rule_may_be_named_without_its_index() -> None:
    assert violations(log(ruleIndex=...)) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"message": ...}, '"message" is a required property'),
        ({"level": "fatal"}, "level"),
        ({"severity": "high"}, "severity"),
        ({"partialFingerprints": {"sekisho/v1": 7}}, "partialFingerprints"),
        ({"locations": [{"physicalLocation": {"region": {"startLine": 0}}}]}, "startLine"),
        ({"ruleId": "python-xss"}, "is not among the tool's rules"),
        ({"fixes": [{"artifactChanges": []}]}, "artifactChanges"),
    ],
    ids=["missing", "bad enum", "unknown field", "wrong type", "line 0", "unknown rule", "empty fix"],
)
def test_a_log_that_the_standard_does_not_know_is_caught(changes: dict[str, Any], said: str) -> None:
    found = violations(log(**changes))
    assert found
    assert said in found[0]


def test_an_index_of_another_rule_is_caught() -> None:
    document = log(ruleIndex=1)
    document["runs"][0]["tool"]["driver"]["rules"].append({"id": "python-xss"})
    assert violations(document) == ["runs/0/results/0: ruleIndex names another rule"]
