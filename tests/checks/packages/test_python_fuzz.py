"""Whatever Python's files say, reading them ends, and what it gives can be pointed at."""

from __future__ import annotations

import time

import pytest

from checks.packages.python import Python
from tests.checks.packages.fuzzing import BytesSnapshot, assert_holds, check_reader
from tests.checks.packages.python_cases import CASES, case


@pytest.mark.parametrize("name", sorted(path.name for path in CASES.iterdir()))
def test_no_files_break_the_reader(name: str) -> None:
    check_reader(Python(), case(name), examples=80)


_LINK = b'[[packages]]\nname = "a%d"\ndependencies = [{name = "a%d"}]\n'
HOSTILE = {
    "quotes": ("requirements.txt", b'"' * 1_000_000),
    "continued": ("requirements.txt", b"a \\\n" * 300_000),
    "spaces": ("requirements.txt", b"a" + b" " * 1_000_000 + b"b"),
    "options": ("requirements.txt", b"-r" + b" " * 1_000_000),
    "hashes": ("requirements.txt", b"a==1 " + b"--hash=sha256:aa " * 100_000),
    "includes": ("requirements.txt", b"-r a.txt\n-r b.txt\n" * 50_000),
    "remarks": ("requirements.txt", b"a==1\n" + b"# via " + b"a (" * 300_000),
    "too many": ("requirements.txt", b"".join(b"a%d==1\n" % number for number in range(100_002))),
    "many prose": ("requirements.txt", b"this is prose\n" * 50_000),
    "brackets": ("requirements.txt", b"a" + b"[" * 1_900 + b"\n" + b"(" * 1_900),
    "nested": ("pyproject.toml", b"[project]\ndependencies = " + b"[" * 100_000),
    "many groups": ("pyproject.toml", b"[dependency-groups]\n" + b"".join(b"g%d = ['a']\n" % n for n in range(20_000))),
    "many packages": ("poetry.lock", b"".join(b'[[package]]\nname = "a%d"\n' % n for n in range(50_000))),
    "one package": ("poetry.lock", b'[[package]]\nname = "a"\nversion = "1"\n' * 30_000),
    "self": ("pdm.lock", b'[[package]]\nname = "a"\nversion = "1"\ndependencies = ["a"]\n' * 10_000),
    "chain": ("pylock.toml", b"".join(_LINK % (n, n + 1) for n in range(20_000))),
    "members": ("uv.lock", b'source = { editable = "../../x" }\nsource = { editable = "a" }\n' * 50_000),
    "expression": ("setup.py", b"setup(x=" + b"-" * 100_000 + b"1)"),
    "parentheses": ("setup.py", b"(" * 100_000),
    "attributes": ("setup.py", b"a" + b".a" * 90_000),
    "sums": ("setup.py", b"a = 1" + b"+1" * 90_000),
    "settings": ("setup.cfg", b"[options]\ninstall_requires =\n" + b" a\n" * 50_000),
    "colons": ("setup.cfg", b"[options]\n" + b"a" * 1_000_000),
    "aliases": ("environment.yml", b"a: &a [x]\n" + b"b: [*a, *a]\n" * 100_000),
    "channels": ("environment.yml", b"dependencies:\n- " + b"a:" * 900 + b"\n- " + b"a/" * 900),
    "block": ("s.py", b"# /// script\n" + b"# a\n" * 300_000),
    "blocks": ("s.py", b"# /// script\n# ///\n" * 100_000),
    "pipfile": ("Pipfile.lock", b'{"default": {' + b",".join(b'"a%d": {}' % n for n in range(50_000)) + b"}}"),
    "depth": ("Pipfile.lock", b'{"default": ' + b"[" * 100_000),
    "configuration": ("pip.conf", b"[global]\nindex-url =" + b" https://a.example.org" * 50_000),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_no_file_takes_long(name: str) -> None:
    path, content = HOSTILE[name]
    python, found = Python(), {path: content}
    before = time.process_time()
    python.project(path, BytesSnapshot(found))
    python.read(found)
    assert time.process_time() - before < 10


def test_more_packages_than_belong_in_one_project_are_said() -> None:
    reading = assert_holds(Python(), {"requirements.txt": b"a==1\nb==2\n"})
    assert len(reading.dependencies) == 2
    path, content = HOSTILE["too many"]
    assert [problem.reason for problem in Python().read({path: content}).problems] == [
        "it names more than 100000 packages"
    ]
