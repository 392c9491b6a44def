"""Serves a web application with waitress, within limits, until SIGTERM. Knows nothing of the application."""

from __future__ import annotations

import signal
import socket
import time
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from waitress.channel import HTTPChannel  # type: ignore[import-untyped]
from waitress.server import TcpWSGIServer  # type: ignore[import-untyped]
from waitress.utilities import RequestEntityTooLarge  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_LINGER_SECONDS = 5.0
_LINGER_BYTES = 64 * 1024 * 1024


def serve_web(
    app: WSGIApplication,
    host: str,
    port: int,
    *,
    max_body: int,
    threads: int = 8,
    on_bound: Callable[[str, int], None] = lambda host, port: None,
) -> None:
    """Serves until SIGTERM or SIGINT; for the main thread. Raises OSError if the address is taken.

    `max_body` in bytes; larger ones are answered 413 before the application sees them. `on_bound` learns the address
    once connections are taken: with port 0 a free one is chosen.
    """
    server = _Server(
        app,
        host=host,
        port=port,
        threads=threads,
        ident=None,
        max_request_body_size=max_body + 1,  # waitress refuses what is equal
        max_request_header_size=64 * 1024,
        channel_timeout=30,
        connection_limit=500,
        asyncore_use_poll=True,
        clear_untrusted_proxy_headers=True,
    )
    signal.signal(signal.SIGTERM, _leave)
    on_bound(str(server.effective_host), int(server.effective_port))
    try:
        server.run()
    finally:
        server.close()


class _LingeringChannel(HTTPChannel):  # type: ignore[misc]
    """Reads on for a moment after refusing a body, and throws away what it reads.

    Closing while bytes still come in resets the connection: the sender would see that instead of the answer.
    """

    close_when_flushed: bool  # waitress' own
    will_close: bool
    refused = False
    linger_until = 0.0
    lingered = 0

    def service(self) -> None:
        """In a task thread: answers one request."""
        self.refused = isinstance(self.requests[0].error, RequestEntityTooLarge)
        super().service()

    def handle_write(self) -> None:
        """Flushes; where waitress would now close after a refusal, only our own direction is closed."""
        if not (self.refused and self.close_when_flushed):
            super().handle_write()
            return
        self._flush_exception(self._flush_some)
        if not self.total_outbufs_len and not self.will_close:
            self.close_when_flushed = False
            self.linger_until = time.time() + _LINGER_SECONDS
            self.socket.shutdown(socket.SHUT_WR)

    def readable(self) -> bool:
        """Asked in each round of the loop, so it also ends the lingering."""
        if not self.linger_until:
            return bool(super().readable())
        self.will_close = self.will_close or time.time() > self.linger_until
        return not self.will_close

    def handle_read(self) -> None:
        """Reads, or throws away."""
        if not self.linger_until:
            super().handle_read()
            return
        self.lingered += len(self.recv(self.adj.recv_bytes))  # closes by itself at the sender's end
        self.will_close = self.will_close or self.lingered > _LINGER_BYTES


class _Server(TcpWSGIServer):  # type: ignore[misc]
    channel_class = _LingeringChannel


def _leave(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)
