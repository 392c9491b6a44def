"""Engines that are programs of their own: what breaks them is lost alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from checks.iac.engines import programs
from checks.iac.engines.programs import Failed, File, Told
from checks.iac.model import Framework, Hit, Problem
from tests.checks.iac.elsewhere import job


def test_a_file_that_breaks_the_program_is_lost_alone() -> None:
    calls = []

    def look(files: Sequence[File], folder: Path, seconds: float) -> list[Told]:
        calls.append(len(files))
        if any(file.path == "c" for file in files):
            raise Failed("it crashed")
        return [Told([Hit("engine", "policy", file.path, 1, 1)]) for file in files]

    answers = programs.judge([job(Framework.DOCKERFILE, {"a": "", "b": ""}), job(Framework.DOCKERFILE, {"c": "", "d": ""})], look)  # fmt: skip # noqa: E501
    assert [[hit.path for hit in answer.hits] for answer in answers] == [["a", "b"], ["d"]]
    assert [answer.problems for answer in answers] == [(), (Problem("c", "it crashed"),)]
    assert calls == [4, 2, 2, 1, 1]


def test_only_targets_are_looked_at() -> None:
    def look(files: Sequence[File], folder: Path, seconds: float) -> list[Told]:
        return [Told([Hit("engine", "policy", file.path, 1, 1)]) for file in files]

    (answer,) = programs.judge([job(Framework.DOCKERFILE, {"a": "", "b": ""}, ["b"])], look)
    assert [hit.path for hit in answer.hits] == ["b"]


def test_no_files_need_no_program() -> None:
    def look(files: Sequence[File], folder: Path, seconds: float) -> list[Told]:
        raise AssertionError("it was called")

    assert programs.judge([], look) == []
