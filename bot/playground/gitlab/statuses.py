"""Pipelines, commit statuses and external status checks: what GitLab takes, what it refuses, what they come to.

Read from gitlabhq's lib/api/commit_statuses.rb and app/services/ci/create_commit_status_service.rb.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.playground.common import git
from bot.playground.common.faults import Answer
from bot.playground.gitlab.errors import conflict, forbidden, invalid, not_found, wrong
from bot.playground.gitlab.hub import Hub
from bot.playground.gitlab.nouns import MergeRequest, Project
from bot.playground.gitlab.nouns.said import CheckResponse, ExternalCheck, Pipeline, Status
from bot.playground.gitlab.transitions import ALIVE, STATES, CannotTransition, follow, together

LONGEST = 255
"""Characters of a description, a target URL, a ref."""
PATIENCE = timedelta(minutes=2)
"""How long an external check may be pending before it counts as failed:
https://docs.gitlab.com/user/project/merge_requests/status_checks/"""
ANSWERS = ("passed", "failed", "pending")
LOCKED = Answer(409, b'{"message": "Another update to this commit status is in progress"}')
"""What GitLab answers while it is busy with the same commit: for `faults`."""


def post(hub: Hub, project: Project, revision: str, author: str, asked: Mapping[str, Any]) -> Status:
    """Makes a status, or moves the one of its name on that is still alive. Raises 400 and 404."""
    state, ref = _state(asked), asked.get("ref")
    sha = git.resolve(hub.path(project), revision)
    if sha is None:
        raise not_found("Commit")
    found = _pipeline(hub, project, sha, ref, asked.get("pipeline_id"))
    ref = ref or (found.ref if found else _branch(hub, project, sha))
    if not ref:
        raise not_found("References for commit")
    if found is None and asked.get("pipeline_id"):
        raise not_found("Pipeline for pipeline_id, sha and ref")
    _check(asked)
    pipeline = found or create_pipeline(hub, project, sha, ref, "external", author)
    return _apply(hub, pipeline, author, state, asked)


def _state(asked: Mapping[str, Any]) -> str:
    if not asked.get("state"):
        raise wrong("state is missing")
    if asked["state"] not in STATES:
        raise wrong("state does not have a valid value")
    return str(asked["state"])


def _pipeline(hub: Hub, project: Project, sha: str, ref: Any, number: Any) -> Pipeline | None:
    """The newest one at the commit that fits what was asked for."""
    candidates = hub.state.archive.pipelines_of(project, sha)
    return next((p for p in candidates if ref in (None, "", p.ref) and str(number or p.id) == str(p.id)), None)


def _branch(hub: Hub, project: Project, sha: str) -> str:
    """The first branch that has the commit; "" for none, as for the head of a merge request from a fork."""
    listing = ("for-each-ref", "--contains", sha, "--format=%(refname:lstrip=2)", "refs/heads")
    return git.run(hub.path(project), *listing).decode().split("\n")[0]


def _check(asked: Mapping[str, Any]) -> None:
    messages: dict[str, list[str]] = {}
    for key in ("ref", "target_url", "description"):
        if len(asked.get(key) or "") > LONGEST:
            messages[key] = [f"is too long (maximum is {LONGEST} characters)"]
    if asked.get("target_url") and not re.match(r"https?://", asked["target_url"]):
        messages["target_url"] = ["is blocked: Only allowed schemes are http, https"]
    if messages:
        raise invalid(messages)


def _apply(hub: Hub, pipeline: Pipeline, author: str, state: str, asked: Mapping[str, Any]) -> Status:
    name = asked.get("name") or asked.get("context") or "default"
    latest = [s for s in hub.state.archive.statuses_in(pipeline) if s.name == name and not s.retried]
    alive = next((s for s in latest if s.status in ALIVE and s.author == author), None)
    try:
        after = follow(alive.status if alive else "created", state)
    except CannotTransition as error:
        raise invalid(str(error)) from error
    for older in latest:
        older.retried = older is not alive
    found = alive or Status(hub.state.new_id(), pipeline, name, author, hub.clock.now())
    hub.state.archive.statuses[found.id] = found
    _move(hub, found, after)
    for key in ("description", "target_url", "coverage"):
        if asked.get(key) is not None:
            setattr(found, key, asked[key])
    return found


def _move(hub: Hub, status: Status, after: str) -> None:
    now = hub.clock.now()
    status.status = after
    status.pipeline.updated = now
    if after == "running":
        status.started = now
    elif after not in ALIVE:
        status.finished = now


def create_pipeline(hub: Hub, project: Project, sha: str, ref: str, source: str, author: str) -> Pipeline:
    """A pipeline without jobs yet; `source` is external for one that a status made."""
    now, iid = hub.clock.now(), len(hub.state.archive.pipelines_of(project)) + 1
    fresh = Pipeline(hub.state.new_id(), iid, project, sha, ref, source, author, now, now)
    hub.state.archive.pipelines[fresh.id] = fresh
    return fresh


def status_of(hub: Hub, pipeline: Pipeline) -> str:
    """What its newest statuses come to."""
    return together([s.status for s in hub.state.archive.statuses_in(pipeline) if not s.retried])


def pipelines_for(hub: Hub, mr: MergeRequest) -> list[Pipeline]:
    """Pipelines of the merge request, newest first: of its source branch where that lives, and its own."""
    own = f"refs/merge-requests/{mr.iid}/"
    heads = {version.head_sha for version in mr.versions}
    made = hub.state.archive.pipelines_of(mr.project)
    found = [p for p in made if p.source == "merge_request_event" and p.ref.startswith(own)]
    if mr.source_project is not None:
        branch = hub.state.archive.pipelines_of(mr.source_project)
        found += [p for p in branch if p.ref == mr.source_branch and p.sha in heads]
    return sorted(found, key=lambda pipeline: -pipeline.id)


def head_pipeline(hub: Hub, mr: MergeRequest) -> Pipeline | None:
    """The newest of them at the merge request's head, or at its merge into the target: the one that its page shows."""
    heads = (mr.head_sha, mr.merge_ref)
    return next((pipeline for pipeline in pipelines_for(hub, mr) if pipeline.sha in heads), None)


def add_check(hub: Hub, project: Project, name: str, url: str, secret: str = "") -> ExternalCheck:
    """An external status check. Raises 400 for a name that is taken."""
    licensed(hub)
    if any(name == check.name for check in hub.state.archive.checks_of(project)):
        raise invalid({"name": ["has already been taken"]})
    fresh = ExternalCheck(hub.state.new_id(), project, name, url, secret)
    hub.state.archive.checks[fresh.id] = fresh
    return fresh


def licensed(hub: Hub) -> None:
    """External status checks want Ultimate. Raises 403."""
    if not hub.at_least("ultimate"):
        raise forbidden()


def respond(hub: Hub, mr: MergeRequest, asked: Mapping[str, Any]) -> CheckResponse:
    """What an external service says about the merge request's head. Raises 400, 403, 404, 409."""
    licensed(hub)
    _check_answer(asked)
    check = hub.state.archive.checks.get(int(asked["external_status_check_id"]))
    if check is None or check.project is not mr.project:
        raise not_found("External Status Check")
    if asked["sha"] != mr.head_sha:
        raise conflict(f"SHA does not match HEAD of source branch: {mr.head_sha}")
    fresh = CheckResponse(hub.state.new_id(), check, mr, mr.head_sha, asked["status"], hub.clock.now())
    hub.state.archive.responses.append(fresh)
    return fresh


def _check_answer(asked: Mapping[str, Any]) -> None:
    missing = [key for key in ("external_status_check_id", "sha", "status") if not asked.get(key)]
    if missing:
        raise wrong(", ".join(f"{key} is missing" for key in missing))
    if asked["status"] not in ANSWERS:
        raise wrong("status does not have a valid value")


def answer_of(hub: Hub, mr: MergeRequest, check: ExternalCheck) -> str:
    """How an external check stands at the merge request's head."""
    given = [r for r in hub.state.archive.responses if (r.check, r.mr, r.sha) == (check, mr, mr.head_sha)]
    status, since = (given[-1].status, given[-1].created) if given else ("pending", mr.version.created)
    return "failed" if status == "pending" and hub.clock.now() - since > PATIENCE else status
