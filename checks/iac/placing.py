"""A hit, as a finding on the very lines that are wrong. Pure.

Where the engine knows no more than the block, the attribute's own lines count: of what the engine judged by, else of
what the table names; in a policy document the statement's. Where something is missing: the first line of the resource,
or of the list's item that lacks it. Who a finding is has no lines and no positions in it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from checks.iac.documents import STATEMENTS, allows_all, giving_most
from checks.iac.model import Framework, Hit, Job, Node, Resource
from checks.iac.policies import Policy
from checks.iac.suggesting import suggestion
from checks.interface import Finding

_FOLDERS = (Framework.TERRAFORM, Framework.KUBERNETES)
"""Where a folder is one thing, whatever its files are called."""
_INDEX = re.compile(r"\[[^\]]*\]")
_MODULES = re.compile(r"^(?:module\.[\w-]+\.)+")
_STEP = re.compile(r"\[([^\[\]]+)\]|([^.\[\]]+)")
_TELLING = re.compile(r"[0-9a-fA-F.:]{3,45}/\d{1,3}|\*|-?\d{1,6}|true|false")
"""Values that tell items of a list apart, and cannot be a secret: networks, numbers, stars."""
_STARS = frozenset({"*", "0.0.0.0/0", "::/0"})
_MOST_LINES = 10
"""A finding on more is one on the first of them."""
_MOST_WAYS = 2_000
_MOST_NAME = 100
_CONFIG = "https://docs.aws.amazon.com/config/latest/developerguide/{}.html"
_LANGUAGES = {
    Framework.TERRAFORM: "hcl",
    Framework.PLAN: "hcl",
    Framework.DOCKERFILE: "dockerfile",
    Framework.ARM: "json",
    Framework.BICEP: "bicep",
}
_LIKE = {Framework.PLAN: Framework.TERRAFORM, Framework.SERVERLESS: Framework.CLOUDFORMATION}
"""Written as the other is."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is wrong."""

    start_line: int
    end_line: int
    way: tuple[str, ...] = ()
    """Below the resource, with positions in lists."""
    node: Node | None = None
    """What stands there; None where the place is not known so well."""
    missing: bool = False
    """Something should be there."""


Index = Mapping[str, Sequence[Resource]]
"""Local address -> the resources that have it."""


def index(job: Job) -> Index:
    """Made once for all hits of a job."""
    found: dict[str, list[Resource]] = {}
    for one in job.reading.resources:
        found.setdefault(local_address(one.address, job.framework), []).append(one)
    return found


def finding(hit: Hit, policy: Policy, job: Job, known: Index) -> Finding:
    """What people see of a hit. `known`: the job's `index`."""
    resource = _resource(hit, job, known)
    place = _place(hit, policy, resource)
    path = resource.path if resource else hit.path
    name = _plain(resource.address if resource else hit.resource)
    about = ", ".join(part for part in (name, _plain(hit.detail)) if part)
    what = policy.title.rstrip(".")
    return Finding(
        check="iac",
        rule=policy.id,
        severity=policy.severity,
        confidence=hit.confidence,
        path=path,
        start_line=place.start_line,
        end_line=place.end_line,
        title=policy.title,
        message=f"{what}{f' ({about})' if about else ''}. {_sentence(policy.remedy)}",
        remedy=_remedy(policy, job.framework),
        subject=_subject(hit, resource, place, policy),
        references=_references(policy),
        suggestion=suggestion(place.start_line, place.end_line, place.way, place.missing, policy, job, resource, path),
        cwe=policy.cwe,
        within=_within(job.framework, path),
        observe=policy.observe,
    )


def _resource(hit: Hit, job: Job, known: Index) -> Resource | None:
    """By its address, else the smallest around the hit's lines."""
    named = local_address(hit.resource, job.framework)
    same = known.get(named, ()) if named else ()
    here = [one for one in same if one.path == hit.path] or same
    if around := [one for one in here if one.node.start_line <= hit.start_line <= one.node.end_line]:
        return min(around, key=_size)
    if here:
        return here[0]
    inside = [
        one
        for one in job.reading.resources
        if one.path == hit.path and one.node.start_line <= hit.start_line and hit.end_line <= one.node.end_line
    ]
    return min(inside, key=_size, default=None)


def _size(one: Resource) -> int:
    return one.node.end_line - one.node.start_line


def local_address(address: str, framework: Framework) -> str:
    """Who a resource is within the folder or file that declares it: however often, and by whomever, it is called."""
    if framework in (Framework.TERRAFORM, Framework.PLAN):
        return _MODULES.sub("", _INDEX.sub("", address)).removeprefix("data.")
    return address.rpartition(".")[2] if framework is Framework.CLOUDFORMATION else address


def _place(hit: Hit, policy: Policy, resource: Resource | None) -> Place:
    if resource is None:
        return _lines(hit.start_line, hit.end_line)
    whole = resource.node
    exact = whole.start_line < hit.start_line <= hit.end_line <= whole.end_line and hit.path == resource.path
    ways = [*map(steps, hit.attributes), *(() if exact and not hit.attributes else map(steps, policy.at))]
    right = {text for values in policy.mend.values() for text in values.values()}
    for way in ways:
        if found := _best(_all(whole, way, exact, hit), right):
            return _inside(*(found if exact or hit.engine == "own" else giving_most(whole, *found)))
    if exact:
        return _lines(hit.start_line, hit.end_line, steps(hit.attributes[0]) if hit.attributes else ())
    return _missing(resource, map(steps, hit.attributes))


def _all(whole: Node, way: tuple[str, ...], exact: bool, hit: Hit) -> list[tuple[tuple[str, ...], Node]]:
    """What the way leads to; where the engine knows the lines, only what stands there."""
    found = list(_follow(whole, way, (), [_MOST_WAYS]))
    return [one for one in found if one[1].start_line == hit.start_line] if exact else found


def steps(way: str) -> tuple[str, ...]:
    """Of "a.0.b", "a[0].b", "metadata.annotations[a.b/c]"."""
    return tuple(match[1] or match[2] for match in _STEP.finditer(way))


def _follow(
    node: Node, way: Sequence[str], gone: tuple[str, ...], left: list[int]
) -> Iterator[tuple[tuple[str, ...], Node]]:
    """All that the way leads to: a name where there are several means each one's; a key may have dots in it."""
    left[0] -= 1
    if left[0] < 0:
        return
    if not way:
        yield gone, node
    elif isinstance(node.value, tuple):
        if way[0].isdecimal() and len(way[0]) < 9:
            if int(way[0]) < len(node.value):
                yield from _follow(node.value[int(way[0])], way[1:], (*gone, way[0]), left)
            return
        for at, one in enumerate(node.value):
            yield from _follow(one, way, (*gone, str(at)), left)
    elif isinstance(node.value, Mapping):
        for length in range(1, min(len(way), 6) + 1):
            if (key := ".".join(way[:length])) in node.value:
                yield from _follow(node.value[key], way[length:], (*gone, key), left)
                return
        if way[0].isdecimal():  # an engine that counts where there is only one
            yield from _follow(node, way[1:], gone, left)


def _best(found: list[tuple[tuple[str, ...], Node]], right: set[str]) -> tuple[tuple[str, ...], Node] | None:
    """The first that is not as it should be."""
    wrong = [one for one in found if _written(one[1]) not in right and f'"{_written(one[1])}"' not in right]
    return next(iter(wrong or found), None)


def _written(node: Node) -> str:
    if isinstance(node.value, bool):
        return "true" if node.value else "false"
    return "" if node.value is None or isinstance(node.value, (Mapping, tuple)) else str(node.value)


def _inside(way: tuple[str, ...], node: Node) -> Place:
    """Further in, where it is clear: a document's statement that gives most, the item of a list that is everyone."""
    for name in STATEMENTS:
        inner = node.value.get(name) if isinstance(node.value, Mapping) else None
        if inner:
            return _inside((*way, name), inner)
    items = node.value if isinstance(node.value, tuple) else ()
    if items and way[-1:] in {(name,) for name in STATEMENTS}:
        at = max(range(len(items)), key=lambda n: (allows_all(items[n]), -n))
        return _lines(items[at].start_line, items[at].end_line, (*way, str(at)), items[at])
    for at, one in enumerate(items):
        if isinstance(one.value, str) and one.value in _STARS:
            return _lines(one.start_line, one.end_line, (*way, str(at)), one)
    return _lines(node.start_line, node.end_line, way, node)


def _missing(resource: Resource, ways: Iterator[tuple[str, ...]]) -> Place:
    """The first line of the list's item that lacks what the engine looked for, else of the resource."""
    for way in ways:
        for length in range(len(way) - 1, 0, -1):
            if not way[length - 1].isdecimal():
                continue
            found = next(_follow(resource.node, way[:length], (), [_MOST_WAYS]), None)
            if found and isinstance(found[1].value, Mapping):
                return Place(found[1].start_line, found[1].start_line, found[0], None, missing=True)
    return Place(resource.node.start_line, resource.node.start_line, missing=True)


def _lines(start: int, end: int, way: tuple[str, ...] = (), node: Node | None = None) -> Place:
    end = max(start, end)
    return Place(start, end if end - start < _MOST_LINES else start, way, node)


def _subject(hit: Hit, resource: Resource | None, place: Place, policy: Policy) -> str:
    """Address, attribute without positions, what tells items of one list apart, what the engine tells apart."""
    address = local_address(resource.address, resource.framework) if resource else hit.resource
    way = ".".join(_names(resource.node, place.way)) if resource else ""
    if place.node and place.way and place.way[-1].isdecimal() and _TELLING.fullmatch(_written(place.node)):
        way += f"={_written(place.node)}"
    return " ".join(part for part in (address, way, hit.detail) if part) or policy.id


def _names(node: Node, way: Sequence[str]) -> Iterator[str]:
    """The way's keys; an item of a list goes by its name, where it has one, and never by its position."""
    at: Node | None = node
    for step in way:
        at = at.at([step]) if at else None
        if not step.isdecimal():
            yield step
            continue
        name = at.value.get("name") if at and isinstance(at.value, Mapping) else None
        if name and name.known and isinstance(name.value, str) and len(name.value) <= _MOST_NAME:
            yield name.value


def _within(framework: Framework, path: str) -> str:
    return (posixpath.dirname(path) or ".") if framework in _FOLDERS else ""


def _remedy(policy: Policy, framework: Framework) -> str:
    """What to do, the lines to write, and where else it is asked for."""
    parts = [_sentence(policy.remedy)]
    lines = policy.write.get(framework) or policy.write.get(_LIKE.get(framework, framework))
    if lines:
        parts.append(f"```{_LANGUAGES.get(framework, 'yaml')}\n{lines}\n```")
    config = (f"AWS Config rule {policy.config_rule}",) if policy.config_rule else ()
    if asked := (*policy.controls, *config):
        parts.append(f"Asked for by {', '.join(asked)}.")
    return "\n\n".join(parts)


def _references(policy: Policy) -> tuple[str, ...]:
    config = (_CONFIG.format(policy.config_rule),) if policy.config_rule else ()
    return tuple(dict.fromkeys((*policy.references, *config)))


def _sentence(text: str) -> str:
    return text.rstrip(". ") + "."


def _plain(text: str) -> str:
    """A name from the change, fit to stand in a sentence."""
    return "".join(mark for mark in text if mark.isprintable() and mark not in "`<>|")[:120].rstrip(". ")
