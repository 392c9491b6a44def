"""Commits that somebody asked for: on a pull request's own branch, or on a new one with a pull request into that.

GitHub's mutation compares the branch with the head that is expected and moves it in one step, and signs the commit
(https://docs.github.com/en/graphql/reference/commits). It knows no file modes: what may be run is refused.
"""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import quote

from bot.forges.answers import Forbidden, Invalid
from bot.forges.github.client import Client
from bot.forges.interface import NotThere, Refused, Stale
from bot.model import Change, Patch

Json = dict[str, Any]
_COMMIT = "mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }"


def commit(client: Client, change: Change, patch: Patch) -> str:
    """See `Forge.commit_files`."""
    _check_granted(client)
    _check_modes(patch)
    live = client.get(f"/pulls/{change.number}")
    home = _home(live)
    forked = home != live["base"]["repo"]["full_name"]
    if forked and not live.get("maintainer_can_modify"):
        raise Refused(
            "The pull request comes from a fork, and its author has not ticked *Allow edits by maintainers*: nobody "
            "else can push there."
        )
    if live["head"]["sha"] != change.head_sha:
        return _own(client, live["head"]["sha"], change, patch)
    try:
        return _append(client, home, live["head"]["ref"], change, patch)
    except Stale:
        return _own(client, client.get(f"/pulls/{change.number}")["head"]["sha"], change, patch)
    except (Forbidden, NotThere) as error:
        if forked:
            raise Refused(f"GitHub does not let Sekisho push to the fork: {error}") from None
        raise


def propose(client: Client, change: Change, patch: Patch) -> str:
    """See `Forge.propose_files`."""
    _check_granted(client)
    _check_modes(patch)
    live = client.get(f"/pulls/{change.number}")
    if _home(live) != live["base"]["repo"]["full_name"]:
        raise Refused("The branch is in a fork and protected there: Sekisho opens no pull requests in forks.")
    if live["head"]["sha"] != change.head_sha:
        raise Stale(_moved(live["head"]["sha"]))
    tip = _begin(client, patch.branch, change.head_sha)
    if tip == change.head_sha:
        _append(client, client.repo, patch.branch, change, patch)
    else:
        _own(client, tip, change, patch)
    return _open(client, live["head"]["ref"], patch)


def _check_granted(client: Client) -> None:
    if not client.permits("contents"):
        raise Forbidden(
            "GitHub does not let Sekisho commit: the app was not granted the permission `contents: write`. Whoever "
            "owns the installation can grant it (docs/permissions.md)."
        )


def _check_modes(patch: Patch) -> None:
    if patch.executable:
        raise Refused(
            f"`{min(patch.executable)}` may be run, and a commit over GitHub's API would take that from it: "
            "change it by hand, or leave it out."
        )


def _home(live: Json) -> str:
    """The repository that holds the branch."""
    repo = live["head"].get("repo")
    if not repo:
        raise Refused("The fork that the pull request came from is gone: there is nothing to push to.")
    return str(repo["full_name"])


def _append(client: Client, home: str, branch: str, change: Change, patch: Patch) -> str:
    additions = [
        {"path": path, "contents": base64.b64encode(content).decode()} for path, content in patch.files.items()
    ]
    asked = {
        "branch": {"repositoryNameWithOwner": home, "branchName": branch},
        "expectedHeadOid": change.head_sha,
        "fileChanges": {"additions": additions},
        "message": {"headline": patch.headline, "body": patch.body},
    }
    return str(client.mutate(_COMMIT, input=asked)["createCommitOnBranch"]["commit"]["oid"])


def _own(client: Client, tip: str, change: Change, patch: Patch) -> str:
    """The branch's tip, where it is this very commit: the answer to the first attempt was lost. Raises Stale."""
    told = client.get(f"/commits/{tip}")
    parents = [parent["sha"] for parent in told["parents"]]
    if parents == [change.head_sha] and told["commit"]["message"].strip() == patch.message.strip():
        return tip
    raise Stale(_moved(tip))


def _moved(tip: str) -> str:
    return f"The branch stands at `{tip[:12]}` now."


def _begin(client: Client, branch: str, sha: str) -> str:
    """Makes the branch, unless an attempt before did; where it stands."""
    try:
        return str(client.post("/git/refs", {"ref": f"refs/heads/{branch}", "sha": sha})["object"]["sha"])
    except Invalid:
        try:
            return str(client.get(f"/git/ref/heads/{quote(branch)}")["object"]["sha"])
        except NotThere:
            raise Refused(f"GitHub lets Sekisho make no branch `{branch}`: a ruleset may forbid it.") from None


def _open(client: Client, base: str, patch: Patch) -> str:
    head = f"{client.repo.partition('/')[0]}:{patch.branch}"
    for one in client.pages("/pulls", most=1, state="open", head=head):
        return str(one["html_url"])
    asked = {"title": patch.headline, "head": patch.branch, "base": base, "body": patch.body}
    return str(client.post("/pulls", asked)["html_url"])
