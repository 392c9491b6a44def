"""What people do on the pages: say, answer, resolve, apply, re-run, press, merge, close. Plain forms."""

from __future__ import annotations

import re

from flask import Blueprint, request
from werkzeug.wrappers import Response

from bot.playground.common import git
from bot.playground.github import checks, pulls, talk
from bot.playground.github.errors import ApiError, not_found
from bot.playground.github.hub import Hub, hub
from bot.playground.github.nouns import CheckRun, Pull, Thread
from bot.playground.github.pages import me
from bot.playground.github.pushes import moved
from bot.playground.github.threads import place

forms = Blueprint("forms", __name__)
PULL = "/<owner>/<name>/pull/<int:number>"
_SUGGESTION = re.compile(r"^```suggestion[^\n]*\n(.*?)^```", re.DOTALL | re.MULTILINE)


@forms.before_request
def _from_here() -> None:
    """Other sites' pages cannot press these buttons."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise ApiError(403, "Forms of other sites are not taken")


def _back(path: str) -> Response:
    return Response(status=303, headers={"Location": path if re.match(r"/(?![/\\])", path) else "/"})


@forms.post("/-/as")
def choose() -> Response:
    """Acts as somebody from now on."""
    answer = _back(request.form.get("back", "/"))
    answer.set_cookie("playground_as", request.form.get("login", ""), samesite="Lax")
    return answer


def _pull(owner: str, name: str, number: int) -> tuple[Hub, Pull, str]:
    here = hub()
    pull = here.state.pull(f"{owner}/{name}", number)
    return here, pull, me(pull.author)


@forms.post(f"{PULL}/comment")
def comment(owner: str, name: str, number: int) -> Response:
    """Says something."""
    here, pull, who = _pull(owner, name, number)
    fresh = talk.comment(here, pull, who, request.form.get("body", "").replace("\r\n", "\n"))
    return _back(f"/{pull.repo}/pull/{number}#issuecomment-{fresh.id}")


@forms.post(f"{PULL}/<any(close, reopen, merge, ready, draft):deed>")
def change(owner: str, name: str, number: int, deed: str) -> Response:
    """Closes, reopens, merges, marks as ready or as a draft."""
    here, pull, who = _pull(owner, name, number)
    if deed in ("ready", "draft"):
        pulls.set_draft(here, pull, deed == "draft", who)
    elif deed == "merge":
        pulls.merge(here, pull, who)
    else:
        (pulls.close if deed == "close" else pulls.reopen)(here, pull, who)
    return _back(f"/{pull.repo}/pull/{number}")


def _thread(pull: Pull, thread_id: int) -> Thread:
    found = hub().state.threads.get(thread_id)
    if found is None or (found.repo, found.number) != (pull.repo, pull.number):
        raise not_found()
    return found


@forms.post(f"{PULL}/threads/<int:thread_id>/reply")
def reply(owner: str, name: str, number: int, thread_id: int) -> Response:
    """Answers in a thread; with the second button, resolves it as well."""
    here, pull, who = _pull(owner, name, number)
    thread = _thread(pull, thread_id)
    body = request.form.get("body", "").replace("\r\n", "\n")
    if body.strip():
        talk.reply(here, pull, here.state.comments_in(thread)[0], who, body)
    if "resolve" in request.form:
        talk.set_resolved(here, thread, who, request.form["resolve"] == "yes")
    return _back(f"/{pull.repo}/pull/{number}#thread-{thread_id}")


@forms.post(f"{PULL}/threads/<int:thread_id>/apply")
def apply(owner: str, name: str, number: int, thread_id: int) -> Response:
    """Commits a thread's suggestion to the branch. 422 where it no longer fits."""
    here, pull, who = _pull(owner, name, number)
    thread = _thread(pull, thread_id)
    fresh = _applied(here, pull, thread)
    repo = here.state.repo(pull.head_repo)
    path, mail = here.path(pull.head_repo), (who, f"{who}@users.noreply.github.com")
    sha = git.write_commit(path, pull.head_sha, {thread.path: fresh}, "Apply suggestion", mail, here.clock.now())
    ref = f"refs/heads/{pull.head_ref}"
    git.set_ref(path, ref, sha)
    before = pull.head_sha
    talk.set_resolved(here, thread, who, True)
    moved(here, repo, {ref: (before, sha)}, who)
    return _back(f"/{pull.repo}/pull/{number}#changes")


def _applied(here: Hub, pull: Pull, thread: Thread) -> str:
    now = place(here, pull, thread)
    bodies = (_SUGGESTION.search(found.body) for found in here.state.comments_in(thread))
    suggestion = next((found for found in bodies if found), None)
    data = git.blob(here.path(pull.repo), pull.head_sha, thread.path)
    if suggestion is None or data is None or now.line is None:
        raise ApiError(422, "This suggestion no longer fits the file")
    lines = data.decode().split("\n")
    lines[(now.start_line or now.line) - 1 : now.line] = suggestion[1].split("\n")[:-1]
    return "\n".join(lines)


def _run(owner: str, name: str, run_id: int) -> tuple[Hub, CheckRun]:
    here = hub()
    run = here.state.runs.get(run_id)
    if run is None or run.repo != here.state.repo(f"{owner}/{name}").full_name:
        raise not_found()
    return here, run


@forms.post("/<owner>/<name>/runs/<int:run_id>/rerequest")
def rerun(owner: str, name: str, run_id: int) -> Response:
    """Re-runs a check."""
    here, run = _run(owner, name, run_id)
    checks.rerequest(here, run, me())
    return _back(f"/{run.repo}/runs/{run_id}")


@forms.post("/<owner>/<name>/runs/<int:run_id>/actions/<identifier>")
def press(owner: str, name: str, run_id: int, identifier: str) -> Response:
    """Presses a button of a check run."""
    here, run = _run(owner, name, run_id)
    checks.press(here, run, identifier, me())
    return _back(f"/{run.repo}/runs/{run_id}")


@forms.post("/<owner>/<name>/suites/<int:suite_id>/rerequest")
def rerun_all(owner: str, name: str, suite_id: int) -> Response:
    """Re-runs a whole suite."""
    here = hub()
    suite = here.state.suites.get(suite_id)
    if suite is None or suite.repo != here.state.repo(f"{owner}/{name}").full_name:
        raise not_found()
    checks.rerequest_suite(here, suite, me())
    return _back(request.form.get("back", f"/{suite.repo}"))
