"""Talks to GitHub's API through PyGithub: retries, rate limits, errors in the seam's words. Knows no review.

PyGithub signs, connects and follows renames; its `requestJson` leaves statuses to us, which is what lets one
place decide what is worth another try. A read is tried again; a POST whose answer was lost is not, because it
may have been done: the scan is run again and reads first.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NoReturn
from urllib.parse import urlsplit

import requests
from github import Auth, Github
from github.Requester import HTTPRequestsConnectionClass, HTTPSRequestsConnectionClass

from bot.forges.answers import Answer, Forbidden, Invalid, Unauthorized, parsed
from bot.forges.github.limits import WRITES, Answers, Kept, limited_for
from bot.forges.interface import ForgeError, ForgeUnavailable, Gate, NotThere, Refused
from bot.forges.pace import Pace
from bot.forges.patience import Patience
from bot.forges.reach import Allowance
from bot.forges.wire import USER_AGENT, RedactingFilter, go_through, hint
from bot.logs import redact

API_VERSION = "2022-11-28"

logging.getLogger("github.Requester").addFilter(RedactingFilter())


@dataclass(frozen=True, slots=True)
class GitHubSettings:
    """Which GitHub, and how it is reached. For Enterprise Server: https://host and https://host/api/v3."""

    web_url: str = "https://github.com"
    api_url: str = "https://api.github.com"
    ca_bundle: str = ""
    """File with the certificates to trust; "" for the system's (or REQUESTS_CA_BUNDLE)."""
    proxy: str = ""
    """http(s)://host:port; "" for what HTTPS_PROXY and NO_PROXY say."""
    check_name: str = "sekisho"
    """Name of the check run and context of the status: what people make required. Never changed by us."""
    timeout: int = 30
    """Seconds for connecting, and for each read."""
    incomplete: str = "neutral"
    """Conclusion of a check run whose review is INCOMPLETE: neutral | failure | action_required."""


@dataclass(frozen=True, slots=True)
class GitHubCredentials:
    """Who Sekisho is: an app (client id and private key), or a personal access token."""

    app_id: str = ""
    client_id: str = ""
    private_key: str = field(default="", repr=False)
    """PEM."""
    webhook_secrets: tuple[str, ...] = field(default=(), repr=False)
    """Any of them is accepted: the old one stays beside the new one while it is rotated."""
    token: str = field(default="", repr=False)
    """Personal access token: commit statuses instead of check runs."""
    slug: str = ""
    """The app's name in addresses."""
    bot_login: str = ""
    """Account that Sekisho's comments carry; "" to ask GitHub."""

    @property
    def is_app(self) -> bool:
        """Whether this is an app's credentials."""
        return bool(self.private_key and (self.client_id or self.app_id))


class Transport:
    """One GitHub, for all threads of a process."""

    def __init__(
        self,
        settings: GitHubSettings,
        *,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.settings = settings
        self.clock = clock
        self._patience = Patience(
            "GitHub", Pace(clock, *WRITES), limited_for, lambda status: status >= 500, clock=clock, sleep=sleep
        )
        self._answers = Answers()
        self._threads = threading.local()

    def read(self, account: str, auth: Auth.Auth, path: str) -> Answer:
        """GET with a conditional request where an earlier answer is kept. Raises ForgeError."""
        key = f"{account} {path}"
        kept = self._answers.get(key)
        conditional = {"If-None-Match": kept.etag} if kept else {}
        answer = self._patience.insist(account, lambda: self._once(auth, "GET", path, None, conditional), again=True)
        if answer.status == 304 and kept:
            return Answer(200, kept.headers, kept.data)
        if answer.status == 200 and "etag" in answer.headers:
            self._answers.keep(key, Kept(answer.headers["etag"], answer.data, answer.headers))
        return _checked(answer, "GET", path)

    def ask(
        self, account: str, auth: Auth.Auth | None, verb: str, path: str, body: object, *, again: bool = True
    ) -> Answer:
        """A request with a body that changes nothing a person sees (GraphQL query, token). Raises ForgeError."""
        answer = self._patience.insist(account, lambda: self._once(auth, verb, path, body, {}), again=again)
        return _checked(answer, verb, path)

    def write(
        self, account: str, auth: Auth.Auth, verb: str, path: str, body: object, gate: Gate, *, again: bool
    ) -> Answer:
        """A write at the pace GitHub allows, behind the gate. `again`: doing it twice is harmless."""
        self._patience.keep_pace(account)

        def once() -> Answer:
            gate()
            return self._once(auth, verb, path, body, {})

        return _checked(self._patience.insist(account, once, again=again), verb, path)

    def left(self, account: str) -> Allowance | None:
        """What `account` may still ask, as its last answer told."""
        return self._patience.left(account)

    def _once(self, auth: Auth.Auth | None, verb: str, path: str, body: object, headers: Mapping[str, str]) -> Answer:
        answer = self._send(auth, verb, path, body, headers)
        location = answer.headers.get("location", "")
        if answer.status in (307, 308) and urlsplit(location).netloc == urlsplit(self.settings.api_url).netloc:
            # A renamed repository answers writes so; PyGithub follows 301 and 302 only.
            return self._send(auth, verb, location, body, headers)
        return answer

    def _send(self, auth: Auth.Auth | None, verb: str, path: str, body: object, headers: Mapping[str, str]) -> Answer:
        requester = self._client(auth).requester
        address = requester.graphql_url if path == "graphql" else path
        try:
            status, given, text = requester.requestJson(
                verb, address, headers=dict(headers), input=body, cnx=self._connection()
            )
        except (requests.RequestException, ValueError) as error:  # ValueError: PyGithub could not read a header
            told = redact(f"GitHub did not answer {verb} {path}: {error}{hint(error, 'github')}")
            raise ForgeUnavailable(told) from None
        except RuntimeError as error:  # a redirection to another host
            raise Refused(redact(f"{error} Check GitHub's API address in the configuration.")) from None
        return Answer(
            status, {name.lower(): str(value) for name, value in given.items()}, parsed("GitHub", text, status)
        )

    def _client(self, auth: Auth.Auth | None) -> Github:
        return Github(
            auth=auth,
            base_url=self.settings.api_url,
            timeout=self.settings.timeout,
            user_agent=USER_AGENT,
            verify=self.settings.ca_bundle or True,
            retry=None,
            seconds_between_requests=None,
            seconds_between_writes=None,
            api_version=API_VERSION,
        )

    def _connection(self) -> HTTPRequestsConnectionClass | HTTPSRequestsConnectionClass:
        """This thread's connection: PyGithub's own are not made for several threads, and take no proxy."""
        if not hasattr(self._threads, "connection"):
            parts = urlsplit(self.settings.api_url)
            kind = HTTPRequestsConnectionClass if parts.scheme == "http" else HTTPSRequestsConnectionClass
            made = kind(
                parts.hostname or "", parts.port, timeout=self.settings.timeout, verify=self.settings.ca_bundle or True
            )
            go_through(made.session, self.settings.proxy, self.settings.api_url)
            self._threads.connection = made
        connection: HTTPRequestsConnectionClass | HTTPSRequestsConnectionClass = self._threads.connection
        return connection


def _checked(answer: Answer, verb: str, path: str) -> Answer:
    return answer if answer.status < 300 else _complain(answer, f"{verb} {urlsplit(path).path}")


def _complain(answer: Answer, request: str) -> NoReturn:
    """Raises what the status means, in words that say what to do."""
    said = f"{request}: {answer.status} {answer.message}".rstrip()
    if answer.status in (404, 410, 451):
        raise NotThere(f"GitHub knows nothing there ({said}).")
    if answer.status == 401:
        raise Unauthorized(
            f"GitHub does not accept Sekisho's credentials ({said}): check the app's id and private key, or the token, "
            "and this machine's clock."
        )
    if answer.status == 403:
        raise Forbidden(f"GitHub does not permit this ({said}): {_needed(answer)}.")
    if answer.status in (400, 405, 406, 413, 415, 422):
        raise Invalid(f"GitHub cannot do this as asked ({said}).")
    raise _unavailable(answer, said)


def _needed(answer: Answer) -> str:
    accepted = answer.headers.get("x-accepted-github-permissions", "")
    return f"grant {accepted}" if accepted else "accept the permissions that the app asks for in its installation"


def _unavailable(answer: Answer, said: str) -> ForgeError:
    return ForgeUnavailable(f"GitHub could not answer ({said}).")
