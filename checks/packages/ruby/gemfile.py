"""Gemfiles and gemspecs, which are Ruby programs: read for what they say in plain literals, never evaluated.

What they say by expressions is not known here; `Gemfile.whole` tells whether there was any.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from checks.interface import Scope
from checks.texts.written import bare, lines

NAME = re.compile(r"[\w.-]{1,200}")
"""Of a gem. In any script: a name of look-alike letters is to be seen."""
_TOKEN = re.compile(r"""("(?:\\.|[^"\\])*+"?|'(?:\\.|[^'\\])*+'?)|(\#.*)|([^"'#]+)""", re.DOTALL)
"""A text, a comment, or neither. What is not closed ends with its line, so that no part is looked at twice."""
_LITERAL = re.compile(
    r"""\s*(?:(["'])((?:\\.|(?!\1)[^\\])*)\1|%[qQ]<([^<>]*)>)(?:\.freeze)?\s*(?=$|\)|if\b|unless\b|\])"""
)
_OPTION = re.compile(r"""\s*(?::?["']?([a-z_]+)["']?\s*=>|([a-z_]+):(?!:))\s*(.*)""", re.DOTALL)
_WORD = re.compile(r""":(\w+)|["']([^"']*)["']|\b(\w+)\b""")
_CALL = re.compile(
    r"\s*(gem|group|source|git|path|github|platforms?|install_if|gemspec|plugin)\b(?!\s*[=.]|:)[\s(]*(.*)", re.DOTALL
)
_OPENS = re.compile(
    r"\s*(?:if|unless|case|while|until|for|begin|def|class|module)\b|.*\bdo\s*+(?:\|[^|]*+\|\s*+)?$", re.DOTALL
)
_DO = re.compile(r"\bdo\s*+(?:\|[^|]*+\|)?\s*+$")
_ENDS = re.compile(r"\s*end\b")
_UNTOLD = re.compile(r"\b(?:gem|gemspec|eval_gemfile|eval|instance_eval|send|load)\b(?!\s*[=:])")
_ADDED = re.compile(r"\.add_(runtime_|development_)?dependency\b[\s(]*(.*)", re.DOTALL)
_HOSTS = {"github": "https://github.com/{}.git", "gist": "https://gist.github.com/{}.git"}
_HOSTS |= {"bitbucket": "https://bitbucket.org/{}.git", "gitlab": "https://gitlab.com/{}.git"}
_DEVELOPMENT = frozenset({"development", "test", "ci", "lint", "doc", "docs"})
_MOST_LENGTH = 5000
"""Characters of a line; what comes after is passed over."""
_MOST_JOINED = 200
"""Lines of one statement."""


@dataclass(frozen=True, slots=True)
class Gem:
    """One gem as a line asks for it."""

    name: str
    line: int
    """1-based."""
    requirements: tuple[str, ...]
    """As written, each: "~> 7.0"."""
    scope: Scope
    origin: str = ""
    """Of a git or path gem, or the URL of its own source; "" for the usual one."""
    local: bool = False
    """Whether it lies in a folder."""
    certain: bool = True
    """False inside a condition."""


@dataclass(slots=True)
class Gemfile:
    """What a Gemfile says. Filled by `read_gemfile`, then only read."""

    gems: list[Gem] = field(default_factory=list)
    sources: list[tuple[int, str]] = field(default_factory=list)
    """Line and URL, without credentials."""
    gemspec: bool = False
    """Whether it takes the dependencies of the gemspec beside it."""
    untold: list[int] = field(default_factory=list)
    """Lines that name gems by expressions or in other files."""


@dataclass(frozen=True, slots=True)
class _Block:
    groups: tuple[str, ...] = ()
    origin: str = ""
    local: bool = False
    optional: bool = False
    condition: bool = False


def read_gemfile(text: str) -> Gemfile:
    """Never fails: what is no plain statement is passed over, and told where it may name gems."""
    found = Gemfile()
    blocks: list[_Block] = []
    for line, statement in _statements(text):
        opens = bool(_OPENS.match(statement))
        block = _Block(condition=opens)
        if _ENDS.match(statement):
            blocks = blocks[:-1]
            continue
        if call := _CALL.match(statement):
            block = _call(found, call[1], _Arguments(call[2]), line, blocks)
        elif _UNTOLD.search(_outside_strings(statement)):
            found.untold.append(line)
        if opens and len(blocks) < 100:
            blocks.append(block)
    return found


def read_gemspec(text: str) -> Gemfile:
    """The gems that a gemspec adds in plain literals."""
    found = Gemfile()
    for line, statement in _statements(text):
        if added := _ADDED.search(statement):
            arguments = _Arguments(added[2])
            scope = Scope.DEVELOPMENT if added[1] == "development_" else Scope.RUNTIME
            if arguments.texts and NAME.fullmatch(arguments.texts[0]):
                found.gems.append(Gem(arguments.texts[0], line, tuple(arguments.texts[1:]), scope))
            else:
                found.untold.append(line)
    return found


class _Arguments:
    """Of one call: literal texts, symbols and options; `plain` unless a text is made by an expression."""

    def __init__(self, written: str) -> None:
        self.texts: list[str] = []
        self.symbols: list[str] = []
        self.options: dict[str, str] = {}
        self.plain = True
        for part in _parts(_DO.sub("", written)):
            if option := _OPTION.fullmatch(part):
                self.options[option[1] or option[2]] = option[3]
            elif part.lstrip().startswith(":"):
                self.symbols += [word[1] for word in _WORD.finditer(part) if word[1]]
            else:
                self._text(part)

    def _text(self, part: str) -> None:
        inner = part.strip()
        for one in _parts(inner[1:].rpartition("]")[0]) if inner.startswith("[") else [inner]:
            literal = _LITERAL.match(one)
            if literal and "#{" not in (text := literal[2] or literal[3] or ""):
                self.texts.append(text)
            elif one.strip(" )"):
                self.plain = False

    def words(self, *options: str) -> tuple[str, ...]:
        """Texts and symbols of these options."""
        return tuple(
            next(filter(None, word.groups()), "")
            for option in options
            for word in _WORD.finditer(self.options.get(option, ""))
        )


def _call(found: Gemfile, name: str, arguments: _Arguments, line: int, blocks: list[_Block]) -> _Block:
    if name in ("gem", "plugin"):
        _gem(found, arguments, line, blocks)
    elif name == "gemspec":
        found.gemspec = True
    elif name == "group":
        return _Block(groups=(*arguments.symbols, *arguments.texts), optional="optional" in arguments.options)
    elif name == "source" and arguments.texts:
        found.sources.append((line, bare(arguments.texts[0])))
        return _Block(origin=bare(arguments.texts[0]))
    elif name in ("git", "path", "github") and arguments.texts:
        origin, local = _origin({name: arguments.texts[0]})
        return _Block(origin=origin, local=local)
    return _Block(condition=name == "install_if")


def _gem(found: Gemfile, arguments: _Arguments, line: int, blocks: list[_Block]) -> None:
    if not arguments.texts or not NAME.fullmatch(arguments.texts[0]):
        found.untold.append(line)
        return
    told = {key: next(iter(_texts(value)), "") for key, value in arguments.options.items()}
    origin, local = _origin(told)
    if not origin:
        origin, local = next(((block.origin, block.local) for block in reversed(blocks) if block.origin), ("", False))
    groups = {*arguments.words("group", "groups"), *(group for block in blocks for group in block.groups)}
    found.gems.append(
        Gem(
            arguments.texts[0],
            line,
            tuple(text for text in arguments.texts[1:] if text),
            _scope(groups, any(block.optional for block in blocks)),
            origin,
            local,
            arguments.plain and not any(block.condition for block in blocks) and "install_if" not in told,
        )
    )


def _texts(written: str) -> Iterator[str]:
    if (literal := _LITERAL.match(written)) and "#{" not in (literal[2] or ""):
        yield literal[2] or literal[3] or ""


def _origin(told: dict[str, str]) -> tuple[str, bool]:
    """Where a gem comes from, and whether that is a folder."""
    if git := told.get("git"):
        return (git if git.startswith(("git", "ssh://")) else f"git+{git}"), False
    for key, form in _HOSTS.items():
        if name := told.get(key):
            return "git+" + form.format(name if "/" in name or key == "gist" else f"{name}/{name}"), False
    if told.get("path"):
        return told["path"], True
    return bare(told.get("source", "")), False


def _scope(groups: set[str], optional: bool) -> Scope:
    if groups and groups <= _DEVELOPMENT:
        return Scope.DEVELOPMENT
    return Scope.OPTIONAL if optional else Scope.RUNTIME


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """First line and text of each statement, without comments; lines that go on are joined."""
    started, joined = 0, list[str]()
    commented = False
    for number, whole in enumerate(lines(text), 1):
        written = whole[:_MOST_LENGTH]
        if written.rstrip() == "__END__":
            break
        if written.startswith(("=begin", "=end")):
            commented = written.startswith("=begin")
            continue
        line = "" if commented else _uncommented(written).rstrip()
        if not line.strip() and not joined:
            continue
        started = started if joined else number
        joined.append(line.removesuffix("\\"))
        goes_on = not line or line.endswith((",", "\\", "(", "[", "=>"))
        if goes_on and len(joined) < _MOST_JOINED:
            continue
        yield from ((started, part) for part in [" ".join(joined)] if part.strip())
        joined = []
    if joined:
        yield started, " ".join(joined)


def _uncommented(line: str) -> str:
    if "#" not in line:
        return line
    return "".join(text or other or "" for text, _, other in _TOKEN.findall(line))


def _outside_strings(statement: str) -> str:
    return "".join(other for _, _, other in _TOKEN.findall(statement))


def _parts(written: str) -> Iterator[str]:
    """Split at the commas that stand in no text and no bracket."""
    part, depth = list[str](), 0
    for text, _, other in _TOKEN.findall(written):
        if text:
            part.append(text)
            continue
        for piece in re.split(r"([,()\[\]{}])", other):
            depth += (piece in ("(", "[", "{")) - (piece in (")", "]", "}"))
            if piece == "," and depth <= 0:
                yield "".join(part)
                part = []
            else:
                part.append(piece)
    if "".join(part).strip():
        yield "".join(part)
