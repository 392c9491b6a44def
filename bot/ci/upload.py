"""`python -m bot upload`: SARIF to GitHub code scanning.

GitHub takes 10 MB once compressed, 20 runs, 25,000 results a run, and shows the 5,000 most severe (docs.github.com,
"SARIF results exceed one or more limits"). It reads neither `baselineState` nor fingerprints other than its own: what
was mended is left out here, and each finding's identity becomes the fingerprint that GitHub goes by.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import json
import re
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bot import hosts
from bot.config import Config
from bot.forges.github.api import Transport
from bot.forges.github.client import Accounts, Client
from bot.forges.interface import ForgeError, ForgeUnavailable, NotThere, Refused

MOST_BYTES, MOST_RUNS, MOST_RESULTS = 10 * 1024 * 1024, 20, 25_000
_PAUSE = 2.0
_REF = re.compile(r"refs/(heads|tags|pull)/.+")
_SHA = re.compile(r"[0-9a-f]{40}")
_LEVELS = ("error", "warning", "note", "none")
Json = dict[str, Any]


class _Wrong(Exception):
    """The file or an argument cannot be used; the text says why."""


def run(config: Config, options: argparse.Namespace) -> int:
    """0 taken, 1 refused, 2 wrong usage or out of reach."""
    try:
        log, left_out = fitted(_read(options.file))
        if not _REF.fullmatch(options.ref) or not _SHA.fullmatch(options.sha):
            raise _Wrong("--ref is refs/heads/…, refs/tags/… or refs/pull/…, and --sha a commit in full")
        accounts = Accounts(Transport(hosts.github_settings(config)), hosts.github_credentials(config))
        client = Client(accounts, options.repo)
        errors = send(client, options.ref, options.sha, packed(log), options.wait)
    except (_Wrong, ForgeUnavailable) as error:
        return _say(2, str(error))
    except ForgeError as error:
        return _say(1, f"{error}{_advice(error)}")
    if left_out:
        _say(0, f"{left_out} of the least severe results were left out: GitHub takes no more at once")
    return _say(1, "; ".join(errors)) if errors else 0


def fitted(log: Json) -> tuple[Json, int]:
    """What GitHub takes of a log, the worst first, and how many results were left out. Raises _Wrong."""
    if len(log["runs"]) > MOST_RUNS:
        raise _Wrong(
            f"the file has {len(log['runs'])} runs, and GitHub takes {MOST_RUNS}; upload them in several files"
        )
    runs = [run | {"results": _wanted(run)} for run in log["runs"]]
    whole = sum(len(run["results"]) for run in runs)
    most = MOST_RESULTS
    while True:
        cut = log | {"runs": [run | {"results": run["results"][:most]} for run in runs]}
        if len(_zipped(cut)) <= MOST_BYTES or most <= 1:
            return cut, whole - sum(len(run["results"]) for run in cut["runs"])
        most = min(most, max(len(run["results"]) for run in runs)) * 3 // 4


def packed(log: Json) -> str:
    """As the API wants it: gzip, then base64."""
    return base64.b64encode(_zipped(log)).decode()


def send(
    client: Client, ref: str, sha: str, sarif: str, patience: float, sleep: Callable[[float], None] = time.sleep
) -> list[str]:
    """Uploads, and waits until GitHub has read it; what GitHub found wrong. Raises ForgeError."""
    # Once more is harmless: a later upload of the same tool at the same commit takes the place of the earlier one.
    body = {"commit_sha": sha, "ref": ref, "sarif": sarif}
    receipt = client.post("/code-scanning/sarifs", body, again=True)
    until = time.monotonic() + patience
    while time.monotonic() < until:
        status = _status(client, receipt["id"])
        if status.get("processing_status") == "failed":
            return [str(error) for error in status.get("errors") or ["GitHub could not read it and does not say why"]]
        if status.get("processing_status") == "complete":
            return []
        sleep(_PAUSE)
    raise ForgeUnavailable(f"GitHub has taken the file, and not read it within {patience:g} s; see its Security tab.")


def _status(client: Client, key: str) -> Mapping[str, Any]:
    try:
        found: Mapping[str, Any] = client.get(f"/code-scanning/sarifs/{key}")
    except NotThere:  # for a moment after the upload
        return {}
    return found


def _read(file: Path) -> Json:
    try:
        log = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise _Wrong(f"{file} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise _Wrong(
            f"{file} is no JSON; write it with `python -m bot review --format sarif --output {file}`"
        ) from error
    runs = log.get("runs") if isinstance(log, dict) else None
    if not isinstance(runs, list) or not all(isinstance(run, dict) for run in runs):
        raise _Wrong(f"{file} is no SARIF: it has no list of runs")
    return dict(log)


def _wanted(run: Json) -> list[Json]:
    """Results that stand at the commit, the most severe first."""
    standing = [_known(one) for one in run.get("results") or [] if one.get("baselineState") != "absent"]
    scores = _scores(run)
    return sorted(standing, key=lambda one: (-scores.get(one.get("ruleId", ""), 0.0), _level(one)))


def _known(result: Json) -> Json:
    prints = result.get("partialFingerprints") or {}
    own = prints.get("sekisho/v1", "")
    if not own or "primaryLocationLineHash" in prints:
        return result
    name, _, occurrence = own.partition("-")
    return result | {"partialFingerprints": prints | {"primaryLocationLineHash": f"{name}:{int(occurrence or 0) + 1}"}}


def _scores(run: Json) -> dict[str, float]:
    rules = ((run.get("tool") or {}).get("driver") or {}).get("rules") or []
    return {str(rule.get("id")): _number((rule.get("properties") or {}).get("security-severity")) for rule in rules}


def _number(text: object) -> float:
    try:
        return float(str(text))
    except ValueError:
        return 0.0


def _level(result: Json) -> int:
    level = result.get("level", "warning")
    return _LEVELS.index(level) if level in _LEVELS else len(_LEVELS)


def _zipped(log: Json) -> bytes:
    return gzip.compress(json.dumps(log, separators=(",", ":")).encode(), mtime=0)


def _advice(error: ForgeError) -> str:
    if not isinstance(error, Refused):
        return ""
    return (
        " Code scanning has to be on (repository settings, Code security; for private repositories with GitHub Code "
        "Security), and the app or token needs the permission security_events: write."
    )


def _say(code: int, words: str) -> int:
    print(f"sekisho: {words}", file=sys.stderr)
    return code
