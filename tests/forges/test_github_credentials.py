"""Credentials: from the environment, or from a file that is read anew and that nobody else can read."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from bot.config import ConfigError
from bot.forges.github.api import GitHubCredentials
from bot.forges.github.credentials import FileCredentials, from_environment

KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----"
APP = GitHubCredentials(app_id="7", client_id="Iv1", private_key=KEY, webhook_secrets=("s",), slug="sekisho-acme")


def test_what_is_stored_is_read_back(tmp_path: Path) -> None:
    held = FileCredentials(tmp_path / "data" / "github.json", {})
    assert held() is None
    held.store(APP)
    assert held() == APP
    assert FileCredentials(held.path, {})() == APP


def test_only_the_service_can_read_the_file(tmp_path: Path) -> None:
    held = FileCredentials(tmp_path / "data" / "github.json", {})
    before = os.umask(0)
    try:
        held.store(APP)
    finally:
        os.umask(before)
    assert stat.S_IMODE(held.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(held.path.parent.stat().st_mode) == 0o700
    assert [each.name for each in held.path.parent.iterdir()] == ["github.json"]


def test_another_process_registering_is_seen_without_a_restart(tmp_path: Path) -> None:
    here, there = FileCredentials(tmp_path / "github.json", {}), FileCredentials(tmp_path / "github.json", {})
    here.store(APP)
    assert there() == APP
    here.store(replace(APP, slug="sekisho-two"))
    assert there() == replace(APP, slug="sekisho-two")


def test_a_damaged_file_counts_as_none_and_its_content_is_not_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    held = FileCredentials(tmp_path / "github.json", {})
    held.path.write_text('{"private_key": "PRIVATE')
    assert held() is None
    assert "register the app again" in caplog.text
    assert "PRIVATE" not in caplog.text
    held.path.write_text(
        json.dumps({"app_id": 7, "client_id": "", "private_key": "", "slug": "", "webhook_secrets": []})
    )
    assert held() is None


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    path = tmp_path / "github.json"
    FileCredentials(path, {}).store(APP)
    other = {"SEKISHO_GITHUB_CLIENT_ID": "Iv2", "SEKISHO_GITHUB_PRIVATE_KEY": KEY}
    told = GitHubCredentials(client_id="Iv2", private_key=KEY, webhook_secrets=("s",))
    assert FileCredentials(path, other)() == told
    token = {"SEKISHO_GITHUB_TOKEN": "ghp_x", "SEKISHO_GITHUB_WEBHOOK_SECRET": "t"}
    assert FileCredentials(path, token)() == GitHubCredentials(token="ghp_x", webhook_secrets=("t",))


def test_a_secret_of_the_environment_is_accepted_beside_the_stored_one(tmp_path: Path) -> None:
    path = tmp_path / "github.json"
    FileCredentials(path, {}).store(APP)
    held = FileCredentials(path, {"SEKISHO_GITHUB_WEBHOOK_SECRET": "new s"})()
    assert held == replace(APP, webhook_secrets=("new", "s"))


def test_a_file_that_a_variable_names_and_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"SEKISHO_GITHUB_TOKEN_FILE names .*missing, which cannot be read"):
        from_environment({"SEKISHO_GITHUB_TOKEN_FILE": str(tmp_path / "missing")})


def test_variables_and_the_files_they_name_are_read(tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    key.write_text(KEY + "\n")
    variables = {
        "SEKISHO_GITHUB_CLIENT_ID": "Iv1",
        "SEKISHO_GITHUB_PRIVATE_KEY_FILE": str(key),
        "SEKISHO_GITHUB_WEBHOOK_SECRET": "new old",
    }
    read = from_environment(variables)
    assert read == GitHubCredentials(client_id="Iv1", private_key=KEY, webhook_secrets=("new", "old"))
    assert read.is_app
    one_line = from_environment({"SEKISHO_GITHUB_PRIVATE_KEY": KEY.replace("\n", "\\n"), "SEKISHO_GITHUB_APP_ID": "7"})
    assert (one_line.private_key, one_line.is_app) == (KEY, True)
    assert from_environment({}) == GitHubCredentials()


def test_nothing_secret_shows_when_credentials_are_printed() -> None:
    shown = repr(replace(APP, token="ghp_secret", webhook_secrets=("hooksecret",)))
    assert "MIIE" not in shown
    assert "ghp_secret" not in shown
    assert "hooksecret" not in shown
