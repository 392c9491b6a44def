"""Webhooks on their way out: one after the other, from a thread of their own. What one is, each forge knows."""

from __future__ import annotations

import json
import queue
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import requests

TIMEOUT = 10
"""Seconds that GitHub and GitLab wait for an answer."""
Item = TypeVar("Item")


class Outbox(ABC, Generic[Item]):
    """A queue and its thread. `listeners` see every payload as it is made (contract tests, say)."""

    def __init__(self) -> None:
        self._waiting: queue.Queue[Item | None] = queue.Queue()
        self._idle = threading.Condition()
        self._open = 0
        self._thread: threading.Thread | None = None
        self.lose: Callable[[Item], bool] = lambda item: False
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

    def wait(self, timeout: float = 30) -> None:
        """Returns when nothing waits to be delivered. Raises TimeoutError."""
        with self._idle:
            if not self._idle.wait_for(lambda: self._open == 0, timeout):
                raise TimeoutError(f"{self._open} webhook deliveries are still on their way")

    def wait_until(self, done: Callable[[], bool]) -> None:
        """Returns when a delivery has made `done` true, or has had its time."""
        with self._idle:
            self._idle.wait_for(done, TIMEOUT + 1)

    def _tell(self, event: str, payload: dict[str, Any]) -> bytes:
        """The body of a payload, once the listeners have seen it."""
        for listener in self.listeners:
            listener(event, payload)
        return json.dumps(payload, separators=(",", ":")).encode()

    def _put(self, item: Item) -> None:
        with self._idle:
            self._open += 1
        self._waiting.put(item)

    def _work(self) -> None:
        with requests.Session() as session:
            session.trust_env = False
            while (item := self._waiting.get()) is not None:
                self._deliver(session, item)
                with self._idle:
                    self._open -= 1
                    self._idle.notify_all()

    @abstractmethod
    def _deliver(self, session: requests.Session, item: Item) -> None:
        """Sends one, and keeps what came of it."""

    def _post(self, session: requests.Session, item: Item, url: str, body: bytes, headers: dict[str, str]) -> Any:
        """The receiver's answer. Raises requests.RequestException."""
        if not url or self.lose(item):
            raise requests.ConnectionError
        return session.post(url, data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False)
