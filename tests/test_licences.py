"""Declared licences against the policy's lists: AND, OR, WITH, and what nobody declares."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import licences
from bot.licences import BadLicence, Rank
from bot.model import Licences
from checks.interface import Package, Severity

OURS = licences.checked(
    Licences(allow=("MIT", "Apache-2.0", "LicenseRef-Acme"), deny=("AGPL-3.0-only", "GPL-2.0-only"))
)


def package(name: str, licence: str = "", version: str = "1") -> Package:
    return Package(f"pkg:npm/{name}@{version}", "package-lock.json", 7, licence=licence)


@pytest.mark.parametrize(
    ("declared", "rank"),
    [
        ("MIT", Rank.ALLOWED),
        ("mit", Rank.ALLOWED),
        ("BSD-3-Clause", Rank.NOT_ALLOWED),
        ("AGPL-3.0-only", Rank.DENIED),
        ("GPL-2.0", Rank.DENIED),
        ("MIT OR AGPL-3.0-only", Rank.ALLOWED),
        ("MIT AND AGPL-3.0-only", Rank.DENIED),
        ("MIT AND BSD-3-Clause", Rank.NOT_ALLOWED),
        ("(MIT OR BSD-3-Clause) AND Apache-2.0", Rank.ALLOWED),
        ("BSD-3-Clause OR AGPL-3.0-only", Rank.NOT_ALLOWED),
        ("Apache-2.0 WITH LLVM-exception", Rank.ALLOWED),
        ("GPL-2.0-only WITH Classpath-exception-2.0", Rank.DENIED),
        ("LicenseRef-Acme", Rank.ALLOWED),
        ("LicenseRef-Other", Rank.UNKNOWN),
        ("MIT AND LicenseRef-Other", Rank.UNKNOWN),
        ("MIT OR LicenseRef-Other", Rank.ALLOWED),
        ("AGPL-3.0-only AND LicenseRef-Other", Rank.DENIED),
        ("", Rank.UNKNOWN),
        ("MIT License", Rank.UNKNOWN),
        ("SEE LICENSE IN LICENSE.txt", Rank.UNKNOWN),
        ("UNLICENSED", Rank.UNKNOWN),
        ("MIT/X11", Rank.UNKNOWN),
        ("(" * 400 + "MIT" + ")" * 400, Rank.ALLOWED),
        ("MIT OR " * 5_000, Rank.UNKNOWN),
    ],
)
def test_an_expression_stands_as_its_parts_do(declared: str, rank: Rank) -> None:
    assert licences.rank_of(declared, OURS) is rank


@given(st.lists(st.sampled_from(("MIT", "AND", "OR", "WITH", "(", ")", "foo", "+", "é", "GPL-3.0+", "LicenseRef-x"))))
def test_whatever_a_lockfile_declares_has_a_rank(words: list[str]) -> None:
    assert licences.rank_of(" ".join(words), OURS) in Rank


def test_an_exception_that_is_listed_itself_goes_before_its_licence() -> None:
    classpath = "GPL-2.0-only WITH Classpath-exception-2.0"
    lists = licences.checked(Licences(allow=("MIT", classpath), deny=("GPL-2.0-only",)))
    assert licences.rank_of(classpath, lists) is Rank.ALLOWED
    assert licences.rank_of("GPL-2.0-only", lists) is Rank.DENIED


def test_with_a_deny_list_alone_all_else_is_allowed() -> None:
    lists = licences.checked(Licences(deny=("AGPL-3.0-only",)))
    assert licences.rank_of("BSD-3-Clause", lists) is Rank.ALLOWED
    assert licences.rank_of("", lists) is Rank.UNKNOWN


def test_new_packages_are_judged_on_their_lines_and_unknown_ones_counted() -> None:
    before = [package("old", "AGPL-3.0-only")]
    after = [
        *before,
        package("a", "AGPL-3.0-only"),
        package("b", "ISC"),
        package("c", "MIT"),
        package("d"),
        package("e"),
    ]
    said = licences.judge(before, after, OURS)
    assert [(one.rule, one.severity, one.package) for one in said.findings] == [
        ("licence-denied", Severity.HIGH, "pkg:npm/a@1"),
        ("licence-not-allowed", Severity.MEDIUM, "pkg:npm/b@1"),
    ]
    assert said.findings[0].message == (
        "`npm/a@1` is under `AGPL-3.0-only`, which the policy denies. "
        "Use another package, or ask whoever answers for the licence policy."
    )
    words = "2 new packages declare no licence that is known here: nothing is said of them."
    assert [note.text for note in said.notes] == [words]


def test_another_version_is_judged_where_its_licence_changed() -> None:
    stays = licences.judge([package("a", "ISC")], [package("a", "ISC", "2")], OURS)
    moves = licences.judge([package("a", "MIT")], [package("a", "ISC", "2")], OURS)
    assert (stays.findings, [one.package for one in moves.findings]) == ((), ["pkg:npm/a@2"])


def test_facts_speak_where_the_files_are_silent_and_only_there() -> None:
    told = {"pkg:npm/a@1": "AGPL-3.0-only", "pkg:npm/b@1": "AGPL-3.0-only"}
    said = licences.judge([], [package("a"), package("b", "MIT")], OURS, lambda purls: told)
    assert [one.package for one in said.findings] == ["pkg:npm/a@1"]
    assert licences.judge([], [package("a", "AGPL-3.0-only")], Licences()) == licences.Ruling(), "no lists, no word"


@pytest.mark.parametrize("entry", ["GPLv3", "MIT OR Apache-2.0", "", "Commercial", 7])
def test_a_list_holds_spdx_identifiers_only(entry: str) -> None:
    with pytest.raises(BadLicence, match="is no SPDX licence; write one identifier"):
        licences.checked(Licences(deny=(entry,)))
