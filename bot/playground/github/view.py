"""What the pages show, prepared: files with their lines and threads, the conversation, the checks. Only reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from markupsafe import Markup, escape

from bot.playground.common import diffs, git
from bot.playground.common.highlight import highlight
from bot.playground.common.markdown import render
from bot.playground.github.hub import Hub
from bot.playground.github.nouns import CheckRun, IssueComment, Pull, Review, ReviewComment, Status, Thread
from bot.playground.github.state import latest_runs, latest_statuses
from bot.playground.github.threads import Place, place

MOST_FILES = 100
MOST_LINES = 1500
"""Lines of one file's diff that a page shows."""
SIGNS = {"success": "ok", "failure": "bad", "timed_out": "bad", "cancelled": "off", "action_required": "bad"}


@dataclass(frozen=True, slots=True)
class Said:
    """One comment, rendered."""

    id: int
    anchor: str
    author: str
    body: Markup
    created: datetime
    edited: bool
    minimized: str
    reactions: tuple[tuple[str, int], ...]

    @property
    def suggests(self) -> bool:
        """Whether it holds a suggestion."""
        return 'class="suggestion"' in self.body


@dataclass(frozen=True, slots=True)
class Talk:
    """One thread with its comments."""

    id: int
    path: str
    place: Place
    lines: str
    """"line 12", "lines 12 to 14", "the file"."""
    resolved_by: str
    comments: tuple[Said, ...]
    excerpt: tuple[Row, ...]
    """The hunk it was written at, shown once it is outdated."""
    applies: bool
    """Whether a suggestion in it could be applied."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a diff: a hunk's header, or a line with the threads below it."""

    kind: str
    """hunk | add | del | same | note."""
    old: int | None
    new: int | None
    code: Markup
    talks: tuple[Talk, ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    """One file of the diff."""

    path: str
    previous: str
    status: str
    additions: int
    deletions: int
    note: str
    """Why there are no lines, where there are none."""
    talks: tuple[Talk, ...]
    """Threads on the file as a whole."""
    rows: tuple[Row, ...]


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


def _review_comment(hub: Hub, found: ReviewComment, over: Sequence[str]) -> Said:
    edited = found.updated > found.created
    reactions = _reactions(hub, "review_comment", found.id)
    body = render(found.body, suggestion_over=over)
    return Said(
        found.id, f"discussion_r{found.id}", found.author, body, found.created, edited, found.minimized, reactions
    )


def talk(hub: Hub, pull: Pull, thread: Thread) -> Talk:
    """A thread as it is shown now."""
    now = place(hub, pull, thread)
    over = _lines_of(hub, pull, thread, now)
    said = tuple(_review_comment(hub, comment, over) for comment in hub.state.comments_in(thread))
    excerpt = _rows(diffs.read(thread.diff_hunk), (), ())[-6:] if now.outdated else ()
    applies = now.line is not None and thread.side == "RIGHT" and pull.state == "open"
    return Talk(thread.id, thread.path, now, where(thread, now), thread.resolved_by, said, excerpt, applies)


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
    path, base = hub.path(pull.repo), hub.merge_base(pull)
    talks = [talk(hub, pull, thread) for thread in hub.state.threads_of(pull.repo, pull.number)]
    found = diffs.files(path, base, pull.head_sha)
    shown = tuple(_file(path, base, pull.head_sha, change, hub, talks) for change in found[:MOST_FILES])
    return shown, max(0, len(found) - MOST_FILES)


def changes(path: Path, base: str, head: str, hub: Hub) -> tuple[File, ...]:
    """The diff of a commit: no threads."""
    return tuple(_file(path, base, head, change, hub, []) for change in diffs.files(path, base, head)[:MOST_FILES])


def _file(path: Path, base: str, head: str, change: diffs.FileChange, hub: Hub, talks: Sequence[Talk]) -> File:
    here = [one for one in talks if one.path == change.path and not one.place.outdated]
    at: dict[tuple[str, int], list[Talk]] = defaultdict(list)
    for one in here:
        if one.place.line is not None:
            at[hub.state.threads[one.id].side, one.place.line].append(one)
    note = _note(change)
    rows: tuple[Row, ...] = ()
    if not note:
        old = _code(path, base, change.previous or change.path)
        rows = _rows(change.hunks, old, _code(path, head, change.path), at)
    whole = tuple(one for one in here if one.place.line is None)
    return File(change.path, change.previous, change.status, change.additions, change.deletions, note, whole, rows)


def _note(change: diffs.FileChange) -> str:
    """Why there are no lines to show; "" where there are."""
    if change.binary:
        return "Binary file"
    if change.patch.count("\n") > MOST_LINES:
        return f"Too large to show: {change.additions} lines added, {change.deletions} removed"
    if not change.patch:
        return "Renamed without changes" if change.previous else "No lines to show"
    return ""


def _code(path: Path, commit: str, name: str) -> tuple[Markup, ...]:
    data = git.blob(path, commit, name) or b""
    return highlight(name, data.decode(errors="replace"))


def _rows(
    hunks: Sequence[diffs.Hunk],
    old: Sequence[Markup],
    new: Sequence[Markup],
    at: dict[tuple[str, int], list[Talk]] | None = None,
) -> tuple[Row, ...]:
    rows, kinds = [], {"+": "add", "-": "del", " ": "same", "\\": "note"}
    for hunk in hunks:
        rows.append(Row("hunk", None, None, escape(hunk.header)))
        for line in hunk.lines:
            source, number = (old, line.old) if line.kind == "-" else (new, line.new)
            code = source[number - 1] if number and number <= len(source) else escape(line.text)
            talks: list[Talk] = []
            for side, there in (("LEFT", line.old), ("RIGHT", line.new)):
                talks += (at or {}).get((side, there or 0), [])
            rows.append(Row(kinds[line.kind], line.old, line.new, code, tuple(talks)))
    return tuple(rows)


def outdated(hub: Hub, pull: Pull) -> tuple[Talk, ...]:
    """Threads whose lines are gone."""
    talks = (talk(hub, pull, thread) for thread in hub.state.threads_of(pull.repo, pull.number))
    return tuple(one for one in talks if one.place.outdated)


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
    signs = [one.sign for one in found]
    if "bad" in signs:
        return "bad", f"{signs.count('bad')} of {len(signs)} checks failed" if len(signs) > 1 else "The check failed"
    if "wait" in signs:
        return "wait", "Still checking"
    if "ok" in signs:
        return "ok", "All checks have passed" if len(signs) > 1 else "The check has passed"
    return "off", "Nothing has failed" if signs else "No checks yet"
