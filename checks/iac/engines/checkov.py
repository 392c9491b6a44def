"""Checkov's policies, those of the table: imported once, each job in a forked child under limits of its own.

It sees nothing but the job's files: no network, no platform, no settings and no code of the pull request's. Modules are
never downloaded. A policy that stumbles over a resource says nothing of it; a job that brings its child down, or takes
longer than it may, is lost alone and said.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType

from checks.iac.engines import apart
from checks.iac.model import Answer, Engine, Framework, Job, Problem
from checks.interface import CheckError

VERSION = "3.3.30"
_SECONDS = 10.0
"""CPU for one job; a module of a hundred files takes two."""
_WORTH_A_CHILD = 50_000
"""Of `_work`: a child more costs as much as some small files."""
_FRAMEWORKS = frozenset(Framework) - {Framework.COMPOSE}


def prepare() -> None:
    """Imports it. Raises CheckError where this environment lacks it."""
    _runs()


def judge(jobs: Sequence[Job]) -> list[Answer]:
    """Fills checks.iac.model.Judge. On as many cores as there are."""
    look = _runs().look
    width = min(len(os.sched_getaffinity(0)), len(jobs), 1 + sum(map(_work, jobs)) // _WORTH_A_CHILD) or 1
    order = sorted(range(len(jobs)), key=lambda number: _work(jobs[number]), reverse=True)
    shares = [order[n::width] for n in range(width)]
    with ThreadPoolExecutor(width) as threads:
        told = threads.map(lambda share: apart.each([jobs[number] for number in share], look, _SECONDS), shares)
    answers = {
        number: one for share, some in zip(shares, told, strict=True) for number, one in zip(share, some, strict=True)
    }
    return [_answer(answers[number], job) for number, job in enumerate(jobs)]


def _work(job: Job) -> int:
    """How long it will take, beside others: Terraform is dear."""
    return sum(map(len, job.files.values())) * (5 if job.framework is Framework.TERRAFORM else 1)


def _answer(one: Answer | apart.Lost, job: Job) -> Answer:
    if isinstance(one, Answer):
        return one
    path = (job.targets or tuple(job.files))[0] if len(job.targets or job.files) == 1 else ""
    return Answer(problems=(Problem(path, f"Checkov {one.reason}", one.lasting),))


def _runs() -> ModuleType:
    try:
        from checks.iac.engines import checkov_runs
    except ImportError as error:
        raise CheckError(f"Checkov cannot be imported ({error}); run `make setup`") from error
    return checkov_runs


ENGINE = Engine("checkov", _FRAMEWORKS, judge, VERSION)
