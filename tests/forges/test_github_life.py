"""The life of a pull request on GitHub, over HTTP: opened, mended, renamed, spoken about, closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.forges.cutting import LEFT_OUT
from bot.markers import SUMMARY_MARKER, read_thread_marker
from bot.model import Placement, Target
from bot.playground.github import pulls, talk
from tests.forges import local_github
from tests.forges.local_github import (
    IDENTITIES,
    MAIN,
    PERMISSIONS,
    REPO,
    A,
    B,
    C,
    LocalGitHub,
    publish_twice,
    review,
    scan,
    thread,
)


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


def test_a_renamed_file_keeps_its_thread(local: LocalGitHub) -> None:
    publish_twice(local, local.forge().look_up(local.target), review(thread(A)))
    local.push("fix", {"shop.py": (local.work.path / "app.py").read_text(), "app.py": None})
    publish_twice(local, local.forge().look_up(local.target), review(thread(A, path="shop.py")), 2)
    assert local.told() == [("app.py", 4, False)]


def test_words_that_changed_are_edited_in_place(local: LocalGitHub) -> None:
    change = local.forge().look_up(local.target)
    publish_twice(local, change, review(thread(A)))
    publish_twice(local, change, review(thread(A, text="It is unsafe on line 9.")))
    assert len(local.threads()) == 1
    assert "on line 9" in local.first(local.threads()[0]).body


def test_what_a_person_resolved_stays_resolved_and_unsaid(local: LocalGitHub) -> None:
    change = local.forge().look_up(local.target)
    publish_twice(local, change, review(thread(A)))
    local.resolve(local.threads()[0])
    before = local.first(local.threads()[0]).body
    publish_twice(local, change, review(thread(A, text="Said anew.")))
    publish_twice(local, change, review())
    assert local.told() == [("app.py", 4, True)]
    assert local.first(local.threads()[0]).body == before


def test_a_finding_that_returns_opens_its_thread_again_as_it_was(local: LocalGitHub) -> None:
    change = local.forge().look_up(local.target)
    publish_twice(local, change, review(thread(A)))
    before = local.first(local.threads()[0]).body
    publish_twice(local, change, review())
    publish_twice(local, change, review(thread(A)))
    assert local.told() == [("app.py", 4, False)]
    assert local.first(local.threads()[0]).body == before


def test_a_person_who_opens_a_settled_thread_again_is_told_once_more_that_it_is_gone(local: LocalGitHub) -> None:
    change = local.forge().look_up(local.target)
    publish_twice(local, change, review(thread(A)))
    publish_twice(local, change, review())
    local.resolve(local.threads()[0], resolved=False)
    publish_twice(local, change, review())
    assert local.told() == [("app.py", 4, True)]


def test_where_a_person_replied_one_note_is_left(local: LocalGitHub) -> None:
    change = local.forge().look_up(local.target)
    publish_twice(local, change, review(thread(A), thread(B, line=5)))
    local.reply(local.threads()[0], "Is that so?")
    publish_twice(local, change, review())
    spoken, silent = local.threads()
    assert [each.author for each in local.comments_in(spoken)] == ["sekisho[bot]", "mona", "sekisho[bot]"]
    assert f"No longer found at {change.head_sha[:10]}" in local.comments_in(spoken)[-1].body
    assert len(local.comments_in(silent)) == 1
    publish_twice(local, change, review(thread(A)))
    publish_twice(local, change, review())
    assert len(local.comments_in(spoken)) == 3


def test_a_thread_out_of_the_budget_or_not_looked_at_is_left_alone(local: LocalGitHub) -> None:
    change = local.forge().look_up(local.target)
    publish_twice(local, change, review(thread(A)))
    publish_twice(local, change, review(present=frozenset({A})))
    publish_twice(local, change, review(undecided=frozenset({"app.py"})))
    assert local.told() == [("app.py", 4, False)]


def test_the_marks_in_other_peoples_comments_count_for_nothing(local: LocalGitHub) -> None:
    change = local.forge().look_up(local.target)
    with local.hub.state.lock:
        talk.comment(local.hub, local.pull, "mona", f"{SUMMARY_MARKER}\nAll is well")
    local.forge(token=local.token("mona")).publish(change, scan(9), review(thread(A)), lambda: None)
    publish_twice(local, change, review(thread(A)))
    assert [local.first(each).author for each in local.threads()] == ["mona", "sekisho[bot]"]
    assert [each.author for each in local.summaries()] == ["mona", "sekisho[bot]"]


def test_a_line_outside_the_diff_falls_to_the_file_and_takes_nobody_along(local: LocalGitHub) -> None:
    change = local.forge().look_up(local.target)
    threads = [thread(identity, line=line) for identity, line in zip(IDENTITIES, (3, 4, 30, 5, 6), strict=False)]
    publish_twice(local, change, review(*threads))
    assert sorted(each.line or 0 for each in local.threads()) == [0, 3, 4, 5, 6]
    (on_file,) = [each for each in local.threads() if each.subject_type == "file"]
    assert read_thread_marker(local.first(on_file).body) == (C,)


def test_what_the_diff_has_no_place_for_stands_in_the_summary_until_it_has(local: LocalGitHub) -> None:
    change = local.forge().look_up(local.target)
    lost = thread(B, path="other`s.py", text="It is <unsafe>.")
    forge = local.forge()
    done = forge.publish(change, scan(), review(thread(A), lost), lambda: None)
    assert done.fallen_back == (f"{B}: summary",)
    assert done.threads_opened == 1
    (summary,) = local.summaries()
    assert (
        "### Findings that the diff has no place for\n\n**``other`s.py``, line 4**\n\n**It is <unsafe>" in summary.body
    )
    publish_twice(local, change, review(thread(A), lost))
    local.push("fix", {"other`s.py": MAIN["app.py"]})
    publish_twice(local, forge.look_up(local.target), review(thread(A), lost), 2)
    assert [each.path for each in local.threads()] == ["app.py", "other`s.py"]
    assert "no place" not in local.summaries()[0].body


def test_threads_are_placed_as_the_review_says(local: LocalGitHub) -> None:
    change = local.forge().look_up(local.target)
    on_file, nowhere = thread(B, line=30, placement=Placement.FILE), thread(C, placement=Placement.SUMMARY)
    publish_twice(local, change, review(thread(A), on_file, nowhere))
    assert [each.subject_type for each in local.threads()] == ["line", "file"]
    assert "no place" in local.summaries()[0].body


def test_bodies_longer_than_github_takes_are_cut_and_said_so(local: LocalGitHub) -> None:
    change = local.forge().look_up(local.target)
    long = "```\n" + "ö" * 50 + "\n"
    big = replace(
        review(thread(A, text=long * 2000)),
        summary=f"{SUMMARY_MARKER}\n<details><summary>x</summary>\n\n" + "words\n" * 20_000,
        report="### One\n\n" + "words\n" * 10_000 + "\n### Two\n\n" + "more\n" * 20_000,
    )
    publish_twice(local, change, big)
    bodies = [local.first(local.threads()[0]).body, local.summaries()[0].body]
    assert all(len(body.encode()) <= 65_535 and body.endswith(LEFT_OUT) for body in bodies)
    assert bodies[1].endswith(f"</details>\n\n{LEFT_OUT}")
    (run,) = local.runs()
    assert run.summary is not None
    assert run.summary.endswith("words")
    assert run.text is not None
    assert run.text.startswith("### Two")
    assert run.text.endswith(LEFT_OUT)


def test_a_merge_group_and_a_branch_get_a_check_and_no_comment(local: LocalGitHub) -> None:
    with local.hub.state.lock:
        ref = pulls.enqueue(local.hub, local.pull, "ada")
    target = Target("github", REPO, None, ref)
    base = local.work.git("rev-parse", "main")
    change = local.forge().look_up(target, "", base)
    assert (change.base_ref, change.base_sha, change.merge_base_sha) == ("main", base, base)
    assert change.head_ref == f"refs/heads/{ref}"
    assert local.forge().look_up(target) == change
    publish_twice(local, change, review(thread(A)))
    assert [run.conclusion for run in local.runs(change.head_sha)] == ["failure"]
    assert local.threads() == []
    branch = local.forge().look_up(Target("github", REPO, None, "main"))
    assert (branch.head_sha, branch.base_sha, branch.head_ref) == (base, "", "refs/heads/main")


def test_without_contents_write_threads_are_edited_and_hidden_instead(tmp_path: Path) -> None:
    local = local_github.start(tmp_path, permissions={**PERMISSIONS, "contents": "read"})
    try:
        change = local.forge().look_up(local.target)
        publish_twice(local, change, review(thread(A)))
        before = local.first(local.threads()[0]).body
        publish_twice(local, change, review())
        assert local.told() == [("app.py", 4, False)]
        assert local.first(local.threads()[0]).minimized == "RESOLVED"
        assert "No longer found" in local.first(local.threads()[0]).body
        publish_twice(local, change, review(thread(A)))
        assert (local.first(local.threads()[0]).minimized, local.first(local.threads()[0]).body) == ("", before)
    finally:
        local.stop()


def test_without_checks_write_the_verdict_is_a_commit_status(tmp_path: Path) -> None:
    local = local_github.start(tmp_path, permissions={**PERMISSIONS, "checks": "read"})
    try:
        change = local.forge().look_up(local.target)
        local.forge().announce(change, scan(), lambda: None)
        publish_twice(local, change, review(thread(A)))
        assert [each.state for each in local.statuses()] == ["failure", "pending"]
        assert local.runs() == []
    finally:
        local.stop()
