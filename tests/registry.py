"""A package registry to ask in tests: the JSON of the two registries, over real HTTP, and what can go wrong there."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote

Answer = tuple[int, dict[str, str], bytes]


@dataclass
class FakeRegistry:
    """Answers what it is given; everything else is 404. Remembers what it was asked."""

    answers: dict[str, Answer | Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        registry = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                registry.asked.append(self.path)
                answer = registry.answers.get(unquote(self.path), (404, {}, b'{"message": "Not Found"}'))
                if callable(answer):
                    answer(self)
                    return
                status, headers, body = answer
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            def do_HEAD(self) -> None:
                self.do_GET()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def publish(self, path: str, document: Any) -> None:
        self.answers[path] = (200, {"Content-Type": "application/json"}, json.dumps(document).encode())

    def pypi(self, name: str, releases: dict[str, str], **info: Any) -> None:
        """`releases`: version -> upload time. As the JSON API of PyPI has it."""
        newest = list(releases)[-1]
        about = {
            "name": name,
            "version": newest,
            "license": "MIT",
            "license_expression": None,
            "classifiers": [],
            "downloads": {"last_day": -1, "last_month": -1, "last_week": -1},
            "home_page": "",
            "project_urls": None,
            "yanked": False,
        } | info
        files = {version: [_file(name, version, at)] for version, at in releases.items()}
        self.publish(f"/pypi/{name}/json", {"info": about, "last_serial": 1, "releases": files, "urls": files[newest]})
        for version, some in files.items():
            one = about | {"version": version}
            self.publish(f"/pypi/{name}/{version}/json", {"info": one, "last_serial": 1, "urls": some})

    def npm(self, name: str, releases: dict[str, str], **more: Any) -> None:
        """As the registry's package document has it."""
        newest = list(releases)[-1]
        versions = {one: {"name": name, "version": one, "license": "MIT"} for one in releases}
        self.publish(f"/{name}", {
            "_id": name, "name": name, "dist-tags": {"latest": newest}, "versions": versions,
            "time": {"created": "1999-01-01T00:00:00.000Z", "modified": "2030-01-01T00:00:00.000Z", **releases},
            "maintainers": [{"name": "ann", "email": "ann@example.org"}], "license": "MIT",
        } | more)  # fmt: skip


def _file(name: str, version: str, at: str) -> dict[str, Any]:
    return {
        "filename": f"{name}-{version}.tar.gz",
        "packagetype": "sdist",
        "upload_time": at.removesuffix("Z"),
        "upload_time_iso_8601": at,
        "yanked": False,
        "yanked_reason": None,
    }


def drip(handler: BaseHTTPRequestHandler) -> None:
    """Sends a byte now and then, for ever."""
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b" ")
            time.sleep(0.05)
    except OSError:
        pass
