"""Policies that an organisation keeps in a repository: the newest that can be read count, whatever goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.changes import Repositories
from bot.forges.interface import ForgeUnavailable, NotThere
from bot.model import Change, GitAccess, Target
from bot.packs import testing
from bot.packs.repository import PolicyRepository
from checks.interface import CheckError
from tests.githttp import Repo, Server, serving

RULE = "rules: [{id: acme-NAME, languages: [python], severity: ERROR, message: m, pattern: NAME(...)}]\n"


class Forge:
    """What a policy repository asks of one, over a real git server."""

    name = "github"

    def __init__(self, server: Server, repo: Repo) -> None:
        self._server = server
        self._repo = repo
        self.fails: Exception | None = None
        self.asked = 0

    def look_up(self, target: Target) -> Change:
        self.asked += 1
        if self.fails:
            raise self.fails
        assert (target.repo, target.number) == ("acme/policies", None)
        return Change("acme/policies", None, "", "", self._repo.git("rev-parse", "main"), "main", "main")

    def clone_access(self, repo: str) -> GitAccess:
        return GitAccess(self._server.url(self._repo))


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    (tmp_path / "served").mkdir()
    with serving(tmp_path / "served") as server:
        yield server


@pytest.fixture
def repo(server: Server) -> Repo:
    return Repo(server.root / "policies.git")


@pytest.fixture
def forge(server: Server, repo: Repo) -> Forge:
    return Forge(server, repo)


def kept(tmp_path: Path, forge: Any, clock: Clock | None = None) -> PolicyRepository:
    opener = Repositories(tmp_path / "stores").open
    return PolicyRepository("acme/policies", forge, opener, tmp_path / "policies", testing.try_out, clock or Clock())


def names(folder: Path) -> set[str]:
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}


def test_the_default_branchs_rules_count_and_nothing_else_of_it(tmp_path: Path, repo: Repo, forge: Forge) -> None:
    files = {"py/a.yaml": RULE, "s3.rego": "package s3\n", ".github/ci.yml": "on: push", "run.py": "", "README.md": ""}
    sha = repo.commit("main", files)
    repo.commit("other", {"b.yaml": RULE})
    in_force = kept(tmp_path, forge)()
    assert (names(in_force.folder), in_force.about) == ({"py/a.yaml", "s3.rego"}, f"acme/policies@{sha[:7]}")


def test_the_forge_is_asked_once_a_minute_and_a_new_commit_is_a_new_folder(
    tmp_path: Path, repo: Repo, forge: Forge
) -> None:
    repo.commit("main", {"a.yaml": RULE.replace("NAME", "one")})
    clock = Clock()
    policies = kept(tmp_path, forge, clock)
    first = policies()
    repo.commit("main", {"a.yaml": RULE.replace("NAME", "two")})
    clock.now = 59
    assert (policies(), forge.asked) == (first, 1)
    clock.now = 61
    second = policies()
    assert (second.folder != first.folder, forge.asked) == (True, 2)
    assert "one(...)" in (first.folder / "a.yaml").read_text()
    assert "two(...)" in (second.folder / "a.yaml").read_text()


def test_what_cannot_be_read_is_not_put_into_force_and_said(tmp_path: Path, repo: Repo, forge: Forge) -> None:
    good = repo.commit("main", {"a.yaml": RULE})
    clock = Clock()
    policies = kept(tmp_path, forge, clock)
    first = policies()
    broken = repo.commit("main", {"a.yaml": "rules: ["})
    clock.now = 61
    still = policies()
    assert still.folder == first.folder
    assert still.about.startswith(f"acme/policies@{good[:7]} ({broken[:7]} cannot be used: a.yaml is no YAML")
    mended = repo.commit("main", {"a.yaml": RULE.replace("NAME", "new")})
    clock.now = 122
    assert policies().about == f"acme/policies@{mended[:7]}"


@pytest.mark.parametrize("fault", [ForgeUnavailable("503"), NotThere("404")])
def test_a_forge_that_does_not_answer_leaves_what_counted_also_to_a_new_process(
    tmp_path: Path, repo: Repo, forge: Forge, fault: Exception
) -> None:
    repo.commit("main", {"a.yaml": RULE})
    first = kept(tmp_path, forge)()
    forge.fails = fault
    later = kept(tmp_path, forge)()
    assert later.folder == first.folder
    assert "not asked again" in later.about


def test_without_any_policies_to_go_by_nothing_is_judged(tmp_path: Path, repo: Repo, forge: Forge) -> None:
    repo.commit("main", {"a.yaml": "rules: ["})
    with pytest.raises(CheckError, match=r"policies of acme/policies are not to be had: .* a.yaml is no YAML"):
        kept(tmp_path, forge)()
