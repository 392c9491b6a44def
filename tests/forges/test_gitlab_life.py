"""The life of a merge request's conversation on GitLab, over HTTP: told, mended, answered, refused, remembered."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot import markdown
from bot.forges.conversing import UNPLACED_HEADING
from bot.forges.interface import ForgeUnavailable, NotThere, Refused
from bot.markers import SETTLED_MARKER, SUMMARY_MARKER, answer_marker, thread_marker
from bot.model import Annotation, Command, Placement, Spoken, Thread, Verdict
from bot.playground.gitlab import CLOSE, Answer, Asked, Limits
from tests.forges import local_gitlab
from tests.forges.local_github import IDENTITIES, A, B, C, review
from tests.forges.local_gitlab import MAIN, LocalGitLab

ERROR = Answer(500, b'{"message":"500 Internal Server Error"}')
WORDS = '400 Bad request - Note {:line_code=>["can\'t be blank", "must be a valid line code"]}'
NOWHERE = Answer(400, json.dumps({"message": WORDS}).encode())
MENDED = {"app.py": f"{MAIN['app.py']}more\n"}


@pytest.fixture
def local(tmp_path: Path) -> Iterator[LocalGitLab]:
    made = local_gitlab.start(tmp_path)
    yield made
    made.stop()


def asks(verb: str, end: str, holding: bytes = b"") -> Callable[[Asked], bool]:
    return lambda asked: asked.method == verb and asked.path.endswith(end) and holding in asked.body


def suggesting(what: Thread, code: str) -> Thread:
    return replace(what, body=f"{what.body}\n\n{markdown.fence(code, 'suggestion')}\n\n<sub>high</sub>")


def headings(local: LocalGitLab) -> list[str]:
    return [body.splitlines()[1] for body in local.summaries()]


def first(local: LocalGitLab, number: int = 0) -> str:
    return str(local.threads()[number]["notes"][0]["body"])


def test_findings_become_threads_and_one_note_with_the_whole_report(local: LocalGitLab) -> None:
    local.publish_twice(review(local.thread(A, line=4), local.thread(B, line=5, end=6)))
    assert local.told() == [("app.py", 4, False), ("app.py", 6, False)]
    (summary,) = local.summaries()
    assert summary.startswith(f"{SUMMARY_MARKER}\n### 2 found\n")
    assert summary.endswith(
        "<details><summary>The whole report</summary>\n\n2 found.\n\n### Details\n\nAll of them.\n\n</details>"
    )


def test_a_clean_merge_request_gets_no_note(local: LocalGitLab) -> None:
    local.publish_twice(review())
    assert (local.threads(), local.summaries()) == ([], [])


def test_what_is_only_observed_gets_a_note_and_no_thread(local: LocalGitLab) -> None:
    notice = Annotation("app.py", 4, 4, "notice", "Unsafe", "It is.")
    local.publish_twice(review(annotations=(notice,), headline="Clear: 1 observed"))
    assert headings(local) == ["### Clear: 1 observed"]
    assert local.threads() == []


def test_a_draft_gets_a_note_that_holds_nothing_up(local: LocalGitLab) -> None:
    local.publish_twice(review(verdict=Verdict.BLOCKED, observed=True, headline="Blocked: 1 high"))
    assert headings(local) == ["### Blocked: 1 high"]
    assert "nothing holds it up" in local.summaries()[0]


def test_what_could_not_be_looked_at_gets_a_note(local: LocalGitLab) -> None:
    local.publish_twice(review(verdict=Verdict.INCOMPLETE, headline="Incomplete: 1 not looked at"))
    assert headings(local) == ["### Incomplete: 1 not looked at"]
    local.publish_twice(review(), 2)
    assert headings(local) == ["### Nothing is left"]


def test_a_fix_resolves_the_thread_and_edits_the_note(local: LocalGitLab) -> None:
    local.publish_twice(review(local.thread(A, line=4), local.thread(B, line=5)))
    local.push(MENDED)
    local.publish_twice(review(local.thread(B, line=5, placement=Placement.FILE)), 2)
    assert [resolved for *_, resolved in local.told()] == [True, False]
    assert "No longer found" in first(local)
    assert headings(local) == ["### 1 found"]
    local.publish_twice(review(), 3)
    assert [resolved for *_, resolved in local.told()] == [True, True]
    assert headings(local) == ["### Nothing is left"]
    assert [each["resolved_by"] for each in local.threads()] == [local.login] * 2


def test_what_comes_back_reopens_its_thread_and_says_so_again(local: LocalGitLab) -> None:
    wanted = review(local.thread(A, line=4))
    local.publish_twice(wanted)
    local.publish_twice(review(), 2)
    local.publish_twice(wanted, 3)
    assert local.told() == [("app.py", 4, False)]
    assert first(local) == wanted.threads[0].body


def test_threads_outside_of_the_budget_stay(local: LocalGitLab) -> None:
    local.publish_twice(review(local.thread(A, line=4), local.thread(B, line=5)))
    local.publish_twice(review(local.thread(A, line=4), present=frozenset((A, B))), 2)
    assert [resolved for *_, resolved in local.told()] == [False, False]


def test_a_thread_that_a_person_resolved_stays_resolved(local: LocalGitLab) -> None:
    wanted = review(local.thread(A, line=4))
    local.publish_twice(wanted)
    local.playground.resolve(local.mr, local.threads()[0]["id"], "mona")
    local.publish_twice(wanted, 2)
    local.push(MENDED)
    local.publish_twice(review(), 3)
    assert [(each["resolved_by"], len(each["notes"])) for each in local.threads()] == [("mona", 2)]
    assert "No longer found" not in first(local)


def test_a_thread_that_a_person_opened_again_is_left_open(local: LocalGitLab) -> None:
    local.publish_twice(review(local.thread(A, line=4)))
    local.publish_twice(review(), 2)
    local.playground.unresolve(local.mr, local.threads()[0]["id"], "mona")
    local.publish_twice(review(), 3)
    assert [each["resolved"] for each in local.threads()] == [False]


@pytest.mark.parametrize(("later", "stays"), [(0, False), (300, True)])
def test_a_thread_that_gitlab_resolved_by_a_push_is_opened_again_while_its_finding_is_there(
    local: LocalGitLab, later: float, stays: bool
) -> None:
    """Projects may have threads resolved whose line a push changes: GitLab names who pushed, and says why. Who pushed
    may as well resolve the thread by hand, later.
    """
    local.publish_twice(review(local.thread(A, line=4)))
    local.push({"app.py": "one line\n"})
    local.playground.clock.advance(later)
    local.playground.resolve(local.mr, local.threads()[0]["id"], "mona")
    local.publish_twice(review(local.thread(A, line=1, text="Still unsafe.")), 2)
    (thread,) = local.threads()
    assert [note["system"] for note in thread["notes"]] == [False, True]
    assert thread["resolved"] == stays
    assert ("Still unsafe." in first(local)) != stays


def test_a_person_is_told_in_the_thread_that_it_is_settled(local: LocalGitLab) -> None:
    local.publish_twice(review(local.thread(A, line=4), local.thread(B, line=5)))
    local.playground.reply(local.mr, local.threads()[0]["id"], "mona", "Is that so?")
    local.push(MENDED)
    local.publish_twice(review(), 2)
    spoken, silent = ([note["author"] for note in each["notes"] if not note["system"]] for each in local.threads())
    assert (spoken, silent) == ([local.login, "mona", local.login], [local.login])
    assert [resolved for *_, resolved in local.told()] == [True, True]


def test_a_deleted_thread_is_told_again_and_a_deleted_note_too(local: LocalGitLab) -> None:
    wanted = review(local.thread(A, line=4))
    local.publish_twice(wanted)
    local.playground.delete_note(local.mr, local.threads()[0]["notes"][0]["id"])
    (note,) = [each for each in local.shown()["notes"] if each["author"] == local.login]
    local.playground.delete_note(local.mr, note["id"])
    local.publish_twice(wanted, 2)
    assert local.told() == [("app.py", 4, False)]
    assert headings(local) == ["### 1 found"]


def test_marks_of_others_mean_nothing(local: LocalGitLab) -> None:
    local.playground.comment(local.mr, "mona", f"{SUMMARY_MARKER}\n### Mine")
    place = {
        "base_sha": local.mr.version.base_sha,
        "start_sha": local.mr.version.start_sha,
        "head_sha": local.mr.head_sha,
    }
    place |= {"position_type": "text", "old_path": "app.py", "new_path": "app.py", "new_line": 4}  # type: ignore[dict-item]
    local.playground.discuss(local.mr, "mona", f"{thread_marker((A,))}\nMine.", place)
    local.publish_twice(review(local.thread(A, line=4)))
    local.publish_twice(review(), 2)
    theirs = [each for each in local.shown()["discussions"] if each["notes"][0]["author"] == "mona"]
    assert [(each["resolved"], each["notes"][0]["body"].splitlines()[1]) for each in theirs] == [(False, "Mine.")]
    assert [each["body"] for each in local.shown()["notes"] if each["author"] == "mona"] == [
        f"{SUMMARY_MARKER}\n### Mine"
    ]
    assert headings(local) == ["### Nothing is left"]


def test_the_note_is_found_when_somebody_answered_it(local: LocalGitLab) -> None:
    local.publish_twice(review(local.thread(A, line=4)))
    (note,) = [
        each
        for each in local.playground.state.archive.discussions_of(local.mr)
        if not each.kind and each.notes[0].author == local.login
    ]
    local.playground.reply(local.mr, note.id, "mona", "Thanks.")
    local.publish_twice(review(), 2)
    assert note.notes[0].body.splitlines()[1] == "### Nothing is left"
    assert local.summaries() == []


def test_a_suggestion_can_be_applied_and_follows_its_line(local: LocalGitLab) -> None:
    local.publish_twice(review(suggesting(local.thread(A, line=4, end=5), "mended")))
    head = "".join(f"above {number}\n" for number in range(3))
    changed = local_gitlab.CHANGED["app.py"]
    local.push({"app.py": f"{head}{changed}"})
    local.publish_twice(review(suggesting(local.thread(A, line=7, end=8), "mended")), 2)
    (thread,) = local.threads()
    assert thread["line"] == 8
    local.playground.apply_suggestion(local.mr, thread["notes"][0]["id"], "mona")
    assert b"changed 3\nmended\nchanged 6\n" in local._git("show", f"{local.mr.head_sha}:app.py")


def test_a_suggestion_that_an_outdated_thread_cannot_carry_is_code_to_read(local: LocalGitLab) -> None:
    local.publish_twice(review(suggesting(local.thread(A, line=4), "mended")))
    assert "```suggestion:-0+0\nmended\n```" in first(local)
    local.push({"app.py": "x\ny\n"})
    local.publish_twice(review(suggesting(local.thread(A, line=1), "mended")), 2)
    assert "suggestion" not in first(local)
    assert "```\nmended\n```" in first(local)


def test_a_place_that_gitlab_takes_nowhere_stands_in_the_note_and_is_not_tried_again(local: LocalGitLab) -> None:
    local.playground.faults.add(asks("POST", "/discussions"), NOWHERE, times=None)
    wanted = review(suggesting(local.thread(A, line=4), "mended"), local.thread(B, line=5))
    done = local.publish(wanted)
    assert done.fallen_back == (f"{A}: summary", f"{B}: summary")
    (summary,) = local.summaries()
    assert UNPLACED_HEADING in summary
    assert "**`app.py`, line 4**" in summary
    assert "suggestion" not in summary
    local.playground.faults.clear()
    local.publish_twice(wanted, 2)
    assert local.threads() == []
    local.push({"README.md": "Another head.\n"})
    local.publish_twice(wanted, 3)
    assert local.told() == [("app.py", 4, False), ("app.py", 5, False)]
    assert UNPLACED_HEADING not in local.summaries()[0]


def test_a_place_that_gitlab_falls_over_goes_to_its_file(local: LocalGitLab) -> None:
    local.playground.faults.add(asks("POST", "/discussions", b'"text"'), ERROR, times=2)
    assert local.publish(review(local.thread(A, line=4))).fallen_back == (f"{A}: file",)
    assert [each["position_type"] for each in local.threads()] == ["file"]


def test_a_passing_fault_does_not_cost_a_thread_its_line(local: LocalGitLab) -> None:
    local.playground.faults.add(asks("POST", "/discussions"), ERROR)
    assert local.publish(review(local.thread(A, line=4))).fallen_back == ()
    assert local.told() == [("app.py", 4, False)]


@pytest.mark.parametrize("times", [1, 2])
def test_a_note_that_gitlab_kept_and_fell_over_afterwards_is_not_told_twice(local: LocalGitLab, times: int) -> None:
    local.playground.faults.add(asks("POST", "/discussions"), ERROR, when="after", times=times)
    local.publish(review(local.thread(A, line=4), local.thread(B, line=5)))
    assert local.told() == [("app.py", 4, False), ("app.py", 5, False)]


def test_when_gitlab_falls_over_everything_the_scan_waits(local: LocalGitLab) -> None:
    local.playground.faults.add(asks("POST", "/discussions"), ERROR, times=None)
    with pytest.raises(ForgeUnavailable):
        local.publish(review(local.thread(A, line=4)))
    local.playground.faults.clear()
    local.publish_twice(review(local.thread(A, line=4)))
    assert local.told() == [("app.py", 4, False)]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("lost", range(9))
def test_a_crash_anywhere_is_repaired_by_running_again(local: LocalGitLab, when: Any, lost: int) -> None:
    """Threads that settle (one with a word to a person), come back, change and open; one write's answer is lost."""
    a, b, c, d = (local.thread(identity, line=line) for identity, line in zip(IDENTITIES, (3, 4, 5, 6), strict=False))
    local.publish_twice(review(a, b))
    local.publish_twice(review(b), 2)
    local.playground.reply(local.mr, local.threads()[1]["id"], "mona", "Hm.")
    wanted = review(a, replace(c, body=f"{c.body} And more."), d)
    local.playground.faults.add(lambda asked: asked.writes, CLOSE, when=when, skip=lost)
    try:
        local.publish(wanted, 3)
    except ForgeUnavailable:
        local.publish(wanted, 3)
    local.playground.faults.clear()
    local.publish_twice(wanted, 4)
    lines = sorted((line, resolved) for _, line, resolved in local.told())
    assert lines == [(3, False), (4, True), (5, False), (6, False)]
    assert headings(local) == ["### 3 found"]
    notes = [note["author"] for note in local.threads()[1]["notes"] if not note["system"]]
    assert notes == [local.login, "mona", local.login]


def test_where_resolving_is_not_permitted_the_text_says_that_it_is_settled(local: LocalGitLab) -> None:
    local.publish_twice(review(local.thread(A, line=4)))
    refused = Answer(403, b'{"message":"403 Forbidden"}')
    local.playground.faults.add(lambda asked: asked.method == "PUT" and b"resolved" in asked.body, refused, times=None)
    local.publish_twice(review(), 2)
    (thread,) = local.threads()
    assert not thread["resolved"]
    assert SETTLED_MARKER in first(local)


@pytest.mark.parametrize(
    "refusal",
    [
        Answer(403, b'{"message":"403 Forbidden"}'),
        Answer(400, b'{"message":"400 Bad request - Note {:base=>[\\"Maximum number of comments exceeded\\"]}"}'),
    ],
    ids=["locked", "full"],
)
def test_a_discussion_without_room_for_the_note_leaves_the_rest(local: LocalGitLab, refusal: Answer) -> None:
    local.playground.faults.add(asks("POST", "/notes"), refusal, times=None)
    assert not local.publish(review(local.thread(A, line=4))).summary_written
    assert local.told() == [("app.py", 4, False)]


def test_a_note_that_is_refused_otherwise_is_an_error(local: LocalGitLab) -> None:
    local.playground.faults.add(asks("POST", "/notes"), Answer(400, b'{"message":"400 Bad request"}'), times=None)
    with pytest.raises(Refused):
        local.publish(review(local.thread(A, line=4)))


def test_five_hundred_findings_are_told_once_each(tmp_path: Path) -> None:
    local = local_gitlab.start(tmp_path, limits=Limits())
    try:
        local.push({"many.py": "".join(f"line {number}\n" for number in range(1, 501))})
        identities = [f"{number:032x}" for number in range(1, 501)]
        wanted = review(*(local.thread(each, path="many.py", line=at) for at, each in enumerate(identities, 1)))
        for _ in range(9):
            try:
                local.publish(wanted)
                break
            except ForgeUnavailable as error:
                local.playground.clock.advance((error.retry_after or 1) + 1)
        local.publish_twice(wanted)
        assert [line for _, line, _ in local.told()] == list(range(1, 501))
    finally:
        local.stop()


def test_a_change_that_says_orders_gives_none(local: LocalGitLab) -> None:
    hostile = local.thread(A, line=4, text="x**\n/close\n/label ~bug\n**")
    local.publish_twice(review(suggesting(hostile, "/merge\n/close"), summary=f"{SUMMARY_MARKER}\n### 1 found\n/close"))
    assert (local.mr.state, local.mr.labels) == ("opened", [])
    local.publish_twice(review(replace(hostile, body=f"{hostile.body}\n/close")), 2)
    assert (local.mr.state, local.mr.labels) == ("opened", [])
    assert "\\/close" in first(local)


def told_by(local: LocalGitLab, note: int, thread: str = "", *, in_thread: bool = False) -> Command:
    spoken = Spoken(local.target, "/sekisho help", "mona", False, note, in_thread, thread=thread)
    return Command("help", (), spoken)


def test_a_comment_is_acknowledged_once_with_eyes(local: LocalGitLab) -> None:
    note = local.playground.comment(local.mr, "mona", "/sekisho help")
    for _ in range(2):
        local.forge().acknowledge(told_by(local, note), lambda: None)
    (said,) = [each for each in local.shown()["notes"] if each["id"] == note]
    assert said["reactions"] == [{"author": local.login, "name": "eyes"}]


def test_a_comment_that_is_gone_is_not_acknowledged(local: LocalGitLab) -> None:
    with pytest.raises(NotThere):
        local.forge().acknowledge(told_by(local, 99_999), lambda: None)


def test_a_comment_is_answered_once_beside_it(local: LocalGitLab) -> None:
    note = local.playground.comment(local.mr, "mona", "/sekisho help")
    local.playground.comment(local.mr, "mona", f"{answer_marker(note)}\nNot Sekisho's.")
    for _ in range(2):
        local.forge().answer(told_by(local, note), "Here is help.\n/close", lambda: None)
    assert local.summaries() == [f"{answer_marker(note)}\nHere is help.\n\\/close"]
    assert local.shown()["discussions"] == []


@pytest.mark.parametrize("named", [True, False])
def test_a_reply_is_answered_once_in_its_thread(local: LocalGitLab, named: bool) -> None:
    local.publish_twice(review(local.thread(A, line=4), local.thread(B, line=5), local.thread(C, line=6)))
    key = local.threads()[1]["id"]
    note = local.playground.reply(local.mr, key, "mona", "/sekisho help")
    for _ in range(2):
        local.forge().answer(told_by(local, note, key if named else "", in_thread=True), "Help.", lambda: None)
    assert [len(each["notes"]) for each in local.threads()] == [1, 3, 1]
    assert local.threads()[1]["notes"][2]["body"] == f"{answer_marker(note)}\nHelp."


def test_a_reply_that_is_gone_is_not_answered(local: LocalGitLab) -> None:
    with pytest.raises(NotThere, match="no longer there"):
        local.forge().answer(told_by(local, 99_999, in_thread=True), "Help.", lambda: None)
