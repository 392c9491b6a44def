"""GitHub as a world: what its playground has means for."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from bot import config
from bot.playground import shown
from bot.playground.beside import BotBeside
from bot.playground.common import git
from bot.playground.common.faults import CLOSE, Answer, Asked
from bot.playground.github.nouns import Delivery, Installation, Pull
from bot.playground.on_github import OnGitHub
from bot.playground.shown import Shown
from tests.scenarios.world import SAFE, Change, Files, World, before_fetch, doing, lost, on_branch, settings

_READS = {"metadata": "read", "contents": "read", "pull_requests": "read"}


class GitHubWorld(World):
    """Sekisho as an app, installed on each repository."""

    name = "github"
    body_limit = 65_536

    def __init__(self, folder: Path) -> None:
        self._stage = OnGitHub(folder / "github", config.load(environment={}))
        self._forge = self._stage.forge
        self._stage.start()
        self._installations: dict[str, Installation] = {}
        self._numbers = itertools.count()
        self.bot = BotBeside(self._stage, folder, settings(folder))

    def stop(self) -> None:
        self._stage.stop()

    def repository(self, files: Files | None = None) -> str:
        repo = f"acme{next(self._numbers)}/shop"
        self._forge.create_repository(repo, files or {"app.py": SAFE})
        self._forge.add_collaborator(repo, "ann", "write")
        self._installations[repo] = self._stage.install(repo)
        self.happens(lambda: f'"{repo}@", "state": "done"' in self.bot.log(), f"the baseline of {repo}")
        return repo

    def member(self, repo: str, who: str, role: str) -> None:
        self._forge.add_collaborator(repo, who, role)

    def commit(self, repo: str, branch: str, files: Files, *, anew: bool = False) -> str:
        return self._forge.push(repo, branch, files, force=anew, start="main", author="ann")

    def fork(self, repo: str) -> str:
        return self._forge.fork(repo, f"fan-of-{repo.partition('/')[0]}").full_name

    def propose(self, repo: str, branch: str, *, home: str = "", draft: bool = False) -> Change:
        author = home.partition("/")[0] or "ann"
        pull = self._forge.open_pull_request(repo, branch, author=author, draft=draft, from_fork=home or None)
        return Change(repo, pull.number, branch, home or repo)

    def retarget(self, change: Change, base: str) -> None:
        self._forge.edit(self._pull(change), base=base)

    def set_draft(self, change: Change, draft: bool) -> None:
        self._forge.set_draft(self._pull(change), draft)

    def close(self, change: Change) -> None:
        self._forge.close(self._pull(change))

    def reopen(self, change: Change) -> None:
        self._forge.reopen(self._pull(change))

    def merge(self, change: Change) -> None:
        self._forge.merge(self._pull(change))

    def comment(self, change: Change, who: str, text: str) -> int:
        return self._forge.comment(self._pull(change), who, text)

    def reply(self, change: Change, thread: str, who: str, text: str) -> int:
        return self._forge.reply(int(thread), who, text)

    def resolve(self, change: Change, thread: str, who: str) -> None:
        self._forge.resolve(int(thread), who)

    def delete_comment(self, change: Change, comment: int) -> None:
        self._forge.delete_comment(comment, change.repo.partition("/")[0])

    def rename(self, repo: str) -> str:
        return self._forge.rename_repository(repo, "store").full_name

    def remove(self, repo: str) -> None:
        self._forge.delete_repository(repo)

    def protect(self, repo: str, branch: str) -> None:
        self._forge.protect(repo, branch)

    def allow_edits(self, change: Change) -> None:
        self._forge.allow_edits(self._pull(change))

    def forbid_commits(self, repo: str) -> str:
        self._installations[repo].permissions["contents"] = "read"
        self.expire_token()  # Sekisho knows what it was granted from its token
        return "`contents: write`"

    def files(self, repo: str, branch: str) -> dict[str, str]:
        return on_branch(self._forge.hub.path(self._forge.state.repo(repo).full_name), branch)

    def parents(self, repo: str, commit: str) -> list[str]:
        return list(git.commit(self._forge.hub.path(self._forge.state.repo(repo).full_name), commit).parents)

    def proposals(self, repo: str) -> list[Change]:
        pulls = reversed(self._forge.state.pulls_of(repo))
        return [Change(repo, each.number, each.head_ref, each.head_repo) for each in pulls if each.state == "open"]

    def redeliver(self, change: Change) -> None:
        about = self._forge.state.repo(change.repo).id
        told = [each for each in self._forge.state.deliveries.values() if each.repository_id == about]
        self._forge.hooks.again([each for each in told if each.event == "pull_request"][-1])
        self._forge.hooks.wait()

    def losing(self, repo: str) -> AbstractContextManager[None]:
        about = self._forge.state.repo(repo).id

        def is_lost(delivery: Delivery) -> bool:
            return delivery.repository_id == about

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
        slower = Answer(429, b'{"message": "You have exceeded a secondary rate limit"}', {"Retry-After": "1"})
        self._forge.faults.add(lambda asked: asked.writes and _about(asked, repo), slower, times=times)

    def storm(self, repo: str, times: int) -> None:
        self._forge.faults.add(lambda asked: _about(asked, repo), Answer(502), times=times)

    def expire_token(self) -> None:
        with self._forge.state.lock:
            for token in self._forge.state.tokens.values():
                token.expires = self._forge.clock.now()

    def renew_token(self) -> None:
        """An app gets itself a new one."""

    def forbid(self, repo: str) -> str:
        self._installations[repo].permissions = dict(_READS)
        return "does not permit this"

    def permit(self, repo: str) -> None:
        self._installations[repo].permissions = dict(self._stage.app.permissions)

    def verdicts(self, change: Change) -> list[str]:
        return [run.conclusion or "" for run in self._forge.runs(self._pull(change))]

    def shows(self, change: Change) -> Shown:
        return shown.on_github(self._forge.snapshot(change.repo, change.number))

    def _pull(self, change: Change) -> Pull:
        return self._forge.state.pull(change.repo, change.number)


def _about(asked: Asked, repo: str) -> bool:
    return asked.path.startswith(f"/repos/{repo}/")


def _commits(asked: Asked, repo: str) -> bool:
    return b"createCommitOnBranch" in asked.body and f'"{repo}"'.encode() in asked.body
