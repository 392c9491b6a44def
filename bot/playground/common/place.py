"""A local forge as something that is started and stopped; what its parts have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, Self

from flask import Flask

from bot.playground.common.clock import Clock
from bot.playground.common.faults import Faults
from bot.playground.common.gate import Exchange
from bot.playground.common.outbox import Outbox
from bot.playground.common.server import Server


@dataclass(slots=True, kw_only=True)
class Wires:
    """Disk, time and wires: what the hub of every local forge holds."""

    root: Path
    """Folder of the bare repositories."""
    url: str
    """Without a trailing slash; where people and git come to."""
    clock: Clock
    faults: Faults
    webhook_url: str = ""
    """Where webhooks lead that name no place of their own."""
    listeners: list[Callable[[Exchange], None]] = field(default_factory=list)


class _Hub(Protocol):
    """As much of a hub as starting and stopping takes."""

    url: str
    faults: Faults

    @property
    def api(self) -> str:
        """Root of the REST API."""

    @property
    def hooks(self) -> Outbox[Any]:
        """Deliveries."""


class Place:
    """One local forge on a port of its own."""

    def __init__(self, server: Server, hub: _Hub, app: Flask) -> None:
        self._server = server
        self._hub = hub
        self.app = app

    def start(self) -> Self:
        """Serves and delivers from threads of its own."""
        self._hub.hooks.start()
        self._server.start(self.app)
        return self

    def stop(self) -> None:
        """Stops both."""
        self._server.stop()
        self._hub.hooks.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Pages, and git at `<url>/<full name>.git`."""
        return self._hub.url

    @property
    def api_url(self) -> str:
        """REST: what PyGithub wants as base_url."""
        return self._hub.api

    @property
    def faults(self) -> Faults:
        """What goes wrong on purpose."""
        return self._hub.faults
