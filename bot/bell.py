"""Wakes the waiting workers of this host within a millisecond: a FIFO that nobody has to own.

Losing a ring loses nothing: workers also look by themselves once a second, as those on other hosts must.
"""

from __future__ import annotations

import contextlib
import os
import select
from pathlib import Path


class Bell:
    """Opened by everybody who rings or waits. Safe to ring from a signal handler."""

    def __init__(self, path: Path) -> None:
        """`path` is made where it is missing, readable by this user only. Raises OSError."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            os.mkfifo(path, 0o600)
        # Read and write: opening neither waits for the other side nor fails without it.
        self._fd = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)

    def ring(self) -> None:
        """Wakes everybody who waits, and the next who will."""
        with contextlib.suppress(BlockingIOError):  # full: it is ringing already
            os.write(self._fd, b"!")

    def wait(self, seconds: float) -> bool:
        """Until somebody rings, at most `seconds`; whether somebody did. All waiters wake up."""
        rung = bool(select.select([self._fd], [], [], seconds)[0])
        if rung:
            with contextlib.suppress(BlockingIOError):  # another waiter was quicker
                os.read(self._fd, 65_536)
        return rung

    def close(self) -> None:
        """Lets go of it; the FIFO stays."""
        os.close(self._fd)
