"""GitHub's own JavaScript client reads what stands on the playground: a second client beside PyGithub, unmodified."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bot.playground.github import GitHubPlayground, Limits
from tests.playground.day import browse, checks_run, open_pull, statuses
from tests.playground.day_talk import converse, review, threads
from tests.playground.people import FULL, begin

SCRIPT = Path(__file__).parent / "octokit" / "read.mjs"


@pytest.fixture
def node() -> str:
    found = shutil.which("node")
    if found is None:
        pytest.skip("node is not installed")
    if not (SCRIPT.parent / "node_modules" / "@octokit" / "rest").exists():
        pytest.skip(f"Octokit is not installed: npm install --prefix {SCRIPT.parent}")
    return found


def read(node: str, **asked: Any) -> Any:
    done = subprocess.run(
        [node, str(SCRIPT)], input=json.dumps(asked), capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_octokit_reads_what_the_pull_request_shows(node: str, tmp_path: Path) -> None:
    with GitHubPlayground(tmp_path, limits=Limits.off()) as place:
        day = begin(place, "")
        repo = day.bot.get_repo(FULL)
        browse(day, repo)
        pull = open_pull(day, repo)
        checks_run(day, repo, pull)
        statuses(day, repo)
        review(day, pull)
        threads(day, pull)
        converse(day, repo, pull)
        shown = place.snapshot(FULL, pull.number)
        owner, name = FULL.split("/")
        seen = read(
            node,
            baseUrl=place.api_url,
            appId=day.app.id,
            privateKey=day.app.pem,
            installationId=day.installation.id,
            owner=owner,
            repo=name,
            number=pull.number,
        )
    assert {key: seen[key] for key in ("title", "state", "draft", "head_sha")} == {
        key: shown[key] for key in ("title", "state", "draft", "head_sha")
    }
    assert [_thread(each) for each in seen["threads"]] == [_expected(each) for each in shown["threads"]]
    assert len(shown["threads"]) > 4
    assert seen["review_comments"] == sorted(
        [comment["id"], comment["author"], thread["path"], thread["line"], comment["body"]]
        for thread in shown["threads"]
        for comment in thread["comments"]
    )
    assert seen["comments"] == [[each["id"], each["author"], each["body"]] for each in shown["comments"]]
    assert seen["statuses"] == [[each["context"], each["state"], each["description"]] for each in shown["statuses"]]
    for run, expected in zip(seen["check_runs"], shown["check_runs"], strict=True):
        keys = ("path", "start_line", "end_line", "annotation_level", "message")
        assert run.pop("annotations") == [[each[key] for key in keys] for each in expected["annotations"]]
        assert run == {key: expected[key] for key in run}


def _thread(seen: dict[str, Any]) -> list[Any]:
    comments = [[each["databaseId"], each["body"], each["isMinimized"]] for each in seen["comments"]["nodes"]]
    kind, side = seen["subjectType"].lower(), seen["diffSide"]
    return [seen["path"], seen["line"], seen["startLine"], side, kind, seen["isResolved"], seen["isOutdated"], comments]


def _expected(shown: dict[str, Any]) -> list[Any]:
    keys = ("path", "line", "start_line", "side", "subject_type", "resolved", "outdated")
    comments = [[each["id"], each["body"], bool(each["minimized"])] for each in shown["comments"]]
    return [*(shown[key] for key in keys), comments]
