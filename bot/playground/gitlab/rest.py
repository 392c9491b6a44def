"""What the REST routes share: who calls, the parameters, pages of lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Response, g, jsonify, request
from werkzeug.routing import BaseConverter

from bot.playground.common import git
from bot.playground.gitlab import auth
from bot.playground.gitlab.auth import Caller
from bot.playground.gitlab.errors import ApiError, not_allowed, not_found, unauthorized, wrong
from bot.playground.gitlab.gate import SLASH
from bot.playground.gitlab.hub import Hub, Json, hub
from bot.playground.gitlab.nouns import Group, MergeRequest, Project, User

T = TypeVar("T")
View = TypeVar("View", bound=Callable[..., Any])
MOST_PER_PAGE = 100
READ, WRITE = ("api", "read_api"), ("api",)


class Segment(BaseConverter):
    """One segment of a path, with the slashes that were escaped in it: `group%2Fproject`."""

    def to_python(self, value: str) -> str:
        """As it was before escaping."""
        return value.replace(SLASH, "/")


def also(*scopes: str) -> Callable[[View], View]:
    """Lets tokens with one of these scopes call the route, too."""

    def mark(view: View) -> View:
        view.more_scopes = scopes  # type: ignore[attr-defined]
        return view

    return mark


def admit(view: Callable[..., Any] | None) -> None:
    """Raises 403 where the caller's token has none of the scopes that the route takes."""
    usual = READ if request.method in ("GET", "HEAD") else WRITE
    auth.require_scope(caller(), usual + getattr(view, "more_scopes", ()))


def caller() -> Caller:
    """Whoever sent this request; set before the route runs."""
    found: Caller = g.caller
    return found


def user() -> User:
    """The account that writes of this request appear under. Raises 401 where nobody is logged in."""
    found = caller().user
    if found is None:
        raise unauthorized()
    return found


class Moved(Exception):
    """The project has another path now; `location` is where."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


def project(name: str, least: int = 0) -> tuple[Hub, Project]:
    """The project by id or path, once it is sure that the caller sees it and has the access level asked for."""
    here = hub()
    if request.method not in ("GET", "HEAD"):
        user()
    found = here.state.project(name)
    auth.require(here.state, caller(), found, least)
    if not name.isdigit() and found.full_path.lower() != name.lower():
        _lead_on(name, found)
    return here, found


def _lead_on(name: str, found: Project) -> None:
    """As lib/api/helpers.rb does for projects that were renamed."""
    if request.method != "GET":
        raise not_allowed("405 Non GET methods are not allowed for moved projects")
    path = request.path.replace(name.replace("/", SLASH), str(found.id), 1).replace(SLASH, "%2F")
    query = request.query_string.decode()
    raise Moved(f"{hub().url}{path}{'?' if query else ''}{query}")


def code(name: str, least: int = 0) -> tuple[Hub, Project]:
    """The same, for its code and its merge requests."""
    here, found = project(name)
    auth.require_code(here.state, caller(), found, least)
    return here, found


def merge_request(name: str, iid: int, least: int = 0) -> tuple[Hub, MergeRequest]:
    """The same, for a merge request. Raises 404 where there is none."""
    here, found = code(name, least)
    return here, here.state.merge_request(found, iid)


def group(name: str, least: int = 0) -> tuple[Hub, Group]:
    """The group by id or path, as far as the caller may."""
    here = hub()
    found = here.state.group(name)
    auth.require(here.state, caller(), found, least)
    return here, found


def commit_of(here: Hub, found: Project, revision: str, what: str = "Commit") -> str:
    """The commit that a branch, tag or id names. Raises 404 (`404 Commit Not Found`)."""
    path = here.path(found)
    sha = git.resolve(path, f"refs/heads/{revision}") or git.resolve(path, revision)
    if sha is None:
        raise not_found(what)
    return sha


def params() -> Mapping[str, Any]:
    """Query, form and JSON body together, as GitLab takes them. Raises 400 for a body that is no object."""
    sent: Any = {}
    if request.is_json and request.get_data():
        sent = request.get_json(silent=True)
        if not isinstance(sent, dict):
            raise ApiError(400, {"error": "The provided content is malformed."})
    return {**request.args.to_dict(), **request.form.to_dict(), **sent}


def required(asked: Mapping[str, Any], *names: str) -> None:
    """Raises 400 (`a is missing, b is missing`) unless all are there."""
    missing = [f"{name} is missing" for name in names if name not in asked]
    if missing:
        raise wrong(", ".join(missing))


def truth(value: object) -> bool:
    """A parameter as a boolean."""
    return str(value).lower() in ("true", "1", "t")


def whole(asked: Mapping[str, Any], key: str, default: int) -> int:
    """A parameter as an integer. Raises 400 (`page is invalid`)."""
    try:
        return int(asked.get(key) or default)
    except ValueError:
        raise wrong(f"{key} is invalid") from None


def created(shape: Any) -> tuple[Response, int]:
    """201."""
    return jsonify(shape), 201


def nothing() -> Response:
    """204."""
    return Response(status=204)


def moment(key: str, value: str) -> datetime:
    """A parameter as a time. Raises 400 (`updated_after is invalid`)."""
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        raise wrong(f"{key} is invalid") from None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def page(items: Sequence[T], shape: Callable[[T], Json]) -> Response:
    """One page of a list."""
    shown, headers = cut(items)
    answer = jsonify([shape(item) for item in shown])
    answer.headers.extend(headers)
    return answer


def cut(items: Sequence[T]) -> tuple[Sequence[T], dict[str, str]]:
    """The items of the page asked for, with the X-* headers and the Link header that lead on."""
    size, at = _size(), max(whole(request.args, "page", 1), 1)
    last = max(1, -(-len(items) // size))
    after, before = (at + 1 if at < last else None), (at - 1 if at > 1 else None)
    wanted = {"prev": before, "next": after, "first": 1, "last": last}
    links = ", ".join(f'<{_at(page=number)}>; rel="{rel}"' for rel, number in wanted.items() if number)
    numbers = {"Next-Page": after or "", "Page": at, "Per-Page": size, "Prev-Page": before or ""}
    numbers |= {"Total": len(items), "Total-Pages": last}
    headers = {"Link": links} | {f"X-{name}": str(value) for name, value in numbers.items()}
    return items[(at - 1) * size : at * size], headers


def by_key(items: Sequence[T], key: Callable[[T], int], shape: Callable[[T], Json]) -> Response:
    """One page by keyset, newest id first unless `sort=asc`; `id_before` and `id_after` lead on."""
    asked, size = request.args, _size()
    rising = asked.get("sort") == "asc"
    low, high = whole(asked, "id_after", 0), whole(asked, "id_before", 0)
    left = [item for item in items if key(item) > low and (not high or key(item) < high)]
    left.sort(key=key, reverse=not rising)
    answer = jsonify([shape(item) for item in left[:size]])
    if len(left) > size:
        bound = {"id_after" if rising else "id_before": key(left[size - 1])}
        answer.headers["Link"] = f'<{_at(**bound)}>; rel="next"'
    return answer


def _size() -> int:
    size = whole(request.args, "per_page", 20)
    if size < 1:
        raise wrong("per_page does not have a valid value")
    return min(size, MOST_PER_PAGE)


def _at(**more: object) -> str:
    query = urlencode({**request.args, "per_page": _size(), **more})
    return f"{hub().url}{request.path.replace(SLASH, '%2F')}?{query}"
