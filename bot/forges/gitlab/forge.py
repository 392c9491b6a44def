"""GitLab behind the forge's seam: gitlab.com and self-managed, with a project's, a group's or a person's token.

Reads the live merge request, and makes it show a review by writing the difference. Holds no state but caches.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from bot.forges.answers import Forbidden
from bot.forges.conversing import converse
from bot.forges.gitlab import committing, events, external, notes
from bot.forges.gitlab.api import GitLabCredentials, GitLabSettings, Transport
from bot.forges.gitlab.client import Client, Site
from bot.forges.gitlab.install import Wanted
from bot.forges.gitlab.permissions import permission_of
from bot.forges.gitlab.reach import GitLabReach
from bot.forges.gitlab.statuses import Statuses, verdict_state
from bot.forges.gitlab.talk import Talk
from bot.forges.gitlab.tokens import TokenFacts, facts_of
from bot.forges.interface import Command, Event, ForgeUnavailable, Gate, GitAccess, NotThere, Permission, Published
from bot.forges.reach import Known, Purse
from bot.model import Change, Patch, Review, Scan, ScanState, Spoken, Target

_SOON = (0.3, 1.0, 2.0)
"""Seconds between looks at a merge request that was opened a moment ago: GitLab has not compared its branches yet
(https://docs.gitlab.com/api/merge_requests/#empty-api-fields-for-new-merge-requests).
"""
_OPEN = ("opened", "locked")
"""Locked is what GitLab is just merging; where that fails it is opened again."""
Json = dict[str, Any]


class GitLab:
    """One GitLab. Thread-safe."""

    name = events.FORGE

    def __init__(
        self,
        settings: GitLabSettings,
        credentials: Callable[[], GitLabCredentials | None],
        *,
        hooks: Callable[[], Wanted] | None = None,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`hooks` says how those are to be that a sweep makes and heals, or raises Refused; None: it leaves them."""
        self._hooks = hooks
        self._settings = settings
        self._credentials = credentials
        self._clock = clock
        self._sleep = sleep
        self._transport = Transport(settings, credentials, clock=clock, sleep=sleep)
        self._statuses = Statuses(settings)

    def receive(self, headers: Mapping[str, str], body: bytes) -> Event:
        """See `Forge.receive`."""
        return events.receive(headers, body, self._credentials() or GitLabCredentials(), self._clock())

    def look_up(self, target: Target, head_sha: str = "", base_sha: str = "") -> Change:
        """See `Forge.look_up`."""
        client = Client(self._transport, target.repo)
        if target.number is not None:
            return self._merge_request(client, target.number)
        if train := events.TRAIN.fullmatch(target.ref):
            return _train(client, int(train[1]), target.ref, base_sha)
        branch = target.ref or client.get("")["default_branch"]
        return Change(target.repo, None, "", "", _tip(client, branch), f"refs/heads/{branch}", branch)

    def heads(self, repo: str, head_sha: str) -> Sequence[Target]:
        """See `Forge.heads`."""
        client = Client(self._transport, repo)
        named = _at(_tolerant(client, f"/repository/commits/{quote(head_sha, safe='')}/merge_requests"), head_sha)
        numbers = named or _at(
            client.pages("/merge_requests", most=10, state="opened", order_by="updated_at", sort="desc"), head_sha
        )
        return tuple(Target(self.name, repo, number) for number in numbers)

    def clone_url(self, repo: str) -> str:
        """See `Forge.clone_url`."""
        return f"{self._settings.web_url.rstrip('/')}/{repo}.git"

    def commit_of(self, repo: str, ref: str, asked_for: str) -> str:
        """See `Forge.commit_of`. Never answered: only actions are asked about, and those are repositories on GitHub.

        Whoever has a project of an action's name on GitLab must not say what it is pinned to.
        """
        raise NotThere(f"{repo} at {ref} is an action, and those are on GitHub: GitLab does not know their commits.")

    def clone_access(self, repo: str) -> GitAccess:
        """See `Forge.clone_access`."""
        settings, token = self._settings, self._transport.token
        return GitAccess(self.clone_url(repo), "oauth2", token, settings.ca_bundle, settings.proxy)

    def permission(self, repo: str, actor: str) -> Permission:
        """See `Forge.permission`."""
        return permission_of(Client(self._transport, repo), Site(self._transport), actor)

    def announce(self, change: Change, scan: Scan, gate: Gate) -> None:
        """See `Forge.announce`."""
        self._statuses.announce(Client(self._transport, change.repo, gate), change, scan)

    def publish(self, change: Change, scan: Scan, review: Review, gate: Gate) -> Published:
        """See `Forge.publish`. The status comes last: it says that all is in place."""
        client = Client(self._transport, change.repo, gate)
        done = Published() if change.number is None else converse(Talk(client, change.number), review, change.head_sha)
        self._statuses.publish(client, change, scan, review)
        external.tell(client, change, self._settings.external_status_check, verdict_state(review, self._settings))
        return replace(done, writes=client.writes)

    def conclude(self, change: Change, scan: Scan, title: str, text: str, gate: Gate) -> None:
        """See `Forge.conclude`. A status has no room for the text."""
        client = Client(self._transport, change.repo, gate)
        self._statuses.conclude(client, change, scan, title)
        if scan.state is ScanState.FAILED:
            external.tell(client, change, self._settings.external_status_check, self._settings.incomplete)

    def acknowledge(self, command: Command, gate: Gate) -> None:
        """See `Forge.acknowledge`."""
        notes.acknowledge(Client(self._transport, command.spoken.target.repo, gate), command.spoken)

    def answer(self, command: Command, text: str, gate: Gate) -> None:
        """See `Forge.answer`."""
        notes.answer(Client(self._transport, command.spoken.target.repo, gate), command.spoken, text)

    def thread_about(self, spoken: Spoken) -> tuple[str, ...]:
        """See `Forge.thread_about`."""
        return notes.thread_about(Client(self._transport, spoken.target.repo), spoken)

    def commit_files(self, change: Change, patch: Patch, gate: Gate) -> str:
        """See `Forge.commit_files`."""
        return committing.commit(Client(self._transport, change.repo, gate), change, patch)

    def propose_files(self, change: Change, patch: Patch, gate: Gate) -> str:
        """See `Forge.propose_files`."""
        return committing.propose(Client(self._transport, change.repo, gate), change, patch)

    def reach(self, purse: Purse, known: Known) -> GitLabReach:
        """See `Forge.reach`."""
        return GitLabReach(self._transport, self._statuses, self._hooks, purse, known, self._clock)

    def greet(self) -> str:
        """Who Sekisho is there, asked now, for people. Raises ForgeError."""
        return f"the account {Site(self._transport).get('/user')['username']} on {self._settings.web_url}"

    def token_facts(self) -> TokenFacts | None:
        """What the token may do and until when, asked now; None where GitLab does not say. Raises ForgeError."""
        return facts_of(Site(self._transport))

    def _merge_request(self, client: Client, number: int) -> Change:
        live = self._live(client, number)
        refs = live["diff_refs"]
        return Change(
            repo=live["references"]["full"].rpartition("!")[0],  # what it is called now, if it was renamed
            number=number,
            base_sha=_tip_or(client, live["target_branch"], refs["start_sha"]),
            merge_base_sha=refs["base_sha"],
            head_sha=refs["head_sha"],
            head_ref=f"refs/merge-requests/{number}/head",
            base_ref=live["target_branch"],
            author=(live.get("author") or {}).get("username", ""),
            is_fork=live["source_project_id"] != live["target_project_id"],
            draft=bool(live.get("draft")) or events.is_draft(live["title"]),
            open=live["state"] in _OPEN,
            title=live["title"],
            url=live["web_url"],
        )

    def _live(self, client: Client, number: int) -> Json:
        """The merge request with its branches compared."""
        for pause in _SOON:
            try:
                live = dict(client.get(f"/merge_requests/{number}"))
            except NotThere:
                live = {}
            if _is_compared(live):
                return live
            self._sleep(pause)
        live = dict(client.get(f"/merge_requests/{number}"))
        if not _is_compared(live):
            raise ForgeUnavailable("GitLab has not compared the merge request's branches yet.", 10.0)
        return live


def _is_compared(live: Json) -> bool:
    refs = live.get("diff_refs") or {}
    return all(refs.get(name) for name in ("base_sha", "start_sha", "head_sha"))


def _tip(client: Client, branch: str) -> str:
    return str(client.get(f"/repository/branches/{quote(branch, safe='')}")["commit"]["id"])


def _tip_or(client: Client, branch: str, otherwise: str) -> str:
    try:
        return _tip(client, branch)
    except NotThere:
        return otherwise


def _train(client: Client, number: int, ref: str, base_sha: str) -> Change:
    """A merge train's combined commit: the target branch with every merge request up to this one."""
    live = client.get(f"/merge_requests/{number}")
    head = client.get(f"/repository/commits/{quote(f'refs/{ref}', safe='')}")["id"]
    base = base_sha or _tip(client, live["target_branch"])
    return Change(client.repo, None, base, base, head, f"refs/{ref}", live["target_branch"], url=live["web_url"])


def _tolerant(client: Client, path: str) -> Iterator[Json]:
    try:
        yield from client.pages(path, most=3)
    except (NotThere, Forbidden):
        return


def _at(requests: Iterable[Json], head_sha: str) -> list[int]:
    return [each["iid"] for each in requests if each["state"] in _OPEN and each["sha"] == head_sha]
