"""GitLab's webhooks: verifies the raw bytes, then reads what the event asks for. Pure, no I/O.

Headers are not signed: nothing but the delivery's id is taken from them, and only where no signature covers one.
What is authentic is never refused, since GitLab disables hooks whose deliveries are: what cannot be read asks for
nothing, and says so in `Event.puzzle`. The test button sends an ordinary event, which is handled as one.
Payloads: https://docs.gitlab.com/user/project/integrations/webhook_events/, system hooks':
https://docs.gitlab.com/administration/system_hooks/.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping

from bot import markers
from bot.forges.gitlab.api import GitLabCredentials
from bot.forges.gitlab.verifying import verify
from bot.forges.interface import CancelWanted, Event, Installed, Rejected, ScanWanted, Spoken, Uninstalled, Wish
from bot.forges.payload import Payload, parse
from bot.model import Reason, Target

FORGE = "gitlab"
TRAIN = re.compile(r"(?:refs/)?merge-requests/([1-9][0-9]{0,9})/train")
"""The ref that a merge train makes of a merge request, and all before it on the train."""

_SENDER = "GitLab"
_DELIVERY_ID = re.compile(r"[A-Za-z0-9._-]{1,100}")
_WORD = re.compile(r"[a-z][a-z0-9_-]{0,49}")
_DRAFT = re.compile(r"\s*(?:\[draft\]|\(draft\)|draft:|draft - |\[wip\]|wip:)", re.IGNORECASE)
"""How titles of drafts begin: https://docs.gitlab.com/user/project/merge_requests/drafts/. WIP until 14.8."""
_BOT = re.compile(r"(?:project|group)_[0-9]+_bot(?:_?[0-9a-z]+)?|service_account_(?:group_[0-9]+_)?[0-9a-z]+")
"""Accounts of access tokens: https://docs.gitlab.com/user/project/settings/project_access_tokens/#bot-users-for-projects."""
_NOWHERE = re.compile(r"0+")


def receive(headers: Mapping[str, str], body: bytes, credentials: GitLabCredentials, now: float) -> Event:
    """The verified event. `now`: seconds since the epoch. Raises Rejected: 503 nothing configured, 401 not proven."""
    given = {name.lower(): value for name, value in headers.items()}
    delivery = verify(given, body, credentials, now) or _delivery_id(given, body)
    if not _DELIVERY_ID.fullmatch(delivery):
        delivery = _digest(body)
    try:
        payload = parse(body, _SENDER)
    except Rejected as error:
        return Event(delivery, "unreadable", "", None, puzzle=str(error))
    name = _name(payload)
    try:
        read = _READERS.get(name)
        return Event(delivery, name, _repo(payload) if read else "", read(payload) if read else None)
    except Rejected as error:
        return Event(delivery, name, "", None, puzzle=str(error))


def is_draft(title: str) -> bool:
    """Whether GitLab takes a merge request of this title for a draft."""
    return _DRAFT.match(title) is not None


def is_bot(username: str) -> bool:
    """Whether this is the account of an access token or a service, by its name."""
    return _BOT.fullmatch(username) is not None


def _delivery_id(headers: Mapping[str, str], body: bytes) -> str:
    """What stays the same when GitLab sends a delivery again; Idempotency-Key is as old as 17.4.

    X-Gitlab-Event-UUID is shared by all events that follow from one another, so the body is part of the name.
    """
    for header in ("idempotency-key", "webhook-id"):
        if _DELIVERY_ID.fullmatch(headers.get(header, "")):
            return headers[header]
    event = headers.get("x-gitlab-event-uuid", "")[:40]
    return f"{event}-{_digest(body)}" if event else _digest(body)


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:40]


def _name(payload: Payload) -> str:
    """ "merge_request.open": the kind of the event, with its action if it has one."""
    values = payload.values
    kind = next((values[key] for key in ("object_kind", "event_name") if _is_word(values.get(key))), "unknown")
    inner = values.get("object_attributes")
    action = inner.get("action") if isinstance(inner, dict) else None
    return f"{kind}.{action}" if _is_word(action) else str(kind)


def _is_word(value: object) -> bool:
    return isinstance(value, str) and _WORD.fullmatch(value) is not None


def _repo(payload: Payload) -> str:
    return (payload.part("project") if payload.has("project") else payload).full_path()


def _actor(payload: Payload) -> str:
    return payload.part("user").login("username") if payload.has("user") else ""


def _request(payload: Payload) -> Target:
    return Target(FORGE, _repo(payload), payload.part("object_attributes").number("iid"))


def _head(request: Payload) -> str:
    """ "" where GitLab does not say: a source branch that is gone."""
    return request.part("last_commit").sha("id") if request.has("last_commit") else ""


def _pushed(payload: Payload) -> Wish:
    return ScanWanted(_request(payload), Reason.PUSHED, _head(payload.part("object_attributes")), _actor(payload))


def _updated(payload: Payload) -> Wish | None:
    # `oldrev` is there only if the code has changed.
    moved = payload.part("object_attributes").has("oldrev")
    return _pushed(payload) if moved or _retargeted(payload) or _drafted(payload) else None


def _retargeted(payload: Payload) -> bool:
    return payload.has("changes") and payload.part("changes").has("target_branch")


def _drafted(payload: Payload) -> bool:
    """Whether it became a draft, or ready; GitLab before 15.2 tells it by the title alone."""
    changes = payload.part("changes") if payload.has("changes") else Payload({}, "changes", _SENDER)
    if changes.has("draft"):
        draft = changes.part("draft").values
        return bool(draft.get("previous")) != bool(draft.get("current"))
    if not changes.has("title"):
        return False
    title = changes.part("title")
    return is_draft(title.prose("previous")) != is_draft(title.prose("current"))


def _closed(payload: Payload) -> Wish:
    return CancelWanted(_request(payload))


def _spoken(payload: Payload) -> Wish | None:
    note = payload.part("object_attributes")
    # "confidential_note": an answer would tell everybody.
    open_to_all = payload.values.get("event_type", "note") == "note"
    if note.values.get("noteable_type") != "MergeRequest" or note.values.get("system") or not open_to_all:
        return None
    request, text, author = payload.part("merge_request"), note.prose("note"), _actor(payload)
    target = Target(FORGE, _repo(payload), request.number("iid"))
    # With a person's token Sekisho's own words are that person's: what carries a mark is never a command.
    own = is_bot(author) or markers.is_marked(text)
    in_thread = note.values.get("type") in ("DiffNote", "DiscussionNote")
    thread = note.prose("discussion_id")
    return Spoken(target, text, author, own, note.number("id"), in_thread, _head(request), thread)


def _branch_moved(payload: Payload) -> Wish | None:
    project = payload.part("project")
    default = project.branch("default_branch") if project.has("default_branch") else ""
    after = payload.sha("after")
    if not default or payload.values.get("ref") != f"refs/heads/{default}" or _NOWHERE.fullmatch(after):
        return None
    who = payload.login("user_username") if payload.has("user_username") else ""
    return ScanWanted(Target(FORGE, _repo(payload), None, default), Reason.BASELINE, after, who)


def _queued(payload: Payload) -> Wish | None:
    """A merge train's pipeline that begins, where GitLab tells that it is one.

    Since 12.0 `ref` is the source branch instead (https://gitlab.com/gitlab-org/gitlab/-/issues/487920): a CI job that
    asks for the verdict is what serves those, see docs/gitlab.md.
    """
    pipeline = payload.part("object_attributes")
    train = _train(payload, pipeline)
    # Every pipeline passes `pending` when it begins; its later states are no news.
    if not train or pipeline.values.get("status") != "pending":
        return None
    base = payload.part("merge_request").branch("target_branch") if payload.has("merge_request") else ""
    return ScanWanted(
        Target(FORGE, _repo(payload), None, train), Reason.QUEUED, pipeline.sha("sha"), _actor(payload), base
    )


def _train(payload: Payload, pipeline: Payload) -> str:
    """merge-requests/7/train, or ""."""
    if pipeline.values.get("source") != "merge_request_event":
        return ""
    named = (pipeline.values.get(key) for key in ("pipeline_ref", "ref"))
    found = next((match for ref in named if isinstance(ref, str) and (match := TRAIN.fullmatch(ref))), None)
    if found:
        return f"merge-requests/{found[1]}/train"
    if pipeline.values.get("merge_request_event_type") != "merge_train":
        return ""
    return f"merge-requests/{payload.part('merge_request').number('iid')}/train"


def _created(payload: Payload) -> Wish:
    return Installed(FORGE, "", (_repo(payload),))


def _destroyed(payload: Payload) -> Wish:
    return Uninstalled(FORGE, "", (_repo(payload),))


_READERS: Mapping[str, Callable[[Payload], Wish | None]] = {
    "merge_request.open": _pushed,
    "merge_request.reopen": _pushed,
    "merge_request.update": _updated,
    "merge_request.close": _closed,
    "merge_request.merge": _closed,
    # Before 16.11 GitLab told of new notes only, and of no action.
    "note": _spoken,
    "note.create": _spoken,
    "push": _branch_moved,
    "pipeline": _queued,
    # Group hooks, since 17.6.
    "project_create": _created,
    "project_destroy": _destroyed,
    # System hooks.
    "project_rename": _created,
    "project_transfer": _created,
}
"""What each event asks for; an event that is not named (approvals, labels, members, subgroups …) asks for nothing."""
