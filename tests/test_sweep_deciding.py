"""Which deliveries are asked for again, which heads are scanned, which checks are looked at."""

from __future__ import annotations

import pytest

from bot.forges.reach import Allowance, Spent, Standing, Undelivered, allowance
from bot.model import ScanState, Target
from bot.store.sweeps import Seen
from bot.sweep.deciding import AGAIN_SECONDS, MOST_TRIES, PAUSES, lacks_verdict, loose_ends, to_ask_for
from bot.sweep.ledger import Progress, Purse
from bot.sweep.passing import Passed
from bot.sweep.words import told

NOW = 1_800_000_000.0
HOUR = 3_600.0
OPEN = Standing(Target("github", "o/r", 1), "h2", "", NOW - HOUR)


def failed(delivery: str, *ago: float) -> list[Undelivered]:
    return [Undelivered(f"{delivery}-{seconds}", delivery, NOW - seconds) for seconds in ago]


def seen(state: ScanState, head: str = "h2", ago: float = 0.0, announced: bool = True, swept: bool = False) -> Seen:
    return Seen(f"{state}-{ago}", head, state, NOW - ago, announced, swept)


def test_what_failed_once_is_asked_for_at_once_the_oldest_first() -> None:
    due, oldest = to_ask_for([*failed("b", 10), *failed("a", 20)], set(), NOW)
    assert ([one.delivery for one in due], oldest) == (["a", "b"], NOW - 20)


def test_what_arrived_by_another_attempt_is_left_alone() -> None:
    assert to_ask_for(failed("a", 10), {"a"}, NOW) == ([], None)
    assert to_ask_for([], set(), NOW) == ([], None)


def test_what_keeps_failing_is_asked_for_ever_more_seldom_and_then_given_up() -> None:
    for attempts, pause in enumerate(PAUSES[1:], 2):
        early, late = (failed("a", *[pause + offset] * attempts) for offset in (-1, 1))
        assert to_ask_for(early, set(), NOW) == ([], min(one.at for one in early))
        assert [one.delivery for one in to_ask_for(late, set(), NOW)[0]] == ["a"]
    assert to_ask_for(failed("a", *[HOUR * 50] * (len(PAUSES) + 1)), set(), NOW) == ([], None)


def test_the_newest_attempt_is_the_one_that_is_repeated() -> None:
    due, _oldest = to_ask_for(failed("a", 700, 1400), set(), NOW)
    assert [one.id for one in due] == ["a-700"]


@pytest.mark.parametrize(
    "scans",
    [
        [seen(ScanState.WAITING, "h1")],
        [seen(ScanState.WAITING, "")],
        [seen(ScanState.RUNNING)],
        [seen(ScanState.RUNNING, "")],
        [seen(ScanState.DONE, ago=HOUR * 500)],
        [seen(ScanState.DONE), seen(ScanState.FAILED, ago=HOUR * 500)],
        [seen(ScanState.FAILED, ago=AGAIN_SECONDS - 1)],
        [seen(ScanState.CANCELLED, ago=HOUR * 4), seen(ScanState.FAILED, ago=AGAIN_SECONDS * 4 - 1)],
        [seen(ScanState.FAILED, ago=HOUR * 5000)] * (MOST_TRIES + 1),
    ],
)
def test_a_head_that_is_looked_at_or_was_is_left_alone(scans: list[Seen]) -> None:
    assert not lacks_verdict(OPEN, scans, NOW)


@pytest.mark.parametrize(
    "scans",
    [
        [],
        [seen(ScanState.DONE, "h1")],
        [seen(ScanState.RUNNING, "h1")],
        [seen(ScanState.SUPERSEDED)],
        [seen(ScanState.CANCELLED)],
        [seen(ScanState.FAILED, ago=AGAIN_SECONDS + 1)],
        [seen(ScanState.FAILED, ago=HOUR * 50), seen(ScanState.FAILED, ago=AGAIN_SECONDS * 4 + 1)],
    ],
)
def test_a_head_without_a_verdict_is_scanned(scans: list[Seen]) -> None:
    assert lacks_verdict(OPEN, scans, NOW)


def test_checks_are_looked_for_once_where_a_scan_of_the_head_ended_without_a_verdict() -> None:
    failure = seen(ScanState.FAILED, ago=1)
    assert loose_ends(OPEN, [failure, seen(ScanState.DONE), seen(ScanState.RUNNING)]) == [failure.scan]
    assert loose_ends(OPEN, [seen(ScanState.FAILED, swept=True), seen(ScanState.FAILED, announced=False)]) == []
    assert loose_ends(OPEN, [seen(ScanState.SUPERSEDED, "h1")]) == []


def test_a_purse_stops_in_time() -> None:
    asked: list[int] = []
    purse = Purse(3, 0.5, lambda: asked.append(1))
    purse(None)
    purse(Allowance(5000, 2500))
    with pytest.raises(Spent, match="only 2499 of 5000 requests are left"):
        purse(Allowance(5000, 2499))
    purse()
    with pytest.raises(Spent, match="as many requests as one pass may"):
        purse()
    assert len(asked) == 5


def test_what_is_left_is_read_from_the_headers_of_either_forge() -> None:
    github = {"x-ratelimit-limit": "5000", "x-ratelimit-remaining": "12", "x-ratelimit-reset": "1800000000"}
    assert allowance(github) == Allowance(5000, 12, NOW)
    assert allowance(github | {"x-ratelimit-resource": "core"}) == Allowance(5000, 12, NOW)
    assert allowance(github | {"x-ratelimit-resource": "graphql"}) is None
    gitlab = {"ratelimit-limit": "600", "ratelimit-remaining": "0", "ratelimit-reset": "1800000000"}
    assert allowance(gitlab) == Allowance(600, 0, NOW)
    assert allowance({"ratelimit-limit": "600"}) is None
    assert allowance(gitlab | {"ratelimit-limit": "many"}) is None


def test_progress_that_another_version_kept_is_read_as_far_as_it_goes() -> None:
    assert Progress.read({"after": "o/r", "of_tomorrow": 1}) == Progress(after="o/r")
    assert Progress.read({}) == Progress()


def test_a_pass_is_told_in_words() -> None:
    assert told(None) == "a worker is at it already"
    assert told(Passed({})) == "nothing to do"
    assert told(Passed({"scans": 1, "closed": 2, "repositories": 0}, "the limit")) == (
        "1 pull request to be scanned, 2 checks closed that were left open; stopped early: the limit"
    )
