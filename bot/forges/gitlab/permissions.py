"""What somebody may do with a project, by GitLab's roles (https://docs.gitlab.com/api/access_requests/#valid-access-levels)."""

from __future__ import annotations

from bot.forges.answers import Forbidden
from bot.forges.gitlab.client import Client, Site
from bot.forges.interface import NotThere, Permission

_ROLES = ((50, Permission.ADMIN), (40, Permission.MAINTAIN), (30, Permission.WRITE), (10, Permission.READ))
"""Owner, Maintainer, Developer, and from Guest on: each with whatever lies between it and the next."""


def permission_of(client: Client, site: Site, actor: str) -> Permission:
    """Asked now; NONE when GitLab does not say. Raises ForgeUnavailable."""
    try:
        return max(_as_member(client, site, actor), _as_anybody(client), key=list(Permission).index)
    except (NotThere, Forbidden):
        return Permission.NONE


def _as_member(client: Client, site: Site, actor: str) -> Permission:
    """Through the project itself, its groups, or groups that were invited."""
    found = [each for each in site.get("/users", username=actor) if each["username"].lower() == actor.lower()]
    if not found or found[0]["state"] != "active":
        return Permission.NONE
    try:
        member = client.get(f"/members/all/{found[0]['id']}")
    except NotThere:
        return Permission.NONE
    return next((role for level, role in _ROLES if member["access_level"] >= level), Permission.NONE)


def _as_anybody(client: Client) -> Permission:
    return Permission.READ if client.get("").get("visibility") == "public" else Permission.NONE
