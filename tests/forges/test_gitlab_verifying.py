"""What proves a delivery to be GitLab's, and what an attacker would send instead."""

from __future__ import annotations

import base64
import hmac

import pytest

from bot.forges.gitlab.api import GitLabCredentials
from bot.forges.gitlab.verifying import WINDOW, signing_key, verify
from bot.forges.interface import Rejected

NOW = 1_795_500_000.0
KEY = bytes(range(32))
SIGNING = "whsec_" + base64.b64encode(KEY).decode()
OTHER = "whsec_" + base64.b64encode(b"another key of thirty-two bytes!").decode()
BODY = '{"object_kind": "push", "title": "münchen"}'.encode()
SIGNED_ONLY = GitLabCredentials(signing_tokens=(SIGNING,))
PLAIN_ONLY = GitLabCredentials(webhook_tokens=("it's plain",))
BOTH = GitLabCredentials(signing_tokens=(SIGNING,), webhook_tokens=("it's plain",))


def signed(body: bytes = BODY, *, key: bytes = KEY, delivery: str = "d-1", at: float = NOW) -> dict[str, str]:
    content = f"{delivery}.{int(at)}.".encode() + body
    value = base64.b64encode(hmac.new(key, content, "sha256").digest()).decode()
    return {"webhook-id": delivery, "webhook-timestamp": str(int(at)), "webhook-signature": f"v1,{value}"}


def refused(headers: dict[str, str], credentials: GitLabCredentials, body: bytes = BODY) -> Rejected:
    with pytest.raises(Rejected) as caught:
        verify(headers, body, credentials, NOW)
    return caught.value


def test_a_published_vector_of_the_standard_is_understood() -> None:
    # From https://github.com/standard-webhooks/standard-webhooks, its libraries' tests.
    token = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    known = GitLabCredentials(signing_tokens=(token,))
    assert verify(headers, b'{"test": 2432232314}', known, 1614265330.0) == "msg_p5jXN8AQM9LWM0D4loKWxJek"


def test_a_right_signature_is_believed_and_gives_the_id_that_it_covers() -> None:
    assert verify(signed(), BODY, SIGNED_ONLY, NOW) == "d-1"
    assert verify(signed(), BODY, BOTH, NOW) == "d-1"


def test_a_signature_over_anything_else_is_401() -> None:
    assert refused(signed(), SIGNED_ONLY, BODY + b" ").status == 401
    assert refused(signed(key=b"x" * 32), SIGNED_ONLY).status == 401
    assert refused(signed() | {"webhook-id": "d-2"}, SIGNED_ONLY).status == 401
    assert refused(signed() | {"webhook-timestamp": str(int(NOW) + 1)}, SIGNED_ONLY).status == 401
    assert refused(signed() | {"webhook-signature": signed()["webhook-signature"][3:]}, SIGNED_ONLY).status == 401
    assert refused(signed() | {"webhook-signature": ""}, SIGNED_ONLY).status == 401
    assert refused(signed() | {"webhook-signature": "v1,ÿ"}, SIGNED_ONLY).status == 401


@pytest.mark.parametrize("missing", ["webhook-id", "webhook-timestamp"])
def test_a_signature_without_its_id_or_time_is_401(missing: str) -> None:
    headers = signed()
    del headers[missing]
    assert refused(headers, SIGNED_ONLY).status == 401


@pytest.mark.parametrize("moment", ["", "soon", "-5", "1e9", "9" * 400, "١٢٣"])
def test_a_time_that_is_none_is_401(moment: str) -> None:
    assert refused(signed() | {"webhook-timestamp": moment}, SIGNED_ONLY).status == 401


@pytest.mark.parametrize("off", [-WINDOW, WINDOW])
def test_the_clock_may_be_five_minutes_off_either_way_and_no_more(off: int) -> None:
    beyond = off + (1 if off > 0 else -1)
    assert verify(signed(at=NOW + off), BODY, SIGNED_ONLY, NOW) == "d-1"
    told = refused(signed(at=NOW + beyond), SIGNED_ONLY)
    assert (told.status, "five minutes" in str(told)) == (401, True)


def test_one_right_signature_among_several_is_enough() -> None:
    wrong, right = signed(key=b"x" * 32)["webhook-signature"], signed()["webhook-signature"]
    assert verify(signed() | {"webhook-signature": f"{wrong} v2,abc {right}"}, BODY, SIGNED_ONLY, NOW) == "d-1"
    assert refused(signed() | {"webhook-signature": f"{wrong} v2,abc"}, SIGNED_ONLY).status == 401


def test_the_old_tokens_are_accepted_beside_the_new_ones() -> None:
    two = GitLabCredentials(signing_tokens=(OTHER, SIGNING), webhook_tokens=("new", "it's plain"))
    assert verify(signed(), BODY, two, NOW) == "d-1"
    assert verify({"x-gitlab-token": "it's plain"}, BODY, two, NOW) == ""


def test_a_wrong_signature_is_not_made_good_by_the_plain_token() -> None:
    headers = signed(key=b"x" * 32) | {"x-gitlab-token": "it's plain"}
    assert refused(headers, BOTH).status == 401


def test_without_a_signature_the_plain_token_counts_only_where_one_is_configured() -> None:
    plain = {"x-gitlab-token": "it's plain"}
    assert verify(plain, BODY, BOTH, NOW) == ""
    told = refused(plain, SIGNED_ONLY)
    assert (told.status, "signing token" in str(told)) == (401, True)
    assert refused({"x-gitlab-token": SIGNING}, SIGNED_ONLY).status == 401


def test_hooks_that_sign_are_heard_by_their_plain_token_where_nothing_checks_signatures() -> None:
    assert verify(signed() | {"x-gitlab-token": "it's plain"}, BODY, PLAIN_ONLY, NOW) == ""
    assert refused(signed(), PLAIN_ONLY).status == 401


@pytest.mark.parametrize("given", ["", "it's plai", "it's plain ", "IT'S PLAIN", "ÿ"])
def test_a_wrong_plain_token_is_401(given: str) -> None:
    assert refused({"x-gitlab-token": given}, PLAIN_ONLY).status == 401


def test_without_tokens_nothing_is_accepted() -> None:
    assert refused(signed(), GitLabCredentials()).status == 503
    assert refused({"x-gitlab-token": ""}, GitLabCredentials(webhook_tokens=("",))).status == 503
    told = refused(signed(), GitLabCredentials(signing_tokens=("whsec_short",)))
    assert (told.status, "32 bytes" in str(told)) == (503, True)


def test_what_is_no_signing_token_is_known_as_such() -> None:
    assert signing_key(SIGNING) == KEY
    for wrong in ("", SIGNING.removeprefix("whsec_"), "whsec_", "whsec_!!!!", "whsec_ÿ", "whsec_" + "A" * 400):
        assert signing_key(wrong) is None
