"""What a pull request is told, from reading to writing: one order for every forge.

Threads come first, then the summary, which has to speak for those that found no place. What a forge took nowhere is
remembered in the summary's last line, so that it is not tried again at the same head.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot import markers
from bot.forges.cutting import cut
from bot.forges.interface import Published
from bot.forges.reconcile import Plan, Told, plan
from bot.markdown import code_span
from bot.model import Placement, Review, Thread

UNPLACED_HEADING = "### Findings that the diff has no place for"


@dataclass(slots=True)
class Fallen:
    """Where the threads went that the forge did not take at their line."""

    to_file: list[Thread] = field(default_factory=list)
    to_summary: list[Thread] = field(default_factory=list)


class Talk(Protocol):
    """The conversation of one pull request."""

    def read(self) -> list[Told]:
        """Sekisho's own threads as they stand. Raises ForgeError."""
        ...

    @property
    def summary(self) -> str:
        """Sekisho's summary as it stood when it was read; "" where there is none."""
        ...

    def shown(self, made: Plan, head_sha: str) -> Plan:
        """The plan without edits that only the forge's own way of writing a body makes look necessary."""
        ...

    def do(self, todo: Plan, head_sha: str) -> Fallen:
        """Writes the plan, in an order that a crash anywhere leaves repairable. Raises ForgeError."""
        ...

    def summarise(self, review: Review, unplaced: Sequence[Thread], head_sha: str) -> bool:
        """Writes the summary where it differs; whether it did. Raises ForgeError."""
        ...


def converse(talk: Talk, review: Review, head_sha: str) -> Published:
    """Makes the conversation say what `review` says. The writes are not counted here. Raises ForgeError."""
    told = talk.read()
    made = talk.shown(plan(told, review.threads, review.present, review.undecided), head_sha)
    hopeless = _known_hopeless(made.open, talk.summary, head_sha)
    todo = Plan(made.reopen, made.edit, made.settle, tuple(each for each in made.open if each not in hopeless))
    fallen = talk.do(todo, head_sha)
    unplaced = [each for each in made.open if each in hopeless or each in fallen.to_summary]
    written = talk.summarise(review, unplaced, head_sha)
    return Published(
        threads_opened=len(todo.open) - len(fallen.to_summary),
        threads_updated=len(todo.edit),
        threads_settled=len(todo.settle),
        threads_reopened=len(todo.reopen),
        summary_written=written,
        fallen_back=(
            *(f"{each.identity}: file" for each in fallen.to_file),
            *(f"{each.identity}: summary" for each in fallen.to_summary),
        ),
    )


def with_unplaced(body: str, unplaced: Sequence[Thread], head_sha: str, most: int) -> str:
    """A summary of at most `most` bytes, marker on its first line; threads that found no other place stand under a
    heading at its end, and the last line names them.
    """
    if markers.first_line(body) != markers.SUMMARY_MARKER:
        body = f"{markers.SUMMARY_MARKER}\n{body}"
    if not unplaced:
        return cut(body, most)
    parts = [body.rstrip(), UNPLACED_HEADING, *(_unplaced(each) for each in unplaced)]
    last = markers.unplaced_marker(head_sha, [each.identity for each in unplaced])
    return cut("\n\n".join(parts), most - len(last) - 2) + f"\n\n{last}"


def _unplaced(thread: Thread) -> str:
    body = thread.body.partition("\n")[2] if markers.read_thread_marker(thread.body) else thread.body
    return f"**{code_span(thread.path)}, line {thread.start_line}**\n\n{body.strip()}"


def _known_hopeless(threads: Sequence[Thread], summary: str, head_sha: str) -> list[Thread]:
    """Threads that the forge took nowhere at this very head: the summary speaks for them already."""
    named = markers.read_unplaced_marker(summary, head_sha)
    return [each for each in threads if each.placement is not Placement.SUMMARY and each.identity in named]
