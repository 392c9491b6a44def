"""By what is known: which data a scan is judged by, how old they may be, and who brings new ones."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import config, knowledge
from bot.changes import Repositories
from bot.config import Config
from bot.diffing import NothingKept
from bot.examiner import Examination, Examiner
from bot.knowledge.sync import sync_files
from bot.looks import Looks, Refresh, git_limits, old_data
from bot.model import Terms, Verdict
from tests.checks.dependencies.records import fixed, record, since
from tests.exports import Exports, export, serving
from tests.test_local_review import commit, git

GEMS = {"Gemfile": 'source "https://gems.example.org"\ngem "our-own-gem", "1.0.0"\n'}


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    folder = tmp_path / "repo"
    folder.mkdir()
    git(folder, "init", "-q")
    commit(folder, README="")
    return folder


def operators(folder: Path, data: str = "refresh_hours: none") -> Config:
    (folder / "app.yaml").write_text(f"data: {{{data}}}\nservice: {{data: {folder / 'data'}}}\n")
    return config.load(folder / "app.yaml", {})


def learn(operator: Config, folder: Path, *ids: str) -> None:
    """A new version of what is known, with an advisory on our own gem per id."""
    made = folder / "-".join(ids)
    made.mkdir()
    for one in ids:
        (made / f"{one}.json").write_text(
            json.dumps(record(one, "RubyGems", "our-own-gem", since("0"), fixed("2.0.0")))
        )
    assert not sync_files(operator, made).failed


def looked(operator: Config, examiner: Examiner, repo: Path) -> Examination:
    repositories = Repositories(operator.service.data / "repositories", git_limits(operator))
    with repositories.open_local(repo, "HEAD~1", "HEAD") as change:
        return examiner.examine(change, Terms(operator.policy), NothingKept(), lambda: None, [old_data(operator)])


def found(examination: Examination) -> list[str]:
    return sorted(one.finding.subject.rpartition(" ")[2] for one in examination.judgement.introduced)


def test_a_scan_is_judged_by_what_was_known_when_it_began_and_the_next_by_what_is_known_now(
    tmp_path: Path, repo: Path
) -> None:
    operator = operators(tmp_path)
    commit(repo, **GEMS)
    learn(operator, tmp_path, "GHSA-one")
    with closing(Looks(operator, ["dependencies"])) as looks:
        before = looks()
        assert looks() is before
        learn(operator, tmp_path, "GHSA-two")
        assert found(looked(operator, before, repo)) == ["GHSA-one"]
        assert found(looked(operator, looks(), repo)) == ["GHSA-one", "GHSA-two"]


def test_data_older_than_the_operators_limit_make_a_review_incomplete_where_packages_came_in(
    tmp_path: Path, repo: Path
) -> None:
    operator = operators(tmp_path, "refresh_hours: none, max_age_days: 1")
    commit(repo, **GEMS)
    with closing(Looks(operator, ["dependencies"])) as looks:
        old = looked(operator, looks(), repo).judgement
        assert (old.verdict, [one.check for one in old.not_looked_at]) == (Verdict.INCOMPLETE, ["dependencies"])
        assert "have `python -m bot sync` run" in old.not_looked_at[0].reason
        commit(repo, notes__txt="nothing to install\n")
        assert looked(operator, looks(), repo).judgement.verdict is Verdict.CLEAR


def test_the_age_of_the_data_stands_in_every_verdict(tmp_path: Path, repo: Path) -> None:
    operator = operators(tmp_path)
    commit(repo, notes__txt="nothing to install\n")
    with closing(Looks(operator, ["dependencies"])) as looks:
        age = looked(operator, looks(), repo).about.versions["advisory data"]
    assert age.endswith(" days old")
    assert int(age.split()[0]) > 60


@pytest.fixture
def server() -> Iterator[Exports]:
    with serving() as exports:
        exports.files = {"npm/all.zip": export(record("GHSA-1", "npm", "x", since("0")))}
        yield exports


def test_the_service_has_what_is_known_refreshed_when_that_is_due_and_not_before(
    tmp_path: Path, server: Exports
) -> None:
    operator = operators(tmp_path, f"osv: {server.address}, ecosystems: [npm], refresh_hours: 12")
    before = knowledge.current(operator)
    refresh = Refresh(operator, tmp_path / "app.yaml")
    refresh()
    refresh()  # under way: no second one
    until = time.monotonic() + 60
    while knowledge.current(operator) == before and time.monotonic() < until:
        time.sleep(0.05)
    assert len(server.asked) == 1
    assert not knowledge.due(operator, datetime.now(UTC))
    assert knowledge.due(operator, datetime.now(UTC) + timedelta(hours=13))
