"""The one summary comment of a pull request, edited in place; and the answers to what people say there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot import markers
from bot.forges.answers import Forbidden
from bot.forges.conversing import with_unplaced
from bot.forges.cutting import cut
from bot.forges.github.client import Client
from bot.forges.github.threads import BODY_LIMIT
from bot.forges.interface import NotThere, Spoken
from bot.forges.reconcile import same_text
from bot.model import Review, Thread

Json = dict[str, Any]


def find(client: Client, number: int) -> Json | None:
    """Sekisho's summary comment. Raises ForgeError."""
    listed = client.pages(f"/issues/{number}/comments")
    own = (each for each in listed if _login(each) == client.login)
    return next((each for each in own if markers.first_line(each["body"] or "") == markers.SUMMARY_MARKER), None)


def write(client: Client, number: int, standing: Json | None, body: str) -> bool:
    """Creates or edits the comment where it differs from `body`; "" leaves things as they are.

    An owner may have refused comments: threads and the check say what they can.
    """
    if not body or (standing and same_text(standing["body"], body)):
        return False
    try:
        if standing:
            client.patch(f"/issues/comments/{standing['id']}", {"body": body})
        else:
            client.post(f"/issues/{number}/comments", {"body": body})
    except Forbidden:
        return False
    return True


def compose(review: Review, standing: Json | None, unplaced: Sequence[Thread], head_sha: str) -> str:
    """What the summary comment should say; "" where there should be none.

    Threads that found no other place stand under a heading at the end, and the last line names them.
    """
    body = review.summary or (review.settled if standing or unplaced else "")
    if not body and not unplaced:
        return ""
    return with_unplaced(body, unplaced, head_sha, BODY_LIMIT)


def acknowledge(client: Client, spoken: Spoken) -> None:
    """Eyes on the comment; GitHub keeps one of a kind for each account."""
    kind = "pulls" if spoken.in_thread else "issues"
    client.post(f"/{kind}/comments/{spoken.comment_id}/reactions", {"content": "eyes"}, again=True)


def answer(client: Client, spoken: Spoken, text: str) -> None:
    """Replies where it was said, unless an answer to this comment stands there already."""
    number, mark = spoken.target.number, markers.answer_marker(spoken.comment_id)
    kind = "pulls" if spoken.in_thread else "issues"
    asked = client.get(f"/{kind}/comments/{spoken.comment_id}")
    later = client.pages(f"/{kind}/{number}/comments", since=asked["created_at"])
    if any(_login(each) == client.login and markers.first_line(each["body"] or "") == mark for each in later):
        return
    body = {"body": cut(f"{mark}\n{text}", BODY_LIMIT)}
    if spoken.in_thread:
        thread = asked.get("in_reply_to_id") or spoken.comment_id
        client.post(f"/pulls/{number}/comments/{thread}/replies", body)
    else:
        client.post(f"/issues/{number}/comments", body)


def thread_about(client: Client, spoken: Spoken) -> tuple[str, ...]:
    """What the first comment of its thread speaks for, where that is Sekisho's own."""
    if not spoken.in_thread:
        return ()
    first = client.get(f"/pulls/comments/{spoken.comment_id}")
    if first.get("in_reply_to_id"):
        try:
            first = client.get(f"/pulls/comments/{first['in_reply_to_id']}")
        except NotThere:
            return ()  # somebody deleted it
    return markers.read_thread_marker(first["body"] or "") if _login(first) == client.login else ()


def _login(comment: Json) -> str:
    return str((comment.get("user") or {}).get("login", ""))
