"""A review's verdict beside the commit: a check run, or a commit status where only a personal token is at hand.

The check run is found again by its external id, the scan's: a process that was killed after creating it does not
create another. Annotations only ever append, so the count that GitHub shows tells where to go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.forges.cutting import cut, split
from bot.forges.github.api import GitHubCredentials, GitHubSettings
from bot.forges.github.client import Client
from bot.forges.reach import LeftOpen, Standing
from bot.model import Action, Annotation, Change, Review, Scan, ScanState, Verdict

TEXT_LIMIT = 65_535
ANNOTATIONS_PER_CALL = 50
MOST_ANNOTATIONS = 1_000
_MESSAGE_LIMIT = 64 * 1024
_TITLE_LIMIT, _DESCRIPTION_LIMIT = 255, 140
_FRAGMENT = "#sekisho-"
Json = dict[str, Any]


class CheckRuns:
    """Check runs of Sekisho's own app."""

    def __init__(self, settings: GitHubSettings, credentials: Callable[[], GitHubCredentials]) -> None:
        self._settings = settings
        self._credentials = credentials

    def announce(self, client: Client, change: Change, scan: Scan) -> None:
        """Shows the scan as queued or in progress; one that is completed is left alone."""
        status = "queued" if scan.state is ScanState.WAITING else "in_progress"
        run = self._find(client, change, scan)
        if run is None:
            self._create(client, change, scan, status)
        elif run["status"] == "queued" and status == "in_progress":
            client.patch(f"/check-runs/{run['id']}", {"status": status})

    def publish(self, client: Client, change: Change, scan: Scan, review: Review) -> None:
        """Completes the run with the review; writes nothing where it says so already."""
        wanted = _completed(review, self._settings)
        annotations = [_annotation(each) for each in review.annotations[:MOST_ANNOTATIONS]]
        run = self._find(client, change, scan) or self._create(client, change, scan, "in_progress")
        told = run["output"]["annotations_count"] or 0
        if _says(run, wanted) and told >= len(annotations):
            return
        output = wanted["output"]
        *early, last = _batches(annotations[told:])
        for batch in early:
            client.patch(f"/check-runs/{run['id']}", {"output": {**output, "annotations": batch}}, again=False)
        body = {**wanted, "output": {**output, "annotations": last}}
        # With annotations a repetition would double them.
        client.patch(f"/check-runs/{run['id']}", body, again=not last)

    def conclude(self, client: Client, change: Change, scan: Scan, title: str, text: str) -> None:
        """Closes the run without a verdict. A scan that nobody has seen yet is only shown where it failed."""
        run = self._find(client, change, scan)
        if run is None and scan.state is ScanState.FAILED:
            run = self._create(client, change, scan, "in_progress")
        if run is None or run["status"] == "completed":
            return
        stopped = scan.state in (ScanState.SUPERSEDED, ScanState.CANCELLED)
        output = {"title": title[:_TITLE_LIMIT], "summary": cut(text, TEXT_LIMIT)}
        conclusion = "cancelled" if stopped else self._settings.incomplete
        client.patch(f"/check-runs/{run['id']}", {"status": "completed", "conclusion": conclusion, "output": output})

    def left_open(self, client: Client, standing: Standing) -> list[LeftOpen]:
        """Own runs at its head that are not completed."""
        own = [run for run in self._named(client, standing.head_sha) if self._is_own(run)]
        return [
            LeftOpen(str(run["external_id"] or ""), seconds(run["started_at"]))
            for run in own
            if run["status"] != "completed"
        ]

    def _find(self, client: Client, change: Change, scan: Scan) -> Json | None:
        named = self._named(client, change.head_sha)
        return next((run for run in named if run["external_id"] == scan.id and self._is_own(run)), None)

    def _named(self, client: Client, sha: str) -> Iterator[Json]:
        name = self._settings.check_name
        return client.pages(f"/commits/{sha}/check-runs", "check_runs", check_name=name, filter="all")

    def _is_own(self, run: Json) -> bool:
        mine, app = self._credentials(), run.get("app") or {}
        return app.get("client_id") == (mine.client_id or None) or str(app.get("id")) == (mine.app_id or None)

    def _create(self, client: Client, change: Change, scan: Scan, status: str) -> Json:
        body = {"name": self._settings.check_name, "head_sha": change.head_sha, "status": status}
        made: Json = client.post("/check-runs", {**body, "external_id": scan.id})
        return made


def conclusion(review: Review, settings: GitHubSettings) -> str:
    """The check run's conclusion: a draft or an observed review never fails."""
    if review.verdict is Verdict.CLEAR:
        return "success"
    if review.observed:
        return "neutral"
    return "failure" if review.verdict is Verdict.BLOCKED else settings.incomplete


def _completed(review: Review, settings: GitHubSettings) -> Json:
    summary, text = split(_with_what_is_missing(review), TEXT_LIMIT)
    output = {"title": review.headline[:_TITLE_LIMIT], "summary": summary}
    if text:
        output["text"] = cut(text, TEXT_LIMIT)
    actions = [_action(each) for each in review.actions[:3]]
    done = {"status": "completed", "conclusion": conclusion(review, settings), "output": output}
    return {**done, "actions": actions} if actions else done


def _with_what_is_missing(review: Review) -> str:
    missing = len(review.annotations) - MOST_ANNOTATIONS
    note = f"*{missing} more annotations are left out: they are in the report alone.*\n\n" if missing > 0 else ""
    return note + (review.report or review.headline)


def _says(run: Json, wanted: Json) -> bool:
    output = run["output"]
    same = all((output.get(key) or "") == wanted["output"].get(key, "") for key in ("title", "summary", "text"))
    return same and run["status"] == "completed" and run["conclusion"] == wanted["conclusion"]


def _batches(annotations: Sequence[Json]) -> list[Sequence[Json]]:
    starts = range(0, len(annotations), ANNOTATIONS_PER_CALL)
    return [annotations[start : start + ANNOTATIONS_PER_CALL] for start in starts] or [[]]


def _annotation(each: Annotation) -> Json:
    return {
        "path": each.path,
        "start_line": each.start_line,
        "end_line": each.end_line,
        "annotation_level": each.level,
        "title": each.title[:_TITLE_LIMIT],
        "message": cut(each.message, _MESSAGE_LIMIT),
    }


def _action(each: Action) -> Json:
    return {"label": each.label[:20], "description": each.description[:40], "identifier": each.identifier[:20]}


@dataclass(frozen=True, slots=True)
class _Status:
    state: str
    description: str
    target_url: str


class Statuses:
    """Commit statuses. They know no neutral: what is not judged is `error`, for it must not look green."""

    def __init__(self, settings: GitHubSettings) -> None:
        self._context = settings.check_name

    def announce(self, client: Client, change: Change, scan: Scan) -> None:
        """Pending, unless this scan has said its word already."""
        latest = self._latest(client, change)
        words = "Waiting for its turn" if scan.state is ScanState.WAITING else "Looking at the change"
        pending = _Status("pending", words, _address(change, scan))
        if latest is None or latest.state == "pending" or latest.target_url != pending.target_url:
            self._say(client, change, latest, pending)

    def publish(self, client: Client, change: Change, scan: Scan, review: Review) -> None:
        """The verdict. An observed review is a success whose description tells more."""
        good = review.verdict is Verdict.CLEAR or (review.observed and review.verdict is Verdict.BLOCKED)
        state = "success" if good else "failure" if review.verdict is Verdict.BLOCKED else "error"
        status = _Status(state, review.headline[:_DESCRIPTION_LIMIT], _address(change, scan))
        self._say(client, change, self._latest(client, change), status)

    def conclude(self, client: Client, change: Change, scan: Scan, title: str, text: str) -> None:
        """Closes this scan's status if it is still pending, and shows a failure where nothing was said."""
        latest = self._latest(client, change)
        own = latest is not None and latest.target_url == _address(change, scan)
        if scan.state is ScanState.FAILED or (own and latest and latest.state == "pending"):
            self._say(client, change, latest, _Status("error", title[:_DESCRIPTION_LIMIT], _address(change, scan)))

    def left_open(self, client: Client, standing: Standing) -> list[LeftOpen]:
        """The status at its head, where it is pending. Its address tells the scan."""
        newest = next(self._own(client, standing.head_sha), None)
        if newest is None or newest["state"] != "pending":
            return []
        scan = (newest["target_url"] or "").rpartition(_FRAGMENT)[2]
        return [LeftOpen(scan, seconds(newest["created_at"]))]

    def _latest(self, client: Client, change: Change) -> _Status | None:
        own = self._own(client, change.head_sha)
        return next((_Status(each["state"], each["description"] or "", each["target_url"] or "") for each in own), None)

    def _own(self, client: Client, sha: str) -> Iterator[Json]:
        """Those of ours: GitHub lists them newest first."""
        listed = client.pages(f"/commits/{sha}/statuses", most=10)
        return (each for each in listed if each["context"] == self._context and _login(each) == client.login)

    def _say(self, client: Client, change: Change, latest: _Status | None, wanted: _Status) -> None:
        if latest != wanted:
            body = {"state": wanted.state, "description": wanted.description, "context": self._context}
            link = {"target_url": wanted.target_url} if wanted.target_url else {}
            client.post(f"/statuses/{change.head_sha}", {**body, **link}, again=True)


def _login(status: Mapping[str, Any]) -> str:
    return str((status.get("creator") or {}).get("login", ""))


def _address(change: Change, scan: Scan) -> str:
    """Leads to the pull request; the fragment tells the scans of one commit apart."""
    return f"{change.url}{_FRAGMENT}{scan.id}" if change.url else ""


def seconds(stamp: str | None) -> float:
    """GitHub's time as seconds since the epoch; 0 where it tells none."""
    return datetime.fromisoformat(stamp).timestamp() if stamp else 0.0
