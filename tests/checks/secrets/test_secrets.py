"""Commits over real git, encodings, what is no credential; and that no word of a finding holds a value."""

from __future__ import annotations

import random
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.changes import Repositories
from bot.model import Change, GitAccess
from bot.salt import salt
from checks import wire
from checks.interface import Finding, Outcome, Result, Side, content_unit
from checks.secrets import Secrets
from checks.secrets.hush import Hush
from checks.secrets.scanning import scan
from tests.checks.secrets import making
from tests.githttp import Repo, Server, serving
from tests.values import finding, memory_change

HEAD = "refs/pull/7/head"
TOKEN = making.with_crc("ghp_", 36, 1)
OTHER = making.with_crc("ghp_", 36, 2)
CHECK = Secrets("pepper")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    (tmp_path / "served").mkdir()
    with serving(tmp_path / "served") as server:
        yield server


@pytest.fixture
def repo(server: Server) -> Repo:
    return Repo(server.root / "app.git")


def looked(server: Server, repo: Repo, tmp_path: Path, base: str, head: str) -> list[Result]:
    change = Change("o/app", 7, base, "", head, HEAD, "main", ())
    with Repositories(tmp_path / "stores").open(GitAccess(server.url(repo)), change) as opened:
        return list(CHECK.judge(opened, list(CHECK.units(opened))))


def told(results: list[Result]) -> list[Finding]:
    return [one for result in results for one in result.findings]


def test_a_secret_that_a_later_commit_removes_is_told_with_its_commit(
    server: Server, repo: Repo, tmp_path: Path
) -> None:
    base = repo.commit("main", {"a.py": "x = 1\n"})
    leaking = repo.commit(HEAD, {"a.py": f"x = 1\nkey = '{TOKEN}'\n"}, parents=(base,))
    repo.commit(HEAD, {"a.py": "x = 2\n"})
    head = repo.commit(HEAD, {"b.py": "y = 1\n"})
    (found,) = told(looked(server, repo, tmp_path, base, head))
    assert (found.rule, found.path, found.start_line, found.commit) == ("github-personal-token", "a.py", 2, leaking)
    assert leaking[:12] in found.message
    assert "not enough" in found.message
    assert "github.com/settings" in found.remedy


def test_one_that_still_stands_is_told_at_heads_line(server: Server, repo: Repo, tmp_path: Path) -> None:
    base = repo.commit("main", {"a.py": "x = 1\n"})
    leaking = repo.commit(HEAD, {"a.py": f"key = '{TOKEN}'\n"}, parents=(base,))
    head = repo.commit(HEAD, {"a.py": f"\n\nkey = '{TOKEN}'\n"})
    (found,) = told(looked(server, repo, tmp_path, base, head))
    assert (found.start_line, found.commit) == (3, None)
    assert leaking[:12] in found.message


def test_a_file_that_comes_and_goes_keeps_its_path(server: Server, repo: Repo, tmp_path: Path) -> None:
    base = repo.commit("main", {"a.py": "x = 1\n"})
    leaking = repo.commit(HEAD, {".env": f"T={TOKEN}\n"}, parents=(base,))
    head = repo.commit(HEAD, {".env": None, "a.py": "x = 2\n"})
    (found,) = told(looked(server, repo, tmp_path, base, head))
    assert (found.path, found.start_line, found.commit) == (".env", 1, leaking)


def test_what_the_base_held_is_no_news_in_place_renamed_or_moved(server: Server, repo: Repo, tmp_path: Path) -> None:
    line = f"key = '{TOKEN}'\n"
    base = repo.commit("main", {"a.py": line, "b.py": making.jwt(1) + "\n" + "same\n" * 9, "c.py": "1\n"})
    head = repo.commit(
        HEAD,
        {"a.py": "moved\n", "c.py": "1\n" + line, "b.py": None, "d.py": making.jwt(1) + "\n" + "same\n" * 9},
        parents=(base,),
    )
    assert told(looked(server, repo, tmp_path, base, head)) == []
    worse = repo.commit(HEAD, {"c.py": f"1\n{line}k = '{OTHER}'\n"})
    assert [one.start_line for one in told(looked(server, repo, tmp_path, base, worse))] == [3], "its neighbour is"


def test_a_first_look_takes_head_alone(server: Server, repo: Repo, tmp_path: Path) -> None:
    repo.commit("main", {"a.py": f"key = '{OTHER}'\n"})
    head = repo.commit("main", {"a.py": f"key = '{TOKEN}'\n"})
    change = Change("o/app", None, "", "", head, "refs/heads/main", "main")
    with Repositories(tmp_path / "stores").open(GitAccess(server.url(repo)), change) as opened:
        assert len(told(list(CHECK.judge(opened, list(CHECK.units(opened)))))) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252"])
def test_text_is_read_in_whatever_encoding(server: Server, repo: Repo, tmp_path: Path, encoding: str) -> None:
    base = repo.commit("main", {"a": "1\n"})
    head = repo.commit(HEAD, {"t.txt": f"größe\r\nkey {TOKEN}\r\n".encode(encoding)}, parents=(base,))
    assert [one.start_line for one in told(looked(server, repo, tmp_path, base, head))] == [2]


def test_what_is_no_text_is_left_out_with_a_reason(server: Server, repo: Repo, tmp_path: Path) -> None:
    base = repo.commit("main", {"a": "1\n"})
    head = repo.commit(HEAD, {"blob": b"\1\2\0\0\0\3" + TOKEN.encode()}, parents=(base,))
    (result,) = looked(server, repo, tmp_path, base, head)
    assert (result.outcome, result.by_design) == (Outcome.SKIPPED, True)
    assert "binary" in result.reason


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("a.py", 'password = "hunter2Kq9"'),
        ("a.js", 'const apiKey = "9f8a7c6e5d4b3a291807"'),
        ("a.yaml", "client_secret: Xk29fmQ0zLw81bTr"),
        (".env", "DB_PASSWORD=Tr0ub4dor&3"),
        ("a.properties", "spring.datasource.password=Tr0ub4dor3"),
        ("a.xml", "<password>Tr0ub4dor3</password>"),
        ("a.config", '<add key="ApiToken" value="9f8a7c6e5d4b3a291807"/>'),
        ("Dockerfile", "ENV API_TOKEN=9f8a7c6e5d4b3a291807"),
        ("run.sh", "export API_TOKEN=9f8a7c6e5d4b3a291807"),
        ("a.go", 'os.Setenv("API_TOKEN", "9f8a7c6e5d4b3a291807")'),
        ("a.rb", "secret = ENV['S'] || '9f8a7c6e5d4b3a291807'"),
        ("a.json", '{"auth_token": "9f8a7c6e5d4b3a291807"}'),
    ],
)
def test_literals_at_names_of_credentials_are_found(path: str, line: str) -> None:
    assert [one.line for one in scan(f"\n{line}\n".encode(), path)] == [2]


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("a.py", 'password = os.environ["SHOP_PASSWORD"]'),
        ("a.py", 'password = "changeme"'),
        ("a.py", 'api_key = "<your-api-key>"'),
        ("a.py", 'api_key = "xxxxxxxxxxxxxxxxxxxx"'),
        ("a.py", 'token_url = "https://auth.internal/oauth2/9f8a7c6e5d4b3a291807"'),
        ("a.py", 'cache_key = "9f8a7c6e5d4b3a291807"'),
        ("a.py", 'secret_name = "9f8a7c6e5d4b3a291807"'),
        ("a.py", "password = get_password(user)"),
        ("a.yaml", "password: ${DB_PASSWORD}"),
        ("a.yaml", "token: {{ vault_token }}"),
        ("a.yaml", "secret: 6f1c2a34-9d1b-4f6a-8d33-0a1b2c3d4e5f"),
        ("a.py", 'password_hash = "$2b$12$abcdefghijklmnopqrstuv"'),
        ("a.py", 'public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI"'),
        ("a.tf", "password = var.db_password"),
        ("a.js", "const token = tokens[index];"),
        ("a.js", 'label = { password: "Password" }'),
        ("package-lock.json", '"token": "9f8a7c6e5d4b3a291807"'),
        ("locales/de.yml", "password: Passwort99"),
        ("a.py", 'key_path = "/etc/ssl/private/server.key"'),
    ],
)
def test_what_people_write_where_none_belongs_is_no_finding(path: str, line: str) -> None:
    assert scan(f"\n{line}\n".encode(), path) == []


def test_nothing_of_a_finding_holds_the_value() -> None:
    values = [making.sample(entry, 7) for entry in making.ENTRIES if "pattern" in entry]
    change = memory_change({}, {f"{number}.txt": f"{value}\n" for number, value in enumerate(values)})
    results = list(CHECK.judge(change, list(CHECK.units(change))))
    written = "\n".join(map(wire.to_json, results))
    assert len(told(results)) > 150
    assert [value for value in values if value[-12:] in written or (value[:16] in written and len(value) > 16)] == []


def test_a_secret_is_known_by_the_installations_key() -> None:
    change = memory_change({}, {"a.py": f"key = '{TOKEN}'\n"})
    ours, theirs = (told(list(check.judge(change, list(check.units(change))))) for check in (CHECK, Secrets("salt")))
    assert ours[0].subject != theirs[0].subject
    assert CHECK.digest() != Secrets("salt").digest()


def test_the_key_is_made_once_and_for_the_service_alone(tmp_path: Path) -> None:
    made = salt(tmp_path / "data")
    file = tmp_path / "data" / "secrets.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    salt.cache_clear()
    assert salt(tmp_path / "data") == made
    assert len(made) == 64


def test_what_other_checks_quote_is_hushed() -> None:
    change = memory_change({}, {"a.py": f"call('{TOKEN}')\n"})
    unit = content_unit("static_analysis", change.head, Side.HEAD, "a.py", ["a.py"])
    quoting = finding(path="a.py", subject=f"call('{TOKEN}')", message=f"see {TOKEN}", suggestion=f"x('{TOKEN}')")
    hushed = Hush(change)(Result(unit, Outcome.RAN, (quoting, finding(path="a.py", subject="other"))))
    assert TOKEN not in wire.to_json(hushed)
    assert hushed.findings[0].suggestion is None
    assert hushed.findings[1].subject == "other"


def test_hostile_text_takes_linear_time() -> None:
    chance = random.Random(1)
    text = (
        b"password='" * 20_000
        + b"-----BEGIN RSA PRIVATE "
        + b"KEY-----" * 9_000
        + chance.randbytes(50_000).hex().encode()
    )
    assert len(scan(text, "a.py")) <= 200
