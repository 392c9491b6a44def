"""The inventory over HTTP, and on the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.server import create_app
from bot.store import Store
from bot.web.inventory_api import blueprint
from bot.web.tokens import guard
from checks.interface import Package, Scope
from tests.test_inventory import FLASK, JINJA, NODE, NOW, Kept

OLD = Package("pkg:pypi/jinja2@3.1.1", "requirements.txt", 1)
LOOSE = Package("pkg:pypi/jinja2", "requirements.txt", 1, requirement=">=2,<4")


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    store = Store(f"sqlite:///{tmp_path}/sekisho.db")
    store.migrate()
    yield Kept(store)
    store.close()


class Asker:
    """Asks the API with a token."""

    def __init__(self, kept: Kept, scopes: tuple[str, ...] = ("read",)) -> None:
        self.token = kept.store.tokens.make("a test", scopes, None, "tests", NOW)
        application = create_app(
            {},
            kept.store,
            wake=lambda: None,
            heeded=lambda _: False,
            blueprints=[blueprint(kept.store.inventory, guard(kept.store))],
        )
        self.client: FlaskClient = application.test_client()

    def get(self, path: str, **query: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return self.client.get(f"/api/v1/{path}", query_string=query, headers=headers)

    def uses(self, **query: Any) -> list[tuple[str, str | None]]:
        answer = self.get("inventory", **query)
        assert answer.status_code == 200, answer.text
        return [(item["repository"], item["version"]) for item in answer.get_json()["items"]]


def test_who_uses_a_package_since_when_through_what_and_where(kept: Kept) -> None:
    kept.scan([FLASK, JINJA, NODE])
    answer = Asker(kept).get("inventory", purl="pkg:pypi/Jinja2").get_json()
    assert answer == {
        "items": [
            {
                "forge": "github",
                "repository": "acme/shop",
                "purl": "pkg:pypi/jinja2@3.1.2",
                "version": "3.1.2",
                "requirement": None,
                "scope": "runtime",
                "via": ["flask"],
                "path": "uv.lock",
                "line": 30,
                "licence": None,
                "since": "2027-01-15T08:00:00+00:00",
            }
        ],
        "next": None,
    }


def test_below_compares_as_the_ecosystem_does_and_counts_what_is_not_pinned(kept: Kept) -> None:
    kept.scan([Package("pkg:pypi/jinja2@3.1.10", "uv.lock", 1)], repo="acme/new")
    kept.scan([OLD], repo="acme/old")
    kept.scan([LOOSE], repo="acme/loose")
    asker = Asker(kept)
    assert asker.uses(purl="pkg:pypi/jinja2", below="3.1.4") == [("acme/loose", None), ("acme/old", "3.1.1")]
    assert asker.uses(purl="pkg:pypi/jinja2", below="3.1.1") == [("acme/loose", None)]
    assert asker.uses(purl="pkg:pypi/jinja2@3.1.10") == [("acme/new", "3.1.10")]
    assert asker.uses(purl="pkg:npm/jinja2") == []


def test_names_are_found_however_their_registry_lets_them_be_written(kept: Kept) -> None:
    kept.scan(
        [Package("pkg:nuget/Newtonsoft.Json@13.0.1", "a.csproj", 1), Package("pkg:pypi/zope.interface@6", "a", 1), NODE]
    )
    asker = Asker(kept)
    for purl in (
        "pkg:nuget/newtonsoft.json",
        "pkg:pypi/zope-interface",
        "pkg:npm/@types/node",
        "pkg:npm/%40types/node",
    ):
        assert len(asker.uses(purl=purl)) == 1, purl
    assert asker.uses(purl="pkg:npm/node") == []


def test_pages_follow_each_other_until_there_is_no_more(kept: Kept) -> None:
    for number in range(5):
        kept.scan([FLASK, JINJA], repo=f"acme/r{number}")
    asker, seen, cursor = Asker(kept), [], ""
    while cursor is not None:
        page = asker.get("inventory", purl="pkg:pypi/flask", limit=2, cursor=cursor).get_json()
        seen.append([item["repository"] for item in page["items"]])
        cursor = page["next"]
    assert seen == [["acme/r0", "acme/r1"], ["acme/r2", "acme/r3"], ["acme/r4"]]


def test_a_repository_is_exported_in_both_formats(kept: Kept) -> None:
    kept.scan([FLASK, JINJA, NODE])
    asker = Asker(kept)
    bom = asker.get("repositories/github/acme/shop/sbom")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(bom.text) is None
    assert bom.content_type.startswith("application/vnd.cyclonedx+json")
    assert len(bom.get_json(force=True)["components"]) == 3
    spdx = asker.get("repositories/github/acme/shop/sbom", format="spdx").get_json(force=True)
    assert (spdx["spdxVersion"], len(spdx["packages"])) == ("SPDX-2.3", 4)


@pytest.mark.parametrize(
    ("path", "query", "status", "says"),
    [
        ("inventory", {}, 400, "purl=pkg:pypi/jinja2"),
        ("inventory", {"purl": "jinja2"}, 400, "no package URL"),
        ("inventory", {"purl": "pkg:pypi/x", "below": "tomorrow"}, 400, "one of its versions"),
        ("inventory", {"purl": "pkg:pypi/x", "limit": "0"}, 400, "limit=1"),
        ("inventory", {"purl": "pkg:pypi/x", "limit": "²"}, 400, "limit=1"),
        ("inventory", {"purl": "pkg:pypi/x", "cursor": "WyJhIl0"}, 400, "`next`"),
        ("inventory", {"purl": "pkg:pypi/x", "cursor": "é"}, 400, "`next`"),
        ("repositories/github/acme/shop/sbom", {"format": "swid"}, 400, "format=cyclonedx"),
        ("repositories/github/acme/other/sbom", {}, 404, "There are lists of acme/shop"),
    ],
)
def test_wrong_questions_say_what_to_ask(kept: Kept, path: str, query: dict[str, str], status: int, says: str) -> None:
    kept.scan([FLASK])
    answer = Asker(kept).get(path, **query)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert says in answer.get_json()["detail"]


@pytest.mark.parametrize("path", ["inventory", "repositories/github/acme/shop/sbom"])
def test_nobody_gets_in_without_a_token_that_may_read(kept: Kept, path: str) -> None:
    kept.scan([FLASK])
    stranger, writer = Asker(kept), Asker(kept, ("write",))
    stranger.token = ""
    assert stranger.get(path, purl="pkg:pypi/flask").status_code == 401
    assert writer.get(path, purl="pkg:pypi/flask").status_code == 403
    assert Asker(kept).get(path, purl="pkg:pypi/flask").status_code == 200


# On the command line


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{folder}/sekisho.db", "SEKISHO_DATA": str(folder)}
    command = [sys.executable, "-m", "bot", "inventory", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_the_command_line_shows_one_line_a_place(kept: Kept, tmp_path: Path) -> None:
    kept.scan([FLASK, JINJA, Package("pkg:pypi/jinja2", "docs/\x1b[31mred.txt", 1, Scope.DEVELOPMENT, ">=2")])
    shown = run(tmp_path, "pkg:pypi/jinja2", "--below", "3.1.4")
    assert [" ".join(line.split()) for line in shown.stdout.splitlines()] == [
        "acme/shop jinja2 >=2 (not pinned) since 2027-01-15 docs/\\x1b[31mred.txt:1 direct development",
        "acme/shop jinja2 3.1.2 since 2027-01-15 uv.lock:30 flask → jinja2",
    ]
    assert len(run(tmp_path, "--repo", "acme/shop").stdout.splitlines()) == 3
    assert len(json.loads(run(tmp_path, "pkg:pypi/jinja2", "--json").stdout)) == 2


def test_the_command_line_exports(kept: Kept, tmp_path: Path) -> None:
    kept.scan([FLASK, JINJA])
    assert json.loads(run(tmp_path, "export", "acme/shop").stdout)["specVersion"] == "1.6"
    file = tmp_path / "shop.spdx.json"
    assert run(tmp_path, "export", "acme/shop", "--format", "spdx", "--output", str(file)).returncode == 0
    assert json.loads(file.read_text())["spdxVersion"] == "SPDX-2.3"


def test_empty_answers_say_what_to_do_next(kept: Kept, tmp_path: Path) -> None:
    nothing = run(tmp_path, "pkg:pypi/jinja2")
    assert (nothing.returncode, "No list has been made yet" in nothing.stdout) == (0, True)
    kept.scan([FLASK])
    unused = run(tmp_path, "pkg:pypi/jinja2", "--below", "3")
    assert "Nobody uses pkg:pypi/jinja2 below 3: 1 repository listed" in unused.stdout
    unknown = run(tmp_path, "export", "acme/other")
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "There are lists of acme/shop" in unknown.stderr
    assert "name a package" in run(tmp_path).stderr
    assert "name a repository" in run(tmp_path, "export").stderr
    assert "no package URL" in run(tmp_path, "jinja2").stderr
