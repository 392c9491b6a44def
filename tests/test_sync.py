"""sync takes what is new and leaves what it cannot take; whoever reads sees one whole version or the other."""

from __future__ import annotations

import json
import lzma
import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import __main__, config, knowledge
from bot.config import Config
from bot.knowledge.fetching import Failure
from bot.knowledge.sync import sync, sync_files
from checks.dependencies import building
from checks.dependencies.mirror import FILE, Mirror
from tests.checks.dependencies.records import fixed, record, since
from tests.exports import Exports, export, serving

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
X = record("GHSA-1", "npm", "x", since("0"), fixed("1.0.0"))
Y = record("GHSA-2", "npm", "y", since("0"), fixed("1.0.0"))
P = record("PYSEC-1", "PyPI", "p", since("0"), fixed("1.0.0"))
NAMES = "".join(f"name-{number}\t{1000 - number}\n" for number in range(200)).encode()


@pytest.fixture
def server() -> Iterator[Exports]:
    with serving() as exports:
        exports.files = {"npm/all.zip": export(X), "PyPI/all.zip": export(P)}
        yield exports


@pytest.fixture(autouse=True)
def little_is_shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unpacking what really comes with the project takes seconds, and test_mirror does it."""
    header = {"source": {"name": "shipped/npm", "type": "npm", "taken": "2026-08"}}
    documents = (header, record("NSWG-1", "npm", "old", since("0")))
    (tmp_path / "little.jsonl.xz").write_bytes(
        lzma.compress("".join(f"{json.dumps(one)}\n" for one in documents).encode())
    )
    monkeypatch.setattr(
        building,
        "shipped_anywhere",
        lambda say: building.shipped(tmp_path / "shipped", say, tmp_path / "little.jsonl.xz"),
    )


@pytest.fixture
def operator(tmp_path: Path, server: Exports) -> Config:
    return operators(tmp_path, server.address)


def operators(folder: Path, address: str, more: str = "") -> Config:
    text = f"data:\n  osv: {address}\n  ecosystems: [npm, PyPI]\n{more}service: {{data: {folder / 'data'}}}\n"
    (folder / "app.yaml").write_text(text)
    return config.load(folder / "app.yaml", {})


def known(operator: Config, *packages: str) -> list[str]:
    """The ids that are known of "type/name"s now."""
    mirror = Mirror(knowledge.current(operator) / FILE)
    found = mirror.advisories([(type_, name) for type_, _, name in (one.partition("/") for one in packages)])
    return sorted(advisory.id for some in found.values() for advisory in some)


def test_before_any_sync_there_is_what_was_shipped(operator: Config) -> None:
    assert known(operator, "npm/old", "npm/x") == ["NSWG-1"]


def test_exports_take_the_place_of_what_was_shipped_about_their_ecosystem(operator: Config) -> None:
    outcome = sync(operator, NOW)
    assert outcome.updated == ["osv/npm", "osv/PyPI"]
    assert outcome.version == knowledge.current(operator)
    assert known(operator, "npm/old", "npm/x", "pypi/p") == ["GHSA-1", "PYSEC-1"]
    assert [(one.name, one.taken) for one in knowledge.sources(operator)] == [
        ("osv/PyPI", NOW.isoformat()),
        ("osv/npm", NOW.isoformat()),
    ]


def test_what_the_server_has_not_changed_is_not_sent_again_and_makes_no_version(
    operator: Config, server: Exports
) -> None:
    first = sync(operator, NOW)
    server.asked.clear()
    second = sync(operator, NOW + timedelta(hours=1))
    assert (second.version, second.unchanged, second.updated) == (None, ["osv/npm", "osv/PyPI"], [])
    assert server.asked == [("npm/all.zip", 304), ("PyPI/all.zip", 304)]
    assert knowledge.current(operator) == first.version
    assert {one.taken for one in knowledge.sources(operator)} == {
        (NOW + timedelta(hours=1)).isoformat()
    }  # asked, and fresh


def test_a_server_without_etags_is_compared_by_content(operator: Config, server: Exports) -> None:
    server.faults = dict.fromkeys(server.files, "untagged")
    sync(operator, NOW)
    assert sync(operator, NOW + timedelta(hours=1)).version is None
    server.files["npm/all.zip"] = export(X, Y)
    assert sync(operator, NOW + timedelta(hours=2)).updated == ["osv/npm"]


def test_only_what_changed_is_taken_and_the_rest_stays(operator: Config, server: Exports) -> None:
    sync(operator, NOW)
    server.files["npm/all.zip"] = export(Y)
    outcome = sync(operator, NOW + timedelta(hours=1))
    assert (outcome.updated, outcome.unchanged) == (["osv/npm"], ["osv/PyPI"])
    assert known(operator, "npm/x", "npm/y", "pypi/p") == ["GHSA-2", "PYSEC-1"]


@pytest.mark.parametrize("fault", ["error", "truncated", "cut", "gone", "page", "empty"])
def test_what_fails_leaves_what_was_known_and_the_rest_is_taken(operator: Config, server: Exports, fault: str) -> None:
    sync(operator, NOW)
    server.files |= {"npm/all.zip": export(Y), "PyPI/all.zip": export(record("PYSEC-2", "PyPI", "p", since("0")))}
    if fault == "gone":
        del server.files["npm/all.zip"]
    elif fault == "page":
        server.files["npm/all.zip"] = b"<html>Please log in</html>"
    elif fault == "empty":
        server.files["npm/all.zip"] = export()
    else:
        server.faults["npm/all.zip"] = fault
    outcome = sync(operator, NOW + timedelta(hours=1))
    assert list(outcome.failed) == ["osv/npm"]
    assert outcome.updated == ["osv/PyPI"]
    assert known(operator, "npm/x", "npm/y", "pypi/p") == ["GHSA-1", "PYSEC-2"]
    server.faults.clear()
    server.files["npm/all.zip"] = export(Y)
    assert sync(operator, NOW + timedelta(hours=2)).updated == ["osv/npm"]


def test_a_server_that_is_not_there_fails_in_words(tmp_path: Path) -> None:
    outcome = sync(operators(tmp_path, "http://127.0.0.1:9"), NOW)
    assert set(outcome.failed) == {"osv/npm", "osv/PyPI"}
    assert all("check the address, the network and HTTPS_PROXY" in why for why in outcome.failed.values())


def test_a_disk_that_takes_no_more_changes_nothing(operator: Config, server: Exports) -> None:
    sync(operator, NOW)
    server.files["npm/all.zip"] = export(
        *(record(f"GHSA-{number}", "npm", f"y{number}", since("0")) for number in range(2000))
    )
    with files_of_at_most(200_000), pytest.raises(Failure, match=r"nothing is changed: .*is the disk full"):
        sync(operator, NOW + timedelta(hours=1))
    assert known(operator, "npm/x", "npm/y1") == ["GHSA-1"]
    assert not list(knowledge.root(operator).glob("*.part"))
    assert sync(operator, NOW + timedelta(hours=2)).updated == ["osv/npm"]


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Writing more fails as it does on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_killed_half_way_it_leaves_what_was_known_and_the_next_one_sweeps_up(
    operator: Config, server: Exports, tmp_path: Path
) -> None:
    sync(operator, NOW)
    before = knowledge.current(operator)
    server.files["PyPI/all.zip"] = export(P, record("PYSEC-2", "PyPI", "p", since("0")))
    server.halt = threading.Event()
    command = [sys.executable, "-m", "bot", "--config", str(tmp_path / "app.yaml"), "sync", "--only", "PyPI"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert server.half_way.wait(60)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    server.halt.set()
    server.halt = None
    assert knowledge.current(operator) == before
    assert list(knowledge.root(operator).glob("*.part"))
    assert sync(operator, NOW + timedelta(hours=2)).updated == ["osv/PyPI"]
    assert known(operator, "pypi/p") == ["PYSEC-1", "PYSEC-2"]
    assert not list(knowledge.root(operator).glob("*.part"))


def test_a_reader_keeps_the_version_it_began_with_and_the_third_oldest_goes(operator: Config, server: Exports) -> None:
    versions = []
    for number in range(4):
        server.files["npm/all.zip"] = export(record(f"GHSA-{number}", "npm", "x", since("0")))
        versions.append(sync(operator, NOW + timedelta(hours=number)).version)
        if number == 2:
            reader = Mirror(versions[1] / FILE)
    assert [version.exists() for version in versions if version] == [False, False, True, True]
    assert reader.advisories([("npm", "x")])["npm", "x"][0].id == "GHSA-1"


def test_lists_of_names_are_taken_beside_and_kept(tmp_path: Path, server: Exports) -> None:
    operator = operators(tmp_path, server.address, f"  popular: {{npm: '{server.address}/names.txt'}}\n")
    server.files["names.txt"] = NAMES
    assert sync(operator, NOW).updated == ["osv/npm", "osv/PyPI", "popular/npm"]
    server.files |= {"npm/all.zip": export(Y), "names.txt": b"<html>no list</html>"}
    outcome = sync(operator, NOW + timedelta(hours=1))
    assert list(outcome.failed) == ["popular/npm"]
    assert (knowledge.current(operator) / "popular" / "npm.txt").read_bytes() == NAMES


def test_records_of_ones_own_come_in_addition(operator: Config, tmp_path: Path) -> None:
    sync(operator, NOW)
    (tmp_path / "ours.json").write_text(json.dumps(record("ACME-1", "npm", "x", since("0"))))
    assert sync_files(operator, tmp_path / "ours.json").updated == ["local/ours.json"]
    assert known(operator, "npm/x", "pypi/p") == ["ACME-1", "GHSA-1", "PYSEC-1"]
    assert sync_files(operator, tmp_path / "ours.json").unchanged == ["local/ours.json"]


def test_an_export_at_hand_is_all_there_is_of_its_ecosystem(operator: Config, tmp_path: Path) -> None:
    both = {**Y, "affected": Y["affected"] + P["affected"]}
    (tmp_path / "npm.zip").write_bytes(export(X, both))
    assert sync_files(operator, tmp_path / "npm.zip").updated == ["osv/npm"]
    assert known(operator, "npm/old", "npm/x", "npm/y", "pypi/p") == ["GHSA-1", "GHSA-2"]


def test_a_folder_of_exports_is_taken_whole(operator: Config, tmp_path: Path) -> None:
    for ecosystem, content in (("npm", export(X)), ("PyPI", export(P)), ("Debian", export())):
        (tmp_path / "exports" / ecosystem).mkdir(parents=True)
        (tmp_path / "exports" / ecosystem / "all.zip").write_bytes(content)
    assert sync_files(operator, tmp_path / "exports").updated == ["osv/PyPI", "osv/npm"]


def test_an_export_of_many_ecosystems_asks_which_is_meant(operator: Config, tmp_path: Path) -> None:
    (tmp_path / "all.zip").write_bytes(export(X, P))
    with pytest.raises(Failure, match="name it with --only"):
        sync_files(operator, tmp_path / "all.zip")
    assert sync_files(operator, tmp_path / "all.zip", ["npm"]).updated == ["osv/npm"]
    assert known(operator, "npm/x", "pypi/p") == ["GHSA-1"]


def test_the_service_knows_when_it_is_time(operator: Config, server: Exports) -> None:
    assert knowledge.due(operator, NOW)
    sync(operator, NOW)
    assert not knowledge.due(operator, NOW + timedelta(hours=11))
    assert knowledge.due(operator, NOW + timedelta(hours=12))
    server.faults["npm/all.zip"] = "error"
    sync(operator, NOW + timedelta(hours=12))
    assert not knowledge.due(operator, NOW + timedelta(hours=12, minutes=59))
    assert knowledge.due(operator, NOW + timedelta(hours=13))
    never = replace(operator, data=replace(operator.data, refresh_hours=0))
    assert not knowledge.due(never, NOW + timedelta(days=99))


def test_data_are_as_old_as_the_oldest_source(operator: Config, server: Exports) -> None:
    limited = replace(operator, data=replace(operator.data, max_age_days=2))
    assert knowledge.age(operator, NOW) == NOW - datetime(2026, 8, 1, tzinfo=UTC)  # what was shipped
    assert knowledge.too_old(limited, NOW)
    assert not knowledge.too_old(operator, NOW)
    sync(operator, NOW)
    assert not knowledge.too_old(limited, NOW + timedelta(days=2))
    server.faults["npm/all.zip"] = "error"
    sync(operator, NOW + timedelta(days=3))
    assert knowledge.too_old(limited, NOW + timedelta(days=3))


def test_a_current_version_that_cannot_be_read_gives_way_to_what_was_shipped(operator: Config) -> None:
    version = sync(operator, NOW).version
    assert version
    (version / FILE).write_bytes(b"from another century")
    assert known(operator, "npm/old") == ["NSWG-1"]
    shutil.rmtree(version)
    assert known(operator, "npm/old") == ["NSWG-1"]


def command(folder: Path, *arguments: str) -> int:
    return __main__.main(["--config", str(folder / "app.yaml"), "sync", *arguments])


def test_the_command_says_what_it_took(operator: Config, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(tmp_path) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "osv/npm: 1 advisories about 1 packages, newest of 2026-01-02"
    assert (
        said[-1]
        == f"judging by {Mirror(knowledge.current(operator) / FILE).digest[:12]} in {knowledge.current(operator)}"
    )
    assert command(tmp_path) == 0
    assert capsys.readouterr().out.splitlines()[:2] == ["osv/npm: nothing new", "osv/PyPI: nothing new"]


def test_the_command_fails_where_a_source_does_and_says_what_stays(
    operator: Config, server: Exports, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.faults["npm/all.zip"] = "error"
    assert command(tmp_path) == 1
    assert f"osv/npm: {server.address}/npm/all.zip answered 500" in (said := capsys.readouterr().err)
    assert "what was known before stays" in said
    assert command(tmp_path, "--only", "PyPI") == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--only", "pypi"), "--only pypi: there is PyPI, npm"),
        (("--from", "nowhere.zip"), "there is no such file or folder"),
    ],
)
def test_wrong_usage_is_two(
    operator: Config, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str
) -> None:
    assert command(tmp_path, *arguments) == 2
    assert message in capsys.readouterr().err


def test_a_file_of_another_kind_changes_nothing(
    operator: Config, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.csv").write_text("")
    assert command(tmp_path, "--from", str(tmp_path / "x.csv")) == 1
    assert "nothing is changed" in capsys.readouterr().err
