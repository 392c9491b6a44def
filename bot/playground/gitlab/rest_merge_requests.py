"""Merge requests: list, read, open, edit, merge; their commits, files and versions."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, jsonify, request

from bot.playground.common import git
from bot.playground.gitlab import auth, merge_requests, pushes, rest
from bot.playground.gitlab.errors import ApiError, conflict, no_record, unauthorized, wrong
from bot.playground.gitlab.hub import Hub, hub
from bot.playground.gitlab.nouns import DEVELOPER, MAINTAINER, MergeRequest
from bot.playground.gitlab.shapes import user_basic
from bot.playground.gitlab.shapes_code import collection, commit
from bot.playground.gitlab.shapes_merge_requests import changes, files, full, simple, version, whole_version

requests = Blueprint("merge_requests", __name__)
STATES = ("opened", "closed", "merged", "locked", "all")


@requests.get("/projects/<name>/merge_requests")
def list_requests(name: str) -> Response:
    """By `state`, `source_branch`, `target_branch`, `iids[]`, `author_username`, `updated_after`; newest first."""
    here, project = rest.code(name)
    return _list(here, here.state.merge_requests_of(project))


@requests.get("/merge_requests")
@requests.get("/groups/<name>/merge_requests")
def list_everywhere(name: str = "") -> Response:
    """The same over a group, or over all that the caller is a member of (`scope=all`)."""
    here, within = (rest.group(name)) if name else (hub(), None)
    who = rest.user()
    found = [
        mr
        for mr in here.state.merge_requests.values()
        if (within is None or within in mr.project.namespace.line())
        and auth.level(here.state, rest.caller(), mr.project)
    ]
    if within is None and request.args.get("scope") != "all":
        found = [mr for mr in found if mr.author == who.username]
    return _list(here, found)


def _list(here: Hub, found: list[MergeRequest]) -> Response:
    if request.args.get("state", "all") not in STATES:
        raise wrong("state does not have a valid value")
    key: Callable[[MergeRequest], object] = lambda mr: (mr.created, mr.id)  # noqa: E731
    if request.args.get("order_by") == "updated_at":
        key = lambda mr: (mr.updated, mr.id)  # noqa: E731
    listed = sorted(filter(_fits, found), key=key, reverse=request.args.get("sort") != "asc")  # type: ignore[arg-type]
    return rest.page(listed, lambda mr: simple(here, mr))


def _fits(mr: MergeRequest) -> bool:
    asked = request.args
    iids = asked.getlist("iids[]") or asked.getlist("iids")
    draft = asked.get("draft") or asked.get("wip")
    pairs = {
        "source_branch": mr.source_branch,
        "target_branch": mr.target_branch,
        "author_username": mr.author,
        "source_project_id": str(mr.source_project.id if mr.source_project else ""),
    }
    return (
        asked.get("state", "all") in ("all", mr.state)
        and all(asked.get(key) in (None, value) for key, value in pairs.items())
        and (not iids or str(mr.iid) in iids)
        and (draft is None or (draft in ("yes", "true")) == mr.draft)
        and _since(asked.get("updated_after"), mr)
    )


def _since(after: str | None, mr: MergeRequest) -> bool:
    return after is None or mr.updated >= rest.moment("updated_after", after)


@requests.post("/projects/<name>/merge_requests")
def create_request(name: str) -> tuple[Response, int]:
    """Opens one; from a fork, `:id` is the fork and `target_project_id` says where it goes."""
    here, origin = rest.code(name)
    asked = rest.params()
    rest.required(asked, "title", "source_branch", "target_branch")
    project = here.state.project(str(asked.get("target_project_id") or origin.id))
    auth.require_code(here.state, rest.caller(), project, 0)
    auth.require(here.state, rest.caller(), origin, DEVELOPER)
    mr = merge_requests.open_request(
        here,
        project,
        str(asked["source_branch"]),
        str(asked["target_branch"]),
        str(asked["title"]),
        rest.user().username,
        description=str(asked.get("description") or ""),
        origin=origin,
    )
    return rest.created(full(here, mr))


@requests.get("/projects/<name>/merge_requests/<int:iid>")
def get_request(name: str, iid: int) -> Response:
    """One merge request."""
    here, mr = rest.merge_request(name, iid)
    can_merge = auth.level(here.state, rest.caller(), mr.project) >= DEVELOPER
    return jsonify(full(here, mr) | {"user": {"can_merge": can_merge}})


@requests.put("/projects/<name>/merge_requests/<int:iid>")
def edit_request(name: str, iid: int) -> Response:
    """Title, description, target branch, labels, and `state_event`: close or reopen."""
    here, mr = rest.merge_request(name, iid)
    who, asked = rest.user().username, rest.params()
    if who != mr.author:
        auth.require(here.state, rest.caller(), mr.project, DEVELOPER)
    event = asked.get("state_event")
    if event not in (None, "close", "reopen"):
        raise wrong("state_event does not have a valid value")
    labels = asked.get("labels")
    merge_requests.edit(
        here,
        mr,
        who,
        title=asked.get("title"),
        description=asked.get("description"),
        target=asked.get("target_branch"),
        labels=labels.split(",") if isinstance(labels, str) else labels,
    )
    if event:
        {"close": merge_requests.close, "reopen": merge_requests.reopen}[event](here, mr, who)
    return jsonify(full(here, mr))


@requests.put("/projects/<name>/merge_requests/<int:iid>/merge")
def merge_request(name: str, iid: int) -> Response:
    """Merges; 401 for who may not, 405 for what does not merge, 409 where `sha` is not the head."""
    here, mr = rest.merge_request(name, iid)
    least = MAINTAINER if mr.target_branch == mr.project.default_branch else DEVELOPER
    if auth.level(here.state, rest.caller(), mr.project) < least:
        raise unauthorized()
    wanted = rest.params().get("sha") or mr.head_sha
    if wanted != mr.head_sha:
        raise conflict(f"SHA does not match HEAD of source branch: {mr.head_sha}")
    merge_requests.merge(here, mr, rest.user().username)
    return jsonify(full(here, mr))


@requests.get("/projects/<name>/merge_requests/<int:iid>/merge_ref")
def merge_ref(name: str, iid: int) -> Response:
    """The commit of refs/merge-requests/N/merge. Raises 400 while it conflicts."""
    _, mr = rest.merge_request(name, iid)
    if mr.merge_ref is None:
        raise ApiError(400, {"message": "Merge request is not mergeable"})
    return jsonify({"commit_id": mr.merge_ref})


@requests.get("/projects/<name>/merge_requests/<int:iid>/participants")
def participants(name: str, iid: int) -> Response:
    """Its author and who spoke."""
    here, mr = rest.merge_request(name, iid)
    names = dict.fromkeys([mr.author, *(note.author for note in here.state.archive.notes_of(mr))])
    return rest.page(list(names), lambda username: user_basic(here, username))


@requests.get("/projects/<name>/merge_requests/<int:iid>/commits")
def list_commits(name: str, iid: int) -> Response:
    """Its commits, newest first."""
    here, mr = rest.merge_request(name, iid)
    return rest.page(pushes.commits(here, mr)[::-1], lambda found: commit(here, mr.project, found))


@requests.get("/projects/<name>/merge_requests/<int:iid>/diffs")
def list_files(name: str, iid: int) -> Response:
    """Its files, a page at a time; the limits hold for the page."""
    here, mr = rest.merge_request(name, iid)
    shown, links = rest.cut(files(here, mr))
    answer = jsonify(collection(shown)[0])
    answer.headers.extend(links)
    return answer


@requests.get("/projects/<name>/merge_requests/<int:iid>/changes")
def get_changes(name: str, iid: int) -> Response:
    """The merge request with its files at once."""
    here, mr = rest.merge_request(name, iid)
    return jsonify(changes(here, mr))


@requests.get("/projects/<name>/merge_requests/<int:iid>/raw_diffs")
def raw_diffs(name: str, iid: int) -> Response:
    """git's own diff."""
    here, mr = rest.merge_request(name, iid)
    text = git.run(here.path(mr.project), "diff", "-M", "--no-color", mr.version.base_sha, mr.head_sha)
    return Response(text, content_type="text/plain")


@requests.get("/projects/<name>/merge_requests/<int:iid>/versions")
def list_versions(name: str, iid: int) -> Response:
    """The versions of its diff, newest first."""
    here, mr = rest.merge_request(name, iid)
    return rest.page(mr.versions[::-1], lambda found: version(here, mr, found))


@requests.get("/projects/<name>/merge_requests/<int:iid>/versions/<int:version_id>")
def get_version(name: str, iid: int, version_id: int) -> Response:
    """One of them, with commits and files. Raises 404."""
    here, mr = rest.merge_request(name, iid)
    found = next((found for found in mr.versions if found.id == version_id), None)
    if found is None:
        raise no_record()
    return jsonify(whole_version(here, mr, found))
