"""The inline conversations of a pull request: reads Sekisho's own, and does what a plan says.

A settled thread's first comment says so under a mark of its own, then the thread is resolved (or hidden, where
resolving is not permitted). So the mark, not GitHub's `resolvedBy`, tells what Sekisho settled from what a person did.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot import markers
from bot.forges.answers import Forbidden, Invalid
from bot.forges.conversing import Fallen
from bot.forges.cutting import cut
from bot.forges.github.client import Client
from bot.forges.interface import ForgeUnavailable, Refused
from bot.forges.reconcile import Edit, Plan, Settling, Standing, Told, is_settled_body, same_text, settled_body
from bot.model import Placement, Thread

BODY_LIMIT = 65_535
_PER_PAGE = 50
_MOST_PAGES = 40
Json = dict[str, Any]

_READ = """query($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) {
    reviewThreads(first: 50, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes { id isResolved path comments(first: 100) { nodes {
        id databaseId body isMinimized author { __typename login } } } } } } } }"""
_RESOLVE = "mutation($id: ID!) { resolveReviewThread(input: {threadId: $id}) { thread { id isResolved } } }"
_UNRESOLVE = "mutation($id: ID!) { unresolveReviewThread(input: {threadId: $id}) { thread { id isResolved } } }"
_HIDE = """mutation($id: ID!) {
  minimizeComment(input: {subjectId: $id, classifier: RESOLVED}) { minimizedComment { isMinimized } } }"""
_SHOW = "mutation($id: ID!) { unminimizeComment(input: {subjectId: $id}) { unminimizedComment { isMinimized } } }"


@dataclass(frozen=True, slots=True)
class _Raw:
    """What doing something to a thread takes."""

    comment: int
    """Number of its first comment in the REST API."""
    node: str
    """Id of its first comment in GraphQL."""
    resolved: bool
    hidden: bool


class Conversation:
    """One pull request's threads, as they stood when it was read."""

    def __init__(self, client: Client, number: int) -> None:
        self._client = client
        self._number = number
        self._raw: dict[str, _Raw] = {}

    def read(self) -> list[Told]:
        """Sekisho's own threads. Raises ForgeError."""
        own = (_read_one(node, self._client.login) for node in self._nodes())
        pairs = [pair for pair in own if pair]
        self._raw = {told.key: raw for told, raw in pairs}
        return [told for told, _ in pairs]

    def do(self, plan: Plan, head_sha: str) -> Fallen:
        """Writes the plan, in an order that a crash anywhere leaves repairable."""
        for told in plan.reopen:
            self._reopen(told)
        for edit in plan.edit:
            self._edit(edit)
        for settling in plan.settle:
            self._settle(settling, head_sha)
        return self._open(plan.open, head_sha)

    def _nodes(self) -> Iterator[Json]:
        owner, name = self._client.repo.split("/")
        after = None
        for _ in range(_MOST_PAGES):
            data = self._client.query(_READ, owner=owner, name=name, number=self._number, after=after)
            threads = data["repository"]["pullRequest"]["reviewThreads"]
            yield from threads["nodes"]
            if not threads["pageInfo"]["hasNextPage"]:
                return
            after = threads["pageInfo"]["endCursor"]

    def _reopen(self, told: Told) -> None:
        raw = self._raw[told.key]
        if raw.resolved:
            self._client.mutate(_UNRESOLVE, id=told.key)
        if raw.hidden:
            self._client.mutate(_SHOW, id=raw.node)

    def _edit(self, edit: Edit) -> None:
        self._write_first(edit.told, edit.body)

    def _write_first(self, told: Told, body: str) -> None:
        self._client.patch(f"/pulls/comments/{self._raw[told.key].comment}", {"body": cut(body, BODY_LIMIT)})

    def _settle(self, settling: Settling, head_sha: str) -> None:
        told, note = settling.told, f"No longer found at {head_sha[:10]}."
        if settling.note:
            reply = f"{markers.NOTE_MARKER}\n{note} The conversation is settled."
            self._client.post(f"/pulls/{self._number}/comments/{self._raw[told.key].comment}/replies", {"body": reply})
        if not is_settled_body(told.body):
            self._write_first(told, settled_body(told.body, f"**{note}**"))
        self._close(told)

    def _close(self, told: Told) -> None:
        if self._client.permits("contents"):
            try:
                self._client.mutate(_RESOLVE, id=told.key)
            except Forbidden:
                pass
            else:
                return
        self._client.mutate(_HIDE, id=self._raw[told.key].node)

    def _open(self, threads: Sequence[Thread], head_sha: str) -> Fallen:
        fallen = Fallen(to_summary=[each for each in threads if each.placement is Placement.SUMMARY])
        refused = self._open_together([each for each in threads if each.placement is Placement.LINE], head_sha)
        fallen.to_file = [each for each in refused if self._open_on_file(each, head_sha)]
        taken = {id(each) for each in fallen.to_file}
        on_file = [each for each in threads if each.placement is Placement.FILE]
        fallen.to_summary += [each for each in refused if id(each) not in taken]
        fallen.to_summary += [each for each in on_file if not self._open_on_file(each, head_sha)]
        return fallen

    def _open_together(self, threads: Sequence[Thread], head_sha: str) -> list[Thread]:
        """One review for all; where GitHub refuses one comment it refuses the review, so halves are tried."""
        if not threads:
            return []
        review = {"commit_id": head_sha, "event": "COMMENT", "comments": [_comment(each) for each in threads]}
        try:
            self._client.post(f"/pulls/{self._number}/reviews", review)
        except Invalid as error:
            _raise_unless_placed_badly(error)
            if len(threads) == 1:
                return list(threads)
            middle = len(threads) // 2
            return self._open_together(threads[:middle], head_sha) + self._open_together(threads[middle:], head_sha)
        return []

    def _open_on_file(self, thread: Thread, head_sha: str) -> bool:
        comment = {"path": thread.path, "subject_type": "file", "commit_id": head_sha}
        try:
            self._client.post(f"/pulls/{self._number}/comments", {**comment, "body": cut(thread.body, BODY_LIMIT)})
        except Invalid as error:
            _raise_unless_placed_badly(error)
            return False
        return True


def shown_bodies(plan: Plan) -> Plan:
    """The plan without edits that only the limit on a body's length makes look necessary."""
    edits = tuple(edit for edit in plan.edit if not same_text(edit.told.body, cut(edit.body, BODY_LIMIT)))
    return Plan(plan.reopen, edits, plan.settle, plan.open)


def is_own(author: Json | None, login: str) -> bool:
    """Whether a GraphQL author is `login`; GraphQL leaves out the [bot] of a bot's name."""
    if not author:
        return False
    is_bot = author.get("__typename") == "Bot"
    return author["login"] == login or (is_bot and f"{author['login']}[bot]" == login)


def _read_one(node: Json, login: str) -> tuple[Told, _Raw] | None:
    comments = node["comments"]["nodes"]
    if not comments or not is_own(comments[0]["author"], login):
        return None
    first, replies = comments[0], comments[1:]
    members = markers.read_thread_marker(first["body"])
    if not members:
        return None
    raw = _Raw(first["databaseId"], first["id"], node["isResolved"], first["isMinimized"])
    ours = [is_own(reply["author"], login) and markers.is_marked(reply["body"]) for reply in replies]
    noted = bool(replies) and ours[-1] and markers.first_line(replies[-1]["body"]) == markers.NOTE_MARKER
    told = Told(node["id"], members, node["path"], first["body"], _standing(raw, first["body"]), not all(ours), noted)
    return told, raw


def _standing(raw: _Raw, body: str) -> Standing:
    if not (raw.resolved or raw.hidden):
        return Standing.OPEN
    return Standing.SETTLED_BY_US if is_settled_body(body) else Standing.SETTLED_BY_PERSON


def _comment(thread: Thread) -> Json:
    side = "LEFT" if thread.removed else "RIGHT"
    place: Json = {"path": thread.path, "line": thread.end_line, "side": side}
    if thread.start_line < thread.end_line:
        place |= {"start_line": thread.start_line, "start_side": side}
    return {**place, "body": cut(thread.body, BODY_LIMIT)}


def _raise_unless_placed_badly(error: Invalid) -> None:
    """Trying another place helps only where the place was the fault."""
    said = str(error).lower()
    if "pending review" in said:
        raise Refused(
            "Sekisho's account has a review of its own pending on this pull request: submit or discard it, and give "
            f"Sekisho an account that nobody writes with. ({error})"
        ) from None
    if re.search(r"commit(?!table)", said) and not re.search(r"\b(line|path|diff|position)\b", said):
        raise ForgeUnavailable(f"The head moved while the review was written. ({error})", 5.0) from None
