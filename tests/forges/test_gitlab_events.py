"""Webhooks as GitLab sends them, cut to what is read, and as an attacker would send them."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.forges.gitlab.api import GitLabCredentials
from bot.forges.gitlab.events import is_bot, is_draft, receive
from bot.forges.interface import CancelWanted, Event, Installed, Rejected, ScanWanted, Spoken, Uninstalled
from bot.markers import answer_marker
from bot.model import Reason, Target
from tests.forges.test_gitlab_verifying import SIGNED_ONLY, signed

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "webhooks" / "gitlab"
"""Published payloads that lie beside the repository where they may not lie in it."""
TOKEN = "it's a secret"
KNOWN = GitLabCredentials(webhook_tokens=(TOKEN,))
NOW = 1_795_500_000.0
HEAD, OLD = "ec26c3e57ca3a959ca5aad62de7213c562f8c821", "f95f852bd8fca8fcc58a9a2d6c842781e32a215e"
REPO = "acme/tools/shop"
PROJECT = {"id": 15, "path_with_namespace": REPO, "default_branch": "main"}
TARGET = Target("gitlab", REPO, 7)
USER = {"id": 4, "username": "ann", "name": "Ann"}
COMMON: dict[str, Any] = {"user": USER, "project": PROJECT}


def hear(payload: object, **headers: str) -> Event:
    return hear_bytes(json.dumps(payload).encode(), **headers)


def hear_bytes(body: bytes, **headers: str) -> Event:
    given = {"X-Gitlab-Token": TOKEN, "Idempotency-Key": "f5e5f430-f57b-4e6e-9fac-d9128cd7232f"}
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    return receive({**given, **more}, body, KNOWN, NOW)


def merge_request(action: str | None = "open", changes: object = None, **more: object) -> dict[str, Any]:
    attributes = {"iid": 7, "title": "Till", "target_branch": "main", "last_commit": {"id": HEAD}, **more}
    kind = {"object_kind": "merge_request", "event_type": "merge_request", "changes": changes or {}}
    return {**COMMON, **kind, "object_attributes": attributes | ({"action": action} if action else {})}


def note(text: str = "/sekisho rescan", user: str = "ann", event: str = "note", **more: object) -> dict[str, Any]:
    attributes = {"id": 1244, "note": text, "noteable_type": "MergeRequest", "system": False, "type": None}
    attributes |= {"discussion_id": "6a9c1750b37d", "action": "create", **more}
    asked = {"iid": 7, "state": "opened", "last_commit": {"id": HEAD}}
    return {**COMMON, "user": {**USER, "username": user}, "object_kind": "note", "event_type": event,
            "object_attributes": attributes, "merge_request": asked}  # fmt: skip


def pipeline(**more: object) -> dict[str, Any]:
    attributes = {"id": 31, "ref": "refs/merge-requests/7/train", "sha": HEAD, "source": "merge_request_event"}
    asked = {"iid": 7, "target_branch": "main", "source_branch": "fix"}
    attributes |= {"status": "pending", **more}
    return {**COMMON, "object_kind": "pipeline", "object_attributes": attributes, "merge_request": asked}


LOOK = ScanWanted(TARGET, Reason.PUSHED, HEAD, "ann")


@pytest.mark.parametrize("action", ["open", "reopen"])
def test_a_merge_request_that_opens_is_looked_at(action: str) -> None:
    event = hear(merge_request(action))
    assert event.wish == LOOK
    assert (event.name, event.repo, event.installation) == (f"merge_request.{action}", REPO, "")
    assert (event.delivery_id, event.puzzle) == ("f5e5f430-f57b-4e6e-9fac-d9128cd7232f", "")


def test_new_commits_are_looked_at_and_other_updates_are_not() -> None:
    assert hear(merge_request("update", oldrev=OLD)).wish == LOOK
    assert hear(merge_request("update")).wish is None
    assert hear(merge_request("update", {"labels": {"previous": [], "current": [{"title": "API"}]}})).wish is None
    assert hear(merge_request("update", {"description": {"previous": "a", "current": "Draft: b"}})).wish is None


def test_another_target_branch_is_looked_at() -> None:
    assert hear(merge_request("update", {"target_branch": {"previous": "main", "current": "next"}})).wish == LOOK


@pytest.mark.parametrize(
    "draft", ["Draft: Till", "[Draft] Till", "(draft) Till", "draft - Till", "WIP: Till", "[WIP] T"]
)
def test_becoming_a_draft_and_becoming_ready_is_told_by_the_title_and_looked_at(draft: str) -> None:
    assert is_draft(draft)
    ready = merge_request("update", {"title": {"previous": draft, "current": "Till"}})
    drafted = merge_request("update", {"title": {"previous": "Till", "current": draft}})
    assert (hear(ready).wish, hear(drafted).wish) == (LOOK, LOOK)
    reworded = merge_request("update", {"title": {"previous": draft, "current": draft + " and more"}})
    assert hear(reworded).wish is None


@pytest.mark.parametrize("title", ["Till", "Drafting: Till", "A Draft: Till", "Draft", "drafts: x", "WIPE: disks", ""])
def test_titles_of_what_is_ready_are_no_drafts(title: str) -> None:
    assert not is_draft(title)


def test_becoming_a_draft_and_becoming_ready_is_told_by_newer_versions_in_a_word() -> None:
    for before, after in ((True, False), (False, True), (None, True)):
        assert hear(merge_request("update", {"draft": {"previous": before, "current": after}})).wish == LOOK
    # Then the title is not asked.
    both = {"draft": {"previous": False, "current": False}, "title": {"previous": "Draft: a", "current": "a"}}
    assert hear(merge_request("update", both)).wish is None


@pytest.mark.parametrize("action", ["close", "merge"])
def test_closing_and_merging_cancel(action: str) -> None:
    assert hear(merge_request(action)).wish == CancelWanted(TARGET)


@pytest.mark.parametrize("action", ["approved", "unapproved", "approval", "unapproval", None])
def test_approvals_and_the_test_button_ask_for_nothing(action: str | None) -> None:
    event = hear(merge_request(action))
    assert (event.wish, event.puzzle) == (None, "")


def test_a_merge_request_whose_branch_is_gone_is_asked_for_without_a_head() -> None:
    assert hear(merge_request("reopen", last_commit=None)).wish == ScanWanted(TARGET, Reason.PUSHED, "", "ann")


def test_a_comment_is_heard() -> None:
    said = Spoken(TARGET, "/sekisho rescan", "ann", False, 1244, False, HEAD, "6a9c1750b37d")
    assert hear(note()).wish == said
    assert hear(note(action=None)).wish == said, "before 16.11 GitLab told no action"


@pytest.mark.parametrize("kind", ["DiffNote", "DiscussionNote"])
def test_an_answer_in_a_thread_is_heard_with_its_thread(kind: str) -> None:
    wish = hear(note(type=kind)).wish
    assert isinstance(wish, Spoken)
    assert (wish.in_thread, wish.thread) == (True, "6a9c1750b37d")


@pytest.mark.parametrize(
    "payload",
    [
        note(action="update"),
        note(system=True),
        note(noteable_type="Issue"),
        note(noteable_type="Commit"),
        note(event="confidential_note"),
    ],
    ids=["edited", "system", "issue", "commit", "internal"],
)
def test_other_notes_ask_for_nothing(payload: dict[str, Any]) -> None:
    event = hear(payload)
    assert (event.wish, event.puzzle) == (None, "")


def test_bots_and_our_own_words_are_known_as_such() -> None:
    def heard(text: str, user: str) -> Spoken:
        wish = hear(note(text, user)).wish
        assert isinstance(wish, Spoken)
        return wish

    assert heard("/sekisho rescan", "project_15_bot_8f3c2a").author_is_bot
    assert heard("/sekisho rescan", "group_4_bot").author_is_bot
    # With a person's token Sekisho and its owner are one account: only what carries a mark is Sekisho's.
    assert heard(f"{answer_marker(5)}\n/sekisho rescan looks again", "ann").author_is_bot
    assert not heard("/sekisho rescan", "ann").author_is_bot


@pytest.mark.parametrize("name", ["project_1_bot1", "project_1_bot_3ab", "service_account_group_9_deadbeef"])
def test_accounts_of_tokens_are_bots_by_their_name(name: str) -> None:
    assert is_bot(name)


@pytest.mark.parametrize("name", ["ann", "project_bot", "my_project_1_bot", "bot", "robot_2"])
def test_people_are_no_bots(name: str) -> None:
    assert not is_bot(name)


def test_only_the_default_branch_renews_the_baseline() -> None:
    pushed = {"object_kind": "push", "event_name": "push", "ref": "refs/heads/main", "before": OLD, "after": HEAD,
              "user_username": "ann", "project": PROJECT}  # fmt: skip
    target = Target("gitlab", REPO, None, "main")
    assert hear(pushed).wish == ScanWanted(target, Reason.BASELINE, HEAD, "ann")
    assert hear({**pushed, "ref": "refs/heads/fix"}).wish is None
    assert hear({**pushed, "ref": "refs/tags/main"}).wish is None
    assert hear({**pushed, "after": "0" * 40}).wish is None
    assert hear({**pushed, "project": {**PROJECT, "default_branch": None}}).wish is None
    assert hear({**pushed, "object_kind": "tag_push"}).wish is None


def test_a_merge_trains_pipeline_asks_for_the_train() -> None:
    train = Target("gitlab", REPO, None, "merge-requests/7/train")
    asked = ScanWanted(train, Reason.QUEUED, HEAD, "ann", "main")
    assert hear(pipeline()).wish == asked
    assert hear(pipeline(ref="fix", pipeline_ref="refs/merge-requests/7/train")).wish == asked
    assert hear(pipeline(ref="fix", merge_request_event_type="merge_train")).wish == asked


@pytest.mark.parametrize(
    "more",
    [
        {"status": "running"},
        {"status": "success"},
        {"ref": "refs/merge-requests/7/merge"},
        {"ref": "fix"},
        {"ref": "fix", "merge_request_event_type": "merged_result"},
        {"source": "push"},
        {"ref": "refs/merge-requests/0/train"},
    ],
)
def test_other_pipelines_and_later_states_ask_for_nothing(more: dict[str, str]) -> None:
    event = hear(pipeline(**more))
    assert (event.wish, event.puzzle) == (None, "")


def test_projects_that_come_and_go_are_heard_of() -> None:
    told = {"path_with_namespace": REPO, "project_id": 22, "project_visibility": "private"}
    here = Installed("gitlab", "", (REPO,))
    assert hear({"event_name": "project_create", **told}).wish == here
    assert hear({"event_name": "project_rename", "old_path_with_namespace": "a/b", **told}).wish == here
    assert hear({"event_name": "project_transfer", "old_path_with_namespace": "a/b", **told}).wish == here
    assert hear({"event_name": "project_destroy", **told}).wish == Uninstalled("gitlab", "", (REPO,))
    assert hear({"event_name": "subgroup_create", "full_path": "acme/new"}).wish is None


def test_headers_are_found_in_any_case_and_name_no_event() -> None:
    headers = {"x-gitlab-TOKEN": TOKEN, "X-Gitlab-Event": "Push Hook", "idempotency-key": "1"}
    event = receive(headers, json.dumps(merge_request()).encode(), KNOWN, NOW)
    assert (event.name, event.delivery_id) == ("merge_request.open", "1")


def test_a_delivery_is_known_again_by_its_key_whatever_its_event_is_called() -> None:
    key = hear(merge_request(), Idempotency_Key="k-1", X_Gitlab_Event_UUID="e-1").delivery_id
    assert key == hear(merge_request(), Idempotency_Key="k-1", X_Gitlab_Event_UUID="e-2").delivery_id == "k-1"
    assert hear(merge_request(), Idempotency_Key="", webhook_id="w-1").delivery_id == "w-1"


def test_older_versions_without_a_key_are_told_apart_by_event_and_content() -> None:
    def named(payload: object, event: str = "e-1") -> str:
        return hear(payload, Idempotency_Key="", X_Gitlab_Event_UUID=event).delivery_id

    assert named(merge_request()) == named(merge_request())
    # One event sets off others, and all carry its name.
    assert named(merge_request()) != named(pipeline())
    assert named(merge_request()) != named(merge_request(), "e-2")
    assert named(merge_request(), "") != named(pipeline(), "")
    assert len(named(merge_request(), "e" * 5000)) <= 100


def test_the_signature_covers_the_id_that_counts() -> None:
    body = json.dumps(merge_request()).encode()
    headers = {**signed(body, delivery="signed-id"), "Idempotency-Key": "made up"}
    assert receive(headers, body, SIGNED_ONLY, NOW).delivery_id == "signed-id"
    strange = {**signed(body, delivery="a b/c")}
    assert receive(strange, body, SIGNED_ONLY, NOW).wish == LOOK


def test_the_token_is_checked_before_anything_is_read() -> None:
    with pytest.raises(Rejected) as caught:
        hear_bytes(b"no json", X_Gitlab_Token="another")
    assert caught.value.status == 401


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b'{"object_kind": "merge_request", "object_at',
        b"\xff\xfe{}",
        b"[]",
        b"null",
        b"[" * 200_000,
        b'{"iid": ' + b"9" * 5000 + b"}",
        b"payload=%7B%7D",
    ],
)
def test_an_authentic_body_that_is_no_json_object_is_taken_and_named(body: bytes) -> None:
    event = hear_bytes(body)
    assert (event.name, event.wish) == ("unreadable", None)
    assert event.puzzle.startswith("Not a GitLab webhook payload")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("object_attributes",), "text"),
        (("object_attributes", "iid"), True),
        (("object_attributes", "iid"), -1),
        (("object_attributes", "iid"), 2**70),
        (("object_attributes", "last_commit"), []),
        (("object_attributes", "last_commit", "id"), "--upload-pack=touch"),
        (("object_attributes", "last_commit", "id"), HEAD + "\n"),
        (("project", "path_with_namespace"), "../../etc"),
        (("project", "path_with_namespace"), "acme/.."),
        (("project", "path_with_namespace"), "acme/../shop"),
        (("project", "path_with_namespace"), "acme"),
        (("project", "path_with_namespace"), "acme//shop"),
        (("project", "path_with_namespace"), "acme/shop/"),
        (("project", "path_with_namespace"), "-acme/shop"),
        (("project", "path_with_namespace"), "a/" * 30 + "shop"),
        (("project", "path_with_namespace"), {"a": 1}),
        (("project",), 5),
        (("user", "username"), "an n"),
        (("user", "username"), ".."),
    ],
)
def test_a_value_of_the_wrong_kind_asks_for_nothing_and_is_named(path: tuple[str, ...], value: object) -> None:
    payload: dict[str, Any] = copy.deepcopy(merge_request())
    place = payload
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    event = hear(payload)
    assert event.wish is None
    assert ".".join(path) in event.puzzle or event.name == "merge_request"


@pytest.mark.parametrize("repo", ["acme/shop", "a/b/c/d", "Acme_1/x.y-z", "_old/.dot"])
def test_paths_of_groups_within_groups_are_repositories(repo: str) -> None:
    event = hear({**merge_request(), "project": {**PROJECT, "path_with_namespace": repo}})
    assert isinstance(event.wish, ScanWanted)
    assert event.wish.target.repo == repo


def test_text_that_no_database_holds_is_mended_not_refused() -> None:
    wish = hear(note("a\0b\ud800c")).wish
    assert isinstance(wish, Spoken)
    assert wish.text == "a\ufffdb?c"


def test_the_unknown_asks_for_nothing() -> None:
    for payload in ({}, {"object_kind": "moon_phase"}, {"object_kind": ["push"]}, {"event_name": "Rename Me!"}):
        event = hear(payload)
        assert (event.wish, event.puzzle) == (None, "")


WANTED = {
    "merge_request.json": "merge_request.open",
    "service_merge_request.json": "merge_request.update",
    "note_merge_request.json": "note.create",
    "push.json": "push",
}
"""Published samples that ask for something; the others are about what Sekisho does not look at."""
UNREADABLE = {"group_merge_request.json": "object_attributes.iid"}
"""The sample's own fault: the key is written with a blank at its end."""


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="skipped, sample not at hand")
def test_every_published_sample_is_read_and_asks_for_what_it_should() -> None:
    heard = {path.name: hear_bytes(path.read_bytes()) for path in sorted(SAMPLES.glob("*.json"))}
    assert len(heard) >= 21
    puzzling = {name: event.puzzle.split()[5] for name, event in heard.items() if event.puzzle}
    assert puzzling == UNREADABLE
    assert {name: event.name for name, event in heard.items() if event.wish} == WANTED


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
WHOLE = [
    merge_request("open"),
    merge_request("update", {"title": {"previous": "Draft: a", "current": "a"}, "draft": {"previous": True}}),
    merge_request("close"),
    note(),
    pipeline(),
    {"object_kind": "push", "ref": "refs/heads/main", "after": HEAD, "project": PROJECT, "user_username": "ann"},
    {"event_name": "project_create", "path_with_namespace": REPO},
]


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(WHOLE), st.data())
def test_no_payload_whatever_its_shape_is_refused_or_crashes_the_reader(
    whole: dict[str, Any], data: st.DataObject
) -> None:
    payload = copy.deepcopy(whole)
    place: dict[str, Any] = payload
    for _ in range(data.draw(st.integers(0, 3))):
        inner = sorted(key for key, value in place.items() if isinstance(value, dict))
        if inner:
            place = place[data.draw(st.sampled_from(inner))]
    if place:
        place[data.draw(st.sampled_from(sorted(place)))] = data.draw(json_values)
    event = hear(payload)
    assert not (event.wish and event.puzzle)
