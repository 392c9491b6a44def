"""What people can do on a forge, what can go wrong there, and what is seen. A forge that fills `World` is in the suite.

Everything goes through the front door: real webhooks over HTTP, real git, the bot as a service of its own beside it.
Repositories are named by their full path; people by login, `ann` being the author of changes.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import yaml

from bot import config
from bot.playground.beside import BotBeside, wait_for
from bot.playground.common import git
from bot.playground.common.faults import Asked
from bot.playground.shown import Shown

Files = Mapping[str, str | bytes | None]
"""Path -> content; None deletes."""
SAFE = 'from flask import request\n\n\ndef find(cursor):\n    """Products."""\n    return cursor\n'
WEAK = (
    'from flask import request\n\n\ndef find(cursor):\n    """Products."""\n    name = request.args["name"]\n'
    '    return cursor.execute("SELECT * FROM products WHERE name = \'" + name + "\'")\n'
)
WEAK_LINE = 7
RULE = "python-sql-injection"
STANDING = [("app.py", WEAK_LINE, False)]
"""What `threads` answers for WEAK in app.py."""
PATIENCE = 45.0


@dataclass(slots=True)
class Change:
    """A pull or merge request."""

    repo: str
    number: int
    branch: str
    home: str
    """The repository that holds the branch: `repo`, or a fork of it."""


class World(Protocol):
    """One forge with one bot. What has a body here is the same for all forges."""

    name: str
    """As in `--forge`."""
    body_limit: int
    """Characters of the longest comment."""
    bot: BotBeside

    # What people do.

    @abstractmethod
    def repository(self, files: Files | None = None) -> str:
        """A new private repository with Sekisho installed and Ann as a developer, once nothing waits about it."""

    @abstractmethod
    def member(self, repo: str, who: str, role: str) -> None:
        """read | write | maintain."""

    @abstractmethod
    def commit(self, repo: str, branch: str, files: Files, *, anew: bool = False) -> str:
        """One more commit by Ann on a branch, which begins at main where it is new; `anew` lets it begin there again,
        by force. Answers the branch's tip."""

    @abstractmethod
    def fork(self, repo: str) -> str:
        """Somebody's fork; its name."""

    @abstractmethod
    def propose(self, repo: str, branch: str, *, home: str = "", draft: bool = False) -> Change:
        """Opens a pull request into main; `home` is the fork that it comes from."""

    @abstractmethod
    def retarget(self, change: Change, base: str) -> None:
        """Lets it go into another branch."""

    @abstractmethod
    def set_draft(self, change: Change, draft: bool) -> None:
        """Marks as a draft, or as ready."""

    @abstractmethod
    def close(self, change: Change) -> None:
        """Closes without merging."""

    @abstractmethod
    def reopen(self, change: Change) -> None:
        """Opens it again."""

    @abstractmethod
    def merge(self, change: Change) -> None:
        """Merges it."""

    @abstractmethod
    def comment(self, change: Change, who: str, text: str) -> int:
        """Says something in the conversation; the comment's id."""

    @abstractmethod
    def reply(self, change: Change, thread: str, who: str, text: str) -> int:
        """Answers in a thread; the comment's id."""

    @abstractmethod
    def resolve(self, change: Change, thread: str, who: str) -> None:
        """Resolves a thread."""

    @abstractmethod
    def delete_comment(self, change: Change, comment: int) -> None:
        """Deletes what somebody said, as the owner."""

    @abstractmethod
    def rename(self, repo: str) -> str:
        """Gives the repository another name; answers it."""

    @abstractmethod
    def remove(self, repo: str) -> None:
        """Deletes the repository."""

    @abstractmethod
    def protect(self, repo: str, branch: str) -> None:
        """From now on nobody pushes to the branch: it changes through pull requests."""

    @abstractmethod
    def allow_edits(self, change: Change) -> None:
        """The author of a change from a fork lets those push to its branch who may push to the repository."""

    # What goes wrong.

    @abstractmethod
    def redeliver(self, change: Change) -> None:
        """The webhook that told of the change comes once more, and has arrived when this returns."""

    @abstractmethod
    def losing(self, repo: str) -> Any:
        """A context in which webhooks about the repository never arrive."""

    @abstractmethod
    def delivered(self) -> None:
        """Returns when no webhook is on its way."""

    @abstractmethod
    def on_fetch(self, repo: str, act: Callable[[], object]) -> None:
        """Does `act` right before the next time that git fetches from the repository."""

    @abstractmethod
    def before_commit(self, repo: str, act: Callable[[], object]) -> None:
        """Does `act` right before the next commit that Sekisho makes."""

    @abstractmethod
    def lose_answer_to_commit(self, repo: str) -> None:
        """The next commit that Sekisho makes is made, and the connection ends without an answer."""

    @abstractmethod
    def limit_rate(self, repo: str, times: int) -> None:
        """The next writes to the repository are refused: too many of them, come back in a second."""

    @abstractmethod
    def storm(self, repo: str, times: int) -> None:
        """The next requests about the repository end in 502."""

    @abstractmethod
    def expire_token(self) -> None:
        """The token that Sekisho uses is worth nothing from now on."""

    @abstractmethod
    def renew_token(self) -> None:
        """Whoever operates Sekisho gives it a new one, where it cannot get one by itself."""

    @abstractmethod
    def forbid(self, repo: str) -> str:
        """Takes from Sekisho the permission to say anything; a word that the log must have about it."""

    @abstractmethod
    def permit(self, repo: str) -> None:
        """Gives it back."""

    @abstractmethod
    def forbid_commits(self, repo: str) -> str:
        """Takes from Sekisho the permission to commit, and leaves it that to speak; what an answer must name then."""

    # What is seen.

    @abstractmethod
    def files(self, repo: str, branch: str) -> dict[str, str]:
        """What stands on a branch, and on which commit: path -> content; "" -> the commit."""

    @abstractmethod
    def parents(self, repo: str, commit: str) -> list[str]:
        """What a commit goes on from."""

    @abstractmethod
    def proposals(self, repo: str) -> list[Change]:
        """Open pull requests, oldest first."""

    @abstractmethod
    def verdicts(self, change: Change) -> list[str]:
        """How each scan of its head ended, oldest first, "" where it is open: as `Shown.conclusion`."""

    @abstractmethod
    def shows(self, change: Change) -> Shown:
        """What people see now."""

    @abstractmethod
    def stop(self) -> None:
        """Ends the forge; the bot was ended before."""

    # The same for all.

    def open(self, files: Files, before: Files | None = None, *, draft: bool = False) -> Change:
        """A change with these files in a repository of its own."""
        repo = self.repository(before)
        self.commit(repo, "change", files)
        return self.propose(repo, "change", draft=draft)

    def push(self, change: Change, files: Files, *, anew: bool = False) -> str:
        """One more commit on the change's branch; `anew`: the only one, by force."""
        return self.commit(change.home, change.branch, files, anew=anew)

    def reviewed(self, change: Change, scans: int = 1) -> Shown:
        """What people see once so many scans of the head have ended and none is open."""

        def done() -> Shown | None:
            ended = self.verdicts(change)
            return self.shows(change) if len(ended) >= scans and all(ended) else None

        return self.happens(done, f"the review of {change.repo}, number {change.number}")

    def happens(self, condition: Callable[[], Any], what: str) -> Any:
        """Its first true answer; what the bot logged is told where it does not come."""
        try:
            return wait_for(condition, what, PATIENCE)
        except Exception as error:
            error.add_note(self.bot.log(40))
            raise


def before_fetch(paths: tuple[str, ...], act: Callable[[], object]) -> tuple[Callable[[Asked], bool], Any]:
    """A rule for `Faults.add`."""

    return (lambda asked: asked.path in paths), doing(act)


def doing(act: Callable[[], object]) -> Callable[[Asked], None]:
    """What a rule of `Faults` does, where the request goes on after it."""

    def do(_asked: Asked) -> None:
        act()

    return do


@contextmanager
def lost(hooks: Any, is_lost: Callable[[Any], bool]) -> Iterator[None]:
    """Deliveries for which `is_lost` is true do not leave."""
    before, hooks.lose = hooks.lose, is_lost
    try:
        yield
        hooks.wait()
    finally:
        hooks.lose = before


def settings(folder: Path, more: Mapping[str, Any] | None = None) -> Path:
    """The project's app.yaml, with some sections replaced."""
    file = folder / "app.yaml"
    file.write_text(yaml.safe_dump(yaml.safe_load(config.APP_YAML.read_text()) | dict(more or {})))
    return file


def on_branch(path: Path, branch: str) -> dict[str, str]:
    """The text files of a branch of a bare repository, and under "" its commit."""
    tip = git.resolve(path, f"refs/heads/{branch}") or ""
    names = [entry.path for entry in git.walk(path, tip, "") if entry.kind == "blob"]
    return {"": tip} | {name: (git.blob(path, tip, name) or b"").decode() for name in names}


def threads(shown: Shown) -> list[tuple[str, int | None, bool]]:
    """(path, line, resolved) of each thread."""
    return [(thread.path, thread.line, thread.resolved) for thread in shown.threads]


def said(shown: Shown) -> list[int]:
    """Everything that was ever said and still stands, by identity."""
    return [one.id for one in shown.comments] + [one.id for thread in shown.threads for one in thread.comments]
