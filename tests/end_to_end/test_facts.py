"""What registries say about packages, asked after the verdict and amending it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot.facts.facts import UNKNOWN
from bot.playground.beside import wait_for
from bot.store import Store
from tests.end_to_end.town import Town, begin, conclusion, said
from tests.oci import FakeImages
from tests.registry import FakeRegistry


@dataclass
class Place:
    """A town and the registries that its bot asks."""

    town: Town
    registry: FakeRegistry
    images: FakeImages


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with FakeRegistry() as registry, FakeImages() as images:
        addresses = {"npm": registry.url, "docker": images.url}
        settings = {
            "data": {"osv": registry.url},
            "packages": {"ask": True, "registries": addresses, "internal": {"npm": ["@acme/"]}},
            "policy": {"licences": {"deny": ["GPL-3.0-only"]}, "levels": {"licences": "enforce"}},
        }
        town = begin(tmp_path_factory.mktemp("town"), settings)
        try:
            with town.bot:
                yield Place(town, registry, images)
        finally:
            town.forge.stop()


def manifest(**dependencies: str) -> dict[str, str]:
    return {"package.json": json.dumps({"name": "shop", "dependencies": dependencies}, indent=2) + "\n"}


def test_a_suspect_with_a_history_of_its_own_is_let_through_once_that_is_known(place: Place) -> None:
    town, registry = place.town, place.registry
    releases = {f"1.{number}.0": f"{2012 + number // 4}-01-0{1 + number % 4}T00:00:00.000Z" for number in range(40)}
    registry.npm("lodahs", releases, repository={"type": "git", "url": "git+https://github.com/ann/lodahs.git"})
    pull = town.change(town.repository(manifest()), manifest(lodahs="1.3.0"))
    shown = town.reviewed(pull, scans=2)
    assert [run.conclusion for run in town.forge.runs(pull)] == ["failure", "success"]
    (thread,) = shown["threads"]
    assert (thread["path"], thread["line"], len(thread["comments"])) == ("package.json", 4, 1)
    assert "First released on 2012-01-01, 40 releases" in thread["comments"][0]["body"]


def test_a_newborn_suspect_blocks_once_that_is_known(place: Place) -> None:
    town, registry = place.town, place.registry
    registry.npm("reqests", {"2.0.0": f"{datetime.now(UTC) - timedelta(days=3):%Y-%m-%d}T00:00:00.000Z"})
    pull = town.change(town.repository(manifest()), manifest(reqests="2.0.0"))
    shown = town.reviewed(pull, scans=2)
    assert [run.conclusion for run in town.forge.runs(pull)] == ["success", "failure"]
    assert "names no repository" in shown["threads"][0]["comments"][0]["body"]
    town.push(pull, manifest())
    mended = town.reviewed(pull)
    assert [thread["resolved"] for thread in mended["threads"]] == [True]


def test_a_licence_that_no_file_declares_is_asked_for_and_amends_the_verdict(place: Place) -> None:
    town, registry = place.town, place.registry
    at = {"1.3.0": "2016-03-23T00:00:00.000Z"}
    registry.npm("right-pad", at, versions={"1.3.0": {"license": "GPL-3.0-only"}})
    repo = town.repository(manifest())
    pull = town.change(repo, manifest(**{"right-pad": "1.3.0"}))
    after = town.reviewed(pull, scans=2)
    assert [run.conclusion for run in town.forge.runs(pull)] == ["success", "failure"]
    assert [(thread["path"], thread["line"]) for thread in after["threads"]] == [("package.json", 4)]
    assert "GPL-3.0-only" in after["threads"][0]["comments"][0]["body"]
    assert registry.asked.count("/right-pad") == 1

    town.push(pull, {"note.txt": "x"})
    again = town.reviewed(pull)
    assert said(again) == said(after)
    assert registry.asked.count("/right-pad") == 1, "what is known is not asked again"


def test_sync_asks_again_about_what_has_grown_old(place: Place) -> None:
    town, registry = place.town, place.registry
    registry.npm("old-pad", {"1.0.0": "2016-03-23T00:00:00.000Z"})
    store = Store(f"sqlite:///{town.bot.data / 'sekisho.db'}")
    store.facts.keep({"pkg:npm/old-pad@1.0.0": UNKNOWN}, store.now() - 30 * 86_400)
    environment = os.environ | {"SEKISHO_DATA": str(town.bot.data), "DATABASE_URL": ""}
    command = [sys.executable, "-m", "bot", "--config", str(town.bot.data.parent / "app.yaml"), "sync", "--only", "Pub"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert "facts about packages: 1 asked for again" in done.stdout
    assert store.facts.told(["pkg:npm/old-pad@1.0.0"])["pkg:npm/old-pad@1.0.0"].facts != UNKNOWN
    store.close()


def test_internal_names_never_leave(place: Place) -> None:
    town, registry = place.town, place.registry
    registry.npm("wide-pad", {"1.0.0": "2016-03-23T00:00:00.000Z"})
    repo = town.repository(manifest())
    pull = town.change(repo, manifest(**{"@acme/billing": "1.0.0", "wide-pad": "1.0.0"}))
    town.reviewed(pull, scans=2)
    assert [path for path in registry.asked if "acme" in path] == []
    assert "/wide-pad" in registry.asked


def test_a_registry_that_is_ill_delays_nothing(place: Place) -> None:
    town, registry = place.town, place.registry
    registry.answers["/far-pad"] = (503, {}, b"")
    pull = town.change(town.repository(manifest()), manifest(**{"far-pad": "1.0.0"}))
    shown = town.reviewed(pull)
    wait_for(lambda: "/far-pad" in registry.asked, "the question", 30)
    assert conclusion(shown) == "success"
    assert len(town.forge.runs(pull)) == 1


def test_an_image_by_tag_comes_with_its_digest_and_no_other_host_is_asked(place: Place) -> None:
    town, images = place.town, place.images
    images.wants_token = True
    python, web = images.image("library/python", "3.12"), images.image("acme/web", "1")
    for name in ("library/python", "acme/web"):
        images.token(name)
    dockerfile = "FROM --platform=$BUILDPLATFORM python:3.12 AS python\nFROM python AS test\nFROM redis:7\n"
    with FakeImages() as theirs:
        theirs.image("evil", "1")
        compose = (
            f"services:\n  web:\n    image: '{images.host}/acme/web:1'\n  evil:\n    image: {theirs.host}/evil:1\n"
        )
        files = {"Dockerfile": dockerfile, "compose.yaml": compose}
        shown = town.reviewed(town.change(town.repository(), files))
        assert theirs.asked == []
    bodies = {(one["path"], one["line"]): one["comments"][0]["body"] for one in shown["threads"]}
    suggestion = f"FROM --platform=$BUILDPLATFORM python:3.12@{python} AS python"
    assert f"```suggestion\n{suggestion}\n```" in bodies["Dockerfile", 1]
    assert f"```suggestion\n    image: '{images.host}/acme/web:1@{web}'\n```" in bodies["compose.yaml", 3]
    assert "suggestion" not in bodies["Dockerfile", 3], "the registry does not know it"
    assert "suggestion" not in bodies["compose.yaml", 5]
    assert conclusion(shown) == "success"
