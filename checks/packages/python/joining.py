"""Manifests and a lockfile of one project together: each package once, with the chain that brings it in. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from checks.interface import Scope
from checks.packages.chains import Reached, reach
from checks.packages.model import Dependency, Mismatch
from checks.packages.python import ranges
from checks.packages.python.asks import Ask, Sheet
from checks.packages.python.lock import Lock, Pin

_STRENGTH = {Scope.RUNTIME: 0, Scope.OPTIONAL: 1, Scope.DEVELOPMENT: 2}


def unlocked(asks: Iterable[Ask], constraints: Mapping[str, Ask] | None = None) -> tuple[Dependency, ...]:
    """Manifests without a lockfile; constraints pin what they leave open."""
    found = (_asked(ask, (constraints or {}).get(ask.name)) for ask in asks if ask.origin != ".")
    return tuple(dict.fromkeys(found))


def joined(sheets: Sequence[Sheet], locks: Sequence[Lock]) -> Iterator[Dependency]:
    """Each package that manifests ask for once, with the lockfile that pins it; then what the lockfiles hold besides.

    Of several requirements on the same package the strongest scope's first one tells.
    """
    own = _own(sheets, locks)
    asks = _asks(sheets, own)
    chosen = _strongest(asks)
    by_lock = [_by_name(lock) for lock in locks]
    reached = [reach(_direct([ask for ask in asks if _reads(lock, ask)], lock), lock.edges) for lock in locks]
    told: dict[str, int] = {}
    for ask in (one for sheet in sheets for one in sheet.asks):
        number = next((at for at, lock in enumerate(locks) if _reads(lock, ask) and ask.name in by_lock[at]), None)
        if number is None or not ask.lockable:
            yield from unlocked([] if ask.name in own else [ask])
        elif chosen.get(ask.name) is ask:
            told[ask.name] = number
            scope = reached[number][ask.name].scope
            yield from (_pinned(ask, pin, scope) for pin in by_lock[number][ask.name])
    for number, lock in enumerate(locks):
        known = _is_known(sheets, lock)
        for name, pins in by_lock[number].items():
            if told.get(name) != number:
                yield from (_brought(pin, reached[number], known) for pin in pins)


def mismatches(sheets: Sequence[Sheet], lock: Lock) -> Iterator[Mismatch]:
    """Where a manifest asks for what the lockfile cannot have been made from."""
    pins = _by_name(lock)
    file = lock.path.rpartition("/")[2]
    overridden = {name for sheet in sheets for name in sheet.overridden}
    for ask in _asks(sheets, _own(sheets, [lock])) if pins else ():
        if ask.name in overridden or ask.origin or not _reads(lock, ask):
            continue
        said = f"{ask.place.path.rpartition('/')[2]} asks for {ask.name} {ask.requirement}".rstrip()
        if found := pins.get(ask.name):
            if _contradicts(ask, found):
                held = ", ".join(dict.fromkeys(pin.version for pin in found))
                yield Mismatch(ask.place, "pypi", ask.name, f"{said}, {file} holds {held}")
        elif _has_to_be_there(ask, lock):
            yield Mismatch(ask.place, "pypi", ask.name, f"{said}, {file} does not hold it")


def _own(sheets: Sequence[Sheet], locks: Sequence[Lock]) -> set[str]:
    """Names of what is of the repository itself."""
    return {sheet.name for sheet in sheets} | {pin.name for lock in locks for pin in lock.pins if pin.own}


def _asks(sheets: Sequence[Sheet], own: set[str]) -> list[Ask]:
    """Those that a lockfile has a place for."""
    return [ask for sheet in sheets for ask in sheet.asks if ask.lockable and ask.name not in own]


def _reads(lock: Lock, ask: Ask) -> bool:
    return not ask.tool or not lock.tool or ask.tool == lock.tool


def _is_known(sheets: Sequence[Sheet], lock: Lock) -> bool:
    """Whether all that can lead into the lockfile has been read."""
    whole = bool(sheets) and all(sheet.complete and not sheet.problems for sheet in sheets)
    return whole and lock.knows_edges and lock.whole


def _by_name(lock: Lock) -> dict[str, list[Pin]]:
    found: dict[str, list[Pin]] = defaultdict(list)
    for pin in lock.pins:
        if not pin.own:
            found[pin.name].append(pin)
    return found


def _direct(asks: Sequence[Ask], lock: Lock) -> dict[str, Scope]:
    """Nodes that manifests or the lockfile's own roots ask for; where none is known, those that no other asks for."""
    known = [*asks, *(ask for asked in lock.roots.values() for ask in asked)]
    direct: dict[str, Scope] = {}
    for ask in known:
        for node in (ask.name, *(f"{ask.name}[{extra}]" for extra in ask.extras)):
            direct[node] = min(direct.get(node, Scope.DEVELOPMENT), ask.scope, key=lambda scope: _STRENGTH[scope])
    if known or not lock.knows_edges:
        return direct
    asked = {name for needed in lock.edges.values() for name in needed}
    return {pin.name: pin.scope or Scope.RUNTIME for pin in lock.pins if pin.name not in asked}


def _strongest(asks: Iterable[Ask]) -> dict[str, Ask]:
    """The first of each name among those of its strongest scope, in the order of the files."""
    chosen: dict[str, Ask] = {}
    for ask in asks:
        if ask.name not in chosen or _STRENGTH[ask.scope] < _STRENGTH[chosen[ask.name].scope]:
            chosen[ask.name] = ask
    return chosen


def _asked(ask: Ask, constraint: Ask | None) -> Dependency:
    pinned = constraint if constraint and not ask.version and not ask.origin else None
    return Dependency(
        type=ask.type,
        name=ask.name,
        place=ask.place,
        version=pinned.version if pinned else ask.version,
        requirement=ask.requirement or (pinned.requirement if pinned else ""),
        locked=pinned.place if pinned and pinned.version else None,
        scope=ask.scope,
        origin=ask.origin,
        integrity=ask.integrity or (pinned.integrity if pinned else ()),
        integrity_expected=ask.hashed,
        written=ask.spelled,
    )


def _pinned(ask: Ask, pin: Pin, scope: Scope) -> Dependency:
    return Dependency(
        type=ask.type,
        name=ask.name,
        place=ask.place,
        version=pin.version,
        requirement=ask.requirement,
        locked=pin.place,
        scope=scope,
        origin=pin.origin,
        integrity=pin.integrity,
        integrity_expected=pin.expected,
        install_script=pin.built,
        written=ask.spelled,
    )


def _brought(pin: Pin, reached: Mapping[str, Reached], known: bool) -> Dependency:
    how = reached.get(pin.name)
    scope = how.scope if how else pin.scope or Scope.RUNTIME
    return Dependency(
        type="pypi",
        name=pin.name,
        place=pin.place,
        version=pin.version,
        requirement=pin.requirement,
        scope=scope,
        via=_names(how.via) if how else (),
        reached=how is not None or not known,
        origin=pin.origin,
        integrity=pin.integrity,
        integrity_expected=pin.expected,
        install_script=pin.built,
        written=pin.spelled,
    )


def _names(nodes: Sequence[str]) -> tuple[str, ...]:
    """Without extras: a package that asks for its own extra is one link."""
    return tuple(dict.fromkeys(node.partition("[")[0] for node in nodes))


def _contradicts(ask: Ask, pins: Sequence[Pin]) -> bool:
    """Whether none of the pins is a version that the requirement lets in; never where one cannot be told."""
    if not ask.requirement or any(not pin.version or _is_source(pin.origin) for pin in pins):
        return False
    return all(ranges.admits(ask.requirement, pin.version) is False for pin in pins)


def _is_source(origin: str) -> bool:
    """Whether it is a repository or a folder, which has the version that it says it has."""
    return bool(origin) and ("://" not in origin or "+" in origin.partition("://")[0])


def _has_to_be_there(ask: Ask, lock: Lock) -> bool:
    """Markers, extras and groups that were left out may keep it from a lockfile that is up to date."""
    if not lock.whole or ask.conditional or ask.scope is Scope.OPTIONAL:
        return False
    return lock.groups is None or (ask.group or "default") in lock.groups
