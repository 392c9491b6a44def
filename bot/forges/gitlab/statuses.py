"""A review's verdict beside the commit: a status of Sekisho's own name in the merge request's pipeline.

How statuses live was read from gitlabhq: app/models/commit_status.rb and
app/services/ci/create_commit_status_service.rb. One that is pending or running is changed by the next of its name from
the same account; one that is over is followed by a new one. Nothing goes from pending to pending, nor from running to
running or pending: that is not written, and where GitLab says so all the same, another was quicker.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot import logs
from bot.forges.answers import Forbidden, Invalid
from bot.forges.gitlab.api import Conflict, GitLabSettings
from bot.forges.gitlab.client import Client
from bot.forges.gitlab.places import Place, places_of
from bot.forges.interface import ForgeUnavailable, NotThere
from bot.forges.reach import LeftOpen, Standing
from bot.model import Change, Review, Scan, ScanState, Verdict

LONGEST = 255
"""Characters of a description, and of a target_url."""
_FRAGMENT = "#sekisho-"
_log = logs.get(__name__)


@dataclass(frozen=True, slots=True)
class _Words:
    """What a status says."""

    state: str
    description: str
    target_url: str

    @property
    def scan(self) -> str:
        """Whose it is, by its address' fragment: what comes before changes when a project is renamed."""
        return self.target_url.rpartition("#")[2]

    def same(self, other: _Words) -> bool:
        """Whether both say the same of the same scan."""
        return (self.state, self.description, self.scan) == (other.state, other.description, other.scan)


@dataclass(frozen=True, slots=True)
class _Said:
    """A status of ours as it stands."""

    id: int
    place: Place
    words: _Words
    since: float
    """When it was made, seconds since the epoch."""

    @property
    def alive(self) -> bool:
        """Whether it is still to be concluded."""
        return self.words.state in ("pending", "running")

    def becomes(self, wanted: _Words) -> bool:
        """Whether GitLab lets it become this."""
        return self.alive and (wanted.state not in ("pending", "running") or self._steps(wanted))

    def _steps(self, wanted: _Words) -> bool:
        return (self.words.state, wanted.state) == ("pending", "running")


class Statuses:
    """Commit statuses of Sekisho's own name and account."""

    def __init__(self, settings: GitLabSettings) -> None:
        self._settings = settings

    def announce(self, client: Client, change: Change, scan: Scan) -> None:
        """Pending or running, unless this scan has said as much already."""
        waiting = scan.state is ScanState.WAITING
        state, text = ("pending", "Waiting for its turn") if waiting else ("running", "Looking at the change")
        wanted = _Words(state, text, address(change, scan))
        places, said = self._survey(client, change)
        newest = said[-1] if said else None
        if newest and newest.words.scan == wanted.scan and not newest.becomes(wanted):
            return
        if newest and newest.alive:
            if not newest.becomes(wanted):
                self._say([newest.place], replace(wanted, state="canceled", description="Another look begins"))
            self._say([newest.place], wanted)
        else:
            self._say(places, wanted)

    def publish(self, client: Client, change: Change, scan: Scan, review: Review) -> None:
        """The verdict, in the merge request's pipeline and wherever else one of ours still waits for it."""
        state = verdict_state(review, self._settings)
        self._conclude(client, change, _Words(state, review.headline[:LONGEST], address(change, scan)))

    def conclude(self, client: Client, change: Change, scan: Scan, title: str) -> None:
        """Closes this scan's statuses that are still open, and shows a failure where nothing was said."""
        wanted = _Words("canceled", title[:LONGEST], address(change, scan))
        if scan.state not in (ScanState.SUPERSEDED, ScanState.CANCELLED):
            words = f"Incomplete: {title}"[:LONGEST]
            self._conclude(client, change, replace(wanted, state=self._settings.incomplete, description=words))
            return
        _, said = self._survey(client, change)
        for each in said:
            if each.alive and each.words.scan == wanted.scan:
                self._say([each.place], wanted)

    def left_open(self, client: Client, standing: Standing) -> list[LeftOpen]:
        """Those at its head that are pending or running. Their address tells the scan."""
        return [
            LeftOpen(one.words.target_url.rpartition(_FRAGMENT)[2], one.since)
            for one in self._said(Place(client, standing.head_sha))
            if one.alive
        ]

    def _conclude(self, client: Client, change: Change, wanted: _Words) -> None:
        places, said = self._survey(client, change)
        there = next((each for each in said if each.place == places[0] and each.words.same(wanted)), None)
        taken = there.place.pipeline if there else self._say(places, wanted)
        for each in said:
            # GitLab began the merge request's own pipeline after this one was announced elsewhere.
            if each.alive and each.place.pipeline != taken:
                self._say([each.place], wanted)

    def _survey(self, client: Client, change: Change) -> tuple[list[Place], list[_Said]]:
        """Where a status goes, the best place first, and what we have said at this commit, the newest last."""
        places = places_of(client, change)
        commits = {(each.client.repo, each.sha): each for each in places}
        commits.setdefault((client.repo, change.head_sha), Place(client, change.head_sha))
        said = sorted((one for each in commits.values() for one in self._said(each)), key=lambda one: one.id)
        before = [each.place for each in said if each.place.client is client]
        if before and (change.is_fork or not places[0].pipeline):
            return [before[-1], *places], said  # where we were listened to before
        return places, said

    def _said(self, place: Place) -> list[_Said]:
        client = place.client
        try:
            path = f"/repository/commits/{place.sha}/statuses"
            listed = list(client.pages(path, most=10, name=self._settings.status_name))
        except (NotThere, Forbidden):
            return []  # a fork that Sekisho's account does not see
        return [
            _Said(
                each["id"],
                Place(client, place.sha, each["pipeline_id"]),
                _Words(each["status"], each["description"] or "", each["target_url"] or ""),
                datetime.fromisoformat(each["created_at"]).timestamp(),
            )
            for each in listed
            if each["name"] == self._settings.status_name and (each["author"] or {}).get("username") == client.login
        ]

    def _say(self, places: Sequence[Place], words: _Words) -> int:
        """Says it at the first place that takes it, and answers with the pipeline. Raises ForgeError."""
        *others, last = places
        for place in others:
            try:
                return self._post(place, words)
            except (Forbidden, NotThere, Invalid) as error:
                _log.info("a status goes to another place", repo=place.client.repo, why=str(error))
        return self._post(last, words)

    def _post(self, place: Place, words: _Words) -> int:
        body = {"state": words.state, "name": self._settings.status_name, "description": words.description}
        link = {"target_url": words.target_url} if words.target_url else {}
        where = {"pipeline_id": place.pipeline} if place.pipeline else {"ref": place.ref}
        try:
            made = place.client.post(f"/statuses/{place.sha}", {**body, **link, **where}, again=True)
        except Conflict as error:
            raise ForgeUnavailable(f"GitLab is busy with the statuses of this commit. ({error})", 5.0) from None
        except Invalid as error:
            if "cannot transition status" not in str(error).lower():
                raise
            return place.pipeline
        return int(made["pipeline_id"])


def verdict_state(review: Review, settings: GitLabSettings) -> str:
    """The state of the status: a draft or an observed review never fails."""
    if review.verdict is Verdict.CLEAR or review.observed:
        return "success"
    return "failed" if review.verdict is Verdict.BLOCKED else settings.incomplete


def address(change: Change, scan: Scan) -> str:
    """Leads to the merge request; the fragment tells the scans of one commit apart. "" where GitLab would refuse it."""
    url = f"{change.url}{_FRAGMENT}{scan.id}" if change.url else ""
    return url if len(url) <= LONGEST else ""
