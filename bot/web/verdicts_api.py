"""GET and POST /api/v1/verdicts/<forge>/<repository>/<commit>: for jobs that have to wait for Sekisho's verdict.

Asking needs a token with the scope `read`; having a commit looked at needs `scan`, which opens nothing else: such a
token stands in CI variables. What is compared with what is the forge's word alone, never the caller's: a pipeline's
definition comes with the change that it judges.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import Any

from flask import Blueprint, Response, jsonify, request

from bot.forges.interface import ScanWanted
from bot.model import Reason, ScanState, Target, Verdict
from bot.store import Store
from bot.store.verdicts import Looked
from bot.web.problems import Problem, told
from bot.web.tokens import Guard

RETRY_AFTER = 3
"""Seconds after which it is worth asking again."""
_SHA = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_REPOSITORY = re.compile(r"[\w.-]{1,100}(/[\w.-]{1,100}){1,20}")
_NUMBERED = re.compile(r"(?:refs/)?(?:pull/([1-9]\d{0,8})/(?:head|merge)|merge-requests/([1-9]\d{0,8})/head)")
_COMBINED = re.compile(r"(?:refs/)?(merge-requests/[1-9]\d{0,8}/(?:train|merge))")
_QUEUE = re.compile(r"(?:refs/heads/)?(gh-readonly-queue/[^\s~^:?*\[\\]{1,300})")
_ENDLESS = (ScanState.SUPERSEDED, ScanState.CANCELLED)


def blueprint(
    store: Store, forges: Collection[str], admit: Guard, wake: Callable[[], None], *, block_on_fault: bool
) -> Blueprint:
    """Both routes. `block_on_fault`: what cannot be judged does not pass."""
    routes = told(Blueprint("verdicts", __name__, url_prefix="/api/v1"))

    def answer(forge: str, repo: str, sha: str, only: Target | None) -> Response:
        found = [one for one in store.verdicts.at(forge, repo, sha) if only in (None, one.scan.target)]
        if not found:
            raise Problem(404, "Nothing is known of this commit", "POST to this address to have it looked at.")
        return _answer(forge, repo, sha, found, block_on_fault)

    @routes.get("/verdicts/<forge>/<path:repo>/<sha>")
    def verdict(forge: str, repo: str, sha: str) -> Response:
        admit("read")
        _named(forge, forges, repo, sha)
        ref = request.args.get("ref", "")
        return answer(forge, repo, sha, _target(forge, repo, ref) if ref else None)

    @routes.post("/verdicts/<forge>/<path:repo>/<sha>")
    def look(forge: str, repo: str, sha: str) -> Response:
        token = admit("scan")
        _named(forge, forges, repo, sha)
        target = _target(forge, repo, _ref())
        if not _stands(store.verdicts.at(forge, repo, sha), target):
            by = f"token {token.name}"
            reason = Reason.QUEUED if target.number is None else Reason.PUSHED
            store.want(ScanWanted(target, reason, sha, by), store.now())
            store.note(target, by, "asked for a look", sha, store.now())
            wake()
        return answer(forge, repo, sha, target)

    return routes


def _named(forge: str, forges: Collection[str], repo: str, sha: str) -> None:
    if forge not in forges:
        raise Problem(404, "There is no such forge here", f"Configured: {', '.join(sorted(forges)) or 'none'}.")
    if not _REPOSITORY.fullmatch(repo) or not _SHA.fullmatch(sha):
        raise Problem(404, "This is no commit", "Write /api/v1/verdicts/FORGE/OWNER/NAME/SHA, the commit in full.")


def _ref() -> str:
    body = request.get_json(silent=True)
    ref = body.get("ref") if isinstance(body, dict) else None
    if not isinstance(ref, str):
        raise Problem(
            400, "The body cannot be read", 'Send {"ref": "refs/merge-requests/7/train"} as application/json.'
        )
    return ref


def _target(forge: str, repo: str, ref: str) -> Target:
    if found := _NUMBERED.fullmatch(ref):
        return Target(forge, repo, int(found[1] or found[2]))
    if found := _COMBINED.fullmatch(ref) or _QUEUE.fullmatch(ref):
        return Target(forge, repo, None, found[1])
    raise Problem(
        422,
        "This ref is nothing that a verdict is given on",
        "Name a pull request (refs/pull/7/head), a merge request or its train (refs/merge-requests/7/head, …/train, "
        "…/merge), or a merge queue's branch (refs/heads/gh-readonly-queue/…).",
    )


def _stands(found: Sequence[Looked], target: Target) -> bool:
    """Whether a look at this target is under way or was had: then none is begun."""
    mine = [one.scan.state for one in found if one.scan.target == target]
    return any(state not in (*_ENDLESS, ScanState.FAILED) for state in mine)


def _answer(forge: str, repo: str, sha: str, found: Sequence[Looked], block_on_fault: bool) -> Response:
    """The weightiest of all that is said of the commit: what is open, then what blocks, then what is incomplete."""
    one = min(found, key=_weight)
    scan = one.scan
    state = scan.state.value if not scan.state.ended else "done"
    verdict = scan.verdict if scan.state is ScanState.DONE else None
    done = scan.state.ended
    response = jsonify(
        forge=forge,
        repository=repo,
        sha=sha,
        target=str(scan.target),
        state=state,
        verdict=verdict,
        passes=_passes(verdict, block_on_fault) if done else None,
        headline=scan.note,
        scan=scan.id,
        units=one.units,
        units_kept=one.units_kept,
    )
    response.status_code = 200 if done else 202
    response.headers["Cache-Control"] = "no-cache, private"
    if not done:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    response.add_etag()
    response.make_conditional(request)
    return response


def _weight(one: Looked) -> int:
    scan = one.scan
    if not scan.state.ended:
        return 0
    if scan.state is ScanState.DONE and scan.verdict:
        return {Verdict.BLOCKED: 1, Verdict.INCOMPLETE: 2, Verdict.CLEAR: 4}[scan.verdict]
    return 3 if scan.state is ScanState.FAILED else 5


def _passes(verdict: Any, block_on_fault: bool) -> bool:
    if verdict is Verdict.BLOCKED:
        return False
    return verdict is Verdict.CLEAR or not block_on_fault
