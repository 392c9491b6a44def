"""kill -9 at each step of a scan, then start again: the review stands exactly once.

A first, undisturbed scan tells which writes there are. Then, for each of them, the whole service is killed right
before the forge does it and, another time, right after it was done and before the answer leaves; and so for the fetch.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.playground.common.faults import Close, When
from bot.playground.github import CLOSE, Asked
from tests.end_to_end.town import SAFE, WEAK, WEAK_LINE, Town, begin, conclusion, threads

STEPS = ("fetch", "announce", "review", "summary", "conclude")
WRITES: dict[str, tuple[str, str]] = {
    "announce": ("POST", r"/repos/{repo}/check-runs"),
    "review": ("POST", r"/repos/{repo}/pulls/\d+/reviews"),
    "summary": ("POST", r"/repos/{repo}/issues/\d+/comments"),
    "conclude": ("PATCH", r"/repos/{repo}/check-runs/\d+"),
    "fetch": ("POST", r"/{repo}\.git/git-upload-pack"),
}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    made = begin(tmp_path_factory.mktemp("killing"))
    try:
        made.bot.start()
        yield made
    finally:
        made.bot.stop()
        made.forge.stop()


def matching(step: str, repo: str) -> Callable[[Asked], bool]:
    method, path = WRITES[step]
    pattern = re.compile(path.format(repo=repo))
    return lambda asked: asked.method == method and bool(pattern.fullmatch(asked.path))


def stands_once(shown: dict[str, Any]) -> None:
    assert threads(shown) == [("app.py", WEAK_LINE, False)]
    assert [len(thread["comments"]) for thread in shown["threads"]] == [1]
    assert len(shown["comments"]) == 1
    assert conclusion(shown) == "failure"


def test_the_steps_are_all_the_writes_there_are(town: Town) -> None:
    """So that a write which is added later is missed by this test and not by nobody."""
    repo = town.settled(town.repository())
    written: list[str] = []
    town.forge.hub.listeners.append(
        lambda exchange: (
            written.append(f"{exchange.method} {exchange.path}")
            if exchange.method != "GET" and exchange.path.startswith(f"/repos/{repo}/")
            else None
        )
    )
    stands_once(town.reviewed(town.change(repo, {"app.py": WEAK})))
    town.happened(lambda: any(one.startswith("PATCH") for one in written), "the answer to the last write")
    known = [re.compile(f"{method} {path.format(repo=repo)}") for method, path in WRITES.values()]
    assert [one for one in written if not any(pattern.fullmatch(one) for pattern in known)] == []
    assert len(written) == len(STEPS) - 1


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_a_review_stands_once_after_kill_9(town: Town, step: str, when: When) -> None:
    repo = town.repository()
    killed = []

    def kill(asked: Asked) -> Close:
        town.bot.kill()
        killed.append(asked.path)
        return CLOSE

    town.forge.faults.add(matching(step, repo), kill, when=when)
    pull = town.change(repo, {"app.py": WEAK})
    town.happened(lambda: killed, f"the kill at {step}")
    town.bot.start()
    stands_once(town.reviewed(pull))
    town.push(pull, {"app.py": SAFE})
    assert threads(town.reviewed(pull))[0][2] is True
