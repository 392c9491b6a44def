"""How fast Sekisho writes, on a clock that the tests move."""

from __future__ import annotations

from bot.forges.github_limits import Pace, is_content


def test_eighty_writes_go_at_once_and_the_next_waits_for_the_minute() -> None:
    now = [1000.0]
    pace = Pace(lambda: now[0])
    assert [pace.reserve("one", 8.0) for _ in range(80)] == [0.0] * 80
    now[0] += 55.0
    assert pace.reserve("one", 8.0) == 5.0
    assert pace.reserve("another", 8.0) == 0.0


def test_a_write_that_is_put_off_takes_no_place() -> None:
    now = [1000.0]
    pace = Pace(lambda: now[0])
    for _ in range(80):
        pace.reserve("one", 8.0)
    assert [pace.reserve("one", 8.0) for _ in range(100)] == [60.0] * 100
    now[0] += 60.0
    assert pace.reserve("one", 8.0) == 0.0


def test_check_runs_and_statuses_are_no_content() -> None:
    assert not is_content("/repos/acme/shop/check-runs/7")
    assert not is_content("/repos/acme/shop/statuses/abc")
    assert is_content("/repos/acme/shop/issues/1/comments")
    assert is_content("graphql")
