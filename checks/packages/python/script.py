"""The block in a script's comments that says what it depends on (PEP 723). Pure."""

from __future__ import annotations

import re

from checks.packages.python import pyproject
from checks.packages.python.asks import Sheet
from checks.texts import bounds, written
from checks.texts.unreadable import Unreadable

_OPENING = "# /// script"
_CLOSING = "# ///"
_MARK = re.compile(rb"^# /// script[ \t]*\r?$", re.MULTILINE)


def has_block(content: bytes) -> bool:
    """Whether there is one. Quick for the many files without."""
    return b"# /// script" in content and _MARK.search(content) is not None


def read(path: str, content: bytes) -> Sheet:
    """What it asks for. Raises Unreadable."""
    lines = [line.rstrip() for line in written.lines(bounds.text(content))]
    if _OPENING not in lines:
        return Sheet(path)
    start = lines.index(_OPENING)
    block = []
    for line in lines[start + 1 :]:
        if line != "#" and not line.startswith("# "):
            break
        block.append(line)
    if _CLOSING not in block:
        raise Unreadable(f"its block of line {start + 1} has no end")
    end = len(block) - 1 - block[::-1].index(_CLOSING)
    return pyproject.script(path, "\n".join(line[2:] for line in block[:end]).encode(), start + 1)
