"""Where a written review goes: standard output, or files that are whole or not there."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.formats import FORMATS
from bot.formats.report import Report


class OutputError(Exception):
    """A file cannot be written; the text says which and why."""


@dataclass(frozen=True, slots=True)
class Output:
    """One format, and where it goes."""

    form: str
    """A key of `FORMATS`."""
    file: Path | None = None
    """None: standard output."""


def write(report: Report, outputs: Sequence[Output]) -> None:
    """All of them. Where none goes to standard output, the verdict is said on standard error. Raises OutputError."""
    for output in outputs:
        text = FORMATS[output.form](report)
        whole = text if not text or text.endswith("\n") else f"{text}\n"
        if output.file is None:
            _print(whole, output.form)
        else:
            _save(whole, output.file)
    if all(output.file for output in outputs):
        _print(f"{report.judgement.verdict.upper()} {report.judgement.why}\n", "text", err=True)


def _print(text: str, form: str, err: bool = False) -> None:
    """What people read in a log of GitHub Actions is fenced, so that no line of code in it is taken for a command."""
    stream = sys.stderr if err else sys.stdout
    if form == "text" and os.environ.get("GITHUB_ACTIONS") == "true":
        token = secrets.token_hex(16)
        text = f"::stop-commands::{token}\n{text}::{token}::\n"
    stream.write(text)
    stream.flush()


def _save(text: str, file: Path) -> None:
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(file)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise OutputError(f"{file} cannot be written: {error.strerror}") from error
