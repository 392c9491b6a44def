"""What registries say about packages: asking, reading, remembering, weighing."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from packageurl import PackageURL

from bot.facts.asking import Bounds, NoAnswer
from bot.facts.facts import UNKNOWN, Facts, from_json, to_json
from bot.facts.inquiry import MOST, Inquiry
from bot.facts.registries import Registries, official
from bot.facts.weighing import weigh
from bot.forges.interface import Lost, ScanWanted
from bot.model import Comparison, Ending, Known, Reason, Scan, ScanState, State, Target, Verdict
from bot.store import Store
from bot.store.nouns import FactsWanted
from checks.interface import Confidence, Package, Severity, Side
from tests.databases import empty_postgres
from tests.registry import FakeRegistry, drip
from tests.values import finding, memory_change

TODAY = date(2026, 11, 23)
PURL = "pkg:pypi/reqeusts@1.0.0"
PULL = Target("github", "acme/shop", 7)
OLD_RELEASES = {f"1.{number}.0": f"{2012 + number // 4}-0{1 + number % 4}-01T10:00:00.000000Z" for number in range(40)}


@pytest.fixture
def registry() -> Iterator[FakeRegistry]:
    with FakeRegistry() as made:
        yield made


def asking(registry: FakeRegistry, **bounds: Any) -> Registries:
    return Registries({"pypi": registry.url, "npm": f"{registry.url}/"}, Bounds(**bounds))


def ask(registry: FakeRegistry, purl: str, **bounds: Any) -> Facts:
    return asking(registry, **bounds).ask(PackageURL.from_string(purl))


# Asking and reading


def test_a_python_package_is_read(registry: FakeRegistry) -> None:
    registry.pypi(
        "reqeusts",
        {"0.9": "2026-11-02T08:00:00.123456Z", "1.0.0": "2026-11-20T23:59:59.000000Z"},
        project_urls={"Documentation": "https://docs.example.org", "Source": "https://github.com/x/reqeusts"},
        ownership={"roles": [{"role": "Owner", "user": "ann"}, {"role": "Maintainer", "user": "ben"}]},
        downloads={"last_month": 12},
        license_expression="Apache-2.0",
    )
    assert ask(registry, PURL) == Facts(
        first_release=date(2026, 11, 2),
        latest_release=date(2026, 11, 20),
        releases=2,
        owners=2,
        downloads=12,
        repository="https://github.com/x/reqeusts",
        licence="Apache-2.0",
    )


def test_a_javascript_package_is_read(registry: FakeRegistry) -> None:
    releases = {"1.0.0": "2026-11-02T08:00:00.123Z", "1.1.0": "2026-11-20T08:00:00.123Z"}
    registry.npm(
        "@acme/lodahs", releases, repository={"type": "git", "url": "git+ssh://git@github.com/acme/lodahs.git"}
    )
    assert ask(registry, "pkg:npm/%40acme/lodahs") == Facts(
        first_release=date(2026, 11, 2),
        latest_release=date(2026, 11, 20),
        releases=2,
        owners=1,
        repository="https://github.com/acme/lodahs",
        licence="MIT",
    )
    assert registry.asked == ["/@acme%2Flodahs"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ({"url": "git://github.com/a/b.git"}, "https://github.com/a/b"),
        ("a/b", "https://github.com/a/b"),
        ("gitlab:a/b", "https://gitlab.com/a/b"),
        ({"url": "https://example.org/a"}, "https://example.org/a"),
        ({"url": 7}, ""),
        (None, ""),
    ],
)
def test_repositories_are_read_as_publishers_write_them(registry: FakeRegistry, written: Any, read: str) -> None:
    registry.npm("x", {"1.0.0": "2026-11-02T08:00:00.123Z"}, repository=written)
    assert ask(registry, "pkg:npm/x").repository == read


def test_what_was_withdrawn_is_told_of_the_version_in_question(registry: FakeRegistry) -> None:
    versions = {"1.0.0": {"deprecated": "moved to y"}, "1.1.0": {}}
    registry.npm("x", {"1.0.0": "2020-01-01T00:00:00Z", "1.1.0": "2020-01-02T00:00:00Z"}, versions=versions)
    assert ask(registry, "pkg:npm/x@1.0.0").withdrawn == "moved to y"
    assert ask(registry, "pkg:npm/x").withdrawn == ""
    registry.npm("evil", {"0.0.1-security": "2020-01-01T00:00:00Z"}, repository="npm/security-holder")
    assert ask(registry, "pkg:npm/evil").taken_down
    assert not ask(registry, "pkg:npm/x@1.0.0").taken_down
    registry.pypi("x", {"1.0": "2020-01-01T00:00:00Z", "2.0": "2021-01-01T00:00:00Z"})
    status, headers, body = registry.answers["/pypi/x/json"]  # type: ignore[misc]
    registry.answers["/pypi/x/json"] = (status, headers, body.replace(b'"yanked": false', b'"yanked": true'))
    assert ask(registry, "pkg:pypi/x@1.0.0").withdrawn == "yanked", "1.0 and 1.0.0 are one version"
    assert ask(registry, "pkg:pypi/x@3.0").withdrawn == ""


def test_the_licence_is_the_versions_own(registry: FakeRegistry) -> None:
    releases = {"1.0.0": "2020-01-01T00:00:00Z", "2.0.0": "2021-01-01T00:00:00Z"}
    registry.pypi("x", releases, license="BUSL-1.1")
    registry.publish("/pypi/x/1.0.0/json", {"info": {"version": "1.0.0", "license": "MIT"}})
    assert [ask(registry, f"pkg:pypi/x{version}").licence for version in ("", "@2.0.0", "@1.0.0")] == [
        "BUSL-1.1",
        "BUSL-1.1",
        "MIT",
    ]
    registry.npm("x", releases, versions={"1.0.0": {"licenses": [{"type": "MIT"}, {"type": "ISC"}]}, "2.0.0": {}})
    assert [ask(registry, f"pkg:npm/x{version}").licence for version in ("@1.0.0", "@2.0.0", "")] == [
        "MIT OR ISC",
        "",
        "MIT",
    ]
    registry.pypi("long", {"1": "2020-01-01T00:00:00Z"}, license="Permission is hereby granted\nto everybody")
    assert ask(registry, "pkg:pypi/long@1").licence == ""


def test_a_name_that_the_registry_does_not_know_is_a_fact(registry: FakeRegistry) -> None:
    assert ask(registry, "pkg:pypi/nowhere") == UNKNOWN
    registry.publish("/gone", {"_id": "gone", "name": "gone", "time": {"unpublished": {"versions": ["1.0.0"]}}})
    assert ask(registry, "pkg:npm/gone") == UNKNOWN


def test_a_redirect_on_the_same_host_is_followed_and_no_other(registry: FakeRegistry) -> None:
    registry.npm("x", {"1.0.0": "2026-11-02T08:00:00.123Z"})
    registry.answers["/y"] = (301, {"Location": "/x"}, b"")
    assert ask(registry, "pkg:npm/y").releases == 1
    with FakeRegistry() as elsewhere:
        elsewhere.npm("x", {"1.0.0": "2026-11-02T08:00:00.123Z"})
        registry.answers["/z"] = (302, {"Location": f"{elsewhere.url}/x"}, b"")
        with pytest.raises(NoAnswer, match="another host"):
            ask(registry, "pkg:npm/z")
        assert elsewhere.asked == []
    registry.answers["/loop"] = (302, {"Location": "/loop"}, b"")
    with pytest.raises(NoAnswer, match="from one address to the next"):
        ask(registry, "pkg:npm/loop")


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ((503, {}, b""), "answered 503"),
        ((200, {}, b"<html>"), "not what this kind of registry gives"),
        ((200, {}, b"{}"), "not what this kind of registry gives"),
        ((200, {}, b'{"name": "x", "versions": []}'), "not what this kind of registry gives"),
        ((200, {}, b"[" * 100_000), "not what this kind of registry gives"),
        ((200, {}, b" " * 30_000), "larger than 20000 bytes"),
        ((200, {"Content-Encoding": "gzip"}, gzip.compress(b" " * 50_000_000)), "larger than 20000 bytes"),
        ((200, {"Content-Encoding": "gzip"}, b"no gzip"), "out of reach"),
    ],
)
def test_bad_answers_are_no_answers(registry: FakeRegistry, answer: Any, says: str) -> None:
    registry.answers["/x"] = answer
    with pytest.raises(NoAnswer, match=says):
        ask(registry, "pkg:npm/x", content_bytes=200_000 if b"[[" in answer[2] else 20_000)


def test_a_registry_that_dawdles_is_left(registry: FakeRegistry) -> None:
    registry.answers["/x"] = drip
    started = time.monotonic()
    with pytest.raises(NoAnswer, match="took longer"):
        ask(registry, "pkg:npm/x", seconds=0.5)
    assert time.monotonic() - started < 5


def test_a_registry_that_is_away_is_no_answer() -> None:
    with FakeRegistry() as registry:
        gone = registry.url
    with pytest.raises(NoAnswer, match="out of reach"):
        Registries({"npm": gone}).ask(PackageURL.from_string("pkg:npm/x"))


def test_the_official_hosts_are_those_of_the_purl_library() -> None:
    assert {official(kind).split("://")[0] for kind in ("pypi", "npm")} == {"https"}
    assert "npm" in official("npm")
    assert "pypi" in official("pypi")


def test_hostile_text_is_cut_and_cleaned(registry: FakeRegistry) -> None:
    registry.npm(
        "x", {"1.0.0": "no date", "2.0.0": "2026-13-45T00:00:00Z"}, repository="https://e/\0\ud800" + "x" * 9_999
    )
    facts = ask(registry, "pkg:npm/x")
    assert (facts.first_release, facts.releases) == (None, 2)
    assert len(facts.repository) <= 500
    assert from_json(to_json(facts)) == facts
    assert "\0" not in facts.repository


# Weighing

SUSPECT = Known(
    finding(
        check="typosquats",
        rule="swapped-letters",
        severity=Severity.MEDIUM,
        confidence=Confidence.MEDIUM,
        message="reqeusts is one slip away from requests. Is requests meant?",
        package=PURL,
    ),
    State.INTRODUCED,
    "a" * 32,
)


def years(number: float) -> date:
    return TODAY - timedelta(days=round(365 * number))


ESTABLISHED = Facts(
    first_release=years(4), latest_release=years(1), releases=25, repository="https://github.com/ann/python-reqeusts"
)


def weighed(facts: Facts | None, severity: Severity = Severity.MEDIUM) -> tuple[Severity, Confidence, str]:
    suspect = replace(SUSPECT, finding=replace(SUSPECT.finding, severity=severity))
    known = weigh(suspect, {PURL: facts} if facts else {}, TODAY)
    assert known.fingerprint == SUSPECT.fingerprint
    assert known.finding.message.startswith(SUSPECT.finding.message)
    added = known.finding.message.removeprefix(SUSPECT.finding.message).strip()
    return known.finding.severity, known.finding.confidence, added


def test_a_newborn_package_without_a_source_is_an_impostor() -> None:
    newborn = Facts(first_release=TODAY - timedelta(days=3), releases=2, owners=1)
    assert weighed(newborn) == (
        Severity.HIGH,
        Confidence.HIGH,
        "First released on 2026-11-20, 2 releases, 1 owner, names no repository.",
    )


@pytest.mark.parametrize(
    ("facts", "severity", "confidence"),
    [
        (Facts(first_release=years(0.3), releases=2, repository="https://x.org/a/reqeusts"), "medium", "high"),
        (Facts(first_release=years(0.06), releases=1, repository="https://x.org/a/reqeusts"), "medium", "high"),
        (Facts(first_release=years(1), releases=2, repository="https://x.org/a/reqeusts"), "medium", "medium"),
        (ESTABLISHED, "low", "low"),
        (replace(ESTABLISHED, downloads=200_000), "info", "low"),
        (replace(ESTABLISHED, first_release=years(6), releases=60), "info", "low"),
        (replace(ESTABLISHED, repository="https://github.com/psf/requests"), "medium", "medium"),
        (replace(ESTABLISHED, repository=""), "medium", "medium"),
        (replace(ESTABLISHED, first_release=years(1)), "medium", "medium"),
        (replace(ESTABLISHED, first_release=None), "medium", "medium"),
        (replace(ESTABLISHED, downloads=10), "medium", "medium"),
        (replace(ESTABLISHED, taken_down=True), "high", "high"),
        (replace(ESTABLISHED, withdrawn="moved to y"), "low", "low"),
    ],
)
def test_facts_weigh(facts: Facts, severity: str, confidence: str) -> None:
    assert weighed(facts)[:2] == (severity, confidence)


def test_what_is_critical_stays_so_and_what_is_low_is_not_raised_by_history() -> None:
    assert weighed(Facts(first_release=TODAY, releases=1), Severity.CRITICAL)[0] is Severity.CRITICAL
    assert weighed(ESTABLISHED, Severity.INFO)[0] is Severity.INFO


def test_absent_facts_are_said_and_so_is_a_free_name() -> None:
    assert weighed(None) == (Severity.MEDIUM, Confidence.MEDIUM, "The registry's facts about it are not known here.")
    assert weighed(UNKNOWN)[:2] == (Severity.MEDIUM, Confidence.MEDIUM)
    assert "knows no package of this name" in weighed(UNKNOWN)[2]


def test_findings_of_other_checks_are_left_alone() -> None:
    own_name = replace(SUSPECT.finding, rule="dependency-confusion")
    for other in (replace(SUSPECT, finding=finding(package=PURL)), replace(SUSPECT, finding=own_name)):
        assert weigh(other, {PURL: UNKNOWN}, TODAY) is other


# Asking after the verdict


class Inquiring:
    """A store, a registry, and an inquiry between them."""

    def __init__(self, url: str, registry: FakeRegistry, **more: Any) -> None:
        self.store = Store(url)
        self.store.migrate()
        self.registry = registry
        self.inquiry = Inquiry(self.store.facts, asking(registry), **more)

    def lacking(self, *purls: str, reason: Reason = Reason.PUSHED, **more: Any) -> tuple[str, ...]:
        return self.inquiry.lacking(scan(reason), comparison(*purls, **more))

    def run(self, *purls: str) -> Sequence[ScanWanted]:
        return self.inquiry.run(FactsWanted(PULL, purls), lambda: None)


def scan(reason: Reason = Reason.PUSHED) -> Scan:
    return Scan("s", PULL, "h", reason, "ann", ScanState.RUNNING)


def comparison(*purls: str, packages: Sequence[Package] = ()) -> Comparison:
    found = tuple(replace(SUSPECT, finding=replace(SUSPECT.finding, package=purl)) for purl in purls)
    return Comparison(found, (), (), (), (), {Side.BASE: (), Side.HEAD: tuple(packages)})


@pytest.fixture(params=["sqlite", "postgresql"])
def inquiring(request: pytest.FixtureRequest, tmp_path: Path, registry: FakeRegistry) -> Iterator[Inquiring]:
    url = f"sqlite:///{tmp_path}/sekisho.db" if request.param == "sqlite" else empty_postgres()
    made = Inquiring(url, registry, internal={"pypi": ["Acme_"], "npm": ["@acme/"]})
    yield made
    made.store.close()


def test_suspects_without_facts_are_asked_about_once(inquiring: Inquiring) -> None:
    inquiring.registry.pypi("reqeusts", {"1.0.0": "2026-11-20T08:00:00Z"})
    assert inquiring.lacking(PURL, PURL) == (PURL,)
    assert inquiring.run(PURL) == (ScanWanted(PULL, Reason.REQUESTED, "", "facts about packages"),)
    assert inquiring.lacking(PURL) == ()
    asked = list(inquiring.registry.asked)
    assert inquiring.run(PURL), "another errand learned it: this change is to be looked at again all the same"
    assert inquiring.registry.asked == asked


def test_the_finding_is_weighed_by_what_was_learned(inquiring: Inquiring) -> None:
    change = memory_change({}, {})
    before = inquiring.inquiry.weighed(comparison(PURL), change).introduced[0].finding
    assert "not known here" in before.message
    at = f"{datetime.now(UTC) - timedelta(days=2):%Y-%m-%dT%H:%M:%SZ}"
    inquiring.registry.pypi("reqeusts", {"1.0.0": at})
    inquiring.run(PURL)
    after = inquiring.inquiry.weighed(comparison(PURL), change).introduced[0].finding
    assert (before.severity, after.severity) == (Severity.MEDIUM, Severity.HIGH)
    assert "1 release" in after.message


def test_what_is_internal_or_from_elsewhere_is_never_asked_for(inquiring: Inquiring) -> None:
    private = (
        "pkg:pypi/acme-billing@1.0",
        "pkg:pypi/acme.billing@1.0",
        "pkg:npm/%40acme/ui@1.0",
        "pkg:pypi/reqeusts@1.0?repository_url=https://example.org/simple",
        "pkg:cargo/serd@1.0",
        "no purl",
        "pkg:npm/..",
        "pkg:npm/%2e%2e/passwd",
        "pkg:npm/a%3Fb%3Dc",
    )
    assert inquiring.lacking(*private) == ()
    assert inquiring.run(*private) == ()
    assert inquiring.registry.asked == []
    assert inquiring.lacking("pkg:pypi/acme@1.0") == ("pkg:pypi/acme@1.0",), "a prefix is no substring"


def test_nobody_is_asked_where_the_operator_has_not_turned_it_on(inquiring: Inquiring) -> None:
    inquiring.inquiry = Inquiry(inquiring.store.facts)
    assert inquiring.lacking(PURL) == ()
    assert inquiring.run(PURL) == ()
    assert inquiring.registry.asked == []


def test_a_silent_baseline_asks_nothing_and_a_flood_is_bounded(inquiring: Inquiring) -> None:
    assert inquiring.lacking(PURL, reason=Reason.BASELINE) == ()
    flood = [f"pkg:npm/x{number}@1" for number in range(MOST * 2)]
    assert inquiring.lacking(*flood) == tuple(flood[:MOST])


def test_a_failure_is_remembered_briefly_and_asks_for_no_scan(inquiring: Inquiring) -> None:
    inquiring.registry.answers["/pypi/reqeusts/json"] = (500, {}, b"")
    assert inquiring.run(PURL) == ()
    assert inquiring.lacking(PURL) == ()
    told = inquiring.store.facts.told([PURL])[PURL]
    assert (told.facts, told.failure) == (None, "it answered 500")
    assert told.fresh(told.at + 3_000)
    assert not told.fresh(told.at + 4_000)


def test_a_failure_leaves_older_facts_standing(inquiring: Inquiring) -> None:
    now = inquiring.store.now()
    inquiring.store.facts.keep({PURL: ESTABLISHED, "pkg:npm/free": UNKNOWN}, now - 8 * 86_400)
    assert inquiring.lacking(PURL, "pkg:npm/free") == (PURL, "pkg:npm/free"), "both have grown old"
    inquiring.store.facts.keep({PURL: "it answered 500"}, now)
    told = inquiring.store.facts.told([PURL])[PURL]
    assert (told.facts, told.failure, told.at) == (ESTABLISHED, "it answered 500", now)
    inquiring.store.facts.keep({PURL: ESTABLISHED, "pkg:npm/free": UNKNOWN}, now - 2 * 86_400)
    assert inquiring.lacking(PURL, "pkg:npm/free") == ("pkg:npm/free",), "a free name may be taken any day"


def test_what_has_grown_old_is_asked_about_again(inquiring: Inquiring) -> None:
    long_ago = inquiring.store.now() - 8 * 86_400
    inquiring.registry.pypi("reqeusts", {"1.0.0": "2026-11-20T08:00:00Z"})
    told = {PURL: ESTABLISHED, "pkg:npm/%40acme/ui": ESTABLISHED}
    inquiring.store.facts.keep(told, long_ago)
    inquiring.store.facts.keep({"pkg:npm/fresh": ESTABLISHED}, long_ago + 2 * 86_400)
    assert inquiring.inquiry.refresh(10) == 1
    facts = inquiring.store.facts.told([PURL])[PURL].facts
    assert facts is not None
    assert facts.releases == 1
    assert inquiring.inquiry.refresh(10) == 0
    assert inquiring.registry.asked == ["/pypi/reqeusts/json"]


def test_a_registry_that_is_away_is_not_asked_about_everything(inquiring: Inquiring) -> None:
    inquiring.inquiry = replace(inquiring.inquiry, registries=Registries({"npm": "http://127.0.0.1:9"}))
    told = {f"pkg:npm/x{number}": ESTABLISHED for number in range(20)}
    inquiring.store.facts.keep(told, inquiring.store.now() - 8 * 86_400)
    assert inquiring.inquiry.refresh(20) == 3


def test_licences_are_asked_for_where_a_policy_wants_them(inquiring: Inquiring) -> None:
    new = [Package("pkg:pypi/x@1", "uv.lock", 1), Package("pkg:npm/y@1", "package-lock.json", 1, licence="MIT")]
    assert inquiring.lacking(packages=new) == ()
    new += [Package("pkg:npm/own", "package.json", 1, requirement=where) for where in ("workspace:*", "file:../own")]
    inquiring.inquiry = replace(inquiring.inquiry, licences=True)
    assert inquiring.lacking(packages=new) == ("pkg:pypi/x@1",)


def test_an_errand_that_was_taken_over_asks_no_more(inquiring: Inquiring) -> None:
    def lost() -> None:
        raise Lost("taken over")

    with pytest.raises(Lost):
        inquiring.inquiry.run(FactsWanted(PULL, (PURL,)), lost)
    assert inquiring.registry.asked == []


def test_a_scan_that_wonders_leaves_an_errand_and_the_errand_a_scan(inquiring: Inquiring) -> None:
    store, now = inquiring.store, inquiring.store.now()
    store.want(ScanWanted(PULL, Reason.PUSHED, "h1", "ann"), now)
    claim = store.claim("w", now)
    assert claim is not None
    store.finish(claim, Ending(ScanState.DONE, Verdict.CLEAR, head_sha="h1", wondering=(PURL,)), now)
    errand = store.claim_short("w", now)
    assert errand is not None
    assert errand.errand == FactsWanted(PULL, (PURL,))
    inquiring.registry.pypi("reqeusts", {"1.0.0": "2026-11-20T08:00:00Z"})
    store.finish(errand, Ending(ScanState.DONE), now, inquiring.inquiry.run(errand.errand, lambda: None))
    again = store.claim("w", now)
    assert again is not None
    assert (again.scan.target, again.scan.reason, again.scan.head_sha) == (PULL, Reason.REQUESTED, "")
