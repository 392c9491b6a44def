"""Lines of a note that are orders to GitLab: `/close`, `/draft`, `/label ~bug`. Pure.

GitLab carries out every such line, whoever's text it was: a bot that repeats foreign text can be made to close its own
merge request. Read from gitlabhq's lib/gitlab/quick_actions/extractor.rb: only a fence of exactly three backticks at
the margin is sure to hide a line (not longer ones, tildes or indented ones). What GitLab hides besides (`<tag>` blocks,
`>>>` quotes, code spans over lines) hides nothing here, so that nobody relies on it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

KNOWN = (
    "approve",
    "assign",
    "close",
    "draft",
    "label",
    "lock",
    "merge",
    "ready",
    "rebase",
    "relabel",
    "reopen",
    "request_review",
    "target_branch",
    "title",
    "unapprove",
    "unlabel",
    "unlock",
)
"""Names that are taken out of a note, whether or not this stand-in does them."""
_LINE = re.compile(rf"/(?P<name>{'|'.join(KNOWN)})(?: (?P<argument>.*?))?\s*", re.IGNORECASE)
_FENCE = "```"


@dataclass(frozen=True, slots=True)
class Order:
    """One quick action."""

    name: str
    argument: str


def extract(body: str) -> tuple[str, tuple[Order, ...]]:
    """The text without its quick actions, and these in order."""
    lines = body.replace("\r", "").split("\n")
    kept: list[str] = []
    orders: list[Order] = []
    at = 0
    while at < len(lines):
        end = _fence_end(lines, at)
        found = _LINE.fullmatch(lines[at]) if end == at else None
        if found:
            orders.append(Order(found["name"].lower(), found["argument"] or ""))
        else:
            kept += lines[at : end + 1]
        at = end + 1
    return ("\n".join(kept).strip() if orders else body), tuple(orders)


def _fence_end(lines: list[str], at: int) -> int:
    """Where the fence that opens at line `at` closes; `at` itself where none opens or closes."""
    if not lines[at].startswith(_FENCE):
        return at
    return next((number for number in range(at + 1, len(lines)) if lines[number] == _FENCE), at)
