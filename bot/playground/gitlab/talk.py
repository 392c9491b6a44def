"""Notes, discussions, resolving, awards: what may be said where, and what follows from saying it.

Read from gitlabhq's app/models/{note,diff_note}.rb, app/models/concerns/resolvable_{note,discussion}.rb,
app/services/notes/{create,update}_service.rb and lib/api/helpers/notes_helpers.rb.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from bot.playground.common import git
from bot.playground.gitlab import events, positions, suggestions
from bot.playground.gitlab.errors import ApiError, bad_request, forbidden, not_found, wrong
from bot.playground.gitlab.hub import Hub
from bot.playground.gitlab.nouns import MergeRequest, Version
from bot.playground.gitlab.nouns.said import Award, Discussion, Note, Position, Refs, Suggestion
from bot.playground.gitlab.orders import carry_out

LONGEST = 1_000_000
"""Characters of a note."""
EMOJI = {
    "clap": "👏",
    "confused": "😕",
    "eyes": "👀",
    "fire": "🔥",
    "heart": "❤️",
    "hourglass": "⌛",
    "laughing": "😆",
    "lock": "🔒",
    "mag": "🔍",
    "no_entry": "⛔",
    "question": "❓",
    "robot": "🤖",
    "rocket": "🚀",
    "tada": "🎉",
    "thumbsdown": "👎",
    "thumbsup": "👍",
    "warning": "⚠️",
    "wave": "👋",
    "white_check_mark": "✅",
    "x": "❌",
}
"""Names that an award may have: a few of GitLab's."""
_POSITION = ("base_sha", "start_sha", "head_sha", "position_type")


def comment(hub: Hub, mr: MergeRequest, author: str, body: Any, *, internal: bool = False) -> Note:
    """Says something by itself. Raises 400, and Carried for a text of nothing but quick actions."""
    _check(body)
    return _say(hub, _discussion(hub, mr, ""), author, body, internal=internal)


def discuss(hub: Hub, mr: MergeRequest, author: str, body: Any, sent: Mapping[str, Any] | None) -> Note:
    """Opens a discussion, at a place of the diff where `sent` is a position. Raises as `comment`."""
    position = None if sent is None else _position(sent)
    errors = {} if position is None else _misplaced(hub, mr, position)
    _check(body, errors)
    fresh = _discussion(hub, mr, "DiffNote" if position else "DiscussionNote")
    if position is not None:
        now = positions.trace(hub.path(mr.project), position, refs_of(mr.version))
        fresh.original, fresh.position, fresh.outdated = position, now or position, now is None
    return _say(hub, fresh, author, body)


def _discussion(hub: Hub, mr: MergeRequest, kind: str) -> Discussion:
    fresh = Discussion(secrets.token_hex(20), mr, kind)
    hub.state.archive.discussions[fresh.id] = fresh
    return fresh


def _position(sent: Mapping[str, Any]) -> Position:
    missing = [f"position[{key}] is missing" for key in _POSITION if key not in sent]
    if missing:
        raise wrong(", ".join(missing))
    if sent["position_type"] not in ("text", "file"):
        raise wrong("position[position_type] does not have a valid value")
    try:
        return positions.read(sent)
    except ValueError as error:
        raise wrong("position[new_line] is invalid, position[old_line] is invalid") from error


def _misplaced(hub: Hub, mr: MergeRequest, position: Position) -> Mapping[str, Sequence[str]]:
    known = {refs_of(version) for version in mr.versions}
    try:
        positions.check(hub.path(mr.project), position, known)
    except positions.Misplaced as error:
        return error.errors
    return {}


def refs_of(version: Version) -> Refs:
    """The commits of a version of the diff."""
    return Refs(version.base_sha, version.start_sha, version.head_sha)


def _check(body: Any, errors: Mapping[str, Sequence[str]] | None = None) -> None:
    """Raises 400 with all that is wrong, as Ruby writes a hash."""
    if body is None:
        raise wrong("body is missing")
    found = dict(errors or {})
    if not str(body).strip():
        found["note"] = ["can't be blank"]
    elif len(str(body)) > LONGEST:
        found["note"] = [f"is too long (maximum is {LONGEST} characters)"]
    if found:
        written = ", ".join(f":{field}=>{json.dumps(words)}" for field, words in found.items())
        raise bad_request(f"Note {{{written}}}")


def _say(hub: Hub, discussion: Discussion, author: str, body: Any, *, internal: bool = False) -> Note:
    """One more note, once its quick actions are done. Raises Carried where nothing is left to say."""
    text = carry_out(hub, discussion.mr, author, str(body))
    now = hub.clock.now()
    fresh = Note(hub.state.new_id(), discussion, author, text, now, now, internal=internal)
    discussion.notes.append(fresh)
    discussion.mr.updated = now
    _suggest(hub, fresh)
    events.noted(hub, fresh, "create")
    return fresh


def reply(hub: Hub, discussion: Discussion, author: str, body: Any) -> Note:
    """Answers; a single note becomes a discussion by it. Raises 400."""
    if discussion.notes[0].system:
        raise bad_request("Discussion can not be replied to.")
    _check(body)
    fresh = _say(hub, discussion, author, body)
    discussion.kind = discussion.kind or "DiscussionNote"
    return fresh


def edit(hub: Hub, note: Note, body: Any, sender: str) -> None:
    """Changes a note; one that is left with nothing but quick actions goes. Raises 400 and Carried."""
    _check(body)
    try:
        note.body = carry_out(hub, note.discussion.mr, sender, str(body))
    except ApiError:
        delete(hub, note)
        raise
    note.updated = hub.clock.now()
    for old in hub.state.archive.suggestions_in(note):
        del hub.state.archive.suggestions[old.id]
    _suggest(hub, note)
    events.noted(hub, note, "update")


def delete(hub: Hub, note: Note) -> None:
    """Takes a note away; its discussion goes with the last one."""
    note.discussion.notes.remove(note)


def tell(hub: Hub, mr: MergeRequest, author: str, body: str, discussion: Discussion | None = None) -> None:
    """A system note, by itself or within a discussion."""
    place, now = discussion or _discussion(hub, mr, ""), hub.clock.now()
    place.notes.append(Note(hub.state.new_id(), place, author, body, now, now, system=True))


def resolvable(note: Note) -> bool:
    """Whether a note can be resolved: in a discussion, and not on a line of context once the target has moved on."""
    discussion = note.discussion
    return bool(discussion.kind) and not note.system and not _lost(discussion)


def _lost(discussion: Discussion) -> bool:
    """Threads on unchanged lines can lose "Resolve" by a rebase; here they always do, so that nobody relies on it."""
    place = discussion.original
    return place is not None and place.unchanged and place.refs.base != discussion.mr.version.base_sha


def resolved(discussion: Discussion) -> bool:
    """Whether there is something to resolve and all of it is."""
    notes = [note for note in discussion.notes if resolvable(note)]
    return bool(notes) and all(note.resolved_at for note in notes)


def set_resolved(hub: Hub, discussion: Discussion, who: str, wanted: bool) -> None:
    """Resolves a discussion, or opens it again. Raises 403 where nothing in it can be resolved."""
    notes = [note for note in discussion.notes if resolvable(note)]
    if not notes:
        raise forbidden()
    for note in notes:
        _mark(hub, note, who, wanted)
    _all_settled(hub, discussion.mr, who, wanted)


def resolve_note(hub: Hub, note: Note, who: str, wanted: bool) -> None:
    """The same for one note. Raises 400."""
    if not resolvable(note):
        raise bad_request("Note is not resolvable")
    _mark(hub, note, who, wanted)
    _all_settled(hub, note.discussion.mr, who, wanted)


def _mark(hub: Hub, note: Note, who: str, wanted: bool) -> None:
    if bool(note.resolved_at) != wanted:
        note.resolved_by, note.resolved_at = (who, hub.clock.now()) if wanted else ("", None)


def _all_settled(hub: Hub, mr: MergeRequest, who: str, wanted: bool) -> None:
    threads = [d for d in hub.state.archive.discussions_of(mr) if any(resolvable(note) for note in d.notes)]
    if wanted and all(resolved(each) for each in threads):
        tell(hub, mr, who, "resolved all threads")


def follow(hub: Hub, mr: MergeRequest, before: Version, pusher: str) -> None:
    """Moves discussions on after the diff got a new version; those whose line it lost are outdated for good."""
    repo, now = hub.path(mr.project), refs_of(mr.version)
    for found in hub.state.archive.discussions_of(mr):
        if found.position is None or found.outdated or found.position.refs != refs_of(before):
            continue
        moved = positions.trace(repo, found.position, now)
        found.position, found.outdated = moved or found.position, moved is None
        if moved is None:
            what = "file" if found.position.kind == "file" else "line"
            url = f"/{mr.repo}/-/merge_requests/{mr.iid}/diffs?diff_id={mr.version.id}&start_sha={before.head_sha}"
            tell(hub, mr, pusher, f"changed this {what} in [version {len(mr.versions)} of the diff]({url})", found)


def _suggest(hub: Hub, note: Note) -> None:
    place = note.discussion.position
    if place is None or place.new_line is None or note.discussion.outdated:
        return
    content = lines_of(hub, note.discussion.mr, place)
    for each in suggestions.parse(note.body, place.new_line, content):
        change = (each.above, each.below, each.from_content, each.to_content)
        fresh = Suggestion(hub.state.new_id(), note, *change)
        hub.state.archive.suggestions[fresh.id] = fresh


def lines_of(hub: Hub, mr: MergeRequest, place: Position) -> list[str]:
    """The file at a position's head, ends of lines kept."""
    data = git.blob(hub.path(mr.project), place.refs.head, place.new_path) or b""
    return data.decode(errors="replace").splitlines(keepends=True)


def award(hub: Hub, mr: MergeRequest, note: Note | None, author: str, name: Any) -> Award:
    """Gives an emoji. Raises 404, as GitLab does, for what is none and for a second one of a kind."""
    if name is None:
        raise wrong("name is missing")
    if name not in EMOJI:
        raise not_found("Award Emoji Name is not a valid emoji name")
    if any((given.author, given.name) == (author, name) for given in hub.state.archive.awards_to(mr, note)):
        raise not_found("Award Emoji Name has already been taken")
    fresh = Award(hub.state.new_id(), mr, note, author, str(name), hub.clock.now())
    hub.state.archive.awards[fresh.id] = fresh
    return fresh
