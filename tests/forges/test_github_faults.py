"""What goes wrong between Sekisho and GitHub, and that the review then stands exactly once."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.forges.github.forge import GitHub
from bot.forges.interface import ForgeUnavailable, Lost, NotThere, Refused
from bot.model import Annotation, Change, Review, ScanState
from bot.playground.common.faults import CLOSE, Answer, Asked
from bot.playground.github import accounts
from bot.playground.github.limits import Limits
from tests.forges import local_github
from tests.forges.local_github import IDENTITIES, A, B, C, LocalGitHub, publish_twice, review, scan, thread


@pytest.fixture
def local(tmp_path: Path) -> Iterator[LocalGitHub]:
    made = local_github.start(tmp_path)
    yield made
    made.stop()


def bad_gateway(_: Asked) -> Answer:
    return Answer(502)


def is_write(asked: Asked) -> bool:
    return asked.writes


def is_read(asked: Asked) -> bool:
    return asked.method == "GET"


def shown(local: LocalGitHub) -> object:
    """All that a person sees, without numbers and times."""
    head = local.pull.head_sha[:10]
    return (
        local.told(),
        [[comment.body.replace(head, "HEAD") for comment in local.comments_in(each)] for each in local.threads()],
        [each.body for each in local.summaries()],
        [(run.status, run.conclusion, run.title, len(run.annotations)) for run in local.runs()],
    )


def act(local: LocalGitHub) -> None:
    """One review of every kind of write: a thread reopened, one edited, one settled with a note, two opened."""
    change = local.forge().look_up(local.target)
    wanted = (
        thread(A),
        thread(B, line=5, text="Said anew."),
        thread(IDENTITIES[4], line=3),
        thread(IDENTITIES[5], line=30),
    )
    notes = tuple(Annotation("app.py", number, number, "warning", "", "Look.") for number in range(1, 71))
    forge = local.forge()
    forge.announce(change, scan(2), lambda: None)
    forge.publish(change, scan(2), review(*wanted, annotations=notes), lambda: None)


def prepare(local: LocalGitHub, name: str) -> None:
    """A pull request of its own, with one thread settled, one open, and one that a person replied in."""
    local.push(name, {"app.py": local.changed, "name.txt": name}, onto="main")
    local.open(name)
    forge = local.forge()
    change = forge.look_up(local.target)
    forge.publish(change, scan(), review(thread(A), thread(B, line=5), thread(C, line=6)), lambda: None)
    forge.publish(change, scan(), review(thread(B, line=5), thread(C, line=6)), lambda: None)
    local.reply(local.threads()[2], "Hm.")


def test_the_review_stands_once_wherever_a_write_is_cut_off(local: LocalGitHub) -> None:
    """Cuts the line when the n-th write is done and before its answer, for each n, and runs again as a new process.

    What is cut before the n-th write leaves the forge as cutting after the one before it does.
    """
    prepare(local, "whole")
    before = local.writes()
    act(local)
    count, wanted = local.writes() - before, shown(local)
    assert count >= 12
    for number in range(count):
        prepare(local, f"cut-{number}")
        local.hub.faults.add(is_write, CLOSE, when="after", skip=number, times=None)
        with pytest.raises(ForgeUnavailable):
            act(local)
        local.hub.faults.clear()
        act(local)
        assert shown(local) == wanted, f"cut after write {number}"


def test_a_few_bad_gateways_are_tried_through(local: LocalGitHub) -> None:
    local.hub.faults.add(is_read, bad_gateway, times=2)
    change = local.forge().look_up(local.target)
    local.hub.faults.add(lambda asked: asked.method == "PATCH", bad_gateway, times=2)
    publish_twice(local, change, review(thread(A), annotations=()))
    assert len(local.threads()) == 1
    assert all(seconds < 5 for seconds in local.waited)


def test_a_storm_of_bad_gateways_is_for_the_scan_to_wait_out(local: LocalGitHub) -> None:
    local.hub.faults.add(lambda asked: True, bad_gateway, times=None)
    with pytest.raises(ForgeUnavailable, match="GitHub could not answer"):
        local.forge().look_up(local.target)
    assert len(local.exchanges) == 4


def test_a_connection_that_ends_without_an_answer_is_unavailable(local: LocalGitHub) -> None:
    local.hub.faults.add(is_read, CLOSE, times=None)
    with pytest.raises(ForgeUnavailable, match="did not answer"):
        local.forge().look_up(local.target)


@pytest.mark.off_contract("a hotel's network answers instead of GitHub")
def test_an_answer_that_is_no_json_is_unavailable(local: LocalGitHub) -> None:
    local.hub.faults.add(is_read, Answer(200, b"<html>Welcome to the hotel's network"))
    local.forge().look_up(local.target)
    local.hub.faults.add(is_read, Answer(200, b"<html>Welcome to the hotel's network"), times=None)
    with pytest.raises(ForgeUnavailable, match="something stands between"):
        local.forge().look_up(local.target)


def test_a_short_retry_after_is_waited_out(local: LocalGitHub) -> None:
    change = local.forge().look_up(local.target)
    local.hub.faults.add(is_write, Answer(403, b'{"message": "secondary rate limit"}', {"Retry-After": "3"}))
    publish_twice(local, change, review(thread(A)))
    assert 2.5 <= max(local.waited) <= 3
    assert len(local.threads()) == 1


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (429, {"Retry-After": "120"}, 120),
        (429, {}, 60),
        (403, {}, 60),
    ],
)
def test_a_long_rate_limit_is_for_the_scan_to_wait_out(
    local: LocalGitHub, status: int, headers: dict[str, str], seconds: float
) -> None:
    forge = local.forge()
    change = forge.look_up(local.target)
    body = b'{"message": "You have exceeded a secondary rate limit."}'
    local.hub.faults.add(is_write, Answer(status, body, headers), times=None)
    with pytest.raises(ForgeUnavailable) as caught:
        forge.publish(change, scan(), review(thread(A)), lambda: None)
    assert caught.value.retry_after == pytest.approx(seconds, abs=2)
    # Until then GitHub is left in peace, by reads too.
    count = len(local.exchanges)
    with pytest.raises(ForgeUnavailable):
        forge.look_up(local.target)
    assert len(local.exchanges) == count


def test_the_hourly_limit_is_waited_out_until_its_reset(local: LocalGitHub) -> None:
    forge = local.forge()
    change = forge.look_up(local.target)
    local.hub.limiter.limits = replace(local.hub.limiter.limits, per_hour=1)
    with pytest.raises(ForgeUnavailable) as caught:
        forge.publish(change, scan(), review(thread(A)), lambda: None)
    assert caught.value.retry_after == pytest.approx(3600, abs=60)


def test_a_permission_that_is_missing_is_no_rate_limit(local: LocalGitHub) -> None:
    change = local.forge().look_up(local.target)
    needed = {"X-Accepted-GitHub-Permissions": "pull_requests=write"}
    refused = Answer(403, b'{"message": "Resource not accessible by integration"}', needed)
    local.hub.faults.add(lambda asked: asked.path.endswith("/reviews"), refused)
    with pytest.raises(Refused, match=r"Resource not accessible by integration.*grant pull_requests=write"):
        local.forge().publish(change, scan(), review(thread(A)), lambda: None)


def test_no_minute_sees_more_than_eighty_writes(tmp_path: Path) -> None:
    limits = Limits(per_hour=100_000, at_once=0, points_per_minute=0, writes_per_hour=0)
    local = local_github.start(tmp_path, limits=limits)
    try:
        forge = local.forge()
        change = forge.look_up(local.target)
        for number in range(50):
            text = f"Version {number}."
            threads = [thread(A, text=text), thread(B, line=5, text=text), thread(C, line=6, text=text)]
            _publish_in_time(local, forge, change, review(*threads))
        assert local.writes() > 140
        assert all(each.status < 400 for each in local.exchanges)
    finally:
        local.stop()


def _publish_in_time(local: LocalGitHub, forge: GitHub, change: Change, wanted: Review) -> None:
    """As the engine does it: a scan that is told to wait waits, and is run again."""
    while True:
        try:
            forge.publish(change, scan(), wanted, lambda: None)
        except ForgeUnavailable as later:
            local.hub.clock.advance(later.retry_after or 0)
        else:
            return


def test_a_token_that_died_is_replaced_once(local: LocalGitHub) -> None:
    forge = local.forge()
    change = forge.look_up(local.target)
    with local.hub.state.lock:
        local.hub.state.tokens.clear()
    forge.publish(change, scan(), review(thread(A)), lambda: None)
    assert len(local.threads()) == 1
    assert sum(each.path.endswith("/access_tokens") for each in local.exchanges) == 2


def test_a_token_is_kept_for_as_long_as_it_lasts_less_ten_minutes(local: LocalGitHub) -> None:
    forge = local.forge()

    def mints() -> int:
        forge.look_up(local.target)
        return sum(each.path.endswith("/access_tokens") for each in local.exchanges)

    assert (mints(), mints()) == (1, 1)
    local.hub.clock.advance(45 * 60)
    assert mints() == 1
    local.hub.clock.advance(10 * 60)
    assert mints() == 2


def test_a_reinstalled_app_is_found_again(local: LocalGitHub) -> None:
    forge = local.forge()
    forge.look_up(local.target)
    with local.hub.state.lock:
        accounts.uninstall(local.hub, local.installation)
    with pytest.raises(NotThere, match=r"not installed on acme/shop.*apps/sekisho/installations/new"):
        forge.look_up(local.target)
    with local.hub.state.lock:
        accounts.install(local.hub, local.app, "acme", None)
    assert forge.look_up(local.target).number == 1


def test_a_suspended_installation_is_said(local: LocalGitHub) -> None:
    with local.hub.state.lock:
        accounts.suspend(local.hub, local.installation, True)
    with pytest.raises(Refused, match="suspended"):
        local.forge().look_up(local.target)


def test_no_token_reaches_a_log_or_an_error(local: LocalGitHub, caplog: pytest.LogCaptureFixture) -> None:
    local.hub.long_tokens = True
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "github")
    forge = local.forge()
    change = forge.look_up(local.target)
    (token,) = local.hub.state.tokens
    echo = Answer(
        422, f'{{"message": "You sent {token} and eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJJdjEifQ.c2lnbmF0dXJl"}}'.encode()
    )
    local.hub.faults.add(is_write, echo, times=None)
    with pytest.raises(Refused) as caught:
        forge.announce(change, scan(), lambda: None)
    assert "[redacted]" in str(caught.value)
    assert "github.Requester" in {record.name for record in caplog.records}
    for part in (token, token[-40:], "eyJhbGciOi"):
        assert part not in caplog.text + str(caught.value)


def test_whoever_lost_the_scan_says_nothing_more(local: LocalGitHub) -> None:
    change = local.forge().look_up(local.target)
    passed: list[int] = []

    def gate() -> None:
        if len(passed) == 1:
            raise Lost
        passed.append(local.writes())

    with pytest.raises(Lost):
        local.forge().publish(change, scan(), review(thread(A)), gate)
    assert local.writes() == 1


def test_the_gate_is_passed_before_each_write_and_each_new_try(local: LocalGitHub) -> None:
    change = local.forge().look_up(local.target)
    passed: list[int] = []
    local.hub.faults.add(lambda asked: asked.method == "PATCH", bad_gateway, times=1)
    quiet = review(thread(A), annotations=())
    local.forge().publish(change, scan(), quiet, lambda: passed.append(local.writes()))
    assert len(passed) == local.writes() == 5


def test_a_pull_request_opened_a_moment_ago_is_waited_for(local: LocalGitHub) -> None:
    local.hub.faults.add(
        lambda asked: asked.path.endswith("/pulls/1"), Answer(404, b'{"message": "Not Found"}'), times=2
    )
    assert local.forge().look_up(local.target).number == 1
    local.hub.faults.add(
        lambda asked: asked.path.endswith("/pulls/1"), Answer(404, b'{"message": "Not Found"}'), times=9
    )
    with pytest.raises(NotThere):
        local.forge().look_up(local.target)


@pytest.mark.off_contract("the answer is cut to what is read of it")
def test_a_head_that_moved_while_the_review_was_written_is_looked_at_again(local: LocalGitHub) -> None:
    change = local.forge().look_up(local.target)
    moved = Answer(422, b'{"message": "Unprocessable Entity", "errors": ["No commit found for SHA: abc"]}')
    local.hub.faults.add(lambda asked: asked.path.endswith("/reviews"), moved)
    with pytest.raises(ForgeUnavailable, match="head moved"):
        local.forge().publish(change, scan(), review(thread(A), thread(B, line=5)), lambda: None)


def test_a_renamed_repository_is_written_to_where_it_is_now(local: LocalGitHub) -> None:
    change = local.forge().look_up(local.target)
    moved = {"Location": f"{local.hub.api}/repos/acme/shop/check-runs"}
    body = b'{"message": "Moved Permanently", "url": "", "documentation_url": ""}'
    local.hub.faults.add(lambda asked: asked.path == "/repos/acme/shop/check-runs", Answer(307, body, moved))
    local.forge().announce(change, scan(), lambda: None)
    assert len(local.runs()) == 1


def test_a_redirection_to_another_host_is_not_followed(local: LocalGitHub) -> None:
    change = local.forge().look_up(local.target)
    body = b'{"message": "Moved", "url": "", "documentation_url": ""}'
    for status, error in ((307, ForgeUnavailable), (301, Refused)):
        answer = Answer(status, body, {"Location": "http://evil.example/api/v3/repos/acme/shop/check-runs"})
        local.hub.faults.add(is_write, answer)
        with pytest.raises(error):
            local.forge().announce(change, scan(), lambda: None)


def test_an_answer_that_has_not_changed_costs_nothing(local: LocalGitHub) -> None:
    forge = local.forge()
    first = forge.look_up(local.target)
    assert forge.look_up(local.target) == first
    again = [each.status for each in local.reads() if each.path == "/repos/acme/shop/pulls/1"]
    assert again == [200, 304]
    local.push("fix", {"README.md": "Other.\n"})
    assert forge.look_up(local.target).head_sha != first.head_sha


def test_a_scan_announced_twice_has_one_check_run(local: LocalGitHub) -> None:
    change = local.forge().look_up(local.target)
    local.forge().announce(change, scan(state=ScanState.WAITING), lambda: None)
    assert [run.status for run in local.runs()] == ["queued"]
    local.forge().announce(change, scan(), lambda: None)
    before = local.writes()
    local.forge().announce(change, scan(), lambda: None)
    assert local.writes() == before
    assert [run.status for run in local.runs()] == ["in_progress"]
