"""What the allow-list says of a change's packages, and what its reviewed file may say."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import purls
from bot.allow import allowfile
from bot.allow.allowfile import AllowFile, BadFile
from bot.allow.allowlist import AllowList, Entry, Ruling, Standing, Window, judge
from bot.model import Mode, Note
from checks.interface import Package, Severity

WINDOW = Window("w", "github", "acme", ("acme/shop",), "ann", "the big upgrade", 1_800_000_000.0, 1_800_007_200.0)


def package(purl: str, path: str = "package.json", line: int = 3, **more: Any) -> Package:
    return Package(purl, path, line, **more)


def ruled(
    before: list[str], after: list[str], *entries: Entry, mode: Mode = Mode.ENFORCE, window: Window | None = None
) -> Ruling:
    old, new = ([package(purl) for purl in some] for some in (before, after))
    return judge(old, new, AllowList.of(entries), mode, window)


def refused(before: list[str], after: list[str], *entries: Entry) -> list[str]:
    return [finding.package for finding in ruled(before, after, *entries).findings]


def test_what_is_new_and_not_on_the_list_blocks_on_its_line_and_says_how_to_ask() -> None:
    new = package("pkg:npm/%40acme/shop@1.2.3", "web/package-lock.json", 17, via=("express", "body-parser"))
    (finding,) = judge([], [new], AllowList.of([]), Mode.ENFORCE, None).findings
    assert (finding.check, finding.rule, finding.severity) == ("allow_list", "not-on-allow-list", Severity.HIGH)
    assert (finding.path, finding.start_line, finding.package) == ("web/package-lock.json", 17, new.purl)
    assert finding.title == "The npm package @acme/shop is not on the allow-list"
    assert finding.message == (
        "The npm package `@acme/shop` is new here and not on the allow-list (it comes with `express → body-parser`). "
        "Somebody with maintain access lets it in with `/sekisho allow pkg:npm/%40acme/shop`, "
        "or the change does without it."
    )


@pytest.mark.parametrize(
    ("purl", "kind"),
    [
        ("pkg:githubactions/actions/checkout@v4", "action actions/checkout"),
        ("pkg:docker/nginx", "image nginx"),
        ("pkg:pypi/jinja2@3.1.4", "pypi package jinja2"),
    ],
)
def test_actions_and_images_are_called_by_their_kind(purl: str, kind: str) -> None:
    assert ruled([], [purl]).findings[0].title == f"The {kind} is not on the allow-list"


@pytest.mark.parametrize(
    ("entry", "let_in", "near_miss"),
    [
        (Entry("pkg:npm/left-pad"), "pkg:npm/left-pad@1.3.0", "pkg:npm/left-pads@1.3.0"),
        (Entry("pkg:npm/left-pad"), "pkg:npm/left-pad", "pkg:pypi/left-pad"),
        (Entry("pkg:npm/%40acme/*"), "pkg:npm/%40acme/shop@1", "pkg:npm/%40acne/shop@1"),
        (Entry("pkg:npm/lodash", "4.17.21"), "pkg:npm/lodash@4.17.21", "pkg:npm/lodash@4.17.20"),
        (Entry("pkg:npm/lodash", "vers:npm/>=4.0.0|<5.0.0"), "pkg:npm/lodash@4.1.0", "pkg:npm/lodash@5.0.0"),
        (Entry("pkg:githubactions/actions/*"), "pkg:githubactions/Actions/Cache@v4", "pkg:githubactions/action/x@v4"),
        (Entry("pkg:docker/library/nginx"), "pkg:docker/nginx@sha256%3Aab", "pkg:docker/acme/nginx@sha256%3Aab"),
        (Entry("pkg:docker/library/nginx"), "pkg:docker/nginx", "pkg:docker/nginx?repository_url=example.org"),
        (Entry("pkg:npm/x"), "pkg:npm/x@1", "pkg:npm/x@1?repository_url=example.org"),
        (Entry("pkg:npm/x", standing=Standing.LEARNED), "pkg:npm/x@1", "pkg:npm/y@1"),
    ],
)  # fmt: skip
def test_an_entry_lets_in_what_it_names_and_nothing_beside_it(entry: Entry, let_in: str, near_miss: str) -> None:
    assert refused([], [let_in, near_miss], entry) == [near_miss]


def test_the_same_name_from_elsewhere_is_another_package() -> None:
    usual, elsewhere = package("pkg:npm/kit@1"), package("pkg:npm/kit@1", origin="git+https://example.org/kit.git")
    mirror = package("pkg:npm/kit@1", origin="npm.example.org")
    (finding,) = judge([usual], [elsewhere], AllowList.of([Entry("pkg:npm/kit")]), Mode.ENFORCE, None).findings
    assert finding.message.startswith("The npm package `kit` from `git+https://example.org/kit.git` is new here")
    ask = finding.subject
    assert f"`/sekisho allow {ask}`" in finding.message
    listed = AllowList.of([Entry(*purls.read(ask)), Entry(*purls.read("pkg:npm/*?repository_url=npm.example.org"))])
    assert judge([usual], [elsewhere, mirror], listed, Mode.ENFORCE, None) == Ruling()
    assert judge([elsewhere], [elsewhere], AllowList.of([]), Mode.ENFORCE, None) == Ruling()


def test_what_was_there_before_is_not_judged_and_may_change_its_version() -> None:
    assert refused(["pkg:npm/a@1", "pkg:npm/b@1"], ["pkg:npm/a@1", "pkg:npm/b@2", "pkg:npm/c@1"]) == ["pkg:npm/c@1"]


def test_where_the_list_names_versions_another_version_is_new() -> None:
    only = Entry("pkg:npm/b", "1")
    assert refused(["pkg:npm/b@1"], ["pkg:npm/b@2"], only) == ["pkg:npm/b@2"]
    assert refused(["pkg:npm/b@2"], ["pkg:npm/b@2"], only) == [], "it was there before"
    asked = ruled(["pkg:npm/b@1"], ["pkg:npm/b@2"], only).findings[0]
    assert "`/sekisho allow pkg:npm/b@2`" in asked.message
    assert ruled([], ["pkg:npm/b@2"], only, mode=Mode.LEARN).learned == (Entry("pkg:npm/b", "2", Standing.LEARNED),)


def test_what_a_fork_proposed_counts_only_once_confirmed() -> None:
    assert refused([], ["pkg:npm/a@1"], Entry("pkg:npm/a", standing=Standing.PROPOSED)) == ["pkg:npm/a@1"]


def test_one_package_is_asked_for_once_a_file_and_all_with_one_command() -> None:
    after = ["pkg:npm/a@1", "pkg:npm/a@2", "pkg:npm/b@1"]
    said = ruled([], after)
    assert [finding.package for finding in said.findings] == ["pkg:npm/a@1", "pkg:npm/b@1"]
    words = "2 packages are not on the allow-list; to let all of them in, write"
    assert said.notes == (Note("allow_list", words, "/sekisho allow pkg:npm/a pkg:npm/b"),)
    assert ruled([], ["pkg:npm/a@1"]).notes == (), "its thread says it already"
    assert ruled([], [f"pkg:npm/a{number}" for number in range(60)]).notes[0].command == ""


def test_off_says_nothing_and_learning_records_without_a_word_against_it() -> None:
    assert ruled([], ["pkg:npm/a@1"], mode=Mode.OFF) == Ruling()
    learning = ruled([], ["pkg:npm/a@1"], mode=Mode.LEARN)
    assert (learning.findings, learning.learned) == ((), (Entry("pkg:npm/a", "", Standing.LEARNED),))
    assert learning.notes[0].text == "The allow-list is learning: 1 new package is recorded."
    assert ruled([], ["pkg:npm/a@1"], Entry("pkg:npm/a"), mode=Mode.LEARN) == Ruling()


def test_maintenance_lets_through_and_says_who_opened_it_and_why() -> None:
    said = ruled([], ["pkg:npm/a@1", "pkg:npm/b@1"], window=WINDOW)
    assert (said.findings, [entry.purl for entry in said.learned]) == ((), ["pkg:npm/a", "pkg:npm/b"])
    assert said.notes[0].text == (
        "Maintenance mode until 2027-01-15 10:00 UTC (ann: the big upgrade): "
        "2 new packages are let through and recorded."
    )


def test_a_window_ends_by_itself_or_before_its_time() -> None:
    assert [WINDOW.open(at) for at in (WINDOW.began - 1, WINDOW.began, WINDOW.until - 1, WINDOW.until)] == [
        False, True, True, False,
    ]  # fmt: skip
    assert WINDOW.covers("Acme/Shop")
    assert not WINDOW.covers("acme/other")


# The reviewed file


def test_the_file_lists_purls_and_may_say_more_of_each() -> None:
    text = b"""\
mode: enforce
packages:
  - pkg:npm/@acme/*   # all of ours
  - purl: pkg:pypi/requests
    versions: ">=2.31|<3"
    reason: The client of the platform
"""
    file = allowfile.read(text)
    requests = Entry("pkg:pypi/requests", "vers:pypi/>=2.31|<3", reason="The client of the platform")
    assert (file.mode, file.entries) == (Mode.ENFORCE, (Entry("pkg:npm/%40acme/*"), requests))
    assert file.lines[requests] == 4
    assert allowfile.read(None) == allowfile.read(b"") == AllowFile()
    assert allowfile.read(b"mode: off").mode is Mode.OFF


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"- pkg:npm/a", "must hold a mapping with the keys `mode` and `packages`"),
        (b"package: [pkg:npm/a]", "must hold a mapping with the keys"),
        (b"packages: pkg:npm/a", "`packages` must be a list"),
        (b"mode: strict", "`mode` must be one of off, learn, enforce"),
        (b"packages:\n  - a: b", "entry 1 must be a purl"),
        (b"packages:\n  - pkg:npm/a\n  - left-pad", "line 3: 'left-pad' is no purl"),
        (b"packages: [", "it is no YAML"),
        (b"packages:\n  - purl: pkg:npm/a\n    versions: [1]", "line 2: `versions` and `reason` must be text"),
        (b"<<<<<<< ours\nmode: off\n=======\n>>>>>>> theirs", "merge conflict"),
        (b"a: &a [x]\n" * 3 + b"b: [" + b"*a," * 9 + b"]", "must hold a mapping with the keys"),
        (b"#" * 600_000, "larger than"),
    ],
)
def test_a_broken_file_says_where_and_what_to_write(text: bytes, words: str) -> None:
    with pytest.raises(BadFile, match=words):
        allowfile.read(text)


PIECES = (
    *(b"mode", b"packages", b": ", b"\n", b"- ", b"  ", b"pkg:npm/a", b"*", b"&x ", b"*x", b"{", b"}", b"["),
    *(b"purl: ", b"versions: ", b"'", b"\xff", b"!!python/object:x ", b"#", b"|", b"<<: "),
)


@given(st.lists(st.sampled_from(PIECES)))
def test_whatever_the_file_holds_is_read_or_refused_in_words(parts: list[bytes]) -> None:
    with suppress(BadFile):
        assert isinstance(allowfile.read(b"".join(parts)), AllowFile)


def test_a_change_to_the_file_is_shown_as_what_it_would_do() -> None:
    before = allowfile.read(b"mode: enforce\npackages:\n  - pkg:npm/a\n  - pkg:npm/b\n")
    after = allowfile.read(b"mode: learn\npackages:\n  - pkg:npm/b\n  - pkg:npm/c\n")
    finding = allowfile.effect(before, after)
    assert finding is not None
    assert (finding.rule, finding.severity, finding.start_line) == ("allow-list-changed", Severity.INFO, 4)
    assert finding.message.startswith(
        "Once merged, this changes the mode from enforce to learn, and lets in `pkg:npm/c`, "
        "and no longer lets in `pkg:npm/a`."
    )
    reordered = allowfile.read(b"mode: enforce\npackages: [pkg:npm/b, {purl: pkg:npm/a, reason: known}]\n")
    assert allowfile.effect(before, reordered) is None, "it lets in the same"
