"""Lockfiles of uv, Poetry, PDM, Pipenv, and pylock.toml: who brings in whom, what contradicts, what was smuggled in."""

from __future__ import annotations

import time

import pytest

from checks.packages.model import Dependency, Mismatch, Place
from checks.packages.python import Python
from tests.checks.packages.python_cases import case, project, reading, told

FROM = " from https://index.example.org/simple"


def only(files: dict[str, bytes], *names: str) -> dict[str, bytes]:
    return {name: files[name] for name in names}


def edited(files: dict[str, bytes], path: str, old: str, new: str) -> dict[str, bytes]:
    assert old.encode() in files[path]
    return {**files, path: files[path].replace(old.encode(), new.encode())}


def one(files: dict[str, bytes], name: str) -> Dependency:
    (found,) = [dependency for dependency in reading(files).dependencies if dependency.name == name]
    return found


UV = only(case("uv"), "pyproject.toml", "uv.lock")
POETRY = case("poetry")
PDM = case("pdm")
PIPENV = case("pipenv")


def test_uv_lock_pins_each_package_once_with_its_chain() -> None:
    lines = told(UV)
    assert lines[:8] == [
        "pyproject.toml:6 flask 3.1.3 (>=3) runtime @ uv.lock:69" + FROM,
        "pyproject.toml:7 requests 2.34.2 (>=2.31) runtime @ uv.lock:235" + FROM,
        "pyproject.toml:8 colorama 0.4.6 runtime @ uv.lock:60" + FROM,
        "pyproject.toml:11 sqlalchemy 2.1.9 (>=2) optional @ uv.lock:312" + FROM,
        "pyproject.toml:11 psycopg 3.3.9 optional @ uv.lock:179" + FROM,
        "pyproject.toml:13 pytest 9.2.0 (>=8) development @ uv.lock:210" + FROM,
        "pyproject.toml:14 ruff 0.17.6 development @ uv.lock:255" + FROM,
        "pyproject.toml:14 black 26.10.1 development @ uv.lock:7" + FROM,
    ]
    assert "uv.lock:24 blinker 1.9.0 runtime < flask" + FROM in lines
    assert "uv.lock:201 pysocks 1.7.1 runtime < requests" + FROM in lines
    assert "uv.lock:324 typing-extensions 4.16.0 optional < sqlalchemy" + FROM in lines
    assert "uv.lock:95 iniconfig 2.3.1 development < pytest" + FROM in lines
    assert len(lines) == 29
    assert reading(UV).mismatches == ()


def test_a_lockfile_alone_knows_what_was_asked_for() -> None:
    lines = told(only(UV, "uv.lock"))
    assert "uv.lock:69 flask 3.1.3 runtime" + FROM in lines
    assert "uv.lock:24 blinker 1.9.0 runtime < flask" + FROM in lines
    assert "uv.lock:210 pytest 9.2.0 development" + FROM in lines
    assert not [line for line in lines if " shop " in line or "UNREACHED" in line]


def test_poetry_lock_pins_each_package_once_with_its_chain() -> None:
    assert told(POETRY) == [
        "pyproject.toml:5 flask 3.1.3 (>=3.0,<4) runtime @ poetry.lock:37" + FROM,
        "pyproject.toml:17 poetry-core (>=2.0) development",
        "pyproject.toml:8 itsdangerous 2.2.0 (^2.1) runtime @ poetry.lock:65" + FROM,
        "pyproject.toml:11 blinker 1.9.0 (~1.9) runtime @ poetry.lock:5" + FROM,
        "poetry.lock:21 click 8.5.1 runtime < flask" + FROM,
        "poetry.lock:81 jinja2 3.1.6 runtime < flask" + FROM,
        "poetry.lock:103 markupsafe 3.0.4 runtime < flask" + FROM,
        "poetry.lock:119 werkzeug 3.1.9 runtime < flask" + FROM,
    ]
    assert one(POETRY, "click").integrity == (
        "sha256:8bb5376d2006950386f8c6427613334a2acadc5f559cb80e638d00b4df957e37",
    )
    assert all(found.integrity_expected for found in reading(POETRY).dependencies if found.name != "poetry-core")


def test_pdm_lock_pins_each_package_once_with_its_chain() -> None:
    assert told(PDM) == [
        "pyproject.toml:3 anyio 4.9.0 (>=4) runtime @ pdm.lock:15",
        "pyproject.toml:7 binaryornot 0.4.4 development @ pdm.lock:30",
        "pdm.lock:42 chardet 5.2.0 development < binaryornot",
        "pdm.lock:52 idna 3.10 runtime < anyio",
        "pdm.lock:62 smuggled 1.0 runtime UNREACHED",
    ]


def test_pipfile_lock_pins_what_the_pipfile_asks_for() -> None:
    lines = told(PIPENV)
    assert lines[:5] == [
        "Pipfile:7 flask 3.1.3 (>=3) runtime @ Pipfile.lock:51",
        "Pipfile:8 requests 2.34.2 runtime @ Pipfile.lock:96",
        "Pipfile:11 pytest 9.2.0 development @ Pipfile.lock:148",
        "Pipfile.lock:22 blinker 1.9.0 runtime",
        "Pipfile.lock:29 certifi 2026.10.18 runtime",
    ]
    assert lines[-1] == "Pipfile.lock:140 pygments 2.21.0 development"
    assert one(PIPENV, "certifi").integrity[0].startswith("sha256:")


def test_pylock_pins_what_was_exported_and_misses_nothing_else() -> None:
    files = only(case("uv"), "pyproject.toml", "pylock.toml")
    lines = told(files)
    assert lines[0] == "pyproject.toml:6 flask 3.1.3 (>=3) runtime @ pylock.toml:56" + FROM
    assert lines[3] == "pyproject.toml:11 sqlalchemy (>=2) optional"
    assert "pylock.toml:18 blinker 1.9.0 runtime" + FROM in lines
    assert reading(files).mismatches == ()
    assert len(one(files, "blinker").integrity) == 2


def test_a_script_is_locked_beside_itself() -> None:
    files = case("script")
    assert project("report.py.lock", files) == ["report.py", "report.py.lock"]
    assert told(files)[0] == "report.py:4 requests 2.34.2 (<3) runtime @ report.py.lock:70" + FROM


def test_members_of_a_workspace_share_its_lockfile() -> None:
    files = case("workspace")
    whole = ["pyproject.toml", "uv.lock", "packages/inner/pyproject.toml"]
    for path in whole:
        assert project(path, files) == whole
    assert told(files) == [
        "packages/inner/pyproject.toml:6 jinja2 3.1.6 (>=3.1) runtime @ uv.lock:24" + FROM,
        "uv.lock:36 markupsafe 3.0.4 runtime < jinja2" + FROM,
    ]


def test_a_project_below_another_that_is_no_member_stands_alone() -> None:
    files = {**case("workspace"), "tools/pyproject.toml": b'[project]\ndependencies = ["a"]\n'}
    assert project("tools/pyproject.toml", files) == ["tools/pyproject.toml"]


def test_a_member_whose_manifest_is_not_there_is_known_by_the_lockfile() -> None:
    assert told(only(case("workspace"), "pyproject.toml", "uv.lock")) == [
        "uv.lock:24 jinja2 3.1.6 runtime" + FROM,
        "uv.lock:36 markupsafe 3.0.4 runtime < jinja2" + FROM,
    ]


SMUGGLED = '\n[[package]]\nname = "evil"\nversion = "6.6.6"\n'


@pytest.mark.parametrize(
    ("files", "lock"),
    [(UV, "uv.lock"), (POETRY, "poetry.lock"), (case("script"), "report.py.lock")],
    ids=["uv", "poetry", "script"],
)
def test_a_package_that_nothing_leads_to_is_not_reached(files: dict[str, bytes], lock: str) -> None:
    assert all(found.reached for found in reading(files).dependencies)
    assert not one({**files, lock: files[lock] + SMUGGLED.encode()}, "evil").reached


def test_a_root_that_the_lockfile_invents_reaches_nothing() -> None:
    asked = edited(UV, "uv.lock", "requires-dist = [\n", 'requires-dist = [\n    { name = "evil" },\n')
    asked = edited(
        asked,
        "uv.lock",
        'source = { virtual = "." }\ndependencies = [\n',
        'source = { virtual = "." }\ndependencies = [\n    { name = "evil" },\n',
    )
    assert not one({**asked, "uv.lock": asked["uv.lock"] + SMUGGLED.encode()}, "evil").reached


@pytest.mark.parametrize(
    "manifest",
    [
        '[project]\ndynamic = ["dependencies"]\n',
        "[tool.ruff]\n",
        '[project]\ndependencies = ["flask", "this is none"]\n',
    ],
    ids=["dynamic", "elsewhere", "unreadable"],
)
def test_where_the_manifest_does_not_tell_all_everything_may_be_reached(manifest: str) -> None:
    files = {"pyproject.toml": manifest.encode(), "poetry.lock": POETRY["poetry.lock"] + SMUGGLED.encode()}
    assert one(files, "evil").reached


def test_a_chain_goes_through_an_extra_only_where_it_is_asked_for() -> None:
    lock = """\
[[package]]
name = "a"
version = "1"
[package.dependencies]
c = { version = "*", optional = true }
[package.extras]
all = ["a[x]"]
x = ["c (>=1)"]
[[package]]
name = "b"
version = "1"
[package.dependencies]
d = { version = "*", extras = ["y"] }
[[package]]
name = "c"
version = "1"
[[package]]
name = "d"
version = "1"
"""
    ask = '[tool.poetry.dependencies]\na = {}\nb = "*"\n'
    plain = {"pyproject.toml": ask.format('"*"').encode(), "poetry.lock": lock.encode()}
    extra = {**plain, "pyproject.toml": ask.format('{ version = "*", extras = ["all"] }').encode()}
    assert one(plain, "c").reached is False
    assert one(extra, "c").via == ("a",)
    assert one(plain, "d").via == ("b",)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"flask>=3"', '"flask>=4"', "pyproject.toml asks for flask >=4, uv.lock holds 3.1.3"),
        ('"flask>=3"', '"flask>=3", "absent~=1.0"', "pyproject.toml asks for absent ~=1.0, uv.lock does not hold it"),
        ('"flask>=3"', '"flask>=3", "absent; sys_platform == \'win32\'"', ""),
        ('"flask>=3"', '"flask<4,>=3.1"', ""),
        ('"flask>=3"', '"flask @ git+https://git.example.org/flask@v9"', ""),
    ],
)
def test_a_manifest_that_the_lockfile_cannot_be_made_from_is_said(old: str, new: str, message: str) -> None:
    files = edited(UV, "pyproject.toml", old, new)
    expected = [(Place("pyproject.toml", 6), message)] if message else []
    assert [(found.place, found.message) for found in reading(files).mismatches] == expected


@pytest.mark.parametrize(
    ("requirement", "said"),
    [
        ("~1.9", False),
        ("^1.8", False),
        ("^2", True),
        ("~1.8.0", True),
        ("1.9.0", False),
        ("1.*", False),
        (">=1,<1.9 || ^1.9", False),
        ("^0.9 || ^0.8", True),
        ("nonsense", False),
    ],
)
def test_poetrys_ranges_are_understood(requirement: str, said: bool) -> None:
    files = edited(POETRY, "pyproject.toml", '"~1.9"', f'"{requirement}"')
    assert bool(reading(files).mismatches) is said


def test_what_another_tool_asks_for_is_not_missing() -> None:
    manifest = b'[project]\nname = "shop"\ndependencies = []\n[tool.poetry.dependencies]\nabsent = "*"\n'
    assert reading({"pyproject.toml": manifest, "uv.lock": UV["uv.lock"]}).mismatches == ()
    assert len(reading({"pyproject.toml": manifest, "poetry.lock": POETRY["poetry.lock"]}).mismatches) == 1


def test_a_version_that_settings_force_contradicts_nothing() -> None:
    files = edited(UV, "pyproject.toml", '"flask>=3"', '"flask>=4"')
    forced = {
        **files,
        "pyproject.toml": files["pyproject.toml"] + b'[tool.uv]\noverride-dependencies = ["flask==3.1.3"]\n',
    }
    assert reading(forced).mismatches == ()


def test_groups_that_pdm_did_not_lock_are_not_missing() -> None:
    files = edited(PDM, "pyproject.toml", '    "binaryornot",', '    "binaryornot", "absent",')
    assert reading(files).mismatches == (
        Mismatch(
            Place("pyproject.toml", 7), "pypi", "absent", "pyproject.toml asks for absent, pdm.lock does not hold it"
        ),
    )
    assert (
        reading(
            edited(files, "pdm.lock", 'groups = ["default", "test"]\nstrategy', 'groups = ["default"]\nstrategy')
        ).mismatches
        == ()
    )


def test_a_package_from_a_repository_or_a_folder_says_so_and_needs_no_digest() -> None:
    lock = """\
version = 1
[[package]]
name = "tools"
version = "1.0"
source = { git = "https://u:p@git.example.org/tools?rev=v1#0123456789" }
[[package]]
name = "beside"
version = "1.0"
source = { directory = "../beside" }
"""
    tools, beside = reading({"uv.lock": lock}).dependencies
    assert (tools.origin, tools.integrity_expected) == ("git+https://git.example.org/tools", False)
    assert (beside.origin, beside.integrity_expected) == ("../beside", False)


def test_one_file_from_another_host_or_of_another_package_is_the_origin() -> None:
    assert one(UV, "blinker").origin == "https://index.example.org/simple"
    start = UV["uv.lock"].index(b"blinker-1.9.0-py3") - 120
    at = UV["uv.lock"].index(b"https://files.example.org", start)
    moved = {**UV, "uv.lock": UV["uv.lock"][:at] + b"https://files.example.net" + UV["uv.lock"][at + 25 :]}
    assert one(moved, "blinker").origin.startswith("https://files.example.net/packages/")
    assert one(moved, "flask").origin == "https://index.example.org/simple"
    other = edited(UV, "uv.lock", "blinker-1.9.0-py3-none-any.whl", "blinkers-1.9.0-py3-none-any.whl")
    assert one(other, "blinker").origin.endswith("/blinkers-1.9.0-py3-none-any.whl")


def test_old_formats_of_poetry_keep_their_digests_apart() -> None:
    lock = b"""\
[[package]]
name = "PyYAML"
version = "6.0"
category = "dev"
optional = false

[metadata]
lock-version = "1.1"

[metadata.files]
PyYAML = [
    {file = "PyYAML-6.0.tar.gz", hash = "sha256:aa"},
]
"""
    (found,) = reading({"poetry.lock": lock}).dependencies
    assert (found.name, found.written, found.scope, found.integrity) == (
        "pyyaml",
        "PyYAML",
        "development",
        ("sha256:aa",),
    )


def test_digests_are_the_same_by_the_quick_way_and_by_the_slow_one() -> None:
    quick = reading(POETRY).dependencies
    slow = reading(edited(POETRY, "poetry.lock", "[metadata]", "[metadata]\nnote = '''a'''")).dependencies
    assert quick == slow
    entry = b'\n[[package]]\nname = "evil"\nversion = "1"\nfiles = 0\n'
    forged = {**POETRY, "poetry.lock": POETRY["poetry.lock"] + entry}
    assert one(forged, "evil").integrity == ()
    assert one(forged, "click").integrity == one(POETRY, "click").integrity


def test_two_versions_of_one_package_are_two() -> None:
    lock = b'[[package]]\nname = "a"\nversion = "1"\n[[package]]\nname = "a"\nversion = "2"\n'
    manifest = b'[tool.poetry.dependencies]\na = ">=2"\n'
    assert told({"pyproject.toml": manifest, "poetry.lock": lock}) == [
        "pyproject.toml:2 a 1 (>=2) runtime @ poetry.lock:3",
        "pyproject.toml:2 a 2 (>=2) runtime @ poetry.lock:6",
    ]


def test_five_hundred_packages_are_read_in_a_blink() -> None:
    entry = (
        '[[package]]\nname = "package-{0}"\nversion = "1.{0}"\ngroups = ["main"]\nfiles = [\n{1}]\n\n'
        '[package.dependencies]\npackage-{2} = ">=1"\n\n'
    )
    file = '    {{file = "package_{0}-1.{0}-cp311-cp311-manylinux_2_17_x86_64.whl", hash = "sha256:{0:064x}"}},\n'
    lock = "".join(entry.format(number, file.format(number) * 16, number + 1) for number in range(500))
    files = {"pyproject.toml": b'[tool.poetry.dependencies]\npackage-0 = "*"\n', "poetry.lock": lock.encode()}
    spent = []
    for _ in range(5):
        before = time.process_time()
        found = Python().read(files)
        spent.append(time.process_time() - before)
    assert len(found.dependencies) == 500
    assert min(spent) < 0.1  # 14 ms on an idle machine


def as_source(files: dict[str, bytes], lock: str) -> dict[str, bytes]:
    """As if everything in the lockfile had been published as source alone."""
    return {**files, lock: files[lock].replace(b"-py3-none-any.whl", b".tar.gz")}


@pytest.mark.parametrize(("files", "lock"), [(UV, "uv.lock"), (POETRY, "poetry.lock"), (PDM, "pdm.lock")])
def test_a_package_that_is_only_there_as_source_runs_its_own_code_when_it_is_installed(
    files: dict[str, bytes], lock: str
) -> None:
    def running(some: dict[str, bytes]) -> set[str]:
        return {dependency.name for dependency in reading(some).dependencies if dependency.install_script}

    assert "click" in running(as_source(files, lock)) or "anyio" in running(as_source(files, lock))
    assert not running(files) & {"click", "anyio", "requests"}
    for_one_platform = {"markupsafe", "ruff", "sqlalchemy"}  # a wheel, too
    assert not running(as_source(files, lock)) & for_one_platform


def test_a_source_is_told_from_a_wheel_by_the_quick_way_and_by_the_slow_one() -> None:
    quick = as_source(POETRY, "poetry.lock")
    slow = edited(quick, "poetry.lock", "[metadata]", "[metadata]\nnote = '''a'''")
    assert reading(quick).dependencies == reading(slow).dependencies
