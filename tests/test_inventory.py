"""What each repository uses, on SQLite and, where SEKISHO_TEST_POSTGRES_URL names a server, on PostgreSQL."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from packageurl import PackageURL

from bot.forges.interface import ScanWanted
from bot.model import Comparison, Ending, Reason, ScanState, Tally, Target, Unseen, Verdict
from bot.store import Store
from bot.store.inventory import Listed
from checks.interface import Outcome, Package, Scope, Side
from tests.databases import empty_postgres

NOW = 1_800_000_000.0
DAY = 86_400.0
JINJA = Package("pkg:pypi/jinja2@3.1.2", "uv.lock", 30, via=("flask",))
FLASK = Package("pkg:pypi/flask@3.0.0", "pyproject.toml", 7, requirement=">=3", licence="BSD-3-Clause")
RAN = Tally("dependencies", Outcome.RAN, 1, 0, 0.0)
NODE = Package("pkg:npm/%40types/node@20.1.0", "web/package.json", 4, Scope.DEVELOPMENT, "^20")


@dataclass
class Kept:
    """A migrated store, and short ways to scan with it."""

    store: Store

    def scan(
        self,
        packages: Sequence[Package],
        now: float = NOW,
        unseen: Sequence[Unseen] = (),
        reason: Reason = Reason.BASELINE,
        repo: str = "acme/shop",
        seconds: float = 1.0,
        tallies: Sequence[Tally] = (RAN,),
    ) -> str:
        number = None if reason is Reason.BASELINE else 7
        self.store.want(ScanWanted(Target("github", repo, number), reason, "h" * 40, "ann"), now - seconds)
        claim = self.store.claim("w", now)
        assert claim is not None
        found = Comparison((), (), (), tuple(unseen), tuple(tallies), {Side.HEAD: tuple(packages)})
        ending = Ending(ScanState.DONE, Verdict.CLEAR, timings={"look": seconds}, head_sha="h" * 40, comparison=found)
        self.store.finish(claim, ending, now)
        return claim.scan.id

    def listed(self, repo: str = "acme/shop") -> dict[str, Listed]:
        found = self.store.inventory.packages(repo=repo)
        assert len({one.package.purl for one in found}) == len(found)
        return {one.package.purl: one for one in found}


@pytest.fixture(params=["sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kept]:
    store = Store(f"sqlite:///{tmp_path}/sekisho.db" if request.param == "sqlite" else empty_postgres())
    store.migrate()
    yield Kept(store)
    store.close()


def test_a_baseline_lists_all_that_it_saw_as_it_saw_it(kept: Kept) -> None:
    scan = kept.scan([FLASK, JINJA, NODE])
    listed = kept.listed()
    assert [one.package for one in listed.values()] == [FLASK, JINJA, NODE], "in order of file and line"
    assert {(one.forge, one.repo, one.since, one.scan) for one in listed.values()} == {
        ("github", "acme/shop", NOW, scan)
    }
    (taken,) = kept.store.inventory.lists("acme/shop")
    assert (taken.scan, taken.head_sha, taken.at, taken.unseen) == (scan, "h" * 40, NOW, ())


def test_a_pull_request_lists_nothing(kept: Kept) -> None:
    kept.scan([FLASK], reason=Reason.PUSHED)
    assert (kept.listed(), kept.store.inventory.lists()) == ({}, [])


def test_where_the_check_is_off_the_list_stays_as_it_was(kept: Kept) -> None:
    kept.scan([FLASK])
    kept.scan([], NOW + DAY, tallies=[replace(RAN, check="static_analysis")])
    assert list(kept.listed()) == [FLASK.purl]


def test_since_dates_survive_rescans_and_moves_and_end_with_the_use(kept: Kept) -> None:
    kept.scan([FLASK, JINJA])
    moved = Package(JINJA.purl, "apps/uv.lock", 99, via=("quart",))
    newer = Package("pkg:pypi/flask@3.0.1", "pyproject.toml", 7, requirement=">=3")
    kept.scan([newer, moved], NOW + DAY)
    assert {purl: one.since for purl, one in kept.listed().items()} == {moved.purl: NOW, newer.purl: NOW + DAY}
    kept.scan([moved], NOW + 2 * DAY)
    kept.scan([newer, moved], NOW + 3 * DAY)
    assert kept.listed()[newer.purl].since == NOW + 3 * DAY, "it was gone in between"


def test_what_was_removed_leaves_and_what_could_not_be_read_stays(kept: Kept) -> None:
    kept.scan([FLASK, JINJA, NODE])
    broken = Unseen("dependencies", "web/package.json", "line 3 is a merge conflict's", paths=("web/package.json",))
    kept.scan([FLASK], NOW + DAY, [broken])
    assert set(kept.listed()) == {FLASK.purl, NODE.purl}
    assert kept.store.inventory.lists()[0].unseen == (("web/package.json", "line 3 is a merge conflict's"),)
    kept.scan([FLASK], NOW + 2 * DAY)
    assert set(kept.listed()) == {FLASK.purl}


def test_a_half_read_project_keeps_the_files_that_were_not(kept: Kept) -> None:
    kept.scan([FLASK, JINJA])
    loose = Package("pkg:pypi/flask", "pyproject.toml", 7, requirement=">=3")
    broken = Unseen("dependencies", "pyproject.toml", "uv.lock: it is no TOML", paths=("pyproject.toml", "uv.lock"))
    kept.scan([loose], NOW + DAY, [broken])
    assert set(kept.listed()) == {loose.purl, JINJA.purl}


def test_a_check_that_failed_as_a_whole_takes_nothing_away(kept: Kept) -> None:
    kept.scan([FLASK])
    failed = Tally("dependencies", Outcome.FAILED, 0, 0, 0.0, "it broke")
    kept.scan([], NOW + DAY, [Unseen("dependencies", "", "it broke")], tallies=[failed])
    assert set(kept.listed()) == {FLASK.purl}


def test_files_beyond_the_limit_take_nothing_away(kept: Kept) -> None:
    kept.scan([FLASK])
    kept.scan([], NOW + DAY, [Unseen("changes", "", "900 changed files beyond the limit were not looked at")])
    assert set(kept.listed()) == {FLASK.purl}


@pytest.mark.parametrize("check", ["dependencies", "allow_list", "typosquats"])
def test_what_else_is_incomplete_keeps_nothing(kept: Kept, check: str) -> None:
    kept.scan([FLASK])
    old = Unseen(check, "", "the advisory data are 99 days old")
    other = Unseen("typosquats", "pyproject.toml", "it broke", paths=("pyproject.toml",))
    kept.scan([], NOW + DAY, [old, other])
    assert kept.listed() == {}


def test_vendored_projects_do_not_keep_what_they_brought(kept: Kept) -> None:
    kept.scan([NODE])
    kept.scan([], NOW + DAY, [Unseen("dependencies", NODE.path, "vendored", by_design=True, paths=(NODE.path,))])
    assert kept.listed() == {}


def test_of_two_scans_at_once_the_one_that_looked_later_wins(kept: Kept) -> None:
    kept.scan([FLASK], NOW, seconds=1.0)
    kept.scan([NODE], NOW + 1, seconds=60.0)
    assert set(kept.listed()) == {FLASK.purl}


def test_repositories_do_not_mix_and_leave_when_they_are_uninstalled(kept: Kept) -> None:
    kept.scan([FLASK])
    kept.scan([FLASK, NODE], repo="acme/other")
    assert set(kept.listed()) == {FLASK.purl}
    kept.store.forget("github", ["acme/shop"])
    assert kept.listed() == {}
    assert [one.repo for one in kept.store.inventory.lists()] == ["acme/other"]
    assert len(kept.listed("acme/other")) == 2


def test_one_package_is_found_in_all_repositories_page_by_page(kept: Kept) -> None:
    for number in range(5):
        kept.scan([FLASK, JINJA, NODE], repo=f"acme/r{number}")
    purl = PackageURL.from_string("pkg:npm/%40types/node")
    pages: list[list[Listed]] = []
    after: Sequence[str | int] = ()
    while page := kept.store.inventory.packages(purl, after=after, most=2):
        pages.append(page)
        after = page[-1].place
    assert [[one.repo for one in page] for page in pages] == [
        ["acme/r0", "acme/r1"],
        ["acme/r2", "acme/r3"],
        ["acme/r4"],
    ]
    assert kept.store.inventory.packages(PackageURL.from_string("pkg:pypi/node")) == []


def test_a_version_narrows_and_so_does_a_question_about_versions(kept: Kept) -> None:
    kept.scan([JINJA, Package("pkg:pypi/jinja2@3.1.4", "b/uv.lock", 1), Package("pkg:pypi/jinja2", "c.txt", 1)])
    ask = kept.store.inventory.packages
    assert [one.package.path for one in ask(PackageURL.from_string("pkg:pypi/jinja2@3.1.4"))] == ["b/uv.lock"]
    unpinned = ask(PackageURL.from_string("pkg:pypi/jinja2"), wanted=lambda _type, version: not version, most=1)
    assert [one.package.path for one in unpinned] == ["c.txt"]


def test_hostile_names_neither_break_the_list_nor_bloat_it(kept: Kept) -> None:
    long = Package(f"pkg:npm/{'x' * 5_000}@1", "package-lock.json", 1)
    odd = Package("pkg:npm/%00%F0%9F%92%A9@1", "a\0\udc80" + "p" * 9_000, 1, via=("\0", "\udc80"), requirement="\0")
    kept.scan([long, odd, Package("no purl", "x", 1), FLASK])
    assert len(kept.listed()) == 2
    kept.scan([long, odd, FLASK], NOW + DAY)
    assert {one.since for one in kept.listed().values()} == {NOW}


def test_two_thousand_packages_are_written_at_once_and_again_for_little(kept: Kept) -> None:
    some = [Package(f"pkg:npm/p{number}@1.0.0", "package-lock.json", number) for number in range(1, 2_001)]
    seconds = []
    for day in (0, 1):
        started = time.perf_counter()
        kept.scan(some, NOW + day * DAY)
        seconds.append(time.perf_counter() - started)
    assert len(kept.listed()) == 2_000
    assert max(seconds) < 5, seconds  # measured: 0.1 s
