"""Code scanning: SARIF sent to a local GitHub that reads it, and refuses it, as GitHub does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.ci.upload import MOST_RESULTS, fitted, packed, send
from bot.forges.github.client import Client
from bot.forges.interface import NotThere, Refused
from tests.forges import local_github
from tests.forges.local_github import PERMISSIONS, REPO, LocalGitHub


def log(*severities: str, **more: Any) -> dict[str, Any]:
    """A SARIF log with a result of each severity."""
    rules = [{"id": f"r{one}", "properties": {"security-severity": one}} for one in dict.fromkeys(severities)]
    results = [
        {
            "ruleId": f"r{one}",
            "level": "error",
            "message": {"text": "It is unsafe."},
            "partialFingerprints": {"sekisho/v1": f"{'a' * 32}-{number}"},
            **more,
        }
        for number, one in enumerate(severities)
    ]
    return {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "Sekisho", "rules": rules}}, "results": results}]}


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[LocalGitHub]:
    made = local_github.start(tmp_path, permissions={**PERMISSIONS, "security_events": "write"})
    yield made
    made.stop()


def client(hub: LocalGitHub) -> Client:
    return Client(hub.forge()._accounts, REPO)


def sent(hub: LocalGitHub, what: dict[str, Any], sha: str = "") -> list[str]:
    return send(client(hub), "refs/pull/1/head", sha or hub.pull.head_sha, packed(what), 30, lambda _: None)


def test_github_takes_it_and_is_asked_until_it_has_read_it(hub: LocalGitHub) -> None:
    assert sent(hub, fitted(log("8.0"))[0]) == []
    (upload,) = hub.hub.uploads.values()
    assert (upload.ref, upload.looks) == ("refs/pull/1/head", 2)
    prints = upload.log["runs"][0]["results"][0]["partialFingerprints"]
    assert prints["primaryLocationLineHash"] == f"{'a' * 32}:1"


def test_what_was_mended_is_no_alert() -> None:
    assert fitted(log("8.0", baselineState="absent"))[0]["runs"][0]["results"] == []
    assert len(fitted(log("8.0", baselineState="unchanged"))[0]["runs"][0]["results"]) == 1


def test_of_too_many_the_worst_are_sent() -> None:
    many = log(*["3.0"] * MOST_RESULTS, "9.5")
    cut, left_out = fitted(many)
    results = cut["runs"][0]["results"]
    assert (len(results), left_out, results[0]["ruleId"]) == (MOST_RESULTS, 1, "r9.5")


def test_what_github_cannot_read_is_told_in_its_words(hub: LocalGitHub) -> None:
    whole = log("8.0")
    too_many = whole | {"runs": whole["runs"] * 21}
    assert sent(hub, too_many) == ["rejecting SARIF, as there are more runs than allowed (21 > 20)"]


def test_code_scanning_that_is_off_is_refused(hub: LocalGitHub) -> None:
    hub.repo.code_scanning = False
    with pytest.raises(Refused, match="Code scanning is not enabled"):
        sent(hub, log("8.0"))


def test_an_unknown_commit_is_refused(hub: LocalGitHub) -> None:
    with pytest.raises(NotThere, match="commit not found"):
        sent(hub, log("8.0"), "f" * 40)


def test_without_the_permission_it_is_refused(tmp_path: Path) -> None:
    made = local_github.start(tmp_path)
    try:
        with pytest.raises(Refused, match="not accessible by integration"):
            sent(made, log("8.0"))
    finally:
        made.stop()


def test_a_file_that_is_no_sarif_says_how_to_make_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from bot.__main__ import main

    file = tmp_path / "x.sarif"
    file.write_text(json.dumps({"runs": "none"}))
    arguments = ["upload", "--repo", "acme/shop", "--ref", "refs/heads/main", "--sha", "a" * 40, str(file)]
    assert main(arguments) == 2
    assert "no list of runs" in capsys.readouterr().err
