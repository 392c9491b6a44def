"""Which lines a comment keeps quiet: its own, those of what follows, of the block around it, or the whole file."""

from __future__ import annotations

import re
from enum import StrEnum

from checks.suppressions.syntax import Source

_MOST = 400
"""Lines of one block or statement that are looked through."""
_FAR = 3000
"""Lines of one document that are."""
_HEADING = re.compile(r"[{\s]*[\"']?Resources[\"']?\s*:[\s{]*")


class Reach(StrEnum):
    """How a tool reads its comments."""

    LINE = "line"
    """Its own line; alone on a line, what follows, too."""
    HERE = "here"
    """Its own line only."""
    NEXT = "next"
    """The statement that follows."""
    BLOCK = "block"
    """The block around it; outside of any, what follows."""
    BELOW = "below"
    """What is declared next, with its body."""
    REST = "rest"
    """From here to the end of the file; behind code on its line, that line."""
    FILE = "file"


def lines(source: Source, line: int, reach: Reach) -> tuple[int, int]:
    """First and last line covered, 1-based."""
    alone = not source.code(line) or source.code(line).startswith(("@", "["))
    last = len(source.starts)
    match reach:
        case Reach.FILE:
            return 1, last
        case Reach.REST:
            return (line, last) if alone else (line, line)
        case Reach.HERE:
            return line, line
        case Reach.LINE:
            return (line, following(source, line)) if alone else (line, line)
        case Reach.NEXT:
            return line, following(source, line)
        case Reach.BELOW:
            return line, _body_end(source, following(source, line) if alone else line, 3 if alone else 0)
        case Reach.BLOCK:
            return _block(source, line)


def following(source: Source, line: int) -> int:
    """The next line with code on it; `line` where there is none near."""
    for number in range(line + 1, min(line + _MOST, len(source.starts)) + 1):
        if source.code(number):
            return number
    return line


def _body_end(source: Source, line: int, heading: int = 3) -> int:
    """Where the braces that open at `line`, or at most `heading` lines below, are closed; `line` where none are."""
    depth, opened = 0, False
    end = min(line + _MOST, len(source.starts))
    for number in range(line, end + 1):
        code = source.code(number)
        depth += code.count("{") - code.count("}")
        opened = opened or "{" in code
        if opened and depth <= 0:
            return number
        if not opened and number >= line + heading:
            return line
    return end if opened else line


def _block(source: Source, line: int) -> tuple[int, int]:
    """Braces in HCL and Bicep; indentation in YAML; a Dockerfile is one block."""
    if source.family == "docker":
        return 1, len(source.starts)
    if source.family in ("yaml", "json"):
        return _indented(source, line)
    start = line
    while start > max(1, line - _MOST) and not _opens(source.line_text(start)):
        if start != line and source.line_text(start).startswith("}"):
            return line, _body_end(source, following(source, line))
        start -= 1
    if not _opens(source.line_text(start)):
        return line, _body_end(source, following(source, line))
    end = _body_end(source, start)
    return (start, end) if end >= line else (line, _body_end(source, following(source, line)))


def _opens(text: str) -> bool:
    return text[:1].isalpha() and text.rstrip().endswith("{")


def _indented(source: Source, line: int) -> tuple[int, int]:
    """The resource of a template where there are `Resources:`, else the document between its marks."""
    first = line
    while first > max(1, line - _FAR) and not source.line_text(first).startswith("---"):
        first -= 1
        if _HEADING.fullmatch(source.line_text(first).strip()):
            return _resource(source, first, line)
    last = line
    while last < min(len(source.starts), line + _FAR) and not source.line_text(last + 1).startswith("---"):
        last += 1
    return first, last


def _resource(source: Source, heading: int, line: int) -> tuple[int, int]:
    depth = _indent(source.line_text(following(source, heading)))
    start = line
    while start > heading + 1 and not _begins(source, start, depth):
        start -= 1
    end = max(start, line)
    while end < min(len(source.starts), line + _FAR) and not _begins(source, end + 1, depth):
        end += 1
    return start, end


def _begins(source: Source, number: int, depth: int) -> bool:
    """Whether something of that depth or above begins here."""
    code = source.code(number)
    return bool(code) and not code.startswith("}") and _indent(source.line_text(number)) <= depth


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))
