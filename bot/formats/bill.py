"""What a bill of materials is made of: packages, each once, and what asks for what as far as the files tell. Pure."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from license_expression import ExpressionError, LicenseExpression, get_spdx_licensing  # type: ignore[import-untyped]
from packageurl import PackageURL

from checks.interface import Package, Scope

_LONGEST_LICENCE = 1_000
_STRENGTH = (Scope.RUNTIME, Scope.OPTIONAL, Scope.DEVELOPMENT)


@dataclass(frozen=True, slots=True)
class Bill:
    """Whose packages they are."""

    name: str
    """owner/name, or a folder's."""
    version: str
    """The commit."""
    at: datetime
    """When they were listed."""
    packages: Sequence[Package]


@dataclass(frozen=True, slots=True)
class Part:
    """One package of a bill, wherever it comes in."""

    purl: PackageURL
    scope: Scope
    """The strongest of all places."""
    licence: str
    requirements: tuple[str, ...]
    places: tuple[tuple[str, int], ...]
    """(path, line)."""

    @property
    def ref(self) -> str:
        """Who it is within the document."""
        return self.purl.to_string()

    @property
    def name(self) -> str:
        """Without its namespace's escapes: "@types/node"."""
        return _full_name(self.purl)


def parts(bill: Bill) -> list[Part]:
    """Each package once, in order of purl."""
    same: dict[str, list[Package]] = defaultdict(list)
    for purl, package in _readable(bill):
        same[purl.to_string()].append(package)
    return [_part(purl, same[purl]) for purl in sorted(same)]


def relations(bill: Bill) -> Mapping[str, Sequence[str]]:
    """Purl -> purls of what it asks for; "" stands for the repository. What no chain tells for sure is left out."""
    packages = list(_readable(bill))
    finder = _Finder(packages)
    found: dict[str, set[str]] = defaultdict(set)
    for purl, package in packages:
        asking, asked = finder.asking(purl.type, package) if package.via else "", purl.to_string()
        if asking is not None and asking != asked:
            found[asking].add(asked)
    return {asking: sorted(asked) for asking, asked in sorted(found.items())}


@lru_cache(1_000)
def expression(licence: str) -> LicenseExpression | None:
    """As SPDX has it; None for what is no expression of licences that SPDX lists."""
    if not licence or len(licence) > _LONGEST_LICENCE:
        return None
    try:
        return _licensing().parse(licence, validate=True)
    except (ExpressionError, AttributeError, TypeError, RecursionError, ValueError):  # odd text in its tokenizer
        return None


@cache
def _licensing() -> Any:
    return get_spdx_licensing()


def _readable(bill: Bill) -> Iterator[tuple[PackageURL, Package]]:
    for package in bill.packages:
        with suppress(ValueError):  # none of any package
            yield PackageURL.from_string(package.purl), package


def _part(purl: str, same: Sequence[Package]) -> Part:
    return Part(
        purl=PackageURL.from_string(purl),
        scope=min((one.scope for one in same), key=_STRENGTH.index),
        licence=min((one.licence for one in same if one.licence), default=""),
        requirements=tuple(sorted({one.requirement for one in same if one.requirement})),
        places=tuple(sorted({(one.path, one.start_line) for one in same})),
    )


class _Finder:
    """Finds a chain's last name: in the lockfile's folder, else below it, else anywhere."""

    def __init__(self, packages: Iterable[tuple[PackageURL, Package]]) -> None:
        self._named: dict[tuple[str, str], dict[tuple[str, str], None]] = defaultdict(dict)
        """(purl type, name) -> (path, purl)."""
        for purl, package in packages:
            self._named[purl.type, _full_name(purl)][package.path, purl.to_string()] = None

    def asking(self, kind: str, package: Package) -> str | None:
        """Its purl; None where there is none, or more than one."""
        like = self._named.get((kind, package.via[-1]), {})
        folder = posixpath.dirname(package.path)
        beneath = f"{folder}/" if folder else ""
        for near in (
            {purl for path, purl in like if posixpath.dirname(path) == folder},
            {purl for path, purl in like if path.startswith(beneath)},
            {purl for _path, purl in like},
        ):
            if near:
                return near.pop() if len(near) == 1 else None
        return None


def _full_name(purl: PackageURL) -> str:
    return f"{purl.namespace}/{purl.name}" if purl.namespace else str(purl.name)
