"""What a merge request shows, as plain data: for tests to compare and for `--format json`."""

from __future__ import annotations

from bot.playground.gitlab import statuses, talk
from bot.playground.gitlab.hub import Hub, Json
from bot.playground.gitlab.nouns import MergeRequest
from bot.playground.gitlab.nouns.said import Discussion, Note


def shown(hub: Hub, mr: MergeRequest) -> Json:
    """repo, iid, title, state, draft, head_sha, labels, discussions, statuses (newest of each name), checks, notes.

    `discussions` are threads; `notes` stand alone, system notes among them.
    """
    found = hub.state.archive.discussions_of(mr)
    return {
        "repo": mr.repo,
        "iid": mr.iid,
        "title": mr.title,
        "state": mr.state,
        "draft": mr.draft,
        "head_sha": mr.head_sha,
        "labels": list(mr.labels),
        "discussions": [_discussion(hub, each) for each in found if each.kind],
        "statuses": _statuses(hub, mr),
        "checks": [
            {"name": check.name, "status": statuses.answer_of(hub, mr, check)}
            for check in hub.state.archive.checks_of(mr.project)
        ],
        "notes": [_note(hub, each.notes[0]) for each in found if not each.kind],
    }


def _discussion(hub: Hub, found: Discussion) -> Json:
    """line and old_line are where it stands now (None when outdated), original_* where it was written."""
    written, place = found.original, None if found.outdated else found.position
    named = place or written
    resolvers = [note.resolved_by for note in found.notes if note.resolved_by]
    settled = talk.resolved(found)
    return {
        "id": found.id,
        "type": found.kind,
        "path": named.new_path if named else "",
        "position_type": written.kind if written else "",
        "line": place.new_line if place else None,
        "old_line": place.old_line if place else None,
        "original_line": written.new_line if written else None,
        "original_old_line": written.old_line if written else None,
        "line_range": written.line_range if written else None,
        "resolvable": any(talk.resolvable(note) for note in found.notes),
        "resolved": settled,
        "resolved_by": resolvers[-1] if settled and resolvers else "",
        "outdated": found.outdated,
        "notes": [_note(hub, note) for note in found.notes],
    }


def _note(hub: Hub, found: Note) -> Json:
    given = hub.state.archive.awards_to(found.discussion.mr, found)
    return {
        "id": found.id,
        "author": found.author,
        "body": found.body,
        "system": found.system,
        "edited": found.updated > found.created,
        "reactions": [{"author": award.author, "name": award.name} for award in given],
    }


def _statuses(hub: Hub, mr: MergeRequest) -> list[Json]:
    """At the head, wherever they were posted: a fork's merge request shows those of the fork's pipelines only."""
    head = statuses.head_pipeline(hub, mr)
    projects = {mr.project, mr.source_project or mr.project}
    found = [pipeline for project in projects for pipeline in hub.state.archive.pipelines_of(project, mr.head_sha)]
    return [
        {
            "name": status.name,
            "status": status.status,
            "description": status.description,
            "target_url": status.target_url,
            "author": status.author,
            "project": pipeline.project.full_path,
            "ref": pipeline.ref,
            "pipeline": pipeline.id,
            "attached": pipeline is head,
        }
        for pipeline in sorted(found, key=lambda each: each.id)
        for status in hub.state.archive.statuses_in(pipeline)
        if not status.retried
    ]
