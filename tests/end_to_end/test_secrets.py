"""A leaked key, from the webhook to its thread; and nothing that is written anywhere holds it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import config, local
from bot.formats.outputs import Output
from tests.checks.secrets import making
from tests.end_to_end.town import SAFE, Town, begin, conclusion, threads
from tests.githttp import Repo

TOKEN = making.with_crc("ghp_", 36, 41)
PASSWORD = "Kq9vTz2mXw4r"
WEAK = "import subprocess\n\n\ndef run(name):\n"
WEAK += f'    subprocess.run("login {PASSWORD} " + name, shell=True)\n    token = "{TOKEN}"\n'
WEAK += f'    password = "{PASSWORD}"\n'


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[Town, Path]]:
    town = begin(tmp_path)
    try:
        with town.bot:
            yield town, tmp_path
    finally:
        town.forge.stop()


def test_a_key_in_the_first_of_three_commits_gets_its_thread_which_removing_does_not_mend(
    place: tuple[Town, Path],
) -> None:
    town, folder = place
    repo = town.settled(town.repository({"app.py": SAFE, "notes.txt": "one\n"}))
    branch = "leak"
    leaking = town.forge.push(repo, branch, {"notes.txt": f"one\n{TOKEN}\n"}, start="main", author="ann")
    town.forge.push(repo, branch, {"notes.txt": "one\ntwo\n"}, author="ann")
    town.forge.push(repo, branch, {"app.py": SAFE + "\n\nX = 1\n"}, author="ann")
    pull = town.forge.open_pull_request(repo, branch, author="ann")
    shown = town.reviewed(pull)
    assert conclusion(shown) == "failure"
    ((path, _, resolved),) = threads(shown)
    (body,) = [one["comments"][0]["body"] for one in shown["threads"]]
    assert (path, resolved) == ("notes.txt", False)
    assert leaking[:12] in body
    assert "not enough" in body
    assert "github.com/settings/tokens" in json.dumps(shown)
    town.push(pull, {"notes.txt": "one\nthree\n"})
    still = town.reviewed(pull)
    assert (conclusion(still), threads(still)) == ("failure", threads(shown)), "nobody is told twice, nothing is mended"
    assert said_nowhere(town, folder, shown, still)


def test_no_other_check_quotes_it_either(place: tuple[Town, Path]) -> None:
    town, folder = place
    pull = town.change(town.settled(town.repository()), {"run.py": WEAK})
    shown = town.reviewed(pull)
    assert conclusion(shown) == "failure"
    assert said_nowhere(town, folder, shown)


def said_nowhere(town: Town, folder: Path, *shown: object) -> bool:
    """In what the forge was told, the log, and all files of the service but git's own."""
    written = [json.dumps(one, default=str).encode() for one in shown] + [town.bot.log().encode()]
    files = [file for file in folder.rglob("*") if file.is_file() and not _gits(file.relative_to(folder))]
    written += [file.read_bytes() for file in files]
    assert any(
        file.name.endswith((".db", ".sqlite", ".sqlite3")) or b"SQLite format" in file.read_bytes()[:16]
        for file in files
    )
    return not any(secret.encode() in text for text in written for secret in (TOKEN, PASSWORD))


def _gits(path: Path) -> bool:
    return any(part.endswith(".git") or part in ("objects", "github") for part in path.parts)


@pytest.mark.parametrize("form", ["text", "json", "sarif", "markdown"])
def test_a_local_review_shows_neither(tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    repo = Repo(tmp_path / "r.git")
    base = repo.commit("main", {"app.py": SAFE})
    head = repo.commit("main", {"run.py": WEAK})
    settings = config.load(environment={"SEKISHO_DATA": str(tmp_path / "data")})
    change = local.Range(repo.folder, base, head)
    assert local.review(settings, change, [Output(form, None)], ["secrets", "static_analysis"]) == 1
    out = capsys.readouterr().out
    assert "secrets" in out or "github-personal-token" in out
    assert TOKEN not in out
    assert PASSWORD not in out
