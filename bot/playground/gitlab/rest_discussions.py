"""Discussions of merge requests: read, open, answer, edit, resolve."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, jsonify

from bot.playground.gitlab import rest, talk
from bot.playground.gitlab.errors import forbidden, no_record, wrong
from bot.playground.gitlab.hub import Hub
from bot.playground.gitlab.nouns import DEVELOPER, MAINTAINER, MergeRequest
from bot.playground.gitlab.nouns.said import Discussion, Note
from bot.playground.gitlab.shapes_talk import discussion as shape
from bot.playground.gitlab.shapes_talk import note as note_shape

discussions = Blueprint("discussions", __name__)
ALL = "/projects/<name>/merge_requests/<int:iid>/discussions"
ONE = f"{ALL}/<discussion_id>"
NOTE = f"{ONE}/notes/<int:note_id>"


@discussions.get(ALL)
def list_all(name: str, iid: int) -> Response:
    """Oldest first; single notes and system notes are among them."""
    here, mr = rest.merge_request(name, iid)
    return rest.page(here.state.archive.discussions_of(mr), lambda found: shape(here, found))


def _found(name: str, iid: int, discussion_id: str) -> tuple[Hub, Discussion]:
    here, mr = rest.merge_request(name, iid)
    return here, here.state.archive.discussion(mr, discussion_id)


@discussions.get(ONE)
def get(name: str, iid: int, discussion_id: str) -> Response:
    """One discussion."""
    here, found = _found(name, iid, discussion_id)
    return jsonify(shape(here, found))


@discussions.post(ALL)
def create(name: str, iid: int) -> tuple[Response, int]:
    """Opens a discussion; with `position`, on the diff."""
    here, mr = rest.merge_request(name, iid)
    asked = rest.params()
    fresh = talk.discuss(here, mr, rest.user().username, asked.get("body"), sent_position(asked))
    return rest.created(shape(here, fresh.discussion))


def sent_position(asked: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The position as an object, also where it came as form fields (`position[new_line]`) or as JSON text."""
    sent = asked.get("position")
    if isinstance(sent, str):
        sent = json.loads(sent) if sent.startswith("{") else None
    fields = {key[9:-1]: value for key, value in asked.items() if key.startswith("position[") and key.count("[") == 1}
    if sent is not None and not isinstance(sent, Mapping):
        raise wrong("position is invalid")
    return sent or fields or None


@discussions.put(ONE)
def resolve(name: str, iid: int, discussion_id: str) -> Response:
    """Resolves or opens again: developers and the author of the merge request may. Raises 403."""
    here, found = _found(name, iid, discussion_id)
    asked = rest.params()
    rest.required(asked, "resolved")
    check_resolver(here, found.mr)
    talk.set_resolved(here, found, rest.user().username, rest.truth(asked["resolved"]))
    return jsonify(shape(here, found))


def check_resolver(here: Hub, mr: MergeRequest) -> None:
    """Raises 403 for who may not resolve."""
    who = rest.user().username
    if who != mr.author and here.state.level(who, mr.project) < DEVELOPER:
        raise forbidden()


@discussions.get(f"{ONE}/notes")
def list_notes(name: str, iid: int, discussion_id: str) -> Response:
    """Oldest first."""
    here, found = _found(name, iid, discussion_id)
    return jsonify([note_shape(here, note) for note in found.notes])


@discussions.post(f"{ONE}/notes")
def reply(name: str, iid: int, discussion_id: str) -> tuple[Response, int]:
    """Answers."""
    here, found = _found(name, iid, discussion_id)
    fresh = talk.reply(here, found, rest.user().username, rest.params().get("body"))
    return rest.created(note_shape(here, fresh))


def _note(name: str, iid: int, discussion_id: str, note_id: int) -> tuple[Hub, Note]:
    here, found = _found(name, iid, discussion_id)
    note = next((note for note in found.notes if note.id == note_id), None)
    if note is None:
        raise no_record()
    return here, note


@discussions.get(NOTE)
def get_note(name: str, iid: int, discussion_id: str, note_id: int) -> Response:
    """One note of it."""
    here, found = _note(name, iid, discussion_id, note_id)
    return jsonify(note_shape(here, found))


@discussions.put(NOTE)
def change_note(name: str, iid: int, discussion_id: str, note_id: int) -> Response:
    """Edits (`body`) or resolves (`resolved`) one note: exactly one of the two."""
    here, found = _note(name, iid, discussion_id, note_id)
    asked = rest.params()
    if ("body" in asked) == ("resolved" in asked):
        given = "mutually exclusive" if "body" in asked else "missing, exactly one parameter must be provided"
        raise wrong(f"body, resolved are {given}")
    if "body" in asked:
        check_author(here, found)
        talk.edit(here, found, asked["body"], rest.user().username)
    else:
        check_resolver(here, found.discussion.mr)
        talk.resolve_note(here, found, rest.user().username, rest.truth(asked["resolved"]))
    return jsonify(note_shape(here, found))


@discussions.delete(NOTE)
def delete_note(name: str, iid: int, discussion_id: str, note_id: int) -> Response:
    """Takes it away."""
    here, found = _note(name, iid, discussion_id, note_id)
    check_author(here, found)
    talk.delete(here, found)
    return rest.nothing()


def check_author(here: Hub, found: Note) -> None:
    """Raises 403 for a note of somebody else, unless a maintainer asks; nobody edits system notes."""
    who = rest.user().username
    level = here.state.level(who, found.discussion.mr.project)
    if found.system or (found.author != who and level < MAINTAINER):
        raise forbidden()
