"""Package URLs as people write them, and which packages they name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import purls


@pytest.mark.parametrize(
    ("text", "versions", "kept"),
    [
        ("pkg:npm/left-pad", "", ("pkg:npm/left-pad", "")),
        ("pkg:npm/@acme/shop", "", ("pkg:npm/%40acme/shop", "")),
        ("pkg:npm/%40acme/*", "", ("pkg:npm/%40acme/*", "")),
        ("pkg:npm/@acme/*", "", ("pkg:npm/%40acme/*", "")),
        ("pkg:npm/*", "", ("pkg:npm/*", "")),
        ("pkg:npm/lodash@4.17.21", "", ("pkg:npm/lodash", "4.17.21")),
        ("pkg:npm/lodash", ">=4 | <5", ("pkg:npm/lodash", "vers:npm/>=4.0.0|<5.0.0")),
        ("pkg:npm/lodash", "vers:npm/>=4.0.0|<5.0.0", ("pkg:npm/lodash", "vers:npm/>=4.0.0|<5.0.0")),
        ("pkg:pypi/Foo_.Bar", "", ("pkg:pypi/foo-bar", "")),
        ("pkg:githubactions/Actions/Checkout@v4#sub", "", ("pkg:githubactions/actions/checkout", "v4")),
        ("pkg:docker/nginx@sha256:abc", "", ("pkg:docker/library/nginx", "sha256:abc")),
        ("pkg:docker/*?repository_url=img.example/acme", "", ("pkg:docker/*?repository_url=img.example/acme", "")),
        ("pkg:golang/github.com/Acme/tool?goos=linux", "", ("pkg:golang/github.com/Acme/tool", "")),
    ],
)
def test_an_entry_is_kept_in_one_form(text: str, versions: str, kept: tuple[str, str]) -> None:
    assert purls.read(text, versions) == kept
    assert purls.read(*kept) == kept, "what is shown can be written again"


@pytest.mark.parametrize(
    ("text", "versions", "words"),
    [
        ("left-pad", "", "is no purl; write it like pkg:npm/left-pad"),
        ("pkg:npm", "", "is no purl"),
        ("pkg:*", "", "is no purl"),
        ("pkg:npm/left*", "", "a star stands for everything below"),
        ("pkg:npm/*/x", "", "a star stands for everything below"),
        ("pkg:npm/@acme/*@1", "", "a star stands for everything below"),
        ("pkg:npm/a@1", "2", "names a version already"),
        ("pkg:npm/a", "<abc", "is no range of npm's versions"),
        ("pkg:pub/a", ">1", "is no range of pub's versions"),
        ("pkg:npm/" + "a" * 600, "", "longer than"),
    ],
)
def test_what_names_no_package_is_refused_in_words(text: str, versions: str, words: str) -> None:
    with pytest.raises(purls.BadPurl, match=words.replace("*", r"\*")):
        purls.read(text, versions)


def test_a_star_stands_for_everything_below() -> None:
    key = purls.fold("pkg:golang/github.com/acme/tool@v1.2.3")
    assert list(purls.above(key)) == ["pkg:golang/github.com/acme/*", "pkg:golang/github.com/*", "pkg:golang/*"]
    elsewhere = purls.fold("pkg:npm/x@1?repository_url=example.org&file_name=a")
    assert list(purls.above(elsewhere)) == ["pkg:npm/*?repository_url=example.org"], "another registry, another package"


@pytest.mark.parametrize(
    ("versions", "found", "admitted"),
    [
        ("", "", True),
        ("", "9", True),
        ("4.1", "4.1", True),
        ("4.1", "4.1.0", False),
        ("vers:npm/>=4.0.0|<5.0.0", "4.17.21", True),
        ("vers:npm/>=4.0.0|<5.0.0", "5.0.0", False),
        ("vers:npm/>=4.0.0|<5.0.0", "", False),
        ("vers:npm/>=4.0.0|<5.0.0", "latest!", False),
    ],
)
def test_versions_are_admitted_by_the_ecosystems_own_order(versions: str, found: str, admitted: bool) -> None:
    assert purls.admits(versions, found) is admitted


@given(
    kind=st.sampled_from(("npm", "pypi", "maven", "gem", "nuget", "composer", "golang", "docker", "x")),
    bound=st.sampled_from(("", ">=", "<", "vers:nuget/", ">=1|<", "=", "!=", "*|")),
    text=st.text("0123456789.-+_*<>=!|,~^ abvV:/@%#?&()[]é", max_size=60),
    found=st.text(max_size=20),
)
def test_whatever_is_written_ends_as_an_entry_or_in_words(kind: str, bound: str, text: str, found: str) -> None:
    try:
        _, versions = purls.read(f"pkg:{kind}/a", bound + text)
    except purls.BadPurl:
        return
    assert purls.admits(versions, found) in (True, False)


@given(st.text("abAB0.-_*/@%#?&=:|", max_size=60))
def test_whatever_purl_is_written_ends_as_an_entry_or_in_words(text: str) -> None:
    try:
        purl, versions = purls.read(f"pkg:npm/{text}")
    except purls.BadPurl:
        return
    assert purls.read(purl, versions) == (purl, versions)


def test_people_read_names_as_their_ecosystem_writes_them() -> None:
    assert purls.name("pkg:npm/%40acme/shop@1") == "@acme/shop"
    assert purls.name("pkg:docker/library/nginx") == purls.name("pkg:docker/nginx@sha256%3Aabc") == "nginx"
    assert purls.name("pkg:docker/acme/app@1?repository_url=img.example") == "img.example/acme/app"
    assert purls.version("pkg:docker/nginx@sha256%3Aabc") == "sha256:abc"
