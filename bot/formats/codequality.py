"""GitLab's Code Quality report (docs.gitlab.com/ci/testing/code_quality, "report format"). Pure.

GitLab compares two whole reports by fingerprint, the target branch's and the merge request's, and stops reading at the
first entry that lacks one of the keys below. Hence everything at head is listed, each under a fingerprint of its own.
"""

from __future__ import annotations

import json
from typing import Any

from bot.formats.report import Report
from bot.formats.words import at_head, readable
from bot.model import Known
from checks.interface import Severity

_SEVERITIES = {
    Severity.CRITICAL: "blocker",
    Severity.HIGH: "critical",
    Severity.MEDIUM: "major",
    Severity.UNKNOWN: "major",
    Severity.LOW: "minor",
    Severity.INFO: "info",
}
_LONGEST = 1_000


def render(report: Report) -> str:
    """A list, [] where there is nothing."""
    entries = {known.identity: _entry(known) for known in at_head(report)}
    return json.dumps(list(entries.values()), indent=2)


def _entry(known: Known) -> dict[str, Any]:
    finding = known.finding
    return {
        "description": readable(f"{finding.title}: {finding.message}")[:_LONGEST],
        "check_name": finding.rule,
        "fingerprint": known.identity,
        "severity": _SEVERITIES[finding.severity] if known.enforced else "info",
        "location": {"path": readable(finding.path), "lines": _lines(known)},
    }


def _lines(known: Known) -> dict[str, int]:
    begin = max(known.finding.start_line, 1)
    return {"begin": begin, "end": max(known.finding.end_line, begin)}
