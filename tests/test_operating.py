"""`python -m bot token | allow | maintenance`, as an operator runs them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.allow import allowfile
from bot.allow.allowlist import Entry
from bot.store import Store
from bot.store.listed import Place


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(f"sqlite:///{tmp_path}/sekisho.db")
    made.migrate()
    return made


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"SEKISHO_DATA": str(folder), "DATABASE_URL": ""}
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def said(folder: Path, *arguments: str) -> str:
    done = run(folder, *arguments)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    return done.stdout


def test_a_token_is_printed_once_and_opens_until_it_is_revoked(tmp_path: Path, store: Store) -> None:
    token = said(tmp_path, "token", "new", "ci", "--write", "--days", "3", "--by", "olga").strip()
    found = store.tokens.find(token)
    assert found is not None
    assert (found.name, found.scopes, found.expires is not None) == ("ci", ("read", "write"), True)
    listed = said(tmp_path, "token", "list")
    assert found.id in listed
    assert token.removeprefix(f"sekisho_{found.id}_") not in listed
    said(tmp_path, "token", "revoke", "ci")
    assert "revoked" in said(tmp_path, "token", "list")
    assert "see `token list`" in run(tmp_path, "token", "revoke", "ci").stderr


def test_the_list_is_kept_and_exported_as_the_file_that_it_could_be(tmp_path: Path) -> None:
    shop = ("--repository", "Acme/Shop", "--by", "olga")
    said(tmp_path, "allow", "add", "pkg:npm/@acme/*", *shop, "--because", "ours")
    said(tmp_path, "allow", "add", "pkg:npm/lodash", *shop, "--versions", ">=4|<5")
    said(tmp_path, "allow", "add", "pkg:npm/web", "--organisation", "acme")
    exported = allowfile.read(said(tmp_path, "allow", "export", *shop).encode())
    assert set(exported.entries) == {
        Entry("pkg:npm/%40acme/*", reason="ours"), Entry("pkg:npm/lodash", "vers:npm/>=4.0.0|<5.0.0"),
        Entry("pkg:npm/web"),
    }  # fmt: skip
    said(tmp_path, "allow", "remove", "pkg:npm/lodash", *shop)
    assert "lodash" not in said(tmp_path, "allow", "list", *shop)
    assert "see `allow list`" in run(tmp_path, "allow", "remove", "pkg:npm/web", *shop).stderr, (
        "it is the organisation's"
    )


def test_maintenance_is_opened_shown_and_ended(tmp_path: Path, store: Store) -> None:
    shop = ("--repository", "acme/shop")
    begun = ("maintenance", "on", *shop, "--repository", "acme/web", "--because", "upgrade", "--by", "mia")
    assert "mia: upgrade" in said(tmp_path, *begun, "--for", "2h")
    (window,) = store.allow_lists.windows(Place.of("github", "acme/web"))
    assert (window.person, window.repos, window.until - window.began) == ("mia", ("acme/shop", "acme/web"), 7200)
    assert "mia: upgrade" in said(tmp_path, "maintenance", "status", *shop)
    assert "ended" in said(tmp_path, "maintenance", "off", *shop)
    assert "no maintenance is going on" in said(tmp_path, "maintenance", "status", *shop)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("allow", "add", "left-pad", "--repository", "acme/shop"), "is no purl; write it like"),
        (("allow", "list", "--repository", "shop"), "give the repository as OWNER/NAME"),
        (("allow", "list"), "one of the arguments --repository --organisation is required"),
        (("maintenance", "on", "--organisation", "acme", "--for", "2h"), "--because"),
        (("maintenance", "on", "--organisation", "acme", "--for", "9d", "--because", "x"), "longer than the 24 hours"),
        (("maintenance", "off", "--organisation", "acme"), "there is no maintenance going on"),
    ],
)
def test_wrong_usage_ends_in_words(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    done = run(tmp_path, *arguments)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert words in done.stderr
