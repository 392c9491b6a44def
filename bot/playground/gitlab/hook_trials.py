"""What a test of a webhook sends: an event made of what the project has. Says what is missing where it has nothing.

Sentences as in gitlabhq's app/services/test_hooks/project_service.rb.
"""

from __future__ import annotations

from bot.playground.common import git
from bot.playground.gitlab import payloads
from bot.playground.gitlab.errors import ApiError
from bot.playground.gitlab.hooks import TRIGGERS
from bot.playground.gitlab.hub import Hub, Json
from bot.playground.gitlab.nouns import Hook, Project

SHOWN = 3
"""Commits in a test's push."""


def sample(hub: Hub, hook: Hook, event: str, username: str) -> tuple[str, Json]:
    """(trigger, payload) for a test of `push_events`, say. Raises 422."""
    projects = [p for p in hub.state.projects.values() if p is hook.owner or hook.owner in p.namespace.line()]
    trigger = next((name for name, (switch, _) in TRIGGERS.items() if switch == event), "")
    if not projects:
        raise _missing("group has a project with commits")
    project = projects[0]
    match trigger:
        case "push_hooks" | "tag_push_hooks":
            return trigger, _push(hub, project, username)
        case "merge_request_hooks":
            return trigger, _merge_request(hub, project, username)
        case "note_hooks":
            return trigger, _note(hub, project)
        case "pipeline_hooks":
            return trigger, _pipeline(hub, project)
    raise _missing(f"project has {event.removesuffix('_events').replace('_', ' ')}")


def _missing(what: str) -> ApiError:
    return ApiError(422, {"message": f"Ensure the {what}."})


def _push(hub: Hub, project: Project, username: str) -> Json:
    ref = f"refs/heads/{project.default_branch}"
    tip = git.resolve(hub.path(project), ref)
    if tip is None:
        raise _missing("project has at least one commit")
    log = git.log(hub.path(project), "", tip)
    before = log[-SHOWN - 1].sha if len(log) > SHOWN else git.ZERO
    return payloads.push(hub, project, ref, before, tip, username)


def _merge_request(hub: Hub, project: Project, username: str) -> Json:
    found = hub.state.merge_requests_of(project)
    if not found:
        raise _missing("project has merge requests")
    return payloads.merge_request(hub, found[-1], "", username)


def _note(hub: Hub, project: Project) -> Json:
    notes = [note for mr in hub.state.merge_requests_of(project) for note in hub.state.archive.notes_of(mr)]
    spoken = [note for note in notes if not note.system]
    if not spoken:
        raise _missing("project has notes")
    return payloads.note(hub, spoken[0], "create")


def _pipeline(hub: Hub, project: Project) -> Json:
    found = hub.state.archive.pipelines_of(project)
    if not found:
        raise _missing("project has CI pipelines")
    return payloads.pipeline(hub, found[0])
