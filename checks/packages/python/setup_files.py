"""setup.cfg, and the literal lists of a setup.py, which is read as a tree and never run. Pure."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator

from checks.interface import Scope
from checks.packages.python.asks import Sheet, normalised, scope_of
from checks.texts import bounds, written
from checks.texts.unreadable import Unreadable

MOST_SOURCE = 200_000
"""Characters of a setup.py."""
_LISTS = {
    "install_requires": (Scope.RUNTIME, "", True),
    "setup_requires": (Scope.DEVELOPMENT, "build-system", False),
    "tests_require": (Scope.DEVELOPMENT, "test", True),
}


def read_cfg(path: str, content: bytes) -> Sheet:
    """`[options]` and `[options.extras_require]` of a setup.cfg. Raises Unreadable."""
    sheet = Sheet(path)
    for section, key, line, value in _settings(bounds.text(content)):
        if section == "metadata" and key == "name":
            sheet.name = normalised(value)
        elif value.startswith(("file:", "attr:")):
            sheet.complete = False
        elif section == "options" and key in _LISTS:
            scope, group, lockable = _LISTS[key]
            _each(sheet, line, value, scope, group, lockable)
        elif section == "options.extras_require":
            _each(sheet, line, value, scope_of(key) or Scope.OPTIONAL, key, True)
    return sheet


def read_py(path: str, content: bytes) -> Sheet:
    """The literal strings in the call of `setup`; what is computed is not known. Raises Unreadable."""
    text = bounds.text(content)
    sheet = Sheet(path, complete=False)
    if len(text) > MOST_SOURCE:
        raise Unreadable(f"it is longer than {MOST_SOURCE} characters")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise Unreadable(f"it is no Python: {type(error).__name__}") from error
    names = {
        node.targets[0].id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)
    }
    for statement in tree.body:
        if isinstance(statement, ast.Expr) and isinstance(call := statement.value, ast.Call) and _is_setup(call.func):
            for keyword in call.keywords:
                _keyword(sheet, keyword.arg or "", keyword.value, names)
    return sheet


def _settings(text: str) -> Iterator[tuple[str, str, int, str]]:
    """(section, key, line, value) for each line of each value."""
    section = key = ""
    for number, raw in enumerate(written.lines(text), 1):
        line = raw.strip()
        if not line or line[0] in "#;":
            continue
        if line[0] == "[" and raw[0] == "[":
            section, key = line.strip("[]").strip(), ""
        elif raw[0] in " \t" and key:
            yield section, key, number, line
        elif found := re.match(r"([^=:\s][^=:]*)[=:](.*)", line):
            key = found[1].strip().lower().replace("-", "_") if section == "options" else found[1].strip()
            if value := found[2].strip():
                yield section, key, number, value


def _each(sheet: Sheet, line: int, value: str, scope: Scope, group: str, lockable: bool) -> None:
    """One a line; several on one line are divided by semicolons where no marker has them."""
    text = re.sub(r"(?:^|\s)#.*$", "", value).strip()
    if text and not text.startswith("%("):
        sheet.add(line, text, scope, group, lockable)


def _is_setup(function: ast.expr) -> bool:
    return (isinstance(function, ast.Name) and function.id == "setup") or (
        isinstance(function, ast.Attribute) and function.attr == "setup"
    )


def _keyword(sheet: Sheet, name: str, value: ast.expr, names: dict[str, ast.expr]) -> None:
    value = names.get(value.id, value) if isinstance(value, ast.Name) else value
    if name == "name" and isinstance(value, ast.Constant):
        sheet.name = normalised(str(value.value))
    elif name in _LISTS:
        scope, group, lockable = _LISTS[name]
        _literals(sheet, value, scope, group, lockable)
    elif name == "extras_require" and isinstance(value, ast.Dict):
        for key, members in zip(value.keys, value.values, strict=True):
            extra = str(key.value) if isinstance(key, ast.Constant) else ""
            found = names.get(members.id, members) if isinstance(members, ast.Name) else members
            _literals(sheet, found, scope_of(extra) or Scope.OPTIONAL, extra, True)


def _literals(sheet: Sheet, value: ast.expr, scope: Scope, group: str, lockable: bool) -> None:
    for element in value.elts if isinstance(value, ast.List | ast.Tuple) else [value]:
        if isinstance(element, ast.Constant) and isinstance(element.value, str) and element.value.strip():
            sheet.add(element.lineno, element.value, scope, group, lockable)
