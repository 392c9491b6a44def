"""Webhooks: signed, delivered once, listed, and sent again under the same id."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

import requests
from github import Auth

from tests.playground.conftest import EVENTS, PERMISSIONS, REPO, SECRET, Received, World


def signed(world: World) -> dict[str, str]:
    return {"Authorization": f"Bearer {Auth.AppAuth(world.app.client_id, world.app.pem).token}"}


def deliveries(world: World, **query: Any) -> requests.Response:
    url = f"{world.place.api_url}/app/hook/deliveries"
    return requests.get(url, params=query, headers=signed(world), timeout=10)


def redeliver(world: World, number: int) -> None:
    url = f"{world.place.api_url}/app/hook/deliveries/{number}/attempts"
    assert requests.post(url, headers=signed(world), timeout=10).status_code == 202
    world.place.hooks.wait()


def test_every_delivery_is_signed_over_its_bytes(world: World, received: Received) -> None:
    assert received.events() == ["installation.created", "push", "check_suite.requested", "pull_request.opened"]
    for headers, body in received.requests:
        good = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        assert headers["X-Hub-Signature-256"] == f"sha256={good}"
        assert headers["X-GitHub-Hook-Installation-Target-ID"] == str(world.app.id)
        assert json.loads(body)["installation"]["id"] == world.installation.id
    assert len({headers["X-GitHub-Delivery"] for headers, _ in received.requests}) == len(received.requests)


def test_a_failed_delivery_is_not_repeated_but_can_be_asked_for(world: World, received: Received) -> None:
    received.status = 503
    world.place.comment(world.pull, "ann", "/sekisho rescan")
    world.place.hooks.wait()
    [newest, *_] = deliveries(world).json()
    assert (newest["event"], newest["action"], newest["status_code"]) == ("issue_comment", "created", 503)
    assert received.events().count("issue_comment.created") == 1
    received.status = 202
    redeliver(world, newest["id"])
    [again, *_] = deliveries(world).json()
    assert (again["guid"], again["redelivery"], again["status_code"]) == (newest["guid"], True, 202)
    (first, body), (second, same) = received.requests[-2:]
    assert first["X-GitHub-Delivery"] == second["X-GitHub-Delivery"] == newest["guid"]
    assert (first["X-Hub-Signature-256"], body) == (second["X-Hub-Signature-256"], same)


def test_what_got_lost_on_the_way_is_listed_as_failed(world: World, received: Received) -> None:
    world.place.hooks.lose = lambda delivery: delivery.event == "push"
    world.push(["all", "new"])
    world.place.hooks.wait()
    assert received.events().count("push") == 1
    lost = next(found for found in deliveries(world).json() if found["event"] == "push")
    assert (lost["status"], lost["status_code"]) == ("failed to connect to host", 502)
    world.place.hooks.lose = lambda delivery: False
    redeliver(world, lost["id"])
    assert received.events().count("push") == 2


def test_deliveries_page_by_cursor_newest_first(world: World) -> None:
    for number in range(5):
        world.place.comment(world.pull, "ann", f"Comment {number}")
    world.place.hooks.wait()
    seen, answer = [], deliveries(world, per_page=4)
    while True:
        seen += [found["id"] for found in answer.json()]
        if "next" not in answer.links:
            break
        answer = requests.get(answer.links["next"]["url"], headers=signed(world), timeout=10)
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 9


def test_one_delivery_shows_what_was_sent_and_answered(world: World, received: Received) -> None:
    [newest, *_] = deliveries(world, per_page=1).json()
    url = f"{world.place.api_url}/app/hook/deliveries/{newest['id']}"
    whole = requests.get(url, headers=signed(world), timeout=10).json()
    assert whole["request"]["payload"]["pull_request"]["number"] == 1
    assert whole["request"]["headers"]["X-GitHub-Event"] == "pull_request"
    assert whole["status_code"] == 202


def test_an_app_hears_only_what_it_asked_for_and_where_it_is_installed(world: World, received: Received) -> None:
    seen = len(received.requests)
    quiet = world.place.create_app("Quiet", ["issue_comment"], PERMISSIONS, webhook_url=f"{received.url}?quiet")
    world.place.install(quiet, "octo", [REPO])
    world.place.create_repository("octo/elsewhere", {"a": "a"})
    world.push(["all", "new"])
    world.place.hooks.wait()
    told = {(h["X-GitHub-Hook-Installation-Target-ID"], h["X-GitHub-Event"]) for h, _ in received.requests[seen:]}
    assert told == {
        (str(quiet.id), "installation"),
        (str(quiet.id), "check_suite"),  # every app that writes checks is asked for them
        (str(world.app.id), "push"),
        (str(world.app.id), "check_suite"),
        (str(world.app.id), "pull_request"),
    }
    assert "pull_request" in EVENTS


def test_installations_are_told_of(world: World, received: Received) -> None:
    world.place.create_repository("octo/more", {"a": "a"})
    world.place.reselect(world.installation, [REPO, "octo/more"])
    world.place.suspend(world.installation)
    world.place.suspend(world.installation, False)
    world.place.uninstall(world.installation)
    world.place.ping(world.app)
    world.place.hooks.wait()
    assert received.events()[-5:] == [
        "installation_repositories.added",
        "installation.suspend",
        "installation.unsuspend",
        "installation.deleted",
        "ping",
    ]
    added = received.payload("installation_repositories.added")["repositories_added"]
    assert [repo["full_name"] for repo in added] == ["octo/more"]
