"""Projects, groups and their members: read, listed, found by path."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, Response, jsonify, request

from bot.playground.gitlab import auth, rest, shapes
from bot.playground.gitlab.errors import no_record
from bot.playground.gitlab.hub import Hub, Json, hub
from bot.playground.gitlab.nouns import Group, Project

projects = Blueprint("projects", __name__)


@projects.get("/projects")
def list_projects() -> Response:
    """What the caller sees; `membership`, `min_access_level`, `search`, `simple`; by keyset where it is asked for."""
    here, asked = hub(), request.args
    least = rest.whole(asked, "min_access_level", 10 if rest.truth(asked.get("membership")) else 0)
    return _list(here, [found for found in here.state.projects.values() if _wanted(here, found, least)])


def _wanted(here: Hub, found: Project, least: int) -> bool:
    asked, caller = request.args, rest.caller()
    named = asked.get("search", "").lower() in found.full_path.lower()
    archived = asked.get("archived") in (None, str(found.archived).lower())
    enough = not least or auth.level(here.state, caller, found) >= least
    return named and archived and enough and auth.sees(here.state, caller, found)


def _list(here: Hub, found: Iterable[Project]) -> Response:
    newest = sorted(found, key=lambda one: one.id, reverse=request.args.get("sort") != "asc")
    simple, who = rest.truth(request.args.get("simple")), rest.caller().username

    def shape(one: Project) -> Json:
        return shapes.simple_project(here, one) if simple else shapes.with_permissions(here, one, who)

    if request.args.get("pagination") == "keyset":
        return rest.by_key(newest, lambda one: one.id, shape)
    return rest.page(newest, shape)


@projects.get("/projects/<project>")
def get_project(project: str) -> Response:
    """One project."""
    here, found = rest.project(project)
    return jsonify(shapes.with_permissions(here, found, rest.caller().username))


@projects.get("/projects/<project>/forks")
def list_forks(project: str) -> Response:
    """Its forks, as far as the caller sees them."""
    here, found = rest.project(project)
    forks = (one for one in here.state.projects.values() if one.forked_from is found)
    return _list(here, [fork for fork in forks if auth.sees(here.state, rest.caller(), fork)])


@projects.get("/groups")
def list_groups() -> Response:
    """Groups that the caller sees."""
    here, asked = hub(), request.args
    least = rest.whole(asked, "min_access_level", 0)
    found = [
        one
        for one in here.state.groups.values()
        if one.kind == "group"
        and auth.sees(here.state, rest.caller(), one)
        and auth.level(here.state, rest.caller(), one) >= least
    ]
    return rest.page(found, lambda one: shapes.group(here, one))


@projects.get("/groups/<group>")
def get_group(group: str) -> Response:
    """One group; without its projects, which have a list of their own."""
    here, found = rest.group(group)
    return jsonify(shapes.group(here, found))


@projects.get("/groups/<group>/projects")
def group_projects(group: str) -> Response:
    """The group's projects; those of its subgroups with `include_subgroups=true`."""
    here, found = rest.group(group)
    least = rest.whole(request.args, "min_access_level", 0)
    deep = rest.truth(request.args.get("include_subgroups"))
    within = [one for one in here.state.projects.values() if found in _homes(one, deep)]
    return _list(here, [one for one in within if _wanted(here, one, least)])


def _homes(found: Project, deep: bool) -> list[Group]:
    return found.namespace.line() if deep else [found.namespace]


@projects.get("/projects/<project>/members")
@projects.get("/projects/<project>/members/all", defaults={"inherited": True})
def project_members(project: str, inherited: bool = False) -> Response:
    """Who was added to the project; `all` counts the groups above it."""
    here, found = rest.project(project)
    return _members(here, found, inherited)


@projects.get("/groups/<group>/members")
@projects.get("/groups/<group>/members/all", defaults={"inherited": True})
def group_members(group: str, inherited: bool = False) -> Response:
    """The same for a group."""
    here, found = rest.group(group)
    return _members(here, found, inherited)


def _members(here: Hub, found: Project | Group, inherited: bool) -> Response:
    levels = _levels(here, found, inherited)
    return rest.page(sorted(levels), lambda name: shapes.member(here, name, levels[name], found.created))


def _levels(here: Hub, found: Project | Group, inherited: bool) -> dict[str, int]:
    lists = here.state.memberships(found) if inherited else [found.members]
    names = {name for members in lists for name in members}
    return {name: max(members.get(name, 0) for members in lists) for name in names}


@projects.get("/projects/<project>/members/<int:user_id>")
@projects.get("/projects/<project>/members/all/<int:user_id>", defaults={"inherited": True})
def project_member(project: str, user_id: int, inherited: bool = False) -> Response:
    """One of them. Raises 404."""
    here, found = rest.project(project)
    return _member(here, found, user_id, inherited)


@projects.get("/groups/<group>/members/<int:user_id>")
@projects.get("/groups/<group>/members/all/<int:user_id>", defaults={"inherited": True})
def group_member(group: str, user_id: int, inherited: bool = False) -> Response:
    """The same for a group."""
    here, found = rest.group(group)
    return _member(here, found, user_id, inherited)


def _member(here: Hub, found: Project | Group, user_id: int, inherited: bool) -> Response:
    levels = _levels(here, found, inherited)
    name = next((name for name in levels if here.state.user(name).id == user_id), None)
    if name is None:
        raise no_record()
    return jsonify(shapes.member(here, name, levels[name], found.created))
