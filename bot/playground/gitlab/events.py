"""Says what happened to whoever subscribed: hands the payloads to the hooks of the project and its groups."""

from __future__ import annotations

import fnmatch
import uuid

from bot.playground.gitlab import payloads
from bot.playground.gitlab.hooks import TRIGGERS
from bot.playground.gitlab.hub import Hub, Json
from bot.playground.gitlab.nouns import Hook, MergeRequest, Project
from bot.playground.gitlab.nouns.said import Note, Pipeline
from bot.playground.gitlab.payloads import Changes


def emit(hub: Hub, project: Project, trigger: str, payload: Json, branch: str = "") -> None:
    """Sends the payload to each hook of the project, and of the groups above it, that wants the trigger."""
    shared = str(uuid.uuid4())
    for hook in list(hub.state.hooks.values()):
        if _concerns(hook, project) and hook.events.get(TRIGGERS[trigger][0]) and _wants(hook, branch):
            hub.hooks.post(hook, trigger, payload, shared)


def _concerns(hook: Hook, project: Project) -> bool:
    return hook.owner is project or hook.owner in project.namespace.line()


def _wants(hook: Hook, branch: str) -> bool:
    return not branch or not hook.branch_filter or fnmatch.fnmatchcase(branch, hook.branch_filter)


def merge_request(
    hub: Hub,
    mr: MergeRequest,
    action: str,
    username: str,
    changes: Changes | None = None,
    *,
    old_sha: str = "",
) -> None:
    """merge_request: open, update, close, reopen, merge. `old_sha` is where the source stood before new commits."""
    emit(hub, mr.project, "merge_request_hooks", payloads.merge_request(hub, mr, action, username, changes, old_sha))


def pushed(hub: Hub, project: Project, ref: str, before: str, after: str, username: str) -> None:
    """push, for a branch that moved, came or went (all zeros)."""
    payload = payloads.push(hub, project, ref, before, after, username)
    emit(hub, project, "push_hooks", payload, ref.removeprefix("refs/heads/"))


def noted(hub: Hub, note: Note, action: str) -> None:
    """note: create or update."""
    mr = note.discussion.mr
    if not note.system:
        emit(hub, mr.project, "note_hooks", payloads.note(hub, note, action))


def pipeline(hub: Hub, found: Pipeline) -> None:
    """pipeline: its status changed."""
    emit(hub, found.project, "pipeline_hooks", payloads.pipeline(hub, found))
