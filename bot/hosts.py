"""Builds the forges that app.yaml names. With `app`, the only module that names concrete ones."""

from __future__ import annotations

import os
from functools import partial

from bot.config import FORGES, Config, ConfigError
from bot.forges.github.api import GitHubSettings
from bot.forges.github.credentials import FILE_NAME, FileCredentials
from bot.forges.github.forge import GitHub
from bot.forges.gitlab import credentials as gitlab_given
from bot.forges.gitlab import install
from bot.forges.gitlab.api import GitLabCredentials, GitLabSettings, Transport
from bot.forges.gitlab.client import Site
from bot.forges.gitlab.forge import GitLab
from bot.forges.interface import Forge, Gate


def forges(config: Config) -> dict[str, Forge]:
    """Every forge by its name: one without credentials refuses what it is asked, in words."""
    built: list[Forge] = [github(config), gitlab(config)]
    return {forge.name: forge for forge in built}


def configured(config: Config) -> tuple[str, ...]:
    """The forges that there are credentials for, now: GitHub's may come later, from /setup. Raises ConfigError."""
    app, person = github_credentials(config)(), gitlab_credentials()
    found = {"github": app is not None and (app.is_app or bool(app.token)), "gitlab": bool(person.token)}
    return tuple(name for name in FORGES if found[name])


def main_forge(config: Config) -> str:
    """The forge that is meant where none is named: the only one there are credentials for, otherwise GitHub."""
    found = configured(config)
    return found[0] if len(found) == 1 else "github"


def faults(config: Config) -> list[str]:
    """What keeps every forge from being spoken to, in words for the operator."""
    if configured(config):
        return []
    return ["There are no credentials for any forge: open /setup for GitHub, or set SEKISHO_GITLAB_TOKEN for GitLab."]


def named(config: Config, name: str) -> tuple[str, str]:
    """Forge and path of `gitlab:group/project`; without a forge, that of the only one. Raises ConfigError."""
    forge, _, path = name.rpartition(":")
    if not forge and len(configured(config)) > 1:
        raise ConfigError(f"{name!r} may be on GitHub or on GitLab: write github:{name} or gitlab:{name}")
    return forge or main_forge(config), path


def github_credentials(config: Config) -> FileCredentials:
    """From the environment, or from the file that /setup wrote, read again whenever it changes."""
    return FileCredentials(config.service.data / FILE_NAME, os.environ)


def github_settings(config: Config) -> GitHubSettings:
    """The GitHub that app.yaml names."""
    told = config.github
    return GitHubSettings(
        web_url=told.url,
        api_url=told.api_url,
        ca_bundle=told.ca_bundle,
        proxy=told.proxy,
        check_name=told.check,
        incomplete="failure" if config.on_fault == "block" else "neutral",
    )


def github(config: Config) -> GitHub:
    """The adapter for it."""
    return GitHub(github_settings(config), github_credentials(config))


def gitlab_credentials() -> GitLabCredentials:
    """From the environment. Raises ConfigError."""
    return gitlab_given.from_environment(os.environ)


def gitlab_settings(config: Config) -> GitLabSettings:
    """The GitLab that app.yaml names."""
    told = config.gitlab
    return GitLabSettings(
        web_url=told.url,
        status_name=told.status,
        external_status_check=told.external_status_check,
        ca_bundle=told.ca_bundle,
        proxy=told.proxy,
        incomplete="failed" if config.on_fault == "block" else "success",
    )


def gitlab(config: Config) -> GitLab:
    """The adapter for it."""
    return GitLab(gitlab_settings(config), gitlab_credentials, hooks=partial(gitlab_wanted, config))


def gitlab_site(config: Config, gate: Gate = lambda: None) -> Site:
    """Requests to it that are about no project."""
    return Site(Transport(gitlab_settings(config), gitlab_credentials), gate)


def gitlab_hooks(config: Config, url: str = "") -> install.Hooks:
    """The hooks that lead to this service, or to `url`. Raises Refused where it is not said how they should be."""
    return install.Hooks(gitlab_site(config), gitlab_wanted(config, url))


def gitlab_wanted(config: Config, url: str = "") -> install.Wanted:
    """How hooks are to be. Raises Refused where that is not said."""
    known, told = gitlab_credentials(), config.gitlab
    # The first token is the newest: the others are still accepted while hooks are given it.
    newest = [tokens[0] if tokens else "" for tokens in (known.webhook_tokens, known.signing_tokens)]
    return install.asked_for(url or config.service.public_url, told.events, *newest)
