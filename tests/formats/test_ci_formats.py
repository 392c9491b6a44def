"""What `review` writes for pipelines: GitHub's workflow commands, GitLab's Code Quality and SAST reports."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from tests.test_local_review import SAFE, WEAK, commit, git, repo, review

__all__ = ["repo"]
HOSTILE = "::set-output name=a::b\n::error::evil ##[add-path]c,%0A%25:d.py"
KINDS = {"error", "warning", "notice"}


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """As GitHub's runner reads a step's output: every line must be one of our own commands."""
    found = []
    for line in re.split(r"\r\n|\r|\n", text.removesuffix("\n")):
        read = re.fullmatch(r"::(\w+) ([^:]*)::(.*)", line)
        assert read, line
        pairs = (pair.partition("=") for pair in read[2].split(","))
        found.append((read[1], {name: _plain(value) for name, _, value in pairs}, _plain(read[3])))
    return found


def _plain(text: str) -> str:
    for escape, sign in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escape, sign)
    return text


def many(number: int) -> str:
    """A file with as many weaknesses."""
    body = WEAK.split("def find(cursor):\n")[1]
    return "from flask import request\n" + "".join(f"\n\ndef f{one}(cursor):\n{body}" for one in range(number))


def test_what_blocks_is_an_error_on_its_line(repo: Path) -> None:
    commit(repo, app__py=WEAK)
    done = review(repo, "--base", "HEAD~1", "--format", "github-annotations")
    kind, place, message = commands(done.stdout)[0]
    assert (done.returncode, kind, place["file"], place["line"], place["endLine"]) == (1, "error", "app.py", "6", "6")
    assert place["title"].startswith("SQL built from request data")
    assert "\nRemedy: " in message


def test_a_clear_change_prints_nothing(repo: Path) -> None:
    commit(repo, app__py=SAFE + "\n")
    assert review(repo, "--base", "HEAD~1", "--format", "github-annotations").stdout == ""


def test_names_in_the_change_never_become_commands(repo: Path) -> None:
    (repo / HOSTILE).write_text(WEAK)
    commit(repo)
    done = review(repo, "--base", "HEAD~1", "--format", "github-annotations")
    told = commands(done.stdout)
    assert {kind for kind, _, _ in told} <= KINDS
    assert told[0][1]["line"] == "6"


def test_beyond_ten_the_last_one_names_the_others(repo: Path) -> None:
    commit(repo, app__py=many(13))
    told = commands(review(repo, "--base", "HEAD~1", "--format", "github-annotations").stdout)
    errors = [one for one in told if one[0] == "error"]
    assert (len(errors), errors[-1][1]) == (10, {"title": "4 more"})
    assert errors[-1][2].count("app.py:") == 4


def test_what_could_not_be_looked_at_is_a_warning(repo: Path) -> None:
    commit(repo, data__py=b"\0\1\2")
    done = review(repo, "--base", "HEAD~1", "--format", "github-annotations")
    kind, place, message = commands(done.stdout)[0]
    assert (done.returncode, kind, place) == (2, "warning", {"title": "Not looked at"})
    assert message.startswith("data.py: ")


def quality(repo: Path, *arguments: str) -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = json.loads(review(repo, *arguments, "--format", "gitlab-codequality").stdout)
    return read


def test_code_quality_has_what_gitlab_asks_for_and_a_fingerprint_each(repo: Path) -> None:
    commit(repo, app__py=many(4))
    entries = quality(repo)
    assert len(entries) >= 4
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)
    for entry in entries:
        assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert entry["location"]["lines"]["begin"] >= 1


def test_code_quality_fingerprints_stay_when_lines_move(repo: Path) -> None:
    commit(repo, app__py=WEAK)
    before = {one["fingerprint"]: one["location"]["lines"]["begin"] for one in quality(repo)}
    commit(repo, app__py="import os\n\n" + WEAK)
    after = {one["fingerprint"]: one["location"]["lines"]["begin"] for one in quality(repo)}
    assert before
    assert {key: line + 2 for key, line in before.items()} == after


def test_code_quality_of_nothing_is_an_empty_list(repo: Path) -> None:
    assert quality(repo) == []


_TEXT = {"type": "string", "minLength": 1}
_MAKER = {
    "type": "object",
    "required": ["id", "name", "version", "vendor"],
    "properties": {
        "id": _TEXT,
        "name": _TEXT,
        "version": _TEXT,
        "url": {"type": "string", "pattern": "^https?://.+"},
        "vendor": {"type": "object", "required": ["name"], "properties": {"name": _TEXT}},
    },
}
_TIME = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$"}
_IDENTIFIER = {
    "type": "object",
    "required": ["type", "name", "value"],
    "properties": {"type": _TEXT, "name": _TEXT, "value": _TEXT, "url": {"type": "string", "pattern": "^https?://.+"}},
}
SAST = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "required": ["scan", "version", "vulnerabilities"],
    "properties": {
        "version": {"const": "15.0.0"},
        "scan": {
            "type": "object",
            "required": ["analyzer", "end_time", "scanner", "start_time", "status", "type"],
            "properties": {
                "analyzer": _MAKER,
                "scanner": _MAKER,
                "start_time": _TIME,
                "end_time": _TIME,
                "status": {"enum": ["success", "failure"]},
                "type": {"const": "sast"},
                "messages": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["level", "value"],
                        "properties": {"level": {"enum": ["info", "warn", "fatal"]}, "value": _TEXT},
                    },
                },
            },
        },
        "vulnerabilities": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "identifiers", "location"],
                "properties": {
                    "id": _TEXT,
                    "name": {"type": "string", "maxLength": 255},
                    "description": {"type": "string", "maxLength": 1_048_576},
                    "severity": {"enum": ["Info", "Unknown", "Low", "Medium", "High", "Critical"]},
                    "solution": {"type": "string", "maxLength": 7000},
                    "identifiers": {"type": "array", "minItems": 1, "items": _IDENTIFIER},
                    "links": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["url"],
                            "properties": {"url": {"type": "string", "pattern": "^https?://.+"}},
                        },
                    },
                    "location": {
                        "type": "object",
                        "properties": {
                            "file": {"type": "string"},
                            "start_line": {"type": "number"},
                            "end_line": {"type": "number"},
                        },
                    },
                },
            },
        },
    },
}
"""What GitLab's published SAST schema, version 15.0.0, asks of the keys that we write (in our own words)."""


def test_the_sast_report_is_what_gitlab_reads(repo: Path) -> None:
    commit(repo, app__py=WEAK, data__py=b"\0\1\2")
    report = json.loads(review(repo, "--base", "HEAD~1", "--format", "gitlab-sast").stdout)
    assert list(jsonschema_rs.Draft7Validator(SAST).iter_errors(report)) == []
    found = next(one for one in report["vulnerabilities"] if one["identifiers"][0]["value"] == "python-sql-injection")
    assert found["location"] == {"file": "app.py", "start_line": 6, "end_line": 6}
    assert [one["name"] for one in found["identifiers"]] == ["python-sql-injection", "CWE-89"]
    assert "data.py" in report["scan"]["messages"][0]["value"]


def test_one_look_writes_several_files_and_says_the_verdict(repo: Path, tmp_path: Path) -> None:
    commit(repo, app__py=WEAK)
    quality_file, sast = tmp_path / "quality.json", tmp_path / "sast.json"
    done = review(
        repo, "--base", "HEAD~1", "--format", "gitlab-codequality", "--output", str(quality_file),
        "--also", f"gitlab-sast={sast}",
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr.split()[0]) == (1, "", "BLOCKED")
    assert json.loads(quality_file.read_text())[0]["check_name"]
    assert json.loads(sast.read_text())["version"] == "15.0.0"


def test_a_report_alone_ends_with_zero_and_wrong_usage_does_not(repo: Path, tmp_path: Path) -> None:
    commit(repo, app__py=WEAK)
    assert review(repo, "--base", "HEAD~1", "--exit-zero").returncode == 0
    assert review(repo, "--base", "nowhere", "--exit-zero").returncode == 2
    nowhere = review(repo, "--output", str(tmp_path / "no" / "where.txt"))
    assert (nowhere.returncode, "cannot be written" in nowhere.stderr) == (2, True)


def test_in_github_actions_the_text_for_people_is_fenced(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    commit(repo, app__py=WEAK)
    lines = review(repo, "--base", "HEAD~1").stdout.splitlines()
    token = lines[0].removeprefix("::stop-commands::")
    assert len(token) == 32
    assert lines[-1] == f"::{token}::"
    assert git(repo, "status", "--porcelain") == ""
