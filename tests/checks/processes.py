"""What runs on this machine, as /proc has it."""

from __future__ import annotations

import os
from pathlib import Path

from checks.runner import Runner


def running(marker: str) -> list[str]:
    """Processes with `marker` on their command line."""
    return [file.parent.name for file in Path("/proc").glob("[0-9]*/cmdline") if marker in _read(file)]


def below(pid: int) -> list[int]:
    """Descendants of a process."""
    children = [int(child) for child in _read(Path(f"/proc/{pid}/task/{pid}/children")).split()]
    return [*children, *(far for child in children for far in below(child))]


def zygote(runner: Runner) -> int:
    """The process that its sandboxes are forked from."""
    process = runner._nursery._process
    assert process
    return process.pid


def named(name: str, pid: int) -> list[int]:
    """Descendants of `pid` of that name (the first 15 letters count)."""
    return [one for one in below(pid) if _read(Path(f"/proc/{one}/comm")).strip() == name[:15]]


def is_gone(pid: int) -> bool:
    """Whether it has ended, reaped or not."""
    stat = _read(Path(f"/proc/{pid}/stat"))
    return not stat or stat.rpartition(")")[2].split()[0] == "Z"


def _read(file: Path) -> str:
    try:
        return os.fsdecode(file.read_bytes())
    except OSError:
        return ""
