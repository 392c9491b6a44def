"""Talks to GitHub's API through PyGithub: retries, rate limits, errors in the seam's words. Knows no review.

PyGithub signs, connects and follows renames; its `requestJson` leaves statuses to us, which is what lets one
place decide what is worth another try. A read is tried again; a POST whose answer was lost is not, because it
may have been done: the scan is run again and reads first.
"""

from __future__ import annotations

import json
import logging
import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn
from urllib.parse import urlsplit

import requests
from github import Auth, Github
from github.Requester import HTTPRequestsConnectionClass, HTTPSRequestsConnectionClass

from bot.forges.github.limits import Answers, Blocks, Kept, Pace, RedactingFilter, limited_for
from bot.forges.interface import ForgeError, ForgeUnavailable, Gate, NotThere, Refused
from bot.logs import redact

USER_AGENT = "sekisho"
API_VERSION = "2022-11-28"
_TRIES = 4
_PATIENCE = 8.0
"""Seconds a worker waits by itself; whatever takes longer is for the scan to wait."""

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


class Forbidden(Refused):
    """403: a permission is missing."""


class Invalid(Refused):
    """422: the request is understood and cannot be done as it is."""


class Unauthorized(Refused):
    """401: the credentials are not accepted."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What GitHub said."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    data: Any
    """The parsed JSON; None where there is no body."""

    @property
    def message(self) -> str:
        """GitHub's own words about a failure, without tokens, bounded."""
        if not isinstance(self.data, dict):
            return ""
        parts = [self.data.get("message"), *(self.data.get("errors") or [])]
        words = [part.get("message") or part.get("code") if isinstance(part, dict) else part for part in parts]
        return redact("; ".join(str(word) for word in words if word))[:500]


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
        self._sleep = sleep
        self._pace = Pace(clock)
        self._blocks = Blocks(clock)
        self._answers = Answers()
        self._threads = threading.local()

    def read(self, account: str, auth: Auth.Auth, path: str) -> Answer:
        """GET with a conditional request where an earlier answer is kept. Raises ForgeError."""
        key = f"{account} {path}"
        kept = self._answers.get(key)
        conditional = {"If-None-Match": kept.etag} if kept else {}
        answer = self._insist(account, lambda: self._once(auth, "GET", path, None, conditional), again=True)
        if answer.status == 304 and kept:
            return Answer(200, kept.headers, kept.data)
        if answer.status == 200 and "etag" in answer.headers:
            self._answers.keep(key, Kept(answer.headers["etag"], answer.data, answer.headers))
        return _checked(answer, "GET", path)

    def ask(
        self, account: str, auth: Auth.Auth | None, verb: str, path: str, body: object, *, again: bool = True
    ) -> Answer:
        """A request with a body that changes nothing a person sees (GraphQL query, token). Raises ForgeError."""
        answer = self._insist(account, lambda: self._once(auth, verb, path, body, {}), again=again)
        return _checked(answer, verb, path)

    def write(
        self, account: str, auth: Auth.Auth, verb: str, path: str, body: object, gate: Gate, *, again: bool
    ) -> Answer:
        """A write at the pace GitHub allows, behind the gate. `again`: doing it twice is harmless."""
        self._wait(self._pace.reserve(account, _PATIENCE))

        def once() -> Answer:
            gate()
            return self._once(auth, verb, path, body, {})

        return _checked(self._insist(account, once, again=again), verb, path)

    def _insist(self, account: str, once: Callable[[], Answer], *, again: bool) -> Answer:
        """Tries until there is an answer that waiting would not better, or patience ends."""
        for attempt in range(1, _TRIES + 1):
            self._wait(self._blocks.left(account))
            try:
                answer = once()
            except ForgeUnavailable:
                if not again or attempt == _TRIES:
                    raise
            else:
                pause = limited_for(answer.status, answer.headers, answer.message, self.clock())
                if pause is not None:
                    self._blocks.block(account, pause)
                    continue
                if answer.status < 500 or not again or attempt == _TRIES:
                    return answer
            self._sleep(random.uniform(0.5, 1.0) * 0.25 * 2**attempt)
        raise ForgeUnavailable("GitHub's rate limit still holds.", self._blocks.left(account) or None)

    def _wait(self, seconds: float) -> None:
        if seconds > _PATIENCE:
            raise ForgeUnavailable(f"GitHub's rate limit: to be tried again in {seconds:.0f} s.", seconds)
        if seconds > 0:
            self._sleep(seconds)

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
            raise ForgeUnavailable(redact(f"GitHub did not answer {verb} {path}: {error}{_hint(error)}")) from None
        except RuntimeError as error:  # a redirection to another host
            raise Refused(redact(f"{error} Check GitHub's API address in the configuration.")) from None
        return Answer(status, {name.lower(): str(value) for name, value in given.items()}, _parsed(text, status))

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
            if self.settings.proxy and not _is_direct(self.settings.api_url):
                made.session.trust_env = False  # else the environment's proxies win over these
                made.session.proxies = {"http": self.settings.proxy, "https": self.settings.proxy}
            self._threads.connection = made
        connection: HTTPRequestsConnectionClass | HTTPSRequestsConnectionClass = self._threads.connection
        return connection


def _hint(error: Exception) -> str:
    if isinstance(error, requests.exceptions.SSLError):
        return ". Behind a private certificate authority, name its file as github.ca_bundle (REQUESTS_CA_BUNDLE)."
    if isinstance(error, requests.exceptions.ProxyError):
        return ". Check github.proxy (HTTPS_PROXY) and NO_PROXY."
    return ""


def _is_direct(url: str) -> bool:
    """Whether an address is reached without the proxy: this machine's own, and those in NO_PROXY."""
    own = urlsplit(url).hostname in ("localhost", "127.0.0.1", "::1")
    return own or bool(requests.utils.should_bypass_proxies(url, no_proxy=None))


def _parsed(text: str, status: int) -> Any:
    try:
        return json.loads(text) if text.strip() else None
    except ValueError:
        if status < 300:
            raise ForgeUnavailable("GitHub's answer is no JSON: something stands between.") from None
        return None


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
