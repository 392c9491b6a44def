"""Faults on demand: before a write is done, and after it is done but before anybody hears."""

from __future__ import annotations

import threading

import pytest
import requests

from bot.playground.github import CLOSE, Answer, Asked
from tests.playground.conftest import REPO, World


def post(world: World, headers: dict[str, str]) -> requests.Response:
    url = f"{world.place.api_url}/repos/{REPO}/issues/1/comments"
    return requests.post(url, json={"body": "x"}, headers=headers, timeout=10)


def is_comment(asked: Asked) -> bool:
    return asked.method == "POST" and asked.path.endswith("/comments")


def said(world: World) -> int:
    return len(world.place.snapshot(REPO, 1)["comments"])


def test_an_error_before_the_write_leaves_nothing_and_one_after_it_leaves_it(world: World) -> None:
    headers = world.bearer()
    world.place.faults.add(is_comment, Answer(502))
    assert (post(world, headers).status_code, said(world)) == (502, 0)
    world.place.faults.add(is_comment, Answer(500), when="after")
    assert (post(world, headers).status_code, said(world)) == (500, 1)
    assert (post(world, headers).status_code, said(world)) == (201, 2)


@pytest.mark.parametrize(("when", "written"), [("before", 0), ("after", 1)])
def test_the_connection_can_end_without_an_answer(world: World, when: str, written: int) -> None:
    headers = world.bearer()
    world.place.faults.add(is_comment, CLOSE, when=when)  # type: ignore[arg-type]
    with pytest.raises(requests.ConnectionError):
        post(world, headers)
    assert said(world) == written
    assert post(world, headers).status_code == 201


def test_a_rule_can_skip_requests_and_hold_for_several(world: World) -> None:
    headers = world.bearer()
    world.place.faults.add(is_comment, Answer(429, headers={"Retry-After": "1"}), skip=1, times=2)
    assert [post(world, headers).status_code for _ in range(4)] == [201, 429, 429, 201]


def test_a_held_write_lets_everything_else_pass(world: World) -> None:
    headers, reached, free = world.bearer(), threading.Event(), threading.Event()

    def hold(_asked: Asked) -> None:
        reached.set()
        free.wait(10)

    world.place.faults.add(is_comment, hold)
    answers: list[int] = []
    thread = threading.Thread(target=lambda: answers.append(post(world, headers).status_code))
    thread.start()
    assert reached.wait(10)
    url = f"{world.place.api_url}/repos/{REPO}/issues/1/comments"
    assert requests.get(url, headers=headers, timeout=5).json() == []
    free.set()
    thread.join(10)
    assert answers == [201]


def test_only_what_a_pull_request_shows_counts_as_a_write(world: World) -> None:
    seen: list[tuple[str, str, bool]] = []
    world.place.faults.add(lambda asked: bool(seen.append((asked.method, asked.path, asked.writes))), Answer(500))
    pull = world.shown_pull
    pull.create_issue_comment("x")
    pull.get_issue_comments()[0].minimize()
    writes = [(method, path) for method, path, write in seen if write]
    assert writes == [("POST", f"/repos/{REPO}/issues/1/comments"), ("POST", "/api/graphql")]
    assert len(seen) > len(writes)


def test_each_exchange_is_told_to_listeners(world: World) -> None:
    heard: list[tuple[str, str, int]] = []
    world.place.hub.listeners.append(lambda seen: heard.append((seen.method, seen.path, seen.status)))
    headers = world.bearer()
    post(world, headers)
    assert heard[-1] == ("POST", f"/repos/{REPO}/issues/1/comments", 201)
