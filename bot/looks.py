"""Keeps an examiner for what is publicly known today, and the process beside it that finds out what is new."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import knowledge, logs
from bot.changes import GitChangeSet, GitLimits
from bot.config import Config
from bot.examiner import Decider, Examiner
from bot.model import Comparison, Unseen
from bot.packs.repository import InForce
from bot.salt import salt
from checks import registry
from checks.dependencies.name import NAME as DEPENDENCIES
from checks.interface import CheckError
from checks.runner import Runner, RunnerLimits
from checks.settings import Settings
from checks.static_analysis.engine import engine_version

_log = logs.get("looks")


class UnknownCheck(Exception):
    """A name that no check has; the text lists those there are."""


class Looks:
    """Hands out examiners. For one thread: a new one, once the data have changed, ends the sandboxes of the old."""

    def __init__(
        self,
        config: Config,
        names: Sequence[str] | None = None,
        spares: bool = False,
        say: Callable[[str], object] = _log.info,
        policies: Callable[[], InForce] | None = None,
    ) -> None:
        """`names` of checks, None for all; `spares`: sandboxes stand by, for processes that live long.

        `say` is told what takes its time; `policies` tells which of the organisation's repository count now.
        """
        self._config = config
        self._say = say
        self._names = names
        self._spares = spares
        self._policies = policies
        self._in_force: InForce | None = None
        self._rests_on: tuple[Path, Path | None] | None = None
        self._runner: Runner | None = None
        self._examiner: Examiner | None = None

    def __call__(self) -> Examiner:
        """By what is known now. Raises UnknownCheck, CheckError."""
        try:
            folder = knowledge.current(self._config, self._say)
        except (OSError, ValueError) as error:
            raise CheckError(f"what is known of packages cannot be read ({error}); run `python -m bot sync`") from error
        self._in_force = self._policies() if self._policies else None
        rests_on = folder, self._in_force.folder if self._in_force else None
        if self._examiner is None or rests_on != self._rests_on:
            self.close()
            self._examiner, self._rests_on = self._made(*rests_on), rests_on
        return self._examiner

    def close(self) -> None:
        """Ends the sandboxes."""
        if self._runner is not None:
            self._runner.close()
        self._runner = self._examiner = None

    def _made(self, folder: Path, policies: Path | None) -> Examiner:
        settings = checks_settings(self._config, folder)
        if policies:
            settings = replace(settings, packs=(*settings.packs, policies))
        try:
            wanted = registry.checks(self._names, registry.build(settings))
        except ValueError as error:
            raise UnknownCheck(str(error)) from error
        self._runner = Runner(runner_limits(self._config), settings, spares=self._spares, homes=registry.homes())
        self._runner.isolation()  # starts what sandboxes are forked from, so that the first scan does not wait for it
        return Examiner(wanted, self._runner.judge, self._versions)

    def _versions(self) -> dict[str, str]:
        known_since = knowledge.age(self._config, datetime.now(UTC))
        own = {"own policies": self._in_force.about} if self._in_force else {}
        return {"semgrep": engine_version(), "advisory data": _days(known_since), **own}


class Refresh:
    """Called now and then, starts `sync` when it is due: a process of its own, which stands back behind scans."""

    def __init__(self, config: Config, file: Path) -> None:
        self._config = config
        nice = [shutil.which("nice") or "", "-n", "10"]
        self._command = [*(nice if nice[0] else []), sys.executable, "-m", "bot", "--config", str(file), "sync"]
        self._process: subprocess.Popen[bytes] | None = None

    def __call__(self) -> None:
        """At once; what the process has to say goes to the log."""
        under_way = self._process is not None and self._process.poll() is None
        if not under_way and knowledge.due(self._config, datetime.now(UTC)):
            self._process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL)


def old_data(config: Config) -> Decider:
    """Says that the advisories are older than the operator's limit, where packages were looked at."""

    def decide(comparison: Comparison, _change: GitChangeSet) -> Comparison:
        now = datetime.now(UTC)
        if not any(comparison.packages.values()) or not knowledge.too_old(config, now):
            return comparison
        limit, found = config.data.max_age_days, _days(knowledge.age(config, now))
        why = f"the advisory data are {found}, the limit is {limit:g} days; have `python -m bot sync` run"
        return replace(comparison, unseen=(*comparison.unseen, Unseen(DEPENDENCIES, "", why)))

    return decide


@contextmanager
def sandboxes(config: Config) -> Iterator[Runner]:
    """What judges, without any check's data; its processes end with the context."""
    runner = Runner(runner_limits(config), checks_settings(config, None), homes=registry.homes())
    try:
        yield runner
    finally:
        runner.close()


def runner_limits(config: Config) -> RunnerLimits:
    """What judging may take."""
    return RunnerLimits(seconds=config.limits.check_seconds, memory_bytes=config.limits.memory_bytes)


def _days(age: timedelta | None) -> str:
    if age is None:
        return "of unknown age"
    return f"{age.days} days old" if age.days != 1 else "1 day old"


def git_limits(config: Config) -> GitLimits:
    """What one change may cost in git."""
    limits = config.limits
    return GitLimits(
        seconds=limits.fetch_seconds,
        fetch_bytes=limits.fetch_bytes,
        blob_bytes=limits.file_bytes,
        files=limits.files,
    )


def checks_settings(config: Config, folder: Path | None) -> Settings:
    """What the operator sets for the checks, with the data to judge by."""
    packs, packages = tuple(pack.resolve() for pack in config.rule_packs), config.packages
    return Settings(packs, folder, packages.hosts, packages.internal, salt(config.service.data))
