"""What was said and what was reported, in memory: held by the state, changed under its lock. Finds; decides nothing."""

from __future__ import annotations

from bot.playground.gitlab.errors import no_record, not_found
from bot.playground.gitlab.nouns.said import (
    Award,
    CheckResponse,
    Discussion,
    ExternalCheck,
    Note,
    Pipeline,
    Status,
    Suggestion,
)
from bot.playground.gitlab.nouns.things import MergeRequest, Project


class Archive:
    """Discussions, awards, suggestions, pipelines, statuses, external checks."""

    def __init__(self) -> None:
        self.discussions: dict[str, Discussion] = {}
        self.awards: dict[int, Award] = {}
        self.suggestions: dict[int, Suggestion] = {}
        self.pipelines: dict[int, Pipeline] = {}
        self.statuses: dict[int, Status] = {}
        self.checks: dict[int, ExternalCheck] = {}
        self.responses: list[CheckResponse] = []

    def discussions_of(self, mr: MergeRequest) -> list[Discussion]:
        """Oldest first; those with all notes deleted are gone."""
        return [found for found in self.discussions.values() if found.mr is mr and found.notes]

    def discussion(self, mr: MergeRequest, name: str) -> Discussion:
        """Raises 404."""
        found = self.discussions.get(name)
        if found is None or found.mr is not mr or not found.notes:
            raise not_found("Discussion")
        return found

    def notes_of(self, mr: MergeRequest) -> list[Note]:
        """Of all discussions, oldest first."""
        notes = [note for discussion in self.discussions_of(mr) for note in discussion.notes]
        return sorted(notes, key=lambda note: note.id)

    def note(self, mr: MergeRequest, number: int) -> Note:
        """Raises 404."""
        found = next((note for note in self.notes_of(mr) if note.id == number), None)
        if found is None:
            raise no_record()
        return found

    def awards_to(self, mr: MergeRequest, note: Note | None) -> list[Award]:
        """Oldest first."""
        return [award for award in self.awards.values() if award.mr is mr and award.note is note]

    def suggestions_in(self, note: Note) -> list[Suggestion]:
        """In the order they were written."""
        return [found for found in self.suggestions.values() if found.note is note]

    def pipelines_of(self, project: Project, sha: str = "") -> list[Pipeline]:
        """Newest first."""
        found = [p for p in self.pipelines.values() if p.project is project and sha in ("", p.sha)]
        return sorted(found, key=lambda pipeline: -pipeline.id)

    def statuses_in(self, pipeline: Pipeline) -> list[Status]:
        """Oldest first, those that were followed by another included."""
        return [status for status in self.statuses.values() if status.pipeline is pipeline]

    def checks_of(self, project: Project) -> list[ExternalCheck]:
        """Oldest first."""
        return [check for check in self.checks.values() if check.project is project]
