"""XML as a plain tree in which every element knows its line. Hostile text is refused before it can unfold.

No document type, no entities of its own, nothing fetched. Namespaces are passed over: `m:project` is `project`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from checks.texts import bounds
from checks.texts.unreadable import Unreadable

MOST_DEPTH = 100
"""Levels of nesting; hand-written files have a dozen."""
MOST_ELEMENTS = 300_000
"""Of one file."""
_DECLARED = re.compile(rb"""^<\?xml[^>]{1,100}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")


@dataclass(slots=True, eq=False)
class Element:
    """One element. Not to be changed once it has been read."""

    name: str
    """Without its namespace's prefix."""
    line: int
    """1-based, where its start tag begins."""
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)
    text: str = ""
    """Its own text, stripped: what stands in its children is theirs."""

    def first(self, *names: str) -> Element | None:
        """The first element along a path of names, each a child of the one before."""
        found: Element | None = self
        for name in names:
            found = next((child for child in found.children if child.name == name), None) if found else None
        return found

    def all(self, *names: str) -> Iterator[Element]:
        """All elements along a path of names."""
        if not names:
            yield self
            return
        for child in self.children:
            if child.name == names[0]:
                yield from child.all(*names[1:])

    def value(self, *names: str) -> str:
        """The text of the first element along a path of names; "" where there is none."""
        found = self.first(*names)
        return found.text if found else ""


def from_xml(content: bytes) -> Element:
    """The root element. Raises Unreadable."""
    decoded = bounds.text(_as_utf8(content))
    tree = _Tree()
    try:
        tree.parser.Parse(decoded.encode(), True)
    except expat.ExpatError as error:
        raise Unreadable(f"it is no XML: {expat.ErrorString(error.code)} in line {error.lineno}") from error
    except UnicodeEncodeError as error:
        raise Unreadable("it holds half a character") from error
    return tree.root


def _as_utf8(content: bytes) -> bytes:
    """Decodes what declares an encoding of its own: old project files are in their country's code page."""
    declared = _DECLARED.match(content)
    if not declared or declared[1].lower() in (b"utf-8", b"utf8", b"us-ascii"):
        return content
    try:
        return content.decode(declared[1].decode()).encode()
    except (LookupError, UnicodeError, ValueError) as error:
        raise Unreadable(f"it is not in the encoding that it declares, {declared[1].decode()}") from error


class _Tree:
    """From expat's events to elements, without recursion."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self._above = Element("", 1, {})
        self._open = [self._above]
        self._texts: list[list[str]] = [[]]
        self._elements = 0

    @property
    def root(self) -> Element:
        return self._above.children[0]

    def _doctype(self, *_: object) -> None:
        line = self.parser.CurrentLineNumber
        raise Unreadable(f"line {line} declares a document type, which may hold entities that unfold without end")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        line = self.parser.CurrentLineNumber
        if len(self._open) > MOST_DEPTH:
            raise Unreadable(f"line {line} is nested too deeply")
        if self._elements > MOST_ELEMENTS:
            raise Unreadable(f"it holds more than {MOST_ELEMENTS} elements")
        element = Element(name.rpartition(":")[2], line, attributes)
        self._open[-1].children.append(element)
        self._open.append(element)
        self._texts.append([])

    def _end(self, _: str) -> None:
        self._open.pop().text = "".join(self._texts.pop()).strip()

    def _text(self, text: str) -> None:
        self._texts[-1].append(text)
