"""References of container images, as Dockerfiles, Compose files and pipelines write them. Pure.

A reference is `[host[:port]/]name[:tag][@digest]` (https://github.com/distribution/reference). Of the usual registry's
own images the namespace `library` is left off, as the purl specification has it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from checks.interface import Scope
from checks.packages.model import Dependency, Place

_REFERENCE = re.compile(
    r"(?:((?:[\w-]+\.[\w.-]*[\w]|localhost|[\w.-]+(?=:\d+/))(?::\d{1,5})?)/)?"
    r"([\w.-]+(?:/[\w.-]+)*)(?::([\w.-]{1,128}))?(?:@([a-z0-9+._-]{1,20}:[0-9a-fA-F]{32,128}))?"
)
_USUAL = re.compile(r"(?:(?:index|registry-1)\.)?docker\.io")
_VARIABLE = re.compile(r"\$(?:\$|(\w+)|\{(\w+)(?:(:?[-+?])([^{}]*))?\})")
_MOST_LENGTH = 1000
_UNKNOWN = "\0"
"""Stands for what is not known here; no reference may hold it."""


@dataclass(frozen=True, slots=True)
class Image:
    """One reference, taken apart."""

    name: str
    host: str
    """Of the registry; "" for the usual one."""
    tag: str
    digest: str
    spelled: str
    """The name as written, with its host."""


def parse(written: str) -> Image | None:
    """None for what is no reference, and for one whose name is not known here. An unknown tag is as good as none."""
    reference = written.strip()
    if _UNKNOWN in reference:
        known, _, tag = reference.rpartition(":")
        if not known or _UNKNOWN in known or "/" in tag or "@" in known:
            return None
        reference = known
    match = _REFERENCE.fullmatch(reference) if len(reference) <= _MOST_LENGTH else None
    if match is None:
        return None
    host, name = match[1] or "", match[2]
    spelled = f"{host}/{name}" if host else name
    if _USUAL.fullmatch(host):
        host = ""
    if not host:
        name = name.removeprefix("library/")
    return Image(name, host, match[3] or "", (match[4] or "").lower(), spelled)


def dependency(
    written: str, place: Place, stands: Place | None = None, scope: Scope = Scope.RUNTIME
) -> Dependency | None:
    """The image as a dependency; `stands` is where the reference itself is written, if that is elsewhere."""
    image = parse(written)
    if image is None:
        return None
    return Dependency(
        type="docker",
        name=image.name,
        place=place,
        version=image.digest,
        requirement=image.tag,
        locked=stands if stands != place else None,
        scope=scope,
        origin=image.host,
        written=image.spelled if image.spelled != image.name else "",
    )


def put_in(text: str, known: Mapping[str, str]) -> str:
    """The text with its variables put in, by their defaults where they are not known; what has none stays unknown."""

    def value(match: re.Match[str]) -> str:
        name, how, other = match[1] or match[2], match[3] or "", match[4] or ""
        if name is None:
            return "$"
        if how.endswith("+"):
            return put_in(other, {}) if name in known else ""
        if name in known and (known[name] or not how.startswith(":")):
            return known[name]
        return other if how.endswith("-") else _UNKNOWN

    if "$" not in text or len(text) > _MOST_LENGTH:
        return text.replace(_UNKNOWN, "")
    found = _VARIABLE.sub(value, text.replace(_UNKNOWN, ""))
    return found if len(found) <= _MOST_LENGTH else _UNKNOWN
