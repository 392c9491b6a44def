"""Poetry's and Pipenv's way to ask: a table of names, each with a range, a table of details, or several. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from checks.interface import Scope
from checks.packages.model import Place
from checks.packages.python import ranges
from checks.packages.python.asks import Ask, Sheet, normalised, scope_of, strings, table
from checks.texts import toml, written

_BARE = re.compile(r"v?\d[\w.+!-]*")
_NO_GROUPS = frozenset({"source", "requires", "scripts", "pipenv"})
"""Tables of a Pipfile that hold no packages."""


def read(sheet: Sheet, document: toml.Document) -> None:
    """`tool.poetry` of a pyproject.toml, into its sheet."""
    poetry = table(document.data, "tool", "poetry")
    if not poetry:
        return
    if isinstance(name := poetry.get("name"), str) and not sheet.name:
        sheet.name = normalised(name)
    where = ("tool", "poetry")
    _packages(sheet, document, (*where, "dependencies"), Scope.RUNTIME, "")
    _packages(sheet, document, (*where, "dev-dependencies"), Scope.DEVELOPMENT, "dev")
    for group in table(poetry, "group"):
        scope = Scope.RUNTIME if group == "main" else Scope.DEVELOPMENT
        _packages(sheet, document, (*where, "group", group, "dependencies"), scope, group)
    _sources(sheet, document, poetry.get("source"), (*where, "source"), "[[tool.poetry.source]]")


def read_pipfile(path: str, content: bytes) -> Sheet:
    """A Pipfile; a category of packages is a group. Raises Unreadable."""
    document = toml.located(content)
    sheet = Sheet(path)
    for group in document.data:
        if group not in _NO_GROUPS:
            scope = Scope.RUNTIME if group == "packages" else scope_of(group) or Scope.OPTIONAL
            _packages(sheet, document, (group,), scope, group, bare="")
    _sources(sheet, document, document.data.get("source"), ("source",), "[[source]]")
    return sheet


def _packages(
    sheet: Sheet, document: toml.Document, where: tuple[str, ...], scope: Scope, group: str, bare: str = "=="
) -> None:
    before = {ask.name for ask in sheet.asks}
    for spelled, asked in table(document.data, *where).items():
        name = normalised(spelled)
        for number, detail in _details(asked):
            line = document.line(*where, spelled, *number)
            if not name or detail is None:
                sheet.problem(line, "is no requirement")
            elif not (name == "python" and group == ""):
                ask = _ask(Place(sheet.path, line), spelled, name, detail, scope, group, bare)
                if ask.requirement or ask.origin or name not in before:  # else it only adds details to what was asked
                    sheet.asks.append(ask)


def _details(asked: object) -> Iterator[tuple[tuple[int, ...], dict[str, Any] | None]]:
    """One or several, with the position among several; None for what is no requirement."""
    if isinstance(asked, list):
        for number, one in enumerate(asked):
            yield (number,), _detail(one)
    else:
        yield (), _detail(asked)


def _detail(one: object) -> dict[str, Any] | None:
    return one if isinstance(one, dict) else {"version": one} if isinstance(one, str) else None


def _ask(place: Place, spelled: str, name: str, detail: dict[str, Any], scope: Scope, group: str, bare: str) -> Ask:
    requirement = _text(detail, "version").strip()
    requirement = "" if requirement == "*" else requirement
    origin = next((_text(detail, key) for key in ("git", "hg", "svn", "url", "file", "path") if _text(detail, key)), "")
    reference = next((_text(detail, key) for key in ("rev", "tag", "branch", "ref") if _text(detail, key)), "")
    pinned = requirement if _BARE.fullmatch(requirement) and bare else ranges.exact(requirement)
    return Ask(
        name=name,
        spelled=spelled if spelled != name else "",
        place=place,
        requirement=reference if origin else requirement,
        version="" if origin else pinned,
        scope=Scope.OPTIONAL if detail.get("optional") is True and scope is Scope.RUNTIME else scope,
        group=group,
        tool="poetry" if bare else "",
        extras=tuple(sorted(filter(None, map(normalised, strings(detail.get("extras")))))),
        conditional=bool(
            detail.keys() & {"markers", "python", "platform", "platform_system", "sys_platform", "os_name"}
        ),
        origin=written.bare(origin),
    )


def _sources(sheet: Sheet, document: toml.Document, found: object, where: tuple[str, ...], directive: str) -> None:
    for number, one in enumerate(found if isinstance(found, list) else []):
        if isinstance(one, dict):
            sheet.index(document.line(*where, number, "url"), one.get("url"), directive)


def _text(detail: dict[str, Any], key: str) -> str:
    value = detail.get(key)
    return value if isinstance(value, str) and len(value) <= ranges.MOST_TEXT else ""
