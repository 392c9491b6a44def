"""Accounts, repositories, apps and installations as GitHub's JSON writes them, as complete as its schemas ask."""

from __future__ import annotations

from urllib.parse import quote

from bot.playground.common.clock import stamp, stamp_or_none
from bot.playground.github.hub import Hub, Json
from bot.playground.github.nouns import App, Installation, Repo, User

_REPO_LINKS = {
    "archive_url": "/{archive_format}{/ref}",
    "assignees_url": "/assignees{/user}",
    "blobs_url": "/git/blobs{/sha}",
    "branches_url": "/branches{/branch}",
    "collaborators_url": "/collaborators{/collaborator}",
    "comments_url": "/comments{/number}",
    "commits_url": "/commits{/sha}",
    "compare_url": "/compare/{base}...{head}",
    "contents_url": "/contents/{+path}",
    "contributors_url": "/contributors",
    "deployments_url": "/deployments",
    "downloads_url": "/downloads",
    "events_url": "/events",
    "forks_url": "/forks",
    "git_commits_url": "/git/commits{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "hooks_url": "/hooks",
    "issue_comment_url": "/issues/comments{/number}",
    "issue_events_url": "/issues/events{/number}",
    "issues_url": "/issues{/number}",
    "keys_url": "/keys{/key_id}",
    "labels_url": "/labels{/name}",
    "languages_url": "/languages",
    "merges_url": "/merges",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "pulls_url": "/pulls{/number}",
    "releases_url": "/releases{/id}",
    "stargazers_url": "/stargazers",
    "statuses_url": "/statuses/{sha}",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "tags_url": "/tags",
    "teams_url": "/teams",
    "trees_url": "/git/trees{/sha}",
}
_USER_LINKS = {
    "followers_url": "/followers",
    "following_url": "/following{/other_user}",
    "gists_url": "/gists{/gist_id}",
    "starred_url": "/starred{/owner}{/repo}",
    "subscriptions_url": "/subscriptions",
    "organizations_url": "/orgs",
    "repos_url": "/repos",
    "events_url": "/events{/privacy}",
    "received_events_url": "/received_events",
}
_COUNTS = (
    "forks",
    "forks_count",
    "open_issues",
    "open_issues_count",
    "size",
    "stargazers_count",
    "watchers",
    "watchers_count",
)


def node_id(prefix: str, number: int) -> str:
    """GraphQL's name for a REST id: `PRRT_1004`."""
    return f"{prefix}_{number}"


def account(hub: Hub, login: str) -> Json:
    """A simple-user."""
    user = hub.state.user(login)
    url = f"{hub.api}/users/{quote(user.login)}"
    return {
        "login": user.login,
        "id": user.id,
        "node_id": node_id("U", user.id),
        "avatar_url": f"{hub.url}/avatars/{user.id}",
        "gravatar_id": "",
        "url": url,
        "html_url": _profile(hub, user),
        **{key: url + tail for key, tail in _USER_LINKS.items()},
        "type": user.kind,
        "user_view_type": "public",
        "site_admin": False,
    }


def _profile(hub: Hub, user: User) -> str:
    return f"{hub.url}/apps/{user.login.removesuffix('[bot]')}" if user.kind == "Bot" else f"{hub.url}/{user.login}"


def full_user(hub: Hub, login: str) -> Json:
    """A public-user: the answer of /users/{login} and /user."""
    user = hub.state.user(login)
    nothing = dict.fromkeys(("company", "location", "email", "hireable", "bio", "blog", "twitter_username"))
    counts = dict.fromkeys(("public_repos", "public_gists", "followers", "following"), 0)
    moment = stamp(hub.clock.now())
    return account(hub, login) | nothing | counts | {"name": user.name, "created_at": moment, "updated_at": moment}


def repository(hub: Hub, repo: Repo) -> Json:
    """Everything that `repository`, `minimal-repository` and the webhooks' repository ask for."""
    url, page = f"{hub.api}/repos/{repo.full_name}", f"{hub.url}/{repo.full_name}"
    return {
        "id": repo.id,
        "node_id": node_id("R", repo.id),
        "name": repo.name,
        "full_name": repo.full_name,
        "private": repo.private,
        "owner": account(hub, repo.owner),
        "html_url": page,
        "description": None,
        "fork": bool(repo.parent),
        "url": url,
        **{key: url + tail for key, tail in _REPO_LINKS.items()},
        "created_at": stamp(repo.created),
        "updated_at": stamp(repo.pushed),
        "pushed_at": stamp(repo.pushed),
        "git_url": f"{hub.url.replace('http', 'git', 1)}/{repo.full_name}.git",
        "ssh_url": f"git@localhost:{repo.full_name}.git",
        "clone_url": f"{page}.git",
        "svn_url": page,
        "homepage": None,
        "language": None,
        "mirror_url": None,
        "license": None,
        **dict.fromkeys(_COUNTS, 0),
        **dict.fromkeys(("has_issues", "has_projects", "has_downloads", "has_wiki"), True),
        **dict.fromkeys(("has_pages", "has_discussions", "archived", "disabled"), False),
        **dict.fromkeys(("is_template", "web_commit_signoff_required"), False),
        "allow_forking": True,
        "topics": [],
        "visibility": "private" if repo.private else "public",
        "default_branch": repo.default_branch,
    }


def full_repository(hub: Hub, repo: Repo, role: str) -> Json:
    """A full-repository, with what the caller may do."""
    return repository(hub, repo) | {
        "network_count": 0,
        "subscribers_count": 0,
        "permissions": permissions_of(role),
        **({"parent": repository(hub, hub.state.repo(repo.parent))} if repo.parent else {}),
    }


def permissions_of(role: str) -> Json:
    """A role as five yes-or-no."""
    order = ("read", "triage", "write", "maintain", "admin")
    names = dict(zip(("pull", "triage", "push", "maintain", "admin"), order, strict=True))
    reached = order.index(role) if role in order else -1
    return {name: order.index(level) <= reached for name, level in names.items()}


def app(hub: Hub, found: App) -> Json:
    """An integration."""
    return {
        "id": found.id,
        "slug": found.slug,
        "node_id": node_id("A", found.id),
        "client_id": found.client_id,
        "owner": account(hub, found.owner),
        "name": found.name,
        "description": found.description,
        "external_url": found.url or hub.url,
        "html_url": f"{hub.url}/apps/{found.slug}",
        "created_at": stamp(found.created),
        "updated_at": stamp(found.created),
        "permissions": found.permissions,
        "events": list(found.events),
    }


def installation(hub: Hub, found: Installation) -> Json:
    """An installation, complete."""
    holder = hub.state.user(found.account)
    return {
        "id": found.id,
        "account": account(hub, found.account),
        "repository_selection": "all" if found.repos is None else "selected",
        "access_tokens_url": f"{hub.api}/app/installations/{found.id}/access_tokens",
        "repositories_url": f"{hub.api}/installation/repositories",
        "html_url": f"{hub.url}/settings/installations/{found.id}",
        "app_id": found.app_id,
        "client_id": hub.state.app(found.app_id).client_id,
        "app_slug": hub.state.app(found.app_id).slug,
        "target_id": holder.id,
        "target_type": holder.kind,
        "permissions": found.permissions,
        "events": list(found.events),
        "created_at": stamp(found.created),
        "updated_at": stamp(found.created),
        "single_file_name": None,
        "has_multiple_single_files": False,
        "single_file_paths": [],
        "suspended_by": account(hub, found.account) if found.suspended else None,
        "suspended_at": stamp_or_none(found.suspended),
    }


def short_repository(repo: Repo) -> Json:
    """How installation events name a repository."""
    return {
        "id": repo.id,
        "node_id": node_id("R", repo.id),
        "name": repo.name,
        "full_name": repo.full_name,
        "private": repo.private,
    }
