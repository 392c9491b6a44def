"""Which popular names a name may have been meant to be, and by which technique. Pure; the lists are handed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from checks.typosquats.asked import Asked, Candidate
from checks.typosquats.dressed import combined, decorated, reordered
from checks.typosquats.index import Index
from checks.typosquats.names import MOST, cores, parse
from checks.typosquats.slipped import homoglyph, misspelt, near
from checks.typosquats.slips import Technique
from checks.typosquats.strayed import elsewhere, imported, scoped, standard, unscoped

Look = Callable[[Asked], Iterator[Candidate]]
_SLIPS: tuple[Look, ...] = (near,)
_EVERY: tuple[Look, ...] = (near, misspelt, decorated, reordered, combined, imported, elsewhere)
_LOOKS: dict[str, tuple[Look, ...]] = {"npm": (*_EVERY, unscoped), "pypi": (*_EVERY, standard)}
"""By the types of `asked.FULL`."""


def candidates(type_: str, text: str, index: Index) -> list[Candidate]:
    """All of them, unordered; none for a popular name, and for a type without a list."""
    names = index.names.get(type_)
    if names is None or len(text) > MOST or names.rank(text) is not None:
        return []
    if text.startswith("-"):
        return [Candidate(technique=Technique.OPTION, target="", features={})]
    if not text.isascii():
        return list(homoglyph(text, names, index))
    name = parse(text)
    asked = Asked(type_, name, cores(name, type_), names, index.words, index)
    if text.startswith("@"):
        return list(scoped(asked))
    found: list[Candidate] = []
    for look in _LOOKS.get(type_, _SLIPS):
        found += look(asked)
    return found
