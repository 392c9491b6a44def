"""Suggestions become files: by lines, one after the other, and whatever else stands in the file stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.fixing.choosing import Wrong, choose
from bot.fixing.mending import mend
from bot.forges.interface import ScanWanted
from bot.model import Command, Ending, Known, Reason, ScanState, Spoken, State, Target
from bot.store import Store
from bot.store.suggestions import Reviewed, Suggestion
from checks.interface import Severity
from tests.values import finding


def wants(text: str, start: int, end: int = 0, name: str = "a") -> Suggestion:
    return Suggestion(name * 32, "c", "r", Severity.HIGH, True, "a.py", start, end or start, text)


@pytest.mark.parametrize(
    ("before", "suggestion", "after"),
    [
        (b"a\nb\nc\n", wants("B", 2), b"a\nB\nc\n"),
        (b"a\nb\nc\n", wants("B\nBB", 2), b"a\nB\nBB\nc\n"),
        (b"a\nb\nc\n", wants("BC", 2, 3), b"a\nBC\n"),
        (b"a\nb\nc\n", wants("", 2), b"a\n\nc\n"),
        (b"a\nb", wants("B", 2), b"a\nB"),
        (b"a\r\nb\r\nc\n", wants("B\nBB", 2), b"a\r\nB\r\nBB\r\nc\n"),
        (b"a\x0cx\nb\n", wants("B", 2), b"a\x0cx\nB\n"),
        (b"\xff\nb\n", wants("\u95a2", 2), b"\xff\n\xe9\x96\xa2\n"),
    ],
    ids=["a line", "one by two", "two by one", "empty", "no last end", "CRLF", "form feed", "no text elsewhere"],
)
def test_lines_are_replaced_and_nothing_else(before: bytes, suggestion: Suggestion, after: bytes) -> None:
    mended = mend(before, [suggestion])
    assert (mended.content, mended.done) == (after, [suggestion])


def test_several_are_done_whatever_they_do_to_the_numbers_of_lines() -> None:
    asked = [wants("C", 3), wants("A\nAA", 1), wants("B", 2)]
    assert mend(b"a\nb\nc\n", asked).content == b"A\nAA\nB\nC\n"


def test_of_two_for_the_same_lines_the_first_is_done_and_the_other_named() -> None:
    first, second, beside = wants("X", 1, 2), wants("Y", 2, 3, "b"), wants("D", 4, 0, "c")
    mended = mend(b"a\nb\nc\nd\n", [first, second, beside])
    assert (mended.content, mended.done, mended.clashing) == (b"X\nc\nD\n", [first, beside], [second])


def test_two_that_want_the_same_are_both_done() -> None:
    asked = [wants("X", 1), wants("X", 1, 0, "b")]
    mended = mend(b"a\nb\n", asked)
    assert (mended.content, mended.done, mended.clashing) == (b"X\nb\n", asked, [])


@pytest.mark.parametrize(
    ("content", "asked"),
    [(b"a\n", wants("B", 2)), (b"a\n", wants("B", 0)), (b"a\n", wants("B", 2, 1)), (b"\xff\n", wants("B", 1))],
    ids=["behind the end", "before the start", "no lines", "no text"],
)
def test_what_has_no_place_is_left_alone_and_named(content: bytes, asked: Suggestion) -> None:
    mended = mend(content, [asked])
    assert (mended.content, mended.done, mended.misplaced) == (content, [], [asked])


def test_only_what_came_in_at_head_is_suggested_and_of_the_newest_review(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/sekisho.db")
    store.migrate()
    target = Target("github", "acme/shop", 7)
    assert store.suggestions.newest(target) is None
    states = (State.INTRODUCED, State.EXISTING, State.FIXED, State.WAIVED)
    known = [
        *(Known(finding(suggestion="X"), state, letter * 32) for state, letter in zip(states, "abcd", strict=True)),
        Known(finding(suggestion="X", commit="c" * 40), State.INTRODUCED, "e" * 32),
        Known(finding(suggestion=None), State.INTRODUCED, "f" * 32),
        Known(finding(suggestion=""), State.INTRODUCED, "a" * 32, 1),
    ]
    assert reviewed(store, target, "1" * 40, ()) == []
    assert reviewed(store, target, "2" * 40, known) == [("a" * 32, "X"), ("a" * 32 + "-1", "")]
    store.close()


def reviewed(store: Store, target: Target, head: str, known: Sequence[Known]) -> list[tuple[str, str]]:
    """What is suggested once a scan of this head has ended so."""
    store.want(ScanWanted(target, Reason.PUSHED, head, "ann"), store.now())
    claim = store.claim("worker", store.now())
    assert claim is not None
    store.finish(claim, Ending(ScanState.DONE, head_sha=head, findings=tuple(known)), store.now())
    found = store.suggestions.newest(target)
    assert found is not None
    assert found.head_sha == head
    return [(one.identity, one.text) for one in found.suggestions]


REVIEWED = Reviewed("f" * 40, tuple(wants("X", 1, 0, letter) for letter in "ab"))
SPOKEN = Spoken(Target("github", "acme/shop", 7), "", "ann", False, 1, False)


@pytest.mark.parametrize(
    ("arguments", "about", "meant"),
    [
        (("all",), (), "ab"),
        (("aaaa",), (), "a"),
        (("AAAAAAAA", "bbbbbbbb", "aaaaaaaa"), (), "ab"),
        ((), ("b" * 32, "c" * 32), "b"),
        (("aaaaaaaa",), ("b" * 32,), "a"),
    ],
    ids=["all", "a name", "names", "its thread", "a name in another's thread"],
)
def test_a_command_means_what_it_names_or_the_thread_that_it_is_in(
    arguments: tuple[str, ...], about: tuple[str, ...], meant: str
) -> None:
    found = choose(Command("fix", arguments, SPOKEN, about), REVIEWED)
    assert "".join(one.identity[0] for one in found) == meant


@pytest.mark.parametrize(
    ("arguments", "about", "words"),
    [
        ((), (), "Write `/sekisho fix 1a2b3c4d`"),
        ((), ("c" * 32,), "suggests nothing to write instead here"),
        (("aaa",), (), "`aaa` names none"),
        (("all", "aaaa"), (), "`all` names none"),
        (("cccccccc",), (), "`cccccccc` names none"),
    ],
    ids=["nothing named", "a thread without one", "too short", "all and more", "unknown"],
)
def test_a_command_that_means_nothing_is_told_what_there_is(
    arguments: tuple[str, ...], about: tuple[str, ...], words: str
) -> None:
    with pytest.raises(Wrong) as told:
        choose(Command("fix", arguments, SPOKEN, about), REVIEWED)
    assert words in str(told.value)
    assert "- `aaaaaaaa`: `r` in `a.py:1`" in str(told.value)


def test_what_is_only_observed_is_fixed_by_its_name_alone() -> None:
    observed = Reviewed("f" * 40, (replace(wants("X", 1), enforced=False),))
    assert choose(Command("fix", ("aaaaaaaa",), SPOKEN), observed) == list(observed.suggestions)
    with pytest.raises(Wrong, match="suggests nothing"):
        choose(Command("fix", ("all",), SPOKEN), observed)
