"""Check runs and statuses: what GitHub takes, what it refuses, and the buttons that people press."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.playground.common import git
from bot.playground.github import events
from bot.playground.github.errors import ApiError, invalid_request, not_found, validation_failed
from bot.playground.github.hub import Hub
from bot.playground.github.nouns import Action, Annotation, App, CheckRun, CheckSuite, Repo, Status
from bot.playground.github.pushes import suite_for

STATES = ("queued", "in_progress", "completed")
CONCLUSIONS = ("success", "failure", "neutral", "cancelled", "skipped", "timed_out", "action_required")
LEVELS = ("notice", "warning", "failure")
LONGEST_OUTPUT = 65_535
LONGEST_MESSAGE = 64 * 1024
"""Bytes of an annotation's message and raw details."""
LONGEST_TITLE = 255
MOST_ANNOTATIONS = 50
MOST_ACTIONS = 3
ACTION_LENGTHS = {"label": 20, "description": 40, "identifier": 20}
MOST_STATUSES = 1000


def create_run(hub: Hub, repo: Repo, app: App, asked: Mapping[str, Any]) -> CheckRun:
    """A new check run of `app`. Raises 422."""
    name, sha = asked.get("name"), asked.get("head_sha")
    if not isinstance(name, str) or not name:
        raise invalid_request('"name" wasn\'t supplied.')
    if not isinstance(sha, str) or git.resolve(hub.path(repo.full_name), sha) != sha:
        raise ApiError(422, f"No commit found for SHA: {sha}")
    _check(asked)
    suite = suite_for(hub, repo, app.id, sha)
    run = CheckRun(hub.state.new_id(), repo.full_name, suite.id, app.id, name, sha, "queued", hub.clock.now())
    _apply(hub, run, asked)
    hub.state.runs[run.id] = run
    suite.updated = hub.clock.now()
    events.run(hub, run, "created", app.bot)
    if run.status == "completed":
        _completed(hub, run, app)
    return run


def update_run(hub: Hub, run: CheckRun, app: App, asked: Mapping[str, Any]) -> None:
    """Changes a check run; annotations are added to those it has. Raises 422, 403 for another app's run."""
    if run.app_id != app.id:
        raise ApiError(
            403, f"Invalid app_id `{app.id}` - check run can only be modified by the GitHub App that created it."
        )
    _check(asked)
    was = run.status
    _apply(hub, run, asked)
    hub.state.suites[run.suite_id].updated = hub.clock.now()
    if run.status == "completed" and was != "completed":
        _completed(hub, run, app)


def _completed(hub: Hub, run: CheckRun, app: App) -> None:
    events.run(hub, run, "completed", app.bot)
    suite = hub.state.suites[run.suite_id]
    if all(other.status == "completed" for other in hub.state.runs.values() if other.suite_id == suite.id):
        events.suite(hub, suite, "completed", app.bot)


def _check(asked: Mapping[str, Any]) -> None:
    status, conclusion = asked.get("status"), asked.get("conclusion")
    if status is not None and status not in STATES:
        raise invalid_request(f'{status} is not a member of ["queued", "in_progress", "completed"].')
    if conclusion is not None and conclusion not in CONCLUSIONS:
        raise invalid_request(f"{conclusion} is not a possible conclusion.")
    if status == "completed" and conclusion is None:
        raise invalid_request('"conclusion" wasn\'t supplied.')
    if "output" in asked:
        _check_output(asked["output"])
    _check_actions(asked.get("actions") or [])


def _check_output(output: Any) -> None:
    if not isinstance(output, dict) or not isinstance(output.get("title"), str):
        raise invalid_request('"title" wasn\'t supplied.')
    if not isinstance(output.get("summary"), str):
        raise invalid_request('"summary" wasn\'t supplied.')
    for key in ("summary", "text"):
        _at_most(LONGEST_OUTPUT, len(output.get(key) or ""), "characters")
    _at_most(LONGEST_TITLE, len(output["title"]), "characters")
    annotations = output.get("annotations") or []
    if len(annotations) > MOST_ANNOTATIONS:
        raise invalid_request(f"No more than {MOST_ANNOTATIONS} items are allowed; {len(annotations)} were supplied.")
    for annotation in annotations:
        _check_annotation(annotation)


def _check_annotation(found: Mapping[str, Any]) -> None:
    for key in ("path", "start_line", "end_line", "annotation_level", "message"):
        if found.get(key) in (None, ""):
            raise invalid_request(f'"{key}" wasn\'t supplied.')
    if found["annotation_level"] not in LEVELS:
        raise invalid_request(f"{found['annotation_level']} is not a member of {list(LEVELS)}.")
    first, last = found["start_line"], found["end_line"]
    if not isinstance(first, int) or not isinstance(last, int) or not 1 <= first <= last:
        raise invalid_request("end_line must not come before start_line.")
    columns = found.get("start_column"), found.get("end_column")
    if columns != (None, None) and first != last:
        raise invalid_request("Columns can only be given when start_line and end_line are the same.")
    for key in ("message", "raw_details"):
        _at_most(LONGEST_MESSAGE, len((found.get(key) or "").encode()), "bytes")
    _at_most(LONGEST_TITLE, len(found.get("title") or ""), "characters")


def _check_actions(actions: list[Any]) -> None:
    if len(actions) > MOST_ACTIONS:
        raise invalid_request(f"No more than {MOST_ACTIONS} items are allowed; {len(actions)} were supplied.")
    for action in actions:
        for key, longest in ACTION_LENGTHS.items():
            if not isinstance(action.get(key), str):
                raise invalid_request(f'"{key}" wasn\'t supplied.')
            _at_most(longest, len(action[key]), "characters")


def _at_most(longest: int, given: int, what: str) -> None:
    if given > longest:
        raise invalid_request(f"Only {longest} {what} are allowed; {given} were supplied.")


def _apply(hub: Hub, run: CheckRun, asked: Mapping[str, Any]) -> None:
    for key in ("name", "details_url", "external_id"):
        if asked.get(key):
            setattr(run, key, asked[key])
    if asked.get("started_at"):
        run.started = _moment(asked["started_at"])
    _apply_state(hub, run, asked)
    output = asked.get("output") or {}
    for key in ("title", "summary", "text"):
        if key in output:
            setattr(run, key, output[key])
    known = Annotation.__slots__
    run.annotations += [
        Annotation(**{key: value for key, value in entry.items() if key in known})
        for entry in output.get("annotations") or []
    ]
    if "actions" in asked:
        run.actions = [Action(a["label"], a["description"], a["identifier"]) for a in asked["actions"] or []]


def _apply_state(hub: Hub, run: CheckRun, asked: Mapping[str, Any]) -> None:
    if asked.get("conclusion"):
        run.status, run.conclusion = "completed", asked["conclusion"]
        given = asked.get("completed_at")
        run.completed = _moment(given) if given else hub.clock.now()
    elif asked.get("status"):
        run.status, run.conclusion, run.completed = asked["status"], None, None


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise invalid_request(f"{value} is not a valid date-time.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def rerequest(hub: Hub, run: CheckRun, sender: str) -> None:
    """Somebody pressed "Re-run"."""
    suite = hub.state.suites[run.suite_id]
    suite.updated = hub.clock.now()
    events.run(hub, run, "rerequested", sender, only=run.app_id)


def rerequest_suite(hub: Hub, suite: CheckSuite, sender: str) -> None:
    """Somebody pressed "Re-run all"."""
    suite.updated = hub.clock.now()
    events.suite(hub, suite, "rerequested", sender, only=suite.app_id)


def press(hub: Hub, run: CheckRun, identifier: str, sender: str) -> None:
    """Somebody pressed one of the run's buttons. Raises 404 where it has no such button."""
    if identifier not in [action.identifier for action in run.actions]:
        raise not_found()
    pressed = {"identifier": identifier}
    events.run(hub, run, "requested_action", sender, only=run.app_id, requested_action=pressed)


def set_status(hub: Hub, repo: Repo, sha: str, creator: str, asked: Mapping[str, Any]) -> Status:
    """A commit status. Raises 422."""
    if git.resolve(hub.path(repo.full_name), sha) != sha:
        raise ApiError(422, f"No commit found for SHA: {sha}")
    state, context = asked.get("state"), asked.get("context") or "default"
    description, target = asked.get("description"), asked.get("target_url")
    if state not in ("error", "failure", "pending", "success"):
        raise validation_failed("Status", "state", "custom", "state is not included in the list")
    if len(description or "") > 140:
        raise validation_failed(
            "Status", "description", "custom", "description is too long (maximum is 140 characters)"
        )
    if target and not target.startswith(("http://", "https://")):
        raise validation_failed("Status", "target_url", "custom", "target_url must use http(s) scheme")
    if sum(s.context == context for s in hub.state.statuses_at(repo.full_name, sha)) >= MOST_STATUSES:
        message = "This SHA and context has reached the maximum number of statuses."
        raise validation_failed("Status", "base", "custom", message)
    status = Status(
        hub.state.new_id(), repo.full_name, sha, context, state, description, target, creator, hub.clock.now()
    )
    hub.state.statuses.append(status)
    events.status_set(hub, status, creator)
    return status
