"""Runs engines that are programs of their own: one process for all files of a batch.

Where the program fails on all together, it is tried on halves, so that a file that breaks it takes nobody else's
answer along. Programs get names of ours for the files, none of the pull request's, and nothing else of it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from checks.iac.model import Answer, Hit, Job, Problem
from checks.sandbox import die_with_parent

_SECONDS = 20.0
"""For one call; a hundred files take a tenth of a second."""
_ALTOGETHER = 60.0
"""For all calls of one batch: half of what a sandbox has."""


class Failed(Exception):
    """The program has no answer for these files; the text says why, as the end of a sentence."""

    def __init__(self, reason: str, lasting: bool = True) -> None:
        super().__init__(reason)
        self.lasting = lasting


@dataclass(frozen=True, slots=True)
class Program:
    """A binary that the environment of this interpreter brings along."""

    name: str
    package: str
    """The distribution it comes in."""
    version: str
    """The one whose answers are understood here."""

    def run(self, arguments: Sequence[str], folder: Path, seconds: float) -> subprocess.CompletedProcess[bytes]:
        """In `folder`, with an environment of ours. Raises Failed."""
        try:
            return subprocess.run(
                [self._binary(), *arguments],
                cwd=folder,
                env={"HOME": str(folder), "TMPDIR": str(folder), "PATH": os.defpath, "LANG": "C.UTF-8"},
                input=b"",
                capture_output=True,
                timeout=seconds,
                preexec_fn=die_with_parent,
            )
        except subprocess.TimeoutExpired as error:
            raise Failed(f"{self.name} did not finish within {seconds:.0f} seconds", lasting=False) from error
        except OSError as error:
            raise Failed(f"{self.name} cannot be started; run `make setup` again", lasting=False) from error

    def _binary(self) -> str:
        """Where it lies. Raises Failed."""
        try:
            installed = version(self.package)
        except PackageNotFoundError:
            installed = "not"
        if installed != self.version:
            reason = f"{self.name} {self.version} is needed and {installed} installed; run `make setup` again"
            raise Failed(reason, lasting=False)
        return str(Path(sys.prefix) / "bin" / self.name)


@dataclass(frozen=True, slots=True)
class File:
    """One file to be judged."""

    job: int
    """Its job's place in the batch."""
    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Told:
    """What a program says of one file."""

    hits: Sequence[Hit] = ()
    unread: str = ""
    """Why it could not be read, as the end of a sentence."""


Look = Callable[[Sequence[File], Path, float], Sequence[Told]]
"""Files, an empty folder and seconds -> what there is to say of each, in order. Raises Failed."""


def judge(jobs: Sequence[Job], look: Look) -> list[Answer]:
    """An answer for each job, in order."""
    files = [
        File(number, path, job.files[path])
        for number, job in enumerate(jobs)
        for path in job.targets or job.files
        if path in job.files
    ]
    hits: Mapping[int, list[Hit]] = {number: [] for number in range(len(jobs))}
    problems: Mapping[int, list[Problem]] = {number: [] for number in range(len(jobs))}
    for file, told in zip(files, _look(files, look, time.monotonic() + _ALTOGETHER), strict=True):
        if isinstance(told, Failed):
            problems[file.job].append(Problem(file.path, str(told), told.lasting))
        elif told.unread:
            problems[file.job].append(Problem(file.path, told.unread))
        else:
            hits[file.job].extend(told.hits)
    return [Answer(tuple(hits[number]), tuple(problems[number])) for number in range(len(jobs))]


def _look(files: Sequence[File], look: Look, deadline: float) -> list[Told | Failed]:
    """In halves where all together fail."""
    if not files:
        return []
    seconds = min(_SECONDS, deadline - time.monotonic())
    if seconds <= 0:
        return [Failed("there was no time left for it", lasting=False)] * len(files)
    try:
        with tempfile.TemporaryDirectory(prefix="engine-") as folder:
            return list(look(files, Path(folder), seconds))
    except Failed as failed:
        if len(files) == 1:
            return [failed]
        half = len(files) // 2
        return [*_look(files[:half], look, deadline), *_look(files[half:], look, deadline)]
