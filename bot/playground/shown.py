"""What a pull or merge request shows, read from any playground's snapshot as a person would read it. Pure.

Forges have different words for the same: a verdict is a check run here and a commit status with a note there. Of
either becomes one `Shown`, so that what two forges show can be compared.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_MARKER = re.compile(r"<!--.*?-->\n?", re.DOTALL)
_RULE = re.compile(r"· `([a-z0-9]+(?:-[a-z0-9]+)+)`")
_REPORT = "<details><summary>The whole report</summary>"
"""Begins the report in GitLab's note, after the summary."""
_HEADLINE_ALONE = re.compile(r"### \w+: ")
"""How a note begins that carries a report and no summary: without the sign of its verdict."""


@dataclass(frozen=True, slots=True)
class ShownComment:
    """One thing that was said."""

    id: int
    author: str
    body: str
    reactions: tuple[tuple[str, str], ...] = ()
    """(who, what) of each."""


@dataclass(frozen=True, slots=True)
class ShownThread:
    """One conversation on the diff."""

    id: str
    path: str
    line: int | None
    """At head, or at base where the line is gone; None: the whole file, or a line that the diff no longer shows."""
    resolved_by: str
    """"" while it is open."""
    comments: tuple[ShownComment, ...]

    @property
    def resolved(self) -> bool:
        """Whether somebody closed it."""
        return bool(self.resolved_by)

    @property
    def body(self) -> str:
        """What it begins with, without hidden marks."""
        return _MARKER.sub("", self.comments[0].body)

    @property
    def rule(self) -> str:
        """The rule that it names; "" where a person began it."""
        found = _RULE.search(self.comments[0].body)
        return found[1] if found else ""


@dataclass(frozen=True, slots=True)
class Shown:
    """The review as it stands."""

    head_sha: str
    completed: bool
    conclusion: str
    """success | failure | neutral | cancelled, in GitHub's words; "" while it runs."""
    headline: str
    report: str
    """All that was found, as the verdict's own text; "" where the forge has no room for it and needs none."""
    summary: str
    """The one comment's text; "" where there is none."""
    threads: tuple[ShownThread, ...]
    comments: tuple[ShownComment, ...]
    """The conversation, the summary included."""

    @property
    def reviewed(self) -> bool:
        """Whether a verdict was reached, whatever it is."""
        return self.headline.startswith(("Blocked", "Incomplete", "Clear"))

    def as_json(self) -> dict[str, Any]:
        """As `playground --format json` prints it."""
        return {
            "check": {"conclusion": self.conclusion, "title": self.headline},
            "threads": [
                {"path": each.path, "line": each.line, "rule": each.rule, "resolved": each.resolved}
                for each in self.threads
            ],
            "summary": self.summary,
        }

    def readable(self) -> str:
        """As Markdown for a terminal, which has no folding."""
        parts = [_plain(self.summary)]
        parts += [f"---\n\n`{each.path}:{each.line}`\n\n{_plain(each.body)}" for each in self.threads]
        return "\n\n".join(parts)


def on_github(snapshot: Mapping[str, Any]) -> Shown:
    """Reads `GitHubPlayground.snapshot`: the verdict is the newest check run at head."""
    runs = snapshot["check_runs"]
    run: Mapping[str, Any] = runs[-1] if runs else {}
    comments = tuple(_github_comment(each) for each in snapshot["comments"])
    return Shown(
        head_sha=snapshot["head_sha"],
        completed=run.get("status") == "completed",
        conclusion=run.get("conclusion") or "",
        headline=run.get("title") or "",
        report=run.get("summary") or "",
        summary=_summary(comments).strip(),
        threads=tuple(
            ShownThread(
                str(each["id"]),
                each["path"],
                each["line"],
                each["resolved_by"],
                tuple(_github_comment(comment) for comment in each["comments"]),
            )
            for each in snapshot["threads"]
        ),
        comments=comments,
    )


def _github_comment(comment: Mapping[str, Any]) -> ShownComment:
    reactions = tuple((each["author"], each["content"]) for each in comment["reactions"])
    return ShownComment(comment["id"], comment["author"], comment["body"], reactions)


def on_gitlab(snapshot: Mapping[str, Any], status_name: str) -> Shown:
    """Reads `GitLabPlayground.snapshot`: the verdict is the newest status of that name at head, its text the note.

    A status knows no neutral: success with the words of something else is what GitHub calls so.
    """
    found = [each for each in snapshot["statuses"] if each["name"] == status_name]
    status: Mapping[str, Any] = found[-1] if found else {}
    comments = tuple(_gitlab_comment(each) for each in snapshot["notes"] if not each["system"])
    summary, _, report = (part.strip() for part in _summary(comments).partition(_REPORT))
    conclusion = gitlab_conclusion(status.get("status", ""), status.get("description") or "")
    return Shown(
        head_sha=snapshot["head_sha"],
        completed=bool(conclusion),
        conclusion=conclusion,
        headline=status.get("description") or "",
        report=report,
        summary="" if _HEADLINE_ALONE.match(summary) else summary,
        threads=tuple(
            ShownThread(
                each["id"],
                each["path"],
                each["line"] or each["old_line"],
                (each["resolved_by"] or "somebody") if each["resolved"] else "",
                tuple(_gitlab_comment(note) for note in each["notes"] if not note["system"]),
            )
            for each in snapshot["discussions"]
            if each["path"]
        ),
        comments=comments,
    )


def gitlab_conclusion(state: str, words: str) -> str:
    """What a commit status comes to, in GitHub's words; "" while it is pending or running."""
    if state == "success" and words.startswith(("Blocked", "Incomplete")):
        return "neutral"
    return {"success": "success", "failed": "failure", "canceled": "cancelled", "skipped": "skipped"}.get(state, "")


def _gitlab_comment(note: Mapping[str, Any]) -> ShownComment:
    reactions = tuple((each["author"], each["name"]) for each in note["reactions"])
    return ShownComment(note["id"], note["author"], note["body"], reactions)


def _summary(comments: tuple[ShownComment, ...]) -> str:
    return next((_MARKER.sub("", each.body) for each in comments if "sekisho:summary" in each.body), "")


def _plain(body: str) -> str:
    return re.sub(r"</?(?:details|summary|sub)>", "", body)
