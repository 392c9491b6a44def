"""The conversation and its reactions."""

from __future__ import annotations

import pytest
from github import GithubException

from tests.playground.conftest import REPO, Received, World


def test_comments_are_written_edited_and_deleted(world: World, received: Received) -> None:
    said = world.shown_pull.create_issue_comment("One")
    said.edit("Two")
    assert [found.body for found in world.shown_pull.get_issue_comments()] == ["Two"]
    said.delete()
    assert list(world.shown_pull.get_issue_comments()) == []
    world.place.hooks.wait()
    assert received.events()[-3:] == ["issue_comment.created", "issue_comment.edited", "issue_comment.deleted"]
    assert received.payload("issue_comment.edited")["changes"] == {"body": {"from": "One"}}
    created = received.payload("issue_comment.created")
    assert (created["sender"]["type"], created["issue"]["pull_request"]["url"][-2:]) == ("Bot", "/1")


def test_a_comment_has_at_most_65536_characters(world: World) -> None:
    pull = world.shown_pull
    said = pull.create_issue_comment("é" * 65_536)
    for deed in (pull.create_issue_comment, said.edit):
        with pytest.raises(GithubException) as refused:
            deed("x" * 65_537)
        assert refused.value.status == 422
        assert refused.value.data["errors"][0]["message"] == "body is too long (maximum is 65536 characters)"
    with pytest.raises(GithubException) as empty:
        pull.create_issue_comment(" ")
    assert empty.value.status == 422


def test_the_same_reaction_twice_is_one(world: World) -> None:
    said = world.place.comment(world.pull, "ann", "/sekisho rescan")
    comment = world.shown_pull.get_issue_comment(said)
    assert comment.create_reaction("eyes").id == comment.create_reaction("eyes").id
    assert comment.create_reaction("rocket").content == "rocket"
    assert [found.content for found in comment.get_reactions()] == ["eyes", "rocket"]
    with pytest.raises(GithubException) as refused:
        comment.create_reaction("shrug")
    assert refused.value.status == 422


def test_readers_change_their_own_comments_and_no_others(world: World) -> None:
    world.place.add_collaborator(REPO, "rob", "read")
    ann = world.place.comment(world.pull, "ann", "Mine")
    pull = world.person("rob").get_repo(REPO).get_pull(1)
    own = pull.create_issue_comment("His")
    own.edit("His own")
    with pytest.raises(GithubException) as refused:
        pull.get_issue_comment(ann).edit("Not his")
    assert refused.value.status == 403
    bodies = [found["body"] for found in world.place.snapshot(REPO, 1)["comments"]]
    assert bodies == ["Mine", "His own"]
