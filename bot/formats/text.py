"""The review as a terminal shows it: findings in their code, the verdict last. Colours only on terminals."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.text import Text

from bot.formats.report import Report
from bot.markdown import visible
from bot.model import Known, Unseen, Verdict
from bot.review import by_rule, together
from checks.interface import Severity

_STYLES = {
    Severity.CRITICAL: "bold red",
    Severity.HIGH: "bold red",
    Severity.MEDIUM: "yellow",
    Severity.UNKNOWN: "yellow",
    Severity.LOW: "cyan",
    Severity.INFO: "dim",
}
_VERDICTS = {Verdict.BLOCKED: "bold red", Verdict.INCOMPLETE: "bold yellow", Verdict.CLEAR: "bold green"}
_FRAME = 6
"""Lines of code shown of one finding."""
_ALONG = 5
"""Further findings of one package that are named."""


def render(report: Report) -> str:
    """The whole review as text."""
    out = io.StringIO()
    console = Console(file=out, force_terminal=sys.stdout.isatty(), highlight=False, soft_wrap=True)
    judged = report.judgement
    for group in together(known for known in judged.introduced if known.enforced):
        _finding(console, group, report.lines(group[0].finding.path))
    _observed(console, [known for known in judged.introduced if not known.enforced])
    _listed(console, "Mended by this change", judged.fixed)
    _listed(console, "Waived", judged.waived)
    _not_looked_at(console, [one for one in judged.not_looked_at if not one.by_design])
    for note in judged.notes:
        console.print(Text(visible(f"{note.text} {note.command}".strip(), 4_000)))
    left_out = sum(one.by_design for one in judged.not_looked_at)
    if left_out:
        console.print(Text(f"{left_out} vendored, generated or minified files were left out.", "dim"))
    if judged.existing:
        console.print(Text(f"{len(judged.existing)} findings in the changed files stood there before.", "dim"))
    console.print(Text(judged.verdict.upper(), _VERDICTS[judged.verdict]), judged.why, f"({report.seconds:.1f} s)")
    return out.getvalue()


def _finding(console: Console, group: Sequence[Known], lines: list[str]) -> None:
    finding = group[0].finding
    place = f"{visible(finding.path)}:{finding.start_line}"
    console.print(
        Text.assemble(
            (place, "bold"),
            "  ",
            (finding.severity, _STYLES[finding.severity]),
            f"  {finding.title}  ",
            (finding.rule, "dim"),
        )
    )
    last = min(finding.end_line, finding.start_line + _FRAME - 1, len(lines))
    for number in range(finding.start_line, last + 1):
        console.print(Text.assemble((f"{number:>6} │ ", "dim"), visible(lines[number - 1])))
    for step in finding.evidence[:-1]:
        if (step.path, step.line) != (finding.path, finding.start_line):
            where = f"{step.line:>6}" if step.path == finding.path else f"       {visible(step.path)}:{step.line}"
            console.print(Text.assemble((f"{where} ┊ ", "dim"), (visible(step.code), "dim"), f"  ({step.role})"))
    console.print(Text(f"       {finding.message}"))
    for other in (known.finding for known in group[1 : _ALONG + 1]):
        said = (other.severity, _STYLES[other.severity])
        console.print(Text.assemble("       also ", said, f"  {other.title}  ", (other.rule, "dim")))
    if len(group) > _ALONG + 1:
        console.print(Text(f"       and {len(group) - _ALONG - 1} more of this package"))
    if finding.suggestion is not None:
        for line in finding.suggestion.splitlines():
            console.print(Text.assemble(("     + │ ", "green"), (visible(line), "green")))
    console.print()


def _observed(console: Console, known: Sequence[Known]) -> None:
    """A line for each rule, and where: good to know, and no reason to block."""
    if not known:
        return
    console.print(Text("Observed:", "bold"))
    for group in by_rule(known):
        finding = group[0].finding
        places = [f"{visible(one.finding.path)}:{one.finding.start_line}" for one in group]
        more = f" and {len(places) - _ALONG} more" if len(places) > _ALONG else ""
        said = (finding.severity, _STYLES[finding.severity])
        console.print(Text.assemble("  ", said, f"  {finding.title}  ", (finding.rule, "dim")))
        console.print(Text(f"       {', '.join(places[:_ALONG])}{more}"))
    console.print()


def _listed(console: Console, heading: str, known: Iterable[Known]) -> None:
    rows = list(known)
    if rows:
        console.print(Text(f"{heading}:", "bold"))
        for one in rows:
            console.print(Text(f"  {visible(one.finding.path)}:{one.finding.start_line}  {one.finding.title}"))
        console.print()


def _not_looked_at(console: Console, rows: list[Unseen]) -> None:
    if rows:
        console.print(Text("Not looked at:", "bold"))
        for one in rows:
            console.print(Text(f"  {one.check}: {visible(one.key) or 'everything'}: {one.reason}"))
        console.print()
