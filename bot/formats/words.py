"""What the formats for other tools share: names of files as text that every parser takes, and what stands at head."""

from __future__ import annotations

from collections.abc import Iterator

from bot.formats.report import Report
from bot.model import Known


def readable(path: str) -> str:
    """The path, with what is no UTF-8 replaced: half a character in JSON is refused by strict readers."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def at_head(report: Report) -> Iterator[Known]:
    """Findings that stand at head and are waived by nobody: what a tool that compares whole reports has to be told."""
    yield from (*report.judgement.introduced, *report.judgement.existing)
