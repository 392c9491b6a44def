"""The engine of our own rules: judges what the readers read by the conditions in the table. No files, no processes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from checks.iac.conditions import Condition
from checks.iac.model import Answer, Engine, Framework, Hit, Job, Problem, Resource
from checks.iac.own.functions import FUNCTIONS
from checks.iac.own.judging import violations
from checks.iac.own.manifests import as_manifest, terraform_way
from checks.iac.own.modules import made_by
from checks.iac.own.scene import VIEWS, Scene, of_kind
from checks.iac.own.spots import Spot
from checks.iac.policies import BadPolicy, Policy, Table

NAME = "own"
_MOST_HITS = 2000
"""Of one job; a file with more is not worth reading to the end."""

Rule = tuple[Policy, Condition]


class Rules:
    """The table's policies of ours, by what they are about."""

    def __init__(self, policies: Iterable[Policy]) -> None:
        self._of: dict[Framework, list[Rule]] = {}
        for policy in policies:
            for condition in policy.own:
                _can_be_judged(policy.id, condition)
                for framework in condition.frameworks:
                    self._of.setdefault(framework, []).append((policy, condition))
        self._kept: dict[tuple[Framework, str], tuple[Rule, ...]] = {}

    def about(self, resource: Resource) -> tuple[Rule, ...]:
        """Those that could be hit by such a resource."""
        key = (resource.framework, resource.kind.lower())
        if key not in self._kept:
            rules = self._of.get(resource.framework, ())
            self._kept[key] = tuple(rule for rule in rules if of_kind(key[1], rule[1].kinds))
        return self._kept[key]


def _can_be_judged(name: str, condition: Condition) -> None:
    if condition.function and condition.function not in FUNCTIONS:
        raise BadPolicy(f"{name}: there is no function {condition.function!r}; there are: {', '.join(FUNCTIONS)}")
    for step in condition.views - VIEWS.keys():
        raise BadPolicy(f"{name}: there is no view @{step}; there are: {', '.join(f'@{one}' for one in VIEWS)}")


def hits(rules: Rules, resources: Sequence[Resource], targets: Sequence[str] = ()) -> Iterator[Hit]:
    """Every place where a rule is hit; with `targets` only of what these files declare."""
    also = [made for one in resources if (made := as_manifest(one))]
    called = [made for one in resources for made in made_by(one)]
    scene, translated = Scene([*resources, *also], called), set(map(id, also))
    for resource in scene.resources:
        if targets and resource.path not in targets:
            continue
        for policy, condition in rules.about(resource):
            for spot, detail in violations(condition, resource, scene):
                yield _hit(policy, spot, detail, id(resource) in translated)


def _hit(policy: Policy, spot: Spot, detail: str, terraform: bool) -> Hit:
    way = terraform_way(spot.way) if terraform else spot.way
    return Hit(
        engine=NAME,
        policy=policy.id,
        path=spot.resource.path,
        start_line=spot.node.start_line,
        end_line=spot.node.end_line,
        resource=spot.resource.address,
        attributes=(".".join(way),) if way else (),
        detail=detail,
    )


@cache
def _rules() -> Rules:
    return Rules(Table().policies.values())


def judge(jobs: Sequence[Job]) -> Sequence[Answer]:
    """An answer per job, in order."""
    return [_answer(_rules(), job) for job in jobs]


def _answer(rules: Rules, job: Job) -> Answer:
    found: dict[Hit, None] = {}
    for hit in hits(rules, job.reading.resources, job.targets):
        found[hit] = None
        if len(found) >= _MOST_HITS:
            return Answer(tuple(found), (Problem(hit.path, f"only its first {_MOST_HITS} findings are kept"),))
    return Answer(tuple(found))


ENGINE = Engine(NAME, frozenset(Framework), judge)
