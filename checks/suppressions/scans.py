"""What a change does to the scanners that pipelines run: taken out, kept from failing, told to pass over more. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from checks.interface import Silence
from checks.suppressions.loosening import Loosening
from checks.suppressions.model import Weight
from checks.suppressions.pipelines import Note, Run
from checks.suppressions.scanners import SORT_OF, Sort

_ADVISORY = re.compile(r"(?:CVE|GHSA|PYSEC|RUSTSEC|GO|SNYK|OSV)-[\w:.-]+", re.IGNORECASE)


def loosened(before: Sequence[Run], after: Sequence[Run], path: str) -> Iterator[Loosening]:
    """Of all files together, those that are to be told in the file of this path."""
    added = {SORT_OF.get(run.tool) for run in after} if after else set()
    old_tools = {run.tool for run in before}
    for tool in dict.fromkeys(run.tool for run in before):
        old = [run for run in before if run.tool == tool]
        new = [run for run in after if run.tool == tool]
        successors = sorted({run.tool for run in after if run.tool not in old_tools and _takes_over(tool, run)})
        if len(new) < len(old):
            gone = _gone(old, new)
            if gone.path == path:
                yield _removed(gone, bool(new), successors if SORT_OF.get(tool) in added else [])
        if new:
            yield from (_deaf(tool, note) for note in _newly_deaf(old, new, path))
            yield from (_passed_over(tool, note) for note in _newly_passed_over(old, new, path))


def _takes_over(tool: str, run: Run) -> bool:
    return SORT_OF.get(run.tool) == SORT_OF.get(tool) and not run.deaf


def _gone(old: Sequence[Run], new: Sequence[Run]) -> Run:
    """The one that most likely was taken out."""
    left = Counter((run.path, run.job) for run in new)
    files = Counter(run.path for run in new)
    for run in old:
        if not left[run.path, run.job] and not files[run.path]:
            return run
    return next((run for run in old if not left[run.path, run.job]), old[-1])


def _removed(run: Run, elsewhere: bool, successors: Sequence[str]) -> Loosening:
    if elsewhere:
        said, weight = f"`{run.tool}` runs in fewer places than before.", Weight.RULE
    elif successors:
        said, weight = f"`{run.tool}` no longer runs; `{successors[0]}` newly does.", Weight.LINE
    else:
        said, weight = f"This change takes `{run.tool}` out of the pipeline.", Weight.BROAD
    if SORT_OF.get(run.tool) is Sort.LINT or run.deaf:
        weight = Weight.LINE
    return Loosening(
        "scanner-removed", f"{run.tool} no longer runs" if not elsewhere else f"{run.tool} runs in fewer places",
        said, f"removed {run.tool}", run.line, weight, gone=True, silences=Silence(run.tool),
    )  # fmt: skip


def _newly_deaf(old: Sequence[Run], new: Sequence[Run], path: str) -> Iterator[Note]:
    """What keeps more runs from failing than before, and leaves fewer that can."""
    heard_before, heard_now = (sum(not run.deaf for run in some) for some in (old, new))
    had = Counter(_kind(note) for run in old for note in run.deaf)
    if heard_now >= heard_before:
        return
    for run in new:
        for note in run.deaf:
            if had[_kind(note)]:
                had[_kind(note)] -= 1
            elif run.path == path:
                yield note


def _kind(note: Note) -> str:
    return note.text.partition(":")[0]


def _deaf(tool: str, note: Note) -> Loosening:
    lint = SORT_OF.get(tool) is Sort.LINT
    return Loosening(
        "scanner-made-harmless", f"{tool} can no longer fail the pipeline",
        f"`{tool}` still runs, but nothing it finds can fail the pipeline any more (`{note.text}`).",
        f"harmless {tool} {_kind(note)}", note.line, Weight.LINE if lint else Weight.BROAD, silences=Silence(tool),
    )  # fmt: skip


def _newly_passed_over(old: Sequence[Run], new: Sequence[Run], path: str) -> Iterator[Note]:
    had = Counter(note.text for run in old for note in run.passed_over)
    for run in new:
        for note in run.passed_over:
            if had[note.text]:
                had[note.text] -= 1
            elif run.path == path:
                yield note


def _passed_over(tool: str, note: Note) -> Loosening:
    value = note.text.rpartition(" ")[2].strip("\"'")
    is_path = bool(re.search(r"path|dir|file|exclude(?!-)(?!s?_)", note.text.rpartition(" ")[0])) and not re.fullmatch(
        r"[A-Z]+[\w-]*\d+", value
    )
    shown = note.text[:120]
    return Loosening(
        "new-ignore-entry", f"{tool} is told to pass over more",
        f"`{tool}` is newly called with `{shown}`.", f"{tool} {shown}", note.line,
        Weight.LINE if _ADVISORY.fullmatch(value) else Weight.RULE,
        silences=Silence(tool, () if is_path else (value,), (value,) if is_path else ()),
    )  # fmt: skip
