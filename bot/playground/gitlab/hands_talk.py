"""What people say and press by hand: comments, answers, resolving, suggestions, reactions; and what CI does.

A mix-in for `Hands`: each method takes who does it, and a merge request as `open_merge_request` answers it.
"""

from __future__ import annotations

from bot.playground.gitlab import applying, events, shown, statuses, talk
from bot.playground.gitlab.hub import Hub, Json
from bot.playground.gitlab.nouns import MergeRequest
from bot.playground.gitlab.nouns.said import ExternalCheck, Pipeline
from bot.playground.gitlab.state import State


class TalkingHands:
    """The deeds of people who talk, over one hub."""

    hub: Hub

    @property
    def state(self) -> State:
        """Everything the playground remembers."""
        return self.hub.state

    def comment(self, mr: MergeRequest, author: str, body: str) -> int:
        """Says something by itself; answers the note's id. Raises ApiError."""
        with self.state.lock:
            return talk.comment(self.hub, mr, self.state.user(author).username, body).id

    def discuss(self, mr: MergeRequest, author: str, body: str, position: Json | None = None) -> str:
        """Opens a discussion, at a place of the diff where `position` is given; answers its id. Raises ApiError."""
        with self.state.lock:
            return talk.discuss(self.hub, mr, self.state.user(author).username, body, position).discussion.id

    def reply(self, mr: MergeRequest, discussion_id: str, author: str, body: str) -> int:
        """Answers in a discussion; the note's id."""
        with self.state.lock:
            found = self.state.archive.discussion(mr, discussion_id)
            return talk.reply(self.hub, found, self.state.user(author).username, body).id

    def edit_note(self, mr: MergeRequest, note_id: int, author: str, body: str) -> None:
        """Changes a note's text."""
        with self.state.lock:
            talk.edit(self.hub, self.state.archive.note(mr, note_id), body, self.state.user(author).username)

    def delete_note(self, mr: MergeRequest, note_id: int) -> None:
        """Takes a note away."""
        with self.state.lock:
            talk.delete(self.hub, self.state.archive.note(mr, note_id))

    def resolve(self, mr: MergeRequest, discussion_id: str, author: str) -> None:
        """Resolves a discussion as a person. Raises ApiError (403) for what cannot be resolved."""
        self._resolve(mr, discussion_id, author, True)

    def unresolve(self, mr: MergeRequest, discussion_id: str, author: str) -> None:
        """Opens it again."""
        self._resolve(mr, discussion_id, author, False)

    def _resolve(self, mr: MergeRequest, discussion_id: str, author: str, wanted: bool) -> None:
        with self.state.lock:
            found = self.state.archive.discussion(mr, discussion_id)
            talk.set_resolved(self.hub, found, self.state.user(author).username, wanted)

    def award(self, mr: MergeRequest, note_id: int, author: str, name: str) -> None:
        """Gives an emoji to a note."""
        with self.state.lock:
            talk.award(self.hub, mr, self.state.archive.note(mr, note_id), self.state.user(author).username, name)

    def apply_suggestion(self, mr: MergeRequest, note_id: int, author: str) -> str:
        """Commits the first suggestion of a note; answers the commit. Raises ApiError (400)."""
        with self.state.lock:
            [found, *_] = self.state.archive.suggestions_in(self.state.archive.note(mr, note_id))
            return applying.apply(self.hub, found, self.state.user(author).username)

    def run_pipeline(self, mr: MergeRequest, *, source: str = "merge_request_event") -> Pipeline:
        """A pipeline at the merge request's head, as CI makes it: its own, or (push) that of its branch."""
        with self.state.lock:
            own = source == "merge_request_event"
            ref = f"refs/merge-requests/{mr.iid}/head" if own else mr.source_branch
            project = mr.project if own else mr.source_project or mr.project
            found = statuses.create_pipeline(self.hub, project, mr.head_sha, ref, source, mr.author)
            events.pipeline(self.hub, found)
            return found

    def add_external_check(self, full_path: str, name: str, url: str) -> ExternalCheck:
        """An external status check of a project. Raises ApiError (403) below Ultimate."""
        with self.state.lock:
            return statuses.add_check(self.hub, self.state.project(full_path), name, url)

    def snapshot(self, full_path: str, iid: int) -> Json:
        """What the merge request shows: see `shown.shown`."""
        with self.state.lock:
            return shown.shown(self.hub, self.state.merge_request(self.state.project(full_path), iid))
