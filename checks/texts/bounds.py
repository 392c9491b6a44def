"""Reads hostile text and JSON into plain data, or says why not. Every reader comes through here first."""

from __future__ import annotations

import json
from typing import Any

from checks.texts.unreadable import Unreadable

MOST_BYTES = 20_000_000
"""Of one file."""
MOST_DEPENDENCIES = 100_000
"""Of one project; a reader that counts more says so and stops."""
_CONFLICTS = (b"<<<<<<< ", b">>>>>>> ")
"""How a line of a half-done merge begins. Looked for as they are: an expression takes milliseconds in a large file."""
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def text(content: bytes) -> str:
    """The file as text, by its byte order mark or as UTF-8. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable(f"it is larger than {MOST_BYTES} bytes")
    for mark in _CONFLICTS:
        at = content.find(b"\n" + mark) + 1  # 0 where there is none
        if at or content.startswith(mark):
            line = content.count(b"\n", 0, at) + 1
            raise Unreadable(f"line {line} is a merge conflict's")
    encoding = next((encoding for bom, encoding in _BOMS.items() if content.startswith(bom)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(f"it is no {encoding} text (byte {error.start})") from error


def from_json(content: bytes) -> Any:
    """Raises Unreadable."""
    try:
        return json.loads(text(content))
    except json.JSONDecodeError as error:
        raise Unreadable(f"it is no JSON: {error.msg} in line {error.lineno}") from error
    except (RecursionError, ValueError) as error:
        raise Unreadable("it is nested too deeply, or holds a number too long") from error


def mapping(data: Any, what: str = "it") -> dict[str, Any]:
    """`data` where it is a mapping. Raises Unreadable."""
    if not isinstance(data, dict):
        raise Unreadable(f"{what} holds no mapping where one belongs")
    return data
