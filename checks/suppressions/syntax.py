"""Where a file's comments are: a scanner of comments and strings for each family of languages, linear in any text.

It knows what a line needs to know: a word in a string is no comment. What spans lines is followed where the language
says how it ends; every other string ends with its line, so that nothing odd swallows the rest of a file.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

_HASH = r"\#[^\n]*+"
_SPACED_HASH = r"(?<![^\s;(])\#[^\n]*+"
"""Where a # within a word means something else: shells and YAML."""
_SLASHES = r"//[^\n]*+"
_BLOCK = r"/\*(?:[^*]|\*(?!/))*+(?:\*/)?"
_DASHES = r"--[^\n]*+"
_ANGLE = r"<!--(?:[^-]|-(?!->))*+(?:-->)?"
_PERCENT = r"%[^\n]*+"
_SEMICOLON = r"(?<![^\s])[;\#][^\n]*+"
_STRING = r'"(?:[^"\\\n]|\\.)*+"?'
_QUOTED = r"'(?:[^'\\\n]|\\.)*+'?"
_YAML_STRING = r"""(?<![\w'"])(?:"(?:[^"\\\n]|\\.)*+"?|'[^'\n]*+'?)"""
"""An apostrophe within a plain word begins none."""
_TRIPLE = r'"{3}(?:[^"\\]|\\.|"(?!""))*+(?:"{3})?' + r"|'{3}(?:[^'\\]|\\.|'(?!''))*+(?:'{3})?"
_TICKS = r"`(?:[^`\\]|\\.)*+`?"
_RAW_TICKS = r"`[^`]*+`?"
_REGEX = r"(?<=[=(,:\[!&|?{};+])[ ]?/(?![*/\s])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*+\]?)*+/?"
_CHARACTER = r"'(?:[^'\\\n]|\\[^\n]{1,8})'"
"""Where an apostrophe may also begin a lifetime or a type's name."""

_FAMILIES: dict[str, tuple[str, str]] = {
    # comments, strings
    "python": (_HASH, f"{_TRIPLE}|{_STRING}|{_QUOTED}"),
    "ruby": (_SPACED_HASH, f"{_STRING}|{_QUOTED}"),
    "shell": (_SPACED_HASH, f"{_STRING}|{_QUOTED}"),
    "docker": (r"^[ \t]*+\#[^\n]*+", r"(?!)"),
    "yaml": (_SPACED_HASH, _YAML_STRING),
    "toml": (_HASH, f"{_TRIPLE}|{_STRING}|'[^'\\n]*+'?"),
    "hcl": (f"{_HASH}|{_SLASHES}|{_BLOCK}", _STRING),
    "ini": (_SEMICOLON, r"(?!)"),
    "script": (f"{_SLASHES}|{_BLOCK}", f"{_TICKS}|{_STRING}|{_QUOTED}|{_REGEX}"),
    "markup": (f"{_ANGLE}|{_SLASHES}|{_BLOCK}", f"{_STRING}|{_QUOTED}"),
    "html": (_ANGLE, r"(?!)"),
    "c": (f"{_SLASHES}|{_BLOCK}", f"{_TRIPLE}|{_STRING}|{_QUOTED}"),
    "go": (f"{_SLASHES}|{_BLOCK}", f"{_RAW_TICKS}|{_STRING}|{_QUOTED}"),
    "rust": (f"{_SLASHES}|{_BLOCK}", f"{_STRING}|{_CHARACTER}"),
    "php": (f"(?:\\#(?!\\[)|//)(?:[^\\n?]|\\?(?!>))*+|{_BLOCK}", f"{_STRING}|{_QUOTED}"),
    "css": (_BLOCK, f"{_STRING}|{_QUOTED}"),
    "dashes": (f"{_DASHES}|{_BLOCK}", f"{_STRING}|{_QUOTED}"),
    "percent": (_PERCENT, _STRING),
    "json": (r"(?!)", _STRING),
}
_SUFFIXES = {
    "python": "py pyi pyw pyx bzl bazel star",
    "ruby": "rb rake gemspec erb ru pl pm r jl ex exs cr nim",
    "shell": "sh bash zsh ksh fish ps1 psm1 psd1 mk cmake env envrc tcl awk nix",
    "yaml": "yaml yml",
    "toml": "toml",
    "hcl": "tf tofu tfvars hcl nomad",
    "ini": "ini cfg conf properties",
    "script": "js jsx mjs cjs ts tsx mts cts",
    "markup": "vue svelte astro",
    "html": "html htm xhtml xml csproj props targets config md markdown",
    "c": "java kt kts c h cc cpp cxx hh hpp hxx m mm cs swift scala sc groovy gradle dart proto sol bicep cue zig "
    "jsonc json5",
    "go": "go",
    "rust": "rs",
    "php": "php phtml inc",
    "css": "css scss less",
    "dashes": "sql lua hs elm",
    "percent": "erl hrl",
    "json": "json template",
}
_BY_SUFFIX = {suffix: family for family, some in _SUFFIXES.items() for suffix in some.split()}
_NAMES = re.compile(
    r"(?P<docker>(?:Dockerfile|Containerfile)(?:\.[\w.-]+)?|[\w.-]+\.(?:[Dd]ockerfile|[Cc]ontainerfile))"
    r"|(?P<shell>(?:GNU)?[Mm]akefile|\.env(?:\.[\w.-]+)?|\.bashrc|\.profile)"
    r"|(?P<ruby>Gemfile|Rakefile|Vagrantfile|Podfile|Fastfile|Brewfile)"
    r"|(?P<python>BUILD|WORKSPACE|Tiltfile|SConstruct)"
    r"|(?P<c>Jenkinsfile)"
)


def family(path: str) -> str:
    """Which of the families the file's name says it is of; "" where its comments are not known (prose, data)."""
    name = path.rpartition("/")[2]
    if named := _NAMES.fullmatch(name):
        return str(named.lastgroup)
    return _BY_SUFFIX.get(name.rpartition(".")[2].lower(), "") if "." in name else ""


@dataclass(frozen=True, slots=True)
class Source:
    """A file's text with its comments and strings told apart."""

    text: str
    family: str
    comments: tuple[tuple[int, int], ...]
    """(start, end) of each, in order."""
    strings: tuple[tuple[int, int], ...]
    starts: tuple[int, ...]
    """Where each line begins."""

    def line(self, at: int) -> int:
        """1-based."""
        return bisect_right(self.starts, at)

    def line_text(self, number: int) -> str:
        """Without its end; "" beyond the last."""
        if not 0 < number <= len(self.starts):
            return ""
        end = self.starts[number] if number < len(self.starts) else len(self.text)
        return self.text[self.starts[number - 1] : end].rstrip("\r\n")

    def comment_at(self, at: int) -> tuple[int, int] | None:
        """The comment that this place is in."""
        return _around(self.comments, at)

    def in_string(self, at: int) -> bool:
        """Whether the place is in a string."""
        return _around(self.strings, at) is not None

    def code(self, number: int) -> str:
        """A line without its comments."""
        start = self.starts[number - 1] if 0 < number <= len(self.starts) else len(self.text)
        end = start + len(self.line_text(number))
        parts, at = [], start
        for first, last in self._comments_within(start, end):
            parts.append(self.text[at : max(at, first)])
            at = min(last, end)
        return " ".join((*parts, self.text[at:end])).strip()

    def _comments_within(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        position = max(0, bisect_right(self.comments, (start, len(self.text))) - 1)
        for first, last in self.comments[position:]:
            if first >= end:
                return
            if last > start:
                yield first, last


def read(path: str, text: str) -> Source:
    """The file's comments and strings. Never fails."""
    named = family(path)
    comments, strings = list[tuple[int, int]](), list[tuple[int, int]]()
    for found in _scanner(named).finditer(text) if named else ():
        (comments if found.lastgroup == "comment" else strings).append(found.span())
    starts = (0, *(found.end() for found in re.finditer(r"\n", text)))
    return Source(text, named, tuple(comments), tuple(strings), starts)


@cache
def _scanner(named: str) -> re.Pattern[str]:
    comment, string = _FAMILIES[named]
    return re.compile(f"(?P<comment>{comment})|(?P<string>{string})", re.MULTILINE | re.DOTALL)


def _around(spans: tuple[tuple[int, int], ...], at: int) -> tuple[int, int] | None:
    position = bisect_right(spans, (at, 1 << 62)) - 1
    return spans[position] if position >= 0 and spans[position][0] <= at < spans[position][1] else None
