"""Award emoji of merge requests and of their notes."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from bot.playground.gitlab import rest, talk
from bot.playground.gitlab.errors import no_record, unauthorized
from bot.playground.gitlab.hub import Hub
from bot.playground.gitlab.nouns import MergeRequest
from bot.playground.gitlab.nouns.said import Award, Note
from bot.playground.gitlab.shapes_talk import award as shape

awards = Blueprint("awards", __name__)
MR = "/projects/<name>/merge_requests/<int:iid>/award_emoji"
NOTE = "/projects/<name>/merge_requests/<int:iid>/notes/<int:note_id>/award_emoji"


def _subject(name: str, iid: int, note_id: int) -> tuple[Hub, MergeRequest, Note | None]:
    here, mr = rest.merge_request(name, iid)
    return here, mr, here.state.archive.note(mr, note_id) if note_id else None


@awards.get(MR)
@awards.get(NOTE)
def list_all(name: str, iid: int, note_id: int = 0) -> Response:
    """Oldest first."""
    here, mr, note = _subject(name, iid, note_id)
    return rest.page(here.state.archive.awards_to(mr, note), lambda found: shape(here, found))


@awards.post(MR)
@awards.post(NOTE)
def give(name: str, iid: int, note_id: int = 0) -> tuple[Response, int]:
    """Gives one. Raises 404 for a second one of a kind."""
    here, mr, note = _subject(name, iid, note_id)
    fresh = talk.award(here, mr, note, rest.user().username, rest.params().get("name"))
    return rest.created(shape(here, fresh))


def _award(name: str, iid: int, note_id: int, award_id: int) -> tuple[Hub, Award]:
    here, mr, note = _subject(name, iid, note_id)
    found = next((award for award in here.state.archive.awards_to(mr, note) if award.id == award_id), None)
    if found is None:
        raise no_record()
    return here, found


@awards.get(f"{MR}/<int:award_id>")
@awards.get(f"{NOTE}/<int:award_id>")
def get(name: str, iid: int, award_id: int, note_id: int = 0) -> Response:
    """One award."""
    here, found = _award(name, iid, note_id, award_id)
    return jsonify(shape(here, found))


@awards.delete(f"{MR}/<int:award_id>")
@awards.delete(f"{NOTE}/<int:award_id>")
def take_back(name: str, iid: int, award_id: int, note_id: int = 0) -> Response:
    """Takes one's own back. Raises 401 for somebody else's, as GitLab does."""
    here, found = _award(name, iid, note_id, award_id)
    if found.author != rest.user().username:
        raise unauthorized()
    del here.state.archive.awards[found.id]
    return rest.nothing()
