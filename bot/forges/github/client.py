"""Who Sekisho is towards one repository, and requests in that name: installation tokens, pages, GraphQL.

Tokens live in memory only, for as long as GitHub grants them less ten minutes, so that a fetch begun with one ends
with it. A token that GitHub no longer takes is replaced once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

import jwt
from github import Auth

from bot.forges.answers import Forbidden, Invalid, Unauthorized
from bot.forges.github.api import GitHubCredentials, Transport
from bot.forges.interface import ForgeUnavailable, Gate, NotThere, Refused, Shielded, Stale

T = TypeVar("T")
_SPARE = 600.0
"""Seconds before its end from which a token is no longer handed out."""


@dataclass(frozen=True, slots=True)
class Account:
    """The name in which requests go out: an installation, the app itself, or a person."""

    key: str
    """What GitHub's limits count: one installation, one person."""
    auth: Auth.Auth = field(repr=False)
    until: float = float("inf")
    """Seconds since the epoch."""
    permissions: Mapping[str, str] | None = None
    """Permission -> read | write, as granted; None where GitHub does not say (personal tokens)."""


class Accounts:
    """Hands out accounts. Thread-safe: two threads may both fetch a token, which harms nobody."""

    def __init__(self, transport: Transport, credentials: Callable[[], GitHubCredentials | None]) -> None:
        self.transport = transport
        self._credentials = credentials
        self._lock = threading.Lock()
        self._known: GitHubCredentials | None = None
        self._installations: dict[str, int] = {}
        self._tokens: dict[int, Account] = {}
        self._login = ""

    def credentials(self) -> GitHubCredentials:
        """The credentials as they are now; what was learnt with others is forgotten. Raises Refused."""
        now = self._credentials()
        if now is None or not (now.is_app or now.token):
            raise Refused("No GitHub credentials: register the app at /setup, or configure a token.")
        with self._lock:
            if now != self._known:
                self._known, self._login = now, ""
                self._installations.clear()
                self._tokens.clear()
        return now

    def of(self, repo: str) -> Account:
        """The account for `repo`. Raises ForgeError."""
        credentials = self.credentials()
        if not credentials.is_app:
            return Account("token", Auth.Token(credentials.token))
        try:
            return self._installed(repo)
        except NotThere:
            if self._installations.pop(repo, None) is None:
                raise
            # Installed anew since: the old installation is gone.
            return self._installed(repo)

    def app(self) -> Account:
        """The app itself, under no installation. Raises Refused."""
        return Account("app", _app_auth(self.credentials()))

    def at(self, installation: int, repos: Iterable[str] = ()) -> Account:
        """The account of an installation, under which `repos` are known to be. Raises ForgeError."""
        self.credentials()
        self._installations.update(dict.fromkeys(repos, installation))
        return self._of(installation)

    def forget(self, repo: str) -> None:
        """GitHub no longer takes the token that is kept for `repo`."""
        self._tokens.pop(self._installations.get(repo, 0), None)

    def login(self) -> str:
        """The account that Sekisho's comments carry: `name[bot]`, or the token's owner. Raises ForgeError."""
        credentials = self.credentials()
        if credentials.bot_login or credentials.slug:
            return credentials.bot_login or f"{credentials.slug}[bot]"
        if not self._login:
            self._login = self._ask_login(credentials)
        return self._login

    def greet(self) -> str:
        """One line for people about who Sekisho is, asked now. Raises ForgeError."""
        credentials, web = self.credentials(), self.transport.settings.web_url
        if not credentials.is_app:
            return f"the account {self._ask_login(credentials)} on {web}, with commit statuses instead of check runs"
        app = self.transport.read("app", _app_auth(credentials), "/app").data
        count = app.get("installations_count")
        return f"the app {app['slug']} on {web}" + (f", {count} installations" if count is not None else "")

    def asked_for(self) -> Mapping[str, str] | None:
        """What the app asks every installation for: permission -> read | write; None for a personal token.
        Raises ForgeError."""
        credentials = self.credentials()
        if not credentials.is_app:
            return None
        return dict(self.transport.read("app", _app_auth(credentials), "/app").data.get("permissions") or {})

    def _ask_login(self, credentials: GitHubCredentials) -> str:
        if credentials.is_app:
            app = self.transport.read("app", _app_auth(credentials), "/app").data
            return f"{app['slug']}[bot]"
        return str(self.transport.read("token", Auth.Token(credentials.token), "/user").data["login"])

    def _installed(self, repo: str) -> Account:
        if repo not in self._installations:
            self._installations[repo] = self._look_up(repo)
        return self._of(self._installations[repo])

    def _of(self, installation: int) -> Account:
        kept = self._tokens.get(installation)
        if kept is None or kept.until - _SPARE < self.transport.clock():
            kept = self._tokens[installation] = self._mint(installation)
        return kept

    def _look_up(self, repo: str) -> int:
        auth = _app_auth(self.credentials())
        try:
            return int(self.transport.read("app", auth, f"/repos/{repo}/installation").data["id"])
        except NotThere:
            raise NotThere(f"The app is not installed on {repo}: {self._install_url()}") from None

    def _install_url(self) -> str:
        slug, web = self.credentials().slug, self.transport.settings.web_url
        return f"install it at {web}/apps/{slug}/installations/new" if slug else f"install it from its page on {web}"

    def _mint(self, installation: int) -> Account:
        auth = _app_auth(self.credentials())
        path = f"/app/installations/{installation}/access_tokens"
        try:
            made = self.transport.ask("app", auth, "POST", path, {}).data
        except Forbidden as error:
            raise Refused(f"{error} The installation may be suspended.") from None
        until = datetime.fromisoformat(made["expires_at"]).timestamp()
        return Account(f"installation {installation}", Auth.Token(made["token"]), until, made.get("permissions"))


def _app_auth(credentials: GitHubCredentials) -> Auth.Auth:
    signer = Auth.AppAuth(credentials.client_id or credentials.app_id, credentials.private_key)
    try:
        return Auth.AppAuthToken(signer.token)
    except (ValueError, TypeError, jwt.PyJWTError):
        raise Refused("The GitHub App's private key is no PEM key: give the file that GitHub handed out.") from None


class Client:
    """Requests about one repository. Paths begin after /repos/owner/name; writes pass the gate and are counted."""

    def __init__(self, accounts: Accounts, repo: str, gate: Gate = lambda: None) -> None:
        self.repo = repo
        self.writes = 0
        self._accounts = accounts
        self._gate = gate

    @property
    def login(self) -> str:
        """Sekisho's own account."""
        return self._accounts.login()

    def permits(self, permission: str, level: str = "write") -> bool:
        """Whether the installation granted this; true where GitHub does not say."""
        granted = self._accounts.of(self.repo).permissions
        return granted is None or granted.get(permission) in (level, "admin")

    def get(self, path: str, **query: object) -> Any:
        """The JSON at `path`. Raises ForgeError."""
        return self._get(self._address(path, query))

    def get_elsewhere(self, repo: str, path: str) -> Any:
        """The same about another, public repository, in this one's name."""
        return self._get(f"/repos/{repo}{path}")

    def pages(self, path: str, key: str = "", *, most: int = 30, **query: object) -> Iterator[dict[str, Any]]:
        """The entries of a list, page by page up to `most`; `key` where the list is within an object."""
        for page in range(1, most + 1):
            data = self.get(path, per_page=100, page=page, **query)
            entries = data[key] if key else data
            yield from entries
            if len(entries) < 100:
                return

    def post(self, path: str, body: Mapping[str, Any], *, again: bool = False) -> Any:
        """Creates. `again`: doing it twice is harmless."""
        return self._write("POST", self._address(path, {}), body, again=again)

    def patch(self, path: str, body: Mapping[str, Any], *, again: bool = True) -> Any:
        """Changes."""
        return self._write("PATCH", self._address(path, {}), body, again=again)

    def query(self, text: str, **variables: object) -> dict[str, Any]:
        """What a GraphQL query answers. Raises ForgeError."""
        body = {"query": text, "variables": variables}
        transport = self._accounts.transport
        return _data(self._trying(lambda one: transport.ask(one.key, one.auth, "POST", "graphql", body).data))

    def mutate(self, text: str, **variables: object) -> dict[str, Any]:
        """What a GraphQL mutation answers; one that does nothing the second time. Raises ForgeError."""
        return _data(self._write("POST", "graphql", {"query": text, "variables": variables}, again=True))

    def _get(self, address: str) -> Any:
        return self._trying(lambda account: self._accounts.transport.read(account.key, account.auth, address).data)

    def _address(self, path: str, query: Mapping[str, object]) -> str:
        return f"/repos/{self.repo}{path}" + (f"?{urlencode(query)}" if query else "")

    def _write(self, verb: str, address: str, body: Mapping[str, Any], *, again: bool) -> Any:
        transport = self._accounts.transport
        answer = self._trying(
            lambda one: transport.write(one.key, one.auth, verb, address, body, self._gate, again=again)
        )
        self.writes += 1
        return answer.data

    def _trying(self, call: Callable[[Account], T]) -> T:
        try:
            return call(self._accounts.of(self.repo))
        except Unauthorized:
            self._accounts.forget(self.repo)
            return call(self._accounts.of(self.repo))


def _data(answer: Any) -> dict[str, Any]:
    """The data of a GraphQL answer, or its first error in the seam's words."""
    errors = answer.get("errors") if isinstance(answer, dict) else [{}]
    if not errors:
        return dict(answer["data"])
    kind, said = str(errors[0].get("type", "")), str(errors[0].get("message", "no data"))[:300]
    if kind == "NOT_FOUND":
        raise NotThere(f"GitHub knows nothing there ({said}).")
    if kind in ("FORBIDDEN", "INSUFFICIENT_SCOPES"):
        raise Forbidden(f"GitHub does not permit this ({said}).")
    if kind == "STALE_DATA":
        raise Stale(f"The branch has moved on ({said}).")
    if kind == "BRANCH_PROTECTION_RULE_VIOLATION":
        raise Shielded(f"The branch is protected ({said}).")
    if kind == "UNPROCESSABLE":
        raise Invalid(f"GitHub cannot do this as asked ({said}).")
    if kind == "RATE_LIMITED":
        raise ForgeUnavailable(f"GitHub's rate limit ({said}).", 60.0)
    raise ForgeUnavailable(f"GitHub could not answer ({said}).")
