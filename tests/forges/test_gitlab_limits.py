"""How long Sekisho waits for GitLab, and how fast it writes, on a clock that the tests move."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from bot.forges.answers import Answer
from bot.forges.gitlab.client import Client
from bot.forges.gitlab.limits import NOTES, limited_for, makes_note, spent_for
from bot.forges.interface import ForgeUnavailable
from bot.forges.pace import Pace
from bot.playground.gitlab import Answer as Answered
from bot.playground.gitlab import Asked, Limits
from tests.forges import local_gitlab
from tests.forges.local_gitlab import REPO, LocalGitLab

NOW = 1000.0


@pytest.fixture
def local(tmp_path: Path) -> Iterator[LocalGitLab]:
    made = local_gitlab.start(tmp_path)
    yield made
    made.stop()


def answer(status: int, **headers: str) -> Answer:
    return Answer(status, {name.replace("_", "-"): value for name, value in headers.items()}, None)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        (answer(429, retry_after="7"), 7.0),
        (answer(429, retry_after="7", ratelimit_reset="1090"), 7.0),
        (answer(429, ratelimit_reset="1090"), 90.0),
        (answer(429, ratelimit_reset="900"), 1.0),
        (answer(429), 60.0),
        (answer(429, retry_after="soon"), 60.0),
        (answer(503, retry_after="30"), 30.0),
        (answer(503), None),
        (answer(403, ratelimit_remaining="0"), None),
        (answer(200, ratelimit_remaining="0", ratelimit_reset="1090"), None),
    ],
)
def test_gitlab_says_how_long_to_wait(told: Answer, seconds: float | None) -> None:
    assert limited_for(told, NOW) == seconds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"ratelimit_remaining": "0", "ratelimit_reset": "1020"}, 20.0),
        ({"ratelimit_remaining": "1", "ratelimit_reset": "1020"}, 0.0),
        ({"ratelimit_remaining": "0", "ratelimit_reset": "990"}, 0.0),
        ({}, 0.0),
    ],
)
def test_the_last_request_that_is_granted_is_noticed(headers: Mapping[str, str], seconds: float) -> None:
    assert spent_for(answer(200, **headers), NOW) == seconds


def test_three_hundred_notes_go_at_once_and_the_next_waits_for_the_minute() -> None:
    pace = Pace(lambda: NOW, *NOTES)
    assert [pace.reserve("token", 8.0) for _ in range(300)] == [0.0] * 300
    assert pace.reserve("token", 8.0) == 61.0


def test_only_what_gitlab_counts_is_paced() -> None:
    assert makes_note("POST", "/projects/1/merge_requests/1/discussions")
    assert makes_note("POST", "/projects/1/merge_requests/1/discussions/a1b2/notes")
    assert not makes_note("PUT", "/projects/1/merge_requests/1/notes")
    assert not makes_note("POST", "/projects/1/statuses/a1b2")


def test_notes_beyond_the_minute_are_for_the_scan_to_wait_for(local: LocalGitLab) -> None:
    """The playground is as strict as gitlab.com: it never has to refuse."""
    local.playground.hub.limiter.limits = Limits(per_minute=0, notes_per_minute=300)
    client = Client(local.forge()._transport, REPO)
    for number in range(300):
        client.post("/merge_requests/1/notes", {"body": f"Note {number}"})
    with pytest.raises(ForgeUnavailable, match="rate limit") as caught:
        client.post("/merge_requests/1/notes", {"body": "One more"})
    assert 55 < (caught.value.retry_after or 0) <= 61
    assert {each.status for each in local.exchanges if each.method == "POST"} == {201}


def test_a_short_limit_is_waited_out_and_a_long_one_is_for_the_scan(local: LocalGitLab) -> None:
    short = Answered(429, b"Retry later\n", {"Retry-After": "5"})
    local.playground.faults.add(lambda asked: True, short)
    assert local.change().number == 1
    assert local.waited == [pytest.approx(5, abs=0.1)]
    local.playground.faults.add(lambda asked: True, Answered(429, b"Retry later\n", {"Retry-After": "300"}))
    with pytest.raises(ForgeUnavailable, match="rate limit") as caught:
        local.change()
    assert caught.value.retry_after == pytest.approx(300, abs=1)


def test_while_a_limit_holds_nobody_else_runs_into_it(local: LocalGitLab) -> None:
    forge = local.forge()
    local.playground.faults.add(lambda asked: True, Answered(429, b"Retry later\n", {"Retry-After": "300"}))
    for _ in range(3):
        with pytest.raises(ForgeUnavailable):
            forge.look_up(local.target)
    assert len(local.exchanges) == 1


def test_what_is_left_is_read_from_good_answers(local: LocalGitLab) -> None:
    """Two requests in a minute: a third is not tried before the minute is over."""
    local.playground.hub.limiter.limits = Limits(per_minute=2, notes_per_minute=0)
    forge = local.forge()
    forge.look_up(local.target)
    with pytest.raises(ForgeUnavailable, match="rate limit"):
        forge.look_up(local.target)
    assert {each.status for each in local.exchanges} == {200}


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_reads_are_tried_through_a_few_faults(local: LocalGitLab, status: int) -> None:
    local.playground.faults.add(lambda asked: True, Answered(status), times=3)
    assert local.change().number == 1
    assert all(seconds < 5 for seconds in local.waited)


def test_a_storm_is_for_the_scan_to_wait_out(local: LocalGitLab) -> None:
    local.playground.faults.add(lambda asked: True, Answered(502, b"<html>Whoops</html>"), times=None)
    with pytest.raises(ForgeUnavailable, match="GitLab could not answer"):
        local.change()
    assert len(local.exchanges) == 4


def test_a_note_whose_fate_is_unknown_is_not_written_again(local: LocalGitLab) -> None:
    def is_note(asked: Asked) -> bool:
        return asked.path.endswith("/notes") and asked.method == "POST"

    client = Client(local.forge()._transport, REPO)
    local.playground.faults.add(is_note, Answered(502), when="after")
    with pytest.raises(ForgeUnavailable):
        client.post("/merge_requests/1/notes", {"body": "Once"})
    assert local.summaries() == ["Once"]
    assert client.writes == 0
