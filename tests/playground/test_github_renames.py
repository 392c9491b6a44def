"""A repository that changes its name or goes: old addresses lead on, what is gone is gone."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import requests
from github import UnknownObjectException

from bot.playground.github import GitHubPlayground
from tests.playground.conftest import REPO, World


def test_an_old_name_leads_on_and_everything_moved_along(world: World) -> None:
    world.place.comment(world.pull, "octo", "Hello")
    world.place.rename_repository(REPO, "store")
    answer = requests.get(
        f"{world.place.api_url}/repos/{REPO}/pulls/1", headers=world.bearer(), timeout=10, allow_redirects=False
    )
    assert answer.status_code == 301
    number = world.place.state.repo("octo/store").id
    assert answer.headers["Location"] == f"{world.place.api_url}/repositories/{number}/pulls/1"
    client = world.client()
    for name in (REPO, "octo/store"):
        found = client.get_repo(name)
        assert found.full_name == "octo/store"
        assert [each.body for each in found.get_pull(1).get_issue_comments()] == ["Hello"]


def test_a_write_to_an_old_name_is_told_to_come_again_as_it_is(world: World) -> None:
    world.place.rename_repository(REPO, "store")
    url, body = f"{world.place.api_url}/repos/{REPO}/issues/1/comments", {"body": "Hello"}
    first = requests.post(url, json=body, headers=world.bearer(), timeout=10, allow_redirects=False)
    assert first.status_code == 307
    again = requests.post(first.headers["Location"], json=body, headers=world.bearer(), timeout=10)
    assert again.status_code == 201


def test_git_is_led_on_to_the_new_name(place: GitHubPlayground, tmp_path: Path) -> None:
    place.create_repository("octo/open", {"a": "a"}, private=False)
    place.rename_repository("octo/open", "opened")
    for name in ("open", "opened"):
        command = ["git", "clone", "-q", f"{place.url}/octo/{name}.git", str(tmp_path / f"of-{name}")]
        subprocess.run(command, check=True, timeout=30)
        assert (tmp_path / f"of-{name}" / "a").read_text() == "a"


def test_a_new_repository_takes_an_old_name(world: World) -> None:
    world.place.rename_repository(REPO, "store")
    world.place.create_repository(REPO, {"a": "a"})
    assert world.place.state.repo(REPO).id != world.place.state.repo("octo/store").id


def test_a_repository_that_was_deleted_is_not_found(world: World) -> None:
    world.place.delete_repository(REPO)
    with pytest.raises(UnknownObjectException):
        world.client().get_repo(REPO)
