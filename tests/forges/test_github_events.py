"""Webhooks as GitHub sends them, cut to what is read, and as an attacker would send them."""

from __future__ import annotations

import copy
import hmac
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.forges.github.events import Own, receive
from bot.forges.interface import (
    CancelWanted,
    Event,
    HeadRescanWanted,
    Installed,
    Ping,
    Rejected,
    ScanWanted,
    Spoken,
    Uninstalled,
)
from bot.markers import answer_marker
from bot.model import Reason, Target

SECRET = "it's a secret"
OWN = Own(app_id="29310", client_id="Iv23liSekisho")
HEAD, BASE = "ec26c3e57ca3a959ca5aad62de7213c562f8c821", "f95f852bd8fca8fcc58a9a2d6c842781e32a215e"
REPOSITORY = {"id": 186853002, "full_name": "octo/hello-world", "default_branch": "main"}
COMMON: dict[str, Any] = {
    "repository": REPOSITORY,
    "sender": {"login": "octocat", "type": "User"},
    "installation": {"id": 957387},
}
PULL_REQUEST = {"number": 2, "draft": False, "head": {"ref": "fix", "sha": HEAD}, "base": {"ref": "main", "sha": BASE}}
TARGET = Target("github", "octo/hello-world", 2)
APP = {"id": 29310, "slug": "sekisho", "client_id": "Iv23liSekisho"}
LISTED = {
    "number": 2,
    "head": {"ref": "fix", "sha": HEAD, "repo": {"id": 186853002}},
    "base": {"ref": "main", "sha": BASE, "repo": {"id": 186853002}},
}


def hear(event: str, payload: object, *, secrets: tuple[str, ...] = (SECRET,), own: Own = OWN, **headers: str) -> Event:
    return hear_bytes(event, json.dumps(payload).encode(), secrets=secrets, own=own, **headers)


def hear_bytes(event: str, body: bytes, *, secrets: tuple[str, ...] = (SECRET,), own: Own = OWN, **more: str) -> Event:
    signature = "sha256=" + hmac.new(SECRET.encode(), body, "sha256").hexdigest()
    headers = {
        "X-Hub-Signature-256": signature,
        "X-GitHub-Event": event,
        "X-GitHub-Delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
    } | {name.replace("_", "-"): value for name, value in more.items()}
    return receive(headers, body, secrets, own)


def refusal(event: str, payload: object, **given: Any) -> Rejected:
    with pytest.raises(Rejected) as caught:
        hear(event, payload, **given)
    return caught.value


def pull_request(action: str, **more: object) -> dict[str, Any]:
    return {**COMMON, "action": action, "number": 2, "pull_request": PULL_REQUEST, **more}


def check_run(action: str, **more: object) -> dict[str, Any]:
    run = {"id": 4, "head_sha": HEAD, "app": APP, "check_suite": {"head_branch": "fix"}, "pull_requests": [LISTED]}
    return {**COMMON, "action": action, "check_run": {**run, **more}}


def comment(body: str, **user: str) -> dict[str, Any]:
    return {"id": 99262140, "body": body, "user": {"login": "octocat", "type": "User", **user}}


@pytest.mark.parametrize("action", ["opened", "reopened", "synchronize", "ready_for_review", "converted_to_draft"])
def test_a_pull_request_that_moves_is_looked_at(action: str) -> None:
    event = hear("pull_request", pull_request(action))
    assert event.wish == ScanWanted(TARGET, Reason.PUSHED, HEAD, "octocat")
    assert (event.name, event.repo, event.installation) == (f"pull_request.{action}", "octo/hello-world", "957387")
    assert event.delivery_id == "72d3162e-cc78-11e3-81ab-4c9367dc0958"


def test_a_changed_base_is_looked_at_and_a_changed_title_is_not() -> None:
    assert isinstance(hear("pull_request", pull_request("edited", changes={"base": {"ref": {}}})).wish, ScanWanted)
    assert hear("pull_request", pull_request("edited", changes={"title": {"from": "x"}})).wish is None


def test_closing_cancels() -> None:
    assert hear("pull_request", pull_request("closed")).wish == CancelWanted(TARGET)


@pytest.mark.parametrize("action", ["labeled", "assigned", "review_requested", "locked"])
def test_a_label_asks_for_nothing(action: str) -> None:
    assert hear("pull_request", pull_request(action)).wish is None


def test_the_rerun_button_asks_for_its_pull_request() -> None:
    asked = ScanWanted(TARGET, Reason.REQUESTED, HEAD, "octocat")
    assert hear("check_run", check_run("rerequested")).wish == asked
    suite = {"id": 7, "head_sha": HEAD, "head_branch": "fix", "app": APP, "pull_requests": [LISTED]}
    assert hear("check_suite", {**COMMON, "action": "rerequested", "check_suite": suite}).wish == asked


def test_a_rerun_on_a_fork_is_mapped_by_head() -> None:
    by_head = HeadRescanWanted("github", "octo/hello-world", HEAD, "octocat")
    assert hear("check_run", check_run("rerequested", pull_requests=[])).wish == by_head
    elsewhere = {**LISTED, "base": {"ref": "main", "sha": BASE, "repo": {"id": 5}}}
    assert hear("check_run", check_run("rerequested", pull_requests=[elsewhere])).wish == by_head
    two = [LISTED, {**LISTED, "number": 3}]
    assert hear("check_run", check_run("rerequested", pull_requests=two)).wish == by_head


def test_a_rerun_in_the_merge_queue_asks_for_the_group() -> None:
    ref = f"gh-readonly-queue/main/pr-2-{BASE}"
    wish = hear("check_run", check_run("rerequested", check_suite={"head_branch": ref}, pull_requests=[])).wish
    assert wish == ScanWanted(Target("github", "octo/hello-world", None, ref), Reason.REQUESTED, HEAD, "octocat")


def test_other_apps_check_runs_are_theirs() -> None:
    other = {"id": 15368, "slug": "github-actions", "client_id": "Iv1.0"}
    assert hear("check_run", check_run("rerequested", app=other)).wish is None
    assert hear("check_run", check_run("rerequested"), own=Own()).wish is None
    assert hear("check_run", check_run("rerequested", app={"id": 29310})).wish is not None


def test_our_button_looks_again_and_an_unknown_one_does_nothing() -> None:
    pressed = {**check_run("requested_action"), "requested_action": {"identifier": "rescan"}}
    assert hear("check_run", pressed).wish == ScanWanted(TARGET, Reason.REQUESTED, HEAD, "octocat")
    pressed = {**check_run("requested_action"), "requested_action": {"identifier": "launch"}}
    assert hear("check_run", pressed).wish is None


def test_a_comment_on_a_pull_request_is_heard_and_one_on_an_issue_is_not() -> None:
    issue = {"number": 2, "pull_request": {"url": "https://api.github.com/repos/octo/hello-world/pulls/2"}}
    payload = {**COMMON, "action": "created", "issue": issue, "comment": comment("/sekisho rescan")}
    said = Spoken(TARGET, "/sekisho rescan", "octocat", False, 99262140, in_thread=False)
    assert hear("issue_comment", payload).wish == said
    assert hear("issue_comment", {**payload, "issue": {"number": 2}}).wish is None


def test_an_answer_in_a_thread_is_heard_with_the_head_it_was_said_at() -> None:
    payload = {**COMMON, "action": "created", "pull_request": PULL_REQUEST, "comment": comment("/sekisho help")}
    said = Spoken(TARGET, "/sekisho help", "octocat", False, 99262140, in_thread=True, head_sha=HEAD)
    assert hear("pull_request_review_comment", payload).wish == said


@pytest.mark.parametrize("event", ["issue_comment", "pull_request_review_comment"])
@pytest.mark.parametrize("action", ["edited", "deleted"])
def test_an_edited_or_deleted_comment_asks_for_nothing(event: str, action: str) -> None:
    issue = {"number": 2, "pull_request": {}}
    payload = {**COMMON, "action": action, "issue": issue, "pull_request": PULL_REQUEST, "comment": comment("/sekisho")}
    assert hear(event, payload).wish is None


def test_bots_and_our_own_words_are_known_as_such() -> None:
    def heard(said: dict[str, Any]) -> Spoken:
        issue = {"number": 2, "pull_request": {"url": ""}}
        wish = hear("issue_comment", {**COMMON, "action": "created", "issue": issue, "comment": said}).wish
        assert isinstance(wish, Spoken)
        return wish

    assert heard(comment("/sekisho rescan", login="dependabot[bot]", type="Bot")).author_is_bot
    # With a personal token Sekisho and its owner are one account: only what carries a mark is Sekisho's.
    assert heard(comment(f"{answer_marker(5)}\n/sekisho rescan looks again")).author_is_bot
    assert not heard(comment("/sekisho rescan")).author_is_bot
    assert heard({**comment("hello"), "user": None}).author == "ghost"


def test_the_merge_queue_is_served() -> None:
    ref = f"gh-readonly-queue/main/pr-2-{BASE}"
    group = {"head_sha": HEAD, "head_ref": f"refs/heads/{ref}", "base_sha": BASE, "base_ref": "refs/heads/main"}
    target = Target("github", "octo/hello-world", None, ref)
    asked = hear("merge_group", {**COMMON, "action": "checks_requested", "merge_group": group}).wish
    assert asked == ScanWanted(target, Reason.QUEUED, HEAD, "octocat", "main", BASE)
    gone = {**COMMON, "action": "destroyed", "reason": "dequeued", "merge_group": group}
    assert hear("merge_group", gone).wish == CancelWanted(target)


def test_only_the_default_branch_renews_the_baseline() -> None:
    pushed = {**COMMON, "ref": "refs/heads/main", "after": HEAD, "deleted": False}
    target = Target("github", "octo/hello-world", None, "main")
    assert hear("push", pushed).wish == ScanWanted(target, Reason.BASELINE, HEAD, "octocat")
    assert hear("push", {**pushed, "ref": "refs/heads/fix"}).wish is None
    assert hear("push", {**pushed, "ref": "refs/tags/main"}).wish is None
    assert hear("push", {**pushed, "after": "0" * 40, "deleted": True}).wish is None


def test_installing_and_uninstalling() -> None:
    def wish(event: str, action: str, **more: object) -> object:
        payload = {"action": action, "installation": {"id": 957387}, "sender": COMMON["sender"], **more}
        return hear(event, payload).wish

    repos = [{"full_name": "octo/one"}, {"full_name": "octo/two"}]
    both = ("octo/one", "octo/two")
    assert wish("installation", "created", repositories=repos) == Installed("github", "957387", both)
    assert wish("installation", "unsuspend", repositories=repos) == Installed("github", "957387", both)
    assert wish("installation", "new_permissions_accepted") == Installed("github", "957387", ())
    assert wish("installation", "deleted", repositories=repos) == Uninstalled("github", "957387", ())
    assert wish("installation", "suspend", repositories=repos) is None
    added = wish("installation_repositories", "added", repositories_added=repos)
    assert added == Installed("github", "957387", both)
    removed = wish("installation_repositories", "removed", repositories_removed=repos)
    assert removed == Uninstalled("github", "957387", both)
    # No names would mean that everything is to be deleted.
    assert wish("installation_repositories", "removed", repositories_removed=[]) is None
    assert wish("repository", "deleted", repository=REPOSITORY) == Uninstalled(
        "github", "957387", ("octo/hello-world",)
    )
    assert wish("repository", "renamed", repository=REPOSITORY) == Installed("github", "957387", ("octo/hello-world",))


def test_ping_is_heard_and_the_unknown_asks_for_nothing() -> None:
    assert hear("ping", {"zen": "Keep it logically awesome.", "hook_id": 1}).wish == Ping("Keep it logically awesome.")
    assert hear("projects_v2_item", {"action": "created", "repository": "nonsense"}).wish is None
    assert hear("repository_dispatch", {"action": "On Demand!"}).name == "repository_dispatch"


def test_headers_are_found_in_any_case() -> None:
    body = b'{"zen": "hi"}'
    signature = "sha256=" + hmac.new(SECRET.encode(), body, "sha256").hexdigest()
    headers = {"x-hub-signature-256": signature, "X-GITHUB-EVENT": "ping", "x-github-delivery": "1"}
    assert receive(headers, body, (SECRET,), OWN).wish == Ping("hi")


def test_without_a_secret_nothing_is_accepted() -> None:
    assert refusal("ping", {}, secrets=()).status == 503
    assert refusal("ping", {}, secrets=("",)).status == 503


def test_a_wrong_or_missing_signature_is_401() -> None:
    assert refusal("ping", {}, secrets=("another",)).status == 401
    assert refusal("ping", {}, X_Hub_Signature_256="").status == 401
    assert refusal("ping", {}, X_Hub_Signature_256="sha256=ÿ").status == 401
    good = hmac.new(SECRET.encode(), b"{}", "sha256").hexdigest()
    assert refusal("ping", {}, X_Hub_Signature_256=good).status == 401
    assert refusal("ping", {}, X_Hub_Signature_256=f"sha256={good.upper()}").status == 401


def test_the_old_secret_is_accepted_beside_the_new_one() -> None:
    assert hear("ping", {"zen": ""}, secrets=("new", SECRET)).wish == Ping("")


def test_the_signature_is_checked_before_anything_is_read() -> None:
    assert refusal("ping", {}, secrets=("another",), X_GitHub_Event="").status == 401


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b'{"action": "opened", "pull_',
        b"\xff\xfe{}",
        b"[]",
        b"null",
        b"[" * 200_000,
        b'{"a":' * 200_000,
        b'{"number": ' + b"9" * 5000 + b"}",
        b"payload=%7B%7D",
    ],
)
def test_a_body_that_is_no_json_object_is_400(body: bytes) -> None:
    with pytest.raises(Rejected) as caught:
        hear_bytes("pull_request", body)
    assert caught.value.status == 400
    assert str(caught.value).startswith("Not a GitHub webhook payload")


def test_headers_that_are_missing_are_400() -> None:
    assert refusal("ping", {}, X_GitHub_Event="").status == 400
    assert refusal("ping", {}, X_GitHub_Delivery="").status == 400
    assert refusal("ping", {}, X_GitHub_Delivery="a\nb").status == 400


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("pull_request",), "text"),
        (("pull_request", "number"), True),
        (("pull_request", "number"), -1),
        (("pull_request", "number"), 2**70),
        (("pull_request", "head"), []),
        (("pull_request", "head", "sha"), "--upload-pack=touch"),
        (("pull_request", "head", "sha"), HEAD + "\n"),
        (("repository", "full_name"), "../../etc"),
        (("repository", "full_name"), "octo/.."),
        (("repository", "full_name"), {"a": 1}),
        (("repository",), 5),
        (("sender", "login"), "octo cat"),
        (("installation", "id"), "957387"),
    ],
)
def test_a_value_of_the_wrong_kind_is_400_and_named(path: tuple[str, ...], value: object) -> None:
    payload = copy.deepcopy(pull_request("opened"))
    place = payload
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    refused = refusal("pull_request", payload)
    assert refused.status == 400
    assert ".".join(path) in str(refused)


def test_text_that_no_database_holds_is_mended_not_refused() -> None:
    payload = {**COMMON, "action": "created", "pull_request": PULL_REQUEST, "comment": comment("a\0b\ud800c")}
    wish = hear("pull_request_review_comment", payload).wish
    assert isinstance(wish, Spoken)
    assert wish.text == "a\ufffdb?c"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
WHOLE: dict[str, Any] = {
    **pull_request("opened", changes={"base": {}}),
    "check_run": check_run("x")["check_run"],
    "comment": comment("hi"),
    "issue": {"number": 2, "pull_request": {}},
    "check_suite": {"head_sha": HEAD, "app": APP},
    "requested_action": {"identifier": "rescan"},
    "merge_group": {"head_sha": HEAD, "head_ref": "a", "base_sha": BASE, "base_ref": "b"},
    "ref": "refs/heads/main",
    "after": HEAD,
    "repositories": [{"full_name": "a/b"}],
    "repositories_added": [],
    "repositories_removed": [],
}
NAMES = [
    ("pull_request", "opened"), ("pull_request", "edited"), ("check_run", "rerequested"), ("push", ""),
    ("check_run", "requested_action"), ("check_suite", "rerequested"), ("issue_comment", "created"),
    ("pull_request_review_comment", "created"), ("merge_group", "checks_requested"), ("installation", "created"),
    ("installation_repositories", "removed"), ("ping", ""),
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(NAMES), st.data())
def test_no_payload_whatever_its_shape_crashes_the_reader(name: tuple[str, str], data: st.DataObject) -> None:
    payload = copy.deepcopy(WHOLE) | {"action": name[1]}
    place: dict[str, Any] = payload
    for _ in range(data.draw(st.integers(0, 3))):
        inner = sorted(key for key, value in place.items() if isinstance(value, dict))
        if inner:
            place = place[data.draw(st.sampled_from(inner))]
    if place:
        place[data.draw(st.sampled_from(sorted(place)))] = data.draw(json_values)
    try:
        assert isinstance(hear(name[0], payload), Event)
    except Rejected as refused:
        if refused.status != 400:
            raise
