"""app.yaml is read whole or refused with the place and what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import config
from bot.model import Level


def loaded(folder: Path, text: str, **environment: str) -> config.Config:
    path = folder / "app.yaml"
    path.write_text(text)
    return config.load(path, environment)


def test_the_projects_own_file_shows_the_defaults(tmp_path: Path) -> None:
    own, empty = config.load(environment={}), loaded(tmp_path, "name: Sekisho")
    assert (own.service, own.limits, own.policy) == (empty.service, empty.limits, empty.policy)


def test_the_environment_overrides_what_differs_per_host(tmp_path: Path) -> None:
    read = loaded(
        tmp_path, "service: {workers: 3}", SEKISHO_WORKERS="5", DATABASE_URL="sqlite:///x", GITHUB_URL="https://ghe/"
    )
    assert (read.service.workers, read.service.database, read.github.api_url) == (
        5,
        "sqlite:///x",
        "https://ghe/api/v3",
    )


def test_gitlab_is_named_like_github_and_its_defaults_are_shown(tmp_path: Path) -> None:
    read = loaded(
        tmp_path, "gitlab: {status: gate}", GITLAB_URL="https://git.example/sub/", REQUESTS_CA_BUNDLE="ca.pem"
    )
    assert (read.gitlab.url, read.gitlab.status, read.gitlab.ca_bundle) == (
        "https://git.example/sub",
        "gate",
        "ca.pem",
    )
    assert config.load(environment={}).gitlab == config.GitLabConfig()
    assert loaded(tmp_path, "policy: {rule_repository: 'gitlab:a/b/c'}").rule_repository == "gitlab:a/b/c"


def test_a_bare_off_in_yaml_is_the_level_off(tmp_path: Path) -> None:
    assert loaded(tmp_path, "policy: {levels: {iac: off}}").policy.level("iac") is Level.OFF


def test_the_most_particular_mode_of_the_allow_list_holds(tmp_path: Path) -> None:
    text = "allow_list: {mode: learn, organisations: {Acme: enforce}, repositories: {acme/Shop: off}}"
    modes = loaded(tmp_path, text).allow_list.mode_of
    assert [modes(repo) for repo in ("other/shop", "ACME/web", "acme/shop")] == ["learn", "enforce", "off"]


def test_licences_are_observed_unless_the_policy_says_otherwise(tmp_path: Path) -> None:
    policy = loaded(tmp_path, "policy: {licences: {allow: [mit], deny: [GPL-3.0]}}").policy
    assert (policy.licences.allow, policy.licences.deny) == (("MIT",), ("GPL-3.0-only",))
    assert (policy.level("licences"), policy.level("allow_list")) == (Level.OBSERVE, Level.ENFORCE)
    assert loaded(tmp_path, "policy: {levels: {licences: enforce}}").policy.level("licences") is Level.ENFORCE


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a", "must hold a mapping"),
        ("name: [", "is no YAML"),
        ("nmae: x", "unknown key 'nmae'"),
        ("service: {port: 1}", "unknown key service.port"),
        ("service: {workers: many}", "service.workers is 'many'; write a number"),
        ("limits: {files: -1}", "limits.files is -1; write a number above 0"),
        ("service: {sweep_minutes: often}", "service.sweep_minutes is 'often'; write a number, or none"),
        ("service: {sweep_minutes: -5}", "service.sweep_minutes is -5; write a number, or none"),
        ("github: {url: 7}", "github.url is 7; write text"),
        ("policy: {block_at: hihg}", "'hihg' is not a valid Severity"),
        ("policy: {levels: {iac: on}}", "is not a valid Level"),
        ("policy: {on_fault: green}", "write neutral or block"),
        ("policy: {rule_repository: policies}", "write owner/name, or gitlab:group/project"),
        ("policy: {rule_repository: 'bitbucket:a/b'}", "write owner/name, or gitlab:group/project"),
        ("gitlab: {events: push}", "gitlab.events is 'push'; write a list of words"),
        ("gitlab: {token: x}", "unknown key gitlab.token"),
        ("service: nothing", "service must be a mapping"),
        ("allow_list: {mode: strict}", "allow_list: 'strict' is not a valid Mode; write off, learn or enforce"),
        ("allow_list: {organisations: [acme]}", "write off, learn or enforce"),
        ("allow_list: {files: 1}", "allow_list.files is 1; write true or false"),
        ("allow_list: {max_maintenance_hours: 0}", "write a number above 0"),
        ("policy: {licences: {deny: [GPLv3]}}", "'GPLv3' is no SPDX licence"),
        ("policy: {licences: {allow: MIT}}", "are lists of SPDX identifiers"),
        ("policy: {licences: {forbid: [MIT]}}", "unknown key licences.forbid"),
    ],
)
def test_wrong_values_are_refused_by_name(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(config.ConfigError, match=message.replace("(", r"\(")):
        loaded(tmp_path, text)


def test_a_missing_file_names_the_option(tmp_path: Path) -> None:
    with pytest.raises(config.ConfigError, match="--config"):
        config.load(tmp_path / "none.yaml", {})


def test_sweeps_may_be_switched_off_and_the_environment_wins(tmp_path: Path) -> None:
    assert loaded(tmp_path, "name: x").service.sweep_minutes == 15
    assert loaded(tmp_path, "service: {sweep_minutes: none}").service.sweep_minutes == 0
    assert loaded(tmp_path, "service: {sweep_minutes:}").service.sweep_minutes == 0
    file = tmp_path / "app.yaml"
    file.write_text("service: {sweep_minutes: 5}")
    for given, minutes in (("2.5", 2.5), ("none", 0), ("", 5)):
        assert config.load(file, {"SEKISHO_SWEEP_MINUTES": given}).service.sweep_minutes == minutes
