"""The store's promises, on SQLite and, where SEKISHO_TEST_POSTGRES_URL names a server, on PostgreSQL."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, event, func, select

from bot.forges.interface import (
    CancelWanted,
    HeadRescanWanted,
    Installed,
    Lost,
    Ping,
    ScanWanted,
    Uninstalled,
    Wish,
)
from bot.model import Delivery, Ending, Known, Reason, Scan, ScanState, Spoken, State, Tally, Target, Verdict
from bot.store import Claim, Limits, Remembered, Store
from bot.store.nouns import HERALD_AFTER
from bot.store.schema import metadata
from checks.interface import Confidence, Finding, Outcome, Severity
from tests.databases import empty_postgres

NOW = 1_800_000_000.0
LEASE = Limits().lease
SOON = NOW + HERALD_AFTER
DAY = 86_400.0
PULL = Target("small", "o/r", 1)


class Kept:
    """A migrated store, its URL, and short ways to use it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.store = Store(url)
        self.store.migrate()
        self.deliveries = 0

    def hear(self, wish: Wish | None, delivery: str = "", now: float = NOW, repo: str = "o/r") -> Remembered:
        self.deliveries += 1
        received = datetime.fromtimestamp(now, UTC)
        heard = Delivery("small", delivery or f"d{self.deliveries}", "event", repo, received, "digest")
        return self.store.remember(heard, wish, now, "7")

    def push(self, head: str = "h1", target: Target = PULL, now: float = NOW, delivery: str = "") -> str:
        return self.hear(ScanWanted(target, Reason.PUSHED, head, "ann"), delivery, now).scans[0]

    def claim(self, now: float = NOW, worker: str = "w1") -> Claim:
        claim = self.store.claim(worker, now)
        assert claim is not None
        return claim

    def scan(self, scan_id: str) -> Scan:
        scan = self.store.scan(scan_id)
        assert scan is not None
        return scan

    def count(self, table: str) -> int:
        engine = create_engine(self.url)
        with engine.connect() as connection:
            number = connection.execute(select(func.count()).select_from(metadata.tables[table])).scalar_one()
        engine.dispose()
        return int(number)


@pytest.fixture(params=["sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kept]:
    kept = Kept(f"sqlite:///{tmp_path}/sekisho.db" if request.param == "sqlite" else empty_postgres())
    yield kept
    kept.store.close()


def ended(verdict: Verdict = Verdict.CLEAR) -> Ending:
    return Ending(ScanState.DONE, verdict)


# Hearing


def test_a_delivery_and_its_scan_are_remembered_together(kept: Kept) -> None:
    scan = kept.scan(kept.push("h1"))
    assert (scan.state, scan.target, scan.head_sha, scan.requested_by) == (ScanState.WAITING, PULL, "h1", "ann")
    assert scan.created == datetime.fromtimestamp(NOW, UTC)
    assert kept.count("deliveries") == 1


def test_a_redelivery_of_something_open_or_done_adds_nothing(kept: Kept) -> None:
    scan = kept.push("h1", delivery="same")
    wish = ScanWanted(PULL, Reason.PUSHED, "h1", "ann")
    assert kept.hear(wish, "same") == Remembered((scan,), duplicate=True)
    claim = kept.claim()
    assert kept.hear(wish, "same") == Remembered((scan,), duplicate=True)
    kept.store.finish(claim, ended(), NOW)
    assert kept.hear(wish, "same") == Remembered((scan,), duplicate=True)
    assert kept.count("scans") == 1


def test_a_redelivery_of_something_failed_is_handled_again_once(kept: Kept) -> None:
    first = kept.push("h1", delivery="same")
    assert kept.store.fail(kept.claim(), "broken", NOW)
    wish = ScanWanted(PULL, Reason.PUSHED, "h1", "ann")
    again = kept.hear(wish, "same", NOW + 1)
    assert not again.duplicate
    assert again.scans[0] != first
    assert kept.hear(wish, "same", NOW + 2).duplicate


def test_the_same_id_from_another_forge_is_another_delivery(kept: Kept) -> None:
    kept.push("h1", delivery="same")
    other = Delivery("other", "same", "event", "o/r", datetime.fromtimestamp(NOW, UTC), "")
    wanted = ScanWanted(replace(PULL, forge="other"), Reason.PUSHED, "h1", "ann")
    assert not kept.store.remember(other, wanted, NOW).duplicate


def test_an_event_that_asks_for_nothing_is_remembered_without_a_scan(kept: Kept) -> None:
    assert kept.hear(Ping("hello"), "same") == Remembered(())
    assert kept.hear(None) == Remembered(())
    assert kept.hear(Ping("hello"), "same") == Remembered((), duplicate=True)
    assert kept.count("scans") == 0


def test_a_newer_head_replaces_a_waiting_scan(kept: Kept) -> None:
    old, new = kept.push("h1"), kept.push("h2", now=NOW + 1)
    assert kept.scan(old).state is ScanState.SUPERSEDED
    claim = kept.claim(NOW + 1)
    assert (claim.scan.id, claim.closing) == (new, False)
    assert kept.store.claim("w2", NOW + 1) is None, "it was never announced: no word is owed"


def test_another_pull_request_is_left_alone(kept: Kept) -> None:
    one, two = kept.push(), kept.push(target=replace(PULL, number=2))
    assert {kept.scan(one).state, kept.scan(two).state} == {ScanState.WAITING}


def test_a_push_does_not_take_a_persons_request_its_turn(kept: Kept) -> None:
    kept.hear(ScanWanted(PULL, Reason.REQUESTED, "", "bea"))
    scan = kept.scan(kept.push("h2"))
    assert (scan.reason, scan.requested_by, scan.head_sha) == (Reason.REQUESTED, "bea", "h2")


def test_a_request_made_by_many_at_once_leaves_one_waiting_scan(kept: Kept) -> None:
    faults: list[Exception] = []

    def ask(number: int) -> None:
        try:
            kept.push(f"h{number}", delivery=f"at-once-{number}")
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=ask, args=[number]) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert kept.store.figures(NOW).open_scans["waiting"] == 1
    assert kept.count("scans") == 12


def test_a_merge_group_keeps_the_base_that_its_event_told(kept: Kept) -> None:
    group = Target("small", "o/r", None, "gh-readonly-queue/main/pr-1")
    kept.hear(ScanWanted(group, Reason.QUEUED, "h1", "ann", base_ref="main", base_sha="b1"))
    scan = kept.claim().scan
    assert (scan.target, scan.base_ref, scan.base_sha) == (group, "main", "b1")


# Claiming


def test_a_claimed_scan_is_not_claimed_again_while_its_lease_lasts(kept: Kept) -> None:
    kept.push()
    kept.claim(NOW, "w1")
    assert kept.store.claim("w2", NOW + LEASE - 0.1) is None
    assert kept.claim(NOW + LEASE, "w2").scan.fence == 2


def test_a_heartbeat_prolongs_the_lease(kept: Kept) -> None:
    kept.push()
    claim = kept.claim()
    assert kept.store.heartbeat(claim, NOW + 5)
    assert kept.store.claim("w2", NOW + LEASE + 1) is None


def test_an_older_fence_can_do_nothing_any_more(kept: Kept) -> None:
    kept.push()
    old = kept.claim(NOW, "w1")
    kept.claim(NOW + LEASE, "w2")
    later = NOW + LEASE + 1
    assert not kept.store.heartbeat(old, later)
    assert not kept.store.retry_later(old, 5, "why", later)
    assert not kept.store.fail(old, "why", later)
    assert not kept.store.hand_back(old)
    assert kept.store.reclaim_closing(old, later) is None
    with pytest.raises(Lost):
        kept.store.gate(old, later)
    with pytest.raises(Lost):
        kept.store.finish(old, ended(), later)
    assert kept.scan(old.scan.id).state is ScanState.RUNNING


def test_the_gate_lets_pass_and_prolongs_what_is_about_to_run_out(kept: Kept) -> None:
    kept.push()
    claim = kept.claim()
    kept.store.gate(claim, NOW + LEASE - 0.5)
    assert kept.store.claim("w2", NOW + LEASE + 1) is None


def test_many_workers_claim_each_scan_once(kept: Kept) -> None:
    scans = [kept.push(target=replace(PULL, number=number)) for number in range(1, 41)]
    claimed: list[str] = []

    def work(name: str) -> None:
        while claim := kept.store.claim(name, NOW):
            claimed.append(claim.scan.id)

    threads = [threading.Thread(target=work, args=[f"w{number}"]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # A claim that finds its candidates locked by others answers None; one more round takes what is left.
    work("last")
    assert sorted(claimed) == sorted(scans)


def test_a_scan_can_be_claimed_by_its_id(kept: Kept) -> None:
    kept.push()
    second = kept.push(target=replace(PULL, number=2))
    claim = kept.store.claim("w1", NOW, second)
    assert claim is not None
    assert claim.scan.id == second
    assert kept.store.claim("w2", NOW, second) is None


def test_turns_go_by_reason_then_age(kept: Kept) -> None:
    order = [Reason.BASELINE, Reason.PUSHED, Reason.QUEUED, Reason.REQUESTED, Reason.PUSHED]
    for number, reason in enumerate(order, 1):
        kept.hear(ScanWanted(replace(PULL, number=number), reason, "", "ann"), now=NOW + number)
    turns = [kept.claim(NOW + 10).scan.target.number for _ in order]
    assert turns == [4, 3, 2, 5, 1]


def test_what_was_put_off_waits_its_time(kept: Kept) -> None:
    kept.push()
    assert kept.store.retry_later(kept.claim(), 30, "the forge is away", NOW, counted=False)
    assert kept.store.claim("w1", NOW + 29) is None
    again = kept.claim(NOW + 30)
    assert (again.scan.attempts, again.waits, again.scan.note) == (1, 1, "the forge is away")


def test_a_scan_that_waits_is_shown_as_queued_after_a_moment_and_once(kept: Kept) -> None:
    scan = kept.push()
    assert kept.store.claim_short("w1", NOW) is None, "a free worker comes within the moment"
    claim = kept.store.claim_short("w1", SOON)
    assert claim is not None
    assert (claim.scan.id, claim.heralding, claim.closing, claim.scan.state) == (scan, True, False, ScanState.WAITING)
    kept.store.gate(claim, SOON)
    assert kept.store.heralded(claim)
    assert kept.store.claim_short("w2", NOW + DAY) is None
    working = kept.claim(SOON)
    assert (working.scan.id, working.heralding, working.scan.attempts) == (scan, False, 1)


def test_while_a_scan_is_shown_as_queued_no_worker_has_it(kept: Kept) -> None:
    kept.push()
    claim = kept.store.claim_short("w1", SOON)
    assert claim is not None
    assert kept.store.claim("w2", SOON) is None
    assert kept.store.claim("w2", SOON, claim.scan.id) is None
    assert kept.store.claim_short("w2", SOON) is None
    assert kept.store.heartbeat(claim, SOON + 5)
    assert kept.store.claim("w2", SOON + LEASE + 1) is None
    taken = kept.claim(SOON + 5 + LEASE, "w2")
    assert taken.scan.fence == claim.scan.fence + 1
    assert not kept.store.heralded(claim)
    with pytest.raises(Lost):
        kept.store.gate(claim, SOON + 5 + LEASE)


def test_showing_a_scan_as_queued_keeps_workers_from_it_for_half_a_minute_at_most(kept: Kept) -> None:
    kept.push()
    claim = kept.store.claim_short("w1", SOON)
    assert claim is not None
    last = SOON + Limits().heralding - LEASE
    assert kept.store.heartbeat(claim, last)
    assert not kept.store.heartbeat(claim, last + 1)
    with pytest.raises(Lost):
        kept.store.gate(claim, last + LEASE - 1)
    assert kept.claim(last + LEASE, "w2").scan.id == claim.scan.id


def test_a_forge_that_is_away_is_asked_later_to_show_it_and_workers_do_not_wait_for_that(kept: Kept) -> None:
    kept.push()
    claim = kept.store.claim_short("w1", SOON)
    assert claim is not None
    assert kept.store.retry_later(claim, 30, "503", SOON, counted=False)
    assert kept.store.claim_short("w1", SOON + 29) is None
    again = kept.store.claim_short("w1", SOON + 30)
    assert again is not None
    assert again.heralding
    assert kept.store.hand_back(again)
    working = kept.claim(SOON + 30)
    assert (working.scan.attempts, working.waits) == (1, 0)


def test_baselines_and_scans_in_hand_are_not_shown_as_queued(kept: Kept) -> None:
    kept.hear(Installed("small", "7", ("o/a",)))
    kept.hear(ScanWanted(Target("small", "o/b", None), Reason.BASELINE, "h1", ""))
    assert kept.store.claim_short("w1", SOON) is None
    kept.push()
    assert kept.claim(NOW).scan.target == PULL
    assert kept.store.claim_short("w1", SOON) is None


def test_a_request_that_a_push_to_its_branch_replaces_is_still_shown(kept: Kept) -> None:
    branch = Target("small", "o/b", None)
    kept.hear(ScanWanted(branch, Reason.REQUESTED, "h1", "bea"))
    newer = kept.hear(ScanWanted(branch, Reason.BASELINE, "h2", "")).scans[0]
    claim = kept.store.claim_short("w1", SOON)
    assert claim is not None
    assert (claim.scan.id, claim.heralding) == (newer, True)


def test_a_newer_scan_is_shown_as_queued_after_the_older_one_has_been_let_go(kept: Kept) -> None:
    kept.push("h1")
    older = kept.claim(NOW)
    newer = kept.push("h2")
    assert kept.store.claim_short("w2", SOON) is None
    closing = kept.store.reclaim_closing(older, SOON)
    assert closing is not None
    assert kept.store.closed(closing)
    claim = kept.store.claim_short("w2", SOON)
    assert claim is not None
    assert (claim.scan.id, claim.heralding) == (newer, True)


def test_short_work_is_words_owed_then_errands_then_heralds_and_never_a_scan(kept: Kept) -> None:
    owed = kept.push(target=replace(PULL, number=2))
    kept.store.fail(kept.claim(), "broken", NOW)
    waiting = kept.push()
    kept.hear(Spoken(PULL, "/sekisho help", "bea", False, 99, False))
    claims = [kept.store.claim_short("w1", SOON) for _ in range(4)]
    assert [claim and (claim.closing, claim.errand is not None, claim.heralding) for claim in claims] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
        None,
    ]
    assert [claims[0] and claims[0].scan.id, claims[2] and claims[2].scan.id] == [owed, waiting]


def test_an_errand_whose_worker_died_is_short_work_too(kept: Kept) -> None:
    kept.hear(Spoken(PULL, "/sekisho help", "bea", False, 99, False))
    kept.push(target=replace(PULL, number=2))
    first = kept.claim()
    kept.claim()
    again = kept.store.claim_short("w2", NOW + LEASE)
    assert again is not None
    assert (again.scan.id, again.errand) == (first.scan.id, first.errand)
    assert kept.store.claim_short("w2", NOW + LEASE) is None, "the scan needs a worker of its own"


@pytest.mark.parametrize("head", ["h2", ""])
def test_a_scan_that_was_shown_as_queued_and_is_replaced_owes_a_word(kept: Kept, head: str) -> None:
    old = kept.push("h1")
    claim = kept.store.claim_short("w1", SOON)
    assert claim is not None
    kept.store.heralded(claim)
    kept.push(head, now=SOON)
    closing = kept.claim(SOON)
    assert (closing.scan.id, closing.closing, closing.scan.state) == (old, True, ScanState.SUPERSEDED)


def test_a_scan_that_is_called_off_while_it_is_being_shown_is_closed_by_who_shows_it(kept: Kept) -> None:
    kept.push()
    claim = kept.store.claim_short("w1", SOON)
    assert claim is not None
    kept.hear(CancelWanted(PULL))
    with pytest.raises(Lost):
        kept.store.gate(claim, SOON)
    assert kept.store.claim("w2", SOON) is None, "the check run may be on its way"
    closing = kept.store.reclaim_closing(claim, SOON)
    assert closing is not None
    assert (closing.closing, closing.scan.state) == (True, ScanState.CANCELLED)


def test_a_scan_that_was_handed_back_may_have_been_announced(kept: Kept) -> None:
    old = kept.push("h1")
    kept.store.hand_back(kept.claim())
    kept.push("h2")
    assert (kept.claim().scan.id, kept.scan(old).state) == (old, ScanState.SUPERSEDED)


def test_looking_for_short_work_walks_no_queue(tmp_path: Path) -> None:
    kept = Kept(f"sqlite:///{tmp_path}/sekisho.db")
    kept.push()
    asked: list[tuple[str, Any]] = []
    event.listen(kept.store._database.engine, "before_cursor_execute", lambda *told: asked.append(told[2:4]))
    kept.store.claim_short("w1", SOON)
    with sqlite3.connect(tmp_path / "sekisho.db") as other:
        selects = [one for one in asked if one[0].startswith("SELECT")]
        plans = [str(other.execute(f"EXPLAIN QUERY PLAN {text}", values).fetchall()) for text, values in selects]
    assert len(plans) == 8, "four kinds of work, looked for and chosen"
    narrow = ("scans_unsaid (unsaid=?)", "scans_by_turn (state=? AND priority=?)", "scans_to_herald (herald_at<?)")
    for plan in plans:
        assert any(f"SEARCH scans USING INDEX {index}" in plan for index in narrow), plan


# Ending


def test_a_superseded_running_scan_owes_a_word_that_its_worker_says_first(kept: Kept) -> None:
    old = kept.push("h1")
    claim = kept.claim()
    new = kept.push("h2")
    assert kept.store.claim("w2", NOW) is None, "its worker holds the pull request until it lets go"
    with pytest.raises(Lost):
        kept.store.gate(claim, NOW)
    closing = kept.store.reclaim_closing(claim, NOW)
    assert closing is not None
    assert (closing.scan.id, closing.closing, closing.scan.state) == (old, True, ScanState.SUPERSEDED)
    kept.store.gate(closing, NOW)
    assert kept.store.closed(closing)
    assert kept.claim().scan.id == new


def test_a_word_owed_by_a_dead_worker_is_said_by_another(kept: Kept) -> None:
    old = kept.push("h1")
    kept.claim()
    new = kept.push("h2")
    closing = kept.claim(NOW + LEASE, "w2")
    assert (closing.scan.id, closing.closing) == (old, True)
    assert kept.store.closed(closing)
    assert kept.claim(NOW + LEASE, "w2").scan.id == new


def test_a_word_still_owed_about_a_head_lapses_when_a_newer_scan_has_spoken_about_it(kept: Kept) -> None:
    kept.push("h1")
    failed = kept.claim()
    kept.store.fail(failed, "broken", NOW)
    closing = kept.claim()
    kept.store.retry_later(closing, 60, "the forge is away", NOW)
    other_head = kept.push("h0", replace(PULL, number=2))
    kept.store.fail(kept.claim(), "broken", NOW)
    kept.hear(ScanWanted(PULL, Reason.REQUESTED, "", "bea"))
    kept.store.retry_later(kept.claim(), 60, "the forge is away", NOW)  # other_head's closing
    newer = kept.claim()
    kept.store.finish(newer, Ending(ScanState.DONE, Verdict.CLEAR, head_sha="h1"), NOW)
    assert kept.claim(NOW + 60).scan.id == other_head
    assert kept.store.claim("w2", NOW + 60) is None


def test_the_same_head_asked_for_again_closes_the_older_check_before_the_newer_begins(kept: Kept) -> None:
    older = kept.push("h1")
    claim = kept.claim()
    new = kept.hear(ScanWanted(PULL, Reason.REQUESTED, "h1", "bea")).scans[0]
    closing = kept.store.reclaim_closing(claim, NOW)
    assert closing is not None
    assert (closing.scan.id, closing.scan.state) == (older, ScanState.SUPERSEDED)
    assert kept.store.closed(closing)
    assert kept.claim().scan.id == new


def test_closing_a_pull_request_cancels_waiting_and_running(kept: Kept) -> None:
    running = kept.push("h1")
    claim = kept.claim()
    waiting = kept.push("h2", replace(PULL, number=2))
    kept.hear(CancelWanted(PULL))
    kept.hear(CancelWanted(replace(PULL, number=2)))
    assert {kept.scan(running).state, kept.scan(waiting).state} == {ScanState.CANCELLED}
    closing = kept.store.reclaim_closing(claim, NOW)
    assert closing is not None
    assert closing.scan.note == "The pull request was closed."
    assert kept.store.claim("w2", NOW) is None, "the waiting one was never announced"


def test_the_watchdog_ends_what_is_overdue_and_leaves_the_rest(kept: Kept) -> None:
    kept.push()
    overdue = kept.claim(NOW)
    kept.push(target=replace(PULL, number=2))
    kept.store.heartbeat(overdue, NOW + 299)
    kept.claim(NOW + 300)
    at_the_deadline = NOW + Limits().scan
    assert kept.store.sweep(at_the_deadline - 1) == 0
    assert kept.store.sweep(at_the_deadline) == 1
    closing = kept.claim(at_the_deadline, "w2")
    assert (closing.scan.id, closing.closing, closing.scan.state) == (overdue.scan.id, True, ScanState.FAILED)
    assert closing.scan.note == "It took longer than 600 seconds."


def test_what_the_forge_keeps_waiting_is_given_up_by_age_but_a_long_queue_is_not(kept: Kept) -> None:
    tried = kept.push()
    kept.store.retry_later(kept.claim(), 1e6, "rate limit", NOW, counted=False)
    queued = kept.push(target=replace(PULL, number=2))
    assert kept.store.sweep(NOW + Limits().age) == 1
    assert kept.scan(tried).note == "It could not be done within 6 hours. Last: rate limit"
    assert kept.scan(queued).state is ScanState.WAITING


def test_an_ending_writes_findings_without_contents(kept: Kept) -> None:
    kept.push()
    claim = kept.claim()
    finding = Finding(
        check="static_analysis",
        rule="python-sql-injection",
        severity=Severity.HIGH,
        confidence=Confidence.HIGH,
        path="app/db.py",
        start_line=7,
        end_line=9,
        title="SQL from the request",
        message="It is. Do not.",
        remedy="Parameters",
        subject="cursor.execute(secret_sauce)",
    )
    known = Known(finding, State.INTRODUCED, "f" * 32, 1)
    tally = Tally("static_analysis", Outcome.RAN, 5, 4, 0.1)
    ending = Ending(ScanState.DONE, Verdict.BLOCKED, "One is high.", {"look": 0.5}, "h9", (known,), (tally,))
    kept.store.finish(claim, ending, NOW + 3)
    scan = kept.scan(claim.scan.id)
    assert (scan.state, scan.verdict, scan.note, scan.timings, scan.head_sha) == (
        ScanState.DONE,
        Verdict.BLOCKED,
        "One is high.",
        {"look": 0.5},
        "h9",
    )
    row = kept.store.findings(claim.scan.id)[0]
    assert (row["fingerprint"], row["occurrence"], row["path"], row["start_line"]) == ("f" * 32, 1, "app/db.py", 7)
    assert "secret_sauce" not in str(row)
    counters = kept.store.figures(NOW).counters
    assert counters["scans", "done/blocked"] == 1
    assert counters["scan_seconds_bucket", "5"] == 1
    assert (counters["units", "kept"], counters["units", "judged"]) == (4, 1)


def test_scans_that_follow_are_remembered_with_the_end_of_what_asked(kept: Kept) -> None:
    spoken = Spoken(PULL, "/sekisho rescan", "bea", False, 99, True, "h1")
    kept.hear(spoken)
    claim = kept.claim()
    assert claim.errand == spoken
    kept.store.finish(claim, ended(), NOW, [ScanWanted(PULL, Reason.REQUESTED, "h1", "bea")])
    assert kept.claim().scan.requested_by == "bea"


def test_a_commands_text_is_not_kept_after_its_answer(kept: Kept) -> None:
    kept.hear(Spoken(PULL, "/sekisho rescan private words", "bea", False, 99, False))
    kept.store.finish(kept.claim(), ended(), NOW)
    engine = create_engine(kept.url)
    with engine.connect() as connection:
        rows = connection.execute(select(metadata.tables["scans"])).all()
    engine.dispose()
    assert "private words" not in str(rows)


def test_a_rerun_of_a_head_is_an_errand_and_known_heads_are_found(kept: Kept) -> None:
    kept.push("h1")
    kept.store.looked_up(kept.claim().scan, "h2")
    kept.hear(HeadRescanWanted("small", "o/r", "h2", "ann"))
    assert kept.claim().errand == HeadRescanWanted("small", "o/r", "h2", "ann")
    assert kept.store.targets_at("small", "o/r", "h2") == [PULL]
    assert kept.store.targets_at("small", "o/r", "h1") == []


# Coming and going


def test_every_installed_repository_gets_one_baseline(kept: Kept) -> None:
    assert len(kept.hear(Installed("small", "7", ("o/a", "o/b"))).scans) == 2
    assert len(kept.hear(Installed("small", "7", ("o/b", "o/c"))).scans) == 1
    reasons = {kept.claim().scan.reason for _ in range(3)}
    assert reasons == {Reason.BASELINE}
    assert kept.count("repositories") == 4, "o/r, where the events came from, is known too"


def test_a_big_organisation_is_installed_and_deleted_at_once(kept: Kept) -> None:
    repos = tuple(f"big/repo-{number}" for number in range(3000))
    assert len(kept.hear(Installed("small", "8", repos), repo="").scans) == 3000
    kept.hear(Uninstalled("small", "8", ()), repo="")
    assert kept.claim().errand is not None
    assert kept.store.claim("w2", NOW) is None


def test_uninstalling_deletes_everything_of_its_repositories_and_nothing_of_others(kept: Kept) -> None:
    gone = kept.push()
    claim = kept.claim()
    kept.store.finish(claim, ended(), NOW)
    running = kept.push("h2")
    lost = kept.claim()
    stays = kept.hear(ScanWanted(Target("small", "p/q", 1), Reason.PUSHED, "h", "ann"), repo="p/q").scans[0]
    kept.store.kept_for("small", "o/r").keep({"k1": "theirs"})
    kept.store.kept_for("small", "p/q").keep({"k2": "others'"})
    kept.hear(Uninstalled("small", "7", ("o/r",)), repo="")
    assert (kept.store.scan(gone), kept.store.scan(running)) == (None, None)
    assert kept.scan(stays).state is ScanState.WAITING
    assert kept.store.kept_for("small", "x/y").kept(["k1", "k2"]) == {"k2": "others'"}
    with pytest.raises(Lost):
        kept.store.gate(lost, NOW)


def test_results_that_a_lost_scan_kept_after_the_deletion_go_with_the_errand(kept: Kept) -> None:
    kept.push()
    kept.hear(Uninstalled("small", "7", ("o/r",)), repo="")
    cache = kept.store.kept_for("small", "o/r")
    cache.keep({"late": "result"})
    errand = kept.claim()
    assert errand.errand == Uninstalled("small", "7", ("o/r",))
    kept.store.finish(errand, ended(), NOW)
    assert cache.kept(["late"]) == {}


def test_uninstalling_without_names_deletes_what_the_installation_brought(kept: Kept) -> None:
    scan = kept.push()
    kept.hear(Uninstalled("small", "7", ()), repo="")
    assert kept.store.scan(scan) is None
    assert kept.claim().errand == Uninstalled("small", "7", ("o/r",))


def test_results_are_kept_for_every_repository(kept: Kept) -> None:
    digests = {f"digest-{number}": f"value {number}" for number in range(1200)}
    kept.store.kept_for("small", "o/r").keep(digests)
    found = kept.store.kept_for("small", "p/q").kept([*digests, "never seen"])
    assert found == digests
    assert kept.store.kept_for("small", "p/q").kept([]) == {}


def test_what_is_old_is_pruned_once_a_day_and_what_is_open_stays(kept: Kept) -> None:
    done = kept.push()
    kept.store.finish(kept.claim(), ended(), NOW)
    waiting = kept.push(target=replace(PULL, number=2), delivery="open")
    much_later = NOW + 91 * DAY
    recent = kept.push(target=replace(PULL, number=3), now=much_later - DAY)
    assert kept.store.prune(much_later, 90 * DAY) > 0
    assert kept.store.scan(done) is None
    assert {kept.scan(waiting).state, kept.scan(recent).state} == {ScanState.WAITING}
    wish = ScanWanted(replace(PULL, number=2), Reason.PUSHED, "h1", "ann")
    assert kept.hear(wish, "open").duplicate, "the delivery of what is open stays known"
    kept.store.finish(kept.claim(much_later), ended(), NOW)
    assert kept.store.prune(much_later + DAY / 2, 90 * DAY) == 0
    assert kept.store.prune(much_later + DAY, 90 * DAY) > 0


def test_the_migrations_make_the_tables_that_the_code_knows(kept: Kept) -> None:
    kept.store.migrate()
    engine = create_engine(kept.url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_several_processes_may_migrate_at_once(tmp_path: Path) -> None:
    stores = [Store(f"sqlite:///{tmp_path}/sekisho.db") for _ in range(6)]
    faults: list[Exception] = []

    def migrate(store: Store) -> None:
        try:
            store.migrate()
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=migrate, args=[store]) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert stores[0].claim("w1", NOW) is None


def test_sqlite_keeps_what_it_has_answered_through_a_power_cut(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/sekisho.db")
    store.migrate()
    with store._database.read() as connection:
        modes = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
        assert modes == ["wal", 2]
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    with sqlite3.connect(tmp_path / "sekisho.db") as other:
        assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)
