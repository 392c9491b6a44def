"""Apps, installations, their tokens and webhook deliveries; accounts, the rate limit, the server's version."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from bot.playground.common.clock import stamp
from bot.playground.github import accounts, auth, rest, shapes
from bot.playground.github.errors import ApiError, not_found
from bot.playground.github.hub import Hub, Json, hub
from bot.playground.github.nouns import Delivery, Installation
from bot.playground.github.shapes_talk import delivery as delivery_shape
from bot.playground.github.state import reaches

apps = Blueprint("apps", __name__)


@apps.get("/app")
def get_app() -> Response:
    """The app that asks."""
    app, here = auth.app_of(rest.caller()), hub()
    count = len(_installations(here))
    return jsonify(shapes.app(here, app) | {"installations_count": count})


def _installations(here: Hub) -> list[Installation]:
    app = auth.app_of(rest.caller())
    return [found for found in here.state.installations.values() if found.app_id == app.id]


@apps.get("/app/installations")
def list_installations() -> Response:
    """Where the app is installed."""
    here = hub()
    return rest.page(_installations(here), lambda found: shapes.installation(here, found))


def _installation(here: Hub, number: int) -> Installation:
    found = next((found for found in _installations(here) if found.id == number), None)
    if found is None:
        raise not_found()
    return found


@apps.get("/app/installations/<int:number>")
def get_installation(number: int) -> Response:
    """One installation."""
    here = hub()
    return jsonify(shapes.installation(here, _installation(here, number)))


@apps.delete("/app/installations/<int:number>")
def delete_installation(number: int) -> Response:
    """The app leaves."""
    here = hub()
    accounts.uninstall(here, _installation(here, number))
    return rest.nothing()


@apps.post("/app/installations/<int:number>/access_tokens")
def create_token(number: int) -> tuple[Response, int]:
    """A token for an installation, narrowed to repositories and permissions where the body names them."""
    here, asked = hub(), rest.body()
    found = _installation(here, number)
    if found.suspended:
        raise ApiError(403, "This installation has been suspended")
    repos = _chosen(here, found, asked.get("repositories"), asked.get("repository_ids"))
    wanted = asked.get("permissions") or None
    _check_permissions(found, wanted or {})
    token = accounts.mint(here, found, repos, wanted, long=here.long_tokens)
    shape: Json = {
        "token": token.value,
        "expires_at": stamp(token.expires),
        "permissions": token.permissions,
        "repository_selection": "all" if token.repos is None else "selected",
    }
    if repos is not None:
        shape["repositories"] = [shapes.repository(here, here.state.repo(name)) for name in sorted(repos)]
    return rest.created(shape)


def _chosen(here: Hub, found: Installation, names: object, ids: object) -> set[str] | None:
    if not isinstance(names, list) and not isinstance(ids, list):
        return None
    within = [repo for repo in here.state.repos.values() if reaches(found, repo)]
    wanted = [*(names if isinstance(names, list) else []), *(ids if isinstance(ids, list) else [])]
    chosen = {repo.full_name for repo in within if repo.name in wanted or repo.id in wanted}
    if len(chosen) < len(set(wanted)):
        raise ApiError(
            422, "There is at least one repository that does not exist or is not accessible to the parent installation."
        )
    return chosen


def _check_permissions(found: Installation, wanted: dict[str, str]) -> None:
    order = ("read", "write", "admin")
    for name, level in wanted.items():
        given = found.permissions.get(name)
        if given is None or level not in order or order.index(level) > order.index(given):
            raise ApiError(422, "The permissions requested are not granted to this installation.")


@apps.delete("/installation/token")
def revoke_token() -> Response:
    """Ends every token of the installation but keeps the installation."""
    here, found = hub(), _own_installation()
    for value in [token.value for token in here.state.tokens.values() if token.installation_id == found.id]:
        del here.state.tokens[value]
    return rest.nothing()


def _own_installation() -> Installation:
    found = rest.caller().installation
    if found is None:
        raise ApiError(403, "You must authenticate with an installation access token in order to list repositories.")
    return found


@apps.get("/installation/repositories")
def list_repositories() -> Response:
    """What the token reaches."""
    here, found = hub(), _own_installation()
    scope = rest.caller().repos
    repos = [r for r in here.state.repos.values() if reaches(found, r) and (scope is None or r.full_name in scope)]
    selection = "all" if found.repos is None else "selected"
    return rest.counted(
        "repositories", repos, lambda repo: shapes.repository(here, repo), repository_selection=selection
    )


@apps.get("/repos/<owner>/<name>/installation")
def repository_installation(owner: str, name: str) -> Response:
    """The app's installation on a repository. 404 where there is none."""
    here = hub()
    app = auth.app_of(rest.caller())
    found = here.state.installation_on(app.id, here.state.repo(f"{owner}/{name}"))
    if found is None:
        raise not_found()
    return jsonify(shapes.installation(here, found))


@apps.get("/orgs/<login>/installation")
@apps.get("/users/<login>/installation")
def account_installation(login: str) -> Response:
    """The app's installation in an account. 404 where there is none."""
    here = hub()
    found = next((i for i in _installations(here) if i.account.lower() == login.lower()), None)
    if found is None:
        raise not_found()
    return jsonify(shapes.installation(here, found))


@apps.post("/app-manifests/<code>/conversions")
def convert_manifest(code: str) -> tuple[Response, int]:
    """The registered app with its secrets: once, and within the hour."""
    here = hub()
    found = here.state.codes.pop(code, None)
    if found is None or found.expires <= here.clock.now():
        raise not_found()
    app = here.state.app(found.app_id)
    secrets = {
        "client_secret": app.client_secret,
        "webhook_secret": app.webhook_secret or None,
        "pem": app.pem,
    }
    return rest.created(shapes.app(here, app) | secrets)


@apps.get("/app/hook/config")
def hook_config() -> Response:
    """Where the app's webhooks go."""
    app = auth.app_of(rest.caller())
    secret = {"secret": "********"} if app.webhook_secret else {}
    return jsonify({"content_type": "json", "insecure_ssl": "0", "url": app.webhook_url, **secret})


@apps.patch("/app/hook/config")
def change_hook_config() -> Response:
    """Sends the app's webhooks elsewhere, or signs them otherwise."""
    app, asked = auth.app_of(rest.caller()), rest.body()
    app.webhook_url = str(asked.get("url", app.webhook_url))
    app.webhook_secret = str(asked.get("secret", app.webhook_secret))
    return hook_config()


@apps.get("/app/hook/deliveries")
def list_deliveries() -> Response:
    """What was delivered, or tried to be, newest first; by `status`. Pages by cursor."""
    here = hub()
    app = auth.app_of(rest.caller())
    within = {"success": range(200, 400), "failure": range(400, 600)}.get(request.args.get("status", ""), range(1000))
    sent = [d for d in here.state.deliveries.values() if d.app_id == app.id and d.delivered]
    sent = [d for d in sent if d.status_code in within]
    return rest.by_cursor(sorted(sent, key=lambda d: -d.id), lambda found: found.id, delivery_shape)


def _delivery(here: Hub, number: int) -> Delivery:
    app = auth.app_of(rest.caller())
    found = here.state.deliveries.get(number)
    if found is None or found.app_id != app.id:
        raise not_found()
    return found


@apps.get("/app/hook/deliveries/<int:number>")
def get_delivery(number: int) -> Response:
    """One delivery with what was sent and answered."""
    here = hub()
    found = _delivery(here, number)
    sent = {"headers": found.headers, "payload": found.payload()}
    got = {"headers": found.answer_headers or None, "payload": found.answer or None}
    return jsonify(delivery_shape(found) | {"url": found.url, "request": sent, "response": got})


@apps.post("/app/hook/deliveries/<int:number>/attempts")
def redeliver(number: int) -> tuple[Response, int]:
    """Sends it again under the same GUID."""
    here = hub()
    here.hooks.again(_delivery(here, number))
    return jsonify({}), 202


@apps.get("/user")
def get_user() -> Response:
    """Who the token belongs to; an installation token belongs to nobody."""
    if rest.caller().kind != "user":
        needs = rest.caller().kind == "anonymous"
        raise ApiError(
            *((401, "Requires authentication") if needs else (403, "Resource not accessible by integration"))
        )
    return jsonify(shapes.full_user(hub(), rest.login()))


@apps.get("/users/<login>")
def get_account(login: str) -> Response:
    """An account."""
    here = hub()
    return jsonify(shapes.full_user(here, here.state.known_user(login).login))


@apps.get("/rate_limit")
def rate_limit() -> Response:
    """What is left; asking is free."""
    rate = hub().limiter.rate(rest.caller().client)
    return jsonify({"resources": {"core": rate, "search": rate, "graphql": rate}, "rate": rate})


@apps.get("/meta")
def meta() -> Response:
    """What kind of server this is."""
    return jsonify({"verifiable_password_authentication": True})
