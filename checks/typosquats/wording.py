"""What is said of a suspicious name: title, two sentences, what to write instead. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from checks.interface import Confidence, Finding, Severity
from checks.packages.model import Dependency
from checks.packages.purls import purl
from checks.rule import load
from checks.typosquats.asked import Candidate
from checks.typosquats.slips import Technique

NAME = "typosquats"
RULES = load(Path(__file__).with_name("rules.yaml"))
_SHOWN = 100
_SCOPE = (Technique.SCOPE_LEFT_OUT, Technique.SCOPE_JOINED, Technique.SCOPE_FAMILY, Technique.SCOPE_CHANGED)
_RULE: Mapping[Technique, str] = {
    Technique.DELIMITER: "rearranged-package",
    Technique.ORDER: "rearranged-package",
    Technique.VERSION: "decorated-package",
    Technique.AFFIX: "decorated-package",
    Technique.OTHER_AFFIX: "decorated-package",
    Technique.BARE: "decorated-package",
    Technique.COMBINATION: "decorated-package",
    **dict.fromkeys(_SCOPE, "scope-confusion"),
    Technique.ELSEWHERE: "package-of-another-registry",
    Technique.IMPORT: "import-name",
    Technique.STANDARD_LIBRARY: "import-name",
    Technique.OPTION: "option-as-package",
}
"""All others are misspelt-package."""
_REGISTRIES = {"pypi": "PyPI", "npm": "npm"}
_NO_SUGGESTION = frozenset({
    *(Technique.OPTION, Technique.ELSEWHERE, Technique.STANDARD_LIBRARY),
    *(Technique.SCOPE_FAMILY, Technique.MISSPELT_WORD),
})  # fmt: skip
_NAME_ENDS = re.compile(r"[\w.@/-]$")
_NAME_GOES_ON = re.compile(r"[.@/-]*\w")
_LOCK = re.compile(r"lock|shrinkwrap|go\.sum", re.IGNORECASE)


def finding(
    dependency: Dependency,
    candidate: Candidate,
    weight: tuple[Severity, Confidence],
    lines: Sequence[str],
    among: int = 0,
) -> Finding:
    """A finding on the line that brings the package in. `lines` are its file's, `among` the length of the list."""
    name, target = shown(dependency.name), shown(candidate.target.rpartition(":")[2])
    words = _words(dependency.type, name, target, candidate, among)
    at = dependency.place.line - 1
    suggestion = _suggestion(dependency, candidate, lines[at] if at < len(lines) else "")
    rule = _RULE.get(candidate.technique, "misspelt-package")
    return _finding(dependency, rule, weight, words, target, suggestion)


def confused(dependency: Dependency, sentence: str) -> Finding:
    """Of an internal name that a public index can answer, as `sentence` says."""
    name = shown(dependency.name)
    words = (
        f"`{name}` is an internal name that a public index can answer",
        f"{sentence} Take names of this kind from the internal index alone.",
        "Name the internal index as the only one for this package, or give its address there.",
    )
    return _finding(dependency, "dependency-confusion", (Severity.HIGH, Confidence.MEDIUM), words)


def _finding(
    dependency: Dependency,
    rule: str,
    weight: tuple[Severity, Confidence],
    words: tuple[str, str, str],
    target: str = "",
    suggestion: str | None = None,
) -> Finding:
    return Finding(
        check=NAME,
        rule=rule,
        severity=weight[0],
        confidence=weight[1],
        path=dependency.place.path,
        start_line=dependency.place.line,
        end_line=dependency.place.line,
        title=words[0].replace("`", ""),  # a title is no Markdown
        message=words[1],
        remedy=words[2],
        subject=f"{dependency.type}/{shown(dependency.name)} {target}".rstrip(),
        references=RULES[rule].references,
        suggestion=suggestion,
        cwe=RULES[rule].cwe,
        package=purl(dependency),
    )


def shown(name: str) -> str:
    """A name that cannot play tricks on whoever reads it: printable ASCII, other characters as their code points."""
    cut = name if len(name) <= _SHOWN else f"{name[:_SHOWN]}…"
    plain = (character if _plain(character) else f"\\u{{{ord(character):x}}}" for character in cut)
    return "".join(plain)


def _plain(character: str) -> bool:
    return character == "…" or (character.isascii() and character.isprintable() and character != "`")


def _words(type_: str, name: str, target: str, candidate: Candidate, among: int) -> tuple[str, str, str]:
    registry = _REGISTRIES.get(type_, type_)
    make = _SPECIAL.get(candidate.technique)
    if make is not None:
        return make(name, target, registry, candidate)
    rank = f", number {candidate.rank + 1:,} of the {among:,} most popular ones," if among > 1_000 else ""
    return (
        f"`{name}` is close to `{target}`: {candidate.technique}",
        f"This name differs from that of the popular package `{target}`{rank} in this: {candidate.technique}. "
        f"Write `{target}` if that is meant, and otherwise have somebody confirm who knows this package.",
        f"Write `{target}` instead of `{name}`, if that is meant.",
    )


def _misspelt(name: str, target: str, registry: str, _: Candidate) -> tuple[str, str, str]:
    return (
        f"`{name}` is misspelt: `{target}`",
        f"A word of this name is one slip away from a common one, as in `{target}`. "
        "Look up how the package that is meant is written.",
        f"Look up whether `{target}` is meant.",
    )


def _family(name: str, target: str, registry: str, _: Candidate) -> tuple[str, str, str]:
    scope, start = target.partition("/")[0], name.partition("-")[0]
    return (
        f"`{name}` is named like the packages of `{scope}`, without the scope",
        f"Popular packages whose names begin with `{start}-` are all in the scope `{scope}`, and anybody can "
        f"take such a name outside of it. Write `{target}` if that is meant.",
        f"Write `{target}` instead of `{name}`, if that is meant.",
    )


def _elsewhere(name: str, target: str, registry: str, candidate: Candidate) -> tuple[str, str, str]:
    other = _REGISTRIES.get(candidate.target.partition(":")[0], "")
    return (
        f"`{name}` is a popular package of {other}, not of {registry}",
        f"Everybody knows `{name}` from {other}, and on {registry} hardly anybody uses a package of that name. "
        "Look up what the package for this language is called.",
        "Look up what the package for this language is called.",
    )


def _imported(name: str, target: str, registry: str, _: Candidate) -> tuple[str, str, str]:
    return (
        f"`{name}` is what code imports; what is installed is `{target}`",
        f"The package `{target}` is imported under a name like this one, and another package may have taken it. "
        f"Write `{target}` if that is meant.",
        f"Write `{target}` instead of `{name}`, if that is meant.",
    )


def _standard(name: str, target: str, registry: str, _: Candidate) -> tuple[str, str, str]:
    return (
        f"`{name}` is named like `{target}` of the standard library",
        f"The module `{target}` comes with Python, or came with it once, and need not be installed. "
        "Leave this line out, or name the backport that is meant.",
        "Leave it out: it comes with Python.",
    )


def _option(name: str, target: str, registry: str, _: Candidate) -> tuple[str, str, str]:
    return (
        f"`{name}` is an option of the package manager, not a package",
        "Somebody typed an option where a package was asked for, and anybody can publish a package of that name. "
        "Leave this line out.",
        "Leave it out.",
    )


_SPECIAL = {
    Technique.MISSPELT_WORD: _misspelt,
    Technique.SCOPE_FAMILY: _family,
    Technique.ELSEWHERE: _elsewhere,
    Technique.IMPORT: _imported,
    Technique.STANDARD_LIBRARY: _standard,
    Technique.OPTION: _option,
}


def _suggestion(dependency: Dependency, candidate: Candidate, line: str) -> str | None:
    """The manifest's line with the other name, where this one stands there once."""
    if candidate.technique in _NO_SUGGESTION or dependency.via or _LOCK.search(dependency.place.path):
        return None
    written = dependency.written or dependency.name
    before, found, after = line.partition(written)
    alone = not _NAME_ENDS.search(before) and not _NAME_GOES_ON.match(after)
    if not found or written in after or not alone or not candidate.target.isascii():
        return None
    return before + candidate.target + after
