"""Check runs and commit statuses: how they begin, fill and end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.forges.interface import ForgeUnavailable
from bot.model import Action, Annotation, ScanState, Verdict
from bot.playground.common.faults import Answer
from tests.forges import local_github
from tests.forges.local_github import A, B, LocalGitHub, publish_twice, review, scan, thread


@pytest.fixture
def local(tmp_path: Path) -> Iterator[LocalGitHub]:
    made = local_github.start(tmp_path)
    yield made
    made.stop()


def notes(count: int) -> tuple[Annotation, ...]:
    return tuple(
        Annotation("app.py", number, number, "warning", f"No {number}", "Look.") for number in range(1, count + 1)
    )


def test_annotations_come_in_batches_of_fifty_and_all_of_them(local: LocalGitHub) -> None:
    change = local.forge().look_up(local.target)
    publish_twice(local, change, review(thread(A), annotations=notes(120)))
    (run,) = local.runs()
    assert [each.start_line for each in run.annotations] == list(range(1, 121))
    assert sum(each.method == "PATCH" and "check-runs" in each.path for each in local.exchanges) == 3


def test_annotations_go_on_where_a_batch_was_cut_off(local: LocalGitHub) -> None:
    change = local.forge().look_up(local.target)
    patches = Answer(502)
    local.hub.faults.add(lambda asked: asked.method == "PATCH", patches, when="after", skip=1)
    what = review(thread(A), annotations=notes(120))
    with pytest.raises(ForgeUnavailable):
        local.forge().publish(change, scan(), what, lambda: None)
    publish_twice(local, change, what)
    (run,) = local.runs()
    assert [each.start_line for each in run.annotations] == list(range(1, 121))


def test_more_annotations_than_anybody_reads_are_left_out_and_said(local: LocalGitHub) -> None:
    change = local.forge().look_up(local.target)
    publish_twice(local, change, review(thread(A), annotations=notes(1_003)))
    (run,) = local.runs()
    assert len(run.annotations) == 1_000
    assert str(run.summary).startswith("*3 more annotations are left out")


def test_hostile_lengths_are_cut_to_what_github_takes(local: LocalGitHub) -> None:
    change = local.forge().look_up(local.target)
    long = Annotation("app.py", 3, 3, "failure", "T" * 300, "ö" * 70_000)
    button = Action("L" * 30, "i" * 30, "D" * 50)
    publish_twice(local, change, review(thread(A), headline="H" * 300, annotations=(long,), actions=(button,) * 5))
    (run,) = local.runs()
    assert (len(run.title or ""), len(run.annotations[0].title or "")) == (255, 255)
    assert [(len(each.label), len(each.identifier), len(each.description)) for each in run.actions] == [
        (20, 20, 40)
    ] * 3


@pytest.mark.parametrize(
    ("verdict", "observed", "incomplete", "conclusion"),
    [
        (Verdict.CLEAR, False, "neutral", "success"),
        (Verdict.CLEAR, True, "neutral", "success"),
        (Verdict.BLOCKED, False, "neutral", "failure"),
        (Verdict.BLOCKED, True, "neutral", "neutral"),
        (Verdict.INCOMPLETE, False, "neutral", "neutral"),
        (Verdict.INCOMPLETE, False, "failure", "failure"),
        (Verdict.INCOMPLETE, True, "failure", "neutral"),
    ],
)
def test_the_conclusion_follows_the_verdict(
    local: LocalGitHub, verdict: Verdict, observed: bool, incomplete: str, conclusion: str
) -> None:
    change = local.forge().look_up(local.target)
    publish_twice(local, change, review(verdict=verdict, observed=observed), incomplete=incomplete)
    assert [run.conclusion for run in local.runs()] == [conclusion]


def test_a_rescan_is_a_run_of_its_own(local: LocalGitHub) -> None:
    change = local.forge().look_up(local.target)
    publish_twice(local, change, review(thread(A)), 1)
    publish_twice(local, change, review(), 2)
    assert [(run.external_id, run.conclusion) for run in local.runs()] == [("scan-1", "failure"), ("scan-2", "success")]


def test_the_run_carries_the_name_that_the_operator_chose(local: LocalGitHub) -> None:
    change = local.forge().look_up(local.target)
    publish_twice(local, change, review(), check_name="acme security")
    assert [run.name for run in local.runs()] == ["acme security"]


@pytest.mark.parametrize(
    ("state", "conclusion"),
    [(ScanState.SUPERSEDED, "cancelled"), (ScanState.CANCELLED, "cancelled"), (ScanState.FAILED, "neutral")],
)
def test_a_scan_that_ends_without_a_review_closes_its_run(
    local: LocalGitHub, state: ScanState, conclusion: str
) -> None:
    forge = local.forge()
    change = forge.look_up(local.target)
    forge.announce(change, scan(), lambda: None)
    for _ in range(2):
        forge.conclude(change, scan(state=state), "Could not finish", "The reason.", lambda: None)
    (run,) = local.runs()
    assert (run.status, run.conclusion, run.title, run.summary) == (
        "completed",
        conclusion,
        "Could not finish",
        "The reason.",
    )
    assert sum("check-runs" in each.path and each.method == "PATCH" for each in local.exchanges) == 1


def test_a_run_that_has_its_review_is_not_closed_again(local: LocalGitHub) -> None:
    change = local.forge().look_up(local.target)
    publish_twice(local, change, review())
    before = local.writes()
    local.forge().conclude(change, scan(state=ScanState.SUPERSEDED), "Superseded", "", lambda: None)
    local.forge().announce(change, scan(), lambda: None)
    assert local.writes() == before


def test_only_a_failure_is_shown_where_nothing_was_announced(local: LocalGitHub) -> None:
    change = local.forge().look_up(local.target)
    local.forge().conclude(change, scan(state=ScanState.CANCELLED), "Cancelled", "", lambda: None)
    assert local.runs() == []
    local.forge().conclude(change, scan(state=ScanState.FAILED), "Could not finish", "", lambda: None)
    assert [run.conclusion for run in local.runs()] == ["neutral"]


def test_another_apps_run_with_our_name_is_left_alone(local: LocalGitHub) -> None:
    other = local.another_app("Impostor")
    forge = local.forge(app=other)
    change = forge.look_up(local.target)
    forge.announce(change, scan(), lambda: None)
    publish_twice(local, change, review())
    assert [(run.app_id, run.status) for run in local.runs()] == [
        (other.id, "in_progress"),
        (local.app.id, "completed"),
    ]


def test_with_a_token_statuses_tell_the_whole_story(local: LocalGitHub) -> None:
    token = local.token("grace")
    forge = local.forge(token=token)
    change = forge.look_up(local.target)
    forge.announce(change, scan(), lambda: None)
    assert [(each.state, each.context) for each in local.statuses()] == [("pending", "sekisho")]
    publish_twice(local, change, review(thread(A), thread(B, line=30)), token=token)
    forge.announce(change, scan(), lambda: None)
    newest = local.statuses()[0]
    assert (newest.state, newest.description, newest.creator) == ("failure", "Blocked: 2 found", "grace")
    assert newest.target_url == f"{change.url}#sekisho-scan-1"
    publish_twice(local, change, review(), 2, token=token)
    assert [each.state for each in local.statuses()] == ["success", "failure", "pending"]
    assert [resolved for _, _, resolved in local.told()] == [True, True]
    assert local.runs() == []


@pytest.mark.parametrize(
    ("verdict", "observed", "state"),
    [
        (Verdict.CLEAR, False, "success"),
        (Verdict.BLOCKED, True, "success"),
        (Verdict.INCOMPLETE, False, "error"),
        (Verdict.INCOMPLETE, True, "error"),
    ],
)
def test_a_status_is_never_green_for_what_was_not_judged(
    local: LocalGitHub, verdict: Verdict, observed: bool, state: str
) -> None:
    token = local.token("grace")
    change = local.forge(token=token).look_up(local.target)
    long = replace(review(), verdict=verdict, observed=observed, headline="H" * 200)
    publish_twice(local, change, long, token=token)
    assert [(each.state, len(each.description or "")) for each in local.statuses()] == [(state, 140)]


def test_a_pending_status_is_closed_and_a_final_one_stays(local: LocalGitHub) -> None:
    forge = local.forge(token=local.token("grace"))
    change = forge.look_up(local.target)
    forge.announce(change, scan(), lambda: None)
    forge.conclude(change, scan(state=ScanState.SUPERSEDED), "A newer push", "", lambda: None)
    forge.conclude(change, scan(state=ScanState.SUPERSEDED), "A newer push", "", lambda: None)
    assert [(each.state, each.description) for each in local.statuses()] == [
        ("error", "A newer push"),
        ("pending", "Looking at the change"),
    ]


def test_a_status_of_a_scan_that_waits_says_so_until_it_is_looked_at(local: LocalGitHub) -> None:
    forge = local.forge(token=local.token("grace"))
    change = forge.look_up(local.target)
    for state in (ScanState.WAITING, ScanState.WAITING, ScanState.RUNNING, ScanState.RUNNING):
        forge.announce(change, scan(state=state), lambda: None)
    assert [each.description for each in local.statuses()] == ["Looking at the change", "Waiting for its turn"]


def test_a_newer_scans_pending_status_is_not_closed_with_an_older_scan(local: LocalGitHub) -> None:
    forge = local.forge(token=local.token("grace"))
    change = forge.look_up(local.target)
    forge.announce(change, scan(1), lambda: None)
    forge.announce(change, scan(2, state=ScanState.WAITING), lambda: None)
    forge.conclude(change, scan(1, state=ScanState.SUPERSEDED), "A newer push", "", lambda: None)
    assert [each.state for each in local.statuses()] == ["pending", "pending"]
