"""What is said of a suppression. Pure; what it would hide now is added by whoever knows the other checks' findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from checks.interface import Confidence, Finding, Severity, Silence
from checks.rule import load
from checks.suppressions.loosening import Loosening
from checks.suppressions.model import Suppression, Weight

NAME = "suppressions"
RULES = load(Path(__file__).with_name("rules.yaml"))
_SEVERITY = {
    Weight.LINE: Severity.LOW,
    Weight.STYLE: Severity.LOW,
    Weight.RULE: Severity.MEDIUM,
    Weight.BROAD: Severity.HIGH,
}
_MOST_NAMED = 5


def comments(path: str, new: Iterable[Suppression]) -> Iterator[Finding]:
    """A finding for each comment: rules that it names together are told together."""
    for some in _together(new):
        first = some[0]
        rules = tuple(rule for one in some for rule in one.rules)
        said = f"`{first.shown}` newly keeps {first.tool} from saying anything{_about(rules)} {_where(first)}."
        about = RULES["new-suppression"]
        yield _finding(
            about.id, path, first.line, first.weight, f"{first.tool} is told to be quiet{_about(rules[:2])}",
            f"{said} {about.remedy}", " ".join(sorted(one.subject for one in some)),
            Silence(first.tool, rules, (), first.lines),
        )  # fmt: skip


def entries(path: str, new: Iterable[Suppression]) -> Iterator[Finding]:
    """A finding for each entry of an ignore file."""
    about = RULES["new-ignore-entry"]
    for one in new:
        kept = "leave those files out" if one.paths and not one.rules else "say nothing of it"
        said = f"The new entry `{one.shown}` has {one.tool} {kept}."
        yield _finding(
            about.id, path, one.line, one.weight, f"{one.tool} is told to pass over more", f"{said} {about.remedy}",
            one.subject, Silence(one.tool, one.rules, one.paths),
        )  # fmt: skip


def loosening(path: str, one: Loosening, line: int) -> Finding:
    """A finding on what a change takes away."""
    remedy = RULES[one.rule].remedy
    return _finding(one.rule, path, line, one.weight, one.title, f"{one.said} {remedy}", one.subject, one.silences)


def _finding(
    rule: str, path: str, line: int, weight: Weight, title: str, message: str, subject: str, silences: Silence | None
) -> Finding:
    about = RULES[rule]
    return Finding(
        check=NAME,
        rule=rule,
        severity=_SEVERITY[weight],
        confidence=Confidence.HIGH,
        path=path,
        start_line=line,
        end_line=line,
        title=title[:120],
        message=message,
        remedy=about.remedy,
        subject=subject[:300],
        references=about.references,
        cwe=about.cwe,
        observe=weight in (Weight.LINE, Weight.STYLE),
        silences=silences,
    )


def _together(new: Iterable[Suppression]) -> Iterator[Sequence[Suppression]]:
    found: dict[tuple[str, int, str, Weight], list[Suppression]] = {}
    for one in new:
        found.setdefault((one.tool, one.line, one.shown, one.weight), []).append(one)
    yield from found.values()


def _about(rules: Sequence[str]) -> str:
    if not rules:
        return ""
    named = ", ".join(f"`{rule}`" for rule in rules[:_MOST_NAMED])
    return f" about {named}{' and more' if len(rules) > _MOST_NAMED else ''}"


def _where(one: Suppression) -> str:
    first, last = one.lines
    if one.weight in (Weight.RULE, Weight.BROAD):
        return "in this file" if first <= 1 else "in the rest of this file"
    return "here" if last - first < 2 else f"in lines {first} to {last}"
