"""Go: go.mod with go.sum. Pure.

Since Go 1.17 go.mod names every module of the build, the indirect ones too, and what go.sum alone holds is not built.
go.sum gives digests, and neither says who asks for whom. A `replace` decides what is built in a module's place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from checks.interface import Snapshot
from checks.packages.model import Dependency, Mismatch, Place, Problem, Reading
from checks.texts import bounds
from checks.texts.unreadable import Unreadable
from checks.texts.written import folder, lines

TYPE = "golang"
_MOD, _SUM = "go.mod", "go.sum"
_WORD = re.compile(r'"(?:[^"\\\n]|\\.)*+"?|`[^`\n]*`|//.*|=>|[^\s"`]+')
_MODULE = re.compile(r"\w[\w.~-]*(?:/(?!\.\.?(?:/|$))[\w.~!+-]+)*", re.ASCII)
_VERSION = re.compile(r"v\d+\.\d+\.\d+[\w.+-]*", re.ASCII)
_SUM_LINE = re.compile(r"(\S+) (\S+?)(/go\.mod)? (\S+)")
_NAMES_ALL = (1, 17)
"""The first version of Go whose go.mod names the indirect modules."""


@dataclass(frozen=True, slots=True)
class _Require:
    name: str
    version: str
    line: int
    indirect: bool


@dataclass(frozen=True, slots=True)
class _Replace:
    version: str
    """Of what is replaced; "" for any."""
    target: str
    """A module, or a path of the repository."""
    target_version: str
    line: int


@dataclass(slots=True)
class _Mod:
    """One go.mod."""

    requires: list[_Require] = field(default_factory=list)
    replaces: dict[str, list[_Replace]] = field(default_factory=dict)
    go: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class _Sum:
    """One digest of go.sum."""

    line: int
    digest: str


class Go:
    """Fills checks.packages.model.Ecosystem."""

    name = "go"

    def claims(self, path: str) -> bool:
        """By its name."""
        return path.rpartition("/")[2] in (_MOD, _SUM)

    def project(self, path: str, snapshot: Snapshot) -> Sequence[str]:
        """The two of one folder."""
        names = (folder(path) + _MOD, folder(path) + _SUM)
        return [name for name in names if name == path or snapshot.entry(name)]

    def read(self, files: Mapping[str, bytes]) -> Reading:
        """Each go.mod with the go.sum beside it; a go.sum by itself says nothing."""
        dependencies: list[Dependency] = []
        mismatches: list[Mismatch] = []
        problems: list[Problem] = []
        for path, content in files.items():
            sum_path = folder(path) + _SUM
            if not path.endswith(_MOD):
                continue
            try:
                mod = _mod(bounds.text(content))
            except Unreadable as error:
                problems.append(Problem(path, str(error)))
                continue
            sums: Mapping[tuple[str, str], _Sum] | None = None
            try:
                sums = _sums(bounds.text(files[sum_path])) if sum_path in files else None
            except Unreadable as error:
                problems.append(Problem(sum_path, str(error)))
            dependencies += (_dependency(path, one, mod, sum_path, sums) for one in mod.requires if _kept(one, mod))
            if mod.go < _NAMES_ALL:
                dependencies += _unnamed(sum_path, mod, sums or {})
            mismatches += _mismatches(path, mod, sums)
        return Reading(tuple(dependencies), (), tuple(mismatches), tuple(problems))


def _mod(text: str) -> _Mod:
    mod = _Mod()
    block = ""
    for number, line in enumerate(lines(text), 1):
        words = [_unquoted(word, number) for word in _WORD.findall(line)]
        comment = words.pop()[2:].strip() if words and words[-1].startswith("//") else ""
        if not words:
            continue
        if block and words == [")"]:
            block = ""
        elif not block and len(words) == 2 and words[1] == "(":
            block = words[0]
        elif block:
            _directive(mod, block, words, comment, number)
        else:
            _directive(mod, words[0], words[1:], comment, number)
    if block:
        raise Unreadable(f"its {block} block is not closed")
    return mod


def _directive(mod: _Mod, verb: str, words: Sequence[str], comment: str, line: int) -> None:
    if verb == "require":
        if len(words) != 2 or not _MODULE.fullmatch(words[0]):
            raise Unreadable(f"line {line} requires no module at a version")
        indirect = comment == "indirect" or comment.startswith("indirect;")
        mod.requires.append(_Require(words[0], words[1], line, indirect))
        if len(mod.requires) > bounds.MOST_DEPENDENCIES:
            raise Unreadable(f"it has more than {bounds.MOST_DEPENDENCIES} entries")
    elif verb == "replace":
        _replace(mod, words, line)
    elif verb == "go" and words and (found := re.match(r"(\d{1,4})\.(\d{1,4})", words[0])):
        mod.go = (int(found[1]), int(found[2]))


def _replace(mod: _Mod, words: Sequence[str], line: int) -> None:
    if "=>" not in words:
        raise Unreadable(f"line {line} replaces nothing by anything")
    at = list(words).index("=>")
    left, right = words[:at], words[at + 1 :]
    if len(left) not in (1, 2) or len(right) not in (1, 2):
        raise Unreadable(f"line {line} replaces nothing by anything")
    if not _is_path(right[0]) and not (_MODULE.fullmatch(right[0]) and len(right) == 2):
        raise Unreadable(f"line {line} replaces a module by no module at a version")
    target_version = right[1] if len(right) == 2 else ""
    replaced = _Replace(left[1] if len(left) == 2 else "", right[0], target_version, line)
    mod.replaces.setdefault(left[0], []).append(replaced)


def _unquoted(word: str, line: int) -> str:
    if word[0] == "`" and len(word) > 1:
        return word[1:-1]
    if word[0] == '"' and len(word) > 1:
        if "\\" in word:
            raise Unreadable(f"line {line} has a name with escapes in it")
        return word[1:-1]
    return word


def _sums(text: str) -> Mapping[tuple[str, str], _Sum]:
    """(module, version) -> the digest of its contents; those of go.mod files alone prove no code."""
    found: dict[tuple[str, str], _Sum] = {}
    for number, line in enumerate(lines(text), 1):
        if not line.strip():
            continue
        match = _SUM_LINE.fullmatch(line.strip())
        if match is None:
            raise Unreadable(f"line {number} is no module, version and digest")
        if not match[3]:
            found[match[1], match[2]] = _Sum(number, match[4])
    return found


def _replaced(one: _Require, mod: _Mod) -> _Replace | None:
    """The one for this version goes before the one for all."""
    fitting = [found for found in mod.replaces.get(one.name, ()) if found.version in ("", one.version)]
    return max(fitting, key=lambda found: found.version != "", default=None)


def _is_path(target: str) -> bool:
    return target.startswith(("./", "../", "/", ".\\", "..\\")) or target in (".", "..") or target[1:3] in (":\\", ":/")


def _kept(one: _Require, mod: _Mod) -> bool:
    """Not where a folder stands in for it, which nobody publishes."""
    replaced = _replaced(one, mod)
    return replaced is None or not _is_path(replaced.target)


def _dependency(
    path: str, one: _Require, mod: _Mod, sum_path: str, sums: Mapping[tuple[str, str], _Sum] | None
) -> Dependency:
    replaced = _replaced(one, mod)
    name, version = (replaced.target, replaced.target_version) if replaced else (one.name, one.version)
    found = (sums or {}).get((name, version))
    return Dependency(
        type=TYPE,
        name=name,
        place=Place(path, replaced.line if replaced else one.line),
        version=version if _VERSION.fullmatch(version) else "",
        requirement=version,
        locked=Place(sum_path, found.line) if found else None,
        integrity=(found.digest,) if found and ":" in found.digest else (),
        integrity_expected=sums is not None and not one.indirect,
        written=one.name if one.name != name else "",
    )


def _unnamed(sum_path: str, mod: _Mod, sums: Mapping[tuple[str, str], _Sum]) -> Iterator[Dependency]:
    """Modules that older versions of Go leave out of go.mod: of several versions the highest is what is built."""
    named = {one.name for one in mod.requires} | {one.target for many in mod.replaces.values() for one in many}
    highest: dict[str, str] = {}
    for name, version in sums:
        if name not in named and _MODULE.fullmatch(name) and _VERSION.fullmatch(version):
            highest[name] = max(highest.get(name, version), version, key=_order)
    for name, version in highest.items():
        found = sums[name, version]
        digest = (found.digest,) if ":" in found.digest else ()
        yield Dependency(type=TYPE, name=name, place=Place(sum_path, found.line), version=version, integrity=digest)


def _order(version: str) -> tuple[list[int], bool, str]:
    """Of versions that look like v1.2.3-pre+build, as far as it matters: a release comes after its candidates."""
    numbers, _, pre = version[1:].partition("+")[0].partition("-")
    return [int(number) for number in numbers.split(".") if number.isdecimal() and len(number) < 20], not pre, pre


def _mismatches(path: str, mod: _Mod, sums: Mapping[tuple[str, str], _Sum] | None) -> Iterator[Mismatch]:
    """A direct module whose digest go.sum does not hold, though it holds one of another version."""
    if sums is None:
        return
    held: dict[str, list[str]] = {}
    for name, version in sums:
        held.setdefault(name, []).append(version)
    for one in mod.requires:
        if one.indirect or not _kept(one, mod) or _replaced(one, mod) or (one.name, one.version) in sums:
            continue
        if others := held.get(one.name):
            message = f"go.mod requires {one.name} {one.version}, go.sum has the digest of {others[-1]} only"
            yield Mismatch(Place(path, one.line), TYPE, one.name, message)
