"""Webhook deliveries: signed, in order, from a thread of their own, each attempt kept in its hook's log.

As GitLab does: an answer other than 2xx or 3xx counts as a failure, the 4th in a row disables the hook for a minute
(doubling to a day), the 40th for good; nothing is sent again by itself, and a resend keeps the Idempotency-Key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
import uuid
from datetime import datetime, timedelta
from typing import Any

import requests

from bot.playground.common.outbox import Outbox
from bot.playground.gitlab.nouns import Hook, HookLog
from bot.playground.gitlab.state import State

GRACE, LAST = 3, 39
"""Failures in a row that do not disable yet, and that do not disable for good yet."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(days=1)
LONGEST_ANSWER = 8192
INTERNAL_ERROR = "internal error"
TRIGGERS = {
    "push_hooks": ("push_events", "Push Hook"),
    "tag_push_hooks": ("tag_push_events", "Tag Push Hook"),
    "merge_request_hooks": ("merge_requests_events", "Merge Request Hook"),
    "note_hooks": ("note_events", "Note Hook"),
    "pipeline_hooks": ("pipeline_events", "Pipeline Hook"),
    "job_hooks": ("job_events", "Job Hook"),
    "emoji_hooks": ("emoji_events", "Emoji Hook"),
    "project_hooks": ("project_events", "Project Hook"),
}
"""Trigger -> (the hook's switch for it, the value of X-Gitlab-Event)."""


class Hooks(Outbox[HookLog]):
    """The outgoing side."""

    def __init__(self, state: State, instance: str) -> None:
        super().__init__()
        self._state = state
        self._instance = instance

    def post(
        self, hook: Hook, event: str, payload: dict[str, Any], event_uuid: str = "", *, forced: bool = False
    ) -> HookLog:
        """Queues one event (a trigger: `note_hooks`) for one hook; `forced` goes out even where it is disabled."""
        body = self._tell(event, payload)
        headers = self._headers(hook, event, str(uuid.uuid4()), event_uuid or str(uuid.uuid4()))
        return self._queue(hook, event, headers, body, forced)

    def again(self, old: HookLog) -> HookLog:
        """Queues a delivery once more under its Idempotency-Key, whatever the hook's state."""
        kept = old.headers["Idempotency-Key"], old.headers["X-Gitlab-Event-UUID"]
        return self._queue(old.hook, old.event, self._headers(old.hook, old.event, *kept), old.body, True)

    def _queue(self, hook: Hook, event: str, headers: dict[str, str], body: bytes, forced: bool) -> HookLog:
        log = HookLog(self._state.new_id(), hook, event, hook.url, headers, body, self._state.clock.now(), forced)
        self._put(log)
        return log

    def wait_for(self, log: HookLog) -> None:
        """Returns when that one was delivered, or not."""
        self.wait_until(lambda: bool(log.status))

    def _deliver(self, session: requests.Session, item: HookLog) -> None:
        """Nothing leaves for a disabled hook, and nothing is kept of it, except what is forced."""
        if not item.forced and alert_status(item.hook, self._state.clock.now()) != "executable":
            return
        started = time.monotonic()
        sign(item, self._state.clock.now())
        try:
            status, good = self._send(session, item)
        except requests.RequestException:
            status, good = INTERNAL_ERROR, False
        with self._state.lock:
            item.duration = round(time.monotonic() - started, 4)
            item.status = status
            item.hook.logs.append(item)
            self._state.logs[item.id] = item
            count(item.hook, good, self._state.clock.now())

    def _send(self, session: requests.Session, log: HookLog) -> tuple[str, bool]:
        answer = self._post(session, log, log.url, log.body, log.headers)
        log.answer_headers, log.answer = dict(answer.headers), answer.text[:LONGEST_ANSWER]
        return str(answer.status_code), 200 <= answer.status_code < 400

    def _headers(self, hook: Hook, event: str, key: str, event_uuid: str) -> dict[str, str]:
        found = {
            **hook.custom_headers,
            "Content-Type": "application/json",
            "User-Agent": "GitLab/18.11.0-ee",
            "Idempotency-Key": key,
            "X-Gitlab-Event": TRIGGERS[event][1],
            "X-Gitlab-Webhook-UUID": str(uuid.uuid4()),
            "X-Gitlab-Instance": self._instance,
            "X-Gitlab-Event-UUID": event_uuid,
        }
        return found | ({"X-Gitlab-Token": hook.token} if hook.token else {})


def sign(log: HookLog, now: datetime) -> None:
    """Adds the headers of a signing token: webhook-id is the Idempotency-Key (gitlab-org/gitlab!230944)."""
    if log.hook.signing_token:
        key, moment = log.headers["Idempotency-Key"], str(int(now.timestamp()))
        value = signature(log.hook.signing_token, key, moment, log.body)
        log.headers |= {"webhook-id": key, "webhook-timestamp": moment, "webhook-signature": value}


def signature(token: str, key: str, moment: str, body: bytes) -> str:
    """The value of webhook-signature: https://www.standardwebhooks.com."""
    secret = base64.b64decode(token.removeprefix("whsec_"))
    digest = hmac.new(secret, f"{key}.{moment}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def alert_status(hook: Hook, now: datetime) -> str:
    """executable | temporarily_disabled | disabled."""
    if hook.failures > LAST:
        return "disabled"
    paused = hook.disabled_until is not None and hook.disabled_until >= now
    return "temporarily_disabled" if paused and hook.failures > GRACE else "executable"


def count(hook: Hook, good: bool, now: datetime) -> None:
    """What an answer means for the hook's health; failures of a disabled one (tests, resends) count no further."""
    if good:
        hook.failures, hook.disabled_until = 0, None
    elif alert_status(hook, now) == "executable":
        if hook.failures >= GRACE:
            hook.disabled_until = now + min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (hook.failures - GRACE))
        hook.failures += 1
