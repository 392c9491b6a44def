"""`python -m bot doctor`: what it finds wrong, and that it says what to do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from bot import config
from bot.playground.github import GitHubPlayground


def doctor(data: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SEKISHO_", "GITHUB_"))}
    return subprocess.run(
        [sys.executable, "-m", "bot", "doctor"],
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
