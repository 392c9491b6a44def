"""What the mirror knows of a project's dependencies is said on the right line, once, with the right way out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from checks.dependencies.known import vulnerabilities
from checks.dependencies.mirror import Advisory
from checks.dependencies.severities import severity
from checks.dependencies.vulnerabilities import RULES, findings, unjudged
from checks.interface import Confidence, Finding, Scope, Severity
from checks.packages.model import Dependency, Place, Reading
from tests.checks.dependencies.records import fixed, last, mirror, record, since

ECOSYSTEMS = {
    "pypi": "PyPI",
    "npm": "npm",
    "golang": "Go",
    "cargo": "crates.io",
    "gem": "RubyGems",
    "composer": "Packagist",
    "maven": "Maven",
    "nuget": "NuGet",
    "pub": "Pub",
    "githubactions": "GitHub Actions",
}
CVSS4 = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"
CVSS3 = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N"
CVSS2 = "AV:N/AC:L/Au:N/C:C/I:C/A:C"


def dependency(type_: str, name: str, version: str = "", requirement: str = "", **more: Any) -> Dependency:
    place = more.pop("place", Place("manifest", 1))
    return Dependency(type=type_, name=name, version=version, requirement=requirement, place=place, **more)


def found(
    folder: Path, documents: Sequence[Any], *dependencies: Dependency, files: Mapping[str, Sequence[str]] = {}
) -> tuple[Finding, ...]:
    return findings(Reading(dependencies), mirror(folder, *documents), lambda path: files.get(path, ()))


def subjects(some: Sequence[Finding]) -> list[str]:
    return [one.subject for one in some]


NEAR = [
    # type, name, first fixed, affected, not affected
    ("pypi", "jinja2", "2.11.3", "2.11.2 2.11.3rc1 2.11.2+local 2.11.2.post1", "2.11.3 2.11.3+local 2.11.10 1!1.0"),
    ("npm", "@acme/x", "4.17.20", "4.17.19 4.17.20-rc.1 v4.17.3", "4.17.20 4.17.20+b 4.18.0 10.0.0"),
    (
        "golang",
        "github.com/a/b",
        "1.2.4",
        "v1.2.3 v1.2.4-0.20200101000000-abcdefabcdef",
        "v1.2.4 v1.10.0 v2.0.0+incompatible",
    ),
    ("cargo", "openssl", "0.9.4", "0.9.3 0.9.4-alpha.1", "0.9.4 0.10.0"),
    ("gem", "rails", "5.2.4.3", "5.2.4.2 5.2.4.3.rc1 5.2.4", "5.2.4.3 5.2.10 6.0"),
    ("composer", "a/b", "5.20.12", "v5.20.11 5.20.12-RC1 5.20.12-dev", "5.20.12 v5.20.12-p1 5.21"),
    ("maven", "org.x:y", "2.0.1", "2.0.0.RELEASE 2.0.1-SNAPSHOT 2.0.1-rc1 2.0-jre", "2.0.1 2.0.1.Final 2.0.10"),
    ("nuget", "Newtonsoft.Json", "13.0.1", "13.0.0.9 13.0.1-beta2 12.0", "13.0.1 13.0.1.0 13.0.1.1"),
    ("pub", "http", "0.13.3", "0.13.2 0.13.3-dev", "0.13.3 0.14.0"),
    ("githubactions", "a/b", "3.1.0", "v3.0.9 3.0.0", "v3.1.0 v4"),
]


@pytest.mark.parametrize(("type_", "name", "fix", "affected", "clean"), NEAR)
def test_the_version_below_the_fix_is_found_and_the_fix_is_not(
    tmp_path: Path, type_: str, name: str, fix: str, affected: str, clean: str
) -> None:
    documents = [record("GHSA-1", ECOSYSTEMS[type_], name, since("0"), fixed(fix))]
    for version in affected.split():
        assert subjects(found(tmp_path / version, documents, dependency(type_, name, version))), version
    for version in clean.split():
        assert not found(tmp_path / version, documents, dependency(type_, name, version)), version


def test_other_packages_are_left_alone(tmp_path: Path) -> None:
    documents = [record("GHSA-1", "npm", "lodash", since("0"), fixed("4.17.20"))]
    assert not found(
        tmp_path, documents, dependency("npm", "lodash-es", "4.17.0"), dependency("pypi", "lodash", "4.17.0")
    )


def test_one_vulnerability_of_several_databases_is_one_finding_and_goes_by_its_cve(tmp_path: Path) -> None:
    documents = [
        record("PYSEC-2021-66", "PyPI", "jinja2", since("0"), fixed("2.11.3"), aliases=["CVE-2020-28493"]),
        record(
            "GHSA-g3rq",
            "PyPI",
            "Jinja2",
            since("0"),
            fixed("2.11.3"),
            aliases=["CVE-2020-28493"],
            summary="Slow urlize",
        ),
        record("PYSEC-2024-1", "PyPI", "jinja2", since("0"), fixed("3.1.3")),
    ]
    first, second = found(tmp_path, documents, dependency("pypi", "jinja2", "2.11.2", "==2.11.2"))
    assert (first.subject, first.package) == ("pypi/jinja2 CVE-2020-28493", "pkg:pypi/jinja2@2.11.2")
    assert first.title == "CVE-2020-28493 in jinja2 2.11.2: Slow urlize"
    assert first.message == (
        "`jinja2` 2.11.2 is affected by CVE-2020-28493 (GHSA-g3rq, PYSEC-2021-66). "
        "Take 3.1.3, the nearest version without a known advisory (and another major version)."
    )
    assert first.references == (
        "https://osv.dev/vulnerability/GHSA-g3rq",
        "https://nvd.nist.gov/vuln/detail/CVE-2020-28493",
    )
    assert second.subject == "pypi/jinja2 PYSEC-2024-1"


def test_a_version_that_moves_but_stays_vulnerable_is_no_news(tmp_path: Path) -> None:
    documents = [
        record("CVE-1", "npm", "x", since("0"), fixed("1.2.0")),
        record("CVE-2", "npm", "x", since("0"), fixed("1.3.0")),
    ]
    before = found(tmp_path / "1", documents, dependency("npm", "x", "1.1.0"))
    after = found(tmp_path / "2", documents, dependency("npm", "x", "1.2.0"))
    assert set(subjects(after)) < set(subjects(before)) == {"npm/x CVE-1", "npm/x CVE-2"}


def test_every_instance_of_a_package_is_a_finding_on_its_line(tmp_path: Path) -> None:
    documents = [record("CVE-1", "npm", "x", since("0"), fixed("1.2.0"))]
    some = found(
        tmp_path,
        documents,
        dependency("npm", "x", "1.0.0", place=Place("package-lock.json", 10), via=("a",)),
        dependency("npm", "x", "1.1.0", place=Place("package-lock.json", 90), via=("b",)),
        dependency("npm", "x", "1.2.0", place=Place("package-lock.json", 99)),
    )
    assert [(one.start_line, one.subject) for one in some] == [(10, "npm/x CVE-1"), (90, "npm/x CVE-1")]


@pytest.mark.parametrize(
    ("advisories", "expected"),
    [
        ([Advisory("A", vectors=(CVSS4, CVSS3))], Severity.CRITICAL),  # the newest CVSS
        ([Advisory("A", vectors=(CVSS3,)), Advisory("B", vectors=(CVSS2,), word="low")], Severity.MEDIUM),
        ([Advisory("A", vectors=(CVSS2,))], Severity.HIGH),  # ten, but the second generation ends there
        ([Advisory("A", vectors=("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N",))], Severity.INFO),
        ([Advisory("A", vectors=("CVSS:9.9/nonsense",), word="moderate")], Severity.MEDIUM),
        ([Advisory("A", word="low"), Advisory("B", word="critical")], Severity.CRITICAL),
        ([Advisory("A")], Severity.UNKNOWN),
        ([Advisory("MAL-1", malicious=True)], Severity.CRITICAL),
    ],
)
def test_severity_is_the_newest_cvss_else_the_databases_word_else_unknown(
    advisories: Sequence[Advisory], expected: Severity
) -> None:
    assert severity(advisories) is expected


def test_aliases_join_across_a_chain_of_records() -> None:
    some = vulnerabilities(
        "npm",
        [
            Advisory("A", ("CVE-1",)),
            Advisory("B", ("CVE-2",)),
            Advisory("C", ("CVE-1", "CVE-2")),
            Advisory("D", ("CVE-10",)),
        ],
    )
    assert [one.ids for one in some] == [("CVE-1", "CVE-2", "A", "B", "C"), ("CVE-10", "D")]


UPGRADES = [
    # records of one package (introduced, fixed), version, the nearest safe one
    ([("0", "1.2.0")], "1.0.0", "1.2.0"),
    ([("0", "1.2.0"), ("0", "1.3.0")], "1.0.0", "1.3.0"),  # one upgrade that mends all
    ([("0", "2.0.0"), ("0", "1.2.0"), ("2.0.0", "2.1.0")], "1.0.0", "2.1.0"),  # 1.2.0 and 2.0.0 are affected themselves
    ([("1.0.0", "1.2.0"), ("2.0.0", "2.1.0")], "1.0.0", "1.2.0"),  # the same major version
    ([("2.0.0", "2.1.0"), ("1.0.0", "1.2.0")], "2.0.5", "2.1.0"),  # never downwards
    ([("0", "1.2.0-rc.1"), ("0", "1.2.1")], "1.0.0", "1.2.1"),
    ([("0", "1.2.0-rc.1")], "1.0.0", "1.2.0-rc.1"),  # better than nothing
    ([("0", "9.0.0"), ("0", "10.0.0")], "8.0.0", "10.0.0"),
]


@pytest.mark.parametrize(("ranges", "version", "expected"), UPGRADES)
def test_the_smallest_safe_upgrade_is_named(
    tmp_path: Path, ranges: Sequence[tuple[str, str]], version: str, expected: str
) -> None:
    documents = [record(f"CVE-{at}", "npm", "x", since(low), fixed(high)) for at, (low, high) in enumerate(ranges)]
    some = found(tmp_path, documents, dependency("npm", "x", version))
    assert some
    assert all(f"Take {expected}, the nearest version without a known advisory" in one.message for one in some)


def test_where_nothing_is_mended_that_is_said(tmp_path: Path) -> None:
    documents = [record("CVE-1", "npm", "x", since("0"))]
    (one,) = found(tmp_path, documents, dependency("npm", "x", "1.0.0"))
    assert one.suggestion is None
    assert "No mended version is known" in one.message


def test_where_only_some_is_mended_that_is_said(tmp_path: Path) -> None:
    documents = [
        record("CVE-1", "npm", "x", since("0"), fixed("1.2.0")),
        record("CVE-2", "npm", "x", since("0"), last("9.0.0")),
    ]
    first, second = found(tmp_path, documents, dependency("npm", "x", "1.0.0"))
    assert "Take 1.2.0, which mends this one but has others." in first.message
    assert "No mended version is known" in second.message


LINES = [
    # type, name, version, line, suggestion
    ("pypi", "jinja2", "2.11.2", "jinja2==2.11.2  # pinned", "jinja2==2.11.3  # pinned"),
    (
        "pypi",
        "jinja2",
        "2.11.2",
        "    \"jinja2[async]==2.11.2; python_version < '3.12'\",",
        "    \"jinja2[async]==2.11.3; python_version < '3.12'\",",
    ),
    ("pypi", "jinja2", "2.11.2", "jinja2==2.11.2 --hash=sha256:abc", None),
    ("pypi", "jinja2", "2.11.2", "jinja2==2.11.2 \\", None),
    ("pypi", "jinja2", "2.11.2", "jinja2==2.11.2; extra != '2.11.2'", None),
    ("pypi", "jinja2", "2.11.2", "jinja2==2.11.2.1", None),
    ("npm", "x", "2.11.2", '  "x": "2.11.2",', '  "x": "2.11.3",'),
    ("gem", "x", "2.11.2", "gem 'x', '2.11.2'", "gem 'x', '2.11.3'"),
    ("maven", "org.x/y", "2.11.2", "  <version>2.11.2</version>", "  <version>2.11.3</version>"),
    (
        "nuget",
        "x",
        "2.11.2",
        '<PackageReference Include="X" Version="2.11.2" />',
        '<PackageReference Include="X" Version="2.11.3" />',
    ),
    ("githubactions", "a/b", "v2.11.2", "  - uses: a/b@v2.11.2", "  - uses: a/b@v2.11.3"),
    ("golang", "github.com/a/b", "v2.11.2", "require github.com/a/b v2.11.2", None),  # go.sum has to follow
]


@pytest.mark.parametrize(("type_", "name", "version", "line", "expected"), LINES)
def test_a_suggestion_stands_where_one_line_suffices(
    tmp_path: Path, type_: str, name: str, version: str, line: str, expected: str | None
) -> None:
    documents = [
        record(
            "CVE-1",
            ECOSYSTEMS[type_],
            name.replace("/", ":") if type_ == "maven" else name,
            since("0"),
            fixed("2.11.3"),
        )
    ]
    (one,) = found(tmp_path, documents, dependency(type_, name, version), files={"manifest": [line]})
    assert one.suggestion == expected


def test_what_a_lockfile_pins_is_moved_by_its_tool_and_both_lines_are_shown(tmp_path: Path) -> None:
    documents = [record("CVE-1", "npm", "x", since("0"), fixed("1.2.0"))]
    now = dependency(
        "npm", "x", "1.0.0", "^1.0.0", place=Place("package.json", 2), locked=Place("package-lock.json", 3)
    )
    files = {"package.json": ["{", '  "x": "^1.0.0"'], "package-lock.json": ["", "", '   "version": "1.0.0"']}
    (one,) = found(tmp_path, documents, now, files=files)
    assert (one.path, one.start_line, one.suggestion) == ("package.json", 2, None)
    assert one.remedy == "Run `npm install x@1.2.0`: 1.2.0 is the nearest version without a known advisory."
    assert [(step.path, step.line, step.code) for step in one.evidence] == [
        ("package.json", 2, '"x": "^1.0.0"'),
        ("package-lock.json", 3, '"version": "1.0.0"'),
    ]


def test_a_transitive_one_names_its_chain_and_what_to_move(tmp_path: Path) -> None:
    documents = [record("CVE-1", "npm", "x", since("0"), fixed("1.2.0"))]
    direct = dependency(
        "npm", "gulp", "4.0.0", "^4", place=Place("package.json", 1), locked=Place("package-lock.json", 1)
    )
    now = dependency("npm", "x", "1.0.0", place=Place("package-lock.json", 3), via=("gulp", "vinyl"))
    (one,) = found(tmp_path, documents, direct, now, files={"package.json": ['"gulp": "^4"']})
    assert (one.path, one.start_line) == ("package-lock.json", 3)
    assert one.remedy == (
        "It comes in by `gulp` → `vinyl`. Run `npm update x`: 1.2.0 is the nearest version without a known advisory. "
        "Where that is not allowed, move `gulp`."
    )
    assert [(step.path, step.line) for step in one.evidence] == [("package.json", 1), ("package-lock.json", 3)]


@pytest.mark.parametrize(
    ("type_", "lockfile", "command"),
    [
        ("pypi", "svc/uv.lock", "uv lock --upgrade-package x==1.2.0"),
        ("pypi", "poetry.lock", "poetry add x@^1.2.0"),
        ("npm", "yarn.lock", "yarn up x@^1.2.0"),
        ("npm", "pnpm-lock.yaml", "pnpm update x@1.2.0"),
        ("cargo", "Cargo.lock", "cargo update -p x --precise 1.2.0"),
        ("gem", "Gemfile.lock", "bundle update x"),
        ("composer", "composer.lock", "composer require x:^1.2.0"),
        ("nuget", "packages.lock.json", "dotnet add package x --version 1.2.0"),
    ],
)
def test_each_lockfile_has_its_own_command(tmp_path: Path, type_: str, lockfile: str, command: str) -> None:
    documents = [record("CVE-1", ECOSYSTEMS[type_], "x", since("0"), fixed("1.2.0"))]
    (one,) = found(tmp_path, documents, dependency(type_, "x", "1.0.0", locked=Place(lockfile, 1)))
    assert f"`{command}`" in one.remedy


def test_a_development_dependency_is_said_to_be_one(tmp_path: Path) -> None:
    documents = [record("CVE-1", "npm", "x", since("0"), fixed("1.2.0"))]
    (one,) = found(tmp_path, documents, dependency("npm", "x", "1.0.0", scope=Scope.DEVELOPMENT))
    assert one.message.startswith("`x` 1.0.0 (development dependency) is affected by CVE-1.")


def test_a_malicious_package_is_critical_by_its_mere_name(tmp_path: Path) -> None:
    documents = [record("MAL-2024-1", "PyPI", "evil", since("0"))]
    for at, now in enumerate(
        (dependency("pypi", "evil"), dependency("pypi", "evil", "1.0"), dependency("pypi", "evil", "", ">=1"))
    ):
        (one,) = found(tmp_path / str(at), documents, now)
        assert (one.rule, one.severity, one.subject) == ("malicious-package", Severity.CRITICAL, "pypi/evil malicious")
    assert one.message.startswith("`evil` is known to be malicious (MAL-2024-1). Take it out")


def test_a_name_from_a_mere_list_is_said_to_be_one(tmp_path: Path) -> None:
    (one,) = found(tmp_path, [record("MAL-0000-0", "PyPI", "evil", since("0"))], dependency("pypi", "evil", "1.0"))
    assert (one.severity, one.confidence) == (Severity.CRITICAL, Confidence.MEDIUM)
    assert one.message.startswith("`evil` 1.0 is on a list of malicious packages, which names no versions. Take it out")
    assert one.references == ("https://github.com/ossf/malicious-packages",)


def test_a_package_of_which_one_version_was_malicious_is_not_condemned(tmp_path: Path) -> None:
    documents = [record("MAL-2025-1", "npm", "chalk", versions=["5.6.1"])]
    some = found(
        tmp_path,
        documents,
        dependency("npm", "chalk", "5.6.1"),
        dependency("npm", "chalk", "5.6.2"),
        dependency("npm", "chalk", "", "^5"),
    )
    assert [(one.rule, one.package) for one in some] == [("malicious-package", "pkg:npm/chalk@5.6.1")]


DJANGO = [record("CVE-1", "PyPI", "django", since("0"), fixed("3.2.4"))]


def test_a_range_that_admits_only_affected_versions_is_found(tmp_path: Path) -> None:
    (one,) = found(tmp_path, DJANGO, dependency("pypi", "django", "", "<3"), files={"manifest": ["django<3"]})
    assert (one.rule, one.confidence, one.severity) == ("vulnerable-range", Confidence.MEDIUM, Severity.UNKNOWN)
    assert one.message == (
        "`django`: every version that `<3` admits is affected by CVE-1; no lockfile says which one is used. "
        "Begin the range with 3.2.4."
    )


def test_a_range_that_begins_with_an_affected_version_is_said_quietly(tmp_path: Path) -> None:
    now = dependency("pypi", "django", "", ">=3.1,<4")
    (one,) = found(tmp_path, DJANGO, now, files={"manifest": ['  "django>=3.1,<4",']})
    assert (one.confidence, one.severity) == (Confidence.LOW, Severity.LOW)
    assert one.suggestion == '  "django>=3.2.4,<4",'


@pytest.mark.parametrize(
    "requirement",
    ["", "*", ">=0", ">=3.2.4", ">=3.2.4,<4", "<4", ">=2", "==3.*", "==3.2.*", "^3", "git+https://example.org/x"],
)
def test_a_range_that_says_nothing_or_begins_safely_is_left_alone(tmp_path: Path, requirement: str) -> None:
    assert not found(tmp_path, DJANGO, dependency("pypi", "django", "", requirement))


def test_a_package_is_told_of_once_however_much_its_range_admits(tmp_path: Path) -> None:
    documents = [record(f"CVE-{at}", "npm", "x", since("0"), fixed("1.2.0"), summary="x") for at in range(1, 9)]
    (one,) = found(tmp_path, documents, dependency("npm", "x", "", "^1.0.0"))
    assert "CVE-1, CVE-2, CVE-3 and 5 more" in one.message


def test_an_actions_full_tag_is_judged_beside_its_commit_too(tmp_path: Path) -> None:
    documents = [record("CVE-1", "GitHub Actions", "a/b", since("0"), fixed("4.0.0"))]
    commit = "8f4b7f84864484a7bf31766abe9204da3cbe65b3"
    tag, both, mended, moving = (
        dependency("githubactions", "a/b", version, requirement)
        for version, requirement in [("", "v3.1.0"), (commit, "v3.1.0"), (commit, "v4.0.0"), ("", "v3")]
    )
    some = found(tmp_path, documents, tag, both, mended, moving)
    assert [(one.rule, one.confidence) for one in some] == [
        ("known-vulnerability", Confidence.HIGH),
        ("known-vulnerability", Confidence.MEDIUM),
        ("vulnerable-range", Confidence.MEDIUM),
    ]


def test_what_concerns_some_go_packages_of_a_module_is_less_sure(tmp_path: Path) -> None:
    document = record("GO-1", "Go", "golang.org/x/crypto", since("0"))
    document["affected"][0]["ecosystem_specific"] = {
        "imports": [{"path": "golang.org/x/crypto/openpgp", "symbols": ["X"]}, 7]
    }
    (one,) = found(tmp_path, [document], dependency("golang", "golang.org/x/crypto", "v0.54.0"))
    assert one.confidence is Confidence.MEDIUM
    assert "is affected by GO-1. It concerns those who use `golang.org/x/crypto/openpgp`. No mended" in one.message
    whole = record("GHSA-1", "Go", "golang.org/x/crypto", since("0"), aliases=["GO-1"])
    (one,) = found(tmp_path / "2", [document, whole], dependency("golang", "golang.org/x/crypto", "v0.54.0"))
    assert one.confidence is Confidence.HIGH


def test_a_compiled_requirement_is_written_on_its_own_line(tmp_path: Path) -> None:
    documents = [record("CVE-1", "PyPI", "idna", since("0"), fixed("3.15"))]
    now = dependency("pypi", "idna", "3.6", "==3.6", place=Place("requirements/base.txt", 1), via=("email-validator",))
    (one,) = found(tmp_path, documents, now, files={"requirements/base.txt": ["idna==3.6"]})
    assert one.suggestion == "idna==3.15"
    assert one.remedy == (
        "It comes in by `email-validator`. Take 3.15, the nearest version without a known advisory. "
        "Where that is not allowed, move `email-validator`."
    )


def test_an_id_that_begins_a_summary_is_not_said_twice(tmp_path: Path) -> None:
    documents = [record("CVE-1", "npm", "x", since("0"), summary="CVE-1 - Leak of credentials")]
    (one,) = found(tmp_path, documents, dependency("npm", "x", "1.0.0"))
    assert one.title == "CVE-1 in x 1.0.0: Leak of credentials"


def test_a_commit_of_an_action_is_neither_judged_nor_complained_of(tmp_path: Path) -> None:
    documents = [record("CVE-1", "GitHub Actions", "a/b", since("0"), fixed("4.0.0"))]
    now = dependency("githubactions", "a/b", "8f4b7f84864484a7bf31766abe9204da3cbe65b3")
    known = mirror(tmp_path, *documents)
    assert not findings(Reading((now,)), known, lambda _: ())
    assert not unjudged(Reading((now,)), known)


def test_a_version_that_cannot_be_compared_is_said_not_to_be_judged(tmp_path: Path) -> None:
    known = mirror(tmp_path, record("CVE-1", "Packagist", "a/b", since("0"), fixed("4.0.0")))
    some = [("a/b", "latest??"), ("a/b", "5.0"), ("a/b", "dev-main"), ("a/b", "4.x-dev"), ("c/d", "latest??")]
    pinned = tuple(dependency("composer", name, version) for name, version in some)
    assert [one.reason for one in unjudged(Reading(pinned), known)] == [
        "line 1: `latest??` is no version that can be compared"
    ]


def test_hostile_names_and_versions_break_no_code_span(tmp_path: Path) -> None:
    documents = [record("CVE-1", "Maven", "a:b", since("0"))]
    version = "1`](https://evil.example.org)\u202e" + "x" * 100
    (one,) = found(tmp_path, documents, dependency("maven", "a/b", version, via=("a`\nb",)))
    assert version not in one.message
    assert "\u202e" not in one.message + one.title
    assert one.message.count("`") % 2 == 0


def test_every_rule_is_told_of() -> None:
    assert set(RULES) == {"known-vulnerability", "malicious-package", "vulnerable-range"}
