"""One job by Checkov, within this process. With `checkov_tamed` all that imports it: 1.5 s and 150 MB, once."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

os.environ |= {"LOG_LEVEL": "CRITICAL", "CHECKOV_RUN_SCA_PACKAGE_SCAN_V2": "false"}

from checkov.arm.runner import Runner as Arm
from checkov.bicep.runner import Runner as Bicep
from checkov.cloudformation.runner import Runner as CloudFormation
from checkov.common.output.record import Record
from checkov.common.output.report import Report
from checkov.dockerfile.runner import Runner as Dockerfile
from checkov.github_actions.runner import Runner as GitHub
from checkov.gitlab_ci.runner import Runner as GitLab
from checkov.kubernetes.runner import Runner as Kubernetes
from checkov.runner_filter import RunnerFilter
from checkov.serverless.runner import Runner as Serverless
from checkov.terraform.plan_runner import Runner as Plan
from checkov.terraform.runner import Runner as Terraform

from checks.iac.engines.checkov_samples import SAMPLES
from checks.iac.engines.checkov_tamed import forget, stumbles, tame
from checks.iac.engines.checkov_words import address, ways
from checks.iac.engines.unheard import unheard
from checks.iac.model import Answer, Framework, Hit, Job, Problem, Reading
from checks.iac.policies import Table

_RUNNERS: Mapping[Framework, Callable[[], Any]] = {
    Framework.TERRAFORM: Terraform,
    Framework.PLAN: Plan,
    Framework.CLOUDFORMATION: CloudFormation,
    Framework.KUBERNETES: Kubernetes,
    Framework.DOCKERFILE: Dockerfile,
    Framework.GITHUB: GitHub,
    Framework.GITLAB: GitLab,
    Framework.SERVERLESS: Serverless,
    Framework.ARM: Arm,
    Framework.BICEP: Bicep,
}
_WHOLE_FOLDER = frozenset({Framework.TERRAFORM, Framework.SERVERLESS, Framework.BICEP})
"""Files refer to each other, so they stay where they are. All others are judged by themselves, under names of ours."""
_WHEN_INSTALLED = frozenset({"CKV_K8S_21"})
"""What is not the chart's to say: its namespace."""
_NAMES = {
    Framework.DOCKERFILE: "Dockerfile",
    Framework.GITHUB: ".github/workflows/workflow.yml",
    Framework.GITLAB: ".gitlab-ci.yml",
}


class _Everything(RunnerFilter):  # type: ignore[misc]  # Checkov's types are not read
    """What is in the registries is wanted."""

    def should_run_check(self, *_: object, **__: object) -> bool:
        return True


def look(job: Job) -> Answer:
    """What it has to say of one job."""
    forget()
    with tempfile.TemporaryDirectory(prefix="checkov-") as name:
        folder = Path(name).resolve()
        paths = dict(_written(job, folder))
        settings = _Everything(framework=[job.framework.value], show_progress_bar=False)
        runner = _RUNNERS[job.framework]()
        if job.framework in _WHOLE_FOLDER:
            report = runner.run(root_folder=str(folder), runner_filter=settings)
        else:
            files = [file for file, path in paths.items() if not job.targets or path in job.targets]
            report = runner.run(root_folder=_root(job, folder), files=files, runner_filter=settings)
        reports: list[Report] = report if isinstance(report, list) else [report]
        hits = [hit for one in reports for record in one.failed_checks for hit in _hits(record, job, paths, folder)]
        unread = {paths[file] for one in reports for file in one.parsing_errors if file in paths}
    told = {problem.path for problem in job.reading.problems}
    problems = [Problem(path, "Checkov cannot read it") for path in sorted(unread - told)]
    return Answer(tuple(dict.fromkeys(hits)), (*problems, *_stumbled()))


def _stumbled() -> Iterator[Problem]:
    """Policies that have no answer: one problem, however many they are."""
    if stumbles:
        (policy, resource), *more = dict.fromkeys(stumbles)
        about = f" at {resource}" if resource else ""
        others = f", and {len(more)} more have none" if more else ""
        yield Problem("", f"Checkov's {policy} has no answer{about}{others}")


def _root(job: Job, folder: Path) -> str | None:
    """Workflows are only known by where they lie."""
    return str(folder) if job.framework in (Framework.GITHUB, Framework.GITLAB) else None


def _written(job: Job, folder: Path) -> Iterator[tuple[str, str]]:
    """File on disk -> path in the repository."""
    rendered = job.reading.rendered
    seen = job.files if rendered is None else {path: one.content for path, one in rendered.items()}
    for number, (path, content) in enumerate(seen.items()):
        whole = job.framework in _WHOLE_FOLDER
        file = folder / path if whole else folder / str(number) / _name(job.framework, path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(unheard(content))
        yield str(file), path


def _name(framework: Framework, path: str) -> str:
    suffix = ".json" if PurePosixPath(path).suffix.lower() == ".json" else ".yaml"
    return _NAMES.get(framework, f"file{suffix}")


def _hits(record: Record, job: Job, paths: Mapping[str, str], folder: Path) -> Iterator[Hit]:
    told = record.file_abs_path or ""
    path = paths.get(told) or paths.get(str(folder / record.file_path.lstrip("/")))
    if path is None:
        return
    start, end = [*(record.file_line_range or ()), 1, 1][:2]
    start = max(1, int(start or 1))
    end = max(start, int(end or 1))
    if job.reading.rendered is not None:
        if record.check_id in _WHEN_INSTALLED:
            return
        lines = job.reading.rendered[path]
        start, end = lines.line(start), max(lines.line(start), lines.line(end))
    yield Hit(
        engine="checkov",
        policy=record.check_id,
        path=path,
        start_line=start,
        end_line=end,
        resource=_known(address(job.framework, record.resource_address or "", record.resource or ""), job),
        attributes=ways(record.check_result.get("evaluated_keys") or ()),
    )


def _known(told: str, job: Job) -> str:
    """A namespace that is not written is "default" to Checkov only."""
    shorter = told.replace("/default/", "/", 1)
    names = {resource.address for resource in job.reading.resources}
    return shorter if told not in names and shorter in names else told


def _warm_up() -> None:
    """What Checkov computes when it is first needed is inherited by every child this way."""
    with tempfile.TemporaryDirectory() as name:
        for framework, (path, text) in SAMPLES.items():
            look(Job(framework, Path(name), {path: text.encode()}, Reading()))


tame(frozenset(Table().of("checkov")))
_warm_up()
