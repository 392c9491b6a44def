"""What Linux knows about parents and children. No policy."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
from collections import defaultdict
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def die_with(parent: int) -> None:
    """This process gets SIGKILL when the thread of `parent` that spawned it ends. For use right after fork."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it ended before the line above
        os._exit(1)


def kill_descendants() -> int:
    """Sends SIGKILL to all children of this process, and theirs; how many there were."""
    doomed = _descendants(os.getpid())
    for pid in doomed:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)
    return len(doomed)


def _descendants(pid: int) -> list[int]:
    children = defaultdict(list)
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError, ValueError):
            # "pid (name) state ppid …", where the name may hold anything
            fields = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()
            children[int(fields[1])].append(int(folder.name))
    found, todo = [], [pid]
    while todo:
        mine = children[todo.pop()]
        found += mine
        todo += mine
    return found
