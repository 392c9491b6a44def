"""Webhook deliveries: signed, in order, from a thread of their own, each with its answer kept.

As GitHub does: never sent again by itself, and a redelivery keeps the GUID.
"""

from __future__ import annotations

import hashlib
import hmac
import time
import uuid
from typing import Any

import requests

from bot.playground.common.outbox import Outbox
from bot.playground.github.nouns import App, Delivery
from bot.playground.github.state import State


class Hooks(Outbox[Delivery]):
    """The outgoing side."""

    def __init__(self, state: State) -> None:
        super().__init__()
        self._state = state

    def post(self, app: App, event: str, payload: dict[str, Any], installation_id: int | None) -> Delivery:
        """Queues one event for one app."""
        body = self._tell(event, payload)
        repository = payload.get("repository") or {}
        delivery = Delivery(
            id=self._state.new_id(),
            app_id=app.id,
            guid=str(uuid.uuid4()),
            event=event,
            action=payload.get("action"),
            installation_id=installation_id,
            repository_id=repository.get("id"),
            url=app.webhook_url,
            headers={},
            body=body,
            created=self._state.clock.now(),
        )
        return self._queue(delivery, app)

    def again(self, old: Delivery) -> Delivery:
        """Queues a delivery once more under its GUID."""
        app = self._state.app(old.app_id)
        fresh = Delivery(
            id=self._state.new_id(),
            app_id=old.app_id,
            guid=old.guid,
            event=old.event,
            action=old.action,
            installation_id=old.installation_id,
            repository_id=old.repository_id,
            url=app.webhook_url,
            headers={},
            body=old.body,
            created=self._state.clock.now(),
            redelivery=True,
        )
        return self._queue(fresh, app)

    def _queue(self, delivery: Delivery, app: App) -> Delivery:
        delivery.headers = headers(delivery, app)
        with self._state.lock:
            self._state.deliveries[delivery.id] = delivery
        self._put(delivery)
        return delivery

    def _deliver(self, session: requests.Session, item: Delivery) -> None:
        started = time.monotonic()
        try:
            self._send(session, item)
        except requests.Timeout:
            item.status, item.status_code = "timed out", 504
        except requests.RequestException:
            item.status, item.status_code = "failed to connect to host", 502
        item.duration = round(time.monotonic() - started, 3)
        item.delivered = self._state.clock.now()

    def _send(self, session: requests.Session, delivery: Delivery) -> None:
        answer = self._post(session, delivery, delivery.url, delivery.body, delivery.headers)
        delivery.status, delivery.status_code = answer.reason or str(answer.status_code), answer.status_code
        delivery.answer_headers, delivery.answer = dict(answer.headers), answer.text


def headers(delivery: Delivery, app: App) -> dict[str, str]:
    """What GitHub sends along."""
    found = {
        "Accept": "*/*",
        "Content-Type": "application/json",
        "User-Agent": "GitHub-Hookshot/playground",
        "X-GitHub-Delivery": delivery.guid,
        "X-GitHub-Event": delivery.event,
        "X-GitHub-Hook-ID": str(app.id),
        "X-GitHub-Hook-Installation-Target-ID": str(app.id),
        "X-GitHub-Hook-Installation-Target-Type": "integration",
    }
    if app.webhook_secret:
        found["X-Hub-Signature-256"] = signature(app.webhook_secret, delivery.body)
    return found


def signature(secret: str, body: bytes) -> str:
    """The value of X-Hub-Signature-256."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
