"""Notes of merge requests, one by one, and the suggestions in them."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from bot.playground.gitlab import applying, auth, rest, talk
from bot.playground.gitlab.errors import ApiError, forbidden, wrong
from bot.playground.gitlab.hub import Hub, hub
from bot.playground.gitlab.nouns import DEVELOPER
from bot.playground.gitlab.nouns.said import Note
from bot.playground.gitlab.rest_discussions import check_author
from bot.playground.gitlab.shapes_talk import note as shape
from bot.playground.gitlab.shapes_talk import suggestion as suggestion_shape

notes = Blueprint("notes", __name__)
ALL = "/projects/<name>/merge_requests/<int:iid>/notes"
ONE = f"{ALL}/<int:note_id>"
FILTERS = {"all_notes": (False, True), "only_comments": (False,), "only_activity": (True,)}


@notes.get(ALL)
def list_all(name: str, iid: int) -> Response:
    """Those of discussions, too; newest first unless `sort=asc`, by `created_at` or `updated_at`."""
    here, mr = rest.merge_request(name, iid)
    asked = request.args
    by, wanted = asked.get("order_by", "created_at"), asked.get("activity_filter", "all_notes")
    if by not in ("created_at", "updated_at") or wanted not in FILTERS:
        raise wrong(f"{'activity_filter' if wanted not in FILTERS else 'order_by'} does not have a valid value")
    found = [note for note in here.state.archive.notes_of(mr) if note.system in FILTERS[wanted]]
    found.sort(key=lambda note: (note.updated if by == "updated_at" else note.created, note.id))
    return rest.page(found if asked.get("sort") == "asc" else found[::-1], lambda note: shape(here, note))


def _found(name: str, iid: int, note_id: int) -> tuple[Hub, Note]:
    here, mr = rest.merge_request(name, iid)
    return here, here.state.archive.note(mr, note_id)


@notes.get(ONE)
def get(name: str, iid: int, note_id: int) -> Response:
    """One note."""
    here, found = _found(name, iid, note_id)
    return jsonify(shape(here, found))


@notes.post(ALL)
def create(name: str, iid: int) -> tuple[Response, int]:
    """Says something by itself."""
    here, mr = rest.merge_request(name, iid)
    asked = rest.params()
    internal = rest.truth(asked.get("internal", asked.get("confidential")))
    fresh = talk.comment(here, mr, rest.user().username, asked.get("body"), internal=internal)
    return rest.created(shape(here, fresh))


@notes.put(ONE)
def edit(name: str, iid: int, note_id: int) -> Response:
    """Changes a note's text."""
    here, found = _found(name, iid, note_id)
    check_author(here, found)
    talk.edit(here, found, rest.params().get("body"), rest.user().username)
    return jsonify(shape(here, found))


@notes.delete(ONE)
def delete(name: str, iid: int, note_id: int) -> Response:
    """Takes it away."""
    here, found = _found(name, iid, note_id)
    check_author(here, found)
    talk.delete(here, found)
    return rest.nothing()


@notes.put("/suggestions/<int:suggestion_id>/apply")
def apply(suggestion_id: int) -> Response:
    """Commits a suggestion to the source branch. Raises 400 where it no longer fits."""
    here, who = hub(), rest.user().username
    found = here.state.archive.suggestions.get(suggestion_id)
    if found is None or not auth.sees(here.state, rest.caller(), found.note.discussion.mr.project):
        raise ApiError(404, {"message": "Suggestion is not applicable as the suggestion was not found."})
    mr = found.note.discussion.mr
    if here.state.level(who, mr.source_project or mr.project) < DEVELOPER:
        raise forbidden()
    applying.apply(here, found, who, str(rest.params().get("commit_message") or ""))
    return jsonify(suggestion_shape(here, found))
