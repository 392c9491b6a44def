"""One long day in the life of a repository on the playground, lived through unmodified PyGithub and plain HTTP.

Touches every route with a success; what it sees on the way is looked at by the tests.
"""

from __future__ import annotations

import base64
import gzip
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import requests
from github.PullRequest import PullRequest
from github.Repository import Repository

from bot.playground.github.nouns import ManifestCode
from tests.playground.day_talk import converse, review, threads
from tests.playground.people import AFTER, FULL, NAME, OWNER, Day


def live(day: Day) -> None:
    """All of it, in order."""
    repo = day.bot.get_repo(FULL)
    app_itself(day)
    browse(day, repo)
    commit_by_api(day, repo)
    pull = open_pull(day, repo)
    checks_run(day, repo, pull)
    statuses(day, repo)
    scanning(day, pull)
    review(day, pull)
    threads(day, pull)
    converse(day, repo, pull)
    change(day, pull)
    queue_and_merge(day, repo)
    leave(day)


def app_itself(day: Day) -> None:
    """What an app asks about itself, and an owner about the app."""
    integration = day.integration
    assert integration.get_app().slug == day.app.slug
    assert [found.id for found in integration.get_installations()] == [day.installation.id]
    assert integration.get_app_installation(day.installation.id).app_id == day.app.id
    assert integration.get_repo_installation(OWNER, NAME).id == day.installation.id
    assert integration.get_org_installation(OWNER).id == day.installation.id
    assert integration.get_access_token(day.installation.id, {"checks": "write"}).permissions["checks"] == "write"
    day.say("POST", f"/app/installations/{day.installation.id}/access_tokens", {"repositories": [NAME]}, as_="app")
    day.say("GET", "/app/hook/config", as_="app")
    day.say("PATCH", "/app/hook/config", {"url": day.app.webhook_url, "content_type": "json"}, as_="app")
    later = day.place.clock.now() + timedelta(hours=1)
    day.place.state.codes["code"] = ManifestCode("code", day.app.id, later)
    requests.post(f"{day.place.api_url}/app-manifests/code/conversions", timeout=10).raise_for_status()
    day.say("GET", "/user")
    day.say("GET", "/users/ada")
    day.say("GET", "/rate_limit")
    day.say("GET", "/meta")
    assert day.bot.get_rate_limit().resources.core.limit > 0
    assert day.bot.get_user("ada").login == "ada"
    _, reached = day.bot.requester.requestJsonAndCheck("GET", "/installation/repositories")
    assert reached["total_count"] == 1


def browse(day: Day, repo: Repository) -> None:
    """Branches, commits, files, people."""
    assert repo.default_branch == "main"
    assert "feature/x" in [branch.name for branch in repo.get_branches()]
    assert repo.get_branch("feature/x").commit.sha == day.head
    assert repo.get_git_ref("heads/feature/x").object.sha == day.head
    assert repo.get_commits(sha="feature/x")[0].sha == day.head
    assert repo.get_commit(day.head).stats.additions > 0
    assert repo.compare("main", "feature/x").ahead_by == 1
    assert repo.compare(day.head, day.base).status == "behind"
    contents = repo.get_contents("")
    assert isinstance(contents, list)
    assert {entry.path for entry in contents} == {"a.txt", "old.txt", "logo.bin"}
    file = repo.get_contents("a.txt", ref=day.head)
    assert not isinstance(file, list)
    assert file.decoded_content.decode() == AFTER
    assert isinstance(repo.get_contents("dir", ref="feature/x"), list)
    assert repo.get_git_blob(file.sha).size == len(AFTER)
    assert repo.get_collaborator_permission("ada") == "admin"
    assert repo.has_in_collaborators("ada")
    assert day.say("GET", f"/repos/{FULL}").json()["permissions"]["admin"]


def commit_by_api(day: Day, repo: Repository) -> None:
    """A branch is made, and a commit put on it where it stands as expected."""
    repo.create_git_ref("refs/heads/mended", day.head)
    asked = (
        "mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid url } } }"
    )
    told: dict[str, Any] = {
        "branch": {"repositoryNameWithOwner": FULL, "branchName": "mended"},
        "expectedHeadOid": day.head,
        "fileChanges": {"additions": [{"path": "a.txt", "contents": "bWVuZGVkCg=="}]},
        "message": {"headline": "Mend", "body": "As somebody asked"},
    }
    day.graphql(asked, input=told)
    tip = repo.get_commit("heads/mended")
    assert (tip.commit.message, [parent.sha for parent in tip.parents]) == ("Mend\n\nAs somebody asked", [day.head])


def open_pull(day: Day, repo: Repository) -> PullRequest:
    """A draft is opened, made ready, listed."""
    pull = repo.create_pull(title="A change", body="Why", head="feature/x", base="main", draft=True)
    day.place.set_draft(day.place.state.pull(FULL, pull.number), False)
    asked = "mutation($id: ID!) { %s(input: {pullRequestId: $id}) { pullRequest { isDraft } } }"
    for name in ("convertPullRequestToDraft", "markPullRequestReadyForReview"):
        day.graphql(asked % name, id=pull.node_id)
    assert [each.number for each in repo.get_pulls(state="open", base="main", head=f"{OWNER}:feature/x")] == [1]
    pull = repo.get_pull(pull.number)
    assert pull.mergeable
    assert [commit.sha for commit in pull.get_commits()] == [day.head]
    assert {file.filename for file in pull.get_files()} == {"a.txt", "new.txt", "dir/b.txt"}
    assert not pull.is_merged()
    assert repo.get_issue(pull.number).pull_request is not None
    assert [each.number for each in repo.get_commit(day.head).get_pulls()] == [1]
    pull.edit(title="A better title")
    return pull


def checks_run(day: Day, repo: Repository, pull: PullRequest) -> None:
    """A check run from queued to red, with annotations in two calls, buttons, re-runs."""
    run = repo.create_check_run("sekisho", day.head, status="queued", external_id="scan 1")
    note = {"path": "a.txt", "start_line": 12, "end_line": 12, "annotation_level": "failure", "message": "No."}
    run.edit(status="in_progress", started_at=datetime(2026, 11, 23, 14, 0, tzinfo=UTC))
    more = note | {"title": "A title", "raw_details": "all of it", "start_column": 1, "end_column": 4}
    action = {"label": "Rescan", "description": "Look again", "identifier": "rescan"}
    run.edit(
        status="completed",
        conclusion="failure",
        completed_at=datetime(2026, 11, 23, 14, 1, tzinfo=UTC),
        output={"title": "1 finding", "summary": "A *summary*.", "text": "Text.", "annotations": [note, more]},
        actions=[action],
    )
    run.edit(output={"title": "2 findings", "summary": "s", "annotations": [note]})
    assert len(list(repo.get_check_run(run.id).get_annotations())) == 3
    commit = repo.get_commit(day.head)
    assert [each.id for each in commit.get_check_runs(check_name="sekisho", filter="latest")] == [run.id]
    [suite] = [each for each in commit.get_check_suites() if each.id == run.check_suite.id]
    assert repo.get_check_suite(suite.id).get_check_runs().totalCount == 1
    day.say("POST", f"/repos/{FULL}/check-runs/{run.id}/rerequest")
    day.say("POST", f"/repos/{FULL}/check-suites/{suite.id}/rerequest")
    day.place.press(day.place.state.runs[run.id], "rescan", "ada")


def statuses(day: Day, repo: Repository) -> None:
    """Commit statuses, by a person."""
    sent = {
        "state": "pending",
        "context": "sekisho",
        "description": "Looking",
        "target_url": "https://sekisho.example/1",
    }
    day.say("POST", f"/repos/{FULL}/statuses/{day.head}", sent)
    repo.get_commit(day.head).create_status("success", description="Nothing found", context="sekisho")
    assert repo.get_commit(day.head).get_combined_status().state == "success"
    assert repo.get_commit(day.head).get_statuses().totalCount == 2


def scanning(day: Day, pull: PullRequest) -> None:
    """SARIF for code scanning, and what became of it."""
    log = {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "sekisho"}}, "results": []}]}
    packed = base64.b64encode(gzip.compress(json.dumps(log).encode())).decode()
    sent = {"commit_sha": pull.head.sha, "ref": f"refs/pull/{pull.number}/head", "sarif": packed}
    made = day.say("POST", f"/repos/{FULL}/code-scanning/sarifs", sent).json()
    day.say("GET", f"/repos/{FULL}/code-scanning/sarifs/{made['id']}")
    done = day.say("GET", f"/repos/{FULL}/code-scanning/sarifs/{made['id']}").json()
    assert done["processing_status"] == "complete"


def change(day: Day, pull: PullRequest) -> None:
    """Another push outdates a thread; another base; closed and opened again; a force-push."""
    day.head = day.place.push(
        FULL, "feature/x", {"a.txt": AFTER.replace("and more\n", "")}, author="ada", message="Less"
    )
    lines = {comment.body: comment.line for comment in pull.get_review_comments()}
    assert lines["Both."] is None
    day.place.push(FULL, "release", {"release.txt": "1\n"}, start=day.base, author="ada")
    pull.edit(base="release")
    pull.edit(base="main", body="Because")
    pull.edit(state="closed")
    pull.edit(state="open")
    day.place.push(FULL, "feature/x", {"a.txt": AFTER}, start=day.base, force=True, author="ada")


def queue_and_merge(day: Day, repo: Repository) -> None:
    """In and out of the merge queue, then merged; a second one, from a fork, merged by the queue."""
    first = day.place.state.pull(FULL, 1)
    for reason in ("dequeued", "invalidated"):
        day.place.enqueue(first, "ada")
        day.place.dequeue(first, reason, "ada")
    day.say("PUT", f"/repos/{FULL}/pulls/1/merge")
    assert repo.get_pull(1).is_merged()
    fork = day.place.fork(FULL, "grace").full_name
    day.place.push(fork, "second", {"second.txt": "2\n"}, start="refs/heads/main", author="grace")
    second = day.place.open_pull_request(FULL, "second", author="grace", from_fork=fork)
    repo.create_check_run("sekisho", second.head_sha, status="completed", conclusion="success")
    assert repo.compare("main", "grace:second").ahead_by == 1
    day.place.enqueue(second, "ada")
    day.place.dequeue(second, "merged", "ada")
    assert repo.get_pulls(state="all").totalCount == 2
    day.place.delete_branch(FULL, "release", "ada")


def leave(day: Day) -> None:
    """Deliveries are looked at and asked for again; the app is suspended, moved, taken out."""
    day.place.ping(day.app)
    day.place.hooks.wait()
    listed = day.say("GET", "/app/hook/deliveries", as_="app", per_page=5).json()
    day.say("GET", f"/app/hook/deliveries/{listed[0]['id']}", as_="app")
    day.say("POST", f"/app/hook/deliveries/{listed[0]['id']}/attempts", as_="app")
    day.place.suspend(day.installation)
    day.place.suspend(day.installation, False)
    day.place.create_repository(f"{OWNER}/vault")
    day.place.reselect(day.installation, [f"{OWNER}/vault"])
    day.bot.requester.requestJsonAndCheck("DELETE", "/installation/token")
    day.say("DELETE", f"/app/installations/{day.installation.id}", as_="app")
