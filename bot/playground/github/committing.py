"""The mutation createCommitOnBranch: when GitHub refuses it, and the commit that it makes.

Error types are those that GitHub answers with. It knows no modes: every file becomes 100644.
"""

from __future__ import annotations

import base64
import binascii

from bot.playground.common import git
from bot.playground.github import auth
from bot.playground.github.auth import Caller
from bot.playground.github.errors import ApiError
from bot.playground.github.graphql_nodes import problem
from bot.playground.github.hub import Hub, Json
from bot.playground.github.nouns import Repo
from bot.playground.github.pushes import moved

_WRITE = "contents:write"


def commit(hub: Hub, caller: Caller, repo: Repo, branch: str, asked: Json) -> str:
    """The commit's id. Raises GitHub's problems."""
    _admit(hub, caller, repo, branch)
    path, ref, expected = hub.path(repo.full_name), f"refs/heads/{branch}", asked["expectedHeadOid"]
    tip = git.resolve(path, ref)
    if tip is None:
        raise problem("NOT_FOUND", f"Could not resolve to a branch named '{branch}'.")
    if tip != expected:
        raise problem("STALE_DATA", f'Expected branch to point to "{expected}" but it did not. Pull and try again.')
    if branch in repo.protected:
        raise problem("BRANCH_PROTECTION_RULE_VIOLATION", "Changes must be made through a pull request.")
    message = "\n\n".join(part for part in (asked["message"]["headline"], asked["message"].get("body")) if part)
    # GitHub's has the brackets of [bot], which its own contract takes for no address.
    author = (caller.login, f"{caller.login.removesuffix('[bot]')}@users.noreply.github.com")
    sha = git.write_commit(path, tip, _files(asked.get("fileChanges") or {}), message, author, hub.clock.now())
    git.set_ref(path, ref, sha)
    moved(hub, repo, {ref: (tip, sha)}, caller.login)
    return sha


def _admit(hub: Hub, caller: Caller, repo: Repo, branch: str) -> None:
    """Who may push to the repository, or to one that takes a pull request from this branch and may be edited."""
    into = [pull for pull in hub.state.pulls.values() if (pull.head_repo, pull.head_ref) == (repo.full_name, branch)]
    lent = [hub.state.repo(pull.repo) for pull in into if pull.from_fork and pull.maintainers_edit]
    for one in (repo, *lent):
        try:
            return auth.require(hub.state, caller, one, _WRITE)
        except ApiError as error:
            refusal = error
    raise problem("FORBIDDEN" if refusal.status == 403 else "NOT_FOUND", refusal.message)


def _files(changes: Json) -> dict[str, bytes | str | None]:
    files: dict[str, bytes | str | None] = {each["path"]: None for each in changes.get("deletions") or ()}
    for each in changes.get("additions") or ():
        try:
            files[each["path"]] = base64.b64decode(each["contents"], validate=True)
        except binascii.Error:
            raise problem("UNPROCESSABLE", "A file's contents are no Base64.") from None
    return files
