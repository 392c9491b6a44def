"""One pass over a forge: bounded, kept where it stops, and harmless when any of it is done twice.

Deliveries that failed are asked for again; open pull requests whose head nobody has looked at are scanned; what waits
for a closed one is cancelled; checks left open by scans that are over are closed; repositories that came in reach get
their baseline. `sweeper.py` says when.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot import logs
from bot.forges.interface import Forge, ForgeUnavailable, Known, NotThere, Refused
from bot.forges.reach import Spent
from bot.store import Store
from bot.store.sweeps import Turn
from bot.sweep.deliveries import Deliveries
from bot.sweep.ledger import Bounds, Ledger
from bot.sweep.repositories import Repositories


@dataclass(frozen=True, slots=True)
class Passed:
    """What a pass did."""

    done: Mapping[str, int]
    """deliveries | scans | cancelled | closed | baselines | hooks | repositories | left_out -> how many."""
    why: str = ""
    """Why it ended early; "" where it is through with everything."""
    more: bool = False
    """There are deliveries that may be asked for soon."""
    leaving: bool = False
    """It ended because the process is to end."""


def sweep(
    forge: Forge,
    store: Store,
    turn: Turn,
    bounds: Bounds,
    wake: Callable[[], None],
    is_leaving: Callable[[], bool] = lambda: False,
) -> Passed:
    """Deliveries first: what they bring in needs no looking for. Raises Lost where the turn is another worker's now.

    `wake` tells workers that there is work; `is_leaving` says that the process is to end.
    """
    ledger = Ledger(store, turn, bounds, is_leaving)
    half = bounds.requests // 2
    known = Known(tuple(store.sweeps.heard_of(forge.name)), tuple(store.sweeps.followed(forge.name)))
    purse = ledger.purse(half)
    deliveries = Deliveries(forge.name, forge.reach(purse, known), ledger, purse)
    rest = ledger.purse(bounds.requests - half)
    repositories = Repositories(forge, forge.reach(rest, known), ledger, rest, wake)
    why: list[str] = []
    try:
        why += _until_spent(deliveries.run)
        why += _until_spent(repositories.run)
    except ForgeUnavailable as error:
        why.append(logs.redact(str(error)))
    ledger.save()
    return Passed(ledger.done, "; ".join(dict.fromkeys(why)), deliveries.more, ledger.left)


def _until_spent(part: Callable[[], None]) -> list[str]:
    """Why it stopped early, if it did: that keeps the other part from nothing."""
    try:
        part()
    except (Spent, NotThere, Refused) as end:
        return [logs.redact(str(end))]
    return []
