"""What a sweep asks of GitLab: see `reach.Reach`. Cursors are what was done last, and page numbers.

Sekisho's to look at are the projects below groups that it was installed on, and those that webhooks came from: what
else its account is a member of is nobody's wish. Each project has a log of its hook's deliveries, seven days long
(https://docs.gitlab.com/api/project_webhooks/), and so has each group.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from urllib.parse import quote

from bot.forges.answers import Forbidden, Invalid
from bot.forges.gitlab.api import Transport
from bot.forges.gitlab.client import Client, Site
from bot.forges.gitlab.events import FORGE
from bot.forges.gitlab.install import PATH, Did, Hooks, Place, Wanted
from bot.forges.gitlab.statuses import Statuses
from bot.forges.interface import Gate, NotThere, Refused
from bot.forges.reach import Known, LeftOpen, Page, Purse, Reached, Standing, Undelivered
from bot.model import Target

MOST_RESENDS = 4
"""Of one project or group in one pass. GitLab takes 5 in a minute, of a user for each of them:
https://docs.gitlab.com/administration/settings/rate-limit-on-webhook-operations/.
"""
_FULL = 100
_EVENTS = 20
"""Entries of a page of deliveries; GitLab gives no more."""
_LOG_PAGES = 5
Json = dict[str, Any]


class GitLabReach:
    """For one sweep."""

    def __init__(
        self,
        transport: Transport,
        statuses: Statuses,
        wanted: Callable[[], Wanted] | None,
        purse: Purse,
        known: Known,
        clock: Callable[[], float],
    ) -> None:
        """`wanted` says how hooks are to be, or raises Refused where nobody said so; None: hooks are left alone."""
        self._transport = transport
        self._statuses = statuses
        self._wanted = wanted
        self._purse = purse
        self._known = known
        self._clock = clock
        self._listed: list[str] | None = None
        self._hooks: Hooks | None = None
        self._resent: Counter[str] = Counter()

    def undelivered(self, since: float, cursor: str) -> Page[Undelivered]:
        """See `Reach.undelivered`: those of one group or project. The cursor is the one before, `kind:path`."""
        places = [f"group:{path}" for path in sorted(self._known.followed)]
        places += [f"project:{path}" for path in self._projects()]
        at = bisect_right(places, cursor)  # groups come before projects, and both in order
        if at == len(places):
            return Page(())
        kind, _, path = places[at].partition(":")
        failed = [one for one in self._failed(Place(kind, path)) if one.at >= since]
        return Page(tuple(failed), places[at] if at + 1 < len(places) else "")

    def deliver_again(self, which: Undelivered, gate: Gate) -> bool:
        """See `Reach.deliver_again`. GitLab answers when the service has answered it."""
        address = which.id.partition("/hooks/")[0]
        if self._resent[address] >= MOST_RESENDS:
            return False
        self._pay()
        self._resent[address] += 1
        with suppress(Invalid):  # it did not arrive this time, either: that is one more line in the log
            Site(self._transport, gate).post(which.id, {}, again=True)
        return True

    def repositories(self, cursor: str) -> Page[Reached]:
        """See `Reach.repositories`."""
        every = self._projects()
        begin = bisect_right(every, cursor)
        some = every[begin : begin + _FULL]
        return Page(tuple(Reached(repo) for repo in some), some[-1] if begin + _FULL < len(every) else "")

    def welcome(self, reached: Reached, gate: Gate) -> bool:
        """See `Reach.welcome`. Hooks are made in groups that Sekisho was installed on, and healed elsewhere."""
        below = self._groups_of(reached.repo)
        if not below:
            self._pay()
            told = Client(self._transport, reached.repo).get("")
            if told["path_with_namespace"] != reached.repo or told.get("archived"):
                raise NotThere(f"{reached.repo} is {told['path_with_namespace']} now, or archived.")
        hooks = self._keeper(gate)
        if hooks is None:
            return False
        self._pay()
        needed = hooks.ensure(reached.repo, dry=True).did
        if needed is not Did.HEALED and not (below and needed in (Did.MADE, Did.CHANGED)):
            return False
        self._pay()
        return hooks.ensure(reached.repo).did in (Did.MADE, Did.CHANGED, Did.HEALED)

    def open_requests(self, repo: str, cursor: str) -> Page[Standing]:
        """See `Reach.open_requests`."""
        self._pay()
        client, page = Client(self._transport, repo), int(cursor or 1)
        order = {"state": "opened", "order_by": "created_at", "sort": "asc"}
        listed = client.get("/merge_requests", per_page=_FULL, page=page, **order)
        standing = tuple(_standing(repo, each) for each in listed if each.get("sha"))
        return Page(standing, str(page + 1) if len(listed) == _FULL else "")

    def left_open(self, standing: Standing) -> Sequence[LeftOpen]:
        """See `Reach.left_open`."""
        self._pay()
        return self._statuses.left_open(Client(self._transport, standing.target.repo), standing)

    def _projects(self) -> list[str]:
        """In order; listed once for each sweep."""
        if self._listed is None:
            found = {path for group in self._known.followed for path in self._below(group)}
            self._listed = sorted(found.union(path for path in self._known.heard_of if not self._groups_of(path)))
        return self._listed

    def _groups_of(self, path: str) -> list[str]:
        """Those that Sekisho was installed on."""
        return [group for group in self._known.followed if _is_below(path, group)]

    def _below(self, group: str) -> list[str]:
        site, found = Site(self._transport), list[str]()
        asked = {"include_subgroups": "true", "archived": "false", "with_shared": "false", "simple": "true"}
        page = 1
        while True:
            self._pay()
            address = f"/groups/{quote(group, safe='')}/projects"
            try:
                listed = site.get(address, per_page=_FULL, page=page, order_by="id", sort="asc", **asked)
            except (NotThere, Forbidden):  # the group is gone, or its door is shut: what is known of it stays
                return found or [path for path in self._known.heard_of if _is_below(path, group)]
            found += [each["path_with_namespace"] for each in listed if not each.get("marked_for_deletion_on")]
            if len(listed) < _FULL:
                return found
            page += 1

    def _failed(self, place: Place) -> list[Undelivered]:
        """Deliveries that GitLab could not make. What was refused was never authentic: it would be refused again."""
        site, found = Site(self._transport), list[Undelivered]()
        self._pay()
        try:
            hooks = [hook for hook in site.get(place.hooks, per_page=_FULL) if self._leads_here(hook)]
        except (NotThere, Refused):  # no Premium, no role, gone
            return []
        for hook in hooks:
            address = f"{place.hooks}/{hook['id']}/events"
            for page in range(1, _LOG_PAGES + 1):
                self._pay()
                listed = site.get(address, per_page=_EVENTS, page=page, status="server_failure")
                found += [one for each in listed if (one := self._undelivered(address, each))]
                if len(listed) < _EVENTS:
                    break
        return found

    def _leads_here(self, hook: Json) -> bool:
        """By the service's address; where nobody said that, by how it ends."""
        try:
            return bool(hook["url"] == self._wanted().url) if self._wanted else hook["url"].endswith(PATH)
        except Refused:
            return bool(hook["url"].endswith(PATH))

    def _undelivered(self, address: str, told: Json) -> Undelivered | None:
        """None where the log does not say what the delivery is remembered under: GitLab before 17.4."""
        headers = {str(name).lower(): str(value) for name, value in (told.get("request_headers") or {}).items()}
        key, moment = headers.get("idempotency-key", ""), headers.get("webhook-timestamp", "")
        if not key:
            return None
        # The log has no times; that of a signature is one.
        at = float(moment) if moment.isdecimal() else self._clock()
        return Undelivered(f"{address}/{told['id']}/resend", key, at)

    def _keeper(self, gate: Gate) -> Hooks | None:
        """What tends hooks, once groups' own are well."""
        if self._hooks is None and self._wanted is not None:
            try:
                self._hooks = Hooks(Site(self._transport, gate), self._wanted())
            except Refused:  # nobody said where Sekisho is: hooks are somebody else's
                self._wanted = None
                return None
            for group in self._known.followed:
                self._pay()
                self._hooks.ensure_group(group)
        return self._hooks

    def _pay(self) -> None:
        self._purse(self._transport.left())


def _standing(repo: str, told: Json) -> Standing:
    updated = datetime.fromisoformat(told["updated_at"]).timestamp()
    return Standing(Target(FORGE, repo, told["iid"]), told["sha"], told["web_url"], updated)


def _is_below(path: str, group: str) -> bool:
    return path.lower().startswith(f"{group.lower()}/")
