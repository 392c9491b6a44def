"""What GitHub alone has: buttons of check runs, the merge queue, installations. What every forge has is a scenario."""

from __future__ import annotations

import sqlite3

from bot.playground.beside import wait_for
from tests.end_to_end.town import WEAK, WEAK_LINE, Town, conclusion, said, threads


def test_the_rerun_button_makes_one_more_scan_that_says_nothing_new(town: Town) -> None:
    pull = town.change(town.repository(), {"app.py": WEAK})
    before = town.reviewed(pull)
    town.forge.rerequest_run(town.run(pull), "ann")
    after = town.reviewed(pull, scans=2)
    assert len(town.forge.runs(pull)) == 2
    assert said(after) == said(before)


def test_the_rescan_button_and_the_command_do_the_same(town: Town) -> None:
    repo = town.repository()
    town.forge.add_collaborator(repo, "wendy", "write")
    pull = town.change(repo, {"app.py": WEAK})
    town.reviewed(pull)
    town.forge.press(town.run(pull), "rescan", "wendy")
    town.reviewed(pull, scans=2)
    comment = town.forge.comment(pull, "wendy", "/sekisho rescan")
    shown = town.reviewed(pull, scans=3)
    reactions = next(one["reactions"] for one in shown["comments"] if one["id"] == comment)
    assert [reaction["author"] for reaction in reactions] == ["sekisho[bot]"]


def test_a_draft_has_annotations_and_no_comment(town: Town) -> None:
    draft = town.reviewed(town.change(town.repository(), {"app.py": WEAK}, draft=True))
    assert draft["check_runs"][-1]["annotations"]
    assert (conclusion(draft), draft["comments"]) == ("neutral", [])


def test_a_change_from_a_fork_is_reviewed_and_its_rerun_works(town: Town) -> None:
    repo = town.repository()
    fork = town.forge.fork(repo, f"fan-of-{repo.split('/')[0]}")
    town.forge.push(fork.full_name, "theirs", {"app.py": WEAK}, start="main")
    pull = town.forge.open_pull_request(repo, "theirs", from_fork=fork.full_name)
    assert threads(town.reviewed(pull)) == [("app.py", WEAK_LINE, False)]
    town.forge.rerequest_run(town.run(pull), "ann")
    assert len(town.reviewed(pull, scans=2)["threads"]) == 1


def test_a_merge_group_gets_its_verdict(town: Town) -> None:
    pull = town.change(town.repository(), {"app.py": WEAK})
    town.reviewed(pull)
    branch = town.forge.enqueue(pull)
    run = wait_for(
        lambda: next((one for one in town.runs_of_branch(pull.repo, branch) if one.status == "completed"), None),
        "the merge group's check",
    )
    assert run.conclusion == "failure"


def test_an_installation_is_looked_at_once_without_a_word(town: Town) -> None:
    repo = town.repository({"app.py": WEAK})
    pull = town.change(repo, {"readme.md": "x"})
    shown = town.reviewed(pull)
    assert (shown["comments"], shown["threads"]) == ([], [])
    assert town.runs_of_branch(repo, "main") == []


def test_uninstalling_deletes_what_was_kept(town: Town) -> None:
    repo, other = town.repository(), town.repository()
    for name in (repo, other):
        town.reviewed(town.change(name, {"app.py": WEAK}))
    town.forge.uninstall(town.installations[repo])
    town.happened(lambda: not stores(town, repo), "the deletion of the git store")
    assert rows(town, repo) == 0
    assert stores(town, other)
    assert rows(town, other) > 0


def stores(town: Town, repo: str) -> list[str]:
    readable = repo.replace("/", "-")
    return [path.name for path in (town.bot.data / "repositories").glob("*.git") if readable in path.name]


def rows(town: Town, repo: str) -> int:
    with sqlite3.connect(f"file:{town.bot.data / 'sekisho.db'}?mode=ro", uri=True) as database:
        tables = ("deliveries", "scans", "kept_results", "repositories", "inventory", "inventory_scans")
        counts = [
            database.execute(f"SELECT count(*) FROM {table} WHERE repo = ?", (repo,)).fetchone() for table in tables
        ]
    return sum(count for (count,) in counts)
