"""GET /setup: registers the GitHub App through the manifest flow, on github.com or an Enterprise Server.

Reachable only with the one-time token that is printed at start; it opens a session (a signed cookie) that covers the
forge's callback. The credentials go into a file that only the service can read, and are used from then on.
"""

from __future__ import annotations

import hmac
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, make_response, redirect, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from werkzeug.wrappers import Response as BaseResponse

from bot.forges.github.api import GitHubCredentials, GitHubSettings, Transport
from bot.forges.github.credentials import FileCredentials
from bot.forges.interface import ForgeError, ForgeUnavailable, NotThere

COOKIE = "sekisho_setup"
SESSION_SECONDS = 3600
WEBHOOK_PATH = "/webhooks/github"
_TEMPLATES = Path(__file__).parent.parent.parent / "templates" / "web"
_CODE = re.compile(r"[A-Za-z0-9_-]{1,200}")
_ORGANISATION = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})")
_PAGES = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined)


class Door:
    """The one-time token, and the sessions it opens. Both end with the process."""

    def __init__(self) -> None:
        self.token = secrets.token_urlsafe(32)
        self._signer = URLSafeTimedSerializer(secrets.token_hex(32), salt="sekisho setup")
        self._spent: set[str] = set()

    def open(self, token: str) -> str | None:
        """A fresh session's cookie, if this is the token and it was not used before."""
        if self.token in self._spent or not hmac.compare_digest(token.encode(), self.token.encode()):
            return None
        self._spent.add(self.token)
        return self._signer.dumps(secrets.token_urlsafe(24))

    def state(self, cookie: str) -> str | None:
        """The state that the forge has to bring back to this session; None for no session."""
        try:
            return str(self._signer.loads(cookie, max_age=SESSION_SECONDS))
        except BadSignature:
            return None

    def spend(self, state: str) -> bool:
        """Whether the state is used for the first time."""
        fresh = state not in self._spent
        self._spent.add(state)
        return fresh

    def renew(self) -> str:
        """The cookie of a session whose state was spent."""
        return self._signer.dumps(secrets.token_urlsafe(24))


@dataclass(frozen=True, slots=True)
class Setup:
    """What the pages need."""

    settings: GitHubSettings
    manifest: Mapping[str, Any]
    """name, url, description, public, default_permissions, default_events: `github.manifest` of app.yaml."""
    public_url: str
    """Where the forge reaches Sekisho; "" to take the address that the browser used."""
    credentials: FileCredentials
    transport: Transport
    door: Door = field(default_factory=Door)

    def invitation(self, listen_url: str) -> str:
        """The address to print at start."""
        return f"{(self.public_url or listen_url).rstrip('/')}/setup?token={self.door.token}"

    @property
    def web_url(self) -> str:
        """The forge's pages."""
        return self.settings.web_url.rstrip("/")


def blueprint(setup: Setup) -> Blueprint:
    """The routes /setup and /setup/callback."""
    routes = Blueprint("setup", __name__)
    routes.add_url_rule("/setup", "page", lambda: _page(setup), methods=["GET"])
    routes.add_url_rule("/setup/callback", "callback", lambda: _callback(setup), methods=["GET"])
    routes.after_request(_guarded)
    return routes


def _page(setup: Setup) -> BaseResponse:
    if "token" in request.args:
        return _enter(setup, request.args["token"])
    state = setup.door.state(request.cookies.get(COOKIE, ""))
    if state is None:
        return _problem(setup, 403, "This page opens with the address that Sekisho prints at start", _HOW_TO_ENTER)
    organisation = request.args.get("organization", "").strip()
    if organisation and not _ORGANISATION.fullmatch(organisation):
        return _problem(setup, 400, "That is no organisation's name", "Use its name as it stands in its address.")
    known = setup.credentials()
    return _shown(
        setup,
        "setup.html.j2",
        organisation=organisation,
        action=_action(setup, organisation, state),
        manifest=json.dumps(manifest(setup.manifest, _public_url(setup))),
        name=setup.manifest.get("name", "Sekisho"),
        permissions=setup.manifest.get("default_permissions", {}),
        events=setup.manifest.get("default_events", []),
        hook=f"{_public_url(setup)}{WEBHOOK_PATH}",
        reachable=_public_url(setup).startswith("https://"),
        fixed=setup.credentials.fixed,
        registered=known.slug or known.client_id or known.app_id if known and known.is_app else "",
        install=f"{setup.web_url}/apps/{quote(known.slug)}/installations/new" if known and known.slug else "",
    )


_HOW_TO_ENTER = (
    "Open the address with the token in it. A token works once: if yours was used, or an hour has passed, start "
    "Sekisho again and use the new one."
)


def _enter(setup: Setup, token: str) -> BaseResponse:
    cookie = setup.door.open(token)
    if cookie is None:
        return _problem(setup, 403, "This address was used already, or is another start's", _HOW_TO_ENTER)
    # A redirect, so that the token does not stay in the address bar and is not sent on as a referrer.
    return _remember(setup, redirect("/setup", 303), cookie)


def _callback(setup: Setup) -> BaseResponse:
    state = setup.door.state(request.cookies.get(COOKIE, ""))
    if state is None:
        return _problem(setup, 403, "This browser has no session here", _HOW_TO_ENTER)
    given, code = request.args.get("state", ""), request.args.get("code", "")
    if not hmac.compare_digest(given.encode(), state.encode()) or not setup.door.spend(state):
        return _problem(setup, 400, "This answer belongs to another attempt", "Go back to /setup and begin again.")
    if not _CODE.fullmatch(code):
        return _problem(setup, 400, "GitHub's answer carries no code", "Go back to /setup and begin again.")
    answer = _register(setup, code)
    return _remember(setup, answer, setup.door.renew())


def _register(setup: Setup, code: str) -> BaseResponse:
    try:
        setup.credentials.store(_converted(setup.transport, code))
    except NotThere:
        return _problem(setup, 400, "GitHub does not know this code any more",
                        "A code is good for one hour and one use. Go back to /setup and begin again.")  # fmt: skip
    except (ForgeError, KeyError, TypeError, ValueError) as error:
        status = 503 if isinstance(error, ForgeUnavailable) else 502
        said = str(error) if isinstance(error, ForgeError) else "its answer is not what GitHub documents"
        return _problem(setup, status, "GitHub did not hand out the credentials",
                        f"{said} Delete the app that was just made, go back to /setup and begin again.")  # fmt: skip
    except OSError as error:
        return _problem(setup, 500, "The credentials cannot be written",
                        f"{setup.credentials.path}: {error.strerror}. Mend that, delete the app that was just made, "
                        "go back to /setup and begin again.")  # fmt: skip
    return redirect("/setup", 303)


def _converted(transport: Transport, code: str) -> GitHubCredentials:
    """The credentials that a code stands for; it can be asked for once."""
    said = transport.ask("setup", None, "POST", f"/app-manifests/{code}/conversions", None, again=False).data
    texts = {name: said[key] for name, key in (("client_id", "client_id"), ("private_key", "pem"), ("slug", "slug"))}
    secret = said["webhook_secret"]
    if not all(isinstance(each, str) and each for each in (*texts.values(), secret)):
        raise TypeError("a value that is no text")
    return GitHubCredentials(app_id=str(int(said["id"])), webhook_secrets=(secret,), **texts)


def manifest(given: Mapping[str, Any], public_url: str) -> dict[str, Any]:
    """The manifest that the forge is handed: the operator's, with this service's addresses."""
    hook = {"url": f"{public_url}{WEBHOOK_PATH}", "active": True}
    return {**given, "hook_attributes": hook, "redirect_url": f"{public_url}/setup/callback"}


def _public_url(setup: Setup) -> str:
    return (setup.public_url or request.url_root).rstrip("/")


def _action(setup: Setup, organisation: str, state: str) -> str:
    owner = f"/organizations/{quote(organisation)}" if organisation else ""
    return f"{setup.web_url}{owner}/settings/apps/new?state={quote(state)}"


def _problem(setup: Setup, status: int, title: str, text: str) -> BaseResponse:
    response = _shown(setup, "setup_problem.html.j2", title=title, text=text)
    response.status_code = status
    return response


def _shown(setup: Setup, template: str, **values: object) -> Response:
    nonce = secrets.token_urlsafe(16)
    page = _PAGES.get_template(template).render(nonce=nonce, web_url=setup.web_url, **values)
    response = make_response(page)
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self' {setup.web_url}; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    return response


def _guarded(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _remember(setup: Setup, response: BaseResponse, cookie: str) -> BaseResponse:
    secure = request.is_secure or setup.public_url.startswith("https://")
    response.set_cookie(
        COOKIE, cookie, max_age=SESSION_SECONDS, path="/setup", httponly=True, samesite="Lax", secure=secure
    )
    return response
