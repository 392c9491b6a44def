"""/api/v1/allow-list and /api/v1/maintenance: what commands and the command line can do, for tools.

Reading needs a token with the scope `read`, changing one with `write`. The audit log names the token; a maintenance
window names the person, too.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NoReturn

from flask import Blueprint, Response, g, jsonify, request

from bot import purls
from bot.allow import permits
from bot.allow.allowlist import Entry, Standing, Window
from bot.config import FORGES, AllowListConfig
from bot.store import Store
from bot.store.listed import Listed, Place
from bot.web.problems import Problem, told
from bot.web.tokens import Guard

_OWNER = re.compile(r"[\w.-]{1,100}")
_REPOSITORY = re.compile(r"[\w.-]{1,100}(/[\w.-]{1,100})+")
_LONGEST = 500
Answer = tuple[Response, int]


def blueprint(
    store: Store, config: AllowListConfig, admit: Guard, forge: Callable[[], str] = lambda: "github"
) -> Blueprint:
    """All routes. `forge` names the one that is meant where a request names none."""
    routes = told(Blueprint("allow_lists", __name__, url_prefix="/api/v1"))

    @routes.before_request
    def assume() -> None:
        g.forge = forge()

    _add_lists(routes, store, config, admit)
    _add_maintenance(routes, store, config, admit)
    return routes


def _add_lists(routes: Blueprint, store: Store, config: AllowListConfig, admit: Guard) -> None:
    lists = store.allow_lists

    @routes.get("/allow-list")
    def entries() -> Answer:
        admit("read")
        place = _place(request.args)
        mode = config.mode_of(place.repo) if place.repo else config.organisations.get(place.owner, config.mode)
        return jsonify(mode=mode, items=[_entry(one) for one in lists.entries(place)]), 200

    @routes.post("/allow-list")
    def add() -> Answer:
        actor = _actor(admit)
        body = _body({"forge", "organisation", "repository", "purl", "versions", "reason"})
        try:
            purl, versions = purls.read(_text(body, "purl"), _text(body, "versions", ""))
        except purls.BadPurl as error:
            raise _wrong(str(error)) from error
        entry = Entry(purl, versions, Standing.CONFIRMED, _text(body, "reason", ""))
        return jsonify(_entry(lists.add(_place(body), entry, actor, store.now()))), 201

    @routes.delete("/allow-list/<key>")
    def remove(key: str) -> Answer:
        removed = lists.remove(key, _actor(admit), store.now())
        return jsonify(_entry(removed or _missing("entry"))), 200

    @routes.post("/allow-list/<key>/confirm")
    def confirm(key: str) -> Answer:
        confirmed = lists.confirm(key, _actor(admit), store.now())
        return jsonify(_entry(confirmed or _missing("entry"))), 200


def _add_maintenance(routes: Blueprint, store: Store, config: AllowListConfig, admit: Guard) -> None:
    lists = store.allow_lists

    @routes.get("/maintenance")
    def windows() -> Answer:
        admit("read")
        found = lists.windows(_place(request.args))
        return jsonify(items=[_window(one, store.now()) for one in found]), 200

    @routes.post("/maintenance")
    def begin() -> Answer:
        actor = _actor(admit)
        wanted = _wanted(_body(_OF_WINDOW), config, store.now())
        return jsonify(_window(lists.begin(wanted, actor), store.now())), 201

    @routes.get("/maintenance/<key>")
    def window(key: str) -> Answer:
        admit("read")
        return jsonify(_window(lists.window(key) or _missing("window"), store.now())), 200

    @routes.delete("/maintenance/<key>")
    def end(key: str) -> Answer:
        ended = lists.end(key, _actor(admit), store.now())
        return jsonify(_window(ended or _missing("window"), store.now())), 200

    @routes.get("/maintenance/<key>/learned")
    def learned(key: str) -> Answer:
        admit("read")
        return jsonify(items=[_entry(one) for one in _learned(store, key)]), 200

    @routes.post("/maintenance/<key>/confirm")
    def confirm_learned(key: str) -> Answer:
        actor, chosen = _actor(admit), _chosen(_learned(store, key))
        done = [lists.confirm(one.id, actor, store.now()) for one in chosen]
        return jsonify(items=[_entry(one) for one in done if one]), 200

    @routes.post("/maintenance/<key>/remove")
    def remove_learned(key: str) -> Answer:
        actor, chosen = _actor(admit), _chosen(_learned(store, key))
        done = [lists.remove(one.id, actor, store.now()) for one in chosen]
        return jsonify(items=[_entry(one) for one in done if one]), 200


_OF_WINDOW = {"forge", "organisation", "repositories", "duration", "reason", "person"}


def _wanted(body: Mapping[str, Any], config: AllowListConfig, now: float) -> Window:
    repos = tuple(sorted({_named(name, _REPOSITORY, "repositories") for name in _names(body)}))
    owners = {repo.partition("/")[0] for repo in repos}
    if body.get("organisation"):
        owners.add(_named(body["organisation"], _OWNER, "organisation"))
    if len(owners) != 1:
        raise _wrong("Name an organisation, or repositories of one owner.")
    try:
        length = permits.seconds(_text(body, "duration"), config.max_maintenance_hours)
    except permits.Wrong as error:
        raise _wrong(str(error)) from error
    person, reason = _text(body, "person"), _text(body, "reason")
    return Window(uuid.uuid4().hex, _forge(body), owners.pop(), repos, person, reason, now, now + length)


def _names(body: Mapping[str, Any]) -> Sequence[Any]:
    names = body.get("repositories") or []
    if not isinstance(names, list) or len(names) > 1_000:
        raise _wrong("`repositories` is a list of at most 1000 names, each OWNER/NAME.")
    return names


def _learned(store: Store, key: str) -> list[Listed]:
    if store.allow_lists.window(key) is None:
        _missing("window")
    return store.allow_lists.learned(key)


def _chosen(learned: Sequence[Listed]) -> list[Listed]:
    """Those that the request names, or all."""
    wanted = _body({"entries"}).get("entries")
    if wanted == "all":
        return list(learned)
    if not isinstance(wanted, list) or not wanted:
        raise _wrong('Give {"entries": ["id", …]}, or {"entries": "all"}.')
    known = {one.id: one for one in learned}
    if unknown := [key for key in wanted if not isinstance(key, str) or key not in known]:
        raise _wrong(f"{unknown[0]!r} is no entry that was learned in this window.")
    return [known[key] for key in dict.fromkeys(wanted)]


def _place(given: Mapping[str, Any]) -> Place:
    if bool(given.get("repository")) == bool(given.get("organisation")):
        raise _wrong("Name either repository=OWNER/NAME or organisation=OWNER.")
    if given.get("repository"):
        return Place.of(_forge(given), _named(given["repository"], _REPOSITORY, "repository"))
    return Place.of(_forge(given), owner=_named(given["organisation"], _OWNER, "organisation"))


def _forge(given: Mapping[str, Any]) -> str:
    name = _text(given, "forge", g.forge)
    if name not in FORGES:
        raise _wrong(f"`forge`: {name!r} is none; write {' or '.join(FORGES)}.")
    return name


def _named(value: Any, form: re.Pattern[str], key: str) -> str:
    if not isinstance(value, str) or not form.fullmatch(value):
        raise _wrong(f"`{key}`: {value!r} is no name; write OWNER{'/NAME' if form is _REPOSITORY else ''}.")
    return value.lower()


def _text(given: Mapping[str, Any], key: str, default: str | None = None) -> str:
    value = given.get(key, default)
    if not isinstance(value, str) or len(value) > _LONGEST or (default is None and not value.strip()):
        raise _wrong(f"`{key}` is {'missing' if value is None else f'text of at most {_LONGEST} characters'}.")
    return value.strip()


def _body(allowed: set[str]) -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise Problem(400, "The body cannot be read", "Send a JSON object, with Content-Type: application/json.")
    if unknown := sorted(set(body) - allowed):
        raise _wrong(f"There is no `{unknown[0]}` here; known are {', '.join(sorted(allowed))}.")
    return body


def _actor(admit: Guard) -> str:
    return f"token {admit('write').name}"


def _missing(what: str) -> NoReturn:
    raise Problem(404, f"There is no such {what}", f"No {what} has this id, or it was removed.")


def _wrong(detail: str) -> Problem:
    return Problem(422, "This cannot be done as it stands", detail)


def _entry(one: Listed) -> dict[str, Any]:
    learned = {"number": one.number or None, "head": one.head_sha, "maintenance": one.maintenance or None}
    return {
        "id": one.id,
        "forge": one.forge,
        "organisation": one.owner,
        "repository": one.repo or None,
        "purl": one.entry.purl,
        "versions": one.entry.versions,
        "state": one.entry.standing,
        "reason": one.entry.reason,
        "by": one.actor,
        "at": _clock(one.at),
        "learned": learned if one.head_sha else None,
    }


def _window(one: Window, now: float) -> dict[str, Any]:
    return {
        "id": one.id,
        "forge": one.forge,
        "organisation": one.owner,
        "repositories": list(one.repos),
        "person": one.person,
        "reason": one.reason,
        "began": _clock(one.began),
        "ends": _clock(one.end),
        "open": one.open(now),
    }


def _clock(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
