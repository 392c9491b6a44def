"""The mirror is one file, whole or not there, and answers for two thousand packages at once."""

from __future__ import annotations

import json
import lzma
import multiprocessing
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from checks.dependencies import building
from checks.dependencies.building import Load, build, shipped
from checks.dependencies.mirror import FILE, Mirror, Source, Unusable
from tests.checks.dependencies.records import fixed, mirror, record, since

X = record("GHSA-1", "npm", "x", since("0"), fixed("1.0.0"))
Y = record("GHSA-2", "npm", "y", since("0"), fixed("1.0.0"))
P = record("PYSEC-1", "PyPI", "Foo.Bar", since("0"), fixed("1.0"))


def ids(one: Mirror, type_: str, name: str) -> list[str]:
    return [advisory.id for advisory in one.advisories([(type_, name)]).get((type_, name), ())]


def test_names_are_found_however_their_ecosystem_lets_them_be_written(tmp_path: Path) -> None:
    one = mirror(
        tmp_path,
        P,
        X,
        record("GHSA-3", "Go", "github.com/Masterminds/goutils", since("0")),
        record("GHSA-4", "Maven", "org.x:y", since("0")),
        record("GHSA-5", "NuGet", "Newtonsoft.Json", since("0")),
    )
    assert ids(one, "pypi", "foo-bar") == ids(one, "pypi", "FOO_bar") == ["PYSEC-1"]
    assert ids(one, "golang", "github.com/masterminds/goutils") == ["GHSA-3"]
    assert ids(one, "maven", "org.x/y") == ["GHSA-4"]
    assert ids(one, "nuget", "newtonsoft.json") == ["GHSA-5"]
    assert ids(one, "npm", "X") == ids(one, "pypi", "x") == ids(one, "npm", "xx") == []


def test_two_thousand_names_are_asked_for_at_once(tmp_path: Path) -> None:
    one = mirror(tmp_path, *(record(f"GHSA-{number}", "npm", f"p{number}", since("0")) for number in range(2000)))
    found = one.advisories([("npm", f"p{number}") for number in range(1000, 3000)])
    assert len(found) == 1000
    assert found["npm", "p1999"][0].id == "GHSA-1999"


def test_about_counts_what_is_held_and_what_was_passed_over(tmp_path: Path) -> None:
    withdrawn = {**Y, "withdrawn": "2026-01-01T00:00:00Z"}
    (source,) = mirror(tmp_path, X, P, withdrawn, None, {**Y, "modified": "2099-01-01"}).about()
    assert (source.advisories, source.packages, source.newest) == (3, 3, "2026-01-02")  # a date to come is a slip
    assert source.skipped == {"no OSV record": 1, "withdrawn": 1}


def test_the_digest_is_of_the_facts_not_of_the_day_or_the_order(tmp_path: Path) -> None:
    one, same, other = mirror(tmp_path / "1", X, P), mirror(tmp_path / "2", P, X), mirror(tmp_path / "3", X)
    assert one.digest == same.digest != other.digest


def test_a_source_replaces_what_it_said_before_and_nothing_else(tmp_path: Path) -> None:
    first, second = tmp_path / "1.sqlite", tmp_path / "2.sqlite"
    a, b = Source("osv/npm", "npm"), Source("local/ours", "")
    build(first, [Load(a, [X, Y]), Load(b, [X])])
    build(second, [Load(a, [Y])], keep=first)
    assert ids(Mirror(second), "npm", "x") == ["GHSA-1"]  # ours
    assert ids(Mirror(second), "npm", "y") == ["GHSA-2"]
    assert [one.advisories for one in Mirror(second).about()] == [1, 1]


def test_an_ecosystems_export_takes_the_place_of_what_was_shipped_about_it(tmp_path: Path) -> None:
    first, second = tmp_path / "1.sqlite", tmp_path / "2.sqlite"
    shipped_npm, shipped_pypi = Source("shipped/npm", "npm", shipped=True), Source("shipped/pypi", "pypi", shipped=True)
    build(first, [Load(shipped_npm, [X]), Load(shipped_pypi, [P]), Load(Source("local/ours", "npm"), [Y])])
    build(second, [Load(Source("osv/npm", "npm"), [Y, P], whole=True)], keep=first)
    assert [one.name for one in Mirror(second).about()] == ["local/ours", "osv/npm", "shipped/pypi"]
    assert ids(Mirror(second), "npm", "x") == []
    assert ids(Mirror(second), "pypi", "foo-bar") == ["PYSEC-1"]  # once: an export speaks of its own ecosystem only


def test_a_build_that_fails_leaves_the_old_file_and_no_draft(tmp_path: Path) -> None:
    file = tmp_path / FILE
    build(file, [Load(Source("osv/npm", "npm"), [X])])
    before = file.read_bytes()

    def broken() -> Iterator[Any]:
        yield X
        raise ValueError("cut short")

    with pytest.raises(ValueError, match="cut short"):
        build(file, [Load(Source("osv/npm", "npm"), broken())], keep=file)
    assert file.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == [FILE]


@pytest.mark.parametrize("content", [b"", b"no database at all", b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_file_that_is_no_mirror_says_what_to_do(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(Unusable, match="python -m bot sync"):
        Mirror(tmp_path / FILE)
    with pytest.raises(Unusable, match="python -m bot sync"):
        Mirror.open(tmp_path / "nowhere")


def test_a_mirror_of_another_form_is_not_read(tmp_path: Path) -> None:
    mirror(tmp_path, X).close()
    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.execute("UPDATE meta SET value = '0' WHERE name = 'form'")
    with pytest.raises(Unusable, match="another version of Sekisho"):
        Mirror(tmp_path / FILE)


def test_a_damaged_page_is_unusable_and_not_a_clean_answer(tmp_path: Path) -> None:
    mirror(tmp_path, *(record(f"GHSA-{number}", "npm", f"p{number}", since("0")) for number in range(3000))).close()
    content = bytearray((tmp_path / FILE).read_bytes())
    content[8192:] = b"\xff" * (len(content) - 8192)
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(Unusable, match="damaged"):
        Mirror(tmp_path / FILE).advisories([("npm", f"p{number}") for number in range(3000)])


def test_it_may_be_carried_over_a_fork(tmp_path: Path) -> None:
    one = mirror(tmp_path, X, Y)
    queue: multiprocessing.Queue[list[str]] = multiprocessing.get_context("fork").Queue()
    children = [
        multiprocessing.get_context("fork").Process(target=lambda name=name: queue.put(ids(one, "npm", name)))
        for name in ("x", "y")
    ]
    for child in children:
        child.start()
    assert sorted(queue.get(timeout=30) for _ in children) == [["GHSA-1"], ["GHSA-2"]]
    for child in children:
        child.join()
    assert ids(one, "npm", "x") == ["GHSA-1"]


def test_the_shipped_data_are_unpacked_once_and_said_to_be(tmp_path: Path) -> None:
    said: list[str] = []
    file = shipped(tmp_path, said.append)
    assert shipped(tmp_path, said.append) == file
    assert said == ["unpacking the advisory data that came with Sekisho (once)"]
    one = Mirror(file)
    assert {source.type for source in one.about()} == {"pypi", "golang", "cargo", "gem", "composer", "npm"}
    assert all(source.shipped and source.licence and source.url and source.advisories for source in one.about())
    assert "PYSEC-2021-66" in ids(one, "pypi", "jinja2")
    assert ids(one, "pypi", "1337test") == ["MAL-0000-0"]
    for type_, name in (("npm", "chalk"), ("npm", "debug"), ("npm", "posthog-js"), ("pypi", "litellm")):
        assert "MAL-0000-0" not in ids(one, type_, name)  # taken over for a day, and in use ever since
    assert building.SHIPPED.stat().st_size < 1_500_000


def small(folder: Path, *documents: Any) -> Path:
    """Shipped data that are quickly unpacked."""
    header = {"source": {"name": "shipped/npm", "type": "npm", "taken": "2026-08"}}
    lines = "".join(json.dumps(one) + "\n" for one in (header, *documents))
    (folder / "small.jsonl.xz").write_bytes(lzma.compress(lines.encode()))
    return folder / "small.jsonl.xz"


def test_shipped_data_that_changed_are_unpacked_beside_the_old_and_the_oldest_go(tmp_path: Path) -> None:
    files = []
    for number in range(5):
        building._digest.cache_clear()
        files.append(shipped(tmp_path / "made", data=small(tmp_path, record(f"GHSA-{number}", "npm", "x", since("0")))))
    assert ids(Mirror(files[4]), "npm", "x") == ["GHSA-4"]
    assert [file.exists() for file in files] == [False, False, True, True, True]


def test_many_processes_that_ask_at_once_get_one_whole_file(tmp_path: Path) -> None:
    data = small(tmp_path, X)
    with multiprocessing.get_context("fork").Pool(4) as pool:
        files = pool.starmap(_unpacked, [(tmp_path / "made", data)] * 8)
    assert len({file for file, _ in files}) == 1
    assert [said for _, said in files].count(1) == 1
    assert ids(Mirror(files[0][0]), "npm", "x") == ["GHSA-1"]


def _unpacked(folder: Path, data: Path) -> tuple[Path, int]:
    said: list[str] = []
    return shipped(folder, said.append, data), len(said)


def test_shipped_data_that_are_damaged_are_said_to_be(tmp_path: Path) -> None:
    data = small(tmp_path, X)
    data.write_bytes(data.read_bytes()[:-9])
    with pytest.raises(ValueError, match="is damaged"):
        shipped(tmp_path / "made", data=data)


def test_a_read_only_installation_unpacks_into_the_users_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    real, data = building.shipped, small(tmp_path, X)

    def refused(folder: Path, *rest: Any) -> Path:
        if folder.name == "__pycache__":
            raise PermissionError("read-only file system")
        return real(folder, *rest, data=data)

    monkeypatch.setattr(building, "shipped", refused)
    assert building.shipped_anywhere().is_relative_to(tmp_path / "sekisho")
