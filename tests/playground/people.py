"""Who is there on the playground's long day: a repository, an app on it, Ada who works there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import requests
from github import Auth, Github, GithubIntegration

from bot.playground.github import GitHubPlayground
from bot.playground.github.nouns import App, Installation
from bot.playground.github.playground import Files

OWNER, NAME = "acme", "shop"
FULL = f"{OWNER}/{NAME}"
BEFORE = "".join(f"line {number}\n" for number in range(1, 31))
AFTER = BEFORE.replace("line 12\n", "line twelve\nand more\n")
PERMISSIONS = {
    "checks": "write",
    "contents": "write",
    "issues": "write",
    "members": "read",
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
    "repository",
    "status",
)


@dataclass(slots=True)
class Day:
    """Who is there. `say` is somebody's plain HTTP, `bot` is PyGithub as the app's installation."""

    place: GitHubPlayground
    app: App
    installation: Installation
    bot: Github
    integration: GithubIntegration
    base: str = ""
    head: str = ""

    def say(self, method: str, path: str, body: Any = None, *, as_: str = "ada", **query: Any) -> requests.Response:
        """A request with somebody's personal token; "app" signs with the app's key. Fails unless it succeeds."""
        token = (
            Auth.AppAuth(self.app.client_id, self.app.pem).token if as_ == "app" else self.place.state.user(as_).token
        )
        headers = {"Authorization": f"Bearer {token}"}
        url = f"{self.place.api_url}{path}"
        answer = requests.request(method, url, json=body, params=query, headers=headers, timeout=10)
        answer.raise_for_status()
        return answer

    def graphql(self, query: str, **variables: Any) -> Any:
        """The data of a query that the bot sends. Fails unless there are no errors."""
        _, answer = self.bot.requester.graphql_query(query, variables)
        return answer["data"]


def begin(place: GitHubPlayground, webhook_url: str) -> Day:
    """The repository, the app, its installation, two commits."""
    repo = place.create_repository(FULL, organization=True, private=False)
    place.create_user("ada")
    place.add_collaborator(FULL, "ada", "admin")
    app = place.create_app("Sekisho", EVENTS, PERMISSIONS, owner=OWNER, webhook_url=webhook_url, webhook_secret="s")
    installation = place.install(app, OWNER, [repo.full_name])
    at_once: Any = {"base_url": place.api_url, "seconds_between_requests": 0, "seconds_between_writes": 0}
    auth = Auth.AppAuth(app.client_id, app.pem)
    bot = Github(auth=auth.get_installation_auth(installation.id), **at_once)
    day = Day(place, app, installation, bot, GithubIntegration(auth=auth, **at_once))
    before: Files = {"a.txt": BEFORE, "old.txt": BEFORE * 2, "logo.bin": b"\0\1\2"}
    after: Files = {"a.txt": AFTER, "old.txt": None, "new.txt": BEFORE * 2, "dir/b.txt": "b\n"}
    day.base = place.push(FULL, "main", before, author="ada", message="Begin")
    day.head = place.push(FULL, "feature/x", after, author="ada", start=day.base, message="Change\n\nWith a body.")
    return day
