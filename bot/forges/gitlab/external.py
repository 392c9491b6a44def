"""An external status check (GitLab Ultimate) that has Sekisho's name is answered, too.

GitLab counts one that is pending for two minutes as failed, and older ones take no `pending` at all
(https://docs.gitlab.com/user/project/merge_requests/status_checks/): so only verdicts are told.
"""

from __future__ import annotations

from bot.forges.answers import Forbidden
from bot.forges.gitlab.api import Conflict
from bot.forges.gitlab.client import Client
from bot.forges.interface import NotThere
from bot.model import Change

_ANSWERS = {"success": "passed", "failed": "failed"}


def tell(client: Client, change: Change, name: str, state: str) -> None:
    """Answers the check `name` at the change's head with the state of the commit status, unless it says so already."""
    answer = _ANSWERS[state]
    if not name or change.number is None:
        return
    try:
        listed = list(client.pages(f"/merge_requests/{change.number}/status_checks", most=3))
    except (NotThere, Forbidden):
        return  # not Ultimate
    for check in listed:
        if check["name"] == name and check["status"] != answer:
            _respond(client, change, {"external_status_check_id": check["id"], "status": answer})


def _respond(client: Client, change: Change, body: dict[str, object]) -> None:
    try:
        client.post(f"/merge_requests/{change.number}/status_check_responses", {"sha": change.head_sha, **body})
    except Conflict:
        return  # the head has moved: whoever looks at the new one answers
