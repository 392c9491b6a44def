"""JavaScript: real lockfiles of the same project by seven package managers, which must agree, and their manifests."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from checks.interface import Scope
from checks.packages.model import Dependency, Place, Reading
from checks.packages.npm import Npm
from tests.checks.packages.fuzzing import BytesSnapshot, check_reader

CASES = Path(__file__).parents[2] / "cases" / "packages" / "npm"
TOOLS = ["bun", "npm-v1", "npm-v3", "pnpm-v6", "pnpm-v9", "yarn-1", "yarn-berry"]
LOCKS = {"bun": "bun.lock", "npm": "package-lock.json", "pnpm": "pnpm-lock.yaml", "yarn": "yarn.lock"}


def case(tool: str) -> dict[str, bytes]:
    root = CASES / tool
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def lock_of(tool: str) -> str:
    return LOCKS[tool.partition("-")[0]]


def named(reading: Reading) -> dict[tuple[str, str], Dependency]:
    """Of several of one version, the nearest."""
    return {(one.name, one.version): one for one in sorted(reading.dependencies, key=lambda one: -len(one.via))}


def read_manifest(**data: object) -> Reading:
    return Npm().read({"package.json": json.dumps(data, indent=2).encode()})


def read_lock(manifest: dict[str, object], packages: dict[str, object]) -> Reading:
    lock = {"lockfileVersion": 3, "packages": packages}
    files = {"package.json": manifest, "package-lock.json": lock}
    return Npm().read({path: json.dumps(data, indent=2).encode() for path, data in files.items()})


@pytest.mark.parametrize("tool", TOOLS)
def test_every_lockfile_of_the_project_says_the_same(tool: str) -> None:
    reference, found = named(Npm().read(case("npm-v3"))), named(Npm().read(case(tool)))
    peers = {("react", "18.3.1"), ("loose-envify", "1.4.0"), ("js-tokens", "4.0.0")}  # yarn does not install them
    missing = reference.keys() - found.keys()
    assert missing == (peers if tool.startswith("yarn") else set())
    added = {} if tool != "yarn-berry" else {name for name, _ in found.keys() - reference.keys()}
    assert ("node-gyp" in added) == (tool == "yarn-berry")  # which adds what fsevents is built with
    if tool != "yarn-berry":
        assert not found.keys() - reference.keys()
    for key in found.keys() & reference.keys():
        assert found[key].scope is reference[key].scope, key
        assert len(found[key].via) == len(reference[key].via), key
        assert found[key].written == reference[key].written, key


@pytest.mark.parametrize("tool", TOOLS)
def test_every_dependency_stands_on_its_line(tool: str) -> None:
    files = case(tool)
    rows = {path: content.decode().split("\n") for path, content in files.items()}
    for one in Npm().read(files).dependencies:
        assert f'"{one.written or one.name}"' in rows[one.place.path][one.place.line - 1] or one.locked is None
        place = one.locked or one.place
        row = rows[place.path][place.line - 1]
        assert place.path == lock_of(tool)
        assert f"{one.written or one.name}" in row or one.name in row
        around = "\n".join(rows[place.path][place.line - 1 : place.line + 2])
        assert one.version in around


@pytest.mark.parametrize("tool", TOOLS)
def test_a_lockfile_that_fits_its_manifest_has_no_mismatch_and_nothing_that_is_not_reached(tool: str) -> None:
    reading = Npm().read(case(tool))
    assert reading.mismatches == ()
    assert reading.problems == ()
    assert [one.name for one in reading.dependencies if not one.reached] == []


@pytest.mark.parametrize("tool", TOOLS)
def test_every_package_from_the_registry_is_proven(tool: str) -> None:
    reading = Npm().read(case(tool))
    assert [one.name for one in reading.dependencies if one.integrity_expected and not one.integrity] == []
    proven = [one.integrity[0] for one in reading.dependencies if one.integrity]
    assert all(digest.startswith(("sha512:", "sha512-10c0:")) for digest in proven)
    assert sum(one.integrity_expected for one in reading.dependencies) > 80


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("path", ["package.json", "packages/a/package.json", "LOCK"])
def test_the_project_is_the_whole_workspace_from_any_of_its_files(tool: str, path: str) -> None:
    lock = lock_of(tool)
    expected = {*case(tool)}
    found = Npm().project(path.replace("LOCK", lock), BytesSnapshot(case(tool)))
    assert found[:2] == ["package.json", lock]
    if tool not in ("yarn-1", "npm-v1") or "packages" in path:  # which do not say where the workspaces are
        assert set(found) == expected


@pytest.mark.parametrize("tool", TOOLS)
def test_a_manifest_that_moved_on_without_its_lockfile_is_a_mismatch(tool: str) -> None:
    files = case(tool)
    files["package.json"] = files["package.json"].replace(b'"express": "^4.18.0"', b'"express": "^5.0.0"')
    (mismatch,) = Npm().read(files).mismatches
    row = files["package.json"].decode().split("\n")[mismatch.place.line - 1]
    assert (mismatch.place.path, mismatch.name, '"express"' in row) == ("package.json", "express", True)
    assert mismatch.message.startswith(f"package.json asks for express ^5.0.0, {lock_of(tool)} ")


@pytest.mark.parametrize("tool", TOOLS)
def test_a_dependency_that_the_lockfile_does_not_know_is_a_mismatch(tool: str) -> None:
    files = case(tool)
    files["package.json"] = files["package.json"].replace(b'"esbuild"', b'"brand-new": "^1.0.0",\n    "esbuild"')
    found = [one.name for one in Npm().read(files).mismatches]
    assert found == ([] if tool in ("yarn-1", "npm-v1") else ["brand-new"])  # there it may be a workspace's


@pytest.mark.parametrize("tool", TOOLS)
def test_what_the_manifest_dropped_is_not_reached_any_longer(tool: str) -> None:
    files = case(tool)
    files["package.json"] = files["package.json"].replace(b'    "chokidar": "^3.5.0",\n', b"")
    reading = Npm().read(files)
    lost = {one.name for one in reading.dependencies if not one.reached}
    if tool in ("yarn-1", "npm-v1"):  # some workspace that is not known may ask for it
        assert lost == set()
    else:
        assert {"chokidar", "readdirp", "anymatch"} <= lost
        assert "express" not in lost


def test_chains_are_told_by_the_names_of_packages() -> None:
    found = named(Npm().read(case("npm-v3")))
    assert found["safer-buffer", "2.1.2"].via == ("express", "body-parser", "iconv-lite")
    assert found["ms", "2.0.0"].via in (("express", "debug"), ("express", "body-parser", "debug"))
    express = found["express", "4.22.3"]
    assert (express.place, express.via, express.requirement) == (Place("package.json", 7), (), "^4.18.0")


def test_what_runs_code_when_installed_is_told_where_the_lockfile_says_so() -> None:
    for tool in ("npm-v3", "pnpm-v6"):
        scripts = {one.name for one in Npm().read(case(tool)).dependencies if one.install_script}
        assert "esbuild" in scripts
        assert "express" not in scripts


def test_licences_are_told_where_the_lockfile_says_so() -> None:
    assert named(Npm().read(case("npm-v3")))["express", "4.22.3"].licence == "MIT"


MANIFEST = b"""\
{
  "dependencies": {
    "range": "^1.2.0",
    "pinned": "1.2.3",
    "any": "",
    "tag": "next",
    "alias": "npm:@real/one@^2.0.0",
    "short": "acme/short#v1",
    "hosted": "gitlab:acme/hosted",
    "git": "git+ssh://git@example.org/acme/git.git#main",
    "url": "https://user:hunter2@example.org/url.tgz",
    "archive": "file:vendor/archive.tgz",
    "folder": "file:../folder",
    "link": "link:./link",
    "own": "workspace:*",
    "both": "^1.0.0",
    "odd": 5
  },
  "devDependencies": {
    "dev": "~1.0.0",
    "both": "^2.0.0"
  },
  "optionalDependencies": {"maybe": "1.x"},
  "peerDependencies": {
    "dev": ">=1",
    "peer": ">=16",
    "host": "*"
  },
  "peerDependenciesMeta": {"host": {"optional": true}},
  "bundledDependencies": ["range"],
  "overrides": {
    "deep": {
      ".": "1.0.0",
      "within@^2": "npm:other@3.0.0"
    },
    "same": "$range"
  },
  "resolutions": {
    "**/a/@b/c": "4.0.0"
  },
  "pnpm": {"overrides": {
    "x@1>y": "5.0.0"
  }}
}
"""


def test_the_ways_of_asking_for_a_package() -> None:
    found = {one.written or one.name: one for one in Npm().read({"package.json": MANIFEST}).dependencies}
    assert {name: (one.name, one.version, one.requirement, one.origin) for name, one in found.items()} == {
        "range": ("range", "", "^1.2.0", ""),
        "pinned": ("pinned", "1.2.3", "1.2.3", ""),
        "any": ("any", "", "", ""),
        "tag": ("tag", "", "next", ""),
        "alias": ("@real/one", "", "^2.0.0", ""),
        "short": ("short", "", "v1", "git+https://github.com/acme/short.git#v1"),
        "hosted": ("hosted", "", "", "git+https://gitlab.com/acme/hosted.git"),
        "git": ("git", "", "main", "git+ssh://example.org/acme/git.git#main"),
        "url": ("url", "", "", "https://example.org/url.tgz"),
        "archive": ("archive", "", "", "file:vendor/archive.tgz"),
        "both": ("both", "", "^1.0.0", ""),
        "odd": ("odd", "", "", ""),
        "dev": ("dev", "", "~1.0.0", ""),
        "maybe": ("maybe", "", "1.x", ""),
        "peer": ("peer", "", ">=16", ""),
        "host": ("host", "", "*", ""),
        "deep": ("deep", "1.0.0", "1.0.0", ""),
        "within": ("other", "3.0.0", "3.0.0", ""),
        "@b/c": ("@b/c", "4.0.0", "4.0.0", ""),
        "y": ("y", "5.0.0", "5.0.0", ""),
    }
    lines = {name: one.place.line for name, one in found.items()}
    assert (lines["range"], lines["both"], lines["dev"], lines["maybe"]) == (3, 16, 20, 23)
    assert (lines["deep"], lines["within"], lines["@b/c"], lines["y"]) == (33, 34, 39, 42)
    scopes = {name: one.scope for name, one in found.items()}
    assert scopes["dev"] is Scope.DEVELOPMENT
    assert scopes["maybe"] is scopes["host"] is Scope.OPTIONAL
    assert scopes["peer"] is scopes["both"] is Scope.RUNTIME


def test_a_catalog_of_the_workspace_says_the_range() -> None:
    files = {
        "package.json": b'{"dependencies": {"a": "catalog:", "b": "catalog:old", "c": "catalog:"}}',
        "pnpm-workspace.yaml": b"packages: [x]\ncatalog:\n  a: ^1.0.0\ncatalogs:\n  old:\n    b: ^2.0.0\n",
    }
    found = {one.name: one.requirement for one in Npm().read(files).dependencies}
    assert found == {"a": "^1.0.0", "b": "^2.0.0", "c": "catalog:"}


NPM = {
    "": {"dependencies": {"a": "^1.0.0"}, "devDependencies": {"b": "^1.0.0"}},
    "node_modules/a": {"version": "1.1.0", "dependencies": {"c": "^1.0.0"}, "optionalDependencies": {"o": "1"}},
    "node_modules/a/node_modules/c": {"version": "1.5.0"},
    "node_modules/b": {"version": "1.0.0", "dependencies": {"c": "^2.0.0"}, "peerDependencies": {"p": "1", "q": "1"}},
    "node_modules/b/node_modules/x": {"version": "1.0.0", "inBundle": True},
    "node_modules/c": {"version": "2.0.0"},
    "node_modules/o": {"version": "1.0.0", "optional": True},
    "node_modules/p": {"version": "1.0.0", "peer": True},
    "node_modules/stray": {"version": "6.6.6"},
}
ASKS = {"dependencies": {"a": "^1.0.0"}, "devDependencies": {"b": "^1.0.0"}}


def test_who_asks_for_whom_follows_from_the_folders() -> None:
    found = named(read_lock(ASKS, NPM))
    assert {key: (one.via, one.scope, one.reached) for key, one in found.items()} == {
        ("a", "1.1.0"): ((), Scope.RUNTIME, True),
        ("b", "1.0.0"): ((), Scope.DEVELOPMENT, True),
        ("c", "1.5.0"): (("a",), Scope.RUNTIME, True),
        ("c", "2.0.0"): (("b",), Scope.DEVELOPMENT, True),
        ("x", "1.0.0"): (("b",), Scope.DEVELOPMENT, True),
        ("o", "1.0.0"): (("a",), Scope.OPTIONAL, True),
        ("p", "1.0.0"): (("b",), Scope.DEVELOPMENT, True),
        ("stray", "6.6.6"): ((), Scope.RUNTIME, False),
    }
    assert not found["x", "1.0.0"].integrity_expected
    assert found["c", "2.0.0"].integrity_expected


def test_what_is_for_development_and_needed_at_run_time_too_is_needed_at_run_time() -> None:
    packages = {"": {"dependencies": {"a": "1"}, "devDependencies": {"b": "1"}}}
    packages |= {
        "node_modules/a": {"version": "1.0.0", "dependencies": {"b": "1"}},
        "node_modules/b": {"version": "1.0.0"},
    }
    b = named(read_lock({"dependencies": {"a": "1"}, "devDependencies": {"b": "1"}}, packages))["b", "1.0.0"]
    assert (b.scope, b.via, b.place.path) == (Scope.RUNTIME, (), "package.json")


@pytest.mark.parametrize("tool", ["yarn-1", "yarn-berry"])
def test_what_a_resolution_puts_in_place_is_not_accused_of_being_there(tool: str) -> None:
    files = case(tool)
    old = {"yarn-1": b"qs@~6.16.0:", "yarn-berry": b'"qs@npm:~6.16.0'}[tool]
    assert old in files["yarn.lock"]
    files["yarn.lock"] = files["yarn.lock"].replace(old, old.replace(b"~6.16.0", b"6.14.1"))
    lost = [one.name for one in Npm().read(files).dependencies if not one.reached]
    assert ("qs" in lost) == (tool == "yarn-berry")  # yarn 1 does not say who is in the workspace
    files["package.json"] = files["package.json"].replace(b'"private"', b'"resolutions": {"qs": "6.14.1"}, "private"')
    assert [one.name for one in Npm().read(files).dependencies if not one.reached] == []


def test_an_optional_peer_does_not_make_what_is_for_development_a_part_of_the_product() -> None:
    peer = {"version": "1.0.0", "peerDependencies": {"t": "*"}, "peerDependenciesMeta": {"t": {"optional": True}}}
    packages = {"": {"dependencies": {"a": "1"}, "devDependencies": {"d": "1"}}, "node_modules/a": peer}
    packages |= {
        "node_modules/d": {"version": "1.0.0", "dependencies": {"t": "1"}},
        "node_modules/t": {"version": "1.0.0"},
    }
    asks = {"dependencies": {"a": "1"}, "devDependencies": {"d": "1"}}
    assert named(read_lock(asks, packages))["t", "1.0.0"].scope is Scope.DEVELOPMENT
    packages["node_modules/d"] = {"version": "1.0.0"}
    alone = named(read_lock(asks, packages))["t", "1.0.0"]
    assert (alone.scope, alone.reached) == (Scope.OPTIONAL, True)


def test_a_lockfile_without_its_manifest_accuses_nothing() -> None:
    reading = Npm().read({"package-lock.json": json.dumps({"packages": NPM}).encode()})
    assert all(one.reached for one in reading.dependencies)
    assert [one.place.path for one in reading.dependencies] == ["package-lock.json"] * 8
    assert reading.mismatches == ()


def test_an_unreadable_manifest_leaves_the_lockfile_and_the_other_way_round() -> None:
    lock = json.dumps({"packages": NPM}).encode()
    reading = Npm().read({"package.json": b"{", "package-lock.json": lock})
    assert [one.path for one in reading.problems] == ["package.json"]
    assert len(reading.dependencies) == 8
    reading = Npm().read({"package.json": json.dumps(ASKS).encode(), "package-lock.json": lock[:-5]})
    assert [one.path for one in reading.problems] == ["package-lock.json"]
    assert [(one.name, one.version, one.locked) for one in reading.dependencies] == [("a", "", None), ("b", "", None)]


def test_another_package_in_the_place_of_one_is_a_mismatch_and_an_alias_that_was_asked_for_is_none() -> None:
    packages = {"": {"dependencies": {"a": "^1.0.0"}}, "node_modules/a": {"name": "evil", "version": "1.0.0"}}
    reading = read_lock({"dependencies": {"a": "^1.0.0"}}, packages)
    assert [one.message for one in reading.mismatches] == [
        "package.json asks for a ^1.0.0, package-lock.json has evil in its place"
    ]
    assert [(one.name, one.written) for one in reading.dependencies] == [("evil", "a")]
    packages[""] = {"dependencies": {"a": "npm:evil@^1.0.0"}}
    assert read_lock({"dependencies": {"a": "npm:evil@^1.0.0"}}, packages).mismatches == ()


def test_a_version_that_the_manifest_does_not_admit_is_a_mismatch_unless_it_is_overridden() -> None:
    packages = {"": {"dependencies": {"a": "^1.2.0"}}, "node_modules/a": {"version": "1.1.9"}}
    asks: dict[str, object] = {"dependencies": {"a": "^1.2.0"}}
    assert [one.message for one in read_lock(asks, packages).mismatches] == [
        "package.json asks for a ^1.2.0, package-lock.json has 1.1.9"
    ]
    assert read_lock({**asks, "overrides": {"a": "1.1.9"}}, packages).mismatches == ()
    packages["node_modules/a"] = {"version": "1.2.0"}
    assert read_lock(asks, packages).mismatches == ()


def test_what_only_the_lockfile_was_made_for_is_a_mismatch_at_its_line() -> None:
    (mismatch,) = read_lock({"dependencies": {"a": "^1.0.0"}}, NPM).mismatches
    assert (mismatch.name, mismatch.place) == ("b", Place("package-lock.json", 9))
    assert mismatch.message == "package-lock.json was made for b ^1.0.0, package.json is without it"


def test_sources_digests_and_the_kinds_of_entries() -> None:
    packages = {
        "": {},
        "node_modules/g": {"version": "1.0.0", "resolved": "git+ssh://git@example.org/g.git#0123"},
        "node_modules/t": {
            "version": "1.0.0",
            "resolved": "https://user:hunter2@example.org/t.tgz",
            "integrity": "sha512-AAAA== sha1-BBBB=",
        },
        "node_modules/l": {"resolved": "packages/l", "link": True},
        "packages/l": {"version": "1.0.0", "dependencies": {"t": "1"}},
    }
    found = {one.name: one for one in read_lock({}, packages).dependencies}
    assert found.keys() == {"g", "t"}
    assert (found["g"].origin, found["g"].integrity_expected) == ("git+ssh://example.org/g.git#0123", False)
    assert (found["t"].origin, found["t"].integrity) == ("https://example.org/t.tgz", ("sha512:AAAA==", "sha1:BBBB="))
    assert (found["t"].via, found["t"].reached) == (("l",), True)


def test_two_lockfiles_of_one_folder_are_both_read() -> None:
    files = {**case("npm-v3"), "yarn.lock": case("yarn-1")["yarn.lock"]}
    express = [one for one in Npm().read(files).dependencies if one.name == "express"]
    assert [one.locked and one.locked.path for one in express] == ["package-lock.json", "yarn.lock"]


def test_a_member_with_a_lockfile_of_its_own_is_a_project_of_its_own() -> None:
    tree = {**case("npm-v3"), "packages/a/package-lock.json": b"{}", "else/package.json": b"{}", ".npmrc": b""}
    npm, snapshot = Npm(), BytesSnapshot(tree)
    assert npm.project("packages/a/package.json", snapshot) == [
        "packages/a/package.json",
        "packages/a/package-lock.json",
    ]
    assert npm.project("else/package.json", snapshot) == ["else/package.json"]
    assert npm.project(".npmrc", snapshot) == ["package.json", "package-lock.json", ".npmrc", "packages/a/package.json"]


def test_workspaces_outside_of_the_repository_or_without_end_are_not_asked_for() -> None:
    patterns = ["../../etc", "/etc", "packages/../../x", "*/" * 500, "a*" * 400, "**/" * 200, "!" * 10, "[", "{a,b}"]
    tree = {"package.json": json.dumps({"workspaces": patterns}).encode(), "package-lock.json": b'{\n"../../x": {}}'}
    assert Npm().project("package.json", BytesSnapshot(tree)) == ["package.json", "package-lock.json"]


def test_it_claims_its_files_by_name() -> None:
    claimed = [
        "package.json",
        "a/package-lock.json",
        "npm-shrinkwrap.json",
        "yarn.lock",
        "pnpm-lock.yaml",
        "bun.lock",
        ".npmrc",
    ]
    others = ["package.json5", "xpackage.json", "tsconfig.json", "yarn.lock.bak", "bun.lockb"]
    assert [path for path in (*claimed, *others) if Npm().claims(path)] == claimed


@pytest.mark.parametrize(
    ("path", "content", "reason"),
    [
        ("package.json", b"{", "no JSON"),
        ("package.json", b"[]", "no mapping"),
        ("package.json", b'{"dependencies": {\n"../x": "1"}}', "'../x' in line 2 is no package's name"),
        ("package.json", b'{"overrides": ' + b'{"a":' * 60 + b'"1"' + b"}" * 61, "overrides are nested too deeply"),
        ("package-lock.json", b"{}", "neither packages nor dependencies"),
        ("package-lock.json", b'{"packages": {"node_modules/a": 1}}', "the entry in line 1 is no mapping"),
        ("package-lock.json", b'{"packages": {"node_modules/../a": {}}}', "holds no package's name"),
        ("package-lock.json", b'{"packages": {\n<<<<<<< HEAD\n', "line 2 is a merge conflict"),
        ("package-lock.json", b'{"dependencies": {"a": ' * 90 + b"{}" + b"}}" * 90, "nested too deeply"),
        ("yarn.lock", b"  version 1\n", "line 1 belongs to no entry"),
        ("yarn.lock", b"a@1\n", "line 1 is no entry"),
        ("yarn.lock", b"a@1:\n  version\n", "line 2 is no line"),
        ("yarn.lock", b"__metadata:\n  version: 8\na: &a [*a]\n", "names nothing"),
        ("yarn.lock", b'__metadata:\n  version: 8\n"a@npm:1":\n  version: 1\n', "says no package"),
        ("pnpm-lock.yaml", b"- a\n", "no mapping"),
        ("bun.lock", b'{"packages": {"a": []}}', "line 1 is no list"),
        ("bun.lock", b'{"packages": {"a": ["a"]}}', "line 1 names no package"),
        (".yarnrc.yml", b"a: [", "no YAML"),
        ("bunfig.toml", b"a = ", "no TOML"),
    ],
)
def test_what_cannot_be_read_is_said(path: str, content: bytes, reason: str) -> None:
    problems = Npm().read({path: content}).problems
    assert [(one.path, reason in one.reason) for one in problems] == [(path, True)], problems


def test_a_prototype_is_a_name_like_any_other() -> None:
    packages = {"": {"dependencies": {"__proto__": "1"}}, "node_modules/__proto__": {"version": "1.0.0"}}
    assert [one.name for one in read_lock({"dependencies": {"__proto__": "1"}}, packages).dependencies] == ["__proto__"]


def test_two_thousand_packages_are_read_at_once() -> None:
    entry = {
        "resolved": "https://registry.example.org/a.tgz",
        "integrity": "sha512-" + "A" * 86 + "==",
        "license": "MIT",
    }
    packages: dict[str, object] = {"": {"dependencies": {"p0": "^1.0.0"}}}
    for number in range(2000):
        needs = {f"p{number * 2 + 1}": "^1.0.0", f"p{number * 2 + 2}": "^1.0.0"}
        packages[f"node_modules/p{number}"] = {"version": f"1.0.{number}", **entry, "dependencies": needs}
    started = time.process_time()
    reading = read_lock({"dependencies": {"p0": "^1.0.0"}}, packages)
    assert time.process_time() - started < 1
    assert len(reading.dependencies) == 2000
    assert reading.dependencies[-1].via[:3] == ("p0", "p2", "p6") or len(reading.dependencies[-1].via) == 10


@pytest.mark.parametrize(
    ("shape", "count"), [("chain", 99_000), ("cycle", 20_000), ("wide", 20_000), ("nested", 20_000)]
)
def test_a_hundred_thousand_entries_end(shape: str, count: int) -> None:
    packages: dict[str, object] = {"": {"dependencies": {"p0": "1"}}}
    for number in range(count):
        follows = {"chain": number + 1, "cycle": (number + 1) % 10, "wide": 0, "nested": number + 1}[shape]
        inside = "node_modules/p0/" * (number % 20) if shape == "nested" else ""
        packages[f"{inside}node_modules/p{number}"] = {"version": "1.0.0", "dependencies": {f"p{follows}": "1"}}
    started = time.process_time()
    reading = read_lock({"dependencies": {"p0": "1"}}, packages)
    assert time.process_time() - started < 40
    assert len(reading.dependencies) == count


def test_more_entries_than_a_project_may_have_are_said() -> None:
    packages = {f"node_modules/p{number}": {"version": "1.0.0"} for number in range(100_001)}
    reading = read_lock({}, packages)
    assert [one.reason for one in reading.problems] == ["it has more than 100000 entries"]


@pytest.mark.parametrize("tool", TOOLS)
def test_whatever_the_files_say_the_reading_holds(tool: str) -> None:
    files = case(tool)
    lock = lock_of(tool)
    if lock.endswith((".lock", ".yaml")) and lock != "bun.lock":  # of lines: a part is as good, and quicker
        files[lock] = b"\n\n".join(files[lock].split(b"\n\n")[:40]) + b"\n"
    check_reader(Npm(), files, examples=40)
