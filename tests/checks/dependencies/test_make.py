"""What is packed for shipping says what its sources said."""

from __future__ import annotations

import json
import lzma
from pathlib import Path
from typing import Any

import pytest

from checks.dependencies import building
from checks.dependencies.data import make
from checks.dependencies.osv import facts
from tests.checks.dependencies.records import fixed, last, record, since

RECORDS = [
    record(
        "A-1", "npm", "x", since("0"), fixed("2.0.0"), since("2.0.0"), fixed("2.1.0"), aliases=["CVE-1"], summary="Text"
    ),
    {
        **record("A-2", "npm", "x", since("0"), fixed("3.0.0")),
        "affected": record("", "npm", "x", since("0"), fixed("3.0.0"))["affected"]
        + record("", "npm", "x", since("1.0.0"), fixed("2.0.0"))["affected"]
        + record("", "npm", "y", since("1.0.0"), last("2.0.0"), versions=["9.9.9"])["affected"],
    },
    record(
        "A-3",
        "npm",
        "z",
        since("1.0.0"),
        severity=[{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N"}],
        database_specific={"severity": "HIGH", "cwe_ids": ["CWE-79"]},
        published="2025-01-01T00:00:00Z",
    ),
]


@pytest.mark.parametrize("document", RECORDS, ids=lambda one: one["id"])
def test_packing_loses_no_fact(document: Any) -> None:
    told = facts(document)
    packed = json.loads(json.dumps(make.compact(told)))
    assert facts(packed) == told


def test_parts_of_a_go_module_are_packed() -> None:
    document = record("GO-1", "Go", "a/b", since("0"))
    document["affected"][0]["ecosystem_specific"] = {"imports": [{"path": "a/b/c", "symbols": ["X"]}]}
    (packed,) = facts(make.compact(facts(document)))
    assert packed.advisory.parts == ("a/b/c",)


def test_a_folder_is_packed_with_its_sources_and_without_what_many_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = tmp_path / "advisories", tmp_path / "out"
    for one in (folder, out, tmp_path / "typosquats"):
        one.mkdir()
    for origin in make.ORIGINS:
        some = RECORDS if origin.type == "npm" else []
        lines = "".join(f"{json.dumps(one)}\n" for one in [*some, {**RECORDS[0], "withdrawn": "2026-01-01T00:00:00Z"}])
        (folder / origin.file).write_bytes(lzma.compress(lines.encode()))
    for origin in make.MALICIOUS:
        (folder / origin.file).write_bytes(lzma.compress(b"name,version_specific\nevil,0\nstolen,1\nused,0\n"))
        (tmp_path / "typosquats" / f"popular_{origin.type}.txt").write_text("used\t900\n")
    monkeypatch.setattr(make, "HERE", out)
    assert make.main([str(folder)]) == 0
    loads = {
        load.source.name: [one["id"] for one in load.records] for load in building.sections(out / "advisories.jsonl.xz")
    }
    assert loads["shipped/npm"] == ["A-1", "A-2", "A-3"]
    assert loads["shipped/malicious-npm"] == loads["shipped/malicious-pypi"] == ["MAL-0000-0"]
    assert loads["shipped/go"] == []
    assert "| npm: [github.com/nodejs/security-wg]" in (out / "SOURCES.md").read_text()
    assert "npm                   3 records, newest 2026-01-02" in capsys.readouterr().out
    assert make.main([]) == 2
