"""The life of a pull request, as developers see it."""

from __future__ import annotations

import sqlite3

from bot.playground.beside import wait_for
from bot.playground.github import Answer
from tests.end_to_end.town import RULE, SAFE, WEAK, WEAK_LINE, Town, conclusion, said, threads


def test_a_weakness_gets_a_thread_on_its_line_and_a_red_check(town: Town) -> None:
    pull = town.change(town.repository(), {"app.py": WEAK})
    shown = town.reviewed(pull)
    assert threads(shown) == [("app.py", WEAK_LINE, False)]
    assert RULE in shown["threads"][0]["comments"][0]["body"]
    assert conclusion(shown) == "failure"
    assert [run["title"] for run in shown["check_runs"]] == ["Blocked: 1 high"]
    assert len(shown["comments"]) == 1
    assert {comment["author"] for comment in shown["comments"]} == {"sekisho[bot]"}


def test_a_fix_resolves_the_thread_turns_the_check_green_and_edits_the_summary(town: Town) -> None:
    pull = town.change(town.repository(), {"app.py": WEAK})
    before = town.reviewed(pull)
    town.push(pull, {"app.py": SAFE})
    after = town.reviewed(pull)
    assert threads(after)[0][2] is True
    assert (conclusion(before), conclusion(after)) == ("failure", "success")
    assert said(after) == said(before)
    assert before["comments"][0]["body"] != after["comments"][0]["body"]
    assert "mended or gone" in after["comments"][0]["body"]


def test_a_weakness_that_returns_reopens_its_thread(town: Town) -> None:
    pull = town.change(town.repository(), {"app.py": WEAK})
    before = town.reviewed(pull)
    town.push(pull, {"app.py": SAFE})
    town.reviewed(pull)
    town.push(pull, {"app.py": WEAK})
    after = town.reviewed(pull)
    assert [thread["resolved"] for thread in after["threads"]] == [False]
    assert [thread["id"] for thread in after["threads"]] == [thread["id"] for thread in before["threads"]]


def test_a_force_push_of_the_same_content_says_nothing_new(town: Town) -> None:
    pull = town.change(town.repository(), {"app.py": WEAK})
    before = town.reviewed(pull)
    town.push(pull, {"app.py": WEAK}, force=True, start="main", message="The same again")
    after = town.reviewed(pull)
    assert before["head_sha"] != after["head_sha"]
    assert said(after) == said(before)
    assert after["threads"][0]["comments"][0]["body"] == before["threads"][0]["comments"][0]["body"]


def test_moved_lines_and_renamed_files_say_nothing_new(town: Town) -> None:
    repo = town.repository({"app.py": SAFE, "other.py": "x = 1\n" * 30})
    pull = town.change(repo, {"app.py": WEAK})
    before = town.reviewed(pull)
    town.push(pull, {"app.py": "import os\n\n" + WEAK, "other.py": None, "moved.py": "x = 1\n" * 30})
    after = town.reviewed(pull)
    assert said(after) == said(before)
    assert [thread["resolved"] for thread in after["threads"]] == [False]


def test_what_the_base_had_before_is_not_blamed(town: Town) -> None:
    pull = town.change(town.repository({"app.py": WEAK}), {"app.py": "import os\n" + WEAK})
    shown = town.reviewed(pull)
    assert (shown["threads"], shown["comments"], conclusion(shown)) == ([], [], "success")


def test_a_pull_request_without_findings_gets_a_green_check_and_no_comment(town: Town) -> None:
    pull = town.change(town.repository(), {"app.py": SAFE + "\n\nX = 1\n"})
    shown = town.reviewed(pull)
    assert (shown["threads"], shown["comments"], conclusion(shown)) == ([], [], "success")


def test_the_same_webhook_ten_times_says_nothing_new(town: Town) -> None:
    pull = town.change(town.repository(), {"app.py": WEAK})
    before = town.reviewed(pull)
    opened = town.deliveries(pull.repo, "pull_request")[-1]
    for _ in range(10):
        town.forge.hooks.again(opened)
    town.forge.hooks.wait()
    assert said(town.reviewed(pull)) == said(before)
    assert len(town.forge.runs(pull)) == 1


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


def test_help_is_answered_once_and_strangers_command_nothing(town: Town) -> None:
    pull = town.change(town.repository(), {"app.py": SAFE + "\n"})
    town.reviewed(pull)
    town.forge.comment(pull, "ann", "/sekisho help")
    shown = wait_for(lambda: len(town.shows(pull)["comments"]) == 2 and town.shows(pull), "the answer")
    assert "`/sekisho rescan`" in shown["comments"][1]["body"]
    town.forge.comment(pull, "stranger", "/sekisho rescan")
    refused = wait_for(lambda: len(town.shows(pull)["comments"]) == 4 and town.shows(pull), "the refusal")
    assert "needs write access" in refused["comments"][3]["body"]
    assert len(town.forge.runs(pull)) == 1


def test_closing_while_scanning_cancels(town: Town) -> None:
    pull = town.change(town.repository(), {"app.py": SAFE + "\n"})
    town.reviewed(pull)

    def close_first(_: object) -> None:
        town.forge.close(pull)
        town.forge.hooks.wait()

    town.forge.faults.add(lambda asked: asked.path == f"/{pull.repo}.git/git-upload-pack", close_first)
    town.push(pull, {"app.py": WEAK})
    shown = town.reviewed(pull)
    assert (conclusion(shown), shown["threads"]) == ("cancelled", [])


def test_a_newer_push_replaces_a_scan_that_is_running(town: Town) -> None:
    pull = town.change(town.repository(), {"app.py": SAFE + "\n"})
    town.reviewed(pull)
    first_head = []

    def push_first(_: object) -> None:
        first_head.append(pull.head_sha)
        town.push(pull, {"app.py": SAFE})
        town.forge.hooks.wait()

    town.forge.faults.add(lambda asked: asked.path == f"/{pull.repo}.git/git-upload-pack", push_first)
    town.push(pull, {"app.py": WEAK})
    wait_for(lambda: first_head and pull.head_sha != first_head[0], "the second push")
    shown = town.reviewed(pull)
    assert (conclusion(shown), shown["threads"]) == ("success", [])


def test_a_draft_is_observed_and_judged_when_ready(town: Town) -> None:
    pull = town.change(town.repository(), {"app.py": WEAK}, draft=True)
    draft = town.reviewed(pull)
    assert (conclusion(draft), draft["threads"], draft["comments"]) == ("neutral", [], [])
    assert draft["check_runs"][-1]["annotations"]
    town.forge.set_draft(pull, False)
    ready = town.reviewed(pull, scans=2)
    assert (conclusion(ready), threads(ready)) == ("failure", [("app.py", WEAK_LINE, False)])


def test_a_changed_base_is_judged_anew(town: Town) -> None:
    repo = town.repository({"app.py": WEAK})
    town.forge.push(repo, "safe", {"app.py": SAFE}, start="main")
    pull = town.change(repo, {"app.py": "import os\n" + WEAK})
    assert conclusion(town.reviewed(pull)) == "success"
    town.forge.edit(pull, base="safe")
    assert conclusion(town.reviewed(pull, scans=2)) == "success", "the merge base, not the branch's tip, is what counts"


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


def test_threads_that_people_closed_or_answered_are_theirs(town: Town) -> None:
    pull = town.change(town.repository(), {"app.py": WEAK})
    thread = town.reviewed(pull)["threads"][0]["id"]
    town.forge.reply(thread, "ann", "This is on purpose.")
    town.forge.resolve(thread, "ann")
    town.push(pull, {"note.txt": "x"})
    kept = town.reviewed(pull)["threads"]
    assert [(one["resolved_by"], len(one["comments"])) for one in kept] == [("ann", 2)]


def test_a_rate_limit_makes_the_scan_wait_and_nothing_is_lost(town: Town) -> None:
    repo = town.repository()
    slow_down = Answer(429, b'{"message": "You have exceeded a secondary rate limit"}', {"Retry-After": "1"})
    town.forge.faults.add(lambda asked: asked.path.startswith(f"/repos/{repo}/") and asked.writes, slow_down, times=3)
    pull = town.change(repo, {"app.py": WEAK})
    shown = town.reviewed(pull)
    assert threads(shown) == [("app.py", WEAK_LINE, False)]
    assert len(said(shown)) == 2


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
