"""A pull request's life: opened, edited, drafted, merged, closed, queued."""

from __future__ import annotations

from bot.playground.common import git
from bot.playground.github import events
from bot.playground.github.errors import ApiError, validation_failed
from bot.playground.github.hub import Hub, Json
from bot.playground.github.nouns import Pull, Repo
from bot.playground.github.pushes import finish, moved, refresh, request_suites


def open_pull(
    hub: Hub, repo: Repo, head: str, base: str, title: str, author: str, *, body: str, draft: bool, head_repo: Repo
) -> Pull:
    """Opens a pull request. Raises 422 for branches that are not there, nothing between them, or a second one."""
    head_sha = git.resolve(hub.path(head_repo.full_name), f"refs/heads/{head}")
    base_sha = git.resolve(hub.path(repo.full_name), f"refs/heads/{base}")
    for field, sha in (("head", head_sha), ("base", base_sha)):
        if sha is None:
            raise validation_failed("PullRequest", field, "invalid")
    assert head_sha is not None
    assert base_sha is not None
    _check_new(hub, repo, head_repo, head, base)
    now = hub.clock.now()
    pull = Pull(
        id=hub.state.new_id(),
        issue_id=hub.state.new_id(),
        repo=repo.full_name,
        number=repo.next_number,
        title=title,
        body=body,
        author=hub.state.user(author).login,
        head_repo=head_repo.full_name,
        head_ref=head,
        head_sha=head_sha,
        base_ref=base,
        base_sha=base_sha,
        created=now,
        updated=now,
        draft=draft,
    )
    repo.next_number += 1
    refresh(hub, pull)
    hub.state.pulls[repo.full_name, pull.number] = pull
    if pull.from_fork:
        request_suites(hub, repo, head_sha, None, None)
    events.pull_request(hub, pull, "opened", author)
    return pull


def _check_new(hub: Hub, repo: Repo, head_repo: Repo, head: str, base: str) -> None:
    heads = [(p.head_repo, p.head_ref, p.base_ref) for p in hub.state.pulls_of(repo.full_name) if p.state == "open"]
    if (head_repo.full_name, head, base) in heads:
        message = f"A pull request already exists for {head_repo.owner}:{head}."
        raise validation_failed("PullRequest", "head", "custom", message)
    path = hub.path(repo.full_name)
    if head_repo is not repo:
        git.take(path, hub.path(head_repo.full_name), f"refs/heads/{head}")
    tip = git.resolve(hub.path(head_repo.full_name), f"refs/heads/{head}") or ""
    if not git.log(path, git.resolve(path, f"refs/heads/{base}") or "", tip):
        message = f"No commits between {base} and {head}"
        raise validation_failed("PullRequest", "head", "custom", message)


def close(hub: Hub, pull: Pull, sender: str) -> None:
    """Closes without merging."""
    pull.state, pull.closed = "closed", hub.clock.now()
    pull.updated = pull.closed
    events.pull_request(hub, pull, "closed", sender)


def reopen(hub: Hub, pull: Pull, sender: str) -> None:
    """Opens again, at whatever its branch points to now. Raises 422 once merged or without its branch."""
    tip = git.resolve(hub.path(pull.head_repo), f"refs/heads/{pull.head_ref}")
    if pull.merged or tip is None:
        raise validation_failed("PullRequest", "state", "invalid", "state cannot be changed.")
    pull.state, pull.closed, pull.updated, pull.head_sha = "open", None, hub.clock.now(), tip
    pull.base_sha = git.resolve(hub.path(pull.repo), f"refs/heads/{pull.base_ref}") or pull.base_sha
    refresh(hub, pull)
    events.pull_request(hub, pull, "reopened", sender)


def edit(hub: Hub, pull: Pull, sender: str, *, title: str | None, body: str | None, base: str | None) -> None:
    """Changes title, text or target branch; events say what changed."""
    changes: Json = {}
    if title is not None and title != pull.title:
        changes["title"], pull.title = {"from": pull.title}, title
    if body is not None and body != pull.body:
        changes["body"], pull.body = {"from": pull.body}, body
    if base is not None and base != pull.base_ref:
        changes["base"] = _retarget(hub, pull, base)
    if changes:
        pull.updated = hub.clock.now()
        events.pull_request(hub, pull, "edited", sender, changes=changes)


def _retarget(hub: Hub, pull: Pull, base: str) -> Json:
    sha = git.resolve(hub.path(pull.repo), f"refs/heads/{base}")
    if sha is None:
        raise validation_failed("PullRequest", "base", "invalid", f"Proposed base branch '{base}' was not found")
    was = {"ref": {"from": pull.base_ref}, "sha": {"from": pull.base_sha}}
    pull.base_ref, pull.base_sha = base, sha
    refresh(hub, pull)
    return was


def set_draft(hub: Hub, pull: Pull, draft: bool, sender: str) -> None:
    """Marks as a draft, or as ready for review."""
    if pull.draft != draft:
        pull.draft, pull.updated = draft, hub.clock.now()
        events.pull_request(hub, pull, "converted_to_draft" if draft else "ready_for_review", sender)


def merge(hub: Hub, pull: Pull, sender: str) -> str:
    """Merges with a merge commit. Raises 405 where it does not merge. Answers the commit."""
    if pull.state != "open" or pull.draft or pull.merge_sha is None:
        raise ApiError(405, "Pull Request is not mergeable")
    repo, path, base = hub.repo_of(pull), hub.path(pull.repo), f"refs/heads/{pull.base_ref}"
    tip = git.resolve(path, base) or pull.base_sha
    tree = git.merge_tree(path, tip, pull.head_sha)
    if tree is None:
        raise ApiError(405, "Merge conflict")
    message = f"Merge pull request #{pull.number} from {pull.head_repo.split('/')[0]}/{pull.head_ref}\n\n{pull.title}"
    author = (sender, f"{sender}@users.noreply.github.com")
    sha = git.commit_tree(path, tree, [tip, pull.head_sha], message, author, hub.clock.now())
    git.set_ref(path, base, sha)
    finish(hub, pull, sha, sender)
    moved(hub, repo, {base: (tip, sha)}, sender)
    return sha


def enqueue(hub: Hub, pull: Pull, sender: str) -> str:
    """Puts the pull request into the merge queue. Answers the queue's branch (without refs/heads/)."""
    if pull.merge_sha is None:
        raise ApiError(405, "Pull Request is not mergeable")
    repo, path = hub.repo_of(pull), hub.path(pull.repo)
    base = git.resolve(path, f"refs/heads/{pull.base_ref}") or pull.base_sha
    refresh(hub, pull)
    pull.queue_ref = f"gh-readonly-queue/{pull.base_ref}/pr-{pull.number}-{base}"
    git.set_ref(path, f"refs/heads/{pull.queue_ref}", pull.merge_sha)
    events.pull_request(hub, pull, "enqueued", sender)
    events.pushed(hub, repo, f"refs/heads/{pull.queue_ref}", git.ZERO, pull.merge_sha, sender)
    request_suites(hub, repo, pull.merge_sha, pull.queue_ref, git.ZERO)
    events.merge_group(hub, repo, sender, "checks_requested", _group(hub, pull))
    return pull.queue_ref


def _group(hub: Hub, pull: Pull) -> Json:
    path = hub.path(pull.repo)
    head = git.resolve(path, f"refs/heads/{pull.queue_ref}") or ""
    return {
        "head_sha": head,
        "head_ref": f"refs/heads/{pull.queue_ref}",
        "base_sha": git.commit(path, head).parents[0],
        "base_ref": f"refs/heads/{pull.base_ref}",
    }


def dequeue(hub: Hub, pull: Pull, reason: str, sender: str) -> None:
    """Takes it out again: `reason` is merged (then it is merged), invalidated or dequeued."""
    repo, group = hub.repo_of(pull), _group(hub, pull)
    events.merge_group(hub, repo, sender, "destroyed", group, reason=reason)
    git.set_ref(hub.path(pull.repo), f"refs/heads/{pull.queue_ref}", None)
    pull.queue_ref = ""
    if reason == "merged":
        base = f"refs/heads/{pull.base_ref}"
        tip = git.resolve(hub.path(pull.repo), base) or git.ZERO
        git.set_ref(hub.path(pull.repo), base, group["head_sha"])
        finish(hub, pull, group["head_sha"], sender)
        moved(hub, repo, {base: (tip, group["head_sha"])}, sender)
    else:
        events.pull_request(hub, pull, "dequeued", sender, reason="CI_FAILURE" if reason == "invalidated" else "MANUAL")
