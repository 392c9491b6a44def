"""What follows when branches move: push events, check suites, pull requests that go along, close or count as merged."""

from __future__ import annotations

from bot.playground.common import git
from bot.playground.common.http_git import Moves
from bot.playground.github import events
from bot.playground.github.hub import Hub
from bot.playground.github.nouns import CheckSuite, Pull, Repo


def moved(hub: Hub, repo: Repo, moves: Moves, sender: str) -> None:
    """Tells everybody of branches that moved, and lets the pull requests follow."""
    for ref, (before, after) in moves.items():
        if before == after or not ref.startswith("refs/heads/"):
            continue
        repo.pushed = hub.clock.now()
        events.pushed(hub, repo, ref, before, after, sender)
        branch = ref.removeprefix("refs/heads/")
        if after != git.ZERO:
            request_suites(hub, repo, after, branch, before)
        for pull in list(hub.state.pulls.values()):
            _follow(hub, pull, repo, branch, after, sender)


def _follow(hub: Hub, pull: Pull, repo: Repo, branch: str, after: str, sender: str) -> None:
    if pull.state != "open":
        return
    if (pull.head_repo, pull.head_ref) == (repo.full_name, branch):
        _head_moved(hub, pull, after, sender)
    elif (pull.repo, pull.base_ref) == (repo.full_name, branch) and after != git.ZERO:
        _base_moved(hub, pull, after, sender)


def _head_moved(hub: Hub, pull: Pull, after: str, sender: str) -> None:
    pull.updated = hub.clock.now()
    if after == git.ZERO:
        pull.state, pull.closed = "closed", pull.updated
        events.pull_request(hub, pull, "closed", sender)
        return
    before = pull.head_sha
    pull.head_sha = after
    pull.base_sha = git.resolve(hub.path(pull.repo), f"refs/heads/{pull.base_ref}") or pull.base_sha
    refresh(hub, pull)
    events.pull_request(hub, pull, "synchronize", sender, before=before, after=after)


def _base_moved(hub: Hub, pull: Pull, after: str, sender: str) -> None:
    if git.is_ancestor(hub.path(pull.repo), pull.head_sha, after):
        finish(hub, pull, after, sender)
    else:
        refresh(hub, pull)


def finish(hub: Hub, pull: Pull, merge_sha: str, sender: str) -> None:
    """The pull request counts as merged."""
    now = hub.clock.now()
    pull.state, pull.closed, pull.merged, pull.updated = "closed", now, now, now
    pull.merged_by, pull.merge_sha = sender, merge_sha
    events.pull_request(hub, pull, "closed", sender)


def refresh(hub: Hub, pull: Pull) -> None:
    """Brings refs/pull/N/head and /merge of the base repository up to date with the head and the base branch."""
    path = hub.path(pull.repo)
    if pull.from_fork:
        git.take(path, hub.path(pull.head_repo), pull.head_sha)
    git.set_ref(path, f"refs/pull/{pull.number}/head", pull.head_sha)
    base = git.resolve(path, f"refs/heads/{pull.base_ref}") or pull.base_sha
    tree = git.merge_tree(path, base, pull.head_sha)
    if tree is None:
        pull.merge_sha = None
        return
    message = f"Merge {pull.head_sha} into {base}"
    author = ("GitHub", "noreply@github.com")
    pull.merge_sha = git.commit_tree(path, tree, [base, pull.head_sha], message, author, hub.clock.now())
    git.set_ref(path, f"refs/pull/{pull.number}/merge", pull.merge_sha)


def request_suites(hub: Hub, repo: Repo, sha: str, branch: str | None, before: str | None) -> None:
    """Every app that may write checks gets a suite for a pushed commit, and is asked to fill it."""
    for app in list(hub.state.apps.values()):
        found = hub.state.installation_on(app.id, repo)
        if found and not found.suspended and found.permissions.get("checks") == "write":
            suite = suite_for(hub, repo, app.id, sha, branch, before)
            events.suite(hub, suite, "requested", app.bot, only=app.id)


def suite_for(
    hub: Hub, repo: Repo, app_id: int, sha: str, branch: str | None = None, before: str | None = None
) -> CheckSuite:
    """The app's suite at a commit, made where there is none."""
    for suite in hub.state.suites.values():
        if (suite.repo, suite.app_id, suite.head_sha) == (repo.full_name, app_id, sha):
            return suite
    now = hub.clock.now()
    fresh = CheckSuite(hub.state.new_id(), repo.full_name, app_id, sha, branch, before, now, now)
    hub.state.suites[fresh.id] = fresh
    return fresh
