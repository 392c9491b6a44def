"""hadolint behind its seam: the real program, in its own environment, under a sandbox's limits."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from checks.iac.engines import hadolint
from checks.iac.model import Framework, Job
from tests.checks.iac import elsewhere
from tests.checks.iac.elsewhere import CASES, PYTHON, TABLE, judge, marked, policies

pytestmark = elsewhere.needs_engines
FILES = sorted((CASES / "hadolint").iterdir())
SUDO = "FROM debian:12.11-slim\nRUN sudo make\n"


def dockerfile(content: str | bytes, path: str = "Dockerfile") -> Job:
    return elsewhere.job(Framework.DOCKERFILE, {path: content})


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_cases_are_hit_on_the_line_and_near_misses_are_not(file: Path) -> None:
    marks = list(marked(file.read_text()))
    (answer,) = judge("hadolint", dockerfile(file.read_bytes(), file.name))
    assert answer.problems == ()
    assert policies("hadolint", answer) == sorted((name, line) for kind, name, line in marks if kind == "hit")


def test_each_policy_of_the_table_has_a_hit_and_a_near_miss() -> None:
    marks = {(kind, name) for file in FILES for kind, name, _ in marked(file.read_text())}
    wanted = {(kind, name) for name in elsewhere.of("hadolint") for kind in ("hit", "ok")}
    assert wanted - marks == set()


def test_what_the_command_line_reports_and_the_table_holds_comes_through_on_its_line() -> None:
    file = CASES / "hadolint" / "Dockerfile"
    command = [str(PYTHON.parent / "hadolint"), "--no-fail", "-f", "json", str(file)]
    raw = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    (answer,) = judge("hadolint", dockerfile(file.read_bytes()))
    wanted = {(one["code"], one["line"]) for one in raw if one["code"] in TABLE.of("hadolint")}
    assert wanted <= {(hit.policy, hit.start_line) for hit in answer.hits}
    assert wanted


def test_the_environment_holds_the_version_whose_answers_are_understood() -> None:
    said = subprocess.run([PYTHON.parent / "hadolint", "--version"], capture_output=True, text=True, check=True).stdout
    assert hadolint.ENGINE.version in said


def test_a_comment_after_a_here_document_hides_nothing_of_the_file() -> None:
    text = "FROM debian:12.11-slim\nRUN <<EOF\n# in the script\nmake\nEOF\n# why\n\n# more\nRUN sudo make\n"
    (answer,) = judge("hadolint", dockerfile(text))
    assert answer.problems == ()
    assert ("docker-sudo", 9) in policies("hadolint", answer)


def test_comments_and_settings_of_the_change_silence_nothing() -> None:
    text = SUDO.replace("RUN", "# hadolint ignore=DL3004\nRUN")
    text = "# hadolint global ignore=DL3004\n" + text
    files = {"Dockerfile": text, ".hadolint.yaml": "ignored: [DL3004]\n"}
    (answer,) = judge("hadolint", elsewhere.job(Framework.DOCKERFILE, files, ["Dockerfile"]))
    assert policies("hadolint", answer) == [("docker-sudo", 4)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("FROM debian:12\nRUNN make\n", "hadolint cannot read line 2: "),
        (b"\xff\xfe\n", "hadolint cannot read line 1: "),
        ("{{ if .Values.x }}\nFROM debian:12\n", "hadolint cannot read line 1: "),
    ],
)
def test_what_it_cannot_read_is_said_and_takes_nobody_along(content: str | bytes, reason: str) -> None:
    broken, good = judge("hadolint", dockerfile(content, "broken/Dockerfile"), dockerfile(SUDO))
    assert broken.hits == ()
    assert [(one.path, one.lasting) for one in broken.problems] == [("broken/Dockerfile", True)]
    assert broken.problems[0].reason.startswith(reason)
    assert policies("hadolint", good) == [("docker-sudo", 2)]


def test_names_and_letters_of_any_kind_are_no_trouble() -> None:
    text = '# Größe 関所\nFROM debian:12.11-slim\nLABEL name="関所"\nRUN sudo make\n'
    (answer,) = judge("hadolint", dockerfile(text, "-f\n`x`/Döckerfile"))
    assert {(hit.path, hit.start_line) for hit in answer.hits} == {("-f\n`x`/Döckerfile", 4)}


def test_many_files_are_one_call_and_each_answer_belongs_to_its_job() -> None:
    texts = [SUDO if number % 2 else "FROM debian:12.11-slim\nUSER 10001\n" for number in range(60)]
    answers = judge("hadolint", *(dockerfile(text, f"{number}/Dockerfile") for number, text in enumerate(texts)))
    assert [policies("hadolint", answer) for answer in answers] == [
        [("docker-sudo", 2)] if number % 2 else [] for number in range(60)
    ]
