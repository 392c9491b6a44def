"""Suggested changes in a note on a line: which lines they replace, and by what. Pure.

The fence says how many lines around the note's own are meant: `suggestion:-1+2`. Read from gitlabhq's
lib/gitlab/diff/suggestions_parser.rb and suggestion.rb.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt

MOST = 100
"""Lines that a suggestion may reach above and below its note."""
_INFO = re.compile(r"suggestion(?::(?:-(?P<above>\d+))?(?:\+(?P<below>\d+))?)?")
_MARKDOWN = MarkdownIt("commonmark")


@dataclass(frozen=True, slots=True)
class Proposed:
    """One suggestion as it was written, with how many lines around the note's own it replaces."""

    above: int
    below: int
    from_content: str
    to_content: str


def parse(body: str, line: int, content: Sequence[str]) -> tuple[Proposed, ...]:
    """The suggestions of a note that stands at `line` of a file with these lines (ends kept)."""
    tokens = [token for token in _MARKDOWN.parse(body) if token.type == "fence"]
    written = ((_INFO.fullmatch(token.info.strip()), token.content) for token in tokens)
    return tuple(_proposed(info, text, line, content) for info, text in written if info)


def _proposed(info: re.Match[str], text: str, line: int, content: Sequence[str]) -> Proposed:
    first = max(line - min(int(info["above"] or 0), MOST), 1)
    last = min(line + min(int(info["below"] or 0), MOST), len(content))
    before = "".join(content[first - 1 : last])
    fresh = text.removesuffix("\n")
    end = "\n" if before.endswith("\n") else ""
    return Proposed(line - first, last - line, before, fresh + end if text.strip() else "")
