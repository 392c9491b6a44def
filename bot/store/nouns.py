"""What goes in and out of the store, besides the bot's nouns. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.forges.interface import HeadRescanWanted, Uninstalled
from bot.model import Scan, Spoken, Target


@dataclass(frozen=True, slots=True)
class Remembered:
    """What became of a delivery."""

    scans: tuple[str, ...]
    """Ids of the rows that answer it, oldest first; of a duplicate: those of the first time."""
    duplicate: bool = False
    """Seen before, and not failed since: nothing was added."""


@dataclass(frozen=True, slots=True)
class FactsWanted:
    """Registries are to be asked about these packages, and `target` looked at again with their answers."""

    target: Target
    purls: tuple[str, ...]


Errand = Spoken | HeadRescanWanted | Uninstalled | FactsWanted
"""Work that is no scan: answer a comment, find out who stands at a commit, delete what is kept on disk, ask about
packages."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A row of work that one worker owns for now."""

    scan: Scan
    """Its fence is the claim's own."""
    errand: Errand | None = None
    """What to do instead of a scan."""
    closing: bool = False
    """The scan has ended; all that is left is to tell the forge, with scan.state and scan.note."""
    heralding: bool = False
    """The scan waits; all that is to be done is to show it as queued."""
    deadline: float = 0.0
    """Seconds since the epoch; the watchdog concludes it then. Heralding: the claim is not prolonged beyond it."""
    waits: int = 0
    """How often it waited for the forge (closing: how often telling it failed)."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What the metrics page shows, read in one transaction."""

    open_scans: Mapping[str, int]
    """State -> how many rows wait or run."""
    queue_age: float
    """Seconds that the oldest row which may run has waited; 0 when none waits."""
    workers: int
    """Seen in the last half minute."""
    counters: Mapping[tuple[str, str], float]
    """(name, label) -> total since the store was made."""
    swept: Mapping[str, float]
    """Forge -> when its last sweep ended, seconds since the epoch; only those that were ever swept."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how often. Seconds unless said otherwise."""

    lease: float = 7.0
    """Without a heartbeat a claim is over after this; with the slow poll, taken over within 10 s."""
    scan: float = 600.0
    """One attempt; the watchdog concludes it then."""
    age: float = 21_600.0
    """From the delivery to giving up on what was tried, whatever the forge does."""
    attempts: int = 3
    """Claims, lost ones included; waiting for the forge does not count."""
    closings: int = 6
    """Attempts at telling the forge that a scan is over."""
    heralding: float = 30.0
    """The longest that showing a scan as queued may keep a worker from it; where it fails, tried again after that."""


HERALD_AFTER = 0.5
"""Seconds that a scan waits for a free worker before it is shown as queued."""
