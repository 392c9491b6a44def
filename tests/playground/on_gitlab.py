"""A local GitLab with one project in a subgroup, one merge request, a project access token, and a hook's receiver."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import gitlab
import pytest
import requests
from gitlab.v4.objects import Project, ProjectHook, ProjectMergeRequest

from bot.playground.gitlab import GitLabPlayground, Limits
from bot.playground.gitlab.nouns import MergeRequest
from tests.playground.conftest import AFTER, BEFORE, Received, text
from tests.playground.test_github_git import git

GROUP, PROJECT = "acme/tools", "acme/tools/shop"
TOKEN = "a webhook token"
SIGNING = "whsec_" + "c2VraXNobyBzaWducyBldmVyeSBkZWxpdmVyeSEhISE="
DEV = "dev"


@dataclass(slots=True)
class Lab:
    """Ada owns the group, dev works in the project, the bot has a project access token."""

    place: GitLabPlayground
    mr: MergeRequest
    token: str

    def client(self, token: str = "", **more: Any) -> gitlab.Gitlab:
        """python-gitlab as the bot, or with another token."""
        return gitlab.Gitlab(self.place.url, private_token=token or self.token, retry_transient_errors=False, **more)

    def person(self, username: str) -> gitlab.Gitlab:
        """python-gitlab as a person."""
        return self.client(self.place.create_user(username).token)

    def project(self, username: str = "") -> Project:
        """The project as the bot, or a person, has it."""
        return (self.person(username) if username else self.client()).projects.get(PROJECT)

    def request(self, username: str = "") -> ProjectMergeRequest:
        """The merge request likewise."""
        return self.project(username).mergerequests.get(self.mr.iid)

    def get(self, path: str, token: str | None = None, method: str = "GET", **more: Any) -> requests.Response:
        """Plain HTTP below /projects/:id as the bot; "" is nobody."""
        value = self.token if token is None else token
        headers = {"PRIVATE-TOKEN": value} if value else {}
        url = f"{self.place.api_url}/projects/{quote(PROJECT, safe='')}{path}"
        return requests.request(method, url, headers=headers, timeout=10, allow_redirects=False, **more)

    def hook(self, received: Received, **more: Any) -> ProjectHook:
        """A hook of the project that leads to the receiver."""
        events = dict.fromkeys(("merge_requests_events", "note_events", "pipeline_events"), True)
        return self.project("ada").hooks.create({"url": received.url, "token": TOKEN, **events, **more})

    def push(self, lines: list[str], **more: Any) -> str:
        """Writes a.py on the merge request's branch."""
        return self.place.push(PROJECT, "feature", {"a.py": text(lines)}, author=DEV, **more)

    def remote(self, username: str, password: str, path: str = PROJECT) -> str:
        """The project's address for git."""
        return self.place.url.replace("://", f"://{username}:{password}@") + f"/{path}.git"

    def refs(self, pattern: str = "", password: str = "") -> dict[str, str]:
        """What git lists: ref -> commit."""
        listed: subprocess.CompletedProcess[str] = git(
            "ls-remote", self.remote("oauth2", password or self.token), *([pattern] if pattern else [])
        )
        return {name: sha for sha, name in (line.split("\t") for line in listed.stdout.splitlines())}


def told(received: Received) -> list[str]:
    """`merge_request.open`, in order."""
    found = []
    for _, body in received.requests:
        payload = json.loads(body)
        action = payload.get("object_attributes", {}).get("action")
        found.append(payload["object_kind"] + (f".{action}" if action else ""))
    return found


def refusal(call: Any, *arguments: Any, **more: Any) -> tuple[int, Any]:
    """What python-gitlab is refused with: (status, the answer's JSON)."""
    with pytest.raises(gitlab.GitlabError) as caught:
        call(*arguments, **more)
    error = caught.value
    assert error.response_code is not None
    return error.response_code, json.loads(error.response_body or b"null")


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    with GitLabPlayground(tmp_path, limits=Limits.off()) as place:
        place.create_group("acme", owner="ada")
        place.create_project(PROJECT, {"a.py": text(BEFORE), "b.py": "b\n"}, owner="ada")
        place.add_member(PROJECT, DEV, "developer")
        place.push(PROJECT, "feature", {"a.py": text(AFTER)}, author=DEV)
        mr = place.open_merge_request(PROJECT, "feature", author=DEV)
        yield Lab(place, mr, place.create_token(PROJECT))
