"""Talks to GitLab's API through python-gitlab: retries, rate limits, errors in the seam's words. Knows no review.

python-gitlab connects and encodes; whether a request is sent again is decided here, so its own retries are off. A
read is tried again; a POST whose answer was lost is not, because it may have been done: the scan is run again and
reads first. The token goes as a bearer's, which requests takes off where a redirection leads to another host.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn
from urllib.parse import urljoin, urlsplit

import requests
from gitlab import Gitlab
from gitlab.exceptions import GitlabAuthenticationError, GitlabHttpError, RedirectError

from bot.forges.answers import Answer, Forbidden, Invalid, Unauthorized, parsed
from bot.forges.gitlab.limits import NOTES, limited_for, makes_note, spent_for
from bot.forges.interface import ForgeUnavailable, Gate, NotThere, Refused
from bot.forges.pace import Pace
from bot.forges.patience import Patience
from bot.forges.reach import Allowance
from bot.forges.wire import USER_AGENT, go_through, hint
from bot.logs import redact

_ACCOUNT = "token"


@dataclass(frozen=True, slots=True)
class GitLabSettings:
    """Which GitLab, and how it is reached."""

    web_url: str = "https://gitlab.com"
    """Without a slash at its end; GitLab may live below a path."""
    status_name: str = "sekisho"
    """Name of the commit status. Never changed by us."""
    external_status_check: str = ""
    """Name of the external status check that is answered, too (GitLab Ultimate); "": none."""
    ca_bundle: str = ""
    """File with the certificates to trust; "" for the system's (or REQUESTS_CA_BUNDLE)."""
    proxy: str = ""
    """http(s)://host:port; "" for what HTTPS_PROXY and NO_PROXY say."""
    timeout: int = 30
    """Seconds for connecting, and for each read."""
    incomplete: str = "success"
    """State of the status of an INCOMPLETE review, and of a scan that failed: success | failed."""

    @property
    def api_url(self) -> str:
        """Base of the REST API."""
        return f"{self.web_url.rstrip('/')}/api/v4"


@dataclass(frozen=True, slots=True)
class GitLabCredentials:
    """Who Sekisho is, and what its hooks prove themselves with."""

    token: str = field(default="", repr=False)
    """A project's, a group's or a person's access token with the scope api."""
    webhook_tokens: tuple[str, ...] = field(default=(), repr=False)
    """X-Gitlab-Token of hooks. Any is accepted: the old one stays beside the new one while it is rotated."""
    signing_tokens: tuple[str, ...] = field(default=(), repr=False)
    """Signing tokens of hooks, whsec_…; any is accepted."""


class Conflict(Refused):
    """409: something stands in the way, and still did after some tries."""


class Moved(Refused):
    """A write to a project by a path that it no longer has."""


class Stumbled(ForgeUnavailable):
    """500: GitLab fell over this very request; it may have been done all the same."""


class Transport:
    """One GitLab, for all threads of a process."""

    def __init__(
        self,
        settings: GitLabSettings,
        credentials: Callable[[], GitLabCredentials | None],
        *,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.settings = settings
        self.sleep = sleep
        self._credentials = credentials
        self._patience = Patience("GitLab", Pace(clock, *NOTES), limited_for, _is_passing, clock=clock, sleep=sleep)
        self._threads = threading.local()
        self._login = ("", "")

    @property
    def token(self) -> str:
        """The access token as it is now. Raises Refused where there is none."""
        known = self._credentials()
        if known is None or not known.token:
            raise Refused("No GitLab token: make one with the scope api and give it as SEKISHO_GITLAB_TOKEN.")
        return known.token

    def login(self) -> str:
        """Username of the token's account, asked once for each token. Raises ForgeError."""
        token = self.token
        if self._login[0] != token:
            self._login = (token, str(self.read("/user").data["username"]))
        return self._login[1]

    def left(self) -> Allowance | None:
        """What the token's account may still ask, as the last answer told."""
        return self._patience.left(_ACCOUNT)

    def read(self, path: str, query: Mapping[str, object] | None = None) -> Answer:
        """GET of a path below the API's base. Raises ForgeError."""
        answer = self._patience.insist(_ACCOUNT, lambda: self._send("GET", path, query or {}, None), again=True)
        return _checked(answer, "GET", path)

    def write(self, verb: str, path: str, body: Mapping[str, Any] | None, gate: Gate, *, again: bool) -> Answer:
        """A write at the pace GitLab allows, behind the gate. `again`: doing it twice is harmless."""
        if makes_note(verb, path):
            self._patience.keep_pace(_ACCOUNT)

        def once() -> Answer:
            gate()
            return self._send(verb, path, {}, body)

        return _checked(self._patience.insist(_ACCOUNT, once, again=again), verb, path)

    def _send(self, verb: str, path: str, query: Mapping[str, object], body: Mapping[str, Any] | None) -> Answer:
        client, data = self._client(), None if body is None else dict(body)
        try:
            given = client.http_request(
                verb, path, query_data=dict(query), post_data=data, obey_rate_limit=False, max_retries=0
            )
        except (GitlabHttpError, GitlabAuthenticationError):  # the second is 401 alone
            given = self._threads.last
        except RedirectError:
            raise Moved(f"{verb} {path}: GitLab keeps the project under another path now.") from None
        except (requests.RequestException, OSError) as error:
            told = redact(f"GitLab did not answer {verb} {path}: {error}{hint(error, 'gitlab')}")
            raise ForgeUnavailable(told) from None
        answer = _answer(given)
        self._patience.leave_alone(_ACCOUNT, spent_for(answer, self._patience.clock()))
        return answer

    def _client(self) -> Gitlab:
        """This thread's, for the token as it is now: sessions of requests are not made for several threads."""
        token, known = self.token, getattr(self._threads, "client", None)
        if known is None or known.oauth_token != token:
            known = self._threads.client = self._connected(token)
        client: Gitlab = known
        return client

    def _connected(self, token: str) -> Gitlab:
        session = requests.Session()
        go_through(session, self.settings.proxy, self.settings.web_url)
        session.hooks["response"].append(self._remember)
        return Gitlab(
            self.settings.web_url,
            oauth_token=token,
            ssl_verify=self.settings.ca_bundle or True,
            timeout=self.settings.timeout,
            user_agent=USER_AGENT,
            retry_transient_errors=False,
            keep_base_url=True,
            session=session,
        )

    def _remember(self, response: requests.Response, **_: Any) -> None:
        """Keeps the answer whose headers python-gitlab's errors lack, and follows no way out of this GitLab."""
        self._threads.last = response
        if response.is_redirect:
            here, there = urlsplit(response.url), urlsplit(urljoin(response.url, response.headers["location"]))
            if there.hostname != here.hostname or (here.scheme, there.scheme) == ("https", "http"):
                raise Refused(
                    f"GitLab leads to {there.scheme}://{there.netloc}. Check GitLab's address in the configuration."
                )


def _is_passing(status: int) -> bool:
    # 409: GitLab holds a lock of its own for a moment, as when two statuses make the pipeline of one commit.
    return status >= 500 or status == 409


def _answer(given: requests.Response) -> Answer:
    headers = {name.lower(): str(value) for name, value in given.headers.items()}
    return Answer(given.status_code, headers, parsed("GitLab", given.text, given.status_code))


def _checked(answer: Answer, verb: str, path: str) -> Answer:
    return answer if answer.status < 300 else _complain(answer, f"{verb} {urlsplit(path).path}")


def _complain(answer: Answer, request: str) -> NoReturn:
    """Raises what the status means, in words that say what to do."""
    said = f"{request}: {answer.status} {answer.message}".rstrip()
    if answer.status in (404, 410, 451):
        raise NotThere(
            f"GitLab shows nothing there ({said}): it is gone, or Sekisho's account is no member of the project."
        )
    if answer.status == 401:
        raise Unauthorized(
            f"GitLab does not accept Sekisho's token ({said}): it may have expired or been revoked. Make a new "
            "one with the scope api and give it as SEKISHO_GITLAB_TOKEN."
        )
    if answer.status == 403:
        raise Forbidden(f"GitLab does not permit this ({said}): {_needed(answer)}.")
    if answer.status == 405 and "moved project" in answer.message.lower():
        raise Moved(f"GitLab keeps the project under another path now ({said}).")
    if answer.status == 409:
        raise Conflict(f"Something stands in the way of this at GitLab ({said}).")
    if answer.status in (400, 405, 406, 412, 413, 415, 422):
        raise Invalid(f"GitLab cannot do this as asked ({said}).")
    kind = Stumbled if answer.status == 500 else ForgeUnavailable
    raise kind(f"GitLab could not answer ({said}).")


def _needed(answer: Answer) -> str:
    if "insufficient_scope" in answer.message or "insufficient_granular_scope" in answer.message:
        return "the token lacks a scope; make one with the scope api"
    return "give Sekisho's account the role Developer in the project, or Maintainer where hooks are made"
