"""Completes findings of unpinned actions and images: asks what their tag names now, and suggests the line that says so.

The checks cannot know: they have no network. Actions are asked of the forge, images of the operator's registries. What
is not told, or is not written whole on the finding's own line, leaves the finding as it was.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.changes import GitChangeSet
from bot.facts.asking import NoAnswer
from bot.forges.interface import ForgeError
from bot.model import Comparison, Known
from checks.packages import images, purls
from checks.packages.images import Image
from checks.texts import written

ACTION, IMAGE = "unpinned-action", "unpinned-image"
MOST = 10
"""Questions in one scan."""
_SECONDS = 20.0
"""After so long no other question is begun: the review is waiting."""
_USES = re.compile(
    r"""(?P<before>.*\buses:\s*["']?(?P<repo>[\w.-]+/[\w.-]+)(?P<path>/[\w./-]*)?@)(?P<ref>[\w./-]{1,100})"""
)
_COMMIT = re.compile(r"[0-9a-f]{40}")
_MOST_LINE = 2000
_WORD = re.compile(r"(?:docker://)?(?P<image>[\w.:/@+${}-]+)")
"""With the signs of variables: a name that holds one is none that could be pinned here."""
_STAGE = re.compile(r"\s*(?:ONBUILD\s+)?FROM\s(?:.*?(?=\sAS\s)|.*)", re.IGNORECASE)
"""Without the name of the stage, which may be an image's."""
_TAKING = re.compile(r"\s*(?:ONBUILD\s+)?(?:COPY|ADD|RUN)\s", re.IGNORECASE)
"""Only what they take something from is an image."""
_ARGUMENT = re.compile(r"\s*(?:ONBUILD\s+)?ARG\s", re.IGNORECASE)
"""A default that builds put other names in place of."""
_REMARK = re.compile(r"(?<=\S)\s+#.*")


@dataclass(frozen=True, slots=True)
class PinDecider:
    """Fills `examiner.Decider`."""

    commit_of: Callable[[str, str], str]
    """(owner/name, tag or branch) -> the commit it names now. Raises ForgeError."""
    digest_of: Callable[[Image], str]
    """An image -> the digest that its tag names now. Raises NoAnswer."""

    def __call__(self, comparison: Comparison, change: GitChangeSet) -> Comparison:
        """The comparison with suggestions where there was an answer."""
        questions = _Questions()
        introduced = tuple(self._pinned(known, change, questions) for known in comparison.introduced)
        return replace(comparison, introduced=introduced)

    def _pinned(self, known: Known, change: GitChangeSet, questions: _Questions) -> Known:
        finding = known.finding
        how = {ACTION: self._action, IMAGE: self._image}.get(finding.rule)
        if how is None:
            return known
        lines = written.lines(change.text(finding.path) or "")
        line = lines[finding.start_line - 1] if finding.start_line <= len(lines) else ""
        suggestion = how(line, finding.package, questions) if len(line) <= _MOST_LINE else None
        return replace(known, finding=replace(finding, suggestion=suggestion)) if suggestion else known

    def _action(self, line: str, _: str, questions: _Questions) -> str | None:
        match = _USES.match(line)
        if match is None or ".." in match["ref"]:
            return None
        commit = questions.ask((match["repo"], match["ref"]), lambda: self.commit_of(match["repo"], match["ref"]))
        if not _COMMIT.fullmatch(commit):
            return None
        rest = line[match.end() :]
        said = rest if "#" in rest else f"{rest.rstrip()} # {match['ref']}"
        return f"{match['before']}{commit}{said}"

    def _image(self, line: str, package: str, questions: _Questions) -> str | None:
        found = _named(line, package)
        if found is None:
            return None
        image, end = found
        digest = questions.ask((package, image.tag), lambda: self.digest_of(image))
        tag = "" if image.tag else ":latest"
        return f"{line[:end]}{tag}@{digest}{line[end:]}" if digest else None


@dataclass(slots=True)
class _Questions:
    """Of one scan: the same is asked once."""

    _answers: dict[tuple[str, str], str] = field(default_factory=dict)
    _until: float = field(default_factory=lambda: time.monotonic() + _SECONDS)

    def ask(self, about: tuple[str, str], question: Callable[[], str]) -> str:
        """ "" where nobody answers, or enough was asked."""
        if about not in self._answers:
            if len(self._answers) == MOST or time.monotonic() > self._until:
                return ""
            try:
                self._answers[about] = question()
            except (ForgeError, NoAnswer):
                self._answers[about] = ""
        return self._answers[about]


def _named(line: str, package: str) -> tuple[Image, int] | None:
    """The image of this purl that the line names without a digest, and where its name ends; None unless exactly one."""
    if _ARGUMENT.match(line):
        return None
    stage = _STAGE.match(line)
    told = stage[0] if stage else _REMARK.sub("", line)
    taking = _TAKING.match(line) is not None
    found = []
    for word in _WORD.finditer(told):
        if taking and not line.endswith("from=", 0, word.start()):
            continue
        image = images.parse(word["image"])
        if image and not image.digest and purls.made("docker", image.name, "", image.host) == package:
            found.append((image, word.end()))
    return found[0] if len(found) == 1 else None
