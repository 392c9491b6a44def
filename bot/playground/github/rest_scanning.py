"""Code scanning: SARIF comes in, is read a moment later, and is refused as GitHub refuses it."""

from __future__ import annotations

import base64
import binascii
import gzip
import json
import re
import uuid
import zlib
from typing import Any

from flask import Blueprint, Response, jsonify

from bot.playground.common import git
from bot.playground.github import rest
from bot.playground.github.errors import ApiError, invalid_request, not_found
from bot.playground.github.nouns import Upload

scanning = Blueprint("scanning", __name__)
MOST_BYTES, MOST_RUNS, MOST_RESULTS = 10 * 1024 * 1024, 20, 25_000
_REF = re.compile(r"refs/(heads|tags|pull)/.*")
_SHA = re.compile(r"[0-9a-fA-F]{40}")


@scanning.post("/repos/<owner>/<name>/code-scanning/sarifs")
def upload(owner: str, name: str) -> tuple[Response, int]:
    """Takes a file; whether it is any good is said by its status."""
    here, repo = rest.allowed(owner, name, "security_events:write")
    if not repo.code_scanning:
        raise ApiError(403, "Code scanning is not enabled for this repository. Please enable code scanning.")
    sent = rest.body()
    sha, ref, sarif = (str(sent.get(key, "")) for key in ("commit_sha", "ref", "sarif"))
    if not _SHA.fullmatch(sha) or not _REF.fullmatch(ref):
        raise invalid_request("ref or commit_sha does not match its pattern.")
    log = _log(sarif)
    if git.resolve(here.path(repo.full_name), sha) is None:
        raise ApiError(404, "commit not found")
    made = Upload(str(uuid.uuid4()), repo.full_name, ref, sha, log, _errors(log))
    here.uploads[made.id] = made
    url = f"{here.api}/repos/{repo.full_name}/code-scanning/sarifs/{made.id}"
    return jsonify({"id": made.id, "url": url}), 202


@scanning.get("/repos/<owner>/<name>/code-scanning/sarifs/<sarif_id>")
def status(owner: str, name: str, sarif_id: str) -> Response:
    """Pending at the first look."""
    here, repo = rest.allowed(owner, name, "security_events:read")
    found = here.uploads.get(sarif_id)
    if found is None or found.repo != repo.full_name:
        raise not_found()
    found.looks += 1
    if found.looks == 1:
        return jsonify({"processing_status": "pending"})
    url = f"{here.api}/repos/{repo.full_name}/code-scanning/analyses?sarif_id={found.id}"
    if found.errors:
        return jsonify({"processing_status": "failed", "analyses_url": None, "errors": found.errors})
    return jsonify({"processing_status": "complete", "analyses_url": url})


def _log(sarif: str) -> Any:
    try:
        zipped = base64.b64decode(sarif, validate=True)
        if len(zipped) > MOST_BYTES:
            raise ApiError(413, "SARIF upload is rejected (bigger than allowed size for zip archive)")
        return json.loads(gzip.decompress(zipped))
    except (binascii.Error, OSError, EOFError, zlib.error, ValueError) as error:
        raise ApiError(400, "Invalid SARIF. It has to be gzip-compressed and then base64-encoded.") from error


def _errors(log: Any) -> list[str]:
    runs = log.get("runs") if isinstance(log, dict) else None
    if not isinstance(runs, list):
        return ["Invalid SARIF. Missing 'runs'"]
    errors = []
    if len(runs) > MOST_RUNS:
        errors.append(f"rejecting SARIF, as there are more runs than allowed ({len(runs)} > {MOST_RUNS})")
    numbers = (len(run.get("results") or []) for run in runs)
    return errors + [
        f"rejecting SARIF, as there are more results per run than allowed ({number} > {MOST_RESULTS})"
        for number in numbers
        if number > MOST_RESULTS
    ]
