"""How GitHub is reached: as which account, through proxies, behind private certificate authorities, over git."""

from __future__ import annotations

import base64
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.forges.github.api import GitHubCredentials, GitHubSettings
from bot.forges.github.forge import GitHub
from bot.forges.interface import ForgeUnavailable, NotThere, Refused, Rejected
from bot.model import Target
from tests.forges import local_github
from tests.forges.local_github import LocalGitHub
from tests.forges.wires import Proxy, authority, served


@pytest.fixture
def local(tmp_path: Path) -> Iterator[LocalGitHub]:
    made = local_github.start(tmp_path)
    yield made
    made.stop()


def credentials(local: LocalGitHub) -> GitHubCredentials:
    return GitHubCredentials(app_id=str(local.app.id), client_id=local.app.client_id, private_key=local.app.pem)


def test_git_reads_the_repository_with_what_it_is_given(local: LocalGitHub) -> None:
    access = local.forge().clone_access("acme/shop")
    assert access.url == f"{local.hub.url}/acme/shop.git"
    assert access.password not in repr(access)

    def listed(password: str) -> subprocess.CompletedProcess[str]:
        header = base64.b64encode(f"{access.username}:{password}".encode()).decode()
        command = ["git", "-c", f"http.extraHeader=Authorization: Basic {header}", "ls-remote", access.url]
        return subprocess.run(command, capture_output=True, text=True, env={"GIT_TERMINAL_PROMPT": "0"}, check=False)

    assert f"{local.pull.head_sha}\trefs/pull/1/head" in listed(access.password).stdout
    assert listed("guess").returncode != 0


def test_who_sekisho_is_can_be_told(local: LocalGitHub) -> None:
    assert local.forge().greet() == f"the app sekisho on {local.hub.url}, 1 installations"
    told = local.forge(token=local.token("grace")).greet()
    assert told == f"the account grace on {local.hub.url}, with commit statuses instead of check runs"


def test_an_app_whose_name_is_not_configured_asks_for_it(local: LocalGitHub) -> None:
    settings = GitHubSettings(local.hub.url, local.hub.api)
    forge = GitHub(settings, lambda: credentials(local))
    change = forge.look_up(local.target)
    what = local_github.review(local_github.thread(local_github.A))
    forge.publish(change, local_github.scan(), what, lambda: None)
    again = GitHub(settings, lambda: credentials(local)).publish(change, local_github.scan(), what, lambda: None)
    assert again.writes == 0


def test_the_legacy_app_id_is_enough(local: LocalGitHub) -> None:
    known = replace(credentials(local), client_id="")
    forge = GitHub(GitHubSettings(local.hub.url, local.hub.api), lambda: known)
    change = forge.look_up(local.target)
    forge.announce(change, local_github.scan(), lambda: None)
    forge.announce(change, local_github.scan(), lambda: None)
    assert len(local.runs()) == 1


def test_without_credentials_every_door_says_what_to_do(local: LocalGitHub) -> None:
    forge = GitHub(GitHubSettings(local.hub.url, local.hub.api), lambda: None)
    with pytest.raises(Refused, match="register the app at /setup"):
        forge.look_up(local.target)
    with pytest.raises(Rejected, match="register the app at /setup"):
        forge.receive({}, b"{}")


def test_a_key_that_is_none_is_said_and_not_shown(local: LocalGitHub) -> None:
    known = replace(credentials(local), private_key="-----BEGIN RSA PRIVATE KEY-----\nsecret")
    with pytest.raises(Refused, match="no PEM key") as caught:
        GitHub(GitHubSettings(local.hub.url, local.hub.api), lambda: known).look_up(local.target)
    assert "secret" not in str(caught.value)


def test_the_wrong_key_is_said(local: LocalGitHub) -> None:
    known = replace(credentials(local), private_key=local.another_app("Other").pem)
    with pytest.raises(ForgeUnavailable, match="private key, or the token, and this machine's clock"):
        GitHub(GitHubSettings(local.hub.url, local.hub.api), lambda: known).look_up(local.target)


def test_credentials_that_change_are_used_at_once(local: LocalGitHub) -> None:
    held = [credentials(local)]
    forge = GitHub(GitHubSettings(local.hub.url, local.hub.api), lambda: held[0])
    forge.announce(forge.look_up(local.target), local_github.scan(), lambda: None)
    other = local.another_app("Other")
    held[0] = GitHubCredentials(app_id=str(other.id), client_id=other.client_id, private_key=other.pem)
    forge.announce(forge.look_up(local.target), local_github.scan(), lambda: None)
    assert [run.app_id for run in local.runs()] == [local.app.id, other.id]


def test_a_repository_that_is_gone_is_not_there(local: LocalGitHub) -> None:
    with pytest.raises(NotThere, match="not installed on acme/gone"):
        local.forge().look_up(Target("github", "acme/gone", 1))
    with pytest.raises(NotThere):
        local.forge().look_up(Target("github", "acme/shop", None, "gone"))
    with pytest.raises(NotThere):
        local.forge().look_up(Target("github", "acme/shop", None, "gh-readonly-queue/main/pr-1-" + "0" * 40))


def test_a_proxy_is_gone_through_and_this_machine_is_reached_without(local: LocalGitHub) -> None:
    proxy = Proxy("github.internal", local.hub.url)
    try:
        settings = GitHubSettings(local.hub.url, "http://github.internal/api/v3", proxy=proxy.url)
        assert GitHub(settings, lambda: credentials(local)).look_up(local.target).number == 1
        assert all(each.startswith("http://github.internal:80/api/v3/") for each in proxy.asked)
        count = len(proxy.asked)
        assert count >= 4
        assert local.forge(proxy=proxy.url).look_up(local.target).number == 1
        assert len(proxy.asked) == count
    finally:
        proxy.shutdown()
        proxy.server_close()


def test_no_proxy_is_honoured(local: LocalGitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = Proxy("github.internal", local.hub.url)
    monkeypatch.setenv("NO_PROXY", "github.internal")
    try:
        settings = GitHubSettings(local.hub.url, "http://github.internal/api/v3", proxy=proxy.url)
        with pytest.raises(ForgeUnavailable):
            GitHub(settings, lambda: credentials(local), sleep=lambda seconds: None).look_up(local.target)
        assert proxy.asked == []
    finally:
        proxy.shutdown()
        proxy.server_close()


def test_a_private_certificate_authority_is_trusted_when_it_is_named(local: LocalGitHub, tmp_path: Path) -> None:
    certificate, private = authority(tmp_path)
    with served(local.playground.app, certificate, private) as port:
        api = f"https://127.0.0.1:{port}/api/v3"
        trusting = GitHubSettings(local.hub.url, api, ca_bundle=str(certificate))
        assert GitHub(trusting, lambda: credentials(local)).look_up(local.target).number == 1
        wary = GitHub(GitHubSettings(local.hub.url, api), lambda: credentials(local), sleep=lambda seconds: None)
        with pytest.raises(ForgeUnavailable, match=r"name its file as github\.ca_bundle"):
            wary.look_up(local.target)
