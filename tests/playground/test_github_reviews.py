"""Reviews and threads: where a comment may stand, what one bad comment does, where threads go when code moves."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from github import GithubException

from tests.playground.conftest import AFTER, BEFORE, REPO, Received, World, text


def comment(line: int, **more: Any) -> Any:
    return {"path": "a.py", "line": line, "side": "RIGHT", "body": f"At {line}"} | more


def review(world: World, *comments: Any) -> Any:
    commit = world.repo.get_commit(world.pull.head_sha)
    return world.shown_pull.create_review(commit, "", "COMMENT", list(comments))


def refusal(world: World, *comments: Any) -> list[str]:
    """What GitHub answers a review that it does not take."""
    before = len(world.threads())
    with pytest.raises(GithubException) as refused:
        review(world, *comments)
    assert (refused.value.status, len(world.threads())) == (422, before)
    errors: list[str] = refused.value.data.get("errors") or [refused.value.data["message"]]
    return errors


OUTSIDE = "Pull request review thread line must be part of the diff"


def test_a_review_brings_all_its_comments_at_once(world: World, received: Received) -> None:
    made = review(world, comment(10), comment(24), comment(10, side="LEFT"), comment(12, start_line=9))
    world.place.hooks.wait()
    assert made.state == "COMMENTED"
    assert [(one["line"], one["start_line"], one["side"]) for one in world.threads()] == [
        (10, None, "RIGHT"),
        (24, None, "RIGHT"),
        (10, None, "LEFT"),
        (12, 9, "RIGHT"),
    ]
    assert received.events()[-5:] == ["pull_request_review.submitted"] + ["pull_request_review_comment.created"] * 4


@pytest.mark.parametrize("line", [6, 14, 17, 25, 40, 400])
def test_a_line_outside_the_diff_fails_the_whole_review(world: World, line: int) -> None:
    assert refusal(world, comment(10), comment(line), comment(20)) == [OUTSIDE]


@pytest.mark.parametrize("line", [7, 13, 18, 24])
def test_the_first_and_the_last_context_line_can_be_commented(world: World, line: int) -> None:
    assert review(world, comment(line)).state == "COMMENTED"


def test_a_file_that_the_pull_request_does_not_touch_is_refused(world: World) -> None:
    assert refusal(world, comment(1, path="b.py")) == ["Pull request review thread path could not be resolved"]


@pytest.mark.parametrize(
    ("first", "last", "wrong"),
    [
        (10, 10, "start line must precede the end line"),
        (12, 10, "start line must precede the end line"),
        (12, 20, "start line must be part of the same hunk as the line"),
        (6, 10, "start line must be part of the same hunk as the line"),
    ],
)
def test_a_range_stays_in_order_and_in_its_hunk(world: World, first: int, last: int, wrong: str) -> None:
    assert refusal(world, comment(last, start_line=first)) == [f"Pull request review thread {wrong}"]


@pytest.mark.off_contract("what is sent here, GitHub does not describe: it must refuse it")
def test_a_batch_takes_no_file_comments_and_no_empty_ones(world: World) -> None:
    subject = {"path": "a.py", "body": "The file", "subject_type": "file"}
    assert refusal(world, subject) == ['Invalid request.\n\n"subject_type" is not a permitted key.']
    assert refusal(world, comment(10, body="")) == ['Invalid request.\n\n"body" wasn\'t supplied.']
    assert refusal(world) == ["Body cannot be blank"]


def test_a_comment_has_at_most_65536_characters(world: World) -> None:
    assert refusal(world, comment(10, body="x" * 65_537)) == ["Body is too long (maximum is 65536 characters)"]
    assert review(world, comment(10, body="é" * 65_536)).state == "COMMENTED"


def test_single_comments_stand_on_lines_and_on_files(world: World) -> None:
    pull, commit = world.shown_pull, world.repo.get_commit(world.pull.head_sha)
    on_file = pull.create_review_comment("The file", commit, "a.py", subject_type="file")
    assert (on_file.line, on_file.subject_type) == (None, "file")
    on_line = pull.create_review_comment("The line", commit, "a.py", line=10, side="RIGHT")
    assert (on_line.line, on_line.position, on_line.diff_hunk.split("\n")[-1]) == (10, 5, "+changed")
    with pytest.raises(GithubException) as refused:
        pull.create_review_comment("Outside", commit, "a.py", line=40, side="RIGHT")
    assert refused.value.data["errors"][0]["message"] == f"pull_request_review_thread {OUTSIDE[27:]}"
    with pytest.raises(GithubException) as elsewhere:
        pull.create_review_comment("Old", world.repo.get_commit("main"), "a.py", line=10)
    assert elsewhere.value.data["errors"][0]["field"] == "commit_id"


@pytest.mark.off_contract("the description does not know that an answer can be refused")
def test_answers_join_their_thread_and_cannot_be_answered_themselves(world: World) -> None:
    review(world, comment(10))
    pull = world.shown_pull
    [top] = pull.get_review_comments()
    answer = pull.create_review_comment_reply(top.id, "I see")
    assert (answer.in_reply_to_id, answer.line) == (top.id, 10)
    assert [len(one["comments"]) for one in world.threads()] == [2]
    with pytest.raises(GithubException) as refused:
        pull.create_review_comment_reply(answer.id, "Me too")
    assert refused.value.status == 422


def test_deleting_all_comments_deletes_the_thread(world: World) -> None:
    review(world, comment(10), comment(21))
    pull = world.shown_pull
    first, second = pull.get_review_comments()
    answer = pull.create_review_comment_reply(first.id, "Kept")
    first.delete()
    assert [[said["body"] for said in one["comments"]] for one in world.threads()] == [["Kept"], ["At 21"]]
    pull.get_review_comment(answer.id).delete()
    second.delete()
    assert world.threads() == []


def lines(world: World) -> list[tuple[int | None, int | None, bool]]:
    return [(one["line"], one["original_line"], one["outdated"]) for one in world.threads()]


def test_threads_follow_their_lines(world: World) -> None:
    review(world, comment(10), comment(21))
    world.push(["first", "second", *AFTER])
    assert lines(world) == [(12, 10, False), (23, 21, False)]
    world.push(AFTER)
    assert lines(world) == [(10, 10, False), (21, 21, False)]


def test_a_thread_is_outdated_when_its_line_changes_and_its_neighbour_is_not(world: World) -> None:
    review(world, comment(10), comment(11))
    world.push([*AFTER[:9], "changed again", *AFTER[10:]])
    assert lines(world) == [(None, 10, True), (11, 11, False)]
    [gone, _] = world.shown_pull.get_review_comments()
    assert (gone.line, gone.position, gone.original_line, gone.original_position) == (None, None, 10, 5)
    assert gone.commit_id == gone.original_commit_id


def test_a_thread_is_outdated_when_its_line_leaves_the_diff(world: World) -> None:
    review(world, comment(10), comment(21))
    world.push([*BEFORE[:20], "new", *BEFORE[20:]])
    assert lines(world) == [(None, 10, True), (21, 21, False)]


def test_a_thread_comes_back_with_its_line(world: World) -> None:
    review(world, comment(10))
    world.push([*AFTER[:9], "changed again", *AFTER[10:]])
    assert lines(world) == [(None, 10, True)]
    world.push(AFTER)
    assert lines(world) == [(10, 10, False)]


def test_threads_survive_a_force_push_of_the_same_content(world: World) -> None:
    review(world, comment(10), comment(12, start_line=10))
    world.push(AFTER, force=True)
    assert lines(world) == [(10, 10, False), (12, 12, False)]
    world.push(["first", *AFTER], force=True)
    assert [(one["start_line"], one["line"]) for one in world.threads()] == [(None, 11), (11, 13)]


def test_a_range_is_outdated_when_one_of_its_ends_is_gone(world: World) -> None:
    review(world, comment(12, start_line=10))
    world.push([*AFTER[:9], "changed again", *AFTER[10:]])
    assert lines(world) == [(None, 12, True)]


def test_threads_on_removed_lines_follow_the_base(world: World) -> None:
    review(world, comment(10, side="LEFT"))
    world.place.push(REPO, "main", {"a.py": text(["top", *BEFORE])})
    world.place.push(REPO, "feature", {"a.py": text(["top", *AFTER])}, force=True, author="ann")
    assert lines(world) == [(11, 10, False)]


def test_a_thread_is_outdated_when_its_file_leaves_the_pull_request(world: World) -> None:
    review(world, comment(10))
    world.place.push(REPO, "feature", {"a.py": None, "c.py": text(AFTER)}, author="ann")
    assert lines(world) == [(None, 10, True)]


def test_the_commit_of_a_review_must_belong_to_the_pull_request(world: World) -> None:
    headers = world.bearer()
    url = f"{world.place.api_url}/repos/{REPO}/pulls/1/reviews"
    sent = {"event": "COMMENT", "body": "x", "commit_id": world.pull.base_sha}
    answer = requests.post(url, json=sent, headers=headers, timeout=10)
    assert answer.json()["errors"] == ["The commit_id is not part of the pull request"]


def test_nobody_approves_what_they_wrote_themselves(world: World) -> None:
    with pytest.raises(GithubException) as refused:
        world.person("ann").get_repo(REPO).get_pull(1).create_review(event="APPROVE", body="")
    assert refused.value.data["errors"] == ["Can not approve on your own pull request"]
    world.place.add_collaborator(REPO, "ben", "write")
    approved = world.person("ben").get_repo(REPO).get_pull(1).create_review(event="APPROVE", body="")
    assert approved.state == "APPROVED"
