"""One job by Checkov, within this process. The only module that imports it: 1.5 s and 150 MB, once.

Its registries are cut down to the policies of the table and made to run without threads and processes of their own;
what passes is not written down, and suppressions are not heard.
"""

from __future__ import annotations

import gc
import logging
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

os.environ |= {"LOG_LEVEL": "CRITICAL", "CHECKOV_RUN_SCA_PACKAGE_SCAN_V2": "false"}

from checkov.arm.runner import Runner as Arm
from checkov.bicep.runner import Runner as Bicep
from checkov.cloudformation.runner import Runner as CloudFormation
from checkov.common.checks.base_check_registry import BaseCheckRegistry
from checkov.common.checks_infra.registry import get_graph_checks_registry
from checkov.common.graph.checks_infra.registry import BaseRegistry
from checkov.common.models.enums import CheckResult
from checkov.common.output.record import Record
from checkov.common.output.report import Report
from checkov.common.parallelizer.parallel_runner import ParallelizationType, parallel_runner
from checkov.dockerfile.runner import Runner as Dockerfile
from checkov.github_actions.runner import Runner as GitHub
from checkov.gitlab_ci.runner import Runner as GitLab
from checkov.kubernetes.runner import Runner as Kubernetes
from checkov.runner_filter import RunnerFilter
from checkov.serverless.runner import Runner as Serverless
from checkov.terraform.plan_runner import Runner as Plan
from checkov.terraform.runner import Runner as Terraform
from policy_sentry.querying import actions

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
_NAMES = {
    Framework.DOCKERFILE: "Dockerfile",
    Framework.GITHUB: ".github/workflows/workflow.yml",
    Framework.GITLAB: ".gitlab-ci.yml",
}
_GRAPHS = (
    "terraform",
    "cloudformation",
    "kubernetes",
    "bicep",
    "arm",
    "github_actions",
    "dockerfile",
    "terraform_plan",
)


class _Everything(RunnerFilter):  # type: ignore[misc]  # Checkov's types are not read
    """What is in the registries is wanted."""

    def should_run_check(self, *_: object, **__: object) -> bool:
        return True


def look(job: Job) -> Answer:
    """What it has to say of one job."""
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
    problems = (Problem(path, "Checkov cannot read it") for path in sorted(unread - told))
    return Answer(tuple(dict.fromkeys(hits)), tuple(problems))


def _root(job: Job, folder: Path) -> str | None:
    """Workflows are only known by where they lie."""
    return str(folder) if job.framework in (Framework.GITHUB, Framework.GITLAB) else None


def _written(job: Job, folder: Path) -> Iterator[tuple[str, str]]:
    """File on disk -> path in the repository."""
    for number, (path, content) in enumerate(job.files.items()):
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
    yield Hit(
        engine="checkov",
        policy=record.check_id,
        path=path,
        start_line=start,
        end_line=max(start, int(end or 1)),
        resource=_known(address(job.framework, record.resource_address or "", record.resource or ""), job),
        attributes=ways(record.check_result.get("evaluated_keys") or ()),
    )


def _known(told: str, job: Job) -> str:
    """A namespace that is not written is "default" to Checkov only."""
    shorter = told.replace("/default/", "/", 1)
    names = {resource.address for resource in job.reading.resources}
    return shorter if told not in names and shorter in names else told


# What is done to Checkov, once.

_ACTIONS = '{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'
_SAMPLES = {
    Framework.TERRAFORM: ("a.tf", f'resource "aws_iam_policy" "a" {{\n  policy = <<P\n{_ACTIONS}\nP\n}}\n'),
    Framework.CLOUDFORMATION: (
        "a.json",
        f'{{"Resources": {{"A": {{"Type": "AWS::IAM::Policy", "Properties": {{"PolicyDocument": {_ACTIONS}}}}}}}}}',
    ),
    Framework.KUBERNETES: (
        "a.yaml",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: a}]}\n",
    ),
    Framework.DOCKERFILE: ("Dockerfile", "FROM a\nRUN a\n"),
    Framework.GITHUB: (".github/workflows/a.yml", "on: push\njobs: {a: {steps: [{run: a}]}}\n"),
}


def _failed_only(scan: Callable[..., Mapping[Any, Any]]) -> Callable[..., Mapping[Any, Any]]:
    """What passed would only be written down, which takes most of the time."""

    def scan_unheard(self: Any, scanned_file: str, entity: Any, _skips: Any, *rest: Any, **named: Any) -> Any:
        results = scan(self, scanned_file, entity, [], *rest, **named)
        return {check: result for check, result in results.items() if result.get("result") == CheckResult.FAILED}

    return scan_unheard


def _run_checks(self: Any, graph_connector: Any, runner_filter: Any, report_type: str) -> dict[Any, Any]:
    """Without threads; of what was found, only what failed."""
    results: dict[Any, Any] = {}
    for check in self.checks:
        try:
            _, failed, _ = check.run(graph_connector)
        except Exception:  # Checkov's own threads swallow it, too
            continue
        keys = sorted(check.get_evaluated_keys())
        if failed:
            results[check] = [{"result": CheckResult.FAILED, "entity": one, "evaluated_keys": keys} for one in failed]
    return results


def _registries() -> Iterator[BaseCheckRegistry]:
    """All that there are."""
    return (one for one in gc.get_objects() if isinstance(one, BaseCheckRegistry))


def _cut_down(wanted: frozenset[str]) -> None:
    for registry in _registries():
        for checks in (registry.checks, registry.wildcard_checks):
            for entity in list(checks):
                checks[entity] = [check for check in checks[entity] if check.id in wanted]
                if not checks[entity]:
                    del checks[entity]
    for name in _GRAPHS:
        graph = get_graph_checks_registry(name)
        graph.load_checks()
        graph.checks = [check for check in graph.checks if check.id in wanted]


def _tame() -> None:
    logging.disable(logging.CRITICAL)
    parallel_runner.type = ParallelizationType.NONE
    for kind in {kind for registry in _registries() for kind in type(registry).__mro__ if "scan" in vars(kind)}:
        setattr(kind, "scan", _failed_only(vars(kind)["scan"]))  # noqa: B010
    BaseRegistry.run_checks = _run_checks
    actions.get_action_matching_access_level = lru_cache(maxsize=None)(actions.get_action_matching_access_level)
    _cut_down(frozenset(Table().of("checkov")))


def _warm_up() -> None:
    """What Checkov computes when it is first needed is inherited by every child this way."""
    with tempfile.TemporaryDirectory() as name:
        for framework, (path, text) in _SAMPLES.items():
            look(Job(framework, Path(name), {path: text.encode()}, Reading()))


_tame()
_warm_up()
