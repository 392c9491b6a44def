"""Impostors as a check: from changed manifests to findings, with lists of the project's and of the operator's."""

from __future__ import annotations

import json
import string
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.interface import CheckError, Confidence, Finding, Outcome, Result, Severity, Side
from checks.packages.hosts import official
from checks.packages.model import Dependency, Index, Place, Reading
from checks.packages.units import ECOSYSTEMS
from checks.typosquats import Typosquats, building, popular
from checks.typosquats.index import FILE, LISTS, Unusable, opened, read
from checks.typosquats.names import MOST
from checks.typosquats.wording import RULES
from tests.values import memory_change

NPM = next((one for one in ECOSYSTEMS if one.claims("package.json")), None)


@pytest.fixture(scope="module")
def check() -> Typosquats:
    return Typosquats(internal={"npm": ["@acme/", "acme-"], "pypi": ["acme-"]})


def manifest(**wanted: str) -> str:
    return json.dumps(
        {"name": "shop", "dependencies": {name.replace("_", "-"): at for name, at in wanted.items()}}, indent=1
    )


def results(check: Typosquats, before: Mapping[str, str], after: Mapping[str, str]) -> dict[Side, Result]:
    change = memory_change(before, after)
    return {result.unit.side: result for result in check.judge(change, list(check.units(change)))}


def found(check: Typosquats, *dependencies: Dependency, indexes: tuple[Index, ...] = ()) -> list[Finding]:
    lines = {"wants": [f"{one.written or one.name}==1.0  # keep" for one in dependencies]}
    return list(check.findings(Reading(dependencies, indexes), lines))


def wanted(name: str, type_: str = "pypi", line: int = 1, **more: object) -> Dependency:
    return Dependency(type=type_, name=name, place=Place("wants", line), **more)  # type: ignore[arg-type]


def test_a_new_impostor_is_found_on_its_line_and_what_stood_there_before_is_on_both_sides(check: Typosquats) -> None:
    sides = results(
        check,
        {"package.json": manifest(expresss="^4")},
        {"package.json": manifest(expresss="^4", loadsh="^4.17.21", react="^18")},
    )
    assert [one.subject for one in sides[Side.BASE].findings] == ["npm/expresss express"]
    assert [one.subject for one in sides[Side.HEAD].findings] == ["npm/expresss express", "npm/loadsh lodash"]
    finding = sides[Side.HEAD].findings[1]
    assert (finding.path, finding.start_line, finding.rule) == ("package.json", 5, "misspelt-package")
    assert (finding.severity, finding.confidence) == (Severity.HIGH, Confidence.HIGH)
    assert finding.title == "loadsh is close to lodash: two letters swapped"
    assert finding.package == "pkg:npm/loadsh"
    assert finding.suggestion == '  "lodash": "^4.17.21",'


def test_a_file_that_cannot_be_read_is_said_and_what_was_read_is_kept(check: Typosquats) -> None:
    (side,) = results(check, {}, {"package.json": "{"}).values()
    assert side.outcome is Outcome.FAILED
    assert side.reason.startswith("package.json: ")


def test_a_change_without_manifests_is_no_work(check: Typosquats) -> None:
    assert results(check, {"app.py": "a"}, {"app.py": "b"}) == {}


def test_a_popular_name_is_never_found(check: Typosquats) -> None:
    lists = building.all_lists(None)
    for type_ in ("pypi", "npm", "gem", "cargo", "composer", "githubactions", "docker"):
        names = lists[type_][:: max(1, len(lists[type_]) // 400)]
        assert [name for name in names if found(check, wanted(name, type_))] == []


def test_a_name_is_found_once_however_often_it_stands_there(check: Typosquats) -> None:
    assert len(found(check, wanted("reqeusts"), wanted("reqeusts", line=2))) == 1


@pytest.mark.parametrize(
    "origin", ["git+ssh://git@example.org/x.git", "file:../reqeusts", "../reqeusts", "workspace:*"]
)
def test_what_comes_from_no_registry_has_a_name_of_its_own(check: Typosquats, origin: str) -> None:
    assert found(check, wanted("reqeusts", origin=origin)) == []
    assert found(check, wanted("reqeusts", origin="https://packages.example.org/reqeusts-1.0.tar.gz"))


def test_the_suggestion_replaces_the_name_as_it_is_written_and_nothing_else(check: Typosquats) -> None:
    (finding,) = found(check, wanted("reqeusts", written="ReqEusts"))
    assert finding.suggestion == "requests==1.0  # keep"


@pytest.mark.parametrize(
    "dependency",
    [
        wanted("reqeusts", via=("shop",)),
        Dependency(type="pypi", name="reqeusts", place=Place("poetry.lock", 1)),
        wanted("reqeusts", line=9),
    ],
    ids=["transitive", "lockfile", "no such line"],
)
def test_there_is_no_suggestion_where_the_line_does_not_decide(check: Typosquats, dependency: Dependency) -> None:
    lines = {"wants": ["reqeusts==1"], "poetry.lock": ['name = "reqeusts"']}
    (finding,) = check.findings(Reading((dependency,)), lines)
    assert finding.suggestion is None


def test_a_name_twice_in_its_line_is_not_replaced(check: Typosquats) -> None:
    (finding,) = check.findings(Reading((wanted("reqeusts"),)), {"wants": ["reqeusts @ reqeusts"]})
    assert finding.suggestion is None


def test_every_rule_says_two_sentences_and_has_a_heading(check: Typosquats) -> None:
    names = ["reqeusts", "setup-tools", "python-mysqldb", "lodash", "telnetlib", "python-mongo", "--save"]
    npm = ["core-tracing", "arm-shop", "my-own-validtaor", "commander-js"]
    for finding in found(check, *map(wanted, names), *(wanted(name, "npm") for name in npm)):
        assert finding.rule in RULES
        assert finding.message.rstrip(".").count(". ") == 1, finding.message
        assert len(finding.title) <= 120


# Internal names

EXTRA = Index(Place("wants", 1), "pypi", "https://packages.example.org/simple", "--extra-index-url")
ONLY = Index(Place("wants", 1), "pypi", "https://packages.example.org/simple", "--index-url")


def test_an_internal_name_beside_an_additional_index_is_dependency_confusion(check: Typosquats) -> None:
    (finding,) = found(check, wanted("acme-billing"), indexes=(EXTRA,))
    assert (finding.rule, finding.severity, finding.subject) == (
        "dependency-confusion",
        Severity.HIGH,
        "pypi/acme-billing",
    )


def test_an_internal_name_from_the_internal_index_alone_is_fine(check: Typosquats) -> None:
    assert found(check, wanted("acme-billing"), indexes=(ONLY,)) == []
    assert found(check, wanted("acme-billing")) == []
    assert found(check, wanted("other-billing"), indexes=(EXTRA,)) == []


def test_an_internal_name_that_the_lockfile_takes_from_the_public_registry_is_found(check: Typosquats) -> None:
    hosts = sorted(official("npm"))
    public = [found(check, wanted("@acme/utils", "npm", origin=f"https://{host}/@acme/utils")) for host in hosts]
    assert [[one.rule for one in some] for some in public] == [["dependency-confusion"]] * len(hosts)
    assert found(check, wanted("@acme/utils", "npm", origin="https://npm.example.org/@acme/utils")) == []


def test_an_internal_name_is_not_compared_with_popular_ones() -> None:
    assert found(Typosquats(internal={"pypi": ["reqeus"]}), wanted("reqeusts")) == []


# Hostile names

HOSTILE = [
    "", "-", "--", "@", "@/", "/", "@a/", "a" * 100_000, "a-" * 50_000, "\u202estseuq", "req\0uests", "requ\u200bests",
    "\ud800", "`](http://example.org)<b>", "1" * MOST, "." * MOST, "@" * 40, "а" * 60,
]  # fmt: skip


@pytest.mark.parametrize("type_", ["pypi", "npm", "golang", "docker", "githubactions", "composer", "generic", ""])
def test_hostile_names_are_read_like_any_others(check: Typosquats, type_: str) -> None:
    for name in HOSTILE:
        for finding in check.findings(Reading((wanted(name, type_),)), {"wants": [name]}):
            assert (finding.title + finding.message + finding.subject).replace("…", "").isascii()
            assert (finding.title + finding.message).isprintable()
            assert len(finding.title) < 400


@pytest.mark.parametrize("name", ["requ\u200bests", "re\u202equests", "requ\u0435sts", "ｒｅｑｕｅｓｔｓ"])
def test_a_name_that_only_looks_like_a_popular_one_is_high_and_shown_in_code_points(
    check: Typosquats, name: str
) -> None:
    (finding,) = found(check, wanted(name))
    assert finding.severity is Severity.HIGH
    assert "\\u{" in finding.title


@settings(max_examples=200, deadline=None)
@given(
    st.text(alphabet=string.ascii_lowercase + string.digits + "-_./@", max_size=40), st.sampled_from(["pypi", "npm"])
)
def test_any_name_is_judged(name: str, type_: str) -> None:
    list(CHECK.findings(Reading((wanted(name, type_),)), {"wants": [name]}))


CHECK = Typosquats()


def test_a_hundred_thousand_names_are_judged_and_the_findings_are_bounded(check: Typosquats) -> None:
    names = {f"requestz{number:05}x": "1" for number in range(1_000)} | {f"loadsh{n}": "1" for n in range(600)}
    many = {f"package-{number:06}": "1" for number in range(98_000)}
    started = time.monotonic()
    (side,) = results(check, {}, {"package.json": json.dumps({"dependencies": names | many})}).values()
    assert len(side.findings) == 500
    assert (side.outcome, side.reason) == (Outcome.FAILED, "only its first 500 findings are kept")
    assert time.monotonic() - started < 120


# Lists


@pytest.fixture
def synced(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / LISTS).mkdir()
    (tmp_path / LISTS / "pypi.txt").write_text("shopping-cart\t900\n\n# a remark\nshopping-cart\npaywall-kit\t800\n")
    yield tmp_path
    for kept in (Path(popular.__file__).parent / "__pycache__").glob("popular-*.index"):
        if len(building.lists(building.SHIPPED)) and b"shopping-cart" in kept.read_bytes():
            kept.unlink()


def test_refreshed_lists_count_in_place_of_the_shipped_ones(synced: Path) -> None:
    check = Typosquats(data=synced)
    assert [one.subject for one in found(check, wanted("shoping-cart"))] == ["pypi/shoping-cart shopping-cart"]
    assert found(check, wanted("shopping-cart")) == []
    assert found(check, wanted("setup-tools")) == []
    assert found(check, wanted("loadsh", "npm")), "there is no newer list of npm's"
    assert check.digest() != Typosquats().digest()


def test_an_index_made_at_sync_is_used_as_it_lies(synced: Path) -> None:
    building.build(synced / FILE, synced / LISTS)
    (synced / LISTS / "pypi.txt").unlink()
    assert [one.subject for one in found(Typosquats(data=synced), wanted("shoping-cart"))]


def test_a_broken_index_is_made_anew(synced: Path) -> None:
    building.build(synced / FILE, synced / LISTS)
    for broken in (b"", b"\0" * 500, (synced / FILE).read_bytes()[:2_000], b"sekisho names 1\n" + b"\xff" * 90):
        (synced / FILE).write_bytes(broken)
        with pytest.raises(Unusable):
            opened(synced / FILE)
        assert found(Typosquats(data=synced), wanted("shoping-cart"))


def test_lists_that_are_no_text_are_said(tmp_path: Path) -> None:
    (tmp_path / LISTS).mkdir()
    (tmp_path / LISTS / "pypi.txt").write_bytes(b"\xff\xfe\x00\xd8")
    with pytest.raises(CheckError, match="opening the lists of popular names"):
        Typosquats(data=tmp_path).prepare()


def test_the_same_lists_give_the_same_index() -> None:
    lists = {"npm": ["left-pad", "@acme/pad"], "pypi": ["shopping-cart"]}
    assert building.made(lists) == building.made(lists)
    assert (
        read(memoryview(building.made(lists))).digest != read(memoryview(building.made({"npm": ["left-pad"]}))).digest
    )


def test_every_name_of_a_list_is_found_at_its_rank() -> None:
    names = [f"name-{number}" for number in range(3_000)] + ["@acme/x", "été"]
    index = read(memoryview(building.made({"npm": names})))
    assert [index.names["npm"].rank(name) for name in names] == list(range(len(names)))
    assert index.names["npm"].rank("name-3000") is None
