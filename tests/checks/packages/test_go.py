"""Go: what go.mod and go.sum say, on which lines."""

from __future__ import annotations

import time

import pytest

from checks.packages.go import Go
from checks.packages.model import Dependency, Place, Reading
from tests.checks.packages.fuzzing import BytesSnapshot, check_reader

MOD = b"""\
module example.org/shop // the project

go 1.21

toolchain go1.21.3

require github.com/BurntSushi/toml v1.3.2

require (
	golang.org/x/net v0.17.0
	"gopkg.in/yaml.v3" v3.0.1 // used by hand
	golang.org/x/text v0.13.0 // indirect
	example.org/forked v1.0.0
	example.org/here v1.0.0
	example.org/twice v1.0.0
	example.org/old v2.0.0+incompatible // indirect; needed by tests
)

exclude golang.org/x/net v0.16.0

replace (
	example.org/forked => github.com/fork/forked v1.0.1
	example.org/here v1.0.0 => ./here
	example.org/twice v0.9.0 => ../outside
)

retract [v0.1.0, v0.2.0]

tool golang.org/x/tools/cmd/stringer
"""
SUM = b"""\
github.com/BurntSushi/toml v1.3.2 h1:o7IhLm0Msx3BaB+n3Ag7L8EVlByGnpq14C4YWiu/gL8=
github.com/BurntSushi/toml v1.3.2/go.mod h1:CxXYINrC8qIiEnFrOxCa7Jy5BFHlXnUU2pbicEuybxQ=
github.com/fork/forked v1.0.1 h1:FFFF=
golang.org/x/net v0.16.0 h1:OLD=
golang.org/x/net v0.17.0/go.mod h1:ONLYMOD=
golang.org/x/text v0.13.0 h1:TTTT=
gopkg.in/yaml.v3 v3.0.1 h1:YYYY=
github.com/unused/module v1.0.0 h1:UUUU=
"""
FILES = {"go.mod": MOD, "go.sum": SUM}


def read(mod: bytes = MOD, sums: bytes | None = SUM) -> Reading:
    return Go().read({"go.mod": mod} if sums is None else {"go.mod": mod, "go.sum": sums})


def named(reading: Reading) -> dict[str, Dependency]:
    return {one.name: one for one in reading.dependencies}


def test_every_module_stands_on_its_line_with_its_digests_line() -> None:
    found = named(read())
    assert {name: (one.version, one.place.line) for name, one in found.items()} == {
        "github.com/BurntSushi/toml": ("v1.3.2", 7),
        "golang.org/x/net": ("v0.17.0", 10),
        "gopkg.in/yaml.v3": ("v3.0.1", 11),
        "golang.org/x/text": ("v0.13.0", 12),
        "github.com/fork/forked": ("v1.0.1", 22),
        "example.org/twice": ("v1.0.0", 15),
        "example.org/old": ("v2.0.0+incompatible", 16),
    }
    toml = found["github.com/BurntSushi/toml"]
    assert toml.locked == Place("go.sum", 1)
    assert toml.integrity == ("h1:o7IhLm0Msx3BaB+n3Ag7L8EVlByGnpq14C4YWiu/gL8=",)
    assert toml.integrity_expected


def test_what_only_go_sum_holds_is_not_built() -> None:
    assert "github.com/unused/module" not in named(read())


def test_before_go_1_17_go_sum_is_all_that_names_indirect_modules() -> None:
    sums = SUM + b"github.com/unused/module v1.10.0 h1:NEW=\ngithub.com/unused/module v1.10.0-rc.1 h1:RC=\n"
    found = named(read(MOD.replace(b"go 1.21\n", b"go 1.16\n"), sums))["github.com/unused/module"]
    assert (found.version, found.place, found.integrity) == ("v1.10.0", Place("go.sum", 9), ("h1:NEW=",))


def test_a_replacement_is_what_is_built() -> None:
    forked = named(read())["github.com/fork/forked"]
    assert forked.written == "example.org/forked"
    assert forked.place == Place("go.mod", 22)
    assert forked.locked == Place("go.sum", 3)


def test_a_folder_in_a_modules_place_is_no_package_and_one_for_another_version_changes_nothing() -> None:
    found = named(read())
    assert "example.org/here" not in found
    assert found["example.org/twice"].written == ""


def test_a_go_sum_with_another_version_only_is_a_mismatch() -> None:
    (mismatch,) = read().mismatches
    assert (mismatch.name, mismatch.place) == ("golang.org/x/net", Place("go.mod", 10))
    assert mismatch.message == "go.mod requires golang.org/x/net v0.17.0, go.sum has the digest of v0.16.0 only"


def test_a_go_sum_that_holds_both_is_none() -> None:
    assert read(sums=SUM + b"golang.org/x/net v0.17.0 h1:NEW=\n").mismatches == ()


def test_without_go_sum_no_digest_is_missed() -> None:
    reading = read(sums=None)
    assert not any(one.integrity_expected or one.locked for one in reading.dependencies)
    assert reading.mismatches == ()


def test_a_branch_is_a_requirement_and_no_version() -> None:
    (one,) = read(b"module a\ngo 1.21\nrequire example.org/b main\n", None).dependencies
    assert (one.version, one.requirement) == ("", "main")


@pytest.mark.parametrize(
    ("mod", "reason"),
    [
        (b"require (\nexample.org/a v1.0.0\n", "require block is not closed"),
        (b"require example.org/a\n", "line 1 requires no module"),
        (b"\nrequire ../../etc v1.0.0\n", "line 2 requires no module"),
        (b"replace a b\n", "line 1 replaces nothing"),
        (b"replace a => b\n", "no module at a version"),
        (b'require "a\\x" v1.0.0\n', "escapes"),
        (b"\xff", "no utf-8"),
        (b"module a\n<<<<<<< HEAD\n", "line 2 is a merge conflict"),
        (b"require (\n" + b"a.org/b v1.0.0\n" * 100_001 + b")\n", "more than 100000"),
    ],
)
def test_what_cannot_be_read_is_said(mod: bytes, reason: str) -> None:
    reading = read(mod, None)
    (problem,) = reading.problems
    assert problem.path == "go.mod"
    assert reason in problem.reason
    assert reading.dependencies == ()


def test_an_unreadable_go_sum_leaves_the_modules() -> None:
    reading = read(sums=b"what is this\nline\n")
    assert [(one.path, one.reason) for one in reading.problems] == [
        ("go.sum", "line 2 is no module, version and digest"),
    ]
    assert len(reading.dependencies) == 7


def test_the_project_is_the_folders_two_files() -> None:
    snapshot = BytesSnapshot({"a/go.mod": MOD, "a/go.sum": SUM, "b/go.mod": MOD, "go.sum": b""})
    go = Go()
    assert go.project("a/go.sum", snapshot) == go.project("a/go.mod", snapshot) == ["a/go.mod", "a/go.sum"]
    assert go.project("b/go.mod", snapshot) == ["b/go.mod"]
    assert [path for path in ("go.mod", "x/go.sum", "go.work", "cargo.mod") if go.claims(path)] == [
        "go.mod",
        "x/go.sum",
    ]


def test_a_hundred_thousand_modules_end() -> None:
    mod = b"module a\ngo 1.21\nrequire (\n" + b"".join(b"\texample.org/m%d v1.0.%d\n" % (n, n) for n in range(99_999))
    sums = b"".join(b"example.org/m%d v1.0.%d h1:AAAA=\n" % (n, n) for n in range(99_999))
    started = time.process_time()
    assert len(read(mod + b")\n", sums).dependencies) == 99_999
    assert time.process_time() - started < 20


def test_whatever_the_files_say_the_reading_holds() -> None:
    check_reader(Go(), FILES)
