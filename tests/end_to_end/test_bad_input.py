"""Bad and hostile input: each ends in a clear message, INCOMPLETE where due, and a living service."""

from __future__ import annotations

import hashlib
import hmac
import json
import subprocess
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from bot.playground.beside import wait_for
from tests.end_to_end.town import WEAK, WEAK_LINE, Town, conclusion, threads


def post(town: Town, body: bytes, event: str = "pull_request", signature: str | None = None) -> tuple[int, str]:
    """Status and message of a delivery, signed by the town's secret unless told otherwise."""
    signed = "sha256=" + hmac.new(town.app.webhook_secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "X-GitHub-Event": event,
        "X-GitHub-Delivery": hashlib.md5(body, usedforsecurity=False).hexdigest(),
        "X-Hub-Signature-256": signed if signature is None else signature,
    }
    request = urllib.request.Request(f"{town.bot.address}/webhooks/github", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def is_alive(town: Town) -> bool:
    with urllib.request.urlopen(f"{town.bot.address}/readyz", timeout=10) as answer:
        return bool(answer.status == 200)


@pytest.mark.parametrize(
    ("body", "signature", "status", "words"),
    [
        (b"{}", "sha256=" + "0" * 64, 401, "signature"),
        (b"{}", "", 401, "signature"),
        (b'{"action": "opened", "pull_request"', None, 400, "JSON"),
        (b"[1, 2]", None, 400, "object"),
        (b"x" * 30_000_000, None, 413, "too large"),
    ],
    ids=["wrong-signature", "no-signature", "truncated", "no-object", "30-megabytes"],
)
def test_a_bad_delivery_is_refused_in_words(
    town: Town, body: bytes, signature: str | None, status: int, words: str
) -> None:
    code, said = post(town, body, signature=signature)
    assert code == status
    assert words.lower() in said.lower()
    assert is_alive(town)


def test_an_unknown_event_asks_for_nothing(town: Town) -> None:
    assert post(town, b'{"zen": "x"}', event="sponsorship")[0] == 200


def test_a_repository_that_is_gone_ends_quietly(town: Town) -> None:
    repo = town.repository()
    body = json.loads(town.deliveries(repo, "push")[-1].body) if town.deliveries(repo, "push") else {}
    payload: dict[str, Any] = {
        "action": "opened",
        "number": 1,
        "installation": {"id": town.installations[repo].id},
        "repository": body.get("repository", {}) | {"full_name": "nobody/nothing", "id": 1, "default_branch": "main"},
        "sender": {"login": "ann", "type": "User"},
        "pull_request": {
            "number": 1,
            "head": {"sha": "a" * 40},
            "base": {"ref": "main", "sha": "b" * 40},
            "draft": False,
        },
    }
    assert post(town, json.dumps(payload).encode())[0] == 202
    town.happened(lambda: '"nobody/nothing#1", "state": "cancelled"' in town.bot.log(), "the end of the scan")
    assert is_alive(town)


def test_unrelated_histories_are_said(town: Town, tmp_path: Path) -> None:
    """GitHub opens no such pull request, but one can become it by a force-push."""
    identity = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org"]
    (tmp_path / "app.py").write_text(WEAK)
    for arguments in (["init", "-q"], ["add", "-A"], [*identity, "commit", "-q", "-m", "Unrelated"]):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True)
    pull = town.change(town.repository(), {"app.py": WEAK})
    town.reviewed(pull)
    town.forge.push(pull.repo, pull.head_ref, source=tmp_path / ".git", revision="HEAD", force=True)
    shown = town.reviewed(pull)
    assert conclusion(shown) == "neutral"
    assert "no commit in common" in shown["check_runs"][-1]["summary"]


def test_ten_thousand_files_are_bounded_and_said(town: Town) -> None:
    files: dict[str, str | bytes | None] = {f"many/{number}.py": f"x = {number}\n" for number in range(10_000)}
    shown = town.reviewed(town.change(town.repository(), files))
    assert conclusion(shown) == "neutral"
    assert "changed files beyond the limit" in shown["check_runs"][-1]["summary"]


HOSTILE: dict[str, tuple[str, bytes, str]] = {
    "forty-megabytes": ("big.py", b"x = 1\n" * 7_000_000, "MiB"),
    "binary": ("binary.py", b"\0\1\2\3", "binary"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_cannot_be_looked_at_is_incomplete_and_said(town: Town, name: str) -> None:
    path, content, words = HOSTILE[name]
    shown = town.reviewed(town.change(town.repository(), {path: content}))
    report = shown["check_runs"][-1]
    assert (conclusion(shown), report["title"]) == ("neutral", "Incomplete: 1 not looked at")
    assert words in report["summary"]
    assert shown["comments"] == []


def test_findings_stand_beside_what_could_not_be_looked_at(town: Town) -> None:
    shown = town.reviewed(town.change(town.repository(), {"app.py": WEAK, "binary.py": b"\0"}))
    assert threads(shown) == [("app.py", WEAK_LINE, False)]
    assert conclusion(shown) == "failure"
    assert "`binary.py`" in shown["comments"][0]["body"]


def test_stray_bytes_and_symlinks_do_no_harm(town: Town) -> None:
    files: dict[str, str | bytes | None] = {"app.py": WEAK.encode() + b"# \xff\xfe\n", "link.py": b"/etc/passwd"}
    repo = town.repository()
    town.forge.push(repo, "links", files, start="main", author="ann", modes={"link.py": "120000"})
    shown = town.reviewed(town.forge.open_pull_request(repo, "links", author="ann"))
    assert threads(shown) == [("app.py", WEAK_LINE, False)]
    assert "root:" not in json.dumps(shown)


def test_a_file_that_the_analyser_cannot_finish_is_incomplete_and_said(town: Town) -> None:
    """Hundreds of branches through which request data may have come: the engine gives up in time and says so."""
    lines = ["from flask import request", "def f(cursor):", "    a0 = request.args['a']"]
    for n in range(1, 600):
        several = f"[a{n - 1}, a{max(0, n - 3)}, a{max(0, n - 9)}]"
        lines += [f"    if a{n - 1} > 7:", f"        a{n} = {several}", "    else:", f"        a{n} = a{max(0, n - 5)}"]
    endless = "\n".join([*lines, "    cursor.execute('x' + a599)", ""])
    shown = town.reviewed(town.change(town.repository(), {"endless.py": endless}))
    report = shown["check_runs"][-1]
    assert (conclusion(shown), report["title"]) == ("neutral", "Incomplete: 1 not looked at")
    assert "`endless.py`: its dataflow was too large" in report["summary"]


def test_a_file_that_does_not_parse_is_said_beside_the_findings_of_others(town: Town) -> None:
    broken = WEAK + "\n\ndef f(:\n  x = = 3\n"
    shown = town.reviewed(town.change(town.repository(), {"broken.py": broken, "app.py": WEAK}))
    assert ("app.py", WEAK_LINE, False) in threads(shown)
    assert "`broken.py`" in shown["check_runs"][-1]["summary"]


def test_secrets_of_the_service_are_written_nowhere(town: Town) -> None:
    pull = town.change(town.repository(), {"app.py": WEAK})
    shown = json.dumps(town.reviewed(pull))
    wait_for(lambda: "ended" in town.bot.log(), "the log")
    for token in (*town.forge.state.tokens, town.app.webhook_secret, town.app.pem[100:140]):
        assert token not in town.bot.log()
        assert token not in shown
        found = [file for file in town.bot.data.rglob("*") if file.is_file() and token.encode() in file.read_bytes()]
        assert found == []
