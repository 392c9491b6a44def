"""The HTTP server around a local forge's application."""

from __future__ import annotations

import threading

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

_POLL = 0.05
"""Seconds within which a stop is heard."""


class _Quiet(WSGIRequestHandler):
    """Says nothing on the terminal."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Not written."""


class Server:
    """A threaded HTTP server on the loopback interface, bound from the start so that its port is known."""

    def __init__(self, port: int = 0) -> None:
        self._http = make_server("127.0.0.1", port, Flask("unbuilt"), threaded=True, request_handler=_Quiet)
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._http.server_port}"

    def start(self, app: Flask) -> None:
        """Serves `app` from a thread of its own."""
        self._http.app = app
        serve = self._http.serve_forever
        self._thread = threading.Thread(target=serve, args=(_POLL,), name="playground-http", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stops listening; answers under way are finished by their own threads."""
        if self._thread:
            self._http.shutdown()
            self._thread.join()
        self._http.server_close()
