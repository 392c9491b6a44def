"""Names that belong elsewhere: to a scope, another registry, the import statement, the standard library. Pure."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from math import log

from checks.typosquats.asked import FULL, Asked, Candidate, place, scope_size, structure
from checks.typosquats.facts import IMPORTS
from checks.typosquats.index import BASE
from checks.typosquats.names import parse
from checks.typosquats.slips import Technique, slip

_STANDARD = frozenset(sys.stdlib_module_names) | {
    *("asynchat", "asyncore", "audioop", "cgi", "cgitb", "chunk", "crypt", "distutils", "imghdr", "imp", "mailcap"),
    *("msilib", "nis", "nntplib", "ossaudiodev", "pipes", "smtpd", "sndhdr", "spwd", "sunau", "telnetlib", "uu"),
    *("xdrlib", "lib2to3"),
}
_STANDARD_RANK = 300
"""As popular as that, for scoring: everybody has it, few install it."""
_ELSEWHERE = 1000
"""Names of another registry's list that are looked at."""
_SHORTEST = 5
_NONE: Mapping[str, str] = {}


def unscoped(asked: Asked) -> Iterator[Candidate]:
    """A scope left out, or none where all others of the family have one. One word alone is nobody's."""
    name = asked.name
    if len(name.parts) < 2:
        return
    if found := _of_any_scope(asked, name.text):
        target = parse(asked.names[found[0]])
        more = scope_size(asked, target)
        yield structure(asked, Technique.SCOPE_LEFT_OUT, found[0], scopes=log(len(found)), **more)
    if family := asked.names.families.get(name.parts[0]):
        yield Candidate(
            technique=Technique.SCOPE_FAMILY,
            target=f"{family[0]}/{name.text}",
            features={"family": log(family[1])},
        )


def scoped(asked: Asked) -> Iterator[Candidate]:
    """A popular package's name in a scope that reads like its own. A scope that is known is its owner's alone, and
    another scope by itself is everyday."""
    scope, _, base = asked.name.text.partition("/")
    if scope in asked.names.scopes:
        return
    for number in _of_any_scope(asked, base):
        other = asked.names[number].partition("/")[0]
        between = slip(parse(scope).squeezed, parse(other).squeezed)
        if between is not None and other in asked.names.scopes:
            yield structure(asked, Technique.SCOPE_CHANGED, number, **scope_size(asked, parse(asked.names[number])))
            return


def standard(asked: Asked) -> Iterator[Candidate]:
    """Modules that come with the language."""
    text = asked.name.text.replace("-", "_")
    target = next((base for base in (text, f"{text}lib") if len(base) >= 4 and base in _STANDARD), "")
    if target:
        yield Candidate(
            technique=Technique.STANDARD_LIBRARY,
            target=target,
            rank=_STANDARD_RANK,
            features=place(_STANDARD_RANK),
        )


def imported(asked: Asked) -> Iterator[Candidate]:
    """Names under which packages are imported, taken for those under which they are installed."""
    known = IMPORTS.get(asked.type, _NONE)
    for name in (asked.name.text, *asked.cores):
        target = known.get(name, "")
        if target and target != asked.name.text:
            rank = asked.names.rank(target) or 0
            yield Candidate(technique=Technique.IMPORT, target=target, rank=rank, features=place(rank))
            return


def elsewhere(asked: Asked) -> Iterator[Candidate]:
    """A name that everybody knows from another registry."""
    for type_, names in asked.lists.names.items():
        if type_ != asked.type and type_ in FULL:
            rank = names.rank(asked.name.text)
            if rank is not None and rank < _ELSEWHERE and len(asked.name.text) >= _SHORTEST:
                features = {**place(rank), "english": float(asked.words.english(asked.name.squeezed))}
                target = f"{type_}:{asked.name.text}"
                yield Candidate(technique=Technique.ELSEWHERE, target=target, rank=rank, features=features)


def _of_any_scope(asked: Asked, base: str) -> Sequence[int]:
    return [number for number in asked.names.under(BASE, base) if asked.names[number].endswith(f"/{base}")]
