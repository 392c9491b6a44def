"""OSV records become facts; odd ones are refused with a reason that many may share."""

from __future__ import annotations

import json
import lzma
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.dependencies import files, osv
from checks.dependencies.files import records
from checks.dependencies.mirror import Advisory, Affected
from checks.dependencies.osv import Odd, facts, stretches
from tests.checks.dependencies.records import fixed, last, record, since


def only(document: Any) -> Advisory:
    (fact,) = facts(document)
    return fact.advisory


def affected(document: Any, type_: str, versions: str) -> list[bool]:
    return [only(document).affects(type_, version) for version in versions.split()]


def test_events_are_read_in_the_order_of_versions_not_of_the_record() -> None:
    document = record("GHSA-1", "npm", "x", fixed("2.1.0"), since("2.0.0"), fixed("1.0.0"), since("0"))
    assert only(document).ranges == (Affected("", "1.0.0"), Affected("2.0.0", "2.1.0"))


def test_the_fix_itself_is_not_affected_and_the_version_before_it_is() -> None:
    document = record("GHSA-1", "npm", "x", since("1.0.0"), fixed("1.10.0"))
    assert affected(document, "npm", "0.9.9 1.0.0 1.9.0 1.10.0-rc.1 1.10.0 v1.9.0") == [
        False,
        True,
        True,
        True,
        False,
        True,
    ]


def test_the_last_affected_version_is_affected_and_the_next_is_not() -> None:
    document = record("GHSA-1", "Go", "x", since("0"), last("1.2.3"))
    assert affected(document, "golang", "v1.2.3 v1.2.4-0.20200101000000-abcdefabcdef v1.2.4") == [True, False, False]


def test_a_version_may_be_introduced_and_last_affected_at_once() -> None:
    document = record("GHSA-1", "npm", "x", since("1.2.3"), last("1.2.3"))
    assert affected(document, "npm", "1.2.2 1.2.3 1.2.4") == [False, True, False]


def test_what_is_fixed_in_a_version_may_come_back_in_the_same() -> None:
    back = record("GHSA-1", "npm", "x", since("0"), fixed("2.0.0"), since("2.0.0"), fixed("2.12.0"))
    assert affected(back, "npm", "1.0.0 2.0.0 2.11.0 2.12.0") == [True, True, True, False]
    nothing = record("GHSA-1", "npm", "x", since("2.0.0"), fixed("2.0.0"), since("3.0.0"), fixed("3.1.0"))
    assert affected(nothing, "npm", "2.0.0 2.1.0 3.0.0") == [False, False, True]


def test_listed_versions_count_beside_ranges_and_in_any_spelling() -> None:
    document = record("PYSEC-1", "PyPI", "x", since("2"), fixed("3"), versions=["1.0.0", "2.5", "weird"])
    assert only(document).versions == "\n1.0.0\nweird\n"
    assert affected(document, "pypi", "1.0.0 2.5 weird 1.1 3 1.0") == [True, True, True, False, False, False]


def test_git_ranges_say_nothing_of_versions() -> None:
    document = record("GHSA-1", "npm", "x", since("0"), fixed("8f4b7f84864484a7bf31766abe9204da3cbe65b3"), kind="GIT")
    with pytest.raises(Odd, match="names no version"):
        facts(document)


def test_a_range_with_a_bound_that_is_no_version_is_left_out_and_the_others_stay() -> None:
    document = record("GHSA-1", "npm", "x", since("0"), fixed("1.0.0"))
    document["affected"][0]["ranges"].append({"type": "SEMVER", "events": [since("2.0.0"), fixed("soon")]})
    assert only(document).ranges == (Affected("", "1.0.0"),)


def test_several_entries_of_a_package_are_one_fact_and_other_packages_are_their_own() -> None:
    document = record("GHSA-1", "npm", "x", since("0"), fixed("1.0.0"))
    document["affected"] += record("", "npm", "x", since("2.0.0"), fixed("2.1.0"))["affected"]
    document["affected"] += record("", "Maven", "org.x:x", since("0"))["affected"]
    document["affected"] += record("", "Debian:12", "x", since("0"))["affected"]
    assert [(one.type, one.name, len(one.advisory.ranges)) for one in facts(document)] == [
        ("npm", "x", 2),
        ("maven", "org.x:x", 1),
    ]


def test_everything_else_that_a_check_needs_is_kept() -> None:
    document = record(
        "GHSA-1",
        "npm",
        "x",
        since("0"),
        aliases=["CVE-2020-1", "CVE-2020-1\n", 7],
        summary="First\u202e line\nand second",
        severity=[{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}, {"type": "Ubuntu"}],
        database_specific={"severity": "MODERATE", "cwe_ids": ["CWE-79", "x"]},
        published="0001-01-01T00:00:00Z",
    )
    one = only(document)
    assert (one.aliases, one.summary, one.word, one.cwes) == (
        ("CVE-2020-1",),
        "First line and second",
        "moderate",
        ("CWE-79",),
    )
    assert (one.published, one.modified, len(one.vectors), one.malicious) == ("", "2026-01-02", 1, False)
    assert only(record("MAL-2024-1", "npm", "x", since("0"))).malicious


def test_a_vector_that_belongs_to_one_package_is_kept_too() -> None:
    document = record("GHSA-1", "npm", "x", since("0"))
    document["affected"][0]["severity"] = [{"type": "CVSS_V2", "score": "AV:N/AC:L/Au:N/C:P/I:P/A:P"}]
    assert only(document).vectors == ("AV:N/AC:L/Au:N/C:P/I:P/A:P",)


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (None, "no OSV record"),
        ([], "no OSV record"),
        ({"id": "x"}, "no OSV record"),
        ({**record("GHSA-1", "npm", "x", since("0")), "withdrawn": "2026-01-01T00:00:00Z"}, "withdrawn"),
        ({**record("GHSA-1", "npm", "x", since("0")), "id": "<script>"}, "no usable id"),
        ({**record("GHSA-1", "npm", "x", since("0")), "id": 7}, "no usable id"),
        (record("GHSA-1", "Debian:12", "x", since("0")), "of an ecosystem that no manifest names"),
        (record("GHSA-1", "npm", "x\ny", since("0")), "a name that no package can have"),
        (record("GHSA-1", "npm", "x" * 301, since("0")), "a name that no package can have"),
        (record("GHSA-1", "npm", "x"), "names no version that its ecosystem can read"),
        ({"id": "GHSA-1", "affected": []}, "affects nothing"),
        ({"id": "GHSA-1", "affected": [7, {"package": "x"}]}, "no package"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_reason(document: Any, reason: str) -> None:
    with pytest.raises(Odd, match=reason):
        facts(document)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["npm", "0", "1.0.0", "SEMVER"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["affected", "package", "ecosystem", "name", "ranges", "type", "events", "introduced", "fixed"]
            )
            | st.sampled_from(
                ["versions", "severity", "database_specific", "aliases", "summary", "id", "cwe_ids", "score"]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=30,
)


@given(_JSON, _JSON)
def test_no_shape_of_a_record_is_more_than_odd(document: Any, part: Any) -> None:
    for one in (
        document,
        {"id": "GHSA-1", "affected": [part, {"package": {"ecosystem": "npm", "name": "x"}, "ranges": part}]},
    ):
        osv.ecosystems(one)
        try:
            facts(one)
        except Odd:
            continue


def test_a_limit_ends_a_stretch() -> None:
    part = {"type": "SEMVER", "events": [since("0"), {"limit": "2.0.0"}]}
    assert list(stretches("npm", part)) == [Affected("", "2.0.0")]


def test_records_come_from_every_kind_of_file(tmp_path: Path) -> None:
    one, other = record("GHSA-1", "npm", "x", since("0")), record("GHSA-2", "npm", "y", since("0"))
    (tmp_path / "folder" / "deep").mkdir(parents=True)
    (tmp_path / "folder" / "a.json").write_text(json.dumps(one))
    (tmp_path / "folder" / "deep" / "b.json").write_text(json.dumps(other))
    (tmp_path / "answer.json").write_text(json.dumps({"vulns": [one, other]}))
    lines = f"{json.dumps(one)}\n\n{json.dumps(other)}\n"
    (tmp_path / "lines.jsonl").write_text(lines)
    (tmp_path / "lines.jsonl.xz").write_bytes(lzma.compress(lines.encode()))
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as export:
        export.writestr("GHSA-1.json", json.dumps(one))
        export.writestr("GHSA-2.json", json.dumps(other))
        export.writestr("README.md", "not a record")
    for name in ("folder", "answer.json", "lines.jsonl", "lines.jsonl.xz", "all.zip"):
        assert list(records(tmp_path / name)) == [one, other], name


def test_what_is_no_json_is_none_and_the_rest_is_read(tmp_path: Path) -> None:
    one = record("GHSA-1", "npm", "x", since("0"))
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as export:
        export.writestr("broken.json", "{")
        export.writestr("deep.json", "[" * 100_000)
        export.writestr("whole.json", json.dumps(one))
    assert list(records(tmp_path / "all.zip")) == [None, None, one]


def test_a_record_that_unfolds_beyond_measure_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 1000)
    with zipfile.ZipFile(tmp_path / "all.zip", "w", zipfile.ZIP_DEFLATED) as export:
        export.writestr("bomb.json", json.dumps({"id": "x" * 100_000}))
    assert list(records(tmp_path / "all.zip")) == [None]


@pytest.mark.parametrize("name", ["all.zip", "lines.jsonl.xz"])
def test_a_file_cut_short_is_said(tmp_path: Path, name: str) -> None:
    lines = "".join(json.dumps(record(f"GHSA-{number}", "npm", "x", since("0"))) + "\n" for number in range(100))
    (tmp_path / "lines.jsonl.xz").write_bytes(lzma.compress(lines.encode()))
    with zipfile.ZipFile(tmp_path / "all.zip", "w", zipfile.ZIP_DEFLATED) as export:
        export.writestr("a.json", lines)
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ValueError, match=r"short|no whole zip"):
        list(records(tmp_path / name))


def test_another_kind_of_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("")
    with pytest.raises(ValueError, match=r"expected a folder, or a file ending in \.json"):
        list(records(tmp_path / "x.csv"))
