"""What a pull request shows, as plain data: for tests to compare and for `--format json`."""

from __future__ import annotations

from dataclasses import asdict

from bot.playground.github.hub import Hub, Json
from bot.playground.github.nouns import CheckRun, IssueComment, Pull, Thread
from bot.playground.github.state import latest_runs, latest_statuses
from bot.playground.github.threads import place


def shown(hub: Hub, pull: Pull) -> Json:
    """title, state, draft, head_sha, threads, check_runs (newest of each name), statuses, comments."""
    state = hub.state
    return {
        "repo": pull.repo,
        "number": pull.number,
        "title": pull.title,
        "state": "merged" if pull.merged else pull.state,
        "draft": pull.draft,
        "head_sha": pull.head_sha,
        "threads": [_thread(hub, pull, thread) for thread in state.threads_of(pull.repo, pull.number)],
        "check_runs": [_run(run) for run in latest_runs(state.runs_at(pull.repo, pull.head_sha))],
        "statuses": [
            {"context": s.context, "state": s.state, "description": s.description, "creator": s.creator}
            for s in latest_statuses(state.statuses_at(pull.repo, pull.head_sha))
        ],
        "comments": [_comment(hub, comment) for comment in state.issue_comments_of(pull.repo, pull.number)],
    }


def _thread(hub: Hub, pull: Pull, thread: Thread) -> Json:
    """line and start_line are where it stands now (None when outdated), original_* where it was written."""
    now = place(hub, pull, thread)
    return {
        "id": thread.id,
        "path": thread.path,
        "line": now.line,
        "start_line": now.start_line,
        "original_line": thread.line,
        "original_start_line": thread.start_line,
        "side": thread.side,
        "subject_type": thread.subject_type,
        "resolved": bool(thread.resolved_by),
        "resolved_by": thread.resolved_by,
        "outdated": now.outdated,
        "comments": [
            {
                "id": comment.id,
                "author": comment.author,
                "body": comment.body,
                "minimized": comment.minimized,
                "edited": comment.updated > comment.created,
                "reactions": _reactions(hub, "review_comment", comment.id),
            }
            for comment in hub.state.comments_in(thread)
        ],
    }


def _run(run: CheckRun) -> Json:
    return {
        "id": run.id,
        "name": run.name,
        "status": run.status,
        "conclusion": run.conclusion,
        "title": run.title,
        "summary": run.summary,
        "text": run.text,
        "external_id": run.external_id,
        "details_url": run.details_url,
        "annotations": [asdict(annotation) for annotation in run.annotations],
        "actions": [asdict(action) for action in run.actions],
    }


def _comment(hub: Hub, comment: IssueComment) -> Json:
    return {
        "id": comment.id,
        "author": comment.author,
        "body": comment.body,
        "minimized": comment.minimized,
        "edited": comment.updated > comment.created,
        "reactions": _reactions(hub, "issue_comment", comment.id),
    }


def _reactions(hub: Hub, kind: str, comment_id: int) -> list[Json]:
    return [{"author": r.author, "content": r.content} for r in hub.state.reactions_to(kind, comment_id)]
