"""The conversation of one merge request on GitLab: reads what Sekisho has said in it, and does what a plan says.

Each thread is a POST of its own. Draft notes with `bulk_publish` would send one mail for all, and were not taken: what
GitLab cannot place it drops on publishing without a word (gitlabhq's app/services/draft_notes/publish_service.rb), it
publishes along with them whatever the account's owner has pending, and a publishing that runs into a timeout
(https://gitlab.com/gitlab-org/gitlab/-/issues/444591) leaves notes and drafts of the same finding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot import markers
from bot.forges.answers import Forbidden, Invalid
from bot.forges.conversing import Fallen
from bot.forges.gitlab import notes, positions, words
from bot.forges.gitlab.api import Stumbled
from bot.forges.gitlab.client import Client
from bot.forges.gitlab.positions import Refs
from bot.forges.reconcile import Edit, Plan, Settling, Standing, Told, is_settled_body, same_text, settled_body
from bot.model import Placement, Review, Thread

_MOST_PAGES = 120
"""Of a hundred: more than the 5,000 notes that GitLab lets one merge request have, with all it says there itself."""
_BY_PUSH = "changed this "
"""How GitLab's own note in a thread begins whose line a push has changed (gitlabhq's app/services/system_notes)."""
_AT_ONCE = timedelta(minutes=1)
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Raw:
    """What doing something to a discussion takes."""

    note: int
    """Number of its first note."""
    resolvable: bool
    resolved: bool
    line: int
    """Where it stands at `head`; 0 where it stands at no line there."""
    head: str


class Talk:
    """See `conversing.Talk`. One merge request, as it stood when it was read."""

    def __init__(self, client: Client, number: int) -> None:
        self._client = client
        self._number = number
        self._path = f"/merge_requests/{number}"
        self._raw: dict[str, _Raw] = {}
        self._summary: Json | None = None

    def read(self) -> list[Told]:
        """See `conversing.Talk.read`."""
        own = [each for each in self._discussions() if _is_own(_first(each), self._client.login)]
        self._summary = next((_first(each) for each in own if notes.is_summary(_first(each))), None)
        threads = [each for each in own if markers.read_thread_marker(_first(each)["body"])]
        self._raw = {each["id"]: _raw(_first(each)) for each in threads}
        return [self._told(each) for each in threads]

    @property
    def summary(self) -> str:
        """See `conversing.Talk.summary`."""
        return self._summary["body"] if self._summary else ""

    def shown(self, made: Plan, head_sha: str) -> Plan:
        """See `conversing.Talk.shown`."""
        edits = (Edit(each.told, self._body(each, head_sha), each.thread) for each in made.edit)
        differing = tuple(each for each in edits if not same_text(each.told.body, each.body))
        return Plan(made.reopen, differing, made.settle, made.open)

    def do(self, todo: Plan, head_sha: str) -> Fallen:
        """See `conversing.Talk.do`."""
        for told in todo.reopen:
            self._resolve(told, resolved=False)
        for edit in todo.edit:
            self._write_first(edit.told, edit.body)
        for settling in todo.settle:
            self._settle(settling, head_sha)
        return self._open(todo.open, head_sha)

    def summarise(self, review: Review, unplaced: Sequence[Thread], head_sha: str) -> bool:
        """See `conversing.Talk.summarise`."""
        body = notes.compose(review, self.summary, [words.off_line(each) for each in unplaced], head_sha)
        return notes.write(self._client, self._number, self._summary, body)

    def _discussions(self) -> list[Json]:
        listed = self._client.pages(f"{self._path}/discussions", most=_MOST_PAGES)
        return [each for each in listed if each["notes"]]

    def _told(self, discussion: Json) -> Told:
        first, login = _first(discussion), self._client.login
        replies = [note for note in discussion["notes"][1:] if not note["system"]]
        ours = [_is_own(note, login) and markers.is_marked(note["body"]) for note in replies]
        noted = bool(replies) and ours[-1] and markers.first_line(replies[-1]["body"]) == markers.NOTE_MARKER
        members, place = markers.read_thread_marker(first["body"]), first.get("position") or {}
        path = place.get("new_path") or place.get("old_path") or ""
        standing = _standing(discussion, login)
        return Told(discussion["id"], members, path, first["body"], standing, not all(ours), noted)

    def _body(self, edit: Edit, head_sha: str) -> str:
        # GitLab moves a position along with its line; one whose line is no more stays at the commit where it was.
        raw = self._raw[edit.told.key]
        return words.on_line(edit.thread, raw.line if raw.head == head_sha else 0)

    def _write_first(self, told: Told, body: str) -> None:
        path = f"{self._path}/discussions/{told.key}/notes/{self._raw[told.key].note}"
        self._client.put(path, {"body": words.written(body)})

    def _resolve(self, told: Told, *, resolved: bool) -> None:
        """Resolves or reopens. What GitLab does not let be resolved says so in its text alone: threads at lines that
        the target branch has taken, and all of them where the account is no Developer.
        """
        raw = self._raw[told.key]
        if not raw.resolvable or raw.resolved == resolved:
            return
        try:
            self._client.put(f"{self._path}/discussions/{told.key}", {"resolved": resolved})
        except Forbidden:
            return

    def _settle(self, settling: Settling, head_sha: str) -> None:
        """The note to people first; the text last, since by it a thread counts as settled."""
        told, note = settling.told, f"No longer found at {head_sha[:10]}."
        if settling.note:
            reply = f"{markers.NOTE_MARKER}\n{note} The conversation is settled."
            self._client.post(f"{self._path}/discussions/{told.key}/notes", {"body": reply})
        self._resolve(told, resolved=True)
        if not is_settled_body(told.body):
            self._write_first(told, settled_body(told.body, f"**{note}**"))

    def _open(self, threads: Sequence[Thread], head_sha: str) -> Fallen:
        fallen = Fallen(to_summary=[each for each in threads if each.placement is Placement.SUMMARY])
        placeable = [each for each in threads if each.placement is not Placement.SUMMARY]
        refs = positions.refs_of(self._client, self._number, head_sha) if placeable else Refs("", "", "")
        for thread in placeable:
            at_line = thread.placement is Placement.LINE
            if at_line and self._open_at_line(thread, refs):
                continue
            if not self._open_at_file(thread, refs):
                fallen.to_summary.append(thread)
            elif at_line:
                fallen.to_file.append(thread)
        return fallen

    def _open_at_line(self, thread: Thread, refs: Refs) -> bool:
        """Whether GitLab took the thread there.

        It falls over some places (500), before or after it has kept the note: so the second try looks first.
        """
        at = positions.anchor(thread)
        if at is None:
            return False
        body, position = words.on_line(thread, at.new), positions.at_line(thread, at, refs)
        try:
            return self._post(body, position)
        except Stumbled:
            if self._stands(thread):
                return True
        try:
            return self._post(body, position)
        except Stumbled:
            return self._stands(thread)

    def _open_at_file(self, thread: Thread, refs: Refs) -> bool:
        return self._post(words.on_line(thread, 0), positions.at_file(thread, refs))

    def _post(self, body: str, position: Json) -> bool:
        try:
            self._client.post(f"{self._path}/discussions", {"body": body, "position": position})
        except Invalid:
            return False
        return True

    def _stands(self, thread: Thread) -> bool:
        """Whether the thread is there by now."""
        own = (_first(each) for each in self._discussions() if each["id"] not in self._raw)
        return any(
            _is_own(note, self._client.login) and markers.read_thread_marker(note["body"]) == thread.members
            for note in own
        )


def _first(discussion: Json) -> Json:
    return dict(discussion["notes"][0])


def _is_own(note: Json, login: str) -> bool:
    return (note.get("author") or {}).get("username") == login and not note["system"]


def _raw(first: Json) -> _Raw:
    place = first.get("position") or {}
    line, head = place.get("new_line") or 0, place.get("head_sha") or ""
    return _Raw(first["id"], bool(first.get("resolvable")), bool(first.get("resolved")), line, head)


def _standing(discussion: Json, login: str) -> Standing:
    first = _first(discussion)
    if is_settled_body(first["body"]):
        # Not resolved all the same: it could not be, or a person has opened it again since, to talk on.
        return Standing.SETTLED_BY_US
    if not first.get("resolved"):
        return Standing.OPEN
    by = (first.get("resolved_by") or {}).get("username")
    return Standing.SETTLED_BY_US if by == login or _by_push(discussion) else Standing.SETTLED_BY_PERSON


def _by_push(discussion: Json) -> bool:
    """Whether a push to its line resolved the thread, as projects may set it: GitLab then names who pushed."""
    first = _first(discussion)
    if not first.get("resolved_at"):
        return False
    by, at = (first.get("resolved_by") or {}).get("username"), datetime.fromisoformat(first["resolved_at"])
    return any(
        note["system"]
        and note["body"].startswith(_BY_PUSH)
        and note["author"]["username"] == by
        and abs(datetime.fromisoformat(note["created_at"]) - at) <= _AT_ONCE
        for note in discussion["notes"][1:]
    )
