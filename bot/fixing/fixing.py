"""What `/sekisho fix` does: commits what the review suggests, and nothing but that. Who may is asked before.

Only the suggestions of the newest review, at exactly the head that it looked at: the forge takes the commit if the
branch still stands there. The push comes back as a webhook, and is reviewed like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from itertools import groupby

from bot.changes import ChangesError, ChangesUnavailable, GitChangeSet
from bot.commands import Answer
from bot.fixing import words
from bot.fixing.choosing import Wrong, choose
from bot.fixing.mending import Mended, mend
from bot.forges.interface import Forge, ForgeUnavailable, NotThere, Refused, Shielded, Stale
from bot.model import Change, Command, GitAccess, Patch
from bot.store.suggestions import Reviewed, Suggestion, Suggestions
from checks.interface import Skip


@dataclass(slots=True)
class _Work:
    """What becomes of the suggestions, over all files."""

    files: dict[str, bytes] = field(default_factory=dict)
    executable: set[str] = field(default_factory=set)
    done: list[Suggestion] = field(default_factory=list)
    clashing: list[Suggestion] = field(default_factory=list)
    misplaced: list[Suggestion] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Fixing:
    """The command, over the forges, git, and what reviews have suggested."""

    forges: Mapping[str, Forge]
    suggestions: Suggestions
    open_change: Callable[[GitAccess, Change], AbstractContextManager[GitChangeSet]]
    """`changes.Repositories.open`."""

    def obey(self, command: Command) -> Answer:
        """Does it; what is in the way is the answer. Raises ForgeUnavailable."""
        target = command.spoken.target
        reviewed = self.suggestions.newest(target)
        try:
            if reviewed is None:
                raise Wrong("Nothing of this pull request has been reviewed yet. Ask again once it is.")
            if command.spoken.head_sha not in ("", reviewed.head_sha):
                raise Wrong(words.stale(reviewed, f"You wrote at `{command.spoken.head_sha[:12]}`."))
            wanted = choose(self._placed(command), reviewed)
            change = self.forges[target.forge].look_up(target)
            return Answer(self._commit(command, change, reviewed, wanted))
        except (Wrong, NotThere, Refused) as refusal:
            return Answer(words.refused(reviewed, refusal))

    def _placed(self, command: Command) -> Command:
        """With the findings of the thread that it answers in, where nothing else says which are meant."""
        if command.arguments or command.about:
            return command
        about = self.forges[command.spoken.target.forge].thread_about(command.spoken)
        return replace(command, about=about)

    def _commit(self, command: Command, change: Change, reviewed: Reviewed, wanted: Sequence[Suggestion]) -> str:
        if not change.open:
            raise Wrong("The pull request is closed: there is nothing to fix.")
        change = replace(change, head_sha=reviewed.head_sha)
        forge = self.forges[command.spoken.target.forge]
        work = self._read(forge, change, wanted)
        if not work.files:
            raise Wrong(words.nothing_left(work.clashing, work.misplaced))
        patch = Patch(
            files=work.files,
            executable=frozenset(work.executable),
            headline=words.headline(work.done),
            body=words.body(work.done, command, change),
            branch=f"sekisho/fix-{change.number}-{change.head_sha[:8]}-{command.spoken.comment_id}",
        )
        # No gate: a worker that lost this errand does no harm, since the same commit is made once at one head.
        left = words.left_out(work.clashing, work.misplaced)
        try:
            return words.committed(forge.commit_files(change, patch, lambda: None), work.done) + left
        except Shielded:
            return words.proposed(forge.propose_files(change, patch, lambda: None), work.done) + left

    def _read(self, forge: Forge, change: Change, wanted: Sequence[Suggestion]) -> _Work:
        """The files as they are to be. Raises Stale where the head that was reviewed is gone."""
        work = _Work()
        try:
            with self.open_change(forge.clone_access(change.repo), change) as change_set:
                for path, some in groupby(sorted(wanted, key=lambda one: one.path), key=lambda one: one.path):
                    _mend(change_set, path, list(some), work)
        except ChangesUnavailable as error:
            raise ForgeUnavailable(str(error)) from error
        except ChangesError as error:
            raise Stale(str(error)) from error
        return work


def _mend(change_set: GitChangeSet, path: str, wanted: Sequence[Suggestion], work: _Work) -> None:
    entry, content = change_set.head.entry(path), _content(change_set, path)
    if entry is None or content is None:
        work.misplaced += wanted
        return
    mended: Mended = mend(content, wanted)
    work.done += mended.done
    work.clashing += mended.clashing
    work.misplaced += mended.misplaced
    if mended.content != content:
        work.files[path] = mended.content
        if entry.mode == "100755":
            work.executable.add(path)


def _content(change_set: GitChangeSet, path: str) -> bytes | None:
    try:
        return change_set.head.read(path)
    except Skip:
        return None
