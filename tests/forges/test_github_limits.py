"""How fast Sekisho writes, on a clock that the tests move."""

from __future__ import annotations

from bot.forges.github.limits import WRITES
from bot.forges.pace import Pace


def test_eighty_writes_go_at_once_and_the_next_waits_for_the_minute() -> None:
    now = [1000.0]
    pace = Pace(lambda: now[0], *WRITES)
    assert [pace.reserve("one", 8.0) for _ in range(80)] == [0.0] * 80
    now[0] += 55.0
    assert pace.reserve("one", 8.0) == 6.0
    assert pace.reserve("another", 8.0) == 0.0


def test_a_write_that_is_put_off_takes_no_place() -> None:
    now = [1000.0]
    pace = Pace(lambda: now[0], *WRITES)
    for _ in range(80):
        pace.reserve("one", 8.0)
    assert [pace.reserve("one", 8.0) for _ in range(100)] == [61.0] * 100
    now[0] += 61.0
    assert pace.reserve("one", 8.0) == 0.0
