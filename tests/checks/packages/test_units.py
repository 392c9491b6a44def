"""From a change to projects: which are looked at, on which sides, and that nothing is said twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from checks.interface import Side, Skip, Snapshot
from checks.packages import units
from checks.packages.model import Dependency, Place, Problem, Reading
from tests.values import MemoryChange, MemorySnapshot, memory_change


class Listed:
    """A stand-in for an ecosystem: `wants` files with a name a line, `+path` to read on, `lock` files beside them."""

    name = "listed"

    def claims(self, path: str) -> bool:
        return path.endswith(("wants", "lock"))

    def project(self, path: str, snapshot: Snapshot) -> Sequence[str]:
        beside = path.removesuffix("lock") + "wants" if path.endswith("lock") else path
        more = [line[1:] for line in (snapshot.read(beside) or b"").decode().split() if line.startswith("+")]
        lock = beside.removesuffix("wants") + "lock"
        names = [beside, *more, *([lock] if snapshot.entry(lock) else ())]
        return [name for name in names if snapshot.entry(name)]

    def read(self, files: Mapping[str, bytes]) -> Reading:
        found = []
        for path, content in files.items():
            for number, line in enumerate(content.decode().split(), 1):
                if not line.startswith("+"):
                    found.append(Dependency(type="pypi", name=line, place=Place(path, number)))
        return Reading(tuple(found))


LISTED = (Listed(),)


def named(change: MemoryChange) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(unit.side.value, unit.key, unit.paths) for unit in units.units("c", change, LISTED)]


def test_a_changed_manifest_is_a_unit_on_each_side() -> None:
    change = memory_change({"wants": "a"}, {"wants": "a b"})
    assert named(change) == [("base", "wants", ("wants",)), ("head", "wants", ("wants",))]


def test_a_file_of_no_ecosystem_is_none() -> None:
    assert named(memory_change({"app.py": "a"}, {"app.py": "b"})) == []


def test_several_changed_files_of_a_project_are_one_unit() -> None:
    change = memory_change({"wants": "a", "lock": "a"}, {"wants": "b", "lock": "b"})
    assert named(change) == [("base", "wants", ("wants", "lock")), ("head", "wants", ("wants", "lock"))]


def test_a_new_lockfile_is_compared_with_the_manifest_that_was_there() -> None:
    change = memory_change({"wants": "a"}, {"wants": "a", "lock": "a"})
    assert named(change) == [("base", "wants", ("wants",)), ("head", "wants", ("wants", "lock"))]


def test_a_deleted_lockfile_leaves_a_manifest_to_look_at() -> None:
    change = memory_change({"wants": "a", "lock": "a"}, {"wants": "a"})
    assert named(change) == [("base", "wants", ("wants", "lock")), ("head", "wants", ("wants",))]


def test_a_project_that_moved_is_found_under_both_names() -> None:
    before = MemorySnapshot("b", {"old/wants": "a", "old/lock": "a"})
    after = MemorySnapshot("a", {"new/wants": "a", "old/lock": "a"})
    change = MemoryChange(before, after, {"new/wants": "old/wants"})
    assert ("base", "old/wants", ("old/wants", "old/lock")) in named(change)
    assert ("head", "new/wants", ("new/wants",)) in named(change)


def test_a_file_that_another_project_reads_is_not_read_twice() -> None:
    change = memory_change({}, {"wants": "+shared/wants a", "shared/wants": "b"})
    assert named(change) == [("head", "wants", ("wants", "shared/wants"))]


def test_a_file_that_nobody_reads_any_longer_stands_by_itself() -> None:
    before = {"wants": "+shared/wants a", "shared/wants": "b"}
    change = memory_change(before, before | {"wants": "a"})
    assert named(change) == [
        ("base", "wants", ("wants", "shared/wants")),
        ("head", "wants", ("wants",)),
        ("head", "shared/wants", ("shared/wants",)),
    ]


@pytest.mark.parametrize("path", ["node_modules/x/wants", "app/vendor/x/wants", ".venv/wants", "third_party/wants"])
def test_a_vendored_project_is_left_out_and_said(path: str) -> None:
    (unit,) = units.units("c", memory_change({}, {path: "a"}), LISTED)
    assert unit.left_out.startswith("vendored: in ")


@pytest.mark.parametrize("path", ["vendors/wants", "src/my-vendor/wants", "vendor.wants"])
def test_a_name_that_only_sounds_vendored_is_looked_at(path: str) -> None:
    (unit,) = units.units("c", memory_change({}, {path: "a"}), LISTED)
    assert unit.left_out == ""


def test_the_reading_is_that_of_the_units_side() -> None:
    change = memory_change({"wants": "a"}, {"wants": "a b"})
    names = {
        unit.side: [one.name for one in units.reading(change, unit, LISTED).dependencies]
        for unit in units.units("c", change, LISTED)
    }
    assert names == {Side.BASE: ["a"], Side.HEAD: ["a", "b"]}


def test_a_file_that_may_not_be_read_is_a_problem_and_the_others_are_read() -> None:
    class Large(MemorySnapshot):
        def read(self, path: str) -> bytes | None:
            if path == "lock":
                raise Skip("it is too large")
            return super().read(path)

    found = units.read(Large("a", {"wants": "a", "lock": "a"}), ["wants", "lock", "absent"], LISTED)
    assert [one.name for one in found.dependencies] == ["a"]
    assert found.problems == (Problem("lock", "it is too large"),)
    assert units.reason(found) == "lock: it is too large"


def test_the_digest_follows_every_file_of_the_project() -> None:
    def digest(lock: str) -> str:
        (unit,) = units.units("c", memory_change({}, {"wants": "a", "lock": lock}), LISTED)
        return unit.digest

    assert digest("a") != digest("b")
    assert digest("a") == digest("a")


def test_a_claimed_file_that_turns_out_to_name_no_packages_is_none() -> None:
    class Seldom(Listed):
        def project(self, path: str, snapshot: Snapshot) -> Sequence[str]:
            return [path] if b"packages:" in (snapshot.read(path) or b"") else []

    change = memory_change({"a.wants": "x", "b.wants": "x"}, {"a.wants": "y", "b.wants": "packages: y"})
    found = [(unit.side.value, unit.key) for unit in units.units("c", change, (Seldom(),))]
    assert found == [("head", "b.wants")]
