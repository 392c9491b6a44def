"""Commit statuses, pipelines, external status checks."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from bot.playground.gitlab import events, rest, statuses
from bot.playground.gitlab.errors import no_record, wrong
from bot.playground.gitlab.hub import Hub
from bot.playground.gitlab.nouns import DEVELOPER, MAINTAINER
from bot.playground.gitlab.nouns.said import ExternalCheck, Pipeline, Status
from bot.playground.gitlab.shapes_talk import check_response, external_check, pipeline, pipeline_whole
from bot.playground.gitlab.shapes_talk import status as status_shape

status_routes = Blueprint("statuses", __name__)
CHECKS = "/projects/<name>/external_status_checks"
MR = "/projects/<name>/merge_requests/<int:iid>"


@status_routes.post("/projects/<name>/statuses/<sha>")
def post_status(name: str, sha: str) -> tuple[Response, int]:
    """Makes a status or moves it on: 201 either way."""
    here, project = rest.code(name, DEVELOPER)
    found = statuses.post(here, project, sha, rest.user().username, rest.params())
    events.pipeline(here, found.pipeline)
    return rest.created(status_shape(here, found))


@status_routes.get("/projects/<name>/repository/commits/<sha>/statuses")
def list_statuses(name: str, sha: str) -> Response:
    """At a commit: the newest of each name in each pipeline unless `all=true`; by `ref`, `stage`, `name`, pipeline."""
    here, project = rest.code(name)
    rest.commit_of(here, project, sha)
    asked = request.args
    found = [s for p in here.state.archive.pipelines_of(project, sha) for s in here.state.archive.statuses_in(p)]
    shown = [s for s in found if _wanted(s) and (rest.truth(asked.get("all")) or not s.retried)]
    by = asked.get("order_by", "id")
    if by not in ("id", "pipeline_id"):
        raise wrong("order_by does not have a valid value")
    shown.sort(key=lambda s: s.id if by == "id" else s.pipeline.id, reverse=asked.get("sort") == "desc")
    return rest.page(shown, lambda status: status_shape(here, status))


def _wanted(status: Status) -> bool:
    values = {"ref": status.pipeline.ref, "name": status.name, "stage": "external", "pipeline_id": status.pipeline.id}
    return all(request.args.get(key) in (None, "", str(value)) for key, value in values.items())


@status_routes.get("/projects/<name>/pipelines")
def list_pipelines(name: str) -> Response:
    """Newest first; by `sha`, `ref`, `status`, `source`."""
    here, project = rest.code(name)
    found = [p for p in here.state.archive.pipelines_of(project) if _fits(here, p)]
    return rest.page(found, lambda each: pipeline(here, each))


def _fits(here: Hub, found: Pipeline) -> bool:
    values = {
        "sha": found.sha,
        "ref": found.ref,
        "source": found.source,
        "status": statuses.status_of(here, found),
    }
    return all(request.args.get(key) in (None, "", value) for key, value in values.items())


@status_routes.get("/projects/<name>/pipelines/<int:pipeline_id>")
def get_pipeline(name: str, pipeline_id: int) -> Response:
    """One pipeline."""
    here, project = rest.code(name)
    found = here.state.archive.pipelines.get(pipeline_id)
    if found is None or found.project is not project:
        raise no_record()
    return jsonify(pipeline_whole(here, found))


@status_routes.get(f"{MR}/pipelines")
def pipelines_of_merge_request(name: str, iid: int) -> Response:
    """Newest first."""
    here, mr = rest.merge_request(name, iid)
    return rest.page(statuses.pipelines_for(here, mr), lambda each: pipeline(here, each))


@status_routes.get(CHECKS)
def list_checks(name: str) -> Response:
    """External status checks of a project."""
    here, project = rest.project(name, DEVELOPER)
    statuses.licensed(here)
    return rest.page(here.state.archive.checks_of(project), external_check)


@status_routes.post(CHECKS)
def create_check(name: str) -> tuple[Response, int]:
    """Adds one."""
    here, project = rest.project(name, MAINTAINER)
    asked = rest.params()
    rest.required(asked, "name", "external_url")
    secret = asked.get("shared_secret") or ""
    return rest.created(external_check(statuses.add_check(here, project, asked["name"], asked["external_url"], secret)))


def _check(name: str, check_id: int) -> tuple[Hub, ExternalCheck]:
    here, project = rest.project(name, MAINTAINER)
    statuses.licensed(here)
    found = here.state.archive.checks.get(check_id)
    if found is None or found.project is not project:
        raise no_record()
    return here, found


@status_routes.put(f"{CHECKS}/<int:check_id>")
def change_check(name: str, check_id: int) -> Response:
    """Another name or address."""
    _, found = _check(name, check_id)
    asked = rest.params()
    found.name = asked.get("name") or found.name
    found.external_url = asked.get("external_url") or found.external_url
    return jsonify(external_check(found))


@status_routes.delete(f"{CHECKS}/<int:check_id>")
def delete_check(name: str, check_id: int) -> Response:
    """Takes it out."""
    here, found = _check(name, check_id)
    del here.state.archive.checks[found.id]
    return rest.nothing()


@status_routes.post(f"{MR}/status_check_responses")
def respond(name: str, iid: int) -> tuple[Response, int]:
    """What an external service says."""
    here, mr = rest.merge_request(name, iid, DEVELOPER)
    return rest.created(check_response(statuses.respond(here, mr, rest.params())))


@status_routes.get(f"{MR}/status_checks")
def list_answers(name: str, iid: int) -> Response:
    """How the external checks stand."""
    here, mr = rest.merge_request(name, iid)
    statuses.licensed(here)

    def shape(check: ExternalCheck) -> dict[str, object]:
        answer = statuses.answer_of(here, mr, check)
        return {"id": check.id, "name": check.name, "external_url": check.external_url, "status": answer}

    return rest.page(here.state.archive.checks_of(mr.project), shape)
