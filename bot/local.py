"""`python -m bot review`: a change in a local repository, looked at as in a pull request, without forge or service."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from bot.changes import ChangesError, GitChangeSet, Repositories
from bot.config import Config
from bot.deciders import packages
from bot.deciders.suppressions import SuppressionDecider
from bot.diffing import NothingKept
from bot.examiner import Decider, Examination
from bot.formats.bill import Bill
from bot.formats.outputs import Output, OutputError, write
from bot.formats.report import Report
from bot.looks import Looks, UnknownCheck, git_limits, old_data
from bot.model import Change, Policy, Terms, Verdict
from checks.dependencies.name import NAME as DEPENDENCIES
from checks.interface import Side
from checks.secrets import hush

_EXITS = {Verdict.CLEAR: 0, Verdict.BLOCKED: 1, Verdict.INCOMPLETE: 2}


@dataclass(frozen=True, slots=True)
class Range:
    """What to look at."""

    repo: Path
    """A folder that holds .git, or a git directory."""
    base: str | None
    """What the change goes into; None: everything at head is new."""
    head: str


def review(
    config: Config,
    range_: Range,
    outputs: Sequence[Output],
    names: Sequence[str] | None = None,
    *,
    exit_zero: bool = False,
) -> int:
    """Writes the review of base..head and returns its exit code: 0 clear, 1 blocked, 2 incomplete or not possible.

    `exit_zero`: 0 for whatever verdict.
    """
    try:
        with looked_at(config, range_, names) as report:
            write(report, outputs)
    except (ChangesError, UnknownCheck, OutputError) as error:
        _tell(str(error))
        return 2
    return 0 if exit_zero else _EXITS[report.judgement.verdict]


@contextmanager
def looked_at(config: Config, range_: Range, names: Sequence[str] | None = None) -> Iterator[Report]:
    """The judged change, readable within the context. Raises ChangesError, UnknownCheck, CheckError."""
    with closing(Looks(config, names, say=_tell)) as looks:
        examiner = looks()
        repositories = Repositories(config.service.data / "repositories", git_limits(config))
        with repositories.open_local(range_.repo, range_.base, range_.head) as change:
            with _progress(change):
                examined = examiner.examine(
                    change, Terms(config.policy), NothingKept(), lambda: None, _deciders(config, names)
                )
            yield _report(range_.repo, change, examined, config.policy)


def _deciders(config: Config, names: Sequence[str] | None) -> Sequence[Decider]:
    """What decides about packages, where they are looked for at all, and what tells of suppressions."""
    about_packages = (*packages.local(config), old_data(config)) if names is None or DEPENDENCIES in names else ()
    return (*about_packages, SuppressionDecider(config.policy))


def _report(repo: Path, change: GitChangeSet, examined: Examination, policy: Policy) -> Report:
    live = Change(
        repo="",
        number=None,
        base_sha=change.base.sha,
        merge_base_sha=change.base.sha,
        head_sha=change.head.sha,
        head_ref="",
        base_ref="",
        commits=change.commits,
    )
    return Report(
        change=live,
        judgement=examined.judgement,
        seconds=examined.about.seconds,
        versions=examined.about.versions,
        lines=lambda path: hush.lines(change.text(path) or "", path),
        bill=Bill(repo.resolve().name, change.head.sha, datetime.now(UTC), examined.comparison.packages[Side.HEAD]),
        policy=policy,
    )


def _tell(what: str) -> None:
    print(f"sekisho: {what}", file=sys.stderr)


@contextmanager
def _progress(change: GitChangeSet) -> Iterator[None]:
    """Says what takes its time, on a terminal only, and takes it back."""
    if not sys.stderr.isatty():
        yield
        return
    files = len(change.changed[Side.HEAD])
    with Console(stderr=True).status(f"Looking at {files} changed file{'' if files == 1 else 's'}…"):
        yield
