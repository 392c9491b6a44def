"""Popular names in a form that is used as it lies on disk: opened by mapping the file, in a millisecond.

A list's deletion neighbourhood is a table of hashes: two names one slip apart share a skeleton less a letter or two. A
hash may name the wrong thing, so whatever comes out of a table is compared again. The form is made by `building`.
"""

from __future__ import annotations

import hashlib
import json
import mmap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

from checks.typosquats.names import runs

FORM = b"sekisho names 1\n"
FILE = "popular.index"
"""Its name in a data version folder."""
LISTS = "popular"
"""The folder of plain lists beside it: `<purl type>.txt`."""
EXACT, NEAR, CORE, ORDER, BASE, WORD, NEAR_WORD = range(1, 8)
"""What is hashed (by CRC-32, the kind being its start): a key of one kind hardly ever meets one of another."""
_MAKERS = [Path(__file__).with_name(f"{name}.py") for name in ("building", "index", "names")]
MAKER = hashlib.sha256(b"\0".join(file.read_bytes() for file in _MAKERS)).hexdigest()
"""Over the code that takes names apart and writes them: an index of another maker is not read."""
MOST = 24
"""Names under one key, the most popular ones."""
ENGLISH = 1 << 24
"""Flag of an English word, beside the number of popular names that have the word."""


class Unusable(Exception):
    """An index that cannot be read: missing, broken, of another form. The text says which and what to do."""


def misspellings(word: str) -> tuple[str, str]:
    """Keys that a word shares with itself misspelt: its letters in order, and without doubled ones."""
    return f"~{''.join(sorted(word))}", f"={runs(word)}"


class Table:
    """Hash -> numbers: where a bucket starts, hashes in order, their numbers.

    Most of what is asked for is not there, and a map of bytes by the hash's first bits says so at once.
    """

    __slots__ = ("_hashes", "_present", "_shift", "_starts", "_values", "_width")

    def __init__(self, present: memoryview, starts: memoryview, hashes: memoryview, values: memoryview) -> None:
        self._present, self._starts, self._hashes, self._values = present, starts, hashes, values
        self._shift = 33 - (len(starts) - 1).bit_length()
        self._width = 33 - len(present).bit_length()

    def get(self, wanted: int) -> Sequence[int]:
        """The numbers kept under a hash, in the order they were given."""
        if not self._present[wanted >> self._width]:
            return ()
        bucket = wanted >> self._shift
        start, end = self._starts[bucket], self._starts[bucket + 1]
        return [self._values[at] for at in range(start, end) if self._hashes[at] == wanted]

    def near(self, kind: int, skeleton: str) -> set[int]:
        """All that shares the skeleton, less at most a letter on either side."""
        text, present, width = skeleton.encode(), self._present, self._width
        keys = [text[:at] + text[at + 1 :] for at in range(len(text))]
        keys.append(text)
        found: set[int] = set()
        for key in keys:
            if present[(wanted := crc32(key, kind)) >> width]:
                found.update(self.get(wanted))
        return found


@dataclass(frozen=True, slots=True)
class Names:
    """One registry's list. A name's number is its rank, from 0."""

    table: Table
    text: memoryview
    starts: memoryview
    kin: memoryview
    """By number: how many other names of the list have this one's parts among theirs, 255 at most."""
    families: Mapping[str, tuple[str, int]]
    """First word -> the one scope whose packages begin with it, and how many do."""
    scopes: Mapping[str, int]
    """Scope -> how many of its packages are on the list."""

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, number: int) -> str:
        return str(self.text[self.starts[number] : self.starts[number + 1]], "utf-8")

    def rank(self, name: str) -> int | None:
        """From 0; None where the list does not have it."""
        for number in self.table.get(crc32(name.encode("utf-8", "replace"), EXACT)):
            if self[number] == name:
                return number
        return None

    def under(self, kind: int, key: str) -> Sequence[int]:
        """Numbers of the names kept under this key, most popular first. Not yet compared."""
        return self.table.get(crc32(key.encode(), kind))


@dataclass(frozen=True, slots=True)
class Words:
    """The words of all popular names, and English ones."""

    table: Table
    near: Table
    text: memoryview
    starts: memoryview

    def known(self, word: str) -> int:
        """How many popular names have it."""
        return self._about(word) & (ENGLISH - 1)

    def english(self, word: str) -> bool:
        """Whether it is an everyday English word."""
        return self._about(word) >= ENGLISH

    def unheard_of(self, word: str) -> bool:
        """Whether it is no English word, and in hardly any popular name."""
        return self._about(word) <= 1

    def _about(self, word: str) -> int:
        found = self.table.get(crc32(word.encode(), WORD))
        return found[0] if found else 0

    def common_near(self, word: str) -> Iterator[str]:
        """Common long words that this one may be with letters swapped, doubled, not doubled, or one left out."""
        keys = (word, *misspellings(word))
        for number in sorted({number for key in keys for number in self.near.get(crc32(key.encode(), NEAR_WORD))}):
            yield str(self.text[self.starts[number] : self.starts[number + 1]], "utf-8")


@dataclass(frozen=True, slots=True)
class Index:
    """All lists."""

    names: Mapping[str, Names]
    """By purl type."""
    words: Words
    confusable: Mapping[str, str]
    """Letter of another script -> the Latin letter or digit that it looks like."""
    digest: str
    """Over the lists it was made from."""


def opened(file: Path) -> Index:
    """Raises Unusable."""
    try:
        with file.open("rb") as stream:
            return read(memoryview(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unusable(f"{file} is no index of popular names: {error}") from error


def read(content: memoryview) -> Index:
    """The index in these bytes. Raises ValueError, KeyError, TypeError."""
    if bytes(content[: len(FORM)]) != FORM:
        raise ValueError("it has another form")
    start = len(FORM) + 8
    size = int.from_bytes(content[len(FORM) : start], "little")
    header: dict[str, Any] = json.loads(bytes(content[start : start + size]))
    if header["maker"] != MAKER:
        raise ValueError("it was made by another version")
    sections = _Sections(content[-(-(start + size) // 4) * 4 :], header["sections"])
    return Index(
        names={type_: _names(sections, type_, about) for type_, about in header["types"].items()},
        words=Words(sections.table("words"), sections.table("near"), sections.raw("common"), sections["common.starts"]),
        confusable=header["confusable"],
        digest=header["digest"],
    )


def _names(sections: _Sections, type_: str, about: Mapping[str, Any]) -> Names:
    families = {word: (scope, count) for word, (scope, count) in about["families"].items()}
    text, starts = sections.raw(f"{type_}.text"), sections[f"{type_}.text.starts"]
    return Names(sections.table(type_), text, starts, sections.raw(f"{type_}.kin"), families, about["scopes"])


class _Sections:
    """Parts of the file by name; each begins at a multiple of four bytes."""

    def __init__(self, content: memoryview, places: Mapping[str, tuple[int, int]]) -> None:
        self._content = content
        self._places = places

    def raw(self, name: str) -> memoryview:
        at, size = self._places[name]
        if at + size > len(self._content):
            raise ValueError("it is cut short")
        return self._content[at : at + size]

    def __getitem__(self, name: str) -> memoryview:
        return self.raw(name).cast("I")

    def table(self, name: str) -> Table:
        parts = (self[f"{name}.{part}"] for part in ("buckets", "hashes", "values"))
        return Table(self.raw(f"{name}.present"), *parts)
