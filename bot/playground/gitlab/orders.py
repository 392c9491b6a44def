"""Quick actions, carried out: what a note does to its merge request besides being said."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.playground.gitlab import merge_requests
from bot.playground.gitlab.errors import ApiError, bad_request
from bot.playground.gitlab.hub import Hub, Json
from bot.playground.gitlab.nouns import DEVELOPER, MergeRequest
from bot.playground.gitlab.nouns.things import ready_title
from bot.playground.gitlab.quick_actions import Order, extract

Done = tuple[Json, str]
"""What changed, as `commands_changes` names it, and a sentence."""
Deed = Callable[[Hub, MergeRequest, str, str], Done]


class Carried(ApiError):
    """A note of nothing but quick actions: they are done, and there is no note. GitLab answers 202."""

    def __init__(self, changes: Json, summary: list[str]) -> None:
        super().__init__(202, {"commands_changes": changes, "summary": summary})


def carry_out(hub: Hub, mr: MergeRequest, author: str, body: str) -> str:
    """Does what a text orders and answers the text without it. Raises Carried where nothing is left, 400 in vain."""
    text, orders = extract(body)
    done = [result for order in orders if (result := _do(hub, mr, author, order))]
    if text or not orders:
        return text
    if not done:
        raise bad_request("Failed to apply commands.")
    changes = {key: value for change, _ in done for key, value in change.items()}
    raise Carried(changes, [sentence for _, sentence in done])


def _do(hub: Hub, mr: MergeRequest, author: str, order: Order) -> Done | None:
    """None for what this stand-in does not do, and for who may not."""
    deed = DEEDS.get(order.name)
    may = hub.state.level(author, mr.project) >= DEVELOPER or (author == mr.author and order.name != "merge")
    return deed(hub, mr, author, order.argument) if deed and may else None


def _close(hub: Hub, mr: MergeRequest, author: str, _: str) -> Done:
    merge_requests.close(hub, mr, author)
    return {"state_event": "close"}, "Closed this merge request."


def _reopen(hub: Hub, mr: MergeRequest, author: str, _: str) -> Done:
    merge_requests.reopen(hub, mr, author)
    return {"state_event": "reopen"}, "Reopened this merge request."


def _draft(hub: Hub, mr: MergeRequest, author: str, _: str) -> Done:
    merge_requests.edit(hub, mr, author, title=f"Draft: {ready_title(mr.title)}")
    return {"wip_event": "draft"}, "Marked this merge request as a draft."


def _ready(hub: Hub, mr: MergeRequest, author: str, _: str) -> Done:
    merge_requests.edit(hub, mr, author, title=ready_title(mr.title))
    return {"wip_event": "ready"}, "Marked this merge request as ready."


def _merge(hub: Hub, mr: MergeRequest, author: str, _: str) -> Done:
    merge_requests.merge(hub, mr, author)
    return {"merge": mr.head_sha}, "Merged this merge request."


def _title(hub: Hub, mr: MergeRequest, author: str, argument: str) -> Done:
    merge_requests.edit(hub, mr, author, title=argument)
    return {"title": argument}, f'Changed the title to "{argument}".'


def _label(hub: Hub, mr: MergeRequest, author: str, argument: str) -> Done:
    names = [quoted or plain for quoted, plain in re.findall(r'~(?:"([^"]+)"|([^\s~]+))', argument)]
    mr.labels += [name for name in names if name not in mr.labels]
    return {"add_label_ids": names}, f"Added {argument} label{'s' if len(names) > 1 else ''}."


DEEDS: dict[str, Deed] = {
    "close": _close,
    "draft": _draft,
    "label": _label,
    "merge": _merge,
    "ready": _ready,
    "reopen": _reopen,
    "title": _title,
}
