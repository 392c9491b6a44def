"""Popular names dressed up: with words for the language, numbers, foreign words, in another order. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from checks.typosquats.asked import Asked, Candidate, structure
from checks.typosquats.index import CORE, NEAR, ORDER
from checks.typosquats.names import cores, parse, unversioned
from checks.typosquats.slips import Technique

_KIN = 3
"""Popular names that extend a popular one, beyond which it has a family of plugins, and one more is everyday."""


def decorated(asked: Asked) -> Iterator[Candidate]:
    """The same name but for words that say the language, or a version."""
    own = asked.name.squeezed
    for core in asked.cores:
        yield from _squeezed(asked, core, Technique.AFFIX)
        yield from _under_core(asked, core, Technique.OTHER_AFFIX)
    yield from _under_core(asked, own, Technique.BARE)
    yield from _ending_otherwise(asked)
    plain = unversioned(asked.name)
    if plain and plain != own and plain not in asked.cores:
        yield from _squeezed(asked, plain, Technique.VERSION)


def reordered(asked: Asked) -> Iterator[Candidate]:
    """The same words in another order."""
    if len(asked.name.parts) > 1:
        for number in asked.names.under(ORDER, "\0".join(sorted(asked.name.parts))):
            target = parse(asked.names[number])
            same = sorted(target.parts) == sorted(asked.name.parts) and target.parts != asked.name.parts
            if same and target.text.startswith("@") == asked.name.text.startswith("@"):
                yield structure(asked, Technique.ORDER, number)
                return


def combined(asked: Asked) -> Iterator[Candidate]:
    """A popular name that nobody else extends, and words beside it that nobody else uses, as forks have them."""
    parts = asked.name.parts
    for size in range(len(parts) - 1, 0, -1):
        for start in (0, len(parts) - size):
            rest = parts[:start] + parts[start + size :]
            number = _exactly(asked, parts[start : start + size])
            if number is None or asked.names.kin[number] > _KIN or not all(map(asked.words.unheard_of, rest)):
                continue
            features = {"several": float(size > 1), "rest": float(len(rest)), "before": float(start > 0)}
            yield structure(asked, Technique.COMBINATION, number, **features)
            return


def _ending_otherwise(asked: Asked) -> Iterator[Candidate]:
    """Another ending than `.js`, as files have them ("discord.dll")."""
    stem, dot, ending = asked.name.text.rpartition(".")
    if dot and ending.isalpha() and (number := asked.names.rank(f"{stem}.js")) is not None:
        yield structure(asked, Technique.AFFIX, number)


def _squeezed(asked: Asked, key: str, technique: Technique) -> Iterator[Candidate]:
    """The most popular name of this squeezed form."""
    if len(key) < 2 or key == asked.name.squeezed:
        return
    for number in asked.names.under(NEAR, parse(key).skeleton):
        target = parse(asked.names[number])
        if target.squeezed == key:
            yield structure(asked, technique, number)
            return


def _under_core(asked: Asked, key: str, technique: Technique) -> Iterator[Candidate]:
    for number in asked.names.under(CORE, key):
        target = parse(asked.names[number])
        if target.squeezed != asked.name.squeezed and key in cores(target, asked.type):
            yield structure(asked, technique, number)
            return


def _exactly(asked: Asked, parts: tuple[str, ...]) -> int | None:
    """The number of the name that these parts make, with a delimiter that the whole name has."""
    for delimiter in "-._":
        joined = delimiter.join(parts)
        if (len(parts) == 1 or delimiter in asked.name.text) and (number := asked.names.rank(joined)) is not None:
            return number
        if len(parts) == 1:
            return None
    return None
