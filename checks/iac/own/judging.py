"""Where a condition holds among a unit's resources. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from checks.iac.conditions import Condition, Relation
from checks.iac.conditions.comparisons import ABSENT, PRESENT, Comparison
from checks.iac.conditions.condition import Claim
from checks.iac.conditions.ways import Way
from checks.iac.model import Resource
from checks.iac.own.functions import FUNCTIONS
from checks.iac.own.references import Named, named
from checks.iac.own.scene import Scene
from checks.iac.own.spots import Spot

_NO_VALUE = frozenset({ABSENT, PRESENT})


def violations(condition: Condition, resource: Resource, scene: Scene) -> Iterator[tuple[Spot, str]]:
    """Each place of the resource where all of the condition holds, with what tells it from the others."""
    root = Spot(resource, (), resource.node)
    if condition.function:
        yield from ((spot, "") for spot in FUNCTIONS[condition.function](root, scene))
        return
    for place in _places(root, condition.each, scene):
        if _applies(condition, place, scene):
            detail = _detail(condition.detail, place, scene)
            yield from ((spot, detail) for spot in _where(condition, place, scene))


def _places(root: Spot, each: Sequence[Way], scene: Scene) -> Iterator[Spot]:
    if not each:
        yield root
    for way in each:
        for spot in scene.follow(root, way):
            yield from (item for item in spot.items() if item.known)


def _applies(condition: Condition, place: Spot, scene: Scene) -> bool:
    return (
        all(_holds(claim, place, scene) for claim in condition.when)
        and not any(_may_hold(claim, place, scene) for claim in condition.unless)
        and all(_related(relation, place, scene) is Named.YES for relation in condition.with_)
        and all(_related(relation, place, scene) is Named.NO for relation in condition.missing)
        and (not condition.missing or scene.whole(place.resource))
    )


def _detail(way: Way | None, place: Spot, scene: Scene) -> str:
    found = scene.follow(place, way) if way else []
    return found[0].text() if found else ""


def _where(condition: Condition, place: Spot, scene: Scene) -> Iterable[Spot]:
    if not condition.attributes:
        return (_seat(condition, place, scene),)
    found = [spot for way in condition.attributes for spot in scene.follow(place, way)]
    names = {comparison.name for comparison in condition.is_}
    if not found and ABSENT in names and scene.whole(place.resource):
        return (_seat(condition, place, scene),)
    surely = [spot for spot in found if not spot.cut] if PRESENT in names else []
    values = [one for spot in found for comparison in _by_value(condition.is_) for one in _of_which(comparison, spot)]
    return {(one.way, one.node.start_line): one for one in (*surely, *values)}.values()


def _seat(condition: Condition, place: Spot, scene: Scene) -> Spot:
    """Where something is missing: at what the condition names, else at the place."""
    there = (spot for way in condition.at for spot in scene.follow(place, way))
    return next(there, place)


def _by_value(comparisons: Iterable[Comparison]) -> Iterator[Comparison]:
    return (comparison for comparison in comparisons if comparison.name not in _NO_VALUE)


def _of_which(comparison: Comparison, spot: Spot) -> Iterator[Spot]:
    """The places of which it holds: this one, or some that are in it."""
    if spot.cut:
        return
    if comparison.whole or not isinstance(spot.node.value, tuple):
        if comparison.test(spot.node):
            yield spot
        return
    for item in spot.items():
        yield from _of_which(comparison, item)


def _holds(claim: Claim, place: Spot, scene: Scene) -> bool:
    """Surely."""
    found = scene.follow(place, claim.way)
    names = {comparison.name for comparison in claim.comparisons}
    if ABSENT in names and not found:
        return scene.whole(place.resource)
    if PRESENT in names and any(not spot.cut for spot in found):
        return True
    return any(any(_of_which(one, spot)) for spot in found for one in _by_value(claim.comparisons))


def _may_hold(claim: Claim, place: Spot, scene: Scene) -> bool:
    """Surely, or for all that is known."""
    if _holds(claim, place, scene):
        return True
    if not scene.whole(place.resource) and not scene.follow(place, claim.way):
        return True
    return any(not item.known for spot in scene.follow(place, claim.way) for item in spot.items())


def _related(relation: Relation, place: Spot, scene: Scene) -> Named:
    """Whether a resource as described is tied to this one."""
    answers = {Named.NO}
    for other in scene.others(place.resource, relation.kinds):
        root = Spot(other, (), other.node)
        if all(_holds(claim, root, scene) for claim in relation.when) and not any(
            _may_hold(claim, root, scene) for claim in relation.unless
        ):
            answers.add(_tie(relation, place, root, scene))
    return max(answers, key=list(Named).index)


def _tie(relation: Relation, place: Spot, other: Spot, scene: Scene) -> Named:
    if not relation.by and not relation.to:
        return Named.YES
    answers = [Named.NO]
    for way in relation.by:
        answers += (named(spot.node, place.resource, scene.names) for spot in scene.follow(other, way))
    for way in relation.to:
        answers += (named(spot.node, other.resource, scene.names) for spot in scene.follow(place, way))
    return max(answers, key=list(Named).index)
