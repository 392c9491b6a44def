"""A server of OSV exports over HTTP, as storage buckets are one: ETags, conditional requests, and faults on demand."""

from __future__ import annotations

import hashlib
import io
import json
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote


def export(*records: Any) -> bytes:
    """An all.zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, one in enumerate(records):
            archive.writestr(zipfile.ZipInfo(f"{number}.json", (2026, 1, 1, 0, 0, 0)), json.dumps(one))
    return out.getvalue()


class Exports:
    """What the server holds, what goes wrong there, and what it was asked."""

    def __init__(self) -> None:
        self.address = ""
        self.files: dict[str, bytes] = {}
        """Path ("PyPI/all.zip") -> content."""
        self.faults: dict[str, str] = {}
        """Path -> error (500) | truncated | cut (a whole answer of half a file) | untagged."""
        self.asked: list[tuple[str, int]] = []
        """Path and status of each request."""
        self.halt: threading.Event | None = None
        """While it is there, answers stop half-way until it is set."""
        self.half_way = threading.Event()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """One GET."""
        path = unquote(handler.path).lstrip("/")
        content, fault = self.files.get(path), self.faults.get(path, "")
        if content is not None and fault == "cut":
            content = content[: len(content) // 2]
        tag = f'"{hashlib.md5(content or b"").hexdigest()}"'
        status = 404 if content is None else 500 if fault == "error" else 200
        if status == 200 and fault != "untagged" and handler.headers.get("If-None-Match") == tag:
            status = 304
        self.asked.append((path, status))
        handler.send_response(status)
        body = (content or b"") if status == 200 else b""
        handler.send_header("Content-Length", str(len(body)))
        if status == 200 and fault != "untagged":
            handler.send_header("ETag", tag)
        handler.end_headers()
        middle = len(body) // 2
        handler.wfile.write(body[:middle])
        if fault == "truncated":
            handler.close_connection = True
            return
        if self.halt is not None:
            handler.wfile.flush()
            self.half_way.set()
            self.halt.wait(60)
        handler.wfile.write(body[middle:])


@contextmanager
def serving() -> Iterator[Exports]:
    """A running server."""
    exports = Exports()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            exports.answer(self)

        def log_message(self, *arguments: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    exports.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield exports
    finally:
        if exports.halt:
            exports.halt.set()
        server.shutdown()
        server.server_close()
        thread.join()
