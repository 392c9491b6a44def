"""GitHub's workflow commands: what a step prints so that GitHub Actions shows findings on their lines. Pure.

The runner reads every line of a step's output, and takes for a command what begins with `::` and what holds `##[`
anywhere (actions/runner, ActionCommand.cs). Hence each line printed here begins as a command of our own, and foreign
text only ever stands within its values, escaped as actions/toolkit does it: none of it can begin another line.
GitHub shows ten errors, ten warnings and ten notices of a step; where there are more, the tenth names the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from bot.formats.report import Report
from bot.formats.words import readable
from bot.markdown import visible
from bot.model import Annotation, Unseen, Verdict
from bot.review import annotation, worst_first

MOST = 10
"""Of each kind, from one step."""
_COMMANDS = {"failure": "error", "warning": "warning", "notice": "notice"}
_NAMED = 50
"""Further findings that the last one names."""


def render(report: Report) -> str:
    """One command a line; nothing at all where there is nothing to say."""
    shown: dict[str, list[Annotation]] = defaultdict(list)
    for known in worst_first(report.judgement.introduced):
        one = annotation(known, report.policy)
        shown[_COMMANDS[one.level]].append(one)
    missing = [unseen for unseen in report.judgement.not_looked_at if not unseen.by_design]
    lines = [line for command in _COMMANDS.values() for line in _commands(command, shown[command])]
    lines += [_unseen(missing)] if missing else []
    if report.judgement.verdict is not Verdict.CLEAR or lines:
        lines.append(_command("notice", report.judgement.why, title=f"Sekisho: {report.judgement.verdict}"))
    return "\n".join(lines)


def _commands(command: str, annotations: Sequence[Annotation]) -> Iterator[str]:
    alone = annotations if len(annotations) <= MOST else annotations[: MOST - 1]
    for one in alone:
        last = str(max(one.end_line, one.start_line, 1))
        place = {"file": readable(one.path), "line": str(max(one.start_line, 1)), "endLine": last}
        yield _command(command, one.message, **place, title=one.title)
    if others := annotations[len(alone) :]:
        yield _command(command, _listed(others), title=f"{len(others)} more")


def _listed(others: Sequence[Annotation]) -> str:
    named = [f"{visible(one.path)}:{one.start_line}  {one.title}" for one in others[:_NAMED]]
    return "\n".join([*named, *([f"and {len(others) - _NAMED} more"] if len(others) > _NAMED else [])])


def _unseen(missing: Iterable[Unseen]) -> str:
    rows = [f"{visible(one.key) or one.check}: {visible(one.reason, 500)}" for one in missing]
    more = [f"and {len(rows) - _NAMED} more"] if len(rows) > _NAMED else []
    return _command("warning", "\n".join([*rows[:_NAMED], *more]), title="Not looked at")


def _command(name: str, message: str, **properties: str) -> str:
    given = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {given}::{_data(message)}"


def _data(text: str) -> str:
    """The percent sign first, as it begins every escape."""
    decodable = text.encode("utf-8", "replace").decode()
    return decodable.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
