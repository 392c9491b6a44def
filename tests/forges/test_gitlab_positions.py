"""Threads at every kind of line of a merge request's diff: over HTTP, placed by GitLab's rules."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.filediff import Spot
from bot.forges.gitlab import positions
from bot.forges.gitlab.positions import Refs
from bot.forges.interface import ForgeUnavailable
from bot.model import Placement, Thread
from tests.forges import local_gitlab
from tests.forges.local_github import A, B, review
from tests.forges.local_gitlab import CHANGED, LocalGitLab


@pytest.fixture(scope="module")
def forge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalGitLab]:
    made = local_gitlab.start(tmp_path_factory.mktemp("gitlab"))
    yield made
    made.stop()


@pytest.fixture
def local(forge: LocalGitLab) -> LocalGitLab:
    """A merge request of its own, of the same branch."""
    if getattr(forge, "mr", None) is not None and forge.mr.state == "opened":
        forge.playground.close(forge.mr)
    forge.open()
    return forge


def code(path: str, old: int, new: int) -> str:
    return f"{hashlib.sha1(path.encode()).hexdigest()}_{old}_{new}"


@pytest.mark.parametrize(
    ("path", "old_path", "line", "end", "stands"),
    [
        ("app.py", "", 4, 4, (None, 4)),
        ("app.py", "", 2, 2, (2, 2)),
        ("app.py", "", 1, 1, (1, 1)),
        ("app.py", "", 3, 5, (None, 5)),
        ("app.py", "", 1, 3, (None, 3)),
        ("app.py", "", 5, 9, (None, 6)),
        ("app.py", "", 7, 9, (9, 9)),
        ("new/name.py", "old/name.py", 10, 10, (None, 10)),
        ("new/name.py", "old/name.py", 8, 12, (None, 10)),
        ("new/name.py", "old/name.py", 12, 12, (12, 12)),
        ("gone.py", "", 2, 2, (2, None)),
        ("gone.py", "", 1, 3, (3, None)),
        ("fresh.py", "", 1, 1, (None, 1)),
        ("fresh.py", "", 1, 3, (None, 3)),
        ("empty.py", "", 1, 2, (None, 2)),
        ("end.py", "", 3, 6, (None, 6)),
        ("end.py", "", 4, 5, (None, 5)),
    ],
)
def test_a_thread_stands_at_its_line(
    local: LocalGitLab, path: str, old_path: str, line: int, end: int, stands: tuple[int | None, int | None]
) -> None:
    local.publish_twice(review(local.thread(A, path=path, old_path=old_path, line=line, end=end)))
    (thread,) = local.threads()
    assert (thread["position_type"], thread["path"]) == ("text", path)
    assert (thread["old_line"], thread["line"]) == stands
    assert thread["resolvable"]
    assert bool(thread["line_range"]) == (line != (stands[1] or stands[0]))


@pytest.mark.parametrize(
    ("path", "old_path", "line", "end", "first", "last"),
    [
        # Four old lines are taken out before the four new ones come, so these all stand before old line 7.
        ("app.py", "", 3, 5, ("new", 7, 3), ("new", 7, 5)),
        ("app.py", "", 1, 3, (None, 1, 1), ("new", 7, 3)),
        ("new/name.py", "old/name.py", 8, 10, (None, 8, 8), ("new", 11, 10)),
        ("gone.py", "", 1, 3, ("old", 1, 0), ("old", 3, 0)),
        ("fresh.py", "", 1, 3, ("new", 0, 1), ("new", 0, 3)),
        ("end.py", "", 4, 6, ("new", 6, 4), ("new", 6, 6)),
    ],
)
def test_a_range_names_its_ends_as_gitlab_counts_them(
    local: LocalGitLab, path: str, old_path: str, line: int, end: int, first: Any, last: Any
) -> None:
    local.publish_twice(review(local.thread(A, path=path, old_path=old_path, line=line, end=end)))
    (thread,) = local.threads()
    ends = thread["line_range"]
    for given, (kind, old, new) in ((ends["start"], first), (ends["end"], last)):
        assert (given["type"], given["line_code"]) == (kind, code(path, old, new))


def test_one_line_has_no_range(local: LocalGitLab) -> None:
    local.publish_twice(review(local.thread(A, line=4)))
    (thread,) = local.threads()
    assert thread["line_range"] is None


@pytest.mark.parametrize(
    ("path", "old_path"), [("app.py", ""), ("new/name.py", "old/name.py"), ("gone.py", ""), ("fresh.py", "")]
)
def test_a_thread_stands_at_its_file(local: LocalGitLab, path: str, old_path: str) -> None:
    what = local.thread(A, path=path, old_path=old_path, line=30, placement=Placement.FILE)
    local.publish_twice(review(what))
    (thread,) = local.threads()
    assert (thread["position_type"], thread["path"], thread["line"]) == ("file", path, None)
    assert thread["resolvable"]


def test_a_thread_at_an_added_line_can_be_resolved_after_a_rebase_and_one_at_context_says_so_in_words(
    tmp_path: Path,
) -> None:
    local = local_gitlab.start(tmp_path)
    try:
        local.publish_twice(review(local.thread(A, line=1, end=3), local.thread(B, line=8)))
        tip = local.push({"README.md": "Another shop.\n"}, "main")
        local.push(CHANGED, start=tip, force=True)
        local.publish_twice(review(), 2)
        added, context = local.threads()
        assert (added["resolvable"], added["resolved"]) == (True, True)
        assert (context["resolvable"], context["resolved"]) == (False, False)
        assert all("No longer found" in each["notes"][0]["body"] for each in (added, context))
    finally:
        local.stop()


def test_a_line_that_gitlab_does_not_show_falls_to_the_file(local: LocalGitLab) -> None:
    real = local.thread(A, line=4)
    wrong = Thread(A, (A,), "app.py", 30, 30, Placement.LINE, real.body, "app.py", (Spot(0, 30, 30),))
    done = local.publish(review(wrong))
    assert done.fallen_back == (f"{A}: file",)
    local.publish_twice(review(wrong))
    (thread,) = local.threads()
    assert thread["position_type"] == "file"


def test_a_diff_of_another_head_is_waited_for(local: LocalGitLab) -> None:
    change = local.change()
    local.push({"README.md": f"{local.mr.iid}\n"})
    with pytest.raises(ForgeUnavailable, match="head moved"):
        local.forge().publish(change, local_gitlab.scan(), review(local.thread(A, line=4)), lambda: None)
    assert local.threads() == []


def test_where_a_thread_is_anchored() -> None:
    def at(*spots: Spot) -> Spot | None:
        return positions.anchor(Thread(A, (A,), "a", 1, 1, Placement.LINE, "", "a", spots))

    assert at(Spot(1, 1), Spot(0, 2, 2), Spot(0, 3, 2), Spot(2, 4)) == Spot(0, 3, 2)
    assert at(Spot(1, 1), Spot(2, 2)) == Spot(2, 2)
    assert at(Spot(4, 0), Spot(5, 0)) == Spot(5, 0)
    assert at() is None


def test_paths_are_hashed_as_the_bytes_they_are() -> None:
    what = Thread(A, (A,), "ü.py", 1, 2, Placement.LINE, "", "ü.py", (Spot(0, 1), Spot(0, 2)))
    position = positions.at_line(what, Spot(0, 2), Refs("b", "s", "h"))
    assert position["line_range"]["start"]["line_code"] == code("ü.py", 0, 1)
