"""The issuers' formats, read from `formats/*.yaml`: how a credential looks, what proves it, where to rotate it.

An entry has `id`, `issuer`, `what`, `keywords` (one of them stands in every file that holds one), `severity`, `rotate`
(the issuer's page) and one of three forms: `pattern`, the credential itself, which ends where words end; `named` and
`value`, what is assigned to a name; `whole`, an expression whose one group is the credential. All are RE2's: linear,
whatever the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import re2
import yaml

from checks.interface import Confidence, Severity

FOLDER = Path(__file__).parent / "formats"
OPTIONS = re2.Options()
OPTIONS.encoding = re2.Options.Encoding.LATIN1  # bytes are bytes, whatever the encoding of the text
OPTIONS.log_errors = False

_LEAST = 2.8
"""Bits per character of what nothing else proves."""
_BEFORE = r"(?:^|[^0-9A-Za-z_-]|\\[nrt]|%3[aAdD])"
_AFTER = r"(?:$|[^0-9A-Za-z_-])"
_ASSIGNED = r"""[\w.-]{0,30}["'\])}]{0,3}\s{0,5}(?::=|=>|\|\||\?\?|[=:,(> ])\s{0,5}["'`(]{0,2}"""


@dataclass(frozen=True, slots=True)
class Format:
    """One issuer's one kind of credential."""

    id: str
    """Permanent: the finding's rule."""
    issuer: str
    what: str
    keywords: tuple[str, ...]
    severity: Severity
    confidence: Confidence
    rotate: str
    """The issuer's page; "" where there is no one issuer."""
    expression: Any
    """Compiled; its only group is the credential."""
    proof: str = ""
    """Name of a function of `structure` or `plausible`."""
    entropy: float = 0.0
    """Bits per character that it has at least."""
    named: bool = False
    """Whether only the name beside it tells what it is."""
    paths: re.Pattern[str] | None = None
    """Of the only files that it is looked for in."""


def _format(entry: Mapping[str, Any]) -> Format:
    named = "named" in entry
    return Format(
        id=entry["id"],
        issuer=entry["issuer"],
        what=entry["what"],
        keywords=tuple(entry["keywords"]),
        severity=Severity(entry["severity"]),
        confidence=Confidence(entry.get("confidence", "medium" if named else "high")),
        rotate=entry["rotate"],
        expression=expression(_source(entry)),
        proof=entry.get("proof", ""),
        entropy=float(entry.get("entropy", 0 if "proof" in entry or "whole" in entry else _LEAST)),
        named=named,
        paths=re.compile(entry["paths"]) if "paths" in entry else None,
    )


def _source(entry: Mapping[str, Any]) -> str:
    if "whole" in entry:
        return str(entry["whole"])
    if "named" in entry:
        return f"(?i:{entry['named']}){_ASSIGNED}({entry['value']}){_AFTER}"
    return f"(?m){_BEFORE}({entry['pattern']}){_AFTER}"


def expression(source: str) -> Any:
    """Compiled for bytes."""
    return re2.compile(source.encode("latin-1"), OPTIONS)


@cache
def formats() -> Sequence[Format]:
    """All, in the order of the files."""
    entries = [entry for file in sorted(FOLDER.glob("*.yaml")) for entry in yaml.safe_load(file.read_text())]
    return tuple(_format(entry) for entry in entries)


class Prefilter:
    """Which formats a text can hold: one pass over it for all keywords."""

    def __init__(self, found: Sequence[Format]) -> None:
        self._set = re2.Set.SearchSet(OPTIONS)
        self._of: list[list[int]] = []
        by_keyword: dict[tuple[str, bool], list[int]] = {}
        for number, one in enumerate(found):
            for keyword in one.keywords:
                by_keyword.setdefault((keyword, keyword.islower()), []).append(number)
        for (keyword, loose), numbers in by_keyword.items():
            self._set.Add(("(?i)" if loose else "") + re2.escape(keyword))
            self._of.append(numbers)
        self._set.Compile()

    def __call__(self, text: bytes) -> list[int]:
        """Places of the formats whose expression is worth trying, in order."""
        return sorted({number for keyword in self._set.Match(text) or () for number in self._of[keyword]})
