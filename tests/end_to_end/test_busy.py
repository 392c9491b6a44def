"""While the only worker is held up by one repository, the pull requests of others show that they have been heard."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.playground.beside import wait_for
from bot.playground.common.faults import Close, When
from bot.playground.github import CLOSE, Asked
from bot.playground.github.nouns import Pull
from tests.end_to_end.town import SAFE, WEAK, WEAK_LINE, Town, conclusion, said, threads

pytestmark = pytest.mark.xdist_group("town-busy")


@dataclass
class Jam:
    """A pull request whose fetch does not end, and with it the town's only worker."""

    pull: Pull
    arrived: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)

    def hold(self, _asked: Asked) -> None:
        self.arrived.set()
        self.released.wait(60)


@pytest.fixture
def other(town: Town) -> str:
    """A repository that waits for nothing."""
    return town.settled(town.repository())


@pytest.fixture
def jam(town: Town, other: str) -> Iterator[Jam]:
    repo = town.settled(town.repository())
    jam = Jam(town.change(repo, {"app.py": SAFE + "\n"}))
    town.reviewed(jam.pull)
    town.forge.faults.add(lambda asked: asked.path == f"/{repo}.git/git-upload-pack", jam.hold)
    town.push(jam.pull, {"app.py": WEAK})
    assert jam.arrived.wait(20)
    yield jam
    jam.released.set()
    town.reviewed(jam.pull)


def statuses(town: Town, pull: Pull) -> list[str]:
    return [run.status for run in town.forge.runs(pull)]


def stands_once(shown: dict[str, Any]) -> None:
    assert threads(shown) == [("app.py", WEAK_LINE, False)]
    assert [run["conclusion"] for run in shown["check_runs"]] == ["failure"]
    assert len(said(shown)) == 2, "one thread, one summary"


def test_a_new_pull_request_is_queued_within_seconds_and_both_reviews_stand_once(
    town: Town, jam: Jam, other: str
) -> None:
    pull = town.change(other, {"app.py": WEAK})
    wait_for(lambda: statuses(town, pull) == ["queued"], "the queued check run", 5)
    assert statuses(town, jam.pull) == ["in_progress"]
    jam.released.set()
    stands_once(town.reviewed(pull))
    stands_once(town.reviewed(jam.pull))


def test_a_command_is_answered_while_the_worker_is_held_up(town: Town, jam: Jam, other: str) -> None:
    pull = town.change(other, {"app.py": SAFE + "\n"})
    comment = town.forge.comment(pull, "ann", "/sekisho help")
    shown = wait_for(lambda: len(town.shows(pull)["comments"]) == 2 and town.shows(pull), "the answer", 5)
    assert [one["author"] for one in shown["comments"][0]["reactions"]] == ["sekisho[bot]"]
    assert (shown["comments"][0]["id"], "`/sekisho rescan`" in shown["comments"][1]["body"]) == (comment, True)
    assert not jam.released.is_set()


def test_a_queued_check_is_closed_when_the_pull_request_is(town: Town, jam: Jam, other: str) -> None:
    pull = town.change(other, {"app.py": WEAK})
    wait_for(lambda: statuses(town, pull) == ["queued"], "the queued check run", 5)
    town.forge.close(pull)
    shown = town.reviewed(pull)
    assert (conclusion(shown), shown["threads"], shown["comments"]) == ("cancelled", [], [])
    assert statuses(town, jam.pull) == ["in_progress"]


def test_a_newer_push_closes_the_queued_check_and_has_one_of_its_own(town: Town, jam: Jam, other: str) -> None:
    pull = town.change(other, {"app.py": SAFE + "\n"})
    wait_for(lambda: statuses(town, pull) == ["queued"], "the queued check run", 5)
    older = town.run(pull)
    town.push(pull, {"app.py": WEAK})
    wait_for(lambda: statuses(town, pull) == ["queued"], "the newer one's", 5)
    wait_for(lambda: older.status == "completed", "the end of the older one", 5)
    assert (older.conclusion, older.head_sha != pull.head_sha) == ("cancelled", True)
    jam.released.set()
    stands_once(town.reviewed(pull))


def test_a_head_that_moves_unheard_leaves_no_check_open(town: Town, jam: Jam, other: str) -> None:
    pull = town.change(other, {"app.py": SAFE + "\n"})
    wait_for(lambda: statuses(town, pull) == ["queued"], "the queued check run", 5)
    older = town.run(pull)
    town.forge.hooks.lose = lambda delivery: delivery.event in ("pull_request", "push")
    try:
        town.push(pull, {"app.py": WEAK})
        town.forge.hooks.wait()
    finally:
        town.forge.hooks.lose = lambda delivery: False
    jam.released.set()
    stands_once(town.reviewed(pull))
    assert older.conclusion == "cancelled"


@pytest.mark.parametrize("when", ["before", "after"])
def test_kill_9_while_it_is_being_shown_as_queued_leaves_one_check(
    town: Town, jam: Jam, other: str, when: When
) -> None:
    killed = []

    def kill(asked: Asked) -> Close:
        town.bot.kill()
        killed.append(asked.body)
        return CLOSE

    town.forge.faults.add(
        lambda asked: (asked.method, asked.path) == ("POST", f"/repos/{other}/check-runs"), kill, when=when
    )
    pull = town.change(other, {"app.py": WEAK})
    town.happened(lambda: killed, "the kill")
    assert b'"queued"' in killed[0]
    town.bot.start()
    stands_once(town.reviewed(pull))
