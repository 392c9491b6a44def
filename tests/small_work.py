"""A worker process whose forge is a folder, and whose work is told by the scan's head.

`python -m tests.small_work FOLDER [LEASE [SCAN_SECONDS]]` works on the database that FOLDER/url names. It says what it
does in FOLDER/said, one line a word, after passing the gate and looking whether the word stands there already, as the
real forges' adapters do. What it shows as queued stands in FOLDER/queued, each time.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from bot import logs
from bot.bell import Bell
from bot.engine import Worker, worker_name
from bot.forges.interface import ForgeUnavailable, Gate, Refused, ScanWanted
from bot.model import Ending, Reason, Scan, ScanState, Spoken, Verdict
from bot.processes import die_with
from bot.store import Errand, Limits, Store
from bot.supervisor import sign_of_life


class FolderWork:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, scan: Scan, gate: Gate) -> Ending:
        self.note(f"start {scan.id} {scan.attempts}")
        what, _, how = scan.head_sha.partition(":")
        match what:
            case "check":  # a check's process, that outlives nobody
                died = partial(die_with, os.getpid())
                subprocess.run(["sleep", how], preexec_fn=died, process_group=0, check=False)
            case "busy":
                time.sleep(float(how))
            case "hang":  # notices nothing, not even that its scan is lost
                while True:
                    time.sleep(0.1)
            case "fault":
                raise RuntimeError("a fault with ghs_0123456789abcdef in its text")
            case "away" if scan.attempts == 1 and self.count(f"start {scan.id}") <= int(how):
                raise ForgeUnavailable("503", retry_after=0)
            case "refused":
                raise Refused("The app may not write here.")
        gate()
        self.say(f"review {scan.id}")
        return Ending(ScanState.DONE, Verdict.CLEAR, head_sha=scan.head_sha)

    def errand(self, errand: Errand, gate: Gate) -> Sequence[ScanWanted]:
        gate()
        self.say(f"errand {type(errand).__name__}")
        if isinstance(errand, Spoken):
            return [ScanWanted(errand.target, Reason.REQUESTED, "", errand.author)]
        return []

    def herald(self, scan: Scan, gate: Gate) -> None:
        """A head that says "herald:3" takes three seconds before it is at the gate."""
        self.note(f"herald {scan.id}")
        if scan.head_sha.startswith("herald:"):
            time.sleep(float(scan.head_sha.partition(":")[2]))
        gate()
        with (self.folder / "queued").open("a") as queued:
            queued.write(f"{scan.id} {scan.state}\n")

    def close(self, scan: Scan, gate: Gate) -> None:
        gate()
        self.say(f"closed {scan.id} {scan.state} {scan.note}")

    def say(self, word: str) -> None:
        if not self.count(word):
            with (self.folder / "said").open("a") as said:
                said.write(word + "\n")
            with (self.folder / "sayings").open("a") as sayings:
                sayings.write(f"{os.getpid()} {word}\n")

    def note(self, line: str) -> None:
        with (self.folder / "started").open("a") as started:
            started.write(f"{line} {os.getpid()} {time.time()}\n")

    def count(self, prefix: str) -> int:
        found = 0
        for name in ("said", "started"):
            file = self.folder / name
            lines = file.read_text().splitlines() if file.exists() else []
            found += sum(line.startswith(prefix) for line in lines)
        return found


def main(folder: Path, *limits: float) -> None:
    logs.configure(json=True)
    named = dict(zip(("lease", "scan"), limits, strict=False))
    store = Store((folder / "url").read_text(), replace(Limits(), **named))
    bell = Bell(folder / "bell")
    worker = Worker(store, FolderWork(folder), name=worker_name(), wait=bell.wait, alive=sign_of_life())
    worker.run_forever(on_stop=bell.ring)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *(float(argument) for argument in sys.argv[2:]))
