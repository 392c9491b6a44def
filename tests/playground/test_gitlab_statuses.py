"""Commit statuses: which state follows which, and GitLab's words where none does."""

from __future__ import annotations

import pytest

from bot.playground.gitlab.transitions import STATES, CannotTransition, follow, together


@pytest.mark.parametrize("state", STATES)
def test_a_new_status_begins_in_any_state(state: str) -> None:
    assert follow("created", state) == state


@pytest.mark.parametrize("state", ["running", "success", "failed", "canceled", "skipped"])
def test_a_pending_status_goes_on(state: str) -> None:
    assert follow("pending", state) == state


@pytest.mark.parametrize("state", ["success", "failed", "canceled"])
def test_a_running_status_ends(state: str) -> None:
    assert follow("running", state) == state


@pytest.mark.parametrize(
    ("state", "asked", "words"),
    [
        ("running", "running", ':run from :running (Reason(s): Status cannot transition via "run")'),
        ("pending", "pending", ':enqueue from :pending (Reason(s): Status cannot transition via "enqueue")'),
        ("running", "pending", ':enqueue from :running (Reason(s): Status cannot transition via "enqueue")'),
        ("running", "skipped", ':skip from :running (Reason(s): Status cannot transition via "skip")'),
    ],
)
def test_a_step_that_the_machine_does_not_know_is_refused(state: str, asked: str, words: str) -> None:
    with pytest.raises(CannotTransition) as caught:
        follow(state, asked)
    assert str(caught.value) == f"Cannot transition status via {words}"


@pytest.mark.parametrize(
    ("states", "whole"),
    [
        ([], "created"),
        (["success", "success"], "success"),
        (["success", "failed"], "failed"),
        (["failed", "running"], "running"),
        (["pending"], "pending"),
        (["success", "pending"], "running"),
        (["skipped"], "skipped"),
        (["skipped", "success"], "success"),
        (["success", "canceled"], "canceled"),
    ],
)
def test_a_pipeline_is_what_its_statuses_come_to(states: list[str], whole: str) -> None:
    assert together(states) == whole
