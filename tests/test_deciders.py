"""What is decided about packages besides content, over values: modes, blind spots, forks, first looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest

from bot import licences
from bot.allow import allowfile
from bot.allow.allowlist import Entry
from bot.changes import GitChangeSet
from bot.deciders.packages import AllowListDecider, LicenceDecider
from bot.model import Comparison, Level, Licences, Mode, Policy, Tally, Unseen
from checks.interface import Outcome, Package, Side, Skip
from tests.values import MemoryChange, MemorySnapshot, memory_change

RAN = Tally("dependencies", Outcome.RAN, 1, 0, 0.1)
KIT = Package("pkg:npm/kit@1", "package.json", 4)
ENFORCING = "mode: enforce\npackages: [pkg:npm/web]\n"


@dataclass(frozen=True)
class Going(MemoryChange):
    """A change in memory into a branch that has moved on since."""

    target: MemorySnapshot = field(default_factory=lambda: MemorySnapshot("t" * 40, {}))


def going(before: Mapping[str, str], after: Mapping[str, str], now: Mapping[str, str] | None = None) -> GitChangeSet:
    made = memory_change(before, after)
    target = MemorySnapshot("t" * 40, before if now is None else now)
    return cast(GitChangeSet, Going(made.base, made.head, made.renames, made.commits, target=target))


def compared(*head: Package, base: tuple[Package, ...] = (), **more: Any) -> Comparison:
    values = {"tallies": (RAN,), "packages": {Side.BASE: base, Side.HEAD: head}} | more
    return Comparison(**({"introduced": (), "fixed": (), "existing": (), "unseen": ()} | values))


def decided(comparison: Comparison, change: GitChangeSet | None = None, **more: Any) -> Comparison:
    decide = AllowListDecider(**({"mode": Mode.ENFORCE, "policy": Policy()} | more))
    return decide(comparison, change or going({}, {}))


def rules(comparison: Comparison) -> list[str]:
    return [known.finding.rule for known in comparison.introduced]


def test_what_is_refused_comes_in_beside_what_checks_found() -> None:
    (known,) = decided(compared(KIT)).introduced
    assert (known.finding.rule, known.finding.package, known.came_from) == ("not-on-allow-list", KIT.purl, ())
    moved = decided(compared(replace(KIT, path="new/package.json"))).introduced[0]
    assert moved.fingerprint != known.fingerprint
    assert rules(decided(compared(KIT), entries=[Entry("pkg:npm/kit")])) == []
    assert rules(decided(compared(KIT, base=(KIT,)))) == []
    assert rules(decided(compared(KIT), policy=Policy({"allow_list": Level.OFF}))) == []


@pytest.mark.parametrize(
    ("operator", "file", "refused"),
    [
        (Mode.OFF, "", False),
        (Mode.OFF, "mode: enforce", True),
        (Mode.LEARN, "mode: enforce", True),
        (Mode.ENFORCE, "mode: off", True),
        (Mode.ENFORCE, "mode: learn", True),
        (Mode.ENFORCE, "packages: [pkg:npm/kit]", False),
    ],
)
def test_the_file_may_be_stricter_than_the_operator_and_never_laxer(operator: Mode, file: str, refused: bool) -> None:
    change = going({allowfile.PATH: file}, {allowfile.PATH: file})
    assert rules(decided(compared(KIT), change, mode=operator)) == ["not-on-allow-list"] * refused


def test_an_operator_may_leave_files_out() -> None:
    change = going({}, {}, now={allowfile.PATH: "packages: [pkg:npm/kit]"})
    assert rules(decided(compared(KIT), change)) == []
    assert rules(decided(compared(KIT), change, files=False)) == ["not-on-allow-list"]


def test_the_branch_as_it_is_now_counts_neither_merge_base_nor_head() -> None:
    lax = {allowfile.PATH: "packages: [pkg:npm/kit]"}
    strict = {allowfile.PATH: "mode: enforce"}
    assert rules(decided(compared(KIT), going(lax, lax, now=strict), mode=Mode.OFF)) == ["not-on-allow-list"]
    assert rules(decided(compared(KIT), going(strict, strict, now=lax), mode=Mode.OFF)) == []


def test_what_the_organisation_shares_counts_beside_the_repositorys_own() -> None:
    shared = {"shared": lambda: allowfile.read(b"mode: enforce\npackages: [pkg:npm/kit]")}
    web = Package("pkg:npm/web@1", "package.json", 5)
    said = decided(compared(KIT, web), mode=Mode.OFF, **shared)
    assert [known.finding.package for known in said.introduced] == [web.purl]
    assert rules(decided(compared(KIT, web), mode=Mode.OFF, files=False, **shared)) == []
    broken = decided(compared(KIT), shared=lambda: allowfile.read(b"packages: 7"))
    assert (rules(broken), broken.unseen[0].key) == (["not-on-allow-list"], "allow.yaml of the organisation")


def test_a_broken_file_is_not_looked_past_and_enforcing_stays_strict() -> None:
    broken = going({allowfile.PATH: "packages: 7"}, {allowfile.PATH: "packages: 7"})
    said = decided(compared(KIT), broken)
    assert rules(said) == ["not-on-allow-list"]
    (unseen,) = said.unseen
    assert (unseen.check, unseen.key) == ("allow_list", allowfile.PATH)
    assert unseen.reason.endswith("until that is mended, nothing of it counts")


def test_a_change_that_would_break_the_file_is_told() -> None:
    change = going({allowfile.PATH: ENFORCING}, {allowfile.PATH: "packages: ["})
    assert rules(decided(compared(), change)) == ["allow-list-broken"]
    assert rules(decided(compared(), change, files=False)) == []


def test_a_file_too_large_to_read_is_said() -> None:
    @dataclass(frozen=True)
    class Huge(MemorySnapshot):
        def read(self, path: str) -> bytes | None:
            raise Skip("it has 99 MiB, more than the limit of 10 MiB")

    change = going({}, {})
    object.__setattr__(change, "target", Huge("t" * 40, {}))
    assert "99 MiB" in decided(compared(KIT), change).unseen[0].reason


def test_what_the_dependencies_check_could_not_read_is_open_here_too() -> None:
    missing = Unseen("dependencies", "package.json", "it is no JSON")
    observed = Policy({"dependencies": Level.OBSERVE})
    assert [one.check for one in decided(compared(unseen=(missing,)), policy=observed).unseen] == [
        "dependencies", "allow_list",
    ]  # fmt: skip
    assert decided(compared(unseen=(missing,))).unseen == (missing,), "where it counts itself, once is enough"
    silent = decided(compared(tallies=())).unseen
    assert "did not run, so that nobody knows which packages are new" in silent[0].reason
    assert decided(compared(tallies=()), mode=Mode.LEARN).unseen == ()


def test_a_first_look_refuses_nothing_and_learns_only_where_the_list_does() -> None:
    learned: list[Entry] = []
    assert decided(compared(KIT), silent=True, learn=learned.extend) == compared(KIT)
    decided(compared(KIT), silent=True, mode=Mode.LEARN, learn=learned.extend)
    assert [entry.purl for entry in learned] == ["pkg:npm/kit"]


def test_licences_come_in_beside_what_checks_found() -> None:
    lists = licences.checked(Licences(deny=("AGPL-3.0-only",)))
    denied, silent = replace(KIT, licence="AGPL-3.0-only"), Package("pkg:npm/web@1", "package.json", 5)
    said = LicenceDecider(lists)(compared(denied, silent), going({}, {}))
    assert (rules(said), len(said.notes)) == (["licence-denied"], 1)
    told = LicenceDecider(lists, lambda purls: dict.fromkeys(purls, "MIT"))(compared(silent), going({}, {}))
    assert (rules(told), told.notes) == ([], ())
