"""Lines, addresses and paths as hostile files write them: what git counts, no credentials, no way out. Pure."""

from __future__ import annotations

import posixpath
import re

MOST_ADDRESS = 2000
"""Characters of one; what is longer is none."""
_USER = re.compile(r"(?<=//)[^/]*@")
"""Of a URL; an scp-like address ("git@host:path") has no secret in it."""


def lines(text: str) -> list[str]:
    """Those that git counts: a form feed or U+2028 ends none."""
    return [line.removesuffix("\r") for line in text.split("\n")]


def bare(url: str) -> str:
    """The URL without user name, password or token; "" where it is too long to be one."""
    return _USER.sub("", url, count=1).strip() if len(url) <= MOST_ADDRESS else ""


def beside(path: str, relative: str) -> str | None:
    """What `relative` names for the file `path`, from the repository's root; None where that lies outside of it."""
    relative = relative.replace("\\", "/")
    if "\0" in relative or relative.startswith("/") or re.match(r"[A-Za-z]:", relative) or len(relative) > MOST_ADDRESS:
        return None
    found = posixpath.normpath(posixpath.join(posixpath.dirname(path), relative))
    return None if found in ("..", ".") or found.startswith("../") else found


def folder(path: str) -> str:
    """With its slash; "" for the repository's root."""
    return path[: path.rfind("/") + 1]


def folders_up(path: str) -> list[str]:
    """The path's folder and those above it, nearest first, each with its slash; the root ("") last."""
    found = [folder(path)]
    while found[-1]:
        found.append(folder(found[-1][:-1]))
    return found
