"""Markdown of comments and reports as safe HTML: a short list of tags, no images fetched, comments hidden.

Text comes from anybody. Raw HTML goes through an allow-list and is balanced; links go where markdown-it lets them go.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, MutableMapping, Sequence
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup

from bot.playground.common.highlight import highlight

ALLOWED = ("details", "summary", "sub", "sup", "kbd", "b", "i", "em", "strong", "br", "hr")
EMPTY = ("br", "hr")
_PIECE = re.compile(r"<!--.*?(?:-->|\Z)|<(?P<close>/?)(?P<name>[a-zA-Z]+)(?P<open>\s+open)?\s*/?>", re.DOTALL)
_TAG = re.compile(r"<(/?)(details|summary|sub|sup|kbd|b|i|em|strong)( open)?>")
_SOURCE = "suggestion-over"


def _html(text: str) -> str:
    """Raw HTML with nothing in it but allowed tags without attributes."""
    out, at = [], 0
    for piece in _PIECE.finditer(text):
        out.append(escape(text[at : piece.start()]))
        at = piece.end()
        name = (piece["name"] or "").lower()
        if name in ALLOWED:
            opened = " open" if piece["open"] and name == "details" else ""
            out.append(f"<{piece['close']}{name}{opened}>")
        elif name:
            out.append(escape(piece[0]))
    return "".join(out) + escape(text[at:])


def _balance(html: str) -> str:
    """Drops closing tags that close nothing and adds those that are missing, so that no text reaches out of its box."""
    depth: Counter[str] = Counter()

    def keep(tag: re.Match[str]) -> str:
        closing, name = bool(tag[1]), tag[2]
        if closing and depth[name] == 0:
            return ""
        depth[name] += -1 if closing else 1
        return tag[0]

    return _TAG.sub(keep, html) + "".join(f"</{name}>" * count for name, count in depth.items())


class _Renderer(RendererHTML):
    """HTML as this page wants it."""

    def html_block(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Through the allow-list."""
        return _html(tokens[idx].content)

    html_inline = html_block

    def image(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """A link: nothing is fetched from elsewhere."""
        token = tokens[idx]
        source, text = str(token.attrs.get("src", "")), token.content or "image"
        return f'<a href="{escape(source)}" rel="nofollow noopener">{escape(text)}</a>'

    def link_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Links vouch for nothing."""
        tokens[idx].attrSet("rel", "nofollow noopener")
        return self.renderToken(tokens, idx, options, env)

    def table_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Wide tables scroll in a box of their own."""
        return '<div class="scroll"><table>'

    def table_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Ends the box."""
        return "</table></div>"

    def fence(self, tokens: Sequence[Token], idx: int, options: Any, env: MutableMapping[str, Any]) -> str:
        """Code in its colours; a suggestion as the change that it is."""
        token = tokens[idx]
        language = token.info.strip().split(" ")[0]
        if language == "suggestion" and _SOURCE in env:
            return _suggestion(env[_SOURCE], token.content)
        lines = highlight(f"x.{language}", token.content, language)
        return f'<pre class="code"><code>{Markup(chr(10)).join(lines)}</code></pre>'


def _suggestion(over: Sequence[str], content: str) -> str:
    fresh = content.split("\n")[:-1]
    rows = [("del", "−", line) for line in over] + [("add", "+", line) for line in fresh]
    body = "".join(
        f'<div class="row {kind}"><span class="edge">{sign}</span><code>{escape(line) or " "}</code></div>'
        for kind, sign, line in rows
    )
    return f'<div class="suggestion"><div class="caption">Suggested change</div>{body}</div>'


_MARKDOWN = MarkdownIt("commonmark", {"html": True}, renderer_cls=_Renderer).enable(["table", "strikethrough"])


def render(text: str, *, suggestion_over: Sequence[str] | None = None) -> Markup:
    """Safe HTML of `text`; `suggestion_over` are the lines that a suggestion block would replace."""
    env: Mapping[str, Any] = {} if suggestion_over is None else {_SOURCE: suggestion_over}
    html = _balance(_MARKDOWN.render(text, dict(env)))
    for written, box in (("[ ]", "☐"), ("[x]", "☑")):
        html = html.replace(f"<li>{written} ", f'<li class="task">{box} ')
    return Markup(html)
