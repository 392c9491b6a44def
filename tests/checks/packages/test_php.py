"""PHP: composer.json and composer.lock as Composer writes them."""

from __future__ import annotations

import hashlib
import json

import pytest

from checks.interface import Scope
from checks.packages.model import Dependency, Place, Reading
from checks.packages.php import Php
from checks.packages.php.content_hash import content_hash
from tests.checks.packages.fuzzing import BytesSnapshot, assert_holds, check_reader

PHP = Php()

MANIFEST = b"""{
    "name": "acme/shop",
    "require": {
        "php": ">=8.1",
        "ext-json": "*",
        "Monolog/Monolog": "^3.0",
        "psr/log-implementation": "*",
        "acme/billing": "@dev",
        "twig/twig": "3.5.1"
    },
    "require-dev": {
        "phpunit/phpunit": "^10"
    },
    "repositories": [
        {"type": "path", "url": "packages/*"},
        {"type": "composer", "url": "https://token:s3cr3t@packages.example.org"},
        {"packages.example.com": false}
    ],
    "config": {"platform": {"php": "8.1.2"}}
}
"""
HASHED = (
    r'{"config":{"platform":{"php":"8.1.2"}},"name":"acme\/shop","repositories":[{"type":"path","url":"packages\/*"},'
    r'{"type":"composer","url":"https:\/\/token:s3cr3t@packages.example.org"},{"packages.example.com":false}],'
    r'"require":{"php":">=8.1","ext-json":"*","Monolog\/Monolog":"^3.0","psr\/log-implementation":"*",'
    r'"acme\/billing":"@dev","twig\/twig":"3.5.1"},"require-dev":{"phpunit\/phpunit":"^10"}}'
)


def made(content_hash: str) -> bytes:
    def package(name: str, version: str, **more: object) -> dict[str, object]:
        dist = {"type": "zip", "url": f"https://codeload.example.org/{name}/zip", "reference": "abc", "shasum": ""}
        return {"name": name, "version": version, "dist": dist, "require": {}, "type": "library"} | more

    packages = [
        package("acme/billing", "dev-main", dist={"type": "path", "url": "packages/billing"}, require={"a/money": "*"}),
        package("a/money", "1.0.0", dist={}, source={"type": "git", "url": "https://git.example.org/a/money.git"}),
        package("monolog/monolog", "3.3.1", require={"php": ">=8", "psr/log": "^3"}, license=["MIT", "GPL 2"]),
        package("psr/log", "3.0.0", dist={"url": "https://codeload.example.org/log", "shasum": "aa11"}),
        package("symfony/polyfill", "1.0.0", license="MIT"),
        package("twig/twig", "v3.5.1", require={"symfony/polyfill-mbstring": "*"}),
        package("x/mbstring", "1.1", replace={"symfony/polyfill-mbstring": "self.version"}, type="composer-plugin"),
        package("y/logger", "2.0", provide={"psr/log-implementation": "3.0"}),
    ]
    development = [
        package("phpunit/phpunit", "10.0.1", require={"psr/log": "*", "z/diff": "*"}),
        package("z/diff", "5.0"),
    ]
    lock = {"content-hash": content_hash, "packages": packages, "packages-dev": development, "aliases": []}
    return json.dumps(lock, indent=4).encode()


LOCK = made(hashlib.md5(HASHED.encode()).hexdigest())
FILES = {"composer.json": MANIFEST, "composer.lock": LOCK}


def line_of(content: bytes, text: str) -> int:
    (number,) = [number for number, line in enumerate(content.decode().split("\n"), 1) if text in line]
    return number


def by_name(reading: Reading) -> dict[str, Dependency]:
    assert len({one.name for one in reading.dependencies}) == len(reading.dependencies)
    return {one.name: one for one in reading.dependencies}


def test_a_direct_package_stands_on_its_manifests_line_and_is_pinned_by_the_lockfile() -> None:
    assert by_name(assert_holds(PHP, FILES))["monolog/monolog"] == Dependency(
        type="composer",
        name="monolog/monolog",
        place=Place("composer.json", 6),
        version="3.3.1",
        requirement="^3.0",
        locked=Place("composer.lock", line_of(LOCK, '"name": "monolog/monolog"')),
        origin="https://codeload.example.org/monolog/monolog/zip",
        licence="MIT OR (GPL 2)",
    )


def test_a_package_is_compared_in_lower_case_and_what_a_manifest_writes_is_kept_without_a_lockfile() -> None:
    found = by_name(assert_holds(PHP, {"composer.json": MANIFEST}))
    assert (found["monolog/monolog"].written, found["monolog/monolog"].version) == ("Monolog/Monolog", "")
    assert found["twig/twig"].version == "3.5.1"
    assert found["phpunit/phpunit"].scope is Scope.DEVELOPMENT


def test_a_transitive_package_stands_on_the_lockfiles_line_with_its_chain() -> None:
    found = by_name(assert_holds(PHP, FILES))
    assert found["psr/log"].place == Place("composer.lock", line_of(LOCK, '"name": "psr/log"'))
    assert (found["psr/log"].via, found["psr/log"].scope) == (("monolog/monolog",), Scope.RUNTIME)
    assert (found["z/diff"].via, found["z/diff"].scope) == (("phpunit/phpunit",), Scope.DEVELOPMENT)
    assert found["a/money"].via == ("acme/billing",)


def test_a_package_that_replaces_another_is_come_by_through_it() -> None:
    found = by_name(assert_holds(PHP, FILES))
    assert (found["x/mbstring"].via, found["x/mbstring"].reached) == (("twig/twig",), True)
    assert found["y/logger"].reached


def test_digest_git_address_plugin_and_what_nothing_leads_to_are_told() -> None:
    found = by_name(assert_holds(PHP, FILES))
    assert found["psr/log"].integrity == ("sha1:aa11",)
    assert found["a/money"].origin == "git+https://git.example.org/a/money.git"
    assert [name for name, one in found.items() if one.install_script] == ["x/mbstring"]
    assert [name for name, one in found.items() if not one.reached] == ["symfony/polyfill"]


def test_what_is_no_package_is_none() -> None:
    names = by_name(assert_holds(PHP, FILES)).keys() | by_name(assert_holds(PHP, {"composer.json": MANIFEST})).keys()
    assert not names & {"php", "ext-json"}
    assert "acme/billing" not in by_name(assert_holds(PHP, FILES))


def test_repositories_are_indexes_without_their_credentials() -> None:
    (index,) = assert_holds(PHP, FILES).indexes
    assert (index.url, index.place, index.type) == (
        "https://packages.example.org",
        Place("composer.json", 16),
        "composer",
    )


def test_repositories_may_be_named_and_hold_a_package_themselves() -> None:
    package = {"dist": {"url": "https://zips.example.org/a.zip", "type": "zip"}}
    manifest = json.dumps({"repositories": {"a": {"type": "package", "package": package}}}, indent=1).encode()
    (index,) = assert_holds(PHP, {"composer.json": manifest}).indexes
    assert (index.url, index.place.line) == ("https://zips.example.org/a.zip", 3)


def test_a_lockfile_made_for_its_manifest_has_no_mismatch() -> None:
    assert assert_holds(PHP, FILES).mismatches == ()


def test_a_manifest_that_moved_on_without_its_lockfile_is_a_mismatch() -> None:
    manifest = MANIFEST.replace(b'"twig/twig"', b'"latte/latte"')
    found = assert_holds(PHP, {"composer.json": manifest, "composer.lock": LOCK}).mismatches
    assert [(one.place.path, one.place.line, one.name) for one in found] == [
        ("composer.json", 9, "latte/latte"),
        ("composer.lock", 2, "acme/shop"),
    ]
    assert found[0].message == "composer.json asks for latte/latte, composer.lock was made without it."


def test_what_does_not_decide_what_is_installed_may_change() -> None:
    manifest = MANIFEST.replace(b'"name": "acme/shop"', b'"name": "acme/shop", "description": "A shop"')
    assert assert_holds(PHP, {"composer.json": manifest, "composer.lock": LOCK}).mismatches == ()


def test_nothing_is_concluded_where_the_merge_plugin_adds_other_manifests() -> None:
    manifest = MANIFEST.replace(b'"config"', b'"extra": {"merge-plugin": {}}, "config"')
    reading = assert_holds(PHP, {"composer.json": manifest, "composer.lock": LOCK})
    assert all(one.reached for one in reading.dependencies)
    assert [one.name for one in reading.mismatches] == ["acme/shop"]


@pytest.mark.parametrize(
    ("manifest", "encoded"),
    [
        ({}, "[]"),
        ({"require": {}}, '{"require":[]}'),
        ({"extra": {"0": "a", "1": "b"}}, '{"extra":["a","b"]}'),
        ({"extra": {"1": "a"}}, '{"extra":{"1":"a"}}'),
        ({"name": 'é/\u2028"\\'}, r'{"name":"\u00e9\/\u2028\"\\"}'),
        ({"version": None, "config": {"platform": None}}, '{"version":null}'),
    ],
)
def test_the_content_hash_is_that_of_phps_encoding(manifest: dict[str, object], encoded: str) -> None:
    assert content_hash(manifest) == hashlib.md5(encoded.encode()).hexdigest()


@pytest.mark.parametrize("value", [1.5, 2**63, "\x7f"])
def test_a_hash_that_is_not_certain_is_none(value: object) -> None:
    assert content_hash({"extra": {"a": [value]}}) == ""


def test_a_lockfile_alone_takes_its_roots_from_the_graph() -> None:
    found = by_name(assert_holds(PHP, {"composer.lock": LOCK}))
    assert all(one.reached for one in found.values())
    assert found["psr/log"].via == ("monolog/monolog",)


def test_a_project_is_the_two_files_of_a_folder() -> None:
    snapshot = BytesSnapshot({"a/composer.json": b"", "a/composer.lock": b"", "composer.lock": b""})
    whole = ["a/composer.json", "a/composer.lock"]
    assert [PHP.project(path, snapshot) for path in whole] == [whole, whole]
    assert PHP.project("composer.lock", snapshot) == ["composer.lock"]
    assert not PHP.claims("composer.json.dist")


@pytest.mark.parametrize("content", [b"[]", b"{", b'{"a": ' * 5000, b"<<<<<<< HEAD\n{}", b"\xff"])
def test_what_cannot_be_read_is_a_problem_and_the_other_file_is_read(content: bytes) -> None:
    reading = assert_holds(PHP, {"composer.json": MANIFEST, "composer.lock": content})
    assert [one.path for one in reading.problems] == ["composer.lock"]
    assert "twig/twig" in by_name(reading)


def test_any_mutation_is_read_or_told() -> None:
    check_reader(PHP, FILES)
