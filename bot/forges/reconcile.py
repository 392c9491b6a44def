"""What stands on the forge and what should stand there -> what to do. Pure, and the same for every forge.

Doing what a plan says and planning again gives an empty plan: that is what makes publishing repeatable. Only
threads that Sekisho's own account opened, and that carry its mark, are ever handed in.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.markers import SETTLED_MARKER, first_line
from bot.model import Thread


class Standing(StrEnum):
    """How a thread stands on the forge."""

    OPEN = "open"
    SETTLED_BY_US = "settled_by_us"
    SETTLED_BY_PERSON = "settled_by_person"
    """A person resolved or hid it: it stays so."""


@dataclass(frozen=True, slots=True)
class Told:
    """A thread of Sekisho's own as the forge shows it now."""

    key: str
    """The forge's id of the thread."""
    members: tuple[str, ...]
    """Identities that its mark names."""
    path: str
    """File it stands at, by its name when it was opened."""
    body: str
    """Text of its first comment."""
    standing: Standing
    person_spoke: bool = False
    noted: bool = False
    """Whether the last word in it is our note that its findings are gone."""


@dataclass(frozen=True, slots=True)
class Edit:
    """The first comment of a thread says something else now."""

    told: Told
    body: str
    thread: Thread
    """What is wanted there."""


@dataclass(frozen=True, slots=True)
class Settling:
    """A thread whose findings are gone; with a note first where a person spoke."""

    told: Told
    note: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """The difference, in the order in which it is safe to write it."""

    reopen: tuple[Told, ...] = ()
    edit: tuple[Edit, ...] = ()
    settle: tuple[Settling, ...] = ()
    open: tuple[Thread, ...] = ()


def plan(
    told: Sequence[Told], wanted: Sequence[Thread], present: Collection[str], undecided: Collection[str] = ()
) -> Plan:
    """The writes that make `told` show `wanted`.

    `present` holds the identities of everything at head: a thread that is not wanted is settled only when none of
    its members is there any more, so one that merely fell out of the budget stays. `undecided` holds the paths that
    could not be looked at ("": more than can be named): nothing is known to be gone from there.
    """
    pairs = _match(told, wanted)
    matched = {id(pair) for pair, _ in pairs}
    paired = {id(thread) for _, thread in pairs}
    still = set(present).union(*(thread.members for thread in wanted))
    live = [(each, thread) for each, thread in pairs if each.standing is not Standing.SETTLED_BY_PERSON]
    return Plan(
        reopen=tuple(each for each, _ in live if each.standing is Standing.SETTLED_BY_US),
        edit=tuple(Edit(each, thread.body, thread) for each, thread in live if not same_text(each.body, thread.body)),
        settle=tuple(
            Settling(each, note=each.person_spoke and not each.noted)
            for each in told
            if id(each) not in matched and _is_gone(each, still) and not {each.path, ""}.intersection(undecided)
        ),
        open=tuple(thread for thread in wanted if id(thread) not in paired),
    )


def _is_gone(each: Told, still: Collection[str]) -> bool:
    return each.standing is Standing.OPEN and not any(member in still for member in each.members)


def _match(told: Sequence[Told], wanted: Sequence[Thread]) -> list[tuple[Told, Thread]]:
    """One to one, best fit first; a wanted thread and one that stands fit when they share a finding."""
    fits = sorted(
        (_misfit(each, thread), old, new)
        for old, each in enumerate(told)
        for new, thread in enumerate(wanted)
        if _fits(each, thread)
    )
    taken: set[int] = set()
    placed: set[int] = set()
    pairs = []
    for _, old, new in fits:
        if old not in taken and new not in placed:
            taken.add(old)
            placed.add(new)
            pairs.append((told[old], wanted[new]))
    return pairs


def _fits(each: Told, thread: Thread) -> bool:
    shared = set(each.members).intersection(thread.members)
    # A finding that joined a group is news: it is not hidden in a thread that a person has closed.
    closed = each.standing is Standing.SETTLED_BY_PERSON
    return bool(shared) and not (closed and not set(thread.members).issubset(each.members))


def _misfit(each: Told, thread: Thread) -> tuple[int, int, int]:
    """Least first: most findings shared, fewest others, the one that a person sees open."""
    shared = len(set(each.members).intersection(thread.members))
    others = len(set(each.members).union(thread.members)) - shared
    return -shared, others, list(Standing).index(each.standing)


def same_text(one: str, other: str) -> bool:
    """Whether two bodies read the same: forges change line ends and trim."""
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def settled_body(body: str, note: str) -> str:
    """A first comment edited to say that it is settled, for forges and accounts that may not resolve threads."""
    mark, _, rest = body.partition("\n")
    return (
        f"{mark}\n{SETTLED_MARKER}\n{note}\n\n<details><summary>What it said</summary>\n\n{rest.strip()}\n\n</details>"
    )


def is_settled_body(body: str) -> bool:
    """Whether the body is one that `settled_body` made."""
    _, _, rest = body.partition("\n")
    return first_line(rest) == SETTLED_MARKER
