"""Markdown that must fit a limit: cut at a line's end, with what is open closed, and said so. Pure."""

from __future__ import annotations

import re

LEFT_OUT = "*The rest is left out: it is longer than the forge takes.*"

_FENCE = re.compile(r"[ >]*(`{3,}|~{3,})(.*)")
_DETAILS = re.compile(r"<(/?)details\b", re.IGNORECASE)


def cut(text: str, most: int, note: str = LEFT_OUT) -> str:
    """The text in at most `most` bytes of UTF-8, fences and <details> closed, `note` at the end where it was cut."""
    if _size(text) <= most:
        return text
    room = most - _size(note) - 2
    kept = _head(text, room)
    # Closing what is open takes room too: that much less is kept, until it fits.
    while kept and _size(kept) + _size(_closing(kept)) > room:
        kept = _head(kept, _size(kept) - 1)
    return f"{kept}{_closing(kept)}\n\n{note}"


def split(text: str, most: int) -> tuple[str, str]:
    """The text in two: whole sections that fit into `most` bytes, and the rest ("" where all fits)."""
    if _size(text) <= most:
        return text, ""
    head = _head(text, most)
    places = [found.start() for found in re.finditer(r"^#{1,4} ", head, re.MULTILINE)]
    for place in reversed(places):
        if place and not _closing(head[:place]):
            return head[:place].rstrip(), text[place:]
    return cut(text, most), ""


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def _head(text: str, room: int) -> str:
    """Whole lines that fit; of a first line that is longer than the room, as much as fits."""
    part = text.encode("utf-8", "replace")[: max(0, room)].decode("utf-8", "ignore")
    return part if len(part) == len(text) else part.rpartition("\n")[0] or part


def _closing(text: str) -> str:
    """What closes the fences and <details> that the text leaves open."""
    fence, open_details = "", 0
    for line in text.splitlines():
        found = _FENCE.match(line)
        if fence:
            closes = found and found[1].startswith(fence) and not found[2].strip()
            fence = "" if closes else fence
        elif found:
            fence = found[1]
        else:
            open_details += sum(1 if not slash else -1 for slash in _DETAILS.findall(line))
    return (f"\n{fence}" if fence else "") + "\n\n</details>" * max(0, open_details)
