"""Which packages are new in a change, and what becomes of those that are not on the list. Pure.

A package is new where its name was not there before, or, where the list names versions of it, where this version was
not. Words about the list's ways are in docs/allow-list.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from bot import purls
from bot.markdown import code_span
from bot.model import Mode, Note
from checks.interface import Confidence, Finding, Package, Severity

CHECK = "allow_list"
NOT_ON_LIST = "not-on-allow-list"
_KINDS = {"githubactions": "action", "docker": "image"}
_SHOWN = 25
"""Packages that one ready-made command names; more are better written into the file."""


class Standing(StrEnum):
    """How far an entry counts."""

    CONFIRMED = "confirmed"
    """A person put it there, or has looked at it since."""
    LEARNED = "learned"
    """Let through while the list was learning: counts until a person removes it."""
    PROPOSED = "proposed"
    """Seen from a fork while the list was learning, where anybody can propose anything: counts once confirmed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list."""

    purl: str
    """As `purls.read` answers it."""
    versions: str = ""
    """"": all; else one version, or a range as "vers:…"."""
    standing: Standing = Standing.CONFIRMED
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """A time in which everything new is let through and learned."""

    id: str
    forge: str
    owner: str
    repos: tuple[str, ...]
    """Full names in lower case; none: all of the owner's."""
    person: str
    reason: str
    began: float
    """Seconds since the epoch, as the two below."""
    until: float
    ended: float | None = None
    """Ended by somebody before its time."""

    @property
    def end(self) -> float:
        """When it ends, or ended."""
        return self.until if self.ended is None else min(self.until, self.ended)

    def covers(self, repo: str) -> bool:
        """Whether this repository of its owner's is in it."""
        return not self.repos or repo.lower() in self.repos

    def open(self, now: float) -> bool:
        """Whether it is going on."""
        return self.began <= now < self.end


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the list says of a change."""

    findings: tuple[Finding, ...] = ()
    learned: tuple[Entry, ...] = ()
    """What is to be recorded."""
    notes: tuple[Note, ...] = ()


@dataclass(slots=True)
class AllowList:
    """Entries, ready to be asked about thousands of packages."""

    _entries: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> AllowList:
        """Those that count."""
        made = cls()
        for entry in entries:
            if entry.standing is not Standing.PROPOSED:
                made._entries[entry.purl].append(entry)
        return made

    def allows(self, purl: str) -> bool:
        """Whether this package, in this version, is on the list."""
        key, version = purls.fold(purl), purls.version(purl)
        return any(
            purls.admits(entry.versions, version)
            for name in (key, *purls.above(key))
            for entry in self._entries.get(name, ())
        )

    def by_version(self, key: str) -> bool:
        """Whether the list names versions of this very package: then another version of it is new."""
        return bool(self._entries.get(key))


def judge(
    before: Iterable[Package], after: Iterable[Package], allowed: AllowList, mode: Mode, window: Window | None
) -> Ruling:
    """`window`: the maintenance that is going on. What is new and not on the list blocks, or is learned."""
    if mode is Mode.OFF:
        return Ruling()
    refused = _refused(before, after, allowed)
    if not refused:
        return Ruling()
    if mode is Mode.LEARN or window is not None:
        learned = tuple(dict.fromkeys(_lesson(package, allowed) for package in refused))
        return Ruling(learned=learned, notes=(_learning(len(learned), window),))
    asks = tuple(dict.fromkeys(_ask(package, allowed) for package in refused))
    return Ruling(
        findings=tuple(_finding(package, _ask(package, allowed)) for package in refused),
        notes=_asking(asks) if len(asks) > 1 else (),
    )


def _refused(before: Iterable[Package], after: Iterable[Package], allowed: AllowList) -> list[Package]:
    """New and not on the list, each once a file."""
    there = {_whole(package) for package in before}
    names = {purls.fold(purl) for purl in there}
    found: dict[tuple[str, str], Package] = {}
    for package in after:
        purl = _whole(package)
        key = purls.fold(purl)
        moved = key in names and not allowed.by_version(key)
        if purl not in there and not moved and not allowed.allows(purl):
            found.setdefault((_ask(package, allowed), package.path), package)
    return list(found.values())


def _whole(package: Package) -> str:
    """Its purl with where it comes from: the same name from elsewhere is another package."""
    return purls.elsewhere(package.purl, package.origin)


def _lesson(package: Package, allowed: AllowList) -> Entry:
    """The entry that lets it in: for its version alone, where the list is by version."""
    key = purls.fold(_whole(package))
    return Entry(key, purls.version(package.purl) if allowed.by_version(key) else "", Standing.LEARNED)


def _ask(package: Package, allowed: AllowList) -> str:
    """What to write to get it onto the list."""
    lesson = _lesson(package, allowed)
    name, mark, origin = lesson.purl.partition("?")
    return f"{name}@{purls.escape(lesson.versions)}{mark}{origin}" if lesson.versions else lesson.purl


def _finding(package: Package, ask: str) -> Finding:
    kind, name = _kind(package.purl), purls.name(package.purl)
    source = f" from {code_span(package.origin)}" if package.origin else ""
    by_way_of = f" (it comes with {code_span(' → '.join(package.via[-3:]))})" if package.via else ""
    command = code_span(f"/sekisho allow {ask}", 600)
    remedy = f"Somebody with maintain access lets it in with {command}, or the change does without it."
    return Finding(
        check=CHECK,
        rule=NOT_ON_LIST,
        severity=Severity.HIGH,
        confidence=Confidence.HIGH,
        path=package.path,
        start_line=package.start_line,
        end_line=package.start_line,
        title=f"The {kind} {name} is not on the allow-list",
        message=f"The {kind} {code_span(name)}{source} is new here and not on the allow-list{by_way_of}. {remedy}",
        remedy=remedy,
        subject=ask,
        package=package.purl,
    )


def _kind(purl: str) -> str:
    """ "npm package", "action", "image"."""
    kind = purl.removeprefix("pkg:").partition("/")[0]
    return _KINDS.get(kind, f"{kind} package")


def _asking(asks: Sequence[str]) -> tuple[Note, ...]:
    """One command for all, where there are several."""
    if len(asks) > _SHOWN:
        words = f"{len(asks)} packages are not on the allow-list; so many are best written into .sekisho/allow.yaml."
        return (Note(CHECK, words),)
    words = f"{len(asks)} packages are not on the allow-list; to let all of them in, write"
    return (Note(CHECK, words, f"/sekisho allow {' '.join(asks)}"),)


def _learning(count: int, window: Window | None) -> Note:
    packages = f"{count} new package{' is' if count == 1 else 's are'}"
    if window is None:
        return Note(CHECK, f"The allow-list is learning: {packages} recorded.")
    until = datetime.fromtimestamp(window.end, UTC)
    why = f"{window.person}: {window.reason}"
    words = f"Maintenance mode until {until:%Y-%m-%d %H:%M} UTC ({why}): {packages} let through and recorded."
    return Note(CHECK, words)


def shown(entry: Entry) -> str:
    """As a person writes it."""
    return f"{entry.purl} ({entry.versions})" if entry.versions else entry.purl
