"""GitHub behind the forge's seam: github.com and Enterprise Server, as an app or with a personal token.

Reads the live pull request, and makes it show a review by writing the difference. Holds no state but caches.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from bot.forges.answers import Forbidden
from bot.forges.conversing import converse
from bot.forges.github import committing, events
from bot.forges.github import summary as summaries
from bot.forges.github.api import GitHubCredentials, GitHubSettings, Transport
from bot.forges.github.checks import CheckRuns, Statuses
from bot.forges.github.client import Accounts, Client
from bot.forges.github.reach import GitHubReach
from bot.forges.github.talk import Talk
from bot.forges.interface import Command, Event, Gate, GitAccess, Known, NotThere, Permission, Published, Purse, Refused
from bot.model import Change, Patch, Review, Scan, Spoken, Target

_SOON = (0.3, 1.0, 2.0)
"""Seconds between looks for a pull request that was opened a moment ago: GitHub answers 404 at first."""
_ROLES = {
    "admin": Permission.ADMIN,
    "maintain": Permission.MAINTAIN,
    "write": Permission.WRITE,
    "triage": Permission.READ,
    "read": Permission.READ,
}
Json = dict[str, Any]


class GitHub:
    """One GitHub. Thread-safe."""

    name = events.FORGE

    def __init__(
        self,
        settings: GitHubSettings,
        credentials: Callable[[], GitHubCredentials | None],
        *,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._settings = settings
        self._credentials = credentials
        self._sleep = sleep
        self._accounts = Accounts(Transport(settings, clock=clock, sleep=sleep), credentials)
        self._runs = CheckRuns(settings, self._accounts.credentials)
        self._statuses = Statuses(settings)

    def receive(self, headers: Mapping[str, str], body: bytes) -> Event:
        """See `Forge.receive`."""
        known = self._credentials() or GitHubCredentials()
        own = events.Own(known.app_id, known.client_id)
        return events.receive(headers, body, known.webhook_secrets, own)

    def look_up(self, target: Target, head_sha: str = "", base_sha: str = "") -> Change:
        """See `Forge.look_up`."""
        client = Client(self._accounts, target.repo)
        if target.number is not None:
            return self._pull_request(client, target.number)
        if target.ref.startswith(events.QUEUE_PREFIX):
            return _merge_group(client, target.ref, base_sha)
        branch = target.ref or client.get("")["default_branch"]
        head = client.get(f"/branches/{quote(branch)}")["commit"]["sha"]
        return Change(target.repo, None, "", "", head, f"refs/heads/{branch}", branch)

    def heads(self, repo: str, head_sha: str) -> Sequence[Target]:
        """See `Forge.heads`."""
        client = Client(self._accounts, repo)
        named = _at(_tolerant(client.pages, f"/commits/{head_sha}/pulls", most=3), head_sha)
        # GitHub leaves pull requests from forks out of the list of a commit's pull requests.
        numbers = named or _at(
            client.pages("/pulls", most=10, state="open", sort="updated", direction="desc"), head_sha
        )
        return tuple(Target(self.name, repo, number) for number in numbers)

    def clone_url(self, repo: str) -> str:
        """See `Forge.clone_url`."""
        return f"{self._settings.web_url.rstrip('/')}/{repo}.git"

    def commit_of(self, repo: str, ref: str, asked_for: str) -> str:
        """See `Forge.commit_of`."""
        told = Client(self._accounts, asked_for).get_elsewhere(repo, f"/commits/{quote(ref, safe='')}")
        return str(told["sha"])

    def clone_access(self, repo: str) -> GitAccess:
        """See `Forge.clone_access`."""
        token = self._accounts.of(repo).auth.token
        return GitAccess(self.clone_url(repo), "x-access-token", token, self._settings.ca_bundle, self._settings.proxy)

    def permission(self, repo: str, actor: str) -> Permission:
        """See `Forge.permission`."""
        try:
            told = Client(self._accounts, repo).get(f"/collaborators/{quote(actor, safe='')}/permission")
        except (NotThere, Forbidden):
            return Permission.NONE
        return _ROLES.get(told.get("role_name", ""), _ROLES.get(told["permission"], Permission.NONE))

    def announce(self, change: Change, scan: Scan, gate: Gate) -> None:
        """See `Forge.announce`."""
        client = Client(self._accounts, change.repo, gate)
        self._verdicts(client).announce(client, change, scan)

    def publish(self, change: Change, scan: Scan, review: Review, gate: Gate) -> Published:
        """See `Forge.publish`. The check comes last: completing it says that all is in place."""
        client = Client(self._accounts, change.repo, gate)
        done = Published() if change.number is None else converse(Talk(client, change.number), review, change.head_sha)
        self._verdicts(client).publish(client, change, scan, review)
        return replace(done, writes=client.writes)

    def conclude(self, change: Change, scan: Scan, title: str, text: str, gate: Gate) -> None:
        """See `Forge.conclude`."""
        client = Client(self._accounts, change.repo, gate)
        self._verdicts(client).conclude(client, change, scan, title, text)

    def acknowledge(self, command: Command, gate: Gate) -> None:
        """See `Forge.acknowledge`."""
        summaries.acknowledge(Client(self._accounts, command.spoken.target.repo, gate), command.spoken)

    def answer(self, command: Command, text: str, gate: Gate) -> None:
        """See `Forge.answer`."""
        summaries.answer(Client(self._accounts, command.spoken.target.repo, gate), command.spoken, text)

    def thread_about(self, spoken: Spoken) -> tuple[str, ...]:
        """See `Forge.thread_about`."""
        return summaries.thread_about(Client(self._accounts, spoken.target.repo), spoken)

    def commit_files(self, change: Change, patch: Patch, gate: Gate) -> str:
        """See `Forge.commit_files`."""
        return committing.commit(Client(self._accounts, change.repo, gate), change, patch)

    def propose_files(self, change: Change, patch: Patch, gate: Gate) -> str:
        """See `Forge.propose_files`."""
        return committing.propose(Client(self._accounts, change.repo, gate), change, patch)

    def reach(self, purse: Purse, known: Known) -> GitHubReach:
        """See `Forge.reach`."""
        return GitHubReach(self._accounts, self._verdicts, purse, known)

    def greet(self) -> str:
        """Who Sekisho is there, asked now, for people. Raises ForgeError."""
        return self._accounts.greet()

    def asked_for(self) -> Mapping[str, str] | None:
        """What the app asks every installation for, asked now; None with a personal token. Raises ForgeError."""
        return self._accounts.asked_for()

    def _verdicts(self, client: Client) -> CheckRuns | Statuses:
        """Check runs, where Sekisho is an app and was granted them."""
        runs = self._accounts.credentials().is_app and client.permits("checks")
        return self._runs if runs else self._statuses

    def _pull_request(self, client: Client, number: int) -> Change:
        live = self._live(client, number)
        base, head = live["base"], live["head"]
        base_sha, merge_base = _compared(client, base, head["sha"])
        return Change(
            repo=base["repo"]["full_name"],  # what it is called now, if it was renamed
            number=number,
            base_sha=base_sha,
            merge_base_sha=merge_base,
            head_sha=head["sha"],
            head_ref=f"refs/pull/{number}/head",
            base_ref=base["ref"],
            author=(live.get("user") or {}).get("login", ""),
            is_fork=(head.get("repo") or {}).get("id") != base["repo"]["id"],
            draft=bool(live.get("draft")),
            open=live["state"] == "open",
            title=live["title"],
            url=live["html_url"],
        )

    def _live(self, client: Client, number: int) -> Json:
        for pause in _SOON:
            try:
                return dict(client.get(f"/pulls/{number}"))
            except NotThere:
                self._sleep(pause)
        return dict(client.get(f"/pulls/{number}"))


def _compared(client: Client, base: Json, head_sha: str) -> tuple[str, str]:
    """The target branch's tip and the merge base; what the pull request says, and "", where GitHub does not compare."""
    try:
        # The second page carries the commits alone: the first would list up to 300 files with their patches.
        said = client.get(f"/compare/{quote(base['ref'], safe='')}...{head_sha}", per_page=1, page=2)
    except (NotThere, Refused):
        return base["sha"], ""
    return said["base_commit"]["sha"], said["merge_base_commit"]["sha"]


def _merge_group(client: Client, ref: str, base_sha: str) -> Change:
    """A merge queue's combined commit; the ref ends in the commit that it was built upon."""
    head = client.get(f"/git/ref/heads/{quote(ref)}")["object"]["sha"]
    group, _, built_upon = ref.rpartition("-")
    base_ref = group.removeprefix(events.QUEUE_PREFIX).rpartition("/pr-")[0]
    base = base_sha or built_upon
    return Change(client.repo, None, base, base, head, f"refs/heads/{ref}", base_ref)


def _tolerant(pages: Callable[..., Any], path: str, *, most: int) -> list[Json]:
    try:
        return list(pages(path, most=most))
    except NotThere:
        return []


def _at(pulls: Any, head_sha: str) -> list[int]:
    return [each["number"] for each in pulls if each["state"] == "open" and each["head"]["sha"] == head_sha]
