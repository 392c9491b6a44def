"""What came in, what is mended, what stood there before: multisets of fingerprints over both sides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from bot import diffing
from bot.model import Comparison, Known, State
from checks.interface import CheckError, Finding, Outcome, Package, Side, content_unit
from tests.values import MemoryChange, WordCheck, finding, known, memory_change


class MemoryCache:
    def __init__(self) -> None:
        self.texts: dict[str, str] = {}

    def kept(self, digests: Sequence[str]) -> Mapping[str, str]:
        return {digest: self.texts[digest] for digest in digests if digest in self.texts}

    def keep(self, results: Mapping[str, str]) -> None:
        self.texts.update(results)


def compared(
    change: MemoryChange,
    check: WordCheck | None = None,
    cache: diffing.KeptResults | None = None,
    added: Sequence[int] = (),
) -> Comparison:
    one = check or WordCheck()
    looked = diffing.look([one], change, lambda units: one.judge(change, units), cache or diffing.NothingKept())

    def on_added_line(finding: Finding) -> bool:
        return finding.start_line in added

    return diffing.compare(change, looked, on_added_line)


def lines(known: Sequence[object]) -> list[tuple[str, int]]:
    return [(one.finding.path, one.finding.start_line) for one in known]  # type: ignore[attr-defined]


def test_a_finding_that_only_head_has_came_in() -> None:
    result = compared(memory_change({"a": "fine"}, {"a": "fine\nbad"}))
    assert (lines(result.introduced), result.fixed, result.existing) == ([("a", 2)], (), ())


def test_a_finding_that_only_the_base_has_is_mended() -> None:
    result = compared(memory_change({"a": "bad"}, {"a": "fine"}))
    assert (result.introduced, lines(result.fixed), result.existing) == ((), [("a", 1)], ())


def test_a_finding_whose_line_moved_stood_there_before() -> None:
    result = compared(memory_change({"a": "bad"}, {"a": "\n\n   bad"}))
    assert (result.introduced, result.fixed, lines(result.existing)) == ((), (), [("a", 3)])


def test_a_renamed_file_brings_nothing_in() -> None:
    moved = memory_change({"old": "bad"}, {"new": "bad"}, new="old")
    assert (compared(moved).introduced, compared(moved).fixed) == ((), ())
    copied = memory_change({"old": "bad"}, {"new": "bad"})
    assert lines(compared(copied).introduced) == [("new", 1)]


def test_equal_findings_are_counted_and_the_added_one_is_shown() -> None:
    change = memory_change({"a": "bad"}, {"a": "bad\nbad\nbad"})
    result = compared(change, added=[1])
    assert lines(result.existing) == [("a", 2)]
    assert lines(result.introduced) == [("a", 1), ("a", 3)]
    assert len({one.identity for one in (*result.introduced, *result.existing)}) == 3


def test_identities_survive_a_second_push_that_moves_lines() -> None:
    first = compared(memory_change({"a": ""}, {"a": "bad\nbad"}))
    second = compared(memory_change({"a": ""}, {"a": "x\nbad\ny\nbad"}))
    assert [one.identity for one in first.introduced] == [one.identity for one in second.introduced]


def test_a_base_that_cannot_be_read_blames_only_added_lines() -> None:
    change = memory_change({"a": "cannot"}, {"a": "bad 1\nbad 2"})
    result = compared(change, added=[2])
    assert (lines(result.introduced), lines(result.existing)) == ([("a", 2)], [("a", 1)])


def test_a_head_that_cannot_be_read_mends_nothing_and_is_said() -> None:
    result = compared(memory_change({"a": "bad"}, {"a": "cannot"}))
    assert (result.fixed, lines(result.existing)) == ((), [("a", 1)])
    assert [(one.key, one.reason) for one in result.unseen] == [("a", "cannot be read")]
    assert result.tallies[0].outcome is Outcome.FAILED


def test_kept_results_are_used_again_until_the_rules_change() -> None:
    cache, change = MemoryCache(), memory_change({"a": "fine"}, {"a": "bad", "b": "bad"})
    first = WordCheck()
    expected = compared(change, first, cache)
    again, newer = WordCheck(), WordCheck(version="2")
    assert compared(change, again, cache).introduced == expected.introduced
    compared(change, newer, cache)
    assert (len(first.judged), again.judged, len(newer.judged)) == (3, [], 3)


def test_a_kept_result_of_another_version_is_looked_at_again() -> None:
    cache, change = MemoryCache(), memory_change({}, {"a": "bad"})
    compared(change, cache=cache)
    cache.texts = dict.fromkeys(cache.texts, '{"outcome": "ran"}')
    assert lines(compared(change, cache=cache).introduced) == [("a", 1)]


def test_the_same_content_at_both_sides_is_judged_once() -> None:
    class WholeTree(WordCheck):
        def units(self, change):  # type: ignore[no-untyped-def]
            for side, snapshot in ((Side.BASE, change.base), (Side.HEAD, change.head)):
                for path in sorted(snapshot.entries()):
                    yield content_unit(self.name, snapshot, side, path, [path])

    check = WholeTree()
    result = compared(memory_change({"a": "bad", "b": "x"}, {"a": "bad", "b": "y"}), check)
    assert sorted(key.split(":")[1] for key in check.judged) == ["a", "b", "b"]
    assert lines(result.existing) == [("a", 1)]


def test_a_check_that_cannot_name_its_units_has_failed_and_is_said() -> None:
    class Broken(WordCheck):
        def units(self, change):  # type: ignore[no-untyped-def]
            raise CheckError("reading the rule pack")

    result = compared(memory_change({}, {"a": "bad"}), Broken())
    assert [one.reason for one in result.unseen] == ["reading the rule pack"]
    assert result.tallies[0].outcome is Outcome.FAILED


def test_an_introduced_finding_about_a_package_tells_what_was_there_before() -> None:
    def about(purl: str) -> Known:
        return known(State.INTRODUCED, package=purl)

    before = (Package("pkg:npm/%40acme/a@1.0.0", "package.json", 3), Package("pkg:npm/%40acme/a@1.1.0", "b.json", 3))
    told = diffing.with_origin([about("pkg:npm/%40acme/a@2.0.0"), about("pkg:npm/%40acme/ab@2.0.0"), about("")], before)
    assert [one.came_from for one in told] == [("1.0.0", "1.1.0"), (), None]


def test_what_two_units_find_in_a_file_that_they_share_is_one_finding() -> None:
    class Twice(WordCheck):
        def units(self, change):  # type: ignore[no-untyped-def]
            yield content_unit(self.name, change.head, Side.HEAD, "a", ["a"])
            yield content_unit(self.name, change.head, Side.HEAD, "a", ["a", "b"])

    result = compared(memory_change({}, {"a": "bad\nbad", "b": ""}), Twice())
    assert lines(result.introduced) == [("a", 1), ("a", 2)]


@pytest.mark.parametrize(
    ("before", "after", "within", "same"),
    [
        ("net/main.tf", "net/rules.tf", ("net", "net"), True),
        ("old/net/main.tf", "new/net/main.tf", ("old/net", "new/net"), True),
        ("net/sub/main.tf", "new/sub/main.tf", ("net", "new"), True),
        ("main.tf", "net/main.tf", (".", "net"), True),
        ("net/main.tf", "main.tf", ("net", "."), True),
        ("old/main.tf", "new/rules.tf", ("old", "new"), False),
    ],
)
def test_what_belongs_to_a_folder_stays_itself_where_its_file_or_the_folder_moves(
    before: str, after: str, within: tuple[str, str], same: bool
) -> None:
    old, new = finding(path=before, within=within[0]), finding(path=after, within=within[1])
    assert (diffing.fingerprint(old, before) == diffing.fingerprint(new, before)) is same
