"""What `/sekisho fix` says, in comments and in commits. Pure; what comes from the pull request is made harmless."""

from __future__ import annotations

from collections.abc import Sequence

from bot.forges.interface import Stale
from bot.markdown import code_span
from bot.model import Change, Command
from bot.store.suggestions import Reviewed, Suggestion

_USAGE = (
    "Write `/sekisho fix 1a2b3c4d`, with as many findings as you like, or `/sekisho fix all`; in a finding's own "
    "thread `/sekisho fix` will do."
)
_MOST = 20
"""Findings that are listed in one answer."""


def usage(reviewed: Reviewed) -> str:
    """What to write, and what there is."""
    return f"{_USAGE}{_listed(reviewed)}"


def unknown(name: str, *, several: bool, reviewed: Reviewed) -> str:
    """For a name that is nobody's, or of several."""
    found = "several" if several else "none"
    return f"{code_span(name, 40)} names {found} of the findings that have a suggestion. {_USAGE}{_listed(reviewed)}"


def nothing_here(reviewed: Reviewed) -> str:
    """For an answer in a thread whose finding has no suggestion, or is no longer there."""
    others = _listed(reviewed) if reviewed.suggestions else ""
    return f"The review of `{reviewed.head_sha[:12]}` suggests nothing to write instead here.{others}"


def nothing_at_all(reviewed: Reviewed) -> str:
    """For a review without suggestions that count."""
    return f"The review of `{reviewed.head_sha[:12]}` suggests nothing to write instead."


def _listed(reviewed: Reviewed) -> str:
    shown = list({one.name: one for one in reviewed.suggestions}.values())
    if not shown:
        return f"\n\n{nothing_at_all(reviewed)}"
    more = f"\n- … and {len(shown) - _MOST} more" if len(shown) > _MOST else ""
    return "\n\n" + "\n".join(_line(one) for one in shown[:_MOST]) + more


def _line(one: Suggestion) -> str:
    return f"- `{one.name}`: {code_span(one.rule)} in {code_span(f'{one.path}:{one.start_line}')}"


def stale(reviewed: Reviewed, where: str) -> str:
    """For a head that is not the reviewed one."""
    return (
        f"Nothing was committed: the suggestions are those of the review of `{reviewed.head_sha[:12]}`. {where} "
        "Ask again once the newest head has been reviewed."
    )


def refused(reviewed: Reviewed | None, why: Exception) -> str:
    """What was in the way."""
    if isinstance(why, Stale) and reviewed is not None:
        return stale(reviewed, str(why))
    return str(why)


def nothing_left(clashing: Sequence[Suggestion], misplaced: Sequence[Suggestion]) -> str:
    """For suggestions of which none changes anything."""
    return f"Nothing was committed: there is nothing that could be changed.{left_out(clashing, misplaced)}"


def committed(sha: str, done: Sequence[Suggestion]) -> str:
    """The commit is on the branch."""
    return f"Committed {sha}, with {_counted(done)}. It is reviewed like any other push.\n\n{_lines(done)}"


def proposed(address: str, done: Sequence[Suggestion]) -> str:
    """The commit waits in a pull request."""
    return f"The branch is protected, so {_counted(done)} went into a pull request: {address}\n\n{_lines(done)}"


def left_out(clashing: Sequence[Suggestion], misplaced: Sequence[Suggestion]) -> str:
    """What was asked for and not done, and why; "" where there is nothing of that."""
    told = ""
    if clashing:
        why = "another suggestion changed the same lines; ask again after the next review"
        told += f"\n\nLeft out, since {why}:\n\n{_lines(clashing)}"
    if misplaced:
        told += f"\n\nLeft out, since the lines are not there as text:\n\n{_lines(misplaced)}"
    return told


def headline(done: Sequence[Suggestion]) -> str:
    """A commit's first line, and a pull request's title."""
    rules = sorted({one.rule for one in done})
    about = rules[0] if len(rules) == 1 else f"{len(done)} findings"
    return f"Mend {about}, as Sekisho suggests"


def body(done: Sequence[Suggestion], command: Command, change: Change) -> str:
    """The rest of the message: what was done, for whom, at which head."""
    spoken = command.spoken
    return (
        f"{_lines(done)}\n\nSuggested by Sekisho's review of {change.head_sha[:12]}, committed because "
        f"{code_span(spoken.author)} asked for it.\n\nSekisho-Comment: {spoken.comment_id}"
    )


def _counted(done: Sequence[Suggestion]) -> str:
    return "1 suggestion" if len(done) == 1 else f"{len(done)} suggestions"


def _lines(some: Sequence[Suggestion]) -> str:
    more = f"\n- … and {len(some) - _MOST} more" if len(some) > _MOST else ""
    return "\n".join(_line(one) for one in some[:_MOST]) + more
