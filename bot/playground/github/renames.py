"""Repositories that change their name or go: what is written about them moves along, old addresses lead on.

GitHub answers an old name with a redirection to `/repositories/<id>/…`, 301 for reads and 307 for writes, and git with
301; see "Follow redirects" in its REST API's best practices.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any
from urllib.parse import urlencode

from bot.playground.github import events
from bot.playground.github.errors import DOCS
from bot.playground.github.hub import Hub, Json
from bot.playground.github.nouns import Repo
from bot.playground.github.state import State

_NAMED = re.compile(r"/repos/(?P<name>[^/]+/[^/]+)(?P<rest>/.*)?")
_NUMBERED = re.compile(r"/repositories/(?P<id>\d+)(?P<rest>/.*)?")


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What a request to an old name is answered with."""

    status: int
    url: str

    @property
    def body(self) -> Json:
        """Says the same."""
        return {"message": "Moved Permanently", "url": self.url, "documentation_url": DOCS}


def rename(hub: Hub, repo: Repo, name: str, sender: str) -> None:
    """Gives it another name with the same owner."""
    state, before, where = hub.state, repo.full_name, hub.path(repo.full_name)
    del state.repos[before.lower()]
    old, repo.name = repo.name, name
    state.repos[repo.full_name.lower()] = repo
    state.moved[before.lower()] = repo.id
    where.rename(hub.path(repo.full_name))
    _rewrite(state, before, repo.full_name)
    changes = {"repository": {"name": {"from": old}}}
    events.emit(hub, "repository", repo, sender, {"action": "renamed", "changes": changes})


def delete(hub: Hub, repo: Repo, sender: str) -> None:
    """Takes it away, with all that was said there."""
    events.emit(hub, "repository", repo, sender, {"action": "deleted"})
    shutil.rmtree(hub.path(repo.full_name))
    del hub.state.repos[repo.full_name.lower()]


def _rewrite(state: State, before: str, after: str) -> None:
    kept = (state.suites, state.runs, state.reviews, state.threads, state.issue_comments)
    records: Iterator[Any] = chain(*(each.values() for each in kept), state.statuses)
    for record in records:
        if record.repo == before:
            record.repo = after
    for pull in list(state.pulls.values()):
        pull.head_repo = after if pull.head_repo == before else pull.head_repo
        if pull.repo == before:
            del state.pulls[(before, pull.number)]
            pull.repo = after
            state.pulls[(after, pull.number)] = pull
    reached = [each.repos for each in state.installations.values()] + [each.repos for each in state.tokens.values()]
    for names in reached:
        if names and before in names:
            names.remove(before)
            names.add(after)


def canonical(state: State, path: str) -> str:
    """The path with the name that a repository's number stands for."""
    found = _NUMBERED.fullmatch(path)
    repo = state.repo_by_id(int(found["id"])) if found else None
    return f"/repos/{repo.full_name}{found['rest'] or ''}" if found and repo else path


def redirection(hub: Hub, method: str, path: str, query: dict[str, str]) -> Elsewhere | None:
    """For a request to a name that is no longer; None where the name is right."""
    found = _NAMED.fullmatch(path)
    number = _moved(hub.state, found["name"]) if found else None
    if found is None or number is None:
        return None
    url = f"{hub.api}/repositories/{number}{found['rest'] or ''}" + (f"?{urlencode(query)}" if query else "")
    return Elsewhere(301 if method == "GET" else 307, url)


def git_address(hub: Hub, full_name: str) -> str:
    """Where git finds a repository that is asked for by an old name; "" where the name is right."""
    number = _moved(hub.state, full_name)
    repo = hub.state.repo_by_id(number) if number else None
    return f"{hub.url}/{repo.full_name}.git" if repo else ""


def _moved(state: State, full_name: str) -> int | None:
    return None if full_name.lower() in state.repos else state.moved.get(full_name.lower())
