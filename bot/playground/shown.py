"""What a pull request shows, read from a playground's snapshot as a person would read it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_MARKER = re.compile(r"<!--.*?-->\n?", re.DOTALL)
_RULE = re.compile(r"· `([a-z0-9]+(?:-[a-z0-9]+)+)`")


@dataclass(frozen=True, slots=True)
class ShownThread:
    """One conversation on the diff."""

    path: str
    line: int | None
    rule: str
    resolved: bool
    body: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The review as it stands."""

    completed: bool
    conclusion: str
    headline: str
    report: str
    """The check run's own text."""
    summary: str
    """The one comment's text; "" where there is none."""
    threads: tuple[ShownThread, ...]

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


def shown(snapshot: Mapping[str, Any]) -> Shown:
    """Reads `GitHubPlayground.snapshot`."""
    runs = snapshot["check_runs"]
    run: Mapping[str, Any] = runs[-1] if runs else {}
    comments = [comment["body"] for comment in snapshot["comments"] if "sekisho:summary" in comment["body"]]
    return Shown(
        completed=run.get("status") == "completed",
        conclusion=run.get("conclusion") or "",
        headline=run.get("title") or "",
        report=run.get("summary") or "",
        summary=_MARKER.sub("", comments[0]) if comments else "",
        threads=tuple(_thread(each) for each in snapshot["threads"]),
    )


def _thread(thread: Mapping[str, Any]) -> ShownThread:
    body = thread["comments"][0]["body"]
    rule = _RULE.search(body)
    return ShownThread(
        thread["path"], thread["line"], rule[1] if rule else "", thread["resolved"], _MARKER.sub("", body)
    )


def _plain(body: str) -> str:
    return re.sub(r"</?(?:details|summary|sub)>", "", body)
