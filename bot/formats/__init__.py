"""A judgement written down for people and tools that are not a forge. Pure: values in, text out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from types import MappingProxyType

from bot.formats import codequality, github_annotations, gitlab_sast, jsonlike, sarif, text
from bot.formats.bill import Bill
from bot.formats.report import Report
from bot.review import About, render_summary

BILLS = ("cyclonedx", "spdx")
"""Forms of a bill of materials; each is the module of this name."""


def _bill(form: str, report: Report) -> str:
    return render_bill(report.bill, form)


def _markdown(report: Report) -> str:
    return render_summary(report.change, report.judgement, About(report.seconds, report.versions))


def render_bill(bill: Bill, form: str) -> str:
    """A bill of materials in one of `BILLS`. Its libraries are loaded only where they are needed."""
    return str(import_module(f"bot.formats.{form}").render(bill))


FORMATS: Mapping[str, Callable[[Report], str]] = MappingProxyType(
    {
        "text": text.render,
        "json": jsonlike.render,
        "sarif": sarif.render,
        "markdown": _markdown,
        "github-annotations": github_annotations.render,
        "gitlab-codequality": codequality.render,
        "gitlab-sast": gitlab_sast.render,
        **{form: partial(_bill, form) for form in BILLS},
    }
)
"""Name on the command line -> writer."""
