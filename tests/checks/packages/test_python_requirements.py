"""requirements and constraints files: every form of a line, on its line, and nothing that is none."""

from __future__ import annotations

import pytest

from checks.packages.model import Dependency, Index, Place, Problem
from checks.packages.python import Python
from tests.checks.packages.python_cases import case, project, reading, told

PLAIN = case("plain")


def test_every_form_of_a_line_is_read() -> None:
    assert told({"requirements.txt": PLAIN["requirements.txt"], **PLAIN}) == [
        "requirements.txt:9 flask 3.0.0 (==3.0.0) runtime",
        "requirements.txt:10 requests (>=2.31,<3) runtime",
        "requirements.txt:11 urllib3 2.0.7 (==2.0.7) runtime @ constraints.txt:1",
        "requirements.txt:12 zope-interface (~= 6.0) runtime",
        "requirements.txt:13 django 4.2.1 (==4.2.1) runtime",
        "requirements.txt:14 old (>=1.0-dev-x) runtime",
        "requirements.txt:15 exactly 2024b (===2024b) runtime",
        "requirements.txt:16 httpx 0.27.0 (==0.27.0) runtime",
        "requirements.txt:19 shop-tools (v1.2) runtime from git+https://git.example.org/shop/tools.git",
        "requirements.txt:20 unnamed (main) runtime from git+ssh://git.example.org/shop/unnamed.git",
        "requirements.txt:21 pip 24.0 runtime from https://files.example.org/pip-24.0-py3-none-any.whl",
        "requirements.txt:22 black 24.1.0 runtime from https://files.example.org/black-24.1.0-py3-none-any.whl",
        "requirements/more.txt:4 gunicorn runtime",
    ]


def test_what_cannot_be_read_is_said_line_by_line() -> None:
    assert reading({"requirements.txt": PLAIN["requirements.txt"], **PLAIN}).problems == (
        Problem("requirements.txt", "line 25 is no requirement"),
        Problem("requirements/more.txt", "line 2 reads on a file outside the repository"),
        Problem("requirements/more.txt", "line 3 reads on requirements/absent.txt, which is not there"),
    )


def test_indexes_are_told_without_their_credentials() -> None:
    found = reading({"requirements.txt": PLAIN["requirements.txt"], **PLAIN}).indexes
    assert [(index.place.line, index.directive, index.url) for index in found] == [
        (2, "--index-url", "https://index.example.org/simple"),
        (3, "--extra-index-url", "https://extra.example.org/simple"),
        (4, "--find-links", "https://files.example.org/wheels"),
        (5, "--trusted-host", "extra.example.org"),
    ]


def test_digests_and_the_spelling_are_kept() -> None:
    found = {one.name: one for one in reading({"requirements.txt": PLAIN["requirements.txt"], **PLAIN}).dependencies}
    assert found["httpx"].integrity == (
        "sha256:71d5465162c13681bff01ad59b2cc68dd838ea1f10e51574bac27103f00c91a5",
        "sha256:a0cb88a46f32dc874e04ee956e4c2764aba2aa228f650b06788ba6bda2962ab5",
    )
    assert found["pip"].integrity == ("sha256:ba0d021a166865d2265246961bec0152ff124de910c5cc39f1156ce3fa7c69dc",)
    assert (found["zope-interface"].written, found["urllib3"].written) == ("Zope.Interface", "")


def test_where_one_line_has_digests_every_archive_should() -> None:
    text = "a==1 --hash=sha256:aa\nb==1\ngit+https://git.example.org/c\n"
    found = reading({"requirements.txt": text}).dependencies
    assert [one.integrity_expected for one in found] == [True, True, False]
    assert not any(one.integrity_expected for one in reading({"requirements.txt": "a==1\n"}).dependencies)


def test_a_constraint_brings_nothing_in_and_pins_only_what_is_open() -> None:
    files = {"requirements.txt": "-c c.txt\na\nb==1\nd>=2\n", "c.txt": "a==5\nb==2\nd<9\nz==1\n"}
    assert told(files) == [
        "requirements.txt:2 a 5 (==5) runtime @ c.txt:1",
        "requirements.txt:3 b 1 (==1) runtime",
        "requirements.txt:4 d (>=2) runtime",
    ]


def test_constraints_that_nobody_reads_are_all_that_can_be_told() -> None:
    assert told({"constraints.txt": "a==5\n"}) == ["constraints.txt:1 a 5 (==5) runtime"]


def test_constraints_are_read_with_the_file_beside_them_that_names_them() -> None:
    files = {"constraints.txt": "a==5\n", "requirements.txt": "-c constraints.txt\na\n"}
    assert project("constraints.txt", files) == ["requirements.txt", "constraints.txt"]
    other = {"constraints.txt": "a==5\n", "requirements.txt": "-c others.txt\na\n"}
    assert project("constraints.txt", other) == ["constraints.txt"]


def test_a_compiled_file_says_who_asked() -> None:
    assert told(case("compiled"))[:5] == [
        "requirements.in:1 flask 3.1.3 (>=3) runtime @ requirements.txt:20",
        "requirements.in:2 requests 2.34.2 runtime @ requirements.txt:41",
        "requirements.txt:8 blinker 1.9.0 (==1.9.0) runtime < flask",
        "requirements.txt:11 certifi 2026.10.18 (==2026.10.18) runtime < requests",
        "requirements.txt:14 charset-normalizer 3.5.2 (==3.5.2) runtime < requests",
    ]


def test_a_file_of_the_same_name_that_no_tool_made_is_no_lockfile() -> None:
    assert told({"requirements.in": "a>=1\n", "requirements.txt": "a==1\nb==2\n"}) == [
        "requirements.in:1 a (>=1) runtime",
        "requirements.txt:1 a 1 (==1) runtime",
        "requirements.txt:2 b 2 (==2) runtime",
    ]


def test_what_the_source_of_a_compiled_file_reads_on_is_pinned_by_it_too() -> None:
    files = {
        "dev.in": "-r base.in\n-c constraints.txt\npytest\n",
        "base.in": "flask\n",
        "dev.txt": "flask==3.0\n  # via -r base.in\npytest==8.0\n  # via -r dev.in\npluggy==1.0\n  # via pytest\n",
        "constraints.txt": "flask==3.0\n    # via -r all.in\nother==1\n    # via flask\n",
    }
    found = {f"requirements/{name}": text for name, text in files.items()}
    assert told({"requirements/dev.txt": found["requirements/dev.txt"], **found}) == [
        "requirements/dev.in:3 pytest 8.0 development @ requirements/dev.txt:3",
        "requirements/base.in:1 flask 3.0 runtime @ requirements/dev.txt:1",
        "requirements/dev.txt:5 pluggy 1.0 (==1.0) development < pytest",
    ]


def test_a_comment_after_a_line_makes_no_compiled_file_of_it() -> None:
    assert told({"requirements.txt": "a==1\n# via b, maybe\n# or not\nc==1\n# thanks to d\n"}) == [
        "requirements.txt:1 a 1 (==1) runtime",
        "requirements.txt:4 c 1 (==1) runtime",
    ]


def test_a_compiled_file_that_contradicts_its_source_is_said() -> None:
    compiled = "flask==2.0\n    # via -r requirements.in\n"
    found = reading({"requirements.in": "flask>=3\n", "requirements.txt": compiled}).mismatches
    assert [(one.place, one.message) for one in found] == [
        (Place("requirements.in", 1), "requirements.in asks for flask >=3, requirements.txt holds 2.0")
    ]
    assert not reading({"requirements.in": "flask>=2\n", "requirements.txt": compiled}).mismatches


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        ("requirements.txt", "runtime"),
        ("requirements-dev.txt", "development"),
        ("requirements/test.txt", "development"),
        ("dev_requirements.in", "development"),
        ("requirements/device.txt", "runtime"),
        ("latest-requirements.txt", "runtime"),
    ],
)
def test_a_file_for_development_is_told_by_its_name(path: str, scope: str) -> None:
    assert told({path: "a"}) == [f"{path}:1 a {scope}"]


@pytest.mark.parametrize(
    ("path", "claimed"),
    [
        ("requirements.txt", True),
        ("a/requirements-dev.in", True),
        ("requirements/base.pip", True),
        ("constraints.txt", True),
        ("requirements.md", False),
        ("notes.txt", False),
        ("requirements/README.txt", False),
        ("preferences.txt", False),
        ("tools/report.py", True),
        ("shop/__init__.py", False),
        ("tests/test_report.py", False),
        ("pylock.dev.toml", True),
        ("block.toml", False),
        ("environment-dev.yaml", True),
        ("environments.yml", False),
        ("setup.py", True),
    ],
)
def test_files_are_claimed_by_their_names(path: str, claimed: bool) -> None:
    assert Python().claims(path) is claimed


@pytest.mark.parametrize(
    "path", ["../../etc/passwd", "/etc/passwd", "C:\\x.txt", "..", "a/../../x", "https://example.org/r.txt"]
)
@pytest.mark.parametrize("option", ["-r {}", "-c {}", "--requirement={}", "-r{}"])
def test_nothing_outside_the_repository_is_read(path: str, option: str) -> None:
    files = {"requirements.txt": option.format(path) + "\na\n"}
    assert project("requirements.txt", files) == ["requirements.txt"]
    assert reading(files).problems == (Problem("requirements.txt", "line 1 reads on a file outside the repository"),)


def test_a_circle_is_read_once() -> None:
    files = {"requirements.txt": "-r b.txt\nx\n", "b.txt": "-r requirements.txt\n-r b.txt\ny\n"}
    assert project("requirements.txt", files) == ["requirements.txt", "b.txt"]
    assert told(files) == ["requirements.txt:2 x runtime", "b.txt:3 y runtime"]


def test_lines_continue_and_comments_end_them() -> None:
    text = "a \\\n  >=1 \\\n  # why\nb # c\n#d\n\ne==1 \\\n --hash=sha256:aa  # f\ng#h==1\r\ni==2\r\n"
    assert told({"requirements.txt": text}) == [
        "requirements.txt:1 a (>=1) runtime",
        "requirements.txt:4 b runtime",
        "requirements.txt:7 e 1 (==1) runtime",
        "requirements.txt:10 i 2 (==2) runtime",
    ]


def test_an_environment_variable_stays_as_it_is_written() -> None:
    text = "--index-url https://${USER}:${TOKEN}@index.example.org/simple\na @ https://${HOST}/a-1.0.tar.gz\n"
    found = reading({"requirements.txt": text})
    assert found.indexes[0].url == "https://index.example.org/simple"
    assert told({"requirements.txt": text}) == ["requirements.txt:2 a 1.0 runtime from https://${HOST}/a-1.0.tar.gz"]


def test_pip_conf_names_indexes() -> None:
    text = (
        "[global]\nindex-url = https://u:p@index.example.org/simple\nextra_index_url =\n"
        "    https://one.example.org\n    https://two.example.org\n; index-url = no\ntimeout = 60\n"
    )
    assert reading({"pip.conf": text}).indexes == (
        Index(Place("pip.conf", 2), "pypi", "https://index.example.org/simple", "index-url"),
        Index(Place("pip.conf", 4), "pypi", "https://one.example.org", "extra-index-url"),
        Index(Place("pip.conf", 5), "pypi", "https://two.example.org", "extra-index-url"),
    )


def test_a_half_merged_file_is_not_read() -> None:
    found = reading({"requirements.txt": "a==1\n<<<<<<< ours\nb==1\n=======\nb==2\n>>>>>>> theirs\n"})
    assert found.problems == (Problem("requirements.txt", "line 2 is a merge conflict's"),)
    assert found.dependencies == ()


def test_prose_is_told_once_it_is_too_much() -> None:
    found = reading({"requirements.txt": "The system shall be fast\n" * 100})
    assert len(found.problems) == 21
    assert found.problems[-1] == Problem("requirements.txt", "more of its lines are none")


def test_a_dependency_says_nothing_more_than_its_line() -> None:
    assert reading({"requirements.txt": "a\n"}).dependencies == (
        Dependency(type="pypi", name="a", place=Place("requirements.txt", 1)),
    )
