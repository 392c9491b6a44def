"""Units -> results: every unit ends as exactly one result, whatever a check or a hostile file does.

Judging happens in sandboxes (see zygote) that die with this process. A batch that stops answering is killed, one
that crashes is tried again in halves, so that a poisonous file spoils nobody's result but its own.
"""

from __future__ import annotations

import math
import selectors
import sys
import tempfile
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from checks import parcel, sandbox
from checks.batch import Batch
from checks.interface import ChangeSet, CheckError, Outcome, Result, Unit
from checks.nursery import Home, Nursery
from checks.secrets.hush import Hush
from checks.settings import Settings

Alive = Callable[[], None]


@dataclass(frozen=True, slots=True)
class RunnerLimits:
    """What judging may take."""

    seconds: float = 120.0
    """For one batch, wall clock and CPU; halves tried again have half of it, and all together as much once more."""
    memory_bytes: int = 3_000_000_000
    """Address space of each process in a sandbox."""
    answer_bytes: int = 32_000_000
    """What one batch may answer."""
    written_bytes: int = 256_000_000
    """Largest file that a sandbox may write."""
    batch_units: int = 100
    parallel: int = 1
    """Batches of one check at a time; a check may use all cores within one."""
    retries: int = 40
    """Batches that one call may try again."""
    require_isolation: bool = False
    """Refuse to judge where the kernel does not keep the sandbox from the network."""


class Runner:
    """Judges units in sandboxes. May be used from several threads. `close` ends its processes."""

    def __init__(
        self,
        limits: RunnerLimits | None = None,
        settings: Settings | None = None,
        factory: str = "checks.registry:at_home",
        spares: bool = False,
        homes: Mapping[str, Home] | None = None,
    ) -> None:
        """`spares`: keep a sandbox standing by for each check, which makes batches quicker and takes memory.

        `homes`: checks that are judged by another interpreter; `factory` makes all others.
        """
        self._limits = limits or RunnerLimits()
        bounds = sandbox.Bounds(
            cpu_seconds=math.ceil(self._limits.seconds) + 1,
            memory_bytes=self._limits.memory_bytes,
            file_bytes=self._limits.written_bytes,
        )
        self._spares = spares
        made = {
            home: Nursery(home, settings or Settings(), bounds, spares)
            for home in (Home(Path(sys.executable), factory), *(homes or {}).values())
        }
        self._nursery, *_ = made.values()
        self._elsewhere = {check: made[home] for check, home in (homes or {}).items()}

    def judge(self, change: ChangeSet, units: Sequence[Unit], alive: Alive) -> Iterator[Result]:
        """Exactly one result per unit. `alive` is called at least twice a second; what it raises ends the judging."""
        yield from (_left_out(unit) for unit in units if unit.left_out)
        wanted = [unit for unit in dict.fromkeys(units) if not unit.left_out]
        if wanted:
            hush = Hush(change)
            yield from map(hush, _Judging(self._home_of, self._limits, change, alive).run(wanted))

    def isolation(self, check: str = "") -> str:
        """What confines the sandboxes (of that check) here, for people; "none" where nothing does. Raises CheckError.

        Starts what they are forked from; where sandboxes stand by, everything is, in the background.
        """
        if self._spares:
            for nursery in self._elsewhere.values():
                nursery.awake()
        return ", ".join(self._home_of(check).layers()) or "none"

    def close(self) -> None:
        """Ends its processes."""
        for nursery in {self._nursery, *self._elsewhere.values()}:
            nursery.close()

    def _home_of(self, check: str) -> Nursery:
        return self._elsewhere.get(check, self._nursery)


class _Judging:
    """One call of `Runner.judge`."""

    def __init__(
        self, home_of: Callable[[str], Nursery], limits: RunnerLimits, change: ChangeSet, alive: Alive
    ) -> None:
        self._home_of = home_of
        self._limits = limits
        self._change = change
        self._alive = _Now(alive)
        self._retries = limits.retries
        self._again_until = time.monotonic() + 2 * limits.seconds
        self._waiting: deque[tuple[Sequence[Unit], float]] = deque()
        self._running: set[Batch] = set()
        self._selector = selectors.DefaultSelector()

    def run(self, units: Sequence[Unit]) -> Iterator[Result]:
        self._waiting.extend((batch, self._limits.seconds) for batch in _in_batches(units, self._limits))
        try:
            while self._waiting or self._running:
                self._alive()
                yield from self._begin_what_may()
                for key, _ in self._selector.select(timeout=0.05 if self._waiting else 0.25):
                    yield from key.data.read()
                for batch in [batch for batch in self._running if batch.is_over()]:
                    yield from self._finish(batch)
        finally:
            for batch in self._running:
                batch.end()
            self._selector.close()

    def _begin_what_may(self) -> Iterator[Result]:
        """Checks side by side, and of each as many batches as the limit says. None waits for another's home."""
        running = Counter(batch.check for batch in self._running)
        for _ in range(len(self._waiting)):
            units, seconds = self._waiting.popleft()
            if running[units[0].check] < self._limits.parallel and self._home_of(units[0].check).awake():
                running[units[0].check] += 1
                yield from self._begin(units, seconds)
            else:
                self._waiting.append((units, seconds))

    def _begin(self, units: Sequence[Unit], seconds: float) -> Iterator[Result]:
        try:
            answers, leash = self._fork(units)
        except CheckError as error:
            yield from (Result(unit, Outcome.FAILED, reason=str(error), lasting=False) for unit in units)
            return
        batch = Batch(units, answers, leash, seconds, self._limits.answer_bytes)
        self._running.add(batch)
        self._selector.register(answers, selectors.EVENT_READ, batch)

    def _fork(self, units: Sequence[Unit]) -> tuple[int, int]:
        nursery = self._home_of(units[0].check)
        if self._limits.require_isolation and not nursery.keeps_from_network():
            raise CheckError("the kernel does not keep checks from the network, and the configuration demands it")
        with tempfile.TemporaryFile() as given:
            parcel.pack(given, self._change, units, self._alive)
            return nursery.fork(units[0].check, given.fileno())

    def _finish(self, batch: Batch) -> Iterator[Result]:
        self._selector.unregister(batch.answers)
        self._running.discard(batch)
        batch.end()
        left = batch.unanswered()
        if len(left) > 1 and self._may_try_again(batch):
            self._retries -= 1
            seconds = batch.seconds / 2 if batch.late else batch.seconds
            self._waiting.extend(((left[: len(left) // 2], seconds), (left[len(left) // 2 :], seconds)))
            return
        outcome = Outcome.SKIPPED if batch.skipped else Outcome.FAILED
        yield from (Result(unit, outcome, reason=batch.reason(), lasting=batch.skipped) for unit in left)

    def _may_try_again(self, batch: Batch) -> bool:
        return (batch.crashed or batch.late) and self._retries > 0 and time.monotonic() < self._again_until


class _Now:
    """Calls `alive` when it was last called half a second ago, however often it is asked."""

    def __init__(self, alive: Alive) -> None:
        self._alive = alive
        self._next = 0.0

    def __call__(self) -> None:
        if time.monotonic() >= self._next:
            self._alive()
            self._next = time.monotonic() + 0.4


def _in_batches(units: Sequence[Unit], limits: RunnerLimits) -> Iterator[Sequence[Unit]]:
    """Each of one check; of about equal size, as few as the limit allows."""
    by_check: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        by_check[unit.check].append(unit)
    for some in by_check.values():
        count = -(-len(some) // limits.batch_units)
        yield from (some[number::count] for number in range(count))


def _left_out(unit: Unit) -> Result:
    return Result(unit, Outcome.SKIPPED, reason=unit.left_out, by_design=True)
