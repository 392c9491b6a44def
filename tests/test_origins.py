"""`packages` of app.yaml: read whole, or refused with what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import config
from bot.config import ConfigError
from bot.facts.origins import Origins
from tests.test_config import loaded


def test_nothing_is_asked_and_nothing_is_internal_by_default(tmp_path: Path) -> None:
    assert config.load(environment={}).packages == loaded(tmp_path, "name: Sekisho").packages == Origins()
    assert not Origins().ask


def test_what_an_operator_writes_is_read(tmp_path: Path) -> None:
    text = (
        'packages: {ask: on, registries: {npm: "https://npm.example.org:8443/api"}, internal: {npm: ["@acme/", acme-]}}'
    )
    read = loaded(tmp_path, text).packages
    assert (read.ask, read.internal) == (True, {"npm": ("@acme/", "acme-")})
    assert (read.registries, read.hosts) == (
        {"npm": ("https://npm.example.org:8443/api",)},
        {"npm": ("npm.example.org",)},
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{asks: on}", "unknown key packages.asks"),
        ("{ask: perhaps}", "write on or off"),
        ("{registries: {npm: npm.example.org}}", "begins with https://"),
        ("{registries: {npm: 'https://'}}", "begins with https://"),
        ("{registries: [https://npm.example.org]}", "by purl type"),
        ("{internal: {npm: 7}}", "by purl type"),
        ("{internal: {npm: ['']}}", "by purl type"),
    ],
)
def test_wrong_values_say_what_to_write(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        loaded(tmp_path, f"packages: {text}")
