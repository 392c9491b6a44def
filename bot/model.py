"""The bot's nouns: values only, no behaviour beyond reading themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.filediff import Spot
from checks.interface import Finding, Outcome, Package, Severity, Side


class Verdict(StrEnum):
    """What a review says, strongest first."""

    BLOCKED = "blocked"
    INCOMPLETE = "incomplete"
    CLEAR = "clear"


class Level(StrEnum):
    """How far a check counts."""

    OFF = "off"
    OBSERVE = "observe"
    ENFORCE = "enforce"


class Mode(StrEnum):
    """What an allow-list does, weakest first."""

    OFF = "off"
    LEARN = "learn"
    """Everything new is recorded, and nothing said."""
    ENFORCE = "enforce"
    """What is new and not on the list blocks."""

    @property
    def rank(self) -> int:
        """0 (off) … 2 (enforce), for comparing."""
        return list(Mode).index(self)


class State(StrEnum):
    """What a finding is to this change."""

    INTRODUCED = "introduced"
    FIXED = "fixed"
    EXISTING = "existing"
    WAIVED = "waived"


class Reason(StrEnum):
    """Why a scan runs. People go first: see `priority`."""

    REQUESTED = "requested"
    """Somebody asked: a comment, a button, a re-run."""
    PUSHED = "pushed"
    """A pull request opened, moved or was retargeted."""
    QUEUED = "queued"
    """A merge queue asks for the combined commit."""
    SWEPT = "swept"
    """A sweep found an open pull request whose head nobody had looked at."""
    BASELINE = "baseline"
    """The first look at an installed repository, or its default branch moved: no word in any pull request."""

    @property
    def priority(self) -> int:
        """Lower goes first."""
        return {"requested": 0, "queued": 1, "pushed": 2, "swept": 3, "baseline": 4}[self.value]


class ScanState(StrEnum):
    """A scan's life. The last four are ends."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to the scan."""
        return self not in (ScanState.WAITING, ScanState.RUNNING)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One webhook as it arrived."""

    forge: str
    id: str
    """The forge's delivery id; a redelivery keeps it."""
    event: str
    """"pull_request.opened"."""
    repo: str
    received: datetime
    body_digest: str
    """sha256 of the raw body, hexadecimal; the body itself is not kept."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a scan is about. One waiting scan per target."""

    forge: str
    repo: str
    """owner/name."""
    number: int | None
    """The pull request; None for a branch or a merge group, which `ref` names."""
    ref: str = ""
    """The branch or merge-queue ref, without refs/heads/; "" for a pull request."""

    def __str__(self) -> str:
        return f"{self.repo}#{self.number}" if self.number is not None else f"{self.repo}@{self.ref}"


class Permission(StrEnum):
    """What somebody may do with a repository, weakest first."""

    NONE = "none"
    READ = "read"
    WRITE = "write"
    MAINTAIN = "maintain"
    ADMIN = "admin"

    def allows(self, needed: Permission) -> bool:
        """Whether this is at least `needed`."""
        order = list(Permission)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, slots=True)
class Spoken:
    """Somebody wrote a comment, or an answer in a thread; commands.parse reads the text."""

    target: Target
    text: str
    author: str
    author_is_bot: bool
    comment_id: int
    in_thread: bool
    """True for a review comment; the answer goes there too."""
    head_sha: str = ""
    thread: str = ""
    """The forge's id of the thread, where the event tells it."""


@dataclass(frozen=True, slots=True)
class Command:
    """One `/sekisho …` line of a comment, already read."""

    name: str
    arguments: tuple[str, ...]
    spoken: Spoken
    about: tuple[str, ...] = ()
    """Identities of the findings of the thread that it answers in; () elsewhere."""


@dataclass(frozen=True, slots=True)
class GitAccess:
    """How git reaches a repository."""

    url: str
    """Without credentials. http(s) or a local path."""
    username: str = ""
    password: str = field(default="", repr=False)
    """Short-lived; never put in argv, URL, logs or on disk."""
    ca_bundle: str = ""
    proxy: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A live pull request (or branch, or merge group) as the forge shows it now."""

    repo: str
    number: int | None
    base_sha: str
    """Tip of the target branch; "" when everything counts as new (a baseline)."""
    merge_base_sha: str
    """"" where the forge does not say: git finds it."""
    head_sha: str
    head_ref: str
    """What to fetch to get head: refs/pull/7/head, refs/heads/main."""
    base_ref: str
    """Branch it goes into, without refs/heads/."""
    commits: tuple[str, ...] = ()
    author: str = ""
    is_fork: bool = False
    draft: bool = False
    open: bool = True
    title: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Patch:
    """Files as they are to be at a change's head, for a commit that somebody asked for."""

    files: Mapping[str, bytes]
    """Path -> the whole new content; each is there already, and a regular file."""
    executable: frozenset[str]
    """Those of them that may be run."""
    headline: str
    body: str
    """The rest of the commit's message, and the text of a pull request: Markdown. It names the command, so that the
    commit is known again."""
    branch: str
    """Where the commit goes if the change's own branch takes none."""

    @property
    def message(self) -> str:
        """The commit's message."""
        return f"{self.headline}\n\n{self.body}"


@dataclass(frozen=True, slots=True)
class Scan:
    """One looking at one change: a row of the scans table, which is the truth."""

    id: str
    target: Target
    head_sha: str
    """Head as the event told it; "" until looked up."""
    reason: Reason
    requested_by: str
    state: ScanState
    fence: int = 0
    """Grows with each claim: who holds an older one no longer owns the scan."""
    attempts: int = 0
    created: datetime | None = None
    verdict: Verdict | None = None
    note: str = ""
    """Why it ended as it did, for people."""
    timings: Mapping[str, float] = field(default_factory=dict)
    """Step -> seconds."""
    base_ref: str = ""
    """Branch it goes into, where the event told it (merge groups)."""
    base_sha: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """How one run of a scan ended: the pipeline's answer to the engine."""

    state: ScanState
    verdict: Verdict | None = None
    note: str = ""
    timings: Mapping[str, float] = field(default_factory=dict)
    """Step -> seconds."""
    head_sha: str = ""
    """The head that was really looked at."""
    findings: tuple[Known, ...] = ()
    tallies: tuple[Tally, ...] = ()
    comparison: Comparison | None = None
    """What the judgement rests on; None where the run came to none."""
    wondering: tuple[str, ...] = ()
    """Purls about which a registry is to be asked, now that the verdict is said."""


@dataclass(frozen=True, slots=True)
class Known:
    """A finding with its place in this change."""

    finding: Finding
    state: State
    fingerprint: str
    """hash(check, rule, base-side path, subject): never the line number. 32 hexadecimal characters.
    Equal ones are a multiset: `occurrence` counts them apart for the forge."""
    occurrence: int = 0
    enforced: bool = True
    """False where the policy only observes it."""
    came_from: tuple[str, ...] | None = None
    """The versions of the finding's package that were there before: () where the package is new to the files that the
    change touches; None where the finding is about no package, or is not new."""

    @property
    def identity(self) -> str:
        """What a comment's hidden marker carries."""
        return self.fingerprint if self.occurrence == 0 else f"{self.fingerprint}-{self.occurrence}"


@dataclass(frozen=True, slots=True)
class Tally:
    """One check's results in one review."""

    check: str
    outcome: Outcome
    units: int
    units_kept: int
    """How many were answered from kept results."""
    seconds: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Unseen:
    """Something that was not (fully) looked at, and why."""

    check: str
    key: str
    reason: str
    by_design: bool = False
    """True for vendored, generated and minified files: said, but never INCOMPLETE."""
    paths: tuple[str, ...] = ()
    """Files of the unit, at head."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something to say that is no finding and decides nothing."""

    check: str
    text: str
    """One sentence, plain text."""
    command: str = ""
    """What to write to act on it, to be shown as it is."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """An exception somebody asked for and somebody else granted."""

    fingerprint: str
    content_digest: str
    reason: str
    requested_by: str
    approved_by: str
    expires: date | None


@dataclass(frozen=True, slots=True)
class Licences:
    """Licences that new packages may and may not be under, as SPDX identifiers."""

    allow: tuple[str, ...] = ()
    """(): all that are not denied."""
    deny: tuple[str, ...] = ()


OBSERVED = frozenset({"licences"})
"""Checks that are observed unless the policy names them."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What counts. Read from the base branch over the operator's defaults."""

    levels: Mapping[str, Level] = field(default_factory=dict)
    """Check name -> level; a check that is not named is ENFORCE, but for `OBSERVED`."""
    block_at: Severity = Severity.HIGH
    exclude: tuple[str, ...] = ()
    """Glob patterns of paths whose findings do not count."""
    budget: int = 20
    """Threads per review."""
    language: str = "en"
    licences: Licences = Licences()
    approvers: tuple[str, ...] = ()
    """Who may grant exceptions: accounts, and teams or groups as the forge names them (`acme/security`).
    (): whoever maintains the repository."""
    waiver_days: int = 90
    """The longest that an exception may last."""

    def level(self, check: str) -> Level:
        """The check's level."""
        return self.levels.get(check, Level.OBSERVE if check in OBSERVED else Level.ENFORCE)


@dataclass(frozen=True, slots=True)
class Terms:
    """What one scan is judged by: settled once the change can be read, and the same until the verdict is said."""

    policy: Policy
    waivers: tuple[Waiver, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the checks found, as arithmetic over the two sides: diffing's answer, policy's question."""

    introduced: tuple[Known, ...]
    fixed: tuple[Known, ...]
    existing: tuple[Known, ...]
    unseen: tuple[Unseen, ...]
    tallies: tuple[Tally, ...]
    packages: Mapping[Side, tuple[Package, ...]] = field(default_factory=dict)
    """What the touched manifests and lockfiles bring in, before and after."""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """The decision, with all that it rests on."""

    verdict: Verdict
    introduced: tuple[Known, ...]
    fixed: tuple[Known, ...]
    existing: tuple[Known, ...]
    waived: tuple[Known, ...]
    not_looked_at: tuple[Unseen, ...]
    tallies: tuple[Tally, ...]
    why: str
    """One sentence for people: why this verdict."""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Thread:
    """One inline conversation the pull request should show."""

    identity: str
    """Identity of the finding, or of the first of several of one rule."""
    members: tuple[str, ...]
    """Identities of all findings it speaks for, the first included."""
    path: str
    start_line: int
    end_line: int
    """Lines at head; of a deleted file, at base."""
    placement: Placement
    body: str
    """Markdown, marker included."""
    old_path: str = ""
    """The file's name before the change; "" where it does not matter."""
    spots: tuple[Spot, ...] = ()
    """The lines as both sides of the diff count them; () unless the placement is LINE."""

    @property
    def removed(self) -> bool:
        """Whether its lines are there at base only."""
        return bool(self.spots) and self.spots[-1].new == 0


class Placement(StrEnum):
    """The best place the diff allows a thread."""

    LINE = "line"
    FILE = "file"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class Annotation:
    """One line of the check run's annotations."""

    path: str
    start_line: int
    end_line: int
    level: str
    """failure | warning | notice"""
    title: str
    message: str


@dataclass(frozen=True, slots=True)
class Action:
    """One button of the check run."""

    label: str
    identifier: str
    description: str


@dataclass(frozen=True, slots=True)
class Review:
    """The state the pull request should show. Forges reconcile towards it."""

    verdict: Verdict
    observed: bool
    """True for drafts and observe mode: conclude neutral instead of failing."""
    headline: str
    """One line: the check run's title, the status' description (<= 140 characters)."""
    summary: str
    """Markdown for the one summary comment, marker included; "" when the pull request should have none
    of its own accord (one that exists is edited to `settled`)."""
    settled: str
    """Markdown that an existing summary comment is edited to when `summary` is ""."""
    report: str
    """Markdown for the check run: always complete."""
    threads: tuple[Thread, ...]
    annotations: tuple[Annotation, ...]
    actions: tuple[Action, ...]
    present: frozenset[str]
    """Identities of everything found at head, introduced or not: a thread whose members are all gone
    from here is settled; one that merely fell out of the budget stays."""
    undecided: frozenset[str] = frozenset()
    """Paths (at head) that could not be looked at this time: threads there are left as they are."""
