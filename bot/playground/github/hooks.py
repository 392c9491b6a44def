"""Webhook deliveries: signed, in order, from a thread of their own, each with its answer kept.

As GitHub does: never sent again by itself, and a redelivery keeps the GUID.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import queue
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any

import requests

from bot.playground.github.nouns import App, Delivery
from bot.playground.github.state import State

TIMEOUT = 10
"""Seconds GitHub waits for an answer."""


class Hooks:
    """The outgoing side. `listeners` see every payload as it is made (contract tests, say)."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._waiting: queue.Queue[int | None] = queue.Queue()
        self._idle = threading.Condition()
        self._open = 0
        self._thread: threading.Thread | None = None
        self.lose: Callable[[Delivery], bool] = lambda delivery: False
        """Deliveries for which this is true never leave: as if the receiver were out of reach."""
        self.listeners: list[Callable[[str, dict[str, Any]], None]] = []

    def start(self) -> None:
        """Starts delivering."""
        self._thread = threading.Thread(target=self._work, name="playground-hooks", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Delivers nothing more; what is on its way is waited for."""
        self._waiting.put(None)
        if self._thread:
            self._thread.join(TIMEOUT + 1)

    def post(self, app: App, event: str, payload: dict[str, Any], installation_id: int | None) -> Delivery:
        """Queues one event for one app."""
        for listener in self.listeners:
            listener(event, payload)
        body = json.dumps(payload, separators=(",", ":")).encode()
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
        with self._idle:
            self._open += 1
        self._waiting.put(delivery.id)
        return delivery

    def wait(self, timeout: float = 30) -> None:
        """Returns when nothing waits to be delivered. Raises TimeoutError."""
        with self._idle:
            if not self._idle.wait_for(lambda: self._open == 0, timeout):
                raise TimeoutError(f"{self._open} webhook deliveries are still on their way")

    def _work(self) -> None:
        with requests.Session() as session:
            session.trust_env = False
            while (delivery_id := self._waiting.get()) is not None:
                self._deliver(session, self._state.deliveries[delivery_id])
                with self._idle:
                    self._open -= 1
                    self._idle.notify_all()

    def _deliver(self, session: requests.Session, delivery: Delivery) -> None:
        started = time.monotonic()
        try:
            self._send(session, delivery)
        except requests.Timeout:
            delivery.status, delivery.status_code = "timed out", 504
        except requests.RequestException:
            delivery.status, delivery.status_code = "failed to connect to host", 502
        delivery.duration = round(time.monotonic() - started, 3)
        delivery.delivered = self._state.clock.now()

    def _send(self, session: requests.Session, delivery: Delivery) -> None:
        if not delivery.url or self.lose(delivery):
            raise requests.ConnectionError
        answer = session.post(
            delivery.url, data=delivery.body, headers=delivery.headers, timeout=TIMEOUT, allow_redirects=False
        )
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
