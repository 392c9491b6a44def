"""Whether a delivery is GitLab's: its signature over the raw bytes, or the token that its hook was given. Pure.

Signing tokens follow https://www.standardwebhooks.com; GitLab has had them since 2026 (gitlab-org/gitlab!230944). A
signature that is there must be right where signing tokens are configured, whatever else comes with it. A plain token is
taken only where one is configured: whoever configures signing tokens alone has shut that door.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from collections.abc import Mapping, Sequence

from bot.forges.gitlab.api import GitLabCredentials
from bot.forges.interface import Rejected

WINDOW = 300
"""Seconds that a signed delivery may be old, or ahead of this machine's clock: what the standard's libraries allow."""
_PREFIX = "whsec_"
_KEY_BYTES = range(24, 65)
"""The standard's; GitLab's are 32."""
_MOMENT = re.compile(r"[0-9]{1,12}")
_MOST_SIGNATURES = 20


def verify(headers: Mapping[str, str], body: bytes, credentials: GitLabCredentials, now: float) -> str:
    """The id that the signature covers; "" where the plain token proved the delivery. `headers`: names in lower case.

    Raises Rejected: 503 nothing is configured, 401 this proves nothing.
    """
    keys = [key for token in credentials.signing_tokens if (key := signing_key(token))]
    tokens = [token for token in credentials.webhook_tokens if token]
    if not keys and not tokens:
        raise Rejected(503, _unconfigured(credentials))
    if keys and "webhook-signature" in headers:
        return _signed(headers, body, keys, now)
    _check_token(headers.get("x-gitlab-token", ""), tokens)
    return ""


def signing_key(token: str) -> bytes | None:
    """The key within a signing token; None where it is none."""
    if not token.startswith(_PREFIX):
        return None
    try:
        key = base64.b64decode(token.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return None
    return key if len(key) in _KEY_BYTES else None


def signature(key: bytes, delivery: str, moment: str, body: bytes) -> str:
    """The value of webhook-signature for this content."""
    content = b".".join((delivery.encode("utf-8", "replace"), moment.encode("utf-8", "replace"), body))
    return "v1," + base64.b64encode(hmac.digest(key, content, "sha256")).decode()


def _signed(headers: Mapping[str, str], body: bytes, keys: Sequence[bytes], now: float) -> str:
    delivery, moment = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not delivery or not _MOMENT.fullmatch(moment):
        raise Rejected(401, "A webhook-signature without webhook-id and webhook-timestamp proves nothing.")
    if abs(now - int(moment)) > WINDOW:
        raise Rejected(
            401, "webhook-timestamp is more than five minutes off: an old delivery, or a clock that is wrong."
        )
    given = headers["webhook-signature"].split()[:_MOST_SIGNATURES]
    expected = [signature(key, delivery, moment, body) for key in keys]
    if not _any_equal(given, expected):
        raise Rejected(401, "webhook-signature does not fit the body: the hook's signing token is another one.")
    return delivery


def _check_token(given: str, tokens: Sequence[str]) -> None:
    if not tokens:
        raise Rejected(401, "No webhook-signature: give the hook the signing token that Sekisho is configured with.")
    if not given:
        raise Rejected(401, "No X-Gitlab-Token: give the hook the secret token that Sekisho is configured with.")
    if not _any_equal([given], tokens):
        raise Rejected(401, "X-Gitlab-Token is wrong: the hook's secret token is another one.")


def _any_equal(given: Sequence[str], expected: Sequence[str]) -> bool:
    """Compares every pair, so that the time says nothing about which token is in use."""
    pairs = [(one.encode("utf-8", "replace"), other.encode()) for one in given for other in expected]
    return any([hmac.compare_digest(one, other) for one, other in pairs])  # noqa: C419


def _unconfigured(credentials: GitLabCredentials) -> str:
    if any(credentials.signing_tokens):
        return "SEKISHO_GITLAB_SIGNING_TOKEN holds no signing token: write whsec_ and 32 bytes in base64."
    return "No token of webhooks is configured for GitLab: set SEKISHO_GITLAB_SIGNING_TOKEN or …_WEBHOOK_TOKEN."
