"""Ways from a resource down to what is judged: `ingress.cidr_blocks`, `*.image`, `@containers.securityContext`.

A name where there are several means each one's. `*` means all that is below; `@name` is a view of the engine; a first
`/` begins at the resource instead of the place that is judged; `.` is the place itself. A key with dots in it stands
in brackets: `metadata.annotations[eks.amazonaws.com/role-arn]`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_STEP = re.compile(r"\[([^\[\]]+)\]|(\*|@?[^.\[\]*@/]+(?:/[^.\[\]*@/]+)*)")


class BadWay(Exception):
    """A way that leads nowhere; the text says why."""


@dataclass(frozen=True, slots=True)
class Way:
    """Steps downwards."""

    steps: tuple[str, ...]
    """() for the place itself."""
    from_resource: bool = False

    def __str__(self) -> str:
        return "/" * self.from_resource + ".".join(self.steps)


def way(text: object) -> Way:
    """Raises BadWay."""
    if not isinstance(text, str) or not text:
        raise BadWay(f"{text!r} is no way; write one as in ingress.cidr_blocks")
    start = int(text.startswith("/"))
    if text[start:] in ("", "."):
        return Way((), bool(start))
    steps, at = [], start
    while at < len(text):
        found = _STEP.match(text, at)
        if not found:
            raise BadWay(f"{text!r} is no way: what is {text[at:]!r}? A key with dots in it stands in brackets")
        steps.append(found[1] or found[2])
        at = found.end()
        at += at < len(text) - 1 and text[at] == "."
    return Way(tuple(steps), bool(start))
