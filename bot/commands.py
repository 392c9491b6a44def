"""Comment text -> commands. Pure: what a command does is decided in `pipeline`, who may in `NEEDS`.

A command is a line of its own that starts with /sekisho, outside of code fences, quotes and HTML comments, so that text
which shows a command, quotes one or hides one is never obeyed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from bot.model import Command, Permission, Spoken

NEEDS = {
    "help": Permission.READ,
    "rescan": Permission.WRITE,
    "fix": Permission.WRITE,
    "allow": Permission.MAINTAIN,
    "disallow": Permission.MAINTAIN,
    "maintenance": Permission.MAINTAIN,
    "rotated": Permission.MAINTAIN,
}
"""Command -> what its speaker must be allowed; the author of a pull request may always `rescan` and `fix` it."""

HELP = """\
| command | what it does | who may |
|---|---|---|
| `/sekisho rescan` | looks at this pull request again, now | its author, or write access |
| `/sekisho fix 1a2b3c4d` or `all` | commits what the review suggests to write instead | its author, or write access |
| `/sekisho allow pkg:npm/left-pad` `because …` | puts packages, actions or images on this repository's allow-list \
| maintain access |
| `/sekisho disallow pkg:npm/left-pad` | takes them off again | maintain access |
| `/sekisho maintenance on 2h because …`, `off`, `status` | lets through and records everything new for a while; \
`status` lists it | maintain access |
| `/sekisho rotated 1a2b3c4d because …` | says that a secret that was shown opens nothing any more, so that it no \
longer blocks | maintain access |
| `/sekisho help` | shows this table | everybody who can read |
"""

_MOST = 5
_LONGEST_REASON = 500
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")


@dataclass(frozen=True, slots=True)
class Answer:
    """What to say, and whether the pull request is to be looked at again."""

    words: str
    rescan: bool = False


def parse(spoken: Spoken) -> tuple[Command, ...]:
    """The commands of a comment in order, five at most; bots command nothing."""
    if spoken.author_is_bot:
        return ()
    commands = []
    for line in _plain_lines(spoken.text):
        words = line.split()
        if line.startswith("/sekisho") and words[0] == "/sekisho":
            name, *arguments = words[1:] or ["help"]
            commands.append(Command(name.lower(), tuple(arguments), spoken))
    return tuple(commands[:_MOST])


def split_reason(words: Sequence[str]) -> tuple[list[str], str]:
    """Arguments, and what comes after `because`."""
    lowered = [word.lower() for word in words]
    at = lowered.index("because") if "because" in lowered else len(words)
    return list(words[:at]), " ".join(words[at + 1 :])[:_LONGEST_REASON]


def refusal(command: Command, needed: Permission) -> str:
    """What to answer to somebody who may not."""
    author = ", or being the author" if Permission.WRITE.allows(needed) else ""
    return f"`/sekisho {command.name}` needs {needed} access to this repository{author}."


def usage(command: Command) -> str:
    """What to answer to a command that is none."""
    meant = get_close_matches(command.name, NEEDS, n=1)
    hint = f" Did you mean `/sekisho {meant[0]}`?" if meant else ""
    shown = re.sub(r"[^\w-]", "", command.name)[:40]
    return f"I do not know the command `{shown or '?'}`.{hint}\n\n{HELP}"


def _plain_lines(text: str) -> list[str]:
    """Lines outside of fences, quotes, indented code and HTML comments. One pass, since each can hide the others."""
    lines, fence, commented, quoted = [], "", False, False
    for line in text.splitlines():
        match = _FENCE.match(line)
        quoted = line.lstrip().startswith(">") or (
            quoted and bool(line.strip())
        )  # Markdown goes on with a quote until a blank line
        if commented:
            commented = "-->" not in line or _opens_comment(line)
        elif fence:
            closes = match and match[1].startswith(fence) and not line.strip(" `~")
            fence = "" if closes else fence
        elif match:
            fence = match[1]
        elif "<!--" in line:
            commented = _opens_comment(line)
        elif not quoted and not line.startswith(("    ", "\t")):
            lines.append(line.strip())
    return lines


def _opens_comment(line: str) -> bool:
    """Whether the line ends inside an HTML comment."""
    return line.rfind("<!--") > line.rfind("-->")
