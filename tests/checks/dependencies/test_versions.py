"""Versions are in their own ecosystem's order, and ranges admit what their tools would install."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.dependencies.ranges import Interval, admitted, covered
from checks.dependencies.versions import is_prerelease, key, least, major, normal

ORDERS = {
    "pypi": "1.0.dev1 1.0a1 1.0b2 1.0rc1 1.0 1.0.post1 1.1 10.0 1!0.1",
    "npm": "0.0.0-0 0.0.0 1.2.3-alpha 1.2.3-beta.2 1.2.3-beta.11 1.2.3-beta.x 1.2.3 1.2.4 1.10.0 2.0.0",
    "golang": "v0.0.0-20190101000000-abcdefabcdef v0.0.0-20200101000000-0bcdefabcdef v0.1.0 "
    "v1.2.3-0.20200101000000-abcdefabcdef v1.2.3 v2.0.0+incompatible v2.0.1",
    "cargo": "0.9.0-rc.1 0.9.0 0.9.1+wasi 0.10.0 1.0.0",
    "gem": "1.0.a 1.0.0.beta2 1.0.0.beta10 1.0.0.rc1 1.0.0 1.0.1 1.1.0.pre 1.1 1.1.0.1 2",
    "maven": "1.0-alpha-1 1.0-beta-1 1.0-rc1 1.0-SNAPSHOT 1.0 1.0-sp 1.0.1 2.0.0.RELEASE 2.0.0.1 2.0.1-jre 10.0",
    "nuget": "1.0.0-beta10 1.0.0-beta2 1.0.0-rc.2 1.0.0-RC.10 1.0 1.0.0.1 1.0.1 1.10.0",
    "composer": "1.0.0-dev 1.0.0-alpha1 1.0.0-beta2 1.0.0-beta10 v1.0.0-RC1 1.0 1.0.0-p1 1.0.0.1 1.0.1 1.10",
    "pub": "1.0.0-dev.1 1.0.0 1.0.1",
    "githubactions": "v1 v1.0.1 v2 3 v10",
}
EQUAL = [
    ("pypi", "1.0", "1.0.0"),
    ("pypi", "1.0", "v1.0"),
    ("pypi", "2.1.0+cu118", "2.1"),
    ("pypi", "1.0-1", "1.0.post1"),
    ("npm", "v1.2.3", "1.2.3+build.5"),
    ("golang", "v1.2.3", "1.2.3"),
    ("golang", "v2.0.0+incompatible", "2.0.0"),
    ("gem", "3.0", "3.0.0"),
    ("maven", "1.0.Final", "1.0"),
    ("maven", "1.0-ga", "1"),
    ("nuget", "3.0", "3.0.0.0"),
    ("nuget", "1.0.0-RC", "1.0.0-rc"),
    ("composer", "v1.0", "1.0.0.0"),
]


@pytest.mark.parametrize("type_", ORDERS)
def test_versions_are_in_the_order_of_their_ecosystem(type_: str) -> None:
    versions = ORDERS[type_].split()
    for lower, higher in pairwise(versions):
        assert key(type_, lower) < key(type_, higher), (lower, higher)
        assert not key(type_, higher) <= key(type_, lower), (lower, higher)


@pytest.mark.parametrize(("type_", "one", "other"), EQUAL)
def test_the_same_version_may_be_written_differently(type_: str, one: str, other: str) -> None:
    assert key(type_, one) == key(type_, other)


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        ("pypi", "1.0-foo!"),
        ("npm", "latest"),
        ("npm", "1.2.3.4"),
        ("golang", "master"),
        ("composer", "dev-master"),
        ("gem", "1.0+x"),
        ("nuget", "1.x"),
        ("githubactions", "8f4b7f84864484a7bf31766abe9204da3cbe65b3"),
        ("docker", "1.0"),
        ("npm", ""),
        ("maven", "1" * 201),
        ("npm", "١.٢.٣"),
    ],
)
def test_what_is_no_version_is_none_and_no_error(type_: str, text: str) -> None:
    assert key(type_, text) is None


@given(type_=st.sampled_from([*ORDERS]), text=st.text(alphabet="019.-+!vVaxr_*:~ ()[]é\0", max_size=300))
@settings(max_examples=400, deadline=None)
def test_hostile_text_is_answered_quickly_whatever_it_is(type_: str, text: str) -> None:
    started = time.monotonic()
    found = key(type_, text)
    assert found is None or found <= found
    normal(type_, text), is_prerelease(type_, text), major(type_, text), admitted(type_, text)
    assert time.monotonic() - started < 1


def test_the_least_of_versions_is_not_the_first_of_the_alphabet() -> None:
    assert least("npm", ["10.0.0", "9.0.0", "latest"]) == "9.0.0"
    assert least("npm", ["latest"]) == ""


@pytest.mark.parametrize(
    ("type_", "text"),
    [("pypi", "3.0rc1"), ("npm", "3.0.0-beta.1"), ("maven", "3.0-M1"), ("composer", "3.0-RC2"), ("gem", "3.0.0.rc1")],
)
def test_a_prerelease_is_known_as_one(type_: str, text: str) -> None:
    assert is_prerelease(type_, text)


@pytest.mark.parametrize(("type_", "text"), [("pypi", "3.0"), ("npm", "3.0.0+b-1"), ("maven", "33.0.0-jre")])
def test_a_release_is_none(type_: str, text: str) -> None:
    assert not is_prerelease(type_, text)


RANGES = [
    # type, requirement, admitted, not admitted
    ("pypi", ">=1.2,<2", "1.2 1.9.9", "1.1 2.0"),
    ("pypi", "~=1.4.2", "1.4.2 1.4.9", "1.4.1 1.5"),
    ("pypi", "~=1!2.2", "1!2.2 1!2.9", "2.2 1!3"),
    ("pypi", "==1.4.*", "1.4 1.4.9", "1.3 1.5"),
    ("pypi", "===1.4", "1.4", "1.5"),
    ("pypi", "^1.2", "1.2 1.9", "1.1 2.0"),
    ("pypi", "^0.2.3", "0.2.3 0.2.9", "0.3 0.2.2"),
    ("pypi", "~1.2", "1.2 1.2.9", "1.3"),
    ("pypi", "^1.0 || ^3.0", "1.5 3.5", "2.0 4.0"),
    ("npm", "^1.2", "1.2.0 1.9.9", "1.1.9 2.0.0"),
    ("npm", "~0.2.3 || 5", "0.2.9 5.9.9", "0.3.0 6.0.0"),
    ("npm", "1.2.3 - 2.3", "1.2.3 2.3.9", "2.4.0"),
    ("npm", "^1.2.3-beta.2", "1.2.3-beta.2 1.9.0", "1.2.3-beta.1 2.0.0"),
    ("npm", "1.x", "1.0.0 1.9.0", "2.0.0"),
    ("cargo", "1.2", "1.2.0 1.9.0", "1.1.0 2.0.0"),
    ("cargo", "0.2.3", "0.2.9", "0.3.0"),
    ("cargo", "=1.2.3", "1.2.3", "1.2.4"),
    ("cargo", ">=1, <2", "1.5.0", "2.0.0"),
    ("gem", "~> 1.2", "1.2 1.9", "2.0 1.1"),
    ("gem", "~> 1.2.3, >= 1.2.5", "1.2.5 1.2.9", "1.2.4 1.3"),
    ("gem", "1.2.3", "1.2.3", "1.2.4"),
    ("composer", "^1.2|^2", "1.2 2.9", "1.1 3.0"),
    ("composer", "~1.2", "1.2 1.9", "2.0"),
    ("composer", "~1.2.3", "1.2.9", "1.3"),
    ("composer", "^0.3.1", "0.3.9", "0.4"),
    ("composer", "1.0 - 2.0", "1.0 2.0.9", "2.1"),
    ("composer", "1.0.*", "1.0.9", "1.1"),
    ("composer", ">=1.0 <1.1 || >=1.2", "1.0.5 1.3", "1.1"),
    ("maven", "[1.0,2.0)", "1.0 1.9", "2.0 0.9"),
    ("maven", "(,1.0],[1.2,)", "0.9 1.0 1.2 9", "1.1"),
    ("maven", "[5.0,5.0]", "5.0", "5.1"),
    ("maven", "1.0", "1.0", "1.1"),
    ("nuget", "1.2.*", "1.2.0 1.2.9", "1.3.0"),
    ("nuget", "1.0", "1.0 9.0", "0.9"),
    ("nuget", "[1.0]", "1.0", "1.0.1"),
    ("nuget", "(1.0,2.0)", "1.5", "1.0 2.0"),
    ("pub", "^1.2.3", "1.2.3 1.9.0", "2.0.0"),
    ("githubactions", "v3", "v3.0.0 v3.9.1", "v2.9.9 v4.0.0"),
    ("githubactions", "v3.1.2", "v3.1.2", "v3.1.3"),
]


@pytest.mark.parametrize(("type_", "requirement", "inside", "outside"), RANGES)
def test_a_range_admits_what_its_tool_would_install(type_: str, requirement: str, inside: str, outside: str) -> None:
    intervals = admitted(type_, requirement)
    assert intervals is not None
    for version, wanted in [*((one, True) for one in inside.split()), *((one, False) for one in outside.split())]:
        assert any(one.holds(key(type_, version)) for one in intervals) is wanted, version


@pytest.mark.parametrize(
    ("type_", "requirement"),
    [
        ("npm", "latest"),
        ("npm", "workspace:*"),
        ("npm", "github:a/b"),
        ("composer", "dev-master"),
        ("maven", "${spring.version}"),
        ("nuget", "*"),
        ("githubactions", "main"),
        ("pypi", ""),
        ("golang", ">=1"),
        ("npm", "^" * 500),
    ],
)
def test_a_range_that_nobody_can_tell_is_none(type_: str, requirement: str) -> None:
    assert admitted(type_, requirement) is None


def test_covering_leaves_no_gap() -> None:
    wanted = Interval(1, 5)
    assert covered(wanted, [Interval(None, 3), Interval(3, None)])
    assert covered(wanted, [Interval(3, 5), Interval(0, 3)])
    assert covered(Interval(None, 5), [Interval(None, 5)])
    assert not covered(wanted, [Interval(None, 3), Interval(3, None, floor=False)])
    assert not covered(wanted, [Interval(1, 3), Interval(4, 9)])
    assert not covered(wanted, [Interval(1, 4, ceiling=True)])
    assert not covered(Interval(1, 5, ceiling=True), [Interval(1, 5)])
    assert not covered(Interval(1, None), [Interval(1, 5)])
    assert not covered(wanted, [])
