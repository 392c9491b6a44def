"""When a request is sent again: a limit waited for, a read repeated, a write that may have been done left alone."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from bot.forges.answers import Answer
from bot.forges.interface import ForgeUnavailable
from bot.forges.pace import Blocks, Pace
from bot.forges.reach import Allowance, allowance

TRIES = 4
LONGEST = 8.0
"""Seconds a worker waits by itself; whatever takes longer is for the scan to wait."""


class Patience:
    """One forge's, for all threads of a process."""

    def __init__(
        self,
        forge: str,
        pace: Pace,
        limited: Callable[[Answer, float], float | None],
        passing: Callable[[int], bool],
        *,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`limited` tells of an answer and the time the seconds to wait, None if it is no rate limit; `passing` tells
        of a status whether waiting a moment may better it.
        """
        self.clock = clock
        self._forge, self._pace, self._limited, self._passing = forge, pace, limited, passing
        self._sleep = sleep
        self._blocks = Blocks(clock)
        self._left: dict[str, Allowance] = {}

    def left(self, account: str) -> Allowance | None:
        """What `account` may still ask, as its last answer told; None where none did, or it counts anew since."""
        told = self._left.get(account)
        return told if told and told.until > self.clock() else None

    def insist(self, account: str, once: Callable[[], Answer], *, again: bool) -> Answer:
        """Tries until there is an answer that waiting would not better, or patience ends.

        `again`: doing it twice is harmless. Raises ForgeError.
        """
        for attempt in range(1, TRIES + 1):
            self._wait(self._blocks.left(account))
            try:
                answer = once()
            except ForgeUnavailable:
                if not again or attempt == TRIES:
                    raise
            else:
                if (told := allowance(answer.headers)) is not None:
                    self._left[account] = told
                pause = self._limited(answer, self.clock())
                if pause is not None:
                    self._blocks.block(account, pause)
                    continue
                if not self._passing(answer.status) or not again or attempt == TRIES:
                    return answer
            self._sleep(random.uniform(0.5, 1.0) * 0.25 * 2**attempt)
        raise ForgeUnavailable(f"{self._forge}'s rate limit still holds.", self._blocks.left(account) or None)

    def keep_pace(self, account: str) -> None:
        """Waits for the turn of one write. Raises ForgeUnavailable where that is long."""
        self._wait(self._pace.reserve(account, LONGEST))

    def leave_alone(self, account: str, seconds: float) -> None:
        """The forge has let `account` know that it answers nothing more for `seconds`."""
        self._blocks.block(account, seconds)

    def _wait(self, seconds: float) -> None:
        if seconds > LONGEST:
            raise ForgeUnavailable(f"{self._forge}'s rate limit: to be tried again in {seconds:.0f} s.", seconds)
        if seconds > 0:
            self._sleep(seconds)
