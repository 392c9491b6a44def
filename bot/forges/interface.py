"""The seam between the bot and a forge. A new forge is one file that fills `Forge`, and its playground.

`receive` has no I/O: it verifies bytes and reads them. All else talks to the forge's API, and everything that
writes passes the gate that it is handed, so that a worker which lost its scan says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.forges.reach import Known as Known
from bot.forges.reach import Purse as Purse
from bot.forges.reach import Reach as Reach
from bot.model import Change, Reason, Review, Scan, Target
from bot.model import Command as Command
from bot.model import GitAccess as GitAccess
from bot.model import Patch as Patch
from bot.model import Permission as Permission
from bot.model import Spoken as Spoken


class Rejected(Exception):
    """A delivery that is not taken. `status` is the HTTP answer, the text tells the sender why."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class ForgeError(Exception):
    """The forge did not do what was asked. Base of the three below."""


class ForgeUnavailable(ForgeError):
    """It may work later: 5xx, timeouts, rate limits. The scan waits `retry_after` seconds (None: backoff)."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class NotThere(ForgeError):
    """The repository, pull request or installation is gone or out of reach; trying again will not help."""


class Refused(ForgeError):
    """The forge understood and said no (permission, validation); the text says which and what to do."""


class Stale(Refused):
    """The branch no longer stands where the commit was to go on from; the text says where it stands."""


class Shielded(Refused):
    """The branch takes no pushes from Sekisho: it is protected. A pull request into it may do."""


class Lost(Exception):
    """Raised by a gate: this worker no longer owns the scan, or the scan is no longer open. Say nothing."""


Gate = Callable[[], None]
"""Called before every write to the forge; raises Lost."""


@dataclass(frozen=True, slots=True)
class ScanWanted:
    """An event that asks for a look at `target`. A newer one replaces a waiting older one and cancels a running one."""

    target: Target
    reason: Reason
    head_sha: str
    """Head as the event tells it; "" where it does not."""
    requested_by: str
    base_ref: str = ""
    """Branch it goes into, where the event tells it (merge groups)."""
    base_sha: str = ""


@dataclass(frozen=True, slots=True)
class HeadRescanWanted:
    """A re-run that names a commit and no pull request (forks): whoever stands at `head_sha` is scanned again."""

    forge: str
    repo: str
    head_sha: str
    requested_by: str


@dataclass(frozen=True, slots=True)
class CancelWanted:
    """The pull request was closed, or the merge group destroyed."""

    target: Target


@dataclass(frozen=True, slots=True)
class Installed:
    """Repositories came in reach: each gets its baseline, silently. No repos: only permissions changed."""

    forge: str
    installation: str
    repos: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Uninstalled:
    """Repositories went out of reach: what is kept of them is deleted. No repos: everything of the installation."""

    forge: str
    installation: str
    repos: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ping:
    """The forge says hello; nothing follows."""

    text: str


Wish = ScanWanted | HeadRescanWanted | CancelWanted | Spoken | Installed | Uninstalled | Ping


@dataclass(frozen=True, slots=True)
class Event:
    """A verified delivery: who it is, and what it asks for (None: nothing)."""

    delivery_id: str
    name: str
    """"pull_request.opened"."""
    repo: str
    """owner/name; "" for events about no repository."""
    wish: Wish | None
    installation: str = ""
    puzzle: str = ""
    """Why an authentic delivery could not be read, in words; it asks for nothing, and is not refused."""


@dataclass(frozen=True, slots=True)
class Published:
    """What a reconciliation did: nothing of it on the second run."""

    threads_opened: int = 0
    threads_updated: int = 0
    threads_settled: int = 0
    threads_reopened: int = 0
    summary_written: bool = False
    writes: int = 0
    fallen_back: tuple[str, ...] = ()
    """Identities that the forge did not take at their line, with where they went instead."""


class Forge(Protocol):
    """One forge, for one configured instance of it."""

    @property
    def name(self) -> str:
        """github | gitlab | local"""
        ...

    def receive(self, headers: Mapping[str, str], body: bytes) -> Event:
        """Verifies the raw bytes (constant time), then reads them. No I/O.

        Raises Rejected (503 no secret configured, 401 bad or no signature, 400 not what the forge sends).
        """
        ...

    def look_up(self, target: Target, head_sha: str = "", base_sha: str = "") -> Change:
        """The live pull request, branch or merge group; not what an old payload said. Raises ForgeError."""
        ...

    def heads(self, repo: str, head_sha: str) -> Sequence[Target]:
        """Open pull requests whose head is `head_sha`, forks included. Raises ForgeError."""
        ...

    def clone_url(self, repo: str) -> str:
        """Where git finds the repository, without credentials. No I/O."""
        ...

    def commit_of(self, repo: str, ref: str, asked_for: str) -> str:
        """The commit that a tag or branch of any public `repo` names now, asked in the name of the repository
        `asked_for`. Raises ForgeError.
        """
        ...

    def clone_access(self, repo: str) -> GitAccess:
        """Raises ForgeError."""
        ...

    def permission(self, repo: str, actor: str) -> Permission:
        """What `actor` may do, asked now; NONE when the forge does not say."""
        ...

    def announce(self, change: Change, scan: Scan, gate: Gate) -> None:
        """Shows the scan as queued or running (by scan.state) in the check run or status. Idempotent."""
        ...

    def publish(self, change: Change, scan: Scan, review: Review, gate: Gate) -> Published:
        """Makes the pull request show `review`, writing only the difference. Doing it twice changes nothing."""
        ...

    def conclude(self, change: Change, scan: Scan, title: str, text: str, gate: Gate) -> None:
        """Closes the check run without a review: superseded, cancelled, failed for good. Neutral, never green."""
        ...

    def acknowledge(self, command: Command, gate: Gate) -> None:
        """A quick sign (a reaction) that the command was read. Idempotent."""
        ...

    def answer(self, command: Command, text: str, gate: Gate) -> None:
        """Replies where the command was spoken, once per comment (marker)."""
        ...

    def thread_about(self, spoken: Spoken) -> tuple[str, ...]:
        """Identities of the findings of the thread that `spoken` answers in; () where Sekisho began none there.
        Raises ForgeError."""
        ...

    def commit_files(self, change: Change, patch: Patch, gate: Gate) -> str:
        """One commit on the change's own branch, if that stands at `change.head_sha`; its id. Doing it twice, after a
        lost answer, commits once.

        Raises Stale, Shielded, and Refused: no permission, or a fork whose author lets nobody else push.
        """
        ...

    def propose_files(self, change: Change, patch: Patch, gate: Gate) -> str:
        """The same on a branch of its own, `patch.branch`, with a pull request into the change's branch; its address.
        Doing it twice opens one. Raises Stale and Refused.
        """
        ...

    def reach(self, purse: Purse, known: Known) -> Reach:
        """The forge for the length of one sweep. No I/O; the purse is asked before each request."""
        ...
