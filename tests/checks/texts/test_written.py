"""Lines, addresses and paths as hostile files write them."""

from __future__ import annotations

import pytest

from checks.texts import written


def test_lines_are_those_that_git_counts() -> None:
    assert written.lines("a\r\nb\x0cc\u2028d\re\n") == ["a", "b\x0cc\u2028d\re", ""]


@pytest.mark.parametrize(
    ("url", "bare"),
    [
        ("https://example.org/a@b", "https://example.org/a@b"),
        ("https://me:s3cr3t@example.org/a", "https://example.org/a"),
        ("https://token@example.org", "https://example.org"),
        ("https://me:p@ss@example.org/", "https://example.org/"),
        ("//me:s3cr3t@example.org/a", "//example.org/a"),
        ("git@example.org:acme/shop.git", "git@example.org:acme/shop.git"),
        ("https://" + "a" * 5000, ""),
    ],
)
def test_a_url_loses_its_credentials(url: str, bare: str) -> None:
    assert written.bare(url) == bare


@pytest.mark.parametrize(
    ("relative", "found"),
    [
        ("pom.xml", "a/b/pom.xml"),
        ("../pom.xml", "a/pom.xml"),
        ("..\\..\\pom.xml", "pom.xml"),
        ("./c/../d", "a/b/d"),
        ("../../../pom.xml", None),
        ("../../..", None),
        ("../..", None),
        ("/etc/passwd", None),
        ("C:\\x", None),
        ("a\0b", None),
        ("a/" * 2000, None),
    ],
)
def test_a_path_never_leads_out_of_the_repository(relative: str, found: str | None) -> None:
    assert written.beside("a/b/c.xml", relative) == found


def test_folders_are_named_upwards() -> None:
    assert written.folders_up("a/b/c.xml") == ["a/b/", "a/", ""]
    assert written.folders_up("c.xml") == [""]
    assert written.folders_up("a/b/") == ["a/b/", "a/", ""]
