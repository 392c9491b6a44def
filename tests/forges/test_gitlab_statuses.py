"""A verdict on GitLab: one status of Sekisho's name, where the merge request shows it, in the states GitLab allows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.forges.interface import ForgeUnavailable, NotThere
from bot.model import Change, Review, ScanState, Target, Verdict
from bot.playground.gitlab import CLOSE, Answer, Asked
from bot.playground.gitlab import statuses as forge_statuses
from bot.playground.gitlab.nouns import Project
from bot.playground.gitlab.nouns.said import Pipeline, Status
from tests.forges import local_gitlab
from tests.forges.local_github import review
from tests.forges.local_gitlab import REPO, LocalGitLab, scan

Told = tuple[str, str]
RUNNING, WAITING = ("running", "Looking at the change"), ("pending", "Waiting for its turn")
CLEAR = review()
BLOCKED = replace(CLEAR, verdict=Verdict.BLOCKED, headline="Blocked: 1 high")
INCOMPLETE = replace(CLEAR, verdict=Verdict.INCOMPLETE, headline="Incomplete: 1 not looked at")
GREEN = ("success", "Clear: 0 found")
RED = ("failed", "Blocked: 1 high")


@pytest.fixture
def local(tmp_path: Path) -> Iterator[LocalGitLab]:
    made = local_gitlab.start(tmp_path)
    yield made
    made.stop()


def posts(asked: Asked) -> bool:
    return asked.method == "POST" and "/statuses/" in asked.path


def of(local: LocalGitLab, project: Project, sha: str) -> list[Status]:
    """What stands at a commit, the oldest first, without what was followed by another."""
    archive = local.playground.hub.state.archive
    found = [each for pipeline in archive.pipelines_of(project, sha) for each in archive.statuses_in(pipeline)]
    return sorted((each for each in found if not each.retried), key=lambda each: each.id)


def statuses(local: LocalGitLab, sha: str = "") -> list[Status]:
    return of(local, local.mr.project, sha or local.mr.head_sha)


def told(local: LocalGitLab, sha: str = "") -> list[Told]:
    return [(each.status, each.description or "") for each in statuses(local, sha)]


def shown(local: LocalGitLab) -> str:
    """What the merge request's page says of its pipeline."""
    hub = local.playground.hub
    head = forge_statuses.head_pipeline(hub, local.mr)
    return forge_statuses.status_of(hub, head) if head else ""


def announce(local: LocalGitLab, number: int = 1, state: ScanState = ScanState.RUNNING) -> None:
    local.forge().announce(local.change(), scan(number, state), lambda: None)


def publish(local: LocalGitLab, what: Review = CLEAR, number: int = 1, **settings: Any) -> None:
    local.forge(**settings).publish(local.change(), scan(number), what, lambda: None)


def conclude(local: LocalGitLab, state: ScanState, number: int = 1, **settings: Any) -> None:
    local.forge(**settings).conclude(local.change(), scan(number, state), "Over", "It is over.", lambda: None)


def again(local: LocalGitLab, act: Callable[[], None]) -> None:
    """Done once more, it writes nothing."""
    before = len(local.writes())
    act()
    assert local.writes()[before:] == []


def test_a_scan_is_shown_waiting_then_running_then_with_its_verdict(local: LocalGitLab) -> None:
    for state, words in ((ScanState.WAITING, WAITING), (ScanState.RUNNING, RUNNING)):
        announce(local, state=state)
        assert told(local) == [words]
        again(local, lambda state=state: announce(local, state=state))  # type: ignore[misc]
    publish(local, BLOCKED)
    assert told(local) == [RED]
    again(local, lambda: publish(local, BLOCKED))
    assert len(statuses(local)) == 1
    assert shown(local) == "failed"
    (status,) = statuses(local)
    assert status.target_url == f"{local.playground.url}/{REPO}/-/merge_requests/1#sekisho-scan-1"
    assert (status.name, status.author, status.pipeline.ref) == ("sekisho", local.login, "fix")


def test_what_is_running_never_goes_back_to_waiting(local: LocalGitLab) -> None:
    announce(local)
    again(local, lambda: announce(local, state=ScanState.WAITING))


def test_what_is_decided_is_not_announced_again(local: LocalGitLab) -> None:
    publish(local)
    again(local, lambda: announce(local))
    assert told(local) == [GREEN]


@pytest.mark.parametrize(
    ("what", "incomplete", "state"),
    [
        (CLEAR, "success", "success"),
        (BLOCKED, "success", "failed"),
        (replace(BLOCKED, observed=True), "success", "success"),
        (INCOMPLETE, "success", "success"),
        (INCOMPLETE, "failed", "failed"),
        (replace(INCOMPLETE, observed=True), "failed", "success"),
    ],
)
def test_each_verdict_has_its_state(local: LocalGitLab, what: Review, incomplete: str, state: str) -> None:
    publish(local, what, incomplete=incomplete)
    assert told(local) == [(state, what.headline)]


def test_a_long_headline_is_cut_to_what_gitlab_takes(local: LocalGitLab) -> None:
    publish(local, replace(CLEAR, headline="x" * 300))
    assert told(local) == [("success", "x" * 255)]


def test_an_address_that_gitlab_would_refuse_is_left_out(local: LocalGitLab) -> None:
    change = replace(local.change(), url=f"https://gitlab.example/{'group/' * 45}shop/-/merge_requests/1")
    for _ in range(2):
        local.forge().publish(change, scan(), CLEAR, lambda: None)
    assert [each.target_url for each in statuses(local)] == [None]


def test_the_merge_requests_own_pipeline_takes_the_status(local: LocalGitLab) -> None:
    made = local.playground.run_pipeline(local.mr)
    announce(local)
    publish(local)
    assert [each.pipeline.id for each in statuses(local)] == [made.id]
    assert shown(local) == "success"


def test_a_pipeline_that_began_after_the_announcement_gets_the_verdict_and_nothing_stays_open(
    local: LocalGitLab,
) -> None:
    announce(local)
    made = local.playground.run_pipeline(local.mr)
    publish(local, BLOCKED)
    assert told(local) == [RED, RED]
    assert [each.pipeline.id == made.id for each in statuses(local)] == [False, True]
    assert shown(local) == "failed"
    again(local, lambda: publish(local, BLOCKED))


def test_a_pipeline_of_an_older_head_does_not(local: LocalGitLab) -> None:
    old = local.playground.run_pipeline(local.mr)
    local.push({"app.py": "mended\n"})
    publish(local)
    assert [each.pipeline.id == old.id for each in statuses(local)] == [False]


def merged_result(local: LocalGitLab) -> Pipeline:
    """A pipeline at GitLab's merge of the head into the target branch."""
    made = local.playground.run_pipeline(local.mr)
    made.sha, made.ref = str(local.mr.merge_ref), f"refs/merge-requests/{local.mr.iid}/merge"
    return made


def test_a_pipeline_of_the_merged_result_takes_it_at_its_own_commit(local: LocalGitLab) -> None:
    made = merged_result(local)
    announce(local)
    publish(local)
    again(local, lambda: publish(local))
    assert told(local) == []
    assert [(each.status, each.pipeline.id) for each in statuses(local, made.sha)] == [("success", made.id)]
    assert shown(local) == "success"


def test_a_merged_result_of_another_head_does_not(local: LocalGitLab) -> None:
    old = local.change()
    local.push({"app.py": "mended\n"})
    made = merged_result(local)
    local.forge().conclude(old, scan(1, ScanState.FAILED), "Over", "", lambda: None)
    assert statuses(local, made.sha) == []
    assert told(local, old.head_sha) == [("success", "Incomplete: Over")]


def test_another_look_at_the_same_head_takes_over_what_an_older_one_left_running(local: LocalGitLab) -> None:
    announce(local)
    announce(local, number=2)
    assert told(local) == [RUNNING]
    assert str(statuses(local)[0].target_url).endswith("#sekisho-scan-2")
    again(local, lambda: conclude(local, ScanState.SUPERSEDED))
    publish(local, number=2)
    assert told(local) == [GREEN]


def test_another_look_takes_over_what_only_waits_without_a_detour(local: LocalGitLab) -> None:
    announce(local, state=ScanState.WAITING)
    before = len(local.writes())
    announce(local, number=2)
    assert len(local.writes()) == before + 1
    assert str(statuses(local)[0].target_url).endswith("#sekisho-scan-2")


def test_another_look_follows_a_verdict(local: LocalGitLab) -> None:
    publish(local, BLOCKED)
    announce(local, number=2)
    assert told(local) == [RUNNING]
    publish(local, number=2)
    assert told(local) == [GREEN]


@pytest.mark.parametrize("state", [ScanState.SUPERSEDED, ScanState.CANCELLED])
def test_a_scan_that_was_stopped_is_canceled_where_it_was_shown(local: LocalGitLab, state: ScanState) -> None:
    again(local, lambda: conclude(local, state))
    announce(local)
    conclude(local, state)
    assert told(local) == [("canceled", "Over")]
    again(local, lambda: conclude(local, state))


def test_a_head_that_was_left_is_closed_there(local: LocalGitLab) -> None:
    announce(local)
    old = local.change()
    local.push({"app.py": "mended\n"})
    announce(local, number=2)
    local.forge().conclude(old, scan(1, ScanState.SUPERSEDED), "A newer push", "", lambda: None)
    assert told(local, old.head_sha) == [("canceled", "A newer push")]
    assert told(local) == [RUNNING]


def test_a_verdict_is_not_taken_back_when_its_scan_is_stopped_late(local: LocalGitLab) -> None:
    publish(local)
    again(local, lambda: conclude(local, ScanState.CANCELLED))


@pytest.mark.parametrize(("incomplete", "state"), [("success", "success"), ("failed", "failed")])
def test_a_failure_of_sekishos_own_is_said_as_the_operator_wants(
    local: LocalGitLab, incomplete: str, state: str
) -> None:
    conclude(local, ScanState.FAILED, incomplete=incomplete)
    assert told(local) == [(state, "Incomplete: Over")]
    again(local, lambda: conclude(local, ScanState.FAILED, incomplete=incomplete))
    assert len(statuses(local)) == 1


def test_somebody_elses_status_of_the_same_name_is_not_ours(local: LocalGitLab) -> None:
    hub, mr = local.playground.hub, local.mr
    asked = {"state": "running", "name": "sekisho", "description": "Theirs", "ref": "fix"}
    forge_statuses.post(hub, mr.project, mr.head_sha, "mona", asked)
    conclude(local, ScanState.CANCELLED)
    assert told(local) == [("running", "Theirs")]
    publish(local)
    assert told(local) == [GREEN]


def test_a_status_of_another_name_is_left_alone(local: LocalGitLab) -> None:
    hub, mr = local.playground.hub, local.mr
    asked = {"state": "running", "name": "lint", "ref": "fix"}
    forge_statuses.post(hub, mr.project, mr.head_sha, local.login, asked)
    publish(local)
    assert told(local) == [("running", ""), GREEN]


def forked(local: LocalGitLab) -> Project:
    """Mona's fork, with a merge request from it."""
    fork = local.playground.fork(REPO, "mona")
    sha = local.playground.push(fork.full_path, "fix-2", {"app.py": "forked\n"}, author="mona")
    local.mr = local.playground.open_merge_request(REPO, "fix-2", author="mona", from_fork=fork.full_path)
    assert local.mr.head_sha == sha
    return fork


def test_a_fork_that_lets_sekisho_in_has_the_status_where_its_merge_request_shows_it(local: LocalGitLab) -> None:
    fork = forked(local)
    local.playground.add_member(fork.full_path, local.login, "developer")
    announce(local)
    publish(local, BLOCKED)
    again(local, lambda: publish(local, BLOCKED))
    assert [(each.status, each.pipeline.ref) for each in of(local, fork, local.mr.head_sha)] == [("failed", "fix-2")]
    assert shown(local) == "failed"
    assert told(local) == []


def test_a_fork_that_does_not_has_it_at_the_commit_in_the_target_project(local: LocalGitLab) -> None:
    fork = forked(local)
    announce(local)
    publish(local, BLOCKED)
    again(local, lambda: publish(local, BLOCKED))
    again(local, lambda: conclude(local, ScanState.CANCELLED))
    assert told(local) == [RED]
    assert statuses(local)[0].pipeline.ref == f"refs/merge-requests/{local.mr.iid}/head"
    assert of(local, fork, local.mr.head_sha) == []


def test_a_fork_with_the_pipeline_in_the_target_project_shows_it(local: LocalGitLab) -> None:
    forked(local)
    made = local.playground.run_pipeline(local.mr)
    publish(local)
    assert [each.pipeline.id for each in statuses(local)] == [made.id]
    assert shown(local) == "success"


def test_a_fork_that_is_gone_has_it_all_the_same(local: LocalGitLab) -> None:
    fork = forked(local)
    local.playground.delete_project(fork.full_path)
    local.forge().publish(local.change(), scan(), CLEAR, lambda: None)
    assert told(local) == [GREEN]


def test_a_source_branch_whose_pipelines_are_protected_is_passed_by(local: LocalGitLab) -> None:
    """GitLab lets only those who may push to a protected branch change its pipelines."""
    refused = Answer(403, b'{"message":"403 Forbidden"}')
    local.playground.faults.add(lambda asked: posts(asked) and b'"ref": "fix"' in asked.body, refused, times=None)
    announce(local)
    publish(local)
    assert told(local) == [GREEN]


def test_a_commit_that_gitlab_is_busy_with_is_tried_again(local: LocalGitLab) -> None:
    local.playground.faults.add(posts, forge_statuses.LOCKED, times=2)
    publish(local)
    assert told(local) == [GREEN]
    local.playground.faults.add(posts, forge_statuses.LOCKED, times=None)
    with pytest.raises(ForgeUnavailable, match="busy"):
        publish(local, BLOCKED, number=2)


def test_who_was_quicker_is_no_fault(local: LocalGitLab) -> None:
    """Two processes read, and both want to say running: GitLab refuses the second."""
    words = 'Cannot transition status via :run from :running (Reason(s): Status cannot transition via "run")'
    local.playground.faults.add(posts, Answer(400, json.dumps({"message": words}).encode()))
    announce(local)
    local.playground.faults.add(posts, Answer(400, b'{"message":"400 Bad request"}'), times=None)
    with pytest.raises(Exception, match="cannot do this as asked"):
        announce(local)


@pytest.mark.parametrize("doing", [announce, publish])
def test_a_status_whose_answer_was_lost_stands_once(local: LocalGitLab, doing: Callable[[LocalGitLab], None]) -> None:
    local.playground.faults.add(posts, CLOSE, when="after")
    doing(local)
    doing(local)
    assert len(told(local)) == 1
    assert told(local) in ([RUNNING], [GREEN])


def test_a_lost_scan_says_nothing(local: LocalGitLab) -> None:
    def lost() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        local.forge().announce(local.change(), scan(), lost)
    assert told(local) == []


def test_a_branch_and_a_train_have_their_statuses_at_their_refs(local: LocalGitLab) -> None:
    train = local.playground.add_to_train(local.mr)
    for target, sha, ref in (
        (Target("gitlab", REPO, None, "main"), "", "main"),
        (Target("gitlab", REPO, None, "merge-requests/1/train"), train, "refs/merge-requests/1/train"),
    ):
        change = local.forge().look_up(target)
        assert sha in ("", change.head_sha)
        for _ in range(2):
            local.forge().publish(change, scan(), CLEAR, lambda: None)
        assert [(each.status, each.pipeline.ref) for each in statuses(local, change.head_sha)] == [("success", ref)]


def test_a_commit_that_is_gone_is_not_there(local: LocalGitLab) -> None:
    change: Change = replace(local.change(), head_sha="0" * 39 + "1")
    with pytest.raises(NotThere):
        local.forge().conclude(change, scan(1, ScanState.FAILED), "Over", "", lambda: None)


def answers(local: LocalGitLab) -> list[tuple[str, str]]:
    return [(each.check.name, each.status) for each in local.playground.hub.state.archive.responses]


@pytest.fixture
def ultimate(local: LocalGitLab) -> LocalGitLab:
    local.playground.hub.edition = "ultimate"
    for name in ("other", "sekisho"):
        local.playground.add_external_check(REPO, name, "https://sekisho.example.org")
    return local


@pytest.mark.parametrize(
    ("what", "answer"),
    [(CLEAR, "passed"), (BLOCKED, "failed"), (replace(BLOCKED, observed=True), "passed"), (INCOMPLETE, "passed")],
)
def test_an_external_check_of_our_name_is_answered_once(ultimate: LocalGitLab, what: Review, answer: str) -> None:
    for _ in range(2):
        announce(ultimate)
        publish(ultimate, what, external_status_check="sekisho")
    assert answers(ultimate) == [("sekisho", answer)]


def test_an_external_check_is_told_of_a_failure_and_not_of_what_was_stopped(ultimate: LocalGitLab) -> None:
    conclude(ultimate, ScanState.CANCELLED, external_status_check="sekisho")
    assert answers(ultimate) == []
    conclude(ultimate, ScanState.FAILED, external_status_check="sekisho", incomplete="failed")
    assert answers(ultimate) == [("sekisho", "failed")]


def test_no_external_check_is_answered_unless_one_is_named(ultimate: LocalGitLab) -> None:
    publish(ultimate)
    publish(ultimate, external_status_check="missing")
    assert answers(ultimate) == []


def test_a_gitlab_without_external_checks_is_as_good(local: LocalGitLab) -> None:
    publish(local, external_status_check="sekisho")
    assert told(local) == [GREEN]


def test_an_external_check_of_a_head_that_moved_is_for_the_next_scan(ultimate: LocalGitLab) -> None:
    old = ultimate.change()
    ultimate.push({"app.py": "mended\n"})
    forge = ultimate.forge(external_status_check="sekisho")
    forge.conclude(old, scan(1, ScanState.FAILED), "Over", "", lambda: None)
    assert answers(ultimate) == []
