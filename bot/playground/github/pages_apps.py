"""Registering an app through a manifest, and installing it: the pages a browser is sent to, as GitHub has them."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as Answer

from bot.playground.github import accounts
from bot.playground.github.errors import invalid_request, not_found
from bot.playground.github.hub import Hub, hub
from bot.playground.github.nouns import App, ManifestCode
from bot.playground.github.pages import me, show

app_pages = Blueprint("app_pages", __name__)
CODE_LIFE = timedelta(hours=1)


def _manifest(text: str) -> Mapping[str, Any]:
    try:
        read = json.loads(text)
    except ValueError:
        raise invalid_request("The manifest is not JSON.") from None
    if not isinstance(read, dict) or not read.get("url") or not read.get("redirect_url"):
        raise invalid_request('"url" and "redirect_url" are needed in a manifest.')
    return read


@app_pages.post("/settings/apps/new")
@app_pages.post("/organizations/<owner>/settings/apps/new")
def new_app(owner: str = "") -> Answer:
    """First the manifest, shown for a look; then, confirmed with a name, the app and the way back with a code."""
    manifest = _manifest(request.form.get("manifest", ""))
    state = request.args.get("state", "")
    if "confirm" not in request.form:
        return show("new_app.html.j2", manifest=manifest, text=request.form["manifest"], state=state, owner=owner)
    app = register(hub(), manifest, request.form.get("name") or str(manifest.get("name", "")), owner or me())
    code = ManifestCode(secrets.token_hex(20), app.id, hub().clock.now() + CODE_LIFE)
    hub().state.codes[code.code] = code
    query = urlencode({"code": code.code} | ({"state": state} if state else {}))
    join = "&" if "?" in manifest["redirect_url"] else "?"
    return Answer(status=302, headers={"Location": f"{manifest['redirect_url']}{join}{query}"})


def register(here: Hub, manifest: Mapping[str, Any], name: str, owner: str) -> App:
    """The app of a manifest, with a webhook secret of its own."""
    hook = manifest.get("hook_attributes") or {}
    return accounts.create_app(
        here,
        name,
        manifest.get("default_events") or (),
        manifest.get("default_permissions") or {},
        owner=owner,
        webhook_url=str(hook.get("url", "")),
        webhook_secret=secrets.token_hex(20),
        url=str(manifest["url"]),
        description=str(manifest.get("description", "")),
    )


def _app(slug: str) -> App:
    found = next((app for app in hub().state.apps.values() if app.slug == slug), None)
    if found is None:
        raise not_found()
    return found


@app_pages.get("/apps/<slug>")
@app_pages.get("/apps/<slug>/installations/new")
def app_page(slug: str) -> Response:
    """An app, with the repositories that it can be installed on."""
    here, app = hub(), _app(slug)
    rows = [(repo, here.state.installation_on(app.id, repo)) for repo in here.state.repos.values()]
    return show("app.html.j2", app=app, rows=rows)


@app_pages.post("/apps/<slug>/installations")
def install(slug: str) -> Answer:
    """Installs it on the repositories that were ticked, account by account."""
    here, app = hub(), _app(slug)
    chosen = [here.state.repo(name) for name in request.form.getlist("repo")]
    for owner in sorted({repo.owner for repo in chosen}):
        names = [repo.full_name for repo in chosen if repo.owner == owner]
        found = next((i for i in here.state.installations.values() if (i.app_id, i.account) == (app.id, owner)), None)
        if found is None:
            accounts.install(here, app, owner, names, me(owner))
        else:
            accounts.reselect(here, found, {*(found.repos or ()), *names})
    return Answer(status=303, headers={"Location": f"/apps/{slug}"})
