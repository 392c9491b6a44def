"""The one summary note of a merge request, edited in place; and the answers to what people say there.

GitLab shows no text beside a commit status, so the note carries the whole report, folded.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import Any

from bot import markers
from bot.forges.answers import Forbidden, Invalid
from bot.forges.conversing import with_unplaced
from bot.forges.gitlab.client import Client
from bot.forges.gitlab.words import BODY_LIMIT, written
from bot.forges.interface import NotThere, Refused, Spoken
from bot.forges.reconcile import same_text
from bot.model import Review, Thread, Verdict

_FULL = "maximum number of comments"
_TAKEN = "already been taken"
_MOST_PAGES = 120
Json = dict[str, Any]


def is_summary(note: Json) -> bool:
    """Whether a note of Sekisho's own account is its summary."""
    return markers.first_line(note["body"]) == markers.SUMMARY_MARKER


def compose(review: Review, standing: str, unplaced: Sequence[Thread], head_sha: str) -> str:
    """What the summary note should say; "" where there should be none."""
    body = _body(review) or (review.settled if standing or unplaced else "")
    return with_unplaced(written(body), unplaced, head_sha, BODY_LIMIT) if body else ""


def _body(review: Review) -> str:
    """ "" where there is nothing to say: not even something that is only observed."""
    if review.verdict is Verdict.CLEAR and not review.summary and not review.annotations:
        return ""
    told = review.summary or f"{markers.SUMMARY_MARKER}\n### {review.headline}\n"
    drafted = "\nThis merge request is a draft: nothing holds it up before it is ready.\n" if review.observed else ""
    folded = f"<details><summary>The whole report</summary>\n\n{review.report.strip()}\n\n</details>"
    return f"{told.rstrip()}\n{drafted}\n{folded}"


def write(client: Client, number: int, standing: Json | None, body: str) -> bool:
    """Creates or edits the note where it differs from `body`; "" leaves things as they are.

    The discussion may be locked to Sekisho's account, or full: threads and the status say what they can.
    """
    if not body or (standing and same_text(standing["body"], body)):
        return False
    path = f"/merge_requests/{number}/notes"
    try:
        if standing:
            client.put(f"{path}/{standing['id']}", {"body": body})
        else:
            client.post(path, {"body": body})
    except Forbidden:
        return False
    except Invalid as error:
        return _passed_over(error, _FULL)
    return True


def acknowledge(client: Client, spoken: Spoken) -> None:
    """Eyes on the note; GitLab keeps one of a kind for each account, and says of a second that it is taken."""
    path = f"/merge_requests/{spoken.target.number}/notes/{spoken.comment_id}/award_emoji"
    try:
        client.post(path, {"name": "eyes"}, again=True)
    except (NotThere, Invalid) as error:
        _passed_over(error, _TAKEN)


def answer(client: Client, spoken: Spoken, text: str) -> None:
    """Replies where it was said, unless an answer to this note stands there already.

    A note that stands alone is answered by another: a reply would make a thread of the two, for somebody to resolve.
    """
    mark, path = markers.answer_marker(spoken.comment_id), f"/merge_requests/{spoken.target.number}"
    if spoken.in_thread:
        path += f"/discussions/{spoken.thread or _discussion_of(client, spoken)}"
        later = client.get(path)["notes"]
    else:
        listed = client.pages(f"{path}/notes", most=_MOST_PAGES, order_by="created_at", sort="desc")
        later = takewhile(lambda note: note["id"] > spoken.comment_id, listed)
    own = (note for note in later if note["author"]["username"] == client.login)
    if not any(markers.first_line(note["body"]) == mark for note in own):
        client.post(f"{path}/notes", {"body": written(f"{mark}\n{text}")})


def _discussion_of(client: Client, spoken: Spoken) -> str:
    """Raises NotThere where the note is gone."""
    for each in client.pages(f"/merge_requests/{spoken.target.number}/discussions", most=_MOST_PAGES):
        if any(note["id"] == spoken.comment_id for note in each["notes"]):
            return str(each["id"])
    raise NotThere(f"The comment {spoken.comment_id} on {spoken.target} is no longer there.")


def _passed_over(error: NotThere | Refused, said: str) -> bool:
    """False, where GitLab's answer has these words; else it is raised."""
    if said not in str(error).lower():
        raise error
    return False


def thread_about(client: Client, spoken: Spoken) -> tuple[str, ...]:
    """What the first note of its discussion speaks for, where that is Sekisho's own."""
    if not spoken.in_thread:
        return ()
    discussion = spoken.thread or _discussion_of(client, spoken)
    first, *_ = client.get(f"/merge_requests/{spoken.target.number}/discussions/{discussion}")["notes"]
    own = (first.get("author") or {}).get("username") == client.login
    return markers.read_thread_marker(first["body"]) if own else ()
