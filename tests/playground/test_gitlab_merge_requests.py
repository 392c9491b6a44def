"""Merge requests: versions and diff_refs, drafts, targets, merging, diffs and their limits, commits, comparisons."""

from __future__ import annotations

import pytest

from bot.playground.gitlab import ApiError
from tests.playground.conftest import AFTER, BEFORE, Received, text
from tests.playground.on_gitlab import DEV, PROJECT, Lab, refusal, told


def test_diff_refs_name_merge_base_target_and_head(lab: Lab) -> None:
    lab.place.push(PROJECT, "main", {"b.py": "B\n"}, author="ada")
    head = lab.push([*AFTER, "end"])
    project, mr = lab.project(), lab.request()
    tip = project.branches.get("main").commit["id"]
    base = project.repository_merge_base(["main", "feature"])["id"]
    assert mr.diff_refs == {"base_sha": base, "start_sha": tip, "head_sha": head}
    assert base != tip
    assert mr.sha == head


def test_a_push_makes_a_version_and_one_to_the_target_does_not(lab: Lab) -> None:
    first = lab.request().diffs.list()
    lab.place.push(PROJECT, "main", {"b.py": "B\n"}, author="ada")
    assert [found.id for found in lab.request().diffs.list()] == [found.id for found in first]
    head = lab.push([*AFTER, "end"])
    newest, oldest = lab.request().diffs.list()
    assert (newest.head_commit_sha, oldest.id) == (head, first[0].id)
    whole = lab.request().diffs.get(newest.id)
    assert next(found["id"] for found in whole.commits) == head
    assert [found["new_path"] for found in whole.diffs] == ["a.py"]


def test_a_forced_target_does_make_one(lab: Lab) -> None:
    lab.place.push(PROJECT, "main", {"z.py": "z\n"}, force=True, start="feature~1", author="ada")
    lab.place.push(PROJECT, "main", {"y.py": "y\n"}, force=True, start="feature~1", author="ada")
    assert len(lab.request().diffs.list()) == 2


def test_a_draft_is_told_by_its_title_in_each_form(lab: Lab, received: Received) -> None:
    lab.hook(received)
    for title in ("Draft: a", "[Draft] b", "(draft) c", "drafty d"):
        mr = lab.request(DEV)
        mr.title = title
        mr.save()
        assert lab.request().draft is (title != "drafty d")
    lab.place.hooks.wait()
    changes = [received.payload_at(number)["changes"].get("draft") for number in range(4)]
    assert changes == [{"previous": False, "current": True}, None, None, {"previous": True, "current": False}]


def test_another_target_makes_a_version_and_says_so(lab: Lab, received: Received) -> None:
    lab.place.push(PROJECT, "next", {"n.py": "n\n"}, author="ada")
    lab.hook(received)
    mr = lab.request(DEV)
    mr.target_branch = "next"
    mr.save()
    lab.place.hooks.wait()
    assert told(received) == ["merge_request.update"]
    assert received.payload_at(0)["changes"]["target_branch"] == {"previous": "main", "current": "next"}
    tip = lab.project().branches.get("next").commit["id"]
    assert lab.request().diff_refs["start_sha"] == tip
    mr.target_branch = "nowhere"
    assert refusal(mr.save) == (400, {"message": {"target_branch": ['"nowhere" does not exist']}})


def test_closing_reopening_and_merging_are_told(lab: Lab, received: Received) -> None:
    lab.hook(received)
    mr = lab.request("ada")
    for event in ("close", "reopen"):
        mr.state_event = event
        mr.save()
    mr.merge(sha=mr.sha)
    lab.place.hooks.wait()
    assert told(received) == ["merge_request.close", "merge_request.reopen", "merge_request.merge", "push"]
    merged = lab.request()
    assert (merged.state, merged.merged_by["username"]) == ("merged", "ada")
    assert merged.merge_commit_sha == lab.project().branches.get("main").commit["id"]


def test_what_does_not_merge_is_refused_by_its_reason(lab: Lab) -> None:
    assert refusal(lab.request(DEV).merge) == (401, {"message": "401 Unauthorized"})
    head = lab.request().sha
    stale = lab.get("/merge_requests/1/merge", lab.place.create_user("ada").token, "PUT", json={"sha": "0" * 40})
    assert (stale.status_code, stale.json()["message"]) == (409, f"SHA does not match HEAD of source branch: {head}")
    lab.place.mark_draft(lab.mr)
    assert refusal(lab.request("ada").merge) == (405, {"message": "405 Method Not Allowed"})
    lab.place.mark_ready(lab.mr)
    lab.place.push(PROJECT, "main", {"a.py": text(["other", *BEFORE[1:9], "mine", *BEFORE[10:]])}, author="ada")
    assert lab.request().has_conflicts is True
    assert refusal(lab.request("ada").merge) == (422, {"message": "Branch cannot be merged"})


def test_a_second_one_of_the_same_branches_is_refused(lab: Lab) -> None:
    asked = {"source_branch": "feature", "target_branch": "main", "title": "Again"}
    refused = (409, {"message": ["Another open merge request already exists for this source branch: !1"]})
    assert refusal(lab.project(DEV).mergerequests.create, asked) == refused
    lab.place.close(lab.mr)
    assert lab.project(DEV).mergerequests.create(asked).iid == 2
    with pytest.raises(ApiError, match="!2"):
        lab.place.reopen(lab.mr)


def test_what_lacks_a_title_or_a_branch_is_refused(lab: Lab) -> None:
    create = lab.project(DEV).mergerequests.create
    asked = {"source_branch": "feature", "target_branch": "main", "title": " "}
    lab.place.close(lab.mr)
    assert refusal(create, asked) == (400, {"message": {"title": ["can't be blank"]}})
    assert refusal(create, asked | {"title": "x", "source_branch": "nowhere"})[0] == 400
    bare = lab.get("/merge_requests", lab.place.create_user(DEV).token, "POST", json={"title": "x"})
    assert bare.json() == {"error": "source_branch is missing, target_branch is missing"}


def test_deleting_the_branch_closes_and_pushing_it_to_the_target_merges(lab: Lab, received: Received) -> None:
    lab.place.push(PROJECT, "second", {"c.py": "c\n"}, author=DEV)
    second = lab.place.open_merge_request(PROJECT, "second", author=DEV)
    lab.hook(received)
    lab.place.delete_branch(PROJECT, "second", DEV)
    lab.place.push(PROJECT, "main", revision=lab.mr.head_sha, author="ada")
    lab.place.hooks.wait()
    assert told(received) == ["push", "merge_request.close", "push", "merge_request.merge"]
    assert (second.state, lab.mr.state) == ("closed", "merged")


def test_diffs_come_in_pages_of_twenty(lab: Lab) -> None:
    lab.place.push(PROJECT, "feature", {f"f{number:02}.py": "x\n" for number in range(30)}, author=DEV)
    answer = lab.get("/merge_requests/1/diffs")
    assert (len(answer.json()), answer.headers["X-Total"], answer.headers["X-Next-Page"]) == (20, "31", "2")
    assert len(lab.get("/merge_requests/1/diffs", params={"page": 2}).json()) == 11
    assert lab.request().changes_count == "31"


@pytest.mark.parametrize(("lines", "shown"), [(1, "whole"), (3_000, "collapsed"), (30_000, "too_large")])
def test_large_diffs_are_empty(lab: Lab, lines: int, shown: str) -> None:
    lab.place.push(PROJECT, "feature", {"big.py": "12345678\n" * lines}, author=DEV)
    [file] = [file for file in lab.request().changes()["changes"] if file["new_path"] == "big.py"]
    assert (file["collapsed"], file["too_large"]) == (shown == "collapsed", shown == "too_large")
    assert bool(file["diff"]) is (shown == "whole")


def test_after_a_hundred_files_the_rest_is_collapsed_and_after_a_thousand_left_out(lab: Lab) -> None:
    lab.place.push(PROJECT, "feature", {f"f{number:04}.py": "x\n" for number in range(1001)}, author=DEV)
    whole = lab.request().changes()
    assert [file["collapsed"] for file in whole["changes"]] == [False] * 100 + [True] * 900
    assert (whole["overflow"], whole["changes_count"]) == (True, "1000+")


def test_renames_deletions_and_modes_are_told(lab: Lab) -> None:
    files = {"b.py": None, "c.py": "b\n", "a.py": None, "run.sh": "#!/bin/sh\n"}
    lab.place.push(PROJECT, "feature", files, author=DEV, modes={"run.sh": "100755"})
    found = {file["new_path"]: file for file in lab.request().changes()["changes"]}
    assert (found["c.py"]["renamed_file"], found["c.py"]["old_path"], found["c.py"]["diff"]) == (True, "b.py", "")
    assert (found["a.py"]["deleted_file"], found["a.py"]["b_mode"]) == (True, "0")
    assert (found["run.sh"]["new_file"], found["run.sh"]["b_mode"]) == (True, "100755")


def test_commits_branches_and_comparisons_are_read(lab: Lab) -> None:
    project, mr = lab.project(), lab.request()
    assert [found.id for found in mr.commits()] == [lab.mr.head_sha]
    assert [found["iid"] for found in project.commits.get(lab.mr.head_sha).merge_requests()] == [1]
    assert project.commits.get("main").merge_requests() == []
    compared = project.repository_compare("main", "feature")
    assert [found["new_path"] for found in compared["diffs"]] == ["a.py"]
    assert compared["diffs"][0]["diff"].startswith("@@ -7,7 +7,7 @@")
    assert {branch.name: branch.merged for branch in project.branches.list()} == {"feature": False, "main": False}
    assert project.files.get("b.py", "main").decode() == b"b\n"
    assert [found["path"] for found in project.repository_tree(ref="main")] == ["a.py", "b.py"]


def test_what_is_not_there_is_named(lab: Lab) -> None:
    project = lab.project()
    assert refusal(project.mergerequests.get, 7) == (404, {"message": "404 Not found"})
    assert refusal(project.commits.get, "0" * 40) == (404, {"message": "404 Commit Not Found"})
    assert refusal(project.branches.get, "gone") == (404, {"message": "404 Branch Not Found"})
    assert refusal(project.files.get, "gone.py", "main") == (404, {"message": "404 File Not Found"})
    assert refusal(project.repository_merge_base, ["main"])[0] == 400


def test_requests_are_listed_by_what_is_asked(lab: Lab) -> None:
    lab.place.push(PROJECT, "second", {"c.py": "c\n"}, author=DEV)
    lab.place.close(lab.place.open_merge_request(PROJECT, "second", author=DEV))
    requests = lab.project().mergerequests
    assert [mr.iid for mr in requests.list(get_all=True)] == [2, 1]
    assert [mr.iid for mr in requests.list(state="opened", get_all=True)] == [1]
    assert [mr.iid for mr in requests.list(source_branch="second", get_all=True)] == [2]
    assert [mr.iid for mr in lab.person("ada").groups.get("acme").mergerequests.list(state="closed", get_all=True)] == [
        2
    ]
    assert refusal(requests.list, state="nonsense") == (400, {"error": "state does not have a valid value"})


def test_a_train_joins_what_is_ahead_in_it(lab: Lab) -> None:
    lab.place.push(PROJECT, "second", {"c.py": "c\n"}, author=DEV)
    second = lab.place.open_merge_request(PROJECT, "second", author=DEV)
    first_car, second_car = lab.place.add_to_train(lab.mr), lab.place.add_to_train(second)
    assert lab.refs("refs/merge-requests/2/train") == {"refs/merge-requests/2/train": second_car}
    assert lab.project().commits.get(second_car).parent_ids == [first_car, second.head_sha]
    lab.place.take_from_train(second)
    assert lab.refs("refs/merge-requests/2/train") == {}
