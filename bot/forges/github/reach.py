"""What a sweep asks of GitHub: see `reach.Reach`. Cursors are installation/page, page numbers, and GitHub's own.

An app sees its installations and the log of its deliveries. A personal token has neither: it looks at the
repositories that webhooks came from, and what did not arrive is found by the pull requests alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from requests.utils import parse_header_links

from bot.forges.github.checks import CheckRuns, Statuses, seconds
from bot.forges.github.client import Account, Accounts, Client
from bot.forges.github.events import FORGE
from bot.forges.interface import Gate, NotThere, Refused
from bot.forges.reach import Allowance, Known, LeftOpen, Page, Purse, Reached, Standing, Undelivered
from bot.model import Target

_FULL = 100
"""Entries of a page."""
_FAILED = 400
"""What counts as a failure from there on: see `status` of GitHub's "List deliveries for an app webhook"."""
Json = dict[str, Any]


class GitHubReach:
    """For one sweep."""

    def __init__(
        self,
        accounts: Accounts,
        verdicts: Callable[[Client], CheckRuns | Statuses],
        purse: Purse,
        known: Known,
    ) -> None:
        self._accounts = accounts
        self._verdicts = verdicts
        self._purse = purse
        self._known = known

    def undelivered(self, since: float, cursor: str) -> Page[Undelivered]:
        """See `Reach.undelivered`."""
        if not self._accounts.credentials().is_app:
            return Page(())
        query = {"per_page": _FULL, "status": "failure"} | ({"cursor": cursor} if cursor else {})
        account = self._accounts.app()
        self._pay(account)
        answer = self._accounts.transport.read(account.key, account.auth, f"/app/hook/deliveries?{urlencode(query)}")
        # An Enterprise Server that does not know `status` lists all of them.
        failed = [_undelivered(each) for each in answer.data if each["status_code"] >= _FAILED]
        within = tuple(each for each in failed if each.at >= since)
        oldest = seconds(answer.data[-1]["delivered_at"]) if answer.data else 0.0
        return Page(within, _cursor(answer.headers) if oldest >= since else "")

    def deliver_again(self, which: Undelivered, gate: Gate) -> bool:
        """See `Reach.deliver_again`."""
        account = self._accounts.app()
        self._pay(account)
        gate()
        self._accounts.transport.ask(
            account.key, account.auth, "POST", f"/app/hook/deliveries/{which.id}/attempts", {}, again=True
        )
        return True

    def repositories(self, cursor: str) -> Page[Reached]:
        """See `Reach.repositories`."""
        if not self._accounts.credentials().is_app:
            return Page(tuple(Reached(repo) for repo in sorted(self._known.heard_of)))
        first, _, page = cursor.partition("/")
        numbers = [number for number in self._installations() if number >= int(first or 0)]
        if not numbers:
            return Page(())
        number, at = numbers[0], int(page or 1) if str(numbers[0]) == first else 1
        repos, full = self._installed(number, at)
        following = f"{number}/{at + 1}" if full else f"{numbers[1]}/1" if len(numbers) > 1 else ""
        return Page(tuple(Reached(repo, str(number)) for repo in repos), following)

    def welcome(self, reached: Reached, gate: Gate) -> bool:
        """See `Reach.welcome`: an app that is installed hears by itself, and a person has made the others' hooks."""
        if not reached.installation:
            told = self._client(reached.repo).get("")
            if told["full_name"] != reached.repo or told.get("archived"):
                raise NotThere(f"{reached.repo} is {told['full_name']} now, or archived.")
        return False

    def open_requests(self, repo: str, cursor: str) -> Page[Standing]:
        """See `Reach.open_requests`."""
        client, page = self._client(repo), int(cursor or 1)
        listed = client.get("/pulls", state="open", direction="asc", per_page=_FULL, page=page)
        return Page(tuple(_standing(repo, each) for each in listed), str(page + 1) if len(listed) == _FULL else "")

    def left_open(self, standing: Standing) -> Sequence[LeftOpen]:
        """See `Reach.left_open`."""
        client = self._client(standing.target.repo)
        return self._verdicts(client).left_open(client, standing)

    def _client(self, repo: str) -> Client:
        self._pay(self._accounts.of(repo))
        return Client(self._accounts, repo)

    def _installations(self) -> list[int]:
        """In order; those that are suspended see nothing."""
        found: list[Json] = []
        account = self._accounts.app()
        while len(found) % _FULL == 0:
            self._pay(account)
            path = f"/app/installations?per_page={_FULL}&page={len(found) // _FULL + 1}"
            listed = self._accounts.transport.read(account.key, account.auth, path).data
            found += listed
            if not listed:
                break
        return sorted(each["id"] for each in found if not each.get("suspended_at"))

    def _installed(self, number: int, page: int) -> tuple[list[str], bool]:
        """Repositories of one installation that live, and whether the page is full."""
        try:
            account = self._accounts.at(number)
        except (NotThere, Refused):  # gone, or suspended, since it was listed
            return [], False
        self._pay(account)
        path = f"/installation/repositories?per_page={_FULL}&page={page}"
        listed = self._accounts.transport.read(account.key, account.auth, path).data["repositories"]
        names = [each["full_name"] for each in listed if not (each.get("archived") or each.get("disabled"))]
        self._accounts.at(number, names)
        return names, len(listed) == _FULL

    def _pay(self, account: Account) -> None:
        left = self._accounts.transport.left(account.key)
        self._purse(left or self._asked(account))

    def _asked(self, account: Account) -> Allowance | None:
        """What GitHub grants an account that it has told nothing about yet. Asking is free."""
        if account.key == "app":
            return None
        try:
            told = self._accounts.transport.read(account.key, account.auth, "/rate_limit").data["resources"]["core"]
        except NotThere:  # an Enterprise Server without limits
            return None
        return Allowance(told["limit"], told["remaining"], told["reset"])


def _undelivered(told: Json) -> Undelivered:
    return Undelivered(str(told["id"]), told["guid"], seconds(told["delivered_at"]))


def _standing(repo: str, told: Json) -> Standing:
    target = Target(FORGE, repo, told["number"])
    return Standing(target, told["head"]["sha"], told["html_url"], seconds(told["updated_at"]))


def _cursor(headers: Mapping[str, str]) -> str:
    """Of what follows, by the Link header."""
    links = parse_header_links(headers.get("link", ""))
    following = next((link["url"] for link in links if link.get("rel") == "next"), "")
    return (parse_qs(urlsplit(following).query).get("cursor") or [""])[0]
