"""What a change does to where packages come from and to how they are proven: before and after, together. Pure.

A lockfile is read by machines and waved through by people, so it is the place to hide a package in. Nothing here needs
the network: every finding is a contradiction between the two sides, or between a lockfile and its manifest.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from checks.dependencies import registries
from checks.dependencies.name import NAME
from checks.interface import Confidence, Finding, Severity
from checks.packages.hosts import host
from checks.packages.model import Dependency, Index, Place, Reading
from checks.packages.purls import purl
from checks.rule import load

RULES = load(Path(__file__).with_suffix(".yaml"))
_STRENGTH = {"md5": 1, "sha1": 2, "sha224": 3, "sha256": 3, "h1": 3, "sha384": 4, "sha512": 5}
"""Of digests, in order; md5 and sha1 can be forged. "h1" is Go's, a sha256."""
_WEAK = 2
_BY_REFERENCE = ("githubactions", "docker")
"""Types whose tags can be moved after they were reviewed."""


@dataclass(frozen=True, slots=True)
class Sides:
    """One project before and after a change."""

    before: Reading
    after: Reading
    declared: registries.Declared
    """The operator's own registries."""
    lockfile_gone: Place | None = None
    """A manifest's first line, where the change deletes the lockfile beside it."""


@dataclass(frozen=True, slots=True)
class _Moved:
    """One dependency of the after side, with those of its name from before."""

    now: Dependency
    before: Sequence[Dependency]
    sides: Sides
    hosts: frozenset[str]
    """Those that packages came from before the change."""

    @property
    def same_version(self) -> Sequence[Dependency]:
        """Those that were there in this very version."""
        return [one for one in self.before if one.version == self.now.version]


def findings(sides: Sides) -> tuple[Finding, ...]:
    """All that the change does; each once, in the order of the files."""
    before: dict[tuple[str, str], list[Dependency]] = defaultdict(list)
    for dependency in sides.before.dependencies:
        before[dependency.type, dependency.name].append(dependency)
    hosts = _established(sides)
    found: dict[tuple[str, str, str, int], Finding] = {}
    for now in sides.after.dependencies:
        moved = _Moved(now, before.get((now.type, now.name), ()), sides, hosts)
        if any(now == replace(one, place=now.place, locked=now.locked, via=now.via) for one in moved.before):
            continue  # moved in its file at most: the usual case by far
        for finding in _about_one(moved):
            found.setdefault((finding.rule, finding.subject, finding.path, finding.start_line), finding)
    return (*found.values(), *_about_the_project(sides))


def _about_one(moved: _Moved) -> Iterator[Finding]:
    for look in (_source, _integrity, _reached, _install_script, _reference):
        if (finding := look(moved)) is not None:
            yield finding


def _source(moved: _Moved) -> Finding | None:
    now = moved.now
    if not now.origin or now.origin in {one.origin for one in moved.before}:
        return None
    name = host(now.origin)
    if not name:
        return None  # a path within the repository, or an index by its alias
    known = registries.usual(now.type, now.origin, moved.sides.declared)
    meant = registries.named(now.type, now.origin) if known else ""
    if meant and meant.lower() != now.name.lower():
        return _finding("source-of-another-package", now, f"`{now.name}` is taken from the address of `{meant}`.")
    if now.origin.startswith("http://"):
        return _finding("plain-http-source", now, f"`{now.name}` is fetched from `{name}` without encryption.")
    if _is_git(now.origin):
        return _git(moved, name)
    if known or name in moved.hosts:
        return None
    was = sorted({host(one.origin) for one in moved.before if one.origin} - {""})
    formerly = f" It came from `{was[0]}` before." if was else ""
    said = f"`{now.name}` is taken from `{name}`, where nothing in this project came from.{formerly}"
    return _finding("foreign-source", now, said)


def _git(moved: _Moved, name: str) -> Finding | None:
    if any(_is_git(one.origin) and host(one.origin) == name for one in moved.before):
        return None
    return _finding("git-source", moved.now, f"`{moved.now.name}` is built from a git repository on `{name}`.")


def _integrity(moved: _Moved) -> Finding | None:
    now = moved.now
    old = _digests(one for one in moved.same_version if one.origin == now.origin or not (one.origin and now.origin))
    new = _digests([now])
    for algorithm in old.keys() & new.keys():
        # Files may be added to a release; those that were there stay what they were.
        if not old[algorithm] <= new[algorithm] and not new[algorithm] <= old[algorithm]:
            said = f"The {algorithm} digest of `{now.name}` {now.version} is another than before, its version is not."
            return _finding("integrity-changed", now, said)
    had = _digests(moved.before)
    if not new:
        if not had and not (now.integrity_expected and not moved.before):
            return None
        said = "does not any more" if had else "does not, though its format has a place for it"
        severity = Severity.HIGH if had else Severity.MEDIUM
        return _finding(
            "integrity-missing", now, f"The lockfile should prove `{now.name}` by a digest: it {said}.", severity
        )
    best, was = _best(new), _best(had)
    if best <= _WEAK and (was > best or not had):
        return _finding("integrity-weakened", now, f"`{now.name}` is proven by {'/'.join(sorted(new))} only.")
    return None


def _reached(moved: _Moved) -> Finding | None:
    now = moved.now
    if now.reached or any(not one.reached for one in moved.before):
        return None
    said = f"The lockfile holds `{now.name}`, and nothing that the manifest asks for leads to it."
    return _finding("unreachable-package", now, said)


def _install_script(moved: _Moved) -> Finding | None:
    now = moved.now
    if not now.install_script or any(one.install_script for one in moved.before):
        return None
    if moved.before:
        return _finding(
            "new-install-script",
            now,
            f"`{now.name}` {now.version} runs code when it is installed, the version before did not.",
        )
    return _finding("new-install-script", now, f"`{now.name}` is new and runs code when it is installed.", Severity.LOW)


def _reference(moved: _Moved) -> Finding | None:
    now = moved.now
    if now.type not in _BY_REFERENCE or now.version or any(not one.version for one in moved.before):
        return None
    rule = "unpinned-action" if now.type == "githubactions" else "unpinned-image"
    what = f"by `{now.requirement}`" if now.requirement else "without any tag"
    severity = Severity.LOW if now.name.partition("/")[0] in ("actions", "github") else None
    return _finding(
        rule, now, f"`{now.name}` is named {what}, which its owner can point elsewhere at any time.", severity
    )


def _about_the_project(sides: Sides) -> Iterator[Finding]:
    for index in _added(sides):
        if not registries.usual(index.type, index.url, sides.declared):
            yield _index(index)
    mismatched = {(one.type, one.name) for one in sides.before.mismatches}
    for one in sides.after.mismatches:
        if (one.type, one.name) not in mismatched:
            yield _make("lockfile-mismatch", one.place, f"{one.type}/{one.name}", one.message)
    if sides.lockfile_gone:
        said = "The lockfile is deleted: what is installed is decided anew at each build, by whoever publishes last."
        yield _make("lockfile-deleted", sides.lockfile_gone, "lockfile", said)


def _added(sides: Sides) -> Iterator[Index]:
    """Indexes that were not there before. The one place that a new project takes everything from adds to nothing."""
    there = {(one.type, one.url) for one in sides.before.indexes}
    is_new = not sides.before.indexes and not sides.before.dependencies
    only_one = len({(one.type, one.url) for one in sides.after.indexes}) == 1
    for index in sides.after.indexes:
        if (index.type, index.url) not in there and not (is_new and only_one and "extra" not in index.directive):
            yield index


def _index(index: Index) -> Finding:
    plain = " It is not even encrypted." if index.url.startswith("http://") else ""
    said = f"`{index.directive}` adds `{host(index.url) or index.url}` as a place to take packages from.{plain}"
    return _make("index-added", index.place, f"{index.type} {index.url}", said)


def _established(sides: Sides) -> frozenset[str]:
    """Hosts that packages came from before; for a project without a before, those that most of them come from."""
    before = {host(one.origin) for one in sides.before.dependencies if one.origin}
    if before - {""}:
        return frozenset(before)
    now = Counter(host(one.origin) for one in sides.after.dependencies if one.origin)
    return frozenset(name for name, times in now.items() if 2 * times > now.total())


def _digests(dependencies: Iterable[Dependency]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for dependency in dependencies:
        for digest in dependency.integrity:
            algorithm, _, value = digest.partition(":")
            found[algorithm].add(value)
    return dict(found)


def _best(digests: Mapping[str, object]) -> int:
    return max((_STRENGTH.get(algorithm.partition("-")[0], 0) for algorithm in digests), default=0)


def _is_git(origin: str) -> bool:
    return origin.startswith(("git+", "git:", "git@", "ssh://git@")) or origin.partition("#")[0].endswith(".git")


def _finding(rule: str, now: Dependency, said: str, severity: Severity | None = None) -> Finding:
    made = _make(rule, now.locked or now.place, f"{now.type}/{now.name}", said, severity)
    return replace(made, package=purl(now))


def _make(rule: str, place: Place, subject: str, said: str, severity: Severity | None = None) -> Finding:
    about = RULES[rule]
    return Finding(
        check=NAME,
        rule=rule,
        severity=severity or about.severity,
        confidence=Confidence.HIGH,
        path=place.path,
        start_line=place.line,
        end_line=place.line,
        title=about.title,
        message=f"{said} {about.remedy}",
        remedy=about.remedy,
        subject=subject,
        references=about.references,
        cwe=about.cwe,
    )
