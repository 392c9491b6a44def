"""Comments, threads, reviews and reactions: what may be said where, and what follows from saying it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.playground.common import diffs, git
from bot.playground.github import events
from bot.playground.github.errors import ApiError, validation_failed
from bot.playground.github.hub import Hub
from bot.playground.github.nouns import IssueComment, Pull, Reaction, Review, ReviewComment, Thread
from bot.playground.github.shapes_talk import REACTIONS

LONGEST = 65_536
"""Characters of a comment."""
OUTSIDE = "line must be part of the diff"


@dataclass(frozen=True, slots=True)
class Spot:
    """A valid place for a new thread."""

    path: str
    subject_type: str
    side: str
    line: int | None
    start_side: str | None
    start_line: int | None
    diff_hunk: str
    position: int
    commit: str


class NotInDiff(Exception):
    """A place that the diff does not have; the text is what GitHub says after "Pull request review thread "."""


def check_body(body: Any, resource: str) -> str:
    """The text of a comment. Raises 422 for none and for too much."""
    if not isinstance(body, str) or not body.strip():
        raise validation_failed(resource, "body", "missing_field")
    if len(body) > LONGEST:
        raise validation_failed(resource, "body", "custom", f"body is too long (maximum is {LONGEST} characters)")
    return body


def comment(hub: Hub, pull: Pull, author: str, body: str) -> IssueComment:
    """Adds to the conversation."""
    now = hub.clock.now()
    text = check_body(body, "IssueComment")
    fresh = IssueComment(hub.state.new_id(), pull.repo, pull.number, author, text, now, now)
    hub.state.issue_comments[fresh.id] = fresh
    events.commented(hub, pull, fresh, "created", author)
    return fresh


def edit_comment(hub: Hub, found: IssueComment, body: str, sender: str) -> None:
    """Changes a comment of the conversation."""
    was, found.body = found.body, check_body(body, "IssueComment")
    found.updated = hub.clock.now()
    changes = {"body": {"from": was}}
    events.commented(hub, hub.state.pull(found.repo, found.number), found, "edited", sender, changes=changes)


def delete_comment(hub: Hub, found: IssueComment, sender: str) -> None:
    """Takes a comment away."""
    events.commented(hub, hub.state.pull(found.repo, found.number), found, "deleted", sender)
    del hub.state.issue_comments[found.id]


def spot(hub: Hub, pull: Pull, asked: Mapping[str, Any], commit: str) -> Spot:
    """Where a comment with `path`, `line`, `side`, `start_line`, `start_side` would stand. Raises NotInDiff."""
    path = str(asked.get("path", ""))
    repo = hub.path(pull.repo)
    base = git.merge_base(repo, pull.base_sha, commit) or pull.base_sha
    change = diffs.file(repo, base, commit, path)
    if change is None:
        raise NotInDiff("path could not be resolved")
    if asked.get("subject_type") == "file":
        return Spot(path, "file", "RIGHT", None, None, None, "", 1, commit)
    side, line = _line(change, asked)
    hunk = diffs.hunk_at(change, side, line)
    if hunk is None:
        raise NotInDiff(OUTSIDE)
    start_side, start = _start(hunk, asked, side, line)
    position = diffs.position(change, side, line) or 1
    return Spot(path, "line", side, line, start_side, start, diffs.excerpt(hunk, side, line), position, commit)


def _line(change: diffs.FileChange, asked: Mapping[str, Any]) -> tuple[str, int]:
    position, line, side = asked.get("position"), asked.get("line"), asked.get("side") or "RIGHT"
    if line is None and isinstance(position, int):
        found = diffs.at_position(change, position)
        if found is None:
            raise NotInDiff("position is invalid")
        return found
    if not isinstance(line, int) or isinstance(line, bool) or side not in ("LEFT", "RIGHT"):
        raise NotInDiff(OUTSIDE)
    return side, line


def _start(hunk: diffs.Hunk, asked: Mapping[str, Any], side: str, line: int) -> tuple[str | None, int | None]:
    start = asked.get("start_line")
    if start is None:
        return None, None
    start_side = asked.get("start_side") or side
    if not isinstance(start, int) or (start_side == side and start >= line):
        raise NotInDiff("start line must precede the end line")
    if not hunk.has(start_side, start):
        raise NotInDiff("start line must be part of the same hunk as the line")
    return start_side, start


def open_thread(hub: Hub, pull: Pull, where: Spot, review: Review, body: str) -> ReviewComment:
    """A new thread with its first comment. Tells nobody: `announce` does."""
    base = git.merge_base(hub.path(pull.repo), pull.base_sha, where.commit) or pull.base_sha
    thread = Thread(
        id=hub.state.new_id(),
        repo=pull.repo,
        number=pull.number,
        path=where.path,
        subject_type=where.subject_type,
        side=where.side,
        line=where.line,
        start_side=where.start_side,
        start_line=where.start_line,
        commit=where.commit,
        merge_base=base,
        diff_hunk=where.diff_hunk,
        original_position=where.position,
    )
    hub.state.threads[thread.id] = thread
    return add_to(hub, thread, review, body, None)


def add_to(hub: Hub, thread: Thread, review: Review, body: str, reply_to: int | None) -> ReviewComment:
    """One more comment in a thread. Tells nobody: `announce` does."""
    now = hub.clock.now()
    fresh = ReviewComment(hub.state.new_id(), thread.id, review.id, review.author, body, now, now, reply_to)
    hub.state.review_comments[fresh.id] = fresh
    return fresh


def start_review(hub: Hub, pull: Pull, author: str, body: str, state: str, commit: str) -> Review:
    """A review without comments yet."""
    submitted = None if state == "PENDING" else hub.clock.now()
    fresh = Review(hub.state.new_id(), pull.repo, pull.number, author, body, state, commit, submitted)
    hub.state.reviews[fresh.id] = fresh
    return fresh


def announce(hub: Hub, pull: Pull, review: Review) -> None:
    """Tells of a submitted review and of each of its comments."""
    events.reviewed(hub, pull, review, review.author)
    for found in [c for c in hub.state.review_comments.values() if c.review_id == review.id]:
        events.review_commented(hub, pull, found, "created", review.author)


def reply(hub: Hub, pull: Pull, top: ReviewComment, author: str, body: str) -> ReviewComment:
    """Answers in a thread. Raises 422 where `top` is itself an answer."""
    if top.reply_to is not None:
        raise validation_failed("PullRequestReviewComment", "in_reply_to", "invalid")
    text = check_body(body, "PullRequestReviewComment")
    thread = hub.state.threads[top.thread_id]
    review = start_review(hub, pull, author, "", "COMMENTED", pull.head_sha)
    fresh = add_to(hub, thread, review, text, top.id)
    announce(hub, pull, review)
    return fresh


def edit_review_comment(hub: Hub, found: ReviewComment, body: str, sender: str) -> None:
    """Changes a comment of a thread."""
    was, found.body = found.body, check_body(body, "PullRequestReviewComment")
    found.updated = hub.clock.now()
    events.review_commented(hub, pull_of(hub, found), found, "edited", sender, changes={"body": {"from": was}})


def delete_review_comment(hub: Hub, found: ReviewComment, sender: str) -> None:
    """Takes a comment out of its thread: the next one leads where it was the first; the last takes the thread along."""
    events.review_commented(hub, pull_of(hub, found), found, "deleted", sender)
    del hub.state.review_comments[found.id]
    left = hub.state.comments_in(hub.state.threads[found.thread_id])
    for other in left:
        other.reply_to = None if other is left[0] else left[0].id


def pull_of(hub: Hub, found: ReviewComment) -> Pull:
    """The pull request a thread's comment belongs to."""
    thread = hub.state.threads[found.thread_id]
    return hub.state.pull(thread.repo, thread.number)


def set_resolved(hub: Hub, thread: Thread, login: str, resolved: bool) -> None:
    """Resolves a thread, or opens it again."""
    if bool(thread.resolved_by) == resolved:
        return
    thread.resolved_by = login if resolved else ""
    pull = hub.state.pull(thread.repo, thread.number)
    events.thread(hub, pull, thread, "resolved" if resolved else "unresolved", login)


def react(hub: Hub, kind: str, comment_id: int, author: str, content: Any) -> tuple[Reaction, bool]:
    """The reaction, and whether it is new: giving the same one twice changes nothing."""
    if content not in REACTIONS:
        raise ApiError(
            422, "Validation Failed", errors=[{"resource": "Reaction", "field": "content", "code": "invalid"}]
        )
    for found in hub.state.reactions_to(kind, comment_id):
        if (found.author, found.content) == (author, content):
            return found, False
    fresh = Reaction(hub.state.new_id(), (kind, comment_id), author, content, hub.clock.now())
    hub.state.reactions[fresh.id] = fresh
    return fresh, True
