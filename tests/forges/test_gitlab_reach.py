"""How GitLab is reached and read: with which token, by what path, through proxies; merge requests as they stand now."""

from __future__ import annotations

import base64
import json
import logging
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import requests

from bot.config import ConfigError
from bot.forges.gitlab.api import GitLabCredentials, GitLabSettings
from bot.forges.gitlab.credentials import from_environment
from bot.forges.gitlab.forge import GitLab
from bot.forges.gitlab.tokens import TokenFacts
from bot.forges.interface import ForgeUnavailable, NotThere, Permission, Refused, Rejected
from bot.model import Change, ScanState, Target
from bot.playground.gitlab import Answer, Asked
from tests.forges import local_gitlab
from tests.forges.local_github import A, review
from tests.forges.local_gitlab import REPO, LocalGitLab, scan
from tests.forges.wires import Proxy, authority, served


@pytest.fixture
def local(tmp_path: Path) -> Iterator[LocalGitLab]:
    made = local_gitlab.start(tmp_path)
    yield made
    made.stop()


def is_request(asked: Asked) -> bool:
    return asked.method == "GET" and asked.path.endswith("/merge_requests/1")


def at(url: str, token: str) -> GitLab:
    return GitLab(GitLabSettings(url, timeout=10), lambda: GitLabCredentials(token=token), sleep=lambda seconds: None)


def test_a_merge_request_is_read_as_it_stands(local: LocalGitLab) -> None:
    mr = local.mr
    assert local.change() == Change(
        repo=REPO,
        number=1,
        base_sha=mr.version.start_sha,
        merge_base_sha=mr.version.base_sha,
        head_sha=mr.head_sha,
        head_ref="refs/merge-requests/1/head",
        base_ref="main",
        author="mona",
        title="A change",
        url=f"{local.playground.url}/{REPO}/-/merge_requests/1",
    )


def test_the_target_branch_is_read_where_it_is_now_and_the_merge_base_stays(local: LocalGitLab) -> None:
    before = local.change()
    tip = local.push({"README.md": "Another shop.\n"}, "main")
    now = local.change()
    assert (now.base_sha, now.merge_base_sha) == (tip, before.merge_base_sha)
    assert now.base_sha != now.merge_base_sha


def test_a_target_branch_that_is_gone_was_where_the_diff_began(local: LocalGitLab) -> None:
    local.playground.push(REPO, "next", {"next.txt": "next\n"})
    local.playground.edit(local.mr, target="next")
    start = local.mr.version.start_sha
    local.playground.delete_branch(REPO, "next")
    assert local.change().base_sha == start


def test_another_target_branch_is_another_comparison(local: LocalGitLab) -> None:
    tip = local.playground.push(REPO, "next", {"next.txt": "next\n"})
    local.playground.edit(local.mr, target="next")
    assert (local.change().base_ref, local.change().base_sha) == ("next", tip)


@pytest.mark.parametrize(
    ("title", "draft"),
    [("Draft: A change", True), ("[Draft] A change", True), ("(draft) A change", True), ("Drafts are shown", False)],
)
def test_drafts_are_told_by_every_form_of_their_titles(local: LocalGitLab, title: str, draft: bool) -> None:
    local.playground.edit(local.mr, title=title)
    assert local.change().draft is draft


def test_a_gitlab_that_says_nothing_of_drafts_says_it_in_the_title(local: LocalGitLab) -> None:
    """Those before 13.2 know `WIP:` alone, and no `draft`."""
    local.playground.faults.add(is_request, retold(local, title="WIP: A change"), times=1)
    assert local.change().draft
    local.playground.faults.add(is_request, retold(local, title="Wiping the table"), times=1)
    assert not local.change().draft


def retold(local: LocalGitLab, **other: object) -> Answer:
    """The merge request as GitLab tells it, but for `other`; `draft` is left out."""
    address = f"{local.playground.api_url}/projects/{local.mr.project.id}/merge_requests/1"
    told = requests.get(address, headers={"Authorization": f"Bearer {local.token}"}, timeout=10).json()
    del told["draft"]
    return Answer(200, json.dumps(told | other).encode())


def test_one_that_is_closed_or_merged_is_not_open(local: LocalGitLab) -> None:
    local.playground.close(local.mr)
    assert not local.change().open
    local.playground.reopen(local.mr)
    assert local.change().open
    local.playground.merge(local.mr)
    assert not local.change().open


def test_one_that_is_being_merged_counts_as_open(local: LocalGitLab) -> None:
    local.playground.faults.add(is_request, retold(local, state="locked"))
    assert local.change().open


def test_a_fork_is_told(local: LocalGitLab) -> None:
    fork = local.playground.fork(REPO, "mona")
    sha = local.playground.push(fork.full_path, "fix-2", {"app.py": "forked\n"}, author="mona")
    local.mr = local.playground.open_merge_request(REPO, "fix-2", author="mona", from_fork=fork.full_path)
    change = local.change()
    assert (change.is_fork, change.repo, change.head_sha) == (True, REPO, sha)
    assert list(local.forge().heads(REPO, sha)) == [Target("gitlab", REPO, 2)]
    local.playground.delete_project(fork.full_path)
    assert local.change().is_fork


def test_one_that_gitlab_has_not_compared_yet_is_waited_for(local: LocalGitLab) -> None:
    """GitLab fills `diff_refs` a moment after the opening."""
    nothing = {"base_sha": None, "head_sha": None, "start_sha": None}
    early = [Answer(404), retold(local, diff_refs=None), retold(local, diff_refs=nothing)]
    local.playground.faults.add(is_request, lambda asked: early.pop(0), times=len(early))
    assert local.change().head_sha == local.mr.head_sha
    assert local.waited == [0.3, 1.0, 2.0]


def test_one_that_stays_without_a_comparison_is_for_later(local: LocalGitLab) -> None:
    local.playground.faults.add(is_request, retold(local, diff_refs=None), times=None)
    with pytest.raises(ForgeUnavailable, match="not compared"):
        local.change()


def test_branches_are_read_at_their_tips(local: LocalGitLab) -> None:
    tip = local.push({"x.txt": "x\n"}, "topic/one")
    change = local.forge().look_up(Target("gitlab", REPO, None, "topic/one"))
    assert (change.head_sha, change.head_ref, change.base_ref) == (tip, "refs/heads/topic/one", "topic/one")
    assert (change.base_sha, change.merge_base_sha, change.number) == ("", "", None)
    assert local.forge().look_up(Target("gitlab", REPO, None)).base_ref == "main"
    with pytest.raises(NotThere):
        local.forge().look_up(Target("gitlab", REPO, None, "topic/two"))


def test_a_merge_train_is_read_at_its_combined_commit(local: LocalGitLab) -> None:
    target = Target("gitlab", REPO, None, "merge-requests/1/train")
    with pytest.raises(NotThere):
        local.forge().look_up(target)
    tip = local.push({"README.md": "Another shop.\n"}, "main")
    train = local.playground.add_to_train(local.mr)
    change = local.forge().look_up(target)
    assert (change.head_sha, change.base_sha, change.base_ref) == (train, tip, "main")
    assert change.head_ref == "refs/merge-requests/1/train"
    assert local.forge().look_up(target, base_sha="a" * 40).base_sha == "a" * 40


def test_open_merge_requests_are_found_by_their_heads(local: LocalGitLab) -> None:
    forge, head = local.forge(), local.mr.head_sha
    assert list(forge.heads(REPO, head)) == [local.target]
    assert list(forge.heads(REPO, local.mr.version.base_sha)) == []
    assert list(forge.heads(REPO, "0" * 40)) == []
    local.playground.close(local.mr)
    assert list(forge.heads(REPO, head)) == []


@pytest.mark.parametrize(
    ("role", "permission"),
    [
        ("guest", Permission.READ),
        ("planner", Permission.READ),
        ("reporter", Permission.READ),
        ("developer", Permission.WRITE),
        ("maintainer", Permission.MAINTAIN),
        ("owner", Permission.ADMIN),
    ],
)
def test_roles_are_permissions(local: LocalGitLab, role: str, permission: Permission) -> None:
    local.playground.add_member(REPO, "grace", role)
    assert local.forge().permission(REPO, "grace") is permission
    assert local.forge().permission(REPO, "GRACE") is permission


def test_roles_in_groups_count(local: LocalGitLab) -> None:
    local.playground.add_member("acme", "grace", "maintainer")
    assert local.forge().permission(REPO, "grace") is Permission.MAINTAIN
    local.playground.add_member(REPO, "grace", "developer")
    assert local.forge().permission(REPO, "grace") is Permission.MAINTAIN


def test_who_is_no_member_may_read_what_is_public(local: LocalGitLab) -> None:
    local.playground.create_user("eve")
    local.playground.create_project("acme/open", {"a.txt": "a\n"}, private=False)
    forge = local.forge()
    assert forge.permission(REPO, "eve") is Permission.NONE
    assert forge.permission("acme/open", "eve") is Permission.READ
    assert forge.permission(REPO, "nobody") is Permission.NONE
    assert forge.permission("acme/gone", "mona") is Permission.NONE


def test_who_was_taken_out_or_blocked_may_nothing(local: LocalGitLab) -> None:
    forge = local.forge()
    assert forge.permission(REPO, "mona") is Permission.WRITE
    blocked = [{"id": local.playground.hub.state.user("mona").id, "username": "mona", "state": "blocked"}]
    local.playground.faults.add(lambda asked: asked.path.endswith("/users"), Answer(200, json.dumps(blocked).encode()))
    assert forge.permission(REPO, "mona") is Permission.NONE
    local.playground.remove_member(REPO, "mona")
    assert forge.permission(REPO, "mona") is Permission.NONE


def test_what_gitlab_does_not_tell_is_no_permission(local: LocalGitLab) -> None:
    local.playground.faults.add(lambda asked: asked.path.endswith("/users"), Answer(403))
    assert local.forge().permission(REPO, "mona") is Permission.NONE


def test_actions_are_not_asked_of_projects_that_bear_their_names(local: LocalGitLab) -> None:
    local.playground.create_project("actions/checkout", {"action.yml": "name: Mine\n"}, private=False)
    with pytest.raises(NotThere, match="on GitHub"):
        local.forge().commit_of("actions/checkout", "main", REPO)


def test_git_reads_the_project_with_what_it_is_given(local: LocalGitLab) -> None:
    access = local.forge().clone_access(REPO)
    assert access.url == local.forge().clone_url(REPO) == f"{local.playground.url}/{REPO}.git"
    assert (access.username, access.password) == ("oauth2", local.token)
    assert access.password not in repr(access)

    def listed(password: str) -> subprocess.CompletedProcess[str]:
        header = base64.b64encode(f"{access.username}:{password}".encode()).decode()
        command = ["git", "-c", f"http.extraHeader=Authorization: Basic {header}", "ls-remote", access.url]
        return subprocess.run(command, capture_output=True, text=True, env={"GIT_TERMINAL_PROMPT": "0"}, check=False)

    assert f"{local.mr.head_sha}\trefs/merge-requests/1/head" in listed(access.password).stdout
    assert listed("guess").returncode != 0


def test_who_sekisho_is_and_what_its_token_may_can_be_told(local: LocalGitLab) -> None:
    assert local.forge().greet() == f"the account {local.login} on {local.playground.url}"
    ends = date(2027, 3, 1)
    token = local.playground.create_token(REPO, ["api", "read_repository"], "maintainer", ends, name="bot")
    facts = local.forge(token).token_facts()
    assert facts == TokenFacts("bot", ("api", "read_repository"), "2027-03-01")


def test_a_token_that_gitlab_says_nothing_of_is_none(local: LocalGitLab) -> None:
    local.playground.faults.add(lambda asked: asked.path.endswith("/self"), Answer(404))
    assert local.forge().token_facts() is None


def test_without_a_token_every_door_says_what_to_do(local: LocalGitLab) -> None:
    forge = GitLab(GitLabSettings(local.playground.url), lambda: None)
    with pytest.raises(Refused, match="SEKISHO_GITLAB_TOKEN"):
        forge.look_up(local.target)
    with pytest.raises(Refused, match="SEKISHO_GITLAB_TOKEN"):
        forge.clone_access(REPO)
    with pytest.raises(Rejected) as caught:
        forge.receive({}, b"{}")
    assert caught.value.status == 503


def test_a_token_that_ends_in_the_middle_is_said(local: LocalGitLab) -> None:
    forge, change = local.forge(), local.change()
    local.playground.revoke_token(local.token)
    with pytest.raises(ForgeUnavailable, match="expired or been revoked") as caught:
        forge.publish(change, scan(), review(), lambda: None)
    assert local.token not in str(caught.value)
    token = local.playground.create_token(REPO, ["api"], "developer", local.playground.clock.now().date())
    with pytest.raises(ForgeUnavailable, match=r"Token is expired.*SEKISHO_GITLAB_TOKEN"):
        local.forge(token).look_up(local.target)


def test_another_token_is_used_at_once(local: LocalGitLab) -> None:
    held = [GitLabCredentials(token=local.token)]
    forge = GitLab(GitLabSettings(local.playground.url), lambda: held[0])
    forge.publish(forge.look_up(local.target), scan(), review(local.thread(A)), lambda: None)
    local.playground.revoke_token(local.token)
    held[0] = GitLabCredentials(token=local.playground.create_token(REPO, ["api"], "developer"))
    forge.announce(forge.look_up(local.target), scan(2), lambda: None)


def test_a_scope_that_is_missing_is_named(local: LocalGitLab) -> None:
    forge = local.forge(local.playground.create_token(REPO, ["read_api"], "developer"))
    change = forge.look_up(local.target)
    with pytest.raises(Refused, match=r"lacks a scope; make one with the scope api\."):
        forge.announce(change, scan(), lambda: None)


def test_a_role_that_is_missing_is_named(local: LocalGitLab) -> None:
    forge = local.forge(local.playground.create_token(REPO, ["api"], "reporter"))
    change = forge.look_up(local.target)
    with pytest.raises(Refused, match="role Developer"):
        forge.announce(change, scan(), lambda: None)


def test_a_project_that_is_gone_or_out_of_sight_is_not_there(local: LocalGitLab) -> None:
    local.playground.create_user("eve")
    stranger = local.forge(local.playground.create_token("eve"))
    with pytest.raises(NotThere, match="no member"):
        stranger.look_up(local.target)
    member = local.forge(local.playground.create_token("mona"))
    assert member.look_up(local.target).number == 1
    local.playground.delete_project(REPO)
    with pytest.raises(NotThere):
        member.look_up(local.target)


def test_a_project_that_was_renamed_is_read_and_written_to_by_its_old_path(local: LocalGitLab) -> None:
    old = local.change()
    local.playground.rename_project(REPO, "acme/store")
    forge = local.forge()
    assert forge.look_up(local.target).repo == "acme/store"
    forge.announce(old, scan(), lambda: None)
    done = forge.publish(old, scan(), review(local.thread(A)), lambda: None)
    assert done.threads_opened == 1
    again = local.forge().publish(forge.look_up(local.target), scan(), review(local.thread(A)), lambda: None)
    assert (again.writes, again.threads_opened) == (0, 0)
    forge.conclude(old, scan(2, ScanState.FAILED), "Over", "", lambda: None)


def test_what_only_this_gitlab_knows_stays_here(local: LocalGitLab) -> None:
    """A redirection to another host would carry the token there: it is not followed, neither read nor written."""
    asked: list[str] = []

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(str(self.headers))
            self.send_error(404)

        do_POST = do_GET  # noqa: N815

    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        change = local.change()
        for status in (301, 302, 307):
            away = Answer(status, b"", {"Location": f"http://localhost:{server.server_port}/"})
            local.playground.faults.add(lambda asked: True, away)
            with pytest.raises(Refused, match=r"leads to http://localhost.*Check GitLab's address"):
                local.change()
            local.playground.faults.add(lambda asked: asked.method == "POST", away)
            with pytest.raises(Refused, match="leads to"):
                local.forge().announce(change, scan(status), lambda: None)
        assert asked == []
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.off_contract("a hotel's network answers instead of GitLab")
def test_a_page_instead_of_an_answer_is_said(local: LocalGitLab) -> None:
    local.playground.faults.add(lambda asked: True, Answer(200, b"<html>Welcome</html>"), times=None)
    with pytest.raises(ForgeUnavailable, match="no JSON"):
        local.change()


def test_tokens_are_neither_in_errors_nor_in_logs(local: LocalGitLab, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    told = Answer(400, json.dumps({"message": {"base": [f"bad {local.token}"]}}).encode())
    local.playground.faults.add(is_request, told)
    with pytest.raises(Refused, match=r"base: bad \[redacted\]") as caught:
        local.change()
    assert local.token not in str(caught.value) + caplog.text
    assert local.token not in repr(GitLabCredentials(local.token, (local.token,), (local.token,)))


def test_threads_have_connections_of_their_own(local: LocalGitLab) -> None:
    forge = local.forge()
    with ThreadPoolExecutor(8) as pool:
        heads = list(pool.map(lambda _: forge.look_up(local.target).head_sha, range(40)))
    assert heads == [local.mr.head_sha] * 40


def test_a_proxy_is_gone_through_and_this_machine_is_reached_without(
    local: LocalGitLab, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = Proxy("gitlab.internal", local.playground.url)
    try:
        known = GitLabCredentials(token=local.token)
        settings = GitLabSettings("http://gitlab.internal", proxy=proxy.url)
        assert GitLab(settings, lambda: known).look_up(local.target).number == 1
        assert len(proxy.asked) == 2
        assert all(each.startswith("http://gitlab.internal") for each in proxy.asked)
        assert local.forge(proxy=proxy.url).look_up(local.target).number == 1
        monkeypatch.setenv("NO_PROXY", "gitlab.internal")
        with pytest.raises(ForgeUnavailable):
            GitLab(settings, lambda: known, sleep=lambda seconds: None).look_up(local.target)
        assert len(proxy.asked) == 2
    finally:
        proxy.shutdown()
        proxy.server_close()


def test_a_private_certificate_authority_is_trusted_when_it_is_named(local: LocalGitLab, tmp_path: Path) -> None:
    certificate, private = authority(tmp_path)
    with served(local.playground.app, certificate, private) as port:
        url, known = f"https://127.0.0.1:{port}", GitLabCredentials(token=local.token)
        trusting = GitLab(GitLabSettings(url, ca_bundle=str(certificate)), lambda: known)
        assert trusting.look_up(local.target).number == 1
        with pytest.raises(ForgeUnavailable, match=r"name its file as gitlab\.ca_bundle"):
            at(url, local.token).look_up(local.target)


def test_a_gitlab_below_a_path_is_reached_there() -> None:
    assert GitLabSettings("https://example.org/gitlab/").api_url == "https://example.org/gitlab/api/v4"


def test_credentials_come_from_the_environment_or_from_files(tmp_path: Path) -> None:
    place = tmp_path / "token"
    place.write_text("glpat-one\n")
    given = {
        "SEKISHO_GITLAB_TOKEN_FILE": str(place),
        "SEKISHO_GITLAB_WEBHOOK_TOKEN": " new old ",
        "SEKISHO_GITLAB_SIGNING_TOKEN": "whsec_one\nwhsec_two",
    }
    assert from_environment(given) == GitLabCredentials("glpat-one", ("new", "old"), ("whsec_one", "whsec_two"))
    assert from_environment({}) == GitLabCredentials()
    with pytest.raises(ConfigError, match="SEKISHO_GITLAB_TOKEN_FILE names"):
        from_environment({"SEKISHO_GITLAB_TOKEN_FILE": str(tmp_path / "none")})
