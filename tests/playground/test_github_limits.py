"""Rate limits and conditional requests."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests

from bot.playground.github import GitHubPlayground, Limits
from tests.playground.conftest import REPO, World


def limit(world: World, limits: Limits) -> dict[str, str]:
    """Headers of a token, once `limits` hold."""
    headers = world.bearer()
    world.place.hub.limiter.limits = limits
    return headers


def get(world: World, headers: dict[str, str], path: str = "", **more: str) -> requests.Response:
    return requests.get(f"{world.place.api_url}/repos/{REPO}{path}", headers=headers | more, timeout=10)


def say(world: World, headers: dict[str, str]) -> requests.Response:
    url = f"{world.place.api_url}/repos/{REPO}/issues/1/comments"
    return requests.post(url, json={"body": "x"}, headers=headers, timeout=10)


def test_the_limits_are_githubs_unless_told_otherwise(tmp_path: Path) -> None:
    with GitHubPlayground(tmp_path) as place:
        limits = place.hub.limiter.limits
    assert (limits.per_hour, limits.at_once, limits.points_per_minute) == (5000, 100, 900)
    assert (limits.writes_per_minute, limits.writes_per_hour) == (80, 500)


def test_the_hourly_limit_refuses_until_its_reset(world: World) -> None:
    headers = limit(world, Limits(per_hour=3))
    left = [get(world, headers).headers["X-RateLimit-Remaining"] for _ in range(3)]
    assert left == ["2", "1", "0"]
    refused = get(world, headers)
    assert refused.status_code == 403
    assert refused.json()["message"] == f"API rate limit exceeded for installation ID {world.installation.id}."
    assert refused.headers["X-RateLimit-Remaining"] == "0"
    reset = int(refused.headers["X-RateLimit-Reset"])
    assert 0 < reset - world.place.clock.now().timestamp() <= 3600
    world.place.clock.advance(3599)
    fresh = world.bearer()
    world.place.clock.advance(2)
    assert get(world, fresh).status_code == 200


def test_asking_for_the_limit_is_free(world: World) -> None:
    headers = limit(world, Limits(per_hour=1))
    for _ in range(3):
        answer = requests.get(f"{world.place.api_url}/rate_limit", headers=headers, timeout=10)
        assert answer.json()["resources"]["core"]["remaining"] == 1


def test_content_is_written_eighty_times_a_minute_and_then_later(world: World) -> None:
    headers = limit(world, Limits(writes_per_minute=4))
    assert [say(world, headers).status_code for _ in range(4)] == [201] * 4
    refused = say(world, headers)
    assert (refused.status_code, refused.headers["Retry-After"]) == (403, "60")
    assert refused.json()["message"].startswith("You have exceeded a secondary rate limit")
    assert get(world, headers).status_code == 200
    world.place.clock.advance(61)
    assert say(world, headers).status_code == 201
    assert len(world.place.snapshot(REPO, 1)["comments"]) == 5


def test_the_hour_has_a_limit_of_its_own(world: World) -> None:
    headers = limit(world, Limits(writes_per_minute=0, writes_per_hour=3))
    assert [say(world, headers).status_code for _ in range(4)] == [201, 201, 201, 403]
    world.place.clock.advance(61)
    assert say(world, headers).status_code == 403


def test_a_write_costs_five_points_of_the_minute(world: World) -> None:
    headers = limit(world, Limits(points_per_minute=11))
    assert [say(world, headers).status_code for _ in range(2)] == [201, 201]
    assert get(world, headers).status_code == 200
    assert get(world, headers).status_code == 403
    world.place.clock.advance(61)
    assert get(world, headers).status_code == 200


def test_an_etag_saves_the_answer_and_the_point(world: World) -> None:
    headers = limit(world, Limits(per_hour=100))
    first = get(world, headers, "/pulls/1")
    again = get(world, headers, "/pulls/1", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["X-RateLimit-Remaining"] == first.headers["X-RateLimit-Remaining"]
    say(world, headers)
    changed = get(world, headers, "/pulls/1", **{"If-None-Match": first.headers["ETag"]})
    assert (changed.status_code, changed.json()["comments"]) == (200, 1)


@pytest.mark.parametrize("at_once", [1, 2])
def test_requests_at_once_are_counted(world: World, at_once: int) -> None:
    headers = limit(world, Limits(at_once=at_once))
    answers: list[int] = []
    inner = lambda _asked: answers.append(get(world, headers).status_code)  # noqa: E731
    world.place.faults.add(lambda asked: asked.path == f"/repos/{REPO}/pulls", lambda asked: inner(asked))
    assert get(world, headers, "/pulls").status_code == 200
    assert answers == [403 if at_once == 1 else 200]
