"""Check runs, check suites and commit statuses."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from bot.playground.github import checks, rest
from bot.playground.github.errors import ApiError, not_found
from bot.playground.github.hub import Hub, Json
from bot.playground.github.nouns import App, CheckRun, CheckSuite, Status
from bot.playground.github.shapes import repository
from bot.playground.github.shapes_talk import annotation, check_run, check_suite, status
from bot.playground.github.state import latest_runs, latest_statuses

check_routes = Blueprint("checks", __name__)
RUNS = "/repos/<owner>/<name>/check-runs"
SUITES = "/repos/<owner>/<name>/check-suites"


def _app() -> App:
    """The app that writes. Checks are for apps alone."""
    found = rest.caller().app
    if rest.caller().kind != "installation" or found is None:
        raise ApiError(403, "You must authenticate via a GitHub App.")
    return found


@check_routes.post(RUNS)
def create_run(owner: str, name: str) -> tuple[Response, int]:
    """A new check run."""
    here, repo = rest.allowed(owner, name, "checks:write")
    return rest.created(check_run(here, checks.create_run(here, repo, _app(), rest.body())))


def _run(owner: str, name: str, run_id: int, needed: str) -> tuple[Hub, CheckRun]:
    here, repo = rest.allowed(owner, name, needed)
    found = here.state.runs.get(run_id)
    if found is None or found.repo != repo.full_name:
        raise not_found()
    return here, found


@check_routes.get(f"{RUNS}/<int:run_id>")
def get_run(owner: str, name: str, run_id: int) -> Response:
    """One check run."""
    here, found = _run(owner, name, run_id, "checks:read")
    return jsonify(check_run(here, found))


@check_routes.patch(f"{RUNS}/<int:run_id>")
def update_run(owner: str, name: str, run_id: int) -> Response:
    """Changes a check run of the same app."""
    here, found = _run(owner, name, run_id, "checks:write")
    checks.update_run(here, found, _app(), rest.body())
    return jsonify(check_run(here, found))


@check_routes.get(f"{RUNS}/<int:run_id>/annotations")
def list_annotations(owner: str, name: str, run_id: int) -> Response:
    """All of them, call after call."""
    here, found = _run(owner, name, run_id, "checks:read")
    return rest.page(found.annotations, lambda entry: annotation(here, found, entry))


@check_routes.post(f"{RUNS}/<int:run_id>/rerequest")
def rerequest_run(owner: str, name: str, run_id: int) -> tuple[Response, int]:
    """Asks for the run once more."""
    here, found = _run(owner, name, run_id, "checks:write")
    checks.rerequest(here, found, rest.login())
    return rest.created({})


@check_routes.get("/repos/<owner>/<name>/commits/<path:ref>/check-runs")
def list_runs(owner: str, name: str, ref: str) -> Response:
    """Runs at a commit: the newest of each name unless `filter=all`; by `check_name`, `status`, `app_id`."""
    here, repo = rest.allowed(owner, name, "checks:read")
    found = _filtered(here.state.runs_at(repo.full_name, rest.commit_of(here, repo, ref)))
    return rest.counted("check_runs", found, lambda entry: check_run(here, entry))


def _filtered(runs: list[CheckRun]) -> list[CheckRun]:
    asked = request.args
    shown = runs if asked.get("filter") == "all" else latest_runs(runs)
    return [
        run
        for run in shown
        if asked.get("check_name") in (None, run.name)
        and asked.get("status") in (None, run.status)
        and asked.get("app_id") in (None, str(run.app_id))
    ]


@check_routes.get("/repos/<owner>/<name>/commits/<path:ref>/check-suites")
def list_suites(owner: str, name: str, ref: str) -> Response:
    """Suites at a commit."""
    here, repo = rest.allowed(owner, name, "checks:read")
    sha = rest.commit_of(here, repo, ref)
    found = [s for s in here.state.suites.values() if (s.repo, s.head_sha) == (repo.full_name, sha)]
    shown = [s for s in found if request.args.get("app_id") in (None, str(s.app_id))]
    return rest.counted("check_suites", shown, lambda entry: check_suite(here, entry))


def _suite(owner: str, name: str, suite_id: int, needed: str) -> tuple[Hub, CheckSuite]:
    here, repo = rest.allowed(owner, name, needed)
    found = here.state.suites.get(suite_id)
    if found is None or found.repo != repo.full_name:
        raise not_found()
    return here, found


@check_routes.get(f"{SUITES}/<int:suite_id>")
def get_suite(owner: str, name: str, suite_id: int) -> Response:
    """One suite."""
    here, found = _suite(owner, name, suite_id, "checks:read")
    return jsonify(check_suite(here, found))


@check_routes.get(f"{SUITES}/<int:suite_id>/check-runs")
def runs_of_suite(owner: str, name: str, suite_id: int) -> Response:
    """The runs of one suite."""
    here, found = _suite(owner, name, suite_id, "checks:read")
    runs = [run for run in here.state.runs.values() if run.suite_id == found.id]
    return rest.counted("check_runs", _filtered(runs), lambda entry: check_run(here, entry))


@check_routes.post(f"{SUITES}/<int:suite_id>/rerequest")
def rerequest_suite(owner: str, name: str, suite_id: int) -> tuple[Response, int]:
    """Asks for the whole suite once more."""
    here, found = _suite(owner, name, suite_id, "checks:write")
    checks.rerequest_suite(here, found, rest.login())
    return rest.created({})


@check_routes.post("/repos/<owner>/<name>/statuses/<sha>")
def create_status(owner: str, name: str, sha: str) -> tuple[Response, int]:
    """Sets a commit status."""
    here, repo = rest.allowed(owner, name, "statuses:write")
    return rest.created(status(here, checks.set_status(here, repo, sha, rest.login(), rest.body())))


@check_routes.get("/repos/<owner>/<name>/statuses/<path:ref>")
@check_routes.get("/repos/<owner>/<name>/commits/<path:ref>/statuses")
def list_statuses(owner: str, name: str, ref: str) -> Response:
    """All statuses at a commit, newest first."""
    here, repo = rest.allowed(owner, name, "statuses:read")
    found = here.state.statuses_at(repo.full_name, rest.commit_of(here, repo, ref))
    return rest.page(found, lambda entry: status(here, entry))


@check_routes.get("/repos/<owner>/<name>/commits/<path:ref>/status")
def combined_status(owner: str, name: str, ref: str) -> Response:
    """The newest status of each context, and what they come to: failure, pending, or success."""
    here, repo = rest.allowed(owner, name, "statuses:read")
    sha = rest.commit_of(here, repo, ref)
    found = latest_statuses(here.state.statuses_at(repo.full_name, sha))
    states = {entry.state for entry in found}
    bad = bool(states & {"failure", "error"})
    whole = "failure" if bad else "success" if states == {"success"} else "pending"
    url = f"{here.api}/repos/{repo.full_name}/commits/{sha}"
    more = {"state": whole, "sha": sha, "repository": repository(here, repo), "commit_url": url, "url": f"{url}/status"}
    return rest.counted("statuses", found, lambda entry: _simple(here, entry), **more)


def _simple(here: Hub, found: Status) -> Json:
    return {key: value for key, value in status(here, found).items() if key != "creator"}
