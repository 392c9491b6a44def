"""Says what happened to whoever subscribed: builds the webhook payloads and hands them to the hooks."""

from __future__ import annotations

from bot.playground.common import git
from bot.playground.common.clock import stamp
from bot.playground.github.hub import Hub, Json
from bot.playground.github.nouns import (
    App,
    CheckRun,
    CheckSuite,
    Installation,
    IssueComment,
    Pull,
    Repo,
    Review,
    ReviewComment,
    Status,
    Thread,
)
from bot.playground.github.shapes import account, installation, node_id, repository, short_repository
from bot.playground.github.shapes_pulls import commit, pull_full, pull_simple, push_commit
from bot.playground.github.shapes_talk import (
    check_run,
    check_suite,
    issue_comment,
    review,
    review_comment,
    simple_commit,
    status,
)

_BEYOND_NESTED_SUITE = {
    "repository",
    "head_commit",
    "latest_check_runs_count",
    "check_runs_url",
    "rerequestable",
    "runs_rerequestable",
}
"""What a suite has by itself, but not inside a check run's event."""


def emit(hub: Hub, event: str, repo: Repo, sender: str, payload: Json, *, only: int | None = None) -> None:
    """Sends `event` to each app that is installed on `repo` and subscribed; to the app `only`, where it is named."""
    for app in list(hub.state.apps.values()):
        found = hub.state.installation_on(app.id, repo)
        if found is None or found.suspended or (only is not None and app.id != only):
            continue
        if only is None and event not in found.events:
            continue
        whole = payload | {"repository": repository(hub, repo), "sender": account(hub, sender)}
        if hub.state.user(repo.owner).kind == "Organization":
            whole["organization"] = organization(hub, repo.owner)
        whole["installation"] = {"id": found.id, "node_id": node_id("I", found.id)}
        hub.hooks.post(app, event, whole, found.id)


def organization(hub: Hub, login: str) -> Json:
    """An organization as payloads name it."""
    holder = hub.state.user(login)
    url = f"{hub.api}/orgs/{holder.login}"
    links = {
        f"{key}_url": f"{url}/{tail}"
        for key, tail in {
            "repos": "repos",
            "events": "events",
            "hooks": "hooks",
            "issues": "issues",
            "members": "members{/member}",
            "public_members": "public_members{/member}",
        }.items()
    }
    avatar = {"avatar_url": f"{hub.url}/avatars/{holder.id}", "description": None}
    return {"login": holder.login, "id": holder.id, "node_id": node_id("O", holder.id), "url": url, **links, **avatar}


def pull_request(hub: Hub, pull: Pull, action: str, sender: str, **more: object) -> None:
    """pull_request.<action>."""
    payload = {"action": action, "number": pull.number, "pull_request": pull_full(hub, pull), **more}
    emit(hub, "pull_request", hub.repo_of(pull), sender, payload)


def pushed(hub: Hub, repo: Repo, ref: str, before: str, after: str, sender: str) -> None:
    """push, for a branch that moved, came or went (all zeros)."""
    path = hub.path(repo.full_name)
    there = after != git.ZERO
    known = before != git.ZERO
    commits = git.log(path, before if known else "", after)[-20:] if there and known else ()
    forced = there and known and not git.is_ancestor(path, before, after)
    payload: Json = {
        "ref": ref,
        "before": before,
        "after": after,
        "created": not known,
        "deleted": not there,
        "forced": forced,
        "base_ref": None,
        "compare": f"{hub.url}/{repo.full_name}/compare/{before[:12]}...{after[:12]}",
        "commits": [_listed(hub, repo, entry) for entry in commits],
        "head_commit": _listed(hub, repo, git.commit(path, after)) if there else None,
        "pusher": {"name": sender, "email": None if sender.endswith("[bot]") else f"{sender}@users.noreply.github.com"},
    }
    emit(hub, "push", repo, sender, payload)


def _listed(hub: Hub, repo: Repo, found: git.Commit) -> Json:
    more = {"distinct": True, "url": f"{hub.url}/{repo.full_name}/commit/{found.sha}"}
    return push_commit(found) | more | {"added": [], "removed": [], "modified": []}


def run(hub: Hub, found: CheckRun, action: str, sender: str, *, only: int | None = None, **more: object) -> None:
    """check_run.<action>; re-runs and buttons go to the app of the run alone."""
    whole = check_suite(hub, hub.state.suites[found.suite_id])
    suite = {key: value for key, value in whole.items() if key not in _BEYOND_NESTED_SUITE}
    payload = {"action": action, "check_run": check_run(hub, found) | {"check_suite": suite}, **more}
    emit(hub, "check_run", hub.state.repo(found.repo), sender, payload, only=only)


def suite(hub: Hub, found: CheckSuite, action: str, sender: str, *, only: int | None = None) -> None:
    """check_suite.<action>."""
    shape = check_suite(hub, found)
    del shape["repository"]
    payload = {"action": action, "check_suite": shape}
    emit(hub, "check_suite", hub.state.repo(found.repo), sender, payload, only=only)


def commented(hub: Hub, pull: Pull, comment: IssueComment, action: str, sender: str, **more: object) -> None:
    """issue_comment.<action>."""
    payload = {"action": action, "issue": issue(hub, pull), "comment": issue_comment(hub, comment), **more}
    emit(hub, "issue_comment", hub.repo_of(pull), sender, payload)


def review_commented(hub: Hub, pull: Pull, comment: ReviewComment, action: str, sender: str, **more: object) -> None:
    """pull_request_review_comment.<action>."""
    told = {"comment": review_comment(hub, pull, comment), "pull_request": pull_simple(hub, pull)}
    emit(hub, "pull_request_review_comment", hub.repo_of(pull), sender, {"action": action, **told, **more})


def reviewed(hub: Hub, pull: Pull, found: Review, sender: str) -> None:
    """pull_request_review.submitted; events write the state in small letters."""
    shape = review(hub, found) | {"state": found.state.lower()}
    payload = {"action": "submitted", "review": shape, "pull_request": pull_simple(hub, pull)}
    emit(hub, "pull_request_review", hub.repo_of(pull), sender, payload)


def thread(hub: Hub, pull: Pull, found: Thread, action: str, sender: str) -> None:
    """pull_request_review_thread.resolved or .unresolved."""
    comments = [review_comment(hub, pull, comment) for comment in hub.state.comments_in(found)]
    shape = {"node_id": node_id("PRRT", found.id), "comments": comments}
    payload = {"action": action, "pull_request": pull_simple(hub, pull), "thread": shape}
    emit(hub, "pull_request_review_thread", hub.repo_of(pull), sender, payload)


def status_set(hub: Hub, found: Status, sender: str) -> None:
    """status."""
    repo = hub.state.repo(found.repo)
    shape = status(hub, found)
    keys = ("id", "state", "description", "target_url", "context", "created_at", "updated_at", "avatar_url")
    whole = commit(hub, repo, git.commit(hub.path(repo.full_name), found.sha))
    for who in ("author", "committer"):
        whole[who] = {key: value for key, value in (whole[who] or {}).items() if key != "user_view_type"} or None
    payload = {key: shape[key] for key in keys} | {
        "sha": found.sha,
        "name": repo.full_name,
        "commit": whole,
        "branches": [],
    }
    emit(hub, "status", repo, sender, payload)


def merge_group(hub: Hub, repo: Repo, sender: str, action: str, told: Json, **more: object) -> None:
    """merge_group.<action>; `told` has head_sha, head_ref, base_sha and base_ref."""
    head = simple_commit(git.commit(hub.path(repo.full_name), told["head_sha"]))
    emit(hub, "merge_group", repo, sender, {"action": action, "merge_group": told | {"head_commit": head}, **more})


def installed(hub: Hub, app: App, found: Installation, action: str, sender: str) -> None:
    """installation.<action>, which every app gets."""
    names = [repo for repo in hub.state.repos.values() if _within(found, repo)]
    payload = {
        "action": action,
        "installation": _dated(hub, found),
        "repositories": [short_repository(repo) for repo in names],
        "requester": None,
        "sender": account(hub, sender),
    }
    hub.hooks.post(app, "installation", payload, found.id)


def reselected(hub: Hub, app: App, found: Installation, added: list[Repo], removed: list[Repo], sender: str) -> None:
    """installation_repositories.added or .removed."""
    payload = {
        "action": "added" if added else "removed",
        "installation": _dated(hub, found),
        "repository_selection": "all" if found.repos is None else "selected",
        "repositories_added": [short_repository(repo) for repo in added],
        "repositories_removed": [short_repository(repo) for repo in removed],
        "requester": None,
        "sender": account(hub, sender),
    }
    hub.hooks.post(app, "installation_repositories", payload, found.id)


def ping(hub: Hub, app: App) -> None:
    """ping, which a new webhook is greeted with."""
    moment = stamp(hub.clock.now())
    config = {"content_type": "json", "insecure_ssl": "0", "url": app.webhook_url, "secret": "********"}
    hook = {
        "type": "App",
        "id": app.id,
        "name": "web",
        "active": True,
        "events": list(app.events),
        "config": config,
        "updated_at": moment,
        "created_at": moment,
        "app_id": app.id,
        "deliveries_url": f"{hub.api}/app/hook/deliveries",
    }
    hub.hooks.post(app, "ping", {"zen": "Keep it logically awesome.", "hook_id": app.id, "hook": hook}, None)


def _within(found: Installation, repo: Repo) -> bool:
    same = repo.owner.lower() == found.account.lower()
    return same and (found.repos is None or repo.full_name in found.repos)


def _dated(hub: Hub, found: Installation) -> Json:
    return installation(hub, found)


def issue(hub: Hub, pull: Pull) -> Json:
    """The pull request as an issue: what issue_comment events name."""
    shape = pull_simple(hub, pull)
    url = f"{hub.api}/repos/{pull.repo}/issues/{pull.number}"
    same = ("number", "title", "user", "labels", "state", "locked", "assignee", "assignees", "milestone", "created_at")
    more = ("updated_at", "closed_at", "author_association", "active_lock_reason", "body", "html_url", "draft")
    links = {"url": url, "repository_url": f"{hub.api}/repos/{pull.repo}", "labels_url": f"{url}/labels{{/name}}"}
    pages = {key: shape[key] for key in ("url", "html_url", "diff_url", "patch_url", "merged_at")}
    reactions = {"url": f"{url}/reactions", "total_count": 0}
    zero = dict.fromkeys(("+1", "-1", "laugh", "confused", "heart", "hooray", "eyes", "rocket"), 0)
    return (
        {key: shape[key] for key in same + more}
        | links
        | {"comments_url": f"{url}/comments", "events_url": f"{url}/events", "timeline_url": f"{url}/timeline"}
        | {"id": pull.issue_id, "node_id": node_id("I", pull.issue_id), "pull_request": pages}
        | {"comments": len(hub.state.issue_comments_of(pull.repo, pull.number))}
        | {"reactions": reactions | zero, "performed_via_github_app": None, "state_reason": None}
    )
