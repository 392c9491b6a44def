"""pip's requirements and constraints files, and pip.conf: lines with options, includes, digests and who asked. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from checks.interface import Scope
from checks.packages.model import Place
from checks.packages.python.asks import MOST_TEXT, Parsed, Sheet, normalised, parse, scope_of, url_requirement
from checks.texts import bounds, written
from checks.texts.unreadable import Unreadable

MOST_FILES = 50
"""That one requirements file may read on, one through the other."""
_COMMENT = re.compile(r"(?:^|\s)#.*$")
_OPTION = re.compile(
    r"(-r|--requirement|-c|--constraint|-e|--editable|-i|--index-url|--pypi-url|--extra-index-url|-f|--find-links"
    r"|--trusted-host)(?:\s+|\s*=\s*|(?<=^-[rceif]))(\S.*)"
)
_HASH = re.compile(r"--hash[=\s]\s*([A-Za-z0-9]+):([0-9A-Fa-f]+)")
_AFTER = re.compile(r"\s--(?:hash|global-option|install-option|config-settings?|build-option)\b.*$")
_VIA = re.compile(r"#(?:\s+via)?\s+(-[rc]\s+\S+|[A-Za-z0-9._-]+(?:\s+\([^)]*\))?)\s*(?:,\s*|$)", re.ASCII)
_ADDRESS = re.compile(r"(?:(?:git|hg|bzr|svn)\+\S+|https?://|ftp://|file:)", re.IGNORECASE)
_FULL = {"-i": "--index-url", "-f": "--find-links", "--pypi-url": "--index-url"}
_INDEXES = ("--index-url", "--extra-index-url", "--find-links", "--trusted-host")
_CONF = {"index-url", "extra-index-url", "find-links", "trusted-host", "index"}


@dataclass(slots=True)
class Requirements:
    """One file of them."""

    sheet: Sheet
    includes: list[tuple[str, bool, int]] = field(default_factory=list)
    """Paths from the repository's root, whether as constraints, and the line."""
    asked_by: dict[str, list[str]] = field(default_factory=dict)
    """Of a compiled file, by name: the packages that ask, or "" for a manifest."""

    @property
    def compiled(self) -> bool:
        """Whether a tool wrote it and says who asked for each."""
        return bool(self.asked_by)


def is_constraints(path: str) -> bool:
    """By the name of the file."""
    return "constraint" in path.rpartition("/")[2].lower()


def includes(path: str, content: bytes) -> list[str]:
    """The files in the repository that it reads on with `-r` and `-c`."""
    try:
        text = bounds.text(content)
    except Unreadable:
        return []
    if "-r" not in text and "-c" not in text:
        return []
    return [found for found, _, _ in read(path, content).includes]


def read(path: str, content: bytes) -> Requirements:
    """All its lines. Raises Unreadable."""
    found = Requirements(Sheet(path))
    scope = scope_of(path.rpartition("/")[2].rpartition(".")[0]) or Scope.RUNTIME
    for number, line, remarks in _lines(bounds.text(content)):
        if line.startswith("-") and (option := _OPTION.match(line)):
            _option(found, number, option[1], _unquoted(option[2]), scope)
        elif not line.startswith("--"):
            _requirement(found, number, line, scope)
        if (
            remarks
            and found.sheet.asks
            and found.sheet.asks[-1].place.line == number
            and (by := list(_asking(remarks)))
        ):
            found.asked_by.setdefault(found.sheet.asks[-1].name, []).extend(by)
        if len(found.sheet.asks) > bounds.MOST_DEPENDENCIES:
            raise Unreadable(f"it names more than {bounds.MOST_DEPENDENCIES} packages")
    hashed = any(ask.integrity for ask in found.sheet.asks)
    if hashed:
        found.sheet.asks = [ask if "+" in ask.origin else replace(ask, hashed=True) for ask in found.sheet.asks]
    return found


def constraints(found: Mapping[str, Requirements]) -> frozenset[str]:
    """The files that others read as constraints and none as requirements: they bring nothing in.

    Constraints that nobody reads are given to pip by hand: what they pin is then all that can be told.
    """
    constraining = {path for one in found.values() for path, constraint, _ in one.includes if constraint}
    required = {path for one in found.values() for path, constraint, _ in one.includes if not constraint}
    return frozenset(constraining - required)


def required(path: str, found: Mapping[str, Requirements]) -> list[str]:
    """This file and those that it reads on, as far as people wrote them."""
    paths = [path]
    for one in paths:  # grows while it is walked
        more = [name for name, constraint, _ in found[one].includes if not constraint and name in found]
        paths += [name for name in dict.fromkeys(more) if name not in paths and not found[name].compiled]
    return paths


def pip_conf(path: str, content: bytes) -> Sheet:
    """The indexes of a pip.conf. Raises Unreadable."""
    sheet = Sheet(path)
    key = ""
    for number, line in enumerate(written.lines(bounds.text(content)), 1):
        if not line.strip() or line.lstrip()[0] in "#;[":
            continue
        if line[0] not in " \t":
            key, _, line = (part.strip() for part in re.sub(r"[:=]", "=", line, count=1).partition("="))
        if key.lower().replace("_", "-") in _CONF:
            for url in line.split():
                sheet.index(number, url, key.lower().replace("_", "-"))
    return sheet


def _lines(text: str) -> Iterator[tuple[int, str, list[str]]]:
    """Logical lines with the number of their first, without comments; and the comments that follow them."""
    start, parts = 0, list[str]()
    done: tuple[int, str, list[str]] | None = None
    for number, raw in enumerate(written.lines(text), 1):
        remark = ""
        continues = raw.endswith("\\")
        line = raw[:-1] if continues else raw
        if "#" in line:
            bare = _COMMENT.sub("", line)
            line, remark = bare, line[len(bare) :].strip()
            continues = continues and not remark
        if remark and not line.strip() and not parts:
            if done and len(remark) < MOST_TEXT:
                done[2].append(remark)
            continue
        start = start if parts else number
        parts.append(line.strip())
        if continues:
            continue
        if body := " ".join(parts).strip():
            if done:
                yield done
            done = (start, body, [remark] if remark.startswith("# via") and len(remark) < MOST_TEXT else [])
        parts = []
    if done:
        yield done
    if body := " ".join(parts).strip():
        yield start, body, []


def _asking(remarks: list[str]) -> Iterator[str]:
    """From "# via", on one line or several: normalised names, "" for a file or a project."""
    if not remarks[0].startswith("# via"):
        return
    for remark in remarks:
        for found in _VIA.finditer(remark):
            said = found[1]
            if said != "via":
                yield "" if said.startswith("-") or "(" in said else normalised(said)


def _option(found: Requirements, number: int, option: str, value: str, scope: Scope) -> None:
    option = _FULL.get(option, option)
    if option in _INDEXES:
        found.sheet.index(number, value, option)
    elif option in ("-e", "--editable"):
        _requirement(found, number, value, scope)
    elif (path := written.beside(found.sheet.path, value)) and "://" not in value:
        if len(found.includes) < MOST_FILES:
            found.includes.append((path, option in ("-c", "--constraint"), number))
        else:
            found.sheet.problem(number, f"reads on another file after {MOST_FILES}")
    else:
        found.sheet.problem(number, "reads on a file outside the repository")


def _requirement(found: Requirements, number: int, line: str, scope: Scope) -> None:
    if line.startswith((".", "/", "~", "\\")) or re.match(r"[A-Za-z]:\\|[\w.-]+/(?!/)|file:", line):
        return  # a folder or an archive on the machine itself
    integrity = tuple(f"{algorithm}:{value}" for algorithm, value in _HASH.findall(line))
    text = _AFTER.sub("", line).strip()
    parsed: Parsed | None = url_requirement(text) if _ADDRESS.match(text) else parse(text)
    if parsed is None:
        found.sheet.problem(number, "is no requirement")
        return
    ask = parsed.ask(Place(found.sheet.path, number), scope)
    found.sheet.asks.append(replace(ask, integrity=integrity) if integrity else ask)


def _unquoted(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value
