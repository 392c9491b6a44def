"""Pull requests: list, read, edit, merge; their commits and files; the same as issues."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from bot.playground.common import diffs, git
from bot.playground.github import pulls, rest
from bot.playground.github.errors import ApiError, validation_failed
from bot.playground.github.events import issue
from bot.playground.github.hub import Hub
from bot.playground.github.nouns import Pull
from bot.playground.github.shapes_pulls import commit, file, pull_full, pull_simple

pull_requests = Blueprint("pull_requests", __name__)
MOST_FILES = 3000
MOST_COMMITS = 250
DIFF_FILES = 300
DIFF_LINES = 20_000


@pull_requests.get("/repos/<owner>/<name>/pulls")
def list_pulls(owner: str, name: str) -> Response:
    """By `state` (open), `head` (`owner:branch`) and `base`; newest first unless `direction=asc`."""
    here, repo = rest.allowed(owner, name, "pull_requests:read")
    asked = request.args
    found = [pull for pull in here.state.pulls_of(repo.full_name) if _listed(pull, asked)]
    if asked.get("direction") == "asc":
        found.reverse()
    return rest.page(found, lambda pull: pull_simple(here, pull))


def _listed(pull: Pull, asked: Any) -> bool:
    state, head, base = asked.get("state", "open"), asked.get("head"), asked.get("base")
    label = f"{pull.head_repo.split('/')[0]}:{pull.head_ref}"
    return state in ("all", pull.state) and head in (None, "", label) and base in (None, "", pull.base_ref)


@pull_requests.post("/repos/<owner>/<name>/pulls")
def create_pull(owner: str, name: str) -> tuple[Response, int]:
    """Opens one."""
    here, repo = rest.allowed(owner, name, "pull_requests:write")
    asked = rest.body()
    for key in ("title", "head", "base"):
        if not asked.get(key):
            raise validation_failed("PullRequest", key, "missing_field")
    fork, colon, branch = str(asked["head"]).partition(":")
    head_repo = here.state.repo(f"{fork}/{name}") if colon and fork.lower() != repo.owner.lower() else repo
    pull = pulls.open_pull(
        here,
        repo,
        branch if colon else fork,
        str(asked["base"]),
        str(asked["title"]),
        rest.login(),
        body=str(asked.get("body") or ""),
        draft=bool(asked.get("draft")),
        head_repo=head_repo,
    )
    return rest.created(pull_full(here, pull))


@pull_requests.get("/repos/<owner>/<name>/pulls/<int:number>")
def get_pull(owner: str, name: str, number: int) -> Response:
    """One pull request; as a diff where the client accepts that (406 over 300 files or 20,000 lines)."""
    here, pull = rest.allowed_pull(owner, name, number, "pull_requests:read")
    if ".diff" in request.headers.get("Accept", ""):
        return Response(_diff(here, pull), content_type="application/vnd.github.diff; charset=utf-8")
    return jsonify(pull_full(here, pull))


def _diff(here: Hub, pull: Pull) -> bytes:
    path, base = here.path(pull.repo), here.merge_base(pull)
    if len(diffs.files(path, base, pull.head_sha)) > DIFF_FILES:
        message = f"Sorry, the diff exceeded the maximum number of files ({DIFF_FILES})."
        raise ApiError(406, message, errors=[{"resource": "PullRequest", "field": "diff", "code": "too_large"}])
    text = git.run(path, "diff", "-M", "--no-color", base, pull.head_sha)
    if text.count(b"\n") > DIFF_LINES:
        message = f"Sorry, the diff exceeded the maximum number of lines ({DIFF_LINES})"
        raise ApiError(406, message, errors=[{"resource": "PullRequest", "field": "diff", "code": "too_large"}])
    return text


@pull_requests.patch("/repos/<owner>/<name>/pulls/<int:number>")
def edit_pull(owner: str, name: str, number: int) -> Response:
    """Title, text, target branch, open or closed."""
    here, pull = rest.allowed_pull(owner, name, number, "pull_requests:write")
    asked, who = rest.body(), rest.login()
    pulls.edit(here, pull, who, title=asked.get("title"), body=asked.get("body"), base=asked.get("base"))
    wanted = asked.get("state", pull.state)
    if wanted not in ("open", "closed"):
        raise validation_failed("PullRequest", "state", "invalid")
    if wanted != pull.state:
        (pulls.close if wanted == "closed" else pulls.reopen)(here, pull, who)
    return jsonify(pull_full(here, pull))


@pull_requests.get("/repos/<owner>/<name>/pulls/<int:number>/commits")
def list_commits(owner: str, name: str, number: int) -> Response:
    """Its commits, oldest first: at most 250."""
    here, pull = rest.allowed_pull(owner, name, number, "pull_requests:read")
    found = git.log(here.path(pull.repo), here.merge_base(pull), pull.head_sha)[:MOST_COMMITS]
    return rest.page(found, lambda entry: commit(here, here.repo_of(pull), entry))


@pull_requests.get("/repos/<owner>/<name>/pulls/<int:number>/files")
def list_files(owner: str, name: str, number: int) -> Response:
    """Its files: at most 3,000."""
    here, pull = rest.allowed_pull(owner, name, number, "pull_requests:read")
    found = diffs.files(here.path(pull.repo), here.merge_base(pull), pull.head_sha)[:MOST_FILES]
    return rest.page(found, lambda entry: file(here, here.repo_of(pull), pull.head_sha, entry))


@pull_requests.get("/repos/<owner>/<name>/pulls/<int:number>/merge")
def is_merged(owner: str, name: str, number: int) -> Response:
    """204 or 404."""
    _, pull = rest.allowed_pull(owner, name, number, "pull_requests:read")
    return rest.nothing() if pull.merged else Response(status=404)


@pull_requests.put("/repos/<owner>/<name>/pulls/<int:number>/merge")
def merge_pull(owner: str, name: str, number: int) -> Response:
    """Merges with a merge commit; 409 where `sha` is not the head."""
    here, pull = rest.allowed_pull(owner, name, number, "contents:write")
    if rest.body().get("sha", pull.head_sha) != pull.head_sha:
        raise ApiError(409, "Head branch was modified. Review and try the merge again.")
    sha = pulls.merge(here, pull, rest.login())
    return jsonify({"sha": sha, "merged": True, "message": "Pull Request successfully merged"})


@pull_requests.get("/repos/<owner>/<name>/issues/<int:number>")
def get_issue(owner: str, name: str, number: int) -> Response:
    """A pull request as the issue that it also is."""
    here, pull = rest.allowed_pull(owner, name, number, "issues:read|pull_requests:read")
    return jsonify(issue(here, pull) | {"closed_by": None})
