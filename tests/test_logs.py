"""No credential leaves through a log line, and nothing else is struck out."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot import logs

SECRETS = (
    "ghs_16C7e42F292c6912E7710c838347Ae178B4a",
    "ghs_12345_eyJhbGciOi.eyJpc3MiOi.c2lnbmF0dXJl",
    "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
    "github_pat_11ABCDEFG0abcdefghijkl_mnopqrstuvwxyz",
    "glpat-abcDEF123456_-7890ab",
    "glpat-bzox79Of-KE9FD2LjoXXF4CvyxA.01.0r03gxo7b",
    "glrt-t1_abcDEF123456-7890ab",
    "gldt-abcDEF1234567890abcd",
    "glcbt-64_abcDEF1234567890abcd",
    "GR1348941abcDEF1234567890abcd",
    "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
    "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIxMjM0NSJ9.c2lnbmF0dXJl-x_y",
)
HARMLESS = (
    "ghost_town is a repository",
    "global-settings.yaml and glossary-of-terms.md",
    "0d1a26e67d8f5eaf1f6ba5c57fc3c7d91ac0fd1c",
    "https://github.com/owner/name/pull/7@main",
    "a bearer of news",
    "eyJust a word",
)


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    logs.configure(json=True, stream=stream)
    yield stream
    structlog.reset_defaults()
    logging.basicConfig(force=True)


@pytest.mark.parametrize("secret", SECRETS)
def test_a_token_is_struck_out_wherever_it_stands(secret: str) -> None:
    assert logs.redact(f"before {secret} after") == "before [redacted] after"
    assert logs.redact(f'{{"token": "{secret}"}}') == '{"token": "[redacted]"}'


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_looks_like_one_stays(text: str) -> None:
    assert logs.redact(text) == text


def test_credentials_of_addresses_headers_and_keys_are_struck_out() -> None:
    assert logs.redact("https://user:hunter22@host/path") == "https://[redacted]@host/path"
    assert logs.redact("Authorization: Bearer abcdef123456") == "Authorization: Bearer [redacted]"
    key = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----"
    assert logs.redact(f"key: {key}.") == "key: [redacted]."


def test_a_traceback_is_redacted_too(out: io.StringIO) -> None:
    try:
        raise ValueError(f"refused {SECRETS[0]}")
    except ValueError:
        logs.get("test").exception("it failed")
    assert SECRETS[0] not in out.getvalue()
    assert "refused [redacted]" in json.loads(out.getvalue())["exception"]


def test_other_libraries_lines_take_the_same_way_out(out: io.StringIO) -> None:
    with logs.bound(scan="s1"):
        logging.getLogger("urllib3").warning("retrying with %s", SECRETS[0])
    line = json.loads(out.getvalue())
    assert (line["event"], line["scan"], line["logger"]) == ("retrying with [redacted]", "s1", "urllib3")


def test_hostile_text_cannot_forge_a_line(out: io.StringIO) -> None:
    logs.get("test").info("opened", title='x"}\n{"event": "forged"}')
    assert len(out.getvalue().splitlines()) == 1
    assert json.loads(out.getvalue())["event"] == "opened"
