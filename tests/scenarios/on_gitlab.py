"""GitLab as a world: what its playground has means for."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import quote

from bot import config
from bot.playground import shown
from bot.playground.beside import BotBeside
from bot.playground.common import git
from bot.playground.common.faults import CLOSE, Answer, Asked
from bot.playground.gitlab.nouns import HookLog, MergeRequest
from bot.playground.on_gitlab import ACCOUNT, OnGitLab
from bot.playground.shown import Shown
from tests.scenarios.world import SAFE, Change, Files, World, before_fetch, doing, lost, on_branch, settings

_ROLES = {"read": "reporter", "write": "developer", "maintain": "maintainer"}


class GitLabWorld(World):
    """Sekisho as an account with a token, a member of each project, told by a hook in each."""

    name = "gitlab"
    body_limit = 1_000_000

    def __init__(self, folder: Path) -> None:
        self._stage = OnGitLab(folder / "gitlab", config.load(environment={}))
        self._forge = self._stage.forge
        self._stage.start()
        self._numbers = itertools.count()
        self.bot = BotBeside(self._stage, folder, settings(folder))

    def stop(self) -> None:
        self._stage.stop()

    def repository(self, files: Files | None = None) -> str:
        repo = f"acme{next(self._numbers)}/team/shop"
        self._forge.create_project(repo, files or {"app.py": SAFE})
        self._forge.add_member(repo, "ann", "developer")
        self._stage.install(repo)
        return repo

    def member(self, repo: str, who: str, role: str) -> None:
        self._forge.add_member(repo, who, _ROLES[role])

    def commit(self, repo: str, branch: str, files: Files, *, anew: bool = False) -> str:
        return self._forge.push(repo, branch, files, force=anew, start="main", author="ann")

    def fork(self, repo: str) -> str:
        return self._forge.fork(repo, f"fan-of-{repo.partition('/')[0]}").full_path

    def propose(self, repo: str, branch: str, *, home: str = "", draft: bool = False) -> Change:
        author = home.partition("/")[0] or "ann"
        made = self._forge.open_merge_request(repo, branch, author=author, draft=draft, from_fork=home or None)
        return Change(repo, made.iid, branch, home or repo)

    def retarget(self, change: Change, base: str) -> None:
        self._forge.edit(self._request(change), target=base)

    def set_draft(self, change: Change, draft: bool) -> None:
        mark = self._forge.mark_draft if draft else self._forge.mark_ready
        mark(self._request(change))

    def close(self, change: Change) -> None:
        self._forge.close(self._request(change))

    def reopen(self, change: Change) -> None:
        self._forge.reopen(self._request(change))

    def merge(self, change: Change) -> None:
        self._forge.merge(self._request(change))

    def comment(self, change: Change, who: str, text: str) -> int:
        return self._forge.comment(self._request(change), who, text)

    def reply(self, change: Change, thread: str, who: str, text: str) -> int:
        return self._forge.reply(self._request(change), thread, who, text)

    def resolve(self, change: Change, thread: str, who: str) -> None:
        self._forge.resolve(self._request(change), thread, who)

    def delete_comment(self, change: Change, comment: int) -> None:
        self._forge.delete_note(self._request(change), comment)

    def rename(self, repo: str) -> str:
        name = f"{repo.rpartition('/')[0]}/store"
        self._forge.rename_project(repo, name)
        return name

    def remove(self, repo: str) -> None:
        self._forge.delete_project(repo)

    def protect(self, repo: str, branch: str) -> None:
        self._forge.protect(repo, branch)

    def allow_edits(self, change: Change) -> None:
        """GitLab has that for forks which everybody can see."""
        self._forge.state.project(change.home).visibility = "public"
        self._forge.allow_collaboration(self._request(change))

    def forbid_commits(self, repo: str) -> str:
        self._forge.add_member(repo, ACCOUNT, "reporter")
        return "the role Developer"

    def files(self, repo: str, branch: str) -> dict[str, str]:
        return on_branch(self._forge.hub.path(self._forge.state.project(repo)), branch)

    def parents(self, repo: str, commit: str) -> list[str]:
        return list(git.commit(self._forge.hub.path(self._forge.state.project(repo)), commit).parents)

    def proposals(self, repo: str) -> list[Change]:
        found = self._forge.state.merge_requests_of(self._forge.state.project(repo))
        made = sorted((each for each in found if each.state == "opened"), key=lambda each: each.iid)
        return [
            Change(repo, each.iid, each.source_branch, (each.source_project or each.project).full_path) for each in made
        ]

    def redeliver(self, change: Change) -> None:
        about = self._forge.state.project(change.repo)
        told = [each for each in self._forge.state.logs.values() if each.hook.owner is about]
        self._forge.hooks.again([each for each in told if each.event == "merge_request_hooks"][-1])
        self._forge.hooks.wait()

    def losing(self, repo: str) -> AbstractContextManager[None]:
        about = self._forge.state.project(repo)

        def is_lost(log: HookLog) -> bool:
            return log.hook.owner is about

        return lost(self._forge.hooks, is_lost)

    def delivered(self) -> None:
        self._forge.hooks.wait()

    def on_fetch(self, repo: str, act: Callable[[], object]) -> None:
        self._forge.faults.add(*before_fetch((f"/{repo}.git/git-upload-pack",), act))

    def before_commit(self, repo: str, act: Callable[[], object]) -> None:
        self._forge.faults.add(lambda asked: _commits(asked, repo), doing(act))

    def lose_answer_to_commit(self, repo: str) -> None:
        self._forge.faults.add(lambda asked: _commits(asked, repo), CLOSE, when="after")

    def limit_rate(self, repo: str, times: int) -> None:
        slower = Answer(429, b"Retry later\n", {"Retry-After": "1", "RateLimit-Remaining": "0"})
        self._forge.faults.add(lambda asked: asked.writes and _about(asked, repo), slower, times=times)

    def storm(self, repo: str, times: int) -> None:
        self._forge.faults.add(lambda asked: _about(asked, repo), Answer(502), times=times)

    def expire_token(self) -> None:
        self._forge.revoke_token(self._stage.token)

    def renew_token(self) -> None:
        """By hand, once Sekisho has been turned away; what it gave up by then is found by a sweep."""
        self.happens(lambda: "does not accept Sekisho's token" in self.bot.log(), "that the token has ended in the log")
        self._stage.give_token()
        self.bot.run("sweep")

    def forbid(self, repo: str) -> str:
        self._forge.add_member(repo, ACCOUNT, "reporter")
        return "does not permit this"

    def permit(self, repo: str) -> None:
        self._forge.add_member(repo, ACCOUNT, self._stage.settings.role)

    def verdicts(self, change: Change) -> list[str]:
        """A status' address tells which scan it is of."""
        forge, last = self._forge, {}
        with forge.state.lock:
            request = self._request(change)
            projects = {request.project.full_path: request.project} | {
                each.full_path: each for each in (request.source_project,) if each
            }
            pipelines = [
                each for one in projects.values() for each in forge.state.archive.pipelines_of(one, request.head_sha)
            ]
            found = [each for one in pipelines for each in forge.state.archive.statuses_in(one)]
            for status in sorted(found, key=lambda each: each.id):
                if status.name == self._stage.settings.status:
                    last[status.target_url] = shown.gitlab_conclusion(status.status, status.description or "")
        return list(last.values())

    def shows(self, change: Change) -> Shown:
        return shown.on_gitlab(self._forge.snapshot(change.repo, change.number), self._stage.settings.status)

    def _request(self, change: Change) -> MergeRequest:
        return self._forge.state.merge_request(self._forge.state.project(change.repo), change.number)


def _about(asked: Asked, repo: str) -> bool:
    return asked.path.startswith(f"/projects/{quote(repo, safe='')}/")


def _commits(asked: Asked, repo: str) -> bool:
    return asked.method == "POST" and _about(asked, repo) and asked.path.endswith("/repository/commits")
