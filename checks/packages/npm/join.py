"""A lockfile laid beside the manifests: one dependency a package, its chain, and where the two contradict. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from checks.interface import Scope
from checks.packages.model import Dependency, Mismatch, Place
from checks.packages.npm import walk
from checks.packages.npm.lock import Lock, Node
from checks.packages.npm.manifests import Manifest, Want
from checks.packages.semver import admits
from checks.texts.written import bare

TYPE = "npm"


@dataclass(frozen=True, slots=True)
class Beside:
    """A lockfile and the manifests that it is for."""

    lock: Lock
    manifests: Mapping[str, Manifest]
    """By folder, as the lockfile names it: "" is its own."""
    complete: bool
    """Whether these are all the manifests, where the lockfile does not say who asked."""


def unlocked(manifest: Manifest) -> Iterator[Dependency]:
    """What a manifest asks for, where no lockfile says more."""
    for want in (*manifest.wants.values(), *manifest.forced):
        if not want.meant.local:
            yield _wanted(manifest, want)


def locked(beside: Beside) -> Iterator[Dependency]:
    """What manifests and lockfile say together: the direct ones first, then the rest of the lockfile."""
    lock, overridden = beside.lock, _overridden(beside)
    wants = [
        (manifest, want, _found(lock, folder, want, overridden))
        for folder, manifest in beside.manifests.items()
        for want in manifest.wants.values()
    ]
    strangers = _strangers(beside)
    direct = {key: scope for key, (scope, _) in strangers.items()}
    for _, want, key in wants:
        if key:
            direct[key] = _stronger(direct.get(key), want.scope)
    ways = walk.ways(lock, direct, [key for name in overridden for key in lock.named.get(name, ())])
    members = {manifest.name for manifest in beside.manifests.values()}
    for manifest, want, key in wants:
        node = lock.nodes[key] if key else None
        of_workspace = node.local if node else want.peer or want.written in members
        if not want.meant.local and not of_workspace:
            yield _wanted(manifest, want, node, lock.path, ways[key].scope if key else want.scope)
    yield from _rest(beside, ways, {key for _, _, key in wants if key}, strangers)


def mismatches(beside: Beside) -> Iterator[Mismatch]:
    """Certain contradictions only: what no way of writing the same thing explains."""
    lock = beside.lock
    if lock.vague is None:
        return
    overridden = _overridden(beside)
    for folder, manifest in beside.manifests.items():
        for want in manifest.wants.values():
            if want.written not in overridden and (message := _contradiction(beside, folder, want)):
                said = (
                    f"{_base(manifest.path)} asks for {want.written} {_shown(want.spec)}, {_base(lock.path)} {message}"
                )
                yield Mismatch(Place(manifest.path, want.line), TYPE, want.meant.name, said)
        for name, was in (lock.importers or {}).get(folder, {}).items():
            if name not in manifest.wants and not was.peer and name not in overridden and not manifest.odd:
                said = (
                    f"{_base(lock.path)} was made for {name} {_shown(was.spec)}, {_base(manifest.path)} is without it"
                )
                yield Mismatch(Place(lock.path, was.line), TYPE, name, said)


def _contradiction(beside: Beside, folder: str, want: Want) -> str:
    """What the lockfile has that cannot go with this; "" where it can."""
    lock = beside.lock
    key = lock.find(folder, want.written, want.spec)
    node = lock.nodes.get(key) if key else None
    meant = want.meant
    if node and not node.local and not meant.origin and not meant.local:
        if node.name != meant.name:
            return f"has {node.name} in its place"
        if admits(meant.requirement, node.version, "=") is False:
            return f"has {node.version}"
    if want.peer or want.scope is Scope.OPTIONAL or meant.local:
        return ""
    if lock.importers is None:
        return _unrequested(beside, want) if node is None else ""
    asked = lock.importers.get(folder)
    found = asked.get(want.written) if asked is not None else None
    if asked is None or (found and _same(found.spec, want.spec)):
        return ""
    return f"was made for {_shown(found.spec)}" if found else "was made without it"


def _unrequested(beside: Beside, want: Want) -> str:
    """Of a lockfile that keeps requests: a workspace's own packages are not in it, and not all may be known."""
    if others := beside.lock.requests.get(want.written):
        return f"was made for {_shown(others[-1])}"
    members = {manifest.name for manifest in beside.manifests.values()}
    return "was made without it" if beside.complete and want.written not in members else ""


def _overridden(beside: Beside) -> frozenset[str]:
    """Names in whose place something else may stand than what is asked for."""
    return (beside.lock.vague or frozenset()).union(*(one.overridden for one in beside.manifests.values()))


def _found(lock: Lock, folder: str, want: Want, overridden: Set[str]) -> str | None:
    """The key of what a manifest asks for; the only one of the name where it is overridden."""
    key = lock.find(folder, want.written, want.spec)
    if key is None and want.written in overridden and len(lock.named.get(want.written, ())) == 1:
        return lock.named[want.written][0]
    return key if key in lock.nodes else None


def _rest(
    beside: Beside, ways: Mapping[str, walk.Way], owned: Set[str], strangers: Mapping[str, tuple[Scope, str]]
) -> Iterator[Dependency]:
    lock = beside.lock
    doubtful = not lock.edges_known or not (lock.importers is not None or beside.complete) or "" not in beside.manifests
    path = lock.path
    for key, node in lock.nodes.items():
        if node.local or key in owned:
            continue
        way = ways.get(key)
        yield Dependency(
            type=TYPE,
            name=node.name,
            place=Place(path, node.line),
            version=node.version,
            scope=way.scope if way else Scope.RUNTIME,
            via=_asker(strangers, key) if way is None or not way.via else way.via,
            reached=way is not None or doubtful,
            origin=node.origin,
            integrity=node.integrity,
            integrity_expected=node.integrity_expected,
            install_script=node.install_script,
            licence=node.licence,
            written=node.written,
        )


def _strangers(beside: Beside) -> dict[str, tuple[Scope, str]]:
    """What manifests asked for that are not here, by the lockfile's own memory: key -> scope, who asked."""
    lock = beside.lock
    found: dict[str, tuple[Scope, str]] = {}
    for folder, asked in (lock.importers or {}).items():
        if folder not in beside.manifests:
            for name, one in asked.items():
                if (key := lock.find(folder, name, one.spec)) in lock.nodes and key:
                    found.setdefault(key, (one.scope, lock.member_names.get(folder, folder)))
    return found


def _asker(strangers: Mapping[str, tuple[Scope, str]], key: str) -> tuple[str, ...]:
    return (strangers[key][1],) if key in strangers and strangers[key][1] else ()


def _wanted(
    manifest: Manifest, want: Want, node: Node | None = None, lock: str = "", scope: Scope | None = None
) -> Dependency:
    name = node.name if node else want.meant.name
    return Dependency(
        type=TYPE,
        name=name,
        place=Place(manifest.path, want.line),
        version=node.version if node else want.version,
        requirement=_bare(want.meant.requirement),
        locked=Place(lock, node.line) if node else None,
        scope=scope or want.scope,
        origin=(node.origin if node else "") or want.meant.origin,
        integrity=node.integrity if node else (),
        integrity_expected=node.integrity_expected if node else False,
        install_script=node.install_script if node else False,
        licence=node.licence if node else "",
        written=want.written if want.written != name else "",
    )


def _same(one: str, other: str) -> bool:
    return _plain(one) == _plain(other)


def _plain(spec: str) -> str:
    """Yarn writes its usual protocol out; `npm:name@1` is an alias, and something else."""
    spec = " ".join(spec.split()) or "*"
    return spec[4:] if spec.startswith("npm:") and "@" not in spec[5:] else spec


def _shown(spec: str) -> str:
    return _bare(spec)[:100] or "(any version)"


def _bare(spec: str) -> str:
    return bare(spec) if "//" in spec else spec


def _base(path: str) -> str:
    return path.rpartition("/")[2]


def _stronger(one: Scope | None, other: Scope) -> Scope:
    order = (Scope.RUNTIME, Scope.OPTIONAL, Scope.DEVELOPMENT)
    return other if one is None else min(one, other, key=order.index)
