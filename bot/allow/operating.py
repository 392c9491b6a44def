"""`python -m bot token | allow | maintenance`: what an operator does by hand, through the store of everybody else."""

from __future__ import annotations

import argparse
import getpass
import sys
import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

import yaml

from bot import app, hosts, purls
from bot.allow import permits
from bot.allow.allowlist import Entry, Standing, Window, shown
from bot.config import Config
from bot.store import Store
from bot.store.listed import Listed, Place

_DAY = 86_400.0


class NotDone(Exception):
    """What was asked for cannot be done; the text says what to write instead."""


def run(config: Config, options: argparse.Namespace) -> int:
    """Does one action; 0 when done, 2 with words when not."""
    store = app.store(config)
    store.migrate()
    options.by = options.by or getpass.getuser()
    if getattr(options, "forge", None) == "":
        options.forge = hosts.main_forge(config)
    try:
        for line in _ACTIONS[options.does](store, config, options):
            print(line)
    except (NotDone, purls.BadPurl, permits.Wrong) as error:
        print(f"sekisho: {error}", file=sys.stderr)
        return 2
    finally:
        store.close()
    return 0


Lines = Iterable[str]


def _token_new(store: Store, _config: Config, options: argparse.Namespace) -> Lines:
    now = store.now()
    expires = now + options.days * _DAY if options.days else None
    wider = [name for name in ("scan", "write") if getattr(options, name)]
    scopes = ("read", *wider)
    yield store.tokens.make(options.name, scopes, expires, options.by, now)
    print("It is shown this once. Send it as 'Authorization: Bearer …'.", file=sys.stderr)


def _token_list(store: Store, _config: Config, _options: argparse.Namespace) -> Lines:
    now = store.now()
    for token in store.tokens.every():
        until = f"until {_clock(token.expires)}" if token.expires else "until revoked"
        state = until if token.holds(now) else "revoked" if token.revoked else f"expired {_clock(token.expires or now)}"
        yield f"{token.id}  {token.name}  {'+'.join(token.scopes)}  made {_clock(token.made)}  {state}"


def _token_revoke(store: Store, _config: Config, options: argparse.Namespace) -> Lines:
    ended = store.tokens.revoke(options.name, options.by, store.now())
    if not ended:
        raise NotDone(f"no token that holds is called {options.name!r}; see `token list`")
    yield f"{ended} revoked"


def _allow_list(store: Store, config: Config, options: argparse.Namespace) -> Lines:
    place = _place(options)
    if place.repo:
        yield f"mode: {config.allow_list.mode_of(place.repo)} (app.yaml; {place.repo} may ask for a stricter one)"
    yield from map(_line, store.allow_lists.entries(place))


def _allow_export(store: Store, _config: Config, options: argparse.Namespace) -> Lines:
    counting = (
        one for one in store.allow_lists.entries(_place(options)) if one.entry.standing is not Standing.PROPOSED
    )
    yield yaml.safe_dump({"packages": [_plain(one.entry) for one in counting]}, sort_keys=False, allow_unicode=True)


def _plain(entry: Entry) -> str | dict[str, str]:
    rest = {"versions": entry.versions, "reason": entry.reason}
    more = {key: value for key, value in rest.items() if value}
    return {"purl": entry.purl, **more} if more else entry.purl


def _allow_add(store: Store, _config: Config, options: argparse.Namespace) -> Lines:
    purl, versions = purls.read(options.purl, options.versions)
    entry = Entry(purl, versions, reason=options.because)
    yield _line(store.allow_lists.add(_place(options), entry, f"operator {options.by}", store.now()))


def _allow_remove(store: Store, _config: Config, options: argparse.Namespace) -> Lines:
    place, named = _place(options), options.purl
    own = [one for one in store.allow_lists.entries(place) if one.repo == place.repo]
    meant = [one for one in own if named == one.id or (named.startswith("pkg:") and _names(named, one.entry))]
    if not meant:
        raise NotDone(f"nothing on the list of {place} itself is {named!r}; see `allow list`")
    for one in meant:
        store.allow_lists.remove(one.id, f"operator {options.by}", store.now())
        yield f"removed  {_line(one)}"


def _names(text: str, entry: Entry) -> bool:
    purl, versions = purls.read(text)
    return purl == entry.purl and versions in ("", entry.versions)


def _maintenance_on(store: Store, config: Config, options: argparse.Namespace) -> Lines:
    length = permits.seconds(options.length, config.allow_list.max_maintenance_hours)
    repos = tuple(sorted({name.lower() for name in options.repository or ()}))
    owners = {name.partition("/")[0] for name in repos} or {options.organisation.lower()}
    if len(owners) > 1 or any("/" not in name for name in repos):
        raise NotDone("give repositories as OWNER/NAME, all of one owner")
    now = store.now()
    window = Window(
        uuid.uuid4().hex, options.forge, owners.pop(), repos, options.by, options.because, now, now + length
    )
    yield _told(store.allow_lists.begin(window, f"operator {options.by}"))


def _maintenance_off(store: Store, _config: Config, options: argparse.Namespace) -> Lines:
    now = store.now()
    going = [one for one in store.allow_lists.windows(_place(options)) if one.open(now)]
    if not going:
        raise NotDone("there is no maintenance going on")
    for window in going:
        store.allow_lists.end(window.id, f"operator {options.by}", now)
        yield f"ended  {_told(window)}"
        yield from map(_line, store.allow_lists.learned(window.id))


def _maintenance_status(store: Store, _config: Config, options: argparse.Namespace) -> Lines:
    place, now = _place(options), store.now()
    going = [one for one in store.allow_lists.windows(place) if one.open(now)]
    yield from map(_told, going)
    if not going:
        yield "no maintenance is going on"
    waiting = [one for one in store.allow_lists.entries(place) if one.entry.standing is not Standing.CONFIRMED]
    yield f"{len(waiting)} to be confirmed (`allow add`) or removed (`allow remove`):"
    yield from map(_line, waiting)


def _place(options: argparse.Namespace) -> Place:
    if options.repository and "/" not in options.repository:
        raise NotDone("give the repository as OWNER/NAME")
    return Place.of(options.forge, options.repository or "", options.organisation or "")


def _line(one: Listed) -> str:
    entry, whose = one.entry, one.repo or f"{one.owner}/*"
    learned = f"  #{one.number} {one.head_sha[:12]}" if one.head_sha else ""
    reason = f"  {entry.reason}" if entry.reason else ""
    return f"{one.id}  {entry.standing}  {whose}  {shown(entry)}  {one.actor}  {_clock(one.at)}{learned}{reason}"


def _told(window: Window) -> str:
    where = ", ".join(window.repos) or f"{window.owner}/*"
    return f"{window.id}  {where}  until {_clock(window.end)}  {window.person}: {window.reason}"


def _clock(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"


_ACTIONS: dict[str, Callable[[Store, Config, argparse.Namespace], Lines]] = {
    "token_new": _token_new,
    "token_list": _token_list,
    "token_revoke": _token_revoke,
    "allow_list": _allow_list,
    "allow_export": _allow_export,
    "allow_add": _allow_add,
    "allow_remove": _allow_remove,
    "maintenance_on": _maintenance_on,
    "maintenance_off": _maintenance_off,
    "maintenance_status": _maintenance_status,
}
