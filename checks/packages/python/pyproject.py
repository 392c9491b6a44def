"""pyproject.toml: PEP 621 and 735, and what Poetry, PDM and uv keep in it. Also uv.toml's indexes. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from checks.interface import Scope
from checks.packages.python import poetry
from checks.packages.python.asks import Ask, Sheet, normalised, scope_of, strings, table
from checks.texts import toml, written


def read(path: str, content: bytes) -> Sheet:
    """All that it asks for, with the indexes it names. Raises Unreadable."""
    document = toml.located(content)
    sheet = Sheet(path)
    _project(sheet, document)
    _groups(sheet, document)
    _build(sheet, document)
    tool = table(document.data, "tool")
    poetry.read(sheet, document)
    _pdm(sheet, document, table(tool, "pdm"))
    _uv(sheet, document, table(tool, "uv"), ("tool", "uv"))
    if not document.data.keys() & {"project", "dependency-groups"} and not tool.keys() & {"poetry"}:
        sheet.complete = False
    return sheet


def uv_toml(path: str, content: bytes) -> Sheet:
    """The indexes of a uv.toml. Raises Unreadable."""
    document = toml.located(content)
    sheet = Sheet(path)
    _uv_indexes(sheet, document, document.data, ())
    return sheet


def script(path: str, content: bytes, offset: int) -> Sheet:
    """The block of a script (PEP 723), without its comment signs. Raises Unreadable."""
    document = toml.located(content)
    sheet = Sheet(path)
    _list(sheet, document, ("dependencies",), Scope.RUNTIME, offset=offset)
    uv = table(table(document.data, "tool"), "uv")
    _uv_indexes(sheet, document, uv, ("tool", "uv"), offset)
    return sheet


def _project(sheet: Sheet, document: toml.Document) -> None:
    project = table(document.data, "project")
    sheet.name = normalised(name) if isinstance(name := project.get("name"), str) else ""
    dynamic = set(strings(project.get("dynamic")))
    sheet.complete = not dynamic & {"dependencies", "optional-dependencies"}
    _list(sheet, document, ("project", "dependencies"), Scope.RUNTIME)
    for extra in table(project, "optional-dependencies"):
        where = ("project", "optional-dependencies", extra)
        _list(sheet, document, where, scope_of(extra) or Scope.OPTIONAL, extra)


def _groups(sheet: Sheet, document: toml.Document) -> None:
    """Each requirement once, where it stands: `include-group` brings in what another group has said."""
    groups = table(document.data, "dependency-groups")
    known = {normalised(name) for name in groups}
    for group, members in groups.items():
        for number, member in enumerate(members if isinstance(members, list) else []):
            line = document.line("dependency-groups", group, number)
            if not isinstance(member, dict):
                sheet.add(line, member, Scope.DEVELOPMENT, group)
            elif normalised(str(member.get("include-group", ""))) not in known:
                sheet.problem(line, "includes a group that is not there")


def _build(sheet: Sheet, document: toml.Document) -> None:
    _list(sheet, document, ("build-system", "requires"), Scope.DEVELOPMENT, "build-system", lockable=False)


def _pdm(sheet: Sheet, document: toml.Document, pdm: dict[str, Any]) -> None:
    before = len(sheet.asks)
    for group, members in table(pdm, "dev-dependencies").items():
        for number, member in enumerate(members if isinstance(members, list) else []):
            line = document.line("tool", "pdm", "dev-dependencies", group, number)
            text = member.removeprefix("-e ").strip() if isinstance(member, str) else member
            if not (isinstance(text, str) and text.startswith(("file:", "."))):
                sheet.add(line, text, Scope.DEVELOPMENT, group)
    _by(sheet, before, "pdm")
    sheet.overridden |= {normalised(name) for name in table(pdm, "resolution", "overrides")}
    _tables(sheet, document, pdm.get("source"), ("tool", "pdm", "source"), "[[tool.pdm.source]]")


def _uv(sheet: Sheet, document: toml.Document, uv: dict[str, Any], where: tuple[str, ...]) -> None:
    before = len(sheet.asks)
    _list(sheet, document, (*where, "dev-dependencies"), Scope.DEVELOPMENT, "dev")
    _by(sheet, before, "uv")
    probe = Sheet(sheet.path)
    _list(probe, document, (*where, "override-dependencies"), Scope.RUNTIME)
    sheet.overridden |= {ask.name for ask in probe.asks}
    sources = {normalised(name): source for name, source in table(uv, "sources").items()}
    sheet.overridden |= sources.keys()
    sheet.asks = [_from(ask, sources[ask.name]) if ask.name in sources else ask for ask in sheet.asks]
    _uv_indexes(sheet, document, uv, where)


def _by(sheet: Sheet, before: int, tool: str) -> None:
    """Says that only this tool reads what was added since."""
    sheet.asks[before:] = [replace(ask, tool=tool) for ask in sheet.asks[before:]]


def _from(ask: Ask, source: object) -> Ask:
    """With the place that uv is told to take it from; a member of the workspace is of the repository itself."""
    if isinstance(source, dict) and not ask.origin:
        origin = next((source[key] for key in ("git", "url", "path") if isinstance(source.get(key), str)), "")
        reference = next((source[key] for key in ("rev", "tag", "branch") if isinstance(source.get(key), str)), "")
        local = "." if source.get("workspace") is True else ""
        return replace(ask, origin=written.bare(origin) or local, requirement=reference or ask.requirement)
    return ask


def _uv_indexes(
    sheet: Sheet, document: toml.Document, uv: dict[str, Any], where: tuple[str, ...], offset: int = 0
) -> None:
    _tables(sheet, document, uv.get("index"), (*where, "index"), f"[[{'.'.join((*where, 'index'))}]]", offset)
    for owner, prefix in ((uv, where), (table(uv, "pip"), (*where, "pip"))):
        for key in ("index-url", "extra-index-url", "find-links"):
            value = owner.get(key)
            for number, url in enumerate(value if isinstance(value, list) else [value]):
                sheet.index(document.line(*prefix, key, number) + offset, url, key)


def _tables(
    sheet: Sheet, document: toml.Document, found: object, where: tuple[str, ...], directive: str, offset: int = 0
) -> None:
    for number, one in enumerate(found if isinstance(found, list) else []):
        if isinstance(one, dict):
            sheet.index(document.line(*where, number, "url") + offset, one.get("url"), directive)


def _list(
    sheet: Sheet,
    document: toml.Document,
    where: tuple[str, ...],
    scope: Scope,
    group: str = "",
    lockable: bool = True,
    offset: int = 0,
) -> None:
    found = table(document.data, *where[:-1]).get(where[-1])
    for number, text in enumerate(found if isinstance(found, list) else []):
        sheet.add(document.line(*where, number) + offset, text, scope, group, lockable)
