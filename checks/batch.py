"""One running sandbox, seen from outside: its answers are hostile text until they are read here."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress

from checks import wire
from checks.interface import Finding, Result, Unit


class Batch:
    """Reads answers from a pipe. Each unit is answered at most once; what is no answer is dropped."""

    def __init__(self, units: Sequence[Unit], answers: int, leash: int, seconds: float, most_bytes: int) -> None:
        self.answers = answers
        """Descriptor to wait for; never blocks."""
        self.crashed = False
        """Whether it ended without having said all: trying its units in smaller batches may help."""
        self.late = False
        """Whether it was stopped at the time limit, with which the same may help."""
        self.skipped = False
        self.check = units[0].check
        self._units = tuple(units)
        self._left = dict(enumerate(units))
        self._leash = leash
        self.seconds = seconds
        self._deadline = time.monotonic() + seconds
        self._bytes_left = most_bytes
        self._rest = b""
        self._said = ""
        self._over = False
        os.set_blocking(answers, False)

    def read(self) -> Iterator[Result]:
        """What has been answered since."""
        with suppress(BlockingIOError):
            while not self._over:
                self._take(os.read(self.answers, 1 << 16))
                *lines, self._rest = self._rest.split(b"\n")
                for line in lines:
                    yield from self._read_line(line)

    def is_over(self) -> bool:
        """Whether nothing more will come: all was said, it died, or it broke a limit."""
        if not self._over and time.monotonic() > self._deadline:
            self.late = True
            self._stop(f"time limit: no result within {self.seconds:g} seconds")
        return self._over

    def end(self) -> None:
        """Kills what is left of it."""
        for descriptor in (self.answers, self._leash):
            with suppress(OSError):
                os.close(descriptor)

    def unanswered(self) -> tuple[Unit, ...]:
        """Units that it gave no result for."""
        return tuple(self._left.values())

    def reason(self) -> str:
        """Why there are such units."""
        return self._said or "the check gave no answer"

    def _take(self, data: bytes) -> None:
        self._bytes_left -= len(data)
        self._rest += data
        if not data:
            self.crashed = True
            self._stop(self._said or "the check stopped in the middle")
        elif self._bytes_left < 0:
            self._rest = b""
            self._stop("the check answered more than the limit allows")

    def _stop(self, said: str) -> None:
        self._said = said
        self._over = True

    def _read_line(self, line: bytes) -> Iterator[Result]:
        kind, _, text = line.partition(b" ")
        if kind == b"R":
            yield from self._read_result(text)
        elif kind == b"D":
            self._over = True
            self.crashed = False
        elif kind in (b"S", b"E", b"C"):
            self._said = _reason(text)
            self.skipped = kind == b"S"

    def _read_result(self, text: bytes) -> Iterator[Result]:
        place, _, fields = text.partition(b" ")
        with suppress(ValueError, RecursionError):
            number = int(place)
            if number in self._left:
                result = wire.from_json(self._left[number], fields.decode())
                if all(_belongs(finding, result.unit) for finding in result.findings):
                    del self._left[number]
                    yield result


def _belongs(finding: Finding, unit: Unit) -> bool:
    """Whether a finding is about the unit's own files, at lines that can be."""
    return finding.path in unit.paths and 1 <= finding.start_line <= finding.end_line


def _reason(text: bytes) -> str:
    try:
        return str(json.loads(text))[:500]
    except ValueError:
        return ""
