"""The conversation: issue comments, reactions to comments."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from bot.playground.github import rest, talk
from bot.playground.github.errors import ApiError, not_found
from bot.playground.github.hub import Hub
from bot.playground.github.nouns import IssueComment
from bot.playground.github.shapes_talk import issue_comment, reaction

conversation = Blueprint("conversation", __name__)
READ = "issues:read|pull_requests:read"
WRITE = "issues:write|pull_requests:write"
KINDS = {"issues": ("issue_comment", WRITE), "pulls": ("review_comment", "pull_requests:write")}


@conversation.get("/repos/<owner>/<name>/issues/<int:number>/comments")
def list_comments(owner: str, name: str, number: int) -> Response:
    """Oldest first."""
    here, pull = rest.allowed_pull(owner, name, number, READ)
    return rest.page(here.state.issue_comments_of(pull.repo, number), lambda entry: issue_comment(here, entry))


@conversation.get("/repos/<owner>/<name>/issues/comments")
def list_all_comments(owner: str, name: str) -> Response:
    """Of all pull requests, oldest first."""
    here, repo = rest.allowed(owner, name, READ)
    found = [entry for entry in here.state.issue_comments.values() if entry.repo == repo.full_name]
    return rest.page(found, lambda entry: issue_comment(here, entry))


@conversation.post("/repos/<owner>/<name>/issues/<int:number>/comments")
def create_comment(owner: str, name: str, number: int) -> tuple[Response, int]:
    """Says something."""
    here, pull = rest.allowed_pull(owner, name, number, WRITE)
    fresh = talk.comment(here, pull, rest.login(), rest.body().get("body") or "")
    return rest.created(issue_comment(here, fresh))


def _comment(owner: str, name: str, comment_id: int, needed: str) -> tuple[Hub, IssueComment]:
    here, repo = rest.allowed(owner, name, needed)
    found = here.state.issue_comments.get(comment_id)
    if found is None or found.repo != repo.full_name:
        raise not_found()
    return here, found


@conversation.get("/repos/<owner>/<name>/issues/comments/<int:comment_id>")
def get_comment(owner: str, name: str, comment_id: int) -> Response:
    """One comment."""
    here, found = _comment(owner, name, comment_id, READ)
    return jsonify(issue_comment(here, found))


@conversation.patch("/repos/<owner>/<name>/issues/comments/<int:comment_id>")
def edit_comment(owner: str, name: str, comment_id: int) -> Response:
    """Changes its text."""
    here, found = _comment(owner, name, comment_id, WRITE)
    _check_owner(here, found)
    talk.edit_comment(here, found, rest.body().get("body") or "", rest.login())
    return jsonify(issue_comment(here, found))


@conversation.delete("/repos/<owner>/<name>/issues/comments/<int:comment_id>")
def delete_comment(owner: str, name: str, comment_id: int) -> Response:
    """Takes it away."""
    here, found = _comment(owner, name, comment_id, WRITE)
    _check_owner(here, found)
    talk.delete_comment(here, found, rest.login())
    return rest.nothing()


def _check_owner(here: Hub, found: IssueComment) -> None:
    """People without write access change what they wrote themselves."""
    who = rest.caller()
    role = here.state.permission(who.login, here.state.repo(found.repo))
    if who.kind == "user" and role in ("read", "triage") and who.login != found.author:
        raise ApiError(403, "Must have admin rights to Repository.")


def _subject(owner: str, name: str, area: str, comment_id: int) -> tuple[Hub, str]:
    if area not in KINDS:
        raise not_found()
    kind, needed = KINDS[area]
    here, _ = rest.allowed(owner, name, needed)
    known = here.state.issue_comments if area == "issues" else here.state.review_comments
    if comment_id not in known:
        raise not_found()
    return here, kind


@conversation.get("/repos/<owner>/<name>/<area>/comments/<int:comment_id>/reactions")
def list_reactions(owner: str, name: str, area: str, comment_id: int) -> Response:
    """Reactions, by `content` where it is given."""
    here, kind = _subject(owner, name, area, comment_id)
    wanted = request.args.get("content")
    found = [entry for entry in here.state.reactions_to(kind, comment_id) if wanted in (None, entry.content)]
    return rest.page(found, lambda entry: reaction(here, entry))


@conversation.post("/repos/<owner>/<name>/<area>/comments/<int:comment_id>/reactions")
def create_reaction(owner: str, name: str, area: str, comment_id: int) -> tuple[Response, int]:
    """201 for a new reaction, 200 for one that was there."""
    here, kind = _subject(owner, name, area, comment_id)
    found, fresh = talk.react(here, kind, comment_id, rest.login(), rest.body().get("content"))
    return jsonify(reaction(here, found)), 201 if fresh else 200


@conversation.delete("/repos/<owner>/<name>/<area>/comments/<int:comment_id>/reactions/<int:reaction_id>")
def delete_reaction(owner: str, name: str, area: str, comment_id: int, reaction_id: int) -> Response:
    """Takes it back."""
    here, kind = _subject(owner, name, area, comment_id)
    found = here.state.reactions.get(reaction_id)
    if found is None or found.subject != (kind, comment_id):
        raise not_found()
    del here.state.reactions[reaction_id]
    return rest.nothing()
