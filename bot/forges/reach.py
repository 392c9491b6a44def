"""What a sweep asks of a forge: which repositories are in reach, what stands open there, what did not arrive.

Everything comes page by page, so that a sweep can stop anywhere and go on there: a cursor is the forge's own affair,
"" is the beginning, and as the next one the end. Every request is announced to a purse first, which says when to stop.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from bot.model import Target

Item = TypeVar("Item")


class Spent(Exception):
    """Raised by a purse: nothing more is to be asked for now, and why."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What an account may still ask until its limit begins anew, as the forge told last."""

    limit: int
    remaining: int
    until: float = float("inf")
    """Seconds since the epoch, by the forge's clock."""


Purse = Callable[[Allowance | None], None]
"""Called before each request, with what its account is left with (None: the forge has not told). Raises Spent."""


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Some of a list."""

    items: tuple[Item, ...]
    next: str = ""
    """The cursor for what follows; "" at the end."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the store tells of a forge that does not list by itself what is Sekisho's to look at."""

    heard_of: tuple[str, ...] = ()
    """Repositories that webhooks came from."""
    followed: tuple[str, ...] = ()
    """Groups that Sekisho was installed on: whatever is new in them is looked at, too."""


@dataclass(frozen=True, slots=True)
class Reached:
    """A repository that Sekisho may look at."""

    repo: str
    installation: str = ""
    """By what it is in reach; "" where the forge knows no such thing."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An open pull request, as a list shows it."""

    target: Target
    head_sha: str
    url: str
    updated: float
    """Seconds since the epoch, by the forge's clock."""


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """A check run or status of Sekisho's own that says that a scan is still to come."""

    scan: str
    """The scan that it was made for, as its external id says."""
    since: float
    """Seconds since the epoch."""


@dataclass(frozen=True, slots=True)
class Undelivered:
    """One attempt at a delivery that failed."""

    id: str
    """What the forge calls the attempt."""
    delivery: str
    """What the delivery is remembered under when it arrives."""
    at: float
    """Seconds since the epoch."""


class Reach(Protocol):
    """One forge for the length of a sweep. All raise ForgeError, and Spent."""

    def undelivered(self, since: float, cursor: str) -> Page[Undelivered]:
        """Attempts at deliveries that failed since then, the newest first; none where the forge keeps no log."""
        ...

    def deliver_again(self, which: Undelivered, gate: Callable[[], None]) -> bool:
        """Asks for one more attempt, under the same id. False where the forge makes none for now."""
        ...

    def repositories(self, cursor: str) -> Page[Reached]:
        """What is in reach, in an order that stays."""
        ...

    def welcome(self, reached: Reached, gate: Callable[[], None]) -> bool:
        """Sees to it that the forge tells of what happens there; whether something had to be done for it.

        Raises NotThere for what is called otherwise now, or is only kept for reading.
        """
        ...

    def open_requests(self, repo: str, cursor: str) -> Page[Standing]:
        """Open pull requests, drafts among them."""
        ...

    def left_open(self, standing: Standing) -> Sequence[LeftOpen]:
        """Own check runs or statuses at its head that are not completed."""
        ...


def allowance(headers: Mapping[str, str]) -> Allowance | None:
    """What an answer's headers (names in lower case) tell of the API's limit for all; None where they do not.

    GitHub counts GraphQL, searches and their like apart, and names what an answer was counted as.
    """
    if headers.get("x-ratelimit-resource", "core") != "core":
        return None
    for prefix in ("x-ratelimit-", "ratelimit-"):
        told = [headers.get(f"{prefix}{name}", "") for name in ("limit", "remaining", "reset")]
        if all(each.isdecimal() for each in told):
            return Allowance(int(told[0]), int(told[1]), float(told[2]))
    return None
