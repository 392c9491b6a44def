"""Makes the index of popular names from plain lists: `<purl type>.txt`, a name a line, most popular first.

What stands after a tab (a number of downloads) is not read, nor are empty lines and those that begin with "# ". Takes
some two seconds for 65,000 names, once a data version.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any
from zlib import crc32

from checks.typosquats.index import (
    BASE,
    CORE,
    ENGLISH,
    EXACT,
    FORM,
    MAKER,
    MOST,
    NEAR,
    NEAR_WORD,
    ORDER,
    WORD,
    misspellings,
)
from checks.typosquats.names import Name, cores, parse, singular

DATA = Path(__file__).parent / "data"
SHIPPED = DATA / "popular"
MOST_NAMES = 200_000
"""Of one list."""
_LONGEST = 60
"""Longer skeletons are only found whole."""
_COMMON = 8
"""Names that have a word, from which it counts as common: a misspelt one is told from a rare one."""
_FAMILY = 8
_FAMILY_SHARE = 0.95
_FAMILY_SCOPE = 50
_SCOPE = 3
"""Packages on the list from which a scope counts as known."""
Entry = int
"""A hash, and in the lower 32 bits a number."""


def lists(folder: Path) -> dict[str, list[str]]:
    """Purl type -> names, of all lists in the folder. Raises OSError, UnicodeDecodeError."""
    return {file.stem: list(_lines(file))[:MOST_NAMES] for file in sorted(folder.glob("*.txt"))}


def build(target: Path, folder: Path | None = None) -> None:
    """Writes the index of the lists in `folder`, and of the shipped ones for every type it has none of.

    Raises OSError, UnicodeDecodeError; then `target` is what it was before.
    """
    content = made(all_lists(folder))
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        draft.write_bytes(content)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def all_lists(folder: Path | None) -> dict[str, list[str]]:
    """The shipped lists, and those of `folder` in their place. Raises OSError, UnicodeDecodeError."""
    return lists(SHIPPED) | (lists(folder) if folder else {})


def made(popular: Mapping[str, Sequence[str]]) -> bytes:
    """The index of these lists, by purl type. The same lists give the same bytes."""
    parsed = {type_: [parse(name) for name in names] for type_, names in popular.items()}
    counts = Counter(word for some in parsed.values() for name in some for word in set(name.words))
    sections: dict[str, bytes] = {}
    types: dict[str, Any] = {}
    for type_, names in parsed.items():
        kept = [name.encode() for name in popular[type_]]
        sections |= _texts(f"{type_}.text", kept)
        sections[f"{type_}.kin"] = bytes(_kin(names))
        sections |= _table(type_, _keys(type_, popular[type_], names))
        scopes = Counter(name.text.partition("/")[0] for name in names if name.text.startswith("@"))
        types[type_] = {
            "families": dict(_families(names, scopes)),
            "scopes": {scope: count for scope, count in scopes.items() if count >= _SCOPE},
        }
    sections |= _words(counts)
    header = {"types": types, "confusable": _confusable(), "digest": digest(popular), "maker": MAKER}
    return _packed(header, sections)


def _lines(file: Path) -> Iterator[str]:
    seen = set()
    for line in file.read_text("utf-8").splitlines():
        name = line.partition("\t")[0].strip()
        if name and not line.startswith("# ") and name not in seen:
            seen.add(name)
            yield name


def _keys(type_: str, popular: Sequence[str], names: Sequence[Name]) -> Iterator[Entry]:
    for number, (text, name) in enumerate(zip(popular, names, strict=True)):
        yield _entry(EXACT, text, number)
        for key in _deletions(name.skeleton):
            yield crc32(key, NEAR) << 32 | number
        for core in cores(name, type_):
            yield _entry(CORE, core, number)
        if len(name.parts) > 1:
            yield _entry(ORDER, "\0".join(sorted(name.parts)), number)
        if name.text.startswith("@") and not name.text.startswith("@types/"):
            yield _entry(BASE, name.text.partition("/")[2], number)


def _entry(kind: int, key: str, number: int) -> Entry:
    return crc32(key.encode(), kind) << 32 | number


def _deletions(skeleton: str) -> set[bytes]:
    """The skeleton, and what is left of it without one letter, and without a plural's s."""
    text = skeleton.encode()
    forms = [text] if singular(skeleton) == skeleton else [text, text[:-1]]
    if len(text) > _LONGEST:
        return set(forms)
    return {*forms, *[form[:at] + form[at + 1 :] for form in forms for at in range(len(form))]}


def _kin(names: Sequence[Name]) -> Iterator[int]:
    """By name: how many others have its parts, in its order, among theirs; a scope is none of them."""
    extended: Counter[tuple[str, ...]] = Counter()
    for name in names:
        parts = name.parts[name.text.startswith("@") :]
        runs = {parts[i:j] for i in range(len(parts)) for j in range(i + 1, len(parts) + 1) if j - i < len(parts)}
        extended.update(runs)
    yield from (min(extended[name.parts], 255) for name in names)


def _families(names: Sequence[Name], scopes: Mapping[str, int]) -> Iterator[tuple[str, tuple[str, int]]]:
    """First words that popular names only have inside one large scope."""
    users: defaultdict[str, Counter[str]] = defaultdict(Counter)
    alone = {name.squeezed for name in names}
    for name in names:
        scope = name.text.partition("/")[0] if name.text.startswith("@") else ""
        parts = name.parts[bool(scope) :]
        if len(parts) > 1:
            users[parts[0]][scope] += 1
    for word, by_scope in sorted(users.items()):
        scope, count = by_scope.most_common(1)[0]
        large = scopes.get(scope, 0) >= _FAMILY_SCOPE and count >= _FAMILY
        if large and count >= _FAMILY_SHARE * by_scope.total() and word not in alone:
            yield word, (scope, count)


def _words(counts: Mapping[str, int]) -> dict[str, bytes]:
    english = set((DATA / "english.txt").read_text("ascii").split())
    known = {word: min(count, ENGLISH - 1) for word, count in counts.items()}
    flagged = {word: known.get(word, 0) | (ENGLISH if word in english else 0) for word in {*known, *english}}
    common = sorted(word for word, count in counts.items() if count >= _COMMON and len(word) >= 5 and word.isalpha())
    near = (
        _entry(NEAR_WORD, key, number)
        for number, word in enumerate(common)
        for key in {*misspellings(word), *(word[:at] + word[at + 1 :] for at in range(1, len(word) - 1))}
    )
    return {
        **_table("words", (_entry(WORD, word, value) for word, value in flagged.items())),
        **_table("near", near),
        **_texts("common", [word.encode() for word in common]),
    }


def _table(name: str, entries: Iterable[Entry]) -> dict[str, bytes]:
    """As `index.Table` reads it. Under one hash only the smallest numbers stay."""
    kept = list(_first(sorted(entries)))
    bits = max(len(kept), 1).bit_length()
    counts = [0] * ((1 << bits) + 1)
    present = bytearray(1 << (bits + 2))
    for one in kept:
        counts[(one >> (64 - bits)) + 1] += 1
        present[one >> (62 - bits)] = 1
    parts = {
        "buckets": array("I", accumulate(counts)),
        "hashes": array("I", [one >> 32 for one in kept]),
        "values": array("I", [one & 0xFFFFFFFF for one in kept]),
    }
    return {f"{name}.present": bytes(present)} | {f"{name}.{part}": _little(some) for part, some in parts.items()}


def _first(ordered: Iterable[Entry]) -> Iterator[Entry]:
    before, count = -1, 0
    for one in ordered:
        count = count + 1 if one >> 32 == before else 0
        before = one >> 32
        if count < MOST:
            yield one


def _texts(name: str, texts: Sequence[bytes]) -> dict[str, bytes]:
    starts = array("I", [0])
    for text in texts:
        starts.append(starts[-1] + len(text))
    return {name: b"".join(texts), f"{name}.starts": _little(starts)}


def _little(numbers: array[int]) -> bytes:
    if sys.byteorder == "big" or numbers.itemsize != 4:
        raise OSError("popular names are indexed for machines with little-endian 32-bit integers only")
    return numbers.tobytes()


def _confusable() -> dict[str, str]:
    """Look-alikes of ASCII letters and digits, from Unicode's own table."""
    from confusable_homoglyphs.confusables import (  # type: ignore[import-untyped]  # slow, and only needed here
        confusables_data,
    )

    found = {}
    for character, others in confusables_data.items():
        plain = [one["c"] for one in others if len(one["c"]) == 1 and one["c"].isascii() and one["c"].isalnum()]
        if len(character) == 1 and not character.isascii() and plain:
            found[character] = min(plain, key=lambda one: (not one.islower(), one))
    return found


def digest(popular: Mapping[str, Sequence[str]]) -> str:
    """Over the names and their order."""
    lines = (f"{type_}\n" + "\n".join(names) for type_, names in sorted(popular.items()))
    return hashlib.sha256("\0".join(lines).encode()).hexdigest()


def _packed(header: Mapping[str, Any], sections: Mapping[str, bytes]) -> bytes:
    places, at = {}, 0
    for name, content in sections.items():
        places[name] = (at, len(content))
        at += -(-len(content) // 4) * 4
    text = json.dumps({**header, "sections": places}, separators=(",", ":"), sort_keys=True).encode()
    start = FORM + len(text).to_bytes(8, "little") + text
    padded = (content + bytes(-len(content) % 4) for content in sections.values())
    return b"".join((start, bytes(-len(start) % 4), *padded))
