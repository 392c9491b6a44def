"""A judgement written down for people and tools that are not a forge. Pure: values in, text out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot.formats import jsonlike, sarif, text
from bot.formats.report import Report
from bot.review import About, render_summary


def _markdown(report: Report) -> str:
    return render_summary(report.change, report.judgement, About(report.seconds, report.versions))


FORMATS: Mapping[str, Callable[[Report], str]] = MappingProxyType(
    {"text": text.render, "json": jsonlike.render, "sarif": sarif.render, "markdown": _markdown}
)
"""Name on the command line -> writer."""
