"""What webhooks carry: projects, merge requests, pushes, notes and pipelines as payloads write them.

Shapes as https://docs.gitlab.com/user/project/integrations/webhook_events/ shows them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.playground.common import diffs, git
from bot.playground.gitlab import statuses
from bot.playground.gitlab.hub import Hub, Json
from bot.playground.gitlab.nouns import MergeRequest, Project
from bot.playground.gitlab.nouns.said import Note, Pipeline
from bot.playground.gitlab.positions import line_code
from bot.playground.gitlab.shapes import position

Changes = Mapping[str, tuple[Any, Any]]
"""Field -> (before, after)."""
VISIBILITY = {"private": 0, "internal": 10, "public": 20}
STATES = {"opened": 1, "closed": 2, "merged": 3}
MOST_COMMITS = 20
"""Commits that a push lists; `total_commits_count` tells all."""


def moment(when: datetime | None) -> str | None:
    """As webhooks write it: `2026-11-24 08:15:00 UTC`."""
    return when.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC") if when else None


def user(hub: Hub, username: str) -> Json:
    """Whoever did it; GitLab keeps the e-mail to itself."""
    found = hub.state.user(username)
    keys = {"id": found.id, "name": found.name, "username": found.username}
    return keys | {"avatar_url": None, "email": "[REDACTED]"}


def project_attributes(hub: Hub, project: Project) -> Json:
    """A project as payloads name it."""
    http, ssh = f"{hub.web_url(project)}.git", f"git@gitlab.example.com:{project.full_path}.git"
    return {
        "id": project.id,
        "name": project.path,
        "description": None,
        "web_url": hub.web_url(project),
        "avatar_url": None,
        "git_ssh_url": ssh,
        "git_http_url": http,
        "namespace": project.namespace.path,
        "visibility_level": VISIBILITY[project.visibility],
        "path_with_namespace": project.full_path,
        "default_branch": project.default_branch,
        "ci_config_path": "",
        "homepage": hub.web_url(project),
        "url": ssh,
        "ssh_url": ssh,
        "http_url": http,
    }


def _repository(hub: Hub, project: Project) -> Json:
    shape = project_attributes(hub, project)
    return {key: shape[key] for key in ("name", "url", "description", "homepage")}


def commit_attributes(hub: Hub, project: Project, found: git.Commit) -> Json:
    """A commit as payloads name it."""
    return {
        "id": found.sha,
        "message": found.message,
        "title": found.message.partition("\n")[0],
        "timestamp": found.author[2],
        "url": f"{hub.web_url(project)}/-/commit/{found.sha}",
        "author": {"name": found.author[0], "email": found.author[1]},
    }


def merge_request_attributes(hub: Hub, mr: MergeRequest) -> Json:
    """A merge request as payloads name it."""
    head = git.commit(hub.path(mr.project), mr.head_sha)
    pipeline, author = statuses.head_pipeline(hub, mr), hub.state.user(mr.author).id
    source = mr.source_project
    status = "mergeable" if mr.merge_ref else "conflict"
    return {
        "assignee_id": None,
        "author_id": author,
        "created_at": moment(mr.created),
        "description": mr.description,
        "draft": mr.draft,
        "head_pipeline_id": pipeline.id if pipeline else None,
        "id": mr.id,
        "iid": mr.iid,
        "last_edited_at": None,
        "last_edited_by_id": None,
        "merge_commit_sha": mr.merge_sha,
        "merge_error": None,
        "merge_params": {"force_remove_source_branch": "0"},
        "merge_status": "can_be_merged" if mr.merge_ref else "cannot_be_merged",
        "merge_user_id": hub.state.user(mr.merged_by).id if mr.merged_by else None,
        "merge_when_pipeline_succeeds": False,
        "milestone_id": None,
        "source_branch": mr.source_branch,
        "source_project_id": source.id if source else None,
        "state_id": STATES[mr.state],
        "target_branch": mr.target_branch,
        "target_project_id": mr.project.id,
        "time_estimate": 0,
        "title": mr.title,
        "updated_at": moment(mr.updated),
        "updated_by_id": None,
        "url": hub.web_url(mr),
        "source": project_attributes(hub, source) if source else None,
        "target": project_attributes(hub, mr.project),
        "last_commit": commit_attributes(hub, source or mr.project, head),
        "work_in_progress": mr.draft,
        "total_time_spent": 0,
        "time_change": 0,
        "human_total_time_spent": None,
        "human_time_change": None,
        "human_time_estimate": None,
        "assignee_ids": [],
        "reviewer_ids": [],
        "labels": [_label(name) for name in mr.labels],
        "state": mr.state,
        "blocking_discussions_resolved": True,
        "first_contribution": False,
        "detailed_merge_status": "not_open" if mr.state != "opened" else "draft_status" if mr.draft else status,
    }


def _label(name: str) -> Json:
    return {"title": name, "color": "#6699cc", "template": False, "description": None, "type": "ProjectLabel"}


def merge_request(
    hub: Hub,
    mr: MergeRequest,
    action: str,
    username: str,
    changes: Changes | None = None,
    old_sha: str = "",
) -> Json:
    """What such an event carries; "" for `action` is what a test sends."""
    attributes = merge_request_attributes(hub, mr) | ({"action": action} if action else {})
    told = {field: {"previous": before, "current": after} for field, (before, after) in (changes or {}).items()}
    if "labels" in told:
        told["labels"] = {when: [_label(name) for name in names] for when, names in told["labels"].items()}
    return {
        "object_kind": "merge_request",
        "event_type": "merge_request",
        "user": user(hub, username),
        "project": project_attributes(hub, mr.project),
        "object_attributes": attributes | ({"oldrev": old_sha} if old_sha else {}),
        "labels": [_label(name) for name in mr.labels],
        "changes": told,
        "repository": _repository(hub, mr.project),
    }


def push(hub: Hub, project: Project, ref: str, before: str, after: str, username: str) -> Json:
    """What such an event carries."""
    path, who = hub.path(project), hub.state.user(username)
    there = after != git.ZERO
    fresh = git.log(path, "" if before == git.ZERO else before, after) if there else ()
    shape = project_attributes(hub, project)
    links = ("git_http_url", "git_ssh_url", "visibility_level")
    return {
        "object_kind": "push",
        "event_name": "push",
        "before": before,
        "after": after,
        "ref": ref,
        "ref_protected": ref == f"refs/heads/{project.default_branch}",
        "checkout_sha": after if there else None,
        "message": None,
        "user_id": who.id,
        "user_name": who.name,
        "user_username": who.username,
        "user_email": "",
        "user_avatar": None,
        "project_id": project.id,
        "project": shape,
        "commits": [_listed(hub, project, found) for found in fresh[-MOST_COMMITS:]],
        "total_commits_count": len(fresh),
        "push_options": {},
        "repository": _repository(hub, project) | {key: shape[key] for key in links},
    }


def _listed(hub: Hub, project: Project, found: git.Commit) -> Json:
    base = found.parents[0] if found.parents else git.EMPTY_TREE
    changed: dict[str, list[str]] = {"added": [], "modified": [], "removed": []}
    for file in diffs.files(hub.path(project), base, found.sha):
        changed[file.status if file.status in changed else "modified"].append(file.path)
    return commit_attributes(hub, project, found) | changed


def note(hub: Hub, said: Note, action: str) -> Json:
    """What such an event carries."""
    discussion = said.discussion
    mr, place = discussion.mr, discussion.position
    on_line = place is not None and place.kind == "text"
    attributes = {
        "attachment": None,
        "author_id": hub.state.user(said.author).id,
        "change_position": None,
        "commit_id": None,
        "created_at": moment(said.created),
        "discussion_id": discussion.id,
        "id": said.id,
        "internal": said.internal,
        "line_code": line_code(place.new_path, place.old_line or 0, place.new_line or 0) if place and on_line else None,
        "note": said.body,
        "noteable_id": mr.id,
        "noteable_type": "MergeRequest",
        "original_position": position(discussion.original) if discussion.original else None,
        "position": position(place) if place else None,
        "project_id": mr.project.id,
        "resolved_at": moment(said.resolved_at),
        "resolved_by_id": hub.state.user(said.resolved_by).id if said.resolved_by else None,
        "resolved_by_push": None,
        "st_diff": None,
        "system": said.system,
        "type": discussion.kind or None,
        "updated_at": moment(said.updated),
        "updated_by_id": None,
        "description": said.body,
        "url": f"{hub.web_url(mr)}#note_{said.id}",
        "action": action,
    }
    return {
        "object_kind": "note",
        "event_type": "confidential_note" if said.internal else "note",
        "user": user(hub, said.author),
        "project_id": mr.project.id,
        "project": project_attributes(hub, mr.project),
        "object_attributes": attributes,
        "repository": _repository(hub, mr.project),
        "merge_request": merge_request_attributes(hub, mr),
    }


def pipeline(hub: Hub, found: Pipeline) -> Json:
    """What such an event carries."""
    project, status = found.project, statuses.status_of(hub, found)
    mr = next((mr for mr in hub.state.merge_requests_of(project) if found in statuses.pipelines_for(hub, mr)), None)
    commit = git.commit(hub.path(project), found.sha)
    keys = ("id", "iid", "title", "source_branch", "source_project_id", "target_branch", "target_project_id", "state")
    named = merge_request_attributes(hub, mr) if mr else {}
    return {
        "object_kind": "pipeline",
        "object_attributes": {
            "id": found.id,
            "iid": found.iid,
            "name": None,
            "ref": found.ref,
            "tag": False,
            "sha": found.sha,
            "before_sha": git.ZERO,
            "source": found.source,
            "status": status,
            "detailed_status": "passed" if status == "success" else status,
            "stages": ["external"],
            "created_at": moment(found.created),
            "finished_at": moment(found.updated),
            "duration": None,
            "queued_duration": None,
            "protected_ref": found.ref == project.default_branch,
            "variables": [],
            "url": f"{hub.web_url(project)}/-/pipelines/{found.id}",
        },
        "merge_request": {key: named[key] for key in (*keys, "merge_status", "detailed_merge_status", "url")}
        if mr
        else None,
        "user": user(hub, found.author),
        "project": project_attributes(hub, project),
        "commit": commit_attributes(hub, project, commit),
        "builds": [],
    }
