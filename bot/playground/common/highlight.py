"""Colours for code, line by line, by Pygments. Plain where it knows no language or the text is long."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name, get_lexer_for_filename
from pygments.token import STANDARD_TYPES
from pygments.util import ClassNotFound

LONGEST = 200_000
"""Characters above which a text is left plain."""
_SHOWN = {"k": "k", "s": "s", "c": "c", "m": "m", "nf": "f", "nc": "f", "nd": "d", "nb": "b", "nt": "k", "na": "d"}


@lru_cache(maxsize=256)
def highlight(path: str, text: str, language: str = "") -> tuple[Markup, ...]:
    """The lines of `text` (split at newlines, a last empty one left out)."""
    lexer = _lexer(path, language) if len(text) <= LONGEST else None
    if lexer is None:
        return tuple(escape(line) for line in _split(text))
    lines, current = [], Markup("")
    for kind, value in lexer.get_tokens(text):
        for at, part in enumerate(value.split("\n")):
            if at:
                lines.append(current)
                current = Markup("")
            current += _span(kind, part)
    return tuple([*lines, current][: len(_split(text))])


def _split(text: str) -> list[str]:
    lines = text.split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def _lexer(path: str, language: str) -> Lexer | None:
    options: dict[str, Any] = {"stripnl": False, "stripall": False, "ensurenl": False}
    try:
        if language:
            return get_lexer_by_name(language, **options)
        return get_lexer_for_filename(path, **options)
    except ClassNotFound:
        return None


def _span(kind: Any, text: str) -> Markup:
    if not text:
        return Markup("")
    short = STANDARD_TYPES.get(kind, "")
    shown = _SHOWN.get(short) or _SHOWN.get(short[:1], "")
    return Markup('<span class="t-{}">{}</span>').format(shown, text) if shown else escape(text)
