"""One condition under which a policy of ours is hit, and how it is read from YAML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from checks.iac.conditions import comparisons
from checks.iac.conditions.comparisons import BadComparison, Comparison
from checks.iac.conditions.ways import BadWay, Way, way
from checks.iac.model import Framework

_KEYS = frozenset(
    {"framework", "kind", "each", "when", "unless", "attribute", "is", "at", "detail", "with", "missing", "function"}
)
_RELATION_KEYS = frozenset({"kind", "by", "to", "when", "unless"})
_ALSO = {
    Framework.TERRAFORM: (Framework.PLAN,),
    Framework.CLOUDFORMATION: (Framework.SERVERLESS,),
    Framework.ARM: (Framework.BICEP,),
}
"""What declares the same resources in another form."""
_FAMILIES = {
    "workload": (
        *("Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "CronJob"),
        *("Rollout", "DeploymentConfig", "Configuration", "Revision"),
    ),
}
"""One word for many kinds: all of Kubernetes with a pod in them."""


class BadCondition(Exception):
    """A condition that nobody can work with; the text says what to write."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A way, and what it may be compared to; it holds where one comparison does."""

    way: Way
    comparisons: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """Another resource of the same unit, tied to this one by a reference."""

    kinds: tuple[str, ...]
    by: tuple[Way, ...] = ()
    """The other's attributes that name this one."""
    to: tuple[Way, ...] = ()
    """This one's attributes that name the other. Neither: any of these kinds will do."""
    when: tuple[Claim, ...] = ()
    unless: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """A violation stands at each place where all of this holds."""

    frameworks: frozenset[Framework]
    kinds: tuple[str, ...]
    """Lower case; a last `*` stands for any ending."""
    each: tuple[Way, ...] = ()
    """The places below a resource that are judged one by one; () for the resource as a whole."""
    when: tuple[Claim, ...] = ()
    unless: tuple[Claim, ...] = ()
    attributes: tuple[Way, ...] = ()
    is_: tuple[Comparison, ...] = ()
    at: tuple[Way, ...] = ()
    """Where the hit sits, first that is there: for what is missing. () for the attribute, else the place."""
    detail: Way | None = None
    """Its value tells places apart."""
    with_: tuple[Relation, ...] = ()
    missing: tuple[Relation, ...] = ()
    function: str = ""

    @property
    def views(self) -> frozenset[str]:
        """Those that its ways pass, without their @."""
        related = [one for relation in (*self.with_, *self.missing) for one in (*relation.by, *relation.to)]
        claims = [*self.when, *self.unless]
        claims += [claim for relation in (*self.with_, *self.missing) for claim in (*relation.when, *relation.unless)]
        ways = [*self.each, *self.attributes, *self.at, *related, *(claim.way for claim in claims)]
        ways += [self.detail] if self.detail else []
        return frozenset(step[1:] for one in ways for step in one.steps if step.startswith("@"))


def parse(entry: Mapping[str, Any]) -> Condition:
    """Raises BadCondition."""
    try:
        return _parse(entry)
    except (BadWay, BadComparison) as error:
        raise BadCondition(str(error)) from error


def _parse(entry: Mapping[str, Any]) -> Condition:
    _only(entry, _KEYS, "a condition")
    found = Condition(
        frameworks=_frameworks(entry),
        kinds=_kinds(entry),
        each=_ways(entry, "each"),
        when=_claims(entry, "when"),
        unless=_claims(entry, "unless"),
        attributes=_ways(entry, "attribute"),
        is_=comparisons.several(entry["is"]) if "is" in entry else (),
        at=_ways(entry, "at"),
        detail=way(entry["detail"]) if "detail" in entry else None,
        with_=_relations(entry, "with"),
        missing=_relations(entry, "missing"),
        function=str(entry.get("function", "")),
    )
    _complete(found)
    return found


def _complete(found: Condition) -> None:
    if not found.kinds:
        raise BadCondition("it names no kind; write kind: [aws_s3_bucket] or kind: '*'")
    if bool(found.attributes) != bool(found.is_):
        raise BadCondition("attribute and is belong together; write both, or neither")
    if not (found.is_ or found.when or found.with_ or found.missing or found.function):
        raise BadCondition("it would hit every resource; write attribute and is, when, missing or function")


def _frameworks(entry: Mapping[str, Any]) -> frozenset[Framework]:
    try:
        named = [Framework(name) for name in _texts(entry, "framework")]
    except ValueError as error:
        raise BadCondition(f"{error}; there are: {', '.join(Framework)}") from error
    if not named:
        raise BadCondition("it names no framework; write framework: terraform")
    return frozenset(named).union(*(_ALSO.get(one, ()) for one in named))


def _kinds(entry: Mapping[str, Any]) -> tuple[str, ...]:
    named = (kind for name in _texts(entry, "kind") for kind in _FAMILIES.get(name, (name,)))
    return tuple(kind.lower() for kind in named)


def _relations(entry: Mapping[str, Any], key: str) -> tuple[Relation, ...]:
    return tuple(_relation(one) for one in _list(entry.get(key, ())))


def _relation(entry: Mapping[str, Any]) -> Relation:
    _only(entry, _RELATION_KEYS, "with and missing")
    kinds = _kinds(entry)
    if not kinds:
        raise BadCondition("with and missing say which kind: kind: aws_flow_log")
    return Relation(kinds, _ways(entry, "by"), _ways(entry, "to"), _claims(entry, "when"), _claims(entry, "unless"))


def _claims(entry: Mapping[str, Any], key: str) -> tuple[Claim, ...]:
    claims = entry.get(key, {})
    if not isinstance(claims, Mapping):
        raise BadCondition(f"{key} is a mapping of an attribute to what it is; it is {claims!r}")
    return tuple(Claim(way(name), comparisons.several(value)) for name, value in claims.items())


def _ways(entry: Mapping[str, Any], key: str) -> tuple[Way, ...]:
    return tuple(way(text) for text in _texts(entry, key))


def _texts(entry: Mapping[str, Any], key: str) -> tuple[str, ...]:
    found = tuple(_list(entry.get(key, ())))
    if not all(isinstance(text, str) and text for text in found):
        raise BadCondition(f"{key} is a text or a list of texts; it is {entry[key]!r}")
    return found


def _list(value: Any) -> Iterable[Any]:
    return value if isinstance(value, Sequence) and not isinstance(value, str) else (value,)


def _only(entry: Mapping[str, Any], keys: frozenset[str], what: str) -> None:
    if not isinstance(entry, Mapping):
        raise BadCondition(f"{what} is a mapping; it is {entry!r}")
    if unknown := sorted(set(map(str, entry)) - keys):
        raise BadCondition(f"{what} has no {unknown[0]!r}; there are: {', '.join(sorted(keys))}")
