"""`python -m bot doctor`: what it finds wrong, and that it says what to do."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import config
from bot.playground.github import GitHubPlayground
from bot.playground.gitlab import GitLabPlayground


def doctor(data: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    given = ("SEKISHO_", "GITHUB_", "GITLAB_")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(given)}
    return subprocess.run(
        [sys.executable, "-m", "bot", "doctor", *arguments],
        env=clean | {"SEKISHO_DATA": str(data), "DATABASE_URL": ""} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_fresh_installation_is_told_where_to_register(tmp_path: Path) -> None:
    done = doctor(tmp_path / "data")
    lines = {line[4:].split(":")[0].strip(): line for line in done.stdout.splitlines()}
    assert done.returncode == 1
    assert lines["credentials"].startswith("bad")
    assert "/setup" in lines["credentials"]
    assert [lines[name][:2] for name in ("git", "data folder", "database", "engines")] == ["ok"] * 4


def test_a_service_that_lacks_nothing_is_well(tmp_path: Path) -> None:
    manifest = config.load(environment={}).github.manifest
    with GitHubPlayground(tmp_path / "github") as forge:
        app = forge.create_app("Sekisho", manifest["default_events"], manifest["default_permissions"])
        done = doctor(
            tmp_path / "data",
            GITHUB_URL=forge.url,
            SEKISHO_PUBLIC_URL="https://sekisho.example.org",
            SEKISHO_GITHUB_CLIENT_ID=app.client_id,
            SEKISHO_GITHUB_PRIVATE_KEY=app.pem,
            SEKISHO_GITHUB_WEBHOOK_SECRET="x",
            NO_PROXY="127.0.0.1",
        )
    assert (done.returncode, "bad" in done.stdout) == (0, False), done.stdout
    assert "the app sekisho" in done.stdout


@pytest.mark.parametrize(("granted", "sign"), [("write", "ok"), ("read", "hm")])
def test_the_permission_that_only_commits_need_is_optional(tmp_path: Path, granted: str, sign: str) -> None:
    manifest = config.load(environment={}).github.manifest
    with GitHubPlayground(tmp_path / "github") as forge:
        wanted = manifest["default_permissions"] | {"contents": granted}
        app = forge.create_app("Sekisho", manifest["default_events"], wanted)
        done = doctor(
            tmp_path / "data",
            GITHUB_URL=forge.url,
            SEKISHO_PUBLIC_URL="https://sekisho.example.org",
            SEKISHO_GITHUB_CLIENT_ID=app.client_id,
            SEKISHO_GITHUB_PRIVATE_KEY=app.pem,
            SEKISHO_GITHUB_WEBHOOK_SECRET="x",
            NO_PROXY="127.0.0.1",
        )
    (line,) = [line for line in done.stdout.splitlines() if "contents: write" in line]
    assert (done.returncode, line[:2]) == (0, sign), done.stdout


def test_a_key_without_a_webhook_secret_and_a_database_that_is_not_there_are_told(tmp_path: Path) -> None:
    done = doctor(
        tmp_path / "data",
        SEKISHO_GITHUB_CLIENT_ID="Iv1",
        SEKISHO_GITHUB_PRIVATE_KEY="no key",
        DATABASE_URL=f"sqlite:///{tmp_path}/missing/folder/x.db",
        GITHUB_URL="http://127.0.0.1:9",
    )
    assert done.returncode == 1
    assert "SEKISHO_GITHUB_WEBHOOK_SECRET" in done.stdout
    assert "check DATABASE_URL" in done.stdout
    assert "no PEM key" in done.stdout
    assert "Traceback" not in done.stderr


SIGNING = "whsec_" + base64.b64encode(bytes(range(32))).decode()
URL = "https://sekisho.example.org"
EVENTS = ("merge_requests", "note", "push", "pipeline")


@pytest.fixture
def gitlab(tmp_path: Path) -> Iterator[GitLabPlayground]:
    with GitLabPlayground(tmp_path / "gitlab") as forge:
        forge.create_project("acme/shop", {"README.md": "A shop.\n"})
        yield forge


def asked(gitlab: GitLabPlayground, data: Path, token: str, **more: str) -> dict[str, str]:
    """Subject -> its line, of GitLab's part."""
    given = {
        "GITLAB_URL": gitlab.url,
        "SEKISHO_PUBLIC_URL": URL,
        "SEKISHO_GITLAB_TOKEN": token,
        "SEKISHO_GITLAB_SIGNING_TOKEN": SIGNING,
        "NO_PROXY": "127.0.0.1",
    }
    done = doctor(data, "--forge", "gitlab", **(given | more))
    assert "Traceback" not in done.stderr
    lines = {line[4:].split(":")[0].strip(): line for line in done.stdout.splitlines()}
    assert done.returncode == int(any(line.startswith("bad") for line in lines.values()))
    return {subject: line for subject, line in lines.items() if subject.startswith("GitLab")}


def test_a_gitlab_that_lacks_nothing_is_well_and_github_is_not_asked_for(
    gitlab: GitLabPlayground, tmp_path: Path
) -> None:
    hook = gitlab.add_hook("acme/shop", f"{URL}/webhooks/gitlab", "", SIGNING, EVENTS)
    lines = asked(gitlab, tmp_path, gitlab.create_token("acme", role="maintainer"))
    assert {line[:2] for line in lines.values()} == {"ok"}, lines
    assert "version 18.11.0" in lines["GitLab"]
    hook.failures = 40
    told = asked(gitlab, tmp_path, gitlab.create_token("acme", role="maintainer"))["GitLab's hooks"]
    assert told.startswith("hm")
    assert "acme/shop has one that GitLab has disabled; run `python -m bot install gitlab" in told


def test_a_missing_scope_is_named(gitlab: GitLabPlayground, tmp_path: Path) -> None:
    lines = asked(gitlab, tmp_path, gitlab.create_token("acme", scopes=["read_api"], role="maintainer"))
    assert lines["GitLab's token"].startswith("bad")
    assert "lacks the scope api; make a new one" in lines["GitLab's token"]


def test_a_token_that_ends_soon_is_spoken_of(gitlab: GitLabPlayground, tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    soon = gitlab.create_token("acme", role="maintainer", expires=today + timedelta(days=29))
    later = gitlab.create_token("acme", role="maintainer", expires=today + timedelta(days=40))
    assert "in 29 days; make a new one" in asked(gitlab, tmp_path, soon)["GitLab's token"]
    assert asked(gitlab, tmp_path, later)["GitLab's token"].startswith("ok")


def test_a_role_that_makes_no_hooks_is_told(gitlab: GitLabPlayground, tmp_path: Path) -> None:
    lines = asked(gitlab, tmp_path, gitlab.create_token("acme", role="developer"))
    assert lines["GitLab's role"].startswith("hm")
    nobody = asked(gitlab, tmp_path, gitlab.create_user("nobody").token)
    assert nobody["GitLab's role"].startswith("bad")
    assert "add the account to your group" in nobody["GitLab's role"]


def test_tokens_that_are_wrong_are_told(gitlab: GitLabPlayground, tmp_path: Path) -> None:
    revoked = asked(gitlab, tmp_path, "glpat-none", SEKISHO_GITLAB_SIGNING_TOKEN="no token")
    assert "is no signing token" in revoked["GitLab's credentials"]
    assert "does not accept Sekisho's token" in revoked["GitLab"]
    deaf = asked(gitlab, tmp_path, gitlab.create_token("acme"), SEKISHO_GITLAB_SIGNING_TOKEN="")
    assert "every webhook is answered with 503" in deaf["GitLab's credentials"]


def test_each_forge_is_looked_at_as_far_as_it_is_configured(gitlab: GitLabPlayground, tmp_path: Path) -> None:
    done = doctor(
        tmp_path, GITLAB_URL=gitlab.url, SEKISHO_GITLAB_TOKEN=gitlab.create_token("acme"), NO_PROXY="127.0.0.1"
    )
    assert "GitLab's token" in done.stdout
    assert "GitHub" not in done.stdout
