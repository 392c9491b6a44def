"""GitHub's webhooks: verifies the raw bytes, then reads what the event asks for. Pure, no I/O.

Headers are not signed: nothing but the event's name and the delivery's id is taken from them.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot import markers
from bot.forges.interface import (
    CancelWanted,
    Event,
    HeadRescanWanted,
    Installed,
    Ping,
    Rejected,
    ScanWanted,
    Spoken,
    Uninstalled,
    Wish,
)
from bot.forges.payload import Payload, malformed, parse
from bot.model import Reason, Target

FORGE = "github"
_SENDER = "GitHub"
QUEUE_PREFIX = "gh-readonly-queue/"
"""Branches that the merge queue makes: gh-readonly-queue/<target branch>/pr-<number>-<sha of its base>."""

_DELIVERY_ID = re.compile(r"[A-Za-z0-9._-]{1,100}")
_WORD = re.compile(r"[a-z][a-z0-9_-]{0,49}")


@dataclass(frozen=True, slots=True)
class Own:
    """Which app Sekisho is on this forge: events about other apps' check runs are theirs."""

    app_id: str = ""
    client_id: str = ""


def receive(headers: Mapping[str, str], body: bytes, secrets: tuple[str, ...], own: Own) -> Event:
    """The verified event. Raises Rejected: 503 no secret configured, 401 bad or no signature, 400 malformed."""
    given = {name.lower(): value for name, value in headers.items()}
    _verify(given.get("x-hub-signature-256", ""), body, secrets)
    delivery, event = given.get("x-github-delivery", ""), given.get("x-github-event", "")
    if not _DELIVERY_ID.fullmatch(delivery) or not _WORD.fullmatch(event):
        raise malformed(_SENDER, "the X-GitHub-Delivery or X-GitHub-Event header is missing")
    payload = parse(body, _SENDER)
    action = payload.values.get("action")
    name = f"{event}.{action}" if isinstance(action, str) and _WORD.fullmatch(action) else event
    read = _READERS.get(name)
    if read is None:
        return Event(delivery, name, "", None)
    return Event(delivery, name, _repo(payload), read(payload, own), _installation(payload))


def _verify(signature: str, body: bytes, secrets: tuple[str, ...]) -> None:
    if not any(secrets):
        raise Rejected(503, "No webhook secret is configured for GitHub: set one, or register the app at /setup.")
    if not signature:
        raise Rejected(401, "No X-Hub-Signature-256: give the webhook the secret that Sekisho is configured with.")
    given = signature.encode("utf-8", "replace")
    expected = [
        b"sha256=" + hmac.digest(secret.encode(), body, "sha256").hex().encode() for secret in secrets if secret
    ]
    # Every secret is compared, so that the time says nothing about which one is in use.
    if not any([hmac.compare_digest(given, each) for each in expected]):  # noqa: C419
        raise Rejected(401, "X-Hub-Signature-256 does not fit the body: the webhook's secret is another one.")


def _repo(payload: Payload) -> str:
    return payload.part("repository").repo() if payload.has("repository") else ""


def _installation(payload: Payload) -> str:
    return str(payload.part("installation").number("id")) if payload.has("installation") else ""


def _sender(payload: Payload) -> str:
    return payload.part("sender").login() if payload.has("sender") else ""


def _pull_request(payload: Payload) -> Target:
    return Target(FORGE, _repo(payload), payload.part("pull_request").number("number"))


def _pushed(payload: Payload, own: Own) -> Wish:
    head = payload.part("pull_request").part("head").sha("sha")
    return ScanWanted(_pull_request(payload), Reason.PUSHED, head, _sender(payload))


def _edited(payload: Payload, own: Own) -> Wish | None:
    retargeted = payload.has("changes") and payload.part("changes").has("base")
    return _pushed(payload, own) if retargeted else None


def _closed(payload: Payload, own: Own) -> Wish:
    return CancelWanted(_pull_request(payload))


def _is_own(app: Payload, own: Own) -> bool:
    by_id = own.app_id != "" and str(app.values.get("id")) == own.app_id
    return by_id or (own.client_id != "" and app.values.get("client_id") == own.client_id)


def _run_rerequested(payload: Payload, own: Own) -> Wish | None:
    run = payload.part("check_run")
    suite = run.part("check_suite") if run.has("check_suite") else run
    return _rescan(payload, run, suite, own)


def _suite_rerequested(payload: Payload, own: Own) -> Wish | None:
    suite = payload.part("check_suite")
    return _rescan(payload, suite, suite, own)


def _button(payload: Payload, own: Own) -> Wish | None:
    if not payload.has("requested_action"):  # GitHub's own schema does not promise it
        return None
    pressed = payload.part("requested_action").prose("identifier")
    return _run_rerequested(payload, own) if pressed == markers.RESCAN_ACTION else None


def _rescan(payload: Payload, named: Payload, suite: Payload, own: Own) -> Wish | None:
    if not (named.has("app") and _is_own(named.part("app"), own)):
        return None
    repo, head, asker = _repo(payload), named.sha("head_sha"), _sender(payload)
    branch = suite.branch("head_branch") if suite.has("head_branch") else ""
    if branch.startswith(QUEUE_PREFIX):
        return ScanWanted(Target(FORGE, repo, None, branch), Reason.REQUESTED, head, asker)
    numbers = _numbers_at(named, payload.part("repository"), head)
    if len(numbers) == 1:
        return ScanWanted(Target(FORGE, repo, numbers[0]), Reason.REQUESTED, head, asker)
    return HeadRescanWanted(FORGE, repo, head, asker)


def _numbers_at(named: Payload, repository: Payload, head: str) -> tuple[int, ...]:
    """Pull requests listed with the run. The list is empty for forks, and names the forks' own ones too."""
    return tuple(
        each.number("number")
        for each in named.parts("pull_requests")
        if each.part("base").part("repo").values.get("id") == repository.values.get("id")
        and each.part("head").values.get("sha") == head
    )


def _spoken(payload: Payload, number: int, *, in_thread: bool, head_sha: str) -> Wish:
    comment = payload.part("comment")
    # A deleted account's comment has no user; GitHub shows it as "ghost".
    user = comment.part("user") if comment.has("user") else Payload({"login": "ghost"}, "comment.user", _SENDER)
    author, text = user.login(), comment.prose("body")
    # With a personal token Sekisho's own words are a person's: what carries a mark is never a command.
    is_bot = user.values.get("type") == "Bot" or markers.is_marked(text)
    target = Target(FORGE, _repo(payload), number)
    return Spoken(target, text, author, is_bot, comment.number("id"), in_thread, head_sha)


def _issue_comment(payload: Payload, own: Own) -> Wish | None:
    issue = payload.part("issue")
    if not issue.has("pull_request"):
        return None
    return _spoken(payload, issue.number("number"), in_thread=False, head_sha="")


def _review_comment(payload: Payload, own: Own) -> Wish:
    request = payload.part("pull_request")
    head = request.part("head").sha("sha")
    return _spoken(payload, request.number("number"), in_thread=True, head_sha=head)


def _queued(payload: Payload, own: Own) -> Wish:
    group = payload.part("merge_group")
    target = Target(FORGE, _repo(payload), None, group.branch("head_ref"))
    base_ref, base_sha = group.branch("base_ref"), group.sha("base_sha")
    return ScanWanted(target, Reason.QUEUED, group.sha("head_sha"), _sender(payload), base_ref, base_sha)


def _unqueued(payload: Payload, own: Own) -> Wish:
    return CancelWanted(Target(FORGE, _repo(payload), None, payload.part("merge_group").branch("head_ref")))


def _branch_moved(payload: Payload, own: Own) -> Wish | None:
    default = payload.part("repository").branch("default_branch")
    if payload.values.get("ref") != f"refs/heads/{default}" or payload.flag("deleted"):
        return None
    return ScanWanted(Target(FORGE, _repo(payload), None, default), Reason.BASELINE, payload.sha("after"),
                      _sender(payload))  # fmt: skip


def _names(payload: Payload, key: str) -> tuple[str, ...]:
    return tuple(each.repo() for each in payload.parts(key))


def _installed(payload: Payload, own: Own) -> Wish:
    return Installed(FORGE, _installation(payload), _names(payload, "repositories"))


def _uninstalled(payload: Payload, own: Own) -> Wish:
    return Uninstalled(FORGE, _installation(payload), ())


def _permissions_accepted(payload: Payload, own: Own) -> Wish:
    return Installed(FORGE, _installation(payload), ())


def _repositories_added(payload: Payload, own: Own) -> Wish | None:
    names = _names(payload, "repositories_added")
    return Installed(FORGE, _installation(payload), names) if names else None


def _repositories_removed(payload: Payload, own: Own) -> Wish | None:
    names = _names(payload, "repositories_removed")
    # No names would mean "everything of the installation".
    return Uninstalled(FORGE, _installation(payload), names) if names else None


def _repository_deleted(payload: Payload, own: Own) -> Wish:
    return Uninstalled(FORGE, _installation(payload), (_repo(payload),))


def _repository_renamed(payload: Payload, own: Own) -> Wish | None:
    return Installed(FORGE, _installation(payload), (_repo(payload),)) if payload.has("installation") else None


def _ping(payload: Payload, own: Own) -> Wish:
    return Ping(payload.prose("zen"))


_READERS: Mapping[str, Callable[[Payload, Own], Wish | None]] = {
    "ping": _ping,
    "pull_request.opened": _pushed,
    "pull_request.reopened": _pushed,
    "pull_request.synchronize": _pushed,
    "pull_request.ready_for_review": _pushed,
    "pull_request.converted_to_draft": _pushed,
    "pull_request.edited": _edited,
    "pull_request.closed": _closed,
    "check_run.rerequested": _run_rerequested,
    "check_run.requested_action": _button,
    "check_suite.rerequested": _suite_rerequested,
    "issue_comment.created": _issue_comment,
    "pull_request_review_comment.created": _review_comment,
    "merge_group.checks_requested": _queued,
    "merge_group.destroyed": _unqueued,
    "push": _branch_moved,
    "installation.created": _installed,
    "installation.unsuspend": _installed,
    "installation.new_permissions_accepted": _permissions_accepted,
    "installation.deleted": _uninstalled,
    "installation_repositories.added": _repositories_added,
    "installation_repositories.removed": _repositories_removed,
    "repository.deleted": _repository_deleted,
    "repository.renamed": _repository_renamed,
    "repository.transferred": _repository_renamed,
}
"""What each event asks for; an event that is not named (installation.suspend, comments edited …) asks for nothing."""
