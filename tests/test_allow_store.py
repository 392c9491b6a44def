"""Allow-lists, maintenance and tokens in the database: SQLite and, where there is a server, PostgreSQL."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.allow.allowlist import Entry, Standing, Window
from bot.forges.interface import Uninstalled
from bot.model import Delivery
from bot.store import Store
from bot.store.listed import Occasion, Place
from bot.store.schema import audit_log
from tests.databases import empty_postgres

NOW = 1_800_000_000.0
SHOP, ORG = Place.of("github", "Acme/Shop"), Place.of("github", owner="ACME")
KIT = Entry("pkg:npm/kit")
LEARNED = Entry("pkg:npm/kit", standing=Standing.LEARNED)
HERE = Occasion(7, "c" * 40, "ann", "w1")


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made = Store(f"sqlite:///{tmp_path}/sekisho.db" if request.param == "sqlite" else empty_postgres())
    made.migrate()
    yield made
    made.close()


def audit(store: Store) -> list[tuple[str, str, str, Any]]:
    """(where, who, what, before and after)."""
    with store._database.read() as connection:
        rows = connection.execute(select(audit_log).order_by(audit_log.c.id)).all()
        return [(row.repo, row.actor, row.action, json.loads(row.detail)) for row in rows]


def listed(store: Store, place: Place = SHOP) -> list[tuple[str, str]]:
    return [(one.entry.purl, one.entry.standing) for one in store.allow_lists.entries(place)]


def test_a_repository_has_its_own_entries_and_its_owners(store: Store) -> None:
    lists = store.allow_lists
    lists.add(ORG, Entry("pkg:npm/%40acme/*"), "olga", NOW)
    lists.add(SHOP, KIT, "mia", NOW)
    lists.add(Place.of("github", "acme/other"), Entry("pkg:npm/web"), "mia", NOW)
    lists.add(Place.of("gitlab", "acme/shop"), Entry("pkg:npm/other"), "mia", NOW)
    assert [purl for purl, _ in listed(store)] == ["pkg:npm/%40acme/*", "pkg:npm/kit"]
    assert len(listed(store, ORG)) == 3, "an owner sees all of the organisation's"


def test_every_change_says_who_what_where_before_and_after(store: Store) -> None:
    lists = store.allow_lists
    added = lists.add(SHOP, KIT, "mia", NOW)
    assert lists.add(SHOP, KIT, "mia", NOW) == added, "twice changes nothing"
    lists.add(SHOP, Entry("pkg:npm/kit", reason="known"), "olga", NOW + 1)
    lists.remove(added.id, "zoe", NOW + 2)
    assert lists.remove(added.id, "zoe", NOW + 3) is None
    told = [
        (where, who, what, *(part and part["reason"] for part in (detail["before"], detail["after"])))
        for where, who, what, detail in audit(store)
    ]
    assert told == [
        ("acme/shop", "mia", "allow-list added", None, ""),
        ("acme/shop", "olga", "allow-list confirmed", "", "known"),
        ("acme/shop", "zoe", "allow-list removed", "known", None),
    ]


def test_what_is_learned_keeps_its_story_until_it_is_confirmed_or_removed(store: Store) -> None:
    lists = store.allow_lists
    assert lists.learn(SHOP, [LEARNED, LEARNED, Entry("pkg:npm/web", standing=Standing.LEARNED)], HERE, NOW) == 2
    assert lists.learn(SHOP, [LEARNED], Occasion(8, "d" * 40, "bob"), NOW + 9) == 0, "the first to bring it is named"
    kit, web = lists.learned("w1")
    assert (kit.actor, kit.number, kit.head_sha, kit.at) == ("ann", 7, "c" * 40, NOW)
    confirmed = lists.confirm(kit.id, "mia", NOW + 10)
    assert confirmed is not None
    assert (confirmed.entry.standing, confirmed.actor, confirmed.number) == (Standing.CONFIRMED, "ann", 7)
    lists.add(SHOP, Entry("pkg:npm/web"), "mia", NOW + 11)
    assert listed(store) == [("pkg:npm/kit", "confirmed"), ("pkg:npm/web", "confirmed")]
    assert lists.confirm(web.id, "mia", NOW + 12) == lists.entry(web.id)
    assert [what for _, _, what, _ in audit(store)] == ["allow-list learned"] * 2 + ["allow-list confirmed"] * 2
    assert lists.confirm("none", "mia", NOW) is None


def test_what_a_fork_proposed_rises_when_the_repository_itself_brings_it(store: Store) -> None:
    proposed = Entry("pkg:npm/kit", standing=Standing.PROPOSED)
    store.allow_lists.learn(SHOP, [proposed], HERE, NOW)
    store.allow_lists.learn(SHOP, [LEARNED], Occasion(8, "d" * 40, "bob"), NOW)
    store.allow_lists.learn(SHOP, [proposed], HERE, NOW)
    assert listed(store) == [("pkg:npm/kit", "learned")]


def window(key: str = "w1", repos: tuple[str, ...] = ("acme/shop",)) -> Window:
    return Window(key, "github", "acme", repos, "mia", "upgrade", NOW, NOW + 3600)


def test_a_window_is_opened_once_and_covers_what_it_names(store: Store) -> None:
    lists = store.allow_lists
    assert lists.begin(window(), "mia") == lists.begin(window(), "mia") == lists.window("w1")
    lists.begin(window("w2", ()), "token ci")
    assert {one.id for one in lists.windows(SHOP)} == {"w1", "w2"}
    assert [one.id for one in lists.windows(Place.of("github", "acme/other"))] == ["w2"]
    assert lists.windows(Place.of("github", "acmes/shop")) == []
    assert [(where, who, what) for where, who, what, _ in audit(store)] == [
        ("acme/shop", "mia", "maintenance began"), ("acme", "token ci", "maintenance began"),
    ]  # fmt: skip


def test_a_window_can_be_ended_while_it_is_open(store: Store) -> None:
    lists = store.allow_lists
    lists.begin(window(), "mia")
    ended = lists.end("w1", "olga", NOW + 60)
    assert ended is not None
    assert (ended.end, ended.open(NOW + 61)) == (NOW + 60, False)
    assert lists.end("w1", "zoe", NOW + 90) == ended == lists.window("w1"), "it is over"
    assert [who for _, who, _, _ in audit(store)] == ["mia", "olga"]
    assert lists.end("none", "zoe", NOW) is None


def test_several_scans_may_learn_the_same_at_once(store: Store) -> None:
    faults: list[Exception] = []

    def learn() -> None:
        try:
            store.allow_lists.learn(SHOP, [LEARNED], HERE, NOW)
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=learn) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (faults, listed(store)) == ([], [("pkg:npm/kit", "learned")])


def test_a_repository_that_goes_takes_its_list_along(store: Store) -> None:
    lists = store.allow_lists
    lists.add(SHOP, KIT, "mia", NOW)
    lists.add(ORG, Entry("pkg:npm/web"), "olga", NOW)
    lists.begin(window(), "mia")
    lists.begin(window("w2", ("acme/other", "acme/shop")), "mia")
    gone = Uninstalled("github", "7", ("Acme/Shop",))
    store.remember(
        Delivery("github", "d1", "installation.deleted", "", datetime.fromtimestamp(NOW, UTC), "x"), gone, NOW, "7"
    )
    assert [purl for purl, _ in listed(store)] == ["pkg:npm/web"]
    assert [one.id for one in lists.windows(SHOP)] == ["w2"]


def test_a_token_is_known_by_itself_alone_until_it_ends(store: Store) -> None:
    token = store.tokens.make("ci", ["read"], NOW + 60, "olga", NOW)
    found = store.tokens.find(token)
    assert found is not None
    assert (found.name, found.scopes, found.holds(NOW + 59), found.holds(NOW + 60)) == ("ci", ("read",), True, False)
    wrong = ("", "sekisho", "sekisho__", token[:-1], token + "x", token.replace("sekisho", "other"), f"{token}\udcff")
    assert [store.tokens.find(text) for text in wrong] == [None] * len(wrong)
    assert (store.tokens.revoke("ci", "olga", NOW + 1), store.tokens.revoke("ci", "olga", NOW + 2)) == (1, 0)
    again = store.tokens.find(token)
    assert again is not None
    assert not again.holds(NOW + 2)
    with store._database.read() as connection:
        kept = connection.exec_driver_sql("SELECT digest, name FROM tokens").all()
        notes = connection.execute(select(audit_log.c.detail)).scalars().all()
    assert token.split("_", 2)[2] not in repr((kept, notes)), "what is kept opens nothing"
