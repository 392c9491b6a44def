"""What a change does to where packages come from: every hit with its near miss beside it."""

from __future__ import annotations

from typing import Any

import pytest
from packageurl.contrib import purl2url

from checks.dependencies.tampering import RULES, Sides, findings
from checks.interface import Severity
from checks.packages.model import Dependency, Index, Mismatch, Place, Reading

OFFICIAL = str(purl2url.get_download_url("pkg:npm/lodash@4.17.21"))
FOREIGN = "https://packages.example.net/lodash/-/lodash-4.17.21.tgz"
OTHERS = str(purl2url.get_download_url("pkg:npm/evil@1.0.0"))
SHA512 = "sha512:v2kDEe57lecTulaDIuNTPy3Ry4gLGJ6Z1O3vE1krgXZNrsQ+LFTGHVxVjcXPs17LhbZVGedAJv8XZ1tvj5FvSg=="
LOCK = "package-lock.json"


def entry(**changes: Any) -> Dependency:
    values: dict[str, Any] = {
        "type": "npm",
        "name": "lodash",
        "version": "4.17.21",
        "place": Place("package.json", 4),
        "locked": Place(LOCK, 12),
        "origin": OFFICIAL,
        "integrity": (SHA512,),
        "integrity_expected": True,
    }
    return Dependency(**(values | changes))


def sides(before: Dependency | None, after: Dependency | None, **others: Any) -> Sides:
    return Sides(Reading((before,) if before else ()), Reading((after,) if after else ()), others.get("declared", {}))


def rules(given: Sides) -> list[str]:
    return [finding.rule for finding in findings(given)]


ONE_SIDED: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("foreign-source", {"origin": FOREIGN}, {"origin": OFFICIAL.replace("4.17.21", "4.17.20"), "version": "4.17.20"}),
    ("source-of-another-package", {"origin": OTHERS}, {"origin": OFFICIAL}),
    ("plain-http-source", {"origin": OFFICIAL.replace("https", "http")}, {"origin": OFFICIAL}),
    ("git-source", {"origin": "git+ssh://git@example.org/lodash/lodash.git#" + "a" * 40}, {"origin": "file:lodash"}),
    ("integrity-changed", {"integrity": ("sha512:AAAA",)}, {"integrity": ("sha512:AAAA",), "version": "4.17.22"}),
    ("integrity-changed", {"integrity": ("sha512:AAAA",)}, {"integrity": (SHA512, "sha512:BBBB")}),
    ("integrity-missing", {"integrity": ()}, {"integrity": (SHA512,)}),
    ("integrity-weakened", {"integrity": ("sha1:f93b",)}, {"integrity": ("sha1:f93b", SHA512)}),
    ("unreachable-package", {"reached": False}, {"reached": True}),
    ("new-install-script", {"install_script": True}, {"install_script": False}),
]


@pytest.mark.parametrize(("rule", "hit", "miss"), ONE_SIDED, ids=[case[0] for case in ONE_SIDED])
def test_what_an_entry_became_is_found_and_its_near_miss_is_not(
    rule: str, hit: dict[str, Any], miss: dict[str, Any]
) -> None:
    (found,) = findings(sides(entry(), entry(**hit)))
    assert (found.rule, found.path, found.start_line) == (rule, LOCK, 12)
    assert found.package == f"pkg:npm/lodash@{entry(**hit).version}"
    assert rules(sides(entry(), entry(**miss))) == []


@pytest.mark.parametrize(("rule", "hit", "miss"), ONE_SIDED, ids=[case[0] for case in ONE_SIDED])
def test_what_was_so_before_is_no_news(rule: str, hit: dict[str, Any], miss: dict[str, Any]) -> None:
    assert rules(sides(entry(**hit), entry(**hit, locked=Place(LOCK, 99)))) == []


def test_a_digest_of_another_kind_proves_nothing_changed() -> None:
    older = entry(integrity=("sha512-8:aa",))
    assert rules(sides(older, entry(integrity=("sha512-10c0:bb",)))) == []
    assert rules(sides(older, entry(integrity=("sha512-8:bb",)))) == ["integrity-changed"]


def test_a_host_that_the_operator_declares_is_none_to_speak_of() -> None:
    assert rules(sides(entry(), entry(origin=FOREIGN), declared={"npm": ["packages.example.net"]})) == []
    assert rules(sides(entry(), entry(origin=FOREIGN), declared={"pypi": ["packages.example.net"]})) == [
        "foreign-source"
    ]


def test_a_host_that_only_looks_like_the_registry_is_foreign() -> None:
    host = OFFICIAL.split("/")[2]
    for fake in (host + ".example.net", host.replace(".", "-") + ".example.net", "example.net/" + host):
        assert rules(sides(entry(), entry(origin=OFFICIAL.replace(host, fake)))) == ["foreign-source"]


def test_a_project_that_always_took_its_packages_from_a_mirror_may_go_on() -> None:
    old = entry(name="chalk", version="5.0.0", origin="https://packages.example.net/chalk/-/chalk-5.0.0.tgz")
    after = Reading((old, entry(origin=FOREIGN)))
    assert rules(Sides(Reading((old,)), after, {})) == []
    elsewhere = Reading((old, entry(origin=FOREIGN.replace("packages", "attacker"))))
    assert rules(Sides(Reading((old,)), elsewhere, {})) == ["foreign-source"]


def test_in_a_new_lockfile_the_odd_one_out_is_foreign() -> None:
    mirror = [entry(name=name, origin=f"https://mirror.example.org/{name}.tgz") for name in ("a", "b", "c")]
    odd = entry(name="d", origin=FOREIGN)
    (found,) = findings(Sides(Reading(), Reading((*mirror, odd)), {}))
    assert (found.rule, found.subject) == ("foreign-source", "npm/d")


def test_a_lost_digest_weighs_more_than_one_that_never_was() -> None:
    (lost,) = findings(sides(entry(), entry(version="4.17.22", integrity=())))
    (never,) = findings(sides(None, entry(integrity=())))
    assert (lost.severity, never.severity) == (Severity.HIGH, Severity.MEDIUM)
    assert rules(sides(None, entry(integrity=(), integrity_expected=False))) == []


def test_a_new_package_with_an_install_script_is_said_quietly() -> None:
    (found,) = findings(sides(None, entry(install_script=True)))
    assert (found.rule, found.severity) == ("new-install-script", Severity.LOW)


def reference(type_: str, name: str, **changes: Any) -> Dependency:
    return Dependency(type=type_, name=name, place=Place(".github/workflows/ci.yml", 9), **changes)


def test_an_action_or_image_by_tag_is_found_and_a_pinned_one_is_not() -> None:
    pinned = reference("githubactions", "someone/deploy", version="a" * 40, requirement="v4.2.2")
    tagged = reference("githubactions", "someone/deploy", requirement="v4")
    assert rules(sides(None, tagged)) == ["unpinned-action"]
    assert rules(sides(pinned, tagged)) == ["unpinned-action"]
    assert rules(sides(None, pinned)) == []
    assert rules(sides(tagged, reference("githubactions", "someone/deploy", requirement="v5"))) == []
    image = reference("docker", "nginx", requirement="1.27")
    assert rules(sides(None, image)) == ["unpinned-image"]
    assert rules(sides(None, reference("docker", "nginx", version="sha256:" + "0" * 64, requirement="1.27"))) == []


def test_the_forges_own_actions_weigh_less() -> None:
    (own,) = findings(sides(None, reference("githubactions", "actions/checkout", requirement="v4")))
    (others,) = findings(sides(None, reference("githubactions", "actions-of/checkout", requirement="v4")))
    assert (own.severity, others.severity) == (Severity.LOW, Severity.MEDIUM)


def test_an_index_that_is_added_is_found_and_one_that_was_there_or_is_declared_is_not() -> None:
    added = Index(Place("requirements.txt", 1), "pypi", "https://packages.example.net/simple", "--extra-index-url")
    with_it = Reading(indexes=(added,))
    (found,) = findings(Sides(Reading(), with_it, {}))
    assert (found.rule, found.start_line, "packages.example.net" in found.message) == ("index-added", 1, True)
    assert rules(Sides(with_it, with_it, {})) == []
    assert rules(Sides(Reading(), with_it, {"pypi": ["packages.example.net"]})) == []


def test_the_one_place_that_a_new_project_takes_everything_from_is_no_other_place() -> None:
    only = Index(Place("Gemfile", 1), "gem", "https://gems.example.net", "source")
    second = Index(Place("Gemfile", 2), "gem", "https://more.example.net", "source")
    assert rules(Sides(Reading(), Reading((entry(),), indexes=(only,)), {})) == []
    assert rules(Sides(Reading(), Reading((entry(),), indexes=(only, second)), {})) == ["index-added", "index-added"]
    assert rules(Sides(Reading((entry(),)), Reading((entry(),), indexes=(only,)), {})) == ["index-added"]


def test_a_mismatch_and_a_deleted_lockfile_stand_on_the_manifest() -> None:
    mismatch = Mismatch(
        Place("package.json", 7), "npm", "lodash", "package.json asks for ^5.0.0, the lockfile has 4.17.21."
    )
    apart = Reading((entry(),), mismatches=(mismatch,))
    (found,) = findings(Sides(Reading((entry(),)), apart, {}))
    assert (found.rule, found.path, found.start_line) == ("lockfile-mismatch", "package.json", 7)
    assert rules(Sides(apart, apart, {})) == []
    gone = Sides(Reading((entry(),)), Reading(), {}, lockfile_gone=Place("package.json", 1))
    assert rules(gone) == ["lockfile-deleted"]


def test_a_thousand_entries_that_stay_are_passed_over() -> None:
    many = tuple(entry(name=f"package-{number}", locked=Place(LOCK, number + 1)) for number in range(1000))
    down = tuple(entry(name=f"package-{number}", locked=Place(LOCK, number + 9)) for number in range(1000))
    assert rules(Sides(Reading(many), Reading(down), {})) == []


def test_every_rule_is_found_somewhere_here() -> None:
    told = {case[0] for case in ONE_SIDED} | {
        "unpinned-action", "unpinned-image", "index-added", "lockfile-mismatch", "lockfile-deleted",
    }  # fmt: skip
    assert told == set(RULES)
