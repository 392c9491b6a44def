"""What people say to Sekisho on a pull request, and its answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.forges.interface import Command, Permission, Spoken
from bot.model import Target
from bot.playground.github import accounts, pulls, talk
from tests.forges import local_github
from tests.forges.local_github import A, LocalGitHub, review, scan, thread


@pytest.fixture
def local(tmp_path: Path) -> Iterator[LocalGitHub]:
    made = local_github.start(tmp_path)
    yield made
    made.stop()


def said(local: LocalGitHub, text: str, comment_id: int, *, in_thread: bool) -> Command:
    return Command("help", (), Spoken(local.target, text, "mona", False, comment_id, in_thread))


def on_the_page(local: LocalGitHub, text: str) -> Command:
    with local.hub.state.lock:
        made = talk.comment(local.hub, local.pull, "mona", text)
    return said(local, text, made.id, in_thread=False)


def test_an_answer_is_given_once_for_each_comment(local: LocalGitHub) -> None:
    first, second = on_the_page(local, "/sekisho help"), on_the_page(local, "/sekisho help")
    for command in (first, first, second, second):
        local.forge().answer(command, "I look at pull requests.", lambda: None)
    bodies = [each.body for each in local.summaries() if each.author == "sekisho[bot]"]
    assert [body.splitlines()[1] for body in bodies] == ["I look at pull requests."] * 2


def test_a_copy_of_our_answer_by_somebody_else_does_not_silence_us(local: LocalGitHub) -> None:
    command = on_the_page(local, "/sekisho help")
    on_the_page(local, f"<!-- sekisho:answer {command.spoken.comment_id} -->\nI was here first")
    local.forge().answer(command, "I look at pull requests.", lambda: None)
    assert [each.author for each in local.summaries()] == ["mona", "mona", "sekisho[bot]"]


def test_an_answer_in_a_thread_stays_in_the_thread(local: LocalGitHub) -> None:
    local.forge().publish(local.forge().look_up(local.target), scan(), review(thread(A)), lambda: None)
    (opened,) = local.threads()
    reply = local.reply(opened, "/sekisho help")
    for _ in range(2):
        local.forge().answer(said(local, reply.body, reply.id, in_thread=True), "I look.", lambda: None)
    assert [each.author for each in local.comments_in(opened)] == ["sekisho[bot]", "mona", "sekisho[bot]"]
    assert len(local.threads()) == 1


def test_an_answer_does_not_count_as_a_persons_word(local: LocalGitHub) -> None:
    change = local.forge().look_up(local.target)
    local.forge().publish(change, scan(), review(thread(A)), lambda: None)
    first = local.first(local.threads()[0])
    local.forge().answer(said(local, "", first.id, in_thread=True), "I look.", lambda: None)
    local.forge().publish(change, scan(), review(), lambda: None)
    assert len(local.comments_in(local.threads()[0])) == 2


def test_a_command_is_acknowledged_with_one_reaction(local: LocalGitHub) -> None:
    local.forge().publish(local.forge().look_up(local.target), scan(), review(thread(A)), lambda: None)
    reply = local.reply(local.threads()[0], "/sekisho help")
    page = on_the_page(local, "/sekisho help")
    for command in (page, said(local, reply.body, reply.id, in_thread=True)) * 2:
        local.forge().acknowledge(command, lambda: None)
    given = [(each.author, each.content) for each in local.hub.state.reactions.values()]
    assert given == [("sekisho[bot]", "eyes")] * 2


@pytest.mark.parametrize(
    ("login", "permission"),
    [
        ("ada", Permission.ADMIN),
        ("grace", Permission.MAINTAIN),
        ("mona", Permission.WRITE),
        ("guest", Permission.READ),
        ("nobody", Permission.NONE),
    ],
)
def test_what_somebody_may_do_is_asked_now(local: LocalGitHub, login: str, permission: Permission) -> None:
    assert local.forge().permission("acme/shop", login) is permission


def test_a_permission_that_was_taken_away_is_gone_at_once(local: LocalGitHub) -> None:
    forge = local.forge()
    assert forge.permission("acme/shop", "mona") is Permission.WRITE
    local.repo.collaborators["mona"] = "triage"
    assert forge.permission("acme/shop", "mona") is Permission.READ


def test_pull_requests_are_found_by_their_head_those_of_forks_too(local: LocalGitHub) -> None:
    head, elsewhere = local.pull.head_sha, "0" * 40
    assert local.forge().heads("acme/shop", head) == (Target("github", "acme/shop", 1),)
    assert local.forge().heads("acme/shop", elsewhere) == ()
    with local.hub.state.lock:
        fork = accounts.create_repository(
            local.hub, "mona/shop", private=False, default_branch="main", owner_kind="User", parent="acme/shop"
        )
        sha = local.work.commit({"fork.txt": "Hello.\n"})
        accounts.fill(local.hub, fork, local.work.path / ".git", "mine", sha, "mona")
        made = pulls.open_pull(
            local.hub, local.repo, "mine", "main", "From afar", "mona", body="", draft=True, head_repo=fork
        )
    assert local.forge().heads("acme/shop", sha) == (Target("github", "acme/shop", made.number),)
    change = local.forge().look_up(Target("github", "acme/shop", made.number))
    assert (change.is_fork, change.draft, change.head_sha) == (True, True, sha)
    with local.hub.state.lock:
        pulls.close(local.hub, made, "mona")
    assert local.forge().heads("acme/shop", sha) == ()
