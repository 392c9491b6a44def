"""Suggestions -> a file as it is to be. Pure: lines in, lines out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.store.suggestions import Suggestion


@dataclass(slots=True)
class Mended:
    """What became of a file's suggestions."""

    content: bytes
    done: list[Suggestion] = field(default_factory=list)
    clashing: list[Suggestion] = field(default_factory=list)
    """Those that want other text for lines which one before them has changed."""
    misplaced: list[Suggestion] = field(default_factory=list)
    """Those whose lines are not there, or are no UTF-8."""


def mend(content: bytes, wanted: Sequence[Suggestion]) -> Mended:
    """Takes them in this order, and of two that touch the same lines the first; whatever ends its lines stays so."""
    lines = _lines(content)
    mended = Mended(content)
    for one in wanted:
        _judge(one, lines, mended)
    # From the last line up, so that the numbers of those above stay true.
    for start, end, text in sorted({(*_ends(one), one.text) for one in mended.done}, reverse=True):
        lines[start - 1 : end] = _written(text, lines[end - 1])
    mended.content = b"".join(lines)
    return mended


def _lines(content: bytes) -> list[bytes]:
    """As git counts them: only a line feed ends one."""
    parts = content.split(b"\n")
    return [part + b"\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def _judge(one: Suggestion, lines: Sequence[bytes], mended: Mended) -> None:
    span = range(one.start_line, one.end_line + 1)
    if not span or one.start_line < 1 or one.end_line > len(lines) or not _readable(lines, span):
        mended.misplaced.append(one)
        return
    touching = [other for other in mended.done if other.start_line <= one.end_line and one.start_line <= other.end_line]
    same = all((_ends(other), other.text) == (_ends(one), one.text) for other in touching)
    (mended.done if same else mended.clashing).append(one)


def _ends(one: Suggestion) -> tuple[int, int]:
    return one.start_line, one.end_line


def _readable(lines: Sequence[bytes], span: range) -> bool:
    """What was no text when the suggestion was made is not in it, and would be lost."""
    try:
        b"".join(lines[span.start - 1 : span.stop - 1]).decode()
    except UnicodeDecodeError:
        return False
    return True


def _written(text: str, last: bytes) -> list[bytes]:
    """The replacement's lines, ended as the last one that they replace."""
    end = b"\r\n" if last.endswith(b"\r\n") else b"\n"
    made = [line.removesuffix("\r").encode() + end for line in text.split("\n")]
    if not last.endswith(b"\n"):
        made[-1] = made[-1].removesuffix(end)
    return made
