"""Hooks made in a local GitLab that lead to a real service: tried, healed, renewed, and made once."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Response, request

from bot.forges.gitlab.api import GitLabCredentials, GitLabSettings, Transport
from bot.forges.gitlab.client import Site
from bot.forges.gitlab.events import receive
from bot.forges.gitlab.install import Deed, Did, Hooks, asked_for
from bot.forges.interface import Event, NotThere, Refused
from bot.playground.common.server import Server
from bot.playground.gitlab import GitLabPlayground
from bot.playground.gitlab.nouns import Hook
from bot.server import create_app
from bot.store import Store

SIGNING = "whsec_" + base64.b64encode(bytes(range(32))).decode()
NEWER = "whsec_" + base64.b64encode(bytes(range(1, 33))).decode()
EVENTS = ("merge_requests", "note", "push", "pipeline", "project")
FILES = {"README.md": "A shop.\n"}


class Ear:
    """The service's side: takes what its credentials prove."""

    name = "gitlab"

    def __init__(self, forge: GitLabPlayground) -> None:
        self.forge = forge
        self.known = GitLabCredentials(signing_tokens=(SIGNING,), webhook_tokens=("plain",))
        self.heard: list[str] = []

    def receive(self, headers: dict[str, str], body: bytes) -> Event:
        event = receive(headers, body, self.known, self.forge.clock.now().timestamp())
        self.heard.append(f"{event.name} {event.repo}")
        return event


class Place:
    """A GitLab, a service beside it, and an account that is maintainer of a group of three projects."""

    def __init__(self, folder: Path, edition: str) -> None:
        self.forge = GitLabPlayground(folder / "gitlab", edition=edition)
        self.ear = Ear(self.forge)
        self.store = Store(f"sqlite:///{folder}/sekisho.db")
        self.store.migrate()
        self.server = Server(0)
        app = create_app({"gitlab": self.ear}, self.store, wake=lambda: None, heeded=lambda _: False)  # type: ignore[dict-item]
        self.server.start(app)
        self.forge.start()
        self.forge.create_group("acme/tools")
        for path in ("acme/shop", "acme/tools/till", "acme/old"):
            self.forge.create_project(path, FILES)
        self.forge.state.project("acme/old").archived = True
        self.bot = self.forge.create_user("sekisho")
        self.forge.add_member("acme", "sekisho", "owner")

    def stop(self) -> None:
        self.forge.stop()
        self.server.stop()
        self.store.close()

    def hooks(self, token: str = "plain", signing: str = SIGNING, url: str = "") -> Hooks:
        known = GitLabCredentials(token=self.bot.token)
        site = Site(Transport(GitLabSettings(web_url=self.forge.url), lambda: known, sleep=lambda _: None))
        return Hooks(site, asked_for(url or self.server.url, EVENTS, token, signing))

    def standing(self) -> dict[str, Hook]:
        return {hook.owner.full_path: hook for hook in self.forge.state.hooks.values()}


@pytest.fixture
def free(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path, "free")
    yield place
    place.stop()


@pytest.fixture
def premium(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path, "premium")
    yield place
    place.stop()


def told(deeds: Iterator[Deed]) -> dict[str, str]:
    return {str(deed.place): deed.did.value for deed in deeds}


def test_without_premium_each_project_gets_a_hook_that_reaches_the_service(free: Place) -> None:
    deeds = list(free.hooks().install("acme"))
    assert told(iter(deeds)) == {"project acme/shop": "made", "project acme/tools/till": "made"}
    assert {deed.words for deed in deeds} == {"GitLab reached Sekisho"}
    assert free.ear.heard == ["push acme/shop", "push acme/tools/till"]
    hook = free.standing()["acme/shop"]
    assert (hook.url, hook.token, hook.signing_token) == (f"{free.server.url}/webhooks/gitlab", "plain", SIGNING)
    on = {name for name, is_on in hook.events.items() if is_on}
    assert on == {"merge_requests_events", "note_events", "push_events", "pipeline_events"}


def test_with_premium_the_group_gets_one_hook_that_serves_new_projects_too(premium: Place) -> None:
    assert told(premium.hooks().install("acme")) == {"group acme": "made"}
    assert list(premium.standing()) == ["acme"]
    assert premium.standing()["acme"].events["project_events"]
    premium.forge.create_project("acme/new", FILES)
    premium.forge.hooks.wait()
    assert "push acme/new" in premium.ear.heard


def test_one_project_can_be_named_alone(free: Place) -> None:
    assert told(free.hooks().install("acme/tools/till")) == {"project acme/tools/till": "made"}
    assert list(free.standing()) == ["acme/tools/till"]


def test_doing_it_twice_changes_nothing(free: Place) -> None:
    list(free.hooks().install("acme"))
    before = {path: hook.id for path, hook in free.standing().items()}
    assert set(told(free.hooks().install("acme")).values()) == {"kept"}
    assert {path: hook.id for path, hook in free.standing().items()} == before


def test_a_dry_run_says_what_would_be_done_and_does_nothing(free: Place) -> None:
    assert set(told(free.hooks().install("acme", dry=True)).values()) == {"made"}
    assert (free.standing(), free.ear.heard) == ({}, [])


def test_a_hook_that_somebody_changed_is_as_it_should_be_again(free: Place) -> None:
    list(free.hooks().install("acme/shop"))
    free.standing()["acme/shop"].events["note_events"] = False
    assert told(free.hooks().install("acme/shop")) == {"project acme/shop": "changed"}
    assert free.standing()["acme/shop"].events["note_events"]


def test_a_service_that_moved_is_followed(free: Place) -> None:
    list(free.hooks().install("acme/shop"))
    free.standing()["acme/shop"].url = "https://sekisho.old.example/webhooks/gitlab"
    assert told(free.hooks().install("acme/shop")) == {"project acme/shop": "changed"}
    assert [hook.url for hook in free.standing().values()] == [f"{free.server.url}/webhooks/gitlab"]


def test_hooks_of_others_are_left_alone(free: Place) -> None:
    other = free.forge.add_hook("acme/shop", "https://ci.example.org/hook")
    list(free.hooks().install("acme/shop"))
    list(free.hooks().remove("acme"))
    assert list(free.forge.state.hooks.values()) == [other]


@pytest.mark.parametrize(("failures", "days"), [(4, 1), (40, 0)], ids=["for a while", "for good"])
def test_a_hook_that_gitlab_disabled_is_healed(free: Place, failures: int, days: int) -> None:
    list(free.hooks().install("acme/shop"))
    hook = free.standing()["acme/shop"]
    hook.failures, hook.disabled_until = failures, free.forge.clock.now() + timedelta(days=days)
    assert free.hooks().ensure("acme/shop", dry=True).did is Did.HEALED
    assert told(free.hooks().install("acme/shop")) == {"project acme/shop": "healed"}
    healed = free.standing()["acme/shop"]
    assert (healed is hook, healed.failures, healed.disabled_until) == (True, 0, None)


def test_an_empty_projects_disabled_hook_is_made_anew_since_nothing_can_be_tried(free: Place) -> None:
    free.forge.create_project("acme/empty")
    assert "no commit" in next(iter(free.hooks().install("acme/empty"))).words
    old = free.standing()["acme/empty"]
    old.failures = 40
    assert told(free.hooks().install("acme/empty")) == {"project acme/empty": "healed"}
    assert free.standing()["acme/empty"] is not old
    assert free.standing()["acme/empty"].failures == 0


def test_a_hook_with_a_token_that_is_no_longer_taken_is_given_the_new_one(free: Place) -> None:
    list(free.hooks(token="old", signing="").install("acme/shop", dry=False))
    assert free.standing()["acme/shop"].token == "old"
    assert told(free.hooks(signing="").install("acme/shop")) == {"project acme/shop": "changed"}
    assert free.standing()["acme/shop"].token == "plain"


def test_renewing_gives_the_newest_token_while_the_old_one_is_still_taken(free: Place) -> None:
    list(free.hooks().install("acme/shop"))
    free.ear.known = GitLabCredentials(signing_tokens=(NEWER, SIGNING))
    assert told(free.hooks(signing=NEWER).install("acme/shop")) == {"project acme/shop": "kept"}
    assert told(free.hooks(signing=NEWER).install("acme/shop", renew=True)) == {"project acme/shop": "changed"}
    assert free.standing()["acme/shop"].signing_token == NEWER


def test_a_service_that_refuses_is_told_with_what_it_said(free: Place) -> None:
    free.ear.known = GitLabCredentials(signing_tokens=(NEWER,))
    deed = next(iter(free.hooks().install("acme/shop")))
    assert deed.did is Did.FAILED
    assert "signing token is another one" in deed.words


def test_a_gitlab_that_knows_no_signing_tokens_gets_the_plain_one_or_is_refused(free: Place) -> None:
    _forget_signing_tokens(free.forge)
    assert told(free.hooks().install("acme/shop")) == {"project acme/shop": "made"}
    assert free.standing()["acme/shop"].signing_token == ""
    assert told(free.hooks().install("acme/shop")) == {"project acme/shop": "kept"}
    deed = next(iter(free.hooks(token="").install("acme/tools/till")))
    assert (deed.did, "SEKISHO_GITLAB_WEBHOOK_TOKEN" in deed.words) == (Did.FAILED, True)
    assert "acme/tools/till" not in free.standing(), "a hook whose every delivery is refused must not stay"


def _forget_signing_tokens(forge: GitLabPlayground) -> None:
    """As GitLab was before: what it does not know it ignores."""

    def forget() -> None:
        asked: Any = request.get_json(silent=True)
        if isinstance(asked, dict):
            asked.pop("signing_token", None)

    def hide(answer: Response) -> Response:
        answer.set_data(answer.get_data().replace(b'"signing_token_present"', b'"unheard_of"'))
        return answer

    # The application shares its routes with all others of this process: these two are its own.
    forge.app.before_request_funcs = {None: [*forge.app.before_request_funcs[None], forget]}
    forge.app.after_request_funcs = {None: [hide]}


def test_removing_takes_away_what_was_made(free: Place, premium: Place) -> None:
    list(free.hooks().install("acme"))
    assert told(free.hooks().remove("acme", dry=True))["project acme/shop"] == "removed"
    assert len(free.standing()) == 2
    assert told(free.hooks().remove("acme")) == {"project acme/shop": "removed", "project acme/tools/till": "removed"}
    assert set(told(free.hooks().remove("acme")).values()) == {"absent"}
    list(premium.hooks().install("acme"))
    assert told(premium.hooks().remove("acme"))["group acme"] == "removed"
    assert premium.standing() == {}


def test_a_new_project_is_seen_to_once_and_left_to_its_groups_hook(free: Place, premium: Place) -> None:
    assert free.hooks().ensure("acme/shop").did is Did.MADE
    heard = len(free.ear.heard)
    assert free.hooks().ensure("acme/shop").did is Did.KEPT
    assert len(free.ear.heard) == heard, "what looks as it should is not tried each time"
    list(premium.hooks().install("acme"))
    deed = premium.hooks().ensure("acme/tools/till")
    assert (deed.did, deed.words) == (Did.KEPT, "the group acme has a hook")
    assert list(premium.standing()) == ["acme"]


def test_without_the_role_it_is_said_which_is_needed(free: Place) -> None:
    free.forge.remove_member("acme", "sekisho")
    free.forge.add_member("acme", "sekisho", "developer")
    deed = next(iter(free.hooks().install("acme/shop")))
    assert (deed.did, "role Maintainer" in deed.words) == (Did.FAILED, True)


def test_a_path_that_is_nothing_is_told(free: Place) -> None:
    with pytest.raises(NotThere, match="neither a group nor a project 'acme/nowhere'"):
        list(free.hooks().install("acme/nowhere"))


def test_hooks_that_could_never_work_are_not_made() -> None:
    with pytest.raises(Refused, match="SEKISHO_PUBLIC_URL"):
        asked_for("", EVENTS, "plain", "")
    with pytest.raises(Refused, match="--new-token"):
        asked_for("https://sekisho.example.org", EVENTS, "", "")
    assert asked_for("https://s.example/webhooks/gitlab", EVENTS, "x", "").url == "https://s.example/webhooks/gitlab"


def test_the_command_says_what_it_did(free: Place, tmp_path: Path) -> None:
    def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("SEKISHO_")}
        given = {
            "SEKISHO_DATA": str(tmp_path / "data"),
            "GITLAB_URL": free.forge.url,
            "SEKISHO_PUBLIC_URL": free.server.url,
            "SEKISHO_GITLAB_TOKEN": free.bot.token,
            "SEKISHO_GITLAB_SIGNING_TOKEN": SIGNING,
            "NO_PROXY": "127.0.0.1",
        }
        argv = [sys.executable, "-m", "bot", "install", "gitlab", *arguments]
        return subprocess.run(argv, env=clean | given | more, capture_output=True, text=True, check=False)

    done = run("acme")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    lines = done.stdout.splitlines()
    assert lines[0] == "made     project acme/shop  GitLab reached Sekisho"
    assert lines[-1] == "2 made."
    assert run("acme", "--remove", "--dry-run").stdout.splitlines()[-1] == "It would be: 2 removed."
    free.ear.known = GitLabCredentials(webhook_tokens=("another",))
    failed = run("acme/shop")
    assert (failed.returncode, "FAILED" in failed.stdout.upper()) == (1, True)
    assert run("acme/shop", SEKISHO_PUBLIC_URL="").returncode == 2
    assert run().returncode == 2
    assert run("--new-token").stdout.startswith("whsec_")
