"""One pass' accounts: what it may spend, whether the turn is still its own, how far it has come, what it did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from bot.forges.reach import Allowance, Spent
from bot.store import Store
from bot.store.sweeps import Turn


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one pass may take."""

    requests: int = 400
    repositories: int = 200
    scans: int = 50
    """That it asks for: the queue is the webhooks' first."""
    reserve: float = 0.5
    """Share of an account's API limit that is left to scans."""
    grace: float = 60.0
    """Seconds for which a webhook may still be on its way: what changed since is left to it."""
    lease: float = 20.0
    """Seconds without a sign of life after which another worker goes on."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it has come, whoever goes on."""

    log: str = ""
    """Cursor in the log of deliveries; "": its beginning, the newest."""
    log_began: float = 0.0
    settled: float = 0.0
    """Failures before that have arrived, or are given up."""
    unsettled: float = 0.0
    """The oldest that is not, of those read since `log_began`; 0: none."""
    page: str = ""
    """Cursor in the list of repositories."""
    after: str = ""
    """The last of them that is done."""

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Progress:
        """As it was kept; what another version kept is left out."""
        return cls(**{name: kept[name] for name in cls.__dataclass_fields__ if name in kept})


@dataclass(slots=True)
class Purse:
    """Says when to stop asking: after so many requests, or where scans may need what the forge still grants."""

    most: int
    reserve: float
    before: Callable[[], None]
    asked: int = 0

    def __call__(self, left: Allowance | None = None) -> None:
        """See `reach.Purse`."""
        self.before()
        if self.empty:
            raise Spent("it has made as many requests as one pass may")
        if left is not None and left.remaining < self.reserve * left.limit:
            raise Spent(f"only {left.remaining} of {left.limit} requests are left, which scans may need")
        self.asked += 1

    @property
    def empty(self) -> bool:
        """Whether it has made as many requests as it may."""
        return self.asked >= self.most


@dataclass(slots=True)
class Ledger:
    """For one pass within one turn. Raises Lost where the turn is another worker's."""

    store: Store
    turn: Turn
    bounds: Bounds
    is_leaving: Callable[[], bool]
    progress: Progress = field(init=False)
    done: Counter[str] = field(default_factory=Counter)
    """What was done -> how often."""
    left: bool = False
    """It stopped because the process is to end."""
    _unsaved: Counter[str] = field(default_factory=Counter)
    _renewed: float = field(init=False)

    def __post_init__(self) -> None:
        self.progress = Progress.read(self.turn.progress)
        self._renewed = self.turn.began

    def now(self) -> float:
        """By the clock that all workers share."""
        return self.store.now()

    def purse(self, most: int) -> Purse:
        """For so many requests."""
        return Purse(most, self.bounds.reserve, self._before)

    def gate(self) -> None:
        """Before each write to the forge."""
        self._renewed = self.now()
        self.store.sweeps.renew(self.turn, self._renewed + self.bounds.lease)

    def did(self, what: str, number: int = 1) -> None:
        """Counts it."""
        self.done[what] += number
        self._unsaved[what] += number

    def note(self, **changes: Any) -> None:
        """Changes the progress, without saving it yet."""
        self.progress = replace(self.progress, **changes)

    def save(self, **changes: Any) -> None:
        """From here on whoever goes on begins there."""
        self.note(**changes)
        self._renewed = self.now()
        until = self._renewed + self.bounds.lease
        self.store.sweeps.save(self.turn, asdict(self.progress), self._unsaved, until)
        self._unsaved.clear()

    def _before(self) -> None:
        if self.is_leaving():
            self.left = True
            raise Spent("the worker is leaving")
        if self.now() > self._renewed + self.bounds.lease / 3:
            self.gate()
