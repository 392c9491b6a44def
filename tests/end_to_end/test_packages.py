"""What a pull request brings in by its manifests and lockfiles, from the webhook to the threads and back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from packageurl.contrib import purl2url

from bot.playground.common import git
from tests.end_to_end.town import Town, begin, conclusion, said, threads

DIGEST = "sha512-v2kDEe57lecTulaDIuNTPy3Ry4gLGJ6Z1O3vE1krgXZNrsQ+LFTGHVxVjcXPs17LhbZVGedAJv8XZ1tvj5FvSg=="
CHALK = {"chalk": ("5.3.0", {})}
IMPOSTOR, MALICIOUS, PARENT = "exprss", "axios-cancelable", "async"


def address(name: str, version: str) -> str:
    return str(purl2url.get_download_url(f"pkg:npm/{name}@{version}"))


def manifest(asked: dict[str, str]) -> str:
    return json.dumps({"name": "shop", "version": "1.0.0", "dependencies": asked}, indent=2) + "\n"


def lockfile(asked: dict[str, str], packages: dict[str, tuple[str, dict[str, str]]], **changed: Any) -> str:
    entries: dict[str, Any] = {"": {"name": "shop", "version": "1.0.0", "dependencies": asked}}
    for name, (version, wants) in packages.items():
        entry: dict[str, Any] = {"version": version, "resolved": address(name, version), "integrity": DIGEST}
        entries[f"node_modules/{name}"] = entry | ({"dependencies": wants} if wants else {}) | changed.get(name, {})
    whole = {"name": "shop", "version": "1.0.0", "lockfileVersion": 3, "requires": True, "packages": entries}
    return json.dumps(whole, indent=2) + "\n"


def line_of(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


def project(asked: dict[str, str], packages: dict[str, tuple[str, dict[str, str]]], **changed: Any) -> dict[str, str]:
    return {"package.json": manifest(asked), "package-lock.json": lockfile(asked, packages, **changed)}


BEFORE = project({"chalk": "^5.3.0"}, CHALK)


def test_an_impostor_a_malicious_package_a_vulnerable_pin_and_a_tampered_lockfile_get_a_thread_each(town: Town) -> None:
    asked = {"chalk": "^5.3.0", IMPOSTOR: "^1.0.0", MALICIOUS: "^1.0.0", PARENT: "2.6.3"}
    packages = CHALK | {
        IMPOSTOR: ("1.0.0", {}),
        MALICIOUS: ("1.0.0", {}),
        "lodash": ("4.17.15", {}),
        PARENT: ("2.6.3", {"lodash": "^4.17.14"}),
    }
    bad = project(asked, packages, chalk={"resolved": "https://packages.example.net/chalk/-/chalk-5.3.0.tgz"})
    pull = town.change(town.repository(BEFORE), bad)
    shown = town.reviewed(pull)
    wanted = {
        ("package.json", line_of(bad["package.json"], IMPOSTOR)),
        ("package.json", line_of(bad["package.json"], MALICIOUS)),
        ("package-lock.json", line_of(bad["package-lock.json"], '"node_modules/lodash"')),
        ("package-lock.json", line_of(bad["package-lock.json"], '"node_modules/chalk"')),
    }
    assert {(path, line) for path, line, _ in threads(shown)} == wanted
    assert conclusion(shown) == "failure"
    (pin,) = [thread for thread in shown["threads"] if "lodash 4.17.15" in thread["comments"][0]["body"]]
    assert "async" in pin["comments"][0]["body"]
    town.push(pull, project({"chalk": "^5.3.0", "express": "^4.21.2"}, CHALK | {"express": ("4.21.2", {})}))
    mended = town.reviewed(pull)
    assert [resolved for _, _, resolved in threads(mended)] == [True] * 4
    assert (conclusion(mended), len(said(mended))) == ("success", len(said(shown)))


ACTION = {"action.yml": "name: deploy\nruns: {using: node20, main: index.js}\n"}


def test_an_action_by_tag_comes_with_the_line_that_pins_it(town: Town) -> None:
    public, hidden = "someone/deploy", "somebody/deploy"
    town.forge.create_repository(public, ACTION, private=False)
    town.forge.create_repository(hidden, ACTION)
    workflow = f"on: push\njobs:\n  ship:\n    steps:\n      - uses: {public}@main\n      - uses: {hidden}@main\n"
    shown = town.reviewed(town.change(town.repository(), {".github/workflows/ship.yml": workflow}))
    bodies = {thread["line"]: thread["comments"][0]["body"] for thread in shown["threads"]}
    commit = git.resolve(town.forge.hub.path(public), "main")
    assert f"```suggestion\n      - uses: {public}@{commit} # main\n```" in bodies[5]
    assert "suggestion" not in bodies[6]


EAR = """
import os, sys

def hear(event, arguments):
    if event == "socket.getaddrinfo" or (event == "socket.connect" and isinstance(arguments[1], tuple)):
        with open(os.environ["HEARD"], "a") as heard:
            heard.write(f"{arguments[0] if event == 'socket.getaddrinfo' else arguments[1][0]}\\n")

sys.addaudithook(hear)
"""


def test_nothing_leaves_the_machine_during_a_scan(tmp_path: Path) -> None:
    (tmp_path / "ear").mkdir()
    (tmp_path / "ear" / "sitecustomize.py").write_text(EAR)
    heard = tmp_path / "heard"
    town = begin(tmp_path, PYTHONPATH=str(tmp_path / "ear"), HEARD=str(heard))
    try:
        with town.bot:
            asked = {"chalk": "^5.3.0", IMPOSTOR: "^1.0.0"}
            pull = town.change(town.repository(BEFORE), project(asked, CHALK | {IMPOSTOR: ("1.0.0", {})}))
            assert conclusion(town.reviewed(pull)) == "failure"
    finally:
        town.forge.stop()
    assert set(heard.read_text().split()) == {"127.0.0.1"}
