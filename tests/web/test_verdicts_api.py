"""The verdict of a commit over HTTP: what a pipeline's job sees while it waits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from bot.forges.interface import ScanWanted
from bot.model import Ending, Reason, ScanState, Target, Verdict
from bot.server import create_app
from bot.store import Store
from bot.web.tokens import guard
from bot.web.verdicts_api import blueprint

SHA, OTHER = "a" * 40, "b" * 40
TRAIN = "refs/merge-requests/7/train"
REPO = "group/sub/shop"


class Waiter:
    """A job with a token."""

    def __init__(self, store: Store, *scopes: str, block: bool = False) -> None:
        self.store, self.woken = store, 0
        self.token = store.tokens.make("ci", scopes or ("read", "scan"), None, "tests", store.now())
        routes = blueprint(store, ("gitlab",), guard(store), self._wake, block_on_fault=block)
        self.client = create_app({}, store, wake=self._wake, heeded=lambda _: False, blueprints=[routes]).test_client()

    def _wake(self) -> None:
        self.woken += 1

    def get(self, sha: str = SHA, repo: str = REPO, forge: str = "gitlab", **more: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        return self.client.get(f"/api/v1/verdicts/{forge}/{repo}/{sha}", headers=headers, **more)

    def post(self, ref: Any = TRAIN, sha: str = SHA) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token}"}
        return self.client.post(f"/api/v1/verdicts/gitlab/{REPO}/{sha}", headers=headers, json={"ref": ref})

    def finish(self, verdict: Verdict | None, state: ScanState = ScanState.DONE, note: str = "Because.") -> None:
        claim = self.store.claim("worker", self.store.now())
        assert claim is not None
        self.store.finish(claim, Ending(state, verdict, note, head_sha=SHA), self.store.now())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(f"sqlite:///{tmp_path}/sekisho.db")
    made.migrate()
    yield made
    made.close()


def test_from_asking_to_the_verdict(store: Store) -> None:
    job = Waiter(store)
    assert job.get().status_code == 404
    begun = job.post()
    assert (begun.status_code, begun.headers["Retry-After"], job.woken) == (202, "3", 1)
    assert begun.get_json()["state"] == "waiting"
    claim = store.claim("worker", store.now())
    assert claim is not None
    assert claim.scan.target == Target("gitlab", REPO, None, "merge-requests/7/train")
    assert claim.scan.reason is Reason.QUEUED
    assert job.get().get_json()["state"] == "running"
    store.finish(claim, Ending(ScanState.DONE, Verdict.BLOCKED, "1 finding.", head_sha=SHA), store.now())
    done = job.get()
    said = done.get_json()
    assert (done.status_code, "Retry-After" in done.headers) == (200, False)
    assert (said["state"], said["verdict"], said["passes"], said["headline"]) == (
        "done",
        "blocked",
        False,
        "1 finding.",
    )
    assert '"passes":false' in done.text.replace(" ", "")


def test_asking_again_begins_nothing_new(store: Store) -> None:
    job = Waiter(store)
    first = job.post().get_json()["scan"]
    assert job.post().get_json()["scan"] == first
    job.finish(Verdict.CLEAR)
    again = job.post()
    assert (again.status_code, again.get_json()["scan"], job.woken) == (200, first, 1)


def test_what_failed_may_be_asked_for_again(store: Store) -> None:
    job = Waiter(store)
    first = job.post().get_json()["scan"]
    job.finish(None, ScanState.FAILED)
    assert job.get().get_json()["state"] == "done"
    assert job.post().get_json()["scan"] != first


@pytest.mark.parametrize(
    ("verdict", "block", "passes"),
    [
        (Verdict.CLEAR, True, True),
        (Verdict.BLOCKED, False, False),
        (Verdict.INCOMPLETE, False, True),
        (Verdict.INCOMPLETE, True, False),
    ],
)
def test_what_is_incomplete_passes_as_the_operator_chose(
    store: Store, verdict: Verdict, block: bool, passes: bool
) -> None:
    job = Waiter(store, block=block)
    job.post()
    job.finish(verdict)
    assert job.get().get_json()["passes"] is passes


def test_of_several_targets_at_one_commit_the_weightiest_counts_unless_one_is_named(store: Store) -> None:
    job = Waiter(store)
    job.post("refs/merge-requests/7/head")
    job.finish(Verdict.BLOCKED)
    job.post("refs/merge-requests/8/head")
    assert job.get().get_json()["state"] == "waiting"
    job.finish(Verdict.CLEAR)
    assert job.get().get_json()["verdict"] == "blocked"
    assert job.get(query_string={"ref": "refs/merge-requests/8/head"}).get_json()["verdict"] == "clear"


def test_an_answer_that_did_not_change_is_not_sent_again(store: Store) -> None:
    job = Waiter(store)
    job.post()
    etag = job.get().headers["ETag"]
    assert job.get(headers={"If-None-Match": etag}).status_code == 304
    job.finish(Verdict.CLEAR)
    assert job.get(headers={"If-None-Match": etag}).status_code == 200


def test_baselines_say_no_verdict(store: Store) -> None:
    store.want(ScanWanted(Target("gitlab", REPO, None), Reason.BASELINE, SHA, ""), store.now())
    assert Waiter(store).get().status_code == 404


@pytest.mark.parametrize("ref", ["refs/heads/main", "main", "refs/merge-requests/0/train", "refs/tags/v1", ""])
def test_a_ref_that_is_nothing_to_judge_is_refused(store: Store, ref: str) -> None:
    assert Waiter(store).post(ref).status_code == 422


def test_a_body_without_a_ref_is_refused(store: Store) -> None:
    assert Waiter(store).post(7).status_code == 400


def test_who_may_only_read_begins_nothing_and_nobody_reads_without_a_token(store: Store) -> None:
    reader = Waiter(store, "read")
    assert reader.post().status_code == 403
    assert reader.get().status_code == 404
    reader.token = "sekisho_no_token"
    assert reader.get().status_code == 401


@pytest.mark.parametrize(("sha", "repo", "forge"), [("abc", REPO, "gitlab"), (SHA, "shop", "gitlab"), (SHA, REPO, "x")])
def test_what_is_no_commit_here_is_not_there(store: Store, sha: str, repo: str, forge: str) -> None:
    assert Waiter(store).get(sha, repo, forge).status_code == 404
