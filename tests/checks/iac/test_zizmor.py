"""zizmor behind its seam: the real program, in its own environment, under a sandbox's limits."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from checks.iac import claims
from checks.iac.engines import zizmor
from checks.iac.engines.programs import Program
from checks.iac.model import Framework, Job
from tests.checks.iac import elsewhere
from tests.checks.iac.elsewhere import CASES, PYTHON, TABLE, judge, marked, policies

pytestmark = elsewhere.needs_engines
FOLDER = CASES / "zizmor"
FILES = sorted(file for file in FOLDER.rglob("*") if file.is_file())
INJECTED = """\
name: greet
on: pull_request
permissions: {}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "${{ github.event.pull_request.title }}"
"""


def workflow(content: str | bytes, path: str = ".github/workflows/greet.yml") -> Job:
    return elsewhere.job(Framework.GITHUB, {path: content})


@pytest.fixture(scope="module")
def judged() -> dict[Path, list[tuple[str, int]]]:
    jobs = [workflow(file.read_bytes(), file.relative_to(FOLDER).as_posix()) for file in FILES]
    answers = judge("zizmor", *jobs)
    assert [answer.problems for answer in answers] == [()] * len(FILES)
    return {file: policies("zizmor", answer) for file, answer in zip(FILES, answers, strict=True)}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_cases_are_hit_on_the_line_and_near_misses_are_not(
    judged: dict[Path, list[tuple[str, int]]], file: Path
) -> None:
    marks = list(marked(file.read_text()))
    named = {name for _, name, _ in marks}
    assert [one for one in judged[file] if one[0] in named] == sorted(
        (name, line) for kind, name, line in marks if kind == "hit"
    )


def test_each_policy_of_the_table_has_a_hit_and_a_near_miss() -> None:
    marks = {(kind, name) for file in FILES for kind, name, _ in marked(file.read_text())}
    wanted = {(kind, name) for name in elsewhere.of("zizmor") for kind in ("hit", "ok")}
    assert wanted - marks == set()


def test_what_the_command_line_reports_and_the_table_holds_comes_through_on_its_line(
    judged: dict[Path, list[tuple[str, int]]], tmp_path: Path
) -> None:
    audits = {name.split(":")[0]: name for name in TABLE.of("zizmor")}
    for file in FILES:
        beside = ".github/workflows/" if "jobs:" in file.read_text() else ""
        copy = tmp_path / beside / file.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, copy)
        program, options = str(PYTHON.parent / "zizmor"), ["--offline", "--no-config", "--format=json-v1"]
        command = [program, *options, "--no-exit-codes", str(copy)]
        raw = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
        for finding in raw:
            place = next(one for one in finding["locations"] if one["symbolic"]["kind"] == "Primary")
            line = place["concrete"]["location"]["start_point"]["row"] + 1
            whole = not place["symbolic"]["route"]["route"]  # of permissions, said of each job besides
            if finding["ident"] in audits and not (whole and finding["ident"] == "excessive-permissions"):
                assert line in {at for _, at in judged[file]}, (file.name, finding["ident"], line)


def test_the_environment_holds_the_version_whose_answers_are_understood() -> None:
    said = subprocess.run([PYTHON.parent / "zizmor", "--version"], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["zizmor", zizmor.ENGINE.version]


def test_a_hit_says_whose_it_is_and_by_what() -> None:
    (answer,) = judge("zizmor", workflow(INJECTED))
    hit = next(one for one in answer.hits if one.policy == "template-injection")
    assert (hit.path, hit.start_line, hit.end_line) == (".github/workflows/greet.yml", 8, 8)
    assert (hit.resource, hit.attributes, hit.detail) == (
        "jobs.greet",
        ("steps.0.run",),
        "github.event.pull_request.title",
    )


def test_a_written_out_password_is_in_no_hit() -> None:
    text = (FOLDER / "credentials.yml").read_text()
    one_line = text.replace("credentials:\n        username: hana\n        password: tr4in-st4tion", "credentials: {username: hana, password: tr4in-st4tion}")  # fmt: skip # noqa: E501
    assert one_line != text
    (answer,) = judge("zizmor", workflow(one_line))
    assert "github-registry-password-written-out" in dict(policies("zizmor", answer))
    assert "tr4in-st4tion" not in repr(answer)


def test_comments_and_settings_of_the_change_silence_nothing() -> None:
    ignored = INJECTED.replace('title }}"', 'title }}" # zizmor: ignore[template-injection]')
    settings = "rules:\n  template-injection:\n    disable: true\n"
    files = {".github/workflows/greet.yml": ignored, "zizmor.yml": settings, ".github/zizmor.yml": settings}
    (answer,) = judge("zizmor", elsewhere.job(Framework.GITHUB, files, [".github/workflows/greet.yml"]))
    assert ("github-script-injection", 8) in policies("zizmor", answer)
    assert answer.problems == ()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("jobs: [\n", "line 2"),
        ("on: push\njobs:\n  a:\n    steps: text\n", "it is no valid workflow"),
        ("", "it is no valid workflow"),
        ("a: &a [*a]\n", "recursion limit"),
        (b"on: push\n# \xff\n", "line 2 is not UTF-8"),
        ("on: push\n---\non: push\n", "more than one document"),
        (INJECTED.replace("on: pull_request", "on: {workflow_run: {types: [completed]}}"), "did not match any variant"),
        ("a: &a [x, x]\nb: &b [*a, *a]\n" + "c: " + "[" * 500 + "]" * 500 + "\n", "zizmor cannot read it"),
    ],
)
def test_what_it_cannot_read_is_said_and_takes_nobody_along(content: str | bytes, reason: str) -> None:
    broken, good = judge("zizmor", workflow(content, ".github/workflows/broken.yml"), workflow(INJECTED))
    assert broken.hits == ()
    assert [(one.path, one.lasting) for one in broken.problems] == [(".github/workflows/broken.yml", True)]
    assert reason in broken.problems[0].reason
    assert ("github-script-injection", 8) in policies("zizmor", good)
    assert good.problems == ()


def test_each_answer_belongs_to_its_job() -> None:
    clean = INJECTED.replace("${{ github.event.pull_request.title }}", "hello")
    files = {".github/workflows/one.yml": clean, ".github/workflows/two.yml": INJECTED}
    first, second = judge("zizmor", workflow(clean), elsewhere.job(Framework.GITHUB, files))
    assert "github-script-injection" not in dict(policies("zizmor", first))
    assert {one.path for one in second.hits if one.policy == "template-injection"} == {".github/workflows/two.yml"}


def test_without_its_environment_nothing_is_looked_at_and_that_is_said() -> None:
    (answer,) = zizmor.judge([workflow(INJECTED)])  # this interpreter is not the engines' one
    assert answer.hits == ()
    assert [(one.reason, one.lasting) for one in answer.problems] == [
        ("zizmor 1.32.0 is needed and not installed; run `make setup` again", False)
    ]


def test_another_version_is_not_believed() -> None:
    program = Program("pytest", "pytest", "0.0.1")
    with pytest.raises(Exception, match=r"pytest 0\.0\.1 is needed and \d"):
        program.run(["--version"], Path(), 10)


def test_settings_of_dependabot_are_looked_at_where_github_reads_them() -> None:
    assert claims.by_name(".github/dependabot.yml") == "github"
    assert claims.by_name("docs/dependabot.yml") == ""
