"""Pull requests, commits, files and comparisons as GitHub's JSON writes them."""

from __future__ import annotations

from urllib.parse import quote

from bot.playground.common import diffs, git
from bot.playground.common.clock import stamp, stamp_or_none
from bot.playground.github.hub import Hub, Json
from bot.playground.github.nouns import Pull, Repo
from bot.playground.github.shapes import account, node_id, repository

LONGEST_PATCH = 3000
"""Lines of a file's patch above which GitHub leaves it out."""
_LINKS = {
    "self": "/pulls/{n}",
    "issue": "/issues/{n}",
    "comments": "/issues/{n}/comments",
    "review_comments": "/pulls/{n}/comments",
    "review_comment": "/pulls/comments{{/number}}",
    "commits": "/pulls/{n}/commits",
}


def association(hub: Hub, repo: str, login: str) -> str:
    """How somebody stands to a repository."""
    found = hub.state.repo(repo)
    if login.lower() == found.owner.lower():
        return "OWNER"
    return "COLLABORATOR" if login in found.collaborators else "NONE"


def pull_simple(hub: Hub, pull: Pull) -> Json:
    """A pull-request-simple: what lists hold."""
    repo = f"{hub.api}/repos/{pull.repo}"
    page = f"{hub.url}/{pull.repo}/pull/{pull.number}"
    links = {key: repo + tail.format(n=pull.number) for key, tail in _LINKS.items()}
    links |= {"html": page, "statuses": f"{repo}/statuses/{pull.head_sha}"}
    return {
        "url": links["self"],
        "id": pull.id,
        "node_id": node_id("PR", pull.id),
        "html_url": page,
        "diff_url": f"{page}.diff",
        "patch_url": f"{page}.patch",
        **{f"{key}_url": links[key] for key in _LINKS if key != "self"},
        "statuses_url": links["statuses"],
        "number": pull.number,
        "state": pull.state,
        "locked": False,
        "active_lock_reason": None,
        "title": pull.title,
        "user": account(hub, pull.author),
        "body": pull.body or None,
        "labels": [],
        "milestone": None,
        "assignee": None,
        "assignees": [],
        "requested_reviewers": [],
        "requested_teams": [],
        "created_at": stamp(pull.created),
        "updated_at": stamp(pull.updated),
        "closed_at": stamp_or_none(pull.closed),
        "merged_at": stamp_or_none(pull.merged),
        "merge_commit_sha": pull.merge_sha,
        "head": _end(hub, pull.head_repo, pull.head_ref, pull.head_sha),
        "base": _end(hub, pull.repo, pull.base_ref, pull.base_sha),
        "_links": {key: {"href": url} for key, url in links.items()},
        "author_association": association(hub, pull.repo, pull.author),
        "auto_merge": None,
        "draft": pull.draft,
    }


def _end(hub: Hub, full_name: str, ref: str, sha: str) -> Json:
    repo = hub.state.repo(full_name)
    return {
        "label": f"{repo.owner}:{ref}",
        "ref": ref,
        "sha": sha,
        "user": account(hub, repo.owner),
        "repo": repository(hub, repo),
    }


def pull_full(hub: Hub, pull: Pull) -> Json:
    """A pull-request, with its counts and whether it merges."""
    path, base = hub.path(pull.repo), hub.merge_base(pull)
    files = diffs.files(path, base, pull.head_sha)
    threads = hub.state.threads_of(pull.repo, pull.number)
    mergeable = None if pull.merged else pull.merge_sha is not None
    return pull_simple(hub, pull) | {
        "merged": pull.merged is not None,
        "mergeable": mergeable,
        "rebaseable": mergeable,
        "mergeable_state": _mergeable_state(pull),
        "merged_by": account(hub, pull.merged_by) if pull.merged_by else None,
        "comments": len(hub.state.issue_comments_of(pull.repo, pull.number)),
        "review_comments": sum(len(hub.state.comments_in(thread)) for thread in threads),
        "maintainer_can_modify": pull.from_fork and pull.maintainers_edit,
        "commits": len(git.log(path, base, pull.head_sha)),
        "additions": sum(file.additions for file in files),
        "deletions": sum(file.deletions for file in files),
        "changed_files": len(files),
    }


def _mergeable_state(pull: Pull) -> str:
    if pull.merged:
        return "unknown"
    if pull.merge_sha is None:
        return "dirty"
    return "draft" if pull.draft else "clean"


def pull_minimal(hub: Hub, pull: Pull) -> Json:
    """A pull-request-minimal: how check runs name the pull requests they belong to."""

    def end(full_name: str, ref: str, sha: str) -> Json:
        repo = hub.state.repo(full_name)
        return {
            "ref": ref,
            "sha": sha,
            "repo": {"id": repo.id, "url": f"{hub.api}/repos/{repo.full_name}", "name": repo.name},
        }

    return {
        "url": f"{hub.api}/repos/{pull.repo}/pulls/{pull.number}",
        "id": pull.id,
        "number": pull.number,
        "head": end(pull.head_repo, pull.head_ref, pull.head_sha),
        "base": end(pull.repo, pull.base_ref, pull.base_sha),
    }


def commit(hub: Hub, repo: Repo, found: git.Commit) -> Json:
    """A commit, without stats and files."""
    url, page = f"{hub.api}/repos/{repo.full_name}", f"{hub.url}/{repo.full_name}"
    verification = {"verified": False, "reason": "unsigned", "signature": None, "payload": None, "verified_at": None}
    return {
        "url": f"{url}/commits/{found.sha}",
        "sha": found.sha,
        "node_id": f"C_{found.sha}",
        "html_url": f"{page}/commit/{found.sha}",
        "comments_url": f"{url}/commits/{found.sha}/comments",
        "commit": {
            "url": f"{url}/git/commits/{found.sha}",
            "author": _person(found.author),
            "committer": _person(found.committer),
            "message": found.message,
            "comment_count": 0,
            "tree": {"sha": found.tree, "url": f"{url}/git/trees/{found.tree}"},
            "verification": verification,
        },
        "author": _account_of(hub, found.author),
        "committer": _account_of(hub, found.committer),
        "parents": [
            {"sha": sha, "url": f"{url}/commits/{sha}", "html_url": f"{page}/commit/{sha}"} for sha in found.parents
        ],
    }


def _person(who: tuple[str, str, str]) -> Json:
    return {"name": who[0], "email": who[1], "date": who[2].replace("+00:00", "Z")}


def _account_of(hub: Hub, who: tuple[str, str, str]) -> Json | None:
    return account(hub, who[0]) if who[0].lower() in hub.state.users else None


def full_commit(hub: Hub, repo: Repo, found: git.Commit) -> Json:
    """A commit with what it changed against its first parent."""
    path = hub.path(repo.full_name)
    parent = found.parents[0] if found.parents else git.EMPTY_TREE
    changes = diffs.files(path, parent, found.sha)
    added, removed = sum(change.additions for change in changes), sum(change.deletions for change in changes)
    return commit(hub, repo, found) | {
        "stats": {"additions": added, "deletions": removed, "total": added + removed},
        "files": [file(hub, repo, found.sha, change) for change in changes[:300]],
    }


def file(hub: Hub, repo: Repo, sha: str, change: diffs.FileChange) -> Json:
    """A diff-entry. No `patch` for binary files, pure renames and what is too large."""
    path = quote(change.path)
    page = f"{hub.url}/{repo.full_name}"
    with_patch = change.patch and change.patch.count("\n") < LONGEST_PATCH
    return {
        "sha": change.oid if change.status != "removed" else None,
        "filename": change.path,
        "status": change.status,
        "additions": change.additions,
        "deletions": change.deletions,
        "changes": change.additions + change.deletions,
        "blob_url": f"{page}/blob/{sha}/{path}",
        "raw_url": f"{page}/raw/{sha}/{path}",
        "contents_url": f"{hub.api}/repos/{repo.full_name}/contents/{path}?ref={sha}",
        **({"patch": change.patch} if with_patch else {}),
        **({"previous_filename": change.previous} if change.previous else {}),
    }


def comparison(hub: Hub, repo: Repo, base: str, head: str) -> Json | None:
    """A commit-comparison without its commits; None for unrelated histories."""
    path = hub.path(repo.full_name)
    merge_base = git.merge_base(path, base, head)
    if merge_base is None:
        return None
    ahead, behind = len(git.log(path, base, head)), len(git.log(path, head, base))
    url = f"{hub.api}/repos/{repo.full_name}/compare/{base}...{head}"
    page = f"{hub.url}/{repo.full_name}/compare/{base}...{head}"
    states = {(True, True): "diverged", (True, False): "ahead", (False, True): "behind", (False, False): "identical"}
    return {
        "url": url,
        "html_url": page,
        "permalink_url": page,
        "diff_url": f"{page}.diff",
        "patch_url": f"{page}.patch",
        "base_commit": commit(hub, repo, git.commit(path, base)),
        "merge_base_commit": commit(hub, repo, git.commit(path, merge_base)),
        "status": states[bool(ahead), bool(behind)],
        "ahead_by": ahead,
        "behind_by": behind,
        "total_commits": ahead,
        "files": [file(hub, repo, head, change) for change in diffs.files(path, merge_base, head)[:300]],
    }


def push_commit(found: git.Commit) -> Json:
    """A commit as push and merge group events write it."""
    people = {
        key: {"name": who[0], "email": who[1], "date": who[2], "username": who[0]}
        for key, who in (("author", found.author), ("committer", found.committer))
    }
    return {
        "id": found.sha,
        "tree_id": found.tree,
        "message": found.message,
        "timestamp": found.committer[2],
        **people,
    }
