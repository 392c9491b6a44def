"""Commits that somebody asked for: on a merge request's own branch, or on a new one with a merge request into that.

GitLab compares no branch with the head that is expected; it refuses where one of the commit's own files was changed
since (`last_commit_id`, gitlabhq's app/services/files/multi_service.rb). So the branch is read right before, and what
else may come between touches other files. Modes stay as they are.
"""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import quote

from bot.forges.answers import Forbidden, Invalid
from bot.forges.gitlab.client import Client
from bot.forges.interface import ForgeUnavailable, NotThere, Refused, Shielded, Stale
from bot.model import Change, Patch

Json = dict[str, Any]
_CHANGED = "has changed since you started editing it"


def commit(client: Client, change: Change, patch: Patch) -> str:
    """See `Forge.commit_files`."""
    live = client.get(f"/merge_requests/{change.number}")
    source, branch = _source(client, live), live["source_branch"]
    if source is not client and not live.get("allow_collaboration"):
        raise Refused(
            "The merge request comes from a fork, and its author has not ticked *Allow commits from members who can "
            "merge to the target branch*: nobody else can push there."
        )
    there = _there(source, branch, forked=source is not client)
    if there["commit"]["id"] != change.head_sha:
        return _own(there, change.head_sha, patch)
    if not there["can_push"]:
        raise _closed(there)
    try:
        return str(source.post("/repository/commits", _asked(change, patch, branch))["id"])
    except (Invalid, ForgeUnavailable) as error:
        # Of an answer that was lost nobody knows: the branch itself tells.
        there = _branch(source, branch)
        if there["commit"]["id"] != change.head_sha and (isinstance(error, ForgeUnavailable) or _CHANGED in str(error)):
            return _own(there, change.head_sha, patch)
        raise


def propose(client: Client, change: Change, patch: Patch) -> str:
    """See `Forge.propose_files`."""
    live = client.get(f"/merge_requests/{change.number}")
    if _source(client, live) is not client:
        raise Refused("The branch is in a fork and protected there: Sekisho opens no merge requests in forks.")
    tip = _branch(client, live["source_branch"])["commit"]["id"]
    if tip != change.head_sha:
        raise Stale(_moved(tip))
    try:
        _branch(client, patch.branch)  # from an attempt before
    except NotThere:
        client.post("/repository/commits", _asked(change, patch, patch.branch) | {"start_sha": change.head_sha})
    return _open(client, live["source_branch"], patch)


def _source(client: Client, live: Json) -> Client:
    """The project that the source branch is in."""
    project = live["source_project_id"]
    if not project:
        raise Refused("The fork that the merge request came from is gone: there is nothing to push to.")
    return client if project == live["target_project_id"] else client.beside(project)


def _branch(client: Client, branch: str) -> Json:
    return dict(client.get(f"/repository/branches/{quote(branch, safe='')}"))


def _there(source: Client, branch: str, *, forked: bool) -> Json:
    try:
        return _branch(source, branch)
    except (Forbidden, NotThere) as error:
        if forked:
            raise Refused(f"GitLab does not show Sekisho the fork: {error}") from None
        raise


def _closed(there: Json) -> Refused:
    if there["protected"]:
        return Shielded(f"The branch `{there['name']}` is protected.")
    return Refused(
        f"GitLab does not let Sekisho push to `{there['name']}`: give its account the role Developer in the project."
    )


def _asked(change: Change, patch: Patch, branch: str) -> Json:
    actions = [
        {
            "action": "update",
            "file_path": path,
            "content": base64.b64encode(content).decode(),
            "encoding": "base64",
            "last_commit_id": change.head_sha,
        }
        for path, content in patch.files.items()
    ]
    return {"branch": branch, "commit_message": patch.message, "actions": actions}


def _own(there: Json, expected: str, patch: Patch) -> str:
    """The branch's tip, where it is this very commit: the answer to the first attempt was lost. Raises Stale."""
    tip = there["commit"]
    if tip["parent_ids"] == [expected] and tip["message"].strip() == patch.message.strip():
        return str(tip["id"])
    raise Stale(_moved(tip["id"]))


def _moved(tip: str) -> str:
    return f"The branch stands at `{tip[:12]}` now."


def _open(client: Client, target: str, patch: Patch) -> str:
    wanted = {"source_branch": patch.branch, "target_branch": target}
    for one in client.pages("/merge_requests", most=1, state="opened", **wanted):
        return str(one["web_url"])
    told = {"title": patch.headline, "description": patch.body, "remove_source_branch": True}
    return str(client.post("/merge_requests", wanted | told)["web_url"])
