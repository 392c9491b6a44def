"""A town to test in: one local GitHub, one service, and pull requests that tests open in repositories of their own."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot import config
from bot.playground.beside import BotBeside, wait_for
from bot.playground.common import git
from bot.playground.github import GitHubPlayground
from bot.playground.github.nouns import App, CheckRun, Delivery, Installation, Pull
from bot.playground.on_github import OnGitHub

SAFE = 'from flask import request\n\n\ndef find(cursor):\n    """Products."""\n    return cursor\n'
WEAK = (
    'from flask import request\n\n\ndef find(cursor):\n    """Products."""\n    name = request.args["name"]\n'
    '    return cursor.execute("SELECT * FROM products WHERE name = \'" + name + "\'")\n'
)
WEAK_LINE = 7
RULE = "python-sql-injection"


@dataclass
class Town:
    """Forge, app and bot."""

    forge: GitHubPlayground
    app: App
    bot: BotBeside
    installations: dict[str, Installation] = field(default_factory=dict)
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    def repository(self, files: Mapping[str, str | bytes | None] | None = None) -> str:
        """A new repository with the app installed and its baseline taken; its full name."""
        owner = f"acme{next(self._numbers)}"
        name = f"{owner}/shop"
        self.forge.create_repository(name, files or {"app.py": SAFE})
        self.installations[name] = self.forge.install(self.app, owner, [name])
        return name

    def change(self, repo: str, files: Mapping[str, str | bytes | None], **how: Any) -> Pull:
        """A pull request with these files on a branch of its own."""
        branch = f"change-{next(self._numbers)}"
        self.forge.push(repo, branch, files, start="main", author="ann")
        return self.forge.open_pull_request(repo, branch, author="ann", **how)

    def push(self, pull: Pull, files: Mapping[str, str | bytes | None], **how: Any) -> str:
        """One more commit on the pull request's branch."""
        return self.forge.push(pull.repo, pull.head_ref, files, author="ann", **how)

    def shows(self, pull: Pull) -> dict[str, Any]:
        """What the pull request shows now."""
        return self.forge.snapshot(pull.repo, pull.number)

    def reviewed(self, pull: Pull, scans: int = 1) -> dict[str, Any]:
        """What it shows once `scans` check runs of its head are completed, and none is left open."""

        def done() -> dict[str, Any] | None:
            runs = self.forge.runs(pull)
            completed = [run for run in runs if run.status == "completed"]
            return self.shows(pull) if len(completed) >= scans and len(completed) == len(runs) else None

        return wait_for(done, f"the review of {pull.repo}#{pull.number}\n{self.bot.log(30)}", 45)

    def settled(self, repo: str) -> str:
        """Waits until a repository's baseline is taken: no worker is busy with it any more."""
        self.happened(lambda: f'"{repo}@", "state": "done"' in self.bot.log(), f"the baseline of {repo}")
        return repo

    def happened(self, condition: Callable[[], Any], what: str) -> None:
        """Waits for it; what the bot logged is told where it does not happen."""
        wait_for(condition, f"{what}\n{self.bot.log(30)}", 45)

    def deliveries(self, repo: str, event: str) -> list[Delivery]:
        """Webhooks of one kind about a repository, oldest first."""
        sent = self.forge.state.deliveries.values()
        number = self.forge.state.repo(repo).id
        return [delivery for delivery in sent if delivery.event == event and delivery.repository_id == number]

    def runs_of_branch(self, repo: str, branch: str) -> list[CheckRun]:
        """Check runs at a branch's tip."""
        tip = git.resolve(self.forge.hub.path(repo), branch)
        with self.forge.state.lock:
            return self.forge.state.runs_at(repo, tip or "")

    def run(self, pull: Pull) -> CheckRun:
        """Its newest check run."""
        return self.forge.runs(pull)[-1]


def begin(folder: Path, settings: Mapping[str, Any] | None = None, **environment: str) -> Town:
    """A town whose bot is started by the caller; `settings` take the place of whole sections of app.yaml."""
    file = folder / "app.yaml"
    file.write_text(yaml.safe_dump(yaml.safe_load(config.APP_YAML.read_text()) | dict(settings or {})))
    stage = OnGitHub(folder / "github", config.load(environment={}))
    stage.start()
    return Town(stage.forge, stage.app, BotBeside(stage, folder, file, **environment))


def threads(shown: Mapping[str, Any]) -> list[tuple[str, int | None, bool]]:
    """(path, line, resolved) of each thread."""
    return [(thread["path"], thread["line"], thread["resolved"]) for thread in shown["threads"]]


def conclusion(shown: Mapping[str, Any]) -> str:
    """The check's."""
    return str(shown["check_runs"][-1]["conclusion"])


def said(shown: Mapping[str, Any]) -> list[str]:
    """Everything that was ever said, by identity: comments of the conversation and of threads."""
    comments = [f"comment {comment['id']}" for comment in shown["comments"]]
    return comments + [f"thread {one['id']}" for thread in shown["threads"] for one in thread["comments"]]
