"""The conversation of one pull request on GitHub: its threads, and the one summary comment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.forges.conversing import Fallen
from bot.forges.github import summary as summaries
from bot.forges.github.client import Client
from bot.forges.github.threads import Conversation, shown_bodies
from bot.forges.reconcile import Plan, Told
from bot.model import Review, Thread


class Talk:
    """See `conversing.Talk`."""

    def __init__(self, client: Client, number: int) -> None:
        self._client, self._number = client, number
        self._threads = Conversation(client, number)
        self._summary: dict[str, Any] | None = None

    def read(self) -> list[Told]:
        """See `conversing.Talk.read`."""
        told = self._threads.read()
        self._summary = summaries.find(self._client, self._number)
        return told

    @property
    def summary(self) -> str:
        """See `conversing.Talk.summary`."""
        return self._summary["body"] if self._summary else ""

    def shown(self, made: Plan, head_sha: str) -> Plan:
        """See `conversing.Talk.shown`."""
        return shown_bodies(made)

    def do(self, todo: Plan, head_sha: str) -> Fallen:
        """See `conversing.Talk.do`."""
        return self._threads.do(todo, head_sha)

    def summarise(self, review: Review, unplaced: Sequence[Thread], head_sha: str) -> bool:
        """See `conversing.Talk.summarise`."""
        body = summaries.compose(review, self._summary, unplaced, head_sha)
        return summaries.write(self._client, self._number, self._summary, body)
