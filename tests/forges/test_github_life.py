"""The life of a pull request on GitHub, over HTTP: opened, mended, renamed, spoken about, closed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.forges import local_github
from tests.forges.local_github import A, B, LocalGitHub, publish_twice, review, scan, thread


@pytest.fixture
def local(tmp_path: Path) -> Iterator[LocalGitHub]:
    made = local_github.start(tmp_path)
    yield made
    made.stop()


def test_the_live_pull_request_is_looked_up(local: LocalGitHub) -> None:
    change = local.forge().look_up(local.target)
    assert (change.head_sha, change.base_ref, change.head_ref) == (local.pull.head_sha, "main", "refs/pull/1/head")
    assert change.merge_base_sha == change.base_sha == local.work.git("rev-parse", "main")
    assert (change.author, change.is_fork, change.draft, change.open) == ("mona", False, False, True)
    assert change.url == f"{local.hub.url}/acme/shop/pull/1"


def test_findings_become_threads_on_their_lines_a_summary_and_a_red_check(local: LocalGitHub) -> None:
    change = local.forge().look_up(local.target)
    publish_twice(local, change, review(thread(A, line=4), thread(B, line=5, end=6)))
    assert local.told() == [("app.py", 4, False), ("app.py", 6, False)]
    assert [each.start_line for each in local.threads()] == [None, 5]
    assert [each.body.splitlines()[1] for each in local.summaries()] == ["### 2 found"]
    (run,) = local.runs()
    assert (run.name, run.status, run.conclusion, run.title) == ("sekisho", "completed", "failure", "Blocked: 2 found")
    assert len(run.annotations) == 2


def test_all_threads_come_in_one_review(local: LocalGitHub) -> None:
    change = local.forge().look_up(local.target)
    done = local.forge().publish(change, scan(), review(thread(A), thread(B, line=5)), lambda: None)
    assert done.threads_opened == 2
    posted = [each for each in local.exchanges if each.method == "POST" and each.path.endswith("/reviews")]
    assert len(posted) == 1


def test_a_clean_pull_request_gets_a_green_check_and_no_comment(local: LocalGitHub) -> None:
    change = local.forge().look_up(local.target)
    publish_twice(local, change, review())
    assert (local.threads(), local.summaries()) == ([], [])
    assert [run.conclusion for run in local.runs()] == ["success"]


def test_a_fix_resolves_the_thread_and_edits_the_summary(local: LocalGitHub) -> None:
    publish_twice(local, local.forge().look_up(local.target), review(thread(A), thread(B, line=5)))
    local.push("fix", {"app.py": local.work.path.joinpath("app.py").read_text() + "more\n"})
    publish_twice(local, local.forge().look_up(local.target), review(thread(B, line=5)), 2)
    assert local.told() == [("app.py", 4, True), ("app.py", 5, False)]
    assert "No longer found" in local.first(local.threads()[0]).body
    assert [each.body.splitlines()[1] for each in local.summaries()] == ["### 1 found"]
    local.push("fix", {"README.md": "Mended.\n"})
    publish_twice(local, local.forge().look_up(local.target), review(), 3)
    assert [resolved for _, _, resolved in local.told()] == [True, True]
    assert [each.body.splitlines()[1] for each in local.summaries()] == ["### Nothing is left"]
    assert [run.conclusion for run in local.runs()] == ["success"]


def test_a_force_push_of_the_same_content_says_nothing_new(local: LocalGitHub) -> None:
    publish_twice(local, local.forge().look_up(local.target), review(thread(A)))
    local.work.git("commit", "-q", "--amend", "-m", "Another message")
    local.fill("fix", "fix")
    change = local.forge().look_up(local.target)
    done = local.forge().publish(change, scan(2), review(thread(A)), lambda: None)
    assert (done.threads_opened, done.threads_updated, done.summary_written) == (0, 0, False)
    assert len(local.threads()) == len(local.summaries()) == 1
    assert [run.conclusion for run in local.runs()] == ["failure"]
