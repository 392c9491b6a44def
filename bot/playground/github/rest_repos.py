"""Repositories and their commits: repos, branches, refs, commits, compare, contents, collaborators."""

from __future__ import annotations

import base64
from urllib.parse import quote

from flask import Blueprint, Response, jsonify, request

from bot.playground.common import git
from bot.playground.github import rest, shapes
from bot.playground.github.errors import ApiError, not_found
from bot.playground.github.hub import Hub, Json
from bot.playground.github.nouns import Pull, Repo
from bot.playground.github.pushes import moved
from bot.playground.github.shapes_pulls import commit, comparison, full_commit, pull_simple
from bot.playground.github.state import RANKS

repos = Blueprint("repos", __name__)
LARGEST_INLINE = 1024 * 1024
"""Bytes of a file above which JSON answers leave its content out."""


@repos.get("/repos/<owner>/<name>")
def get_repo(owner: str, name: str) -> Response:
    """A repository."""
    here, repo = rest.allowed(owner, name, "metadata:read")
    found = rest.caller()
    role = here.state.permission(found.login, repo) if found.kind == "user" else "read"
    return jsonify(shapes.full_repository(here, repo, role))


@repos.get("/repos/<owner>/<name>/branches")
def list_branches(owner: str, name: str) -> Response:
    """Branches by name."""
    here, repo = rest.allowed(owner, name, "contents:read")
    heads = sorted(git.refs(here.path(repo.full_name)).items())
    return rest.page(heads, lambda head: _short(here, repo, head[0].removeprefix("refs/heads/"), head[1]))


def _short(here: Hub, repo: Repo, branch: str, sha: str) -> Json:
    url = f"{here.api}/repos/{repo.full_name}/commits/{sha}"
    return {"name": branch, "commit": {"sha": sha, "url": url}, "protected": branch in repo.protected}


@repos.get("/repos/<owner>/<name>/branches/<path:branch>")
def get_branch(owner: str, name: str, branch: str) -> Response:
    """One branch."""
    here, repo = rest.allowed(owner, name, "contents:read")
    path = here.path(repo.full_name)
    sha = git.resolve(path, f"refs/heads/{branch}")
    if sha is None:
        raise ApiError(404, "Branch not found")
    url = f"{here.api}/repos/{repo.full_name}/branches/{branch}"
    return jsonify(
        {
            "name": branch,
            "commit": commit(here, repo, git.commit(path, sha)),
            "_links": {"self": url, "html": f"{here.url}/{repo.full_name}/tree/{branch}"},
            "protected": branch in repo.protected,
            "protection": {"enabled": branch in repo.protected},
            "protection_url": f"{url}/protection",
        }
    )


@repos.get("/repos/<owner>/<name>/git/ref/<path:ref>")
def get_ref(owner: str, name: str, ref: str) -> Response:
    """One ref (`heads/main`, `pull/7/head`)."""
    here, repo = rest.allowed(owner, name, "contents:read")
    sha = git.resolve(here.path(repo.full_name), f"refs/{ref}")
    if sha is None:
        raise not_found()
    return jsonify(_ref(here, repo, ref, sha))


@repos.post("/repos/<owner>/<name>/git/refs")
def create_ref(owner: str, name: str) -> tuple[Response, int]:
    """A branch at a commit. Raises 422 for a name that is taken or none, or a commit that is not there."""
    here, repo = rest.allowed(owner, name, "contents:write")
    asked, path = rest.body(), here.path(repo.full_name)
    ref, sha = str(asked.get("ref") or ""), str(asked.get("sha") or "")
    if not ref.startswith("refs/") or ref.count("/") < 2:
        raise ApiError(422, "Reference name must start with 'refs' and have at least two slashes.")
    if git.resolve(path, sha) is None:
        raise ApiError(422, "Object does not exist")
    if git.resolve(path, ref):
        raise ApiError(422, "Reference already exists")
    git.set_ref(path, ref, sha)
    moved(here, repo, {ref: (git.ZERO, sha)}, rest.login())
    return rest.created(_ref(here, repo, ref.removeprefix("refs/"), sha))


def _ref(here: Hub, repo: Repo, ref: str, sha: str) -> Json:
    url = f"{here.api}/repos/{repo.full_name}/git"
    target = {"type": "commit", "sha": sha, "url": f"{url}/commits/{sha}"}
    return {"ref": f"refs/{ref}", "node_id": f"REF_{sha}", "url": f"{url}/refs/{ref}", "object": target}


@repos.get("/repos/<owner>/<name>/commits")
def list_commits(owner: str, name: str) -> Response:
    """Commits of `sha` (a branch or id; the default branch), newest first."""
    here, repo = rest.allowed(owner, name, "contents:read")
    sha = rest.commit_of(here, repo, request.args.get("sha", repo.default_branch))
    found = git.log(here.path(repo.full_name), "", sha)[::-1]
    return rest.page(found, lambda entry: commit(here, repo, entry))


@repos.get("/repos/<owner>/<name>/commits/<sha>/pulls")
def pulls_of_commit(owner: str, name: str, sha: str) -> Response:
    """Pull requests that hold a commit: open ones, and merged ones."""
    here, repo = rest.allowed(owner, name, "pull_requests:read")
    full = rest.commit_of(here, repo, sha)
    return rest.page(
        [pull for pull in here.state.pulls_of(repo.full_name) if _holds(here, pull, full)],
        lambda pull: pull_simple(here, pull),
    )


def _holds(here: Hub, pull: Pull, sha: str) -> bool:
    if pull.state != "open" and not pull.merged:
        return False
    held = git.log(here.path(pull.repo), here.merge_base(pull), pull.head_sha)
    return pull.merge_sha == sha or any(entry.sha == sha for entry in held)


@repos.get("/repos/<owner>/<name>/commits/<path:ref>")
def get_commit(owner: str, name: str, ref: str) -> Response:
    """One commit, with what it changed. 422 for an id that is none."""
    here, repo = rest.allowed(owner, name, "contents:read")
    try:
        sha = rest.commit_of(here, repo, ref)
    except ApiError:
        raise ApiError(422, f"No commit found for SHA: {ref}") from None
    return jsonify(full_commit(here, repo, git.commit(here.path(repo.full_name), sha)))


@repos.get("/repos/<owner>/<name>/compare/<path:basehead>")
def compare(owner: str, name: str, basehead: str) -> Response:
    """base...head, by branches or ids, `owner:branch` across forks: at most 250 commits and 300 files."""
    here, repo = rest.allowed(owner, name, "contents:read")
    base, dots, head = basehead.partition("...")
    if not dots:
        raise not_found()
    ends = [_end(here, repo, base), _end(here, repo, head)]
    shape = comparison(here, repo, *ends)
    if shape is None:
        raise ApiError(404, f"No common ancestor between {base} and {head}.")
    found, link = rest.cut(git.log(here.path(repo.full_name), *ends)[-250:])
    shape["commits"] = [commit(here, repo, entry) for entry in found]
    return rest.with_link(jsonify(shape), link)


def _end(here: Hub, repo: Repo, label: str) -> str:
    owner, colon, branch = label.partition(":")
    if not colon or owner.lower() == repo.owner.lower():
        return rest.commit_of(here, repo, branch or label)
    forks = (r for r in here.state.repos.values() if r.parent == repo.full_name and r.owner.lower() == owner.lower())
    fork = next(forks, None)
    if fork is None:
        raise not_found()
    sha = rest.commit_of(here, fork, branch)
    git.take(here.path(repo.full_name), here.path(fork.full_name), sha)
    return sha


@repos.get("/repos/<owner>/<name>/contents/")
@repos.get("/repos/<owner>/<name>/contents/<path:path>")
def get_contents(owner: str, name: str, path: str = "") -> Response:
    """A file (JSON, or raw where the client accepts that) or a directory at `ref`."""
    here, repo = rest.allowed(owner, name, "contents:read")
    sha = rest.commit_of(here, repo, request.args.get("ref") or repo.default_branch)
    entries = git.tree(here.path(repo.full_name), sha, path)
    if not entries:
        raise not_found()
    if path and len(entries) == 1 and entries[0].path == path and entries[0].kind == "blob":
        return _file(here, repo, sha, entries[0])
    return jsonify([_entry(here, repo, sha, entry) for entry in entries])


def _file(here: Hub, repo: Repo, sha: str, entry: git.Entry) -> Response:
    data = git.blob(here.path(repo.full_name), sha, entry.path) or b""
    if "raw" in request.headers.get("Accept", ""):
        return Response(data, content_type="application/vnd.github.raw; charset=utf-8")
    large = len(data) > LARGEST_INLINE
    content = "" if large else base64.encodebytes(data).decode()
    shape = _entry(here, repo, sha, entry)
    return jsonify(shape | {"content": content, "encoding": "none" if large else "base64"})


def _entry(here: Hub, repo: Repo, sha: str, entry: git.Entry) -> Json:
    path = quote(entry.path)
    url = f"{here.api}/repos/{repo.full_name}/contents/{path}?ref={sha}"
    page = f"{here.url}/{repo.full_name}/blob/{sha}/{path}"
    blob = f"{here.api}/repos/{repo.full_name}/git/blobs/{entry.oid}"
    kinds = {"tree": "dir", "commit": "submodule"}
    return {
        "type": "symlink" if entry.mode == "120000" else kinds.get(entry.kind, "file"),
        "size": entry.size,
        "name": entry.path.rpartition("/")[2],
        "path": entry.path,
        "sha": entry.oid,
        "url": url,
        "git_url": blob,
        "html_url": page,
        "download_url": f"{here.url}/{repo.full_name}/raw/{sha}/{path}" if entry.kind == "blob" else None,
        "_links": {"self": url, "git": blob, "html": page},
    }


@repos.get("/repos/<owner>/<name>/git/blobs/<oid>")
def get_blob(owner: str, name: str, oid: str) -> Response:
    """A blob by its id."""
    here, repo = rest.allowed(owner, name, "contents:read")
    try:
        data = git.run(here.path(repo.full_name), "cat-file", "blob", oid)
    except git.GitError:
        raise not_found() from None
    url = f"{here.api}/repos/{repo.full_name}/git/blobs/{oid}"
    content = base64.encodebytes(data).decode()
    shape = {"sha": oid, "node_id": f"B_{oid}", "size": len(data), "url": url, "content": content, "encoding": "base64"}
    return jsonify(shape)


@repos.get("/repos/<owner>/<name>/collaborators/<login>/permission")
def permission(owner: str, name: str, login: str) -> Response:
    """What somebody may do: admin, write, read or none, and the finer role."""
    here, repo = rest.allowed(owner, name, "metadata:read")
    user = here.state.known_user(login)
    role = here.state.permission(user.login, repo)
    coarse = {"maintain": "write", "triage": "read"}.get(role, role)
    rights = shapes.permissions_of(role)
    who = shapes.account(here, user.login) | {"permissions": rights, "role_name": role}
    return jsonify({"permission": coarse, "role_name": role, "user": who})


@repos.get("/repos/<owner>/<name>/collaborators/<login>")
def is_collaborator(owner: str, name: str, login: str) -> Response:
    """204 or 404."""
    here, repo = rest.allowed(owner, name, "metadata:read")
    if RANKS.index(here.state.permission(login, repo)) == 0:
        raise not_found()
    return rest.nothing()
