"""Applying a suggestion: when GitLab refuses it, and the commit that it makes.

Read from gitlabhq's app/models/suggestion.rb and lib/gitlab/suggestions/{suggestion_set,file_suggestion}.rb.
"""

from __future__ import annotations

from bot.playground.common import git
from bot.playground.gitlab import pushes
from bot.playground.gitlab.errors import invalid
from bot.playground.gitlab.hub import Hub
from bot.playground.gitlab.nouns import MergeRequest, Project
from bot.playground.gitlab.nouns.said import Discussion, Position, Suggestion
from bot.playground.gitlab.talk import lines_of, refs_of


def refusal(hub: Hub, suggestion: Suggestion) -> str:
    """Why it cannot be applied; "" where it can."""
    discussion = suggestion.note.discussion
    mr = discussion.mr
    if suggestion.applied:
        return "Can't apply this suggestion."
    if mr.state != "opened":
        was = "was merged" if mr.state == "merged" else "is closed"
        return f"This merge request {was}. To apply this suggestion, edit this file directly."
    if _branch(hub, mr) is None:
        return "Can't apply as the source branch was deleted."
    if _outdated(hub, suggestion, discussion):
        these = "this line was" if suggestion.above == suggestion.below == 0 else "these lines were"
        return f"Can't apply as {these} changed in a more recent version."
    if suggestion.from_content == suggestion.to_content:
        return "This suggestion already matches its content."
    return "" if _branch(hub, mr) == mr.head_sha else "A file has been changed."


def _branch(hub: Hub, mr: MergeRequest) -> str | None:
    if mr.source_project is None:
        return None
    return git.resolve(hub.path(mr.source_project), f"refs/heads/{mr.source_branch}")


def _outdated(hub: Hub, suggestion: Suggestion, discussion: Discussion) -> bool:
    place = discussion.position
    if place is None or discussion.outdated or place.refs != refs_of(discussion.mr.version) or place.new_line is None:
        return True
    first, last = suggestion.span()
    return "".join(lines_of(hub, discussion.mr, place)[first - 1 : last]) != suggestion.from_content


def apply(hub: Hub, suggestion: Suggestion, who: str, message: str = "") -> str:
    """Commits it to the source branch; answers the commit. Raises 400."""
    reason = refusal(hub, suggestion)
    place, project = suggestion.note.discussion.position, suggestion.note.discussion.mr.source_project
    if reason or place is None or project is None:
        raise invalid(reason)
    suggestion.applied = True
    return _commit(hub, suggestion, place, project, who, message or "Apply 1 suggestion(s) to 1 file(s)")


def _commit(hub: Hub, suggestion: Suggestion, place: Position, project: Project, who: str, message: str) -> str:
    mr = suggestion.note.discussion.mr
    lines, (first, last) = lines_of(hub, mr, place), suggestion.span()
    lines[first - 1 : last] = [suggestion.to_content]
    author, ref = hub.state.user(suggestion.note.author), f"refs/heads/{mr.source_branch}"
    path, mail, before = hub.path(project), (author.name, author.email), mr.head_sha
    sha = git.write_commit(path, before, {place.new_path: "".join(lines)}, message, mail, hub.clock.now())
    git.set_ref(path, ref, sha)
    pushes.moved(hub, project, {ref: (before, sha)}, who)
    return sha
