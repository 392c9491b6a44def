"""Check runs and statuses, with every limit that GitHub sets them."""

from __future__ import annotations

from typing import Any

import pytest
from github import GithubException

from tests.playground.conftest import PERMISSIONS, REPO, Received, World

NOTE = {"path": "a.py", "start_line": 10, "end_line": 10, "annotation_level": "failure", "message": "No."}
ACTION = {"label": "x" * 20, "description": "y" * 40, "identifier": "z" * 20}


def output(**more: Any) -> dict[str, Any]:
    return {"title": "Found", "summary": "Something"} | more


def test_a_run_goes_from_queued_to_its_conclusion(world: World, received: Received) -> None:
    run = world.repo.create_check_run("sekisho", world.pull.head_sha, external_id="7")
    assert (run.status, run.conclusion, run.external_id) == ("queued", None, "7")
    run.edit(status="in_progress")
    run.edit(conclusion="failure", output=output(text="All of it"))
    assert (run.status, run.conclusion, run.output.title) == ("completed", "failure", "Found")
    assert [found.number for found in run.pull_requests] == [1]
    world.place.hooks.wait()
    assert received.events()[-3:] == ["check_run.created", "check_run.completed", "check_suite.completed"]
    run.edit(status="in_progress")
    assert (run.status, run.conclusion) == ("in_progress", None)


def test_annotations_are_added_call_by_call(world: World) -> None:
    run = world.repo.create_check_run("sekisho", world.pull.head_sha, output=output(annotations=[NOTE] * 50))
    run.edit(output=output(annotations=[NOTE] * 30))
    assert run.output.annotations_count == 80
    assert len(list(run.get_annotations())) == 80


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"output": output(annotations=[NOTE] * 51)}, "No more than 50 items are allowed; 51 were supplied."),
        ({"output": output(summary="x" * 65_536)}, "Only 65535 characters are allowed; 65536 were supplied."),
        ({"output": output(text="x" * 65_536)}, "Only 65535 characters are allowed; 65536 were supplied."),
        (
            {"output": output(annotations=[NOTE | {"title": "x" * 256}])},
            "Only 255 characters are allowed; 256 were supplied.",
        ),
        (
            {"output": output(annotations=[NOTE | {"message": "é" * 32_769}])},
            "Only 65536 bytes are allowed; 65538 were supplied.",
        ),
        (
            {"output": output(annotations=[NOTE | {"end_line": 11, "start_column": 1, "end_column": 2}])},
            "Columns can only be given when start_line and end_line are the same.",
        ),
        ({"output": output(annotations=[NOTE | {"start_line": 12}])}, "end_line must not come before start_line."),
        ({"actions": [ACTION] * 4}, "No more than 3 items are allowed; 4 were supplied."),
        ({"actions": [ACTION | {"label": "x" * 21}]}, "Only 20 characters are allowed; 21 were supplied."),
        ({"actions": [ACTION | {"description": "x" * 41}]}, "Only 40 characters are allowed; 41 were supplied."),
        ({"actions": [ACTION | {"identifier": "x" * 21}]}, "Only 20 characters are allowed; 21 were supplied."),
        ({"status": "completed"}, '"conclusion" wasn\'t supplied.'),
    ],
)
@pytest.mark.off_contract("what is sent here breaks GitHub's limits on purpose")
def test_what_is_over_a_limit_is_refused(world: World, wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(GithubException) as refused:
        world.repo.create_check_run("sekisho", world.pull.head_sha, **wrong)
    assert (refused.value.status, refused.value.data["message"]) == (422, f"Invalid request.\n\n{message}")
    assert world.place.runs(world.pull) == []


def test_what_is_just_within_all_limits_is_taken(world: World) -> None:
    note = NOTE | {"title": "x" * 255, "message": "é" * 32_768, "start_column": 1, "end_column": 2}
    whole = output(summary="x" * 65_535, text="é" * 65_535, annotations=[note] * 50)
    run = world.repo.create_check_run("sekisho", world.pull.head_sha, output=whole, actions=[ACTION] * 3)
    assert len(run.output.text) == 65_535


def test_a_commit_that_is_not_there_has_no_run(world: World) -> None:
    with pytest.raises(GithubException) as refused:
        world.repo.create_check_run("sekisho", "0" * 40)
    assert refused.value.data["message"] == f"No commit found for SHA: {'0' * 40}"


def test_lists_show_the_newest_run_of_a_name(world: World) -> None:
    repo = world.repo
    old = repo.create_check_run("sekisho", world.pull.head_sha)
    new = repo.create_check_run("sekisho", world.pull.head_sha)
    commit = repo.get_commit(world.pull.head_sha)
    assert [run.id for run in commit.get_check_runs()] == [new.id]
    assert [run.id for run in commit.get_check_runs(filter="all")] == [old.id, new.id]
    assert [run.id for run in commit.get_check_runs(check_name="other")] == []


def test_an_app_changes_only_its_own_runs(world: World) -> None:
    run = world.repo.create_check_run("sekisho", world.pull.head_sha)
    app = world.place.create_app("Other", (), PERMISSIONS)
    other = world.client(app=app, installation=world.place.install(app, "octo", [REPO]))
    with pytest.raises(GithubException) as refused:
        other.get_repo(REPO).get_check_run(run.id).edit(status="in_progress")
    assert refused.value.status == 403


def test_the_buttons_reach_the_app_alone(world: World, received: Received) -> None:
    run = world.repo.create_check_run("sekisho", world.pull.head_sha, actions=[ACTION])
    kept = world.place.state.runs[run.id]
    world.place.rerequest_run(kept, "ann")
    world.place.press(kept, ACTION["identifier"], "ann")
    world.place.rerequest_suite(kept.suite_id, "ann")
    world.place.hooks.wait()
    assert received.events()[-3:] == ["check_run.rerequested", "check_run.requested_action", "check_suite.rerequested"]
    pressed = received.payload("check_run.requested_action")
    assert pressed["requested_action"] == {"identifier": ACTION["identifier"]}
    assert (pressed["sender"]["login"], pressed["check_run"]["pull_requests"][0]["number"]) == ("ann", 1)


@pytest.mark.off_contract("the description does not say what a refused status is told")
def test_statuses_have_their_limits(world: World) -> None:
    commit = world.repo.get_commit(world.pull.head_sha)
    with pytest.raises(GithubException) as refused:
        commit.create_status("failure", description="x" * 141)
    assert "maximum is 140 characters" in refused.value.data["errors"][0]["message"]
    commit.create_status("failure", description="x" * 140, context="sekisho")
    commit.create_status("success", context="sekisho")
    combined = commit.get_combined_status()
    assert (combined.state, [one.state for one in combined.statuses]) == ("success", ["success"])
    assert [one.state for one in commit.get_statuses()] == ["success", "failure"]


@pytest.mark.off_contract("the description does not say what a refused status is told")
def test_a_commit_and_context_take_a_thousand_statuses(world: World) -> None:
    commit = world.repo.get_commit(world.pull.base_sha)
    commit.create_status("pending", context="x")
    with world.place.state.lock:
        world.place.state.statuses *= 999
    commit.create_status("pending", context="x")
    with pytest.raises(GithubException) as refused:
        world.repo.get_commit(world.pull.base_sha).create_status("success", context="x")
    assert "maximum number of statuses" in refused.value.data["errors"][0]["message"]
    assert world.repo.get_commit(world.pull.base_sha).create_status("success", context="y").context == "y"
