"""Repositories: branches, commits, comparisons, merge bases, trees and files."""

from __future__ import annotations

import base64
import hashlib

from flask import Blueprint, Response, jsonify, request

from bot.playground.common import git
from bot.playground.gitlab import committing, pushes, rest
from bot.playground.gitlab.errors import ApiError, bad_request, forbidden, not_found
from bot.playground.gitlab.hub import Hub, Json
from bot.playground.gitlab.nouns import DEVELOPER, MergeRequest, Project
from bot.playground.gitlab.shapes_code import branch, changed_by, collection, commit, comparison, entry, whole_commit
from bot.playground.gitlab.shapes_merge_requests import simple

repository = Blueprint("repository", __name__)


@repository.get("/projects/<name>/repository/branches")
def list_branches(name: str) -> Response:
    """Branches by name; `search` is a part of it."""
    here, project = rest.code(name)
    part = request.args.get("search", "")
    heads = [(ref.removeprefix("refs/heads/"), sha) for ref, sha in sorted(git.refs(here.path(project)).items())]
    return rest.page([head for head in heads if part in head[0]], lambda head: _branch(here, project, *head))


def _branch(here: Hub, project: Project, name: str, sha: str) -> Json:
    can_push = committing.may_push(here, rest.caller(), project, name)
    return branch(here, project, name, sha, can_push=can_push)


@repository.get("/projects/<name>/repository/branches/<wanted>")
def get_branch(name: str, wanted: str) -> Response:
    """One branch."""
    here, project = rest.code(name)
    return jsonify(_branch(here, project, wanted, _tip(here, project, wanted)))


def _tip(here: Hub, project: Project, name: str) -> str:
    sha = git.resolve(here.path(project), f"refs/heads/{name}")
    if sha is None:
        raise not_found("Branch")
    return sha


@repository.post("/projects/<name>/repository/branches")
def create_branch(name: str) -> tuple[Response, int]:
    """A branch at `ref`. Raises 400 for a name that is taken or a ref that is not there."""
    here, project = rest.code(name, DEVELOPER)
    asked = rest.params()
    rest.required(asked, "branch", "ref")
    fresh, path = str(asked["branch"]), here.path(project)
    sha = git.resolve(path, f"refs/heads/{asked['ref']}") or git.resolve(path, str(asked["ref"]))
    if git.resolve(path, f"refs/heads/{fresh}"):
        raise ApiError(400, {"message": "Branch already exists"})
    if sha is None:
        raise ApiError(400, {"message": f"Invalid reference name: {asked['ref']}"})
    git.set_ref(path, f"refs/heads/{fresh}", sha)
    pushes.moved(here, project, {f"refs/heads/{fresh}": (git.ZERO, sha)}, rest.user().username)
    return rest.created(_branch(here, project, fresh, sha))


@repository.delete("/projects/<name>/repository/branches/<wanted>")
def delete_branch(name: str, wanted: str) -> Response:
    """Deletes it, except the default branch."""
    here, project = rest.code(name, DEVELOPER)
    sha = _tip(here, project, wanted)
    if wanted == project.default_branch:
        raise ApiError(400, {"message": "Cannot remove HEAD branch"})
    git.set_ref(here.path(project), f"refs/heads/{wanted}", None)
    pushes.moved(here, project, {f"refs/heads/{wanted}": (sha, git.ZERO)}, rest.user().username)
    return rest.nothing()


@repository.get("/projects/<name>/repository/commits")
def list_commits(name: str) -> Response:
    """Commits of `ref_name` (a branch, tag or id; the default branch), newest first."""
    here, project = rest.code(name)
    sha = rest.commit_of(here, project, request.args.get("ref_name") or project.default_branch)
    return rest.page(git.log(here.path(project), "", sha)[::-1], lambda found: commit(here, project, found))


@repository.post("/projects/<name>/repository/commits")
def create_commit(name: str) -> tuple[Response, int]:
    """Several files at once on a branch, or on a new one. Raises 403 where one may not push, 400 for what cannot be."""
    here, project = rest.code(name)
    asked = rest.params()
    rest.required(asked, "branch", "commit_message", "actions")
    if not committing.may_push(here, rest.caller(), project, str(asked["branch"])):
        raise forbidden("You are not allowed to push into this branch")
    sha = committing.commit(here, project, rest.user().username, asked)
    return rest.created(commit(here, project, git.commit(here.path(project), sha)))


@repository.get("/projects/<name>/repository/commits/<sha>")
def get_commit(name: str, sha: str) -> Response:
    """One commit, by id, branch or tag."""
    here, project = rest.code(name)
    return jsonify(whole_commit(here, project, _commit(here, project, sha)))


def _commit(here: Hub, project: Project, revision: str) -> git.Commit:
    return git.commit(here.path(project), rest.commit_of(here, project, revision))


@repository.get("/projects/<name>/repository/commits/<sha>/diff")
def commit_diff(name: str, sha: str) -> Response:
    """What it changed."""
    here, project = rest.code(name)
    shown, links = rest.cut(changed_by(here, project, _commit(here, project, sha)))
    answer = jsonify(collection(shown)[0])
    answer.headers.extend(links)
    return answer


@repository.get("/projects/<name>/repository/commits/<sha>/merge_requests")
def requests_of_commit(name: str, sha: str) -> Response:
    """Merge requests that hold a commit, in any version of theirs, or were merged by it; newest first."""
    here, project = rest.code(name)
    wanted, state = rest.commit_of(here, project, sha), request.args.get("state", "all")
    held = [mr for mr in here.state.merge_requests_of(project) if _holds(here, mr, wanted)]
    return rest.page([mr for mr in held if state in ("all", mr.state)], lambda mr: simple(here, mr))


def _holds(here: Hub, mr: MergeRequest, sha: str) -> bool:
    listed = (found.sha for version in mr.versions for found in pushes.commits(here, mr, version))
    return mr.merge_sha == sha or sha in listed


@repository.get("/projects/<name>/repository/compare")
def compare(name: str) -> Response:
    """from...to by branches, tags or ids; `straight=true` leaves their merge base out of it."""
    here, project = rest.code(name)
    asked = rest.params()
    rest.required(asked, "from", "to")
    names = str(asked["from"]), str(asked["to"])
    ends = [rest.commit_of(here, project, end, "Ref") for end in names]
    straight = rest.truth(asked.get("straight"))
    return jsonify(comparison(here, project, names, *ends, straight=straight))


@repository.get("/projects/<name>/repository/merge_base")
def merge_base(name: str) -> Response:
    """The common ancestor of `refs[]`. Raises 400 for less than two, 404 where there is none."""
    here, project = rest.code(name)
    names = request.args.getlist("refs[]") or request.args.getlist("refs")
    if len(names) < 2:
        raise bad_request("Provide at least 2 refs")
    path = here.path(project)
    found = [git.resolve(path, f"refs/heads/{ref}") or git.resolve(path, ref) for ref in names]
    missing = [ref for ref, sha in zip(names, found, strict=True) if sha is None]
    if missing:
        raise bad_request(f"Could not find ref: {missing[0]}")
    base = found[0]
    for other in found[1:]:
        base = git.merge_base(path, base or "", other or "")
    if base is None:
        raise not_found("Merge Base")
    return jsonify(commit(here, project, git.commit(path, base)))


@repository.get("/projects/<name>/repository/tree")
def get_tree(name: str) -> Response:
    """A directory at `ref`. Raises 404."""
    here, project = rest.code(name)
    asked, path = request.args, here.path(project)
    sha = rest.commit_of(here, project, asked.get("ref") or project.default_branch, "Tree")
    folder = asked.get("path", "").strip("/")
    found = (git.walk if rest.truth(asked.get("recursive")) else git.tree)(path, sha, folder)
    if not found and folder:
        raise ApiError(404, {"message": "404 invalid revision or path Not Found"})
    return rest.page(found, entry)


@repository.get("/projects/<name>/repository/files/<file>")
@rest.also("read_repository")
def get_file(name: str, file: str) -> Response:
    """A file at `ref`, its content in base64."""
    here, project = rest.code(name)
    sha, data, oid = _file(here, project, file)
    shape = {
        "file_name": file.rpartition("/")[2],
        "file_path": file,
        "size": len(data),
        "encoding": "base64",
        "content_sha256": hashlib.sha256(data).hexdigest(),
        "ref": request.args.get("ref", "HEAD"),
        "blob_id": oid,
        "commit_id": sha,
        "last_commit_id": git.run(here.path(project), "rev-list", "-1", sha, "--", file).decode().strip(),
        "execute_filemode": False,
        "content": base64.b64encode(data).decode(),
    }
    return jsonify(shape)


@repository.get("/projects/<name>/repository/files/<file>/raw")
@rest.also("read_repository")
def get_raw_file(name: str, file: str) -> Response:
    """The same as it is."""
    here, project = rest.code(name)
    _, data, _ = _file(here, project, file)
    return Response(data, content_type="text/plain; charset=utf-8")


def _file(here: Hub, project: Project, file: str) -> tuple[str, bytes, str]:
    """(commit, bytes, blob id). Raises 404."""
    sha = rest.commit_of(here, project, request.args.get("ref") or project.default_branch)
    data = git.blob(here.path(project), sha, file)
    if data is None:
        raise not_found("File")
    return sha, data, git.run(here.path(project), "rev-parse", f"{sha}:{file}").decode().strip()


@repository.get("/projects/<name>/repository/blobs/<oid>/raw")
@rest.also("read_repository")
def raw_blob(name: str, oid: str) -> Response:
    """A blob by its id."""
    here, project = rest.code(name)
    try:
        data = git.run(here.path(project), "cat-file", "blob", oid)
    except git.GitError:
        raise not_found("Blob") from None
    return Response(data, content_type="text/plain; charset=utf-8")
