"""Cargo.lock laid beside the manifests of its workspace: one dependency a crate, chains, contradictions. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from checks.interface import Scope
from checks.packages.chains import reach
from checks.packages.model import Dependency, Mismatch, Place, Reading
from checks.packages.rust.locks import Crate, Crates
from checks.packages.rust.manifests import Manifest, Want, pinned
from checks.packages.semver import admits
from checks.texts.written import folder

TYPE = "cargo"
_STRENGTH = (Scope.RUNTIME, Scope.OPTIONAL, Scope.DEVELOPMENT)


def joined(manifests: Sequence[Manifest], locks: Mapping[str, Crates]) -> Reading:
    """Each manifest with the lockfile of the nearest folder above it; dependencies and mismatches only."""
    joints = {path: _Joint(path, crates) for path, crates in locks.items()}
    dependencies: list[Dependency] = []
    for manifest in manifests:
        path = max((path for path in locks if manifest.path.startswith(folder(path))), key=len, default=None)
        if path is None:
            dependencies += [_dependency(manifest, want, None, "") for want in manifest.wants if not want.local]
        else:
            dependencies += joints[path].direct(manifest)
    for joint in joints.values():
        dependencies += joint.rest()
    return Reading(tuple(dependencies), (), tuple(one for joint in joints.values() for one in joint.mismatches))


@dataclass(slots=True)
class _Joint:
    path: str
    crates: Crates
    mismatches: list[Mismatch] = field(default_factory=list)
    _direct: dict[str, Scope] = field(default_factory=dict)
    _known: set[str] = field(default_factory=set)
    """Keys of the workspace's crates whose manifests were here."""

    def direct(self, manifest: Manifest) -> Iterator[Dependency]:
        """What a manifest asks for, with what the lockfile has for it."""
        own = next((one for one in self.crates.named(manifest.name) if not one.source), None)
        if own:
            self._known.add(own.key)
            self.mismatches += _unasked(self.path, self.crates, own, manifest)
        needs = {self.crates.found(need) for need in own.needs} if own else None
        for want in manifest.wants:
            crate = self._meant(want, needs)
            if crate and crate.source:
                scope = self._direct.get(crate.key, want.scope)
                self._direct[crate.key] = min(scope, want.scope, key=_STRENGTH.index)
            if want.local or (crate and not crate.source):
                continue
            if own and (message := _differs(want, crate)):
                self.mismatches.append(Mismatch(Place(manifest.path, want.line), TYPE, want.name, message))
            yield _dependency(manifest, want, crate, self.path)

    def rest(self) -> Iterator[Dependency]:
        """What nobody asks for directly, and what crates ask for whose manifests are not here."""
        strangers: dict[str, str] = {}
        for crate in self.crates.by_key.values():
            if not crate.source and crate.key not in self._known:
                strangers.update({found: crate.name for need in crate.needs if (found := self.crates.found(need))})
        ways = reach(dict.fromkeys(strangers, Scope.RUNTIME) | self._direct, self.crates.edges())
        for key, crate in self.crates.by_key.items():
            if not crate.source or key in self._direct:
                continue
            way = ways.get(key)
            via = tuple(self.crates.by_key[one].name for one in way.via) if way else ()
            yield Dependency(
                type=TYPE,
                name=crate.name,
                place=Place(self.path, crate.line),
                version=crate.version,
                scope=way.scope if way else Scope.RUNTIME,
                via=via or ((strangers[key],) if key in strangers else ()),
                reached=way is not None,
                origin=crate.origin,
                integrity=_integrity(crate),
                integrity_expected=crate.by_registry,
            )

    def _meant(self, want: Want, needs: Set[str | None] | None) -> Crate | None:
        """Of several versions of a crate, the one among what its own entry needs, and that the requirement admits."""
        found = [one for one in self.crates.named(want.name) if needs is None or one.key in needs]
        fitting = [one for one in found if admits(want.requirement, one.version, "^")]
        return next(iter(fitting or found), None)


def _dependency(manifest: Manifest, want: Want, crate: Crate | None, lock: str) -> Dependency:
    return Dependency(
        type=TYPE,
        name=want.name,
        place=Place(manifest.path, want.line),
        version=crate.version if crate else pinned(want.requirement),
        requirement=want.requirement,
        locked=Place(lock, crate.line) if crate else None,
        scope=want.scope,
        origin=(crate.origin if crate else "") or want.origin,
        integrity=_integrity(crate) if crate else (),
        integrity_expected=crate.by_registry if crate else False,
        written=want.written if want.written != want.name else "",
    )


def _integrity(crate: Crate) -> tuple[str, ...]:
    return (f"sha256:{crate.checksum}",) if crate.checksum else ()


def _differs(want: Want, crate: Crate | None) -> str:
    """Why the lockfile cannot have been made for this; "" where it can."""
    if crate is None:
        return f"Cargo.toml asks for {want.name} {want.requirement}".rstrip() + ", Cargo.lock was made without it"
    if crate.by_registry and not want.origin and admits(want.requirement, crate.version, "^") is False:
        return f"Cargo.toml asks for {want.name} {want.requirement}, Cargo.lock has {crate.version}"
    return ""


def _unasked(lock: str, crates: Crates, own: Crate, manifest: Manifest) -> Iterator[Mismatch]:
    wanted = {want.name for want in manifest.wants}
    for need in own.needs:
        name = need.partition(" ")[0]
        if name not in wanted and not manifest.odd:
            found = crates.by_key.get(crates.found(need) or "")
            message = f"Cargo.lock was made for {own.name} with {name}, Cargo.toml does not ask for it"
            yield Mismatch(Place(lock, found.line if found else own.line), TYPE, name or "?", message)
