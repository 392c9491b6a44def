"""How files are shared out among calls of the engine, which uses one core each. Pure.

A call costs its start and the reading of its rules besides the work on files, so that few files are best together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")

_START = 0.085
_PER_RULE_BYTE = 0.2e-6
_PER_WORK = 0.9e-6
"""Seconds, measured with semgrep 1.182 and our rules on files of a few kilobytes; only their ratios matter."""

_GAIN = 0.25
"""What a further call has to gain, since others want the cores too."""


def shares(
    items: Sequence[T], language: Callable[[T], str], work: Callable[[T], int], rules: Mapping[str, int], workers: int
) -> list[list[T]]:
    """`items` in as many lists as are quickest side by side, at most `workers`.

    `work` is a file's bytes times the rules that are tried on it; `rules` the bytes to read for a language.
    """
    ordered = sorted(items, key=lambda item: (language(item), work(item)))

    def seconds(share: Sequence[T]) -> float:
        languages = {language(item) for item in share}
        return _START + _PER_RULE_BYTE * sum(rules[name] for name in languages) + _PER_WORK * sum(map(work, share))

    plans = [_cut(ordered, seconds, count) for count in range(1, max(1, workers) + 1)]
    return min(plans, key=lambda plan: max(map(seconds, plan)) * (1 + _GAIN * len(plan)))


def _cut(ordered: Sequence[T], seconds: Callable[[Sequence[T]], float], count: int) -> list[list[T]]:
    """Runs of neighbours of about equal cost, so that few languages are on both sides of a cut."""
    target = (seconds(ordered) - _START) / count
    cut: list[list[T]] = [[]]
    for item in ordered:
        if cut[-1] and len(cut) < count and seconds([*cut[-1], item]) - _START > target * 1.1:
            cut.append([])
        cut[-1].append(item)
    return cut
