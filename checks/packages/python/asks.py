"""What a manifest asks for, in one form for all of Python's manifests. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import InvalidSdistFilename, InvalidWheelFilename, parse_sdist_filename, parse_wheel_filename

from checks.interface import Scope
from checks.packages.model import Index, Place, Problem
from checks.packages.python import ranges
from checks.texts import written

MOST_TEXT = 2_000
"""Characters of one requirement."""
MOST_PROBLEMS = 20
"""Of one file that are told one by one."""
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?", re.ASCII)
_HEAD = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*", re.ASCII)
_RANGE = re.compile(r"[\s(),.*+!<>=~\w|^-]*", re.ASCII)
_REPOSITORY = re.compile(r"(?:git|hg|bzr|svn)\+")
_DEVELOPMENT = re.compile(
    r"(?:^|[^a-z])(?:dev|devel|develop|development|tests?|testing|lint|linting|linters?|docs?|documentation|ci|build|"
    r"typing|types|typecheck|mypy|style|format|check|checks|qa|bench|benchmarks?|debug|local|release)(?:$|[^a-z])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One package, as one line of a manifest asks for it."""

    name: str
    """Normalised."""
    place: Place
    requirement: str = ""
    """As written; "" where any version will do."""
    version: str = ""
    """Where the line itself pins one."""
    scope: Scope = Scope.RUNTIME
    group: str = ""
    """The group or extra that asks; "" for the project itself."""
    extras: tuple[str, ...] = ()
    """Of the package, that are wanted with it."""
    conditional: bool = False
    """Whether a marker decides; a lockfile may then leave it out."""
    lockable: bool = True
    """False where no lockfile has a place for it: what building takes."""
    tool: str = ""
    """Whose table in pyproject.toml asks; "" for what every tool reads."""
    origin: str = ""
    integrity: tuple[str, ...] = ()
    hashed: bool = False
    """Whether its file proves packages by digests."""
    spelled: str = ""
    type: str = "pypi"


@dataclass(slots=True)
class Sheet:
    """All that one manifest says."""

    path: str
    asks: list[Ask] = field(default_factory=list)
    indexes: list[Index] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    name: str = ""
    """The project's own, normalised."""
    complete: bool = True
    """False where the manifest says that more is asked for elsewhere."""
    overridden: set[str] = field(default_factory=set)
    """Names whose versions the tool's settings force, whatever is asked for."""

    def add(self, line: int, text: object, scope: Scope, group: str = "", lockable: bool = True) -> None:
        """A PEP 508 requirement, or a problem."""
        parsed = parse(text) if isinstance(text, str) else None
        if parsed is None:
            self.problem(line, "is no requirement")
        else:
            self.asks.append(parsed.ask(Place(self.path, line), scope, group, lockable))

    def index(self, line: int, url: object, directive: str) -> None:
        """A place to take packages from."""
        if isinstance(url, str) and (bare := written.bare(url)):
            self.indexes.append(Index(Place(self.path, line), "pypi", bare, directive))

    def problem(self, line: int, reason: str) -> None:
        """Of one line."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(self.path, f"line {line} {reason}"))
        elif len(self.problems) == MOST_PROBLEMS:
            self.problems.append(Problem(self.path, "more of its lines are none"))


@dataclass(frozen=True, slots=True)
class Parsed:
    """A requirement, without its place."""

    name: str
    spelled: str
    requirement: str = ""
    extras: tuple[str, ...] = ()
    conditional: bool = False
    origin: str = ""
    integrity: tuple[str, ...] = ()
    version: str = ""
    """That of the archive which the origin names."""

    def ask(self, place: Place, scope: Scope, group: str = "", lockable: bool = True) -> Ask:
        """With its place."""
        return Ask(
            name=self.name,
            spelled=self.spelled if self.spelled != self.name else "",
            place=place,
            requirement=self.requirement,
            version=self.version or ("" if self.origin else ranges.exact(self.requirement)),
            scope=scope,
            group=group,
            extras=self.extras,
            conditional=self.conditional,
            lockable=lockable,
            origin=self.origin,
            integrity=self.integrity,
        )


@lru_cache(maxsize=20_000)
def normalised(name: str) -> str:
    """PEP 503's; "" for what is no name."""
    return re.sub(r"[-_.]+", "-", name).lower() if _NAME.fullmatch(name) and len(name) <= MOST_TEXT else ""


@lru_cache(maxsize=20_000)
def parse(text: str) -> Parsed | None:
    """A PEP 508 requirement, or one in a notation that was allowed once; None for anything else."""
    head = _HEAD.match(text) if len(text) <= MOST_TEXT else None
    name = normalised(head[1]) if head else ""
    if not head or not name:
        return None
    try:
        found = Requirement(text.strip())
    except (InvalidRequirement, ValueError, RecursionError):
        return _legacy(text, head, name)
    extras, conditional = tuple(sorted(map(normalised, found.extras))), found.marker is not None
    if found.url:
        return _at(found.url, name, head[1], extras, conditional)
    return Parsed(name, head[1], _range(text[head.end() :]), extras, conditional)


def url_requirement(text: str) -> Parsed | None:
    """A line that is the address of an archive or of a repository; None where it names no package."""
    url, _, marker = text.partition(" ;")
    url = url.strip()
    if len(url) > MOST_TEXT:
        return None
    egg = _HEAD.match(url.partition("#egg=")[2] or url.partition("&egg=")[2])
    spelled = egg[1] if egg else _of_file(url.partition("#")[0])[0]
    return _at(url, name, spelled, (), bool(marker.strip())) if (name := normalised(spelled)) else None


def scope_of(group: str) -> Scope | None:
    """Development, where the name of a group or of a file says so."""
    return Scope.DEVELOPMENT if _DEVELOPMENT.search(group.lower()) else None


def strings(value: object) -> Iterator[str]:
    """Those in a list, or the string itself."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            yield one


def table(data: object, *keys: str) -> dict[str, Any]:
    """The table under these keys; empty where there is none."""
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def _legacy(text: str, head: re.Match[str], name: str) -> Parsed | None:
    rest, _, marker = text[head.end() :].partition(";")
    if not _RANGE.fullmatch(rest) or (rest and rest[0] not in "<>=!~(^*"):
        return None
    return Parsed(name, head[1], _range(rest), (), bool(marker.strip()))


def _range(rest: str) -> str:
    found = rest.partition(";")[0].strip()
    return found[1:-1].strip() if found.startswith("(") and found.endswith(")") else found


def _at(url: str, name: str, spelled: str, extras: tuple[str, ...], conditional: bool) -> Parsed:
    address, _, fragment = url.partition("#")
    proofs = re.findall(r"(?:^|&)(sha\d+|md5)=([0-9A-Fa-f]+)(?=&|$)", fragment)
    reference = ""
    if _REPOSITORY.match(address) and "@" in (last := address.rpartition("/")[2]):
        reference = last.rpartition("@")[2]
        address = address[: -len(reference) - 1]
    held, version = _of_file(address)
    return Parsed(
        name,
        spelled,
        reference,
        extras,
        conditional,
        written.bare(address),
        tuple(f"{algorithm}:{value}" for algorithm, value in proofs),
        version if normalised(held) == name else "",
    )


def _of_file(url: str) -> tuple[str, str]:
    """Name and version from the address of a wheel or an sdist, the name alone from that of a repository."""
    last = url.rstrip("/").rpartition("/")[2]
    if _REPOSITORY.match(url):
        return last.partition("@")[0].removesuffix(".git"), ""
    try:
        if last.endswith(".whl"):
            name, version, _, _ = parse_wheel_filename(last)
        elif last.endswith((".tar.gz", ".zip")):
            name, version = parse_sdist_filename(last)
        else:
            return "", ""
    except (InvalidWheelFilename, InvalidSdistFilename, ValueError):
        return "", ""
    return str(name), str(version)
