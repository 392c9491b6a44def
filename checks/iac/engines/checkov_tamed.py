"""What is done to Checkov, once: only the table's policies, no threads of its own, nothing computed twice.

What passes is not written down and suppressions are not heard. A policy that stumbles over a resource is remembered in
`stumbles`, where Checkov itself would only write a line into a log.
"""

from __future__ import annotations

import gc
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future
from functools import lru_cache
from typing import Any

import ply.yacc
from bc_jsonpath_ng.ext import parse
from checkov.cloudformation.checks.resource.BaseCloudsplainingIAMCheck import BaseCloudsplainingIAMCheck
from checkov.common.checks.base_check import BaseCheck
from checkov.common.checks.base_check_registry import BaseCheckRegistry
from checkov.common.checks_infra.registry import get_graph_checks_registry
from checkov.common.checks_infra.solvers.attribute_solvers import base_attribute_solver
from checkov.common.checks_infra.solvers.attribute_solvers.base_attribute_solver import BaseAttributeSolver
from checkov.common.checks_infra.solvers.resource_solvers import base_resource_solver
from checkov.common.checks_infra.solvers.resource_solvers.base_resource_solver import BaseResourceSolver
from checkov.common.graph.checks_infra.registry import BaseRegistry
from checkov.common.models.enums import CheckResult
from checkov.common.parallelizer.parallel_runner import ParallelizationType, parallel_runner
from checkov.github_actions import utils as workflows
from checkov.terraform.checks.utils.base_cloudsplaining_iam_scanner import BaseTerraformCloudsplainingIAMScanner
from cloudsplaining.scan import statement_detail
from cloudsplaining.scan.policy_document import PolicyDocument
from jsonschema.validators import validator_for
from policy_sentry.querying import actions

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
_PATTERNS = 10_000
"""Compiled expressions that are kept; Python's 512 are fewer than Checkov has."""

_VALIDATORS: dict[int, Any] = {}
"""By the identity of their schemas, which are Checkov's constants."""

_SOLVERS: list[Any] = []
"""Those that keep what they found."""

stumbles: list[tuple[str, str]] = []
"""(policy, resource or "") of those that raised. See `forget`."""


def forget() -> None:
    """What Checkov remembers of the job before: it goes by paths, and base and head have the same."""
    stumbles.clear()
    BaseTerraformCloudsplainingIAMScanner.policy_document_cache.clear()
    BaseCloudsplainingIAMCheck.policy_document_cache.clear()
    for solver in _SOLVERS:
        solver._passed_vertices, solver._failed_vertices, solver._unknown_vertices = [], [], []


def tame(wanted: frozenset[str]) -> None:
    """`wanted`: ids of the policies that may run."""
    logging.disable(logging.CRITICAL)
    setattr(re, "_MAXCACHE", _PATTERNS)  # noqa: B010 - there is no other way to say it
    parallel_runner.type = ParallelizationType.NONE
    for kind in {kind for registry in _registries() for kind in type(registry).__mro__ if "scan" in vars(kind)}:
        setattr(kind, "scan", _failed_only(vars(kind)["scan"]))  # noqa: B010
    BaseCheck.run = _heard(BaseCheck.run)
    BaseRegistry.run_checks = _run_checks
    for module in (base_attribute_solver, base_resource_solver):
        module.ThreadPoolExecutor = _Here
    workflows.validate = _validate
    actions.get_action_matching_access_level = lru_cache(maxsize=None)(actions.get_action_matching_access_level)
    for name in ("remove_wildcard_only_actions", "remove_actions_not_matching_access_level"):
        setattr(statement_detail, name, _once(getattr(statement_detail, name)))
    _expand_everything()
    _cut_down(wanted)
    _read_paths()
    _SOLVERS.extend(one for one in gc.get_objects() if isinstance(one, BaseResourceSolver))


def _once(work: Callable[..., list[str]]) -> Callable[..., list[str]]:
    """Of the same actions the same comes out: "*" are 18,000, which six policies ask for one after the other."""
    kept = lru_cache(maxsize=64)(lambda some, *rest, **named: tuple(work(list(some), *rest, **named)))
    return lambda actions_list, *rest, **named: list(kept(tuple(actions_list), *rest, **named))


def _expand_everything() -> None:
    """What a statement comes to that allows all: computed here for every child."""
    document = PolicyDocument({"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
    assert document.write_actions_without_constraints
    assert document.permissions_management_without_constraints


class _Here(Executor):
    """Does at once what it is given: threads cost more than what Checkov's have to do."""

    def submit(self, fn: Callable[..., Any], /, *rest: Any, **named: Any) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(fn(*rest, **named))
        except Exception as error:  # as it would be in a thread
            done.set_exception(error)
            stumbles.append(("", ""))
        return done


def _failed_only(scan: Callable[..., Mapping[Any, Any]]) -> Callable[..., Mapping[Any, Any]]:
    """What passed would only be written down, which takes most of the time."""

    def scan_unheard(
        self: Any, scanned_file: str, entity: Any, skipped_checks: Any = (), *rest: Any, **named: Any
    ) -> Any:
        results = scan(self, scanned_file, entity, [], *rest, **named)
        return {check: result for check, result in results.items() if result.get("result") == CheckResult.FAILED}

    return scan_unheard


def _heard(run: Callable[..., Any]) -> Callable[..., Any]:
    """A policy's own `run`: what it raises is remembered before Checkov forgets it."""

    def run_heard(self: Any, *rest: Any, **named: Any) -> Any:
        try:
            return run(self, *rest, **named)
        except Exception:
            stumbles.append((self.id, f"{named.get('entity_type', '')}.{named.get('entity_name', '')}"))
            raise

    return run_heard


def _run_checks(self: Any, graph_connector: Any, runner_filter: Any, report_type: str) -> dict[Any, Any]:
    """Without threads; of what was found, only what failed."""
    results: dict[Any, Any] = {}
    for check in self.checks:
        before = len(stumbles)
        failed: list[Any] = []
        try:
            _, failed, _ = check.run(graph_connector)
        except Exception:  # Checkov's own threads swallow it, too
            stumbles.append(("", ""))
        if len(stumbles) > before:
            stumbles[before:] = [(check.id, "")]
        if failed:
            keys = sorted(check.get_evaluated_keys())
            results[check] = [{"result": CheckResult.FAILED, "entity": one, "evaluated_keys": keys} for one in failed]
    return results


def _validate(instance: Any, schema: Mapping[str, Any]) -> None:
    """Whether it fits, without asking each time whether the schema is one."""
    kind = validator_for(schema)
    for error in _VALIDATORS.setdefault(id(schema), kind(schema)).iter_errors(instance):
        raise error


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


def _read_paths() -> None:
    """The JSON paths that policies ask for. Their grammar is worked out once, not for each."""
    ply.yacc.yacc = _kept_by_grammar(ply.yacc.yacc)
    solvers = [one for one in gc.get_objects() if isinstance(one, BaseAttributeSolver)]
    for path in {one.attribute for one in solvers if one.is_jsonpath_check and one.attribute}:
        BaseAttributeSolver.jsonpath_parsed_statement_cache[path] = parse(path)


def _kept_by_grammar(make: Callable[..., Any]) -> Callable[..., Any]:
    parsers: dict[object, Any] = {}

    def parser(*, module: Any, start: str, **named: Any) -> Any:
        key = type(module), start
        if key not in parsers:
            parsers[key] = make(module=module, start=start, **named)
        return parsers[key]

    return parser
