"""What the pages show, prepared: threads, the conversation, the checks. Only reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.playground.common import diffs, git, view
from bot.playground.common.markdown import render
from bot.playground.common.view import File, Said, Talk
from bot.playground.github.hub import Hub
from bot.playground.github.nouns import CheckRun, IssueComment, Pull, Review, ReviewComment, Status, Thread
from bot.playground.github.state import latest_runs, latest_statuses
from bot.playground.github.threads import Place, place

SIGNS = {"success": "ok", "failure": "bad", "timed_out": "bad", "cancelled": "off", "action_required": "bad"}


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the conversation: a comment, a review (with its comments counted)."""

    when: datetime
    kind: str
    said: Said
    verb: str = ""
    threads: tuple[tuple[int, str], ...] = ()
    """(thread id, "path, line 3") of those that a review opened."""


_EMOJI = {
    "+1": "👍",
    "-1": "👎",
    "laugh": "😄",
    "confused": "😕",
    "heart": "❤️",
    "hooray": "🎉",
    "eyes": "👀",
    "rocket": "🚀",
}


def _reactions(hub: Hub, kind: str, number: int) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = defaultdict(int)
    for reaction in hub.state.reactions_to(kind, number):
        counts[_EMOJI[reaction.content]] += 1
    return tuple(counts.items())


def issue_comment(hub: Hub, found: IssueComment) -> Said:
    """A comment of the conversation."""
    edited = found.updated > found.created
    reactions = _reactions(hub, "issue_comment", found.id)
    anchor = f"issuecomment-{found.id}"
    return Said(found.id, anchor, found.author, render(found.body), found.created, edited, found.minimized, reactions)


def _review_comment(hub: Hub, found: ReviewComment, over: Sequence[str], applies: str) -> Said:
    edited = found.updated > found.created
    reactions = _reactions(hub, "review_comment", found.id)
    body = render(found.body, suggestion_over=over)
    anchor = f"discussion_r{found.id}"
    return Said(found.id, anchor, found.author, body, found.created, edited, found.minimized, reactions, applies)


def talk(hub: Hub, pull: Pull, thread: Thread) -> Talk:
    """A thread as it is shown now."""
    now = place(hub, pull, thread)
    over = _lines_of(hub, pull, thread, now)
    url = f"/{pull.repo}/pull/{pull.number}/threads/{thread.id}"
    applies = f"{url}/apply" if now.line is not None and thread.side == "RIGHT" and pull.state == "open" else ""
    return Talk(
        id=str(thread.id),
        url=url,
        path=thread.path,
        outdated=now.outdated,
        lines=where(thread, now),
        resolved_by=thread.resolved_by,
        comments=tuple(_review_comment(hub, found, over, applies) for found in hub.state.comments_in(thread)),
        spot=None if now.line is None else (thread.side, now.line),
        excerpt=view.rows(diffs.read(thread.diff_hunk))[-6:] if now.outdated else (),
    )


def _lines_of(hub: Hub, pull: Pull, thread: Thread, now: Place) -> list[str]:
    """The lines that a suggestion in this thread would replace."""
    commit, last, first = pull.head_sha, now.line, now.start_line
    if now.outdated:
        commit, last, first = thread.commit, thread.line, thread.start_line
    data = git.blob(hub.path(pull.repo), commit, thread.path) or b""
    return data.decode(errors="replace").split("\n")[(first or last or 1) - 1 : last] if last else []


def where(thread: Thread, now: Place) -> str:
    """The place in words."""
    last, first = (thread.line, thread.start_line) if now.outdated else (now.line, now.start_line)
    if last is None:
        return "the file"
    return f"lines {first} to {last}" if first else f"line {last}"


def files(hub: Hub, pull: Pull) -> tuple[tuple[File, ...], int]:
    """The diff with threads in place, and how many files were left out."""
    talks = [talk(hub, pull, thread) for thread in hub.state.threads_of(pull.repo, pull.number)]
    return view.files(hub.path(pull.repo), hub.merge_base(pull), pull.head_sha, talks)


def outdated(hub: Hub, pull: Pull) -> tuple[Talk, ...]:
    """Threads whose lines are gone."""
    talks = (talk(hub, pull, thread) for thread in hub.state.threads_of(pull.repo, pull.number))
    return tuple(one for one in talks if one.outdated)


def conversation(hub: Hub, pull: Pull) -> list[Event]:
    """Comments and reviews in the order they were made."""
    said = [issue_comment(hub, found) for found in hub.state.issue_comments_of(pull.repo, pull.number)]
    events = [Event(one.created, "comment", one) for one in said]
    reviews = [r for r in hub.state.reviews.values() if (r.repo, r.number) == (pull.repo, pull.number) and r.submitted]
    events += [event for event in (_review(hub, pull, review) for review in reviews) if event]
    return sorted(events, key=lambda event: event.when)


def _review(hub: Hub, pull: Pull, review: Review) -> Event | None:
    """A review with a text or new threads; answers show in their threads alone."""
    comments = [c for c in hub.state.review_comments.values() if c.review_id == review.id and c.reply_to is None]
    if not comments and not review.body and review.state == "COMMENTED":
        return None
    assert review.submitted is not None
    threads = [hub.state.threads[comment.thread_id] for comment in comments]
    places = tuple((t.id, f"{t.path}, {where(t, place(hub, pull, t))}") for t in threads)
    verbs = {"APPROVED": "approved this change", "CHANGES_REQUESTED": "asked for changes"}
    body = render(review.body)
    anchor = f"pullrequestreview-{review.id}"
    said = Said(review.id, anchor, review.author, body, review.submitted, False, "", ())
    return Event(review.submitted, "review", said, verbs.get(review.state, "reviewed"), places)


@dataclass(frozen=True, slots=True)
class Check:
    """A check run or a status, as the checks box shows it."""

    name: str
    sign: str
    """ok | bad | off | wait."""
    says: str
    app: str
    run: CheckRun | None = None
    status: Status | None = None


def checks(hub: Hub, repo: str, sha: str) -> list[Check]:
    """Everything that was checked at a commit, failures first."""
    found = [_check(hub, run) for run in latest_runs(hub.state.runs_at(repo, sha))]
    signs = {"success": "ok", "pending": "wait"}
    found += [
        Check(one.context, signs.get(one.state, "bad"), one.description or one.state, one.creator, status=one)
        for one in latest_statuses(hub.state.statuses_at(repo, sha))
    ]
    return sorted(found, key=lambda one: ("bad", "wait", "off", "ok").index(one.sign))


def _check(hub: Hub, run: CheckRun) -> Check:
    sign = SIGNS.get(run.conclusion or "", "off") if run.status == "completed" else "wait"
    words = run.title or (run.conclusion or run.status).replace("_", " ")
    return Check(run.name, sign, words, hub.state.app(run.app_id).name, run=run)


def summary(found: Sequence[Check]) -> tuple[str, str]:
    """The sign and the sentence over all checks."""
    return view.summary([one.sign for one in found])
