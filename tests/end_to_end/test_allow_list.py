"""The allow-list as people meet it: reviews that refuse, commands that let in, maintenance, the file, the API."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

import pytest

from bot.playground.beside import wait_for
from bot.playground.github.nouns import Pull
from tests.end_to_end.town import Town, conclusion, threads

pytestmark = pytest.mark.xdist_group("town-allow-list")

LIST = ".sekisho/allow.yaml"
BEFORE: dict[str, str | bytes | None] = {
    LIST: "mode: enforce\npackages:\n  - pkg:gem/acme-web\n",
    "Gemfile": 'gem "acme-base", "6.6.0"\n',
}
WITH_KIT: dict[str, str | bytes | None] = {"Gemfile": 'gem "acme-base", "6.6.0"\ngem "acme-kit", "1.3.2"\n'}
WITH_WEB: dict[str, str | bytes | None] = {"Gemfile": 'gem "acme-base", "6.6.0"\ngem "acme-web", "3.1.16"\n'}
WITH_BOTH: dict[str, str | bytes | None] = {
    "Gemfile": 'gem "acme-base", "6.6.0"\ngem "acme-kit", "1.3.2"\ngem "acme-jobs", "2.7.3"\n'
}


def repository(town: Town) -> str:
    """Strict by its own file, with a person of each rank."""
    repo = town.repository(BEFORE)
    town.forge.add_collaborator(repo, "mia", "maintain")
    town.forge.add_collaborator(repo, "wendy", "write")
    return repo


def say(town: Town, pull: Pull, who: str, text: str) -> str:
    """What is answered to a comment."""
    before = len(town.shows(pull)["comments"])
    town.forge.comment(pull, who, text)

    def answer() -> str | None:
        comments = town.shows(pull)["comments"]
        later = [one["body"] for one in comments[before + 1 :] if one["author"] == "sekisho[bot]"]
        return later[-1] if later else None

    return wait_for(answer, f"an answer to {text}\n{town.bot.log(20)}", 45)


def open_threads(shown: Mapping[str, Any]) -> list[str]:
    return [one["comments"][0]["body"] for one in shown["threads"] if not one["resolved"]]


def audit(town: Town, repo: str) -> list[tuple[str, str, Any]]:
    """(who, what, before and after), oldest first."""
    with sqlite3.connect(f"file:{town.bot.data / 'sekisho.db'}?mode=ro", uri=True) as database:
        rows = database.execute("SELECT actor, action, detail FROM audit_log WHERE repo = ? ORDER BY id", (repo,))
        return [(actor, action, json.loads(detail)) for actor, action, detail in rows if detail.startswith("{")]


def bot(town: Town, *arguments: str) -> str:
    """What a command prints, for the service's own data."""
    environment = os.environ | {"SEKISHO_DATA": str(town.bot.data), "DATABASE_URL": ""}
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.strip()


def ask(town: Town, token: str, method: str, path: str, body: Any = None) -> tuple[int, Any, str]:
    """Status, JSON and content type of the API's answer."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    content = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{town.bot.address}/api/v1{path}", content, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.load(answer), answer.headers["Content-Type"]
    except urllib.error.HTTPError as error:
        return error.code, json.load(error), error.headers["Content-Type"]


def test_a_new_package_blocks_on_its_line_and_what_was_there_or_is_listed_does_not(town: Town) -> None:
    repo = repository(town)
    shown = town.reviewed(town.change(repo, WITH_KIT))
    assert (conclusion(shown), threads(shown)) == ("failure", [("Gemfile", 2, False)])
    body = shown["threads"][0]["comments"][0]["body"]
    assert "The gem package `acme-kit` is new here and not on the allow-list." in body
    assert "`/sekisho allow pkg:gem/acme-kit`" in body
    assert conclusion(town.reviewed(town.change(repo, WITH_WEB))) == "success"
    assert conclusion(town.reviewed(town.change(repo, {"Gemfile": 'gem "acme-base", "6.6.1"\n'}))) == "success"


def test_an_action_and_an_image_block_like_a_package(town: Town) -> None:
    workflow = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: acme/deploy@" + "a" * 40 + "\n"
    files: dict[str, str | bytes | None] = {
        ".github/workflows/ci.yml": workflow,
        "Dockerfile": "FROM acme/base@sha256:" + "b" * 64 + "\n",
    }
    shown = town.reviewed(town.change(repository(town), files))
    said = "\n".join(open_threads(shown))
    assert conclusion(shown) == "failure"
    assert "The action `acme/deploy` is new here" in said
    assert "The image `acme/base` is new here" in said


def test_a_maintainer_lets_it_in_by_command_and_others_cannot(town: Town) -> None:
    repo = repository(town)
    pull = town.change(repo, WITH_KIT)
    town.reviewed(pull)
    for who in ("wendy", "ann", "stranger"):
        assert "needs maintain access" in say(town, pull, who, "/sekisho allow pkg:gem/acme-kit")
    assert audit(town, repo) == []
    assert "is no purl" in say(town, pull, "mia", "/sekisho allow pkg:acme-kit")
    assert "names nothing that was refused here" in say(town, pull, "mia", "/sekisho allow left-pad")
    assert "Write `/sekisho allow pkg:" in say(town, pull, "mia", "/sekisho allow")
    assert "`pkg:gem/acme-kit`. Looking again." in say(town, pull, "mia", "/sekisho allow acme-kit because we know it")
    after = town.reviewed(pull, scans=2)
    assert (conclusion(after), threads(after)) == ("success", [("Gemfile", 2, True)])
    ((who, what, detail),) = audit(town, repo)
    assert (who, what, detail["before"]) == ("mia", "allow-list added", None)
    assert (detail["after"]["purl"], detail["after"]["reason"]) == ("pkg:gem/acme-kit", "we know it")
    assert "No longer on the allow-list" in say(town, pull, "mia", "/sekisho disallow pkg:gem/acme-kit")
    assert conclusion(town.reviewed(pull, scans=3)) == "failure"


def test_maintenance_lets_through_learns_and_ends_by_itself(town: Town) -> None:
    repo = repository(town)
    pull = town.change(repo, WITH_KIT)
    assert conclusion(town.reviewed(pull)) == "failure"
    assert "needs maintain access" in say(town, pull, "wendy", "/sekisho maintenance on 2h because why not")
    assert "A reason is needed" in say(town, pull, "mia", "/sekisho maintenance on 2h")
    assert "longer than the 24 hours" in say(town, pull, "mia", "/sekisho maintenance on 2d because of it")
    assert "is no length of time" in say(town, pull, "mia", "/sekisho maintenance on soon because of it")
    assert "Maintenance mode for" in say(town, pull, "mia", "/sekisho maintenance on 2h because the big upgrade")
    after = town.reviewed(pull, scans=2)
    assert conclusion(after) == "success"
    assert "the big upgrade\\): 1 new package is let through and recorded" in after["check_runs"][-1]["summary"]
    status = say(town, pull, "mia", "/sekisho maintenance status")
    assert f"| `pkg:gem/acme-kit` | learned | ann | #{pull.number} `{pull.head_sha[:12]}` |" in status
    assert [(who, what) for who, what, _ in audit(town, repo)] == [
        ("mia", "maintenance began"), ("ann", "allow-list learned"),
    ]  # fmt: skip

    pass_the_time(town, repo)
    later = town.reviewed(town.change(repo, WITH_BOTH))
    assert (conclusion(later), threads(later)) == ("failure", [("Gemfile", 3, False)])
    assert "There is no maintenance going on." in say(town, pull, "mia", "/sekisho maintenance status")
    say(town, pull, "mia", "/sekisho disallow pkg:gem/acme-kit")
    assert conclusion(town.reviewed(pull, scans=3)) == "failure", "what was learned and taken off blocks again"


def pass_the_time(town: Town, repo: str) -> None:
    """Three hours, as the repository's maintenance sees it."""
    with sqlite3.connect(town.bot.data / "sekisho.db", timeout=10) as database:
        moved = database.execute(
            "UPDATE maintenance SET began = began - 10800, until = until - 10800 WHERE repos = ?", (json.dumps([repo]),)
        )
        assert moved.rowcount == 1


def test_a_fork_proposes_and_only_who_maintains_confirms(town: Town) -> None:
    repo = repository(town)
    pull = town.change(repo, {"readme.md": "x"})
    say(town, pull, "mia", "/sekisho maintenance on 1h because of forks")
    fork = town.forge.fork(repo, f"fan-of-{repo.split('/')[0]}")
    town.forge.push(fork.full_name, "theirs", WITH_KIT, start="main")
    theirs = town.forge.open_pull_request(repo, "theirs", from_fork=fork.full_name)
    assert conclusion(town.reviewed(theirs)) == "success", "it is let through"
    assert "| `pkg:gem/acme-kit` | proposed |" in say(town, pull, "mia", "/sekisho maintenance off")
    town.forge.comment(theirs, "mia", "/sekisho rescan")
    assert conclusion(town.reviewed(theirs, scans=2)) == "failure", "and counts for nothing afterwards"
    say(town, theirs, "mia", "/sekisho allow pkg:gem/acme-kit")
    assert conclusion(town.reviewed(theirs, scans=3)) == "success"


def test_a_change_to_the_file_is_shown_and_not_obeyed(town: Town) -> None:
    repo = repository(town)
    relaxed: dict[str, str | bytes | None] = {
        LIST: "mode: off\npackages:\n  - pkg:gem/acme-web\n  - pkg:gem/acme-kit\n"
    }
    pull = town.change(repo, relaxed | WITH_KIT)
    shown = town.reviewed(pull)
    assert conclusion(shown) == "failure"
    said = "\n".join(open_threads(shown))
    assert "changes the mode from enforce to off, and lets in `pkg:gem/acme-kit`" in said
    assert "The gem package `acme-kit` is new here" in said
    without = town.change(repo, {LIST: None} | WITH_KIT)
    assert conclusion(town.reviewed(without)) == "failure"


def test_a_merge_base_from_laxer_times_lets_nothing_in(town: Town) -> None:
    repo = town.repository({"Gemfile": 'gem "acme-base", "6.6.0"\n'})
    town.forge.push(repo, "old-times", WITH_KIT, start="main", author="ann")
    town.forge.push(repo, "main", {LIST: "mode: enforce\n"}, author="mia")
    shown = town.reviewed(town.forge.open_pull_request(repo, "old-times", author="ann"))
    assert conclusion(shown) == "failure"


def test_a_broken_file_is_said_and_never_clear(town: Town) -> None:
    repo = town.repository(BEFORE | {LIST: "mode: enforce\npackages:\n  - left-pad\n"})
    shown = town.reviewed(town.change(repo, WITH_KIT))
    assert conclusion(shown) == "neutral"
    assert "line 3: 'left\\-pad' is no purl" in shown["check_runs"][-1]["summary"]
    mended = town.reviewed(town.change(repo, {LIST: "mode: enforce\n"}))
    assert "`.sekisho/allow.yaml`" in mended["check_runs"][-1]["summary"]


def test_an_organisation_shares_a_list_in_a_repository_of_its_own(town: Town) -> None:
    repo = town.repository({"Gemfile": 'gem "acme-base", "6.6.0"\n'})
    shared = f"{repo.split('/')[0]}/.sekisho"
    town.forge.create_repository(shared, {"allow.yaml": "mode: enforce\npackages:\n  - pkg:gem/acme-web\n"})
    town.forge.reselect(town.installations[repo], [repo, shared])
    assert conclusion(town.reviewed(town.change(repo, WITH_WEB))) == "success"
    assert conclusion(town.reviewed(town.change(repo, WITH_KIT))) == "failure"


def test_a_list_that_learns_takes_the_branch_as_it_is_and_says_nothing(town: Town) -> None:
    repo = town.settled(town.repository(BEFORE | {LIST: "mode: learn\n"}))
    pull = town.change(repo, WITH_KIT)
    shown = town.reviewed(pull)
    assert (conclusion(shown), shown["comments"], shown["threads"]) == ("success", [], [])
    assert "list is learning: 1 new package is recorded" in shown["check_runs"][-1]["summary"]
    listed = bot(town, "allow", "list", "--repository", repo).splitlines()
    assert [line.split("  ")[3:5] for line in listed[1:]] == [
        ["pkg:gem/acme-base", "branch main"], ["pkg:gem/acme-kit", "ann"],
    ]  # fmt: skip


def test_tools_keep_the_list_over_http(town: Town) -> None:
    repo = repository(town)
    token = bot(town, "token", "new", "ci", "--write", "--by", "olga")
    reader = bot(town, "token", "new", "reader", "--by", "olga")
    entry = {"repository": repo, "purl": "pkg:gem/acme-kit", "reason": "asked for in #1"}
    assert [ask(town, bad, "GET", f"/allow-list?repository={repo}")[0] for bad in ("", "x", f"{token}x")] == [401] * 3
    status, problem, kind = ask(town, reader, "POST", "/allow-list", entry)
    assert (status, kind, problem["status"]) == (403, "application/problem+json", 403)
    assert "this needs write" in problem["detail"]
    assert ask(town, token, "POST", "/allow-list", entry | {"purl": "acme-kit"})[0] == 422
    status, made, _ = ask(town, token, "POST", "/allow-list", entry)
    assert (status, made["purl"], made["state"], made["by"]) == (201, "pkg:gem/acme-kit", "confirmed", "token ci")
    assert conclusion(town.reviewed(town.change(repo, WITH_KIT))) == "success"
    listed = ask(town, reader, "GET", f"/allow-list?repository={repo.upper()}")[1]
    assert [one["id"] for one in listed["items"]] == [made["id"]]
    assert ask(town, token, "DELETE", f"/allow-list/{made['id']}")[0] == 200
    assert ask(town, token, "DELETE", f"/allow-list/{made['id']}")[0] == 404
    assert [(who, what) for who, what, _ in audit(town, repo)] == [
        ("token ci", "allow-list added"), ("token ci", "allow-list removed"),
    ]  # fmt: skip
    bot(town, "token", "revoke", "reader")
    assert ask(town, reader, "GET", f"/allow-list?repository={repo}")[0] == 401


def test_tools_open_maintenance_for_an_organisation_and_settle_what_was_learned(town: Town) -> None:
    repo = repository(town)
    token = bot(town, "token", "new", "change-desk", "--write")
    wanted = {"organisation": repo.split("/")[0], "duration": "2h", "reason": "upgrade week", "person": "mia"}
    assert ask(town, token, "POST", "/maintenance", wanted | {"person": ""})[0] == 422
    assert ask(town, token, "POST", "/maintenance", wanted | {"duration": "9d"})[0] == 422
    status, window, _ = ask(town, token, "POST", "/maintenance", wanted)
    assert (status, window["open"], window["person"], window["repositories"]) == (201, True, "mia", [])
    pull = town.change(repo, WITH_BOTH)
    assert conclusion(town.reviewed(pull)) == "success"
    assert ask(town, token, "DELETE", f"/maintenance/{window['id']}")[1]["open"] is False
    learned = ask(town, token, "GET", f"/maintenance/{window['id']}/learned")[1]["items"]
    assert [(one["purl"], one["state"], one["by"], one["learned"]["number"]) for one in learned] == [
        ("pkg:gem/acme-jobs", "learned", "ann", pull.number), ("pkg:gem/acme-kit", "learned", "ann", pull.number),
    ]  # fmt: skip
    jobs, kit = (one["id"] for one in learned)
    assert ask(town, token, "POST", f"/maintenance/{window['id']}/confirm", {"entries": ["nonsense"]})[0] == 422
    assert ask(town, token, "POST", f"/maintenance/{window['id']}/confirm", {"entries": [kit]})[0] == 200
    assert ask(town, token, "POST", f"/maintenance/{window['id']}/remove", {"entries": [jobs]})[0] == 200
    assert ask(town, token, "GET", "/maintenance/none/learned")[0] == 404
    town.forge.comment(pull, "mia", "/sekisho rescan")
    assert threads(town.reviewed(pull, scans=2)) == [("Gemfile", 3, False)]
    assert "confirmed" in bot(town, "allow", "list", "--repository", repo)
