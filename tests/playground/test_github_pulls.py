"""Pull requests: what they hold, how they change, forks, the merge queue."""

from __future__ import annotations

import pytest
import requests
from github import GithubException

from tests.playground.conftest import AFTER, REPO, Received, World


def test_a_pull_request_says_what_it_changes(world: World) -> None:
    pull = world.shown_pull
    assert (pull.additions, pull.deletions, pull.changed_files, pull.commits) == (2, 1, 1, 1)
    assert (pull.mergeable, pull.merged, pull.draft, pull.state) == (True, False, False, "open")
    [file] = pull.get_files()
    assert file.patch.startswith("@@ -7,7 +7,7 @@")
    assert [found.sha for found in pull.get_commits()] == [pull.head.sha]


def test_lists_filter_by_state_and_head(world: World) -> None:
    repo = world.repo
    assert [found.number for found in repo.get_pulls(head="octo:feature")] == [1]
    assert [found.number for found in repo.get_pulls(head="octo:other")] == []
    world.place.close(world.pull)
    assert [found.number for found in repo.get_pulls()] == []
    assert [found.number for found in repo.get_pulls(state="closed")] == [1]


def test_a_second_pull_request_and_an_empty_one_are_refused(world: World) -> None:
    with pytest.raises(GithubException) as second:
        world.repo.create_pull(base="main", head="feature", title="Again")
    assert second.value.data["errors"][0]["message"] == "A pull request already exists for octo:feature."
    world.place.push(REPO, "same", revision="main")
    with pytest.raises(GithubException) as empty:
        world.repo.create_pull(base="main", head="same", title="Nothing")
    assert empty.value.data["errors"][0]["message"] == "No commits between main and same"


def test_a_conflict_is_not_mergeable_and_a_merge_is_refused(world: World) -> None:
    world.place.push(REPO, "main", {"a.py": "all else\n"})
    assert world.shown_pull.mergeable is False
    with pytest.raises(GithubException) as refused:
        world.shown_pull.merge()
    assert refused.value.status == 405


def test_every_change_of_state_is_told(world: World, received: Received) -> None:
    place, pull = world.place, world.pull
    place.push(REPO, "release", {"r": "r"})
    place.set_draft(pull, True)
    place.set_draft(pull, False)
    place.edit(pull, title="Better")
    place.edit(pull, base="release")
    place.close(pull)
    place.reopen(pull)
    place.merge(pull)
    place.hooks.wait()
    told = [event.partition(".")[2] for event in received.events() if event.startswith("pull_request.")]
    expected = "opened converted_to_draft ready_for_review edited edited closed reopened closed"
    assert told == expected.split()
    assert received.payload("pull_request.edited")["changes"]["base"]["ref"]["from"] == "main"
    assert received.payload("pull_request.closed")["pull_request"]["merged"] is True


def test_the_base_stays_what_it_was_until_the_head_moves(world: World) -> None:
    old = world.pull.base_sha
    new = world.place.push(REPO, "main", {"z.py": "z\n"})
    assert world.shown_pull.base.sha == old
    world.push([*AFTER, "more"])
    assert world.shown_pull.base.sha == new


def test_a_fork_is_seen_from_the_base_repository(world: World, received: Received) -> None:
    world.place.fork(REPO, "eve")
    sha = world.place.push("eve/demo", "evil", {"e.py": "e\n"})
    pull = world.place.open_pull_request(REPO, "evil", from_fork="eve/demo")
    repo = world.repo
    shown = repo.get_pull(pull.number)
    assert (shown.head.repo.full_name, shown.head.sha, shown.user.login) == ("eve/demo", sha, "eve")
    assert repo.get_git_ref(f"pull/{pull.number}/head").object.sha == sha
    assert [found.number for found in repo.get_commit(sha).get_pulls()] == [pull.number]
    assert shown.create_issue_comment("Hello").user.login == "sekisho[bot]"
    run = repo.create_check_run("sekisho", sha)
    world.place.rerequest_run(world.place.state.runs[run.id], "octo")
    world.place.hooks.wait()
    assert received.payload("check_run.rerequested")["check_run"]["pull_requests"] == []
    newer = world.place.push("eve/demo", "evil", {"e.py": "more\n"})
    assert repo.get_pull(pull.number).head.sha == newer


def test_the_merge_queue_asks_for_the_combined_commit(world: World, received: Received) -> None:
    other = world.place.push(REPO, "main", {"z.py": "z\n"})
    branch = world.place.enqueue(world.pull)
    world.place.hooks.wait()
    group = received.payload("merge_group.checks_requested")["merge_group"]
    assert (group["base_sha"], group["base_ref"]) == (other, "refs/heads/main")
    assert group["head_ref"] == f"refs/heads/{branch}"
    assert world.repo.get_branch(branch).commit.sha == group["head_sha"]
    world.place.dequeue(world.pull, "merged")
    world.place.hooks.wait()
    assert received.payload("merge_group.destroyed")["reason"] == "merged"
    assert world.repo.get_branch("main").commit.sha == group["head_sha"]
    assert world.shown_pull.merged


@pytest.mark.off_contract("the description knows no diffs, and not what a 406 says")
def test_the_diff_media_type_is_refused_over_300_files(world: World) -> None:
    url = f"{world.place.api_url}/repos/{REPO}/pulls"
    headers = world.bearer() | {"Accept": "application/vnd.github.diff"}
    small = requests.get(f"{url}/1", headers=headers, timeout=30)
    assert (small.status_code, "+changed" in small.text) == (200, True)
    world.place.push(REPO, "wide", {f"many/{number}.txt": "x\n" for number in range(301)})
    wide = world.place.open_pull_request(REPO, "wide")
    answer = requests.get(f"{url}/{wide.number}", headers=headers, timeout=30)
    assert answer.status_code == 406
    assert answer.json()["message"] == "Sorry, the diff exceeded the maximum number of files (300)."


def test_lists_come_in_pages_of_at_most_a_hundred(world: World) -> None:
    world.place.push(REPO, "wide", {f"many/{number:03}.txt": "x\n" for number in range(250)})
    wide = world.place.open_pull_request(REPO, "wide")
    url = f"{world.place.api_url}/repos/{REPO}/pulls/{wide.number}/files"
    answer = requests.get(url, params={"per_page": 500}, headers=world.bearer(), timeout=30)
    assert (len(answer.json()), set(answer.links)) == (100, {"next", "last"})
    assert len(list(world.repo.get_pull(wide.number).get_files())) == 250


def test_permissions_are_told_as_github_tells_them(world: World) -> None:
    repo = world.repo
    for role, coarse in (("maintain", "write"), ("triage", "read"), ("admin", "admin"), ("read", "read")):
        world.place.add_collaborator(REPO, role, role)
        assert (repo.get_collaborator_permission(role), role) == (coarse, role)
    world.place.create_user("eve")
    assert repo.get_collaborator_permission("eve") == "none"
    with pytest.raises(GithubException) as refused:
        repo.get_collaborator_permission("ghost")
    assert refused.value.status == 404
