"""GitLab's SAST report, schema 15.0.0: the first of the major version that every GitLab since 15.0 takes. Pure.

GitLab shows it on Ultimate only; elsewhere it is an artifact to download. What came in and what was there before are
both listed, because GitLab compares the report with the target branch's. Text in it is read as Markdown, so names from
the change stand in code spans.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from bot import __version__
from bot.formats.report import Report
from bot.formats.words import at_head, readable
from bot.markdown import prose
from bot.model import Known
from checks.interface import Finding, Outcome, Severity

VERSION = "15.0.0"
_URL = "https://github.com/sekisho/sekisho"
_MAKER = {"id": "sekisho", "name": "Sekisho", "url": _URL, "version": __version__, "vendor": {"name": "Sekisho"}}
_SEVERITIES = {
    Severity.CRITICAL: "Critical",
    Severity.HIGH: "High",
    Severity.MEDIUM: "Medium",
    Severity.UNKNOWN: "Unknown",
    Severity.LOW: "Low",
    Severity.INFO: "Info",
}
_ADDRESS = re.compile(r"https?://\S+")
_LONGEST_NAME, _LONGEST_SOLUTION, _LONGEST_MESSAGE = 255, 7_000, 2_000


def render(report: Report) -> str:
    """One document, indented."""
    known = {one.identity: one for one in at_head(report)}
    document = {
        "version": VERSION,
        "scan": _scan(report),
        "vulnerabilities": [_vulnerability(one) for one in known.values()],
    }
    return json.dumps(document, indent=2)


def _scan(report: Report) -> dict[str, Any]:
    judged = report.judgement
    failed = any(tally.outcome is Outcome.FAILED for tally in judged.tallies)
    missing = [one for one in judged.not_looked_at if not one.by_design]
    return {
        "analyzer": _MAKER,
        "scanner": _MAKER,
        "type": "sast",
        "status": "failure" if failed else "success",
        "start_time": _clock(report.bill.at - timedelta(seconds=report.seconds)),
        "end_time": _clock(report.bill.at),
        "messages": _messages(f"{one.check}: {readable(one.key) or 'everything'}: {one.reason}" for one in missing),
    }


def _messages(texts: Iterable[str]) -> list[dict[str, str]]:
    return [{"level": "warn", "value": f"Not looked at: {text}"[:_LONGEST_MESSAGE]} for text in texts]


def _vulnerability(known: Known) -> dict[str, Any]:
    finding = known.finding
    begin = max(finding.start_line, 1)
    return {
        "id": str(uuid5(NAMESPACE_URL, f"{_URL}/{known.identity}")),
        "category": "sast",
        "name": readable(finding.title)[:_LONGEST_NAME],
        "description": readable(prose(finding.message)),
        "severity": _SEVERITIES[finding.severity] if known.enforced else "Info",
        "solution": readable(prose(finding.remedy))[:_LONGEST_SOLUTION],
        "identifiers": _identifiers(finding),
        "links": [{"url": url} for url in finding.references if _ADDRESS.fullmatch(url)],
        "location": {
            "file": readable(finding.path),
            "start_line": begin,
            "end_line": max(finding.end_line, begin),
        },
    }


def _identifiers(finding: Finding) -> list[dict[str, str]]:
    """The rule first: what GitLab takes for the finding's own."""
    rule = {"type": "sekisho_rule", "name": finding.rule, "value": finding.rule}
    return [rule, *(_weakness(cwe) for cwe in finding.cwe)]


def _weakness(cwe: str) -> dict[str, str]:
    number = cwe.removeprefix("CWE-")
    return {
        "type": "cwe",
        "name": cwe,
        "value": number,
        "url": f"https://cwe.mitre.org/data/definitions/{number}.html",
    }


def _clock(at: datetime) -> str:
    """UTC without a zone, as the schema's pattern has it."""
    return at.strftime("%Y-%m-%dT%H:%M:%S")
