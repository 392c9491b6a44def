"""The nouns of this check. Values only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Weight(StrEnum):
    """How much a suppression keeps quiet, by itself."""

    LINE = "line"
    """One place in the code, or one known advisory."""
    RULE = "rule"
    """One rule wherever it would speak, or in a whole file."""
    BROAD = "broad"
    """All that a tool has to say of a file, a folder or everything."""
    STYLE = "style"
    """A tool that is about much besides security, in general: `# noqa`."""


@dataclass(frozen=True, slots=True)
class Suppression:
    """One suppression as one side of a change has it."""

    tool: str
    line: int
    """1-based: where it is written."""
    shown: str
    """As people would write it, without its reason: "nosemgrep: python-sql-injection". Never a value that might be
    a secret."""
    identity: str
    """Who it is, free of line numbers: what has an equal one on the other side is no news. Stays in the worker."""
    broader: str
    """The identity it would have if it named no rules; "" for none."""
    subject: str
    """As `identity`, for the outside: holds no value of the file's."""
    weight: Weight = Weight.LINE
    rules: tuple[str, ...] = ()
    """() for all of the tool's."""
    paths: tuple[str, ...] = ()
    """Patterns of what it is about, from the repository's root; () with no lines: everything."""
    lines: tuple[int, int] = (0, 0)
    """First and last line that it covers in its own file."""


def new(before: Sequence[Suppression], after: Sequence[Suppression]) -> Iterator[Suppression]:
    """Those of `after` that have no equal in `before`, each counted once.

    One that named no rules before and names some now keeps less quiet: no news.
    """
    left = Counter(one.identity for one in before)
    whole = {one.broader for one in before if not one.rules and one.broader}
    for one in after:
        if left[one.identity]:
            left[one.identity] -= 1
        elif not one.rules or one.broader not in whole:
            yield one
