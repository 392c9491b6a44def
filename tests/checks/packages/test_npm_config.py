"""Where npm's family is told to take packages from."""

from __future__ import annotations

import pytest

from checks.packages.npm import Npm
from tests.checks.packages.fuzzing import check_reader

FILES = {
    ".npmrc": b"""\
; registry=https://commented.example.org
registry=https://user:hunter2@npm.example.org/
@acme:registry = "https://acme.example.org"
//npm.example.org/:_authToken=hunter2
registry-other=https://no.example.org
""",
    ".yarnrc": b"""\
# registry "https://commented.example.org"
registry "https://user:hunter2@npm.example.org/"
"@acme:registry" "https://acme.example.org"
lastUpdateCheck 1
""",
    ".yarnrc.yml": b"""\
nodeLinker: node-modules
npmRegistryServer: "https://user:hunter2@npm.example.org/"
npmScopes:
  acme:
    npmAuthToken: hunter2
    npmRegistryServer: "https://acme.example.org"
""",
    "bunfig.toml": b"""\
[install]
registry = { url = "https://user:hunter2@npm.example.org/", token = "hunter2" }
exact = true

[install.scopes]
acme = "https://acme.example.org"
none = { token = "hunter2" }
""",
}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (".npmrc", [(2, "registry"), (3, "@acme:registry")]),
        (".yarnrc", [(2, "registry"), (3, "@acme:registry")]),
        (".yarnrc.yml", [(2, "npmRegistryServer"), (6, "npmScopes.acme.npmRegistryServer")]),
        ("bunfig.toml", [(2, "install.registry"), (6, "install.scopes.acme")]),
    ],
)
def test_registries_are_told_with_their_line_and_without_credentials(
    path: str, expected: list[tuple[int, str]]
) -> None:
    found = Npm().read({path: FILES[path]}).indexes
    assert [(one.place.line, one.directive) for one in found] == expected
    assert [one.url for one in found] == ["https://npm.example.org/", "https://acme.example.org"]
    assert {(one.type, one.place.path) for one in found} == {("npm", path)}


@pytest.mark.parametrize("path", FILES)
def test_a_file_that_names_no_registry_adds_none(path: str) -> None:
    assert Npm().read({path: b"# nothing\n"}).indexes == ()


def test_whatever_the_files_say_the_reading_holds() -> None:
    check_reader(Npm(), FILES, examples=80)
