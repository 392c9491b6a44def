"""pyproject.toml of every tool, Pipfile, setup.cfg, setup.py, conda's environments and scripts: each package's line."""

from __future__ import annotations

import pytest

from checks.packages.model import Index, Place, Problem
from checks.packages.python import Python
from tests.checks.packages.python_cases import case, project, reading, told

PYPROJECT = """\
[build-system]
requires = ["hatchling>=1.20", "hatch-vcs"]

[project]
name = "Shop"
dependencies = [
    "Flask>=3 ; python_version > '3.8'",
    "requests[socks]==2.31.0", "urllib3",  # two on a line
    'tools @ git+https://git.example.org/tools.git@v2',
    "shop[db]",
]
optional-dependencies.db = ["sqlalchemy~=2.0"]
optional-dependencies."dev tools" = [
    "tox",
]

[dependency-groups]
test = [
    "pytest>=8",
    {include-group = "Lint"},
    {include-group = "absent"},
]
lint = ["ruff==0.5.*"]

[tool.uv]
dev-dependencies = ["mypy"]
index-url = "https://u:p@index.example.org/simple"
extra-index-url = [
    "https://one.example.org/simple",
    "https://two.example.org/simple",
]

[[tool.uv.index]]
name = "inner"
url = "https://inner.example.org/simple"

[tool.uv.sources]
urllib3 = { git = "https://u:p@git.example.org/urllib3", rev = "abc" }
"""


def test_every_table_of_the_standards_is_read() -> None:
    assert told({"pyproject.toml": PYPROJECT}) == [
        "pyproject.toml:7 flask (>=3) runtime",
        "pyproject.toml:8 requests 2.31.0 (==2.31.0) runtime",
        "pyproject.toml:8 urllib3 (abc) runtime from https://git.example.org/urllib3",
        "pyproject.toml:9 tools (v2) runtime from git+https://git.example.org/tools.git",
        "pyproject.toml:12 sqlalchemy (~=2.0) optional",
        "pyproject.toml:14 tox development",
        "pyproject.toml:19 pytest (>=8) development",
        "pyproject.toml:23 ruff (==0.5.*) development",
        "pyproject.toml:2 hatchling (>=1.20) development",
        "pyproject.toml:2 hatch-vcs development",
        "pyproject.toml:26 mypy development",
    ]
    found = reading({"pyproject.toml": PYPROJECT})
    assert found.problems == (Problem("pyproject.toml", "line 21 includes a group that is not there"),)
    assert [(index.place.line, index.directive, index.url) for index in found.indexes] == [
        (35, "[[tool.uv.index]]", "https://inner.example.org/simple"),
        (27, "index-url", "https://index.example.org/simple"),
        (29, "extra-index-url", "https://one.example.org/simple"),
        (30, "extra-index-url", "https://two.example.org/simple"),
    ]


POETRY = """\
[tool.poetry]
name = "shop"

[tool.poetry.dependencies]
python = "^3.11"
Django = "^4.2"
requests = { version = "~2.31", extras = ["socks"] }
pinned = "1.2.3"
exact = "==1.2.3"
any = "*"
extra = { version = ">=1,<2", optional = true }
numpy = [
    { version = "<2", python = "<3.9" },
    { version = ">=2", python = ">=3.9" },
]
tools = { git = "https://u:p@git.example.org/tools.git", tag = "v1" }
beside = { path = "../beside", develop = true }
archive.url = "https://files.example.org/archive-1.0.tar.gz"
broken = 7

[tool.poetry.dependencies.long]
version = "^1"
markers = "sys_platform == 'win32'"

[tool.poetry.dev-dependencies]
pytest = "^8"

[tool.poetry.group.docs]
optional = true

[tool.poetry.group.docs.dependencies]
python = "*"
mkdocs = "*"

[[tool.poetry.source]]
name = "inner"
url = "https://u:p@index.example.org/simple/"
"""


def test_poetry_is_read_in_its_own_notation() -> None:
    assert told({"pyproject.toml": POETRY}) == [
        "pyproject.toml:6 django (^4.2) runtime",
        "pyproject.toml:7 requests (~2.31) runtime",
        "pyproject.toml:8 pinned 1.2.3 (1.2.3) runtime",
        "pyproject.toml:9 exact 1.2.3 (==1.2.3) runtime",
        "pyproject.toml:10 any runtime",
        "pyproject.toml:11 extra (>=1,<2) optional",
        "pyproject.toml:13 numpy (<2) runtime",
        "pyproject.toml:14 numpy (>=2) runtime",
        "pyproject.toml:16 tools (v1) runtime from https://git.example.org/tools.git",
        "pyproject.toml:17 beside runtime from ../beside",
        "pyproject.toml:18 archive runtime from https://files.example.org/archive-1.0.tar.gz",
        "pyproject.toml:21 long (^1) runtime",
        "pyproject.toml:26 pytest (^8) development",
        "pyproject.toml:32 python development",
        "pyproject.toml:33 mkdocs development",
    ]
    found = reading({"pyproject.toml": POETRY})
    assert found.problems == (Problem("pyproject.toml", "line 19 is no requirement"),)
    assert found.indexes == (
        Index(Place("pyproject.toml", 37), "pypi", "https://index.example.org/simple/", "[[tool.poetry.source]]"),
    )


def test_details_that_poetry_adds_to_a_standard_requirement_are_no_second_one() -> None:
    text = '[project]\ndependencies = ["a>=1"]\n[tool.poetry.dependencies]\na = { source = "inner" }\nb = "^2"\n'
    assert told({"pyproject.toml": text}) == ["pyproject.toml:2 a (>=1) runtime", "pyproject.toml:5 b (^2) runtime"]


def test_a_pipfile_is_read_by_its_sections() -> None:
    text = """\
[[source]]
url = "https://${USER}:${PASSWORD}@index.example.org/simple"
[requires]
python_version = "3.11"
[packages]
Flask = ">=3"
tools = {git = "https://git.example.org/tools.git", ref = "main"}
[dev-packages]
pytest = {version = "==8.0.0", markers = "python_version > '3'"}
[reports]
pandas = "*"
"""
    assert told({"Pipfile": text}) == [
        "Pipfile:6 flask (>=3) runtime",
        "Pipfile:7 tools (main) runtime from https://git.example.org/tools.git",
        "Pipfile:9 pytest 8.0.0 (==8.0.0) development",
        "Pipfile:11 pandas optional",
    ]
    assert [index.url for index in reading({"Pipfile": text}).indexes] == ["https://index.example.org/simple"]


def test_setup_files_are_read_and_never_run() -> None:
    assert told(case("legacy")) == [
        "setup.cfg:6 requests (>=2.31) runtime",
        "setup.cfg:8 jinja2 3.1.2 (==3.1.2) runtime",
        "setup.cfg:9 wheel development",
        "setup.cfg:11 psycopg optional",
        "setup.cfg:13 pytest development",
        "setup.py:4 click (>=8) runtime",
        "setup.py:5 rich runtime",
        "setup.py:11 uvloop 0.19.0 (==0.19.0) optional",
    ]


@pytest.mark.parametrize(
    "text", ["setup(install_requires=read())", "not_setup(install_requires=['a'])", "install_requires = ['a']"]
)
def test_what_a_setup_py_computes_is_not_guessed(text: str) -> None:
    found = reading({"setup.py": text})
    assert (found.dependencies, found.problems) == ((), ())


def test_a_setup_py_that_is_no_python_is_said() -> None:
    assert reading({"setup.py": "setup("}).problems == (Problem("setup.py", "it is no Python: SyntaxError"),)


def test_a_conda_environment_holds_packages_of_two_kinds() -> None:
    assert told(case("conda")) == [
        "environment.yml:6 conda:python (=3.11) runtime",
        "environment.yml:7 conda:numpy 1.26.4 (=1.26.4=py311h64a7726_0) runtime",
        "environment.yml:8 conda:pandas 2.2.0 (==2.2.0) runtime",
        "environment.yml:9 conda:scipy (>=1.11,<2) runtime",
        "environment.yml:10 conda:pip runtime",
        "environment.yml:12 flask 3.0.0 (==3.0.0) runtime",
        "environment.yml:13 requests runtime",
        "extra.txt:1 rich 13.7.0 (==13.7.0) runtime",
    ]
    assert [(index.type, index.place.line, index.url) for index in reading(case("conda")).indexes] == [
        ("conda", 4, "https://channel.example.org/shop"),
        ("pypi", 15, "https://extra.example.org/simple"),
    ]


@pytest.mark.parametrize("text", ["", "- a\n", "services:\n  web:\n    image: a\n", "dependencies: numpy\n"])
def test_other_yaml_of_that_name_holds_no_packages(text: str) -> None:
    found = reading({"environment.yml": text})
    assert (found.dependencies, found.problems) == ((), ())


def test_a_script_names_its_packages_in_a_comment() -> None:
    assert told({"a.py": "#!/usr/bin/env python\n" + case("script")["report.py"].decode()}) == [
        "a.py:5 requests (<3) runtime",
        "a.py:6 rich runtime",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "import requests\n",
        'x = "# /// script"\n',
        "    # /// script\n    # dependencies = ['a']\n    # ///\n",
        "# /// scripts\n# dependencies = ['a']\n# ///\n",
        "#/// script\n# dependencies = ['a']\n# ///\n",
    ],
)
def test_a_script_without_a_block_is_no_project(text: str) -> None:
    assert Python().claims("a.py")
    assert project("a.py", {"a.py": text}) == []


def test_a_block_without_an_end_is_said() -> None:
    text = "# /// script\n# dependencies = ['a']\nimport a\n"
    assert reading({"a.py": text}).problems == (Problem("a.py", "its block of line 1 has no end"),)


def test_uv_toml_names_indexes() -> None:
    text = 'extra-index-url = ["https://one.example.org"]\n[[index]]\nurl = "https://u:p@two.example.org"\n'
    assert [(index.place.line, index.directive, index.url) for index in reading({"uv.toml": text}).indexes] == [
        (3, "[[index]]", "https://two.example.org"),
        (1, "extra-index-url", "https://one.example.org"),
    ]


@pytest.mark.parametrize(
    ("path", "content", "why"),
    [
        ("pyproject.toml", b"[project\n", "it is no TOML"),
        ("pyproject.toml", b"[project]\nname = 1\ndependencies = 'a'\n", ""),
        ("pyproject.toml", b"\xff\xfe\xff", "it is no utf-16 text"),
        ("poetry.lock", b'[[package]]\nname = "a"\n<<<<<<< ours\n', "line 3 is a merge conflict's"),
        ("Pipfile.lock", b"{", "it is no JSON"),
        ("environment.yml", b"a: [", "it is no YAML"),
        ("environment.yml", b"a: &a [x]\nb: *c\n", "names nothing"),
        ("setup.cfg", b"\0\xff", "it is no utf-8 text"),
    ],
)
def test_a_broken_file_is_said(path: str, content: bytes, why: str) -> None:
    found = reading({path: content})
    assert found.dependencies == ()
    assert [problem.path for problem in found.problems] == ([path] if why else [])
    assert all(why in problem.reason for problem in found.problems)
