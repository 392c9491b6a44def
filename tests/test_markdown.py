"""Hostile text in Markdown, seen through a Markdown reader: nothing of it may become anything but text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot import markdown

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
HOSTILE = [
    "a`b``c",
    "`",
    "x\n\n# heading",
    "![x](http://evil/x.png)",
    "[click](javascript:alert)",
    "<img src=x onerror=alert(1)>",
    "@everyone",
    '#1 !2 ~label ~"a label" $3 &4 %milestone ^alert#5 group/project!6 www.evil.example',
    "$x^2$ and $`\\newcommand`$",
    "| cell | cell |",
    "--> <script>",
    "../../etc/passwd",
    "\u202egnp.exe",
    "\udce9",
    "&lt;b&gt;",
]
_REFERENCE = r"""[@#!~$&%^][\w"]|://|www\.|(?<!\\)\$"""


def kinds(text: str) -> set[str]:
    return {child.type for token in READER.parse(text) for child in (token.children or [token])}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_stay_inside_their_code_span(text: str) -> None:
    assert kinds(f"at {markdown.code_span(text)} here") <= {"paragraph_open", "text", "code_inline", "paragraph_close"}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_words(text: str) -> None:
    escaped = markdown.escape(text)
    assert kinds(f"said {escaped} there") <= {"paragraph_open", "text", "text_special", "paragraph_close"}
    assert not re.search(_REFERENCE, escaped)


@given(st.text())
def test_no_text_ends_its_code_span_or_its_table_row(text: str) -> None:
    tokens = READER.parse(f"| a | b |\n|---|---|\n| {markdown.code_span(text)} | end |")
    cells = [token.children or [] for token in tokens if token.type == "inline"]
    assert len(cells) == 4
    assert [child.type for child in cells[2]] == ["code_inline"]
    assert [child.content for child in cells[3]] == ["end"]


@given(st.text(alphabet="`~\nab "))
def test_no_code_ends_its_fence(code: str) -> None:
    tokens = READER.parse(f"{markdown.fence(code, 'suggestion')}\n\nafter")
    assert [token.type for token in tokens] == ["fence", "paragraph_open", "inline", "paragraph_close"]


def test_ordinary_text_reads_as_it_was() -> None:
    assert markdown.code_span("src/app.py:3") == "`src/app.py:3`"
    assert READER.renderInline(markdown.escape("file is 2 MB (limit: 1 MB)")) == "file is 2 MB (limit: 1 MB)"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_sentences_stay_sentences(text: str) -> None:
    said = markdown.prose(f"said {text} there")
    assert not kinds(said) & {"link_open", "image", "html_inline", "html_block", "table_open", "heading_open"}
    assert not re.search(_REFERENCE, said)


def test_code_in_sentences_stays_code() -> None:
    assert markdown.prose("Write `a|b` in place of *that* (2 of 3).") == "Write `a¦b` in place of *that* (2 of 3)."
