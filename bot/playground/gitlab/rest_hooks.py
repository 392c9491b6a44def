"""Webhooks of projects and groups: made, changed, tried, and what became of their deliveries.

Groups' hooks want GitLab Premium. A secret is taken, never shown: only whether there is one.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, request

from bot.playground.gitlab import hook_trials, rest
from bot.playground.gitlab.errors import ApiError, forbidden, invalid, no_record, wrong
from bot.playground.gitlab.gate import LATER
from bot.playground.gitlab.hooks import INTERNAL_ERROR, alert_status
from bot.playground.gitlab.hub import Hub, Json
from bot.playground.gitlab.nouns import MAINTAINER, OWNER, Group, Hook, HookLog, Project
from bot.playground.gitlab.shapes import stamp, stamp_or_none

hooks = Blueprint("hooks", __name__)
KEPT = timedelta(days=7)
"""How long a delivery stays in a hook's log."""
MOST_EVENTS = 20
COMMON = (
    "push_events",
    "tag_push_events",
    "merge_requests_events",
    "issues_events",
    "confidential_issues_events",
    "note_events",
    "confidential_note_events",
    "pipeline_events",
    "wiki_page_events",
    "deployment_events",
    "feature_flag_events",
    "job_events",
    "releases_events",
    "milestone_events",
    "emoji_events",
    "resource_access_token_events",
    "vulnerability_events",
)
OF_PROJECTS = (*COMMON, "resource_deploy_token_events")
OF_GROUPS = (*COMMON, "subgroup_events", "member_events", "project_events")
RANGES = {"successful": range(200, 300), "client_failure": range(400, 500), "server_failure": range(500, 600)}


def shape(hub: Hub, hook: Hook) -> Json:
    """A hook."""
    key = "project_id" if isinstance(hook.owner, Project) else "group_id"
    return {
        "id": hook.id,
        "url": hook.url,
        "name": hook.name,
        "description": hook.description,
        "created_at": stamp(hook.created),
        "enable_ssl_verification": hook.ssl,
        "repository_update_events": False,
        "alert_status": alert_status(hook, hub.clock.now()),
        "disabled_until": stamp_or_none(hook.disabled_until),
        "url_variables": [],
        "push_events_branch_filter": hook.branch_filter,
        "branch_filter_strategy": "wildcard" if hook.branch_filter else "all_branches",
        "custom_webhook_template": "",
        "custom_headers": [{"key": key} for key in hook.custom_headers],
        "token_present": bool(hook.token),
        "signing_token_present": bool(hook.signing_token),
        key: hook.owner.id,
        **hook.events,
    }


def create(hub: Hub, owner: Project | Group, asked: Mapping[str, Any]) -> Hook:
    """A hook; pushes are told unless `push_events` says otherwise. Raises 400 and 422."""
    rest.required(asked, "url")
    names = OF_PROJECTS if isinstance(owner, Project) else OF_GROUPS
    events = {name: name == "push_events" for name in names}
    hook = Hook(hub.state.new_id(), "", owner, events, hub.clock.now())
    change(hook, asked)
    hub.state.hooks[hook.id] = hook
    return hook


def change(hook: Hook, asked: Mapping[str, Any]) -> None:
    """Takes over what is asked. Another URL forgets the secrets that are not given anew. Raises 422."""
    url = str(asked.get("url", hook.url))
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
        raise ApiError(422, {"error": "Invalid url given"})
    signing = _signing_token(asked)
    if url != hook.url:
        hook.token = hook.signing_token = ""
    hook.url = url
    hook.token = str(asked.get("token", hook.token) or "")
    hook.signing_token = hook.signing_token if signing is None else signing
    hook.name = str(asked.get("name", hook.name) or "")
    hook.description = str(asked.get("description", hook.description) or "")
    hook.branch_filter = str(asked.get("push_events_branch_filter", hook.branch_filter) or "")
    hook.ssl = rest.truth(asked.get("enable_ssl_verification", hook.ssl))
    hook.events = {name: rest.truth(asked.get(name, on)) for name, on in hook.events.items()}
    if "custom_headers" in asked:
        hook.custom_headers = {str(each["key"]): str(each["value"]) for each in asked["custom_headers"]}


def _signing_token(asked: Mapping[str, Any]) -> str | None:
    """`whsec_` and 32 bytes in base64 (gitlab-org/gitlab!231325); "" takes it away, None leaves it."""
    value = asked.get("signing_token")
    if not value:
        return "" if "signing_token" in asked else None
    try:
        good = len(base64.b64decode(str(value).removeprefix("whsec_"), validate=True)) == 32
    except binascii.Error:
        good = False
    if not good or not str(value).startswith("whsec_"):
        raise invalid({"signing_token": ["must be in the format whsec_<base64> and encode a 32-byte key"]}, 422)
    return str(value)


def _owner(kind: str, name: str) -> tuple[Hub, Project | Group]:
    """Whose hooks, for who may keep them: maintainers of projects, owners of groups."""
    rest.user()
    if kind == "projects":
        return rest.project(name, MAINTAINER)
    here, group = rest.group(name, OWNER)
    if not here.at_least("premium"):
        raise forbidden()
    return here, group


def _hook(kind: str, name: str, hook_id: int) -> tuple[Hub, Hook]:
    here, owner = _owner(kind, name)
    found = here.state.hooks.get(hook_id)
    if found is None or found.owner is not owner:
        raise no_record()
    return here, found


@hooks.get("/<any(projects, groups):kind>/<name>/hooks")
def list_hooks(kind: str, name: str) -> Response:
    """The hooks of the thing itself."""
    here, owner = _owner(kind, name)
    return rest.page(
        [hook for hook in here.state.hooks.values() if hook.owner is owner], lambda hook: shape(here, hook)
    )


@hooks.post("/<any(projects, groups):kind>/<name>/hooks")
def create_hook(kind: str, name: str) -> tuple[Response, int]:
    """One more."""
    here, owner = _owner(kind, name)
    return rest.created(shape(here, create(here, owner, rest.params())))


@hooks.get("/<any(projects, groups):kind>/<name>/hooks/<int:hook_id>")
def get_hook(kind: str, name: str, hook_id: int) -> Response:
    """One of them."""
    return jsonify(shape(*_hook(kind, name, hook_id)))


@hooks.put("/<any(projects, groups):kind>/<name>/hooks/<int:hook_id>")
def change_hook(kind: str, name: str, hook_id: int) -> Response:
    """Changes it; that alone does not bring a disabled one back."""
    here, hook = _hook(kind, name, hook_id)
    change(hook, rest.params())
    return jsonify(shape(here, hook))


@hooks.delete("/<any(projects, groups):kind>/<name>/hooks/<int:hook_id>")
def delete_hook(kind: str, name: str, hook_id: int) -> Response:
    """Takes it away, with its log."""
    here, hook = _hook(kind, name, hook_id)
    del here.state.hooks[hook.id]
    return rest.nothing()


@hooks.post("/<any(projects, groups):kind>/<name>/hooks/<int:hook_id>/test/<trigger>")
def test_hook(kind: str, name: str, hook_id: int, trigger: str) -> Response:
    """Sends an event of GitLab's making, even where the hook is disabled. 422 unless the answer is 2xx."""
    here, hook = _hook(kind, name, hook_id)
    if trigger not in hook.events:
        raise wrong("trigger does not have a valid value")
    here.limiter.action(f"test {hook.id} {rest.caller().username}")
    log = here.hooks.post(hook, *hook_trials.sample(here, hook, trigger, rest.user().username), forced=True)

    def answer() -> Response:
        if log.status.startswith("2"):
            return Response(json.dumps({"message": "201 Created"}), 201, content_type="application/json")
        return Response(json.dumps({"message": log.answer or log.status}), 422, content_type="application/json")

    return _afterwards(here, log, answer)


@hooks.get("/<any(projects, groups):kind>/<name>/hooks/<int:hook_id>/events")
def list_events(kind: str, name: str, hook_id: int) -> Response:
    """Its deliveries of seven days, newest first; `status` is a code or successful, client_failure, server_failure."""
    here, hook = _hook(kind, name, hook_id)
    if rest.whole(request.args, "per_page", MOST_EVENTS) > MOST_EVENTS:
        raise wrong("per_page does not have a valid value")
    wanted = request.args.getlist("status[]") or request.args.getlist("status")
    recent = [log for log in hook.logs if log.created > here.clock.now() - KEPT]
    return rest.page([log for log in recent[::-1] if not wanted or any(_is(log, each) for each in wanted)], _event)


def _is(log: HookLog, wanted: str) -> bool:
    if wanted == "server_failure" and log.status == INTERNAL_ERROR:
        return True
    code = int(log.status) if log.status.isdigit() else 0
    return code in RANGES[wanted] if wanted in RANGES else log.status == wanted


def _event(log: HookLog) -> Json:
    headers = {key: "[REDACTED]" if key == "X-Gitlab-Token" else value for key, value in log.headers.items()}
    return {
        "id": log.id,
        "url": log.url,
        "trigger": log.event,
        "request_headers": headers,
        "request_data": log.payload,
        "response_headers": log.answer_headers,
        "response_body": log.answer,
        "execution_duration": log.duration,
        "response_status": log.status,
    }


@hooks.post("/<any(projects, groups):kind>/<name>/hooks/<int:hook_id>/events/<int:log_id>/resend")
def resend(kind: str, name: str, hook_id: int, log_id: int) -> Response:
    """The same once more, under the same Idempotency-Key."""
    here, hook = _hook(kind, name, hook_id)
    old = here.state.logs.get(log_id)
    if old is None or old.hook is not hook:
        raise no_record()
    here.limiter.action(f"resend {hook.id} {rest.caller().username}")
    log = here.hooks.again(old)

    def answer() -> Response:
        if log.status == INTERNAL_ERROR:
            return Response(json.dumps({"message": log.status}), 422, content_type="application/json")
        body = {"response_status": int(log.status)}
        return Response(json.dumps(body), 201, content_type="application/json")

    return _afterwards(here, log, answer)


def _afterwards(here: Hub, log: HookLog, answer: Callable[[], Response]) -> Response:
    """Lets the request wait for its delivery once it holds the lock no more: the receiver may ask this GitLab back."""

    def later() -> Response:
        here.hooks.wait_for(log)
        return answer()

    request.environ[LATER].append(later)
    return rest.nothing()
