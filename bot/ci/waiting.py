"""`python -m bot verdict`: waits for a service's verdict on a commit. A client of /api/v1/verdicts, nothing more."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests

from bot.markdown import visible

_PAUSE, _LONGEST_PAUSE = 3.0, 30.0
_TRIES_AGAIN = (429, 500, 502, 503, 504)


class _Cannot(Exception):
    """There will be no verdict; the text says what to do."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Whose verdict, and from where."""

    address: str
    token: str
    ref: str


def run(options: argparse.Namespace) -> int:
    """0 it may go on, 1 blocked, 2 no verdict."""
    try:
        wanted = _wanted(options, os.environ)
        said = _wait(wanted, time.monotonic() + options.timeout)
    except _Cannot as error:
        print(f"sekisho: {error}", file=sys.stderr)
        return 2
    if said is None:
        passes = options.on_timeout == "pass"
        print(
            f"sekisho: no verdict within {options.timeout:g} s; {'going on' if passes else 'stopping'}", file=sys.stderr
        )
        return 0 if passes else 2
    print(f"{str(said.get('verdict') or 'no verdict').upper()} {visible(str(said.get('headline', '')), 500)}")
    if said.get("passes"):
        return 0
    return 1 if said.get("verdict") == "blocked" else 2


def _wanted(options: argparse.Namespace, environment: Mapping[str, str]) -> _Wanted:
    on_gitlab = bool(environment.get("GITLAB_CI"))
    forge = options.forge or ("gitlab" if on_gitlab else "github")
    own = {
        "service": environment.get("SEKISHO_URL", ""),
        "repo": environment.get("CI_PROJECT_PATH" if on_gitlab else "GITHUB_REPOSITORY", ""),
        "sha": environment.get("CI_COMMIT_SHA" if on_gitlab else "GITHUB_SHA", ""),
        "ref": environment.get("CI_MERGE_REQUEST_REF_PATH" if on_gitlab else "GITHUB_REF", ""),
    }
    given = {name: getattr(options, name) or value for name, value in own.items()}
    for name in ("service", "repo", "sha"):
        if not given[name]:
            raise _Cannot(f"give --{name}: no variable of a CI job says it")
    token = environment.get("SEKISHO_TOKEN", "")
    if not token:
        raise _Cannot("set SEKISHO_TOKEN to a token of the service's (`python -m bot token new NAME --scan`)")
    address = f"{given['service'].rstrip('/')}/api/v1/verdicts/{forge}/{given['repo']}/{given['sha']}"
    return _Wanted(address, token, given["ref"])


def _wait(wanted: _Wanted, until: float) -> Mapping[str, Any] | None:
    """The finished verdict; None if there is none in time."""
    asked = False
    while True:
        answer = _ask(wanted, "GET")
        if answer is not None and answer.status_code == 404 and wanted.ref and not asked:
            answer, asked = _ask(wanted, "POST"), True
        if answer is not None and answer.status_code == 200:
            found: dict[str, Any] = answer.json()
            return found
        pause = _pause(answer)
        if time.monotonic() + pause > until:
            return None
        time.sleep(pause)


def _pause(answer: requests.Response | None) -> float:
    """Seconds until the next question. Raises _Cannot for answers that waiting would not better."""
    if answer is None or answer.status_code in (202, 404, *_TRIES_AGAIN):
        told = answer.headers.get("Retry-After", "") if answer is not None else ""
        return min(float(told), _LONGEST_PAUSE) if told.isdecimal() else _PAUSE
    try:
        words = answer.json()["detail"]
    except (ValueError, KeyError, TypeError):
        words = answer.reason
    raise _Cannot(f"the service answered {answer.status_code}: {visible(str(words), 500)}")


def _ask(wanted: _Wanted, verb: str) -> requests.Response | None:
    """None where the service cannot be reached just now."""
    ref: Any = {"params": {"ref": wanted.ref}} if verb == "GET" else {"json": {"ref": wanted.ref}}
    if not wanted.ref:
        ref = {}
    headers = {"Authorization": f"Bearer {wanted.token}"}
    try:
        return requests.request(verb, wanted.address, headers=headers, timeout=20, allow_redirects=False, **ref)
    except requests.RequestException:
        return None
