"""Apps, installations, tokens and repositories: how they come to be and go."""

from __future__ import annotations

import base64
import json
import re
import secrets
from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.playground.common import git
from bot.playground.github import events
from bot.playground.github.errors import invalid_request, validation_failed
from bot.playground.github.hub import Hub
from bot.playground.github.nouns import App, Installation, Repo, Token
from bot.playground.github.pushes import moved

TOKEN_LIFE = timedelta(hours=1)
ALWAYS = frozenset({"installation", "installation_repositories", "github_app_authorization"})
"""Events that every app gets and none may ask for."""
NEEDS: Mapping[str, tuple[str, ...]] = {
    "check_run": ("checks",),
    "check_suite": ("checks",),
    "issue_comment": ("issues", "pull_requests"),
    "issues": ("issues",),
    "merge_group": ("merge_queues",),
    "pull_request": ("pull_requests",),
    "pull_request_review": ("pull_requests",),
    "pull_request_review_comment": ("pull_requests",),
    "pull_request_review_thread": ("pull_requests",),
    "push": ("contents",),
    "repository": ("metadata",),
    "status": ("statuses",),
    "workflow_run": ("actions",),
    "deployment": ("deployments",),
    "deployment_status": ("deployments",),
    "member": ("members",),
    "code_scanning_alert": ("security_events",),
}
"""Which permission an event wants: one of them is enough."""


def create_app(
    hub: Hub,
    name: str,
    events: Iterable[str],
    permissions: Mapping[str, str],
    *,
    owner: str,
    webhook_url: str = "",
    webhook_secret: str = "",
    url: str = "",
    description: str = "",
) -> App:
    """Registers an app. Raises 422 for events that its permissions do not allow, and for a taken name."""
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    wanted = tuple(events)
    _check_app(hub, slug, wanted, permissions)
    private, public = _keys()
    hub.state.user(owner)
    app = App(
        id=hub.state.new_id(),
        slug=slug,
        name=name,
        client_id="Iv23li" + secrets.token_hex(7),
        client_secret=secrets.token_hex(20),
        pem=private,
        public_key=public,
        owner=owner,
        bot=hub.state.user(f"{slug}[bot]", "Bot").login,
        permissions={"metadata": "read", **permissions},
        events=wanted,
        webhook_url=webhook_url,
        webhook_secret=webhook_secret,
        created=hub.clock.now(),
        url=url,
        description=description,
    )
    hub.state.apps[app.id] = app
    return app


def _check_app(hub: Hub, slug: str, wanted: tuple[str, ...], permissions: Mapping[str, str]) -> None:
    if not slug or any(app.slug == slug for app in hub.state.apps.values()):
        raise validation_failed("Integration", "name", "already_exists", "Name has already been taken")
    unsupported = [event for event in wanted if event in ALWAYS or not _allowed(event, permissions)]
    if unsupported:
        raise invalid_request(f"Default events unsupported: {', '.join(unsupported)}")
    levels = [f"{key}: {level}" for key, level in permissions.items() if level not in ("read", "write", "admin")]
    if levels:
        raise invalid_request(f"Default permissions unsupported: {', '.join(levels)}")


def _allowed(event: str, permissions: Mapping[str, str]) -> bool:
    return any(need == "metadata" or need in permissions for need in NEEDS.get(event, ("metadata",)))


def _keys() -> tuple[str, str]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), public.decode()


def install(hub: Hub, app: App, owner: str, repos: Iterable[str] | None, sender: str = "") -> Installation:
    """Puts the app into an account, for the repositories named (full names; None: all, later ones too)."""
    chosen = None if repos is None else {hub.state.repo(name).full_name for name in repos}
    installation = Installation(
        id=hub.state.new_id(),
        app_id=app.id,
        account=hub.state.user(owner).login,
        permissions=dict(app.permissions),
        events=tuple(app.events),
        repos=chosen,
        created=hub.clock.now(),
    )
    hub.state.installations[installation.id] = installation
    events.installed(hub, app, installation, "created", sender or owner)
    return installation


def uninstall(hub: Hub, installation: Installation, sender: str = "") -> None:
    """Takes the app out of the account; its tokens die."""
    app = hub.state.app(installation.app_id)
    events.installed(hub, app, installation, "deleted", sender or installation.account)
    del hub.state.installations[installation.id]
    for value in [t.value for t in hub.state.tokens.values() if t.installation_id == installation.id]:
        del hub.state.tokens[value]


def suspend(hub: Hub, installation: Installation, suspended: bool) -> None:
    """Suspends or brings back an installation."""
    installation.suspended = hub.clock.now() if suspended else None
    action = "suspend" if suspended else "unsuspend"
    events.installed(hub, hub.state.app(installation.app_id), installation, action, installation.account)


def reselect(hub: Hub, installation: Installation, repos: Iterable[str]) -> None:
    """Changes which repositories the app reaches."""
    chosen = {hub.state.repo(name).full_name for name in repos}
    before = installation.repos or set()
    installation.repos = chosen
    app = hub.state.app(installation.app_id)
    for added, removed in ((chosen - before, set()), (set(), before - chosen)):
        if added or removed:
            found = [hub.state.repo(name) for name in sorted(added)], [hub.state.repo(name) for name in sorted(removed)]
            events.reselected(hub, app, installation, *found, installation.account)


def mint(
    hub: Hub, installation: Installation, repos: set[str] | None, permissions: Mapping[str, str] | None, *, long: bool
) -> Token:
    """An installation token; `long` writes it in the form of 2026, `ghs_APPID_JWT`."""
    secret = _long_secret(installation) if long else secrets.token_urlsafe(27).replace("-", "x").replace("_", "y")
    granted = dict(installation.permissions if permissions is None else permissions)
    scope = installation.repos if repos is None else repos
    token = Token(f"ghs_{secret}", installation.id, granted, scope, hub.clock.now() + TOKEN_LIFE)
    hub.state.tokens[token.value] = token
    return token


def _long_secret(installation: Installation) -> str:
    def part(claims: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")

    head, claims = part({"alg": "ES256"}), part({"installation": installation.id, "jti": secrets.token_hex(16)})
    return f"{installation.app_id}_{head}.{claims}.{secrets.token_urlsafe(180)}"


def create_repository(
    hub: Hub, full_name: str, *, private: bool, default_branch: str, owner_kind: str, parent: str = ""
) -> Repo:
    """An empty repository."""
    owner, _, name = full_name.partition("/")
    holder = hub.state.user(owner, owner_kind)
    now = hub.clock.now()
    repo = Repo(hub.state.new_id(), holder.login, name, private, default_branch, now, now, parent)
    hub.state.repos[full_name.lower()] = repo
    git.init(hub.path(full_name), default_branch)
    return repo


def fill(hub: Hub, repo: Repo, source: Path, branch: str, revision: str, sender: str) -> str:
    """Brings `revision` of another repository on disk in as `branch`. Answers the commit's id."""
    path = hub.path(repo.full_name)
    sha = git.resolve(source, revision)
    if sha is None:
        raise ValueError(f"{source} has no commit {revision!r}")
    git.take(path, source, sha)
    before = git.refs(path).get(f"refs/heads/{branch}", git.ZERO)
    git.set_ref(path, f"refs/heads/{branch}", sha)
    moved(hub, repo, {f"refs/heads/{branch}": (before, sha)}, sender)
    return sha
