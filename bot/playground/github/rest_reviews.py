"""Reviews and their threads: a batch that is taken whole or not at all, single comments, answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, jsonify, request

from bot.playground.common import git
from bot.playground.github import rest, talk
from bot.playground.github.errors import ApiError, invalid_request, not_found, unprocessable, validation_failed
from bot.playground.github.hub import Hub
from bot.playground.github.nouns import Pull, ReviewComment
from bot.playground.github.shapes_talk import review as review_shape
from bot.playground.github.shapes_talk import review_comment

reviews = Blueprint("reviews", __name__)
STATES = {"APPROVE": "APPROVED", "REQUEST_CHANGES": "CHANGES_REQUESTED", "COMMENT": "COMMENTED", None: "PENDING"}
BATCH_KEYS = {"path", "position", "body", "line", "side", "start_line", "start_side"}
RESOURCE = "PullRequestReviewComment"


@reviews.get("/repos/<owner>/<name>/pulls/<int:number>/reviews")
def list_reviews(owner: str, name: str, number: int) -> Response:
    """Submitted reviews, oldest first."""
    here, pull = rest.allowed_pull(owner, name, number, "pull_requests:read")
    found = [r for r in here.state.reviews.values() if (r.repo, r.number) == (pull.repo, number) and r.submitted]
    return rest.page(found, lambda entry: review_shape(here, entry))


@reviews.post("/repos/<owner>/<name>/pulls/<int:number>/reviews")
def create_review(owner: str, name: str, number: int) -> Response:
    """A review with all its comments; one bad comment fails the whole."""
    here, pull = rest.allowed_pull(owner, name, number, "pull_requests:write")
    asked = rest.body()
    event, comments, commit = _read(here, pull, asked)
    spots = _spots(here, pull, comments, commit)
    text = str(asked.get("body") or "")
    review = talk.start_review(here, pull, rest.login(), text, STATES[event], commit)
    for where, comment in zip(spots, comments, strict=True):
        talk.open_thread(here, pull, where, review, comment["body"])
    if review.submitted:
        talk.announce(here, pull, review)
    return jsonify(review_shape(here, review))


def _read(here: Hub, pull: Pull, asked: Mapping[str, Any]) -> tuple[str | None, Sequence[Mapping[str, Any]], str]:
    event, comments = asked.get("event"), asked.get("comments") or []
    if event not in STATES:
        raise unprocessable("Variable $event of type PullRequestReviewEvent was provided invalid value")
    if event in ("COMMENT", "REQUEST_CHANGES") and not asked.get("body") and not comments:
        raise unprocessable("Body cannot be blank")
    if len(str(asked.get("body") or "")) > talk.LONGEST:
        raise unprocessable(f"Body is too long (maximum is {talk.LONGEST} characters)")
    if event in ("APPROVE", "REQUEST_CHANGES") and pull.author == rest.login():
        raise unprocessable(f"Can not {event.lower().replace('_', ' ')} on your own pull request")
    commit = asked.get("commit_id") or pull.head_sha
    if not _belongs(here, pull, commit):
        raise unprocessable("The commit_id is not part of the pull request")
    return event, comments, str(commit)


def _belongs(here: Hub, pull: Pull, commit: object) -> bool:
    path = here.path(pull.repo)
    if not isinstance(commit, str) or git.resolve(path, commit) != commit:
        return False
    return commit == pull.head_sha or any(
        entry.sha == commit for entry in git.log(path, here.merge_base(pull), pull.head_sha)
    )


def _spots(here: Hub, pull: Pull, comments: Sequence[Any], commit: str) -> list[talk.Spot]:
    spots, wrong = [], []
    for comment in comments:
        _check_comment(comment)
        try:
            spots.append(talk.spot(here, pull, comment, commit))
        except talk.NotInDiff as error:
            wrong.append(f"Pull request review thread {error}")
    if wrong:
        raise unprocessable(*wrong)
    return spots


def _check_comment(comment: Any) -> None:
    if not isinstance(comment, dict):
        raise invalid_request("For 'items', a comment is not an object.")
    unknown = sorted(set(comment) - BATCH_KEYS)
    if unknown:
        raise invalid_request(f'"{unknown[0]}" is not a permitted key.')
    for key in ("path", "body"):
        if not isinstance(comment.get(key), str) or not comment[key]:
            raise invalid_request(f'"{key}" wasn\'t supplied.')
    if len(comment["body"]) > talk.LONGEST:
        raise unprocessable(f"Body is too long (maximum is {talk.LONGEST} characters)")


@reviews.get("/repos/<owner>/<name>/pulls/<int:number>/reviews/<int:review_id>")
def get_review(owner: str, name: str, number: int, review_id: int) -> Response:
    """One review."""
    here, pull = rest.allowed_pull(owner, name, number, "pull_requests:read")
    found = here.state.reviews.get(review_id)
    if found is None or (found.repo, found.number) != (pull.repo, number):
        raise not_found()
    return jsonify(review_shape(here, found))


@reviews.get("/repos/<owner>/<name>/pulls/<int:number>/reviews/<int:review_id>/comments")
def comments_of_review(owner: str, name: str, number: int, review_id: int) -> Response:
    """The comments of one review."""
    here, pull = rest.allowed_pull(owner, name, number, "pull_requests:read")
    found = [c for c in here.state.review_comments.values() if c.review_id == review_id]
    return rest.page(found, lambda entry: review_comment(here, pull, entry))


@reviews.get("/repos/<owner>/<name>/pulls/<int:number>/comments")
def list_comments(owner: str, name: str, number: int) -> Response:
    """All comments of all threads, oldest first unless `direction=desc`."""
    here, pull = rest.allowed_pull(owner, name, number, "pull_requests:read")
    threads = {thread.id for thread in here.state.threads_of(pull.repo, number)}
    found = [c for c in here.state.review_comments.values() if c.thread_id in threads]
    submitted = [c for c in found if here.state.reviews[c.review_id].submitted]
    if request.args.get("direction") == "desc":
        submitted.reverse()
    return rest.page(submitted, lambda entry: review_comment(here, pull, entry))


@reviews.post("/repos/<owner>/<name>/pulls/<int:number>/comments")
def create_comment(owner: str, name: str, number: int) -> tuple[Response, int]:
    """A new thread on a line or a file, or (`in_reply_to`) an answer."""
    here, pull = rest.allowed_pull(owner, name, number, "pull_requests:write")
    asked = rest.body()
    if asked.get("in_reply_to"):
        return _answer(here, pull, asked["in_reply_to"], asked)
    text = talk.check_body(asked.get("body"), RESOURCE)
    for key in ("path", "commit_id"):
        if not asked.get(key):
            raise validation_failed(RESOURCE, key, "missing_field")
    if not _belongs(here, pull, asked["commit_id"]):
        raise validation_failed(RESOURCE, "commit_id", "custom", "commit_id is not part of the pull request")
    try:
        where = talk.spot(here, pull, asked, asked["commit_id"])
    except talk.NotInDiff as error:
        field = "path" if "path" in str(error) else "pull_request_review_thread.line"
        raise validation_failed(RESOURCE, field, "custom", f"pull_request_review_thread {error}") from None
    review = talk.start_review(here, pull, rest.login(), "", "COMMENTED", where.commit)
    fresh = talk.open_thread(here, pull, where, review, text)
    talk.announce(here, pull, review)
    return rest.created(review_comment(here, pull, fresh))


@reviews.post("/repos/<owner>/<name>/pulls/<int:number>/comments/<int:comment_id>/replies")
def create_reply(owner: str, name: str, number: int, comment_id: int) -> tuple[Response, int]:
    """Answers the first comment of a thread."""
    here, pull = rest.allowed_pull(owner, name, number, "pull_requests:write")
    return _answer(here, pull, comment_id, rest.body())


def _answer(here: Hub, pull: Pull, comment_id: Any, asked: Mapping[str, Any]) -> tuple[Response, int]:
    top = here.state.review_comments.get(comment_id)
    if top is None or talk.pull_of(here, top) is not pull:
        raise not_found()
    fresh = talk.reply(here, pull, top, rest.login(), asked.get("body") or "")
    return rest.created(review_comment(here, pull, fresh))


def _comment(owner: str, name: str, comment_id: int, needed: str) -> tuple[Hub, Pull, ReviewComment]:
    here, repo = rest.allowed(owner, name, needed)
    found = here.state.review_comments.get(comment_id)
    if found is None or talk.pull_of(here, found).repo != repo.full_name:
        raise not_found()
    return here, talk.pull_of(here, found), found


@reviews.get("/repos/<owner>/<name>/pulls/comments/<int:comment_id>")
def get_comment(owner: str, name: str, comment_id: int) -> Response:
    """One comment of a thread."""
    here, pull, found = _comment(owner, name, comment_id, "pull_requests:read")
    return jsonify(review_comment(here, pull, found))


@reviews.patch("/repos/<owner>/<name>/pulls/comments/<int:comment_id>")
def edit_comment(owner: str, name: str, comment_id: int) -> Response:
    """Changes its text."""
    here, pull, found = _comment(owner, name, comment_id, "pull_requests:write")
    _check_owner(here, pull, found.author)
    talk.edit_review_comment(here, found, rest.body().get("body") or "", rest.login())
    return jsonify(review_comment(here, pull, found))


@reviews.delete("/repos/<owner>/<name>/pulls/comments/<int:comment_id>")
def delete_comment(owner: str, name: str, comment_id: int) -> Response:
    """Takes it away."""
    here, pull, found = _comment(owner, name, comment_id, "pull_requests:write")
    _check_owner(here, pull, found.author)
    talk.delete_review_comment(here, found, rest.login())
    return rest.nothing()


def _check_owner(here: Hub, pull: Pull, author: str) -> None:
    """People without write access change what they wrote themselves."""
    who = rest.caller()
    trusted = who.kind != "user" or here.state.permission(who.login, here.repo_of(pull)) not in ("read", "triage")
    if not trusted and who.login != author:
        raise ApiError(403, "Must have admin rights to Repository.")
