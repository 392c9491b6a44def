"""`python -m bot review` as a person runs it: real repositories, exit codes, formats that other tools read."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.sarif import violations

SAFE = "from flask import request\n\n\ndef find(cursor):\n    return 1\n"
WEAK = (
    "from flask import request\n\n\ndef find(cursor):\n"
    "    name = request.args['name']\n"
    '    cursor.execute("SELECT * FROM users WHERE name = \'" + name + "\'")\n'
)


def git(repo: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "init.defaultBranch=main"]
    return subprocess.run(["git", *identity, *arguments], cwd=repo, check=True, capture_output=True, text=True).stdout


def commit(repo: Path, **files: str | bytes) -> str:
    for name, content in files.items():
        path = repo / name.replace("__", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    git(repo, "add", "-A")
    git(repo, "commit", "-q", "--allow-empty", "-m", "change")
    return git(repo, "rev-parse", "HEAD").strip()


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    folder = tmp_path / "repo"
    folder.mkdir()
    git(folder, "init", "-q")
    commit(folder, app__py=SAFE)
    return folder


def review(repo: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", "review", "--repo", str(repo), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def read(repo: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    done = review(repo, "--format", "json", *arguments)
    return done.returncode, json.loads(done.stdout)


def test_a_weakness_that_comes_in_blocks_on_its_line(repo: Path) -> None:
    base, head = git(repo, "rev-parse", "HEAD").strip(), commit(repo, app__py=WEAK)
    code, said = read(repo, "--base", "HEAD~1", "--head", "HEAD")
    found = [one for one in said["findings"] if one["rule"] == "python-sql-injection"]
    assert (code, said["verdict"], said["base"], said["head"]) == (1, "blocked", base, head)
    assert [(one["state"], one["path"], one["start_line"], one["cwe"]) for one in found] == [
        ("introduced", "app.py", 6, ["CWE-89"])
    ]
    assert said["results"][0]["outcome"] == "ran"


def test_the_mend_is_clear_and_said_to_be_one(repo: Path) -> None:
    commit(repo, app__py=WEAK)
    commit(repo, app__py=SAFE)
    code, said = read(repo, "--base", "HEAD~1")
    assert (code, said["verdict"]) == (0, "clear")
    assert "fixed" in {one["state"] for one in said["findings"]}


def test_what_stood_there_before_is_not_blamed(repo: Path) -> None:
    commit(repo, app__py=WEAK)
    commit(repo, app__py="import os\n\n" + WEAK)
    code, said = read(repo, "--base", "HEAD~1")
    assert (code, {one["state"] for one in said["findings"]}) == (0, {"existing"})


def test_without_a_base_everything_is_new(repo: Path) -> None:
    commit(repo, app__py=WEAK)
    code, said = read(repo)
    assert (code, said["base"]) == (1, "")
    assert {one["state"] for one in said["findings"]} == {"introduced"}


def test_a_binary_that_calls_itself_source_is_incomplete(repo: Path) -> None:
    commit(repo, data__py=b"\0\1\2")
    code, said = read(repo, "--base", "HEAD~1")
    assert (code, said["verdict"]) == (2, "incomplete")
    assert {one["key"] for one in said["not_looked_at"]} == {"data.py"}


def test_vendored_files_are_left_out_and_said(repo: Path) -> None:
    (repo / "vendor").mkdir()
    (repo / "vendor" / "app.py").write_text(WEAK)
    commit(repo)
    code, said = read(repo, "--base", "HEAD~1")
    assert (code, said["findings"]) == (0, [])
    assert [(one["key"], one["by_design"]) for one in said["not_looked_at"]] == [("vendor/app.py", True)]


def test_sarif_is_valid_and_carries_flow_and_identity(repo: Path) -> None:
    commit(repo, app__py=WEAK)
    done = review(repo, "--base", "HEAD~1", "--format", "sarif")
    log = json.loads(done.stdout)
    assert violations(log) == []
    result = next(one for one in log["runs"][0]["results"] if one["ruleId"] == "python-sql-injection")
    assert result["partialFingerprints"]["sekisho/v1"]
    assert result["baselineState"] == "new"
    assert len(result["codeFlows"][0]["threadFlows"][0]["locations"]) >= 2


@pytest.mark.parametrize("form", ["cyclonedx", "spdx"])
def test_a_bill_of_materials_lists_what_head_brings_in(repo: Path, form: str) -> None:
    commit(repo, package__json='{"name": "shop", "dependencies": {"left-pad": "1.3.0"}}')
    done = review(repo, "--format", form)
    assert "pkg:npm/left-pad@1.3.0" in done.stdout
    assert json.loads(done.stdout)


def test_text_and_markdown_show_the_line_without_colours_in_a_pipe(repo: Path) -> None:
    commit(repo, app__py=WEAK)
    text, markdown = (review(repo, "--base", "HEAD~1", "--format", form).stdout for form in ("text", "markdown"))
    assert "app.py:6" in text
    assert "cursor.execute" in text
    assert "\x1b" not in text
    assert "| `app.py:6` |" in markdown


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--base", "nowhere"], "has no commit 'nowhere'"),
        (["--check", "palmistry"], "there is no check named 'palmistry'"),
        (["--repo", "/nowhere"], "is no git repository"),
    ],
)
def test_wrong_usage_says_what_is_wrong(repo: Path, arguments: list[str], words: str) -> None:
    done = review(repo, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_the_pull_requests_own_configuration_steers_nothing(repo: Path) -> None:
    commit(
        repo,
        app__py=WEAK.replace('name + "\'")', 'name + "\'")  # nosemgrep'),
        __semgrepignore="*\n",
        app__yaml="policy: {}\n",
    )
    assert read(repo, "--base", "HEAD~1")[0] == 1


def test_names_that_would_break_a_terminal_or_markdown_stay_text(repo: Path) -> None:
    name = "a\x1b[31m|`b.py"
    (repo / name).write_text(WEAK)
    commit(repo)
    text, markdown = (review(repo, "--base", "HEAD~1", "--format", form).stdout for form in ("text", "markdown"))
    assert "\x1b" not in text + markdown
    assert read(repo, "--base", "HEAD~1")[1]["findings"][0]["path"] == name


def test_an_operators_own_rules_stand_beside_ours(repo: Path, tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text(
        "rules: [{id: acme-no-legacy, languages: [python], severity: HIGH, pattern: legacy(...), "
        "message: This is on its way out. Use modern() instead.}]"
    )
    (tmp_path / "app.yaml").write_text("policy: {rule_packs: [ours.yaml]}")
    commit(repo, app__py=WEAK + "\n\nlegacy(1)\n")
    command = [sys.executable, "-m", "bot", "--config", str(tmp_path / "app.yaml"), "review", "--repo", str(repo)]
    done = subprocess.run(
        [*command, "--base", "HEAD~1", "--format", "json"], capture_output=True, text=True, check=False
    )
    found = {one["rule"]: one["start_line"] for one in json.loads(done.stdout)["findings"]}
    assert found == {"acme-no-legacy": 9, "python-sql-injection": 6}


def test_a_broken_rule_pack_is_named(repo: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("rules: [")
    (tmp_path / "app.yaml").write_text("policy: {rule_packs: [broken.yaml]}")
    command = [sys.executable, "-m", "bot", "--config", str(tmp_path / "app.yaml"), "review", "--repo", str(repo)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "broken.yaml is no YAML" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
