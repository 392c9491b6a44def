"""Users, groups, projects and members as GitLab's API answers them."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote

from bot.playground.common import git
from bot.playground.gitlab.hub import Hub, Json
from bot.playground.gitlab.nouns import Group, Project, Token, User
from bot.playground.gitlab.nouns.said import Position


def stamp(moment: datetime) -> str:
    """As the API writes it: milliseconds and a Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def stamp_or_none(moment: datetime | None) -> str | None:
    """The same, for what may not have happened."""
    return stamp(moment) if moment else None


def user_basic(hub: Hub, username: str) -> Json:
    """An account as others name it."""
    found = hub.state.user(username)
    return {
        "id": found.id,
        "username": found.username,
        "public_email": "",
        "name": found.name,
        "state": "active",
        "locked": False,
        "avatar_url": None,
        "web_url": f"{hub.url}/{found.username}",
    }


def user_or_none(hub: Hub, username: str) -> Json | None:
    """The same, for who may be nobody."""
    return user_basic(hub, username) if username else None


def profile(hub: Hub, found: User) -> Json:
    """An account by itself."""
    empty = ("bio", "location", "linkedin", "twitter", "discord", "website_url", "github", "job_title", "organization")
    return (
        user_basic(hub, found.username)
        | {"created_at": stamp(found.created)}
        | dict.fromkeys(empty, "")
        | {"pronouns": None, "bot": found.bot, "work_information": None}
    )


def own_profile(hub: Hub, found: User) -> Json:
    """An account as its owner sees it."""
    return profile(hub, found) | {
        "last_sign_in_at": None,
        "confirmed_at": stamp(found.created),
        "last_activity_on": found.created.date().isoformat(),
        "email": found.email,
        "theme_id": 3,
        "color_scheme_id": 1,
        "projects_limit": 0 if found.bot else 100_000,
        "current_sign_in_at": None,
        "identities": [],
        "can_create_group": not found.bot,
        "can_create_project": not found.bot,
        "two_factor_enabled": False,
        "external": found.bot,
        "private_profile": False,
        "commit_email": found.email,
        "preferred_language": "en",
    }


def position(found: Position) -> Json:
    """A position; `line_range` is there where it was given."""
    lines = {"old_line": found.old_line, "new_line": found.new_line} if found.kind == "text" else {}
    return {
        "base_sha": found.refs.base,
        "start_sha": found.refs.start,
        "head_sha": found.refs.head,
        "old_path": found.old_path,
        "new_path": found.new_path,
        "position_type": found.kind,
        **lines,
        **({"line_range": found.line_range} if found.kind == "text" else {}),
    }


def token(found: Token, user_id: int) -> Json:
    """A token as it reads itself; its value is told once only, when it is made."""
    return {
        "id": found.id,
        "name": found.name,
        "revoked": found.revoked,
        "created_at": stamp(found.created),
        "description": None,
        "scopes": list(found.scopes),
        "user_id": user_id,
        "last_used_at": stamp_or_none(found.used),
        "active": not found.revoked,
        "expires_at": found.expires.isoformat() if found.expires else None,
    }


def namespace(hub: Hub, found: Group) -> Json:
    """A namespace as a project names it."""
    page = f"groups/{found.full_path}" if found.kind == "group" else found.full_path
    return {
        "id": found.id,
        "name": found.path,
        "path": found.path,
        "kind": found.kind,
        "full_path": found.full_path,
        "parent_id": found.parent.id if found.parent else None,
        "avatar_url": None,
        "web_url": f"{hub.url}/{page}",
    }


def group(hub: Hub, found: Group) -> Json:
    """A group."""
    return {
        "id": found.id,
        "web_url": f"{hub.url}/groups/{found.full_path}",
        "name": found.path,
        "path": found.path,
        "description": "",
        "visibility": found.visibility,
        "share_with_group_lock": False,
        "require_two_factor_authentication": False,
        "two_factor_grace_period": 48,
        "project_creation_level": "developer",
        "subgroup_creation_level": "maintainer",
        "emails_disabled": False,
        "emails_enabled": True,
        "mentions_disabled": None,
        "lfs_enabled": True,
        "archived": False,
        "default_branch": None,
        "avatar_url": None,
        "request_access_enabled": True,
        "full_name": found.full_path.replace("/", " / "),
        "full_path": found.full_path,
        "created_at": stamp(found.created),
        "parent_id": found.parent.id if found.parent else None,
        "shared_with_groups": [],
    }


def member(hub: Hub, username: str, level: int, since: datetime) -> Json:
    """A member with the access level that counts."""
    return user_basic(hub, username) | {
        "access_level": level,
        "created_at": stamp(since),
        "created_by": None,
        "expires_at": None,
        "membership_state": "active",
    }


def simple_project(hub: Hub, found: Project) -> Json:
    """A project in a list of `simple` ones, or as what another was forked from."""
    full = found.full_path
    return {
        "id": found.id,
        "description": None,
        "name": found.path,
        "name_with_namespace": full.replace("/", " / "),
        "path": found.path,
        "path_with_namespace": full,
        "created_at": stamp(found.created),
        "default_branch": found.default_branch,
        "tag_list": [],
        "topics": [],
        "ssh_url_to_repo": f"git@gitlab.example.com:{full}.git",
        "http_url_to_repo": f"{hub.url}/{full}.git",
        "web_url": f"{hub.url}/{full}",
        "readme_url": None,
        "forks_count": sum(other.forked_from is found for other in hub.state.projects.values()),
        "avatar_url": None,
        "star_count": 0,
        "last_activity_at": stamp(found.active),
        "visibility": found.visibility,
        "namespace": namespace(hub, found.namespace),
    }


def project(hub: Hub, found: Project) -> Json:
    """A project."""
    url = f"{hub.api}/projects/{found.id}"
    links = {
        "self": url,
        "issues": f"{url}/issues",
        "merge_requests": f"{url}/merge_requests",
        "repo_branches": f"{url}/repository/branches",
        "labels": f"{url}/labels",
        "events": f"{url}/events",
        "members": f"{url}/members",
    }
    shape = simple_project(hub, found) | {
        "container_registry_image_prefix": f"registry.gitlab.example.com/{quote(found.full_path)}",
        "_links": links,
        "empty_repo": not git.refs(hub.path(found)),
        "archived": found.archived,
        "resolve_outdated_diff_discussions": False,
        "repository_object_format": "sha1",
        "issues_enabled": True,
        "merge_requests_enabled": True,
        "wiki_enabled": True,
        "jobs_enabled": True,
        "snippets_enabled": True,
        "can_create_merge_request_in": True,
        "repository_access_level": "enabled",
        "merge_requests_access_level": "enabled",
        "forking_access_level": "enabled",
        "shared_runners_enabled": True,
        "lfs_enabled": True,
        "creator_id": hub.state.user(found.creator).id,
        "import_status": "none",
        "open_issues_count": 0,
        "updated_at": stamp(found.active),
        "ci_config_path": "",
        "public_jobs": True,
        "shared_with_groups": [],
        "only_allow_merge_if_pipeline_succeeds": False,
        "only_allow_merge_if_all_discussions_are_resolved": False,
        "request_access_enabled": True,
        "remove_source_branch_after_merge": False,
        "merge_method": "merge",
        "squash_option": "default_off",
        "suggestion_commit_message": None,
        "external_authorization_classification_label": "",
    }
    origin = {"forked_from_project": simple_project(hub, found.forked_from)} if found.forked_from else {}
    home = {"owner": user_basic(hub, found.namespace.path)} if found.namespace.kind == "user" else {}
    return shape | origin | home


def with_permissions(hub: Hub, found: Project, username: str) -> Json:
    """A project as one of its members sees it: with what it gives them."""
    own = found.members.get(username, 0)
    above = max((group.members.get(username, 0) for group in found.namespace.line()), default=0)

    def access(level: int) -> Json | None:
        return {"access_level": level, "notification_level": 3} if level else None

    rights = {"project_access": access(own), "group_access": access(above)}
    return project(hub, found) | ({"permissions": rights} if username else {})
