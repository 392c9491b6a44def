"""conda's environment.yml: packages of conda's channels, and below `pip:` those of Python's index. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from checks.packages.model import Index, Place
from checks.packages.python import requirements
from checks.packages.python.asks import MOST_TEXT, Ask, Sheet
from checks.texts import written, yaml
from checks.texts.unreadable import Unreadable

_SPEC = re.compile(r"(?:(?P<channel>\S+?)::)?(?P<name>[A-Za-z0-9_][A-Za-z0-9_.-]*)\s*(?P<rest>.*)", re.DOTALL)
_PINNED = re.compile(r"==\s*([^\s=<>!~,|*\[]+)|=\s*([^\s=<>!~,|*\[]+)=[^\s=]+|=\s*(\d+\.\d+\.\d[^\s=<>!~,|*\[]*)")


def read(path: str, content: bytes) -> tuple[Sheet, list[str]]:
    """All that it asks for, and the requirements files that it reads on. Raises Unreadable."""
    data = yaml.from_yaml(content)
    sheet = Sheet(path)
    included: list[str] = []
    if not isinstance(data, dict):
        return sheet, included
    for channel in _texts(data.get("channels")):
        if "://" in channel:
            bare = written.bare(channel)
            sheet.indexes += [Index(Place(path, channel.line), "conda", bare, "channels")] if bare else []
    asked = data.get("dependencies")
    for one in asked if isinstance(asked, list) else []:
        if isinstance(one, yaml.Text):
            _conda(sheet, one)
        elif isinstance(one, dict):
            for line in _texts(one.get("pip")):
                included += _pip(sheet, line)
    return sheet, included


def includes(path: str, content: bytes) -> list[str]:
    """The requirements files in the repository that it reads on."""
    try:
        return read(path, content)[1] if b"-r" in content else []
    except Unreadable:
        return []


def _texts(value: Any) -> Iterator[yaml.Text]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, yaml.Text):
            yield one


def _conda(sheet: Sheet, text: yaml.Text) -> None:
    found = _SPEC.fullmatch(text.strip()) if len(text) <= MOST_TEXT else None
    if not found:
        sheet.problem(text.line, "is no package of conda's")
        return
    rest, channel = found["rest"].strip(), found["channel"] or ""
    pinned = _PINNED.fullmatch(rest)
    name = found["name"].lower()
    ask = Ask(
        type="conda",
        name=name,
        spelled=found["name"] if found["name"] != name else "",
        place=Place(sheet.path, text.line),
        requirement=rest,
        version=next((group for group in pinned.groups() if group), "") if pinned else "",
        origin=written.bare(channel) if "://" in channel else "",
    )
    sheet.asks.append(ask)


def _pip(sheet: Sheet, text: yaml.Text) -> list[str]:
    """A line of pip's own, at its place in the YAML; the requirements files that it reads on."""
    found = requirements.read(sheet.path, text.encode())
    sheet.asks += [replace(ask, place=Place(sheet.path, text.line)) for ask in found.sheet.asks]
    sheet.indexes += [replace(index, place=Place(sheet.path, text.line)) for index in found.sheet.indexes]
    for problem in found.sheet.problems:
        sheet.problem(text.line, problem.reason.partition(" ")[2].partition(" ")[2])
    return [path for path, constraint, _ in found.includes if not constraint]
