"""SARIF 2.1.0, as code scanning services read it: baselines, fingerprints, code flows and fixes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from bot import __version__
from bot.formats.report import Report
from bot.model import Known, State, Unseen
from checks.interface import Finding, Severity, Step
from checks.registry import CODED

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.UNKNOWN: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
_SCORES = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.UNKNOWN: "5.5",
    Severity.LOW: "3.0",
    Severity.INFO: "0.0",
}
_BASELINE = {State.INTRODUCED: "new", State.WAIVED: "new", State.EXISTING: "unchanged", State.FIXED: "absent"}


def render(report: Report) -> str:
    """One SARIF log with one run."""
    known = list(report.findings())
    rules = {one.finding.rule: one.finding for one in reversed(known)}
    order = sorted(rules)
    run = {
        "tool": {
            "driver": {
                "name": "Sekisho",
                "semanticVersion": __version__,
                "rules": [_rule(rules[rule]) for rule in order],
            }
        },
        "invocations": [
            {
                "executionSuccessful": not any(not one.by_design for one in report.judgement.not_looked_at),
                "toolExecutionNotifications": [_notification(one) for one in report.judgement.not_looked_at],
            }
        ],
        "columnKind": "utf16CodeUnits",
        "results": [_result(one, order.index(one.finding.rule)) for one in known],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(finding: Finding) -> dict[str, Any]:
    title, what, remedy, links = _words(finding)
    return {
        "id": finding.rule,
        "shortDescription": {"text": title},
        "fullDescription": {"text": what},
        "help": {"text": remedy, "markdown": "\n".join([remedy, "", *(f"- <{url}>" for url in links)])},
        "defaultConfiguration": {"level": _LEVELS[finding.severity]},
        "properties": {
            "security-severity": _SCORES[finding.severity],
            "precision": finding.confidence,
            "tags": ["security", finding.check, *(f"external/cwe/{cwe.lower()}" for cwe in finding.cwe)],
        },
    }


def _words(finding: Finding) -> tuple[str, str, str, Sequence[str]]:
    """Title, description, remedy and links of a finding's rule; where its findings all say the same, theirs."""
    for rule in CODED.get(finding.check, ()):
        if rule.id == finding.rule:
            return rule.title, rule.what, rule.remedy, rule.references
    return finding.title, finding.message, finding.remedy, finding.references


def _result(known: Known, rule_index: int) -> dict[str, Any]:
    finding = known.finding
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": rule_index,
        "level": _LEVELS[finding.severity] if known.enforced else "note",
        "message": {"text": finding.message},
        "locations": [_location(finding.path, finding.start_line, finding.end_line)],
        "partialFingerprints": {"sekisho/v1": known.identity},
        "baselineState": _BASELINE[known.state],
    }
    if finding.evidence:
        result["codeFlows"] = [_flow(finding.evidence)]
    if finding.suggestion is not None:
        result["fixes"] = [_fix(finding, finding.suggestion)]
    if known.state is State.WAIVED:
        result["suppressions"] = [{"kind": "external", "status": "accepted"}]
    return result


def _location(path: str, start: int, end: int) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(path)},
            "region": {"startLine": max(start, 1), "endLine": max(end, start, 1)},
        }
    }


def _uri(path: str) -> str:
    """A relative URI reference; the ./ keeps a first segment with a colon from being read as a scheme."""
    quoted = quote(path.encode("utf-8", "surrogateescape"))
    return f"./{quoted}" if ":" in quoted.split("/", 1)[0] else quoted


def _flow(steps: Sequence[Step]) -> dict[str, Any]:
    locations = [
        {"location": _location(step.path, step.line, step.line) | {"message": {"text": step.code or step.role}}}
        for step in steps
    ]
    return {"threadFlows": [{"locations": locations}]}


def _fix(finding: Finding, suggestion: str) -> dict[str, Any]:
    region = {"startLine": finding.start_line, "startColumn": 1, "endLine": finding.end_line + 1, "endColumn": 1}
    change = {
        "artifactLocation": {"uri": _uri(finding.path)},
        "replacements": [{"deletedRegion": region, "insertedContent": {"text": f"{suggestion}\n"}}],
    }
    return {"description": {"text": finding.remedy}, "artifactChanges": [change]}


def _notification(unseen: Unseen) -> dict[str, Any]:
    level = "note" if unseen.by_design else "warning"
    return {"level": level, "message": {"text": f"{unseen.check}: {unseen.key or 'all'}: {unseen.reason}"}}
