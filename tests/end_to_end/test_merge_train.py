"""A queue that waits for the verdict: the job's own script, and the command, against a running service."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.playground.common import git
from bot.playground.github.nouns import Pull
from tests.end_to_end.town import SAFE, WEAK, Town

JOB = Path(__file__).parents[2] / "docs" / "ci" / "gitlab-verdict.yml"


@pytest.fixture(scope="module")
def token(town: Town) -> str:
    environment = os.environ | {"SEKISHO_DATA": str(town.bot.data), "DATABASE_URL": ""}
    command = [sys.executable, "-m", "bot", "token", "new", "train", "--scan"]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.strip()


def queued(town: Town, content: str) -> tuple[Pull, str, str]:
    """A reviewed pull request in the queue: it, its combined commit, and that commit's ref."""
    pull = town.change(town.repository(), {"app.py": content})
    town.reviewed(pull)
    branch = town.forge.enqueue(pull)
    sha = git.resolve(town.forge.hub.path(pull.repo), branch)
    assert sha
    return pull, sha, f"refs/heads/{branch}"


def command(town: Town, token: str, pull: Pull, sha: str, ref: str, *more: str) -> subprocess.CompletedProcess[str]:
    place = ["--service", town.bot.address, "--forge", "github", "--repo", pull.repo, "--sha", sha, "--ref", ref]
    arguments = [sys.executable, "-m", "bot", "verdict", *place, "--timeout", "45", *more]
    environment = os.environ | {"SEKISHO_TOKEN": token, "NO_PROXY": "127.0.0.1"}
    return subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False)


def script(town: Town, token: str, pull: Pull, sha: str, ref: str) -> subprocess.CompletedProcess[str]:
    """The job's script as a runner has a shell run it; only the forge in its address is the one at hand."""
    job = yaml.safe_load(JOB.read_text())["sekisho-verdict"]
    lines = "\n".join(job["script"]).replace("/verdicts/gitlab/", "/verdicts/github/")
    variables = {
        **job["variables"],
        "SEKISHO_TIMEOUT": "45",
        "SEKISHO_URL": town.bot.address,
        "SEKISHO_TOKEN": token,
        "CI_PROJECT_PATH": pull.repo,
        "CI_COMMIT_SHA": sha,
        "CI_MERGE_REQUEST_REF_PATH": ref,
        "NO_PROXY": "127.0.0.1",
    }
    return subprocess.run(
        ["sh", "-e", "-c", lines], env=os.environ | variables, capture_output=True, text=True, check=False
    )


def verdict(town: Town, token: str, pull: Pull, sha: str) -> dict[str, Any]:
    address = f"{town.bot.address}/api/v1/verdicts/github/{pull.repo}/{sha}"
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        read: dict[str, Any] = json.load(answer)
    return read


def test_the_queue_waits_and_is_let_through_by_kept_results(town: Town, token: str) -> None:
    pull, sha, ref = queued(town, SAFE + "\n")
    done = command(town, token, pull, sha, ref)
    assert (done.returncode, done.stdout.split()[0]) == (0, "CLEAR")
    said = verdict(town, token, pull, sha)
    assert said["units"] > 0
    assert said["units_kept"] == said["units"]


def test_a_blocked_change_ends_the_job(town: Town, token: str) -> None:
    pull, sha, ref = queued(town, WEAK)
    done = command(town, token, pull, sha, ref)
    assert (done.returncode, done.stdout.split()[0]) == (1, "BLOCKED")


@pytest.mark.skipif(not shutil.which("curl"), reason="the job's script needs curl")
@pytest.mark.parametrize(("content", "code"), [(SAFE + "\n", 0), (WEAK, 1)])
def test_the_jobs_own_script_needs_curl_alone(town: Town, token: str, content: str, code: int) -> None:
    done = script(town, token, *queued(town, content))
    assert done.returncode == code, done.stdout + done.stderr


def test_without_a_verdict_in_time_it_ends_as_was_chosen(town: Town, token: str) -> None:
    pull, _, _ = queued(town, SAFE + "\n")
    nothing = command(town, token, pull, "f" * 40, "", "--timeout", "1")
    assert (nothing.returncode, "no verdict within 1 s" in nothing.stderr) == (2, True)
    assert command(town, token, pull, "f" * 40, "", "--timeout", "1", "--on-timeout", "pass").returncode == 0


def test_a_token_that_does_not_hold_is_said_at_once(town: Town) -> None:
    pull, sha, ref = queued(town, SAFE + "\n")
    done = command(town, "sekisho_wrong_token", pull, sha, ref)
    assert (done.returncode, "401" in done.stderr) == (2, True)
