"""What the REST routes share: who calls, the body, pages of lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Response, g, jsonify, request

from bot.playground.common import git
from bot.playground.github import auth
from bot.playground.github.auth import Caller
from bot.playground.github.errors import ApiError, not_found
from bot.playground.github.hub import Hub, Json, hub
from bot.playground.github.nouns import Pull, Repo

T = TypeVar("T")
MOST_PER_PAGE = 100
_ID = re.compile(r"[0-9a-f]{40}")


def caller() -> Caller:
    """Whoever sent this request; set before the route runs."""
    found: Caller = g.caller
    return found


def login() -> str:
    """The account that writes of this request appear under. Raises 401 where nobody is logged in."""
    if caller().kind == "anonymous":
        raise ApiError(401, "Requires authentication")
    return caller().login


def allowed(owner: str, name: str, needed: str) -> tuple[Hub, Repo]:
    """The repository, once it is sure that the caller may do `needed` with it ("checks:write")."""
    here = hub()
    repo = here.state.repo(f"{owner}/{name}")
    auth.require(here.state, caller(), repo, needed)
    return here, repo


def allowed_pull(owner: str, name: str, number: int, needed: str) -> tuple[Hub, Pull]:
    """The same, for a pull request."""
    here, repo = allowed(owner, name, needed)
    return here, here.state.pull(repo.full_name, number)


def commit_of(here: Hub, repo: Repo, revision: str) -> str:
    """The commit that a branch, tag or id names. Raises 404, as 422 is for bodies."""
    path = here.path(repo.full_name)
    names = [revision] if _ID.fullmatch(revision) else [f"refs/heads/{revision}", revision]
    sha = next((sha for sha in (git.resolve(path, name) for name in names) if sha), None)
    if sha is None:
        raise not_found()
    return sha


def body() -> Mapping[str, Any]:
    """The JSON object of the request; empty where there is none. Raises 400 for anything else."""
    if not request.get_data():
        return {}
    sent = request.get_json(silent=True, force=True)
    if not isinstance(sent, dict):
        raise ApiError(400, "Problems parsing JSON" if sent is None else "Body should be a JSON object")
    return sent


def created(shape: Any) -> tuple[Response, int]:
    """201."""
    return jsonify(shape), 201


def nothing() -> Response:
    """204."""
    return Response(status=204)


def page(items: Sequence[T], shape: Callable[[T], Json]) -> Response:
    """One page of a list, with the Link header that leads on."""
    shown, link = cut(items)
    answer = jsonify([shape(item) for item in shown])
    return with_link(answer, link)


def counted(key: str, items: Sequence[T], shape: Callable[[T], Json], **more: Any) -> Response:
    """One page of a list that is wrapped with its `total_count`."""
    shown, link = cut(items)
    answer = jsonify({"total_count": len(items), key: [shape(item) for item in shown], **more})
    return with_link(answer, link)


def with_link(answer: Response, link: str) -> Response:
    """Adds the Link header where there is more than one page."""
    if link:
        answer.headers["Link"] = link
    return answer


def cut(items: Sequence[T]) -> tuple[Sequence[T], str]:
    """The items of the page asked for, and the Link header ("" for a single page)."""
    size = min(max(_number("per_page", 30), 1), MOST_PER_PAGE)
    at = max(_number("page", 1), 1)
    last = max(1, -(-len(items) // size))
    wanted = {"prev": at - 1, "next": at + 1, "last": last, "first": 1}
    keep = (["prev", "first"] if at > 1 else []) + (["next", "last"] if at < last else [])
    links = [f'<{_at(wanted[relation], size)}>; rel="{relation}"' for relation in wanted if relation in keep]
    return items[(at - 1) * size : at * size], ", ".join(links)


def by_cursor(items: Sequence[T], key: Callable[[T], int], shape: Callable[[T], Json]) -> Response:
    """One page of a list, newest first, that pages by `cursor` instead of a number."""
    size, after = min(max(_number("per_page", 30), 1), MOST_PER_PAGE), _number("cursor", 0)
    left = [item for item in items if not after or key(item) < after]
    answer = jsonify([shape(item) for item in left[:size]])
    query = urlencode({**request.args, "cursor": key(left[size - 1])}) if len(left) > size else ""
    return with_link(answer, f'<{hub().url}{request.path}?{query}>; rel="next"' if query else "")


def _at(number: int, size: int) -> str:
    query = {**request.args, "page": str(number), "per_page": str(size)}
    return f"{hub().url}{request.path}?{urlencode(query)}"


def _number(key: str, default: int) -> int:
    try:
        return int(request.args.get(key, default))
    except ValueError:
        return default
