"""What people do with pull requests by hand: open, comment, resolve, merge, press the buttons of checks.

Names of repositories are full names (`owner/name`); each method that changes something takes who does it.
"""

from __future__ import annotations

from bot.playground.github import checks, pulls, talk
from bot.playground.github.hub import Hub
from bot.playground.github.nouns import CheckRun, Pull
from bot.playground.github.state import State


class Hands:
    """The deeds of people over one hub."""

    hub: Hub

    @property
    def state(self) -> State:
        """Everything the playground remembers."""
        return self.hub.state

    def open_pull_request(
        self,
        full_name: str,
        head: str,
        base: str = "main",
        title: str = "A change",
        author: str = "",
        *,
        body: str = "",
        draft: bool = False,
        from_fork: str | None = None,
    ) -> Pull:
        """Opens a pull request; `from_fork` is the fork's full name. Raises ApiError (422)."""
        with self.state.lock:
            repo = self.state.repo(full_name)
            head_repo = self.state.repo(from_fork) if from_fork else repo
            who = author or head_repo.owner
            return pulls.open_pull(self.hub, repo, head, base, title, who, body=body, draft=draft, head_repo=head_repo)

    def close(self, pull: Pull, sender: str = "") -> None:
        """Closes without merging."""
        with self.state.lock:
            pulls.close(self.hub, pull, sender or pull.author)

    def reopen(self, pull: Pull, sender: str = "") -> None:
        """Opens again."""
        with self.state.lock:
            pulls.reopen(self.hub, pull, sender or pull.author)

    def merge(self, pull: Pull, sender: str = "") -> str:
        """Merges; answers the merge commit."""
        with self.state.lock:
            return pulls.merge(self.hub, pull, sender or pull.author)

    def edit(self, pull: Pull, *, title: str | None = None, body: str | None = None, base: str | None = None) -> None:
        """Retitles, rewrites or (base) retargets."""
        with self.state.lock:
            pulls.edit(self.hub, pull, pull.author, title=title, body=body, base=base)

    def set_draft(self, pull: Pull, draft: bool) -> None:
        """Marks as a draft, or as ready for review."""
        with self.state.lock:
            pulls.set_draft(self.hub, pull, draft, pull.author)

    def allow_edits(self, pull: Pull, allowed: bool = True) -> None:
        """Ticks "Allow edits by maintainers", which only pull requests from forks have."""
        with self.state.lock:
            pull.maintainers_edit = allowed

    def protect(self, full_name: str, branch: str) -> None:
        """From now on the branch changes through pull requests only."""
        with self.state.lock:
            self.state.repo(full_name).protected.add(branch)

    def enqueue(self, pull: Pull, sender: str = "") -> str:
        """Puts it into the merge queue; answers the queue's branch."""
        with self.state.lock:
            return pulls.enqueue(self.hub, pull, sender or pull.author)

    def dequeue(self, pull: Pull, reason: str = "merged", sender: str = "") -> None:
        """Takes it out of the queue: merged, invalidated or dequeued."""
        with self.state.lock:
            pulls.dequeue(self.hub, pull, reason, sender or pull.author)

    def comment(self, pull: Pull, login: str, body: str) -> int:
        """Says something in the conversation; answers the comment's id."""
        with self.state.lock:
            return talk.comment(self.hub, pull, self.state.user(login).login, body).id

    def edit_comment(self, comment_id: int, login: str, body: str) -> None:
        """Changes a comment of the conversation."""
        with self.state.lock:
            talk.edit_comment(self.hub, self.state.issue_comments[comment_id], body, login)

    def delete_comment(self, comment_id: int, login: str) -> None:
        """Deletes a comment, of the conversation or of a thread."""
        with self.state.lock:
            if comment_id in self.state.issue_comments:
                talk.delete_comment(self.hub, self.state.issue_comments[comment_id], login)
            else:
                talk.delete_review_comment(self.hub, self.state.review_comments[comment_id], login)

    def reply(self, thread_id: int, login: str, body: str) -> int:
        """Answers in a thread; the comment's id."""
        with self.state.lock:
            thread = self.state.threads[thread_id]
            pull, top = self.state.pull(thread.repo, thread.number), self.state.comments_in(thread)[0]
            return talk.reply(self.hub, pull, top, self.state.user(login).login, body).id

    def resolve(self, thread_id: int, login: str, resolved: bool = True) -> None:
        """Resolves a thread as a person, or opens it again."""
        with self.state.lock:
            talk.set_resolved(self.hub, self.state.threads[thread_id], self.state.user(login).login, resolved)

    def runs(self, pull: Pull) -> list[CheckRun]:
        """Check runs at the pull request's head, oldest first."""
        with self.state.lock:
            return self.state.runs_at(pull.repo, pull.head_sha)

    def rerequest_run(self, run: CheckRun, login: str) -> None:
        """Presses "Re-run"."""
        with self.state.lock:
            checks.rerequest(self.hub, run, login)

    def rerequest_suite(self, suite_id: int, login: str) -> None:
        """Presses "Re-run all"."""
        with self.state.lock:
            checks.rerequest_suite(self.hub, self.state.suites[suite_id], login)

    def press(self, run: CheckRun, identifier: str, login: str) -> None:
        """Presses one of a check run's own buttons."""
        with self.state.lock:
            checks.press(self.hub, run, identifier, login)
