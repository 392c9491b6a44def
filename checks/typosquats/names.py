"""Names taken apart for comparing: pure text, no lists. All of it is linear in the name's length."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

MOST = 128
"""Longer names are not compared: no popular one comes near, and no registry's command takes them by hand."""
LOOK_ALIKE = str.maketrans("01345", "oleas")
_DELIMITERS = re.compile(r"[-_.\s/@:]+")
_WORDS = re.compile(r"[a-z]+|[0-9]+")
_RUNS = re.compile(r"([a-z])\1+")
_VERSION = re.compile(r"(.*?[a-z].*?)[-_.]?v?(?:\d+\.)*\d+")
AFFIXES: Mapping[str, tuple[str, ...]] = {
    "npm": ("nodejs", "node", "javascript", "js", "npm", "ts", "typescript", "lib"),
    "pypi": ("python3", "python2", "python", "py3", "py2", "py", "lib", "pip", "pypi"),
}
"""Words that say which language or registry a package is for, and nothing about what it does; longer ones first."""
_GO_MAJOR = re.compile(r"/v\d+$")


class Name(NamedTuple):
    """A name and its parts."""

    text: str
    """Lower case."""
    parts: tuple[str, ...]
    """Between delimiters; a scope is one of them."""
    squeezed: str
    """Without delimiters."""
    words: tuple[str, ...]
    """Runs of letters, runs of digits."""
    skeleton: str
    """What is left when delimiters, doubled characters and look-alike digits are not told apart."""


def parse(text: str) -> Name:
    """`text` as its ecosystem normalises it."""
    lower = text.lower()
    if lower.isalpha() and lower.isascii():  # most names are one word, and need no taking apart
        return Name(lower, (lower,), lower, (lower,), _skeleton(lower))
    parts = tuple(filter(None, _DELIMITERS.split(lower)))
    squeezed = "".join(parts)
    return Name(lower, parts, squeezed, tuple(_WORDS.findall(lower)), _skeleton(squeezed))


def squeeze(text: str) -> str:
    """What `parse` calls squeezed, alone."""
    lower = text.lower()
    return lower if lower.isalnum() else "".join(_DELIMITERS.split(lower))


def _skeleton(squeezed: str) -> str:
    plain = squeezed.translate(LOOK_ALIKE)
    return "".join([one for one, other in zip(plain, plain[1:] + " ", strict=False) if one != other])


def singular(text: str) -> str:
    """Without a plural's s; "js", "ss", "us" end no plural."""
    return text[:-1] if len(text) > 5 and text[-1] == "s" and text[-2] not in "sju" else text


def runs(text: str) -> str:
    """With every doubled letter once."""
    return _RUNS.sub(r"\1", text)


def cores(name: Name, type_: str) -> tuple[str, ...]:
    """What is left of the name without the words that only say the language ("python-foo", "foojs"); squeezed."""
    affixes = AFFIXES.get(type_, ())
    parts = list(name.parts)
    while len(parts) > 1 and parts[0] in affixes:
        parts = parts[1:]
    while len(parts) > 1 and parts[-1] in affixes:
        parts = parts[:-1]
    found = ["".join(parts)] if len(parts) < len(name.parts) else []
    text = name.squeezed
    if not found and not text.startswith(affixes) and not text.endswith(affixes):
        return ()
    before = next((affix for affix in affixes if text.startswith(affix) and len(text) >= len(affix) + 3), "")
    after = next((affix for affix in affixes if text.endswith(affix) and len(text) >= len(affix) + 3), "")
    found += [text[len(before) :]] if before else []
    found += [text[: -len(after)]] if after else []
    return tuple(dict.fromkeys(found))


def unversioned(name: Name) -> str:
    """Squeezed, without the number at its end; "" where there is none."""
    match = _VERSION.fullmatch(name.text) if name.text[-1:].isdigit() else None
    return "".join(_DELIMITERS.split(match[1])) if match else ""


def seen(text: str, confusable: Mapping[str, str]) -> str:
    """As a reader sees it: look-alikes of other scripts as the letters they look like, invisible characters gone."""
    plain = "".join(confusable.get(character, character) for character in unicodedata.normalize("NFKC", text))
    shown = (character for character in plain if unicodedata.category(character) not in ("Cf", "Cc", "Mn"))
    return "".join(confusable.get(character, character) for character in shown).lower()


def comparable(type_: str, name: str) -> str:
    """What of a dependency's name says whose package it is: without paths in a repository, and major versions."""
    if type_ == "githubactions":
        return "/".join(name.lower().split("/")[:2])
    if type_ == "docker":
        return name.lower().removeprefix("docker.io/").removeprefix("library/")
    return _GO_MAJOR.sub("", name).lower() if type_ in ("golang", "composer") else name
