"""Notes, discussions, awards, suggestions, pipelines, statuses and checks as GitLab's JSON writes them."""

from __future__ import annotations

from bot.playground.gitlab import applying, statuses, talk
from bot.playground.gitlab.hub import Hub, Json
from bot.playground.gitlab.nouns.said import (
    Award,
    CheckResponse,
    Discussion,
    ExternalCheck,
    Note,
    Pipeline,
    Position,
    Status,
    Suggestion,
)
from bot.playground.gitlab.shapes import position, stamp, stamp_or_none, user_basic


def note(hub: Hub, found: Note) -> Json:
    """A note. Who resolved it, and when, is told of what can be resolved only."""
    discussion = found.discussion
    place = discussion.position
    return {
        "id": found.id,
        "type": discussion.kind or None,
        "body": found.body,
        "author": user_basic(hub, found.author),
        "created_at": stamp(found.created),
        "updated_at": stamp(found.updated),
        "system": found.system,
        "noteable_id": discussion.mr.id,
        "noteable_type": "MergeRequest",
        "project_id": discussion.mr.project.id,
        **(_on_diff(hub, found, place) if place else {}),
        **_resolving(hub, found),
        "confidential": found.internal,
        "internal": found.internal,
        "imported": False,
        "imported_from": "none",
        "noteable_iid": discussion.mr.iid,
        "commands_changes": {},
    }


def _on_diff(hub: Hub, found: Note, place: Position) -> Json:
    return {
        "commit_id": None,
        "position": position(place),
        "suggestions": [suggestion(hub, each) for each in hub.state.archive.suggestions_in(found)],
    }


def _resolving(hub: Hub, found: Note) -> Json:
    if not talk.resolvable(found):
        return {"resolvable": False}
    return {
        "resolvable": True,
        "resolved": found.resolved_at is not None,
        "resolved_by": user_basic(hub, found.resolved_by) if found.resolved_by else None,
        "resolved_at": stamp_or_none(found.resolved_at),
    }


def discussion(hub: Hub, found: Discussion) -> Json:
    """A discussion with its notes."""
    can = any(talk.resolvable(each) for each in found.notes)
    return {
        "id": found.id,
        "individual_note": not found.kind,
        "resolvable": can,
        **({"resolved": talk.resolved(found)} if can else {}),
        "notes": [note(hub, each) for each in found.notes],
    }


def suggestion(hub: Hub, found: Suggestion) -> Json:
    """A suggestion as the merge request stands now."""
    first, last = found.span()
    return {
        "id": found.id,
        "from_line": first,
        "to_line": last,
        "appliable": not applying.refusal(hub, found),
        "applied": found.applied,
        "from_content": found.from_content,
        "to_content": found.to_content,
    }


def award(hub: Hub, found: Award) -> Json:
    """An award emoji."""
    return {
        "id": found.id,
        "name": found.name,
        "user": user_basic(hub, found.author),
        "created_at": stamp(found.created),
        "updated_at": stamp(found.created),
        "awardable_id": found.note.id if found.note else found.mr.id,
        "awardable_type": "Note" if found.note else "MergeRequest",
        "url": None,
    }


def pipeline(hub: Hub, found: Pipeline) -> Json:
    """A pipeline in short, as lists and merge requests show it."""
    return {
        "id": found.id,
        "iid": found.iid,
        "project_id": found.project.id,
        "sha": found.sha,
        "ref": found.ref,
        "status": statuses.status_of(hub, found),
        "source": found.source,
        "created_at": stamp(found.created),
        "updated_at": stamp(found.updated),
        "web_url": f"{hub.web_url(found.project)}/-/pipelines/{found.id}",
    }


def pipeline_whole(hub: Hub, found: Pipeline) -> Json:
    """A pipeline by itself, and as `head_pipeline`."""
    jobs = hub.state.archive.statuses_in(found)
    started = min((job.started for job in jobs if job.started), default=None)
    finished = max((job.finished for job in jobs if job.finished), default=None)
    return pipeline(hub, found) | {
        "before_sha": "0" * 40,
        "tag": False,
        "yaml_errors": None,
        "user": user_basic(hub, found.author),
        "started_at": stamp_or_none(started),
        "finished_at": stamp_or_none(finished),
        "committed_at": None,
        "duration": None,
        "queued_duration": None,
        "coverage": None,
        "archived": False,
    }


def status(hub: Hub, found: Status) -> Json:
    """A commit status."""
    return {
        "id": found.id,
        "sha": found.pipeline.sha,
        "ref": found.pipeline.ref,
        "status": found.status,
        "name": found.name,
        "target_url": found.target_url,
        "description": found.description,
        "created_at": stamp(found.created),
        "started_at": stamp_or_none(found.started),
        "finished_at": stamp_or_none(found.finished),
        "allow_failure": False,
        "coverage": found.coverage,
        "pipeline_id": found.pipeline.id,
        "author": user_basic(hub, found.author),
    }


def external_check(found: ExternalCheck) -> Json:
    """An external status check of a project."""
    return {
        "id": found.id,
        "name": found.name,
        "project_id": found.project.id,
        "external_url": found.external_url,
        "protected_branches": [],
        "hmac": bool(found.secret),
    }


def check_response(found: CheckResponse) -> Json:
    """What was answered for an external check."""
    return {
        "id": found.id,
        "merge_request": {"id": found.mr.id, "iid": found.mr.iid, "project_id": found.mr.project.id},
        "external_status_check": external_check(found.check),
    }
