"""What people do with merge requests by hand: open, edit, draft, merge, close, queue.

Names of projects are full paths (`group/project`); each method that changes something takes who does it.
"""

from __future__ import annotations

from bot.playground.gitlab import merge_requests
from bot.playground.gitlab.committing import NO_ONE
from bot.playground.gitlab.hands_talk import TalkingHands
from bot.playground.gitlab.nouns import MergeRequest
from bot.playground.gitlab.nouns.things import ready_title


class Hands(TalkingHands):
    """The deeds of people over one hub."""

    def open_merge_request(
        self,
        full_path: str,
        source: str,
        target: str = "main",
        title: str = "A change",
        author: str = "",
        *,
        description: str = "",
        draft: bool = False,
        from_fork: str | None = None,
    ) -> MergeRequest:
        """Opens a merge request; `from_fork` is the fork's full path. Raises ApiError (400, 409)."""
        with self.state.lock:
            project = self.state.project(full_path)
            origin = self.state.project(from_fork) if from_fork else project
            who, words = author or origin.creator, f"Draft: {title}" if draft else title
            return merge_requests.open_request(
                self.hub, project, source, target, words, who, description=description, origin=origin
            )

    def close(self, mr: MergeRequest, author: str = "") -> None:
        """Closes without merging."""
        with self.state.lock:
            merge_requests.close(self.hub, mr, author or mr.author)

    def reopen(self, mr: MergeRequest, author: str = "") -> None:
        """Opens again."""
        with self.state.lock:
            merge_requests.reopen(self.hub, mr, author or mr.author)

    def merge(self, mr: MergeRequest, author: str = "") -> str:
        """Merges; answers the merge commit."""
        with self.state.lock:
            return merge_requests.merge(self.hub, mr, author or mr.author)

    def edit(
        self,
        mr: MergeRequest,
        *,
        title: str | None = None,
        description: str | None = None,
        target: str | None = None,
        author: str = "",
    ) -> None:
        """Retitles, rewrites or retargets."""
        with self.state.lock:
            merge_requests.edit(self.hub, mr, author or mr.author, title=title, description=description, target=target)

    def mark_draft(self, mr: MergeRequest, author: str = "") -> None:
        """Marks as a draft."""
        self.edit(mr, title=f"Draft: {ready_title(mr.title)}", author=author)

    def mark_ready(self, mr: MergeRequest, author: str = "") -> None:
        """Marks as ready for review."""
        self.edit(mr, title=ready_title(mr.title), author=author)

    def allow_collaboration(self, mr: MergeRequest, allowed: bool = True) -> None:
        """Ticks "Allow commits from members who can merge to the target branch", which only forks have."""
        with self.state.lock:
            mr.allow_collaboration = allowed

    def protect(self, full_path: str, branch: str, level: int = NO_ONE) -> None:
        """From now on only who has the level may push to the branch; nobody, unless told otherwise."""
        with self.state.lock:
            self.state.project(full_path).protected[branch] = level

    def add_to_train(self, mr: MergeRequest) -> str:
        """Puts it into its target's merge train; answers the commit of refs/merge-requests/N/train."""
        with self.state.lock:
            return merge_requests.add_to_train(self.hub, mr)

    def take_from_train(self, mr: MergeRequest) -> None:
        """Takes it out of the train, unmerged."""
        with self.state.lock:
            merge_requests.take_from_train(self.hub, mr)
