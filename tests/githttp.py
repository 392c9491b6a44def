"""Real repositories for tests, and a real git server over HTTP in front of them (`git http-backend`)."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

WHO = {
    "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z",
    "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.org", "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z",
    "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "PATH": os.environ["PATH"],
}  # fmt: skip

Content = bytes | str | None
"""A file's content; None deletes it."""


class Repo:
    """A bare repository, written through `git fast-import`: any path and any content."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        subprocess.run(["git", "init", "--quiet", "--bare", "-b", "main", folder], check=True, env=WHO)
        self.set("uploadpack.allowFilter", "true")
        self.set("uploadpack.allowAnySHA1InWant", "true")
        self.set("http.receivepack", "true")

    def set(self, key: str, value: str) -> None:
        self.git("config", key, value)

    def git(self, *arguments: str, stdin: bytes = b"") -> str:
        command = ["git", f"--git-dir={self.folder}", *arguments]
        return subprocess.run(command, input=stdin, check=True, env=WHO, stdout=subprocess.PIPE).stdout.decode().strip()

    def commit(
        self, branch: str, files: Mapping[str, Content], parents: tuple[str, ...] | None = None, mode: str = "100644"
    ) -> str:
        """A commit on `branch` (a name, or refs/…) with `files` changed; its id. No parents: on top of the branch."""
        ref = branch if branch.startswith("refs/") else f"refs/heads/{branch}"
        stream = [f"commit {ref}\ncommitter a <a@example.org> 1767225600 +0000\ndata 1\nc\n".encode()]
        known = self.git("for-each-ref", "--format=%(objectname)", ref)
        above = parents if parents is not None else (known,) if known else ()
        stream += [
            f"{'from' if number == 0 else 'merge'} {parent}\n".encode() for number, parent in enumerate(above)
        ] or [b"deleteall\n"]
        for path, content in files.items():
            name = b'"' + b"".join(b"\\%03o" % byte for byte in os.fsencode(path)) + b'"'
            if content is None:
                stream.append(b"D " + name + b"\n")
                continue
            data = content.encode() if isinstance(content, str) else content
            stream.append(b"M %s inline %s\ndata %d\n%s\n" % (mode.encode(), name, len(data), data))
        if not above and known:
            self.git("update-ref", "-d", ref)
        self.git("fast-import", "--quiet", "--force", stdin=b"".join(stream))
        return self.git("rev-parse", ref)


class _Handler(BaseHTTPRequestHandler):
    """CGI around git http-backend, remembering what was asked."""

    server: Server

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        path, _, query = self.path.partition("?")
        self.server.asked.append((self.command, self.path, self.headers.get("Authorization", "")))
        if self.server.password and self.headers.get("Authorization") != self.server.password:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="git"')
            self.end_headers()
            return
        if self.server.redirect:
            self.send_response(302)
            self.send_header("Location", f"{self.server.redirect}/info/refs?{query}")
            self.end_headers()
            return
        body = self._body()
        environment = WHO | {
            "GIT_PROJECT_ROOT": str(self.server.root), "GIT_HTTP_EXPORT_ALL": "1", "PATH_INFO": path,
            "QUERY_STRING": query, "REQUEST_METHOD": self.command, "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": self.headers.get("Content-Type", ""), "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", "") if self.server.modern else "",
        }  # fmt: skip
        done = subprocess.run(["git", "http-backend"], input=body, env=environment, stdout=subprocess.PIPE)
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        headers = [line.split(": ", 1) for line in head.decode().split("\r\n") if line]
        status = next((value for name, value in headers if name == "Status"), "200 OK")
        self.send_response(int(status.split()[0]))
        for name, value in headers:
            if name != "Status":
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class' name
        """Silence."""


class Server(ThreadingHTTPServer):
    """Serves every repository under `root`.

    `password`: the Authorization header to demand. `modern`: protocol 2. `redirect`: where to send everybody.
    """

    daemon_threads = True

    def __init__(self, root: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.root = root
        self.asked: list[tuple[str, str, str]] = []
        self.password = ""
        self.modern = True
        self.redirect = ""

    def url(self, repo: Repo) -> str:
        return f"http://127.0.0.1:{self.server_port}/{repo.folder.name}"


@contextmanager
def serving(root: Path) -> Iterator[Server]:
    with Server(root) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
