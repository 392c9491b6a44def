"""What Sekisho writes, as GitLab wants it: nothing in it gives GitLab an order, and suggestions are in its own form.

GitLab carries out a line that begins with a slash (`/merge`), whoever's text the note repeats, when a note is made and
when it is edited; and it draws what a fence calls a diagram. Mentions, references and links are struck where foreign
text enters a body (`bot.markdown`). What is left as it is reads well on GitLab, too: details, sub, tables, HTML
comments, emoji.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.forges.cutting import cut
from bot.model import Thread

BODY_LIMIT = 1_000_000
"""GitLab counts characters, of which there are no more than bytes."""
SUGGESTION_REACH = 100
"""Lines above and below a note that its suggestion may replace
(https://docs.gitlab.com/user/project/merge_requests/reviews/suggestions/#multi-line-suggestions)."""

_SUGGESTION = "suggestion"
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_ORDER = re.compile(r"^(\s*)(?=/[a-z]|::include\{)", re.IGNORECASE)
# What is no programming language may be a diagram: mermaid, plantuml and all that an owner's Kroki draws.
_LANGUAGE = re.compile(
    "bicep|console|cs|csharp|css|diff|dockerfile|go|hcl|html|ini|java|javascript|js|json|jsx|kotlin|make|php|powershell|"
    "properties|py|python|rego|ruby|rust|scala|sh|shell|sql|swift|terraform|text|toml|ts|tsx|typescript|xml|ya?ml|"
    rf"{_SUGGESTION}:-\d+\+\d+"
)


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines of Markdown: a fenced block, or (marks "") what stands around them."""

    marks: str
    info: str
    lines: tuple[str, ...]

    @property
    def orders(self) -> bool:
        """Whether a line would be an order, if it stood outside of a fence."""
        return any(_ORDER.match(line) for line in self.lines)

    @property
    def exposed(self) -> bool:
        """Whether an older GitLab would carry out orders in this fence: it knew those of three backticks alone
        (gitlabhq's lib/gitlab/quick_actions/extractor.rb, before it asked Markdown itself).
        """
        return self.marks != "```" and self.orders


def written(text: str) -> str:
    """A whole body as it is sent: tamed, and within GitLab's limit."""
    plain = text.replace("\r", "").replace("\0", "").encode("utf-8", "replace").decode()
    return cut("\n".join(line for block in _blocks(plain) for line in _tamed(block)), BODY_LIMIT)


def on_line(thread: Thread, at: int) -> str:
    """A thread's body for a note that stands at the line `at` of head; 0: at none, so that nothing can be applied."""
    return written(_told(thread, _reach(thread, at))) if at else off_line(thread).body


def off_line(thread: Thread) -> Thread:
    """The thread for another place than its line: what it suggests is code to read there."""
    return replace(thread, body=written(_told(thread, "")))


def _reach(thread: Thread, at: int) -> str:
    """What the fence of a suggestion says of its lines, relative to `at`; "" where GitLab could not apply it."""
    above, below = at - thread.start_line, thread.end_line - at
    whole = [spot.new for spot in thread.spots] == list(range(thread.start_line, thread.end_line + 1))
    near = 0 <= above <= SUGGESTION_REACH and 0 <= below <= SUGGESTION_REACH
    return f"{_SUGGESTION}:-{above}+{below}" if whole and near else ""


def _told(thread: Thread, info: str) -> str:
    blocks = []
    for block in _blocks(thread.body):
        if block.marks and block.info == _SUGGESTION:
            block = replace(block, info="" if block.exposed else info)
        blocks.append(block)
    return "\n".join(line for block in blocks for line in _lines(block))


def _blocks(text: str) -> Iterator[_Block]:
    marks, info, lines = "", "", list[str]()
    for line in text.split("\n"):
        found = _FENCE.fullmatch(line)
        opens = found and not marks and not (found[1][0] == "`" and "`" in found[2])
        closes = found and marks and found[1].startswith(marks) and not found[2].strip()
        if not (found and (opens or closes)):
            lines.append(line)
            continue
        yield _Block(marks, info, tuple(lines))
        marks, info, lines = (found[1], found[2].strip(), []) if opens else ("", "", [])
    yield _Block(marks, info, tuple(lines))


def _tamed(block: _Block) -> list[str]:
    if not block.marks:
        return _lines(replace(block, lines=tuple(_ORDER.sub(r"\1\\", line) for line in block.lines)))
    # Within a fence a backslash would be shown; a blank is as good, and hardly seen.
    lines = tuple(_ORDER.sub(r"\1 ", line) for line in block.lines) if block.exposed else block.lines
    return _lines(replace(block, info=block.info if _LANGUAGE.fullmatch(block.info) else "", lines=lines))


def _lines(block: _Block) -> list[str]:
    """The block as it is written. A fence that nothing closed is closed: the text after it is none of its own."""
    return [f"{block.marks}{block.info}", *block.lines, block.marks] if block.marks else list(block.lines)
