"""A merge request's life: opened, edited, merged, closed, reopened, put into a train."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.playground.common import git
from bot.playground.gitlab import events, pushes, statuses
from bot.playground.gitlab.errors import ApiError, conflict, invalid, not_allowed
from bot.playground.gitlab.hub import Hub
from bot.playground.gitlab.nouns import MergeRequest, Project
from bot.playground.gitlab.nouns.things import is_draft
from bot.playground.gitlab.pushes import HEADS, close

__all__ = ["add_to_train", "close", "edit", "merge", "open_request", "reopen", "take_from_train"]
LONGEST_TITLE = 255
LONGEST_DESCRIPTION = 1_000_000


def open_request(
    hub: Hub, project: Project, source: str, target: str, title: str, author: str, *, description: str, origin: Project
) -> MergeRequest:
    """Opens a merge request from a branch of `origin`. Raises 409 for a second one, 400 for what cannot be."""
    _check_texts(title, description)
    if (origin, source) == (project, target):
        raise conflict(["You can't use same project/branch for source and target"])
    _check_single(hub, project, origin, source, target)
    for field, holder, branch in (("source_branch", origin, source), ("target_branch", project, target)):
        if git.resolve(hub.path(holder), HEADS + branch) is None:
            raise invalid({field: [f'"{branch}" does not exist']})
    now = hub.clock.now()
    mr = MergeRequest(
        id=hub.state.new_id(),
        iid=project.next_iid,
        project=project,
        source_project=origin,
        source_branch=source,
        target_branch=target,
        title=title,
        description=description,
        author=hub.state.user(author).username,
        created=now,
        updated=now,
    )
    pushes.reload(hub, mr, author)
    project.next_iid += 1
    hub.state.merge_requests[project.id, mr.iid] = mr
    events.merge_request(hub, mr, "open", author)
    return mr


def _check_texts(title: str, description: str) -> None:
    wrong: dict[str, list[str]] = {}
    if not title.strip():
        wrong["title"] = ["can't be blank"]
    elif len(title) > LONGEST_TITLE:
        wrong["title"] = [f"is too long (maximum is {LONGEST_TITLE} characters)"]
    if len(description) > LONGEST_DESCRIPTION:
        wrong["description"] = [f"is too long (maximum is {LONGEST_DESCRIPTION} characters)"]
    if wrong:
        raise invalid(wrong)


def _check_single(hub: Hub, project: Project, origin: Project | None, source: str, target: str) -> None:
    for other in hub.state.merge_requests_of(project):
        ends = (other.source_project, other.source_branch, other.target_branch)
        if other.state == "opened" and ends == (origin, source, target):
            raise conflict([f"Another open merge request already exists for this source branch: !{other.iid}"])


def reopen(hub: Hub, mr: MergeRequest, username: str) -> None:
    """Opens again, at whatever its branch points to now. Raises 409 for a second one, 400 without its branch."""
    if mr.state != "closed":
        return
    _check_single(hub, mr.project, mr.source_project, mr.source_branch, mr.target_branch)
    if pushes.source_tip(hub, mr) is None:
        raise invalid({"source_branch": [f'"{mr.source_branch}" does not exist']})
    mr.state, mr.closed, mr.closed_by, mr.updated = "opened", None, "", hub.clock.now()
    pushes.reload(hub, mr, username)
    events.merge_request(hub, mr, "reopen", username, {"state_id": (2, 1)})


def edit(
    hub: Hub,
    mr: MergeRequest,
    username: str,
    *,
    title: str | None = None,
    description: str | None = None,
    target: str | None = None,
    labels: Sequence[str] | None = None,
) -> None:
    """Changes title, text, target branch, labels; one event says what changed. Raises 400."""
    _check_texts(mr.title if title is None else title, description or "")
    if target is not None and git.resolve(hub.path(mr.project), HEADS + target) is None:
        raise invalid({"target_branch": [f'"{target}" does not exist']})
    wanted = {"title": title, "description": description, "target_branch": target, "labels": labels}
    changes: dict[str, tuple[Any, Any]] = {}
    for field, value in wanted.items():
        before = getattr(mr, field)
        if value is not None and value != before:
            changes[field] = (before, value)
            setattr(mr, field, value)
    if "title" in changes and is_draft(changes["title"][0]) != mr.draft:
        changes["draft"] = (not mr.draft, mr.draft)
    if changes:
        mr.updated = hub.clock.now()
        if "target_branch" in changes:
            pushes.reload(hub, mr, username)
        events.merge_request(hub, mr, "update", username, changes)


def obstacle(mr: MergeRequest) -> str:
    """Why it does not merge, as `detailed_merge_status` says it: mergeable, not_open, draft_status, conflict."""
    if mr.state != "opened":
        return "not_open"
    if mr.draft:
        return "draft_status"
    return "mergeable" if mr.merge_ref else "conflict"


def merge(hub: Hub, mr: MergeRequest, username: str) -> str:
    """Merges with a merge commit. Raises 405 where it does not merge, 422 for a conflict. Answers the commit."""
    found = obstacle(mr)
    if found == "conflict":
        raise ApiError(422, {"message": "Branch cannot be merged"})
    if found != "mergeable":
        raise not_allowed()
    path, ref = hub.path(mr.project), HEADS + mr.target_branch
    tip = git.resolve(path, ref) or mr.version.start_sha
    message = (
        f"Merge branch '{mr.source_branch}' into '{mr.target_branch}'\n\n{mr.title}\n\nSee merge request {mr.reference}"
    )
    sha = pushes.join(hub, mr, tip, message, username)
    assert sha is not None
    git.set_ref(path, ref, sha)
    pushes.finish(hub, mr, username, sha)
    pushes.moved(hub, mr.project, {ref: (tip, sha)}, username)
    return sha


def add_to_train(hub: Hub, mr: MergeRequest) -> str:
    """Puts it at the end of its target's merge train, with a pipeline. Answers refs/merge-requests/N/train's commit."""
    path = hub.path(mr.project)
    ahead = [
        car for car in hub.state.merge_requests_of(mr.project) if car.train and car.target_branch == mr.target_branch
    ]
    last = max(ahead, key=lambda car: car.train, default=None)
    ref = f"refs/merge-requests/{last.iid}/train" if last else HEADS + mr.target_branch
    onto = git.resolve(path, ref) or mr.version.start_sha
    sha = None if obstacle(mr) != "mergeable" else pushes.join(hub, mr, onto, f"Merge train of {mr.reference}")
    if sha is None:
        raise not_allowed()
    mr.train = hub.state.new_id()
    own = f"refs/merge-requests/{mr.iid}/train"
    git.set_ref(path, own, sha)
    events.pipeline(hub, statuses.create_pipeline(hub, mr.project, sha, own, "merge_request_event", mr.author))
    return sha


def take_from_train(hub: Hub, mr: MergeRequest) -> None:
    """Takes it out of the train, unmerged."""
    mr.train = 0
    git.set_ref(hub.path(mr.project), f"refs/merge-requests/{mr.iid}/train", None)
