"""What no webhook told is found: lost deliveries, pull requests that nobody looked at, checks left open."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.playground.common.faults import Asked, Close
from bot.playground.github import CLOSE
from bot.playground.github.nouns import Delivery
from tests.end_to_end.town import SAFE, WEAK, WEAK_LINE, Town, begin, conclusion, threads

OFTEN = "0.02"
"""Minutes between sweeps in these tests."""


@pytest.fixture
def stopped(tmp_path: Path) -> Iterator[Town]:
    """A town whose bot is not started yet, and sweeps often once it is."""
    made = begin(tmp_path, SEKISHO_SWEEP_MINUTES=OFTEN)
    try:
        yield made
    finally:
        made.bot.stop()
        made.forge.stop()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    made = begin(tmp_path_factory.mktemp("sweeping"), SEKISHO_SWEEP_MINUTES=OFTEN)
    try:
        with made.bot:
            yield made
    finally:
        made.forge.stop()


@pytest.fixture
def town(running: Town) -> Iterator[Town]:
    """One whose bot runs already, and sweeps often; each test has repositories of its own there."""
    yield running
    running.forge.hooks.lose = lambda delivery: False


def lost(town: Town, event: str) -> Callable[[Delivery], bool]:
    """From now on deliveries of one kind do not arrive the first time."""

    def loses(delivery: Delivery) -> bool:
        return delivery.event == event and not delivery.redelivery

    town.forge.hooks.lose = loses
    return loses


def rows(town: Town, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(town.bot.data / "sekisho.db") as database:
        return database.execute(query).fetchall()


def swept(town: Town) -> list[str]:
    """A line of the log for each pass."""
    return [line for line in town.bot.log().splitlines() if '"event": "swept"' in line]


def passes(town: Town, more: int = 2) -> None:
    """Waits for so many whole passes from now on."""
    before = len(swept(town))
    town.happened(lambda: len(swept(town)) >= before + more + 1, f"{more} more passes")


def asks(path: str, method: str = "GET") -> Callable[[Asked], bool]:
    pattern = re.compile(path)
    return lambda asked: asked.method == method and bool(pattern.fullmatch(asked.path))


def test_a_delivery_that_was_lost_is_asked_for_again_once(town: Town) -> None:
    repo = town.settled(town.repository())
    lost(town, "pull_request")
    pull = town.change(repo, {"app.py": WEAK})
    shown = town.reviewed(pull)
    assert (threads(shown), conclusion(shown)) == ([("app.py", WEAK_LINE, False)], "failure")
    passes(town)
    assert [delivery.redelivery for delivery in town.deliveries(repo, "pull_request")] == [False, True]
    assert len(town.forge.runs(pull)) == 1


def test_a_command_that_was_lost_is_answered(town: Town) -> None:
    """No list of open pull requests tells of comments: the log of deliveries alone does."""
    pull = town.change(town.settled(town.repository()), {"app.py": SAFE + "\n"})
    town.reviewed(pull)
    lost(town, "issue_comment")
    town.forge.comment(pull, "ann", "/sekisho help")
    town.happened(lambda: len(town.shows(pull)["comments"]) == 2, "the answer")


def test_a_delivery_that_arrived_is_not_asked_for_again(town: Town) -> None:
    repo = town.settled(town.repository())
    pull = town.change(repo, {"app.py": WEAK})
    town.reviewed(pull)
    passes(town)
    assert [delivery.redelivery for delivery in town.deliveries(repo, "pull_request")] == [False]
    assert len(town.forge.runs(pull)) == 1


def test_what_came_while_the_service_was_down_is_asked_for_when_it_is_back(tmp_path: Path) -> None:
    town = begin(tmp_path)  # as it comes: the schedule alone would take a quarter of an hour
    try:
        town.bot.start()
        repo = town.settled(town.repository())
        town.bot.stop()
        pull = town.change(repo, {"app.py": WEAK})
        town.forge.hooks.wait()
        assert town.forge.runs(pull) == []
        town.bot.start()
        assert conclusion(town.reviewed(pull)) == "failure"
        assert [one.redelivery for one in town.deliveries(repo, "pull_request")] == [False, True]
    finally:
        town.bot.stop()
        town.forge.stop()


def test_a_pull_request_from_before_the_installation_is_scanned_once(town: Town) -> None:
    town.forge.create_repository("early/shop", {"app.py": SAFE})
    town.forge.add_collaborator("early/shop", "ann")
    pull = town.change("early/shop", {"app.py": WEAK})
    draft = town.change("early/shop", {"app.py": WEAK, "draft.txt": "x"}, draft=True)
    closed = town.change("early/shop", {"app.py": WEAK, "closed.txt": "x"})
    town.forge.close(closed, "ann")
    town.forge.install(town.app, "early", ["early/shop"])
    assert threads(town.reviewed(pull)) == [("app.py", WEAK_LINE, False)]
    assert conclusion(town.reviewed(draft)) == "neutral"
    passes(town)
    assert [len(town.forge.runs(one)) for one in (pull, draft, closed)] == [1, 1, 0]
    reasons = rows(town, "SELECT reason, count(*) FROM scans WHERE repo = 'early/shop' AND number > 0 GROUP BY reason")
    assert reasons == [("swept", 2)]


def test_a_repository_whose_installation_nobody_told_of_gets_its_baseline(town: Town) -> None:
    lost_for_good(town)
    repo = town.repository()
    town.settled(repo)
    passes(town)
    assert rows(town, f"SELECT count(*) FROM scans WHERE repo = '{repo}'") == [(1,)]


def test_a_check_left_open_by_a_service_that_lost_its_memory_is_closed(stopped: Town) -> None:
    town = stopped
    town.bot.start()
    repo = town.settled(town.repository())
    pull = town.change(repo, {"app.py": SAFE + "\n"})
    town.reviewed(pull)
    town.bot.stop()
    run = town.run(pull)
    with town.forge.state.lock:  # as it was when the process died in the middle of the scan, long ago
        run.status, run.conclusion, run.completed = "in_progress", None, None
        run.started -= timedelta(hours=1)
    for file in town.bot.data.glob("sekisho.db*"):
        file.unlink()
    town.bot.start()
    town.happened(lambda: town.forge.runs(pull)[0].status == "completed", "the end of the old check")
    closed = town.forge.runs(pull)[0]
    assert (closed.id, closed.conclusion, closed.title) == (run.id, "cancelled", "Cancelled")
    shown = town.reviewed(pull, scans=2)
    assert conclusion(shown) == "success"


def test_a_scan_that_waits_for_a_closed_pull_request_is_cancelled(town: Town) -> None:
    repo = town.settled(town.repository())
    pull = town.change(repo, {"app.py": SAFE + "\n"})
    town.reviewed(pull)
    lost_for_good(town)
    later, mine = 10_000_000_000.0, f"repo = '{repo}' AND number = {pull.number} AND kind = 'scan'"
    query = (
        "UPDATE scans SET state = 'waiting', ended = NULL, verdict = NULL, created = created - 600, "
        f"not_before = {later}, unsaid = 0 WHERE {mine}"
    )
    with sqlite3.connect(town.bot.data / "sekisho.db", timeout=10) as database:
        database.execute(query)
    state = f"SELECT state FROM scans WHERE {mine}"
    passes(town)
    assert rows(town, state) == [("waiting",)]
    town.forge.close(pull, "ann")
    town.happened(lambda: rows(town, state) == [("cancelled",)], "the end of what waits")


def test_nothing_is_asked_where_scans_need_what_is_left_of_the_limit(stopped: Town) -> None:
    town, asked = stopped, list[str]()
    limiter = town.forge.hub.limiter
    limits, limiter.limits = limiter.limits, replace(limiter.limits, per_hour=200)
    town.forge.create_repository("early/shop", {"app.py": SAFE})
    town.forge.add_collaborator("early/shop", "ann")
    pull = town.change("early/shop", {"app.py": WEAK})
    client = f"installation ID {town.forge.install(town.app, 'early', ['early/shop']).id}"
    for _ in range(101):
        limiter.enter(client, write=False, content=False)
        limiter.leave(client)
    town.forge.hub.listeners.append(lambda exchange: asked.append(exchange.path))
    town.bot.start()
    town.happened(lambda: len(swept(town)) > 2, "some passes")
    assert re.search(r"only \d\d of 200 requests are left, which scans may need", swept(town)[-1])
    assert not {"/installation/repositories", "/repos/early/shop/pulls"} & set(asked)
    assert town.forge.runs(pull) == []
    limiter.limits = limits
    town.bot.stop()
    town.bot.start()
    assert conclusion(town.reviewed(pull)) == "failure"


def lost_for_good(town: Town) -> None:
    """No delivery arrives any more, the first time or any other."""
    town.forge.hooks.lose = lambda delivery: True


def test_a_sweep_that_is_killed_goes_on_where_it_was(stopped: Town) -> None:
    town = stopped
    lost_for_good(town)
    names = [f"early/shop-{letter}" for letter in "abcd"]
    for name in names:
        town.forge.create_repository(name, {"app.py": SAFE})
        town.forge.add_collaborator(name, "ann")
    pulls = [town.change(name, {"app.py": WEAK}) for name in names]
    town.forge.install(town.app, "early", names)
    killed: list[str] = []
    listed: list[str] = []

    started = threading.Event()

    def kill(asked: Asked) -> Close:
        started.wait(20)
        town.bot.kill()
        killed.append(asked.path)
        return CLOSE

    town.forge.faults.add(asks("/repos/early/shop-c/pulls"), kill)
    town.bot.start()
    started.set()
    town.happened(lambda: killed, "the kill")
    town.forge.hub.listeners.append(lambda exchange: listed.append(exchange.path))
    town.bot.start()
    assert [conclusion(town.reviewed(pull)) for pull in pulls] == ["failure"] * 4
    assert [len(town.forge.runs(pull)) for pull in pulls] == [1] * 4
    first = next(path for path in listed if path.endswith("/pulls"))
    assert first == "/repos/early/shop-c/pulls"


def test_of_two_workers_one_sweeps(tmp_path: Path) -> None:
    town = begin(tmp_path, SEKISHO_WORKERS="2")
    listed: list[str] = []
    try:
        town.bot.start()
        town.happened(lambda: swept(town), "the first pass")
        repo = town.settled(town.repository())
        pull = town.change(repo, {"app.py": WEAK})
        town.reviewed(pull)
        town.bot.stop()
        town.forge.hub.listeners.append(
            lambda exchange: listed.append(exchange.path) if exchange.path.endswith("/pulls") else None
        )
        before = len(swept(town))
        town.bot.start()
        town.happened(lambda: len(swept(town)) > before, "the pass after the start")
        town.happened(lambda: rows(town, "SELECT count(*) FROM workers WHERE seen > unixepoch() - 5") >= [(2,)], "both")
        assert listed == [f"/repos/{repo}/pulls"]
        assert len(swept(town)) == before + 1
        assert len(town.forge.runs(pull)) == 1
    finally:
        town.bot.stop()
        town.forge.stop()


def test_one_pass_by_hand_says_what_it_did(tmp_path: Path) -> None:
    town = begin(tmp_path, SEKISHO_SWEEP_MINUTES="none")
    try:
        town.bot.start()
        repo = town.settled(town.repository())
        lost(town, "issue_comment")
        pull = town.change(repo, {"app.py": SAFE + "\n"})
        town.reviewed(pull)
        town.forge.comment(pull, "ann", "/sekisho help")
        town.forge.hooks.wait()
        town.forge.hooks.lose = lambda delivery: False
        assert swept(town) == []
        assert by_hand(town) == (0, "github: 1 delivery asked for again, 1 repository looked at\n")
        town.happened(lambda: len(town.shows(pull)["comments"]) == 2, "the answer")
        assert by_hand(town) == (0, "github: 1 repository looked at\n")
    finally:
        town.bot.stop()
        town.forge.stop()


def by_hand(town: Town) -> tuple[int, str]:
    """Exit code and output of `python -m bot sweep`."""
    command = [sys.executable, "-m", "bot", *town.bot._options, "sweep"]
    done = subprocess.run(command, env=town.bot._environment, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_sweeps_are_measured(town: Town) -> None:
    repo = town.settled(town.repository())
    lost(town, "pull_request")
    town.reviewed(town.change(repo, {"app.py": SAFE + "\n"}))
    page = metrics(town)
    assert re.search(r'^sekisho_sweep_total\{forge="github",what="deliveries"\} [1-9]', page, re.M)
    assert float(re.findall(r'^sekisho_last_sweep_timestamp_seconds\{forge="github"\} (\S+)$', page, re.M)[0]) > 1.7e9


def metrics(town: Town) -> str:
    with urllib.request.urlopen(f"{town.bot.address}/metrics", timeout=5) as answer:
        return str(answer.read().decode())
