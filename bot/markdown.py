"""Hostile text made harmless for Markdown, as GitHub and GitLab read it. Pure.

File names, code and commit messages come from the pull request. In a code span nothing is a link, a mention, an
image or HTML; all that is left to do is to keep the text inside its span, and a table's row on its line.
"""

from __future__ import annotations

import re

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


_SIGIL = re.compile(r"(@|[#!~$&%^](?=[\w\"{:]))")
"""What a mention or a reference begins with on either forge: @all, #1, !2, ~label, $3, &4, %milestone, ^alert#5."""


def visible(text: str, limit: int = 200) -> str:
    """One line of `text`: control, direction-changing and undecodable characters shown as escapes, cut at `limit`."""
    shown = _UNSEEN.sub(lambda match: match[0].encode("unicode_escape").decode(), text)
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def code_span(text: str, limit: int = 200) -> str:
    """`text` as a code span that nothing in it can end. A bar becomes a look-alike, since tables end cells at it."""
    shown = visible(text, limit).replace("|", "¦").strip() or " "
    runs = [len(run) for run in re.findall(r"`+", shown)]
    ticks = "`" * (max(runs, default=0) + 1)
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{ticks}{pad}{shown}{pad}{ticks}"


def fence(code: str, info: str = "") -> str:
    """`code` as a fenced block that nothing in it can end."""
    runs = [len(run) for run in re.findall(r"`{3,}", code)]
    ticks = "`" * (max([2, *runs]) + 1)
    return f"{ticks}{info}\n{code}\n{ticks}"


def escape(text: str, limit: int = 300) -> str:
    """`text` as plain words: no link, mention, HTML or emphasis can come of it."""
    shown = re.sub(r"([\\`*_{}\[\]()<>#+!|~$-])", r"\\\1", visible(text, limit))
    return _unlinked(shown)


def prose(text: str, limit: int = 2000) -> str:
    """Sentences with `code` in them: nothing ends a code span, and outside of them is no link, mention or HTML."""
    line = " ".join(text.split())
    shown = line if len(line) <= limit else line[: limit - 1] + "…"
    return "".join(
        code_span(part[1:-1], limit) if len(part) > 2 and part[0] == part[-1] == "`" else _harmless(part, limit)
        for part in re.split(r"(`[^`]+`)", shown)
    )


def paragraphs(text: str) -> list[tuple[str, bool]]:
    """What of a text may be shown as it is: (a paragraph or a fenced block made harmless, whether it is a block)."""
    found = []
    for part in re.split(r"(^```\w*\n.*?^```$)", text, flags=re.DOTALL | re.MULTILINE):
        if block := re.fullmatch(r"```(\w*)\n(.*?)\n?```", part, re.DOTALL):
            found.append((fence(block[2], block[1]), True))
        else:
            found += [(prose(words), False) for words in part.split("\n\n") if words.strip()]
    return found


def _harmless(text: str, limit: int) -> str:
    return _unlinked(re.sub(r"([\\`\[\]<|$])", r"\\\1", visible(text, limit)))


def _unlinked(text: str) -> str:
    """Without mentions, references and links. An escape alone does not do: both forges look for them once Markdown is
    read, and an older GitLab does not know any more what was escaped.
    """
    return _SIGIL.sub("\\1\u2060", text).replace("://", ":\u2060//").replace("www.", "www\u2060.")
