"""A local GitHub with one app, one repository and one pull request, and a receiver for its webhooks."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests
from github import Auth, Github
from github.PullRequest import PullRequest
from github.Repository import Repository

from bot.playground.github import GitHubPlayground, Limits
from bot.playground.github.nouns import App, Installation, Pull

REPO = "octo/demo"
SECRET = "a webhook secret"
PERMISSIONS = {
    "checks": "write",
    "contents": "write",
    "issues": "write",
    "merge_queues": "read",
    "pull_requests": "write",
    "statuses": "write",
}
EVENTS = (
    "check_run",
    "check_suite",
    "issue_comment",
    "merge_group",
    "pull_request",
    "pull_request_review",
    "pull_request_review_comment",
    "pull_request_review_thread",
    "push",
    "status",
)
BEFORE = [f"line {number}" for number in range(1, 41)]
AFTER = [*BEFORE[:9], "changed", *BEFORE[10:20], "new", *BEFORE[20:]]
"""Line 10 is changed, line 21 is new: the diff shows lines 7-13 and 18-24."""


def text(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


@dataclass(slots=True)
class Received:
    """Webhooks as they arrived, and what they are answered with."""

    url: str
    status: int = 202
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def events(self) -> list[str]:
        """`pull_request.opened`, in order."""
        found = []
        for headers, body in self.requests:
            action = json.loads(body).get("action")
            found.append(headers["X-GitHub-Event"] + (f".{action}" if action else ""))
        return found

    def payload(self, name: str) -> Any:
        """The last payload of an event."""
        return json.loads(self.requests[len(self.requests) - 1 - self.events()[::-1].index(name)][1])

    def payload_at(self, number: int) -> Any:
        """The payload of one request, by its number."""
        return json.loads(self.requests[number][1])


@pytest.fixture
def received() -> Iterator[Received]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            box.requests.append((dict(self.headers), body))
            self.send_response(box.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    box = Received(f"http://127.0.0.1:{server.server_port}/webhooks/github")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield box
    server.shutdown()
    server.server_close()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[GitHubPlayground]:
    with GitHubPlayground(tmp_path, limits=Limits.off()) as started:
        yield started


@dataclass(slots=True)
class World:
    """An app that is installed, a pull request that is open, and clients for both kinds of callers."""

    place: GitHubPlayground
    app: App
    installation: Installation
    pull: Pull

    def client(self, **changes: Any) -> Github:
        """PyGithub as the app's installation."""
        app, installation = changes.get("app", self.app), changes.get("installation", self.installation)
        auth = Auth.AppAuth(app.client_id, app.pem).get_installation_auth(installation.id)
        return Github(auth=auth, base_url=self.place.api_url, **QUICK)

    def person(self, login: str) -> Github:
        """PyGithub with somebody's personal access token."""
        token = self.place.create_user(login).token
        return Github(auth=Auth.Token(token), base_url=self.place.api_url, **QUICK)

    @property
    def repo(self) -> Repository:
        return self.client().get_repo(REPO)

    @property
    def shown_pull(self) -> PullRequest:
        return self.repo.get_pull(self.pull.number)

    def bearer(self) -> dict[str, str]:
        """Headers of a fresh installation token, for plain HTTP."""
        auth = Auth.AppAuth(self.app.client_id, self.app.pem)
        url = f"{self.place.api_url}/app/installations/{self.installation.id}/access_tokens"
        answer = requests.post(url, headers={"Authorization": f"Bearer {auth.token}"}, timeout=10)
        return {"Authorization": f"Bearer {answer.json()['token']}"}

    def threads(self) -> list[Any]:
        threads: list[Any] = self.place.snapshot(REPO, self.pull.number)["threads"]
        return threads

    def push(self, lines: list[str], **more: Any) -> str:
        """Writes a.py on the pull request's branch."""
        return self.place.push(REPO, "feature", {"a.py": text(lines)}, author="ann", **more)


QUICK: Any = {"seconds_between_requests": 0, "seconds_between_writes": 0, "retry": None}


@pytest.fixture
def world(place: GitHubPlayground, received: Received) -> World:
    place.create_repository(REPO, {"a.py": text(BEFORE), "b.py": "b\n"})
    place.add_collaborator(REPO, "ann", "write")
    app = place.create_app("Sekisho", EVENTS, PERMISSIONS, webhook_url=received.url, webhook_secret=SECRET)
    installation = place.install(app, "octo", [REPO])
    place.push(REPO, "feature", {"a.py": text(AFTER)}, author="ann")
    pull = place.open_pull_request(REPO, "feature", title="A change", author="ann")
    place.hooks.wait()
    return World(place, app, installation, pull)


from tests.playground.on_gitlab import lab  # noqa: E402, F401
