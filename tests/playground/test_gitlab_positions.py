"""Positions: what GitLab takes as a place of a diff, its line codes, and where pushes move it. Over real commits."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.playground.common import git
from bot.playground.gitlab import positions
from bot.playground.gitlab.nouns.said import Position, Refs

BEFORE = [f"line {number}" for number in range(1, 41)]
AFTER = [*BEFORE[:9], "changed", *BEFORE[10:20], "new", *BEFORE[20:29], *BEFORE[30:]]
"""Line 10 is changed, line 21 is new, old line 30 is gone."""
OTHER = [f"other {number}" for number in range(1, 41)]


def text(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


@dataclass
class Work:
    """A repository with a target and a source branch, as ids."""

    repo: Path
    base: str
    head: str

    def commit(self, parent: str, files: Mapping[str, str | None]) -> str:
        return git.write_commit(self.repo, parent or None, files, "Change", ("ann", "a@b"), datetime.now(UTC))

    @property
    def refs(self) -> Refs:
        return Refs(self.base, self.base, self.head)

    def place(self, old: int | None = None, new: int | None = None, **more: Any) -> Position:
        fields: dict[str, Any] = {"refs": self.refs, "kind": "text", "old_path": "a.py", "new_path": "a.py"} | more
        return Position(**fields, old_line=old, new_line=new)

    def check(self, position: Position) -> str:
        return positions.check(self.repo, position, {self.refs})

    def refused(self, position: Position) -> Any:
        with pytest.raises(positions.Misplaced) as caught:
            self.check(position)
        return caught.value.errors


@pytest.fixture
def work(tmp_path: Path) -> Work:
    repo = tmp_path / "repo.git"
    git.init(repo, "main")
    made = Work(repo, "", "")
    made.base = made.commit("", {"a.py": text(BEFORE), "b.py": "b\n", "old.py": text(OTHER)})
    made.head = made.commit(made.base, {"a.py": text(AFTER), "old.py": None, "now.py": text([*OTHER, "more"])})
    return made


def code(path: str, old: int, new: int) -> str:
    return f"{hashlib.sha1(path.encode()).hexdigest()}_{old}_{new}"


@pytest.mark.parametrize(
    ("old", "new", "counted"),
    [
        pytest.param(None, 10, (11, 10), id="added by its new line"),
        pytest.param(None, 21, (21, 21), id="added between two lines"),
        pytest.param(10, None, (10, 10), id="removed by its old line"),
        pytest.param(11, 11, (11, 11), id="context by both"),
        pytest.param(22, 23, (22, 23), id="context below an added line"),
        pytest.param(1, 1, (1, 1), id="context far outside the hunks"),
        pytest.param(40, 40, (40, 40), id="context after everything"),
    ],
)
def test_a_line_is_taken_by_the_numbers_of_its_kind(
    work: Work, old: int | None, new: int | None, counted: tuple[int, int]
) -> None:
    assert work.check(work.place(old, new)) == code("a.py", *counted)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(None, 11, id="context by its new line alone"),
        pytest.param(11, None, id="context by its old line alone"),
        pytest.param(10, 10, id="an added line by both"),
        pytest.param(1, 2, id="two lines that are not the same"),
        pytest.param(41, 41, id="a line that the file does not have"),
    ],
)
def test_a_line_that_the_diff_does_not_have_is_refused(work: Work, old: int | None, new: int | None) -> None:
    assert work.refused(work.place(old, new)) == {"line_code": ["can't be blank", "must be a valid line code"]}


def test_both_paths_are_wanted(work: Work) -> None:
    assert work.check(work.place(new=10))
    assert work.refused(work.place(new=10, old_path="")) == positions.NO_LINE
    assert work.refused(work.place(new=10, new_path="")) == positions.NO_LINE
    assert work.refused(work.place(new=10, old_path="", new_path="")) == positions.NO_LINE | positions.INCOMPLETE


def test_a_renamed_file_is_named_by_what_it_was_and_is(work: Work) -> None:
    assert work.check(work.place(new=41, old_path="old.py", new_path="now.py")) == code("now.py", 41, 41)
    assert work.refused(work.place(new=41, old_path="now.py", new_path="now.py")) == positions.NO_LINE


def test_no_line_at_all_is_incomplete(work: Work) -> None:
    assert work.refused(work.place()) == positions.NO_LINE | positions.INCOMPLETE


def test_only_commits_of_a_known_version_count(work: Work) -> None:
    other = Refs(work.base, work.base, work.base)
    assert work.refused(work.place(new=10, refs=other)) == positions.NO_LINE


def test_a_file_that_did_not_change_has_no_place(work: Work) -> None:
    assert work.refused(work.place(1, 1, old_path="b.py", new_path="b.py")) == positions.NO_LINE


def test_a_whole_file_wants_both_paths_and_no_line(work: Work) -> None:
    assert work.check(work.place(kind="file")) == ""
    assert work.refused(work.place(kind="file", old_path="")) == positions.INCOMPLETE
    assert work.refused(work.place(kind="file", old_path="b.py", new_path="b.py")) == positions.INCOMPLETE


def test_a_range_has_line_codes_of_the_diff(work: Work) -> None:
    good = {"start": {"line_code": code("a.py", 20, 20)}, "end": {"line_code": code("a.py", 21, 21)}}
    assert work.check(work.place(new=21, line_range=good))
    bad = {**good, "start": {"line_code": code("a.py", 19, 20)}}
    assert "line_range[start]" in str(work.refused(work.place(new=21, line_range=bad)))


def test_an_added_line_moves_with_the_lines_above_it(work: Work) -> None:
    head = work.commit(work.head, {"a.py": text(["first", *AFTER])})
    now = Refs(work.base, work.base, head)
    assert positions.trace(work.repo, work.place(new=21), now) == work.place(new=22, refs=now)


def test_an_added_line_that_changed_again_is_outdated(work: Work) -> None:
    head = work.commit(work.head, {"a.py": text([*AFTER[:20], "newer", *AFTER[21:]])})
    now = Refs(work.base, work.base, head)
    assert positions.trace(work.repo, work.place(new=21), now) is None
    assert positions.trace(work.repo, work.place(new=10), now) == work.place(new=10, refs=now)


def test_an_added_line_follows_its_file_to_another_name(work: Work) -> None:
    head = work.commit(work.head, {"a.py": None, "c.py": text(AFTER)})
    now = Refs(work.base, work.base, head)
    assert positions.trace(work.repo, work.place(new=21), now) == work.place(new=21, new_path="c.py", refs=now)


def test_an_added_line_that_the_target_has_too_by_now_is_context(work: Work) -> None:
    target = work.commit(work.base, {"a.py": text([*BEFORE[:20], "new", *BEFORE[20:]])})
    head = work.commit(target, {"a.py": text(AFTER)})
    now = Refs(target, target, head)
    assert positions.trace(work.repo, work.place(new=21), now) == work.place(21, 21, refs=now)


def test_a_file_that_the_diff_lost_outdates_its_places(work: Work) -> None:
    head = work.commit(work.head, {"a.py": text(BEFORE)})
    now = Refs(work.base, work.base, head)
    assert positions.trace(work.repo, work.place(new=10), now) is None
    assert positions.trace(work.repo, work.place(10), now) is None


def test_a_removed_line_stays_until_it_is_put_back(work: Work) -> None:
    further = work.commit(work.head, {"b.py": "c\n"})
    now = Refs(work.base, work.base, further)
    assert positions.trace(work.repo, work.place(30), now) == work.place(30, refs=now)
    back = Refs(work.base, work.base, work.commit(work.head, {"a.py": text([*AFTER[:30], "line 30", *AFTER[30:]])}))
    assert positions.trace(work.repo, work.place(30), back) is None


def test_context_moves_on_both_sides_with_a_rebase(work: Work) -> None:
    target = work.commit(work.base, {"a.py": text(["top", *BEFORE])})
    now = Refs(target, target, work.commit(target, {"a.py": text(["top", *AFTER])}))
    assert positions.trace(work.repo, work.place(11, 11), now) == work.place(12, 12, refs=now)


def test_what_was_said_of_a_file_is_outdated_by_any_change_to_it(work: Work) -> None:
    place = work.place(kind="file")
    same = Refs(work.base, work.base, work.commit(work.head, {"b.py": "c\n"}))
    assert positions.trace(work.repo, place, same) == work.place(kind="file", refs=same)
    changed = Refs(work.base, work.base, work.commit(work.head, {"a.py": text([*AFTER, "end"])}))
    assert positions.trace(work.repo, place, changed) is None
