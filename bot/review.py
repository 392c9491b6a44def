"""Judgement -> Review: what the pull request should show. Pure; the words live in `templates/review/`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot import markdown
from bot.filediff import FileDiff
from bot.markers import RESCAN_ACTION, SUMMARY_MARKER, thread_marker
from bot.model import Action, Annotation, Change, Judgement, Known, Placement, Policy, Review, Thread, Unseen, Verdict
from bot.policy import blocks
from checks.interface import Finding, Severity

Diffs = Callable[[str], FileDiff]
"""Path at head, or of a deleted file -> what the diff shows of it; nothing: the file is not in the diff."""

_TEMPLATES = Path(__file__).parent.parent / "templates" / "review"
_ICONS = {
    Severity.CRITICAL: "🔴",
    Severity.HIGH: "🔴",
    Severity.MEDIUM: "🟠",
    Severity.UNKNOWN: "🟠",
    Severity.LOW: "🟡",
    Severity.INFO: "⚪",
}
_SIGNS = {Verdict.BLOCKED: "⛔", Verdict.INCOMPLETE: "⚠️", Verdict.CLEAR: "✅"}
_MOST_NOTICES = 50
_ALIKE = 3
"""More findings of one rule in one file than this share a thread."""

RESCAN = Action("Rescan", RESCAN_ACTION, "Look at this pull request again, now")


@dataclass(frozen=True, slots=True)
class About:
    """What a review says of its own making."""

    seconds: float
    versions: Mapping[str, str]
    """Part -> version: sekisho, engine, rules."""


def compose(change: Change, judgement: Judgement, policy: Policy, about: About, diffs: Diffs) -> Review:
    """The whole review. Drafts are observed: their check says what it would say, and no word is said in comments."""
    headline = _headline(judgement)
    common = _common(change, judgement, about) | {"headline": headline, "sign": _SIGNS[judgement.verdict]}
    spoken = [] if change.draft else [known for known in judgement.introduced if known.enforced]
    return Review(
        verdict=judgement.verdict,
        observed=change.draft,
        headline=headline,
        summary=f"{SUMMARY_MARKER}\n{_render('summary.md.j2', **common)}" if spoken else "",
        settled=f"{SUMMARY_MARKER}\n{_render('settled.md.j2', **common)}",
        report=_render("report.md.j2", **common),
        threads=tuple(_thread(group, diffs) for group in _groups(spoken, policy.budget)),
        annotations=tuple(annotation(known, policy) for known in _annotated(judgement.introduced)),
        actions=(RESCAN,),
        present=frozenset(known.identity for known in (*judgement.introduced, *judgement.existing, *judgement.waived)),
        undecided=frozenset(unseen.key for unseen in _missing(judgement)),
    )


def _headline(judgement: Judgement) -> str:
    """One line of at most 140 characters."""
    parts = []
    if counting := [known for known in judgement.introduced if known.enforced]:
        parts.append(_by_severity(counting))
    if len(counting) < len(judgement.introduced):
        parts.append(f"{len(judgement.introduced) - len(counting)} observed")
    if judgement.fixed:
        parts.append(f"{len(judgement.fixed)} mended")
    if missing := _missing(judgement):
        parts.append(f"{len(missing)} not looked at")
    return f"{judgement.verdict.capitalize()}: {', '.join(parts) or 'nothing came in'}"


def _by_severity(known: Sequence[Known]) -> str:
    counts: dict[Severity, int] = defaultdict(int)
    for one in known:
        counts[one.finding.severity] += 1
    ordered = sorted(counts, key=lambda severity: (-severity.rank, severity))
    return ", ".join(f"{counts[severity]} {severity}" for severity in ordered)


def worst_first(known: Iterable[Known]) -> list[Known]:
    """By severity, then by how sure they are."""
    return sorted(known, key=_order)


def together(known: Iterable[Known]) -> list[list[Known]]:
    """What one line's package brings along is one thing to read, the worst first; everything else is one each."""
    found: dict[object, list[Known]] = defaultdict(list)
    for one in worst_first(known):
        finding = one.finding
        found[(finding.package, finding.path, finding.start_line) if finding.package else one.identity].append(one)
    return list(found.values())


def by_rule(known: Iterable[Known]) -> list[list[Known]]:
    """Those of one rule together, the worst first."""
    found: dict[tuple[str, str], list[Known]] = defaultdict(list)
    for one in worst_first(known):
        found[one.finding.check, one.finding.rule].append(one)
    return list(found.values())


def _groups(known: Sequence[Known], budget: int) -> list[list[Known]]:
    """By thread, worst first: many alike in a file share one; over budget, alike in all files do; the rest is cut."""
    groups = _grouped(known, lambda one: (one.finding.check, one.finding.rule, one.finding.path), _ALIKE)
    if len(groups) > budget:
        groups = _grouped(known, lambda one: (one.finding.check, one.finding.rule), 1)
    return groups[:budget]


def _grouped(known: Sequence[Known], key: Callable[[Known], tuple[str, ...]], most: int) -> list[list[Known]]:
    alike: dict[tuple[str, ...], list[list[Known]]] = defaultdict(list)
    for group in together(known):
        alike[key(group[0])].append(group)
    groups: list[list[Known]] = []
    for members in alike.values():
        groups += [list(chain(*members))] if len(members) > most else members
    return sorted(groups, key=lambda group: _order(group[0]))


def _order(known: Known) -> tuple[int, int]:
    """Worst first, then surest."""
    return -known.finding.severity.rank, _confidence_rank(known.finding)


def _confidence_rank(finding: Finding) -> int:
    return ("high", "medium", "low").index(finding.confidence)


def _thread(group: Sequence[Known], diffs: Diffs) -> Thread:
    finding = group[0].finding
    path, placement, start, end = _place(finding, diffs)
    identities = tuple(known.identity for known in group)
    here = (path, start, end) == (finding.path, finding.start_line, finding.end_line) and placement is Placement.LINE
    at = (finding.path, finding.start_line)
    elsewhere = [other.finding for other in group[1:] if (other.finding.path, other.finding.start_line) != at]
    body = _render(
        "thread.md.j2",
        finding=finding,
        place=f"{finding.path}:{finding.start_line}",
        elsewhere=[f"{other.path}:{other.start_line}" for other in elsewhere],
        likewise=[known.finding for known in group[1:] if known.finding not in elsewhere],
        came_from=group[0].came_from,
        suggestion=finding.suggestion if here and not elsewhere else None,
        further=markdown.paragraphs(finding.remedy)[1:],  # the message says the first
        moved=placement is Placement.LINE
        and (path != finding.path or not finding.start_line <= end <= finding.end_line),
    )
    marked = f"{thread_marker(identities)}\n{body}"
    diff = diffs(path)
    spots = diff.spots(start, end) if placement is Placement.LINE else ()
    return Thread(identities[0], identities, path, start, end, placement, marked, diff.old_path or path, spots)


def _place(finding: Finding, diffs: Diffs) -> tuple[str, Placement, int, int]:
    """The finding's own lines where the diff shows them, else a step on its way, in any file, else the file.

    What stands in an earlier commit alone has no line at head.
    """
    own_diff = diffs(finding.path)
    placement = Placement.FILE if own_diff.hunks or own_diff.gone else Placement.SUMMARY
    if finding.commit:
        return finding.path, placement, finding.start_line, finding.end_line
    steps = [(step.path, step.line, step.line) for step in reversed(finding.evidence)]
    own = [step for step in steps if step[0] == finding.path]
    others = [step for step in steps if step[0] != finding.path]
    for path, start, end in [(finding.path, finding.start_line, finding.end_line), *own, *others]:
        diff = diffs(path)
        for first, last in [(1, diff.gone)] if diff.gone else diff.hunks:
            if start <= last and end >= first:
                return path, Placement.LINE, max(start, first), min(end, last)
    return finding.path, placement, finding.start_line, finding.end_line


def _annotated(introduced: Sequence[Known]) -> list[Known]:
    """What is observed gets a notice on its line as long as that is no wall of them."""
    counting = [known for known in introduced if known.enforced]
    return counting + worst_first(known for known in introduced if not known.enforced)[:_MOST_NOTICES]


def annotation(known: Known, policy: Policy) -> Annotation:
    """What a forge's own list of annotations says of one finding that came in."""
    finding = known.finding
    level = "failure" if blocks(known, policy) else "warning" if known.enforced else "notice"
    cwe = f" ({', '.join(finding.cwe)})" if finding.cwe else ""
    message = f"{finding.message}\n\nRemedy: {finding.remedy}"
    return Annotation(finding.path, finding.start_line, finding.end_line, level, f"{finding.title}{cwe}", message)


def render_summary(change: Change, judgement: Judgement, about: About) -> str:
    """The report as Markdown, for people who have no forge at hand."""
    return _render("report.md.j2", **_common(change, judgement, about))


def _common(change: Change, judgement: Judgement, about: About) -> dict[str, Any]:
    """What every template but a thread's is given."""
    return {
        "change": change,
        "judgement": judgement,
        "missing": _missing(judgement),
        "left_out": [unseen for unseen in judgement.not_looked_at if unseen.by_design],
        "seconds": about.seconds,
        "versions": about.versions,
    }


def _missing(judgement: Judgement) -> list[Unseen]:
    """What should have been looked at and was not; what several checks say in the same words, once."""
    missing = [unseen for unseen in judgement.not_looked_at if not unseen.by_design]
    return list({(unseen.key or unseen.check, unseen.reason): unseen for unseen in missing}.values())


def _render(template: str, **values: Any) -> str:
    return _environment().get_template(template).render(icon=_ICONS.__getitem__, **values).strip() + "\n"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=False,  # Markdown: everything foreign passes the filters below
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        code=markdown.code_span,
        escape=markdown.escape,
        fence=markdown.fence,
        prose=markdown.prose,
        together=together,
        by_rule=by_rule,
        cwe_url=lambda cwe: f"https://cwe.mitre.org/data/definitions/{cwe.removeprefix('CWE-')}.html",
    )
    return environment
