"""The JSON that `review --format json` prints: stable, documented in docs/formats.md. Keys are added, never changed."""

from __future__ import annotations

import json
from typing import Any

from bot.formats.report import Report
from bot.model import Known


def render(report: Report) -> str:
    """One object, indented; hostile names stay valid JSON, lone surrogates escaped."""
    judged = report.judgement
    return json.dumps(
        {
            "verdict": judged.verdict,
            "base": report.change.merge_base_sha,
            "head": report.change.head_sha,
            "seconds": round(report.seconds, 3),
            "findings": [_finding(known) for known in report.findings()],
            "results": [
                {
                    "check": tally.check,
                    "outcome": tally.outcome,
                    "units": tally.units,
                    "units_kept": tally.units_kept,
                    "seconds": round(tally.seconds, 3),
                    "reason": tally.reason,
                }
                for tally in judged.tallies
            ],
            "not_looked_at": [
                {"check": one.check, "key": one.key, "reason": one.reason, "by_design": one.by_design}
                for one in judged.not_looked_at
            ],
            "notes": [{"check": note.check, "text": note.text, "command": note.command} for note in judged.notes],
        },
        indent=2,
    )


def _finding(known: Known) -> dict[str, Any]:
    finding = known.finding
    plain = ("check", "rule", "severity", "confidence", "path", "start_line", "end_line", "title", "message", "remedy")
    return {
        "state": known.state,
        "enforced": known.enforced,
        **{name: getattr(finding, name) for name in plain},
        "fingerprint": known.identity,
        "subject": finding.subject,
        "cwe": list(finding.cwe),
        "references": list(finding.references),
        "commit": finding.commit,
    }
