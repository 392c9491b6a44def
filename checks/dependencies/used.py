"""A dependency beside what is known of its package, and the lines that both stand on. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from checks.dependencies.known import Vulnerability, safe_upgrade, vulnerabilities
from checks.dependencies.mirror import Advisory
from checks.interface import Confidence, Step
from checks.packages.model import Dependency, Place, Reading

Text = Callable[[str], Sequence[str]]
"""Path -> the file's lines."""
_EXACT_TAG = re.compile(r"v?\d+\.\d+\.\d+")
_MOST_CODE = 200


class Package:
    """What is known of one package; each version of it is judged once."""

    def __init__(self, type_: str, advisories: Sequence[Advisory]) -> None:
        self.type = type_
        self.malicious = any(one.malicious for one in advisories)
        self._advisories = advisories
        self._of: dict[str, tuple[Sequence[Vulnerability], str]] = {}

    @cached_property
    def known(self) -> tuple[Vulnerability, ...]:
        """All vulnerabilities, each once."""
        return vulnerabilities(self.type, self._advisories)

    def of(self, version: str) -> tuple[Sequence[Vulnerability], str]:
        """The vulnerabilities of a version, and the nearest version without any ("" for none)."""
        if version not in self._of:
            if not any(one.affects(self.type, version) for one in self._advisories):  # by far the most are mended
                self._of[version] = (), ""
                return self._of[version]
            mine = [one for one in self.known if one.affects(version)]
            self._of[version] = (mine, safe_upgrade(self.type, version, self.known) if mine else "")
        return self._of[version]


class Lines:
    """Texts of lines, each file asked for once and only where something is found."""

    def __init__(self, text: Text, reading: Reading) -> None:
        self._text = text
        self._files: dict[str, Sequence[str]] = {}
        self._reading = reading

    def of(self, path: str) -> Sequence[str]:
        """The file's lines."""
        if path not in self._files:
            self._files[path] = self._text(path)
        return self._files[path]

    def step(self, place: Place) -> Step:
        """A line, as a stop on the way."""
        lines = self.of(place.path)
        code = lines[place.line - 1].strip() if 0 < place.line <= len(lines) else ""
        return Step(place.path, place.line, code[:_MOST_CODE], "step")

    @cached_property
    def direct(self) -> dict[tuple[str, str], Place]:
        """Where each direct dependency stands."""
        return {(one.type, one.name): one.place for one in self._reading.dependencies if not one.via}


@dataclass(frozen=True, slots=True)
class Used:
    """One dependency, and what is known of its package."""

    now: Dependency
    package: Package
    lines: Lines

    @property
    def version(self) -> str:
        """The version to judge by: of an action the tag with three numbers, which may stand beside a commit."""
        now = self.now
        if now.type == "githubactions" and _EXACT_TAG.fullmatch(now.requirement):
            return now.requirement
        return now.version

    @property
    def confidence(self) -> Confidence:
        """How sure it is that this version is used: what a comment says of a commit may be wrong."""
        return Confidence.HIGH if self.now.version in ("", self.version) else Confidence.MEDIUM

    def evidence(self) -> tuple[Step, ...]:
        """The manifest's line and the lockfile's, where both are known."""
        now = self.now
        first = self.lines.direct.get((now.type, now.via[0])) if now.via else now.place
        second = now.place if now.via else now.locked
        return tuple(self.lines.step(place) for place in (first, second) if place) if first and second else ()
