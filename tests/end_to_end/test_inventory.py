"""What a repository uses, from its first baseline through pushes to its default branch."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Mapping
from typing import Any

from bot.playground.beside import wait_for
from bot.store import Store
from tests.end_to_end.town import Town

PACKAGE = {"name": "shop", "version": "1.0.0", "dependencies": {"express": "^4.18.0"}}
LOCK: dict[str, Any] = {
    "name": "shop",
    "version": "1.0.0",
    "lockfileVersion": 3,
    "requires": True,
    "packages": {
        "": PACKAGE,
        "node_modules/express": {"version": "4.18.2", "license": "MIT", "dependencies": {"ms": "^2.1.0"}},
        "node_modules/ms": {"version": "2.1.3", "license": "MIT"},
    },
}
GEMS = "GEM\n  specs:\n    rack (3.0.8)\n\nPLATFORMS\n  ruby\n\nDEPENDENCIES\n  rack\n"


def npm(folder: str = "", **versions: str) -> dict[str, str]:
    lock = json.loads(json.dumps(LOCK))
    for name, version in versions.items():
        lock["packages"][f"node_modules/{name}"]["version"] = version
    return {
        f"{folder}package.json": json.dumps(PACKAGE, indent=2),
        f"{folder}package-lock.json": json.dumps(lock, indent=2),
    }


def asked(town: Town, *arguments: str) -> str:
    environment = os.environ | {"SEKISHO_DATA": str(town.bot.data), "DATABASE_URL": ""}
    command = [sys.executable, "-m", "bot", "inventory", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def told(town: Town, path: str) -> dict[str, Any]:
    """The API's answer."""
    store = Store(f"sqlite:///{town.bot.data / 'sekisho.db'}")
    token = store.tokens.make("a test", ["read"], None, "tests", store.now())
    store.close()
    request = urllib.request.Request(f"{town.bot.address}/api/v1/{path}", headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        read: dict[str, Any] = json.load(answer)
    return read


def listed(town: Town, repo: str) -> dict[str, Mapping[str, Any]]:
    return {one["purl"]: one for one in json.loads(asked(town, "--repo", repo, "--json"))}


def becomes(town: Town, repo: str, purls: set[str]) -> dict[str, Mapping[str, Any]]:
    """The list once it holds exactly these."""

    def there() -> dict[str, Mapping[str, Any]] | None:
        found = listed(town, repo)
        return found if set(found) == purls else None

    return wait_for(there, f"the list of {repo} to be {purls}\n{town.bot.log(20)}", 60)


def test_the_list_follows_the_default_branch_and_keeps_its_dates(town: Town) -> None:
    repo = town.repository(
        {**npm("web/"), "Gemfile": 'source "https://example.org"\ngem "rack"\n', "Gemfile.lock": GEMS}
    )
    express, ms, rack = "pkg:npm/express@4.18.2", "pkg:npm/ms@2.1.3", "pkg:gem/rack@3.0.8"
    first = becomes(town, repo, {express, ms, rack})
    assert (first[express]["path"], first[express]["via"], first[express]["licence"]) == ("web/package.json", [], "MIT")
    assert (first[ms]["path"], first[ms]["via"]) == ("web/package-lock.json", ["express"])

    newer = "pkg:npm/express@4.19.2"
    town.forge.push(repo, "main", npm("web/", express="4.19.2"), author="ann")
    second = becomes(town, repo, {newer, ms, rack})
    assert (second[ms]["since"], second[rack]["since"]) == (first[ms]["since"], first[rack]["since"])
    assert second[newer]["since"] >= first[express]["since"]

    town.forge.push(repo, "main", {"web/package-lock.json": None, "web/package.json": None}, author="ann")
    third = becomes(town, repo, {rack})
    assert third[rack]["since"] == first[rack]["since"]


def test_a_pull_request_changes_nothing_until_it_is_merged(town: Town) -> None:
    repo = town.repository(npm())
    before = becomes(town, repo, {"pkg:npm/express@4.18.2", "pkg:npm/ms@2.1.3"})
    town.reviewed(town.change(repo, npm(express="4.19.2")))
    assert listed(town, repo) == before


def test_a_lockfile_that_broke_keeps_what_it_listed(town: Town) -> None:
    repo = town.repository(npm())
    known = {"pkg:npm/express@4.18.2", "pkg:npm/ms@2.1.3"}
    becomes(town, repo, known)
    half = "<<<<<<< HEAD\n{\n=======\n{\n>>>>>>> other\n"
    tip = town.forge.push(repo, "main", {"package-lock.json": half, "package.json": half}, author="ann")
    town.happened(lambda: f'"{repo}@main", "state": "done"' in town.bot.log(), f"the look at {tip}")
    assert set(listed(town, repo)) == known


def test_who_uses_what_is_asked_across_repositories(town: Town) -> None:
    old, new = town.repository(npm(ms="2.1.1")), town.repository(npm(ms="2.1.4"))
    for repo, version in ((old, "2.1.1"), (new, "2.1.4")):
        becomes(town, repo, {"pkg:npm/express@4.18.2", f"pkg:npm/ms@{version}"})
    assert [repo in asked(town, "pkg:npm/ms", "--below", "2.1.3") for repo in (old, new)] == [True, False]
    assert told(town, "inventory?purl=pkg:npm/ms&below=2.1.3&repository=" + old)["items"][0]["repository"] == old
    assert told(town, f"repositories/github/{new}/sbom?format=spdx")["name"] == new
    assert json.loads(asked(town, "export", new))["metadata"]["component"]["name"] == new
