"""Merge requests and the versions of their diffs as GitLab's API answers them."""

from __future__ import annotations

from bot.playground.common import diffs
from bot.playground.gitlab import pushes, statuses
from bot.playground.gitlab.hub import Hub, Json
from bot.playground.gitlab.merge_requests import obstacle
from bot.playground.gitlab.nouns import MergeRequest, Version
from bot.playground.gitlab.shapes import stamp, stamp_or_none, user_basic, user_or_none
from bot.playground.gitlab.shapes_code import collection, commit
from bot.playground.gitlab.shapes_talk import pipeline, pipeline_whole


def simple(hub: Hub, mr: MergeRequest) -> Json:
    """A merge request in a list."""
    merged_by = user_or_none(hub, mr.merged_by)
    awards = [award.name for award in hub.state.archive.awards_to(mr, None)]
    return {
        "id": mr.id,
        "iid": mr.iid,
        "project_id": mr.project.id,
        "title": mr.title,
        "description": mr.description,
        "state": mr.state,
        "created_at": stamp(mr.created),
        "updated_at": stamp(mr.updated),
        "merged_by": merged_by,
        "merge_user": merged_by,
        "merged_at": stamp_or_none(mr.merged),
        "closed_by": user_or_none(hub, mr.closed_by),
        "closed_at": stamp_or_none(mr.closed),
        "target_branch": mr.target_branch,
        "source_branch": mr.source_branch,
        "user_notes_count": sum(not note.system for note in hub.state.archive.notes_of(mr)),
        "upvotes": awards.count("thumbsup"),
        "downvotes": awards.count("thumbsdown"),
        "author": user_basic(hub, mr.author),
        "assignees": [],
        "assignee": None,
        "reviewers": [],
        "source_project_id": mr.source_project.id if mr.source_project else None,
        "target_project_id": mr.project.id,
        "labels": mr.labels,
        "draft": mr.draft,
        "imported": False,
        "imported_from": "none",
        "work_in_progress": mr.draft,
        "milestone": None,
        "merge_when_pipeline_succeeds": False,
        "merge_status": "can_be_merged" if mr.merge_ref else "cannot_be_merged",
        "detailed_merge_status": obstacle(mr),
        "merge_after": None,
        "sha": mr.head_sha,
        "merge_commit_sha": mr.merge_sha,
        "squash_commit_sha": None,
        "discussion_locked": None,
        "should_remove_source_branch": None,
        "force_remove_source_branch": False,
        "prepared_at": stamp(mr.created),
        **_links(hub, mr),
        "squash": False,
        "squash_on_merge": False,
        "task_completion_status": {"count": 0, "completed_count": 0},
        "has_conflicts": mr.merge_ref is None,
        "blocking_discussions_resolved": _settled(hub, mr),
    }


def _links(hub: Hub, mr: MergeRequest) -> Json:
    short = f"!{mr.iid}"
    shared = {"allow_collaboration": mr.allow_collaboration, "allow_maintainer_to_push": mr.allow_collaboration}
    spent = {"time_estimate": 0, "total_time_spent": 0, "human_time_estimate": None, "human_total_time_spent": None}
    return {
        "reference": short,
        "references": {"short": short, "relative": short, "full": mr.reference},
        "web_url": hub.web_url(mr),
        "time_stats": spent,
    } | (shared if mr.from_fork else {})


def _settled(hub: Hub, mr: MergeRequest) -> bool:
    threads = (found for found in hub.state.archive.discussions_of(mr) if found.kind)
    return all(note.resolved_at or note.system for found in threads for note in found.notes)


def full(hub: Hub, mr: MergeRequest) -> Json:
    """A merge request by itself."""
    head, version = statuses.head_pipeline(hub, mr), mr.version
    return simple(hub, mr) | {
        "subscribed": False,
        "changes_count": _counted(hub, mr),
        "latest_build_started_at": None,
        "latest_build_finished_at": None,
        "first_deployed_to_production_at": None,
        "pipeline": pipeline(hub, head) if head else None,
        "head_pipeline": pipeline_whole(hub, head) if head else None,
        "diff_refs": {"base_sha": version.base_sha, "head_sha": version.head_sha, "start_sha": version.start_sha},
        "merge_error": None,
        "first_contribution": False,
        "user": {"can_merge": True},
    }


def files(hub: Hub, mr: MergeRequest, found: Version | None = None) -> tuple[diffs.FileChange, ...]:
    """The files of its newest version, or of another."""
    at = found or mr.version
    return diffs.files(hub.path(mr.project), at.base_sha, at.head_sha)


def _counted(hub: Hub, mr: MergeRequest) -> str | None:
    """As text, with a plus where files were left out; None where nothing is changed."""
    shown, more = collection(files(hub, mr))
    return f"{len(shown)}+" if more else str(len(shown)) if shown else None


def changes(hub: Hub, mr: MergeRequest) -> Json:
    """A merge request with its files; `overflow` where some were left out."""
    shown, more = collection(files(hub, mr))
    return full(hub, mr) | {"changes": shown, "overflow": more}


def version(hub: Hub, mr: MergeRequest, found: Version) -> Json:
    """A version of the diff, in the list."""
    return {
        "id": found.id,
        "head_commit_sha": found.head_sha,
        "base_commit_sha": found.base_sha,
        "start_commit_sha": found.start_sha,
        "created_at": stamp(found.created),
        "merge_request_id": mr.id,
        "state": "collected" if found.base_sha != found.head_sha else "empty",
        "real_size": str(len(files(hub, mr, found))),
        "patch_id_sha": None,
    }


def whole_version(hub: Hub, mr: MergeRequest, found: Version) -> Json:
    """A version by itself, with its commits and files."""
    own = pushes.commits(hub, mr, found)
    listed = [commit(hub, mr.project, each) for each in reversed(own)]
    return version(hub, mr, found) | {"commits": listed, "diffs": collection(files(hub, mr, found))[0]}
