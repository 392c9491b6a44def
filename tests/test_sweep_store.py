"""Sweeps in the store: one worker at a time, who goes on where another stopped; on SQLite and PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import alembic.command
import alembic.config
import pytest
from sqlalchemy import inspect

import bot.migrations
from bot.forges.interface import Installed, Lost, ScanWanted
from bot.model import Delivery, Ending, Reason, ScanState, Target, Verdict
from bot.store import Store
from bot.store.sweeps import Turn
from tests.databases import empty_postgres

NOW = 1_800_000_000.0
DAY = 86_400.0
MIGRATIONS = Path(bot.migrations.__file__).parent
PULL = Target("small", "o/r", 1)


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made = Store(f"sqlite:///{tmp_path}/sekisho.db" if request.param == "sqlite" else empty_postgres())
    made.migrate()
    yield made
    made.close()


def taken(store: Store, now: float = NOW, worker: str = "w1") -> Turn:
    turn = store.sweeps.take("small", worker, now, 20)
    assert turn is not None
    return turn


def pushed(store: Store, head: str = "h1", now: float = NOW) -> str:
    return store.want(ScanWanted(PULL, Reason.PUSHED, head, "ann"), now)


def state(store: Store, scan_id: str) -> ScanState:
    scan = store.scan(scan_id)
    assert scan is not None
    return scan.state


def test_a_forge_that_was_never_swept_is_due_and_then_in_its_time(store: Store) -> None:
    assert store.sweeps.is_due("small", NOW)
    turn = taken(store)
    assert not store.sweeps.is_due("small", NOW + 1)
    store.sweeps.end(turn, NOW + 900, NOW + 5)
    assert not store.sweeps.is_due("small", NOW + 899)
    assert store.sweeps.take("small", "w2", NOW + 899, 20) is None
    assert store.sweeps.is_due("small", NOW + 900)
    assert store.sweeps.is_due("other", NOW), "forges do not wait for each other"


def test_a_service_that_comes_up_asks_for_a_pass_even_during_one(store: Store) -> None:
    turn = taken(store)
    store.sweeps.ask(NOW + 1)
    store.sweeps.end(turn, NOW + 900, NOW + 5)
    again = taken(store, NOW + 5)
    store.sweeps.end(again, NOW + 900, NOW + 6)
    assert not store.sweeps.is_due("small", NOW + 7)
    store.sweeps.ask(NOW + 8)
    assert store.sweeps.is_due("small", NOW + 8)


def test_a_person_need_not_wait_for_the_schedule_but_for_whoever_is_at_it(store: Store) -> None:
    store.sweeps.end(taken(store), NOW + 900, NOW + 5)
    turn = store.sweeps.take("small", "hand", NOW + 6, 20, asked=True)
    assert turn is not None
    assert store.sweeps.take("small", "w1", NOW + 7, 20, asked=True) is None


def test_of_many_at_once_one_has_the_turn(store: Store) -> None:
    turns: list[Turn | None] = []
    threads = [
        threading.Thread(target=lambda name=f"w{n}": turns.append(store.sweeps.take("small", name, NOW, 20)))
        for n in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([turn for turn in turns if turn]) == 1
    assert len(turns) == 6


def test_whoever_goes_on_begins_where_it_was_saved_and_the_older_owner_is_refused(store: Store) -> None:
    first = taken(store)
    store.sweeps.save(first, {"after": "o/a"}, {"scans": 2}, NOW + 20)
    assert store.sweeps.take("small", "w2", NOW + 19, 20) is None
    second = taken(store, NOW + 21, "w2")
    assert second.progress == {"after": "o/a"}
    wanted = ScanWanted(PULL, Reason.SWEPT, "h1", "")
    for late in (
        lambda: store.sweeps.save(first, {"after": "o/z"}, {}, NOW + 60),
        lambda: store.sweeps.renew(first, NOW + 60),
        lambda: store.sweeps.end(first, NOW + 900, NOW + 22),
        lambda: store.sweeps.want(first, wanted, NOW, NOW + 22),
        lambda: store.sweeps.cancel(first, PULL, NOW + 22),
        lambda: store.sweeps.install(first, "7", ["o/r"], NOW + 22),
    ):
        with pytest.raises(Lost):
            late()
    store.sweeps.let_go(second)
    assert taken(store, NOW + 23, "w3").progress == {"after": "o/a"}
    assert store.claim("w1", NOW + 30) is None, "nothing was done in the name of the older owner"


def test_a_scan_is_wanted_unless_somebody_asked_for_one_meanwhile(store: Store) -> None:
    turn = taken(store)
    wanted = ScanWanted(PULL, Reason.SWEPT, "h1", "")
    assert store.sweeps.want(turn, wanted, NOW + 1, NOW + 2)
    assert not store.sweeps.want(turn, wanted, NOW + 1, NOW + 3), "twice does no harm"
    claim = store.claim("w1", NOW + 4)
    assert claim is not None
    assert (claim.scan.reason, claim.scan.head_sha) == (Reason.SWEPT, "h1")
    pushed(store, "h2", NOW + 5)
    assert not store.sweeps.want(turn, ScanWanted(PULL, Reason.SWEPT, "h2", ""), NOW + 4, NOW + 6)


def test_pushes_go_before_what_a_sweep_found(store: Store) -> None:
    store.sweeps.want(taken(store), ScanWanted(Target("small", "o/r", 9), Reason.SWEPT, "h1", ""), NOW, NOW)
    scan = pushed(store, now=NOW + 1)
    claim = store.claim("w1", NOW + 2)
    assert claim is not None
    assert claim.scan.id == scan


def test_scans_of_pull_requests_are_seen_as_they_stand(store: Store) -> None:
    turn, first = taken(store), pushed(store, "h1")
    claim = store.claim("w1", NOW)
    assert claim is not None
    store.fail(claim, "broken", NOW + 1)
    second = pushed(store, "h2", NOW + 2)
    seen = store.sweeps.seen("small", "o/r", [1, 2])
    assert list(seen) == [1]
    assert [(one.scan, one.head_sha, one.state, one.announced, one.swept) for one in seen[1]] == [
        (first, "h1", ScanState.FAILED, True, False),
        (second, "h2", ScanState.WAITING, False, False),
    ]
    store.sweeps.seen_to(turn, [first], NOW + 3)
    assert [one.swept for one in store.sweeps.seen("small", "o/r", [1])[1]] == [True, False]


def test_what_waits_for_a_closed_pull_request_is_cancelled(store: Store) -> None:
    turn, scan = taken(store), pushed(store)
    assert store.sweeps.waiting("small", "o/r", NOW) == []
    assert store.sweeps.waiting("small", "o/r", NOW + 1) == [PULL]
    store.sweeps.cancel(turn, PULL, NOW + 2)
    assert state(store, scan) is ScanState.CANCELLED
    assert store.sweeps.waiting("small", "o/r", NOW + 3) == []


def test_a_repository_lacks_its_baseline_until_it_was_tried(store: Store) -> None:
    turn = taken(store)
    assert store.sweeps.without_baseline("small", ["o/a", "o/r"], NOW) == ["o/a", "o/r"]
    assert store.sweeps.install(turn, "7", ["o/a"], NOW) == 1
    assert store.sweeps.without_baseline("small", ["o/a", "o/r"], NOW) == ["o/r"]
    assert store.sweeps.install(turn, "7", ["o/a"], NOW) == 0
    claim = store.claim("w1", NOW)
    assert claim is not None
    store.finish(claim, Ending(ScanState.CANCELLED, note="empty"), NOW)
    assert store.sweeps.without_baseline("small", ["o/a"], NOW + DAY - 1) == []
    assert store.sweeps.without_baseline("small", ["o/a"], NOW + DAY + 1) == ["o/a"]


def test_a_baseline_that_was_taken_is_enough(store: Store) -> None:
    heard = Delivery("small", "d1", "event", "", datetime.fromtimestamp(NOW, UTC), "")
    store.remember(heard, Installed("small", "7", ("o/a",)), NOW)
    claim = store.claim("w1", NOW)
    assert claim is not None
    store.finish(claim, Ending(ScanState.DONE, Verdict.CLEAR), NOW)
    assert store.sweeps.without_baseline("small", ["o/a"], NOW + 5 * DAY) == []


def test_deliveries_tell_what_arrived_and_from_where(store: Store) -> None:
    for number, repo in enumerate(["o/b", "o/a", "o/a", ""]):
        heard = Delivery("small", f"d{number}", "event", repo, datetime.fromtimestamp(NOW, UTC), "")
        store.remember(heard, None, NOW)
    assert store.sweeps.arrived("small", {"d0", "d9"}) == {"d0"}
    assert store.sweeps.arrived("other", {"d0"}) == set()
    assert store.sweeps.heard_of("small") == ["o/a", "o/b"]


def test_groups_are_followed_until_they_are_not(store: Store) -> None:
    for path in ("b/team", "a", "a"):
        store.sweeps.follow("small", path, NOW)
    assert (store.sweeps.followed("small"), store.sweeps.followed("other")) == (["a", "b/team"], [])
    store.sweeps.unfollow("small", "a")
    assert store.sweeps.followed("small") == ["b/team"]


def test_what_sweeps_did_is_counted(store: Store) -> None:
    turn = taken(store)
    store.sweeps.save(turn, {}, {"scans": 2, "closed": 0}, NOW + 20)
    store.sweeps.save(turn, {}, {"scans": 1}, NOW + 20)
    assert store.figures(NOW).swept == {}
    store.sweeps.end(turn, NOW + 900, NOW + 5)
    figures = store.figures(NOW)
    assert figures.swept == {"small": NOW + 5}
    assert {label: total for (name, label), total in figures.counters.items() if name == "sweep"} == {
        "small/scans": 3.0,
        "small/passes": 1.0,
    }


def test_the_migration_goes_back_and_forth(store: Store) -> None:
    database = store._database
    config = alembic.config.Config()
    config.set_main_option("script_location", str(MIGRATIONS))

    def shape() -> tuple[bool, bool]:
        with database.read() as connection:
            found = inspect(connection)
            columns = {column["name"] for column in found.get_columns("scans")}
            return "sweeps" in found.get_table_names(), "swept" in columns

    scan = pushed(store)
    with database.write() as connection:
        config.attributes["connection"] = connection
        alembic.command.downgrade(config, "0005")
    assert shape() == (False, False)
    store.migrate()
    assert shape() == (True, True)
    assert state(store, scan) is ScanState.WAITING
