"""Which forges take part: as far as each is configured."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import config, hosts

GITHUB = {"SEKISHO_GITHUB_TOKEN": "ghp_x"}
GITLAB = {"SEKISHO_GITLAB_TOKEN": "glpat-x"}


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> config.Config:
    for name in (*GITHUB, *GITLAB, "SEKISHO_GITHUB_PRIVATE_KEY", "SEKISHO_GITHUB_CLIENT_ID"):
        monkeypatch.delenv(name, raising=False)
    return config.load(environment={"SEKISHO_DATA": str(tmp_path)})


def given(monkeypatch: pytest.MonkeyPatch, **environment: str) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)


def test_every_forge_can_be_spoken_of_whether_configured_or_not(read: config.Config) -> None:
    assert tuple(hosts.forges(read)) == config.FORGES
    assert hosts.configured(read) == ()


def test_only_where_no_forge_is_configured_something_is_missing(
    read: config.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    (missing,) = hosts.faults(read)
    assert "open /setup" in missing
    assert "SEKISHO_GITLAB_TOKEN" in missing
    given(monkeypatch, **GITLAB)
    assert hosts.faults(read) == []


def test_what_names_no_forge_is_on_the_only_one(read: config.Config, monkeypatch: pytest.MonkeyPatch) -> None:
    assert hosts.named(read, "acme/rules") == ("github", "acme/rules")
    given(monkeypatch, **GITLAB)
    assert hosts.named(read, "acme/tools/rules") == ("gitlab", "acme/tools/rules")
    assert hosts.main_forge(read) == "gitlab"


def test_with_two_forges_it_has_to_be_said_which(read: config.Config, monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, **GITHUB, **GITLAB)
    assert hosts.configured(read) == ("github", "gitlab")
    assert hosts.named(read, "gitlab:acme/tools/rules") == ("gitlab", "acme/tools/rules")
    with pytest.raises(config.ConfigError, match="write github:acme/rules or gitlab:acme/rules"):
        hosts.named(read, "acme/rules")
    assert hosts.main_forge(read) == "github"
