"""What follows when branches move: push events, merge requests that get a new version, close or count as merged.

Read from gitlabhq's app/services/merge_requests/{refresh,post_merge}_service.rb and app/models/merge_request.rb.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.playground.common import git
from bot.playground.common.http_git import Moves
from bot.playground.gitlab import events
from bot.playground.gitlab.hub import Hub
from bot.playground.gitlab.nouns import MergeRequest, Project, Version

HEADS = "refs/heads/"


def moved(hub: Hub, project: Project, moves: Moves, username: str) -> None:
    """Tells everybody of branches that moved, and lets the merge requests follow."""
    for ref, (before, after) in moves.items():
        if before == after or not ref.startswith(HEADS):
            continue
        project.active = hub.clock.now()
        events.pushed(hub, project, ref, before, after, username)
        branch, forced = ref.removeprefix(HEADS), _forced(hub, project, before, after)
        for mr in [mr for mr in hub.state.merge_requests.values() if mr.state == "opened"]:
            if (mr.project, mr.target_branch) == (project, branch) and after != git.ZERO:
                _target_moved(hub, mr, before, after, username, forced=forced)
            if (mr.source_project, mr.source_branch, mr.state) == (project, branch, "opened"):
                _source_moved(hub, mr, before, after, username)


def _forced(hub: Hub, project: Project, before: str, after: str) -> bool:
    known = git.ZERO not in (before, after)
    return known and not git.is_ancestor(hub.path(project), before, after)


def _target_moved(hub: Hub, mr: MergeRequest, before: str, after: str, username: str, *, forced: bool) -> None:
    """The diff stays what it was, unless the target was forced or took some of its commits in; all of them merge it."""
    path = hub.path(mr.project)
    fresh = {commit.sha for commit in git.log(path, "" if before == git.ZERO else before, after)}
    own = {commit.sha for commit in commits(hub, mr)}
    if mr.head_sha in fresh and own:
        finish(hub, mr, username, merge_sha=after)
    elif forced or own & fresh:
        reload(hub, mr, username)
    else:
        _try_merge(hub, mr)


def _source_moved(hub: Hub, mr: MergeRequest, before: str, after: str, username: str) -> None:
    if after == git.ZERO:
        close(hub, mr, username)
        return
    reload(hub, mr, username)
    mr.updated = hub.clock.now()
    events.merge_request(hub, mr, "update", username, old_sha="" if before == git.ZERO else before)


def commits(hub: Hub, mr: MergeRequest, version: Version | None = None) -> tuple[git.Commit, ...]:
    """What the merge request brings (in one of its versions), oldest first."""
    at = version or mr.version
    return git.log(hub.path(mr.project), at.start_sha, at.head_sha)


def reload(hub: Hub, mr: MergeRequest, username: str) -> None:
    """A new version of the diff where either branch stands elsewhere now; discussions move on with it."""
    found = measure(hub, mr)
    if found is None:
        return
    before = mr.versions[-1] if mr.versions else None
    if before is None or _ends(before) != _ends(found):
        mr.versions.append(found)
        git.set_ref(hub.path(mr.project), f"refs/merge-requests/{mr.iid}/head", found.head_sha)
        for follow in hub.followers if before else ():
            follow(hub, mr, before or found, username)
    _try_merge(hub, mr)


def _ends(version: Version) -> tuple[str, str, str]:
    return version.base_sha, version.start_sha, version.head_sha


def measure(hub: Hub, mr: MergeRequest) -> Version | None:
    """The version that the branches make right now; None where one of them is gone."""
    path = hub.path(mr.project)
    start = git.resolve(path, HEADS + mr.target_branch)
    head = source_tip(hub, mr)
    if start is None or head is None or mr.source_project is None:
        return None
    if mr.from_fork:
        git.take(path, hub.path(mr.source_project), head)
    base = git.merge_base(path, start, head) or start
    return Version(hub.state.new_id(), base, start, head, hub.clock.now())


def source_tip(hub: Hub, mr: MergeRequest) -> str | None:
    """Where the source branch stands; None where it is gone."""
    return git.resolve(hub.path(mr.source_project), HEADS + mr.source_branch) if mr.source_project else None


def _try_merge(hub: Hub, mr: MergeRequest) -> None:
    """Brings refs/merge-requests/N/merge up to date; it stays where it was while the two conflict."""
    path = hub.path(mr.project)
    target = git.resolve(path, HEADS + mr.target_branch) or mr.version.start_sha
    mr.merge_ref = join(hub, mr, target, f"Merge commit {mr.head_sha} into {mr.target_branch}")
    if mr.merge_ref:
        git.set_ref(path, f"refs/merge-requests/{mr.iid}/merge", mr.merge_ref)


def join(hub: Hub, mr: MergeRequest, onto: str, message: str, username: str = "") -> str | None:
    """A merge commit of the merge request onto a commit; None where they conflict."""
    path, who = hub.path(mr.project), hub.state.user(username or mr.author)
    tree = git.merge_tree(path, onto, mr.head_sha)
    if tree is None:
        return None
    mail = (who.name, who.email)
    return git.commit_tree(path, tree, [onto, mr.head_sha], message, mail, hub.clock.now(), committer=mail)


def close(hub: Hub, mr: MergeRequest, username: str) -> None:
    """Closes without merging."""
    if mr.state == "opened":
        mr.state, mr.closed, mr.closed_by = "closed", hub.clock.now(), username
        mr.updated = hub.clock.now()
        events.merge_request(hub, mr, "close", username, {"state_id": (1, 2)})


def finish(hub: Hub, mr: MergeRequest, username: str, merge_sha: str) -> None:
    """The merge request counts as merged."""
    mr.state, mr.merged, mr.merged_by = "merged", hub.clock.now(), username
    mr.updated, mr.merge_sha, mr.train = hub.clock.now(), merge_sha, 0
    events.merge_request(hub, mr, "merge", username, {"state_id": (1, 3)})


def commit(
    hub: Hub,
    project: Project,
    branch: str,
    files: Mapping[str, bytes | str | None],
    message: str,
    author: str,
    committer: str,
) -> str:
    """A commit on a branch as the web editor makes it, with what follows from it. Answers its id."""
    path, ref = hub.path(project), HEADS + branch
    before = git.resolve(path, ref)
    wrote, committed = hub.state.user(author), hub.state.user(committer)
    sha = git.write_commit(
        path,
        before,
        files,
        message,
        (wrote.name, wrote.email),
        hub.clock.now(),
        committer=(committed.name, committed.email),
    )
    git.set_ref(path, ref, sha)
    moved(hub, project, {ref: (before or git.ZERO, sha)}, committer)
    return sha
