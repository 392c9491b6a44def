"""Sweeps over GitLab: what did not arrive is sent again, what nobody looked at is scanned, hooks are healed."""

from __future__ import annotations

import itertools
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import config
from bot.playground.beside import BotBeside, wait_for
from bot.playground.gitlab.hooks import alert_status
from bot.playground.gitlab.nouns import Hook, HookLog, MergeRequest
from bot.playground.on_gitlab import ACCOUNT, OnGitLab
from bot.playground.shown import Shown
from bot.playground.stage import Proposal
from tests.end_to_end.town import SAFE, WEAK, WEAK_LINE

OFTEN = "0.02"
"""Minutes between sweeps in these tests."""


class Place:
    """A GitLab with a group that Sekisho is installed on, and the service at an address that is known before."""

    def __init__(self, folder: Path, sweep: str = OFTEN) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.stage = OnGitLab(folder / "gitlab", config.load(environment={}))
        self.forge = self.stage.forge
        self.forge.start()
        address = f"http://127.0.0.1:{self.port}"
        self.bot = BotBeside(self.stage, folder, None, SEKISHO_PUBLIC_URL=address, SEKISHO_SWEEP_MINUTES=sweep)
        self.bot._port = self.port
        self._numbers = itertools.count()
        self.forge.create_group("acme")
        self.forge.add_member("acme", ACCOUNT, "owner")
        self.forge.add_member("acme", "ann", "developer")

    def stop(self) -> None:
        self.bot.stop()
        self.forge.stop()

    def project(self) -> str:
        path = f"acme/team-{next(self._numbers)}/shop"
        self.forge.create_project(path, {"app.py": SAFE})
        return path

    def command(self, *words: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "bot", *words]
        done = subprocess.run(command, env=self.bot._environment, capture_output=True, text=True, check=False)
        assert done.stderr == ""
        return done.returncode, done.stdout

    def install(self, path: str) -> None:
        code, told = self.command("install", "gitlab", path)
        assert code == 0, told

    def settled(self, repo: str) -> str:
        self.happened(lambda: self.baselines(repo), f"the baseline of {repo}")
        return repo

    def baselines(self, repo: str) -> int:
        return len(re.findall(rf'"{repo}@(?:main)?", "state": "done"', self.bot.log()))

    def propose(self, repo: str, text: str = WEAK, draft: bool = False) -> MergeRequest:
        branch = f"change-{next(self._numbers)}"
        self.forge.push(repo, branch, {"app.py": text, f"{branch}.txt": branch}, start="main", author="ann")
        return self.forge.open_merge_request(repo, branch, author="ann", draft=draft)

    def shows(self, mr: MergeRequest) -> Shown:
        return self.stage.shows(Proposal(mr.repo, mr.iid, ""))

    def reviewed(self, mr: MergeRequest) -> Shown:
        self.happened(lambda: self.shows(mr).completed, f"the review of {mr.repo}!{mr.iid}")
        return self.shows(mr)

    def happened(self, condition: Callable[[], Any], what: str) -> None:
        wait_for(condition, f"{what}\n{self.bot.log(30)}", 45)

    def hook(self, repo: str) -> Hook | None:
        with self.forge.state.lock:
            mine = [hook for hook in self.forge.state.hooks.values() if hook.owner.full_path == repo]
        return mine[0] if mine else None

    def swept(self) -> list[str]:
        return [line for line in self.bot.log().splitlines() if '"event": "swept"' in line]

    def passes(self, more: int = 2) -> None:
        before = len(self.swept())
        self.happened(lambda: len(self.swept()) >= before + more + 1, f"{more} more passes")

    def logs(self, repo: str, trigger: str) -> list[HookLog]:
        with self.forge.state.lock:
            every = list(self.forge.state.logs.values())
        return [log for log in every if log.hook.owner.full_path == repo and log.event == trigger]

    def lose_first(self, trigger: str) -> None:
        """From now on deliveries of one kind do not arrive the first time."""
        seen: set[str] = set()

        def lost(log: HookLog) -> bool:
            key = log.headers["Idempotency-Key"]
            first = log.event == trigger and key not in seen
            seen.add(key)
            return first

        self.forge.hooks.lose = lost


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    made = Place(tmp_path_factory.mktemp("sweeping"))
    try:
        made.bot.start()
        made.project()
        made.install("acme")
        yield made
    finally:
        made.stop()


@pytest.fixture
def place(running: Place) -> Iterator[Place]:
    yield running
    running.forge.hooks.lose = lambda log: False


@pytest.fixture
def repo(place: Place) -> str:
    """A project that is new in the group: the sweep alone can know of it."""
    made = place.project()
    place.happened(lambda: place.hook(made), "a hook in the new project")
    return place.settled(made)


def test_a_project_that_is_new_in_the_group_gets_its_hook_and_its_baseline_once(place: Place, repo: str) -> None:
    place.passes()
    hooks = [hook for hook in place.forge.state.hooks.values() if hook.owner.full_path == repo]
    assert [hook.url for hook in hooks] == [f"{place.bot.address}/webhooks/gitlab"]
    assert place.baselines(repo) == 1


def test_a_project_elsewhere_is_left_alone(place: Place) -> None:
    place.forge.create_project("elsewhere/shop", {"app.py": SAFE})
    place.forge.add_member("elsewhere/shop", ACCOUNT, "maintainer")
    mr = place.propose("elsewhere/shop")
    place.passes()
    assert place.hook("elsewhere/shop") is None
    assert not place.shows(mr).completed
    assert "elsewhere" not in place.bot.log()


def test_a_delivery_that_was_lost_is_sent_again_once(place: Place, repo: str) -> None:
    place.lose_first("merge_request_hooks")
    mr = place.propose(repo)
    shown = place.reviewed(mr)
    assert [(thread.path, thread.line) for thread in shown.threads] == [("app.py", WEAK_LINE)]
    place.passes()
    told = [log.status[:1] for log in place.logs(repo, "merge_request_hooks")]
    assert told[0] == "i"
    assert told[1:] in (["2"], []), "sent again once, or found open before"


def test_a_command_that_was_lost_is_answered_once(place: Place, repo: str) -> None:
    """No list of merge requests tells of comments: the log of deliveries alone does."""
    mr = place.propose(repo, SAFE)
    place.reviewed(mr)
    place.lose_first("note_hooks")
    place.forge.comment(mr, "ann", "/sekisho help")
    place.happened(lambda: len(place.shows(mr).comments) == 2, "the answer")
    place.passes()
    assert len(place.shows(mr).comments) == 2


def test_a_merge_request_that_no_webhook_told_of_is_scanned_once(place: Place, repo: str) -> None:
    place.forge.hooks.lose = lambda log: log.event == "merge_request_hooks"
    mr, draft, closed = place.propose(repo), place.propose(repo, draft=True), place.propose(repo)
    place.forge.close(closed, "ann")
    assert place.reviewed(mr).conclusion == "failure"
    assert place.reviewed(draft).conclusion == "neutral"
    place.passes()
    assert not place.shows(closed).completed
    for one in (mr, draft):
        assert place.bot.log().count(f'"{repo}#{one.iid}", "state": "done"') == 1


def test_a_hook_that_gitlab_has_disabled_is_healed(place: Place, repo: str) -> None:
    hook = place.hook(repo)
    assert hook is not None
    with place.forge.state.lock:
        hook.failures = 40
    place.happened(lambda: alert_status(hook, place.forge.clock.now()) == "executable", "the hook to be healed")
    assert place.hook(repo) is hook


def test_what_came_while_the_service_was_down_is_found_when_it_is_back(tmp_path: Path) -> None:
    place = Place(tmp_path, sweep="15")  # as it comes: the schedule alone would take a quarter of an hour
    try:
        repo = place.project()
        place.bot.start()
        place.install(repo)
        place.settled(repo)
        mr = place.propose(repo, SAFE)
        place.reviewed(mr)
        place.bot.stop()
        place.forge.comment(mr, "ann", "/sekisho help")
        place.forge.hooks.wait()
        place.bot.start()
        place.happened(lambda: len(place.shows(mr).comments) == 2, "the answer")
    finally:
        place.stop()


def test_a_status_left_open_by_a_service_that_lost_its_memory_is_closed(tmp_path: Path) -> None:
    place = Place(tmp_path)
    try:
        repo = place.project()
        place.bot.start()
        place.install("acme")
        mr = place.propose(place.settled(repo), SAFE)
        place.reviewed(mr)
        place.bot.stop()
        with place.forge.state.lock:  # as it was when the process died in the middle of the scan, long ago
            status = next(iter(place.forge.state.archive.statuses.values()))
            status.status, status.finished = "running", None
            status.created -= timedelta(hours=1)
        for file in place.bot.data.glob("sekisho.db*"):
            file.unlink()
        place.bot.start()
        place.install("acme")  # what it follows was forgotten, too
        place.happened(lambda: status.status == "canceled", "the end of the old status")
        place.happened(lambda: place.shows(mr).conclusion == "success", "the verdict of a new look")
    finally:
        place.stop()


def test_little_is_asked_where_scans_need_what_is_left_of_the_limit(tmp_path: Path) -> None:
    place = Place(tmp_path, sweep="none")
    try:
        repo = place.project()
        place.bot.start()
        place.install("acme")
        place.settled(repo)
        account = place.forge.hub.limiter._account(ACCOUNT)
        asked: list[str] = []
        place.forge.hub.listeners.append(lambda exchange: asked.append(exchange.path))
        account.start, account.used = place.forge.clock.now(), 1_100
        code, told = place.command("sweep")
        assert code == 1
        assert re.fullmatch(
            r"gitlab: nothing to do; stopped early: only \d+ of 2000 requests are left, which scans may need\n", told
        )
        assert len(asked) == 1, "GitLab tells what is left with an answer only"
    finally:
        place.stop()
