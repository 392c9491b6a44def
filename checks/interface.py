"""What a check's author reads: the nouns between the runner and a check. Values and protocols only.

A check is a pure function of content. It reads files of the commits and answers findings; it knows no pull
request, no forge, no clock and no network. So its answer can be kept under the digest of what it read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable


class Severity(StrEnum):
    """How bad it is if it is true. UNKNOWN counts as MEDIUM in every decision and is shown as unknown."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"
    UNKNOWN = "unknown"

    @property
    def rank(self) -> int:
        """0 (info) … 4 (critical), for comparing."""
        return _RANKS[self]


_RANKS = {
    Severity.INFO: 0,
    Severity.LOW: 1,
    Severity.MEDIUM: 2,
    Severity.UNKNOWN: 2,
    Severity.HIGH: 3,
    Severity.CRITICAL: 4,
}


class Confidence(StrEnum):
    """How likely it is true."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Kind(StrEnum):
    """CONTENT is judged by itself at one commit; TRANSITION by its before and after together."""

    CONTENT = "content"
    TRANSITION = "transition"


class Side(StrEnum):
    """Which commit a content unit belongs to. A transition unit belongs to HEAD."""

    BASE = "base"
    HEAD = "head"


class Outcome(StrEnum):
    """How the looking at one unit ended. Only RAN means that its findings are all there are."""

    RAN = "ran"
    SKIPPED = "skipped"
    FAILED = "failed"


class Skip(Exception):
    """Raised by a check that has nothing to say about a unit, with the reason a person reads."""


class CheckError(Exception):
    """Raised by a check that could not look, with what it was doing; the cause is chained."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a commit's tree."""

    oid: str
    """Object id of the blob, hexadecimal."""
    mode: str
    """Git's mode: 100644 file, 100755 executable, 120000 symlink, 160000 submodule."""

    @property
    def is_file(self) -> bool:
        """Whether this is a regular file: symlinks and submodules are never followed."""
        return self.mode.startswith("100")


@dataclass(frozen=True, slots=True)
class Version:
    """A file as one commit of a change made it: added or altered against every parent of that commit."""

    commit: str
    path: str
    """Its name at that commit."""
    oid: str


class Snapshot(Protocol):
    """One commit's tree, read only. The empty snapshot (sha "") is the base of a first scan."""

    @property
    def sha(self) -> str:
        """The commit, hexadecimal; "" for the empty snapshot."""
        ...

    def entry(self, path: str) -> Entry | None:
        """One path's entry; None if there is no file, symlink or submodule of that name. Cheap in any tree."""
        ...

    def entries(self) -> Mapping[str, Entry]:
        """Path -> entry, for every file of the tree: dear in a large one, so ask `ChangeSet.changed` and `entry` first.

        Sizes are not known: they are dear in a blobless store.
        """
        ...

    def read(self, path: str) -> bytes | None:
        """The file's bytes; None if there is none or it is no regular file.

        Raises Skip where the file is larger than the operator's limit.
        """
        ...


class ChangeSet(Protocol):
    """What a pull request changes: merge base to head."""

    @property
    def base(self) -> Snapshot:
        """The merge base."""
        ...

    @property
    def head(self) -> Snapshot:
        """The newest commit of the change."""
        ...

    @property
    def commits(self) -> Sequence[str]:
        """Commits of the change, oldest first, without the merge base."""
        ...

    @property
    def changed(self) -> Mapping[Side, frozenset[str]]:
        """Paths that differ, by side: BASE holds old names, HEAD new names. A renamed file is under both."""
        ...

    @property
    def renames(self) -> Mapping[str, str]:
        """Path at head -> path at base, for files that moved."""
        ...

    @property
    def history(self) -> Sequence[Version]:
        """Every version of a regular file that a commit of the change made, oldest first; head's are among them.

        What a merge only carries over from another branch is not.
        """
        ...

    def read_version(self, version: Version) -> bytes | None:
        """That version's bytes; None if they are not at hand. Raises Skip above the operator's limit."""
        ...


@dataclass(frozen=True, slots=True)
class Unit:
    """The smallest thing a check judges, and the identity under which its result is kept."""

    check: str
    """Name of the check."""
    key: str
    """What a person would call it: a path, or a module's folder. Unique per check, kind and side."""
    kind: Kind
    side: Side
    paths: tuple[str, ...]
    """Files it reads, on its own side (a transition: on both sides, by head's names; renames apply)."""
    digest: str
    """Over everything the answer depends on except the check's own digest: paths and object ids."""
    left_out: str = ""
    """Why the check leaves it out by design ("vendored"): it ends as SKIPPED with this reason and is never read."""
    versions: tuple[Version, ...] = ()
    """What it reads besides, of the commits between."""


def content_unit(
    check: str, snapshot: Snapshot, side: Side, key: str, paths: Sequence[str], left_out: str = ""
) -> Unit:
    """A content unit over `paths` as they are in `snapshot`; absent paths count as absent."""
    read = "\0".join(f"{path}\0{_oid(snapshot.entry(path))}" for path in paths)
    return Unit(check, key, Kind.CONTENT, side, tuple(paths), _digest("content", key, read, left_out), left_out)


def transition_unit(
    check: str, change: ChangeSet, key: str, paths: Sequence[str], versions: Sequence[Version] = ()
) -> Unit:
    """A transition unit over the before and after of `paths` (head's names), and over what lay between."""
    pairs = ((change.base.entry(change.renames.get(path, path)), change.head.entry(path)) for path in paths)
    read = "\0".join(f"{_oid(old)}\0{_oid(new)}" for old, new in pairs)
    between = "\0".join(f"{version.commit}\0{version.path}\0{version.oid}" for version in versions)
    digest = _digest("transition", key, *paths, read, between)
    return Unit(check, key, Kind.TRANSITION, Side.HEAD, tuple(paths), digest, versions=tuple(versions))


def _oid(entry: Entry | None) -> str:
    return entry.oid if entry else ""


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


@dataclass(frozen=True, slots=True)
class Step:
    """One stop of a dataflow, from source to sink."""

    path: str
    line: int
    """1-based."""
    code: str
    """The stop's source text, one line."""
    role: str
    """source | step | sink"""


@dataclass(frozen=True, slots=True)
class Silence:
    """What a suppression keeps a tool from saying. Nothing here obeys one: it tells what would be hidden."""

    tool: str
    """"semgrep", "checkov"."""
    rules: tuple[str, ...] = ()
    """As the tool names them; () for all of its rules."""
    paths: tuple[str, ...] = ()
    """Patterns of the files it is about, as .gitignore writes them, from the repository's root; () for all."""
    lines: tuple[int, int] = (0, 0)
    """First and last line that it covers, 1-based, of its finding's own file; (0, 0): not told by lines."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem at one place. Two sentences in `message`: what is wrong, what to do."""

    check: str
    rule: str
    """Permanent kebab-case id."""
    severity: Severity
    confidence: Confidence
    path: str
    start_line: int
    """1-based, inclusive."""
    end_line: int
    title: str
    message: str
    remedy: str
    subject: str
    """What the finding is about, free of line numbers: part of its identity. A secret's is a keyed HMAC."""
    evidence: tuple[Step, ...] = ()
    """Dataflow from source to sink, where there is one."""
    references: tuple[str, ...] = ()
    """URLs a person can read on."""
    suggestion: str | None = None
    """Replacement text for lines start_line..end_line where the mend is safe; no trailing newline."""
    cwe: tuple[str, ...] = ()
    """"CWE-89"."""
    commit: str | None = None
    """The commit that holds it, where that is not head (a secret removed again)."""
    package: str = ""
    """The purl it is about, with the version, where it is about a package."""
    within: str = ""
    """The folder in which `subject` says who the finding is, where that is more than the file: what moves to another
    file of the same Terraform module is no news. "" for the file; "." for the root."""
    observe: bool = False
    """Shown and never blocking, whatever its severity, unless the policy says otherwise: good practice that an
    attacker cannot use today."""
    silences: Silence | None = None
    """What it hides, where it is about a suppression."""


class Scope(StrEnum):
    """What a package is needed for."""

    RUNTIME = "runtime"
    DEVELOPMENT = "development"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class Package:
    """A package that a unit's files bring in: a fact and no judgement, for whoever keeps an inventory or a list."""

    purl: str
    """Canonical (https://github.com/package-url/purl-spec); with a version only where the files pin one."""
    path: str
    start_line: int
    """1-based: the line that brings it in, in the manifest for a direct one, in the lockfile for a transitive one."""
    scope: Scope = Scope.RUNTIME
    requirement: str = ""
    """The range as it is written, in the ecosystem's own notation; "" where there is none."""
    via: tuple[str, ...] = ()
    """Names from the direct dependency down to the one that asks for this; () for a direct one."""
    licence: str = ""
    """As the files declare it; "" where they do not."""
    origin: str = ""
    """A git address ("git+https://…") or the host of a registry, where the files take it from elsewhere than usual."""


@dataclass(frozen=True, slots=True)
class Result:
    """How one unit ended. Every unit ends as exactly one result."""

    unit: Unit
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    reason: str = ""
    """Why not RAN, in words a person can act on; with RAN: "" (partial looking is FAILED with its findings)."""
    seconds: float = 0.0
    lasting: bool = True
    """Whether the same content would end the same way again, so that the result may be kept.
    False for what time or memory decided."""
    by_design: bool = False
    """With SKIPPED: left out on purpose (vendored, generated, minified). Said, but no reason to be INCOMPLETE."""
    packages: tuple[Package, ...] = ()
    """What the unit's files bring in, whether or not there is anything to find about it."""


class Check(Protocol):
    """One way of looking. A folder under checks/, one line in the registry."""

    @property
    def name(self) -> str:
        """Permanent snake_case name; people write it in policies and commands."""
        ...

    def digest(self) -> str:
        """Over all that the answers depend on besides content: rules, data, engine version."""
        ...

    def prepare(self) -> None:
        """Called once in the process that sandboxes are forked from: what takes long and needs no content.

        Raises CheckError.
        """
        ...

    def units(self, change: ChangeSet) -> Iterable[Unit]:
        """What to judge, for both sides. Reads entries, not contents, wherever that is enough."""
        ...

    def judge(self, change: ChangeSet, units: Sequence[Unit]) -> Iterable[Result]:
        """Looks at a batch inside the sandbox, yielding results as they come.

        The contents of all units' paths are at hand, nothing else of the change is. Raises Skip or CheckError for
        the batch as a whole; any other exception counts as a crash, and the runner tries the units again in halves.
        Units without a result are FAILED by the runner.
        """
        ...


@runtime_checkable
class FetchesAhead(Protocol):
    """What a change may have besides: files that nobody changed come one by one otherwise, each over the network."""

    def prefetch_paths(self, wanted: Iterable[tuple[Side, str]]) -> None:
        """Brings them together."""
        ...


@runtime_checkable
class StandsBy(Protocol):
    """What a check may have besides, if each of its batches begins the same way."""

    def stand_by(self) -> None:
        """Called at most once, in a sandbox that waits for its batch: begins. Without it a batch only takes longer."""
        ...
