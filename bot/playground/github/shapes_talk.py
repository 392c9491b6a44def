"""Comments, reviews, reactions, check runs, suites, statuses and deliveries as GitHub's JSON writes them."""

from __future__ import annotations

from bot.playground.common import git
from bot.playground.common.clock import stamp, stamp_or_none
from bot.playground.github.hub import Hub, Json
from bot.playground.github.nouns import (
    Annotation,
    CheckRun,
    CheckSuite,
    Delivery,
    IssueComment,
    Pull,
    Reaction,
    Review,
    ReviewComment,
    Status,
)
from bot.playground.github.shapes import account, app, node_id, repository
from bot.playground.github.shapes_pulls import association, pull_minimal
from bot.playground.github.state import latest_runs
from bot.playground.github.threads import place

REACTIONS = ("+1", "-1", "laugh", "confused", "heart", "hooray", "eyes", "rocket")


def rollup(hub: Hub, kind: str, comment_id: int, url: str) -> Json:
    """How often each reaction was given."""
    given = [reaction.content for reaction in hub.state.reactions_to(kind, comment_id)]
    return {
        "url": f"{url}/reactions",
        "total_count": len(given),
        **{content: given.count(content) for content in REACTIONS},
    }


def issue_comment(hub: Hub, found: IssueComment) -> Json:
    """An issue-comment."""
    url = f"{hub.api}/repos/{found.repo}/issues/comments/{found.id}"
    return {
        "url": url,
        "html_url": f"{hub.url}/{found.repo}/pull/{found.number}#issuecomment-{found.id}",
        "issue_url": f"{hub.api}/repos/{found.repo}/issues/{found.number}",
        "id": found.id,
        "node_id": node_id("IC", found.id),
        "user": account(hub, found.author),
        "created_at": stamp(found.created),
        "updated_at": stamp(found.updated),
        "author_association": association(hub, found.repo, found.author),
        "body": found.body,
        "reactions": rollup(hub, "issue_comment", found.id, url),
        "performed_via_github_app": _via(hub, found.author),
    }


def _via(hub: Hub, login: str) -> Json | None:
    owner = next((entry for entry in hub.state.apps.values() if entry.bot == login), None)
    return app(hub, owner) if owner else None


def review_comment(hub: Hub, pull: Pull, found: ReviewComment) -> Json:
    """A pull-request-review-comment where it stands now; line and position are null once it is outdated."""
    thread = hub.state.threads[found.thread_id]
    now = place(hub, pull, thread)
    url = f"{hub.api}/repos/{pull.repo}/pulls/comments/{found.id}"
    page = f"{hub.url}/{pull.repo}/pull/{pull.number}#discussion_r{found.id}"
    pull_url = f"{hub.api}/repos/{pull.repo}/pulls/{pull.number}"
    return {
        "url": url,
        "pull_request_review_id": found.review_id,
        "id": found.id,
        "node_id": node_id("PRRC", found.id),
        "diff_hunk": thread.diff_hunk,
        "path": thread.path,
        "commit_id": thread.commit if now.outdated else pull.head_sha,
        "original_commit_id": thread.commit,
        "user": account(hub, found.author),
        "body": found.body,
        "created_at": stamp(found.created),
        "updated_at": stamp(found.updated),
        "html_url": page,
        "pull_request_url": pull_url,
        "author_association": association(hub, pull.repo, found.author),
        "_links": {"self": {"href": url}, "html": {"href": page}, "pull_request": {"href": pull_url}},
        "reactions": rollup(hub, "review_comment", found.id, url),
        "start_line": now.start_line,
        "original_start_line": thread.start_line,
        "start_side": thread.start_side,
        "line": now.line,
        "original_line": thread.line,
        "side": thread.side,
        "original_position": thread.original_position,
        "position": now.position,
        "subject_type": thread.subject_type,
        **({"in_reply_to_id": found.reply_to} if found.reply_to else {}),
    }


def review(hub: Hub, found: Review) -> Json:
    """A pull-request-review."""
    pull_url = f"{hub.api}/repos/{found.repo}/pulls/{found.number}"
    page = f"{hub.url}/{found.repo}/pull/{found.number}#pullrequestreview-{found.id}"
    return {
        "id": found.id,
        "node_id": node_id("PRR", found.id),
        "user": account(hub, found.author),
        "body": found.body,
        "state": found.state,
        "html_url": page,
        "pull_request_url": pull_url,
        "author_association": association(hub, found.repo, found.author),
        "_links": {"html": {"href": page}, "pull_request": {"href": pull_url}},
        "commit_id": found.commit_id,
        **({"submitted_at": stamp(found.submitted)} if found.submitted else {}),
    }


def reaction(hub: Hub, found: Reaction) -> Json:
    """A reaction."""
    return {
        "id": found.id,
        "node_id": node_id("REA", found.id),
        "user": account(hub, found.author),
        "content": found.content,
        "created_at": stamp(found.created),
    }


def check_run(hub: Hub, found: CheckRun) -> Json:
    """A check-run."""
    url = f"{hub.api}/repos/{found.repo}/check-runs/{found.id}"
    return {
        "id": found.id,
        "name": found.name,
        "node_id": node_id("CR", found.id),
        "head_sha": found.head_sha,
        "external_id": found.external_id,
        "url": url,
        "html_url": f"{hub.url}/{found.repo}/runs/{found.id}",
        "details_url": found.details_url
        or hub.state.app(found.app_id).url
        or f"{hub.url}/{found.repo}/runs/{found.id}",
        "status": found.status,
        "conclusion": found.conclusion,
        "started_at": stamp(found.started),
        "completed_at": stamp_or_none(found.completed),
        "output": {
            "title": found.title,
            "summary": found.summary,
            "text": found.text,
            "annotations_count": len(found.annotations),
            "annotations_url": f"{url}/annotations",
        },
        "check_suite": {"id": found.suite_id},
        "app": app(hub, hub.state.app(found.app_id)),
        "pull_requests": [pull_minimal(hub, pull) for pull in hub.state.pulls_at(found.repo, found.head_sha)],
    }


def annotation(hub: Hub, run: CheckRun, found: Annotation) -> Json:
    """A check-annotation."""
    return {
        "path": found.path,
        "blob_href": f"{hub.url}/{run.repo}/blob/{run.head_sha}/{found.path}",
        "start_line": found.start_line,
        "end_line": found.end_line,
        "start_column": found.start_column,
        "end_column": found.end_column,
        "annotation_level": found.annotation_level,
        "title": found.title,
        "message": found.message,
        "raw_details": found.raw_details,
    }


def suite_state(hub: Hub, suite: CheckSuite) -> tuple[str, str | None]:
    """A suite's status and conclusion, from its newest runs: the worst conclusion counts."""
    runs = latest_runs(run for run in hub.state.runs.values() if run.suite_id == suite.id)
    if not runs:
        return "queued", None
    if any(run.status != "completed" for run in runs):
        return ("in_progress" if any(run.status == "in_progress" for run in runs) else "queued"), None
    order = ("failure", "timed_out", "action_required", "cancelled", "success", "neutral", "skipped")
    return "completed", min((run.conclusion or "neutral" for run in runs), key=order.index)


def check_suite(hub: Hub, suite: CheckSuite) -> Json:
    """A check-suite."""
    url = f"{hub.api}/repos/{suite.repo}/check-suites/{suite.id}"
    status, conclusion = suite_state(hub, suite)
    repo = hub.state.repo(suite.repo)
    return {
        "id": suite.id,
        "node_id": node_id("CS", suite.id),
        "head_branch": suite.head_branch,
        "head_sha": suite.head_sha,
        "status": status,
        "conclusion": conclusion,
        "url": url,
        "before": suite.before,
        "after": suite.head_sha,
        "pull_requests": [pull_minimal(hub, pull) for pull in hub.state.pulls_at(suite.repo, suite.head_sha)],
        "app": app(hub, hub.state.app(suite.app_id)),
        "repository": repository(hub, repo),
        "created_at": stamp(suite.created),
        "updated_at": stamp(suite.updated),
        "head_commit": simple_commit(git.commit(hub.path(suite.repo), suite.head_sha)),
        "latest_check_runs_count": len(latest_runs(run for run in hub.state.runs.values() if run.suite_id == suite.id)),
        "check_runs_url": f"{url}/check-runs",
        "rerequestable": True,
        "runs_rerequestable": True,
    }


def simple_commit(found: git.Commit) -> Json:
    """A simple-commit."""
    people = {
        key: {"name": who[0], "email": who[1]}
        for key, who in (("author", found.author), ("committer", found.committer))
    }
    return {
        "id": found.sha,
        "tree_id": found.tree,
        "message": found.message,
        "timestamp": found.committer[2],
        **people,
    }


def status(hub: Hub, found: Status) -> Json:
    """A status."""
    return {
        "url": f"{hub.api}/repos/{found.repo}/statuses/{found.sha}",
        "avatar_url": account(hub, found.creator)["avatar_url"],
        "id": found.id,
        "node_id": node_id("SC", found.id),
        "state": found.state,
        "description": found.description,
        "target_url": found.target_url,
        "context": found.context,
        "created_at": stamp(found.created),
        "updated_at": stamp(found.created),
        "creator": account(hub, found.creator),
    }


def delivery(found: Delivery) -> Json:
    """A hook-delivery-item."""
    return {
        "id": found.id,
        "guid": found.guid,
        "delivered_at": stamp(found.delivered or found.created),
        "redelivery": found.redelivery,
        "duration": found.duration,
        "status": found.status,
        "status_code": found.status_code,
        "event": found.event,
        "action": found.action,
        "installation_id": found.installation_id,
        "repository_id": found.repository_id,
        "throttled_at": None,
    }
